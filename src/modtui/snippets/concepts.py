"""Finds the glossary's meanings in a text, word order and endings aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from modtui.snippets.glossary import Glossary
from modtui.snippets.stem import stem
from modtui.snippets.stopwords import INSIDE_PHRASES
from modtui.text.arabizi import skeleton
from modtui.text.fold import fold_words

WINDOW: Final = 3
"""How many other words may stand between the words of one phrase."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of one meaning, as stems in the order they were written."""

    concept: int
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A meaning found in a text: how surely (0 to 1) and at which words."""

    concept: int
    similarity: float
    positions: tuple[int, ...]


def phrase_words(text: str) -> list[str]:
    """The folded words of a text without articles and the like; all of them where nothing else is there."""
    words = fold_words(text)
    kept = [word for word in words if word not in INSIDE_PHRASES]
    return kept or words


class PhraseMatcher:
    """The glossary's phrases by their words. Unchanged once `prepare` has run to its end."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        numbers = {concept.name: number for number, concept in enumerate(glossary.concepts)}
        self.near = [
            tuple(numbers[name] for name in concept.near if name in numbers) for concept in glossary.concepts
        ]
        self.phrases: list[Phrase] = []
        self.words: dict[str, str] = {}
        """Every folded word of the glossary with its stem, for prefixes and typing mistakes."""
        self.arabizi: set[str] = set()
        """The glossary's words in Latin letters that are Arabic."""
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        self.anchored: dict[str, list[int]] = defaultdict(list)
        self.by_skeleton: dict[str, list[str]] = defaultdict(list)

    @classmethod
    def of(cls, glossary: Glossary) -> PhraseMatcher:
        """A matcher made at once."""
        matcher = cls(glossary)
        for _ in matcher.prepare():
            pass
        return matcher

    def prepare(self) -> Generator[None, None, None]:
        """Read the glossary's phrases, handing back control after every few meanings."""
        seen: set[Phrase] = set()
        for number, concept in enumerate(self.glossary.concepts):
            for language, texts in concept.phrases.items():
                for text in texts:
                    words = phrase_words(text)
                    if language == "arabizi":
                        self.arabizi.update(words)
                    for word in words:
                        self.words[word] = stem(word)
                    phrase = Phrase(number, tuple(dict.fromkeys(stem(word) for word in words)))
                    if phrase.stems and phrase not in seen:
                        seen.add(phrase)
                        for one in phrase.stems:
                            self.by_stem[one].append(len(self.phrases))
                        self.phrases.append(phrase)
            if not number % 2:
                yield
        for at, phrase in enumerate(self.phrases):
            self.anchored[min(phrase.stems, key=lambda one: len(self.by_stem[one]))].append(at)
        yield
        for at, (word, word_stem) in enumerate(self.words.items()):
            if not word.isascii() and (key := skeleton(word)) and word_stem not in self.by_skeleton[key]:
                self.by_skeleton[key].append(word_stem)
            if not at % 50:
                yield

    def concepts_in(self, stems: Sequence[str]) -> set[int]:
        """The meanings in an indexed text, given as the stems of its `phrase_words`."""
        found: set[int] = set()
        places: dict[str, list[int]] = {}
        anchored = self.anchored
        for at, one in enumerate(stems):
            if one in places:
                places[one].append(at)
            else:
                places[one] = [at]
        for one, where in places.items():
            for number in anchored.get(one, ()):
                phrase = self.phrases[number]
                if phrase.concept not in found and (
                    len(phrase.stems) == 1 or _near_together(phrase.stems, places, where)
                ):
                    found.add(phrase.concept)
        return found

    def find(self, words: Sequence[Mapping[str, float]]) -> list[Found]:
        """The meanings in a query or a message, each word given as the stems it may stand for with how
        surely.

        Of one meaning only the surest finding is returned; a phrase inside a longer one that was found
        as surely
        does not count by itself ("card" in "credit card").
        """
        places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, readings in enumerate(words):
            for one, similarity in readings.items():
                places[one].append((at, similarity))
        tried: set[int] = set()
        best: dict[int, Found] = {}
        for one in places:
            for number in self.anchored.get(one, ()):
                if number in tried:
                    continue
                tried.add(number)
                found = self._match(self.phrases[number], places)
                if found is not None and _better(found, best.get(found.concept)):
                    best[found.concept] = found
        return _without_parts(list(best.values()))

    def _match(self, phrase: Phrase, places: Mapping[str, list[tuple[int, float]]]) -> Found | None:
        positions: list[int] = []
        similarity = 1.0
        for one in phrase.stems:
            where = places.get(one)
            if where is None:
                return None
            free = [(at, sure) for at, sure in where if at not in positions]
            if not free:
                return None
            if positions:
                at, sure = min(free, key=lambda place: (abs(place[0] - positions[-1]), -place[1]))
            else:
                at, sure = max(free, key=lambda place: place[1])
            positions.append(at)
            similarity = min(similarity, sure)
        if max(positions) - min(positions) > len(positions) - 1 + WINDOW:
            return None
        return Found(phrase.concept, similarity, tuple(sorted(positions)))


def _near_together(stems: Sequence[str], places: Mapping[str, list[int]], anchors: Sequence[int]) -> bool:
    reach = len(stems) - 1 + WINDOW
    others = [places.get(one) for one in stems]
    if not all(others):
        return False
    return any(
        all(any(abs(at - anchor) <= reach for at in where) for where in others if where) for anchor in anchors
    )


def _better(found: Found, than: Found | None) -> bool:
    return than is None or (found.similarity, len(found.positions)) > (than.similarity, len(than.positions))


def _without_parts(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in found:
        mine = set(one.positions)
        if not any(
            mine < set(other.positions) and other.similarity >= one.similarity - 0.05 for other in found
        ):
            kept.append(one)
    return kept

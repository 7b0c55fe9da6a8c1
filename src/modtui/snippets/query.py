"""What a word somebody types may stand for: itself, a beginning, a typing mistake, another spelling or
script."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from modtui.snippets.concepts import PhraseMatcher
from modtui.snippets.index import IndexData
from modtui.snippets.stem import stem
from modtui.text.arabizi import arabizi_to_arabic_keys, skeleton
from modtui.text.fold import prefix_variants, strip_arabic_prefix

_Key = TypeVar("_Key", int, str)

MOST_READINGS: Final = 24
"""Readings of one word that are followed up, the surest first."""

_Lengths = dict[tuple[bool, int], list[str]]

_AT_ONCE: Final = 1000
_MOST_BEGINNINGS: Final = 60
_CACHE_WORDS: Final = 4096
# How sure a reading is, next to the word itself (1.0). Tuned on the labelled set in tests/data/search.
_INFLECTED: Final = 0.92
_BEGINNING: Final = 0.9
_SKELETON: Final = 0.78
_SHORT_SKELETON: Final = 0.5
_PERSONS: Final = "ايتن"
_FAMILY: Final = 0.55
_ALIKE: Final = 0.82


@dataclass(frozen=True, slots=True)
class Readings:
    """What one word may stand for, each with how surely (0 to 1)."""

    own: Mapping[int, float]
    """Stems of the index, by number."""
    glossary: Mapping[str, float]
    """Stems of the glossary's words."""
    known: bool
    """The word itself is there, in the index or in the glossary."""


class WordReader:
    """Reads words against one index and one glossary; keeps what it found, so a longer query costs one
    word more."""

    def __init__(self, data: IndexData, matcher: PhraseMatcher) -> None:
        self.data = data
        self.matcher = matcher
        self.numbers: dict[str, int] = {}
        self.stem_of: dict[str, int] = {}
        self.lengths: _Lengths = defaultdict(list)
        self.glossary_words = sorted(matcher.words)
        self.glossary_lengths: _Lengths = defaultdict(list)
        self.cache: dict[tuple[str, bool, bool], Readings] = {}

    def prepare(self) -> Generator[None, None, None]:
        """Make the look-up tables, handing back control every few thousand words."""
        for number, one in enumerate(self.data.stems):
            self.numbers[one] = number
            if not number % _AT_ONCE:
                yield
        for at, word in enumerate(self.data.words):
            self.stem_of[word] = self.data.word_stems[at]
            self.lengths[word.isascii(), len(word)].append(word)
            if not at % _AT_ONCE:
                yield
        for word in self.glossary_words:
            self.glossary_lengths[word.isascii(), len(word)].append(word)

    def read(self, word: str, is_beginning: bool = False, guess_known: bool = True) -> Readings:
        """The readings of a folded word; `is_beginning` for the one that is still being typed.

        Without `guess_known` a word that is there as it stands is taken as it stands: in a message of many words
        the guesses would cost more than they find.
        """
        key = (word, is_beginning, guess_known)
        found = self.cache.get(key)
        if found is None:
            if len(self.cache) >= _CACHE_WORDS:
                self.cache.clear()
            found = self.cache[key] = self._read(word, is_beginning, guess_known)
        return found

    def resembling(self, word: str) -> dict[int, float]:
        """Stems of words that merely look alike, for when nothing else was found."""
        found: dict[int, float] = {}
        if len(word) >= 4:
            alike = process.extract(
                word, self.data.words, scorer=JaroWinkler.similarity, score_cutoff=_ALIKE, limit=8
            )
            for full, similarity, _ in alike:
                _raise(found, self.stem_of[full], 0.6 * similarity)
        return found

    def is_known(self, word: str) -> bool:
        """True when the word, or its stem, is in the index or in the glossary."""
        one = stem(word)
        return one in self.numbers or one in self.matcher.by_stem

    def _read(self, word: str, is_beginning: bool, guess_known: bool) -> Readings:
        own: dict[int, float] = {}
        glossary: dict[str, float] = {}
        for at, form in enumerate(prefix_variants(word)):
            one = stem(form)
            sure = 1.0 if at < 2 else _INFLECTED
            if one in self.numbers:
                _raise(own, self.numbers[one], sure)
            if one in self.matcher.by_stem:
                _raise(glossary, one, sure)
        for form in _spoken_forms(word):
            one = stem(form)
            if one in self.numbers:
                _raise(own, self.numbers[one], _INFLECTED)
            if one in self.matcher.by_stem:
                _raise(glossary, one, _INFLECTED)
        known = bool(own or glossary)
        if word[0] == "و" and word[1:] in self.matcher.words:
            # "and" before a short word; longer ones are among the variants above.
            _raise(glossary, self.matcher.words[word[1:]], _INFLECTED)
        if known and not guess_known:
            return Readings(own, glossary, True)
        size = len(word)
        begins = False
        if is_beginning or size >= 4:
            begins = self._beginnings(word, is_beginning, known, own, glossary)
        if size >= 4 and not word.isdecimal():
            factor = 0.7 if begins and is_beginning else 0.85 if known else 1.0
            self._mistakes(word, factor, own, glossary)
            if not known:
                self._families(word, own, glossary)
        if not word.isdecimal():
            self._other_script(word, known, own, glossary)
        return Readings(_surest(own), _surest(glossary), known)

    def _beginnings(
        self, word: str, is_beginning: bool, known: bool, own: dict[int, float], glossary: dict[str, float]
    ) -> bool:
        """Words that begin with this one; True when a title or alias has one."""
        found = False
        top = (_BEGINNING if is_beginning else _BEGINNING - 0.15) * (0.85 if known else 1.0)
        for form in dict.fromkeys((word, strip_arabic_prefix(word))):
            for at in _starting(self.data.words, form, _MOST_BEGINNINGS):
                full = self.data.words[at]
                found = found or full != form
                _raise(own, self.data.word_stems[at], top * (0.55 + 0.45 * len(form) / len(full)))
            if len(form) >= 3:
                for at in _starting(self.data.weak_words, form, _MOST_BEGINNINGS // 3):
                    full = self.data.weak_words[at]
                    sure = (top - 0.1) * (0.55 + 0.45 * len(form) / len(full))
                    _raise(own, self.data.weak_word_stems[at], sure)
                for at in _starting(self.glossary_words, form, _MOST_BEGINNINGS):
                    full = self.glossary_words[at]
                    _raise(glossary, self.matcher.words[full], top * (0.55 + 0.45 * len(form) / len(full)))
        return found

    def _mistakes(self, word: str, factor: float, own: dict[int, float], glossary: dict[str, float]) -> None:
        for form in dict.fromkeys((word, strip_arabic_prefix(word))):
            if len(form) < 4:
                continue
            for full, distance in _close(form, self.lengths):
                _raise(own, self.stem_of[full], factor * _mistake(form, full, distance))
            for full, distance in _close(form, self.glossary_lengths):
                _raise(glossary, self.matcher.words[full], factor * _mistake(form, full, distance))

    def _families(self, word: str, own: dict[int, float], glossary: dict[str, float]) -> None:
        """Words with the same first half ("registration" and "register")."""
        if len(word) < 6:
            return
        half = word[: max(5, (len(word) + 1) // 2)]
        for at in _starting(self.data.words, half, 12):
            _raise(own, self.data.word_stems[at], _FAMILY)
        for at in _starting(self.glossary_words, half, 12):
            _raise(glossary, self.matcher.words[self.glossary_words[at]], _FAMILY)

    def _other_script(
        self, word: str, known: bool, own: dict[int, float], glossary: dict[str, float]
    ) -> None:
        """Arabizi to Arabic, and Arabic words with the same consonants (broken plurals, long vowels
        left out)."""
        if word.isascii():
            spelt = word in self.matcher.arabizi or any(char in "23456789" for char in word)
            if known and not spelt:
                return
            keys: Sequence[str] = arabizi_to_arabic_keys(word)
        else:
            key = skeleton(word)
            keys = (key,) if key else ()
        for at, key in enumerate(keys):
            if len(key) < 2 or (len(key) < 3 and not word.isascii()):
                continue
            sure = (_SKELETON if len(key) >= 3 else _SHORT_SKELETON) - 0.03 * min(at, 4)
            for number in self.data.skeletons.get(key, ()):
                _raise(own, number, sure)
            for one in self.matcher.by_skeleton.get(key, ()):
                _raise(glossary, one, sure)


def _spoken_forms(word: str) -> Iterator[str]:
    """A spoken Arabic verb without "and" and without its b- or ha- (وبيهددني, بيضرب, حنروح)."""
    bare = word[1:] if word[0] in "وف" and len(word) > 4 else word
    if len(bare) > 4 and bare[0] in "بحه" and bare[1] in "يتنا":
        yield bare[1:]
    elif bare is not word:
        yield bare
    if len(bare) >= 5 and bare[0] in _PERSONS:
        # I, he, she and we do the same thing.
        for person in _PERSONS:
            if person != bare[0]:
                yield person + bare[1:]


def split_joined(words: Iterable[str], reader: WordReader) -> Iterator[str]:
    """The words, with an unknown one that is two known ones written together taken apart ("healthcard")."""
    for word in words:
        if len(word) >= 7 and word.isalpha() and not reader.is_known(word):
            cuts = sorted(range(3, len(word) - 2), key=lambda cut: abs(2 * cut - len(word)))
            cut = next(
                (cut for cut in cuts if reader.is_known(word[:cut]) and reader.is_known(word[cut:])), 0
            )
            if cut:
                yield word[:cut]
                yield word[cut:]
                continue
        yield word


def _raise(found: dict[_Key, float], key: _Key, sure: float) -> None:
    if found.get(key, 0.0) < sure:
        found[key] = sure


def _surest(found: dict[_Key, float]) -> dict[_Key, float]:
    if len(found) <= MOST_READINGS:
        return found
    return dict(sorted(found.items(), key=lambda item: -item[1])[:MOST_READINGS])


def _starting(words: Sequence[str], beginning: str, most: int) -> Iterator[int]:
    at = bisect_left(words, beginning)
    for place in range(at, min(at + most, len(words))):
        if not words[place].startswith(beginning):
            return
        yield place


def _close(word: str, lengths: _Lengths) -> Iterator[tuple[str, int]]:
    size = len(word)
    most = 1 if size <= 5 else 2
    for length in range(size - most, size + most + 1):
        bucket = lengths.get((word.isascii(), length))
        if bucket:
            for full, distance, _ in process.extract(
                word, bucket, scorer=OSA.distance, score_cutoff=most, limit=None
            ):
                if distance:
                    yield full, int(distance)


def _mistake(word: str, full: str, distance: int) -> float:
    """How surely a word is another one mistyped: more where both begin alike, as most mistakes come later."""
    alike = next((at for at, (one, other) in enumerate(zip(word, full, strict=False)) if one != other), 4)
    return 1.0 - 1.2 * distance / max(len(word), len(full)) + 0.02 * min(alike, 4) - (0.0 if alike else 0.12)

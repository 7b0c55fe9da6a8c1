"""Search as one types, over an index in memory. Pure functions of the index: nothing is read or written."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

from modtui.snippets.concepts import Found, PhraseMatcher
from modtui.snippets.glossary import Glossary
from modtui.snippets.index import IndexData, build_data, index_key, load_data, save_data
from modtui.snippets.model import LANGUAGES, Kind, Snippet
from modtui.snippets.query import Readings, WordReader, split_joined
from modtui.snippets.scores import accumulate, best_of, merge
from modtui.snippets.stem import stem
from modtui.snippets.stopwords import COMMON, INSIDE_PHRASES
from modtui.text.fold import fold_with_map, fold_words, original_span

MOST_CHARACTERS: Final = 400
"""A longer query is cut: it is a message, and messages go to `suggest`."""

_T = TypeVar("_T")
_POSTING_BYTES: Final = 4
_LOOKED_AT: Final = 50
_MOST_WORDS: Final = 16
_MOST_GUESSED: Final = 6
_MOST_KEPT: Final = 64
_MOST_TITLES: Final = 2000
_WEAK: Final = 0.5
_SURE_MEANING: Final = 0.6
_GENERAL: Final = 0.6
MEANING: Final = 1.8
_NEAR: Final = 0.5
_TIGHT: Final = 0.7
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A snippet that was found: its score (0 to about 1.5; comparable within one search), and its title."""

    id: str
    score: float
    title: str
    spans: tuple[tuple[int, int], ...]
    """Half-open ranges of code points of the title that matched, in order, for highlighting."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query read against an index: words and meanings with the weight of each."""

    words: tuple[Readings, ...]
    found: tuple[Found, ...]
    digits: tuple[str, ...]


class SearchIndex:
    """The snippets of one library, ready to be searched. Build it once, ask it often; it never changes."""

    def __init__(self, data: IndexData, matcher: PhraseMatcher) -> None:
        self.data = data
        self.matcher = matcher
        self.reader = WordReader(data, self.matcher)
        self.size = len(data.ids)
        self.numbers = {one: doc for doc, one in enumerate(data.ids)}
        self._emergencies = frozenset(data.emergencies)
        self.weights: list[float] = []
        """How much each stem tells: rare ones more (inverse document frequency)."""
        self.meaning_weights: list[float] = []
        """How much each meaning of the glossary tells, in the same measure."""
        self._titles: dict[str, list[tuple[str, int, int]]] = {}
        self._kept: dict[object, dict[int, float]] = {}

    @classmethod
    def build(cls, library: Iterable[Snippet], glossary: Glossary) -> SearchIndex:
        """Index a library at once; see `build_steps` for doing it beside an event loop."""
        return _run(cls.build_steps(library, glossary))

    @classmethod
    def build_steps(
        cls, library: Iterable[Snippet], glossary: Glossary
    ) -> Generator[None, None, SearchIndex]:
        """Index a library, yielding at least every few milliseconds; the index is the generator's value."""
        matcher = PhraseMatcher(glossary)
        yield from matcher.prepare()
        snippets = list(library)
        key = yield from index_key(snippets, glossary)
        data = yield from build_data(snippets, matcher, key)
        yield
        return (yield from cls.prepared(data, matcher))

    @classmethod
    def prepared(cls, data: IndexData, matcher: PhraseMatcher) -> Generator[None, None, SearchIndex]:
        """An index over data that was built or kept, in steps as `build_steps`."""
        index = cls(data, matcher)
        yield from index.reader.prepare()
        for number in range(len(data.stems)):
            index.weights.append(_telling(data.strong[number], data.weak[number], index.size))
            if not number % 1000:
                yield
        index.meaning_weights += [
            _telling(data.concept_strong[number], data.concept_weak[number], index.size)
            * (_GENERAL if concept.is_general else 1.0)
            for number, concept in enumerate(matcher.glossary.concepts)
        ]
        return index

    @classmethod
    def load(cls, path: Path, library: Iterable[Snippet], glossary: Glossary) -> SearchIndex | None:
        """The index kept at `path` if it was made from exactly this library and glossary, else None."""
        return _run(cls.load_steps(path, library, glossary))

    @classmethod
    def load_steps(
        cls, path: Path, library: Iterable[Snippet], glossary: Glossary
    ) -> Generator[None, None, SearchIndex | None]:
        """As `load`, in steps."""
        key = yield from index_key(library, glossary)
        data = yield from load_data(path, key)
        if data is None:
            return None
        yield
        matcher = PhraseMatcher(glossary)
        yield from matcher.prepare()
        return (yield from cls.prepared(data, matcher))

    def save(self, path: Path) -> None:
        """Keep the index at `path`, readable by its owner only. Raises `OSError`."""
        save_data(self.data, path)

    def search(self, query: str, limit: int = 10, kind: Kind | None = None) -> list[Hit]:
        """The snippets that fit a query best, the best first; none for a query without a letter or digit.

        The last word counts as still being typed unless a blank follows it. Never raises, whatever the text.
        """
        asked = self.read(query)
        most = max(limit, _LOOKED_AT)
        scores, possible = self._scores(asked, most if kind is None else self.size)
        if kind is not None:
            scores = {doc: score for doc, score in scores.items() if self.data.kinds[doc] == kind.value}
        best = best_of(scores, most)
        sure = _best_of(asked.words)
        meanings = {one.concept: one.similarity for one in asked.found}
        ranked = [
            (score / possible + _TIGHT * self.tightness(doc, sure, meanings), -doc) for doc, score in best
        ]
        ranked.sort(reverse=True)
        return [self._hit(-doc, score, sure, meanings, query) for score, doc in ranked[:limit]]

    def read(self, query: str) -> Query:
        """Take a query apart against this index."""
        query = query[:MOST_CHARACTERS]
        every = fold_words(query)
        ends_open = bool(every) and not query[-1:].isspace()
        digits = _digit_runs(every)
        words = list(split_joined(every[:_MOST_WORDS], self.reader))
        last = words[-1] if words and ends_open else None
        telling = [word for word in words if word not in COMMON or (word is last and len(words) == 1)]
        guess = len(words) <= _MOST_GUESSED
        readings = [self.reader.read(word, word is last, guess) for word in telling or words]
        spoken = [word for word in words if word not in INSIDE_PHRASES] or words
        glossary = [self.reader.read(word, word is last, guess).glossary for word in spoken]
        for first, second in pairwise(words):
            joined = first + second
            if len(joined) >= 5 and self.reader.is_known(joined):
                readings.append(self.reader.read(joined))
                glossary.append(readings[-1].glossary)
        found = [one for one in self.matcher.find(glossary) if one.similarity >= _SURE_MEANING]
        if not found and not digits and not any(one.own for one in readings):
            readings = [Readings(self.reader.resembling(word), {}, False) for word in telling or words]
        return Query(tuple(readings), tuple(found), digits)

    def postings_of(self, readings: Mapping[int, float]) -> dict[int, float]:
        """For one word: each snippet that has a reading of it, with the best weight that one has there.

        The result is kept for the next key of the same query: do not change it.
        """
        key = tuple(readings.items())
        if (kept := self._kept.get(key)) is not None:
            return kept
        ranked = []
        common = math.log(1 + self.size / max(1.0, self.size / 40))
        for number, sure in readings.items():
            weight = self.weights[number]
            # A rare word that is merely similar must not outweigh the word itself.
            value = sure * (weight if sure >= 0.85 else min(weight, common))
            ranked.append((value, self.data.strong[number]))
            if self._tells(self.data.weak[number]):
                ranked.append((_WEAK * value, self.data.weak[number]))
        return self._keep(key, merge(ranked))

    def postings_of_meaning(self, concept: int, sure: float, factor: float = MEANING) -> dict[int, float]:
        """Each snippet that has a meaning, or one near to it, with its weight there. Do not change it."""
        key = (concept, sure, factor)
        if (kept := self._kept.get(key)) is not None:
            return kept
        value = sure * sure * self.meaning_weights[concept] * factor
        ranked = [(value, self.data.concept_strong[concept])]
        if self._tells(self.data.concept_weak[concept]):
            ranked.append((_WEAK * value, self.data.concept_weak[concept]))
        for near in self.matcher.near[concept]:
            ranked.append((_NEAR * value, self.data.concept_strong[near]))
        return self._keep(key, merge(ranked))

    def _tells(self, weak: bytes) -> bool:
        """False for what stands in the bodies of a large share of a large library: it tells nothing, and costs."""
        return len(weak) // _POSTING_BYTES <= max(300, self.size // 8)

    def _keep(self, key: object, found: dict[int, float]) -> dict[int, float]:
        if len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = found
        return found

    def title_of(self, snippet_id: str, language: str | None = None) -> str:
        """A snippet's title in `language`, else in the best other one, else the id."""
        doc = self.numbers.get(snippet_id)
        titles = self.data.titles[doc] if doc is not None else {}
        found = next((one for one in (language, *LANGUAGES, *titles) if one in titles), None)
        return titles[found] if found is not None else snippet_id

    def has_meaning(self, doc: int, concept: int) -> bool:
        """True when the snippet has the meaning in any place."""
        strong, weak = self.data.concept_strong[concept], self.data.concept_weak[concept]
        return _contains(strong, doc) or _contains(weak, doc)

    def has_stem(self, doc: int, number: int) -> bool:
        """True when the snippet has the stem in any place."""
        return _contains(self.data.strong[number], doc) or _contains(self.data.weak[number], doc)

    def is_emergency(self, doc: int) -> bool:
        """True for the cards that are shown when somebody is in danger."""
        return doc in self._emergencies

    def _scores(self, asked: Query, most: int) -> tuple[dict[int, float], float]:
        slots = [self.postings_of(word.own) for word in asked.words]
        slots += [self.postings_of_meaning(one.concept, one.similarity) for one in asked.found]
        slots += [dict.fromkeys(self._with_digits(run), 2.0 * len(run)) for run in asked.digits]
        return accumulate(slots, most)

    def _with_digits(self, run: str) -> list[int]:
        """The snippets whose phone number has these digits in a row."""
        phones = self.data.phones
        found: list[int] = []
        at = phones.find(run)
        while at >= 0:
            start = phones.rfind("\n", 0, at) + 1
            colon = phones.find(":", start)
            end = phones.find("\n", at)
            if at > colon:
                found.append(int(phones[start:colon]))
            at = phones.find(run, end if at > colon else at + 1)
        return found

    def tightness(self, doc: int, sure: Mapping[int, float], meanings: Mapping[int, float]) -> float:
        """How much of the best title or alias the query says (0 to 1): short, exact titles come first."""
        best = 0.0
        packed = memoryview(self.data.variants[doc]).cast("I").tolist()
        at = 0
        weights, said_of = self.weights, sure
        share = 1.0
        while at < len(packed):
            end = at + 1 + packed[at]
            said = have = 0.0
            for number in packed[at + 1 : end]:
                weight = weights[number]
                have += weight
                if number in said_of:
                    said += weight * said_of[number]
            if share * said > best * have:
                best = share * said / have
            # Stems and meanings take turns; what is only meant counts a little less than what is said.
            at = end
            if said_of is sure:
                weights, said_of, share = self.meaning_weights, meanings, 0.9
            else:
                weights, said_of, share = self.weights, sure, 1.0
        return best

    def _hit(
        self, doc: int, score: float, sure: Mapping[int, float], meanings: Mapping[int, float], query: str
    ) -> Hit:
        titles = self.data.titles[doc]
        if not titles:
            return Hit(self.data.ids[doc], round(score, 4), self.data.ids[doc], ())
        script = "ar" if any("\u0600" <= char <= "\u06ff" for char in query) else "en"
        marked = [(*self._spans(title, sure, meanings), language) for language, title in titles.items()]
        spans, _, language = max(marked, key=lambda one: (one[1], bool(one[0]), one[2] == script))
        return Hit(self.data.ids[doc], round(score, 4), titles[language], spans)

    def _title_words(self, title: str) -> list[tuple[str, int, int]]:
        """The stems of a title's words and where they stand; kept, as the same titles come up key after key."""
        words = self._titles.get(title)
        if words is None:
            folded, origin = fold_with_map(title)
            words = [
                (stem(one.group()), *original_span(origin, *one.span())) for one in _WORD.finditer(folded)
            ]
            if len(self._titles) >= _MOST_TITLES:
                self._titles.clear()
            self._titles[title] = words
        return words

    def _spans(
        self, title: str, sure: Mapping[int, float], meanings: Mapping[int, float]
    ) -> tuple[tuple[tuple[int, int], ...], int]:
        """The ranges to mark in a title, and how many of its words the query says itself."""
        folded, origin = fold_with_map(title)
        words = [(match.group(), *original_span(origin, *match.span())) for match in _WORD.finditer(folded)]
        numbers = self.reader.numbers
        marked = {
            at for at, (word, _, _) in enumerate(words) if sure.get(numbers.get(stem(word), -1), 0.0) >= 0.5
        }
        literal = len(marked)
        if meanings:
            for one in self.matcher.find([{one: 1.0} for one, _, _ in words]):
                if one.concept in meanings:
                    marked.update(one.positions)
        return tuple((words[at][1], words[at][2]) for at in sorted(marked)), literal


def _run(steps: Generator[None, None, _T]) -> _T:
    """All steps at once."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            value: _T = done.value
            return value


def _telling(strong: bytes, weak: bytes, size: int) -> float:
    seen = (len(strong) + 0.3 * len(weak)) / _POSTING_BYTES
    return math.log(1 + size / (seen + 0.5))


def _contains(postings: bytes, doc: int) -> bool:
    numbers = memoryview(postings).cast("I")
    at = bisect_left(numbers, doc)
    return at < len(numbers) and numbers[at] == doc


def _best_of(words: Sequence[Readings]) -> dict[int, float]:
    best: dict[int, float] = {}
    for word in words:
        for number, sure in word.own.items():
            if best.get(number, 0.0) < sure:
                best[number] = sure
    return best


def _digit_runs(words: Sequence[str]) -> tuple[str, ...]:
    """Runs of at least three digits, as in a phone number: words of digits side by side are one run."""
    runs: list[str] = []
    open_run = False
    for word in words:
        if word.isdecimal():
            if open_run:
                runs[-1] += word
            else:
                runs.append(word)
        open_run = word.isdecimal()
    return tuple(run for run in runs if len(run) >= 3)

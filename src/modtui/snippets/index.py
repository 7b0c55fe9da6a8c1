"""The inverted index behind search and suggestions: built in small steps, kept in a file, never changed.

Every snippet is a number. For each stem and each meaning of the glossary it knows the snippets that
have it in
a strong place (title, alias, tag, organisation) and those that have it only in a weak one (body and
the rest).
A "variant" is one title or alias: few words, so that how much of it a query covers says how well it fits.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, BinaryIO, Final, get_type_hints

import msgspec

from modtui.snippets.concepts import PhraseMatcher, phrase_words
from modtui.snippets.glossary import Glossary
from modtui.snippets.model import Snippet, Use
from modtui.snippets.stem import stem
from modtui.text.arabizi import skeleton
from modtui.text.fold import fold, prefix_variants

FORMAT: Final = 5
STEP_SECONDS: Final = 0.001
"""Building hands back control at least about this often; a step is one snippet, so a little more can pass."""

_BODY_WORDS: Final = 400


class IndexData(msgspec.Struct, array_like=True):
    """What an index consists of, as it is kept in the cache file. Postings are sorted unsigned 32-bit
    numbers."""

    key: str
    ids: list[str]
    kinds: list[str]
    titles: list[dict[str, str]]
    stems: list[str]
    strong: list[bytes]
    weak: list[bytes]
    concept_strong: list[bytes]
    concept_weak: list[bytes]
    variants: list[bytes]
    """For each snippet, one variant after another: how many stems, their numbers, how many meanings, theirs."""
    words: list[str]
    """Every folded word of a strong place, sorted, for prefixes and typing mistakes."""
    word_stems: list[int]
    weak_words: list[str]
    weak_word_stems: list[int]
    skeletons: dict[str, list[int]]
    emergencies: list[int]
    """The snippets that are emergency cards."""
    phones: str
    """The digits of every snippet that has a phone number: `<number>:<digits>` on lines."""


_PIECE: Final = 1000
_LENGTH_BYTES: Final = 4
_MOST_PART_BYTES: Final = 1 << 28
_DECODERS: Final = {name: msgspec.msgpack.Decoder(hint) for name, hint in get_type_hints(IndexData).items()}


def index_key(snippets: Iterable[Snippet], glossary: Glossary) -> Generator[None, None, str]:
    """A digest of all that an index is made from: a kept index with another key is out of date.

    In steps, as everything here that grows with the library; the digest is the generator's value.
    """
    digest = hashlib.sha256(f"{FORMAT}".encode())
    for concept in glossary.concepts:
        known = (concept.name, sorted(concept.phrases.items()), concept.near, concept.is_general)
        digest.update(repr(known).encode("utf-8", "replace"))
    for at, snippet in enumerate(snippets):
        indexed = (snippet.id, snippet.kind.value, *_strong_texts(snippet), "|", *_weak_texts(snippet))
        digest.update("\x1f".join(indexed).encode("utf-8", "replace"))
        if not at % 50:
            yield
    return digest.hexdigest()


def build_data(
    snippets: Iterable[Snippet], matcher: PhraseMatcher, key: str
) -> Generator[None, None, IndexData]:
    """Build an index, handing back control every few milliseconds; the result is the generator's value."""
    building = _Building(matcher)
    since = perf_counter()
    for snippet in snippets:
        building.add(snippet)
        if perf_counter() - since > STEP_SECONDS:
            yield
            since = perf_counter()
    yield
    return (yield from building.finish(key))


def save_data(data: IndexData, path: Path) -> None:
    """Write the index beside its place and move it there, readable by its owner only. Raises `OSError`.

    In small pieces, so that neither writing nor reading it holds up other threads for long.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    with beside.open("wb") as file:
        for name, value in _pieces(data):
            for part in (name.encode(), msgspec.msgpack.encode(value)):
                file.write(len(part).to_bytes(_LENGTH_BYTES, "little") + part)
    beside.replace(path)


def load_data(path: Path, key: str) -> Generator[None, None, IndexData | None]:
    """The kept index, or None where there is none, it cannot be read, or it was made from something else.

    In steps, as everything here that grows with the library; the index is the generator's value.
    """
    parts: dict[str, Any] = {}
    try:
        with path.open("rb") as file:
            while name := _part(file).decode():
                value = _DECODERS[name].decode(_part(file))
                if name not in parts:
                    parts[name] = value
                elif isinstance(value, list):
                    parts[name].extend(value)
                else:
                    parts[name].update(value)
                if parts["key"] != key:  # it comes first
                    return None
                yield
        return IndexData(**parts)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        return None


def _pieces(data: IndexData) -> Iterator[tuple[str, Any]]:
    """The fields of an index, long ones in several pieces. The key comes first."""
    for name in IndexData.__struct_fields__:
        value = getattr(data, name)
        if isinstance(value, list) and len(value) > _PIECE:
            for at in range(0, len(value), _PIECE):
                yield name, value[at : at + _PIECE]
        elif isinstance(value, dict) and len(value) > _PIECE:
            rest = iter(value.items())
            while piece := dict(islice(rest, _PIECE)):
                yield name, piece
        else:
            yield name, value


def _part(file: BinaryIO) -> bytes:
    """The next part after its length; empty at the end. Raises OSError when the file ends in the middle of it."""
    length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
    part = file.read(min(length, _MOST_PART_BYTES))
    if len(part) != length:
        raise OSError("the kept index is cut off")
    return part


def _strong_texts(snippet: Snippet) -> list[str]:
    return [*snippet.title.values(), *snippet.aliases, snippet.organization, *snippet.tags]


def _weak_texts(snippet: Snippet) -> list[str]:
    return [
        *snippet.body.values(),
        snippet.address,
        snippet.hours,
        snippet.eligibility,
        snippet.url,
        *snippet.languages,
        snippet.phone,
        snippet.use.value if snippet.use else "",
        snippet.category or "",
    ]


def digits_of(text: str) -> str:
    """The digits of a text, of any script, in ASCII."""
    return "".join(char for char in fold(text) if char in "0123456789")


class _Building:
    """What `build_data` gathers. Postings are arrays: no containers for the garbage collector to walk."""

    def __init__(self, matcher: PhraseMatcher) -> None:
        self.matcher = matcher
        self.ids: list[str] = []
        self.kinds: list[str] = []
        self.titles: list[dict[str, str]] = []
        self.numbers: dict[str, int] = {}
        self.stems: list[str] = []
        self.strong: list[array[int]] = []
        self.weak: list[array[int]] = []
        self.concept_strong = [array("I") for _ in range(len(matcher.glossary))]
        self.concept_weak = [array("I") for _ in range(len(matcher.glossary))]
        self.variants: list[bytes] = []
        self.words: dict[str, int] = {}
        self.weak_words: dict[str, int] = {}
        self.emergencies: list[int] = []
        self.phones: list[str] = []

    def number(self, one: str) -> int:
        found = self.numbers.get(one)
        if found is None:
            found = self.numbers[one] = len(self.stems)
            self.stems.append(one)
            self.strong.append(array("I"))
            self.weak.append(array("I"))
        return found

    def add(self, snippet: Snippet) -> None:
        doc = len(self.ids)
        self.ids.append(snippet.id)
        self.kinds.append(snippet.kind.value)
        self.titles.append(dict(snippet.title))
        strong: set[int] = set()
        strong_concepts: set[int] = set()
        variants = array("I")
        id_words = snippet.id.replace("-", " ").replace(".", " ").replace("_", " ")
        for at, text in enumerate((*_strong_texts(snippet), id_words)):
            words = phrase_words(text)[:_BODY_WORDS]
            numbers = tuple(dict.fromkeys(self.word(word, self.words) for word in words))
            concepts = self.matcher.concepts_in([stem(word) for word in words])
            strong.update(numbers)
            strong_concepts.update(concepts)
            if numbers and at < len(snippet.title) + len(snippet.aliases) + 1:
                variants.extend((len(numbers), *numbers, len(concepts), *sorted(concepts)))
        weak: set[int] = set()
        weak_concepts: set[int] = set()
        for text in _weak_texts(snippet):
            words = phrase_words(text)[:_BODY_WORDS]
            weak.update([self.word(word, self.weak_words) for word in words])
            weak_concepts |= self.matcher.concepts_in([stem(word) for word in words])
        for one in strong:
            self.strong[one].append(doc)
        for one in weak - strong:
            self.weak[one].append(doc)
        for one in strong_concepts:
            self.concept_strong[one].append(doc)
        for one in weak_concepts - strong_concepts:
            self.concept_weak[one].append(doc)
        self.variants.append(variants.tobytes())
        if snippet.use is Use.EMERGENCY:
            self.emergencies.append(doc)
        if digits := digits_of(snippet.phone):
            self.phones.append(f"{doc}:{digits}")

    def word(self, word: str, words: dict[str, int]) -> int:
        found = words.get(word)
        if found is None:
            found = self.number(stem(word))
            for form in prefix_variants(word)[:2]:
                words[form] = found
        return found

    def finish(self, key: str) -> Generator[None, None, IndexData]:
        words, word_stems = yield from _sorted_words(self.words)
        weak_words, weak_word_stems = yield from _sorted_words(self.weak_words)
        skeletons: dict[str, list[int]] = {}
        since = perf_counter()
        for word, number in self.words.items():
            if not word.isascii() and (bones := skeleton(word)):
                known = skeletons.setdefault(bones, [])
                if number not in known:
                    known.append(number)
            if perf_counter() - since > STEP_SECONDS:
                yield
                since = perf_counter()
        strong: list[bytes] = []
        weak: list[bytes] = []
        concept_strong: list[bytes] = []
        concept_weak: list[bytes] = []
        for postings, out in (
            (self.strong, strong),
            (self.weak, weak),
            (self.concept_strong, concept_strong),
            (self.concept_weak, concept_weak),
        ):
            for at, one in enumerate(postings):
                out.append(one.tobytes())
                if not at % 500:
                    yield
        return IndexData(
            key=key,
            ids=self.ids,
            kinds=self.kinds,
            titles=self.titles,
            stems=self.stems,
            strong=strong,
            weak=weak,
            concept_strong=concept_strong,
            concept_weak=concept_weak,
            variants=self.variants,
            words=words,
            word_stems=word_stems,
            weak_words=weak_words,
            weak_word_stems=weak_word_stems,
            skeletons=skeletons,
            emergencies=self.emergencies,
            phones="\n".join(["", *self.phones, ""]),
        )


def _sorted_words(words: dict[str, int]) -> Generator[None, None, tuple[list[str], list[int]]]:
    """The words in order, sorted by first letter at a time: one sort of them all would stall the screen."""
    by_first: dict[str, list[str]] = {}
    for at, word in enumerate(words):
        by_first.setdefault(word[:2], []).append(word)
        if not at % 1000:
            yield
    ordered: list[str] = []
    for first in sorted(by_first):
        ordered.extend(sorted(by_first[first]))
        yield
    numbers: list[int] = []
    for at, word in enumerate(ordered):
        numbers.append(words[word])
        if not at % 1000:
            yield
    return ordered, numbers

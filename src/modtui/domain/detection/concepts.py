"""What words say: the concept tables of all languages behind one look-up, read when first needed."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from modtui.domain.detection.normalise import fold, is_arabic, skeleton
from modtui.domain.detection.wordfiles import word_file

_SHORTEST_PREFIX = 2
_LONGEST_PREFIX = 9
_SHORTEST_SKELETON = 3
_SHORTEST_NEGATED = 5
# What Arabic writes together with the next word: and, then, the, with the, to the, on the, this, by, for, from the.
_PROCLITICS = ("وال", "بال", "فال", "عال", "هال", "لل", "مال", "ال", "و", "ف", "ب", "ل", "ع", "ه", "ش")


# The words after the first (and the second) one, and the concept.
_Entry = tuple[tuple[str, ...], str]


@dataclass(slots=True)
class Table:
    """One language's concepts, ready to be looked up."""

    exact: dict[str, tuple[str, ...]] = field(default_factory=dict)
    prefixes: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    """Beginnings with their concepts, by their first two letters: most words need not be looked up further."""
    phrases: dict[str, dict[str, list[_Entry]]] = field(default_factory=dict)
    """Phrases by first word, then by second, with the words after these and the concept."""
    open_phrases: dict[str, list[_Entry]] = field(default_factory=dict)
    """Phrases whose second word is only a beginning, by first word."""


def build_table(concepts: dict[str, list[str]]) -> Table:
    """A look-up table from the entries of a word file, their spelling folded as messages are."""
    exact: dict[str, set[str]] = defaultdict(set)
    prefixes: dict[str, set[str]] = defaultdict(set)
    table = Table()
    for concept, entries in concepts.items():
        folded = fold(" ".join(entries), shortened=False).split()
        for entry in folded:
            parts = entry.split("_")
            if len(parts) > 1 and parts[1].endswith("*"):
                table.open_phrases.setdefault(parts[0], []).append((tuple(parts[1:]), concept))
            elif len(parts) > 1:
                by_second = table.phrases.setdefault(parts[0], {})
                by_second.setdefault(parts[1], []).append((tuple(parts[2:]), concept))
            elif entry.endswith("*"):
                prefixes[entry[:-1]].add(concept)
            else:
                exact[entry].add(concept)
    table.exact = {word: tuple(sorted(found)) for word, found in exact.items()}
    for prefix, found in prefixes.items():
        if _SHORTEST_PREFIX <= len(prefix) <= _LONGEST_PREFIX:
            table.prefixes.setdefault(prefix[:_SHORTEST_PREFIX], []).append((prefix, tuple(sorted(found))))
    return table


@cache
def table(name: str) -> Table:
    """The table of "ar", "en", "fr" or "arabizi"; each is read once, when the first message needs it."""
    return build_table(word_file(name))


@lru_cache(maxsize=1)
def _skeletons() -> dict[str, tuple[str, ...]]:
    """Arabic single words by their consonants, for Arabizi. Bones shared by several words are left out."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for word, concepts in table("ar").exact.items():
        if is_arabic(word):
            found[skeleton(word)].append(concepts)
    return {
        bones: concepts[0]
        for bones, concepts in found.items()
        if len(bones) >= _SHORTEST_SKELETON
        and all(one == concepts[0] for one in concepts)
        and not any(concept.startswith("u_") for concept in concepts[0])
    }


_PROCLITIC_LETTERS = frozenset(proclitic[0] for proclitic in _PROCLITICS)


def variants(word: str) -> list[str]:
    """A word and, in Arabic, what is left of it without the little words written in front."""
    found = [word]
    if word[0] in _PROCLITIC_LETTERS and len(word) > 3:
        found += [word[len(p) :] for p in _PROCLITICS if word.startswith(p) and len(word) - len(p) >= 3]
    return found


# A language's own table first, then those whose words are mixed into it.
_TABLES = {
    "ar": ("ar", "en"),
    "en": ("en",),
    "fr": ("fr",),
    "arabizi": ("arabizi", "en"),
    "other": ("ar", "en", "fr", "arabizi"),
}
# Of a table mixed in, only what things are about: English function words are also Arabizi syllables.
_BORROWED = ("t_", "u_", "thanks", "greet", "laugh", "plea", "bump")


def _is_negated(word: str, *, arabic: bool, language: str) -> bool:
    """Whether a verb stands between the two halves of the negation of Egypt and the Maghreb: "مبيردش", "mafhemtch"."""
    if arabic:
        return len(word) >= _SHORTEST_NEGATED and word[0] == "م" and word[-1] == "ش"
    if language != "arabizi" or len(word) < _SHORTEST_NEGATED:
        return False
    return word[0] == "m" and word.endswith(("sh", "ch"))


@lru_cache(maxsize=16384)
def word_concepts(word: str, language: str) -> frozenset[str]:
    """The concepts of one folded word in a message of that language."""
    found: set[str] = set()
    arabic = is_arabic(word)
    for place, name in enumerate(_TABLES[language]):
        if arabic != (name == "ar"):
            continue
        looked_up = table(name)
        here: set[str] = set()
        # A word listed as it stands is not also read as a shorter one: "الاحد" is Sunday, not "anybody".
        for variant in [word] if word in looked_up.exact else variants(word):
            here.update(looked_up.exact.get(variant, ()))
            for prefix, concepts in looked_up.prefixes.get(variant[:_SHORTEST_PREFIX], ()):
                if variant.startswith(prefix):
                    here.update(concepts)
        if place and language != "other" and not (language == "ar" and not arabic):
            here = {concept for concept in here if concept.startswith(_BORROWED)}
        found |= here
    if _is_negated(word, arabic=arabic, language=language):
        found.add("neg")
    if language == "arabizi" and not found:
        found.update(_skeletons().get(skeleton(word), ()))
    return frozenset(found)


@cache
def _phrases(language: str) -> tuple[dict[str, dict[str, list[_Entry]]], dict[str, list[_Entry]]]:
    """The phrases of all tables that a language reads: by first and second word, and those open at the second."""
    closed: dict[str, dict[str, list[_Entry]]] = {}
    opened: dict[str, list[_Entry]] = {}
    for looked_up in (table(name) for name in _TABLES[language]):
        for first, by_second in looked_up.phrases.items():
            own = closed.setdefault(first, {})
            for second, entries in by_second.items():
                own.setdefault(second, []).extend(entries)
        for first, entries in looked_up.open_phrases.items():
            opened.setdefault(first, []).extend(entries)
    return closed, opened


def phrase_concepts(listed: list[str], language: str) -> list[tuple[int, int, str]]:
    """Phrases found in the words of a message: (index of the first word, number of words, concept)."""
    found: list[tuple[int, int, str]] = []
    closed, opened = _phrases(language)
    for index, (word, following) in enumerate(pairwise(listed)):
        for start in (word, word[1:]) if word[0] in "وف" and len(word) > 2 else (word,):
            by_second = closed.get(start)
            if by_second is not None and following in by_second:
                for rest, concept in by_second[following]:
                    if not rest or _follows(listed, index + 2, rest):
                        found.append((index, len(rest) + 2, concept))
            if start in opened:
                for rest, concept in opened[start]:
                    if _follows(listed, index + 1, rest):
                        found.append((index, len(rest) + 1, concept))
    return found


def _follows(listed: list[str], start: int, rest: tuple[str, ...]) -> bool:
    end = start + len(rest)
    if end > len(listed):
        return False
    for word, wanted in zip(listed[start:end], rest, strict=True):
        if wanted.endswith("*"):
            if not word.startswith(wanted[:-1]):
                return False
        elif word != wanted:
            return False
    return True

"""What was typed to find messages, understood; and whether a message is one of them, with where it matches.

Words are folded as snippets are (``text.fold``), each is the beginning of a word, an Arabic article or what
is written on to it does not matter, and "quoted words" stand side by side exactly. Filters narrow it:
``from: before: after: on: has: is:``. Pure: the day that "today" means is an argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from modtui.domain.days import NoDay, parse_day
from modtui.domain.wall_time import midnight
from modtui.text.catalogue import add_sentences, say
from modtui.text.catalogue_find import FIND_SENTENCES
from modtui.text.fold import fold, fold_with_map, original_span, prefix_variants, strip_arabic_prefix
from modtui.text.phone_numbers import other_numbers

add_sentences(FIND_SENTENCES)

FILTERS: Final = ("from", "before", "after", "on", "has", "is")
#: has: -> kinds of media (domain.messages.MediaKind); link and phone are looked for in the text itself.
HAS_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "voice": ("voice",),
    "photo": ("photo",),
    "file": ("file", "audio", "video"),
    "video": ("video", "animation"),
    "audio": ("audio", "voice"),
    "sticker": ("sticker",),
    "poll": ("poll",),
    "location": ("location",),
    "contact": ("contact",),
}
HAS: Final = (*HAS_KINDS, "link", "phone", "album")
IS: Final = ("inquiry", "answered", "open", "urgent", "staff", "deleted", "edited", "pinned")
_ALSO: Final = {
    "image": "photo", "picture": "photo", "document": "file", "gif": "video", "music": "audio", "url": "link",
    "number": "phone", "inquirie": "inquiry", "question": "inquiry", "unanswered": "open", "emergency": "urgent",
    "moderator": "staff", "changed": "edited",
}  # fmt: skip
"""What people write for a value that is called otherwise here, without the s of a plural."""

_LINK: Final = re.compile(
    r"https?://\S|www\.\S|\bt\.me/\S|\w-*\.(?:com|org|net|ca|gov|info|edu|io|me)\b", re.I
)
# Seven digits and more, with the usual marks between them; folded first, so that Arabic digits are digits.
_PHONE: Final = re.compile(r"(?<![\w/.:-])\+?\d(?:[ ().-]{0,2}\d){6,14}(?![\w/])")
_WORD: Final = re.compile(r"[^\W_]+")
# filter:value, filter:"several words", "several words", a word
_PIECE: Final = re.compile(r'(?:([^\s:"]+):)?"([^"]*)"?|(\S+)')
_LIKE_FILTER: Final = re.compile(r"([a-z]+):(.*)", re.S)
_NO_FILTER: Final = frozenset({"http", "https", "tel", "mailto", "tg", "ftp"})


class FindError(ValueError):
    """What was typed cannot be understood; ``str()`` is one sentence that says why and what to write."""


@dataclass(frozen=True, slots=True)
class FindQuery:
    """What to find. All of it must hold; ``before`` is exclusive, ``after`` inclusive (UTC)."""

    words: tuple[str, ...] = ()  # folded; each the beginning of a word
    phrases: tuple[tuple[str, ...], ...] = ()  # folded words that stand side by side
    senders: tuple[str, ...] = ()  # as typed: a name, @username, an id, "me"; any of them
    before: datetime | None = None
    after: datetime | None = None
    has: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()  # of IS

    @property
    def has_words(self) -> bool:
        """Whether text is looked for, and not by filters alone."""
        return bool(self.words or self.phrases)

    @property
    def every_word(self) -> tuple[str, ...]:
        """The words that a message must contain, those of phrases too."""
        return tuple(dict.fromkeys((*self.words, *(word for phrase in self.phrases for word in phrase))))


def parse_find(typed: str, zone: ZoneInfo, today: date) -> FindQuery:
    """Understand what was typed. Days are days of the service's ``zone``. Raises FindError."""
    query = FindQuery()
    for key, quoted, bare in _PIECE.findall(fold_quotes(typed)):
        if bare:
            match = _LIKE_FILTER.fullmatch(fold(bare))
            if match and match[1] not in _NO_FILTER and not match[2].startswith("//"):
                # The value as typed: a user name keeps its underscore and a name its spelling.
                query = _filtered(query, match[1], bare.partition(":")[2], zone, today)
            else:
                query = replace(query, words=(*query.words, *_WORD.findall(fold(bare))))
        elif key:
            query = _filtered(query, fold(key), quoted, zone, today)
        elif words := tuple(_WORD.findall(fold(quoted))):
            query = replace(query, phrases=(*query.phrases, words))
    if query == FindQuery():
        raise FindError(say("find.nothing_to_find"))
    if query.before is not None and query.after is not None and query.before <= query.after:
        raise FindError(say("find.empty_span"))
    return query


def fold_quotes(typed: str) -> str:
    """Every sort of quotation mark as the straight one."""
    return "".join('"' if char in "“”„«»″" else char for char in typed)


def _filtered(query: FindQuery, key: str, value: str, zone: ZoneInfo, today: date) -> FindQuery:
    value = value.strip()
    if key not in FILTERS:
        near = get_close_matches(key, FILTERS, 1, 0.6)
        code = "find.no_filter_near" if near else "find.no_filter"
        raise FindError(say(code, filter=key, near=near[0] if near else "", filters=_listed(FILTERS, ":")))
    if not value:
        raise FindError(say(f"find.empty_{key}", filter=key, has=_listed(HAS), traits=_listed(IS)))
    match key:
        case "from":
            return replace(query, senders=(*query.senders, value))
        case "has":
            return replace(query, has=query.has | {_one_of(key, value, HAS)})
        case "is":
            return replace(query, traits=query.traits | {_one_of(key, value, IS)})
    first, end = _days(key, value, zone, today)
    if key == "before":
        return replace(query, before=min(filter(None, (query.before, first))))
    if key == "after":
        return replace(query, after=max(filter(None, (query.after, first))))
    return replace(
        query,
        before=min(filter(None, (query.before, end))),
        after=max(filter(None, (query.after, first))),
    )


def _one_of(key: str, value: str, known: tuple[str, ...]) -> str:
    folded = fold(value)
    for candidate in (folded, folded.removesuffix("s"), folded.removesuffix("es")):
        meant = _ALSO.get(candidate, candidate)
        if meant in known:
            return meant
    raise FindError(say("find.no_value", filter=key, value=value, known=_listed(known)))


def _listed(words: tuple[str, ...], tail: str = "") -> str:
    return ", ".join(f"{word}{tail}" for word in words)


def _days(key: str, value: str, zone: ZoneInfo, today: date) -> tuple[datetime, datetime]:
    """[start, end) in UTC of a day, a month or a year."""
    try:
        first, end = parse_day(value, today, f"{key}:")
    except NoDay as error:
        raise FindError(str(error)) from error
    return day_start(first, zone), day_start(end, zone)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day in the service's zone, in UTC."""
    return midnight(zone, day)


# ---------------------------------------------------------------------- the index, and matching


def index_terms(text: str) -> list[str]:
    """The words under which a text is found: each folded word, and without its Arabic article."""
    terms: dict[str, None] = {}
    for word in dict.fromkeys(_WORD.findall(fold(text))):
        if word.isascii():  # no article to do without, and numbers are never the same: not worth remembering
            terms[word] = None
        else:
            terms.update(_variants(word))
    return list(terms)


@lru_cache(maxsize=1 << 14)
def _variants(word: str) -> dict[str, None]:
    """A word's forms, remembered: a group says the same words again and again."""
    return dict.fromkeys(prefix_variants(word))


def query_forms(word: str) -> tuple[str, ...]:
    """The beginnings by which a typed word is looked up."""
    return tuple(dict.fromkeys((word, strip_arabic_prefix(word))))


def has_link(text: str) -> bool:
    """Whether there is something like a web address in a text."""
    return _LINK.search(text) is not None


def has_phone(text: str) -> bool:
    """Whether there is something like a phone number in a text, in any digits."""
    folded = fold(text)
    if _PHONE.search(folded) is None:
        return False
    others = other_numbers(folded)
    return any(
        not any(a < match.end() and match.start() < b for a, b in others) for match in _PHONE.finditer(folded)
    )


def match_spans(query: FindQuery, text: str) -> tuple[tuple[int, int], ...] | None:
    """Where ``text`` matches the words of a query, as [start, end) in ``text``; None when it does not.

    Without words in the query every text matches, nowhere in particular.
    """
    if not query.has_words:
        return ()
    folded, origin = fold_with_map(text)
    words = [(match.start(), match[0]) for match in _WORD.finditer(folded)]
    spans: set[tuple[int, int]] = set()
    for typed in query.words:
        found = {span for start, word in words if (span := _beginning(typed, start, word)) is not None}
        if not found:
            return None
        spans |= found
    for phrase in query.phrases:
        found = _side_by_side(phrase, words)
        if not found:
            return None
        spans |= found
    return _merged(original_span(origin, start, end) for start, end in spans)


def _beginning(typed: str, start: int, word: str) -> tuple[int, int] | None:
    for form in query_forms(typed):
        for variant in prefix_variants(word):
            if variant.startswith(form):
                offset = start + len(word) - len(variant)
                return offset, offset + len(form)
    return None


def _side_by_side(phrase: tuple[str, ...], words: list[tuple[int, str]]) -> set[tuple[int, int]]:
    found = set()
    for first in range(len(words) - len(phrase) + 1):
        window = words[first : first + len(phrase)]
        if all(typed in prefix_variants(word) for typed, (_, word) in zip(phrase, window, strict=True)):
            start, last = window[0], window[-1]
            skipped = len(start[1]) - len(phrase[0])
            found.add((start[0] + skipped, last[0] + len(last[1])))
    return found


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return tuple(out)

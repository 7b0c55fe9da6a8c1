"""Bold, italic, links and mentions: what Telegram calls entities, and the signs a moderator types for them.

========================================  ======================================
``**words**``                             bold
``__words__``                             italic
``[words](https://...)``                  a link behind words
``[name](tg://user?id=123)``              a mention of somebody without a user name
``\\*``, ``\\_``, ``\\[``                    the sign itself
========================================  ======================================

Only two stars or underlines in a row are a sign (``_____`` is a line to fill in), only at the edge of a word, and
only where both ends stand in one paragraph: everything else is the text it looks like. Places in a text are counted
as Telegram counts them, in UTF-16 code units.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from heapq import heappop, heappush
from itertools import accumulate
from typing import Final


class Look(StrEnum):
    """What an entity makes of its words. Those after ``MENTION`` are read and shown, not written here."""

    BOLD = "bold"
    ITALIC = "italic"
    LINK = "link"
    MENTION = "mention"
    UNDERLINE = "underline"
    STRIKE = "strike"
    CODE = "code"
    SPOILER = "spoiler"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text that looks special. ``offset`` and ``length`` count UTF-16 code units."""

    look: Look
    offset: int
    length: int
    url: str = ""  # of a link; untrusted where it was received
    user_id: int = 0  # of a mention

    @property
    def end(self) -> int:
        """The first code unit behind it."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as members see it, and how it looks."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_places(text: str) -> list[int]:
    """The code unit at which each character begins, and the one behind the last."""
    return list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))


# ---- from signs to entities

_SIGN = re.compile(r"\\+|\*+|_+|\[|\n[ \t]*\n")
_URLISH: Final = re.compile(r"[A-Za-z0-9/.=&?%#~@+-]")
# No blank and no bracket but round ones in pairs.
_URL = r"(?:[^\s()\[\]<>\\]|\([^\s()\[\]<>\\]*\))+"
# A backslash fits one alternative only: with two, a text of signs taken back would be tried in 2**n ways.
_LINK: Final = re.compile(
    rf"\[((?:\\[\\*_\[\]]|\\(?![\\*_\[\]])|[^\[\]\n\\])+)\]\((https?://{_URL}|tg://user\?id=[1-9]\d{{0,18}})\)"
)
_LOOKS: Final = {"**": Look.BOLD, "__": Look.ITALIC}
_ESCAPED: Final = "*_["


@dataclass(slots=True)
class _Mark:
    """A sign that may turn out to be one, at a place among the pieces."""

    sign: str
    piece: int


class _Reader:
    """One pass over a typed text; signs without a partner stay what they are."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.spans: list[tuple[Look, int, int, str]] = []  # look, first and last piece, url
        self.open: list[_Mark] = []

    def read(self, text: str, *, links: bool = True) -> None:
        at = 0
        while found := _SIGN.search(text, at):
            self.pieces.append(text[at : found.start()])
            at = self._sign(text, found, links=links)
        self.pieces.append(text[at:])

    def _sign(self, text: str, found: re.Match[str], *, links: bool) -> int:
        """Take one sign; returns where the text goes on."""
        sign, start, end = found[0], found.start(), found.end()
        if sign[0] == "\\":
            following = text[end : end + 1] or ("" if links else "]")
            if not following or following not in (_ESCAPED if links else _ESCAPED + "]"):
                self.pieces.append(sign)
                return end
            self.pieces.append("\\" * (len(sign) // 2))
            if len(sign) % 2:
                self.pieces.append(text[end : end + 1] or "\\")
                return end + 1
        elif sign == "[":
            link = _LINK.match(text, start) if links else None
            if link is None or not link[1].strip():
                self.pieces.append(sign)
                return end
            self._link(link[1], link[2])
            return link.end()
        elif sign in _LOOKS:
            self._edge(text, sign, start, end)
        else:
            self.pieces.append(sign)
            if sign[0] == "\n":
                self.open.clear()  # nothing reaches into the next paragraph
        return end

    def _edge(self, text: str, sign: str, start: int, end: int) -> None:
        before, after = text[start - 1 : start], text[end : end + 1]
        opens, closes = bool(after.strip()), bool(before.strip())
        if sign == "__":  # a_name__like_this and the __init__ of a path are words
            opens = opens and not _URLISH.match(before)
            closes = closes and not re.match(r"[A-Za-z0-9/]", after)
        elif before.isdigit() and after.isdigit():  # 2**3**4 is a sum
            opens = closes = False
        mark = next((each for each in reversed(self.open) if each.sign == sign), None)
        if closes and mark is not None:
            self.open = self.open[: self.open.index(mark)]
            self.pieces[mark.piece] = ""
            self.spans.append((_LOOKS[sign], mark.piece, len(self.pieces), ""))
        elif opens and mark is None:
            self.open.append(_Mark(sign, len(self.pieces)))
            self.pieces.append(sign)
        else:
            self.pieces.append(sign)

    def _link(self, words: str, url: str) -> None:
        inner = _Reader()
        inner.read(words, links=False)
        base = len(self.pieces)
        self.pieces.extend(inner.pieces)
        self.spans.extend((look, first + base, last + base, kept) for look, first, last, kept in inner.spans)
        self.spans.append((Look.LINK, base, len(self.pieces), url))


@lru_cache(maxsize=8)
def parse(typed: str) -> Formatted:
    """What members will see of a typed text. A text without signs is itself. Never raises."""
    if not any(sign in typed for sign in ("**", "__", "](", "\\")):
        return Formatted(typed)
    reader = _Reader()
    reader.read(typed)
    ends = list(accumulate((utf16_length(piece) for piece in reader.pieces), initial=0))
    entities = []
    for look, first, last, url in reader.spans:
        entity = Entity(look, ends[first], ends[last] - ends[first], url)
        user = re.fullmatch(r"tg://user\?id=(\d+)", url)
        if user:
            entity = replace(entity, look=Look.MENTION, url="", user_id=int(user[1]))
        entities.append(entity)
    text = "".join(reader.pieces)
    return Formatted(text, normalised(text, entities))


def plain(typed: str) -> str:
    """A text typed so that all of it is meant as it stands: what looks like a sign is taken back."""
    return typed if parse(typed) == Formatted(typed) else render(Formatted(typed))


def normalised(text: str, entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Entities in the order of the text, without blanks at their edges, cut to the text, like ones joined."""
    places = utf16_places(text)
    kept: list[Entity] = []
    newest: dict[tuple[Look, str, int], int] = {}  # the last one kept of each kind
    for entity in sorted(entities, key=_order):
        first = bisect_left(places, max(entity.offset, 0))
        last = bisect_left(places, min(max(entity.end, 0), places[-1]))
        while first < last and text[first].isspace():
            first += 1
        while first < last and text[last - 1].isspace():
            last -= 1
        if first >= last:
            continue
        entity = replace(entity, offset=places[first], length=places[last] - places[first])
        kind = (entity.look, entity.url, entity.user_id)
        before = newest.get(kind)
        if before is None or kept[before].end < entity.offset:
            newest[kind] = len(kept)
            kept.append(entity)
        else:
            joined = kept[before]
            kept[before] = replace(joined, length=max(joined.end, entity.end) - joined.offset)
    return tuple(sorted(kept, key=_order))


def _order(entity: Entity) -> tuple[int, int, str]:
    return entity.offset, -entity.length, entity.look.value


def trimmed(text: str, entities: Sequence[Entity]) -> Formatted:
    """The text without white space at its ends, its entities with it: what Telegram makes of it."""
    start = utf16_length(text[: len(text) - len(text.lstrip())])
    clean = text.strip()
    if not entities:
        return Formatted(clean)
    moved = [replace(entity, offset=entity.offset - start) for entity in entities]
    return Formatted(clean, normalised(clean, moved))


# ---- from entities to signs

_SIGNS: Final = {Look.BOLD: "**", Look.ITALIC: "__"}
WRITTEN: Final = frozenset({Look.BOLD, Look.ITALIC, Look.LINK, Look.MENTION})
"""What can be typed here; what else a message has cannot be changed here."""


def render(formatted: Formatted) -> str:
    """The text as it is typed: ``parse`` of it gives the same again, as far as signs can say it (:func:`faithful`)."""
    text = formatted.text
    places = utf16_places(text)
    edges: dict[int, list[str]] = {}
    for entity in _nested((e for e in formatted.entities if e.look in WRITTEN), text, places):
        first, last = bisect_left(places, entity.offset), bisect_left(places, entity.end)
        opening, closing = _around(entity)
        edges.setdefault(first, []).append(opening)
        edges.setdefault(last, []).insert(0, closing)
    out: list[str] = []
    links_in_text = "](" in text
    start = links = 0
    for edge in sorted({*edges, len(text)}):
        out.append(
            _escaped(
                text[start:edge],
                before=start in edges,
                after=edge in edges,
                inside=links > 0,
                links=links_in_text,
            )
        )
        out.extend(edges.get(edge, ()))
        links += sum((sign == "[") - sign.startswith("](") for sign in edges.get(edge, ()))
        start = edge
    return "".join(out)


def faithful(formatted: Formatted) -> bool:
    """Whether the typed form says all of it: an edit that starts from it loses nothing."""
    return parse(render(formatted)) == Formatted(
        formatted.text, normalised(formatted.text, formatted.entities)
    )


def _around(entity: Entity) -> tuple[str, str]:
    if entity.look is Look.LINK:
        return "[", f"]({entity.url})"
    if entity.look is Look.MENTION:
        return "[", f"](tg://user?id={entity.user_id})"
    return _SIGNS[entity.look], _SIGNS[entity.look]


def _nested(entities: Iterable[Entity], text: str, places: Sequence[int]) -> Iterator[Entity]:
    """Outer ones first; one that crosses another is two, and ``parse`` joins them again: they touch."""
    open_ends: list[int] = []
    waiting = sorted(
        ((_order(entity), n, entity) for n, entity in enumerate(entities)), key=lambda one: one[:2]
    )
    number = len(waiting)
    while waiting:
        entity = heappop(waiting)[2]
        while open_ends and open_ends[-1] <= entity.offset:
            open_ends.pop()
        end = min([entity.end, *open_ends[-1:]])
        if end > entity.offset:
            open_ends.append(end)
            yield replace(entity, length=end - entity.offset)
        start = bisect_left(places, end)
        while start < len(text) and text[start].isspace():
            start += 1  # a sign before a blank is none
        if entity.end > places[start]:
            rest = replace(entity, offset=places[start], length=entity.end - places[start])
            heappush(waiting, (_order(rest), number, rest))
            number += 1


def _escaped(part: str, *, before: bool, after: bool, inside: bool, links: bool) -> str:
    """A stretch between two edges with every sign in it taken back.

    ``inside``: of a link's words; ``links``: something in the text may seem to be one.
    """
    if not any(sign in part for sign in "*_[\\]"):
        return part
    out: list[str] = []
    at = 0
    for found in re.finditer(r"\\+|\*+|_+|\[|\]", part):
        out.append(part[at : found.start()])
        at = found.end()
        run, first, last = found[0], found.start() == 0, found.end() == len(part)
        next_to_edge = (first and before) or (last and after)
        if run[0] == "\\":
            sign_follows = at < len(part) and part[at] in (_ESCAPED + "]" if inside else _ESCAPED)
            out.append(run * 2 if sign_follows or (last and after) else run)
        elif run in ("[", "]"):
            out.append("\\" + run if inside or (links and run == "[") else run)
        elif len(run) == 2 or next_to_edge:
            out.append("".join("\\" + sign for sign in run))
        else:
            out.append(run)
    out.append(part[at:])
    return "".join(out)

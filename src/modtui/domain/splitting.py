"""A text longer than one message, cut into several: at paragraphs, else at lines, sentences, words.

Never inside a character as the eye sees it, nor inside a link or a mention; a long bold passage goes on in the
next part. Only white space at the cuts is left out. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from modtui.domain.formatting import Entity, Formatted, Look, normalised, utf16_places
from modtui.text.catalogue import say
from modtui.text.cells import clusters, truncate_cells
from modtui.text.safe import safe_line

LIMIT: Final = 4096
"""What one message may have, in UTF-16 code units: Telegram's own limit."""

MOST_LOOKS: Final = 100
"""Entities that Telegram keeps of one message: it drops those behind them and says nothing."""

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n\s*")
_SENTENCE = re.compile(r"[.!?؟…۔。][)\]»\"'”’]*\s+")
_WORD = re.compile(r"\s+")
_INK = re.compile(r"\S")
#: A coarser cut is taken unless it leaves more than so much of a message empty.
_EMPTY: Final = 3 / 4


def split(formatted: Formatted, limit: int = LIMIT) -> list[Formatted]:
    """The messages to send, in order; one where it fits. ``limit`` counts UTF-16 code units, at least 2."""
    text = formatted.text
    places = utf16_places(text)
    if places[-1] <= limit:
        return [formatted]
    looks = _Looks(formatted.entities, places)
    parts: list[Formatted] = []
    start = _skip(text, 0)
    stop = len(text.rstrip())
    while start < stop:
        end = stop
        if places[stop] - places[start] > limit:
            end = _cut(text, places, looks, start, limit)
        parts.append(_part(text, places, looks, start, end))
        start = _skip(text, end)
    return parts


def looks_lost(parts: Sequence[Formatted]) -> str | None:
    """Why these messages would not look as they were written, in a sentence; None when Telegram keeps it all."""
    for number, part in enumerate(parts, start=1):
        if len(part.entities) > MOST_LOOKS:
            first = sorted(part.entities, key=lambda e: e.offset)[MOST_LOOKS]
            places = utf16_places(part.text)
            words = part.text[bisect_left(places, first.offset) : bisect_left(places, first.end)]
            return say(
                "looks.too_many" if len(parts) == 1 else "looks.too_many_part",
                number=number,
                limit=MOST_LOOKS,
                count=len(part.entities),
                over=len(part.entities) - MOST_LOOKS,
                words=truncate_cells(safe_line(words), 30),
            )
    return None


class _Looks:
    """Entities by where they stand, so that a part asks for its own only."""

    def __init__(self, entities: Iterable[Entity], places: Sequence[int]) -> None:
        self._sorted = sorted(entities, key=lambda e: e.offset)
        self._starts = [e.offset for e in self._sorted]
        self._next = 0  # the first that begins behind what was asked for
        self._open: list[Entity] = []  # those before it that may go on
        spans = [(bisect_left(places, e.offset), bisect_left(places, e.end)) for e in self._sorted]
        whole = [
            span for span, e in zip(spans, self._sorted, strict=True) if e.look in (Look.LINK, Look.MENTION)
        ]
        self.every, self.whole = _Stretches(spans), _Stretches(whole)

    def between(self, first: int, last: int) -> list[Entity]:
        """Those that have something of these code units. To be asked in the order of the text."""
        upto = bisect_left(self._starts, last)
        self._open = [e for e in (*self._open, *self._sorted[self._next : upto]) if e.end > first]
        self._next = max(upto, self._next)
        return self._open


class _Stretches:
    """The places strictly inside any of some stretches, asked for by bisecting."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in sorted(spans):
            if self._lasts and first < self._lasts[-1]:  # it crosses the one before: together they are one
                self._lasts[-1] = max(last, self._lasts[-1])
            elif first < last:
                self._firsts.append(first)
                self._lasts.append(last)

    def __contains__(self, place: int) -> bool:
        at = bisect_left(self._firsts, place) - 1
        return at >= 0 and place < self._lasts[at]


def _skip(text: str, start: int) -> int:
    found = _INK.search(text, start)
    return found.start() if found else len(text)


def _part(text: str, places: Sequence[int], looks: _Looks, start: int, end: int) -> Formatted:
    words = text[start:end].rstrip()
    moved = (replace(e, offset=e.offset - places[start]) for e in looks.between(places[start], places[end]))
    return Formatted(words, normalised(words, (_from_zero(e) for e in moved)))


def _from_zero(entity: Entity) -> Entity:
    """An entity that began in the part before begins with this one."""
    cut = min(entity.offset, 0)
    return replace(entity, offset=entity.offset - cut, length=entity.length + cut)


def _cut(text: str, places: Sequence[int], looks: _Looks, start: int, limit: int) -> int:
    """Where the part that begins at ``start`` ends: an index in the text, behind what is kept."""
    most = bisect_right(places, places[start] + limit) - 1  # so many characters fit
    least = start + (most - start) * (1 - _EMPTY)
    for pattern, from_ in ((_PARAGRAPH, least), (_LINE, least), (_SENTENCE, least), (_WORD, start + 1)):
        # A coarse cut looks for one outside of everything first; a word's only keeps links whole.
        for inside in (looks.every, looks.whole):
            found = _last(pattern, text, start, most, inside, from_)
            if found is not None:
                return found
    return _between_characters(text, start, most, looks.whole)


def _last(
    pattern: re.Pattern[str],
    text: str,
    start: int,
    most: int,
    inside: _Stretches,
    least: float,
) -> int | None:
    """The last place that a pattern gives, not inside any of these stretches."""
    best = None
    for found in pattern.finditer(text, start, min(most + 1, len(text))):
        blank = len(found[0]) - len(found[0].rstrip())
        end = found.end() - blank
        if end > most:
            break
        if end >= least and end not in inside:
            best = end
    return best


def _between_characters(text: str, start: int, most: int, whole: _Stretches) -> int:
    window = text[start : min(most + 64, len(text))]
    edges = [start + end for _, end in clusters(window) if start + end <= most and start + end > start]
    free = [edge for edge in edges if edge not in whole]
    if free:
        return free[-1]
    return edges[-1] if edges else max(most, start + 1)

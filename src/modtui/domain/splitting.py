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
from modtui.text.cells import clusters

LIMIT: Final = 4096
"""What one message may have, in UTF-16 code units: Telegram's own limit."""

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n\s*")
_SENTENCE = re.compile(r"[.!?؟…۔。][)\]»\"'”’]*\s+")
_WORD = re.compile(r"\s+")
#: A coarser cut is taken unless it leaves more than so much of a message empty.
_EMPTY: Final = 3 / 4


def split(formatted: Formatted, limit: int = LIMIT) -> list[Formatted]:
    """The messages to send, in order; one where it fits. ``limit`` counts UTF-16 code units, at least 2."""
    text = formatted.text
    places = utf16_places(text)
    if places[-1] <= limit:
        return [formatted]
    parts: list[Formatted] = []
    start = _skip(text, 0)
    while start < len(text):
        end = start + len(text[start:].rstrip())
        if places[end] - places[start] > limit:
            end = _cut(text, places, formatted.entities, start, limit)
        parts.append(_part(formatted, places, start, end))
        start = _skip(text, end)
    return parts


def _skip(text: str, start: int) -> int:
    return len(text) - len(text[start:].lstrip()) if text[start:].strip() else len(text)


def _part(formatted: Formatted, places: Sequence[int], start: int, end: int) -> Formatted:
    text = formatted.text[start:end].rstrip()
    moved = (replace(e, offset=e.offset - places[start]) for e in formatted.entities if e.end > places[start])
    return Formatted(text, normalised(text, (_from_zero(e) for e in moved)))


def _from_zero(entity: Entity) -> Entity:
    """An entity that began in the part before begins with this one."""
    cut = min(entity.offset, 0)
    return replace(entity, offset=entity.offset - cut, length=entity.length + cut)


def _cut(text: str, places: Sequence[int], entities: Iterable[Entity], start: int, limit: int) -> int:
    """Where the part that begins at ``start`` ends: an index in the text, behind what is kept."""
    most = bisect_right(places, places[start] + limit) - 1  # so many characters fit
    whole = [
        (bisect_left(places, e.offset), bisect_left(places, e.end))
        for e in entities
        if e.look in (Look.LINK, Look.MENTION)
    ]
    every = [(bisect_left(places, e.offset), bisect_left(places, e.end)) for e in entities]
    least = start + (most - start) * (1 - _EMPTY)
    for pattern, from_ in ((_PARAGRAPH, least), (_LINE, least), (_SENTENCE, least), (_WORD, start + 1)):
        # A coarse cut looks for one outside of everything first; a word's only keeps links whole.
        for inside in (every, whole):
            found = _last(pattern, text, start, most, inside, from_)
            if found is not None:
                return found
    return _between_characters(text, start, most, whole)


def _last(
    pattern: re.Pattern[str],
    text: str,
    start: int,
    most: int,
    inside: Sequence[tuple[int, int]],
    least: float,
) -> int | None:
    """The last place that a pattern gives, not inside any of these stretches."""
    best = None
    for found in pattern.finditer(text, start, min(most + 1, len(text))):
        blank = len(found[0]) - len(found[0].rstrip())
        end = found.end() - blank
        if end > most:
            break
        if end >= least and not any(first < end < last for first, last in inside):
            best = end
    return best


def _between_characters(text: str, start: int, most: int, whole: Sequence[tuple[int, int]]) -> int:
    window = text[start : min(most + 64, len(text))]
    edges = [start + end for _, end in clusters(window) if start + end <= most and start + end > start]
    free = [edge for edge in edges if not any(first < edge < last for first, last in whole)]
    if free:
        return free[-1]
    return edges[-1] if edges else max(most, start + 1)

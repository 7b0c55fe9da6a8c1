"""Right-to-left text for the eye: lines in visual order, letters joined, brackets mirrored.

Text is laid out in this order: sanitised, levels resolved for each paragraph, wrapped, then each line
reordered by grapheme clusters (UAX #9 rules L1 to L4) and shaped. Telephone numbers, links and mentions
keep their own order. A `VisualLine` knows for each cluster
where in the text it came from, so that styles survive and what is copied is the original.

Lam and alef that join are one sign, one cell narrower than the two letters; `ligatures=False` keeps them
apart, for an editor where the cursor steps between them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, repeat
from typing import Final, NamedTuple, TypeVar

from modtui.text.bidi_levels import REMOVED, resolve_levels, trim_line_end
from modtui.text.bidi_tables import MIRRORED
from modtui.text.cells import cell_width, clusters, is_single, wrap_cells
from modtui.text.direction import BidiMode, Direction, base_direction, guard, has_rtl, strong_direction
from modtui.text.ltr_runs import ltr_runs
from modtui.text.shaping import LAM_ALEF, joined

Style = TypeVar("Style")

# They have done their work once a line stands in visual order, and some terminals give them a cell.
_SPENT: Final = frozenset(
    "\u061c\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_FINAL_ALEFS: Final = frozenset(pair[1] for pair in LAM_ALEF)

_MIRRORS: Final = frozenset(MIRRORED)
_LAM_ALEFS: Final = re.compile("|".join(LAM_ALEF))
_new_tuple: Final[Callable[[type["Part"], tuple[str, int, int]], "Part"]] = tuple.__new__
"""What makes a `Part`, without the function in Python that stands before it: one a letter."""

_LONGEST_KEPT: Final = 160
"""Longer lines are not cached: 500 hostile ones would take a hundred megabytes."""


class Part(NamedTuple):
    """One grapheme cluster as shown, and the place in the text that it stands for."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VisualLine:
    """One line as it is to be written to the terminal, left to right."""

    text: str
    """What to write: guards included in terminal mode."""
    start: int
    """Where the line begins in the text that was laid out."""
    end: int
    """Where it ends there, without the newline or blanks it was broken at."""
    base: Direction
    """Its paragraph's direction: a right-to-left line belongs at the right edge."""
    order: tuple[Part, ...] | None = None
    """The clusters from left to right; None where they stand as in the text, one for one."""
    guarded: bool = False
    """Whether two guards stand before the line and two after it (terminal mode)."""

    @property
    def width(self) -> int:
        """The cells it takes."""
        return cell_width(self.text)

    @property
    def body(self) -> str:
        """The text without guards."""
        return self.text[2:-2] if self.guarded else self.text

    def parts(self) -> tuple[Part, ...]:
        """Return the clusters in the order of the cells they take (in terminal mode, in logical order)."""
        if self.order is not None:
            return self.order
        body = self.body
        return tuple(Part(body[a:b], self.start + a, self.start + b) for a, b in clusters(body))

    def runs(self, spans: Iterable[tuple[int, int, Style]]) -> list[tuple[str, Style | None]]:
        """Return the line as runs of one style each, to be written one after the other.

        `spans` are (start, end, style) in the laid-out text; a later one wins; no style is None. A cluster
        has the style of its first character. Joined together the runs are `text`.
        """
        styles: list[Style | None] = [None] * (self.end - self.start)
        for first, last, style in spans:
            first, last = max(first, self.start) - self.start, min(last, self.end) - self.start
            if first < last:
                styles[first:last] = [style] * (last - first)
        runs = self._runs(styles)
        return [(self.text[:2], None), *runs, (self.text[-2:], None)] if self.guarded else runs

    def _runs(self, styles: list[Style | None]) -> list[tuple[str, Style | None]]:
        """Group the clusters of like style; `styles` has one entry a character of the line."""
        body = self.body
        if self.order is None and all(style is None for style in styles):
            return [(body, None)] if body else []
        runs: list[tuple[str, Style | None]] = []
        texts: list[str] = []
        current: Style | None = None
        for text, start, _ in self.parts():
            style = styles[start - self.start]
            if texts and style != current:
                runs.append(("".join(texts), current))
                texts = []
            current = style
            texts.append(text)
        return [*runs, ("".join(texts), current)] if texts else runs

    def index_at(self, cell: int) -> int:
        """Return the place in the text of the cluster at `cell` (0 is the leftmost); beyond either edge, its end.

        Beyond the edge where reading ends it is `end`, beyond the other it is `start`.
        """
        left = 0
        if cell >= 0:
            for text, start, _ in self.parts():
                left += cell_width(text)
                if cell < left:
                    return start
        return self.end if (cell < 0) == (self.base == "rtl") else self.start

    def cell_of(self, index: int) -> int:
        """Return the leftmost cell of the cluster that holds `index` of the text.

        For the line's end it is the cell where the next character would be written: after the last cell in
        a left-to-right line, -1 in a right-to-left one.
        """
        left = 0
        for text, start, end in self.parts():
            if start <= index < end:
                return left
            left += cell_width(text)
        return -1 if self.base == "rtl" else left

    def original(self, source: str, first_cell: int, last_cell: int) -> str:
        """Return what of `source`, the laid-out text, stands at cells [first_cell, last_cell), in its own order."""
        left = 0
        taken: list[tuple[int, int]] = []
        for text, start, end in self.parts():
            right = left + cell_width(text)
            if left < last_cell and (right > first_cell or right == left >= first_cell):
                taken.append((start, end))
            left = right
        return "".join(source[start:end] for start, end in sorted(taken))


def visual_line(text: str, base: Direction | None = None, *, ligatures: bool = True) -> VisualLine:
    """Return one sanitised line of text in visual order.

    `base` is the direction of the message it belongs to; its own first strong character decides when None.
    For text that may wrap use `lay_out`, which resolves the levels of a paragraph before it breaks it.
    """
    direction = base or base_direction(text)
    if direction == "ltr" and not has_rtl(text):
        return VisualLine(text, 0, len(text), "ltr")
    if len(text) > _LONGEST_KEPT:
        return _one_line(text, direction, ligatures)
    return _cached_line(text, direction, ligatures)


def show_line(text: str, mode: BidiMode, base: Direction | None = None) -> VisualLine:
    """Return one sanitised line (a name, a title; cut it before) as `mode` has it written."""
    if mode is BidiMode.TERMINAL:
        return _guarded(text, 0, base or base_direction(text))
    return visual_line(text, base)


@lru_cache(maxsize=512)
def _cached_line(text: str, base: Direction, ligatures: bool) -> VisualLine:
    return _one_line(text, base, ligatures)


def forget() -> None:
    """Remember no line: what is cold, for who measures it."""
    _cached_line.cache_clear()


def _one_line(text: str, base: Direction, ligatures: bool) -> VisualLine:
    return _reordered(text, 0, base, resolve_levels(text, int(base == "rtl"), ltr_runs(text)), ligatures)


def lay_out(
    text: str,
    width: int,
    mode: BidiMode = BidiMode.VISUAL,
    base: Direction | None = None,
    *,
    ligatures: bool = True,
) -> list[VisualLine]:
    """Wrap sanitised text to `width` cells and return its lines as they are to be written.

    `mode` must be resolved (`AUTO` counts as `VISUAL`). `base` defaults to the direction of the first strong
    character of the whole text, and is that of the first paragraph. Each further one runs as its own first strong
    character says, as on members' phones, and without any (a number, a rule) as the whole text does. Places in the
    lines are places in `text`.
    """
    direction = base or base_direction(text)
    spans = wrap_cells(text, width)
    if direction == "ltr" and not has_rtl(text):
        return [VisualLine(text[start:end], start, end, "ltr") for start, end in spans]
    lines: list[VisualLine] = []
    first = last = -1
    own = direction
    paragraph = ""
    levels: list[int] = []
    for start, end in spans:
        if start > last:  # the next paragraph
            first = start
            last = text.find("\n", start)
            last = len(text) if last < 0 else last
            paragraph = text[first:last]
            own = (strong_direction(paragraph) if first else None) or direction
            levels = []
        if mode is BidiMode.TERMINAL:
            lines.append(_guarded(text[start:end], start, own))
        elif own == "ltr" and not has_rtl(paragraph):
            lines.append(VisualLine(text[start:end], start, end, "ltr"))
        else:
            level = int(own == "rtl")
            levels = levels or resolve_levels(paragraph, level, ltr_runs(paragraph))
            trimmed = trim_line_end(paragraph, levels, start - first, end - first, level)
            lines.append(_reordered(text[start:end], start, own, trimmed, ligatures))
    return lines


def _guarded(line: str, start: int, base: Direction) -> VisualLine:
    written = guard(line, base)
    return VisualLine(written, start, start + len(line), base, guarded=len(written) != len(line))


def reorder_clusters(levels: Sequence[int]) -> list[int]:
    """Return the indices of `levels` in visual order, left to right (rule L2)."""
    lowest_odd = min((level for level in frozenset(levels) if level % 2), default=0)
    if not lowest_odd:
        return list(range(len(levels)))
    runs: list[tuple[int, int, int]] = []  # level, first, the one after the last
    at = 0
    for level, run in groupby(levels):
        end = at + sum(1 for _ in run)
        runs.append((level, at, end))
        at = end
    for level in range(max(levels), lowest_odd - 1, -1):
        place = 0
        while place < len(runs):
            if runs[place][0] < level:
                place += 1
                continue
            end = place + 1
            while end < len(runs) and runs[end][0] >= level:
                end += 1
            runs[place:end] = runs[place:end][::-1]
            place = end
    order: list[int] = []
    for level, first, end in runs:
        # Turned round once for each level from its own down to the lowest odd one.
        order += range(end - 1, first - 1, -1) if level % 2 else range(first, end)
    return order


def _reordered(line: str, offset: int, base: Direction, levels: list[int], ligatures: bool) -> VisualLine:
    """Reorder, mirror and shape one line whose levels are known; `offset` is its place in the whole text."""
    shaped = joined(line)
    if is_single(line) and REMOVED not in levels and _SPENT.isdisjoint(line):
        return _plain_line(line, shaped, offset, base, levels, ligatures)
    parts: list[Part] = []
    part_levels: list[int] = []
    level = int(base == "rtl")
    for start, end in clusters(line):
        if levels[start] != REMOVED:
            level = levels[start]
        shown = shaped[start]
        if end - start > 1 or shown in _SPENT:
            shown = _marked(line, shaped, start, end)
        if level & 1:
            if shown[:1] in MIRRORED:
                shown = MIRRORED[shown[0]] + shown[1:]
            elif shown[:1] in _FINAL_ALEFS and ligatures and _joins_lam(parts, shown):
                lam = parts[-1]
                ligature = LAM_ALEF[lam.text[0] + shown[0]]
                parts[-1] = Part(ligature + lam.text[1:] + shown[1:], lam.start, offset + end)
                continue
        parts.append(Part(shown, offset + start, offset + end))
        part_levels.append(level)
    order = tuple(parts[index] for index in reorder_clusters(part_levels) if parts[index].text)
    return VisualLine("".join(part.text for part in order), offset, offset + len(line), base, order)


def _plain_line(
    line: str, shaped: str, offset: int, base: Direction, levels: list[int], ligatures: bool
) -> VisualLine:
    """The same for a line in which every character is a cluster, as in most: three times as fast."""
    chars: list[str] = list(shaped)
    if not _MIRRORS.isdisjoint(shaped):
        for index, char in enumerate(chars):
            if levels[index] & 1 and char in MIRRORED:
                chars[index] = MIRRORED[char]
    starts: Sequence[int] = range(offset, offset + len(line))
    ends: Sequence[int] = range(offset + 1, offset + len(line) + 1)
    if ligatures and not _FINAL_ALEFS.isdisjoint(shaped):
        pairs = [m.start() for m in _LAM_ALEFS.finditer(shaped) if levels[m.start() + 1] & 1]
        if pairs:
            last = list(ends)
            for index in pairs:
                chars[index], last[index] = LAM_ALEF[shaped[index : index + 2]], last[index + 1]
            gone = {index + 1 for index in pairs}
            kept = [index for index in range(len(line)) if index not in gone]
            chars = [chars[index] for index in kept]
            starts, ends = [starts[index] for index in kept], [last[index] for index in kept]
            levels = [levels[index] for index in kept]
    turned = reorder_clusters(levels)
    texts = [chars[index] for index in turned]
    places = zip(texts, [starts[i] for i in turned], [ends[i] for i in turned], strict=True)
    order = tuple(map(_new_tuple, repeat(Part), places))
    return VisualLine("".join(texts), offset, offset + len(line), base, order)


def _joins_lam(parts: list[Part], alef: str) -> bool:
    """Say whether the cluster before an alef in its final form is a lam that takes it."""
    return bool(parts) and parts[-1].text[:1] + alef[0] in LAM_ALEF


def _marked(line: str, shaped: str, start: int, end: int) -> str:
    """Return one cluster of several characters: its shaped letter, its marks, nothing invisible."""
    text = "".join(char for char in shaped[start:end] if char not in _SPENT)
    # Between letters a joiner has done its work; in an emoji the terminal needs it.
    return text.replace("\u200d", "") if line[start] < "\u2000" else text

"""What the terminal shows, cell by cell, so that only what differs is written: a bad line carries little.

Textual writes each changed region whole. Here every update is laid over what was written before, and the
output is the shortest way there: the cells that differ, colours only where they change, and where a list
moved by some lines the terminal is told to move them itself.

Text whose cells terminals count differently (Arabic, emoji, accents of their own) is never written in part:
from the first such character on, a piece of a line is written whole or not at all, as Textual does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias
from unicodedata import category

from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.color import ColorSystem

# Characters that take one cell in every terminal: Latin letters, and the signs of our own lines.
_SIMPLE = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2500-\u257f\u2580-\u259f\u25b8\u25c6\u25cf\u25cb\u2713]*"
)

Piece: TypeAlias = "tuple[str, Style | None]"
Row: TypeAlias = "list[Any]"
"""A column each: a character and its style (Piece); the pieces of a text that is written whole (a tuple of Pieces);
COVERED by such a text that began before; None where it is not known."""
COVERED = "covered"
Update: TypeAlias = "ChopsUpdate | LayoutUpdate"

GAP = 5
"""So many cells that did not change are written again rather than stepped over."""
STRETCH = 12
"""So many columns are looked at together before each by itself."""
FEWEST_MOVED = 3
"""Lines that must be the same a little higher or lower before the terminal is asked to move them."""


class Thrift:
    """Remembers one terminal's screen. ``colour`` False writes no colours and no bold, only what is reversed."""

    bold = True
    """Whether bold is written: where it would make a colour bright, it is not (see few_colours.py)."""

    def __init__(self, *, colour: bool = True) -> None:
        self._colour = colour
        self._rows: list[Row] = []
        self._strips: list[dict[int, tuple[int, Strip]]] = []
        self._width = 0

    def forget(self) -> None:
        """The terminal's screen is not known any more: the next update is written whole."""
        self._rows = []
        self._strips = []

    def changes(self, update: Update, width: int, height: int, system: ColorSystem) -> str:
        """What to write so that the terminal shows this update; empty when it does already."""
        if len(self._rows) != height or self._width != width:
            self._width = width
            self._rows = [[None] * width for _ in range(height)]
            self._strips = [{} for _ in range(height)]
        fresh: dict[int, Row] = {}
        for y, x, end, strip in _pieces(update):
            if y >= height or end > width or not self._is_new(y, x, end, strip):
                continue
            row = fresh.get(y)
            if row is None:
                row = fresh[y] = list(self._rows[y])
            row[x:end] = cells_of(strip, end - x, colour=self._colour)
        if not fresh:
            return ""
        out = _Output(system, self._width, colour=self._colour, bold=self.bold)
        self._move_lines(fresh, out)
        for y in sorted(fresh):
            self._write_row(y, fresh[y], out)
            self._rows[y] = fresh[y]
        return out.finished()

    def _is_new(self, y: int, x: int, end: int, strip: Strip) -> bool:
        known = self._strips[y]
        if known.get(x) == (end, strip):
            return False
        for start in [start for start, (stop, _) in known.items() if start < end and stop > x]:
            del known[start]
        known[x] = (end, strip)
        return True

    # ---- lines that moved

    def _move_lines(self, fresh: dict[int, Row], out: _Output) -> None:
        """Where a run of lines stands some lines higher or lower than before, have the terminal move them."""
        for top, bottom in _runs(sorted(fresh)):
            height = bottom - top + 1
            if height <= FEWEST_MOVED:
                continue
            before = [_body(row) for row in self._rows[top : bottom + 1]]
            after = [_body(fresh[y]) for y in range(top, bottom + 1)]
            steps, won = 0, 0
            staying = sum(old is not None and old == new for old, new in zip(before, after, strict=True))
            for step in range(1, height - FEWEST_MOVED + 1):
                for way in (step, -step):
                    same = _same_when_moved(before, after, way)
                    if same - staying > won:
                        steps, won = way, same - staying
            if won < FEWEST_MOVED:
                continue
            out.move_lines(top, bottom, steps)
            blank = None if self._colour else _BLANK
            gone = [[blank] * self._width for _ in range(abs(steps))]
            held = self._rows[top : bottom + 1]
            moved = [*held[steps:], *gone] if steps > 0 else [*gone, *held[:steps]]
            self._rows[top : bottom + 1] = moved
            for y in range(top, bottom + 1):
                self._strips[y] = {}

    # ---- one line

    def _write_row(self, y: int, new: Row, out: _Output) -> None:
        old, width = self._rows[y], self._width
        x = 0
        blank_from = width
        if not self._colour:
            while blank_from and new[blank_from - 1] == _BLANK:
                blank_from -= 1
        while x < width:
            after = x + STRETCH
            if (
                not x % STRETCH
                and new[x:after] == old[x:after]
                and not _goes_on(new, after)
                and not _goes_on(old, after)
            ):
                x = after
                continue
            cell = new[x]
            if isinstance(cell, str) or cell is None:
                x += 1  # its beginning was written over: nothing here that could be written
                continue
            end = _end_of(new, x)
            if cell == old[x] and old[x + 1 : end] == new[x + 1 : end] and not _goes_on(old, end):
                x = end
                continue
            if x >= blank_from and width - x > 4:
                out.erase(x, y)
                return
            if isinstance(cell[0], tuple):
                out.put_whole(x, y, cell, to_the_end=end == width)
                x = end
                continue
            x = self._write_run(y, x, blank_from, new, out)

    def _write_run(self, y: int, x: int, blank_from: int, new: Row, out: _Output) -> int:
        """Write cells from ``x`` on while they differ, over short gaps too; returns where it ended."""
        old = self._rows[y]
        stop = last = x
        while stop < min(self._width, max(blank_from, x + 1)):
            cell = new[stop]
            if not _is_single(cell):
                break
            if cell != old[stop]:
                last = stop
            elif stop - last > GAP or not _alike(cell[1], new[last][1]):
                break
            stop += 1
        at = x
        while at <= last:
            style = new[at][1]
            to = at
            while to <= last and _alike(new[to][1], style):
                to += 1
            out.put(at, y, "".join(new[column][0] for column in range(at, to)), style)
            at = to
        return last + 1


class _Output:
    """Collects what is written, knowing where the terminal's cursor is and which style is on."""

    def __init__(self, system: ColorSystem, width: int, *, colour: bool, bold: bool = True) -> None:
        self._system, self._width, self._colour, self._bold = system, width, colour, bold
        self._out: list[str] = []
        self._at: tuple[int, int] | None = None
        self._look: tuple[str, str, str] = ("", "", "")

    def put(self, x: int, y: int, text: str, style: Style | None) -> None:
        """Text of simple characters at this place."""
        self._go(x, y)
        self._wear(style)
        self._out.append(text)
        after = x + len(text)
        self._at = None if after >= self._width else (after, y)

    def put_whole(self, x: int, y: int, pieces: Sequence[Piece], *, to_the_end: bool) -> None:
        """A text whose cells the terminal counts its own way: where the cursor is after it is not known."""
        self._go(x, y)
        for number, (text, style) in enumerate(pieces, start=1):
            shown = text
            is_last = to_the_end and number == len(pieces) and not self._colour
            if is_last and style is None:
                shown = text.rstrip(" ")
            self._wear(style)
            self._out.append(shown)
            if len(text) - len(shown) > 0:
                self._out.append("\x1b[K")
        self._at = None

    def erase(self, x: int, y: int) -> None:
        """Blanks to the end of the line."""
        self._go(x, y)
        self._wear(None)
        self._out.append("\x1b[K")

    def move_lines(self, top: int, bottom: int, steps: int) -> None:
        """Lines ``top`` to ``bottom`` go ``steps`` up (down when negative); what comes in is blank."""
        self._wear(None)
        self._out.append(f"\x1b[{top + 1};{bottom + 1}r\x1b[{top + 1};1H")
        self._out.append(f"\x1b[{steps}M" if steps > 0 else f"\x1b[{-steps}L")
        self._out.append("\x1b[r")
        self._at = None

    def finished(self) -> str:
        """All of it, with no style left on."""
        self._wear(None)
        return "".join(self._out)

    def _go(self, x: int, y: int) -> None:
        if self._at == (x, y):
            return
        if self._at is not None and self._at[1] == y and x > self._at[0]:
            ahead = x - self._at[0]
            self._out.append(f"\x1b[{ahead}C" if ahead > 1 else "\x1b[C")
        else:
            self._out.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")
        self._at = (x, y)

    def _wear(self, style: Style | None) -> None:
        look = self._look_of(style)
        if look == self._look:
            return
        codes: list[str] = []
        if look[0] != self._look[0]:
            if any(self._look):
                codes.append("0" if any(look) else "")
            codes += [code for code in look if code]
        else:
            codes += [
                code or default
                for code, worn, default in zip(look[1:], self._look[1:], ("39", "49"), strict=True)
                if code != worn
            ]
            if not any(look):
                codes = [""]
        self._out.append(f"\x1b[{';'.join(codes)}m")
        self._look = look

    def _look_of(self, style: Style | None) -> tuple[str, str, str]:
        if style is None:
            return "", "", ""
        if not self._colour:
            return ("7" if style.reverse else ""), "", ""
        key = (style, self._system, self._bold)
        look = _LOOKS.get(key)
        if look is None:
            if len(_LOOKS) > 4096:
                _LOOKS.clear()
            front, back = style.color, style.bgcolor
            look = _LOOKS[key] = (
                Strip.render_ansi(
                    style.without_color if self._bold else style.without_color + _NOT_BOLD, self._system
                ),
                ";".join(front.downgrade(self._system).get_ansi_codes()) if front else "",
                ";".join(back.downgrade(self._system).get_ansi_codes(foreground=False)) if back else "",
            )
        return look


_NOT_BOLD = Style(bold=False)
_LOOKS: dict[tuple[Style, ColorSystem, bool], tuple[str, str, str]] = {}


_ON_THE_LETTER_BEFORE = frozenset(("Mn", "Mc", "Me", "Cf"))
_BLANK: Piece = (" ", None)
_REVERSED = Style(reverse=True)


def cells_of(strip: Strip, width: int, *, colour: bool = True) -> Row:
    """The columns of a piece of a line; its text from the first character on that is not simple is one cell."""
    cells: Row = []
    rest: list[Piece] = []
    for text, worn, control in strip:
        if control or not text:
            continue
        style = worn if colour else _REVERSED if worn is not None and worn.reverse else None
        if rest:
            rest.append((text, style))
            continue
        match = _SIMPLE.match(text)
        simple = match.end() if match else 0
        cells += _singles(text[:simple], style)
        if simple < len(text):
            if cells and category(text[simple]) in _ON_THE_LETTER_BEFORE:
                rest.append(cells.pop())
            rest.append((text[simple:], style))
    if len(cells) > width:
        return cells[:width]
    if rest and len(cells) < width:
        cells.append(tuple(rest))
        cells += [COVERED] * (width - len(cells))
    return cells + [None] * (width - len(cells))


@lru_cache(maxsize=512)  # two or three screens: each has some kilobytes
def _singles(text: str, style: Style | None) -> tuple[Piece, ...]:
    """A cell for each character. The same ones for the same text: what did not change is seen at a glance."""
    return tuple((character, style) for character in text)


def _alike(one: Style | None, other: Style | None) -> bool:
    """Equal; asked of Rich only where they are not the same anyway, which takes it ten times as long."""
    return one is other or one == other


def _is_single(cell: Any) -> bool:
    return isinstance(cell, tuple) and isinstance(cell[0], str)


def _end_of(row: Row, x: int) -> int:
    """Where the cell at ``x`` ends: further on for a text that is written whole."""
    end = x + 1
    if not _is_single(row[x]):
        while end < len(row) and row[end] == COVERED:
            end += 1
    return end


def _goes_on(row: Row, end: int) -> bool:
    return end < len(row) and row[end] == COVERED


def _pieces(update: Update) -> Iterator[tuple[int, int, int, Strip]]:
    """(line, first column, column after the last, strip) of everything the update holds."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield y, x, x + strip.cell_length, strip
                x += strip.cell_length
        return
    for y, first, last in update.spans:
        for end, (x, piece) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if piece is not None and x <= last and end > first:
                yield y, x, end, piece


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive numbers."""
    if not numbers:
        return
    breaks = [0, *(at + 1 for at, (one, two) in enumerate(pairwise(numbers)) if two != one + 1), len(numbers)]
    for start, stop in pairwise(breaks):
        yield numbers[start], numbers[stop - 1]


def _body(row: Row) -> Row | None:
    """What of a line must be the same for it to have moved: all but the first and last column; None when not known."""
    inner = row[1:-1]
    return None if None in inner or all(cell == inner[0] for cell in inner) else inner


def _same_when_moved(before: Sequence[Row | None], after: Sequence[Row | None], steps: int) -> int:
    pairs = (
        zip(before[steps:], after, strict=False) if steps > 0 else zip(before, after[-steps:], strict=False)
    )
    return sum(old is not None and old == new for old, new in pairs)

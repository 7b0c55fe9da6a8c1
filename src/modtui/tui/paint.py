"""Text as a terminal cell grid wants it: safe, wrapped, then reordered or guarded.

Widgets build :data:`Line` values, tuples of (text, role). The text is ready to be
written; the role names a style, so that a line can be cached across themes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from modtui.text.cells import truncate_cells, wrap_cells
from modtui.text.direction import BidiMode, Direction, base_direction, closed, guard, has_rtl
from modtui.text.safe import safe_line, safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[str, str]
"""(text ready for the terminal, role of its style)."""
Line = tuple[Span, ...]
"""One screen line."""

BLANK: Line = ()


class Painter:
    """Prepares untrusted text for one bidi mode (facts: wrap first, reorder each line after)."""

    signs = True
    """Whether states are shown as signs; the plain mode has words."""

    def __init__(self, mode: BidiMode, *, ordered: bool = True) -> None:
        """``ordered`` False leaves lines in logical order: the same widths, cheaper, for measuring only."""
        self.mode = mode
        self.ordered = ordered
        self._body = lru_cache(maxsize=4096)(self._wrapped)
        self._one = lru_cache(maxsize=4096)(self._fitted)

    def adopt(self, mode: BidiMode) -> None:
        """Prepare text the other way from now on."""
        self.mode = mode
        self._body.cache_clear()
        self._one.cache_clear()

    def one_line(self, text: str, width: int, direction: str | None = None) -> str:
        """One line of at most ``width`` cells, cut with an ellipsis; not padded."""
        return self._one(text, max(width, 0), as_direction(direction))

    def cell(self, text: str, width: int, direction: str | None = None, *, right: bool | None = None) -> str:
        """One line of exactly ``width`` cells. Right-to-left text is right-aligned unless ``right`` says otherwise."""
        if width <= 0:
            return ""
        direction = direction or direction_of(text)
        line = self.one_line(text, width, direction)
        gap = " " * max(width - cell_len(line), 0)
        if right if right is not None else direction == "rtl":
            return gap + line
        return line + gap

    def body(self, text: str, width: int, direction: str | None = None) -> Sequence[str]:
        """A whole text as lines of exactly ``width`` cells, wrapped at words; right-to-left ones stand at the right."""
        return self._body(text, max(width, 1), as_direction(direction))

    def _fitted(self, text: str, width: int, direction: Direction | None) -> str:
        if width == 0:
            return ""
        line = truncate_cells(steady(safe_line(text, limit=width * 4)), width)
        return self._ordered(line, direction or direction_of(text))

    def _wrapped(self, text: str, width: int, direction: Direction | None) -> tuple[str, ...]:
        clean = steady(safe_text(text))
        if not self.ordered:
            return tuple(clean[start:end] for start, end in wrap_cells(clean, width))
        # Loaded with the first text that wraps: the first frame has none.
        from modtui.text.bidi import lay_out

        lines: list[str] = []
        for line in lay_out(clean, width, self.mode, direction):
            gap = " " * max(width - line.width, 0)
            lines.append(gap + line.text if line.base == "rtl" else line.text + gap)
        return tuple(lines)

    def _ordered(self, logical: str, direction: Direction) -> str:
        if not self.ordered or logical.isascii():
            return logical
        if self.mode is BidiMode.TERMINAL:
            return guard(logical, direction)
        if direction == "ltr" and not has_rtl(logical):
            return logical
        from modtui.text.bidi import visual_line

        return visual_line(logical, direction).text


def as_direction(name: str | None) -> Direction | None:
    """A view's direction word as the bidi functions want it."""
    return "rtl" if name == "rtl" else "ltr" if name == "ltr" else None


def steady(text: str) -> str:
    """The text with emoji reduced to what takes the same cells in every terminal.

    Terminals disagree about variation selectors, joined emoji and skin tones, and one cell
    more or less in a line pushes the text of one pane into the next.
    """
    return text if text.isascii() else _UNSTEADY.sub("", text)


_UNSTEADY = re.compile(
    "[\ufe0e\ufe0f]|(?<=[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f])[\u200d\U0001f3fb-\U0001f3ff]+"
)


@lru_cache(maxsize=4096)
def direction_of(text: str) -> Direction:
    """``ltr`` or ``rtl``: the first strong character of the text decides."""
    return base_direction(text)


LEAST_CUT = 6
"""Cells under which a sign for what was cut would take the place of what is left."""


def width_of(line: Line) -> int:
    """Cells a line takes."""
    return sum(cell_len(text) for text, _ in line)


def padded(line: Line, width: int, role: str = "text") -> Line:
    """The line filled up with blanks to ``width`` cells, or cut when it is longer."""
    have = width_of(line)
    if have < width:
        return (*line, (" " * (width - have), role))
    if have == width:
        return line
    out: list[Span] = []
    left = width
    for text, span_role in line:
        cells = cell_len(text)
        if cells >= left:
            out.append((set_cell_size(text, left), span_role))
            break
        out.append((text, span_role))
        left -= cells
    return tuple(out)


def spread(left: Line, right: Line, width: int, role: str = "text") -> Line:
    """``left`` and ``right`` at the two ends of ``width`` cells; the left part gives way, and says that it did."""
    room = width - width_of(right)
    if room <= 0:
        return padded(right, width, role)
    if width_of(left) <= room or room < LEAST_CUT:
        return (*padded(left, room, role), *right)
    end = "…" if not right or right[0][0].startswith(" ") else "… "
    kept = padded(left, room - len(end), role)
    text, last = kept[-1]
    return (*kept[:-1], (closed(text) + end, last), *right)

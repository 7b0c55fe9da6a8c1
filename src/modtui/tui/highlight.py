"""One line with parts of it marked, in the order the terminal wants: what search results show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style

from modtui.text.bidi import show_line
from modtui.text.cells import truncate_cells
from modtui.text.safe import safe_line
from modtui.tui.paint import Line, Painter, as_direction, direction_of, steady

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKED = Style(bold=True)


def marked_line(
    painter: Painter,
    text: str,
    spans: Sequence[tuple[int, int]],
    width: int,
    direction: str | None = None,
    *,
    role: str = "text",
    mark: str = "key",
) -> Line:
    """``text`` in at most ``width`` cells; ``spans`` ([start, end) in its code points) look like ``mark``.

    A text that had to be changed to be safe is shown without marks: they would be off.
    """
    clean = steady(safe_line(text, limit=max(width, 1) * 4))
    line = truncate_cells(clean, width)
    if not text.startswith(clean.rstrip("…").rstrip()) and clean != text:
        spans = ()
    shown = show_line(line, painter.mode, as_direction(direction) or direction_of(line))
    pieces = [(start, end, _MARKED) for start, end in spans]
    return tuple((run, role if style is None else mark) for run, style in shown.runs(pieces))


def within_reach(
    text: str, spans: Sequence[tuple[int, int]], width: int
) -> tuple[str, Sequence[tuple[int, int]]]:
    """The text and its spans, begun so late (at a word) that the first span is seen in ``width`` cells."""
    if not spans or cell_len(text[: spans[0][1]]) < width:
        return text, spans
    at = max(spans[0][0] - width // 3, 0)
    start = text.find(" ", at, spans[0][0]) + 1 or at
    head = "… "
    return head + text[start:], [(a - start + len(head), b - start + len(head)) for a, b in spans]

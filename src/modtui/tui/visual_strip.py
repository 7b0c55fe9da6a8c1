"""Right-to-left editing: a finished strip put into visual order, styles and cursor with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.strip import Strip

from modtui.text.cells import cell_width
from modtui.text.direction import Direction, base_direction, guard, has_rtl

if TYPE_CHECKING:
    from textual.widgets import Input


def reordered(strip: Strip, *, visual: bool, direction: Direction | None = None) -> Strip:
    """The strip with its right-to-left text in visual order, or between guards when the terminal reorders.

    ``direction``: of the paragraph it is a line of; without one its own first letter decides.
    Every character keeps its style, and lam and alef stay two cells, so the cursor goes with its letter.
    """
    text = strip.text
    if not has_rtl(text) and direction != "rtl":
        return strip
    direction = direction or base_direction(text)
    if not visual:
        whole = guard(text, direction)
        pieces = [
            Segment(text, style or Style.null()) for text, style, control in strip if text and not control
        ]
        # In the pieces themselves: guards of their own take no cell, and are lost where a strip is cut to size.
        pieces[0] = Segment(whole[:2] + pieces[0].text, pieces[0].style)
        pieces[-1] = Segment(pieces[-1].text + whole[-2:], pieces[-1].style)
        return Strip(pieces, strip.cell_length)
    spans: list[tuple[int, int, Style]] = []
    at = 0
    for segment in strip:
        spans.append((at, at + len(segment.text), segment.style or Style()))
        at += len(segment.text)
    from modtui.text.bidi import visual_line

    line = visual_line(text, direction, ligatures=False)
    return Strip([Segment(run, style or Style.null()) for run, style in line.runs(spans)], strip.cell_length)


def seen_cell(text: str, index: int, width: int, direction: Direction | None = None) -> int:
    """The cell in which the cursor before ``index`` is seen, in a line ``width`` cells wide in visual order.

    The terminal's own cursor belongs there: input methods and screen readers go by it.
    """
    direction = direction or base_direction(text)
    if not has_rtl(text) and direction != "rtl":
        return cell_width(text[:index])
    from modtui.text.bidi import visual_line

    padded = text + " " * max(width - cell_width(text), 1)
    return max(visual_line(padded, direction, ligatures=False).cell_of(index), 0)


def field_cursor(field: Input, textuals: Offset, *, visual: bool) -> Offset:
    """Where an input field's cursor is seen; ``textuals`` is where Textual has it."""
    width = field.scrollable_content_region.width
    if not visual or field.scroll_offset.x or not has_rtl(field.value) or cell_width(field.value) >= width:
        return textuals
    seen = seen_cell(field.value, field.cursor_position, width)
    return Offset(field.content_region.x + seen, textuals.y)


def field_line(strip: Strip, width: int, *, visual: bool) -> Strip:
    """One line of an input field, ``width`` cells wide.

    Textual hands out one cell more than is shown, which is blank while text starts on the left, and is the first
    letter where it starts on the right.
    """
    return reordered(strip.crop(0, width), visual=visual)

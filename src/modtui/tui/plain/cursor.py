"""Where the terminal's cursor stands in the plain mode: a screen reader reads that line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset
from textual.widgets import Input, TextArea

from modtui.tui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from textual.screen import Screen


def cursor_of(screen: Screen[object]) -> Offset:
    """On the selected row or the line being read; in a text, where one writes; else on the first line."""
    focused = screen.focused
    if isinstance(focused, Input):
        return focused.cursor_screen_offset
    if isinstance(focused, TextArea):
        # Its own figure is from before the text was last wrapped.
        offset = focused.wrapped_document.location_to_offset(focused.cursor_location)
        return focused.content_region.offset + offset - focused.scroll_offset
    if isinstance(focused, LineWidget):
        return _within(focused)
    for widget in (*screen.query("ChoiceList"), *screen.query("TextPane")):
        if isinstance(widget, LineWidget) and widget.display:
            return _within(widget)
    return Offset(0, 0)


def _within(widget: LineWidget) -> Offset:
    place = widget.content_region
    line = widget.cursor_line() - widget.scroll_offset.y
    return Offset(place.x, place.y + min(max(line, 0), max(place.height - 1, 0)))

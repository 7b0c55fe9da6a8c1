"""Editing text that may run right to left: what the reply box and the private message share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import TextArea

from modtui.text.cells import clusters
from modtui.text.direction import base_direction
from modtui.tui.sturdy import Sturdy
from modtui.tui.visual_strip import reordered

if TYPE_CHECKING:
    from textual.strip import Strip

Location = tuple[int, int]


class Editor(Sturdy, TextArea):
    """A TextArea that shows right-to-left lines as they read and steps by whole characters.

    The cursor never stops inside a letter and its tashkeel, or inside an emoji. In a
    right-to-left line the left arrow goes on in the text, as the eye does.
    """

    def __init__(self, *, visual: bool, id: str, placeholder: str = "") -> None:
        super().__init__(
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
            placeholder=placeholder,
        )
        self.cursor_blink = False
        self._visual = visual

    def bidi_changed(self, *, visual: bool) -> None:
        """Show the text the other way from now on."""
        self._visual = visual
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line in visual order; the cursor is a styled cell and travels with its letter."""
        return reordered(super().render_line(y), visual=self._visual)

    def get_cursor_left_location(self) -> Location:
        """One character to the left on the screen."""
        return self._onwards() if self._runs_left else self._backwards()

    def get_cursor_right_location(self) -> Location:
        """One character to the right on the screen."""
        return self._backwards() if self._runs_left else self._onwards()

    @property
    def _runs_left(self) -> bool:
        return base_direction(self.document.get_line(self.cursor_location[0])) == "rtl"

    def _onwards(self) -> Location:
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column >= len(line):
            return (row + 1, 0) if row + 1 < self.document.line_count else (row, column)
        return row, next(end for _, end in clusters(line) if end > column)

    def _backwards(self) -> Location:
        row, column = self.cursor_location
        if column == 0:
            return (row - 1, len(self.document.get_line(row - 1))) if row else (0, 0)
        line = self.document.get_line(row)
        return row, max(start for start, _ in clusters(line) if start < column)

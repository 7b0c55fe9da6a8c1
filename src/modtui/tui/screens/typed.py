"""One line to type into, inside a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from modtui.tui.sturdy import Sturdy
from modtui.tui.visual_strip import field_cursor, field_line

if TYPE_CHECKING:
    from textual.geometry import Offset
    from textual.strip import Strip


class TypedField(Sturdy, Input):
    """Right-to-left text reads right."""

    _visual = False  # Textual asks for the cursor before it is known

    def __init__(self, placeholder: str, *, visual: bool, value: str = "", id: str = "typed") -> None:
        super().__init__(value, id=id, placeholder=placeholder, compact=True, select_on_focus=False)
        self.cursor_blink = False
        self._visual = visual

    def render_line(self, y: int) -> Strip:
        """In visual order."""
        return field_line(super().render_line(y), self.scrollable_content_region.width, visual=self._visual)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is seen."""
        return field_cursor(self, super().cursor_screen_offset, visual=self._visual)

"""The line that keeps what was said last, on every screen of the plain mode."""

from __future__ import annotations

from modtui.tui.paint import BLANK, Line, Painter
from modtui.tui.widgets.line_widget import LineWidget

MOST_LINES = 4


class SaidBar(LineWidget, can_focus=False):
    """Notices stand here until the next one comes: nothing appears and goes by itself."""

    DEFAULT_CSS = "SaidBar { dock: bottom; height: 1; overflow: hidden; }"

    def __init__(self, painter: Painter) -> None:
        super().__init__(id="last-said")
        self._painter = painter
        self._sentence = ""
        self._lines: list[str] = []

    def put(self, sentence: str) -> None:
        """Say this."""
        self._sentence = sentence
        self._lay_out()

    def on_resize(self) -> None:
        """Wrap for the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.size.width or self.app.size.width
        lines = self._painter.body(self._sentence, width, "ltr") if self._sentence else []
        if (shown := list(lines[:MOST_LINES])) != self._lines:
            self._lines = shown
            self.styles.height = max(len(shown), 1)
            self.refresh()

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """One of its lines."""
        return (((self._lines[y], "text"),) if y < len(self._lines) else BLANK), False

    @property
    def words(self) -> str:
        """What it says."""
        return self._sentence

"""A text to read over the desk: a transcription, a translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import TextPane

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings


class WordsDialog(Dialog):
    """Dismisses with None; ``c`` copies."""

    DEFAULT_CSS = "WordsDialog { align: center middle; } WordsDialog .wide-dialog { height: 60%; }"

    def __init__(self, painter: Painter, settings: UiSettings, title: str, text: str) -> None:
        super().__init__(painter, settings)
        self._title, self._text = title, text
        self.letters = {"c": "copy"}

    def compose(self) -> ComposeResult:
        """Title, text, hints."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(self._title)
            yield TextPane("words", focusable=True)
            hints = LineBar("dialog-hints")
            hints.put(((say("words.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Show it."""
        self.query_one(TextPane).focus()
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        pane = self.query_one(TextPane)
        lines: list[Line] = [
            ((" " + body, "text"),) for body in self.painter.body(self._text, max(pane.size.width - 3, 20))
        ]
        pane.show(lines)

    def letter(self, letter_id: str, at: float) -> None:
        """To the clipboard."""
        self.spawn(lambda: self.modtui.copy(self._text), "copy")

    def action_step(self, steps: int) -> None:
        """Scroll."""
        self.query_one(TextPane).move(steps)

    def action_choose(self) -> None:
        """Enter closes."""
        self.dismiss(None)

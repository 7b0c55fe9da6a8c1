"""A text to read over the desk (a transcription, a translation), and one's own post to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_text
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import TextPane
from modtui.tui.widgets.editor import Editor
from modtui.tui.widgets.formatting_editor import FormattingEditor

if TYPE_CHECKING:
    from textual import events
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


class EditPostDialog(Dialog):
    """Dismisses with the new text, or None."""

    DEFAULT_CSS = """
    EditPostDialog { align: center middle; }
    EditPostDialog .wide-dialog { height: 60%; }
    EditPostDialog #post-text { height: 1fr; }
    """
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
    ]

    def __init__(self, painter: Painter, settings: UiSettings, text: str) -> None:
        """``text`` with the signs for how it looks."""
        super().__init__(painter, settings)
        self._text = text

    def compose(self) -> ComposeResult:
        """Title, the text, hints."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(say("own.edit_title"))
            yield FormattingEditor(visual=self.painter.mode is BidiMode.VISUAL, id="post-text")
            hints = LineBar("dialog-hints")
            hints.put(((say("own.edit_hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """The text as it is, to be changed."""
        editor = self.query_one(Editor)
        editor.load_text(safe_text(self._text))
        editor.move_cursor(editor.document.end)
        self.set_focus(editor)

    def take_input(self, event: events.Key | events.Paste) -> bool:
        """Every key is for the text."""
        return False

    def action_save(self) -> None:
        """Take it; nothing and no change are no edit."""
        text = safe_text(self.query_one(Editor).text).strip()
        self.dismiss(text if text and text != self._text.strip() else None)

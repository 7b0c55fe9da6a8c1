"""The FAQ as it would be posted; a key of its own publishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.paint import BLANK, Line, Painter, direction_of
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import TextPane

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from modtui.desk.views_snippets import FaqPreview
    from modtui.tui.settings import UiSettings


class FaqPreviewDialog(Dialog):
    """Dismisses with True (publish) or None."""

    DEFAULT_CSS = "FaqPreviewDialog { align: center middle; }"

    def __init__(self, painter: Painter, settings: UiSettings, preview: FaqPreview) -> None:
        super().__init__(painter, settings)
        self.preview = preview
        self.letters = {"y": "yes"}

    def compose(self) -> ComposeResult:
        """What stands against it, the posts, the yes."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(
                say("faq.preview_title"), say("faq.language", language=self.preview.language)
            )
            yield TextPane("faq-text", focusable=True)
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Arm the yes."""
        self.set_focus(self.query_one(TextPane))
        self.call_after_refresh(self._show)
        self.arm()

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        pane = self.query_one("#faq-text", TextPane)
        width = max(pane.size.width - 2, 20)
        lines: list[Line] = []

        def paragraph(text: str, role: str) -> None:
            for line in self.painter.body(text, width, direction_of(text)):
                lines.append(((" ", "text"), (line, role)))

        for sentence in self.preview.blocked:
            paragraph("! " + sentence, "bad")
        for sentence in self.preview.remarks:
            paragraph(sentence, "warn")
        count = len(self.preview.parts)
        for number, part in enumerate(self.preview.parts, start=1):
            lines.append(((" " + say("faq.part", number=number, count=count), "heading"),))
            paragraph(part, "text")
            lines.append(BLANK)
        pane.show(lines)

    def armed_changed(self) -> None:
        """Which key publishes, once it does."""
        bar = self.query_one("#dialog-hints", LineBar)
        if self.preview.blocked:
            bar.put(((say("faq.cannot"), "warn"),))
            return
        words = say("faq.confirm_stale" if self.preview.needs_override else "faq.confirm")
        armed = self.is_armed()
        first = (words, "key") if armed else (say("dialog.wait"), "muted")
        bar.put((first, ("  ·  " + say("dialog.cancel"), "muted")))

    def action_step(self, steps: int) -> None:
        """Scroll."""
        self.query_one("#faq-text", TextPane).move(steps)

    def letter(self, letter_id: str, at: float) -> None:
        """Publish, when it was pressed after arming."""
        if self.is_armed(at) and not self.preview.blocked:
            self.dismiss(True)

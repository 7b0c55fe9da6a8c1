"""The preview: what is written as members will see it, and where its links lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.domain.formatting import parse
from modtui.text.catalogue import say
from modtui.text.direction import base_direction
from modtui.text.safe import safe_text
from modtui.tui.looks import link_lines, styled_body
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import TextPane

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from modtui.domain.formatting import Formatted
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings


class PreviewDialog(Dialog):
    """Dismisses with None."""

    DEFAULT_CSS = "PreviewDialog { align: center middle; } PreviewDialog .wide-dialog { height: 60%; }"

    def __init__(self, painter: Painter, settings: UiSettings, typed: str) -> None:
        super().__init__(painter, settings)
        self._typed = typed

    def compose(self) -> ComposeResult:
        """Title, text, hints."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(say("preview.title"))
            yield TextPane("preview", focusable=True)
            signs = LineBar("preview-signs")
            signs.put(((say("preview.signs"), "muted"),))
            yield signs
            hints = LineBar("dialog-hints")
            hints.put(((say("preview.hints"), "muted"),))
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
        pane.show(
            message_lines(self.painter, parse(safe_text(self._typed).strip()), max(pane.size.width - 3, 20))
        )

    def action_step(self, steps: int) -> None:
        """Scroll."""
        self.query_one(TextPane).move(steps)

    def action_choose(self) -> None:
        """Enter closes."""
        self.dismiss(None)


def message_lines(painter: Painter, formatted: Formatted, width: int) -> list[Line]:
    """One message as it will be seen."""
    direction = base_direction(formatted.text)
    body = styled_body(painter, formatted.text, width, direction, formatted.entities)
    links = link_lines(painter, formatted.text, width, formatted.entities)
    return [((" ", "text"), *line) for line in (*body, *links)]

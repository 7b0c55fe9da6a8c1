"""The preview: what is written as members will see it, where its links lead, and where a long text is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from modtui.domain.formatting import parse, utf16_length
from modtui.domain.splitting import LIMIT, split
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

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("pagedown,space", "step(10)", show=False),
        Binding("pageup", "step(-10)", show=False),
    ]
    DEFAULT_CSS = "PreviewDialog { align: center middle; } PreviewDialog .wide-dialog { height: 60%; }"

    def __init__(self, painter: Painter, settings: UiSettings, typed: str, *, confirm: bool = False) -> None:
        """``confirm``: ask whether a text too long for one message is to leave as several; dismisses with True."""
        super().__init__(painter, settings)
        self._parts = split(parse(safe_text(typed).strip()))
        self._confirm = confirm
        if confirm:
            self.letters = {"y": "send"}

    def compose(self) -> ComposeResult:
        """Title, text, hints."""
        with Vertical(classes="dialog wide-dialog"):
            several = len(self._parts) > 1
            yield self.title_bar(
                say("parts.title", count=len(self._parts)) if several else say("preview.title")
            )
            yield TextPane("preview", focusable=True)
            signs = LineBar("preview-signs")
            signs.put(((say("parts.counts" if self._confirm else "preview.signs"), "muted"),))
            yield signs
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Show it."""
        self.query_one(TextPane).focus()
        self.call_after_refresh(self._show)
        self.armed_changed()
        if self._confirm:
            self.call_after_refresh(self.arm)

    def armed_changed(self) -> None:
        """What the keys do, and whether the confirmation counts yet."""
        words = say("preview.hints")
        if self._confirm:
            words = say("parts.confirm") if self.is_armed() else say("dialog.wait")
        self.query_one("#dialog-hints", LineBar).put(((words, "key" if self._confirm else "muted"),))

    def letter(self, letter_id: str, at: float) -> None:
        """Yes, once it could be read."""
        if self.is_armed(at):
            self.dismiss(True)
        else:
            self.modtui.tell(say("dialog.too_soon"))

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        pane = self.query_one(TextPane)
        width = max(pane.size.width - 3, 20)
        lines: list[Line] = []
        for number, part in enumerate(self._parts, start=1):
            if len(self._parts) > 1:
                length = utf16_length(part.text)
                label = say("parts.lengths", number=number, of=len(self._parts), length=length, limit=LIMIT)
                rule = "─" * max(width - len(label) - 4, 0)
                lines.append((("── ", "rule"), (label, "heading"), (" " + rule, "rule")))
            lines += message_lines(self.painter, part, width)
        pane.show(lines)

    def action_step(self, steps: int) -> None:
        """Scroll."""
        self.query_one(TextPane).move(steps)

    def action_choose(self) -> None:
        """Enter closes what is only shown."""
        if not self._confirm:
            self.dismiss(None)


def message_lines(painter: Painter, formatted: Formatted, width: int) -> list[Line]:
    """One message as it will be seen."""
    direction = base_direction(formatted.text)
    body = styled_body(painter, formatted.text, width, direction, formatted.entities)
    links = link_lines(painter, formatted.text, width, formatted.entities)
    return [((" ", "text"), *line) for line in (*body, *links)]

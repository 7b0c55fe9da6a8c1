"""What an edited message said, oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import TextPane

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from textual.app import ComposeResult

    from modtui.desk.views_feed import VersionView
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings


class VersionsDialog(Dialog):
    """Dismisses with None."""

    DEFAULT_CSS = "VersionsDialog { align: center middle; }"

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        versions: Sequence[VersionView],
        name: str,
        zone: tzinfo,
    ) -> None:
        super().__init__(painter, settings)
        self._versions, self._name, self._zone = versions, name, zone

    def compose(self) -> ComposeResult:
        """Title, the versions, the hints."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("versions.title", name=self._name))
            yield TextPane("versions", focusable=True)
            hints = LineBar("dialog-hints")
            hints.put(((say("versions.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(TextPane).focus()
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        pane = self.query_one(TextPane)
        width = max(pane.size.width - 4, 20)
        lines: list[Line] = []
        for number, version in enumerate(self._versions, 1):
            at = f"{version.at.astimezone(self._zone):%Y-%m-%d %H:%M}"
            code = "versions.now" if number == len(self._versions) else "versions.then"
            lines.append(((say(code, at=at), "heading"),))
            if version.purged:
                lines.append((("  " + say("versions.purged"), "muted"),))
            else:
                for body in self.painter.body(version.text, width, version.direction):
                    lines.append((("  " + body, "text"),))
            lines.append(())
        pane.show(lines)

    def action_step(self, steps: int) -> None:
        """Scroll."""
        self.query_one(TextPane).move(steps)

    def action_choose(self) -> None:
        """Enter closes."""
        self.dismiss(None)

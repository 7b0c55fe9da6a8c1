"""The fairness cards of several members before anything of theirs goes: in a line each, and openable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.paint import Line, Painter
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views_members import ClearLine
    from modtui.tui.settings import UiSettings


def summary_of(line: ClearLine) -> tuple[str, str]:
    """The card in a line: who answered others stands out most, then who was never warned."""
    if line.stands_out == "helpful":
        return "    " + say("raid.helpful", summary=line.summary), "warn"
    return "    " + line.summary, "text" if line.stands_out else "muted"


class CardsDialog(Dialog):
    """Dismisses with who was left out. Who answered others stands first, then who was never warned."""

    DEFAULT_CSS = "CardsDialog { align: center middle; }"

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        desk: DeskApi,
        zone: tzinfo,
        lines: Sequence[ClearLine],
        left_out: set[int],
    ) -> None:
        super().__init__(painter, settings)
        self._desk, self._zone = desk, zone
        order = ("helpful", "unwarned", "")
        self.lines = sorted(lines, key=lambda line: (bool(line.blocked), order.index(line.stands_out)))
        self.left_out = set(left_out)
        self.letters = {" ": "tick", "v": "member"}

    def compose(self) -> ComposeResult:
        """The list and its keys."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("raid.cards_title"))
            yield LineBar("list-heading")
            yield ChoiceList("choices")
            hints = LineBar("dialog-hints")
            hints.put(((say("raid.cards_hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Show them."""
        self.query_one("#choices", ChoiceList).focus()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        choices = self.query_one("#choices", ChoiceList)
        width = max(choices.size.width - 3, 30)
        rows = [self._row(line, width) for line in self.lines]
        choices.show(rows, choices.index, ids=[line.member_id for line in self.lines])
        kept = sum(not line.blocked and line.member_id not in self.left_out for line in self.lines)
        words = say("raid.cards_of", count=kept, total=len(self.lines))
        self.query_one("#list-heading", LineBar).put(((words, "muted"),))

    def _row(self, line: ClearLine, width: int) -> list[Line]:
        out = bool(line.blocked) or line.member_id in self.left_out
        tick = " -  " if line.blocked else "[ ] " if out else "[x] "
        name = self.painter.one_line(line.name, 30)
        rows: list[Line] = [
            ((f" {tick}", "key"), (name, "name"), (f"  {say('raid.posts', count=line.posts)}", "muted"))
        ]
        if line.blocked:
            rows.append((("     ", "text"), (self.painter.one_line(line.blocked, width - 6, "ltr"), "bad")))
            return rows
        summary, role = summary_of(line)
        rows.append((("  ", "text"), (self.painter.one_line(summary, width - 3, "ltr"), role)))
        return rows

    def on_resize(self) -> None:
        """Fit again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    # ---- keys

    def action_step(self, steps: int) -> None:
        """Another member."""
        self.query_one("#choices", ChoiceList).move(steps)

    def action_cancel(self) -> None:
        """Back, with who was left out."""
        self.dismiss(self.left_out)

    def action_choose(self) -> None:
        """The whole card, on the member's page."""
        self.letter("member", 0.0)

    def letter(self, letter_id: str, at: float) -> None:
        """Leave out or take in; the member's page."""
        line = self.lines[self.query_one("#choices", ChoiceList).index]
        if letter_id == "member":
            self._page(line.member_id)
        elif not line.blocked:
            self.left_out ^= {line.member_id}
            self._show()
            self.action_step(1)

    def _page(self, member_id: int) -> None:
        self.modtui.desk_screen.open_member(member_id)

"""Who came and went, a month at a time, with what nobody can explain on top."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.paint import direction_of
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import TextPane

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views_members import Ledger, LedgerRow
    from modtui.domain.membership import MembershipFigures
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings

SHOWN = 500
"""Rows of a month; a raid may bring more, which are counted all the same."""
_COUNTED = (
    "joined",
    "rejoined",
    "left",
    "left_on_request",
    "left_unseen",
    "removed",
    "removed_as_spam",
    "removed_elsewhere",
    "removed_undone",
    "kept_out",
)


class LedgerDialog(Dialog):
    """Dismisses with None."""

    DEFAULT_CSS = "LedgerDialog { align: center middle; }"
    ABOUT_NO_ROW = ("earlier", "later")

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings)
        self._desk, self._zone = desk, zone
        self._at: datetime = desk.now()
        self._ledger: Ledger | None = None
        self.letters = {"p": "earlier", "n": "later"}

    def compose(self) -> ComposeResult:
        """The month, what it comes to and who, the hints."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("ledger.title"))
            yield LineBar("list-heading")
            yield TextPane("ledger", focusable=True)
            hints = LineBar("dialog-hints")
            hints.put(((say("ledger.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Read this month."""
        self.query_one(TextPane).focus()
        self._read()

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def _read(self) -> None:
        self.query_one(TextPane).show([((" " + say("ledger.reading"), "muted"),)])
        self.spawn(self._load, "ledger", latest_only=True)

    async def _load(self) -> None:
        self._ledger = await self._desk.ledger(self._at)
        if self.is_mounted:
            self._show()

    def _show(self) -> None:
        if self._ledger is None:
            return
        ledger, pane = self._ledger, self.query_one(TextPane)
        start = ledger.start.astimezone(self._zone)
        self.query_one("#list-heading", LineBar).put(((f" {start:%B} {start.year}", "heading"),))
        width = max(pane.size.width - 3, 20)
        lines: list[Line] = []
        for words, role in self._words(ledger.figures):
            lines += [((" " + line, role),) for line in self.painter.body(words, width, "ltr")]
        lines.append(())
        lines += [self._row(row, width) for row in ledger.rows[:SHOWN]]
        if len(ledger.rows) > SHOWN:
            lines.append(((" " + say("ledger.more", count=len(ledger.rows) - SHOWN), "muted"),))
        if not ledger.rows:
            lines.append(((" " + say("ledger.nobody"), "muted"),))
        pane.show(lines)

    def _words(self, figures: MembershipFigures) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        start, end = figures.at_start, figures.at_end
        if start is not None and end is not None:
            found.append((say("ledger.members", start=start.people, end=end.people), "text"))
        counted = [(code, getattr(figures, code)) for code in _COUNTED]
        told = [say(f"ledger.{code}", count=number) for code, number in counted if number]
        found.append((" \u00b7 ".join(told) if told else say("ledger.no_moves"), "text"))
        if figures.unexplained is None:
            found.append((say("ledger.not_known"), "muted"))
        elif figures.unexplained:
            code = "more" if figures.unexplained > 0 else "fewer"
            found.append((say(f"ledger.unexplained_{code}", count=abs(figures.unexplained)), "warn"))
        else:
            found.append((say("ledger.explained"), "ok"))
        return found

    def _row(self, row: LedgerRow, width: int) -> Line:
        at = f" {row.at.astimezone(self._zone):%d %H:%M}  "
        words = say(f"move.{row.move.kind.value}")
        if row.by:
            words += " " + say("ledger.by", name=row.by)
        if row.move.kept_out:
            words += " \u00b7 " + say("ledger.gone_before")
        elif row.move.unseen:
            words += " \u00b7 " + say("page.unseen")
        elif row.move.kind.is_arrival and not row.move.first:
            words += " \u00b7 " + say("ledger.again")
        room = max(width - len(at) - 2, 10)
        name = self.painter.one_line(row.name, min(24, room // 2), direction_of(row.name))
        return (
            (at, "muted"),
            (name, "name"),
            ("  ", "text"),
            (self.painter.one_line(words, max(room - 26, 10), "ltr"), "text"),
        )

    # ---- keys

    def letter(self, letter_id: str, at: float) -> None:
        """The month before, or after; not past this one."""
        if self._ledger is None:
            return
        if letter_id == "earlier":
            self._at = self._ledger.start - timedelta(days=1)
        elif self._ledger.end <= self._desk.now():
            self._at = self._ledger.end
        else:
            self.modtui.tell(say("ledger.no_later"))
            return
        self._read()

    def action_step(self, steps: int) -> None:
        """Scroll."""
        self.query_one(TextPane).move(steps)

    def action_choose(self) -> None:
        """Enter closes."""
        self.dismiss(None)

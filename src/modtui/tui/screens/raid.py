"""Everything that members wrote, after a raid: counted first, for one or several at once (RULES 3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.paint import BLANK, Line, Painter
from modtui.tui.screens.dialog import Dialog
from modtui.tui.screens.raid_cards import CardsDialog, summary_of
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList, TextPane

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views_members import ClearLine, ClearPlan
    from modtui.tui.settings import UiSettings

SPANS: tuple[tuple[str, timedelta | None], ...] = (
    ("hour", timedelta(hours=1)),
    ("day", timedelta(days=1)),
    ("all", None),
)
SPAM = "spam"


class RaidDialog(Dialog):
    """How far back, whether they are removed too, what would go. Dismisses with the actions, or None."""

    ABOUT_NO_ROW = ("span", "ban", "reason", "cards")

    DEFAULT_CSS = "RaidDialog { align: center middle; }"

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        desk: DeskApi,
        member_ids: Sequence[int],
        names: Sequence[str],
        zone: tzinfo,
    ) -> None:
        super().__init__(painter, settings)
        self._desk, self._ids, self._names, self._zone = desk, tuple(member_ids), tuple(names), zone
        self.plan: ClearPlan | None = None
        self.bans = False
        codes = [(category.code, category.title) for category in desk.categories("remove")]
        self._reasons = [(SPAM, say("raid.spam")), *((code, title) for code, title in codes if code != SPAM)]
        self._reason = 0
        self.letters = {
            "1": "span:0", "2": "span:1", "3": "span:2", "x": "ban", "c": "reason", "f": "cards", "y": "yes",
        }  # fmt: skip
        self._left_out: set[int] = set()
        self._known: dict[int, ClearLine] = {}

    def compose(self) -> ComposeResult:
        """Whom it is about, how far back, what goes, the yes."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(self._title)
            yield ChoiceList("choices")
            yield LineBar("raid-ban")
            yield TextPane("raid-lines", focusable=True)
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Count for the last hour."""
        choices = self.query_one("#choices", ChoiceList)
        choices.show(
            [
                [((f" {number} ", "key"), (say(f"raid.span.{code}"), "text"))]
                for number, (code, _) in enumerate(SPANS, start=1)
            ]
        )
        choices.focus()
        self._count()

    def _count(self) -> None:
        self.plan = None
        self._armed_at = float("inf")
        self.query_one("#dialog-title", LineBar).put(((self.painter.one_line(self._title, 70), "title"),))
        reason = say("raid.reason", reason=self.painter.one_line(self._reasons[self._reason][1], 40, "ltr"))
        parts: Line = (("[x] " if self.bans else "[ ] ", "key"), (say("raid.ban") + " ", "text"))
        self.query_one("#raid-ban", LineBar).put((*parts, (reason, "muted")) if self.bans else parts)
        self.query_one("#raid-lines", TextPane).show([((" " + say("raid.counting"), "muted"),)])
        self.armed_changed()
        self.spawn(self._read, "plan", latest_only=True)

    @property
    def _title(self) -> str:
        chosen = self.chosen
        if len(chosen) == 1:
            return say("raid.title", name=self._names[self._ids.index(chosen[0])])
        return say("raid.title", name=say("raid.several", count=len(chosen)))

    @property
    def chosen(self) -> tuple[int, ...]:
        """Whom it is about: everybody who was not left out again."""
        return tuple(member_id for member_id in self._ids if member_id not in self._left_out)

    async def _read(self) -> None:
        span = SPANS[self.query_one("#choices", ChoiceList).index][1]
        since = self._desk.now() - span if span is not None else None
        category = self._reasons[self._reason][0] if self.bans else None
        try:
            plan = await self._desk.plan_clear(self.chosen, since=since, ban=self.bans, category=category)
        except DeskError as error:
            self._lines([(str(error), "bad")])
            return
        self.plan = plan
        self._known |= {line.member_id: line for line in plan.lines}
        self._show()
        if any(not line.blocked for line in plan.lines):
            self.arm()

    def _show(self) -> None:
        plan = self.plan
        if plan is None:
            return
        pieces = [(plan.sentence, "text")]
        for line in plan.lines:
            if line.blocked:
                pieces.append((say("raid.blocked", name=line.name, why=line.blocked), "bad"))
            else:
                pieces.append((say("raid.line", name=line.name, count=line.posts), "text"))
                if line.summary:
                    pieces.append(summary_of(line))
        pieces.append((say("raid.for_good"), "warn"))
        self._lines(pieces)

    def _lines(self, pieces: Sequence[tuple[str, str]]) -> None:
        pane = self.query_one("#raid-lines", TextPane)
        width = max(pane.size.width - 2, 20)
        lines: list[Line] = [BLANK]
        for text, role in pieces:
            for line in self.painter.body(text, width, "ltr"):
                lines.append(((" ", "text"), (line, role)))
        pane.show(lines)

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    # ---- keys

    def action_step(self, steps: int) -> None:
        """How far back; or scroll a long list."""
        if self.query_one("#raid-lines").has_focus:
            self.query_one("#raid-lines", TextPane).move(steps)
        else:
            self.query_one("#choices", ChoiceList).move(steps)

    def on_choice_list_moved(self) -> None:
        """Another span is counted and confirmed anew."""
        self._count()

    def letter(self, letter_id: str, at: float) -> None:
        """A span, removing them too, why, the yes."""
        if letter_id.startswith("span:"):
            choices = self.query_one("#choices", ChoiceList)
            choices.move(int(letter_id[-1]) - choices.index)
        elif letter_id == "ban":
            self.bans = not self.bans
            self._count()
        elif letter_id == "reason" and self.bans:
            self._reason = (self._reason + 1) % len(self._reasons)
            self._count()
        elif letter_id == "cards" and self._known:
            self._open_cards()
        elif letter_id == "yes" and self.plan is not None and self.is_armed(at) and not self.busy:
            self.busy = True
            self.spawn(self._carry, "carry")

    def _open_cards(self) -> None:
        def looked(left_out: set[int] | None) -> None:
            if left_out is not None and left_out != self._left_out:
                self._left_out = left_out
                self._count()

        # A card for everybody who was chosen; who was left out keeps the one that was read before.
        cards = [self._known[member_id] for member_id in self._ids if member_id in self._known]
        self.app.push_screen(
            CardsDialog(self.painter, self.settings, self._desk, self._zone, cards, self._left_out), looked
        )

    async def _carry(self) -> None:
        assert self.plan is not None
        try:
            with self.at_work():
                done = await self._desk.carry_out_clear(self.plan.plan_id)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return
        for action in done[:1]:
            self.modtui.staged.tell(action, say("raid.begun", count=len(done)))
        self.modtui.desk_screen.show_undo()
        self.dismiss(done)

    def armed_changed(self) -> None:
        """What confirms, or why nothing does yet."""
        bar = self.query_one("#dialog-hints", LineBar)
        rest = ("  ·  " + say("raid.hints") + "  ·  " + say("dialog.cancel"), "muted")
        plan = self.plan
        if plan is None or all(line.blocked for line in plan.lines):
            bar.put(((say("raid.hints") + "  ·  " + say("dialog.cancel"), "muted"),))
        elif not self.is_armed():
            bar.put(((say("dialog.wait"), "muted"), rest))
        else:
            code = "raid.confirm_ban" if self.bans else "raid.confirm"
            bar.put(((say(code, count=plan.total), "key"), rest))

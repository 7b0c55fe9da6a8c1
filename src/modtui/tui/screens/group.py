"""What holds for everybody in the group, with a key for each change and a key back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.paint import Painter, direction_of
from modtui.tui.screens.dialog import Dialog
from modtui.tui.screens.menu import Choice, ChoiceDialog, ConfirmDialog
from modtui.tui.screens.pick import Pick, PickDialog
from modtui.tui.screens.plan_opening import open_plan
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import tzinfo

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views import ActionPlan, ActionView, CategoryChoice, DeskChange
    from modtui.desk.views_members import GroupState
    from modtui.tui.settings import UiSettings

SLOW = (0, 5, 10, 30, 60, 300, 900, 3600)
"""The pauses Telegram knows, in seconds."""
KEYS = (
    ("s", "slow"),
    ("r", "read_only"),
    ("o", "open"),
    ("g", "guidelines"),
    ("w", "welcome"),
    ("c", "complaints"),
    ("m", "ledger"),
)


def pause(seconds: int) -> str:
    """A pause in words."""
    if not seconds:
        return say("group.slow_off")
    if seconds < 60:
        return say("group.seconds", count=seconds)
    return say("group.minutes", count=seconds // 60) if seconds < 3600 else say("group.one_hour")


class GroupDialog(Dialog):
    """The state on top, the changes below. Dismisses with None."""

    DEFAULT_CSS = "GroupDialog { align: center middle; }"

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings)
        self._desk, self._zone = desk, zone
        self.state: GroupState | None = None
        self.newcomers: tuple[int, ...] = ()
        self.letters = {**dict(KEYS), "u": "undo"}
        self._unsubscribe = desk.subscribe(self._changed)

    def compose(self) -> ComposeResult:
        """Three lines of state, the choices."""
        with Vertical(classes="dialog narrow-dialog"):
            yield self.title_bar(say("group.title"))
            for name in ("group-slow", "group-write", "group-guidelines", "group-new"):
                yield LineBar(name)
            yield ChoiceList("choices")
            hints = LineBar("dialog-hints")
            hints.put(((say("group.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Read the state."""
        choices = self.query_one("#choices", ChoiceList)
        choices.show([[((f" {key} ", "key"), (say(f"group.{name}"), "text"))] for key, name in KEYS])
        choices.styles.height = len(KEYS)
        choices.styles.margin = (1, 0, 0, 0)
        choices.focus()
        self.query_one("#group-slow", LineBar).put(((say("listed.reading"), "muted"),))
        self.reload()

    def on_unmount(self) -> None:
        """Hear no more changes."""
        self._unsubscribe()

    def _changed(self, change: DeskChange) -> None:
        if change.actions and self.is_mounted:
            self.call_next(self.reload)

    def reload(self) -> None:
        """Read again."""
        self.spawn(self._reload, "group", latest_only=True)

    async def _reload(self) -> None:
        self.state = await self._desk.group_state()
        self.newcomers = tuple(await self._desk.newcomers())
        if self.is_mounted:
            self._show(self.state)

    def _show(self, state: GroupState) -> None:
        def put(name: str, words: str, role: str) -> None:
            self.query_one(f"#{name}", LineBar).put(((words, role),))

        slow = state.slow_mode_seconds
        put("group-slow", say("group.slow_is", span=pause(slow)), "warn" if slow else "text")
        put(
            "group-write",
            say("group.is_read_only" if state.read_only else "group.is_open"),
            "bad" if state.read_only else "text",
        )
        posted = state.guidelines_posted
        at = f"{posted.astimezone(self._zone):%Y-%m-%d %H:%M}" if posted is not None else ""
        words = say("group.posted", at=at) if posted is not None else say("group.never_posted")
        if state.remind_guidelines:
            words += " " + say("group.remind")
        put("group-guidelines", words, "warn" if state.remind_guidelines else "text")
        put("group-new", say("group.newcomers", count=len(self.newcomers)), "text")

    # ---- keys

    def chosen_id(self) -> object:
        """Every letter is a change of its own, whatever is selected."""
        return None

    def action_step(self, steps: int) -> None:
        """Another change."""
        self.query_one("#choices", ChoiceList).move(steps)

    def action_choose(self) -> None:
        """Take the selected change; each still shows what it does and asks."""
        self.letter(KEYS[self.query_one("#choices", ChoiceList).index][1], 0)

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def letter(self, letter_id: str, at: float) -> None:
        """One of the changes."""
        if letter_id == "undo":
            self.take_back()
        elif letter_id == "complaints":
            self.spawn(self._complaints, "open")
        elif letter_id == "ledger":
            from modtui.tui.screens.ledger import LedgerDialog

            self.app.push_screen(LedgerDialog(self.painter, self.settings, self._desk, self._zone))
        elif self.modtui.desk_screen.status_view.read_only:
            self.modtui.tell(say("error.read_only", what=say(f"group.{letter_id}")), "warning")
        elif letter_id == "slow":
            self._slow()
        elif letter_id == "read_only":
            self._plan("read_only", lambda _: self._desk.plan_read_only())
        elif letter_id == "guidelines":
            self._plan("guidelines", lambda _: self._desk.plan_guidelines())
        elif letter_id == "welcome":
            self._welcome()
        else:
            self._open()

    def _welcome(self) -> None:
        """All in one post, or one by one in private, as configured: then the next of them follows; Esc ends it."""

        def sent(action: ActionView) -> None:
            self.spawn(lambda: self._welcome_next(action), "group", latest_only=True)

        self._plan("welcome", lambda _: self._desk.plan_welcome(self.newcomers), sent)

    async def _welcome_next(self, action: ActionView) -> None:
        await self._reload()
        self.newcomers = tuple(one for one in self.newcomers if one != action.member_id)
        if action.member_id and self.newcomers and self.is_current:
            self._welcome()

    def _slow(self) -> None:
        choices = [Choice(str(seconds), str(number), pause(seconds)) for number, seconds in enumerate(SLOW)]

        def chosen(answer: str | None) -> None:
            if answer is not None:
                self._plan("slow_mode", lambda _: self._desk.plan_slow_mode(int(answer)))

        self.app.push_screen(
            ChoiceDialog(self.painter, self.settings, say("group.how_slow"), choices), chosen
        )

    def _plan(
        self,
        kind: str,
        make: Callable[[CategoryChoice | None], Awaitable[ActionPlan]],
        then: Callable[[ActionView], None] | None = None,
    ) -> None:
        group = self.modtui.desk_screen.status_view.group
        open_plan(
            self, self._desk, kind, 0, (group, "", "ltr"), options=(), make=make,
            title=say(f"act.title.{kind}"), then=then or (lambda _: self.reload()),
        )  # fmt: skip

    async def _complaints(self) -> None:
        """Those that wait, for whoever did not take the decision; each is decided on the member's page."""
        from modtui.tui.screens.member_page import MemberPageDialog

        found = await self._desk.complaints()
        picks = [
            Pick(
                complaint.member_id,
                complaint.member,
                complaint.text,
                direction_of(complaint.text),
                say("group.your_own") if not complaint.may_review else "",
            )
            for complaint in found
        ]

        def chosen(ids: tuple[int, ...] | None) -> None:
            if ids:
                page = MemberPageDialog(self.painter, self.settings, self._desk, ids[0], self._zone)
                self.app.push_screen(page, lambda _: self.reload())

        self.app.push_screen(
            PickDialog(
                self.painter,
                self.settings,
                say("group.complaints_wait"),
                picks,
                none=say("group.no_complaints"),
            ),
            chosen,
        )

    def _open(self) -> None:
        async def open_again() -> None:
            try:
                self.modtui.tell(await self._desk.open_group())
            except DeskError as error:
                self.modtui.tell(str(error), "error")
            await self._reload()

        def answered(yes: bool | None) -> None:
            if yes:
                self.spawn(open_again, "carry")

        dialog = ConfirmDialog(
            self.painter,
            self.settings,
            say("group.open"),
            [say("group.open_what")],
            say("group.open_confirm"),
        )
        self.app.push_screen(dialog, answered)

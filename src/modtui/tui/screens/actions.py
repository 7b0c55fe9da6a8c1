"""What was decided, newest first: what still runs or stopped, with going on, leaving a step out, and undoing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.paint import Line, Painter
from modtui.tui.screens.listed import ListedDialog
from modtui.tui.screens.menu import ConfirmDialog
from modtui.tui.widgets.bars import LineBar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from modtui.desk.api import DeskApi
    from modtui.desk.views import ActionView, PlanStep
    from modtui.tui.settings import UiSettings

SIGNS = {"": ("…", "muted"), "done": ("✓", "ok"), "failed": ("!", "bad"), "skipped": ("–", "warn")}
"""How a step stands: its sign and its role."""


def stuck_step(action: ActionView) -> PlanStep | None:
    """The step that stands in the way, where there is one."""
    failed = next((step for step in action.steps if step.outcome == "failed"), None)
    return failed or next((step for step in action.steps if not step.outcome), None)


class ActionsDialog(ListedDialog):
    """Dismisses with None."""

    DEFAULT_CSS = "ActionsDialog { align: center middle; }"
    TITLE_CODE = "actions.title"
    HINTS_CODE = "actions.hints"
    NONE_CODE = "actions.none"
    HEADED = False
    ABOUT_NO_ROW = ("filter",)

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings, desk, zone)
        self.actions: Sequence[ActionView] = ()
        self.only_unfinished = False
        self.letters = {"r": "resume", "s": "skip", "u": "undo", "f": "filter"}

    async def read(self) -> None:
        """What was decided."""
        self.actions = await self._desk.actions(unfinished_only=self.only_unfinished, limit=100)

    def show(self, *, first: bool = False) -> None:
        """The title says whether these are all."""
        title = say("actions.unfinished" if self.only_unfinished else "actions.title")
        self.query_one("#dialog-title", LineBar).put(((title, "title"),))
        super().show(first=first)

    def rows(self, width: int) -> list[list[Line]]:
        """When, what and how it stands; of what stopped or runs every step."""
        return [self._row(action, width) for action in self.actions]

    def ids(self) -> Sequence[object]:
        """Which action each row is."""
        return [action.action_id for action in self.actions]

    def _row(self, action: ActionView, width: int) -> list[Line]:
        role = {"stopped": "bad", "running": "accent", "staged": "warn"}.get(action.status, "muted")
        status = say(f"actions.status.{action.status}")
        at = f"{action.at.astimezone(self._zone):%m-%d %H:%M}"
        room = width - len(status) - len(at) - 5
        if action.status not in ("stopped", "running"):
            words = self.painter.one_line(action.summary, room, "ltr")
            return [((f" {at}  ", "muted"), (words, "text"), ("  " + status, role))]
        # Why it stopped and what can be done are read whole, however narrow the terminal is.
        lead = len(at) + 3
        lines: list[Line] = [((f" {at}  ", "muted"), (status, role))]
        lines += [
            ((" " * lead, "muted"), (line, "text"))
            for line in self.painter.body(action.summary, width - lead, "ltr")
        ]
        if action.steps:
            for step in action.steps:
                sign, sign_role = SIGNS.get(step.outcome, ("·", "muted"))
                words = f"{step.number}. {step.sentence}" + (f" ({step.note})" if step.note else "")
                body_role = "bad" if sign_role == "bad" else "muted"
                for number, line in enumerate(self.painter.body(words, width - 6, "ltr")):
                    lines.append(((f"   {sign} " if number == 0 else "     ", sign_role), (line, body_role)))
        return lines

    # ---- keys

    def letter(self, letter_id: str, at: float) -> None:
        """Go on, leave out, undo; or show the unfinished only."""
        if letter_id == "filter":
            self.only_unfinished = not self.only_unfinished
            self.reload()
            return
        index = self.choices.index
        if index >= len(self.actions) or self.busy:
            return
        if self.modtui.desk_screen.status_view.read_only:
            self.modtui.tell(say("error.read_only", what=say(f"actions.{letter_id}")), "warning")
            return
        action = self.actions[index]
        if letter_id == "resume":
            if stuck_step(action) is None or action.status != "stopped":
                self.modtui.tell(say("outbox.cannot_resume"), "warning")
                return
            self.spawn(lambda: self._do(letter_id, action), "carry")
        elif letter_id == "skip":
            step = stuck_step(action)
            if step is None or action.status != "stopped":
                self.modtui.tell(say("outbox.cannot_resume"), "warning")
                return
            self._ask("skip", action, [step.sentence, say("actions.skip_what")])
        elif not action.can_undo:
            self.modtui.tell(say("actions.cannot_undo"), "warning")
        else:
            self._ask("undo", action, [action.summary, say("actions.undo_what")])

    def _ask(self, what: str, action: ActionView, sentences: Sequence[str]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.spawn(lambda: self._do(what, action), "carry")

        dialog = ConfirmDialog(
            self.painter, self.settings, say(f"actions.{what}_title"), sentences, say(f"actions.{what}_yes")
        )
        self.app.push_screen(dialog, answered)

    async def _do(self, what: str, action: ActionView) -> None:
        self.busy = True
        try:
            if what == "undo":
                self.modtui.tell(await self._desk.undo_action(action.action_id))
            elif what == "skip":
                step = stuck_step(action)
                if step is not None:
                    await self._desk.skip_step(action.action_id, step.number)
            else:
                await self._desk.resume_action(action.action_id)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        finally:
            self.busy = False
        await self.read_again()

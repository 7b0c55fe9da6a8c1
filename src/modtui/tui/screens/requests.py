"""Who asks to be let in: approve, decline with a note, several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.paint import Line, Painter
from modtui.tui.screens.ask_line import AskLine
from modtui.tui.screens.listed import ListedDialog
from modtui.tui.screens.menu import ConfirmDialog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from modtui.desk.api import DeskApi
    from modtui.desk.views import DeskChange
    from modtui.desk.views_members import JoinRequestRow
    from modtui.tui.settings import UiSettings


class RequestsDialog(ListedDialog):
    """Dismisses with None. The longest waiting stand first."""

    DEFAULT_CSS = "RequestsDialog { align: center middle; }"
    TITLE_CODE = "requests.title"
    HINTS_CODE = "requests.hints"
    NONE_CODE = "requests.none"
    ABOUT_NO_ROW = ("all", "welcome", "undo")

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings, desk, zone)
        self.requests: Sequence[JoinRequestRow] = ()
        self.ticked: dict[int, None] = {}
        self.welcomes = True
        self.letters = {" ": "tick", "*": "all", "a": "approve", "d": "deny", "w": "welcome", "v": "member"}
        self.letters |= {"u": "undo"}

    def concerns(self, change: DeskChange) -> bool:
        """Also what the status line counts."""
        return change.actions or change.status

    async def read(self) -> None:
        """Who waits; whoever does not any more is ticked no longer."""
        self.requests = await self._desk.join_requests()
        here = {request.member_id for request in self.requests}
        self.ticked = {member_id: None for member_id in self.ticked if member_id in here}

    def heading(self, width: int) -> tuple[Line, Line]:
        """How many, and whether they are welcomed."""
        words = say("requests.waiting", count=len(self.requests))
        tick = "[x] " if self.welcomes else "[ ] "
        return ((words, "muted"),), ((tick, "key"), (say("requests.welcome"), "muted"))

    def rows(self, width: int) -> list[list[Line]]:
        """Name, since when, what is known of them from before, what they wrote."""
        return [self._row(request, width) for request in self.requests]

    def ids(self) -> Sequence[object]:
        """Who each row is."""
        return [request.member_id for request in self.requests]

    def _row(self, request: JoinRequestRow, width: int) -> list[Line]:
        at = f"{request.asked_at.astimezone(self._zone):%m-%d %H:%M}"
        name = self.painter.one_line(request.name, 28)
        username = self.painter.one_line(f"@{request.username}", 20) if request.username else ""
        tick = "[x] " if request.member_id in self.ticked else "[ ] "
        marks = say("requests.deciding") if request.deciding else (request.language or "")
        lines: list[Line] = [((f" {tick}", "key"), (name, "name"), (f"  {username}  {at}  {marks}", "muted"))]
        for sentence in request.before:
            lines.append((("      ! ", "warn"), (self.painter.one_line(sentence, width - 9, "ltr"), "warn")))
        if request.about:
            body = self.painter.body(request.about, width - 8, request.direction)
            lines += [(("      ", "text"), (line, "quote")) for line in body[:3]]
        return lines

    # ---- keys

    @property
    def chosen(self) -> list[JoinRequestRow]:
        """Who is ticked, or the selected one."""
        found = [request for request in self.requests if request.member_id in self.ticked]
        index = self.choices.index
        return found or list(self.requests[index : index + 1])

    def letter(self, letter_id: str, at: float) -> None:
        """Tick, tick all, approve, decline, whether they are welcomed, their page."""
        choices = self.choices
        if letter_id == "welcome":
            self.welcomes = not self.welcomes
            self.show()
        elif letter_id == "undo":
            self.take_back()
        elif letter_id == "all":
            everybody = {request.member_id: None for request in self.requests}
            self.ticked = {} if self.ticked.keys() == everybody.keys() else everybody
            self.show()
        elif not self.chosen or self.busy:
            return
        elif letter_id == "tick":
            member_id = self.requests[choices.index].member_id
            if member_id in self.ticked:
                del self.ticked[member_id]
            else:
                self.ticked[member_id] = None
            self.show()
            choices.move(1)
        elif letter_id == "member":
            self._page(self.requests[choices.index].member_id)
        elif self.modtui.desk_screen.status_view.read_only:
            self.modtui.tell(say("error.read_only", what=say(f"requests.{letter_id}")), "warning")
        elif letter_id == "approve":
            self._approve()
        else:
            self._deny()

    def _page(self, member_id: int) -> None:
        from modtui.tui.screens.member_page import MemberPageDialog

        self.app.push_screen(MemberPageDialog(self.painter, self.settings, self._desk, member_id, self._zone))

    def _names(self, chosen: Sequence[JoinRequestRow]) -> str:
        names = ", ".join(self.painter.one_line(request.name, 20) for request in chosen[:4])
        return names if len(chosen) <= 4 else f"{names} +{len(chosen) - 4}"

    def _approve(self) -> None:
        chosen = self.chosen
        sentences = [self._names(chosen), *dict.fromkeys(line for one in chosen for line in one.before)]

        def answered(yes: bool | None) -> None:
            if yes:
                self.spawn(lambda: self._decide(chosen, True, "", ""), "carry")

        title = say("requests.approve_title", count=len(chosen))
        self.app.push_screen(
            ConfirmDialog(self.painter, self.settings, title, sentences, say("requests.approve_yes")),
            answered,
        )

    def _deny(self) -> None:
        """The note, then what they are told, then the yes."""
        chosen = self.chosen
        title = say("requests.deny_title", count=len(chosen))
        about = (self._names(chosen), chosen[0].about if len(chosen) == 1 else "", chosen[0].direction)

        def noted(note: str | None) -> None:
            if note is None:
                return

            def told(tell: str | None) -> None:
                if tell is not None:
                    self._deny_now(chosen, note, tell)

            self.app.push_screen(
                AskLine(
                    self.painter, self.settings, title, say("requests.tell"),
                    about=about, hints=say("requests.tell_hints"),
                ),
                told,
            )  # fmt: skip

        self.app.push_screen(
            AskLine(
                self.painter, self.settings, title, say("requests.note"),
                about=about, hints=say("requests.note_hints"),
            ),
            noted,
        )  # fmt: skip

    def _deny_now(self, chosen: Sequence[JoinRequestRow], note: str, tell: str) -> None:
        sentences = [self._names(chosen)]
        sentences += [say("requests.noted", note=note)] if note else []
        sentences.append(say("requests.told", text=tell) if tell else say("requests.not_told"))

        def answered(yes: bool | None) -> None:
            if yes:
                self.spawn(lambda: self._decide(chosen, False, note, tell), "carry")

        title = say("requests.deny_title", count=len(chosen))
        self.app.push_screen(
            ConfirmDialog(self.painter, self.settings, title, sentences, say("requests.deny_yes")), answered
        )

    async def _decide(self, chosen: Sequence[JoinRequestRow], approve: bool, note: str, tell: str) -> None:
        self.busy = True
        try:
            ids = [request.member_id for request in chosen]
            done = await self._desk.decide_join(
                ids, approve=approve, note=note, tell=tell, welcome=self.welcomes
            )
            self.ticked.clear()
            for action in done[:1]:
                self.modtui.staged.tell(action)
            self.modtui.desk_screen.show_undo()
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        finally:
            self.busy = False
        await self.read_again()

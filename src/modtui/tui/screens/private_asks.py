"""Service or personal? Asked once for each private chat, and changed here (RULES 2, RULES 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.moments import in_words
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from datetime import tzinfo

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.private_views import PrivateAsk, PrivateChoice
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings


class PrivateAsksDialog(Dialog):
    """Those not answered yet first, then the answers that were given.

    Dismisses with (member's number, name) of a chat to open, or None.
    """

    DEFAULT_CSS = "PrivateAsksDialog { align: center middle; }"

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings)
        self._desk, self._zone = desk, zone
        self.entries: list[PrivateAsk | PrivateChoice] = []
        self.letters = {"s": "service", "p": "personal"}

    def compose(self) -> ComposeResult:
        """The list and its keys."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(say("private_asks.title"))
            yield ChoiceList("choices")
            hints = LineBar("dialog-hints")
            hints.put(((say("private_asks.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Read them."""
        self.set_focus(self.query_one(ChoiceList))
        self.spawn(self._reload, "private", latest_only=True)

    async def _reload(self) -> None:
        self.entries = [*await self._desk.private_asks(), *await self._desk.private_choices()]
        choices = self.query_one("#choices", ChoiceList)
        width = max(min(self.app.size.width, 96) - 8, 20)
        rows = [self._row(entry, width) for entry in self.entries]
        none: list[list[Line]] = [[((" " + say("private_asks.none"), "muted"),)]]
        # One that was answered is another entry below: the cursor goes on to the next question.
        ids = [(type(entry), entry.user_id) for entry in self.entries]
        choices.show(rows or none, choices.index, ids=ids)

    def _row(self, entry: PrivateAsk | PrivateChoice, width: int) -> list[Line]:
        name = self.painter.one_line(entry.name, width // 2)
        service = getattr(entry, "service", None)
        if service is not None:
            words = say("private_asks.service" if service else "private_asks.personal")
            return [((" ", "text"), (name, "name"), ("  " + words, "ok" if service else "muted"))]
        at = in_words(entry.last_at, self._desk.now(), self._zone)  # type: ignore[union-attr]
        unread = say("private_asks.unread", count=entry.unread, at=at)  # type: ignore[union-attr]
        sentence = self.painter.one_line(entry.sentence, width - 3)  # type: ignore[union-attr]
        return [
            (
                (" ", "text"),
                (name, "name"),
                ("  " + say("private_asks.asked"), "warn"),
                ("  " + unread, "muted"),
            ),
            (("   ", "text"), (sentence, "text")),
        ]

    def action_step(self, steps: int) -> None:
        """Another chat."""
        self.query_one("#choices", ChoiceList).move(steps)

    def action_choose(self) -> None:
        """Enter: open a chat of the service; of any other nothing is read."""
        index = self.query_one("#choices", ChoiceList).index
        if index >= len(self.entries) or self.busy:
            return
        entry = self.entries[index]
        if getattr(entry, "service", False):
            self.dismiss((entry.user_id, entry.name))
        else:
            self.modtui.tell(say("private_asks.not_open"), "warning")

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def letter(self, letter_id: str, at: float) -> None:
        """The answer for the selected chat."""
        index = self.query_one("#choices", ChoiceList).index
        if index < len(self.entries) and not self.busy:
            entry = self.entries[index]
            self.busy = True
            self.spawn(lambda: self._choose(entry, letter_id == "service"), "decide")

    async def _choose(self, entry: PrivateAsk | PrivateChoice, service: bool) -> None:
        try:
            await self._desk.choose_private(entry.user_id, service)
            code = "private_asks.chosen_service" if service else "private_asks.chosen_personal"
            self.modtui.tell(say(code, name=entry.name))
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        finally:
            self.busy = False
        await self._reload()

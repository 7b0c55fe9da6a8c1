"""Finding messages: words and filters, results newest first as one types, Enter goes to the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_line
from modtui.tui.highlight import marked_line, within_reach
from modtui.tui.screens.dialog import Dialog
from modtui.tui.screens.typed import TypedField
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList, TextPane

if TYPE_CHECKING:
    from datetime import tzinfo

    from textual import events
    from textual.app import ComposeResult
    from textual.widgets import Input

    from modtui.desk.api import DeskApi
    from modtui.desk.views_find import FindHit
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings

PAGE = 50
MOST_SAID = 4
"""Lines of what is said about the query."""
NEAR_END = 5
"""So many results before the last one, the next page is read."""


class FindDialog(Dialog):
    """Dismisses with the id of the message to go to, or None."""

    DEFAULT_CSS = "FindDialog { align: center middle; }"

    def __init__(
        self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo, query: str = ""
    ) -> None:
        super().__init__(painter, settings)
        self._desk, self._zone, self._query = desk, zone, query
        self.hits: list[FindHit] = []
        self._next: int | None = None
        self._said = say("find.help")
        self._asked = ""  # the query that the results are of
        self.letters = {"/": "search"}

    def compose(self) -> ComposeResult:
        """The line, what is said about it, the results."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("find.title"))
            yield TypedField(
                say("find.placeholder"), visual=self.painter.mode is BidiMode.VISUAL, value=self._query
            )
            yield TextPane("find-said")
            yield ChoiceList("choices")
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Type at once; a query that was given is asked at once."""
        field = self.query_one(TypedField)
        field.cursor_position = len(field.value)
        self.set_focus(field)
        self._show()
        self.search()

    @property
    def choices(self) -> ChoiceList:
        """The results."""
        return self.query_one("#choices", ChoiceList)

    # ---- asking

    def search(self) -> None:
        """Ask for what is typed; a newer question overtakes an older one."""
        query = safe_line(self.query_one(TypedField).value).strip()
        self.spawn(lambda: self._search(query), "find", latest_only=True)

    async def _search(self, query: str) -> None:
        hits: list[FindHit] = []
        before: int | None = None
        said = say("find.help")
        if query:
            try:
                page = await self._desk.find(query, limit=PAGE)
            except DeskError as error:
                said = str(error)
            else:
                hits, before = list(page.hits), page.next_before
                found = say("find.found_more" if before is not None else "find.found", count=len(hits))
                said = page.note or (found if hits else say("find.none"))
        self.hits, self._next, self._said, self._asked = hits, before, said, query
        if self.is_mounted:
            self.choices.index = 0
            self._show()

    async def _more(self) -> None:
        query, before = self._asked, self._next
        if before is None:
            return
        self._next = None
        page = await self._desk.find(query, before_id=before, limit=PAGE)
        if query != self._asked:
            return
        self.hits += page.hits
        self._next = page.next_before
        code = "find.found_more" if self._next is not None else "find.found"
        self._said = say(code, count=len(self.hits))
        if self.is_mounted:
            self._show()

    # ---- showing

    def _show(self) -> None:
        width = max(self.choices.size.width - 3, 30)
        self.choices.show([[self._row(hit, width)] for hit in self.hits], self.choices.index)
        wrong = bool(self._asked) and not self.hits
        lines = self.painter.body(self._said, width, "ltr")[:MOST_SAID]
        said = self.query_one("#find-said", TextPane)
        said.styles.height = len(lines)
        said.show([((" ", "text"), (line, "warn" if wrong else "muted")) for line in lines])
        hints = say("find.hints_typing" if self.is_typing else "find.hints")
        self.query_one("#dialog-hints", LineBar).put(((hints, "muted"),))

    def _row(self, hit: FindHit, width: int) -> Line:
        item = hit.item
        name = self.painter.cell(item.name, 16, "ltr")
        at = f" {item.sent_at.astimezone(self._zone):%Y-%m-%d %H:%M}  "
        gone = f"{say('find.deleted')} " if item.deleted_at is not None else ""
        room = max(width - len(at) - 18 - len(gone), 10)
        found, spans = within_reach(hit.line, hit.line_spans, room)
        line = marked_line(self.painter, found, spans, room, item.direction)
        return ((at, "muted"), (name + "  ", "name"), (gone, "deleted"), *line)

    def on_resize(self) -> None:
        """Fit again."""
        super().on_resize()
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.is_mounted:
            self._show()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys count while typing."""
        self._fit()

    # ---- keys

    def take_text(self, text: str) -> None:
        """Typed quickly or pasted: that is what to find."""
        field = self.query_one(TypedField)
        field.value = safe_line(field.value + text)
        field.cursor_position = len(field.value)
        self.set_focus(field)

    def chosen_id(self) -> object:
        """The line is the line, whatever is selected."""
        return None

    def letter(self, letter_id: str, at: float) -> None:
        """Into the line."""
        self.set_focus(self.query_one(TypedField))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find while it is typed."""
        self.search()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the line to the results; the first Enter chooses nothing."""
        event.stop()
        if self.hits:
            self.choices.focus()

    def action_step(self, steps: int) -> None:
        """Another result; the arrows leave the line."""
        if self.is_typing:
            if self.hits:
                self.choices.focus()
            return
        self.choices.move(steps)
        if self._next is not None and self.choices.index >= len(self.hits) - NEAR_END:
            self.spawn(self._more, "more")

    def action_choose(self) -> None:
        """Go there."""
        if not self.is_typing and self.choices.index < len(self.hits):
            self.dismiss(self.hits[self.choices.index].item.message_id)

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.choices.focus()
        self.action_choose()

"""A long list with a line to search it by: what the members' list and the record share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_line
from modtui.tui.screens.listed import ListedDialog
from modtui.tui.screens.typed import TypedField
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime, tzinfo

    from textual import events
    from textual.app import ComposeResult
    from textual.widgets import Input

    from modtui.desk.api import DeskApi
    from modtui.tui.paint import Painter
    from modtui.tui.settings import UiSettings


class SearchedList(ListedDialog):
    """``/`` goes to the line, Enter or Esc back to the list. What is typed quickly is searched for."""

    ABOUT_NO_ROW: ClassVar[Container[str]] = ("search",)

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings, desk, zone)
        self.letters = {"/": "search"}

    def compose(self) -> ComposeResult:
        """Title, the line, a heading, the list, the hints."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say(self.TITLE_CODE))
            yield TypedField(say("searched.placeholder"), visual=self.painter.mode is BidiMode.VISUAL)
            yield LineBar("list-heading")
            yield ChoiceList("choices")
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Read everything."""
        super().on_mount()
        self.show_hints()

    @property
    def query_text(self) -> str:
        """What is searched for."""
        return safe_line(self.query_one(TypedField).value).strip()

    # ---- showing

    def show_hints(self) -> None:
        """The keys of this list."""
        code = "searched.hints" if self.is_typing else self.HINTS_CODE
        self.query_one("#dialog-hints", LineBar).put(((say(code), "muted"),))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys count while typing."""
        self.show_hints()

    def date_of(self, at: datetime | None) -> str:
        """A day, or blanks."""
        return f"{at.astimezone(self._zone):%Y-%m-%d}" if at is not None else ""

    # ---- keys

    def search(self) -> None:
        """Into the line."""
        self.set_focus(self.query_one(TypedField))

    def take_text(self, text: str) -> None:
        """Typed quickly or pasted: that is what to search for."""
        field = self.query_one(TypedField)
        field.value = safe_line(field.value + text)
        field.cursor_position = len(field.value)
        self.search()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self.reload(first=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to the list."""
        event.stop()
        self.choices.focus()

    def action_cancel(self) -> None:
        """Out of the line first, then close."""
        if self.is_typing:
            self.choices.focus()
        else:
            super().action_cancel()

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

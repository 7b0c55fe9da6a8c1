"""When: a few moments with a key each, and any other one typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.moments import Moment, in_words, read_moment
from modtui.tui.screens.dialog import Dialog
from modtui.tui.screens.typed import TypedField
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from textual.app import ComposeResult
    from textual.widgets import Input

    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings

NEVER = "never"
"""Dismissed with when there shall be no moment at all."""


class WhenDialog(Dialog):
    """Dismisses with the moment (UTC), with :data:`NEVER` where that is offered, or None."""

    DEFAULT_CSS = "WhenDialog { align: center middle; }"

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        title: str,
        moments: Sequence[Moment],
        now: Callable[[], datetime],
        zone: tzinfo,
        *,
        about: tuple[str, str, str] | None = None,
        never: str = "",
        note: str = "",
    ) -> None:
        """``never``: words for a choice of no moment; ``note``: a sentence under the title."""
        super().__init__(painter, settings)
        self._title, self._moments, self._now, self._zone = title, list(moments), now, zone
        self._about, self._never, self._note = about, never, note
        self.letters = {str(number): f"at:{number - 1}" for number in range(1, len(moments) + 1)}
        self.letters |= {"t": "type"} | ({"0": "never"} if never else {})

    def compose(self) -> ComposeResult:
        """Title, what it is about, the moments, the field for another."""
        with Vertical(classes="dialog narrow-dialog"):
            yield self.title_bar(self._title)
            if self._about is not None:
                about = LineBar("about")
                name = self.painter.one_line(self._about[0], 20)
                line = self.painter.one_line(self._about[1], 44, self._about[2])
                about.put(((name, "name"), (": ", "muted"), (line, "quote")))
                yield about
            if self._note:
                note = LineBar("note")
                note.put(((self.painter.one_line(self._note, 70, "ltr"), "muted"),))
                yield note
            yield ChoiceList("choices")
            yield TypedField(say("when.placeholder"), visual=False)
            hints = LineBar("dialog-hints")
            hints.put(((say("when.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Fill the list."""
        now = self._now()
        rows: list[list[Line]] = [
            [((f" {number} ", "key"), (f" {moment.words}  ", "text"),
              (in_words(moment.at, now, self._zone), "muted"))]
            for number, moment in enumerate(self._moments, start=1)
        ]  # fmt: skip
        rows.append([((" t ", "key"), (" " + say("when.typed"), "text"))])
        if self._never:
            rows.append([((" 0 ", "key"), (" " + self._never, "text"))])
        choices = self.query_one("#choices", ChoiceList)
        choices.show(rows)
        choices.styles.height = min(len(rows), max(self.app.size.height - 8, 3))
        self.query_one(TypedField).display = False
        self.set_focus(choices)

    def action_step(self, steps: int) -> None:
        """Move in the list."""
        if not self.is_typing:
            self.query_one("#choices", ChoiceList).move(steps)

    def action_choose(self) -> None:
        """Take the selected moment, or go to the field."""
        index = self.query_one("#choices", ChoiceList).index
        if index < len(self._moments):
            self.dismiss(self._moments[index].at)
        else:
            self.letter("type" if index == len(self._moments) else "never", 0)

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def chosen_id(self) -> object:
        """Every letter is a moment of its own, whatever is selected."""
        return None

    def letter(self, letter_id: str, at: float) -> None:
        """A moment's own key, the field, or never."""
        if letter_id == "type":
            field = self.query_one(TypedField)
            field.display = True
            self.set_focus(field)
        elif letter_id == "never":
            self.dismiss(NEVER)
        else:
            self.dismiss(self._moments[int(letter_id.split(":")[1])].at)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the moment that was typed, or say how to write one."""
        event.stop()
        found = read_moment(event.value, self._now(), self._zone)
        if found is None:
            self.modtui.tell(say("when.not_understood"), "warning")
        else:
            self.dismiss(found)

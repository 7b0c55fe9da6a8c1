"""The question that only a reader can answer: in which of two lines does Arabic read correctly in this terminal?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.tui.paint import BLANK, Line, Painter
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from modtui.tui.settings import UiSettings

SENTENCE = "اتصل بالمكتب على الرقم 613-555-0142 (مجاناً) قبل الخامسة."
"""It has what goes wrong: letters to join, a number, brackets, tashkeel, and an end that is no letter."""
WIDTH = 60
ANSWERS = ("visual", "terminal", "neither", "later")


class WhichReads(Dialog):
    """Dismisses with ``visual``, ``terminal``, ``neither``, or None: ask later."""

    DEFAULT_CSS = "WhichReads { align: center middle; }"

    def __init__(self, painter: Painter, settings: UiSettings) -> None:
        super().__init__(painter, settings)
        self.letters = {str(number): answer for number, answer in enumerate(ANSWERS, start=1)}

    def compose(self) -> ComposeResult:
        """The two lines, and ways out."""
        with Vertical(classes="dialog narrow-dialog"):
            yield self.title_bar(say("reads.title"))
            for number, words in enumerate((say("reads.why"), say("reads.how"))):
                bar = LineBar(f"sentence-{number}")
                bar.put(((words, "muted"),))
                yield bar
            yield ChoiceList("choices")
            hints = LineBar("dialog-hints")
            hints.put(((say("reads.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """The same sentence, once put in order by us and once left to the terminal."""
        rows: list[list[Line]] = [
            [(("1  ", "key"), (Painter(BidiMode.VISUAL).one_line(SENTENCE, WIDTH, "rtl"), "title"))],
            [(("2  ", "key"), (Painter(BidiMode.TERMINAL).one_line(SENTENCE, WIDTH, "rtl"), "title"))],
            [(("3  ", "key"), (say("reads.neither"), "text"))],
            [(("4  ", "key"), (say("reads.later"), "text"))],
        ]
        choices = self.query_one("#choices", ChoiceList)
        choices.show(rows, headings=dict.fromkeys(range(3), BLANK))
        choices.styles.height = choices.lines
        choices.focus()

    def action_step(self, steps: int) -> None:
        """Another line."""
        self.query_one("#choices", ChoiceList).move(steps)

    def action_choose(self) -> None:
        """The selected line."""
        self._answer(ANSWERS[self.query_one("#choices", ChoiceList).index])

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def chosen_id(self) -> object:
        """Every letter is an answer of its own, whatever is selected."""
        return None

    def letter(self, letter_id: str, at: float) -> None:
        """Its number."""
        self._answer(letter_id)

    def _answer(self, answer: str) -> None:
        self.dismiss(None if answer == "later" else answer)

"""Dialogs that offer a few choices: the menu of actions, what a reply was, what kind of post it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.keymap import desk_key
from modtui.tui.paint import direction_of
from modtui.tui.screens.dialog import Dialog, about_line
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList, TextPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings

DIALOG_CELLS = 76
FRAME_CELLS = 6  # border, padding and a scroll bar


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: what it is called by the program, its key, and its words. ``key`` may be empty."""

    id: str
    key: str
    words: str


class ChoiceDialog(Dialog):
    """Choose one; dismisses with its id, or None. Text typed quickly is handed on as ``text:...``."""

    DEFAULT_CSS = """
    ChoiceDialog { align: center middle; }
    """

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        title: str,
        choices: Sequence[Choice],
        *,
        about: tuple[str, str, str] | None = None,
        hands_text_on: bool = False,
    ) -> None:
        """``about`` is (name, first line, direction) of the message the choice is about."""
        super().__init__(painter, settings)
        self._title = title
        self._choices = list(choices)
        self._about = about
        self._hands_text_on = hands_text_on
        self.letters = {choice.key: choice.id for choice in self._choices if len(choice.key) == 1}

    def compose(self) -> ComposeResult:
        """Title, what it is about, the choices, the hints."""
        with Vertical(classes="dialog narrow-dialog"):
            yield self.title_bar(self._title)
            if self._about is not None:
                yield LineBar("about")
            yield ChoiceList("choices")
            hints = LineBar("dialog-hints")
            hints.put(((say("menu.hints"), "muted"),))
            yield hints

    def fill(self) -> None:
        """Put the choices into the list."""
        choices = self.query_one("#choices", ChoiceList)
        width = max((len(choice.key) for choice in self._choices), default=1)
        rows: list[list[Line]] = [
            [((f" {choice.key:<{width}} ", "key"), (f" {choice.words}", "text"))] for choice in self._choices
        ]
        choices.show(rows)
        choices.styles.height = min(len(rows), max(self.app.size.height - 8, 3))

    def on_mount(self) -> None:
        """The list, and what it is about."""
        self.fill()
        self.query_one("#choices", ChoiceList).focus()
        if self._about is not None:
            name, line, direction = self._about
            self.query_one("#about", LineBar).put(about_line(self.painter, name, 20, line, 38, direction))

    def chosen_id(self) -> object:
        """Every letter is a choice of its own, whatever is selected."""
        return None

    def action_step(self, steps: int) -> None:
        """Move in the list."""
        self.query_one("#choices", ChoiceList).move(steps)

    def action_choose(self) -> None:
        """Take the selected choice."""
        if self._choices:
            self.dismiss(self._choices[self.query_one("#choices", ChoiceList).index].id)

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def letter(self, letter_id: str, at: float) -> None:
        """A choice's own key."""
        self.dismiss(letter_id)

    def take_text(self, text: str) -> None:
        """Text for the reply box, or for nobody."""
        if self._hands_text_on:
            self.dismiss(f"text:{text}")
        else:
            super().take_text(text)


def menu_letters(choices: Sequence[Choice]) -> list[str]:
    """The printable keys of a menu, for the check that they are the desk's own."""
    return [choice.key for choice in choices if len(choice.key) == 1 and desk_key("", choice.key) is not None]


class ConfirmDialog(Dialog):
    """A yes that is a key of its own (``y``) and cannot be typed ahead. Dismisses with True or None."""

    DEFAULT_CSS = "ConfirmDialog { align: center middle; }"

    def __init__(
        self, painter: Painter, settings: UiSettings, title: str, sentences: Sequence[str], confirm: str
    ) -> None:
        super().__init__(painter, settings)
        self._title, self._sentences, self._confirm = title, sentences, confirm
        self.letters = {"y": "yes"}

    def compose(self) -> ComposeResult:
        """Title, sentences, the confirmation."""
        with Vertical(classes="dialog narrow-dialog"):
            yield self.title_bar(self._title)
            yield TextPane("sentences")
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Arm the confirmation."""
        self._show()
        self.arm()

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        width = min(self.app.size.width, DIALOG_CELLS) - FRAME_CELLS
        lines: list[Line] = []
        for sentence in self._sentences:
            lines += [
                ((" " + line, "text"),)
                for line in self.painter.body(sentence, width - 1, direction_of(sentence))
            ]
        pane = self.query_one("#sentences", TextPane)
        pane.styles.height = min(len(lines), max(self.app.size.height - 8, 3))
        pane.show(lines)

    def action_step(self, steps: int) -> None:
        """Scroll what is longer than the dialog."""
        self.query_one("#sentences", TextPane).move(steps)

    def armed_changed(self) -> None:
        """Say which key confirms, once it does."""
        words = (self._confirm, "key") if self.is_armed() else (say("dialog.wait"), "muted")
        self.query_one("#dialog-hints", LineBar).put((words, ("  ·  " + say("dialog.cancel"), "muted")))

    def letter(self, letter_id: str, at: float) -> None:
        """``y``, when it was pressed after arming."""
        if self.is_armed(at):
            self.dismiss(True)

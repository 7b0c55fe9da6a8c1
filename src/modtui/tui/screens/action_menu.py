"""The menu of everything that can be done: what fits the selection first, under headings, narrowed by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Input

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.fold import fold
from modtui.tui.keys import shown
from modtui.tui.screens.menu import Choice, ChoiceDialog
from modtui.tui.screens.typed import TypedField
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from modtui.tui.keys import Key
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings

SECTIONS = ("answer", "decide", "moderate", "move", "program")
"""The order of what is about the selection."""
ALWAYS = "always"
"""The heading of what needs nothing to be selected."""


class ActionMenu(ChoiceDialog):
    """The actions' own keys run them; Tab goes to a line that narrows the list by words."""

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("tab,shift+tab,ctrl+f", "narrow", show=False, priority=True),
        Binding("enter", "choose", show=False, priority=True),
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
    ]

    def __init__(
        self, painter: Painter, settings: UiSettings, keys: Sequence[Key], about: tuple[str, str, str] | None
    ) -> None:
        """``keys``: what fits, as the keys are in use here. ``about``: the message, as in ChoiceDialog."""
        own = [key for group in SECTIONS for key in keys if key.needs and key.group == group]
        rest = [key for key in keys if not key.needs]
        self._sections = {key.id: key.group for key in own} | {key.id: ALWAYS for key in rest}
        self._all = [Choice(key.id, key.shown, key.words) for key in (*own, *rest)]
        super().__init__(painter, settings, say("menu.title"), self._all, about=about, hands_text_on=True)

    def fill(self) -> None:
        """What there is, under its headings."""
        self.query_one("#dialog-hints", LineBar).put(((say("menu.action_hints"), "muted"),))
        choices = self.query_one("#choices", ChoiceList)
        width = max((len(choice.key) for choice in self._all), default=1)
        rows: list[list[Line]] = [
            [((f" {choice.key:<{width}} ", "key"), (f" {choice.words}", "text"))] for choice in self._choices
        ]
        headings: dict[int, Line] = {}
        before = ""
        for at, choice in enumerate(self._choices):
            section = self._sections[choice.id]
            if section != before:
                code = "menu.always" if section == ALWAYS else f"keys.group.{section}"
                headings[at] = ((f" {say(code)}", "heading"),)
            before = section
        choices.show(rows or [[((" " + say("menu.none"), "muted"),)]], headings=headings)
        choices.styles.height = min(len(self._all) + 6, max(self.app.size.height - 9, 3))

    def on_key(self, event: events.Key) -> None:
        """The keys that are no letters, as the hint says: letters pass the gate."""
        pressed = shown(event.key)
        chosen = next((one for one in self._choices if len(one.key) > 1 and one.key == pressed), None)
        if chosen is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(chosen.id)

    # ---- narrowing

    def action_narrow(self) -> None:
        """To the line that narrows, or back to the list."""
        fields = self.query(TypedField)
        if not fields:
            visual = self.painter.mode is BidiMode.VISUAL
            field = TypedField(say("menu.narrow"), visual=visual)
            self.query_one(".dialog").mount(field, before="#choices")
            self.call_after_refresh(self.set_focus, field)
        elif self.is_typing:
            self.set_focus(self.query_one("#choices", ChoiceList))
        else:
            self.set_focus(fields.first())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every word must be in what the action is called, in its name, or be its key."""
        words = fold(event.value).split()
        self._choices = [
            choice
            for choice in self._all
            if all(word in fold(f"{choice.words} {choice.id} {choice.key}") for word in words)
        ]
        self.fill()

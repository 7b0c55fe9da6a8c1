"""The emergency card: whom to call, verified, and what the organisation's protocol says (RULES 2, urgent)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.paint import BLANK, Line, Painter, direction_of
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList, TextPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from modtui.desk.views import SnippetChoice
    from modtui.tui.settings import UiSettings

STEPS = ("emergency.step_1", "emergency.step_2", "emergency.step_3", "emergency.step_4")
PROTOCOL = "protocol"
"""A notice for emergencies whose id holds this word is the organisation's protocol: read, never sent."""


class EmergencyCard(Dialog):
    """Dismisses with the id of the notice to send, ``off`` (not urgent after all), or None."""

    DEFAULT_CSS = "EmergencyCard { align: center middle; }"

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        notices: Sequence[SnippetChoice],
        about: tuple[str, str, str],
    ) -> None:
        """``notices`` are those for emergencies; ``about`` is (name, first line, direction)."""
        super().__init__(painter, settings)
        self.contacts = [one for one in notices if PROTOCOL not in one.snippet_id]
        self._protocol = [one for one in notices if PROTOCOL in one.snippet_id]
        self._about = about
        self.letters = {"x": "off"}

    def compose(self) -> ComposeResult:
        """The message, the contacts with their whole text, the protocol."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(say("emergency.title"))
            about = LineBar("about")
            name = self.painter.one_line(self._about[0], 20)
            line = self.painter.one_line(self._about[1], 60, self._about[2])
            about.put(((name, "name"), (": ", "muted"), (line, "quote")))
            yield about
            heading = LineBar("contacts-title")
            heading.put(((say("emergency.contacts"), "heading"),))
            yield heading
            yield ChoiceList("choices")
            yield TextPane("card-text")
            hints = LineBar("dialog-hints")
            hints.put(((say("emergency.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Fill it."""
        self.set_focus(self.query_one(ChoiceList))
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        choices, text = self.query_one("#choices", ChoiceList), self.query_one("#card-text", TextPane)
        width = max(min(self.app.size.width, 96) - 7, 20)
        rows: list[list[Line]] = []
        for one in self.contacts:
            mark = say("detail.stale") if one.stale else one.verified
            verified = self.painter.one_line(mark, width // 2, "ltr")
            head = self.painter.one_line(one.title, width // 2 - 2)
            rows.append(
                [((" ", "text"), (head, "title"), ("  " + verified, "warn" if one.stale else "muted"))]
            )
            rows[-1] += [
                (("  ", "text"), (line, "text"))
                for line in self.painter.body(one.body.strip(), width - 2, direction_of(one.body))
            ]
        if not rows:
            rows = [
                [((" ", "text"), (line, "bad"))]
                for line in self.painter.body(say("emergency.none"), width - 2, "ltr")
            ]
        room = max(self.app.size.height - 14, 4)
        choices.styles.height = min(sum(map(len, rows)), room)
        choices.styles.max_height = room
        choices.show(rows, choices.index)
        lines: list[Line] = [((" " + say("emergency.protocol"), "heading"),)]
        steps = [one.body.strip() for one in self._protocol] or [say(code) for code in STEPS]
        for step in steps:
            lines += [
                ((" ", "text"), (line, "text")) for line in self.painter.body(step, width, direction_of(step))
            ]
        text.styles.height = min(len(lines), 8)
        text.show([*lines, BLANK])

    def action_step(self, steps: int) -> None:
        """Another contact."""
        self.query_one("#choices", ChoiceList).move(steps)

    def action_choose(self) -> None:
        """Put it into the reply; nothing is sent."""
        index = self.query_one("#choices", ChoiceList).index
        if index < len(self.contacts):
            self.dismiss(self.contacts[index].snippet_id)

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def letter(self, letter_id: str, at: float) -> None:
        """Not urgent after all."""
        self.dismiss(letter_id)

"""The emergency card: whom to call, verified, and what the organisation's protocol says (RULES 2, urgent)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.text.phone_numbers import phone_numbers
from modtui.tui.keys import BY_ID, shown
from modtui.tui.paint import BLANK, Line, Painter, direction_of
from modtui.tui.screens.dialog import SMALL, Dialog
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
SEND = "send:"
"""In front of the id of a notice that is to leave as it stands."""
AROUND, AROUND_SMALL = 13, 9
"""Lines of the screen that are neither contacts nor protocol; the second where the dialog has all lines."""


class EmergencyCard(Dialog):
    """Dismisses with the id of the notice to put into the reply (``send:`` and it: to send), ``off``, or None."""

    DEFAULT_CSS = "EmergencyCard { align: center middle; }"

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding(",".join(BY_ID["copy"].keys), "copy", show=False, priority=True, id="copy"),
        Binding(",".join(BY_ID["language"].keys), "language", show=False, priority=True, id="language"),
        Binding("pagedown", "scroll_text(1)", show=False),
        Binding("pageup", "scroll_text(-1)", show=False),
    ]

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        notices: Sequence[SnippetChoice],
        about: tuple[str, str, str],
        protocol: Sequence[tuple[str, str]] = (),
        *,
        reading: bool = False,
    ) -> None:
        """``notices``: those for emergencies; ``about``: (name, first line, direction); ``protocol``: (language, text).

        ``reading``: for a trainee, who reads it and copies from it; nothing can be answered from it.
        """
        super().__init__(painter, settings)
        self.contacts = [one for one in notices if PROTOCOL not in one.snippet_id]
        notes = [(one.language, one.body.strip()) for one in notices if PROTOCOL in one.snippet_id]
        # English first, which this screen is written in; Ctrl+L goes through the others.
        self._protocol = sorted(protocol, key=lambda one: one[0] != "en") or notes
        self._language = 0
        self._about = about
        self._reading = reading
        self.letters = {} if reading else {"x": "off"}
        self._bindings.bind(settings.send_key, "send", show=False, priority=True)

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
            to_read = ".to_read" if self._reading else ""
            heading.put(((say(f"emergency.contacts{to_read}"), "heading"),))
            yield heading
            yield ChoiceList("choices")
            yield LineBar("protocol-title")
            yield TextPane("card-text")
            keys = LineBar("dialog-keys")
            send, copy = shown(self.settings.send_key), self.settings.keys.by_id["copy"].shown
            keys.put(((say(f"emergency.keys{to_read}", send=send, copy=copy), "muted"),))
            yield keys
            hints = LineBar("dialog-hints")
            hints.put(((say(f"emergency.hints{to_read}"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Fill it."""
        self.set_focus(self.query_one(ChoiceList))
        self.call_after_refresh(self._show)
        self.arm()

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    # ---- what it shows

    @property
    def _protocol_text(self) -> str:
        if not self._protocol:
            return "\n".join(say(code) for code in STEPS)
        return self._protocol[self._language][1].strip()

    def _show(self) -> None:
        choices, text = self.query_one("#choices", ChoiceList), self.query_one("#card-text", TextPane)
        width = max(min(self.app.size.width, 96) - 7, 20)
        rows = [self._contact(one, width) for one in self.contacts] or [self._no_contact(width)]
        lines: list[Line] = [
            ((" ", "text"), (line, "text"))
            for line in self.painter.body(self._protocol_text, width, direction_of(self._protocol_text))
        ]
        # The contacts come first, but never so that the protocol is out of sight.
        height = self.app.size.height
        room = max(height - (AROUND_SMALL if height < SMALL else AROUND), 4)
        for_text = min(len(lines), max(room - sum(map(len, rows)), room // 3, 2))
        choices.styles.height = min(sum(map(len, rows)), room - for_text)
        choices.styles.max_height = choices.styles.min_height = choices.styles.height
        choices.show(rows, choices.index)
        text.styles.height = text.styles.max_height = for_text
        text.show([*lines, BLANK] if len(lines) > for_text else lines)
        more: Line = ((say("emergency.scroll") + "  ", "muted"),) if len(lines) > for_text else ()
        if len(self._protocol) > 1:
            key = self.settings.keys.by_id["language"].shown
            others = " ".join(language for language, _ in self._protocol)
            more = (
                *more,
                (say("emergency.languages", key=key, languages=others), "muted"),
            )
        code = "emergency.protocol" if self._protocol else "emergency.no_protocol"
        self.query_one("#protocol-title", LineBar).put(((say(code), "heading"),), more)

    def _contact(self, one: SnippetChoice, width: int) -> list[Line]:
        mark = say("detail.stale") if one.stale else one.verified
        verified = self.painter.one_line(mark, width // 2, "ltr")
        head = self.painter.one_line(one.title, width // 2 - 2)
        return [
            ((" ", "text"), (head, "title"), ("  " + verified, "warn" if one.stale else "muted")),
            *(
                (("  ", "text"), (line, "text"))
                for line in self.painter.body(one.body.strip(), width - 2, direction_of(one.body))
            ),
        ]

    def _no_contact(self, width: int) -> list[Line]:
        return [
            ((" ", "text"), (line, "bad"))
            for line in self.painter.body(say("emergency.none"), width - 2, "ltr")
        ]

    # ---- keys

    @property
    def _chosen(self) -> SnippetChoice | None:
        index = self.query_one("#choices", ChoiceList).index
        return self.contacts[index] if index < len(self.contacts) else None

    def action_step(self, steps: int) -> None:
        """Another contact."""
        self.query_one("#choices", ChoiceList).move(steps)

    def action_scroll_text(self, direction: int) -> None:
        """A protocol that is longer than its place."""
        pane = self.query_one("#card-text", TextPane)
        pane.move(direction * max(pane.size.height - 1, 1))

    def action_language(self) -> None:
        """The protocol in its next language."""
        if len(self._protocol) > 1:
            self._language = (self._language + 1) % len(self._protocol)
            self._show()

    def action_choose(self) -> None:
        """Put it into the reply; nothing is sent."""
        if self._refused():
            return
        if self._chosen is not None:
            self.dismiss(self._chosen.snippet_id)

    def action_send(self) -> None:
        """Send it as it stands, once the card has been on the screen for a moment."""
        if self._refused():
            return
        if self._chosen is None:
            self.modtui.tell(say("emergency.none"), "warning")
        elif not self.is_armed():
            self.modtui.tell(say("dialog.wait"))
        else:
            self.dismiss(SEND + self._chosen.snippet_id)

    def _refused(self) -> bool:
        if self._reading:
            self.modtui.tell(say("error.read_only", what=BY_ID["answer"].words), "warning")
        return self._reading

    def action_copy(self) -> None:
        """A number to the clipboard: of the contact that is selected, then of the protocol."""
        texts = [self._chosen.body] if self._chosen is not None else []
        numbers = list(
            dict.fromkeys(n for text in (*texts, self._protocol_text) for n in phone_numbers(text))
        )
        if not numbers:
            self.modtui.tell(say("emergency.no_number"), "warning")
        elif len(numbers) == 1:
            self.spawn(lambda: self.modtui.copy(numbers[0]), "copy")
        else:
            self._ask_number(numbers[:9])

    def _ask_number(self, numbers: Sequence[str]) -> None:
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        choices = [Choice(number, str(at), number) for at, number in enumerate(numbers, start=1)]

        def chosen(number: str | None) -> None:
            if number is not None:
                self.spawn(lambda: self.modtui.copy(number), "copy")

        dialog = ChoiceDialog(self.painter, self.settings, say("emergency.copy_title"), choices)
        self.app.push_screen(dialog, chosen)

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def chosen_id(self) -> object:
        """Its letter is about the card, whichever contact is selected."""
        return None

    def letter(self, letter_id: str, at: float) -> None:
        """Not urgent after all."""
        self.dismiss(letter_id)

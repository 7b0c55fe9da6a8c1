"""Asking for one line: a title, words to filter by, the blanks of a snippet one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding
from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_line
from modtui.tui.screens.dialog import Dialog, about_line
from modtui.tui.screens.typed import TypedField
from modtui.tui.widgets.bars import LineBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widgets import Input

    from modtui.desk.views_snippets import Blank
    from modtui.tui.paint import Painter
    from modtui.tui.settings import UiSettings


class AskLine(Dialog):
    """Dismisses with the line as it was typed (it may be empty), or None."""

    DEFAULT_CSS = "AskLine { align: center middle; }"
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("enter", "choose", show=False, priority=True),
    ]

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        title: str,
        placeholder: str,
        *,
        about: tuple[str, str, str] | None = None,
        value: str = "",
        hints: str = "",
    ) -> None:
        """``about`` is (name, first line, direction) of what it is about."""
        super().__init__(painter, settings)
        self._title, self._placeholder, self._about = title, placeholder, about
        self._value, self._hints = value, hints or say("ask.hints")

    def compose(self) -> ComposeResult:
        """Title, what it is about, the field."""
        with Vertical(classes="dialog narrow-dialog"):
            yield self.title_bar(self._title)
            if self._about is not None:
                about = LineBar("about")
                name, line, direction = self._about
                about.put(about_line(self.painter, name, 20, line, 44, direction))
                yield about
            asked = LineBar("asked")
            asked.display = False  # until there is something to ask
            yield asked
            yield TypedField(
                self._placeholder, visual=self.painter.mode is BidiMode.VISUAL, value=safe_line(self._value)
            )
            hints = LineBar("dialog-hints")
            hints.put(((self._hints, "muted"),))
            yield hints

    def on_mount(self) -> None:
        """The field has the keys at once. (Textual calls this after a subclass's own, too.)"""
        self.set_focus(self.query_one(TypedField))

    @property
    def field(self) -> TypedField:
        """What is typed into."""
        return self.query_one(TypedField)

    def take_input(self, event: events.Key | events.Paste) -> bool:
        """What arrives before the field has the focus is for the field too."""
        if self.is_typing:
            return False
        text = event.text if isinstance(event, events.Paste) else event.character
        if not isinstance(event, events.Paste) and not event.is_printable:
            return False
        fields = self.query(TypedField)
        if fields and text:
            fields.first().insert_text_at_cursor(safe_line(text))
        return True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The binding has taken it already."""
        event.stop()

    def action_choose(self) -> None:
        """Take the line."""
        self.dismiss(safe_line(self.field.value).strip())


class BlanksDialog(AskLine):
    """A snippet's blanks, one by one. Dismisses with answers by blank's name, or None to leave them in the text."""

    DEFAULT_CSS = "BlanksDialog { align: center middle; }"

    def __init__(
        self, painter: Painter, settings: UiSettings, blanks: Sequence[Blank], about: tuple[str, str, str]
    ) -> None:
        super().__init__(
            painter, settings, say("blank.title", number=1, count=len(blanks)), say("blank.placeholder"),
            about=about, hints=say("blank.hints"),
        )  # fmt: skip
        self.blanks = blanks
        self.answers: dict[str, str] = {}
        self.number = 0

    def on_mount(self) -> None:
        """The first one. (Textual mounts the base class by itself.)"""
        self._ask()

    def _ask(self) -> None:
        blank = self.blanks[self.number]
        title = say("blank.title", number=self.number + 1, count=len(self.blanks))
        self.query_one("#dialog-title", LineBar).put(((title, "title"),))
        asked = self.query_one("#asked", LineBar)
        asked.display = True
        fallback = ""
        if blank.fallback is not None:
            fallback = "   " + say("blank.fallback", fallback=self.painter.one_line(blank.fallback, 24))
        asked.put(((self.painter.one_line(blank.prompt, 40), "accent"), (fallback, "muted")))
        self.field.value = ""

    def action_choose(self) -> None:
        """This one is said; on to the next."""
        said = safe_line(self.field.value).strip()
        if not said and self.blanks[self.number].fallback is None:
            return  # it cannot be left empty
        self.answers[self.blanks[self.number].name] = said
        self.number += 1
        if self.number == len(self.blanks):
            self.dismiss(self.answers)
        else:
            self._ask()

"""Choosing one or several of what is proposed: an inquiry to merge into, a partner, messages to link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding
from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.fold import fold
from modtui.text.safe import safe_line
from modtui.tui.screens.dialog import Dialog
from modtui.tui.screens.typed import TypedField
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widgets import Input

    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pick(Generic[T]):
    """One thing to choose: what it is, its line(s) as (text, role, direction) and words it is found by."""

    id: T
    head: str
    line: str = ""
    direction: str = "ltr"
    note: str = ""


class PickDialog(Dialog, Generic[T]):
    """Dismisses with the ids chosen (a tuple, in their order), with a typed text (``free``), or None.

    With ``field`` a line on top narrows the list as one types; with ``several`` the space bar ticks.
    """

    DEFAULT_CSS = "PickDialog { align: center middle; }"
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
        Binding("enter", "choose", show=False, priority=True),
    ]

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        title: str,
        picks: Sequence[Pick[T]],
        *,
        about: tuple[str, str, str] | None = None,
        field: str = "",
        free: bool = False,
        several: bool = False,
        none: str = "",
        ticked: Sequence[T] = (),
    ) -> None:
        """``about`` is (name, first line, direction); ``field`` a placeholder; ``none`` a sentence for no choice."""
        super().__init__(painter, settings)
        self._title, self._picks, self._about = title, list(picks), about
        self._field, self._free, self._several, self._none = field, free, several, none
        self.ticked: dict[T, None] = dict.fromkeys(ticked)
        self.shown: list[Pick[T]] = list(picks)
        if several:
            self.letters = {" ": "tick"}

    def compose(self) -> ComposeResult:
        """Title, what it is about, the field, the list, the hints."""
        with Vertical(classes="dialog narrow-dialog"):
            yield self.title_bar(self._title)
            if self._about is not None:
                about = LineBar("about")
                name = self.painter.one_line(self._about[0], 20)
                line = self.painter.one_line(self._about[1], 44, self._about[2])
                about.put(((name, "name"), (": ", "muted"), (line, "quote")))
                yield about
            if self._field:
                yield TypedField(self._field, visual=self.painter.mode is BidiMode.VISUAL)
            yield ChoiceList("choices")
            hints = LineBar("dialog-hints")
            code = "pick.several" if self._several else "pick.free" if self._free else "pick.one"
            hints.put(((say(code), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Fill the list."""
        self.set_focus(self.query_one(TypedField if self._field else ChoiceList))
        self._show()

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return safe_line(self.query_one(TypedField).value).strip() if self._field else ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        words = fold(event.value).split()
        self.shown = [
            pick for pick in self._picks if all(word in fold(f"{pick.head} {pick.line}") for word in words)
        ]
        self._show(first=True)

    def _show(self, *, first: bool = False) -> None:
        choices = self.query_one("#choices", ChoiceList)
        width = min(self.app.size.width, 76) - 8
        rows: list[list[Line]] = [self._row(pick, width) for pick in self.shown]
        if self._free and self.typed and self.typed not in [pick.head for pick in self.shown]:
            new = self.painter.one_line(say("pick.new", name=self.typed), width)
            rows.append([((" + ", "key"), (new, "text"))])
        if not rows:
            rows = [
                [((" " + (self._none or say("pick.none_free" if self._free else "pick.none")), "muted"),)]
            ]
        choices.styles.height = min(sum(map(len, rows)), max(self.app.size.height - 10, 3))
        ids = [pick.id for pick in self.shown]
        choices.show(rows, 0 if first else choices.index, ids=ids, stay=not first)

    def _row(self, pick: Pick[T], width: int) -> list[Line]:
        tick: Line = ((("[x] " if pick.id in self.ticked else "[ ] "), "key"),) if self._several else ()
        note = self.painter.one_line(pick.note, width // 2, "ltr") if pick.note else ""
        head = self.painter.one_line(pick.head, max(width - len(note) - 6, 8))
        rows: list[Line] = [((" ", "text"), *tick, (head, "name"), ("  " + note, "accent"))]
        if pick.line:
            rows.append((("   ", "text"), (self.painter.cell(pick.line, width - 3, pick.direction), "text")))
        return rows

    # ---- keys

    def take_input(self, event: events.Key | events.Paste) -> bool:
        """With a field, everything printable is for it, also what arrives before it has come up."""
        if not self._field or self.is_typing or not (isinstance(event, events.Paste) or event.is_printable):
            return super().take_input(event)
        fields = self.query(TypedField)
        if fields:
            fields.first().insert_text_at_cursor(
                event.text if isinstance(event, events.Paste) else event.character or ""
            )
        return True

    def action_step(self, steps: int) -> None:
        """Another choice."""
        self.query_one("#choices", ChoiceList).move(steps)

    def letter(self, letter_id: str, at: float) -> None:
        """Tick, or untick."""
        index = self.query_one("#choices", ChoiceList).index
        if index < len(self.shown):
            chosen = self.shown[index].id
            if chosen in self.ticked:
                del self.ticked[chosen]
            else:
                self.ticked[chosen] = None
            self._show()

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def action_choose(self) -> None:
        """Take what is ticked, or else what is selected, or else what was typed."""
        if self.ticked:
            self.dismiss(tuple(pick.id for pick in self._picks if pick.id in self.ticked))
            return
        index = self.query_one("#choices", ChoiceList).index
        if index < len(self.shown):
            self.dismiss((self.shown[index].id,))
        elif self._free and self.typed:
            self.dismiss(self.typed)

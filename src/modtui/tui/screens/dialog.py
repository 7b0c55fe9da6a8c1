"""What every dialog has: a title, keys through the gate, and a confirmation that cannot be typed ahead."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.screen import ModalScreen

from modtui.text.catalogue import say
from modtui.tui.gated import Gated
from modtui.tui.keys import Haste, Key, in_dialogs
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings


def about_line(
    painter: Painter, name: str, name_cells: int, line: str, line_cells: int, direction: str
) -> Line:
    """Whom a dialog is about and the first line of what it is about; the name alone where there is none."""
    shown = (painter.one_line(name, name_cells), "name")
    if not line:
        return (shown,)
    return shown, (": ", "muted"), (painter.one_line(line, line_cells, direction), "quote")


SMALL = 30
"""Below this many lines a dialog uses them all."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """When a key was pressed (seconds), and what stood selected then."""

    at: float
    chosen: object


class Dialog(Gated, ModalScreen[Any]):
    """A modal whose letters are given in ``letters`` (character -> id) and handled in :meth:`run_key`."""

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("escape", "cancel", show=False, priority=True),
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    CSS_PATH = Path(__file__).parent.with_name("dialogs.tcss")

    letters: dict[str, str]
    ABOUT_NO_ROW: ClassVar[Container[str]] = ()
    """Letters that mean the same whatever is selected; of ``show:3`` the part before the colon."""

    def __init__(self, painter: Painter, settings: UiSettings) -> None:
        super().__init__(settings)
        self.painter = painter
        self.letters = {}
        self._armed_at = float("inf")
        self.busy = False  # something is being written down: closing now would cut it off

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While something is written down; whatever goes wrong with it, the dialog can be closed again."""
        self.busy = True
        try:
            yield
        except BaseException:
            self.busy = False
            raise

    # ---- arming

    def arm(self) -> None:
        """Start the short time in which a confirmation is ignored; call when what it confirms is on the screen."""
        now = self.time_of()
        self._armed_at = now + self.settings.arming_seconds
        if self.settings.monotonic is None:
            self.set_timer(self.settings.arming_seconds, self.armed_changed)
        self.armed_changed()

    def is_armed(self, at: float | None = None) -> bool:
        """Whether a confirming key pressed at this time (default: now) counts."""
        return (self.time_of() if at is None else at) >= self._armed_at

    def armed_changed(self) -> None:
        """Show whether the confirmation counts yet."""

    # ---- keys

    def key_for(self, name: str, character: str | None) -> Key | None:
        """Letters of this dialog by position; j and k move in its list."""
        if character is None:
            return None
        placed = in_dialogs(character, self.settings.layout)
        if placed in self.letters:
            return Key(self.letters[placed], (placed,), "program", "dialog", Haste.HELD)
        if placed in ("j", "k"):
            return Key("down" if placed == "j" else "up", (placed,), "move", "dialog", Haste.NOW)
        return None

    def chosen_id(self) -> object:
        """What letters are about, by identity: what stands selected in the lists."""
        return tuple(each.selected for each in self.query(ChoiceList))

    def key_context(self, at: float) -> Pressed:
        """A letter waits before it runs while the cursor moves at once: what it is about is what was seen then."""
        return Pressed(at, self.chosen_id())

    def run_key(self, key: Key, context: Pressed) -> None:
        """Move, or hand the letter to :meth:`letter`, unless the list has moved under it."""
        if key.id in ("down", "up"):
            self.action_step(1 if key.id == "down" else -1)
        elif key.id.split(":")[0] in self.ABOUT_NO_ROW or context.chosen == self.chosen_id():
            self.letter(key.id, context.at)
        else:
            self.modtui.tell(say("dialog.moved"), "warning")

    def letter(self, letter_id: str, at: float) -> None:
        """One of ``letters`` was pressed at this time."""

    def take_back(self) -> None:
        """``u`` where a dialog's own decision can still be taken back: the sentence about it names this key."""
        self.spawn(self.modtui.desk_screen.undo_last, "decide")

    def take_text(self, text: str) -> None:
        """Text typed at a dialog confirms nothing."""
        self.modtui.tell(say("dialog.burst"))

    def action_cancel(self) -> None:
        """Close and change nothing; what is being written down is finished first."""
        if not self.busy:
            self.dismiss(None)

    def action_step(self, steps: int) -> None:
        """Move in the dialog's list."""

    def action_choose(self) -> None:
        """Enter: take what is selected."""

    def on_resize(self) -> None:
        """Small terminals give the dialog all their lines."""
        self.set_class(self.app.size.height < SMALL, "-small")

    def title_bar(self, words: str, right: str = "") -> LineBar:
        """A dialog's heading; names in it are untrusted."""
        bar = LineBar("dialog-title", classes="dialog-title")
        tail: Line = ((right, "muted"),) if right else ()
        bar.put(((self.painter.one_line(words, 70), "title"),), tail)
        return bar

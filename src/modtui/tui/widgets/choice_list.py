"""Lists and texts inside dialogs, drawn line by line like everything that may hold untrusted text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.message import Message

from modtui.tui.paint import BLANK, Line, spread
from modtui.tui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events


HEADING = -1
"""The number of a line that is no choice."""


class ChoiceList(LineWidget, can_focus=True):
    """Choices of one or more lines each; one is selected."""

    class Moved(Message):
        """Another choice is selected; ``of`` is the list's id."""

        def __init__(self, index: int, of: str = "") -> None:
            super().__init__()
            self.index, self.of = index, of

    class Chosen(Message):
        """A choice was clicked twice or confirmed."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._choices: list[Sequence[Line]] = []
        self._ids: Sequence[object] = ()
        self._slots: list[tuple[int, Line]] = []
        self.index = 0

    @property
    def selected(self) -> object:
        """What the selected choice is, by the id it was shown with; by its number where it had none."""
        return self._ids[self.index] if self.index < len(self._ids) else self.index

    def show(
        self,
        choices: Sequence[Sequence[Line]],
        index: int = 0,
        headings: Mapping[int, Line] | None = None,
        *,
        ids: Sequence[object] = (),
        stay: bool = True,
    ) -> None:
        """Replace the choices. ``headings``: lines that stand above the choice of that number, for the eye only.

        ``ids`` say what each choice is: what stood selected stays selected wherever it stands now, and ``index``
        counts only where it has left, or without ``stay``.
        """
        if stay and self.index < len(self._ids) and self._ids[self.index] in ids:
            index = list(ids).index(self._ids[self.index])
        self._choices, self._ids = list(choices), tuple(ids)
        above = headings or {}
        self._slots = []
        for number, lines in enumerate(self._choices):
            if number in above:
                self._slots.append((HEADING, above[number]))
            self._slots += [(number, line) for line in lines]
        self.index = min(max(index, 0), max(len(self._choices) - 1, 0))
        self.virtual_size = Size(self.size.width, len(self._slots))
        self._bring_into_view()
        self.refresh()

    def move(self, steps: int) -> None:
        """Select another choice."""
        if not self._choices:
            return
        target = min(max(self.index + steps, 0), len(self._choices) - 1)
        if target != self.index:
            self.index = target
            self._bring_into_view()
            self.refresh()
            self.post_message(self.Moved(target, self.id or ""))

    @property
    def lines(self) -> int:
        """How many lines all choices take."""
        return len(self._slots)

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """One line of a choice, with the bar where it is selected."""
        if y >= len(self._slots):
            return BLANK, False
        number, line = self._slots[y]
        selected = number == self.index
        return spread((("▌" if selected else " ", "bar-focus"), *line), BLANK, width), selected

    def cursor_line(self) -> int:
        """The selected choice's first line."""
        return next((y for y, (number, _) in enumerate(self._slots) if number == self.index), 0)

    def on_resize(self) -> None:
        """As wide as the pane."""
        self.virtual_size = Size(self.size.width, len(self._slots))
        self._bring_into_view()

    def on_click(self, event: events.Click) -> None:
        """Select; a second click chooses."""
        y = self.scroll_offset.y + event.y
        if not 0 <= y < len(self._slots):
            return
        number = self._slots[y][0]
        if number == HEADING:
            return
        if number == self.index and event.chain > 1:
            self.post_message(self.Chosen(number))
        else:
            self.move(number - self.index)

    def _bring_into_view(self) -> None:
        ys = [y for y, (number, _) in enumerate(self._slots) if number == self.index]
        if not ys or not self.size.height:
            return
        first = ys[0] - 1 if ys[0] and self._slots[ys[0] - 1][0] == HEADING else ys[0]
        if first < self.scroll_offset.y:
            self.scroll_to(y=first, animate=False, force=True)
        elif ys[-1] >= self.scroll_offset.y + self.size.height:
            self.scroll_to(y=ys[-1] - self.size.height + 1, animate=False, force=True)


class TextPane(LineWidget, can_focus=False):
    """Prepared lines, scrollable."""

    def __init__(self, id: str, *, focusable: bool = False) -> None:
        super().__init__(id=id)
        self.can_focus = focusable
        self._lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Replace the text and go to its top."""
        self._lines = lines
        self.virtual_size = Size(self.size.width, len(lines))
        self.scroll_to(y=0, animate=False, force=True)
        self.refresh()

    def move(self, rows: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """One line."""
        return (self._lines[y] if y < len(self._lines) else BLANK), False

    def on_resize(self) -> None:
        """As wide as the pane."""
        self.virtual_size = Size(self.size.width, len(self._lines))

    @property
    def words(self) -> str:
        """What it says, for tests."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

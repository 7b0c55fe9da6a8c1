"""The queue in words: one line an inquiry, that begins with who asks and until when an answer is due."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.tui.paint import BLANK, Line
from modtui.tui.plain.words import row_words, state_words
from modtui.tui.widgets.queue import Queue, countdown_cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from modtui.desk.views import QueueRow
    from modtui.tui.paint import Painter
    from modtui.tui.widgets.queue import Countdown

NAME = 20
"""Cells of a name; the question follows it on the same line."""


class PlainQueue(Queue):
    """Nothing ticks: what is due says until when."""

    LINES_A_ROW = 1

    def __init__(
        self, painter: Painter, countdown: Countdown, now: Callable[[], datetime], zone: Callable[[], tzinfo]
    ) -> None:
        super().__init__(painter, countdown, now)
        self._zone = zone

    @property
    def place(self) -> tuple[int, int]:
        """(row, rows), counted from 1; 0 when nothing is selected."""
        position = self._position()
        return (0 if position is None else position + 1), len(self.rows)

    def tick(self) -> None:
        """Once a minute and at every change: only what now says something else."""
        before = self._shown
        self._recount()
        if before != self._shown:
            self.refresh()

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """A heading, or an inquiry."""
        if y >= len(self._slots):
            return super().line_at(y, width) if y == 0 else (BLANK, False)
        slot = self._slots[y]
        if slot.row is None:
            count = Counter(row.group for row in self.rows)[slot.group] if slot.group else 0
            words = say(f"queue.group.{slot.group.value}").rstrip(":") if slot.group else ""
            return ((say("plain.heading", words=words, count=count), "heading"),), False
        mark = "> " if slot.row.inquiry_id == self.selected else "  "
        return ((mark, "text"), (self._sentence(slot.row, width - 2), "text")), False

    def cursor_line(self) -> int:
        """The selected inquiry's line."""
        return next(
            (y for y, slot in enumerate(self._slots) if slot.row and slot.row.inquiry_id == self.selected), 0
        )

    def _sentence(self, row: QueueRow, width: int) -> str:
        words = [self._painter.one_line(row.asker, NAME), self._shown.get(row.inquiry_id, ("", ""))[0]]
        words += row_words(row)
        head = ", ".join(word for word in words if word) + ": "
        room = width - len(head)
        if room < 8:
            return self._painter.one_line(head, width, "ltr")
        return head + self._painter.one_line(row.first_line, room, row.direction)

    def _recount(self) -> None:
        now = self._now()
        self._shown = {
            row.inquiry_id: (
                state_words(row, now, self._zone()),
                countdown_cell(row, self._countdown, now)[1],
            )
            for row in self.rows
        }

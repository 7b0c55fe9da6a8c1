"""The queue: who waits, in the order of the last open moment, with a countdown that ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive

from modtui.desk.views_status import QueueGroup
from modtui.text.catalogue import say
from modtui.tui.paint import BLANK, Line, Painter, spread
from modtui.tui.queue_filter import QueueFilter, needs
from modtui.tui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual import events

    from modtui.desk.views import QueueRow
    from modtui.domain.clock import Deadline

SIGNS = {
    "overdue": ("!", "bad"),
    "soon": ("~", "warn"),
    "paused": ("-", "muted"),
    "calm": (" ", "text"),
    "needs": ("?", "accent"),
}
"""Level of a countdown -> sign and style: colour is never the only sign."""

Countdown: TypeAlias = "Callable[[Deadline, datetime], tuple[str, str]]"


def countdown_cell(row: QueueRow, countdown: Countdown, now: datetime) -> tuple[str, str]:
    """The words and level of a row's cell: what it needs where no answer is waited for, else the countdown.

    Danger has no deadline and no closing time: an urgent row says how long it has waited (RULES 2).
    """
    if row.urgent and row.group is QueueGroup.URGENT:
        return say("countdown.urgent", span=_waited(now - row.asked_at)), "overdue"
    wanted = needs(row)
    return (wanted, "needs") if wanted is not None else countdown(row.deadline, now)


def _waited(span: timedelta) -> str:
    minutes = max(int(span.total_seconds()), 0) // 60
    hours, minutes = divmod(minutes, 60)
    return (
        f"{hours // 24}d {hours % 24:02d}h"
        if hours >= 24
        else f"{hours}h {minutes:02d}m"
        if hours
        else f"{minutes}m"
    )


@dataclass(frozen=True, slots=True)
class _Slot:
    """What one line of the list shows: a heading, or a row's first or second line."""

    group: QueueGroup | None
    row: QueueRow | None = None
    second: bool = False


class Queue(LineWidget, can_focus=True):
    """Listed inquiries under their group headings. The cursor stays on its inquiry while the list re-sorts."""

    LINES_A_ROW = 2

    selected: reactive[int | None] = reactive(None, layout=False)

    class Moved(Message):
        """The cursor is on another inquiry."""

        def __init__(self, row: QueueRow | None) -> None:
            super().__init__()
            self.row = row

    def __init__(
        self, painter: Painter, countdown: Countdown, now: Callable[[], datetime], id: str = "queue"
    ) -> None:
        super().__init__(id=id)
        self._painter = painter
        self._countdown = countdown
        self._now = now
        self.all_rows: tuple[QueueRow, ...] = ()
        self.rows: tuple[QueueRow, ...] = ()  # those that the filter lets through
        self.filter = QueueFilter()
        self._slots: list[_Slot] = []
        self._shown: dict[int, tuple[str, str]] = {}
        self._loaded = False

    # ---- what it holds

    def show(self, rows: Sequence[QueueRow]) -> None:
        """Replace the list. A selected inquiry that left hands the cursor to the one that took its place."""
        before = self._position()
        self._loaded = True
        self.all_rows = tuple(rows)
        self.rows = tuple(row for row in rows if self.filter.lets_through(row))
        self._slots = []
        group: QueueGroup | None = None
        for row in self.rows:
            if row.group is not group:
                group = row.group
                self._slots.append(_Slot(group))
            self._slots += [_Slot(None, row), _Slot(None, row, second=True)][: self.LINES_A_ROW]
        self.hold(len(self._slots))
        self._recount()
        if self._position() is None:
            index = min(before or 0, len(self.rows) - 1)
            self.select(self.rows[index].inquiry_id if self.rows else None)
        else:
            self._bring_into_view()
        self.refresh()

    def put_filter(self, chosen: QueueFilter) -> None:
        """Show only some of them."""
        self.filter = chosen
        self.show(self.all_rows)

    @property
    def row(self) -> QueueRow | None:
        """The selected inquiry."""
        position = self._position()
        return None if position is None else self.rows[position]

    def select(self, inquiry_id: int | None) -> None:
        """Put the cursor on an inquiry."""
        self.selected = inquiry_id
        self._bring_into_view()
        self.post_message(self.Moved(self.row))

    def move(self, rows: int) -> None:
        """Move the cursor by this many inquiries."""
        if not self.rows:
            return
        position = self._position()
        target = 0 if position is None else min(max(position + rows, 0), len(self.rows) - 1)
        self.select(self.rows[target].inquiry_id)

    def move_page(self, direction: int) -> None:
        """Move the cursor by about a screen."""
        self.move(direction * max(self.size.height // self.LINES_A_ROW - 1, 1))

    def go_to_top(self) -> None:
        """The most pressing inquiry."""
        self.move(-len(self.rows))

    def go_to_end(self) -> None:
        """The last one."""
        self.move(len(self.rows))

    # ---- time

    def tick(self) -> None:
        """Once a second: redraw the countdown cells that changed, and nothing else."""
        before = self._shown
        self._recount()
        top = self.scroll_offset.y
        width = self.size.width
        for y in range(top, min(top + self.size.height, len(self._slots))):
            slot = self._slots[y]
            if slot.row is None or slot.second:
                continue
            old, new = before.get(slot.row.inquiry_id), self._shown[slot.row.inquiry_id]
            if old == new:
                continue
            if old is None or old[1] != new[1] or cell_len(old[0]) != cell_len(new[0]):
                self.refresh(Region(0, y - top, width, 1))
            else:
                cells = cell_len(new[0]) + 1
                self.refresh(Region(width - cells, y - top, cells, 1))

    def _recount(self) -> None:
        now = self._now()
        self._shown = {row.inquiry_id: countdown_cell(row, self._countdown, now) for row in self.rows}

    @property
    def is_outdated(self) -> bool:
        """Whether time alone has made a row another one: the list is to be read again."""
        now = self._now()
        return any(row.changes_at is not None and now > row.changes_at for row in self.all_rows)

    @property
    def back(self) -> list[tuple[int, datetime]]:
        """What came back into sight by itself, each with since when: a reminder, a check back, a snooze's end."""
        return [(row.inquiry_id, row.back_since) for row in self.all_rows if row.back_since is not None]

    @property
    def due_soon(self) -> list[int]:
        """Inquiries whose countdown says that they are due soon, held back by the filter or not."""
        now = self._now()
        return [
            row.inquiry_id
            for row in self.all_rows
            if row.state.waits_for_staff and countdown_cell(row, self._countdown, now)[1] == "soon"
        ]

    # ---- drawing

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """A heading, or one of an inquiry's two lines."""
        if y >= len(self._slots):
            if y == 0:
                return ((" " + self._nobody(width), "muted"),), False
            return BLANK, False
        slot = self._slots[y]
        if slot.row is None:
            return self._heading(slot.group, width), False
        selected = slot.row.inquiry_id == self.selected
        bar = ("▌" if selected else " ", "bar-focus" if self.has_focus else "bar")
        inner = self._second(slot.row, width - 1) if slot.second else self._first(slot.row, width - 1)
        return (bar, *inner), selected

    @property
    def urgent(self) -> list[int]:
        """Inquiries about danger that wait for an answer."""
        return [row.inquiry_id for row in self.all_rows if row.group is QueueGroup.URGENT]

    def _nobody(self, width: int) -> str:
        if self.all_rows:
            typed = self.filter.words.strip()
            code, what = (
                ("queue.none_with_words", f"“{typed}”") if typed else ("queue.none_shown", self.filter.label)
            )
            around = cell_len(say(code, what=""))
            return say(code, what=self._painter.one_line(what, max(width - 2 - around, 4)))
        return say("queue.empty" if self._loaded else "queue.reading")

    def _heading(self, group: QueueGroup | None, width: int) -> Line:
        words = say(f"queue.group.{group.value}") if group else ""
        count = sum(row.group is group for row in self.rows)
        role = "bad" if group in (QueueGroup.URGENT, QueueGroup.OVERDUE) else "heading"
        text = self._painter.one_line(f"{words} ({count})", width - 2, "ltr")
        return ((" " + text + " ", role), ("─" * max(width - cell_len(text) - 3, 0), "rule"))

    def _first(self, row: QueueRow, width: int) -> Line:
        text, level = self._shown.get(row.inquiry_id, ("", "calm"))
        sign, role = SIGNS.get(level, SIGNS["calm"])
        if row.urgent:
            sign, role = "!", "urgent"
        extras = [say("queue.lock")] if row.private else []
        extras += [say("queue.follow_ups", count=row.follow_ups)] if row.follow_ups else []
        extras += [say("queue.draft")] if row.draft else []
        if row.sending:
            extras.append(say("queue.leaves", at=row.leaves) if row.leaves else say("queue.sending"))
        extras += [say("queue.alike", count=len(row.similar))] if row.similar else []
        extra = f" {' '.join(extras)}" if extras else ""
        room = width - 2 - cell_len(text) - 1 - cell_len(extra) - 1
        name = self._painter.one_line(row.asker, max(room, 4))
        left: Line = ((sign + " ", role), (name, "name"), (extra, "accent"))
        return spread(left, ((text + " ", role),), width)

    def _second(self, row: QueueRow, width: int) -> Line:
        # A reminder's words are what the row is there for; else the question has the greater half.
        most = width - 3 if row.waiting_on and row.back_since is not None else width // 2
        note = self._painter.one_line(row.note, max(most, 8), "ltr") if row.note else ""
        room = width - 3 - (cell_len(note) + 1 if note else 0)
        text = self._painter.cell(row.first_line, room, row.direction)
        tail: Line = ((" " + note, "accent"), (" ", "text")) if note else ((" ", "text"),)
        return (("  ", "text"), (text, "text"), *tail)

    # ---- bookkeeping

    def on_resize(self) -> None:
        """The list is as wide as the pane."""
        self.hold(len(self._slots))
        self._bring_into_view()

    def on_click(self, event: events.Click) -> None:
        """Select the inquiry under the pointer."""
        y = self.scroll_offset.y + event.y
        if 0 <= y < len(self._slots) and (row := self._slots[y].row) is not None:
            self.select(row.inquiry_id)

    def on_focus(self) -> None:
        """Draw the cursor as the active one."""
        self.refresh()

    def on_blur(self) -> None:
        """Draw the cursor as the resting one."""
        self.refresh()

    def watch_selected(self) -> None:
        """Draw the cursor's new place."""
        self.refresh()

    def _position(self) -> int | None:
        for index, row in enumerate(self.rows):
            if row.inquiry_id == self.selected:
                return index
        return None

    def _bring_into_view(self) -> None:
        lines = [y for y, slot in enumerate(self._slots) if slot.row and slot.row.inquiry_id == self.selected]
        if not lines or not self.size.height:
            return
        top, bottom = lines[0], lines[-1]
        if top > 0 and self._slots[top - 1].row is None:
            top -= 1  # keep the group's heading in view
        y = self.scroll_offset.y
        if top < y:
            self.scroll_to(y=top, animate=False, force=True)
        elif bottom >= y + self.size.height:
            self.scroll_to(y=bottom - self.size.height + 1, animate=False, force=True)

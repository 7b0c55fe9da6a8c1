"""The feed's bounded window of messages: which line belongs to which message.

Pure bookkeeping: heights with prefix sums and bisect, so that any line is found in
logarithmic time whatever the window holds. Messages on their way have no id yet and
are known by their outbox id.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from modtui.tui.feed_folds import Folds, folded

RowKey = int | str
"""A message's id, or the outbox id of one that has not left."""

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from modtui.desk.views import FeedItem

Measure: TypeAlias = "Callable[[FeedItem, FeedItem | None], int]"
"""How many lines a message takes after the one before it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row and how many lines above it the window's top edge lies: what must not move."""

    key: RowKey
    lines_below_top: int


def row_key(item: FeedItem) -> RowKey:
    """What identifies this row while the window lives."""
    return item.message_id or item.outbox_id or 0


class FeedModel:
    """A window over the group's messages, oldest first, own unsent ones last."""

    def __init__(self, measure: Measure, limit: int) -> None:
        self._measure = measure
        self.limit = limit
        self.items: list[FeedItem] = []
        self._index: dict[RowKey, int] = {}
        self._heights: list[int] = []
        self._ends: list[int] = []
        self.folds = Folds((), ())
        self.complete_above = False  # nothing older is stored
        self.complete_below = True  # the newest message is in the window

    def __len__(self) -> int:
        return len(self.items)

    @property
    def height(self) -> int:
        """Lines of the whole window."""
        return self._ends[-1] if self._ends else 0

    @property
    def first_id(self) -> int | None:
        """The oldest message held."""
        return next((item.message_id for item in self.items if item.message_id), None)

    @property
    def last_id(self) -> int | None:
        """The newest message held that Telegram knows."""
        return next((item.message_id for item in reversed(self.items) if item.message_id), None)

    def index_of(self, key: RowKey | None) -> int | None:
        """Where this row is, or None when it is not in the window."""
        return None if key is None else self._index.get(key)

    def get(self, key: RowKey | None) -> FeedItem | None:
        """The message of this row."""
        index = self.index_of(key)
        return None if index is None else self.items[index]

    def showing(self, changed: Container[int]) -> tuple[list[int], bool]:
        """Held messages that are among these or quote one of them, and whether one that has not left does."""
        found, unsent = [], False
        for item in self.items:
            quoted = item.quote is not None and item.quote.message_id in changed
            if item.message_id and (quoted or item.message_id in changed):
                found.append(item.message_id)
            unsent = unsent or (quoted and not item.message_id)
        return found, unsent

    def before(self, index: int) -> FeedItem | None:
        """The message above."""
        return self.items[index - 1] if index > 0 else None

    def top_of(self, index: int) -> int:
        """The first line of a row."""
        return self._ends[index - 1] if index > 0 else 0

    def height_of(self, index: int) -> int:
        """How many lines a row takes."""
        return 0 if self.folds.is_hidden(index) else self._heights[index]

    def shown(self, index: int) -> FeedItem:
        """What stands in this row's lines: the message, or the run it stands for in a word."""
        last = self.folds.last_of(index)
        return self.items[index] if last == index else folded(self.items[index : last + 1])

    def shown_key(self, key: RowKey | None) -> RowKey | None:
        """The row whose lines stand for this one."""
        index = self.index_of(key)
        return key if index is None else row_key(self.items[self.folds.head_of(index)])

    def step(self, index: int, rows: int) -> int:
        """The row so many rows further that has lines of its own, at most the first or last such."""
        target = index
        for _ in range(abs(rows)):
            ahead = self.folds.last_of(target) + 1 if rows > 0 else target - 1
            if not 0 <= ahead < len(self.items):
                break
            target = self.folds.head_of(ahead)
        return target

    def beyond(self, index: int, top: int, page: int, direction: int) -> int:
        """Lines of a row taller than the page that lie beyond its edge in this direction; 0 where none is seen of it."""
        first, height = self.top_of(index), self.height_of(index)
        if height <= page or first >= top + page or first + height <= top:
            return 0
        return max(first + height - top - page if direction > 0 else top - first, 0)

    def page_from(self, index: int, top: int, page: int, direction: int) -> int:
        """The row about a page further; the next one at least, and not past lines that were not seen yet."""
        line = self.top_of(index) + direction * max(page - 2, 1)
        found = self.at_line(min(max(line, 0), max(self.height - 1, 0)))
        target, next_one = index if found is None else found[0], self.step(index, direction)
        if self.height_of(target) > page:  # it takes the whole page: what lies before it would be skipped
            skipped = self.top_of(target) - top - page if direction > 0 else top - self._ends[target]
            target = self.step(target, -direction) if skipped > 0 else target
        return max(target, next_one) if direction > 0 else min(target, next_one)

    def at_line(self, line: int) -> tuple[int, int] | None:
        """(row, line within it) shown at this line of the window, None below the end."""
        if line < 0 or line >= self.height:
            return None
        index = bisect_right(self._ends, line)
        return index, line - self.top_of(index)

    def replace_all(self, items: Sequence[FeedItem]) -> None:
        """Start over with these messages."""
        self.items = list(items)
        self._rebuild()

    def prepend(self, items: Sequence[FeedItem], keep: RowKey | None = None) -> None:
        """Add older messages; the newest fall out of a window that is full, but never ``keep`` and above."""
        fresh = [item for item in items if row_key(item) not in self._index]
        heights = self._measured(fresh, None)
        if self.items and fresh:
            self._heights[0] = self._measure(self.items[0], fresh[-1])
        self.items = fresh + self.items
        self._heights = heights + self._heights
        kept = self.index_of(keep)
        end = max(self.limit, 0 if kept is None else kept + len(fresh) + 1)
        if len(self.items) > end:
            del self.items[end:], self._heights[end:]
            self.complete_below = False
        self._reindex()

    def extend(self, items: Sequence[FeedItem], keep: RowKey | None = None) -> int:
        """Add newer messages; own unsent ones are replaced by those given. Returns how many are new.

        The oldest fall out of a window that is full, but never ``keep`` and below.
        """
        kept = next((n for n, item in enumerate(self.items) if not item.message_id), len(self.items))
        del self.items[kept:], self._heights[kept:]
        fresh = 0
        for item in items:
            index = self._index.get(item.message_id) if item.message_id else None
            if index is not None and index < kept:
                self.items[index] = item
                self._heights[index] = self._measure(item, self.before(index))
                continue
            self._heights.append(self._measure(item, self.items[-1] if self.items else None))
            self.items.append(item)
            fresh += 1 if item.message_id else 0
        surplus = len(self.items) - self.limit
        kept_row = self.index_of(keep)
        if kept_row is not None:
            surplus = min(surplus, kept_row)
        if surplus > 0:
            del self.items[:surplus], self._heights[:surplus]
            self._heights[0] = self._measure(self.items[0], None)
            self.complete_above = False
        self._reindex()
        return fresh

    def insert(self, items: Iterable[FeedItem]) -> bool:
        """Messages that were heard of late, put where they belong among those held; says whether there are any."""
        late = [item for item in items if item.message_id and row_key(item) not in self._index]
        if late:
            unsent = [item for item in self.items if not item.message_id]
            sent = [*(item for item in self.items if item.message_id), *late]
            self.items = [*sorted(sent, key=lambda item: item.message_id), *unsent]
            self._rebuild()
        return bool(late)

    def update(self, items: Iterable[FeedItem]) -> bool:
        """Put newer versions in place; says whether any line moved."""
        moved = False
        for item in items:
            index = self._index.get(row_key(item))
            if index is None:
                continue
            self.items[index] = item
            height = self._measure(item, self.before(index))
            if height != self._heights[index]:
                self._heights[index] = height
                moved = True
        if moved:
            self._reindex()
        return moved

    def measure_again(self) -> None:
        """After the width changed: every height anew."""
        self._rebuild()

    def anchor(self, top: int, page: int, preferred: RowKey | None) -> Anchor | None:
        """What to hold in place: the preferred row when it is on the page, else the page's first row."""
        index = self.index_of(preferred)
        if index is not None and top <= self.top_of(index) < top + page:
            return Anchor(row_key(self.items[index]), self.top_of(index) - top)
        found = self.at_line(top)
        if found is None:
            return None
        return Anchor(row_key(self.items[found[0]]), self.top_of(found[0]) - top)

    def top_for(self, anchor: Anchor | None) -> int | None:
        """The top line that puts an anchor back where it was; None when its row is gone."""
        index = self.index_of(anchor.key) if anchor else None
        if index is None or anchor is None:
            return None
        return max(self.top_of(index) - anchor.lines_below_top, 0)

    def _rebuild(self) -> None:
        self._heights = self._measured(self.items, None)
        self._reindex()

    def _measured(self, items: Sequence[FeedItem], previous: FeedItem | None) -> list[int]:
        heights: list[int] = []
        for item in items:
            heights.append(self._measure(item, previous))
            previous = item
        return heights

    def _reindex(self) -> None:
        self._index = {row_key(item): index for index, item in enumerate(self.items)}
        self.folds = Folds(self.items, self._heights)
        self._ends = list(accumulate(self.folds.heights(self._heights)))

"""Joins and leaves that stand together, as one line: pure bookkeeping for the feed's window."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from modtui.domain.kinds import ServiceKind
from modtui.text.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modtui.desk.views import FeedItem

FOLDED = 3
"""So many and more that stand together take one line."""
JOINS = frozenset({ServiceKind.JOINED, ServiceKind.JOINED_BY_REQUEST, ServiceKind.ADDED})
COMINGS = JOINS | {ServiceKind.LEFT}
"""What is folded. A removal is somebody's decision: it keeps its line."""


class Folds:
    """Which rows of a window are hidden behind the first one of their run."""

    def __init__(self, items: Sequence[FeedItem], heights: Sequence[int]) -> None:
        """``heights``: a row of more than one line has a heading (a new day, the unread marker): a run ends before it."""
        self._head: dict[int, int] = {}  # hidden row -> the row that stands for it
        self._last: dict[int, int] = {}  # the row that stands for a run -> the run's last row
        start = 0
        for index in range(len(items) + 1):
            going_on = index < len(items) and items[index].service_kind in COMINGS
            if going_on and start < index and heights[index] == 1:
                continue
            if index - start >= FOLDED:
                self._last[start] = index - 1
                self._head |= dict.fromkeys(range(start + 1, index), start)
            start = index if going_on else index + 1

    def is_hidden(self, index: int) -> bool:
        """Whether this row has no line of its own."""
        return index in self._head

    def head_of(self, index: int) -> int:
        """The row that stands for this one; itself where nothing is folded."""
        return self._head.get(index, index)

    def last_of(self, index: int) -> int:
        """The last row that this one stands for; itself where nothing is folded."""
        return self._last.get(index, index)

    def heights(self, heights: Sequence[int]) -> list[int]:
        """Lines of each row, none for a hidden one."""
        if not self._head:
            return list(heights)
        return [0 if index in self._head else height for index, height in enumerate(heights)]


def folded(items: Sequence[FeedItem]) -> FeedItem:
    """A run as the one line that stands for it: how many came and how many left, and who, as far as the line goes."""
    joined = sum(item.service_kind in JOINS for item in items)
    left = len(items) - joined
    code = "feed.folded" if joined and left else "feed.folded_joins" if joined else "feed.folded_leaves"
    counts = say(code, joined=joined, left=left)
    # Of an addition the sender is who added; its own sentence names both.
    who = [item.service if item.service_kind is ServiceKind.ADDED else item.name for item in items]
    names = ", ".join(dict.fromkeys(name for name in who if name))
    return dataclasses.replace(
        items[0], service=say("feed.folded_who", counts=counts, names=names) if names else counts
    )

"""The desk as a screen sees it, continued: finding messages (``domain.find`` has the grammar)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from modtui.desk.views import FeedItem
from modtui.desk.views_find import FindPage


class FindApi(Protocol):
    """Reads of the local store; each raises DeskError with one sentence."""

    async def find(self, query: str, *, before_id: int | None = None, limit: int = 50) -> FindPage:
        """Stored messages by words and filters, newest first.

        Words are beginnings of words in any language, ``"quoted words"`` stand side by side; filters are
        ``from: before: after: on: has: is:``. Raises DeskError for a filter that cannot be understood.
        """
        ...

    async def message_at(self, day: date | str) -> int:
        """The first message of a day (a date, ``2026-10-01``, ``today``...), or of the next day that has one."""
        ...

    async def messages_of(
        self, member_id: int, *, before_id: int | None = None, limit: int = 50
    ) -> Sequence[FeedItem]:
        """One member's newest messages (before an id), oldest first."""
        ...

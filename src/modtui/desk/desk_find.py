"""The desk's reads for finding messages: see :mod:`modtui.desk.api_find`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from modtui.desk import find_model
from modtui.desk.base import DeskBase
from modtui.desk.views import FeedItem
from modtui.desk.views_find import FindPage


class FindCommands(DeskBase):
    """Find, jump to a day, one member's messages."""

    async def find(self, query: str, *, before_id: int | None = None, limit: int = 50) -> FindPage:
        """Stored messages by words and filters, newest first."""
        return await find_model.find(self._p.ctx, query, before_id=before_id, limit=limit)

    async def message_at(self, day: date | str) -> int:
        """The first message of a day, or of the next day that has one."""
        return await find_model.message_at(self._p.ctx, day)

    async def messages_of(
        self, member_id: int, *, before_id: int | None = None, limit: int = 50
    ) -> Sequence[FeedItem]:
        """One member's newest messages (before an id), oldest first."""
        return await find_model.messages_of(self._p.ctx, member_id, before_id=before_id, limit=limit)

"""The desk's commands about the queue, beside answering: see :mod:`modtui.desk.api`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from modtui.desk.base import DeskBase
from modtui.desk.views import FeedItem
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.opening_hours import is_open, next_opening


class QueueCommands(DeskBase):
    """Merge, urgent, waiting, snooze, check back, follow-ups, linking."""

    async def merge(self, inquiry_id: int, into_id: int) -> None:
        """The same question asked twice."""
        self._may_write()
        await self._p.deeds.merge(inquiry_id, into_id)

    async def set_urgent(self, inquiry_id: int, urgent: bool) -> None:
        """Above every deadline, or not after all."""
        self._may_write()
        await self._p.deeds.set_urgent(inquiry_id, urgent)

    async def wait_on_partner(self, inquiry_id: int, partner: str, remind_at: datetime | None = None) -> None:
        """A partner was asked; the clock goes on."""
        self._may_write()
        await self._p.deeds.wait_on_partner(inquiry_id, partner, remind_at)

    async def snooze(self, inquiry_id: int, until: datetime) -> None:
        """Out of the way until then."""
        self._may_write()
        await self._p.deeds.snooze(inquiry_id, until)

    async def resume_inquiry(self, inquiry_id: int) -> None:
        """No longer waiting on a partner nor snoozed."""
        self._may_write()
        await self._p.deeds.resume(inquiry_id)

    async def check_back(self, inquiry_id: int, at: datetime | None) -> None:
        """Ask the member how it went, then."""
        self._may_write()
        await self._p.deeds.check_back(inquiry_id, at)

    async def settle_follow_up(self, inquiry_id: int, *, asks: bool) -> None:
        """The asker's newest message asks again, or needs no reply."""
        self._may_write()
        await self._p.deeds.settle_follow_up(inquiry_id, asks=asks)

    async def mark_follow_up(self, inquiry_id: int, message_id: int) -> None:
        """This message of the asker asks again."""
        self._may_write()
        await self._p.deeds.mark_follow_up(inquiry_id, message_id)

    async def link_reply(
        self, message_id: int, inquiry_ids: Sequence[int], kind: ReplyKind | None = None
    ) -> None:
        """This staff message answers these inquiries."""
        self._may_write()
        await self._p.deeds.link(message_id, inquiry_ids, kind)

    async def link_candidates(self, inquiry_id: int) -> Sequence[FeedItem]:
        """Staff messages that may be the answer."""
        return await self._p.deeds.link_candidates(inquiry_id)

    def next_opening(self) -> datetime | None:
        """When the service opens next (UTC); None while it is open or when it never does."""
        now = self._clock()
        return None if is_open(self._settings.policy, now) else next_opening(self._settings.policy, now)

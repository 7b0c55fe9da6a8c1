"""What the feed and the composer ask of Telegram beside reading and sending: older pages, pins, topics,
editing one's own messages, and Telegram's own schedule.

Both gateways implement it beside :class:`~modtui.telegram.gateway.Gateway`; errors are GatewayError and its kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from modtui.domain.formatting import Entity
from modtui.domain.media_facts import Topic
from modtui.domain.messages import Message
from modtui.telegram.gateway import Outgoing


@dataclass(frozen=True, slots=True)
class ScheduledMessage:
    """A message that Telegram will post at ``at`` (UTC). Its id is of the schedule, not of the group."""

    id: int
    text: str
    at: datetime
    reply_to: int | None = None
    entities: tuple[Entity, ...] = ()


@runtime_checkable
class FeedGateway(Protocol):
    """The group's feed, further."""

    async def older(self, before_id: int, limit: int = 100) -> Sequence[Message]:
        """The newest ``limit`` messages before an id (at most 100), oldest first; empty at the beginning."""
        ...

    async def pinned(self) -> Sequence[Message]:
        """Pinned messages, newest first, at most 100."""
        ...

    async def topics(self) -> Sequence[Topic]:
        """The topics of a forum group, at most 100; none for another group."""
        ...

    async def edit(self, message_id: int, text: str, entities: Sequence[Entity] = ()) -> Message:
        """Change one's own message of the group; returns it as it is now. The same text again is no error.

        Raises MessageGone, NoRight (not one's own), GatewayError with code ``edit-too-late``.
        """
        ...

    async def schedule(self, message: Outgoing, at: datetime) -> ScheduledMessage:
        """Have Telegram post to the group at ``at`` (UTC), also while this program is closed.

        The same text for the same time again is the same message.
        """
        ...

    async def scheduled(self) -> Sequence[ScheduledMessage]:
        """What this account has scheduled in the group, soonest first."""
        ...

    async def cancel_scheduled(self, ids: Sequence[int]) -> None:
        """Take messages out of the schedule. Ids already gone are no error."""
        ...

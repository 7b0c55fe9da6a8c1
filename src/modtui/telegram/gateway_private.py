"""Private chats, as far as RULES 2 and 6 let them be looked at: who waits, and what was said where opted in.

Both gateways implement it beside :class:`~modtui.telegram.gateway.Gateway`, and the same contract suite
runs both. Nothing here marks a message as read but :meth:`PrivateGateway.mark_read`: reading a chat
sends no read receipt. Text stands in :class:`PrivateMessage` only, and that is for the memory, never
for the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, runtime_checkable

from modtui.domain.messages import Media

#: Telegram's limit for a page of messages.
PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class PrivateChat:
    """That there is a private chat with somebody, and whether something of theirs is new. No text.

    ``unread`` counts their messages that this account has not marked as read on any device;
    ``last_incoming``: whether the newest message is theirs. ``name`` is untrusted.
    """

    user_id: int
    name: str
    unread: int
    last_id: int
    last_at: datetime
    last_incoming: bool
    is_member: bool  # of the configured group, now


@dataclass(frozen=True, slots=True)
class PrivateMessage:
    """One message of a private chat in its newest version. Its text is untrusted and stays in memory."""

    id: int
    sent_at: datetime
    outgoing: bool  # written by this account, on any of its devices
    text: str = ""
    edited_at: datetime | None = None
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class PrivateSeen:
    """A new message in the private chat with somebody, opted in or not: that it came, not what it says."""

    user_id: int
    at: datetime
    message_id: int
    outgoing: bool = False


@runtime_checkable
class PrivateGateway(Protocol):
    """The private chats of the moderator's own account. Errors are GatewayError and its kinds."""

    async def private_chats(self, *, since: datetime) -> Sequence[PrivateChat]:
        """Private chats with people whose newest message was sent at or after ``since``, newest first.

        Bots, deleted accounts, Telegram's own notices and the chat with oneself are left out. Telegram
        sends the newest message of each chat along; what it says is dropped unread.
        """
        ...

    async def read_private(
        self, user_id: int, *, before_id: int = 0, limit: int = PAGE
    ) -> Sequence[PrivateMessage]:
        """The newest messages of the chat (those before an id), at most a page, oldest first.

        Only for chats that were opted in. Sends no read receipt. Raises MemberGone.
        """
        ...

    async def mark_read(self, user_id: int, max_id: int) -> None:
        """Tell Telegram, and so the other side, that their messages up to this id were read. Repeating is no error."""
        ...

"""The desk as a screen sees it, continued: everything about the feed beside showing a page of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from modtui.desk.api_find import FindApi
from modtui.desk.api_media import MediaApi
from modtui.desk.views import FeedItem
from modtui.desk.views_feed import MentionChoice, ScheduledView, StarterProposal, VersionView
from modtui.domain.formatting import Entity


class FeedApi(FindApi, MediaApi, Protocol):
    """The feed further, and one's own posts. Each raises DeskError with one sentence."""

    async def older_from_telegram(self, before_id: int, limit: int = 100) -> Sequence[FeedItem]:
        """Messages before an id that are not stored here, oldest first; shown, never stored (RULES 6.3)."""
        ...

    async def pinned(self) -> Sequence[FeedItem]:
        """Pinned messages, newest first."""
        ...

    async def versions_of(self, message_id: int) -> Sequence[VersionView]:
        """What a message said, oldest first; the last is what it says now."""
        ...

    async def read_to(self) -> int | None:
        """The last message that was marked as read in this group; None: none ever was."""
        ...

    async def mark_read_to(self, message_id: int) -> None:
        """Everything down to this message is read: kept for the next start (a read-only desk keeps nothing)."""
        ...

    async def edit_post(self, message_id: int, text: str, entities: Sequence[Entity] = ()) -> None:
        """Change one's own message of the group. ``undo`` changes it back."""
        ...

    async def delete_post(self, message_id: int) -> None:
        """Delete one's own message for everybody. Cannot be undone: say so before."""
        ...

    async def schedule_post(
        self,
        text: str,
        at: datetime,
        *,
        post_type: str = "other",
        reply_to: int | None = None,
        entities: Sequence[Entity] = (),
    ) -> ScheduledView:
        """Put a post into Telegram's own schedule: it is published also while this program is closed."""
        ...

    async def scheduled(self) -> Sequence[ScheduledView]:
        """What is in Telegram's schedule, soonest first."""
        ...

    async def cancel_scheduled(self, schedule_id: int) -> str:
        """Take a post out of the schedule; returns its text as it was typed, so that nothing is lost."""
        ...

    async def starter(self, language: str | None = None) -> StarterProposal | None:
        """A conversation starter when the group has gone quiet, else None."""
        ...

    async def mention_instead(self, outbox_id: str) -> None:
        """Send a reply that is held because its message was deleted as one that mentions the member."""
        ...

    async def mentions(self, prefix: str, limit: int = 8) -> Sequence[MentionChoice]:
        """Members who wrote recently, the latest first, by the beginning of a name or user name."""
        ...

"""The desk's commands about the feed and one's own posts: see :mod:`modtui.desk.api_feed`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from modtui.desk import feed_model
from modtui.desk.context import DeskContext
from modtui.desk.desk_find import FindCommands
from modtui.desk.desk_media import MediaCommands
from modtui.desk.errors import DeskError
from modtui.desk.feed_keeper import FeedKeeper
from modtui.desk.mention_instead import mention_instead
from modtui.desk.own_posts import OwnPosts
from modtui.desk.views import FeedItem
from modtui.desk.views_feed import MentionChoice, ScheduledView, StarterProposal, VersionView
from modtui.domain.formatting import Entity
from modtui.store import feed_facts
from modtui.telegram.gateway import GatewayError
from modtui.text.catalogue import say


class FeedCommands(FindCommands, MediaCommands):
    """Older pages, pins, edits, one's own posts, the schedule, starters, mentions."""

    _feed_keeper: FeedKeeper
    _own_posts: OwnPosts

    def _start_feed(self, ctx: DeskContext) -> None:
        """Called once at the desk's start."""
        self._feed_keeper = FeedKeeper(ctx)
        self._own_posts = OwnPosts(ctx, self._shelf, self._undo, self._feed_keeper)
        self._start_media(ctx)
        ctx.spawn(self._feed_keeper.run(), "following pins and topics")

    async def older_from_telegram(self, before_id: int, limit: int = 100) -> Sequence[FeedItem]:
        """Messages before an id that are not stored here, oldest first; shown, never stored."""
        ctx, gateway = self._p.ctx, self._feed_keeper.gateway
        if gateway is None or not ctx.connected:
            raise DeskError(say("feed.needs_connection"))
        try:
            messages = await gateway.older(before_id, limit)
        except GatewayError as error:
            raise DeskError(str(error)) from error
        return await feed_model.items_of(ctx, messages)

    async def pinned(self) -> Sequence[FeedItem]:
        """Pinned messages, newest first."""
        ctx = self._p.ctx
        if ctx.chat_key is None:
            return []
        ids = await feed_facts.pinned(ctx.db, ctx.chat_key)
        items = {item.message_id: item for item in await feed_model.items_by_id(ctx, ids)}
        others = [m for m in self._feed_keeper.pinned if m.id in ids and m.id not in items]
        items |= {item.message_id: item for item in await feed_model.items_of(ctx, others)}
        return [items[i] for i in ids if i in items and items[i].deleted_at is None]

    async def versions_of(self, message_id: int) -> Sequence[VersionView]:
        """What a message said, oldest first."""
        return await self._own_posts.versions(message_id)

    async def read_to(self) -> int | None:
        """The last message that was marked as read."""
        ctx = self._p.ctx
        kept = None if ctx.chat_key is None else await ctx.db.get_meta(f"read_to:{ctx.chat_key}")
        return None if kept is None else int(kept)

    async def mark_read_to(self, message_id: int) -> None:
        """Keep how far was read."""
        ctx = self._p.ctx
        if ctx.chat_key is not None and not ctx.settings.read_only:
            await ctx.db.set_meta(f"read_to:{ctx.chat_key}", str(message_id))

    async def edit_post(self, message_id: int, text: str, entities: Sequence[Entity] = ()) -> None:
        """Change one's own message."""
        self._may_write()
        await self._own_posts.edit(message_id, text, entities)

    async def delete_post(self, message_id: int) -> None:
        """Delete one's own message for everybody."""
        self._may_write()
        await self._own_posts.delete(message_id)

    async def schedule_post(
        self,
        text: str,
        at: datetime,
        *,
        post_type: str = "other",
        reply_to: int | None = None,
        entities: Sequence[Entity] = (),
    ) -> ScheduledView:
        """Put a post into Telegram's own schedule."""
        self._may_write()
        return await self._own_posts.schedule(text, at, post_type, reply_to, entities)

    async def scheduled(self) -> Sequence[ScheduledView]:
        """What is in Telegram's schedule, soonest first."""
        return await self._own_posts.scheduled()

    async def cancel_scheduled(self, schedule_id: int) -> str:
        """Take a post out of the schedule; returns its text."""
        self._may_write()
        return await self._own_posts.cancel_scheduled(schedule_id)

    async def starter(self, language: str | None = None) -> StarterProposal | None:
        """A conversation starter when the group has gone quiet, else None."""
        return await self._own_posts.starter(language)

    async def mention_instead(self, outbox_id: str) -> None:
        """A held reply as a message that mentions the member."""
        self._may_write()
        await mention_instead(self._p.ctx, outbox_id)
        self._p.outbox.wake()

    async def mentions(self, prefix: str, limit: int = 8) -> Sequence[MentionChoice]:
        """Members who wrote recently, by the beginning of a name or user name."""
        return await self._own_posts.mentions(prefix, limit)

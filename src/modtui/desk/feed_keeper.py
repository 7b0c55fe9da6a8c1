"""Keeps what is beside messages up to date: pins, topics, and which scheduled posts have been published."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from modtui.desk import find_model
from modtui.desk.context import DeskContext
from modtui.desk.feed_model import topic_names
from modtui.desk.views import DeskChange
from modtui.domain.journal import Kind, post_subject
from modtui.domain.media_facts import Topic
from modtui.domain.messages import Message
from modtui.store import feed_facts
from modtui.telegram.gateway import GatewayError
from modtui.telegram.gateway_feed import FeedGateway

log = logging.getLogger(__name__)

_LOOK_AGAIN_S = 1.0
#: A scheduled post that is neither listed nor in the group so long after its time was deleted elsewhere.
_GIVEN_UP = timedelta(hours=24)


class FeedKeeper:
    """Looks at Telegram's pins, topics and schedule every now and then."""

    def __init__(self, ctx: DeskContext) -> None:
        self._ctx = ctx
        self._new: set[int] = set()  # messages that came since topics were looked at
        self._asked: set[int] = set()  # topics without a name that Telegram was asked for
        self._wake = asyncio.Event()
        self.pinned: list[
            Message
        ] = []  # as Telegram gave them last, newest first; also those not stored here

    @property
    def gateway(self) -> FeedGateway | None:
        """The gateway, where it can do this."""
        gateway = self._ctx.gateway
        return cast("FeedGateway", gateway) if isinstance(gateway, FeedGateway) else None

    async def run(self) -> None:
        """Index what waits for it, then look, until cancelled; at a topic nobody has named yet, at once."""
        ctx, loop = self._ctx, asyncio.get_running_loop()
        await find_model.keep_indexed(ctx)
        ctx.listeners.append(self._heard)
        due = 0.0  # the loop's time of the next look
        try:
            while True:
                try:
                    if ctx.caught_up and ctx.chat_key is not None and loop.time() >= due:
                        due = loop.time() + ctx.settings.sync_interval.total_seconds()
                        await self.look()
                    if ctx.connected and ctx.chat_key is not None and await self._has_unnamed():
                        await self._keep_topics(await self._topics())
                        await asyncio.sleep(_LOOK_AGAIN_S)  # a burst of joins asks no oftener
                except GatewayError as error:
                    log.info("pins and topics could not be read: %s", error)
                wait = due - loop.time() if ctx.caught_up and ctx.chat_key is not None else _LOOK_AGAIN_S
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), max(wait, 0))
                self._wake.clear()
        finally:
            ctx.listeners.remove(self._heard)

    def _heard(self, change: DeskChange) -> None:
        if change.new_messages and self._ctx.group is not None and self._ctx.group.is_forum:
            self._new |= change.new_messages
            self._wake.set()

    async def _has_unnamed(self) -> bool:
        """Whether what is new stands in a topic without a name, or says something of the group: a topic's new name."""
        new, self._new = self._new, set()
        if not new:
            return False
        told, unnamed = await feed_facts.unnamed_topics(self._ctx.db, self._ctx.chat(), new)
        unasked = unnamed - self._asked  # a topic that Telegram no longer lists is asked for once
        self._asked |= unnamed
        return told or bool(unasked)

    async def look(self) -> None:
        """Pins, topics and published posts as they are now. Raises GatewayError."""
        ctx, gateway = self._ctx, self.gateway
        if gateway is None:
            return
        self.pinned = list(await gateway.pinned())
        topics = await self._topics()
        await self.settle_scheduled()
        pinned = {message.id for message in self.pinned}
        if pinned != set(
            await feed_facts.pinned(ctx.db, ctx.chat())
        ):  # nothing is written where nothing is new
            async with ctx.db.transaction() as tx:
                changed = await feed_facts.set_pinned(tx, ctx.chat(), pinned)
            ctx.changed(DeskChange(changed_messages=frozenset(changed)))
        await self._keep_topics(topics)

    async def _topics(self) -> Sequence[Topic]:
        """The forum's topics as Telegram has them; none in a group that is no forum. Raises GatewayError."""
        group, gateway = self._ctx.group, self.gateway
        return await gateway.topics() if gateway is not None and group is not None and group.is_forum else []

    async def _keep_topics(self, topics: Sequence[Topic]) -> None:
        """Write their names, and say which messages are shown under another name now."""
        ctx = self._ctx
        before = await feed_facts.topics_of(ctx.db, ctx.chat())
        known = {topic.id: topic for topic in before}
        if all(known.get(topic.id) == topic for topic in topics):
            return
        async with ctx.db.transaction() as tx:
            await feed_facts.set_topics(tx, ctx.chat(), topics)
        old, new = topic_names(before), topic_names(await feed_facts.topics_of(ctx.db, ctx.chat()))
        renamed = {number for number in new if new[number] != old.get(number)}
        changed = await feed_facts.in_topics(ctx.db, ctx.chat(), renamed)
        ctx.changed(DeskChange(changed_messages=frozenset(changed)))

    async def settle_scheduled(self) -> None:
        """Scheduled posts that stand in the group by now count as the posts they are."""
        ctx = self._ctx
        now = ctx.clock()
        for post in await feed_facts.scheduled_posts(ctx.db, ctx.chat()):
            if post.at > now:
                break
            found = await feed_facts.posted_as(ctx.db, ctx.chat(), post)
            if found is None and now - post.at < _GIVEN_UP:
                continue
            async with ctx.db.transaction() as tx:
                if found is not None:
                    payload = {"message_id": found[0], "type": post.type, "sent_at": found[1].isoformat()}
                    subject = post_subject(ctx.chat(), found[0])
                    await ctx.write(tx, ctx.event(Kind.POST_SENT, subject, payload))
                await feed_facts.forget_scheduled(tx, ctx.chat(), post.schedule_id)

"""Keeps what is beside messages up to date: pins, topics, and which scheduled posts have been published."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import cast

from modtui.desk import find_model
from modtui.desk.context import DeskContext
from modtui.desk.views import DeskChange
from modtui.domain.journal import Kind, post_subject
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
        self.pinned: list[
            Message
        ] = []  # as Telegram gave them last, newest first; also those not stored here

    @property
    def gateway(self) -> FeedGateway | None:
        """The gateway, where it can do this."""
        gateway = self._ctx.gateway
        return cast("FeedGateway", gateway) if isinstance(gateway, FeedGateway) else None

    async def run(self) -> None:
        """Index what waits for it, then look, until cancelled."""
        await find_model.keep_indexed(self._ctx)
        while True:
            if not self._ctx.caught_up or self._ctx.chat_key is None:
                await asyncio.sleep(_LOOK_AGAIN_S)
                continue
            try:
                await self.look()
            except GatewayError as error:
                log.info("pins and topics could not be read: %s", error)
            await asyncio.sleep(self._ctx.settings.sync_interval.total_seconds())

    async def look(self) -> None:
        """Pins, topics and published posts as they are now. Raises GatewayError."""
        ctx, gateway = self._ctx, self.gateway
        if gateway is None:
            return
        self.pinned = list(await gateway.pinned())
        topics = await gateway.topics() if ctx.group is not None and ctx.group.is_forum else []
        await self.settle_scheduled()
        pinned = {message.id for message in self.pinned}
        known = {topic.id: topic for topic in await feed_facts.topics_of(ctx.db, ctx.chat())}
        if pinned == set(await feed_facts.pinned(ctx.db, ctx.chat())) and all(
            known.get(topic.id) == topic for topic in topics
        ):
            return  # nothing is written where nothing is new
        async with ctx.db.transaction() as tx:
            changed = await feed_facts.set_pinned(tx, ctx.chat(), pinned)
            await feed_facts.set_topics(tx, ctx.chat(), topics)
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

"""Never miss (DESIGN): history reads that move a watermark, and live updates as a hint.

Reads happen at the start, after each reconnect, when live updates were lost,
and on a timer. A read that breaks off moves nothing: the next one begins where
the last completed one ended, and writing the same message twice changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from modtui.desk.context import DeskContext
from modtui.desk.observe import adopt_settings, observe, observe_deletion
from modtui.desk.views import DeskChange, SyncProgress
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.messages import Message
from modtui.domain.outgoing import SendState
from modtui.store import derived, feed_facts, observed, outbox
from modtui.store.faults import fault_point
from modtui.store.observed import Recorded
from modtui.telegram.gateway import (
    BasicGroupRefused,
    ConnectionState,
    Event,
    FloodWait,
    GatewayError,
    Link,
    MessageEdited,
    MessagesDeleted,
    MessageSeen,
    NotConnected,
    NotLoggedIn,
    UpdatesLost,
)
from modtui.telegram.gateway_events import JoinRequestsChanged, MemberMoved, ReactionsSeen
from modtui.telegram.gateway_private import PrivateSeen
from modtui.text.catalogue import say

log = logging.getLogger(__name__)

#: Events kept while the store is busy; past this they are dropped and history is read instead.
_INBOX = 2000
#: The newest messages that each read looks at again, for edits and deletions nobody told us of.
_RECENT = 200
#: After a read that broke off, the next one begins so much later.
_AGAIN_S = 5.0
#: A basic group has become a supergroup meanwhile? It is looked at so often.
_UPGRADED_YET_S = 30.0
_FIRST_TRIES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)


class Sync:
    """Keeps the store in step with the group for as long as it runs."""

    def __init__(self, ctx: DeskContext, on_ready: Callable[[], None]) -> None:
        self._ctx = ctx
        self._on_ready = on_ready
        self._inbox: deque[Event] = deque()
        self._wake = asyncio.Event()
        self._read_wanted = True
        self._not_before = 0.0  # the loop's time of the next try, after a read that broke off
        self.progress: Callable[[SyncProgress], None] | None = None
        self.on_private: Callable[[PrivateSeen], Awaitable[None]] | None = None
        self.on_moved: Callable[[MemberMoved], Awaitable[None]] = _nobody
        self.after_read: Callable[[], None] = lambda: None
        self.after_service: Callable[[], None] = lambda: None
        self.catching_up: int | None = None
        self._unreadable: set[int] = set()  # messages that could not be written down, each told once
        self.reads = 0  # completed reads of this sitting

    def read_again(self) -> None:
        """Read history from the watermark soon."""
        self._read_wanted = True
        self._wake.set()

    async def run(self) -> None:
        """Connect, then follow the group until cancelled or logged out."""
        await self._recall_corrections()
        if not await self._connect():
            return
        pump = self._ctx.spawn(self._pump(), "receiving from Telegram")
        try:
            while True:
                try:
                    await self._step()
                except Exception:
                    # A full disk, a mistake of ours: what was lost on the way is read from history again.
                    log.exception("following the group failed; trying again")
                    self._ctx.tell(say("sync.failed"), "error")
                    self._read_wanted = True
                    await asyncio.sleep(_AGAIN_S)
        finally:
            pump.cancel()

    async def _recall_corrections(self) -> None:
        """Learn from years of corrections before the first message, and not while it is being written."""
        ctx = self._ctx
        if ctx.chat_key is not None:
            await ctx.corrections.adapter(ctx.db, ctx.chat_key, await ctx.rules.get(ctx.db))

    # ---- connecting

    async def _connect(self) -> bool:
        ctx = self._ctx
        for attempt in range(1 << 30):
            self._link(ConnectionState(Link.CONNECTING))
            try:
                ctx.account = await ctx.gateway.connect()
                ctx.group = await ctx.gateway.group()
                await self._set_the_clock()
            except NotLoggedIn as error:
                self._link(ConnectionState(Link.LOGGED_OUT, reason=str(error)))
                ctx.tell(str(error), "error")
                return False
            except GatewayError as error:
                if error.retry:
                    wait = _FIRST_TRIES_S[min(attempt, len(_FIRST_TRIES_S) - 1)]
                    wait = float(error.seconds) if isinstance(error, FloodWait) else wait
                    self._link(ConnectionState(Link.RECONNECTING, wait, str(error)))
                    await asyncio.sleep(wait)
                    continue
                # Not found, no right: waiting will not mend it, a person has to.
                self._link(ConnectionState(Link.OFFLINE, reason=str(error)))
                if attempt == 0:
                    ctx.tell(str(error), "error")
                if not isinstance(error, BasicGroupRefused):
                    return False
                await asyncio.sleep(_UPGRADED_YET_S)  # its owner may be at it: look again, and follow it
            else:
                break
        assert ctx.group is not None
        assert ctx.account is not None
        async with ctx.db.transaction() as tx:
            ctx.chat_key = await observed.ensure_chat(tx, ctx.group.id, title=ctx.group.title)
            await tx.execute(
                "INSERT OR REPLACE INTO meta VALUES (?, ?), ('account', ?), ('account_name', ?)",
                (f"group:{ctx.settings.group}", str(ctx.chat_key), str(ctx.account.id), ctx.account.name),
            )
            await adopt_settings(ctx, tx)
        self._link(ConnectionState(Link.CONNECTED))
        if ctx.group.upgraded_from is not None:
            ctx.tell(say("sync.group_upgraded", id=ctx.group.id), "warning")
        self._on_ready()
        return True

    async def _set_the_clock(self) -> None:
        """Go by Telegram's clock from here on. Raises GatewayError."""
        clock = self._ctx.clock
        if clock.learn(await self._ctx.gateway.clock_offset()):
            minutes = max(round(abs(clock.offset) / timedelta(minutes=1)), 1)
            way = "behind" if clock.offset > timedelta(0) else "ahead"
            self._ctx.tell(say(f"sync.clock_{way}", count=minutes), "warning")

    def _link(self, state: ConnectionState) -> None:
        self._ctx.link = state
        self._ctx.caught_up = False
        self._ctx.changed(DeskChange(status=True))

    # ---- following

    async def _pump(self) -> None:
        """Take live events off the gateway at once; what does not fit is read from history instead."""
        while True:
            try:
                event = await self._ctx.gateway.next_event()
            except NotConnected:
                return
            if len(self._inbox) >= _INBOX:
                self._inbox = deque(e for e in self._inbox if isinstance(e, ConnectionState))
                self._read_wanted = True
            self._inbox.append(event)
            self._wake.set()

    async def _step(self) -> None:
        """Take in what came, then read history if it is time to. Events go first: they say whether there is a line."""
        await self._take_in()
        loop = asyncio.get_running_loop()
        wait = self._ctx.settings.sync_interval.total_seconds()
        if self._read_wanted and self._ctx.connected:
            wait = self._not_before - loop.time()
            if wait <= 0:
                await self._read_or_later()
                return
        if not self._inbox and not await self._wait(wait):
            self._read_wanted = True

    async def _read_or_later(self) -> None:
        self._read_wanted = False
        try:
            await self.read()
        except GatewayError as error:
            log.info("history read broke off: %s", error)
            self._read_wanted = True
            pause = float(error.seconds) if isinstance(error, FloodWait) else _AGAIN_S
            self._not_before = asyncio.get_running_loop().time() + pause
        else:
            self.reads += 1
            self.after_read()
            self._ctx.caught_up = True
            self._on_ready()

    async def _wait(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            self._wake.clear()
        return True

    async def _take_in(self) -> None:
        """Write everything that has arrived, in order, in as few transactions as may be."""
        events, self._inbox = self._inbox, deque()
        messages: list[Message] = []
        for event in events:
            if isinstance(event, MessageSeen | MessageEdited):
                messages.append(event.message)
                continue
            await self._store(messages)
            messages = []
            if isinstance(event, MessagesDeleted):
                await self.deleted(event.deletion.ids, event.deletion.at)
                self.after_read()  # who deleted it stands in the admin log only: a moderator's is no withdrawal
            elif isinstance(event, PrivateSeen):
                if self.on_private is not None:
                    await self.on_private(event)
            elif isinstance(event, MemberMoved):
                await self.on_moved(event)
            elif isinstance(event, JoinRequestsChanged):
                self.after_read()
            elif isinstance(event, ReactionsSeen):
                await self._reacted(event)
            elif isinstance(event, UpdatesLost):
                self._ctx.caught_up = False
                self.read_again()
            elif isinstance(event, ConnectionState):
                self._link(event)
                if event.link is Link.CONNECTED:
                    self._not_before = 0.0
                    self.read_again()
        await self._store(messages)

    async def _observe(self, messages: Sequence[Message]) -> AsyncIterator[Recorded]:
        """Write them down in one transaction; where one cannot be, the others of its page still are."""
        try:
            async with self._ctx.db.transaction() as tx:
                recorded = await observe(self._ctx, tx, messages)
        except (ValueError, OverflowError):  # of what it says, not of the store
            if len(messages) > 1:
                for message in messages:
                    async for one in self._observe([message]):
                        yield one
                return
            log.exception("message %d cannot be written down", messages[0].id)
            if messages[0].id not in self._unreadable:
                self._unreadable.add(messages[0].id)
                self._ctx.tell(say("sync.unreadable", id=messages[0].id), "error")
            return
        yield recorded

    async def _store(self, messages: Sequence[Message]) -> None:
        for start in range(0, len(messages), 100):
            async for recorded in self._observe(messages[start : start + 100]):
                self._tell_of(recorded)
            await asyncio.sleep(0)
        if any(message.service is not None for message in messages):
            self.after_service()

    def _tell_of(self, recorded: Recorded) -> None:
        if recorded.touched or recorded.repainted:
            self._ctx.changed(
                DeskChange(
                    new_messages=frozenset(recorded.new),
                    changed_messages=frozenset(recorded.changed | recorded.repainted),
                    queue=bool(recorded.touched),
                    status=bool(recorded.touched),
                )
            )

    async def _reacted(self, event: ReactionsSeen) -> None:
        ctx = self._ctx
        async with ctx.db.transaction() as tx:
            changed = await feed_facts.set_reactions(tx, ctx.chat(), event.message_id, event.reactions)
        if changed:
            ctx.changed(DeskChange(changed_messages=frozenset({event.message_id})))

    async def deleted(self, ids: Sequence[int], at: datetime | None = None) -> None:
        """These messages are gone."""
        moment = at or self._ctx.clock()
        async with self._ctx.db.transaction() as tx:
            changed = await observe_deletion(self._ctx, tx, ids, moment)
        if changed:
            self._ctx.changed(DeskChange(changed_messages=frozenset(changed), queue=True, status=True))

    # ---- reading history

    async def read(self) -> None:
        """One complete read: from the watermark to now, then what may have changed behind it.

        Raises GatewayError when it breaks off; nothing is lost by that.
        """
        self._ctx.group = await self._ctx.gateway.group()  # rights and title change too
        await self._read_forward()
        await self._look_again_at_recent()
        await self._look_again_at_what_matters()

    async def _read_forward(self) -> None:
        ctx = self._ctx
        after = await observed.watermark(ctx.db, ctx.chat())
        since = ctx.clock() - ctx.settings.read_back if after == 0 else None
        highest, done = after, 0
        try:
            async for page in ctx.gateway.history(after_id=after, since=since):
                await self._store(page)
                fault_point("sync.page-stored")
                done += len(page)
                highest = max(highest, *(message.id for message in page)) if page else highest
                if done > 100 or after == 0:
                    self.catching_up = done
                    self._report(done, page)
        finally:
            self.catching_up = None
            ctx.changed(DeskChange(status=True))
        fault_point("sync.before-watermark")
        async with ctx.db.transaction() as tx:
            await observed.set_synced(tx, ctx.chat(), highest, ctx.clock())
        if self.progress is not None:
            self.progress(SyncProgress(done, done, None, ""))
            self.progress = None

    def _report(self, done: int, page: Sequence[Message]) -> None:
        self._ctx.changed(DeskChange(status=True))
        if self.progress is not None and page:
            newest = page[-1].sent_at
            # How far between the horizon and now: the only honest total Telegram lets us know.
            span = self._ctx.settings.read_back
            left = max(self._ctx.clock() - newest, timedelta(0))
            share = min(max(1 - left / span, 0.01), 1.0) if span else 1.0
            self.progress(SyncProgress(done, round(done / share), newest))

    async def _look_again_at_recent(self) -> None:
        """The newest messages once more: edits, and gaps between them, which are deletions."""
        recent = await self._ctx.gateway.recent(_RECENT)
        oldest = await self._ctx.db.one(
            "SELECT min(id) FROM message WHERE chat_key = ? AND NOT imported", (self._ctx.chat(),)
        )
        # What lies before the first reading's horizon stays there.
        first = oldest[0] if oldest is not None and oldest[0] is not None else None
        recent = [message for message in recent if first is not None and message.id >= first]
        await self._store(recent)
        there = {message.id for message in recent}
        # Also what is newer than the newest: the last messages of all can have been deleted.
        rows = await self._ctx.db.all(
            "SELECT id FROM message WHERE chat_key = ? AND id >= ? AND deleted_at IS NULL "
            "ORDER BY id DESC LIMIT ?",
            (self._ctx.chat(), min(there, default=0), 2 * _RECENT),
        )
        # Asked for by id before it is believed: a page that skips a message must not hide a question.
        await self._look_at(sorted({int(row[0]) for row in rows} - there))

    async def _look_again_at_what_matters(self) -> None:
        """Every message that an open inquiry, a waiting send or an unfinished action rests on, by id."""
        ctx = self._ctx
        waiting = await derived.listed_inquiries(ctx.db, ctx.chat())
        ids = {i.message_id for i in waiting if i.state is not InquiryState.ANSWERED_UNCONFIRMED}
        pending = await outbox.in_states(ctx.db, (SendState.QUEUED, SendState.SENDING, SendState.HELD))
        ids |= {item.reply_to for item in pending if item.reply_to is not None and item.to_user is None}
        unfinished = await derived.recent_actions(ctx.db, 100, unfinished_only=True)
        ids |= {action.about for action in unfinished if action.chat_key == ctx.chat()}
        await self._look_at(sorted(ids))

    async def _look_at(self, ids: Sequence[int]) -> None:
        """Each of these messages as it is now."""
        for start in range(0, len(ids), 100):
            chunk = ids[start : start + 100]
            found = await self._ctx.gateway.by_id(chunk)
            await self._store([message for message in found.values() if message is not None])
            await self.deleted([i for i in chunk if i in found and found[i] is None])


async def _nobody(_: MemberMoved) -> None:
    """Nobody listens."""

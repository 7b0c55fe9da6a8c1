"""Follows the private chats that were opted in (RULES 2): who waits, read receipts once handled, erased text.

What Telegram says is only looked at as counts until the moderator has answered "service or personal?", and
that answer is never asked for again. Of a service chat the store learns that messages came and went, never
what they say; of the others it learns nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from modtui.desk.context import DeskContext
from modtui.desk.views import DeskChange
from modtui.domain.clock import Deadline
from modtui.domain.journal import PRIVATE_SUBJECT, Kind, last_of
from modtui.domain.messages import Role, SenderKind
from modtui.domain.policy import ServicePolicy
from modtui.domain.private_questions import PrivateFact, PrivateState, waiting_elsewhere
from modtui.store import journal, observed, private
from modtui.store.database import to_ms
from modtui.store.outbox import OutboxItem
from modtui.store.private import Choice, ChosenChat
from modtui.store.scrub import empty_log
from modtui.telegram.gateway import FloodWait, GatewayError, Sent
from modtui.telegram.gateway_private import PrivateChat, PrivateGateway, PrivateMessage, PrivateSeen
from modtui.text.catalogue import say

log = logging.getLogger(__name__)

#: While a read receipt or erased text waits, it is seen to again so often.
_SOON_S: Final = 1.0
_AFTER_FAILURE_S: Final = 5.0
#: Pages of one chat that one look reads, at most.
_PAGES: Final = 50
_ALWAYS: Final = datetime.max.replace(tzinfo=UTC)


class PrivateWatch:
    """Keeps what is known of private chats in step for as long as it runs."""

    def __init__(self, ctx: DeskContext) -> None:
        self._ctx = ctx
        self._wake = asyncio.Event()
        self._was_connected = False
        self._look_at = 0.0  # the loop's time of the next look
        self._not_before = 0.0  # after one that broke off
        self._erase = True  # a crash may have left erased text in the log
        self._policies = ctx.policies
        self._folded: dict[int, tuple[tuple[int | None, ...] | None, PrivateState]] = {}
        self.asks: dict[int, PrivateChat] = {}  # in memory only: nobody has answered for these
        self.deadlines: tuple[tuple[ServicePolicy, Deadline], ...] = ()  # of what waits
        self.elsewhere = 0
        self.looks = 0  # completed looks of this sitting

    @property
    def gateway(self) -> PrivateGateway | None:
        """The way to private chats; None where they are switched off or the gateway has none."""
        gateway = self._ctx.gateway
        return gateway if self._ctx.settings.private and isinstance(gateway, PrivateGateway) else None

    # ---- waking

    def look_again(self) -> None:
        """Ask Telegram for the list of chats soon."""
        self._look_at = 0.0
        self._wake.set()

    def wake(self) -> None:
        """Something was decided or sent: counts, receipts and erased text may need seeing to."""
        self._wake.set()

    def link_changed(self) -> None:
        """After each reconnect everything is looked at again (DESIGN, "Never miss")."""
        if self._ctx.connected and not self._was_connected:
            self.look_again()
        self._was_connected = self._ctx.connected

    # ---- running

    async def run(self) -> None:
        """Follow until cancelled."""
        # Asked too, because a waking in the same instant can swallow the cancelling (wait_for of Python 3.11).
        while not self._ctx.closing:
            self._wake.clear()
            try:
                pause = await self._round()
            except GatewayError as error:
                log.info("looking at private chats broke off: %s", error.code)
                pause = float(error.seconds) if isinstance(error, FloodWait) else _AFTER_FAILURE_S
                self._not_before = asyncio.get_running_loop().time() + pause
                self._look_at = 0.0
            except Exception:
                log.exception("looking at private chats failed; trying again")
                self._ctx.tell(say("private.watch_failed"), "error")
                pause = _AFTER_FAILURE_S
                self._not_before = asyncio.get_running_loop().time() + pause
            try:
                await asyncio.wait_for(self._wake.wait(), max(pause, 0.01))
            except TimeoutError:
                continue

    async def _round(self) -> float:
        """One look if it is time, and everything that follows from what is known; returns seconds to wait."""
        loop = asyncio.get_running_loop()
        await self._count()
        now = loop.time()
        if now < self._not_before:
            return self._not_before - now
        pause = self._ctx.settings.sync_interval.total_seconds()
        if self._ctx.connected and self.gateway is not None:
            if now >= self._look_at:
                self._look_at = now + pause
                await self._look(self.gateway)
                await self._count()
                self.looks += 1
            if await self._receipts(self.gateway):
                pause = min(pause, _SOON_S)
        if self._erase:
            self._erase = not await empty_log(self._ctx.db.path)
            if self._erase:
                pause = min(pause, _SOON_S)
        return min(pause, max(self._look_at - loop.time(), 0.0) or pause)

    async def service_chats(self) -> list[ChosenChat]:
        """The chats that are the service's, as the store knows them."""
        ctx = self._ctx
        if ctx.account is None or self.gateway is None:
            return []
        found = await private.chosen(ctx.db, ctx.account.id)
        return [chat for chat in found.values() if chat.choice is Choice.SERVICE]

    async def states(self) -> list[tuple[ChosenChat, PrivateState]]:
        """Each service chat as it stands; one is folded again only when something about it changed."""
        ctx = self._ctx
        if ctx.policies is not self._policies:
            self._policies = ctx.policies
            self._folded.clear()
        chats = await self.service_chats()
        prints = await private.fingerprints(ctx.db) if chats else {}
        found = []
        for chat in chats:
            known = self._folded.get(chat.chat_key)
            now = prints.get(chat.chat_key)
            if known is None or known[0] != now:
                # Numbered before it is folded: what comes in between makes it fold again next time.
                known = self._folded[chat.chat_key] = (
                    now,
                    await private.state(ctx.db, chat, ctx.policies),
                )
            found.append((chat, known[1]))
        return found

    # ---- looking

    async def _look(self, gateway: PrivateGateway) -> None:
        ctx = self._ctx
        if ctx.account is None or ctx.chat_key is None:
            return
        since = ctx.clock() - ctx.settings.read_back
        chats = await gateway.private_chats(since=since)
        known = await private.chosen(ctx.db, ctx.account.id)
        asks = {
            chat.user_id: chat
            for chat in chats
            if chat.user_id not in known and chat.is_member and (chat.unread or chat.last_incoming)
        }
        staff = await self._staff(asks)
        self._ask({user_id: chat for user_id, chat in asks.items() if user_id not in staff})
        for chat in chats:
            chosen = known.get(chat.user_id)
            if chosen is not None and chosen.choice is Choice.SERVICE:
                await self._read(gateway, chosen, chat, since)

    def _ask(self, asks: dict[int, PrivateChat]) -> None:
        if asks != self.asks:
            self.asks = asks
            self._ctx.changed(DeskChange(status=True))

    async def _staff(self, user_ids: Sequence[int] | dict[int, PrivateChat]) -> set[int]:
        """Who of these is no member to the service: colleagues write to each other about other things."""
        ctx = self._ctx
        roles = (await ctx.rules.get(ctx.db)).roles
        found = set()
        for user_id in user_ids:
            row = await ctx.db.one(
                "SELECT ref FROM member WHERE telegram_id = ? AND kind = ?", (user_id, SenderKind.USER.value)
            )
            if row is not None and roles.role_at(row[0], SenderKind.USER, ctx.clock()) is not Role.MEMBER:
                found.add(user_id)
        return found

    async def _read(
        self, gateway: PrivateGateway, chosen: ChosenChat, chat: PrivateChat, since: datetime
    ) -> None:
        """What came, went or was deleted since the last look. What it says is let go of at once."""
        ctx = self._ctx
        before = await private.facts(ctx.db, chosen)
        question = (await private.state(ctx.db, chosen, ctx.policies)).question
        if chat.last_id == chosen.synced_through and question is None and chat.name == chosen.name:
            return
        floor = chosen.synced_through
        if question is not None:
            floor = min(floor, question.first_id - 1)
        there, complete = await _back_to(gateway, chat.user_id, floor, since)
        oldest = 0 if complete or not there else there[0].id
        known = {fact.id for fact in before if fact.deleted_at is None and fact.id >= oldest}
        async with ctx.db.transaction() as tx:
            if not await self._is_service(tx, chosen):
                return
            await observed.member_ref(tx, chat.user_id, name=chat.name)
            news = await private.record(
                tx, chosen, [PrivateFact(m.id, m.sent_at, m.outgoing) for m in there if m.sent_at >= since]
            )
            gone = known - {message.id for message in there}
            news = await private.record_gone(tx, chosen, gone, ctx.clock()) or news
            await private.set_synced(tx, chosen, there[-1].id if there else 0)
        if news:
            self._changed()

    async def _is_service(self, reads: journal.Reads, chat: ChosenChat) -> bool:
        """Asked within the transaction that writes: it may have been called personal meanwhile."""
        row = await reads.one(
            "SELECT choice, asked_at FROM private_chat WHERE chat_key = ?", (chat.chat_key,)
        )
        return row == (Choice.SERVICE.value, to_ms(chat.asked_at))

    # ---- live

    async def heard(self, event: PrivateSeen) -> None:
        """Somebody wrote in private, or this account did on some device."""
        ctx = self._ctx
        if self.gateway is None or ctx.account is None:
            return
        chat = (await private.chosen(ctx.db, ctx.account.id)).get(event.user_id)
        if chat is None:
            if not event.outgoing:
                self.look_again()
        elif chat.choice is Choice.SERVICE:
            await self.record(chat, [PrivateFact(event.message_id, event.at, event.outgoing)])

    async def record(self, chat: ChosenChat, facts: Sequence[PrivateFact]) -> None:
        """Write down that messages stand in a service chat."""
        async with self._ctx.db.transaction() as tx:
            if not await self._is_service(tx, chat):
                return
            news = await private.record(tx, chat, facts)
        if news:
            self._changed()

    async def settled(self, item: OutboxItem, sent: Sent | None) -> None:
        """The outbox came to an end with a private message: its text goes from the files too."""
        ctx = self._ctx
        if item.to_user is None or sent is None:
            return
        self.erase()
        if ctx.account is None:
            return
        chat = (await private.chosen(ctx.db, ctx.account.id)).get(item.to_user)
        if chat is not None and chat.choice is Choice.SERVICE:
            await self.record(chat, [PrivateFact(sent.message_id, sent.sent_at, outgoing=True)])
        self._changed()

    def erase(self) -> None:
        """Private text was deleted from the store: empty the write-ahead log of it soon."""
        self._erase = True
        self._wake.set()

    def _changed(self) -> None:
        self._wake.set()
        self._ctx.changed(DeskChange(queue=True, status=True))

    # ---- what follows

    async def _count(self) -> None:
        """How many wait, here and elsewhere; the others are told the number and nothing else (RULES 5)."""
        ctx = self._ctx
        questions = [state.question for _, state in await self.states() if state.question is not None]
        deadlines = tuple((ctx.policies.at(q.waits_since), q.deadline) for q in questions)
        told = await journal.of_subject(ctx.db, PRIVATE_SUBJECT)
        elsewhere = waiting_elsewhere(told, ctx.client_id)
        own = last_of([event for event in told if event.client_id == ctx.client_id], Kind.PRIVATE_WAITS)
        count = int(own.payload["count"]) if own is not None else 0
        if len(questions) != count and ctx.account is not None and not ctx.settings.read_only:
            await ctx.decide(ctx.event(Kind.PRIVATE_WAITS, PRIVATE_SUBJECT, {"count": len(questions)}))
        if (deadlines, elsewhere) != (self.deadlines, self.elsewhere):
            self.deadlines, self.elsewhere = deadlines, elsewhere
            ctx.changed(DeskChange(status=True))

    async def _receipts(self, gateway: PrivateGateway) -> bool:
        """Mark as read what was handled and can no longer be taken back; whether some still has to wait."""
        ctx = self._ctx
        if ctx.settings.read_only:
            return False
        waiting = False
        for chat, state in await self.states():
            through = state.handled_through(ctx.clock() - ctx.settings.undo)
            waiting = waiting or state.handled_through(_ALWAYS) > max(through, chat.marked_through)
            if through <= chat.marked_through:
                continue
            await gateway.mark_read(chat.user_id, through)
            async with ctx.db.transaction() as tx:
                await private.set_marked(tx, chat, through)
        return waiting


async def _back_to(
    gateway: PrivateGateway, user_id: int, floor: int, since: datetime
) -> tuple[list[PrivateMessage], bool]:
    """The chat's messages above ``floor`` (or, the first time, since a moment), and whether its beginning was reached."""
    there: list[PrivateMessage] = []
    for _ in range(_PAGES):
        page = await gateway.read_private(user_id, before_id=there[0].id if there else 0)
        if not page:
            return there, True
        there = [*page, *there]
        if there[0].id <= floor or (floor == 0 and there[0].sent_at < since):
            return there, False
    return there, False

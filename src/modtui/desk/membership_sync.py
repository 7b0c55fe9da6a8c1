"""The ledger of comings and goings kept in step with Telegram: service messages, participant updates, the admin log,
the daily member list and the join requests (RULES 4).

Runs beside the reading of messages, after each of its completed reads. What was done from phones (bans,
deletions, approvals) is learned here and stands in the record as such.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec

from modtui.desk.action_steps import moderation_of
from modtui.desk.context import DeskContext
from modtui.desk.observe import observe_deletion
from modtui.desk.views import DeskChange
from modtui.domain.membership import EventKind, Source
from modtui.domain.messages import Member, SenderKind, ServiceEvent, ServiceKind
from modtui.store import blanking, find, members, observed
from modtui.store.database import Transaction, from_ms
from modtui.store.members import AdminLine, StoredRequest
from modtui.store.scrub import empty_log
from modtui.telegram.gateway import AdminEvent, GatewayError, NoRight
from modtui.telegram.gateway_events import MemberMoved
from modtui.text.catalogue import say
from modtui.text.safe import safe_text

log = logging.getLogger(__name__)

_SERVICE: Final = {
    ServiceKind.JOINED: EventKind.JOINED,
    ServiceKind.JOINED_BY_REQUEST: EventKind.JOINED_BY_REQUEST,
    ServiceKind.ADDED: EventKind.ADDED,
    ServiceKind.LEFT: EventKind.LEFT,
    ServiceKind.REMOVED: EventKind.BANNED_ELSEWHERE,
}
_LOGGED: Final = {
    "approved": EventKind.JOINED_BY_REQUEST,
    "joined": EventKind.JOINED,
    "left": EventKind.LEFT,
    "banned": EventKind.BANNED_ELSEWHERE,
}
#: Lines of the admin log that are decisions of somebody, and stand in the record.
DECISIONS: Final = frozenset({"banned", "unbanned", "muted", "unmuted", "deleted", "approved", "promoted"})
_CHUNK: Final = 500
_ABOUT_LENGTH: Final = 500


class MembershipSync:
    """Looks at everything that tells who came and went. Each look may be repeated without harm."""

    def __init__(self, ctx: DeskContext) -> None:
        self._ctx = ctx
        self._wake = asyncio.Event()
        self._told_no_log = False
        self._all_wanted = False
        # How far this sitting has looked: a new one looks at all again, for an import may have come between.
        self._through = 0
        self._erase = False  # words that went still stand in the write-ahead log
        self.looks = 0  # completed looks of this sitting
        self.after_look: Callable[[], Awaitable[None]] | None = None

    def look_again(self) -> None:
        """Messages were read, or the join requests changed: look soon."""
        self._all_wanted = True
        self._wake.set()

    def look_at_messages(self) -> None:
        """The group itself told that somebody came or went: what is mirrored already says who."""
        self._wake.set()

    async def run(self) -> None:
        """Look whenever there is something to look at, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            if not self._ctx.connected or self._ctx.chat_key is None:
                continue
            wanted, self._all_wanted = self._all_wanted, False
            try:
                if wanted:
                    await self.look()
                elif await self.service_messages():
                    self._ctx.changed(DeskChange(status=True, actions=True))
            except GatewayError as error:
                log.info("looking at the members broke off: %s", error)

    async def look(self) -> None:
        """Everything once. Raises GatewayError when Telegram broke off; nothing is lost by that."""
        await self.service_messages()
        await self.join_requests()
        heard_of = await blanking.withdrawn(self._ctx.db, self._ctx.chat())
        await self.admin_log()  # which says what of it a moderator deleted: that is evidence, and stays
        await self._blank(heard_of)
        await self.member_list()
        if self.after_look is not None:
            await self.after_look()
        self.looks += 1
        self._ctx.changed(DeskChange(status=True))

    async def _blank(self, ids: Sequence[int]) -> None:
        """What members took back themselves is said here no longer, nowhere (RULES 6.3)."""
        ctx = self._ctx
        if ids:
            async with ctx.db.transaction() as tx:
                gone = await blanking.blank(tx, ctx.chat(), ids, unless_staff=True)
            self._erase = self._erase or bool(gone)
            ctx.blanked(gone)
        if await find.let_go_of_words(ctx.db) or self._erase:
            self._erase = not await empty_log(ctx.db.path)

    # ---- service messages

    async def service_messages(self) -> int:
        """Joins and leaves among the mirrored messages; returns how many reports were new."""
        ctx, chat_key = self._ctx, self._ctx.chat()
        new = 0
        while True:
            rows = await ctx.db.all(
                "SELECT m.id, m.sent_at, m.service, m.sender_ref FROM message m INDEXED BY message_service "
                "WHERE m.chat_key = ? AND m.service IS NOT NULL AND m.id > ? ORDER BY m.id LIMIT ?",
                (chat_key, self._through, _CHUNK),
            )
            if not rows:
                return new
            async with ctx.db.transaction() as tx:
                for number, sent_at, raw, sender_ref in rows:
                    event = msgspec.json.decode(raw, type=ServiceEvent)
                    kind = _SERVICE.get(event.kind)
                    if kind is None:
                        continue
                    refs = [await _ref(tx, user_id) for user_id in event.user_ids]
                    for ref in refs or ([sender_ref] if sender_ref is not None else []):
                        by = sender_ref if sender_ref != ref else None
                        new += await members.report(
                            tx, chat_key, ref, kind, from_ms(sent_at), Source.SERVICE, number, by
                        )
            self._through = int(rows[-1][0])

    # ---- participant updates

    async def moved(self, event: MemberMoved) -> None:
        """Telegram's own update about one member's place. Told again, or by another source too, it is one event."""
        ctx = self._ctx
        async with ctx.db.transaction() as tx:
            member = await _ref(tx, event.user_id, event.name, is_bot=event.is_bot)
            by = await _ref(tx, event.by, event.by_name) if event.by is not None else None
            # The second goes with the number, which is counted anew for another account.
            told = int(event.at.timestamp()) << 32 | event.number & 0x7FFFFFFF
            new = await members.report(
                tx, ctx.chat(), member, event.kind, event.at, Source.PARTICIPANT, told, by
            )
        if new:
            ctx.changed(DeskChange(status=True, actions=True))

    # ---- the admin log

    async def admin_log(self) -> int:
        """New lines of the admin log; returns how many. Without the right to see it, says so once."""
        ctx, key = self._ctx, f"admin_log:{self._ctx.chat()}"
        after, new = int(await ctx.db.get_meta(key) or 0), 0
        try:
            async for page in ctx.gateway.admin_log(after_id=after):
                async with ctx.db.transaction() as tx:
                    for event in page:
                        await self._take_line(tx, event)
                    newest = max((event.id for event in page), default=after)
                    await tx.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(newest)))
                new += len(page)
                if any(self._own_rights(event) for event in page):
                    ctx.group = await ctx.gateway.group()
                touched = {e.message_id for e in page if e.kind == "deleted" and e.message_id}
                ctx.changed(
                    DeskChange(changed_messages=frozenset(touched), actions=True, queue=bool(touched))
                )
        except NoRight:
            if not self._told_no_log:
                self._told_no_log = True
                ctx.tell(say("membership.no_log"), "warning")
        return new

    def _own_rights(self, event: AdminEvent) -> bool:
        account = self._ctx.account
        return event.kind == "promoted" and account is not None and event.user_id == account.id

    async def _take_line(self, tx: Transaction, event: AdminEvent) -> None:
        chat_key = self._ctx.chat()
        by = await _ref(tx, event.by, event.by_name)
        member = await _ref(tx, event.user_id, event.name) if event.user_id is not None else None
        if event.kind in DECISIONS:
            line = AdminLine(event.id, event.at, event.kind, by, member, event.message_id)
            await members.record_admin_line(tx, chat_key, line)
        kind = _LOGGED.get(event.kind)
        if kind is not None and member is not None:
            if kind is EventKind.JOINED and event.by != event.user_id:
                kind = EventKind.ADDED
            who = by if by != member else None
            await members.report(tx, chat_key, member, kind, event.at, Source.ADMIN_LOG, event.id, who)
        if event.kind == "deleted" and event.message_id is not None and event.by != event.user_id:
            # A moderator's deletion is no withdrawal of the asker's, wherever it was done (RULES 2).
            await observe_deletion(self._ctx, tx, [event.message_id], event.at, by_staff=True)

    # ---- the member list

    async def member_list(self) -> bool:
        """Once a day of the service's zone: who is there, compared with the last time. False when it was read today."""
        ctx = self._ctx
        zone, now = ctx.settings.policy.tz, ctx.clock()
        samples = await members.samples(ctx.db, ctx.chat())
        if samples and samples[-1].at.astimezone(zone).date() == now.astimezone(zone).date():
            return False
        group = ctx.group = await ctx.gateway.group()
        listed: list[Member] = []
        try:
            async for page in ctx.gateway.members():
                listed.extend(page)
        except NoRight:
            log.info("the member list is hidden from this account")
        counted = group.members if group.members is not None else len(listed)
        async with ctx.db.transaction() as tx:
            await members.keep_list(tx, ctx.chat(), listed, counted=counted, at=now)
        if not samples:
            # Nothing to act on, and at a newcomer's first start a notice would lie over the newest messages.
            log.info("the member list was read for the first time: %d members", counted)
        return True

    # ---- join requests

    async def join_requests(self) -> bool:
        """Who waits to be let in, as Telegram says now; returns whether that changed."""
        ctx = self._ctx
        if ctx.group is not None and not ctx.group.rights.invite:
            return False
        try:
            asking = await moderation_of(ctx).join_requests()
        except NoRight:
            return False
        async with ctx.db.transaction() as tx:
            waiting = []
            for request in asking:
                kind = SenderKind.BOT if request.is_bot else SenderKind.USER
                ref = await observed.member_ref(tx, request.user_id, kind, request.name, request.username)
                about = safe_text(request.about)[:_ABOUT_LENGTH]
                waiting.append(StoredRequest(ref, request.asked_at, about, request.language))
            changed = await members.keep_requests(tx, ctx.chat(), waiting)
        if changed:
            ctx.changed(DeskChange(status=True, actions=True))
        return changed


async def _ref(tx: Transaction, user_id: int, name: str = "", *, is_bot: bool = False) -> str:
    """The reference of somebody the log or a service message names, whether seen before or not."""
    if is_bot:  # also of whom a service message named by number only, and who was taken for a person
        return await observed.member_ref(tx, user_id, SenderKind.BOT, name)
    known = await members.ref_of(tx, user_id)
    if known is None or (name and not await members.name_of(tx, known)):
        return await observed.member_ref(tx, user_id, SenderKind.USER, name)
    return known

"""One's own posts: editing, deleting, scheduling at Telegram, starting a conversation, mentioning people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from modtui.desk.answering import checked_looks, checked_text
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_keeper import FeedKeeper
from modtui.desk.feed_model import shown_name
from modtui.desk.observe import observe, observe_deletion
from modtui.desk.shelf import Shelf
from modtui.desk.still_there import still_there
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.desk.views_feed import MentionChoice, ScheduledView, StarterProposal, VersionView
from modtui.domain.formatting import Entity, Formatted, render, trimmed
from modtui.domain.journal import Kind, post_subject
from modtui.domain.messages import SenderKind
from modtui.domain.opening_hours import is_open
from modtui.snippets.model import Use
from modtui.store import drafts, feed_facts, observed
from modtui.store.database import from_ms
from modtui.store.feed_facts import ScheduledPost
from modtui.store.observed import StoredMessage
from modtui.store.outbox import new_random_id
from modtui.telegram.gateway import GatewayError, Outgoing, ToGroup
from modtui.telegram.gateway_feed import FeedGateway
from modtui.text.catalogue import add_sentences, say
from modtui.text.catalogue_feed import FEED_SENTENCES
from modtui.text.direction import base_direction
from modtui.text.fold import fold_words
from modtui.text.safe import safe_line, safe_text

add_sentences(FEED_SENTENCES)

#: With nobody writing for so long the group has gone quiet.
QUIET_AFTER: Final = timedelta(hours=24)
#: Messages back from the newest that count as "wrote recently".
_RECENT: Final = 3000
#: Telegram takes nothing nearer than this for its schedule.
_SOONEST: Final = timedelta(seconds=10)


class OwnPosts:
    """What a moderator does with their own posts. Every method raises DeskError with one sentence."""

    def __init__(self, ctx: DeskContext, shelf: Shelf, undo: UndoStack, keeper: FeedKeeper) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._undo = undo
        self._keeper = keeper

    @property
    def _gateway(self) -> FeedGateway:
        gateway = self._keeper.gateway
        if gateway is None or not self._ctx.connected:
            raise DeskError(say("feed.needs_connection"))
        return gateway

    async def _own(self, message_id: int) -> StoredMessage:
        stored = await observed.one(self._ctx.db, self._ctx.chat(), message_id)
        if stored is None:
            await still_there(self._ctx, message_id)
            raise DeskError(say("feed.own_before"))
        if stored.deleted_at is not None:
            raise DeskError(say("feed.own_gone"))
        if not stored.message.outgoing or stored.message.service is not None:
            raise DeskError(say("feed.not_own"))
        return stored

    # ---- editing and deleting

    async def edit(self, message_id: int, text: str, entities: Sequence[Entity] = ()) -> None:
        """Change one's own message of the group; undo changes it back."""
        old = (await self._own(message_id)).message
        before = Formatted(old.text, old.entities)
        after = Formatted(checked_text(text), trimmed(text, entities).entities)
        checked_looks([after])
        await self._edit(message_id, after)
        self._undo.push(say("undo.edit"), lambda: self._edit_back(message_id, before))

    async def _edit_back(self, message_id: int, before: Formatted) -> str:
        await self._own(message_id)
        await self._edit(message_id, before)
        return say("undo.edit_done")

    async def _edit(self, message_id: int, new: Formatted) -> None:
        ctx = self._ctx
        try:
            message = await self._gateway.edit(message_id, new.text, new.entities)
        except GatewayError as error:
            raise DeskError(str(error)) from error
        event = ctx.event(
            Kind.POST_EDITED,
            post_subject(ctx.chat(), message_id),
            {"message_id": message_id, "at": (message.edited_at or ctx.clock()).isoformat()},
        )
        async with ctx.db.transaction() as tx:
            await observe(ctx, tx, [message])
            await ctx.write(tx, event)
        ctx.changed(DeskChange(changed_messages=frozenset({message_id}), queue=True))

    async def delete(self, message_id: int) -> None:
        """Delete one's own message for everybody. It cannot be undone: the screen says so before."""
        ctx = self._ctx
        await self._own(message_id)
        gateway = self._gateway  # connected
        del gateway
        # Written down before it is sent: after a crash the mirror shows what became of it.
        event = ctx.event(
            Kind.POST_DELETED,
            post_subject(ctx.chat(), message_id),
            {"message_id": message_id, "at": ctx.clock().isoformat()},
        )
        await ctx.decide(event)
        try:
            await ctx.gateway.delete([message_id])
        except GatewayError as error:
            await ctx.decide(ctx.event(Kind.UNDONE, event.subject, {"of": event.uuid}))
            raise DeskError(str(error)) from error
        async with ctx.db.transaction() as tx:
            await observe_deletion(ctx, tx, [message_id], ctx.clock(), by_staff=True)
        ctx.changed(DeskChange(changed_messages=frozenset({message_id}), queue=True, status=True))

    # ---- the schedule

    async def schedule(
        self,
        text: str,
        at: datetime,
        post_type: str,
        reply_to: int | None,
        entities: Sequence[Entity] = (),
    ) -> ScheduledView:
        """Have Telegram post later, also while this program is closed."""
        ctx = self._ctx
        looks = trimmed(text, entities).entities
        text = checked_text(text)
        checked_looks([Formatted(text, looks)])
        if at - ctx.clock() < _SOONEST:
            raise DeskError(say("feed.schedule_past"))
        outgoing = Outgoing(ToGroup(), text, new_random_id(), reply_to, looks)
        try:
            known = await self._gateway.schedule(outgoing, at.astimezone(UTC))
        except GatewayError as error:
            raise DeskError(str(error)) from error
        post = ScheduledPost(known.id, known.at, post_type, known.text)
        async with ctx.db.transaction() as tx:
            await feed_facts.add_scheduled(tx, ctx.chat(), post)
            await drafts.forget_text(tx, ctx.chat(), reply_to or 0, render(Formatted(text, looks)))
        self._undo.push(say("undo.schedule"), lambda: self._unschedule(known.id))
        ctx.changed(DeskChange(status=True))
        return _scheduled(known.id, known.at, known.text, post_type, known.reply_to)

    async def _unschedule(self, schedule_id: int) -> str:
        await self.cancel_scheduled(schedule_id)
        return say("undo.schedule_done")

    async def scheduled(self) -> list[ScheduledView]:
        """What waits in Telegram's schedule, soonest first; without a connection what this desk put there."""
        ctx = self._ctx
        if ctx.chat_key is None:
            return []
        own = {post.schedule_id: post for post in await feed_facts.scheduled_posts(ctx.db, ctx.chat())}
        if self._keeper.gateway is not None and ctx.connected:
            try:
                listed = await self._keeper.gateway.scheduled()
            except GatewayError as error:
                raise DeskError(str(error)) from error
            return [
                _scheduled(m.id, m.at, m.text, own[m.id].type if m.id in own else "", m.reply_to)
                for m in listed
            ]
        now = ctx.clock()
        return [_scheduled(p.schedule_id, p.at, p.text, p.type, None) for p in own.values() if p.at > now]

    async def cancel_scheduled(self, schedule_id: int) -> str:
        """Take a post out of the schedule; returns its text as it was typed, so that nothing is lost."""
        ctx = self._ctx
        try:
            listed = {m.id: m for m in await self._gateway.scheduled()}
            if schedule_id not in listed:
                raise DeskError(say("feed.schedule_gone"))
            await self._gateway.cancel_scheduled([schedule_id])
        except GatewayError as error:
            raise DeskError(str(error)) from error
        async with ctx.db.transaction() as tx:
            await feed_facts.forget_scheduled(tx, ctx.chat(), schedule_id)
        ctx.changed(DeskChange(status=True))
        return render(Formatted(listed[schedule_id].text, listed[schedule_id].entities))

    # ---- what was said before

    async def versions(self, message_id: int) -> list[VersionView]:
        """What a message said, oldest first; the last is what it says now."""
        if self._ctx.chat_key is None:
            return []
        found = await feed_facts.versions(self._ctx.db, self._ctx.chat(), message_id)
        return [
            VersionView(v.at, safe_text(v.text or ""), base_direction(v.text or ""), v.text is None)
            for v in found
        ]

    # ---- starting a conversation, mentioning

    async def starter(self, language: str | None = None) -> StarterProposal | None:
        """A conversation starter when nobody has written for a day and the service is open, else None."""
        ctx = self._ctx
        if ctx.chat_key is None or not ctx.caught_up:
            return None
        row = await ctx.db.one(
            "SELECT max(sent_at) FROM message WHERE chat_key = ? AND service IS NULL AND deleted_at IS NULL",
            (ctx.chat(),),
        )
        now = ctx.clock()
        if row is None or row[0] is None or not is_open(ctx.settings.policy, now):
            return None
        quiet_for = now - from_ms(row[0])
        starters = self._shelf.library.notices(Use.STARTER, language)
        if quiet_for < QUIET_AFTER or not starters:
            return None
        # Another one each day, the same one all day.
        chosen = starters[now.astimezone(ctx.settings.policy.tz).toordinal() % len(starters)]
        filled = self._shelf.fill(chosen.id, language, "", now)
        title = next(iter(chosen.title.values()), chosen.id)
        hours = int(quiet_for.total_seconds() // 3600)
        return StarterProposal(
            chosen.id, safe_line(title), filled.text, quiet_for, say("feed.quiet", hours=hours)
        )

    async def mentions(self, prefix: str, limit: int) -> list[MentionChoice]:
        """Members who wrote recently, the latest first, whose name or user name begins with what was typed."""
        ctx = self._ctx
        if ctx.chat_key is None:
            return []
        rows = await ctx.db.all(
            "SELECT p.telegram_id, p.name, p.username, p.kind FROM (SELECT sender_ref, max(id) AS newest FROM "
            "(SELECT sender_ref, id FROM message WHERE chat_key = ? AND service IS NULL ORDER BY id DESC LIMIT ?) "
            "GROUP BY sender_ref) r JOIN member p ON p.ref = r.sender_ref ORDER BY r.newest DESC",
            (ctx.chat(), _RECENT),
        )
        parts = fold_words(prefix.lstrip("@"))
        own = ctx.account.id if ctx.account is not None else None
        found = []
        for number, name, username, kind in rows:
            if number == own or kind not in (SenderKind.USER.value, SenderKind.BOT.value):
                continue
            words = fold_words(f"{name} {username or ''}")
            if all(any(word.startswith(part) for word in words) for part in parts):
                shown = shown_name(str(name), SenderKind.USER)
                user = safe_line(username) if username else None
                found.append(MentionChoice(int(number), shown, user, f"@{user}" if user else shown))
                if len(found) == limit:
                    break
        return found


def _scheduled(number: int, at: datetime, text: str, kind: str, reply_to: int | None) -> ScheduledView:
    return ScheduledView(number, at, safe_text(text), base_direction(text), kind, reply_to)

"""Sends what the outbox holds, exactly once (DESIGN, "Exactly once").

A row is committed with its ``random_id`` before anything leaves, and again as
"sending" before each attempt. Whatever happens in between, the next start
knows what may have left: young attempts are repeated with the same
``random_id``, old ones looked for first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from modtui.desk import companions
from modtui.desk.context import DeskContext
from modtui.desk.observe import observe
from modtui.desk.other_group import OTHER_GROUP, written_elsewhere
from modtui.desk.outgoing import outgoing
from modtui.desk.uploading import edits_of, file_of, leave, media_of
from modtui.desk.views import DeskChange
from modtui.domain.journal import (
    Event,
    Kind,
    action_subject,
    inquiry_subject,
    post_subject,
    private_subject,
)
from modtui.domain.messages import Message, Sender, SenderKind
from modtui.domain.outgoing import Attempt, Purpose, SendState, next_attempt
from modtui.store import derived, outbox
from modtui.store.faults import fault_point
from modtui.store.outbox import OutboxItem
from modtui.telegram.gateway import (
    FloodWait,
    GatewayError,
    MessageGone,
    NotConnected,
    Sent,
    SlowMode,
)
from modtui.text.catalogue import say

log = logging.getLogger(__name__)

#: While nothing is due, the outbox is looked at again so often.
_LOOK_AGAIN_S = 1.0
_AFTER_FAILURE_S = 5.0

#: Told when a row reached its end (sent, failed, held): the actions wait for that.
Settled = Callable[[OutboxItem, Sent | None], Awaitable[None]]


class OutboxRunner:
    """One message at a time, answers first."""

    def __init__(self, ctx: DeskContext, settled: Settled, may_leave: Callable[[OutboxItem], bool]) -> None:
        self._ctx = ctx
        self._settled = settled
        self._may_leave = may_leave
        self._wake = asyncio.Event()
        self._ending = False
        self._uploading: str | None = None  # one file at a time
        self._running = False
        self._ended = asyncio.Event()
        self.flood_until: datetime | None = None
        self._all_wait_until: datetime | None = None

    @property
    def slow_mode(self) -> bool:
        """Whether ``flood_until`` is the group's slow mode: then only messages to the group wait."""
        return self.flood_until is not None and self.flood_until != self._all_wait_until

    def wake(self) -> None:
        """Something was queued, or the connection is back."""
        self._wake.set()

    async def run(self) -> None:
        """Serve the outbox until cancelled or told to :meth:`finish`."""
        self._running = True
        while not self._ending:
            self._wake.clear()
            try:
                item, wait = await self._next()
                if item is not None:
                    if file_of(item) is not None:
                        # Beside the others: an answer does not wait for a film to be uploaded.
                        self._uploading = item.id
                        self._ctx.spawn(self._upload(item), "uploading a file")
                        continue
                    await self._serve(item)
                    continue
            except Exception:
                # A full disk, a mistake of ours: the row stays where it is and is tried again.
                log.exception("serving the outbox failed; trying again")
                self._ctx.tell(say("outbox.failed"), "error")
                wait = _AFTER_FAILURE_S
            try:
                await asyncio.wait_for(self._wake.wait(), wait)
            except TimeoutError:
                continue
        self._ended.set()

    async def _upload(self, item: OutboxItem) -> None:
        try:
            await self._serve(item)
        except Exception:
            await asyncio.sleep(_AFTER_FAILURE_S)  # a mistake of ours must not be repeated without a pause
            raise
        finally:
            self._uploading = None
            self._wake.set()

    async def finish(self, seconds: float) -> None:
        """Let what is on its way arrive, for so long; begin nothing new."""
        self._ending = True
        self._wake.set()
        if not self._running:
            return  # a desk for reading only sends nothing
        try:
            await asyncio.wait_for(self._ended.wait(), seconds)
        except TimeoutError:
            log.info("a message was still on its way when the desk closed; the next start sees to it")

    async def _next(self) -> tuple[OutboxItem | None, float]:
        """The row to serve now, or how long to wait (seconds)."""
        if not self._ctx.connected or self._ctx.settings.read_only:
            return None, _LOOK_AGAIN_S
        now = self._ctx.clock()
        if self._all_wait_until is not None and now < self._all_wait_until:
            return None, _LOOK_AGAIN_S
        rows = await outbox.in_states(self._ctx.db, (SendState.SENDING, SendState.QUEUED))
        rows = [item for item in rows if self._uploading is None or file_of(item) is None]
        rows = [r for r in rows if not outbox.waits_for_main(r) and r.id not in self._ctx.upload.held]
        rows = await companions.in_order(self._ctx.db, rows)
        waiting = [item for item in rows if self._may_leave(item) and self._can_be_judged(item)]
        ready = [item for item in waiting if item.not_before <= now]
        if ready:
            return ready[0], 0.0
        left = [(item.not_before - now).total_seconds() for item in waiting]
        # Never asleep for long: after a suspended night the clock has moved and the timer has not.
        return None, min([max(seconds, 0.05) for seconds in left] + [_LOOK_AGAIN_S])

    def _can_be_judged(self, item: OutboxItem) -> bool:
        """Whether we would know if somebody had answered meanwhile: not before history was read."""
        answers = item.purpose is Purpose.REPLY and item.detail.get("inquiry") is not None
        first_try = item.attempted_at is None and not item.detail.get("knows_answer")
        return self._ctx.caught_up or not (answers and first_try)

    # ---- one attempt

    async def _serve(self, item: OutboxItem) -> None:
        ctx = self._ctx
        now = ctx.clock()
        # Refused at its first attempt, it has surely not left; after an attempt of unknown outcome that stays unknown.
        surely_unsent = item.attempted_at is None
        try:
            if elsewhere := await written_elsewhere(ctx, item):
                await self._stop(item, SendState.HELD, OTHER_GROUP, elsewhere, unsent=surely_unsent)
                return
            if edits_of(item) is None and next_attempt(item.attempted_at, now) is Attempt.LOOK_FIRST:
                await self._look_first(item)
                return
            if item.attempted_at is None and (reason := await self._objection(item)):
                await self._stop(item, SendState.HELD, reason[0], reason[1], unsent=True)
                return
            async with ctx.db.transaction() as tx:
                if not await outbox.mark_sending(tx, item.id, now):
                    return
            ctx.changed(DeskChange(status=True))
            fault_point("outbox.before-send")
            sent = await leave(ctx, item, outgoing(item))
        except FloodWait as error:
            self.flood_until = now + timedelta(seconds=error.seconds)
            if not isinstance(error, SlowMode):
                self._all_wait_until = self.flood_until
            await self._later(item, self.flood_until, error, unsent=surely_unsent)
        except NotConnected as error:
            await self._later(item, now + timedelta(seconds=2), error, unsent=False)
        except MessageGone as error:
            reason_gone = say("outbox.target_gone") if edits_of(item) is None else str(error)
            await self._stop(item, SendState.HELD, error.code, reason_gone, unsent=surely_unsent)
        except GatewayError as error:
            if error.retry:
                await self._later(item, now + timedelta(seconds=10), error, unsent=False)
            else:
                state = SendState.HELD if error.code == "mention-lost" else SendState.FAILED
                await self._stop(item, state, error.code, str(error), unsent=surely_unsent)
        else:
            fault_point("outbox.after-send")
            await self._sent(item, sent)

    async def _objection(self, item: OutboxItem) -> tuple[str, str] | None:
        """(code, reason) why a reply should wait for a person: its target is gone, or somebody answered meanwhile."""
        if item.to_user is not None or item.reply_to is None:
            return None
        found = await self._ctx.gateway.by_id([item.reply_to])
        if found.get(item.reply_to) is None:
            return "message-gone", say("outbox.target_gone")
        inquiry_id = item.detail.get("inquiry")
        if inquiry_id is None or item.detail.get("knows_answer"):
            return None
        inquiry = (await derived.inquiries(self._ctx.db, item.chat_key, [int(inquiry_id)])).get(
            int(inquiry_id)
        )
        if inquiry is not None and inquiry.current.answer is not None:
            return "answered-meanwhile", say("outbox.answered_meanwhile")
        return None

    async def _look_first(self, item: OutboxItem) -> None:
        """Look for it among one's own messages; one that another row has sent is not it, however alike."""
        after = item.created_at - timedelta(minutes=1)
        if not item.text and not self._is_known_without_words(item):
            after = self._ctx.clock() + timedelta(days=1)
        while found := await self._ctx.gateway.find_own(outgoing(item).to, item.text or "", after=after):
            if not await self._is_another(item, found):
                await self._sent(item, found)
                return
            after = found.sent_at + timedelta(seconds=1)
        await self._stop(item, SendState.HELD, "unknown-outcome", say("outbox.unknown_outcome"), unsent=False)

    @staticmethod
    def _is_known_without_words(item: OutboxItem) -> bool:
        """Whether a file without a caption can be told from others: by what it answers, and by its name."""
        return item.to_user is None and (
            item.reply_to is not None or not (file_of(item) or {}).get("as_photo")
        )

    async def _is_another(self, item: OutboxItem, found: Sent) -> bool:
        """Whether this message is known to be something else: the same snippet often goes to several people."""
        taken = await self._ctx.db.one(
            "SELECT 1 FROM outbox WHERE message_id = ? AND to_user IS ? AND id <> ?",
            (found.message_id, item.to_user, item.id),
        )
        if taken is not None:
            return True
        if item.to_user is not None:
            return False
        message = (await self._ctx.gateway.by_id([found.message_id])).get(found.message_id)
        if message is None or message.reply_to != item.reply_to:
            return message is not None
        media, seen = media_of(item), message.media
        if media is None:
            return False
        if seen is None or not media.name:
            return seen is None or seen.kind is not media.kind  # Telegram makes a picture anew
        return (seen.name, seen.size) != (media.name, media.size)

    # ---- outcomes

    async def _sent(self, item: OutboxItem, sent: Sent) -> None:
        ctx = self._ctx
        async with ctx.db.transaction() as tx:
            await outbox.mark_sent(tx, item.id, sent.message_id, sent.sent_at)
            await outbox.release_companions(tx, item.id, sent.message_id)
            if item.to_user is None and edits_of(item) is None:
                await observe(ctx, tx, [_as_message(ctx, item, sent)])
            await ctx.write(tx, *_outcomes(ctx, item, sent))
        fault_point("outbox.sent-recorded")
        self.flood_until = None
        is_new = item.to_user is None and edits_of(item) is None
        new = frozenset({sent.message_id}) if is_new else frozenset()
        replied = frozenset(i for i in (item.reply_to, edits_of(item)) if i is not None)
        ctx.changed(DeskChange(new_messages=new, changed_messages=replied, queue=True, status=True))
        await self._settled(item, sent)

    async def _later(self, item: OutboxItem, when: datetime, error: GatewayError, *, unsent: bool) -> None:
        async with self._ctx.db.transaction() as tx:
            await outbox.mark_waiting(tx, item.id, when, error.code, str(error), unsent=unsent)
        fault_point("outbox.put-off")
        self._ctx.changed(DeskChange(status=True, queue=True))

    async def _stop(
        self, item: OutboxItem, state: SendState, code: str, reason: str, *, unsent: bool
    ) -> None:
        async with self._ctx.db.transaction() as tx:
            await outbox.mark_stopped(tx, item.id, state, code, reason)
            await companions.stop_with(tx, item, state, code)
            if unsent:
                await tx.execute("UPDATE outbox SET attempted_at = NULL WHERE id = ?", (item.id,))
        self._ctx.changed(DeskChange(status=True, queue=True, notice=reason, severity="warning"))
        stopped = await outbox.get(self._ctx.db, item.id)
        if stopped is not None:
            await self._settled(stopped, None)


def _as_message(ctx: DeskContext, item: OutboxItem, sent: Sent) -> Message:
    """The message just sent, as the group will show it: no need to wait for it to come back."""
    account = ctx.account
    sender = Sender(
        SenderKind.USER,
        account.id if account else None,
        account.name if account else "",
        account.username if account else None,
    )
    return Message(
        sent.message_id,
        sender,
        sent.sent_at,
        item.text or "",
        item.reply_to,
        media=media_of(item),
        outgoing=True,
        entities=item.entities,
    )


def _outcomes(ctx: DeskContext, item: OutboxItem, sent: Sent) -> list[Event]:
    """The events that say what this message was: one for each inquiry it answers, one for its action or post."""
    detail = item.detail
    if outbox.main_of(item.id) is not None:
        return companions.outcomes(ctx, item, sent)
    if item.purpose is Purpose.REPLY and detail.get("inquiry") is not None:
        payload = {
            "outbox": item.id,
            "message_id": sent.message_id,
            "sent_at": sent.sent_at.isoformat(),
            "kind": detail.get("kind"),
            "snippets": detail.get("snippets", []),
        }
        answered = [int(detail["inquiry"]), *(int(i) for i in detail.get("also", ()))]
        return [
            ctx.event(Kind.REPLY_SENT, inquiry_subject(item.chat_key, inquiry_id), payload)
            for inquiry_id in answered
        ]
    event = _single_outcome(ctx, item, sent)
    return [] if event is None else [event]


def _single_outcome(ctx: DeskContext, item: OutboxItem, sent: Sent) -> Event | None:
    """The event of a step, a post or a private reply, which says what it was and never a word of it."""
    detail = item.detail
    if item.purpose is Purpose.MODERATION and detail.get("action"):
        return ctx.event(
            Kind.ACTION_STEP,
            action_subject(str(detail["action"])),
            {
                "number": int(detail["step"]),
                "outcome": "done",
                "at": sent.sent_at.isoformat(),
                "outbox": item.id,
                # A message id of a private chat says nothing about who it was with.
                "message_id": sent.message_id,
                "error": "",
            },
        )
    if item.purpose is Purpose.REPLY and item.to_user is not None:
        if not detail.get("kind") and not detail.get("snippets"):
            return None
        return ctx.event(
            Kind.PRIVATE_REPLIED,
            private_subject(item.chat_key),
            {
                "message_id": sent.message_id,
                "sent_at": sent.sent_at.isoformat(),
                "kind": detail.get("kind"),
                "snippets": detail.get("snippets", []),
            },
        )
    if edits_of(item) is not None:
        return ctx.event(
            Kind.POST_EDITED,
            post_subject(item.chat_key, sent.message_id),
            {"message_id": sent.message_id, "at": sent.sent_at.isoformat()},
        )
    if item.instead_of is not None:  # to an ordinary message: no post, though no link says what it answers
        return ctx.event(
            Kind.REPLY_MENTIONED,
            post_subject(item.chat_key, sent.message_id),
            {"message_id": sent.message_id, "to": item.instead_of, "at": sent.sent_at.isoformat()},
        )
    if item.purpose is Purpose.POST:
        return ctx.event(
            Kind.POST_SENT,
            post_subject(item.chat_key, sent.message_id),
            {
                "message_id": sent.message_id,
                "type": detail.get("type", "other"),
                "sent_at": sent.sent_at.isoformat(),
                # No use of theirs that the figures count: it answers nobody. What was sent knowingly is written down.
                **({"snippets": detail["snippets"]} if detail.get("snippets") else {}),
            },
        )
    return None

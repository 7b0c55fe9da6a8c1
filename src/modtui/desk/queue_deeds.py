"""Every other step of an inquiry's life (RULES 2): merge, urgent, waiting, snooze, check back, follow-ups, linking.

Each is one decision in the journal, and each can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_model import items_by_id
from modtui.desk.queue_times import still_waits
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange, FeedItem
from modtui.domain.inquiries import Inquiry
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.journal import Event, Kind, inquiry_subject
from modtui.domain.messages import SenderKind
from modtui.store import derived, observed
from modtui.store.database import to_ms
from modtui.text.catalogue import say

#: A staff message without a reply link so soon after a question is proposed as its answer.
PROPOSED_WITHIN: Final = timedelta(minutes=30)
#: As many staff messages are looked at for a proposal.
_CANDIDATES: Final = 10


class QueueDeeds:
    """Decisions about inquiries that are neither an answer nor a dismissal."""

    def __init__(self, ctx: DeskContext, undo: UndoStack) -> None:
        self._ctx = ctx
        self._undo = undo

    async def merge(self, inquiry_id: int, into_id: int) -> None:
        """The same question asked twice: one waits for the other's answer. Both askers' threads count as one."""
        if inquiry_id == into_id:
            raise DeskError(say("desk.merge_itself"))
        merged, target = await self._inquiry(inquiry_id), await self._inquiry(into_id)
        if target.state is InquiryState.MERGED:
            raise DeskError(say("desk.merge_into_merged"))
        if merged.state is InquiryState.MERGED:
            raise DeskError(say("desk.merged_already"))
        await self._decide(
            say("undo.merge"),
            self._event(Kind.INQUIRY_MERGED, inquiry_id, {"into": into_id}),
            self._event(Kind.INQUIRY_ABSORBED, into_id, {"message_id": inquiry_id}),
        )

    async def set_urgent(self, inquiry_id: int, urgent: bool) -> None:
        """Danger to somebody's life or safety: above every deadline; or not, after all."""
        if (await self._inquiry(inquiry_id)).urgent is urgent:
            raise DeskError(say("desk.urgent_already" if urgent else "desk.not_urgent"))
        await self._decide(
            say("undo.urgent"), self._event(Kind.INQUIRY_URGENT, inquiry_id, {"urgent": urgent})
        )

    async def wait_on_partner(self, inquiry_id: int, partner: str, remind_at: datetime | None) -> None:
        """A partner was asked. The clock goes on (RULES 2)."""
        await self._inquiry(inquiry_id)
        partner = partner.strip()
        if not partner:
            raise DeskError(say("desk.no_partner"))
        payload = {
            "partner": partner,
            "asked_on": self._ctx.clock().isoformat(),
            "remind_at": _iso(remind_at),
        }
        await self._decide(say("undo.waiting"), self._event(Kind.INQUIRY_WAITING, inquiry_id, payload))

    async def snooze(self, inquiry_id: int, until: datetime) -> None:
        """Out of the way until then. Urgent ones are never snoozed; the clock goes on."""
        inquiry = await self._inquiry(inquiry_id)
        if inquiry.urgent:
            raise DeskError(say("desk.urgent_not_snoozed"))
        if not still_waits(inquiry.state):
            raise DeskError(say("desk.nothing_to_snooze"))
        if until <= self._ctx.clock():
            raise DeskError(say("desk.time_passed"))
        if inquiry.state.waits_for_staff and until > inquiry.current.due:
            raise DeskError(say("desk.snooze_past_due"))
        await self._decide(
            say("undo.snooze"), self._event(Kind.INQUIRY_SNOOZED, inquiry_id, {"until": until.isoformat()})
        )

    async def resume(self, inquiry_id: int) -> None:
        """No longer waiting on a partner nor snoozed."""
        await self._inquiry(inquiry_id)
        await self._decide(say("undo.resume"), self._event(Kind.INQUIRY_RESUMED, inquiry_id, {}))

    async def check_back(self, inquiry_id: int, at: datetime | None) -> None:
        """Ask the member how it went, at that time; None: no longer."""
        inquiry = await self._inquiry(inquiry_id)
        if at is not None and inquiry.state.waits_for_staff:
            raise DeskError(say("desk.check_back_unanswered"))
        await self._decide(
            say("undo.check_back"), self._event(Kind.INQUIRY_CHECK_BACK, inquiry_id, {"at": _iso(at)})
        )

    async def settle_follow_up(self, inquiry_id: int, *, asks: bool) -> None:
        """The asker wrote again: it asks (a new cycle on its own clock), or it needs no reply (thanks)."""
        inquiry = await self._inquiry(inquiry_id)
        message_id = inquiry.maybe_follow_up
        if message_id is None and inquiry.later_cycles and not asks:
            message_id = inquiry.later_cycles[-1].message_id
        if message_id is None:
            raise DeskError(say("desk.no_follow_up"))
        if asks:
            event = self._event(
                Kind.FOLLOW_UP_FOUND,
                inquiry_id,
                {"message_id": message_id, "label": "inquiry", "by_hand": True, "reasons": []},
            )
        else:
            event = self._event(Kind.FOLLOW_UP_SETTLED, inquiry_id, {"message_id": message_id})
        await self._decide(say("undo.follow_up"), event)

    async def mark_follow_up(self, inquiry_id: int, message_id: int) -> None:
        """A message of the asker asks again: detection did not see it."""
        await self._inquiry(inquiry_id)
        stored = await observed.one(self._ctx.db, self._ctx.chat(), message_id)
        if stored is None:
            raise DeskError(say("desk.message_gone"))
        await self._decide(
            say("undo.follow_up"),
            self._event(
                Kind.FOLLOW_UP_FOUND,
                inquiry_id,
                {"message_id": message_id, "label": "inquiry", "by_hand": True, "reasons": []},
            ),
        )

    async def link(self, message_id: int, inquiry_ids: Sequence[int], kind: ReplyKind | None) -> None:
        """A staff message answers these inquiries though it carries no reply link; one may answer several."""
        ctx = self._ctx
        stored = await observed.one(ctx.db, ctx.chat(), message_id)
        if stored is None or stored.deleted_at is not None:
            raise DeskError(say("desk.message_gone"))
        rules = await ctx.rules.get(ctx.db)
        role = rules.roles.role_at(stored.sender_ref, stored.message.sender.kind, stored.message.sent_at)
        if not role.answers_count:
            raise DeskError(say("desk.link_staff_only"))
        events = []
        for inquiry_id in inquiry_ids:
            inquiry = await self._inquiry(inquiry_id)
            if stored.message.sent_at < inquiry.asked_at:
                raise DeskError(say("desk.link_before_question"))
            events.append(self._event(Kind.REPLY_LINKED, inquiry_id, {"message_id": message_id}))
            if kind is not None:
                tag = {"message_id": message_id, "kind": kind.value}
                events.append(self._event(Kind.REPLY_TAGGED, inquiry_id, tag))
        if not events:
            raise DeskError(say("desk.no_inquiry"))
        await self._decide(say("undo.link"), *events)

    async def link_candidates(self, inquiry_id: int) -> list[FeedItem]:
        """Staff messages without a reply link soon after the question: perhaps its answer."""
        ctx = self._ctx
        inquiry = await self._inquiry(inquiry_id)
        if not inquiry.state.waits_for_staff:
            return []
        since = inquiry.current.clock_from
        rows = await ctx.db.all(
            "SELECT id, sender_ref, sender_kind, sent_at FROM message WHERE chat_key = ? AND sent_at >= ? "
            "AND sent_at <= ? AND reply_to IS NULL AND service IS NULL AND deleted_at IS NULL AND id > ? "
            "ORDER BY id LIMIT 200",
            (ctx.chat(), to_ms(since), to_ms(since + PROPOSED_WITHIN), inquiry.current.message_id),
        )
        roles = (await ctx.rules.get(ctx.db)).roles
        known = {reply.message_id for reply in inquiry.all_replies}
        staff = [
            int(row[0])
            for row in rows
            if int(row[0]) not in known and roles.role_at(row[1], SenderKind(row[2]), since).answers_count
        ]
        return await items_by_id(ctx, staff[:_CANDIDATES])

    # ---- writing down

    def _event(self, kind: Kind, inquiry_id: int, payload: dict[str, Any]) -> Event:
        return self._ctx.event(kind, inquiry_subject(self._ctx.chat(), inquiry_id), payload)

    async def _decide(self, undo: str, *events: Event) -> None:
        await self._ctx.decide(*events)
        self._undo.push(undo, lambda: self._take_back(events, undo))
        self._told(events)

    async def _take_back(self, events: Sequence[Event], what: str) -> str:
        undos = [self._ctx.event(Kind.UNDONE, event.subject, {"of": event.uuid}) for event in events]
        await self._ctx.decide(*undos)
        self._told(events)
        return say("undo.done", what=what)

    def _told(self, events: Sequence[Event]) -> None:
        ids = frozenset(int(event.subject.rpartition(":")[2]) for event in events)
        self._ctx.changed(DeskChange(changed_messages=ids, queue=True, status=True))

    async def _inquiry(self, inquiry_id: int) -> Inquiry:
        ctx = self._ctx
        found = await derived.inquiries(ctx.db, ctx.chat(), [inquiry_id]) if ctx.chat_key else {}
        if inquiry_id not in found:
            raise DeskError(say("desk.no_inquiry"))
        return found[inquiry_id]


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()

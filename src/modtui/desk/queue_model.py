"""The queue and one inquiry in full, as the screen shows them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

from modtui.desk.context import DeskContext
from modtui.desk.feed_model import first_line, items_by_id, media_line, shown_name
from modtui.desk.queue_times import (
    answered_today,
    ask_again_since,
    back_since,
    changes_at,
    group_of,
    still_waits,
)
from modtui.desk.triage import Triage
from modtui.desk.views import InquiryDetail, QueueGroup, QueueRow, TimelineEntry
from modtui.domain.clock import Deadline
from modtui.domain.clock_steps import explain
from modtui.domain.countdown import remaining
from modtui.domain.detection import reason_in_words
from modtui.domain.inquiries import Inquiry
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.journal import Event, Kind, effective, inquiry_subject
from modtui.domain.outgoing import SendState
from modtui.domain.policy import ServicePolicy
from modtui.domain.snippet_history import snippets_sent
from modtui.store import derived, journal, observed, outbox
from modtui.text.catalogue_snippets import say
from modtui.text.direction import base_direction
from modtui.text.safe import safe_text

_ORDER = list(QueueGroup)
#: Rows made between two turns of everybody else (some 2 ms).
_TURN = 50


def deadline_of(inquiry: Inquiry, policy: ServicePolicy) -> Deadline:
    """The deadline frozen with an inquiry, in the clock's own form."""
    return Deadline(
        inquiry.current.clock_from,
        inquiry.current.start,
        inquiry.current.due,
        inquiry.current.answer_by,
        policy.clock,
        inquiry.current.policy_version,
    )


async def queue(ctx: DeskContext, triage: Triage | None = None) -> list[QueueRow]:
    """Listed inquiries in the order of the screen; with ``triage``, each says which others ask the same."""
    if ctx.chat_key is None:
        return []
    waiting = await derived.listed_inquiries(ctx.db, ctx.chat_key)
    rows = await _rows(ctx, waiting)
    if triage is not None:
        open_ids = [i.message_id for i in waiting if i.state.waits_for_staff]
        rows = [
            dataclasses.replace(row, similar=triage.similar_to(row.inquiry_id, open_ids))
            if row.state.waits_for_staff
            else row
            for row in rows
        ]
    return in_order(rows)


def in_order(rows: Sequence[QueueRow]) -> list[QueueRow]:
    """By group, by last open moment, the longest waiting first (RULES 1)."""
    return sorted(rows, key=lambda r: (_ORDER.index(r.group), r.deadline.answer_by, r.asked_at, r.inquiry_id))


async def _rows(ctx: DeskContext, inquiries: Sequence[Inquiry]) -> list[QueueRow]:
    now = ctx.clock()
    found = await observed.by_ids(ctx.db, ctx.chat(), [i.current.message_id for i in inquiries])
    messages = {row.message.id: row for row in found}
    sending = {
        int(item.detail["inquiry"]): item
        for item in await outbox.in_states(ctx.db, (SendState.QUEUED, SendState.SENDING))
        if item.detail.get("inquiry") is not None
    }
    drafts = {int(row[0]) for row in await ctx.db.all("SELECT target FROM draft WHERE target <> 0")}
    rows = []
    for number, inquiry in enumerate(inquiries):
        if number % _TURN == _TURN - 1:
            await asyncio.sleep(0)  # after a burst there are hundreds: a key does not wait for all of them
        stored = messages.get(inquiry.current.message_id)
        if stored is None:
            continue
        message = stored.message
        policy = ctx.policies.at(inquiry.current.clock_from)
        line = first_line(message.text) or media_line(message)
        item = sending.get(inquiry.message_id)
        leaves_at = item.leaves_at(now) if item is not None else None
        rows.append(
            QueueRow(
                inquiry_id=inquiry.message_id,
                asker_id=message.sender.id,
                asker=shown_name(message.sender.name, message.sender.kind),
                first_line=line,
                direction=base_direction(line),
                language=inquiry.language,
                state=inquiry.state,
                group=group_of(inquiry, policy, now),
                asked_at=inquiry.asked_at,
                deadline=deadline_of(inquiry, policy),
                urgent=inquiry.urgent,
                reasons=tuple(_reason(code) for code in inquiry.reasons),
                follow_ups=inquiry.follow_ups,
                draft=inquiry.message_id in drafts,
                sending=item is not None,
                leaves=_clock_time(leaves_at, policy, now) if leaves_at is not None else "",
                note=_note(ctx, inquiry, policy),
                cycle=1 + len(inquiry.later_cycles),
                message_id=inquiry.current.message_id,
                maybe_follow_up=inquiry.maybe_follow_up,
                member_answer=inquiry.member_answer,
                waiting_on=safe_text(inquiry.waiting.partner, newlines=False) if inquiry.waiting else "",
                back_since=back_since(inquiry, now),
                changes_at=_sooner(changes_at(inquiry, policy, now), leaves_at),
            )
        )
    return rows


def _reason(code: str) -> str:
    return say("queue.edited_into") if code == "edited-into" else reason_in_words(code)


def _clock_time(at: datetime, policy: ServicePolicy, now: datetime) -> str:
    local = at.astimezone(policy.tz)
    if local.date() == now.astimezone(policy.tz).date():
        return f"{local:%H:%M}"
    return f"{local:%a %H:%M}"


def _sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _note(ctx: DeskContext, inquiry: Inquiry, policy: ServicePolicy) -> str:
    now = ctx.clock()
    at = inquiry.current.first_response_at
    when = _clock_time(at, policy, now) if at is not None else ""
    if inquiry.waiting is not None and ask_again_since(inquiry, now) is not None:
        return say(
            "queue.note_ask_again",
            partner=safe_text(inquiry.waiting.partner, newlines=False),
            at=_clock_time(inquiry.waiting.asked_on, policy, now),
        )
    if inquiry.maybe_follow_up is not None and not inquiry.state.waits_for_staff:
        return say("queue.note_maybe_follow_up")
    if inquiry.check_back_at is not None and not inquiry.state.is_listed:
        code = "queue.note_check_back_due" if inquiry.check_back_at <= now else "queue.note_check_back"
        return say(code, at=_clock_time(inquiry.check_back_at, policy, now))
    until = inquiry.snoozed_until
    if until is not None and still_waits(inquiry.state) and not inquiry.urgent:
        code = "queue.note_snoozed" if now < until else "queue.note_back"
        return say(code, at=_clock_time(until, policy, now))
    match inquiry.state:
        case InquiryState.ACKNOWLEDGED:
            return say("queue.note_holding", at=when)
        case InquiryState.ASKED_BACK:
            return say("queue.note_asked_back", at=when)
        case InquiryState.ANSWERED_UNCONFIRMED:
            today = answered_today(inquiry, policy, now)
            return say("queue.note_to_confirm" if today else "queue.note_assumed", at=when)
        case InquiryState.WAITING:
            return say(
                "queue.note_waiting",
                partner=safe_text(inquiry.waiting.partner if inquiry.waiting else "", newlines=False),
            )
        case InquiryState.TO_VERIFY:
            return say("queue.note_to_verify")
        case _:
            return say("queue.note_cycle", number=len(inquiry.later_cycles)) if inquiry.later_cycles else ""


async def detail(ctx: DeskContext, inquiry_id: int) -> InquiryDetail | None:
    """Everything about one inquiry, without suggestions; None when it is none."""
    inquiry = (await derived.inquiries(ctx.db, ctx.chat(), [inquiry_id])).get(inquiry_id)
    if inquiry is None:
        return None
    rows = await _rows(ctx, [inquiry])
    if not rows:
        return None
    policy = ctx.policies.at(inquiry.current.clock_from)
    stored = await observed.one(ctx.db, ctx.chat(), inquiry.current.message_id)
    ids = [
        int(row[0])
        for row in await ctx.db.all(
            "SELECT message_id FROM thread WHERE chat_key = ? AND inquiry_id = ? ORDER BY message_id LIMIT 200",
            (ctx.chat(), inquiry_id),
        )
    ]
    events = await journal.of_subject(ctx.db, inquiry_subject(ctx.chat(), inquiry_id))
    for other in inquiry.absorbed:  # what was answered there is this one's answer too
        of_other = await journal.of_subject(ctx.db, inquiry_subject(ctx.chat(), other))
        events += [event for event in of_other if event.kind in (Kind.REPLY_SENT, Kind.REPLY_ATTACHED)]
    return InquiryDetail(
        row=rows[0],
        text=safe_text(stored.message.text) if stored is not None else "",
        thread=tuple(await items_by_id(ctx, ids)),
        explanation=tuple(explain(policy, inquiry.current.clock_from, ctx.settings.policy).sentences()),
        timeline=_timeline(inquiry, events),
    )


def _timeline(inquiry: Inquiry, events: Sequence[Event]) -> tuple[TimelineEntry, ...]:
    entries = [TimelineEntry(inquiry.asked_at, say("timeline.asked"))]
    for event in effective(events):
        sentence = _event_sentence(event)
        if sentence:
            entries.append(TimelineEntry(event.at, sentence))
    sent = {int(e.payload["message_id"]) for e in events if e.kind == Kind.REPLY_SENT}
    entries.extend(
        TimelineEntry(reply.at, say("timeline.reply_elsewhere"))
        for reply in inquiry.all_replies
        if reply.message_id not in sent
    )
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _event_sentence(event: Event) -> str:
    payload = event.payload
    match event.kind:
        case Kind.INQUIRY_FOUND:
            reasons = ", ".join(_reason(str(code)) for code in payload.get("reasons", ()))
            return say("timeline.found", label=payload["label"], reasons=reasons or say("timeline.no_reason"))
        case Kind.REPLY_SENT:
            knowingly = any(one.overridden for one in snippets_sent([event]))
            code = "timeline.replied_overridden" if knowingly else "timeline.replied"
            return say(code, kind=_kind_words(payload.get("kind")))
        case Kind.INQUIRY_PRIVATELY_ANSWERED:
            return say("private.timeline_answered", kind=_kind_words(payload.get("kind")))
        case Kind.REPLY_TAGGED:
            return say("timeline.tagged", kind=_kind_words(payload.get("kind")))
        case Kind.REPLY_ATTACHED:
            return say("timeline.reply.part" if event.payload.get("part") else "timeline.reply.attached")
        case (
            Kind.INQUIRY_MARKED
            | Kind.INQUIRY_DISMISSED
            | Kind.INQUIRY_MERGED
            | Kind.INQUIRY_URGENT
            | Kind.INQUIRY_WAITING
            | Kind.INQUIRY_SNOOZED
            | Kind.INQUIRY_TO_VERIFY
            | Kind.INQUIRY_ABSORBED
            | Kind.INQUIRY_RESUMED
            | Kind.INQUIRY_CHECK_BACK
            | Kind.FOLLOW_UP_FOUND
            | Kind.FOLLOW_UP_SETTLED
            | Kind.REPLY_LINKED
            | Kind.SNIPPET_RECALL_SETTLED
        ):
            return say(f"timeline.{event.kind}")
        case _:
            return ""


def _kind_words(kind: object) -> str:
    return say(f"reply_kind.{ReplyKind(str(kind)).value}") if kind else say("reply_kind.unsaid")


def countdown(policy: ServicePolicy, deadline: Deadline, now: datetime, soon: timedelta) -> tuple[str, str]:
    """(text, level) of a countdown cell. A paused clock says when it resumes, it does not pretend to tick (RULES 1)."""
    left = remaining(policy, deadline, now)
    if left.overdue_by is not None:
        return say("countdown.overdue", span=_span(left.overdue_by)), "overdue"
    if left.until_answer_by == timedelta(0):
        return say("countdown.last_moment_passed"), "overdue"
    if left.paused:
        resumes = left.resumes
        return (
            say("countdown.paused", at=_clock_time(resumes, policy, now) if resumes else "?"),
            "paused",
        )
    level = "soon" if left.open_left <= soon else "calm"
    return _span(left.open_left), level


def _span(span: timedelta) -> str:
    """A span in its two largest units, ticking by the second in the last hour."""
    seconds = int(span.total_seconds())
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return f"{days}d {hours:02d}h"
    if hours:
        return f"{hours}h {minutes:02d}m"
    return f"{minutes:2d}m {seconds:02d}s"

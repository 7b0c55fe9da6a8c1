"""What detection finds in a new message, and what that means for the inquiries there are (RULES 2).

A member's message can be an inquiry of its own, a follow-up to their own
question, or an answer to somebody else's, which staff then verify.
"""

from __future__ import annotations

from typing import Any, Final

from modtui.desk.context import DeskContext
from modtui.desk.seen import SAME_BREATH_S, seen_as
from modtui.domain.detection import DETECTOR_VERSION, DetectionInput, Label, Verdict
from modtui.domain.detection.adapt import Adapter
from modtui.domain.inquiries import Inquiry
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.journal import Event, Kind, inquiry_subject
from modtui.domain.messages import Message, Role
from modtui.store import derived, journal
from modtui.store.database import Transaction, to_ms
from modtui.store.derived import Rules

#: A member's reply of fewer characters ("me too", an emoji) is taken for no answer.
SHORTEST_ANSWER: Final = 15


async def findings(
    ctx: DeskContext, tx: Transaction, message: Message, rules: Rules, adapter: Adapter, *, edited: bool
) -> list[Event]:
    """The events a new or edited message calls for; usually none. The message is mirrored already.

    ``adapter`` is detection with what moderators corrected here.
    """
    if message.service is not None:
        return []
    chat_key = ctx.chat()
    if edited and await journal.of_subject(tx, inquiry_subject(chat_key, message.id)):
        return []
    row = await tx.one("SELECT sender_ref FROM message WHERE chat_key = ? AND id = ?", (chat_key, message.id))
    ref = None if row is None or row[0] is None else str(row[0])
    if rules.roles.role_at(ref, message.sender.kind, message.sent_at) is not Role.MEMBER:
        return []
    verdict = adapter.detect(await seen_as(tx, chat_key, message, ref, rules))
    thread = await _thread_of(tx, chat_key, message)
    if thread is not None and not edited:
        if ref is not None and ref == thread.asker:
            return _follow_up(ctx, thread, message, verdict)
        # In somebody else's thread a likely question is more often an answer; staff will read it either way.
        if verdict.label is not Label.INQUIRY and _may_answer(thread, message):
            return [
                ctx.event(
                    Kind.INQUIRY_TO_VERIFY,
                    inquiry_subject(chat_key, thread.message_id),
                    {"message_id": message.id},
                )
            ]
    if verdict.label is Label.NONE:
        return []
    if message.reply_to is None and not edited and not _stands_alone(message, adapter):
        earlier = await _own_recent_inquiry(tx, chat_key, message, ref)
        if earlier is not None:
            return _follow_up(ctx, earlier, message, verdict)
    return [_found(ctx, message, verdict, edited=edited)]


def _found(ctx: DeskContext, message: Message, verdict: Verdict, *, edited: bool) -> Event:
    """An inquiry of its own. An edit into a question is ``possible``: a person starts its clock."""
    label = Label.POSSIBLE if edited else verdict.label
    payload = _facts(verdict)
    payload["label"] = label.value
    if edited:
        payload["reasons"] = [*verdict.reasons, "edited-into"]
    return ctx.event(Kind.INQUIRY_FOUND, inquiry_subject(ctx.chat(), message.id), payload)


def _facts(verdict: Verdict) -> dict[str, Any]:
    return {
        "label": verdict.label.value,
        "urgent": verdict.urgent,
        "score": round(verdict.score, 4),
        "reasons": list(verdict.reasons),
        "language": verdict.language,
        "detector": DETECTOR_VERSION,
    }


def _follow_up(ctx: DeskContext, inquiry: Inquiry, message: Message, verdict: Verdict) -> list[Event]:
    """The asker writes again in their own thread: a follow-up where it asks, thanks where it does not."""
    subject = inquiry_subject(inquiry.chat_key, inquiry.message_id)
    if message.id == inquiry.message_id:
        return []
    facts = _facts(verdict)
    if verdict.label is Label.NONE:
        if not any(sign in message.text for sign in "?؟"):
            return []
        # Thanks and then a question: detection hears the thanks. One key says that it needs no reply.
        facts["label"] = Label.POSSIBLE.value
    events = [ctx.event(Kind.FOLLOW_UP_FOUND, subject, {"message_id": message.id, **facts})]
    if verdict.urgent and not inquiry.urgent:
        events.append(ctx.event(Kind.INQUIRY_URGENT, subject, {"urgent": True}))
    return events


def _stands_alone(message: Message, adapter: Adapter) -> bool:
    """Whether it asks without what was said before it: then it is a second question, not more of the first."""
    return adapter.detect(DetectionInput(text=message.text)).label is Label.INQUIRY


def _may_answer(inquiry: Inquiry, message: Message) -> bool:
    return (
        inquiry.state in (InquiryState.OPEN, InquiryState.ACKNOWLEDGED)
        and not inquiry.imported
        and len(message.text.strip()) >= SHORTEST_ANSWER
    )


async def _thread_of(tx: Transaction, chat_key: int, message: Message) -> Inquiry | None:
    """The inquiry in whose thread this message replies; dismissed and merged ones are none."""
    if message.reply_to is None:
        return None
    touched = await derived.inquiries_touched_by(tx, chat_key, [message.reply_to])
    if not touched:
        return None
    found = await derived.inquiries(tx, chat_key, touched)
    standing = [
        inquiry
        for inquiry in found.values()
        if inquiry.state not in (InquiryState.DISMISSED, InquiryState.MERGED)
        and inquiry.message_id != message.id
    ]
    return max(standing, key=lambda inquiry: inquiry.message_id, default=None)


async def _own_recent_inquiry(
    tx: Transaction, chat_key: int, message: Message, ref: str | None
) -> Inquiry | None:
    """The asker's own inquiry of a few minutes ago that still waits."""
    if ref is None:
        return None
    row = await tx.one(
        # The index is named because SQLite would rather walk back through every inquiry there is.
        "SELECT i.message_id FROM inquiry i INDEXED BY inquiry_asked "
        "JOIN message m ON m.chat_key = i.chat_key AND m.id = i.message_id "
        "WHERE i.chat_key = ? AND i.asked_at >= ? AND m.sender_ref = ? AND i.message_id < ? "
        "ORDER BY i.message_id DESC LIMIT 1",
        (chat_key, to_ms(message.sent_at) - round(SAME_BREATH_S * 1000), ref, message.id),
    )
    if row is None:
        return None
    inquiry = (await derived.inquiries(tx, chat_key, [int(row[0])])).get(int(row[0]))
    return inquiry if inquiry is not None and inquiry.state.waits_for_staff else None

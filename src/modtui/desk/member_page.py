"""Everything about one member on one page (issue: Fair and firm, members)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from modtui.desk import complaints
from modtui.desk.context import DeskContext
from modtui.desk.fairness import fairness, guidelines_received
from modtui.desk.feed_model import first_line, media_line
from modtui.desk.held import received_in_private
from modtui.desk.member_records import MemberRecords
from modtui.desk.members_model import member_row, moderator_name
from modtui.desk.record_model import elsewhere
from modtui.desk.views_members import MemberAction, MemberInquiry, MemberPage, RecordEntry
from modtui.domain.actions import Action, ActionKind, ActionStatus, StepKind, StepOutcome
from modtui.domain.inquiries import Inquiry
from modtui.domain.membership import fold_membership
from modtui.store import derived, members, observed
from modtui.store.database import from_ms, maybe_from_ms


async def member_page(ctx: DeskContext, records: MemberRecords, member_id: int) -> MemberPage | None:
    """One member's page; None when the store does not know them."""
    ref = await members.ref_of(ctx.db, member_id)
    row = await member_row(ctx, ref) if ref is not None and ctx.chat_key is not None else None
    if ref is None or row is None:
        return None
    actions = await derived.actions_of_member(ctx.db, ref)
    moves = fold_membership(await members.reports(ctx.db, ctx.chat(), ref))
    wrote = await ctx.db.one(
        "SELECT min(sent_at) FROM message INDEXED BY message_sender "
        "WHERE chat_key = ? AND sender_ref = ? AND service IS NULL",
        (ctx.chat(), ref),
    )
    others = await elsewhere(ctx, ref)
    language = await ctx.db.one("SELECT language FROM member WHERE ref = ?", (ref,))
    return MemberPage(
        row=row,
        language=str(language[0]) if language is not None and language[0] else None,
        moves=tuple(moves),
        first_wrote=maybe_from_ms(wrote[0]) if wrote is not None else None,
        inquiries=tuple(await _inquiries(ctx, ref)),
        actions=tuple([await _action(ctx, action) for action in reversed(actions)]),
        notes=tuple(await records.notes(ref)),
        complaints=tuple(
            [await complaints.view(ctx, one) for one in await complaints.all_complaints(ctx, ref)]
        ),
        private_messages=tuple(await private_dates(ctx, member_id, ref, actions)),
        private_received=tuple(await received_in_private(ctx, ref)),
        guidelines=tuple(await guidelines_received(ctx, ref, moves)),
        fairness=await fairness(ctx, ref, actions, ctx.clock()),
        elsewhere=tuple(others),
        may_return=row.removed and _lifted(moves[-1].at, actions, others),
    )


def _lifted(removed_at: datetime, actions: Sequence[Action], others: Sequence[RecordEntry]) -> bool:
    """Whether the removal was lifted since, here or in Telegram itself."""
    return any(
        action.kind is ActionKind.READMIT
        and any(
            step.kind is StepKind.LIFT
            and step.outcome is StepOutcome.DONE
            and step.at is not None
            and step.at > removed_at
            for step in action.steps
        )
        for action in actions
    ) or any(entry.kind == "unbanned" and entry.at > removed_at for entry in others)


async def _inquiries(ctx: DeskContext, ref: str) -> list[MemberInquiry]:
    rows = await ctx.db.all(
        "SELECT message_id FROM inquiry WHERE chat_key = ? AND json_extract(body, '$.asker') = ? "
        "ORDER BY asked_at DESC",
        (ctx.chat(), ref),
    )
    ids = [int(row[0]) for row in rows]
    found = await derived.inquiries(ctx.db, ctx.chat(), ids)
    texts = {m.message.id: m for m in await observed.by_ids(ctx.db, ctx.chat(), ids)}
    views = []
    for number in ids:
        inquiry, stored = found[number], texts.get(number)
        line = ""
        if stored is not None:
            line = first_line(stored.message.text) or media_line(stored.message)
        views.append(
            MemberInquiry(
                inquiry_id=number,
                asked_at=inquiry.asked_at,
                state=inquiry.state.value,
                answered_at=inquiry.answered_at,
                answered_as=_answered_as(inquiry),
                met=_met(inquiry, ctx.clock()),
                line=line,
            )
        )
    return views


def _answered_as(inquiry: Inquiry) -> str:
    answer = next((r for r in inquiry.replies if r.message_id == inquiry.answer_id), None)
    return answer.kind.value if answer is not None and answer.kind is not None else ""


def _met(inquiry: Inquiry, now: datetime) -> bool | None:
    """Within the standard: answered at or before due; None while that is not known (RULES 4)."""
    if inquiry.answered_at is not None:
        return inquiry.answered_at <= inquiry.due
    return None if now <= inquiry.due else False


async def _action(ctx: DeskContext, action: Action) -> MemberAction:
    return MemberAction(
        action_id=action.action_id,
        at=action.planned_at,
        kind=action.kind.value,
        category=action.category,
        status=action.status.value,
        standing=standing_of(ctx, action),
        delivered_at=action.delivered_at,
        by_me=ctx.account is not None and action.author_id == ctx.account.id,
        by=await moderator_name(ctx, action.author_id),
        may_void=action.can_be_voided,
    )


def standing_of(ctx: DeskContext, action: Action) -> str:
    """Whether a warning counts now, and why not where it does not."""
    if action.status in (ActionStatus.UNDONE, ActionStatus.TAKEN_BACK):
        return "undone"
    if action.voided:
        return "voided"
    if not action.warning:
        return "no warning"
    if action.delivered_at is None:
        return "not delivered"
    return "in force" if action.counts_as_warning(ctx.clock(), ctx.settings.warning_expiry) else "expired"


async def private_dates(ctx: DeskContext, member_id: int, ref: str, actions: list[Action]) -> list[datetime]:
    """When we wrote to this member in private, from here or from a phone, newest first: dates, never what was said."""
    rows = await ctx.db.all(
        "SELECT sent_at FROM outbox WHERE to_user = ? AND state = 'sent' AND sent_at IS NOT NULL "
        "UNION SELECT m.at FROM private_message m JOIN private_chat p ON p.chat_key = m.chat_key "
        "WHERE p.user_ref = ? AND m.outgoing AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.to_user = ? "
        "AND o.message_id = m.id)",
        (member_id, ref, member_id),
    )
    dates = {from_ms(row[0]) for row in rows}
    dates |= {
        step.at
        for action in actions
        for step in action.steps
        if step.kind is StepKind.PRIVATE_MESSAGE and step.outcome is StepOutcome.DONE and step.at is not None
    }
    return sorted(dates, reverse=True)

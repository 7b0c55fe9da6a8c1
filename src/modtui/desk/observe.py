"""What Telegram says goes into the store: mirrored, looked at by detection, and everything it touches folded again.

All of it in one transaction, so that a crash can never leave a question
mirrored but unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from modtui.desk.context import DeskContext
from modtui.domain.detection import DETECTOR_VERSION, DetectionInput, Label, detect
from modtui.domain.inquiries import fold_policies
from modtui.domain.journal import Event, Kind, inquiry_subject, member_subject
from modtui.domain.messages import Message, Role, SenderKind
from modtui.store import derived, journal, observed
from modtui.store.database import Transaction, from_ms, to_ms
from modtui.store.derived import Rules
from modtui.store.observed import Recorded

#: How long after one's own message a short text still belongs to it.
_SAME_BREATH_S = 600.0


async def observe(
    ctx: DeskContext, tx: Transaction, messages: Sequence[Message], *, imported: bool = False
) -> Recorded:
    """Mirror messages and bring everything they touch up to date. Repeating it changes nothing."""
    chat_key = ctx.chat()
    recorded = await observed.record(tx, chat_key, messages, imported=imported)
    if not recorded.touched:
        return recorded
    rules = await ctx.rules.get(tx)
    events: list[Event] = []
    for message in messages:
        if message.id in recorded.touched:
            event = await _found(ctx, tx, chat_key, message, rules, edited=message.id in recorded.changed)
            if event is not None:
                events.append(event)
    if events:
        await journal.append(tx, events)
    await _refold(tx, chat_key, recorded.touched, {_root(event) for event in events}, rules)
    return recorded


async def observe_deletion(
    ctx: DeskContext, tx: Transaction, ids: Iterable[int], at: datetime, *, by_staff: bool = False
) -> set[int]:
    """Mark messages as deleted and fold what that touches; returns the ids that changed."""
    changed = await observed.record_deletion(tx, ctx.chat(), ids, at, by_staff=by_staff)
    if changed:
        await _refold(tx, ctx.chat(), changed, set(), await ctx.rules.get(tx))
    return changed


def _root(event: Event) -> int:
    return int(event.subject.rpartition(":")[2])


async def _refold(tx: Transaction, chat_key: int, touched: set[int], found: set[int], rules: Rules) -> None:
    for inquiry_id in found | await derived.inquiries_touched_by(tx, chat_key, touched):
        await derived.refold_inquiry(tx, chat_key, inquiry_id, rules)


async def _found(
    ctx: DeskContext, tx: Transaction, chat_key: int, message: Message, rules: Rules, *, edited: bool
) -> Event | None:
    """The event that detection calls for, or None. An edit into a question is ``possible``: a person starts its clock."""
    if message.service is not None:
        return None
    subject = inquiry_subject(chat_key, message.id)
    if edited and await journal.of_subject(tx, subject):
        return None
    author = await observed.one(tx, chat_key, message.id)
    if author is None:
        return None
    role = rules.roles.role_at(author.sender_ref, message.sender.kind, message.sent_at)
    if role is not Role.MEMBER:
        return None
    verdict = detect(await _as_input(tx, chat_key, message, author.sender_ref, rules))
    if verdict.label is Label.NONE:
        return None
    label = Label.POSSIBLE if edited else verdict.label
    return ctx.event(
        Kind.INQUIRY_FOUND,
        subject,
        {
            "label": label.value,
            "urgent": verdict.urgent,
            "score": round(verdict.score, 4),
            "reasons": [*verdict.reasons, *(["edited-into"] if edited else [])],
            "language": verdict.language,
            "detector": DETECTOR_VERSION,
        },
    )


async def _as_input(
    tx: Transaction, chat_key: int, message: Message, ref: str | None, rules: Rules
) -> DetectionInput:
    parent = await observed.one(tx, chat_key, message.reply_to) if message.reply_to is not None else None
    previous = None
    if ref is not None:
        row = await tx.one(
            "SELECT v.text, m.sent_at FROM message m JOIN message_version v ON v.chat_key = m.chat_key "
            "AND v.id = m.id WHERE m.chat_key = ? AND m.sender_ref = ? AND m.id < ? AND m.sent_at >= ? "
            "ORDER BY m.id DESC LIMIT 1",
            (chat_key, ref, message.id, to_ms(message.sent_at) - round(_SAME_BREATH_S * 1000)),
        )
        previous = row if row is not None and row[0] else None
    parent_role = (
        rules.roles.role_at(parent.sender_ref, parent.message.sender.kind, parent.message.sent_at)
        if parent is not None
        else None
    )
    return DetectionInput(
        text=message.text,
        media=message.media.kind.value if message.media is not None else None,
        reply_to_staff=parent_role is not None and parent_role.is_staff,
        reply_to_own_inquiry=parent is not None and ref is not None and parent.sender_ref == ref,
        reply_to_member=(
            parent is not None and parent_role in (Role.MEMBER, Role.BOT) and parent.sender_ref != ref
        ),
        previous_own_text=str(previous[0]) if previous else None,
        seconds_since_own=(
            (message.sent_at - from_ms(int(previous[1]))).total_seconds() if previous else None
        ),
        forwarded=message.forwarded_from is not None,
    )


async def adopt_settings(ctx: DeskContext, tx: Transaction) -> None:
    """Bring the configured policy and roles into force, as events, where they differ from what is in force.

    The first policy and the first role of somebody hold for everything before;
    later ones from now on (RULES 1 and 2).
    """
    now = ctx.clock()
    events: list[Event] = []
    book = fold_policies(await journal.of_kinds(tx, Kind.POLICY_ADOPTED))
    policy = ctx.settings.policy
    if not book.adopted or book.adopted[-1][1].version != policy.version:
        events.append(
            ctx.event(
                Kind.POLICY_ADOPTED,
                "policy",
                {"since": now.isoformat(), "version": policy.version, "policy": policy.to_dict()},
            )
        )
    roles = (await ctx.rules.get(tx)).roles
    wanted = dict(ctx.settings.staff)
    if ctx.account is not None:
        wanted.setdefault(ctx.account.id, Role.MODERATOR)
    refs = {await observed.member_ref(tx, user_id): role for user_id, role in wanted.items()}
    for ref in set(roles.changes) - set(refs):
        if roles.role_at(ref, SenderKind.USER, now) is not Role.MEMBER:
            events.append(_role(ctx, ref, Role.MEMBER, now))
    for ref, role in refs.items():
        if ref not in roles.changes:
            events.append(_role(ctx, ref, role, from_ms(0)))
        elif roles.role_at(ref, SenderKind.USER, now) is not role:
            events.append(_role(ctx, ref, role, now))
    if events:
        await ctx.write(tx, *events)
    ctx.policies = (await ctx.rules.get(tx)).policies


def _role(ctx: DeskContext, ref: str, role: Role, since: datetime) -> Event:
    return ctx.event(
        Kind.ROLE_SET, member_subject(ref), {"member": ref, "role": role.value, "since": since.isoformat()}
    )

"""What Telegram says goes into the store: mirrored, looked at by detection, and everything it touches folded again.

All of it in one transaction, so that a crash can never leave a question
mirrored but unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from modtui.desk.context import DeskContext
from modtui.desk.findings import findings
from modtui.domain.inquiries import fold_policies
from modtui.domain.journal import Event, Kind, effective, member_subject
from modtui.domain.messages import Message, Role, SenderKind
from modtui.domain.whole_text import made_whole
from modtui.store import derived, journal, observed
from modtui.store.database import Transaction, from_ms
from modtui.store.derived import Rules
from modtui.store.observed import Recorded


async def observe(
    ctx: DeskContext, tx: Transaction, messages: Sequence[Message], *, imported: bool = False
) -> Recorded:
    """Mirror messages and bring everything they touch up to date. Repeating it changes nothing."""
    chat_key, messages = ctx.chat(), [made_whole(message) for message in messages]
    recorded = await observed.record(tx, chat_key, messages, imported=imported)
    if not recorded.touched:
        return recorded
    rules = await ctx.rules.get(tx)
    adapter = await ctx.corrections.adapter(ctx.db, chat_key, rules)
    for message in messages:
        if message.id in recorded.touched:
            edited = message.id in recorded.changed
            events = await findings(ctx, tx, message, rules, adapter, edited=edited)
            if events:
                # At once and not at the end: the next message may be a follow-up to this one.
                await journal.append(tx, events)
                await _refold(tx, chat_key, set(), {_root(event) for event in events}, rules)
    await _refold(tx, chat_key, recorded.touched, set(), rules)
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
    by_hand = await _set_by_hand(tx)
    for ref in set(roles.changes) - set(refs) - by_hand:
        if roles.role_at(ref, SenderKind.USER, now) is not Role.MEMBER:
            events.append(_role(ctx, ref, Role.MEMBER, now))
    # What a first start is told holds for all that it reads back; whoever is named later was a member until now.
    beginning = now if roles.changes else from_ms(0)
    for ref, role in refs.items():
        if ref in by_hand:
            continue
        if ref not in roles.changes:
            events.append(_role(ctx, ref, role, beginning))
        elif roles.role_at(ref, SenderKind.USER, now) is not role:
            events.append(_role(ctx, ref, role, now))
    if events:
        await ctx.write(tx, *events)
    ctx.policies = (await ctx.rules.get(tx)).policies


async def _set_by_hand(tx: Transaction) -> set[str]:
    """Members whose role a moderator set last: that holds until it is set again on the desk."""
    newest = {
        str(event.payload["member"]): bool(event.payload.get("by_hand"))
        for event in effective(await journal.of_kinds(tx, Kind.ROLE_SET))
    }
    return {ref for ref, by_hand in newest.items() if by_hand}


def _role(ctx: DeskContext, ref: str, role: Role, since: datetime) -> Event:
    return ctx.event(
        Kind.ROLE_SET, member_subject(ref), {"member": ref, "role": role.value, "since": since.isoformat()}
    )

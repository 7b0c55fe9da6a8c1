"""Recording complaints and having another moderator look at them (RULES 3)."""

from __future__ import annotations

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_model import shown_name
from modtui.desk.members_model import moderator_name
from modtui.desk.views import DeskChange
from modtui.desk.views_members import ComplaintView
from modtui.domain.complaints import Complaint
from modtui.domain.journal import Kind, complaint_subject
from modtui.domain.messages import Role, SenderKind
from modtui.store import complaint_book, derived, journal, members
from modtui.store.database import new_uuid, to_ms
from modtui.store.phone_lines import hands_of
from modtui.text.catalogue import say
from modtui.text.safe import safe_text


async def all_complaints(ctx: DeskContext, ref: str | None = None) -> list[Complaint]:
    """Complaints, and returns that another moderator looks at, newest first: of one member, or all."""
    if ctx.chat_key is None:
        return []
    found = await complaint_book.complaints(ctx.db, ctx.chat(), ref)
    if any(one.about_return for one in found) and await alone(ctx):
        return [one for one in found if not one.about_return]
    return found


async def open_complaints(ctx: DeskContext, ref: str) -> list[Complaint]:
    """A member's complaints that nobody has decided yet."""
    return [complaint for complaint in await all_complaints(ctx, ref) if complaint.upheld is None]


async def record(ctx: DeskContext, ref: str, text: str, action_id: str | None) -> str:
    """Write a complaint down; returns its id. Raises DeskError without a text."""
    if not text.strip():
        raise DeskError(say("desk.reason_needed"))
    complaint_id = new_uuid(to_ms(ctx.clock()))
    event = ctx.event(
        Kind.COMPLAINT_RECORDED,
        complaint_subject(complaint_id),
        {"complaint": complaint_id, "member": ref, "action": action_id},
    )
    async with ctx.db.transaction() as tx:
        await ctx.write(tx, event)
        await journal.append_private(tx, event.uuid, "text", safe_text(text.strip()))
    ctx.changed(DeskChange(actions=True))
    return complaint_id


async def decide(ctx: DeskContext, complaint_id: str, upheld: bool, text: str) -> None:
    """What another moderator found. Raises DeskError for one's own decision while somebody else could look."""
    found = await all_complaints(ctx)
    complaint = next((one for one in found if one.complaint_id == complaint_id), None)
    if complaint is None:
        raise DeskError(say("desk.no_complaint"))
    if complaint.upheld is not None:
        raise DeskError(say("desk.complaint_closed"))
    if not text.strip():
        raise DeskError(say("desk.reason_needed"))
    if not await may_review(ctx, complaint):
        raise DeskError(say("desk.own_complaint"))
    event = ctx.event(Kind.COMPLAINT_DECIDED, complaint_subject(complaint_id), {"upheld": upheld})
    async with ctx.db.transaction() as tx:
        await ctx.write(tx, event)
        await journal.append_private(tx, event.uuid, "text", safe_text(text.strip()))
    ctx.changed(DeskChange(actions=True))


async def may_review(ctx: DeskContext, complaint: Complaint) -> bool:
    """Not by who had a hand in what it is about, unless this moderator is the only one there is."""
    me = ctx.account.id if ctx.account is not None else 0
    return me not in await _hands(ctx, complaint) or await alone(ctx)


async def _hands(ctx: DeskContext, complaint: Complaint) -> set[int]:
    """Accounts that decided what a complaint is about, went on with it, took it back, or did it from a phone."""
    if complaint.about_return:
        return set(complaint.hands)
    hands = await hands_of(ctx.db)
    if complaint.action_id is not None:
        return set(hands[complaint.action_id])
    actions = await derived.actions_of_member(ctx.db, complaint.member)
    ours = {account for action in actions for account in hands[action.action_id]}
    return ours | await _from_phones(ctx, complaint.member)


async def removed_by(ctx: DeskContext, ref: str) -> frozenset[int]:
    """Accounts that had a hand in the newest removal of this member; empty where none is known."""
    return await complaint_book.removed_by(ctx.db, ctx.chat(), ref)


async def alone(ctx: DeskContext) -> bool:
    """Whether there is no other moderator who could look at it."""
    roles = (await ctx.rules.get(ctx.db)).roles
    now = ctx.clock()
    moderators = [r for r in roles.changes if roles.role_at(r, SenderKind.USER, now) is Role.MODERATOR]
    return len(moderators) < 2


async def _from_phones(ctx: DeskContext, ref: str) -> set[int]:
    """Telegram ids of who removed or muted this member, also in Telegram itself."""
    lines = await members.admin_lines(ctx.db, ctx.chat(), member_ref=ref)
    refs = {line.by for line in lines if line.by is not None and line.kind in ("banned", "muted")}
    ids = [await members.telegram_id(ctx.db, by) for by in refs]
    return {number for number in ids if number is not None}


async def view(ctx: DeskContext, complaint: Complaint) -> ComplaintView:
    """One complaint as the screen shows it."""
    row = await ctx.db.one("SELECT telegram_id, name FROM member WHERE ref = ?", (complaint.member,))
    recorded_by = await moderator_name(ctx, complaint.recorded_by)
    text = await journal.private_text(ctx.db, complaint.uuid, "text")
    if complaint.about_return:
        text = say("complaint.return", by=recorded_by)
    reason, decided_by = None, ""
    if complaint.decided_by is not None:
        decided_by = await moderator_name(ctx, complaint.decided_by)
    if complaint.decided_uuid is not None:
        reason = await journal.private_text(ctx.db, complaint.decided_uuid, "text")
    elif complaint.by_return:
        reason = say("complaint.by_return")
    return ComplaintView(
        complaint_id=complaint.complaint_id,
        member_id=int(row[0]) if row is not None else 0,
        member=shown_name(str(row[1]) if row is not None else "", SenderKind.USER),
        at=complaint.recorded_at,
        text=text or "",
        action_id=complaint.action_id,
        recorded_by_me=ctx.account is not None and complaint.recorded_by == ctx.account.id,
        decided_at=complaint.decided_at,
        upheld=complaint.upheld,
        may_review=complaint.upheld is None and await may_review(ctx, complaint),
        recorded_by=recorded_by,
        decided_by=decided_by,
        reason=reason or "",
        about_return=complaint.about_return,
        may_void=await _may_void(ctx, complaint),
    )


async def _may_void(ctx: DeskContext, complaint: Complaint) -> bool:
    """Whether what it is about counts against the member and can be voided."""
    if complaint.about_return or complaint.action_id is None:
        return False
    action = await derived.action(ctx.db, complaint.action_id)
    return action is not None and action.can_be_voided

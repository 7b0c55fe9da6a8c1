"""Recording complaints and having another moderator look at them (RULES 3)."""

from __future__ import annotations

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_model import shown_name
from modtui.desk.members_model import moderator_name
from modtui.desk.views import DeskChange
from modtui.desk.views_members import ComplaintView
from modtui.domain.complaints import Complaint, fold_complaint
from modtui.domain.journal import Event, Kind, complaint_subject, effective
from modtui.domain.messages import Role, SenderKind
from modtui.store import derived, journal, members
from modtui.store.database import new_uuid, to_ms
from modtui.text.catalogue import say
from modtui.text.safe import safe_text


async def all_complaints(ctx: DeskContext, ref: str | None = None) -> list[Complaint]:
    """Complaints, newest first: of one member, or all."""
    by_subject: dict[str, list[Event]] = {}
    for event in await journal.of_kinds(ctx.db, Kind.COMPLAINT_RECORDED, Kind.COMPLAINT_DECIDED):
        by_subject.setdefault(event.subject, []).append(event)
    found = [
        fold_complaint(events) for subject, events in by_subject.items() if subject.startswith("complaint:")
    ]
    wanted = [c for c in found if c is not None and (ref is None or c.member == ref)]
    return sorted(wanted, key=lambda complaint: complaint.recorded_at, reverse=True)


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
    events = await journal.of_subject(ctx.db, complaint_subject(complaint_id))
    complaint = fold_complaint(events)
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
    """Not by who decided what it is about, unless this moderator is the only one there is."""
    me = ctx.account.id if ctx.account is not None else 0
    if complaint.action_id is not None:
        action = await derived.action(ctx.db, complaint.action_id)
        deciders = {action.author_id} if action is not None else set()
    else:
        deciders = {a.author_id for a in await derived.actions_of_member(ctx.db, complaint.member)}
        deciders |= await _from_phones(ctx, complaint.member)
    if me not in deciders:
        return True
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
    text = await journal.private_text(ctx.db, complaint.uuid, "text")
    reason, decided_by = None, ""
    if complaint.decided_by is not None:
        decided_by = await moderator_name(ctx, complaint.decided_by)
        events = await journal.of_subject(ctx.db, complaint_subject(complaint.complaint_id))
        decision = next(e for e in reversed(effective(events)) if e.kind == Kind.COMPLAINT_DECIDED)
        reason = await journal.private_text(ctx.db, decision.uuid, "text")
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
        recorded_by=await moderator_name(ctx, complaint.recorded_by),
        decided_by=decided_by,
        reason=reason or "",
    )

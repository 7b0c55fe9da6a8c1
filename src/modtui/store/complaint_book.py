"""Complaints as they stand, and what coming back on appeal does to them (RULES 3).

Who is let back in by somebody that had no part in the removal has been heard by another moderator: a complaint
about the removal is decided by it. Who is let back in by those that had removed them has not: that waits to be
looked at, as a complaint does, and so does a complaint that is open. All of it follows from what was done, here
or from a phone; taking the return back takes that back too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from modtui.domain.actions import Action, ActionKind, ActionStatus, StepKind
from modtui.domain.complaints import Complaint, fold_complaint
from modtui.domain.journal import Event, Kind, complaint_subject, effective
from modtui.domain.membership import SAME_EVENT
from modtui.store import derived, journal, members
from modtui.store.journal import Reads
from modtui.store.members import AdminLine
from modtui.store.phone_lines import OurDeeds, hands_of

_PHONE = ("banned", "unbanned")


@dataclass(frozen=True, slots=True)
class _Deed:
    """Somebody was removed, or the way back was opened. ``by`` is empty where that is not known."""

    key: str
    at: datetime
    by: frozenset[int]
    action_id: str | None = None


async def complaints(reads: Reads, chat_key: int, ref: str | None = None) -> list[Complaint]:
    """Complaints and returns to be looked at, newest first: of one member, or all."""
    by_subject: dict[str, list[Event]] = {}
    for event in await journal.of_kinds(reads, Kind.COMPLAINT_RECORDED, Kind.COMPLAINT_DECIDED):
        by_subject.setdefault(event.subject, []).append(event)
    folded = [fold_complaint(events) for s, events in by_subject.items() if s.startswith("complaint:")]
    found = [c for c in folded if c is not None and (ref is None or c.member == ref)]
    removed, returned, kinds = await _deeds(reads, chat_key, ref)
    found = [_decided_by_return(c, removed, returned, kinds) for c in found]
    for member, deeds in returned.items():
        for deed in deeds:
            removal = _removal_before(removed.get(member, ()), deed.at)
            if removal is not None and not _by_another(removal, deed):
                found.append(_review(member, deed, removal, by_subject))
    return sorted(found, key=lambda complaint: complaint.recorded_at, reverse=True)


async def removed_by(reads: Reads, chat_key: int, ref: str) -> frozenset[int]:
    """Accounts that had a hand in the newest removal of a member; empty where none is known."""
    removed, _, _ = await _deeds(reads, chat_key, ref, whoever=True)
    newest = max(removed.get(ref, ()), key=lambda removal: removal.at, default=None)
    return newest.by if newest is not None else frozenset()


def _review(member: str, deed: _Deed, removal: _Deed, by_subject: Mapping[str, Sequence[Event]]) -> Complaint:
    review = Complaint(
        complaint_id=deed.key,
        member=member,
        action_id=deed.action_id,
        recorded_by=min(deed.by, default=0),
        recorded_at=deed.at,
        uuid="",
        about_return=True,
        hands=deed.by | removal.by,
    )
    events = effective(by_subject.get(complaint_subject(deed.key), ()))
    decision = next((e for e in events if e.kind == Kind.COMPLAINT_DECIDED), None)
    if decision is None:
        return review
    return replace(
        review,
        upheld=bool(decision.payload["upheld"]),
        decided_by=decision.author_id,
        decided_at=decision.at,
        decided_uuid=decision.uuid,
    )


def _decided_by_return(
    complaint: Complaint,
    removed: Mapping[str, Sequence[_Deed]],
    returned: Mapping[str, Sequence[_Deed]],
    kinds: Mapping[str, ActionKind],
) -> Complaint:
    """The complaint, decided where another moderator let the member back in after it."""
    about_removal = complaint.action_id is None or kinds.get(complaint.action_id) is ActionKind.REMOVE
    if complaint.upheld is not None or not about_removal:
        return complaint
    for deed in returned.get(complaint.member, ()):
        removal = _removal_before(removed.get(complaint.member, ()), complaint.recorded_at)
        if deed.at >= complaint.recorded_at and removal is not None and _by_another(removal, deed):
            return replace(
                complaint, upheld=True, decided_by=min(deed.by), decided_at=deed.at, by_return=True
            )
    return complaint


def _by_another(removal: _Deed, deed: _Deed) -> bool:
    return bool(deed.by) and bool(removal.by) and not deed.by & removal.by


def _removal_before(removals: Sequence[_Deed], at: datetime) -> _Deed | None:
    before = [removal for removal in removals if removal.at <= at]
    return max(before, key=lambda removal: removal.at, default=None)


async def _deeds(
    reads: Reads, chat_key: int, ref: str | None, *, whoever: bool = False
) -> tuple[dict[str, list[_Deed]], dict[str, list[_Deed]], dict[str, ActionKind]]:
    """By member: removals, and ways back that were opened, oldest first; and what kind each action is of.

    Nothing where nobody came back, unless asked for with ``whoever``.
    """
    if ref is None:
        actions = [a for a in await derived.recent_actions(reads, -1) if a.chat_key == chat_key]
    else:
        actions = await derived.actions_of_member(reads, ref)
    lines = [
        line
        for line in reversed(await members.admin_lines(reads, chat_key, member_ref=ref))
        if line.kind in _PHONE and line.member is not None
    ]
    removed: dict[str, list[_Deed]] = {}
    returned: dict[str, list[_Deed]] = {}
    kinds = {action.action_id: action.kind for action in actions}
    came_back = any(line.kind == "unbanned" for line in lines) or ActionKind.READMIT in kinds.values()
    if not (came_back or whoever):
        return removed, returned, kinds
    hands = await hands_of(reads)
    for action in actions:
        at = _done_at(action, StepKind.BAN)
        if at is not None:
            removed.setdefault(action.member, []).append(
                _Deed(action.action_id, at, hands[action.action_id], action.action_id)
            )
        at = _done_at(action, StepKind.LIFT) if action.kind is ActionKind.READMIT else None
        if at is not None and action.status is not ActionStatus.UNDONE:
            returned.setdefault(action.member, []).append(
                _Deed(action.action_id, at, hands[action.action_id], action.action_id)
            )
    await _from_phones(reads, chat_key, lines, actions, removed, returned)
    return removed, returned, kinds


async def _from_phones(
    reads: Reads,
    chat_key: int,
    lines: Sequence[AdminLine],
    actions: Sequence[Action],
    removed: dict[str, list[_Deed]],
    returned: dict[str, list[_Deed]],
) -> None:
    ours = await OurDeeds.of(reads, actions)
    for line in lines:
        member = str(line.member)
        row = await reads.one("SELECT telegram_id FROM member WHERE ref = ? AND kind = 'user'", (line.by,))
        by = (
            frozenset({int(row[0])}) if row is not None else frozenset[int]()
        )  # the group itself may be anybody
        if ours.explain(line, min(by, default=0)):
            continue
        deed = _Deed(f"{chat_key}-{line.id}", line.at, by)
        if line.kind == "banned":
            removed.setdefault(member, []).append(deed)
            continue
        last = _removal_before(removed.get(member, ()), line.at)
        # Taken out and no more: Telegram tells of that as a ban that is lifted at once.
        if last is not None and not (last.action_id is None and line.at - last.at <= SAME_EVENT):
            returned.setdefault(member, []).append(deed)


def _done_at(action: Action, kind: StepKind) -> datetime | None:
    return next((s.at for s in action.steps if s.kind is kind and s.may_be_ours and s.at is not None), None)

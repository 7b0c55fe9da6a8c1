"""What the moderation log tells beside the actions: warnings voided, complaints, and what was done from phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from modtui.domain.actions import ActionKind
from modtui.domain.complaints import Complaint
from modtui.domain.journal import Kind, effective
from modtui.domain.membership import SAME_EVENT
from modtui.domain.months import Period
from modtui.store import complaint_book, derived, journal
from modtui.store.database import Database
from modtui.store.members import AdminLine
from modtui.store.phone_bans import all_phone_bans
from modtui.store.phone_lines import phone_lines


@dataclass(frozen=True, slots=True)
class Voided:
    """A warning, a note or a removal was voided. ``uuid``: of the event, beside which the reason stands."""

    at: datetime
    by: int
    action_id: str
    member: str
    category: str
    uuid: str
    what: str = "warning"  # or note, removal


@dataclass(frozen=True, slots=True)
class Decisions:
    """Of one period; complaints that were recorded or decided in it."""

    voids: Sequence[Voided] = ()
    complaints: Sequence[Complaint] = ()
    lines: Sequence[AdminLine] = ()  # done in Telegram itself; bans from phones stand apart
    accounts: Mapping[str, int] = field(default_factory=dict)  # of who did that, by reference


async def decisions_in(db: Database, chat_key: int, period: Period) -> Decisions:
    """Everything of a period, oldest first. Each event counts in its own."""
    async with db.snapshot():
        actions = {a.action_id: a for a in await derived.recent_actions(db, -1)}
        ours = [a for a in actions.values() if a.chat_key == chat_key]
        voids = []
        for event in effective(await journal.of_kinds(db, Kind.WARNING_VOIDED)):
            action = actions.get(event.subject.removeprefix("action:"))
            if event.kind == Kind.WARNING_VOIDED and action is not None and action.chat_key == chat_key:
                voids.append(
                    Voided(
                        event.at,
                        event.author_id,
                        action.action_id,
                        action.member,
                        action.category,
                        event.uuid,
                        "warning"
                        if action.warning
                        else "note"
                        if action.kind is ActionKind.WARN
                        else "removal",
                    )
                )
        complaints = []
        for complaint in reversed(await complaint_book.complaints(db, chat_key)):
            if complaint.about_return:
                continue
            about = actions.get(complaint.action_id or "")
            if about is None or about.chat_key == chat_key:
                complaints.append(complaint)
        bans = await all_phone_bans(db, chat_key)
        people = await db.all("SELECT ref, telegram_id FROM member")
        lines = [
            line
            for line in await phone_lines(db, chat_key, ours)
            if not (
                line.kind == "banned"
                and any(ban.member == line.member and abs(ban.at - line.at) <= SAME_EVENT for ban in bans)
            )
        ]
    return Decisions(
        [void for void in voids if period.contains(void.at)],
        [
            complaint
            for complaint in complaints
            if period.contains(complaint.recorded_at)
            or (complaint.decided_at is not None and period.contains(complaint.decided_at))
        ],
        [line for line in lines if period.contains(line.at)],
        {str(ref): int(number) for ref, number in people},
    )

"""The moderation log for others to read: who was warned or removed is a pseudonym of this one export (RULES 6.5).

Beside the actions: warnings voided, complaints and how they were decided, and what was done from phones.

With names it is for staff only: who they are, on which message, and the reason that was noted.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from modtui.domain.actions import Action, ActionStatus, Step, StepOutcome
from modtui.domain.complaints import Complaint
from modtui.domain.journal import Kind
from modtui.domain.months import Period
from modtui.domain.removals import PhoneBan
from modtui.reports.collect import policies_of
from modtui.reports.decisions import Decisions
from modtui.reports.document import Document, Table
from modtui.store import derived
from modtui.store.database import Database
from modtui.store.phone_bans import all_phone_bans
from modtui.text.safe import safe_line

_COLUMNS: Final = (
    "Planned at",
    "Action",
    "Category",
    "Member",
    "Moderator",
    "Warning",
    "Status",
    "Voided",
    "Steps",
)
_PSEUDONYM_LENGTH: Final = 10
NOTHING_MORE: Final = Decisions()


@dataclass(frozen=True, slots=True)
class People:
    """Who they are and what was noted, for an export with names: by member reference, account and action id."""

    members: Mapping[str, str]
    moderators: Mapping[int, str]
    notes: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)  # of voids and complaints, by the event's uuid


async def actions_in(db: Database, chat_key: int, period: Period) -> tuple[list[Action], ZoneInfo]:
    """The actions that were planned in a period, oldest first, and the service's zone."""
    async with db.snapshot():
        zone = (await policies_of(db)).adopted[-1][1].tz
        found = await derived.recent_actions(db, -1)
    return [a for a in reversed(found) if a.chat_key == chat_key and period.contains(a.planned_at)], zone


async def bans_in(db: Database, chat_key: int, period: Period) -> list[PhoneBan]:
    """Bans from phones in a period, oldest first."""
    return [ban for ban in await all_phone_bans(db, chat_key) if period.contains(ban.at)]


async def people_of(db: Database) -> People:
    """Names and notes as they are kept now; what was erased is not there."""
    rows = await db.all("SELECT ref, telegram_id, name FROM member")
    named = {str(ref): f"{safe_line(str(name))} ({number})".strip() for ref, number, name in rows}
    by_id = {int(number): named[str(ref)] for ref, number, _ in rows}
    notes = await db.all(
        "SELECT substr(j.subject, 8), p.text FROM journal j JOIN journal_private p ON p.uuid = j.uuid "
        "AND p.field = 'note' WHERE j.kind = ?",
        (Kind.ACTION_PLANNED.value,),
    )
    texts = await db.all("SELECT uuid, text FROM journal_private WHERE field = 'text'")
    return People(
        named,
        by_id,
        {str(action): safe_line(str(text)) for action, text in notes},
        {str(uuid): safe_line(str(text)) for uuid, text in texts if text},
    )


class Pseudonyms:
    """Stands for people by an HMAC with a random key that is never kept: no two exports can be joined.

    With ``people`` it says who they are instead.
    """

    def __init__(self, people: People | None = None) -> None:
        self._key = secrets.token_bytes(32)
        self._people = people

    def member(self, ref: str | None) -> str:
        """A member; empty where an action is about nobody."""
        if not ref:
            return ""
        if self._people is not None:
            return self._people.members.get(ref, "erased")
        return self._of("member", ref)

    def moderator(self, account_id: int) -> str:
        """Who decided."""
        if self._people is not None:
            return self._people.moderators.get(account_id, str(account_id))
        return self._of("moderator", account_id)

    def _of(self, kind: str, who: object) -> str:
        """The same person, the same name, within this export only."""
        digest = hmac.new(self._key, f"{kind}:{who}".encode(), hashlib.sha256).hexdigest()
        return f"{kind}-{digest[:_PSEUDONYM_LENGTH]}"


def warning_of(action: Action) -> str:
    """Whether it counted as a warning, and why not where it was meant to."""
    if not action.warning:
        return "no"
    if action.status is ActionStatus.TAKEN_BACK:
        return "taken back"
    if action.voided:
        return "voided"
    if action.status is ActionStatus.UNDONE:
        return "undone"
    return "yes" if action.delivered_at is not None else "not delivered"


def actions_data(
    actions: Sequence[Action],
    group: str,
    period: Period,
    zone: ZoneInfo,
    bans: Sequence[PhoneBan] = (),
    people: People | None = None,
    more: Decisions = NOTHING_MORE,
) -> dict[str, Any]:
    """The log in plain JSON types."""
    names = Pseudonyms(people)
    return {
        "what": "actions",
        "group": safe_line(group),
        "period": {"label": period.label, "from": f"{period.first_day}", "to": f"{period.last_day}"},
        "zone": zone.key,
        "named": people is not None,
        "actions": [
            {
                "planned_at": action.planned_at.astimezone(zone).isoformat(timespec="seconds"),
                "action": action.kind.value,
                "category": action.category,
                "member": names.member(action.member),
                "moderator": names.moderator(action.author_id),
                "warning": warning_of(action),
                "status": action.status.value,
                "voided": action.voided,
                "steps": [_step(step, zone) for step in action.steps],
                **(_named(action, people) if people is not None else {}),
            }
            for action in actions
        ],
        "phone_bans": [
            {
                "at": ban.at.astimezone(zone).isoformat(timespec="seconds"),
                "member": names.member(ban.member),
                "by": _who(names, more, ban.by),
                "counted_as": _counted(ban),
            }
            for ban in bans
        ],
        "voids": [
            {
                "at": _at(void.at, zone),
                "category": void.category,
                "member": names.member(void.member),
                "moderator": names.moderator(void.by),
                **({"reason": people.texts.get(void.uuid, "")} if people is not None else {}),
            }
            for void in more.voids
        ],
        "complaints": [
            {
                "recorded_at": _at(complaint.recorded_at, zone),
                "member": names.member(complaint.member),
                "moderator": names.moderator(complaint.recorded_by),
                "status": _state(complaint),
                "decided_at": _at(complaint.decided_at, zone) if complaint.decided_at is not None else None,
                "decided_by": (
                    names.moderator(complaint.decided_by) if complaint.decided_by is not None else None
                ),
                **(_texts_of(complaint, people) if people is not None else {}),
            }
            for complaint in more.complaints
        ],
        "from_phones": [
            {
                "at": _at(line.at, zone),
                "action": line.kind,
                "member": names.member(line.member),
                "by": _who(names, more, line.by),
                **({"message": line.message_id} if people is not None else {}),
            }
            for line in more.lines
        ],
    }


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _who(names: Pseudonyms, more: Decisions, ref: str | None) -> str:
    """Who did something from a phone: the same name as where they did something here."""
    account = more.accounts.get(ref or "")
    return names.moderator(account) if account is not None else names.member(ref)


def _texts_of(complaint: Complaint, people: People) -> dict[str, str]:
    found = people.texts.get(complaint.decided_uuid or "", "")
    return {"text": people.texts.get(complaint.uuid, ""), "found": found}


def _state(complaint: Complaint) -> str:
    return "open" if complaint.upheld is None else "upheld" if complaint.upheld else "declined"


def _step(step: Step, zone: ZoneInfo) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": step.kind.value, "outcome": step.outcome.value}
    if step.outcome is not StepOutcome.WAITING and step.at is not None:
        told["at"] = step.at.astimezone(zone).isoformat(timespec="seconds")
    if step.error and step.outcome is not StepOutcome.WAITING:
        told["reason"] = step.error
    if step.count is not None:
        told["count"] = step.count
    return told


def _named(action: Action, people: People) -> dict[str, Any]:
    return {"message": action.about or None, "reason": people.notes.get(action.action_id, "")}


def actions_document(
    actions: Sequence[Action],
    group: str,
    period: Period,
    zone: ZoneInfo,
    bans: Sequence[PhoneBan] = (),
    people: People | None = None,
    more: Decisions = NOTHING_MORE,
) -> Document:
    """The log as a table: no message ids, no names, no text, unless names are asked for."""
    names = Pseudonyms(people)
    rows = [
        (
            action.planned_at.astimezone(zone).isoformat(timespec="seconds"),
            action.kind.value,
            action.category,
            names.member(action.member),
            names.moderator(action.author_id),
            warning_of(action),
            action.status.value,
            "yes" if action.voided else "no",
            ", ".join(_say(step) for step in action.steps),
            *(
                (str(action.about or ""), people.notes.get(action.action_id, ""))
                if people is not None
                else ()
            ),
        )
        for action in actions
    ]
    rows += [
        (
            ban.at.astimezone(zone).isoformat(timespec="seconds"),
            "removed from a phone",
            _counted(ban),
            names.member(ban.member),
            _who(names, more, ban.by),
            "no",
            "done",
            "no",
            "",
            *(("", "") if people is not None else ()),
        )
        for ban in bans
    ]
    rows += [
        (*row, *(more_of if people is not None else ()))
        for row, more_of in _further_rows(names, people, zone, period, more)
    ]
    who = "by name: for staff only" if people is not None else _PSEUDONYMS
    basis = Table(
        "Basis",
        ("What", "Value"),
        (
            ("Group", group),
            ("Period", f"{period.first_day} to {period.last_day}"),
            ("Zone", zone.key),
            ("People", who),
            ("Actions", len(actions)),
            ("Removed from a phone", len(bans)),
            ("Other things done from phones", len(more.lines)),
            ("Warnings voided", sum(void.what == "warning" for void in more.voids)),
            ("Complaints recorded", sum(period.contains(c.recorded_at) for c in more.complaints)),
            (
                "Complaints decided",
                sum(c.decided_at is not None and period.contains(c.decided_at) for c in more.complaints),
            ),
        ),
    )
    columns = (*_COLUMNS, "Message", "Reason") if people is not None else _COLUMNS
    table = Table(
        "Actions", columns, tuple(sorted(rows, key=lambda row: datetime.fromisoformat(str(row[0]))))
    )
    return Document(f"{group}: {period.label}", (table, basis))


def _further_rows(
    names: Pseudonyms, people: People | None, zone: ZoneInfo, period: Period, more: Decisions
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """Rows as the table has them, and what is behind them with names: the message and the reason."""
    texts = people.texts if people is not None else {}

    def row(at: datetime, what: str, category: str, member: str, by: str, status: str) -> tuple[str, ...]:
        voided = "yes" if what.endswith(" voided") else "no"
        return (_at(at, zone), what, category, member, by, "no", status, voided, "")

    for void in more.voids:
        member, by = names.member(void.member), names.moderator(void.by)
        yield (
            row(void.at, f"{void.what} voided", void.category, member, by, "done"),
            ("", texts.get(void.uuid, "")),
        )
    for complaint in more.complaints:
        member, text, state = names.member(complaint.member), texts.get(complaint.uuid, ""), _state(complaint)
        if period.contains(complaint.recorded_at):
            by = names.moderator(complaint.recorded_by)
            yield row(complaint.recorded_at, "complaint recorded", "", member, by, state), ("", text)
        if complaint.decided_at is not None and period.contains(complaint.decided_at):
            by = names.moderator(complaint.decided_by or 0)
            found = texts.get(complaint.decided_uuid or "", "")
            yield row(complaint.decided_at, "complaint decided", "", member, by, state), ("", found)
    for line in more.lines:
        member, by, message = (
            names.member(line.member),
            _who(names, more, line.by),
            str(line.message_id or ""),
        )
        yield row(line.at, f"{line.kind} from a phone", "", member, by, "done"), (message, "")


_PSEUDONYMS: Final = "pseudonyms of this export only; the same person has another one in the next"


def _counted(ban: PhoneBan) -> str:
    return ban.sorted.counted_as.value if ban.sorted is not None else "not sorted"


def _say(step: Step) -> str:
    said = f"{step.kind.value} {step.outcome.value}"
    if step.count is not None:
        said += f" {step.count}"
    return f"{said} ({step.error})" if step.error and step.outcome is not StepOutcome.WAITING else said

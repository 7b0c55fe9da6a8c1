"""The moderation log for others to read: who was warned or removed is a pseudonym of this one export (RULES 6.5)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from modtui.domain.actions import Action, Step
from modtui.domain.months import Period
from modtui.reports.collect import policies_of
from modtui.reports.document import Document, Table
from modtui.store import derived
from modtui.store.database import Database
from modtui.text.safe import safe_line

_COLUMNS: Final = (
    "Planned at",
    "Action",
    "Category",
    "Member",
    "Moderator",
    "Counts as warning",
    "Status",
    "Voided",
    "Steps",
)
_PSEUDONYM_LENGTH: Final = 10


async def actions_in(db: Database, chat_key: int, period: Period) -> tuple[list[Action], ZoneInfo]:
    """The actions that were planned in a period, oldest first, and the service's zone."""
    async with db.snapshot():
        zone = (await policies_of(db)).adopted[-1][1].tz
        found = await derived.recent_actions(db, -1)
    return [a for a in reversed(found) if a.chat_key == chat_key and period.contains(a.planned_at)], zone


class Pseudonyms:
    """Stands for people by an HMAC with a random key that is never kept: no two exports can be joined."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, kind: str, who: object) -> str:
        """The same person, the same name, within this export only."""
        digest = hmac.new(self._key, f"{kind}:{who}".encode(), hashlib.sha256).hexdigest()
        return f"{kind}-{digest[:_PSEUDONYM_LENGTH]}"


def actions_data(actions: Sequence[Action], group: str, period: Period, zone: ZoneInfo) -> dict[str, Any]:
    """The log in plain JSON types."""
    names = Pseudonyms()
    return {
        "what": "actions",
        "group": safe_line(group),
        "period": {"label": period.label, "from": f"{period.first_day}", "to": f"{period.last_day}"},
        "zone": zone.key,
        "actions": [
            {
                "planned_at": action.planned_at.astimezone(zone).isoformat(timespec="seconds"),
                "action": action.kind.value,
                "category": action.category,
                "member": names.of("member", action.member),
                "moderator": names.of("moderator", action.author_id),
                "warning": action.warning,
                "status": action.status.value,
                "voided": action.voided,
                "steps": [{"kind": s.kind.value, "outcome": s.outcome.value} for s in action.steps],
            }
            for action in actions
        ],
    }


def actions_document(actions: Sequence[Action], group: str, period: Period, zone: ZoneInfo) -> Document:
    """The log as a table: no message ids, no names, no text."""
    names = Pseudonyms()
    rows = tuple(
        (
            action.planned_at.astimezone(zone).isoformat(timespec="seconds"),
            action.kind.value,
            action.category,
            names.of("member", action.member),
            names.of("moderator", action.author_id),
            "yes" if action.warning else "no",
            action.status.value,
            "yes" if action.voided else "no",
            ", ".join(_say(step) for step in action.steps),
        )
        for action in actions
    )
    basis = Table(
        "Basis",
        ("What", "Value"),
        (
            ("Group", group),
            ("Period", f"{period.first_day} to {period.last_day}"),
            ("Zone", zone.key),
            ("People", "pseudonyms of this export only; the same person has another one in the next"),
        ),
    )
    return Document(f"{group}: {period.label}", (Table("Actions", _COLUMNS, rows), basis))


def _say(step: Step) -> str:
    return f"{step.kind.value} {step.outcome.value}"

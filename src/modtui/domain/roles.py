"""Who was what, when: a message is judged by the role its author held then (RULES 2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from modtui.domain.journal import Event, Kind, effective
from modtui.domain.messages import Role, SenderKind


@dataclass(frozen=True, slots=True)
class RoleBook:
    """Role changes by member reference, each with the moment it began."""

    changes: dict[str, tuple[tuple[datetime, Role], ...]]

    def role_at(self, member_ref: str | None, kind: SenderKind, at: datetime) -> Role:
        """The role an author of this kind held at ``at``.

        Bots are never staff, admin or not; anonymous admins and the linked
        channel always are; other channels are members (RULES 2).
        """
        if kind is SenderKind.BOT:
            return Role.BOT
        if kind in (SenderKind.ANONYMOUS_ADMIN, SenderKind.LINKED_CHANNEL):
            return Role.MODERATOR
        if kind is SenderKind.CHANNEL or member_ref is None:
            return Role.MEMBER
        changes = self.changes.get(member_ref)
        if not changes:
            return Role.MEMBER
        position = bisect_right(changes, at, key=lambda change: change[0])
        return changes[position - 1][1] if position else Role.MEMBER


def fold_roles(events: Iterable[Event]) -> RoleBook:
    """Role changes from ``role.set`` events; ``since`` in the payload is when the role began (UTC, ISO)."""
    changes: dict[str, list[tuple[datetime, Role]]] = {}
    for event in effective(events):
        if event.kind == Kind.ROLE_SET:
            ref = str(event.payload["member"])
            since = datetime.fromisoformat(str(event.payload["since"]))
            changes.setdefault(ref, []).append((since, Role(str(event.payload["role"]))))
    return RoleBook({ref: tuple(sorted(rows, key=lambda row: row[0])) for ref, rows in changes.items()})

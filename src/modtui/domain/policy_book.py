"""Which service policy was in force when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from modtui.domain.journal import Event, Kind, effective
from modtui.domain.policy import ServicePolicy


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """Adopted policies in order of time. The one in force when an inquiry is asked is frozen with it (RULES 1)."""

    adopted: tuple[tuple[datetime, ServicePolicy], ...]

    def at(self, moment: datetime) -> ServicePolicy:
        """The policy in force at ``moment``; before the first adoption, the first one.

        Raises LookupError when no policy was ever adopted.
        """
        if not self.adopted:
            raise LookupError("no service policy has been adopted yet")
        position = bisect_right(self.adopted, moment, key=lambda row: row[0])
        return self.adopted[max(position - 1, 0)][1]


def fold_policies(events: Iterable[Event]) -> PolicyBook:
    """The policies that ``policy.adopted`` events brought into force, by their ``since``."""
    rows = [
        (
            datetime.fromisoformat(str(event.payload["since"])),
            ServicePolicy.from_dict(event.payload["policy"]),
        )
        for event in effective(events)
        if event.kind == Kind.POLICY_ADOPTED
    ]
    return PolicyBook(tuple(sorted(rows, key=lambda row: row[0])))

"""Complaints of members about what was decided, for another moderator to look at (RULES 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modtui.domain.journal import Event, Kind, effective


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint. ``upheld`` is None until somebody has looked at it: True when the member was right.

    ``about_return``: nobody complained; somebody was let back in by who had removed them, and another moderator
    looks at that. ``hands`` are the accounts that had a part in it. ``by_return``: it was decided by letting them
    back in.
    """

    complaint_id: str
    member: str
    action_id: str | None
    recorded_by: int
    recorded_at: datetime
    uuid: str  # of the event that recorded it, beside which the text stands
    upheld: bool | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    decided_uuid: str | None = None  # of the event that decided it: what was found stands beside it
    about_return: bool = False
    hands: frozenset[int] = frozenset()
    by_return: bool = False


def fold_complaint(events: Sequence[Event]) -> Complaint | None:
    """One complaint from the events of its subject; None when recording it was undone."""
    complaint: Complaint | None = None
    for event in effective(events):
        if event.kind == Kind.COMPLAINT_RECORDED:
            about = event.payload.get("action")
            complaint = Complaint(
                complaint_id=str(event.payload["complaint"]),
                member=str(event.payload["member"]),
                action_id=str(about) if about is not None else None,
                recorded_by=event.author_id,
                recorded_at=event.at,
                uuid=event.uuid,
            )
        elif event.kind == Kind.COMPLAINT_DECIDED and complaint is not None and complaint.upheld is None:
            complaint = Complaint(
                complaint.complaint_id,
                complaint.member,
                complaint.action_id,
                complaint.recorded_by,
                complaint.recorded_at,
                complaint.uuid,
                upheld=bool(event.payload["upheld"]),
                decided_by=event.author_id,
                decided_at=event.at,
                decided_uuid=event.uuid,
            )
    return complaint

"""What the desk shows of moderation, members, joining and the record; see :mod:`modtui.desk.views` for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from modtui.domain.kinds import Role
    from modtui.domain.membership import MembershipFigures, Move


@dataclass(frozen=True, slots=True)
class IncidentPost:
    """A post that may belong to the same incident. ``chosen``: so alike that it is proposed."""

    message_id: int
    sent_at: datetime
    line: str
    direction: str
    chosen: bool


class MemberFilter(StrEnum):
    """Which members a list shows."""

    ALL = "all"
    WARNED = "warned"  # a warning in force
    NEW = "new"  # joined within 14 days
    SILENT = "silent"  # in the group, and has never written
    STAFF = "staff"
    REMOVED = "removed"
    NOTED = "noted"  # somebody wrote a note on them


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of the members' list."""

    member_id: int
    name: str
    username: str | None
    role: Role
    present: bool | None  # None: not known
    joined_at: datetime | None
    messages: int
    last_wrote: datetime | None
    warnings: int
    inquiries: int
    removed: bool
    is_bot: bool = False
    noted: bool = False
    muted: bool = False  # by a mute decided here, that nobody changed since
    muted_until: datetime | None = None  # None: until it is lifted


@dataclass(frozen=True, slots=True)
class MemberNote:
    """A note on a member, kept on this machine only."""

    note_id: str
    at: datetime
    text: str  # empty once it was purged


@dataclass(frozen=True, slots=True)
class MemberInquiry:
    """One question of a member and what became of it."""

    inquiry_id: int
    asked_at: datetime
    state: str  # an InquiryState
    answered_at: datetime | None
    answered_as: str  # a ReplyKind, or ""
    met: bool | None  # within the standard; None: pending or not counted
    line: str


@dataclass(frozen=True, slots=True)
class MemberAction:
    """Something done about a member, with whether it counts now."""

    action_id: str
    at: datetime
    kind: str
    category: str
    status: str
    standing: str  # "in force" | "expired" | "voided" | "not delivered" | "no warning" | "undone"
    delivered_at: datetime | None
    by_me: bool
    by: str = ""  # who decided it
    may_void: bool = False  # it counts against the member and can be voided


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint of a member about what was decided, for another moderator to look at."""

    complaint_id: str
    member_id: int
    member: str
    at: datetime
    text: str  # empty once it was purged
    action_id: str | None
    recorded_by_me: bool
    decided_at: datetime | None
    upheld: bool | None
    may_review: bool  # not by who took the decision it is about, unless nobody else is there
    recorded_by: str = ""
    decided_by: str = ""
    reason: str = ""  # of the decision; empty once it was purged
    about_return: bool = (
        False  # nobody complained: who had removed them let them back in, which another looks at
    )
    may_void: bool = False  # what it is about counts against the member and can be voided


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Everything about one member."""

    row: MemberRow
    language: str | None
    moves: tuple[Move, ...]  # joined, left, removed, oldest first
    first_wrote: datetime | None
    inquiries: tuple[MemberInquiry, ...]
    actions: tuple[MemberAction, ...]
    notes: tuple[MemberNote, ...]
    complaints: tuple[ComplaintView, ...]
    private_messages: tuple[datetime, ...]  # when we wrote to them in private; not what
    guidelines: tuple[tuple[datetime, str], ...]  # (when, "private" | "group") they received them
    fairness: tuple[str, ...]
    elsewhere: tuple[RecordEntry, ...] = ()  # done about them in Telegram itself, the newest first
    may_return: bool = False  # removed, and that was lifted since
    private_received: tuple[datetime, ...] = ()  # when they wrote to us in private; not what


@dataclass(frozen=True, slots=True)
class JoinRequestRow:
    """Somebody asks to be let in. ``about`` is what they wrote, made safe."""

    member_id: int
    name: str
    username: str | None
    asked_at: datetime
    about: str
    direction: str
    language: str | None
    before: tuple[str, ...]  # what is known of them: was here before, was removed, was declined
    deciding: bool = False  # an action of ours is at it


@dataclass(frozen=True, slots=True)
class GroupState:
    """What holds for the whole group now, and what a key would give back."""

    slow_mode_seconds: int
    read_only: bool
    slow_mode_action: str | None  # the action of ours that undo_action would take back
    read_only_action: str | None
    guidelines_posted: datetime | None
    remind_guidelines: bool  # time to post them again, as configured


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One coming or going that is counted once. ``by`` is empty where they did it themselves or it is not known."""

    at: datetime
    member_id: int
    name: str
    move: Move
    by: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who came and went in [``start``, ``end``), the newest first, and what it comes to."""

    start: datetime
    end: datetime
    figures: MembershipFigures
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True, slots=True)
class ClearLine:
    """One member in a raid: how many posts would go. ``blocked``: why nothing can be done about them."""

    member_id: int
    name: str
    posts: int
    blocked: str = ""
    summary: str = ""  # the fairness card in a line
    fairness: tuple[str, ...] = ()  # the card
    stands_out: str = ""  # "helpful" (answered others) | "unwarned" (never warned, or not any more) | ""


@dataclass(frozen=True, slots=True)
class ClearPlan:
    """What clearing after a raid would do; counted at Telegram, nothing has happened yet."""

    plan_id: str
    lines: tuple[ClearLine, ...]
    total: int
    since: datetime | None  # None: everything they ever wrote
    ban: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class PhoneBanRow:
    """A ban that was done from a phone, for a moderator to say what it was for. ``by`` is empty where not told."""

    ban_id: str
    at: datetime
    member_id: int
    member: str
    by: str
    by_me: bool
    messages: int
    warnings: int  # in force then
    counted_as: str  # guidelines | spam | elsewhere, or "" while nobody has said


class RecordSource(StrEnum):
    """Where an entry of the record comes from."""

    HERE = "here"  # decided with this program
    TELEGRAM = "telegram"  # done in Telegram itself, from a phone for one; told by the admin log


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """One line of the record: who did what, when, why, on which message, and how it ended."""

    at: datetime
    source: RecordSource
    by: str
    by_me: bool
    sentence: str
    category: str
    member_id: int
    member: str
    message_id: int | None
    outcome: str
    action_id: str | None = None
    reason: str = ""  # free text that was written beside it
    kind: str = ""  # of what was done in Telegram itself: banned, unbanned, muted, unmuted, deleted, approved, promoted

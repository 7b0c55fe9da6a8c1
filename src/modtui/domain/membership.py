"""Joined, left, removed: many reports of the same comings and goings made into one ledger (RULES 4).

The group's service messages, Telegram's participant updates, the admin log, the daily member list and our own
actions each tell a part, late or twice. The fold goes through one member's reports in order of time and knows
whether they are in or out: a report of what is so already adds no event but may say more about the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class EventKind(StrEnum):
    """What a report says happened."""

    PRESENT = "present"  # was there when the member list was first read
    JOINED = "joined"
    JOINED_BY_REQUEST = "joined_by_request"
    ADDED = "added"
    LEFT = "left"
    LEFT_ON_REQUEST = "left_on_request"  # asked a moderator to be taken out
    REMOVED = "removed"  # banned under the guidelines, by an action with its reason
    REMOVED_AS_SPAM = "removed_as_spam"  # a spam account
    BANNED_ELSEWHERE = "banned_elsewhere"  # from a phone: the reason is not known here
    REMOVAL_UNDONE = "removal_undone"  # our action took them out and was undone

    @property
    def is_arrival(self) -> bool:
        """Whether somebody is in the group after it."""
        return self in (
            EventKind.PRESENT,
            EventKind.JOINED,
            EventKind.JOINED_BY_REQUEST,
            EventKind.ADDED,
        )


class Source(StrEnum):
    """Who reports it. Times of the earlier ones are believed before those of the later ones."""

    SERVICE = "service"
    PARTICIPANT = "participant"  # Telegram's own update about one member's place
    ADMIN_LOG = "admin_log"
    ACTION = "action"
    MEMBER_LIST = "member_list"


@dataclass(frozen=True, slots=True)
class Report:
    """One report about one member."""

    member: str
    kind: EventKind
    at: datetime
    source: Source
    by: str | None = None
    number: int = 0  # the source's own order, for what it dates with the same second


@dataclass(frozen=True, slots=True)
class Move:
    """A coming or going that is counted once. ``first`` on an arrival: never been in before."""

    member: str
    kind: EventKind
    at: datetime
    first: bool = False
    by: str | None = None
    unseen: bool = False  # nobody reported it: they came again without ever having been seen to go
    kept_out: bool = False  # banned when they had gone already: a removal, and no member less


#: Reports of one event differ by so much at most: our action, the service message and the admin log.
SAME_EVENT: Final = timedelta(minutes=10)

#: Somebody was banned, whatever it counts as.
REMOVALS: Final = frozenset({EventKind.REMOVED, EventKind.REMOVED_AS_SPAM, EventKind.BANNED_ELSEWHERE})

_SAYS_MORE: Final = {
    EventKind.LEFT: 0,
    EventKind.BANNED_ELSEWHERE: 1,
    EventKind.REMOVAL_UNDONE: 2,
    EventKind.REMOVED_AS_SPAM: 3,
    EventKind.REMOVED: 3,
    EventKind.LEFT_ON_REQUEST: 3,
    EventKind.PRESENT: 0,
    EventKind.JOINED: 1,
    EventKind.ADDED: 2,
    EventKind.JOINED_BY_REQUEST: 3,
}


def fold_membership(reports: Iterable[Report]) -> list[Move]:
    """Every member's comings and goings, in order of time; the reports may come in any order."""
    by_member: dict[str, list[Report]] = {}
    for report in reports:
        by_member.setdefault(report.member, []).append(report)
    moves = [move for member in sorted(by_member) for move in _fold_one(by_member[member])]
    return sorted(moves, key=lambda move: move.at)  # stable: each member's stay in their order


def _fold_one(reports: list[Report]) -> list[Move]:
    moves: list[Move] = []
    for event in _events(reports):
        last = moves[-1] if moves else None
        if last is not None and last.kind.is_arrival == event.kind.is_arrival:
            if _kept_out(last, event):
                moves.append(Move(event.member, event.kind, event.at, by=event.by, kept_out=True))
                continue
            if not _came_again(last, event):
                moves[-1] = _told_more(last, event)
                continue
            moves.append(Move(event.member, EventKind.LEFT, event.at, unseen=True))
        # Somebody who has gone was here, whether or not anybody saw them come.
        first = event.kind.is_arrival and not moves
        moves.append(Move(event.member, event.kind, event.at, first, event.by))
    return moves


def _events(reports: list[Report]) -> list[Report]:
    """What happened, in order: reports by different sources of the same coming or going are one event."""
    events: list[Report] = []
    for source in Source:
        taken: set[int] = set()
        told = sorted((r for r in reports if r.source is source), key=lambda r: (r.at, r.number, r.kind))
        for report in told:
            same = [n for n, event in enumerate(events) if n not in taken and _same(event, report)]
            if same:
                nearest = min(same, key=lambda n: (abs(events[n].at - report.at), n))
                taken.add(nearest)
                events[nearest] = _better(events[nearest], report)
            else:
                taken.add(len(events))
                events.append(report)
    return sorted(events, key=lambda event: (event.at, _of_one_moment(event.kind)))


def _of_one_moment(kind: EventKind) -> int:
    """What is dated with the same second: who was there was there first, and one comes before one goes."""
    return 0 if kind is EventKind.PRESENT else 1 if kind.is_arrival else 2


def _same(event: Report, report: Report) -> bool:
    return event.kind.is_arrival == report.kind.is_arrival and abs(event.at - report.at) <= SAME_EVENT


def _better(event: Report, report: Report) -> Report:
    kind = report.kind if _SAYS_MORE[report.kind] > _SAYS_MORE[event.kind] else event.kind
    return replace(event, kind=kind, by=event.by or report.by)


def _came_again(last: Move, event: Report) -> bool:
    """Whether an arrival of who is in already is a second one. The list only tells who is there."""
    return (
        event.kind.is_arrival
        and event.kind is not EventKind.PRESENT
        and event.source is not Source.MEMBER_LIST
        and event.at - last.at > SAME_EVENT
    )


def _kept_out(last: Move, event: Report) -> bool:
    """Whether who is out already, and was not removed, is banned now."""
    return event.kind in REMOVALS and last.kind not in REMOVALS and event.at - last.at > SAME_EVENT


def _told_more(move: Move, event: Report) -> Move:
    """A later report of what is so already: at most it says who was behind it."""
    near = event.at - move.at <= SAME_EVENT
    more = near and _SAYS_MORE[event.kind] > _SAYS_MORE[move.kind]
    return replace(move, kind=event.kind if more else move.kind, by=move.by or (event.by if near else None))


@dataclass(frozen=True, slots=True)
class Sample:
    """How many members there were at a moment; ``people`` without bots."""

    at: datetime
    counted: int
    bots: int
    complete: bool

    @property
    def people(self) -> int:
        """Members that are no bots."""
        return self.counted - self.bots


@dataclass(frozen=True, slots=True)
class MembershipFigures:
    """Table 7 for a period: each kind apart, and what nobody can explain (RULES 4)."""

    at_start: Sample | None
    at_end: Sample | None
    joined: int  # for the first time
    rejoined: int
    left_on_request: int
    left: int  # by themselves
    left_unseen: int  # must have gone, for they came again
    removed: int  # under the guidelines
    removed_as_spam: int
    removed_elsewhere: int  # from a phone, no reason known
    removed_undone: int  # taken out by an action that was undone: they stayed out until they came again
    kept_out: int = 0  # of those removed: they had gone before

    @property
    def unexplained(self) -> int | None:
        """end - (start + joined - left - removed), all kinds counted; None without samples at both ends."""
        if self.at_start is None or self.at_end is None:
            return None
        came = self.joined + self.rejoined
        gone = self.left_on_request + self.left + self.left_unseen
        gone += self.removed + self.removed_as_spam + self.removed_elsewhere + self.removed_undone
        gone -= self.kept_out
        return self.at_end.people - (self.at_start.people + came - gone)


def membership_figures(
    moves: Iterable[Move],
    samples: Sequence[Sample],
    start: datetime,
    end: datetime,
    *,
    bots: frozenset[str] = frozenset(),
) -> MembershipFigures:
    """The figures of [``start``, ``end``). A sample counts for the moment it was nearest before, a day at most after.

    ``bots``: members that are no people and not counted.
    """
    inside = [m for m in moves if start <= m.at < end and m.member not in bots]
    arrivals = [m for m in inside if m.kind.is_arrival and m.kind is not EventKind.PRESENT]

    def count(kind: EventKind) -> int:
        return sum(m.kind is kind and not m.unseen for m in inside)

    return MembershipFigures(
        at_start=_sample_at(samples, start),
        at_end=_sample_at(samples, end),
        joined=sum(m.first for m in arrivals),
        rejoined=sum(not m.first for m in arrivals),
        left_on_request=count(EventKind.LEFT_ON_REQUEST),
        left=count(EventKind.LEFT),
        left_unseen=sum(m.unseen for m in inside),
        removed=count(EventKind.REMOVED),
        removed_as_spam=count(EventKind.REMOVED_AS_SPAM),
        removed_elsewhere=count(EventKind.BANNED_ELSEWHERE),
        removed_undone=count(EventKind.REMOVAL_UNDONE),
        kept_out=sum(m.kept_out for m in inside),
    )


def _sample_at(samples: Sequence[Sample], moment: datetime) -> Sample | None:
    """The last sample before the moment, or the first one within a day after it."""
    before = [sample for sample in samples if sample.at <= moment]
    if before:
        return max(before, key=lambda sample: sample.at)
    after = [sample for sample in samples if sample.at - moment <= timedelta(days=1)]
    return min(after, key=lambda sample: sample.at) if after else None


def is_present(moves: Iterable[Move]) -> bool | None:
    """Whether one member is in the group after these moves; None when nothing is known."""
    last: Move | None = None
    for move in moves:
        last = move
    return None if last is None else last.kind.is_arrival

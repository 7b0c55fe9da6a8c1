"""What a removal counts as: under the guidelines, a spam account, or neither (RULES 4, Removed).

Our own actions say it by their category. A ban from a phone says nothing, so a moderator is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from modtui.domain.actions import Action, ActionKind, ActionStatus, StepKind, StepOutcome
from modtui.domain.journal import Event, Kind, effective
from modtui.domain.membership import SAME_EVENT, Report

#: Removals of a category of this family are spam accounts, counted apart.
SPAM_FAMILY: Final = "spam"
#: Two clocks that agree differ by so much.
TOLERATED: Final = timedelta(seconds=10)


class CountedAs(StrEnum):
    """What a removal counts as."""

    GUIDELINES = "guidelines"
    SPAM = "spam"
    ELSEWHERE = "elsewhere"  # in no figure but its own: another reason, or a mistake


@dataclass(frozen=True, slots=True)
class Removal:
    """Somebody was banned, and what it counts as."""

    member: str
    at: datetime
    counted_as: CountedAs


@dataclass(frozen=True, slots=True)
class SortedBan:
    """A ban from a phone that a moderator sorted. ``at`` is when it was done; ``uuid`` the decision."""

    member: str
    chat_key: int
    at: datetime
    counted_as: CountedAs
    sorted_by: int
    sorted_at: datetime
    uuid: str


@dataclass(frozen=True, slots=True)
class PhoneBan:
    """Somebody was banned, and not by an action that we know. ``by`` is who did it, where that was told."""

    member: str
    at: datetime
    by: str | None
    sorted: SortedBan | None = None


def ban_subject(chat_key: int, member_ref: str, at: datetime) -> str:
    """The subject of one ban from a phone, by whom it befell and when."""
    return f"ban:{chat_key}:{member_ref}:{round(at.timestamp())}"


def fold_bans(events: Iterable[Event]) -> list[SortedBan]:
    """Every ban from a phone as it was sorted last, in order of time."""
    latest = {event.subject: event for event in effective(events) if event.kind == Kind.BAN_SORTED}
    bans = [
        SortedBan(
            member=str(event.payload["member"]),
            chat_key=int(event.payload["chat"]),
            at=datetime.fromisoformat(str(event.payload["at"])),
            counted_as=CountedAs(str(event.payload["as"])),
            sorted_by=event.author_id,
            sorted_at=event.at,
            uuid=event.uuid,
        )
        for event in latest.values()
    ]
    return sorted(bans, key=lambda ban: (ban.at, ban.member))


def removals(actions: Iterable[Action], bans: Iterable[SortedBan]) -> list[Removal]:
    """Every removal that stands, with what it counts as: by our actions, and from phones where sorted."""
    found = [Removal(ban.member, ban.at, ban.counted_as) for ban in bans]
    for action in actions:
        at = _banned_at(action)
        if at is not None:
            found.append(Removal(action.member, at, counted_as(action)))
    return found


def counted_as(action: Action) -> CountedAs:
    """What a ban by this action counts as."""
    spam = action.category.partition("-")[0] == SPAM_FAMILY
    return CountedAs.SPAM if spam else CountedAs.GUIDELINES


def _banned_at(action: Action) -> datetime | None:
    """When a ban by this action took effect; None where there is none, it was undone, or somebody else's stood before."""
    if action.kind is ActionKind.LEAVE or action.status is ActionStatus.UNDONE:
        return None
    return next(
        (
            step.at
            for step in action.steps
            if step.kind is StepKind.BAN and step.outcome is StepOutcome.DONE and not step.error
        ),
        None,
    )


# ---- bans that no action of ours explains


@dataclass(frozen=True, slots=True)
class Deed:
    """One of our actions took somebody out, or may have. ``by``: who had a hand in it; empty where that is not known."""

    member: str
    at: datetime
    by: frozenset[str]
    undone_at: datetime | None = None

    def explains(self, told: Report) -> bool:
        """Whether the ban that is told of is this one: at that time, by one of these, and not after it was undone."""
        if self.undone_at is not None and told.at > self.undone_at + TOLERATED:
            return False
        return _near(told.at, self.at) and (not self.by or told.by is None or told.by in self.by)


def deeds(action: Action, by: frozenset[str], undone_at: datetime | None) -> Iterable[Deed]:
    """What this action did, or may have done, to take somebody out: begun and not heard of again counts too."""
    for step in action.steps:
        takes_out = step.kind in (StepKind.BAN, StepKind.TAKE_OUT) and step.may_be_ours
        if takes_out and step.at is not None and (step.earlier is None or not step.earlier.banned):
            yield Deed(action.member, step.at, by, undone_at)


def phone_bans(
    told: Iterable[Report], ours: Iterable[Deed], bans: Sequence[SortedBan], since: datetime
) -> list[PhoneBan]:
    """Bans that were told of since a moment and that none of our actions did, in order of time.

    The service message and the admin log tell of one ban twice; they differ by minutes at most.
    """
    by_member: dict[str, list[Report]] = {}
    for report in sorted(told, key=lambda report: report.at):
        by_member.setdefault(report.member, []).append(report)
    done: dict[str, list[Deed]] = {}
    for deed in ours:
        done.setdefault(deed.member, []).append(deed)
    found: list[PhoneBan] = []
    for member, reports in by_member.items():
        own = [ban for ban in bans if ban.member == member]
        unexplained = [r for r in reports if not any(deed.explains(r) for deed in done.get(member, ()))]
        for ban in _apart(unexplained):
            if ban.at < since:
                continue
            decided = next((one for one in own if _near(ban.at, one.at)), None)
            found.append(PhoneBan(member, ban.at, ban.by, decided))
    return sorted(found, key=lambda ban: (ban.at, ban.member))


def _apart(reports: Sequence[Report]) -> list[PhoneBan]:
    bans: list[PhoneBan] = []
    for report in reports:
        last = bans[-1] if bans else None
        if (
            last is not None
            and _near(last.at, report.at)
            and (last.by is None or report.by in (None, last.by))
        ):
            bans[-1] = PhoneBan(last.member, last.at, last.by or report.by)
        else:
            bans.append(PhoneBan(report.member, report.at, report.by))
    return bans


def _near(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= SAME_EVENT

"""The service clock: when it starts for an inquiry, and when the answer is due (RULES 1).

Pure: every function takes the policy and the instants it speaks about. All results are in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from modtui.domain.opening_hours import (
    SEARCH_DAYS,
    is_open,
    is_working_day,
    last_open_moment,
    local_date,
    next_closing,
    next_opening,
    open_time_between,
    spans_from,
    spans_on,
    start_of,
)
from modtui.domain.policy import ClockKind, Closure, PolicyError, ServicePolicy
from modtui.domain.wall_time import DAY, as_utc, first_instant, last_instant
from modtui.text.counting import counted

__all__ = [
    "Deadline",
    "closures_touching",
    "due",
    "elapsed",
    "is_open",
    "met",
    "next_closing",
    "next_opening",
    "open_time_between",
    "start_of",
]

_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The promise for one inquiry; all instants in UTC.

    `answer_by`, the last open moment before the deadline, is shown and sorted by; `due` decides the verdict.
    """

    asked: datetime
    start: datetime
    due: datetime
    answer_by: datetime
    clock: ClockKind
    policy_version: str


def due(policy: ServicePolicy, asked: datetime) -> Deadline:
    """The deadline of an inquiry asked then, under the policy in force then.

    Raises PolicyError when the service does not open, or the target is not reached, within ten years.
    """
    asked = as_utc(asked)
    start = start_of(policy, asked)
    match policy.clock:
        case ClockKind.LITERAL:
            end = start + policy.target
        case ClockKind.SERVICE_HOURS:
            end = _after_open_time(policy, start)
        case ClockKind.BUSINESS_DAYS:
            end = _after_business_days(policy, start)
    answer_by = last_open_moment(policy, start, end)
    assert answer_by is not None  # the service is open at `start`, and every target is longer than nothing
    return Deadline(asked, start, end, answer_by, policy.clock, policy.version)


def met(deadline: Deadline, answered_at: datetime) -> bool:
    """Whether an answer at that instant kept the promise: at or before due (RULES 1)."""
    return as_utc(answered_at) <= deadline.due


def elapsed(policy: ServicePolicy, asked: datetime, until: datetime) -> timedelta:
    """How much of the target an inquiry asked at `asked` has used up by `until`, on the policy's own clock.

    This is the "service clock" figure beside the wall time (RULES 4); zero before the clock starts.
    """
    start, until = start_of(policy, asked), as_utc(until)
    if until <= start:
        return _NONE
    match policy.clock:
        case ClockKind.LITERAL:
            return until - start
        case ClockKind.SERVICE_HOURS:
            return open_time_between(policy, start, until)
        case ClockKind.BUSINESS_DAYS:
            return _business_time(policy, start, until)


def closures_touching(policy: ServicePolicy, since: datetime, until: datetime) -> tuple[Closure, ...]:
    """Unplanned closures that fall into [since, until], to note beside a verdict, which they do not change.

    Give the policy in force now: the one frozen with the inquiry cannot know of a later closure.
    """
    since, until = as_utc(since), as_utc(until)
    return tuple(closure for closure in policy.closures if closure.start <= until and closure.end > since)


def _after_open_time(policy: ServicePolicy, start: datetime) -> datetime:
    """When the service has been open for the target since `start`; on a boundary, the closing."""
    left = policy.target
    for opens, closes in spans_from(policy, start):
        begins = max(opens, start)
        if left <= closes - begins:
            return begins + left
        left -= closes - begins
    raise _unreached(policy, start)


def _after_business_days(policy: ServicePolicy, start: datetime) -> datetime:
    """The target in working days of 24 hours of wall time; midnight belongs to the working day it ends."""
    day, wall = _working_position(policy, start)
    whole_days, rest = divmod(wall + policy.target, DAY)
    if not rest:
        whole_days, rest = whole_days - 1, DAY
    last = start_day = day
    while whole_days:
        last += DAY
        if (last - start_day).days > SEARCH_DAYS:
            raise _unreached(policy, start)
        whole_days -= is_working_day(policy, last)
    wall_due = datetime.combine(last, time()) + rest
    first = first_instant(policy.tz, wall_due)
    # Asked in the second pass of an hour that happens twice: the first pass is over, so the second is meant.
    return first if first >= start else max(start, last_instant(policy.tz, wall_due))


def _business_time(policy: ServicePolicy, start: datetime, until: datetime) -> timedelta:
    """Wall time of working days between two instants, each whole day counting as 24 hours."""
    first, wall_at_start = _working_position(policy, start)
    local = until.astimezone(policy.tz)
    last = max(local.date(), first)
    whole_days = sum(is_working_day(policy, first + ahead * DAY) for ahead in range((last - first).days))
    wall_at_end = _wall(local) if is_working_day(policy, last) else _NONE
    return max(_NONE, whole_days * DAY + wall_at_end - wall_at_start)


def _working_position(policy: ServicePolicy, start: datetime) -> tuple[date, timedelta]:
    """The working day an open instant belongs to, and the wall time since that day's midnight."""
    local = start.astimezone(policy.tz)
    day = local.date()
    if any(opens <= start < closes for opens, closes in spans_on(policy, day)):
        return day, _wall(local)
    # Clocks that go back over midnight show yesterday's date again after today's hours have begun.
    return day + DAY, _NONE


def _wall(local: datetime) -> timedelta:
    return timedelta(
        hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )


def _unreached(policy: ServicePolicy, start: datetime) -> PolicyError:
    return PolicyError(
        f"The target of {counted(policy.target.total_seconds() / 3600, 'hour')} is not reached within ten years after "
        f"{local_date(policy, start)}; look at the service hours and closing days."
    )

"""When the service is open: the policy's wall-time hours as instants in UTC (RULES 1).

Everything the clock does rests on the spans made here, so that daylight saving is dealt with in one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from modtui.domain.policy import PolicyError, ServicePolicy
from modtui.domain.wall_time import DAY, as_utc, first_instant

# No search goes further than ten years: a policy that is closed for longer is a mistake, not a plan.
SEARCH_DAYS = 3660
# A service that has not closed within this many days is shown as always open.
_ALWAYS_OPEN_DAYS = 400


class OpenSpan(NamedTuple):
    """Open from `opens` up to, not including, `closes`; both UTC."""

    opens: datetime
    closes: datetime


@lru_cache(maxsize=16384)
def spans_on(policy: ServicePolicy, day: date) -> tuple[OpenSpan, ...]:
    """The open spans of one day of the policy's zone, in order; empty on a closed day.

    An interval that falls wholly into a skipped hour has no length and is left out.
    """
    midnight = datetime.combine(day, time())
    spans = (
        OpenSpan(
            first_instant(policy.tz, midnight + timedelta(minutes=interval.opens)),
            first_instant(policy.tz, midnight + timedelta(minutes=interval.closes)),
        )
        for interval in policy.hours_of(day)
    )
    return tuple(span for span in spans if span.opens < span.closes)


def is_working_day(policy: ServicePolicy, day: date) -> bool:
    """Whether the service opens at all on `day` of its zone."""
    return bool(spans_on(policy, day))


def local_date(policy: ServicePolicy, at: datetime) -> date:
    """The date of an instant in the service's zone."""
    return as_utc(at).astimezone(policy.tz).date()


def spans_from(policy: ServicePolicy, at: datetime, days: int = SEARCH_DAYS) -> Iterator[OpenSpan]:
    """Open spans that end after `at`, in order, over at most `days` days."""
    at = as_utc(at)
    first = local_date(policy, at)
    for ahead in range(days):
        for span in spans_on(policy, first + ahead * DAY):
            if span.closes > at:
                yield span


def is_open(policy: ServicePolicy, at: datetime) -> bool:
    """Whether `at` lies in service hours: Friday 17:00:00 does not, Monday 09:00:00 does (RULES 1)."""
    # Two days: where clocks go back over midnight, the end of one date comes after the start of the next.
    span = next(spans_from(policy, at, days=2), None)
    return span is not None and span.opens <= at


def start_of(policy: ServicePolicy, asked: datetime) -> datetime:
    """When the clock starts for an inquiry asked then: at once in service hours, else at the next opening.

    Raises PolicyError when the service does not open within ten years.
    """
    span = next(spans_from(policy, asked), None)
    if span is None:
        raise PolicyError(
            f"The service does not open within ten years after {local_date(policy, asked)}; "
            "look at its closing days."
        )
    return max(span.opens, as_utc(asked))


def next_opening(policy: ServicePolicy, at: datetime) -> datetime | None:
    """The first opening strictly after `at`, in UTC; None when it never closes, or never opens again."""
    at = as_utc(at)
    open_until: datetime | None = None
    for span in spans_from(policy, at):
        if span.opens > at and span.opens != open_until:
            return span.opens
        open_until = span.closes
        if open_until - at > _ALWAYS_OPEN_DAYS * DAY:
            return None
    return None


def next_closing(policy: ServicePolicy, at: datetime) -> datetime | None:
    """When the present opening ends, or the next one if the service is closed at `at`; in UTC.

    24:00 before a day that opens at 00:00 is no closing. None for a service that never closes.
    """
    at = as_utc(at)
    present: OpenSpan | None = None
    for span in spans_from(policy, at):
        if present is None:
            present = span
        elif span.opens == present.closes:
            present = OpenSpan(present.opens, span.closes)
        else:
            return present.closes
        if present.closes - max(at, present.opens) > _ALWAYS_OPEN_DAYS * DAY:
            return None
    return present.closes if present else None


def spans_between(policy: ServicePolicy, since: datetime, until: datetime) -> tuple[OpenSpan, ...]:
    """The open spans inside [since, until), cut to it; touching ones (24:00 and 00:00) are joined."""
    since, until = as_utc(since), as_utc(until)
    joined: list[OpenSpan] = []
    if until <= since:
        return ()
    for opens, closes in spans_from(policy, since, days=(until - since).days + 3):
        if opens >= until:
            break
        span = OpenSpan(max(opens, since), min(closes, until))
        if joined and joined[-1].closes == span.opens:
            joined[-1] = OpenSpan(joined[-1].opens, span.closes)
        else:
            joined.append(span)
    return tuple(joined)


def open_time_between(policy: ServicePolicy, since: datetime, until: datetime) -> timedelta:
    """How long the service was open in [since, until), in elapsed time; zero when `until` is not later."""
    return sum((span.closes - span.opens for span in spans_between(policy, since, until)), timedelta(0))


def last_open_moment(policy: ServicePolicy, since: datetime, until: datetime) -> datetime | None:
    """The end of the open time in [since, until): `until`, or the closing before it; None if never open.

    This is what is shown and sorted by: "answer by Mon 17:00; due Tue 09:00" (RULES 1).
    """
    since, until = as_utc(since), as_utc(until)
    # A day more at the far end, for zones whose clocks once went back over midnight.
    day, first = local_date(policy, until) + DAY, local_date(policy, since)
    while day >= first:
        for span in reversed(spans_on(policy, day)):
            if span.opens < until and span.closes > since:
                return min(span.closes, until)
        day -= DAY
    return None

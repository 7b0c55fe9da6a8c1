"""The three clocks against a second, slow way to reckon: walking minute by minute, with the rules of RULES 1 only.

Shares nothing with the clock but the zone: hours, holidays and shortened days are written here once more.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from modtui.domain.clock import due
from modtui.domain.policy import ClockKind, ClosedDay, ServicePolicy, ShortenedDay

ZONE = ZoneInfo("America/Toronto")
MINUTE = timedelta(minutes=1)
TWICE = ((time(9), time(12)), (time(13), time(17)))
WHOLE = ((time(9), time(17)),)
SHORT = ((time(9), time(12)),)
CLOSED = {
    date(2026, 10, 12), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26),
}  # fmt: skip

ASKED = [
    "2026-10-02T16:00", "2026-10-02T16:59", "2026-10-02T17:00", "2026-10-02T18:00", "2026-10-03T12:00",
    "2026-10-05T08:59", "2026-10-05T09:00", "2026-10-05T11:59", "2026-10-05T12:00", "2026-10-05T12:30",
    "2026-10-05T13:00", "2026-10-09T10:00", "2026-10-09T17:30", "2026-10-11T23:59", "2026-10-12T10:00",
    "2026-10-30T16:00", "2026-10-31T23:00", "2026-11-01T00:30", "2026-11-01T01:30", "2026-12-23T15:00",
    "2026-12-24T11:59", "2026-12-24T12:00", "2026-12-24T13:00", "2026-12-31T16:00", "2027-01-01T00:00",
    "2027-03-12T16:30", "2027-03-13T22:00", "2027-03-14T03:30", "2027-03-25T09:00", "2027-03-26T10:00",
]  # fmt: skip


def spans(day):
    if day in CLOSED or day.weekday() > 4:
        return ()
    if (day.month, day.day) == (12, 24):
        return SHORT
    return TWICE if day.weekday() < 2 else WHOLE


def is_open(at):
    local = at.astimezone(ZONE)
    return any(opens <= local.time() < closes for opens, closes in spans(local.date()))


def instant(wall):
    return wall.replace(tzinfo=ZONE, fold=0).astimezone(UTC)


def by_the_minute(kind, asked):
    start = asked
    while not is_open(start):
        start += MINUTE
    left = 24 * 60
    if kind is ClockKind.LITERAL:
        return start, start + timedelta(hours=24)
    if kind is ClockKind.SERVICE_HOURS:
        at = start
        while left:
            left -= is_open(at)
            at += MINUTE
        return start, at
    wall = start.astimezone(ZONE).replace(tzinfo=None)
    while left:  # a working day counts whole, midnight to midnight, by the clock on the wall
        left -= bool(spans(wall.date()))
        wall += MINUTE
    return start, instant(wall)


def last_open(start, end):
    at = end
    while at > start and not is_open(at - MINUTE):
        at -= MINUTE
    return at


def minutes(hours):
    return tuple((a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in hours)


def policy(kind):
    twice, whole = minutes(TWICE), minutes(WHOLE)
    return ServicePolicy(
        zone="America/Toronto",
        hours=(twice, twice, whole, whole, whole, (), ()),
        closed_days=tuple(ClosedDay(day, "closed") for day in sorted(CLOSED)),
        shortened_days=(ShortenedDay(date(2026, 12, 24), minutes(SHORT), "short"),),
        clock=kind,
    )


@pytest.mark.parametrize("kind", list(ClockKind))
def test_the_clock_says_what_walking_by_the_minute_says(kind):
    for written in ASKED:
        asked = instant(datetime.fromisoformat(written))
        start, end = by_the_minute(kind, asked)
        found = due(policy(kind), asked)
        assert (found.start, found.due, found.answer_by) == (start, end, last_open(start, end)), written

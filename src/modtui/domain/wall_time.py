"""Wall time to instants: the two questions that daylight saving makes hard, answered once.

A wall time that is skipped by a forward change means the first moment that exists after it; one that happens
twice means the first (RULES 1). Both together are one definition: *the first instant at which the wall clock
has reached that time*. It never goes backwards as the wall time grows, which is what keeps opening hours from
overlapping and a longer target from giving an earlier deadline.
"""

from __future__ import annotations

import difflib
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

# Files beside the zone names that are no zone of a place: the first is whatever this machine is set to.
_NOT_A_PLACE = frozenset({"localtime", "posixrules", "Factory"})


class UnknownZoneError(ValueError):
    """The name is no IANA time zone; the sentence names the nearest ones."""


@lru_cache(maxsize=256)
def load_zone(name: str) -> zoneinfo.ZoneInfo:
    """The IANA time zone called `name`; raises UnknownZoneError with a sentence when there is none."""
    try:
        if not name or name in _NOT_A_PLACE:
            raise zoneinfo.ZoneInfoNotFoundError(name)
        return zoneinfo.ZoneInfo(name)
    # A folder of zones ("America") is an OSError, a path that leaves the folder a ValueError.
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZoneError(f"There is no time zone “{name}”; {_nearest(name)}") from error


def _nearest(name: str) -> str:
    known = zoneinfo.available_timezones() - _NOT_A_PLACE
    by_city = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in sorted(known)}
    wanted = name.replace(" ", "_").casefold()
    close = difflib.get_close_matches(wanted.rsplit("/", 1)[-1], by_city, n=2, cutoff=0.75)
    if not close:
        return "write an IANA name such as America/Toronto."
    return "did you mean " + " or ".join(by_city[city] for city in close) + "?"


def first_instant(zone: zoneinfo.ZoneInfo, wall: datetime) -> datetime:
    """The first UTC instant at which the wall clock of `zone` has reached the naive time `wall`."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    # The wall time is skipped: find the change itself, which lies between its two possible readings.
    late = instant
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset_before = early.astimezone(zone).utcoffset()
    early, late = early.replace(microsecond=0), late.replace(microsecond=0) + SECOND
    while late - early > SECOND:
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset_before:
            early = middle
        else:
            late = middle
    return late


def last_instant(zone: zoneinfo.ZoneInfo, wall: datetime) -> datetime:
    """The second UTC instant of a naive `wall` time that happens twice, else the same as `first_instant`."""
    first = first_instant(zone, wall)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return max(first, second)


def midnight(zone: zoneinfo.ZoneInfo, day: date) -> datetime:
    """The UTC instant at which `day` begins in `zone`: 00:00, or the moment after a skipped midnight."""
    return first_instant(zone, datetime(day.year, day.month, day.day))  # noqa: DTZ001 - a wall time has no zone


def as_utc(at: datetime) -> datetime:
    """The same instant in UTC; ValueError for a time without a zone or outside the years 1970 to 9000."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} carries no time zone; the service clock takes instants.")
    if not 1970 <= at.year <= 9000:
        raise ValueError(f"{at.isoformat()} lies outside the years 1970 to 9000.")
    return at.astimezone(UTC)

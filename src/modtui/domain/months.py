"""The periods that figures are counted in: months, quarters, years and ranges of days (RULES 4).

A month is [1st 00:00, next 1st 00:00) in the service's zone. Every period is half-open and given in UTC, so that
an event belongs to exactly one month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from modtui.domain.wall_time import DAY, as_utc, midnight

_YEARS = range(1970, 9000)


class PeriodError(ValueError):
    """A period that cannot be read; the message is one sentence saying what to write."""


class PeriodKind(StrEnum):
    """What kind of stretch a period is; only the first three can be frozen."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of a zone, from `first_day` up to, not including, `day_after`; [start, end) is the same in UTC.

    `label` is what was meant in its shortest form (`2026-10`, `2026-Q3`, `2026`, `2026-10-01..2026-10-15`) and
    parses back to an equal period.
    """

    kind: PeriodKind
    label: str
    first_day: date
    day_after: date
    start: datetime
    end: datetime

    @property
    def last_day(self) -> date:
        """The last day inside the period."""
        return self.day_after - DAY

    def contains(self, at: datetime) -> bool:
        """Whether an instant falls into the period."""
        return self.start <= as_utc(at) < self.end


def parse_month(text: str, zone: ZoneInfo) -> Period:
    """`2026-10`. Raises PeriodError."""
    return _only(PeriodKind.MONTH, text, zone, "month", "2026-10")


def parse_quarter(text: str, zone: ZoneInfo) -> Period:
    """`2026-Q3`. Raises PeriodError."""
    return _only(PeriodKind.QUARTER, text, zone, "quarter", "2026-Q3")


def parse_year(text: str, zone: ZoneInfo) -> Period:
    """`2026`. Raises PeriodError."""
    return _only(PeriodKind.YEAR, text, zone, "year", "2026")


def parse_range(since: str, until: str, zone: ZoneInfo) -> Period:
    """Days from `since` through `until`, the last one included; a month, quarter or year stands for its days.

    Raises PeriodError for what cannot be read, and when the end lies before the beginning.
    """
    first, last = _days(since), _days(until)
    if last.first_day < first.first_day or last.day_after < first.day_after:
        raise PeriodError(f"The period ends ({until.strip()}) before it begins ({since.strip()}).")
    label = f"{first.first_day}..{last.day_after - DAY}"
    return _period(PeriodKind.RANGE, label, first.first_day, last.day_after, zone)


def parse_period(text: str, zone: ZoneInfo) -> Period:
    """Any of `2026-10`, `2026-Q3`, `2026`, `2026-10-05`, or two of them joined by `..`. Raises PeriodError."""
    since, dots, until = text.partition("..")
    if dots:
        return parse_range(since, until, zone)
    days = _days(text)
    if days.kind is PeriodKind.RANGE:
        return parse_range(text, text, zone)
    return _period(days.kind, days.label, days.first_day, days.day_after, zone)


def month_of(at: datetime, zone: ZoneInfo) -> Period:
    """The month that an instant falls into."""
    day = as_utc(at).astimezone(zone).date()
    month = _month(day.year, day.month, zone)
    # A zone whose clocks went back over the 1st's midnight shows the old month's date for a while again.
    return month if at < month.end else _month(*_next_month(day.year, day.month), zone)


def months_in(period: Period, zone: ZoneInfo) -> tuple[Period, ...]:
    """The calendar months that a period touches, in order; for a month, quarter or year exactly its own."""
    months = []
    year, month = period.first_day.year, period.first_day.month
    while date(year, month, 1) < period.day_after:
        months.append(_month(year, month, zone))
        year, month = _next_month(year, month)
    return tuple(months)


@dataclass(frozen=True, slots=True)
class _Days:
    kind: PeriodKind
    label: str
    first_day: date
    day_after: date


def _days(text: str) -> _Days:
    """Read one word; a single day has the kind RANGE."""
    text = text.strip()
    found = re.fullmatch(r"([0-9]{4})(?:-(?:[Qq]([0-9]+)|([0-9]{1,2})(?:-([0-9]{1,2}))?))?", text)
    if not found:
        raise PeriodError(
            f"“{text}” is no period; write 2026-10, 2026-Q3, 2026, or a day such as 2026-10-05."
        )
    year = int(found[1])
    if year not in _YEARS:
        raise PeriodError(f"“{text}”: the year must lie between {_YEARS.start} and {_YEARS.stop - 1}.")
    if found[2]:
        quarter = int(found[2])
        if not 1 <= quarter <= 4:
            raise PeriodError(f"“{text}” is no quarter; a year has {year}-Q1 to {year}-Q4.")
        first = date(year, 3 * quarter - 2, 1)
        return _Days(PeriodKind.QUARTER, f"{year}-Q{quarter}", first, _later(first, 3))
    if not found[3]:
        return _Days(PeriodKind.YEAR, f"{year}", date(year, 1, 1), date(year + 1, 1, 1))
    month = int(found[3])
    if not 1 <= month <= 12:
        raise PeriodError(f"“{text}” names month {month}; a year has twelve.")
    if not found[4]:
        first = date(year, month, 1)
        return _Days(PeriodKind.MONTH, f"{year}-{month:02d}", first, _later(first, 1))
    try:
        day = date(year, month, int(found[4]))
    except ValueError as error:
        raise PeriodError(f"“{text}” is no day: {year}-{month:02d} has no {int(found[4])}.") from error
    return _Days(PeriodKind.RANGE, day.isoformat(), day, day + DAY)


def _only(kind: PeriodKind, text: str, zone: ZoneInfo, word: str, example: str) -> Period:
    try:
        days = _days(text)
    except PeriodError as error:
        if re.match(r"\s*[0-9]{4}(-|$|\s)", text):
            raise  # near enough that the closer sentence helps more
        raise PeriodError(f"“{text.strip()}” is no {word}; write it like {example}.") from error
    if days.kind is not kind:
        raise PeriodError(f"“{text.strip()}” is no {word}; write it like {example}.")
    return _period(days.kind, days.label, days.first_day, days.day_after, zone)


def _month(year: int, month: int, zone: ZoneInfo) -> Period:
    first = date(year, month, 1)
    return _period(PeriodKind.MONTH, f"{year}-{month:02d}", first, _later(first, 1), zone)


def _period(kind: PeriodKind, label: str, first: date, after: date, zone: ZoneInfo) -> Period:
    return Period(kind, label, first, after, midnight(zone, first), midnight(zone, after))


def _later(first: date, months: int) -> date:
    year, month = first.year, first.month
    for _ in range(months):
        year, month = _next_month(year, month)
    return date(year, month, 1)


def _next_month(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)

"""The kinds of values that settings are made of, and how each is written: durations, days, hours, secrets.

Each parser takes what the YAML held and raises `ValueError` with what to write in its place; the loader
adds the place and what was found.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from modtui.domain import policy
from modtui.domain.policy import Hours

_UNITS: Final = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), timedelta(seconds=1)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks"), timedelta(weeks=1)),
}
_DURATION: Final = re.compile(r"(?:\s*\d{1,9}(?:\.\d{1,6})?\s*[a-z]+)+\s*\Z", re.IGNORECASE)
_DURATION_PART: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)", re.IGNORECASE)
_YEARLY: Final = re.compile(r"\d\d-\d\d\Z", re.ASCII)
_ONCE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
LONGEST: Final = timedelta(days=36500)

WRITE_DURATION: Final = "a duration with its unit, such as 24h, 90d or 30 min"
WRITE_HOURS: Final = "hours such as 09:00-17:00, several with commas, or closed"
WRITE_DAY: Final = "a day such as 2026-11-11, or 11-11 for every year"


class Secret:
    """A text that prints, logs and shows as stars; only `reveal` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself, for the one who must hand it on."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


class Day(NamedTuple):
    """A calendar day, of one year or (year None) of every year."""

    year: int | None
    month: int
    day: int

    def __str__(self) -> str:
        every = f"{self.month:02}-{self.day:02}"
        return every if self.year is None else f"{self.year:04}-{every}"

    def dates(self, years: range) -> list[date]:
        """The dates meant, in `years` where the day is of every year (29 February: in leap years)."""
        if self.year is not None:
            return [date(self.year, self.month, self.day)]
        found = []
        for year in years:
            try:
                found.append(date(year, self.month, self.day))
            except ValueError:  # 29 February of a common year: this year does not have the day
                continue
        return found


def parse_duration(value: object) -> timedelta:
    """A length of time: "24h", "90d", "30 min", "1h 30min". Months and years have no one length: refused."""
    if not isinstance(value, str) or not _DURATION.match(value):
        raise ValueError(WRITE_DURATION)
    total = timedelta()
    for number, unit in _DURATION_PART.findall(value):
        length = _UNITS.get(unit.casefold())
        if length is None:
            raise ValueError(f"{WRITE_DURATION}; the units are s, min, h, d and w")
        if float(number) * length.total_seconds() > LONGEST.total_seconds():
            raise ValueError(f"{WRITE_DURATION}, of at most 100 years")
        total += float(number) * length
    if total > LONGEST:
        raise ValueError(f"{WRITE_DURATION}, of at most 100 years")
    return total


def parse_opening_hours(value: object) -> Hours:
    """A day's service hours: "09:00-12:00, 13:00-17:00", the same as a list, or "closed"."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        raise ValueError(WRITE_HOURS)
    try:
        return policy.parse_hours(value)
    except policy.PolicyError as error:
        raise ValueError(f"{WRITE_HOURS} ({str(error).rstrip('.')})") from None


def parse_day(value: object) -> Day:
    """A calendar day: "2026-11-11", or "11-11" for every year."""
    if isinstance(value, str) and _ONCE.match(value):
        year, month, day = (int(part) for part in value.split("-"))
        found = Day(year, month, day)
    elif isinstance(value, str) and _YEARLY.match(value):
        month, day = (int(part) for part in value.split("-"))
        found = Day(None, month, day)
    else:
        raise ValueError(WRITE_DAY)
    try:
        date(found.year or 2024, found.month, found.day)  # 2024: a leap year, so that 02-29 is a day
    except ValueError:
        raise ValueError(WRITE_DAY) from None
    return found

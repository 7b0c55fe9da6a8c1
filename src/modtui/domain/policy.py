"""The service policy: when the service is open, and within which time it promises an answer (RULES 1).

A policy is stored whole in a journal event, and the one in force when an inquiry is asked stays with it. So
it holds everything its deadlines depend on (holidays already expanded), survives a trip through JSON
unchanged, and is named by a digest of its content.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from modtui.domain.wall_time import UnknownZoneError, load_zone
from modtui.text.counting import counted

FORMAT = 1
MINUTES_A_DAY = 24 * 60
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_TARGET = timedelta(days=366)


class PolicyError(ValueError):
    """A policy, or a question to it, that makes no sense; the message is one sentence for the user."""


class ClockKind(StrEnum):
    """Which time the target counts (RULES 1); the value is named wherever a figure is shown."""

    BUSINESS_DAYS = "business-days"
    LITERAL = "literal"
    SERVICE_HOURS = "service-hours"


class Interval(NamedTuple):
    """Open from minute `opens` up to, not including, minute `closes` of a day's wall time (1440 is 24:00)."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_clock_time(self.opens)}-{_clock_time(self.closes)}"


Hours = tuple[Interval, ...]


class ClosedDay(NamedTuple):
    """A day without service, whatever its weekday."""

    day: date
    reason: str


class ShortenedDay(NamedTuple):
    """A day with hours of its own, which replace its weekday's."""

    day: date
    hours: Hours
    reason: str


class Closure(NamedTuple):
    """An unplanned closure [start, end) in UTC: noted beside a verdict, never changing it."""

    start: datetime
    end: datetime
    reason: str


_NINE_TO_FIVE: Hours = (Interval(9 * 60, 17 * 60),)
DEFAULT_HOURS: tuple[Hours, ...] = (_NINE_TO_FIVE,) * 5 + ((), ())


@dataclass(frozen=True, slots=True, eq=False)
class ServicePolicy:
    """Opening hours, closing days, the target and the clock it runs on.

    `hours` has seven entries, Monday first. Plain tuples are accepted everywhere and become the named ones,
    sorted, with touching intervals joined. Raises PolicyError with one sentence for what makes no sense.
    Equality, the hash and `version` all go by content.
    """

    zone: str = "America/Toronto"
    hours: tuple[Hours, ...] = DEFAULT_HOURS
    closed_days: tuple[ClosedDay, ...] = ()
    shortened_days: tuple[ShortenedDay, ...] = ()
    closures: tuple[Closure, ...] = ()
    target: timedelta = timedelta(hours=24)
    clock: ClockKind = ClockKind.BUSINESS_DAYS
    version: str = field(init=False)
    tz: ZoneInfo = field(init=False, repr=False)
    _closed: Mapping[date, str] = field(init=False, repr=False)
    _shortened: Mapping[date, ShortenedDay] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        put = object.__setattr__  # the only way a frozen dataclass can tidy its own fields
        try:
            put(self, "tz", load_zone(self.zone))
        except UnknownZoneError as error:
            raise PolicyError(str(error)) from error
        put(self, "hours", _checked_week(self.hours))
        put(self, "closed_days", _checked_closed_days(self.closed_days))
        put(self, "shortened_days", _checked_shortened_days(self.shortened_days))
        put(self, "closures", tuple(sorted(_checked_closure(Closure(*item)) for item in self.closures)))
        put(self, "clock", _checked_clock(self.clock))
        _check_target(self.target)
        put(self, "_closed", dict(self.closed_days))
        put(self, "_shortened", {item.day: item for item in self.shortened_days})
        for day in sorted(self._shortened.keys() & self._closed.keys()):
            raise PolicyError(
                f"{day} is both closed ({self._closed[day]}) and shortened; "
                "take it out of the closing days or out of the shortened ones."
            )
        content = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        put(self, "version", hashlib.sha256(content.encode()).hexdigest()[:16])

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, ServicePolicy) and self.version == other.version)

    def __hash__(self) -> int:
        return hash(self.version)

    def hours_of(self, day: date) -> Hours:
        """The wall-time intervals in which the service is open on `day`; empty when it is closed."""
        if day in self._closed:
            return ()
        shortened = self._shortened.get(day)
        return shortened.hours if shortened else self.hours[day.weekday()]

    def closed_because(self, day: date) -> str | None:
        """Why `day` is a closing day of the policy; None for every other day, weekends too."""
        return self._closed.get(day)

    def shortened_because(self, day: date) -> str | None:
        """Why `day` has hours of its own; None for every other day."""
        shortened = self._shortened.get(day)
        return shortened.reason if shortened else None

    def to_dict(self) -> dict[str, Any]:
        """The whole policy in plain JSON types; `from_dict` gives an equal policy back."""
        return {
            "format": FORMAT,
            "zone": self.zone,
            "clock": self.clock.value,
            "target_seconds": _plain_seconds(self.target),
            "hours": {name: _texts(hours) for name, hours in zip(WEEKDAYS, self.hours, strict=True) if hours},
            "closed_days": [{"date": day.isoformat(), "reason": reason} for day, reason in self.closed_days],
            "shortened_days": [
                {"date": day.isoformat(), "hours": _texts(hours), "reason": reason}
                for day, hours, reason in self.shortened_days
            ],
            "closures": [
                {"start": start.isoformat(), "end": end.isoformat(), "reason": reason}
                for start, end, reason in self.closures
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ServicePolicy:
        """A policy from `to_dict`'s form; raises PolicyError when it is damaged or of a newer format."""
        if data.get("format") != FORMAT:
            raise PolicyError(f"This policy has format {data.get('format')!r}; this program reads {FORMAT}.")
        try:
            unknown = set(data["hours"]) - set(WEEKDAYS)
            if unknown:
                raise PolicyError(f"“{sorted(unknown)[0]}” is no day of the week.")
            return cls(
                zone=data["zone"],
                hours=tuple(_intervals(data["hours"].get(name, ())) for name in WEEKDAYS),
                closed_days=tuple(
                    ClosedDay(date.fromisoformat(item["date"]), item["reason"])
                    for item in data["closed_days"]
                ),
                shortened_days=tuple(
                    ShortenedDay(date.fromisoformat(item["date"]), _intervals(item["hours"]), item["reason"])
                    for item in data["shortened_days"]
                ),
                closures=tuple(
                    Closure(
                        datetime.fromisoformat(item["start"]),
                        datetime.fromisoformat(item["end"]),
                        item["reason"],
                    )
                    for item in data["closures"]
                ),
                target=timedelta(seconds=data["target_seconds"]),
                clock=data["clock"],
            )
        except PolicyError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise PolicyError(f"This stored policy is damaged ({type(error).__name__}: {error}).") from error


def parse_hours(text: str) -> Hours:
    """Intervals from `09:00-12:00, 13:00-17:00`; `closed` or nothing is none. Raises PolicyError."""
    text = text.strip()
    if text.casefold() in {"", "closed"}:
        return ()
    return _checked_hours(tuple(_interval(part.strip()) for part in text.split(",")), f"The hours “{text}”")


def parse_clock_time(text: str) -> int:
    """Minutes since midnight of `09:00`, `9:00` or `24:00`. Raises PolicyError."""
    found = re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])", text.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else MINUTES_A_DAY + 1
    if minutes > MINUTES_A_DAY:
        raise PolicyError(f"“{text}” is no time of day; write it like 09:00, up to 24:00.")
    return minutes


def _interval(text: str) -> Interval:
    opens, dash, closes = text.replace("–", "-").partition("-")
    if not dash:
        raise PolicyError(f"“{text}” is no opening time; write it like 09:00-17:00.")
    return Interval(parse_clock_time(opens), parse_clock_time(closes))


def _intervals(texts: Iterable[str]) -> Hours:
    return tuple(_interval(text) for text in texts)


def _texts(hours: Hours) -> list[str]:
    return [str(interval) for interval in hours]


def _clock_time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _plain_seconds(span: timedelta) -> int | float:
    seconds = span.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds


def _checked_week(week: Sequence[Sequence[tuple[int, int]]]) -> tuple[Hours, ...]:
    if len(week) != len(WEEKDAYS):
        raise PolicyError(
            f"The service hours name {counted(len(week), 'day')}; a week has seven, Monday first."
        )
    checked = tuple(_checked_hours(hours, name) for name, hours in zip(WEEKDAYS, week, strict=True))
    if not any(checked):
        raise PolicyError("The service has no open hour in the week, so no deadline could ever be met.")
    return checked


def _checked_hours(hours: Sequence[tuple[int, int]], subject: str) -> Hours:
    joined: list[Interval] = []
    for interval in sorted(Interval(*item) for item in hours):
        opens, closes = interval
        if not 0 <= opens <= MINUTES_A_DAY or not 0 <= closes <= MINUTES_A_DAY:
            raise PolicyError(f"{subject}: a day's hours lie between 00:00 and 24:00.")
        if closes <= opens:
            raise PolicyError(
                f"{subject}: {interval} closes before it opens; hours past midnight belong to the next day."
            )
        if joined and opens < joined[-1].closes:
            raise PolicyError(f"{subject}: {joined[-1]} and {interval} overlap.")
        if joined and opens == joined[-1].closes:
            joined[-1] = Interval(joined[-1].opens, closes)
        else:
            joined.append(interval)
    return tuple(joined)


def _checked_closed_days(days: Iterable[tuple[date, str]]) -> tuple[ClosedDay, ...]:
    reasons: dict[date, list[str]] = {}
    for day, reason in days:
        known = reasons.setdefault(_checked_date(day), [])
        if (tidy := _tidy(reason)) not in known:
            known.append(tidy)
    return tuple(ClosedDay(day, "; ".join(reasons[day])) for day in sorted(reasons))


def _checked_shortened_days(
    days: Iterable[tuple[date, Sequence[tuple[int, int]], str]],
) -> tuple[ShortenedDay, ...]:
    checked: dict[date, ShortenedDay] = {}
    for day, hours, reason in days:
        if _checked_date(day) in checked:
            raise PolicyError(f"The shortened day {day} is given twice.")
        if not hours:
            raise PolicyError(f"The shortened day {day} has no hours; list it as a closing day instead.")
        checked[day] = ShortenedDay(day, _checked_hours(hours, f"The shortened day {day}"), _tidy(reason))
    return tuple(checked[day] for day in sorted(checked))


def _checked_closure(closure: Closure) -> Closure:
    if closure.start.tzinfo is None or closure.end.tzinfo is None:
        raise PolicyError(f"The closure of {closure.start} carries no time zone.")
    if closure.end <= closure.start:
        raise PolicyError(f"The closure of {closure.start} ends before it starts.")
    return Closure(closure.start.astimezone(UTC), closure.end.astimezone(UTC), _tidy(closure.reason))


def _checked_clock(clock: str) -> ClockKind:
    try:
        return ClockKind(clock)
    except ValueError as error:
        raise PolicyError(f"“{clock}” is no service clock; write {', '.join(ClockKind)}.") from error


def _check_target(target: timedelta) -> None:
    if target <= timedelta(0):
        raise PolicyError("The target must be more than 0 hours.")
    if target > LONGEST_TARGET:
        raise PolicyError(f"The target must be at most {LONGEST_TARGET.days} days.")


def _checked_date(day: date) -> date:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise PolicyError(f"{day!r} is no date.")
    return day


def _tidy(reason: str) -> str:
    return " ".join(str(reason).split()) or "closed"

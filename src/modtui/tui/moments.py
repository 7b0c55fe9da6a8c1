"""When: the moments a moderator puts things off to, and reading one that is typed. Pure; the time is an argument."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, cast

from modtui.domain.wall_time import first_instant
from modtui.text.catalogue import say
from modtui.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

MORNING: Final = time(9)
AFTERNOON: Final = time(14)
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(?:in\s+)?(\d{1,3})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)\.?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2})?)?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Moment:
    """One choice: its words and the instant (UTC)."""

    words: str
    at: datetime


def soon_moments(now: datetime, zone: tzinfo, opens: datetime | None) -> list[Moment]:
    """To snooze until, or to be reminded at. ``opens``: the next opening (UTC), None while the service is open."""
    local = now.astimezone(zone)
    found = [Moment(say("when.hour"), now + timedelta(hours=1))]
    afternoon = at_wall(local.date(), AFTERNOON, zone)
    if afternoon - now > timedelta(minutes=30):
        found.append(Moment(say("when.afternoon"), afternoon))
    found.append(Moment(say("when.tomorrow"), at_wall(local.date() + timedelta(days=1), MORNING, zone)))
    if opens is not None:
        found.append(Moment(say("when.opening"), opens))
    return _distinct(found)


def later_moments(now: datetime, zone: tzinfo, opens: datetime | None) -> list[Moment]:
    """To ask how it went: days and weeks away, in the morning. ``opens`` is not used."""
    today = now.astimezone(zone).date()
    return [
        Moment(say(f"when.{code}"), at_wall(today + timedelta(days=days), MORNING, zone))
        for code, days in (("tomorrow", 1), ("three_days", 3), ("week", 7), ("fortnight", 14))
    ]


def at_wall(day: date, at: time, zone: tzinfo) -> datetime:
    """The first instant (UTC) at which the wall clock has reached this; a time that does not exist moves forward."""
    return first_instant(cast("ZoneInfo", zone), datetime.combine(day, at))


def read_moment(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment that was typed (UTC), None when it is none or has passed.

    ``14:30`` (today, or tomorrow when that has passed), ``tomorrow 10``, ``fri 9:00``, ``2026-10-20 10:00``,
    ``2h``, ``3 days``; digits of any script.
    """
    words = fold(text).strip()
    if not words:
        return None
    span = _SPAN.fullmatch(words)
    if span is not None:
        number, unit = int(span[1]), span[2][0]
        minutes = {"m": 1, "h": 60, "d": 1440, "w": 10080}[unit] * number
        return now + timedelta(minutes=minutes) if minutes else None
    local = now.astimezone(zone)
    head, _, rest = words.partition(" ")
    day = _day(head, local.date())
    at = _clock(rest.strip()) if day is not None and rest.strip() else None
    if day is not None and not rest.strip():
        at = MORNING
    if day is None:
        at = _clock(words)
        day = local.date()
        if at is not None and at_wall(day, at, zone) <= now:
            day += timedelta(days=1)
    if at is None:
        return None
    found = at_wall(day, at, zone)
    return found if found > now else None


def _day(word: str, today: date) -> date | None:
    match = _DATE.fullmatch(word)
    if match is not None:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    if word in ("today", "tomorrow", "tom"):
        return today + timedelta(days=0 if word == "today" else 1)
    if len(word) >= 3 and word[:3] in _DAYS and word.isalpha():
        ahead = (_DAYS.index(word[:3]) - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    return None


def _clock(word: str) -> time | None:
    match = _CLOCK.fullmatch(word)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))


def _distinct(moments: Sequence[Moment]) -> list[Moment]:
    seen: dict[datetime, Moment] = {}
    for moment in moments:
        seen.setdefault(moment.at, moment)
    return list(seen.values())


def in_words(at: datetime, now: datetime, zone: tzinfo) -> str:
    """``Thu 09:00``, or with its date from a week on."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local:%a %H:%M}" if local.date() - today < timedelta(days=7) else f"{local:%a %Y-%m-%d %H:%M}"

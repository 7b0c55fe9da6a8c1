"""The service's hours and target as members are told them: what `{service_hours}` and `{target}` are filled with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from modtui.domain.policy import Hours, Interval, ServicePolicy
from modtui.text.catalogue_service import SERVICE, SPANS, WEEKDAYS

_MIDNIGHT: Final = 24 * 60


def service_words(policy: ServicePolicy, language: str) -> dict[str, str]:
    """Both by placeholder, in Arabic, French, or else English. `service_hours` is missing where it never opens."""
    language = language if language in SERVICE else "en"
    words = {"target": target_in_words(policy.target, language)}
    if hours := hours_in_words(policy.hours, language):
        words["service_hours"] = hours
    return words


def target_in_words(target: timedelta, language: str) -> str:
    """`24 hours`; in minutes where it is no whole number of hours."""
    minutes = round(target / timedelta(minutes=1))
    unit, number = ("minutes", minutes) if minutes % 60 else ("hours", minutes // 60)
    one, two, few, many = SPANS[language][unit]
    form = {1: one, 2: two}.get(number, few if 3 <= number <= 10 else many)
    return form.format(n=number)


def hours_in_words(week: Sequence[Hours], language: str) -> str:
    """`Monday to Friday, 9:00 to 17:00; Saturday, 10:00 to 12:00`: days of the same hours together; "" for never."""
    say = SERVICE[language]
    by_hours: dict[Hours, list[int]] = {}
    for day, hours in enumerate(week):
        if hours:
            by_hours.setdefault(hours, []).append(day)
    parts = [
        say["always"]
        if len(days) == len(week) and _never_closes(hours)
        else say["part"].format(days=_days(days, language), hours=_hours(hours, language))
        for hours, days in by_hours.items()
    ]
    return say["parts"].join(parts)


def _never_closes(hours: Hours) -> bool:
    return hours[0].opens == 0 and hours[-1].closes == _MIDNIGHT and len(hours) == 1


def _days(days: Sequence[int], language: str) -> str:
    """`Monday to Wednesday and Friday`."""
    say, names = SERVICE[language], WEEKDAYS[language]
    if len(days) == len(names):
        return say["every_day"]
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words: list[str] = []
    for run in runs:
        if len(run) > 2:
            words.append(say["days"].format(first=names[run[0]], last=names[run[-1]]))
        else:
            words.extend(say["day"].format(day=names[day]) for day in run)
    return _joined(words, language)


def _hours(hours: Sequence[Interval], language: str) -> str:
    say = SERVICE[language]
    return _joined(
        [
            say["hours"].format(opens=_time(span.opens, language), closes=_time(span.closes, language))
            for span in hours
        ],
        language,
    )


def _joined(words: Sequence[str], language: str) -> str:
    say = SERVICE[language]
    *first, last = words
    return say["comma"].join(first) + say["and"] + last if first else last


def _time(minutes: int, language: str) -> str:
    hour, minute = divmod(minutes, 60)
    if language == "fr":
        return f"{hour} h {minute:02}" if minute else f"{hour} h"
    return f"{hour}:{minute:02}"

"""Settings as the domain takes them: the policy of deadlines (RULES 1), the categories (RULES 3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from modtui.config import Moderation, Service
from modtui.config_load import ConfigError, LoadedConfig
from modtui.config_reader import Finding
from modtui.config_values import Day
from modtui.domain.holidays import expand_holidays
from modtui.domain.moderation import Category, Rung, family
from modtui.domain.policy import ClockKind, ClosedDay, Closure, PolicyError, ServicePolicy, ShortenedDay
from modtui.domain.wall_time import first_instant, load_zone

SHORTENED = "shortened day"


def service_policy(loaded: LoadedConfig, years: range) -> ServicePolicy:
    """The policy of these settings, with the holidays of `years`. Raises ConfigError."""
    service = loaded.config.service
    try:
        closed = closed_days(service, years)
    except PolicyError as error:
        finding = Finding(("service", "holidays"), str(error), at_key=True)
        raise ConfigError(loaded.problem(finding)) from error
    shortened = [
        ShortenedDay(day, hours, SHORTENED)
        for written, hours in service.shortened.items()
        for day in written.dates(years)
    ]
    closures = _closures(loaded)
    week = service.hours
    try:
        return ServicePolicy(
            zone=service.zone,
            hours=(
                week.monday,
                week.tuesday,
                week.wednesday,
                week.thursday,
                week.friday,
                week.saturday,
                week.sunday,
            ),
            closed_days=closed,
            shortened_days=tuple(shortened),
            closures=closures,
            target=service.target,
            clock=ClockKind(service.clock),
        )
    except PolicyError as error:
        finding = Finding(("service",), str(error), at_key=True)
        raise ConfigError(loaded.problem(finding)) from error


def _closures(loaded: LoadedConfig) -> tuple[Closure, ...]:
    """The unplanned closures as instants. Raises ConfigError with every one that is wrong."""
    service = loaded.config.service
    zone, found, findings = load_zone(service.zone), [], []
    for at, written in enumerate(service.closures):
        moments: dict[str, datetime] = {}
        for key, text in (("since", written.since), ("until", written.until)):
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                said = f"found {text[:40]!r}; write a time such as 2026-11-02T09:00"
                findings.append(Finding(("service", "closures", at, key), said))
                continue
            moments[key] = moment if moment.tzinfo is not None else first_instant(zone, moment)
        if len(moments) < 2:
            continue
        if moments["until"] <= moments["since"]:
            said = "is not after since; write when the service opened again"
            findings.append(Finding(("service", "closures", at, "until"), said))
            continue
        found.append(Closure(moments["since"], moments["until"], written.reason))
    if findings:
        raise ConfigError(*(loaded.problem(finding) for finding in findings))
    return tuple(found)


def closed_days(service: Service, years: range) -> tuple[ClosedDay, ...]:
    """The closing days of `years`, sorted. Raises PolicyError for a name there is not."""
    holidays = service.holidays
    return expand_holidays(
        holidays.country,
        holidays.subdivision,
        years,
        holidays.categories,
        plus=[(day, name) for written, name in holidays.plus.items() for day in written.dates(years)],
        minus=list(_unwanted(holidays.minus, years)),
    )


def moderation_categories(moderation: Moderation) -> tuple[Category, ...]:
    """The categories, in the order of the settings."""
    before: dict[str, set[str]] = {}
    for code, category in moderation.categories.items():
        before.setdefault(family(code), set()).update(family(name) for name in category.was)
    return tuple(
        Category(
            code=code,
            title=category.title,
            ladder=tuple(tuple(Rung(step) for step in row) for row in category.steps),
            notice=category.notice,
            was=category.was,
            families=frozenset({family(code), *before[family(code)]}),
        )
        for code, category in moderation.categories.items()
    )


def _unwanted(days: Iterable[Day | str], years: range) -> Iterable[date | str]:
    for written in days:
        if isinstance(written, str):
            yield written
        else:
            yield from written.dates(years)

"""A report: a row of figures for each month, their total, and whether they add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from modtui.domain.figures import Figures, GroupRecord, count_figures
from modtui.domain.figures_check import check_figures
from modtui.domain.months import Period, PeriodKind, months_in, parse_range
from modtui.domain.policy import ServicePolicy
from modtui.reports.collect import collect
from modtui.store.database import Database


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one group. `whole` is counted for the whole period, `rows` for each month of it."""

    group: str
    period: Period
    counted_at: datetime
    zone: ZoneInfo
    rows: tuple[Figures, ...]
    whole: Figures
    problems: tuple[str, ...]
    policies: tuple[ServicePolicy, ...]
    detectors: tuple[str, ...]


async def make_report(db: Database, chat_key: int, group: str, period: Period, now: datetime) -> Report:
    """Count one period of one group. Raises ReportError where no policy was ever adopted."""
    async with db.snapshot():
        record = await collect(db, chat_key, period.start, period.end)
    return report_of(record, group, period, now)


def report_of(record: GroupRecord, group: str, period: Period, now: datetime) -> Report:
    """The report of a record that is at hand."""
    rows = tuple(count_figures(record, month, now) for month in clipped_months(period, record.zone))
    whole = rows[0] if len(rows) == 1 else count_figures(record, period, now)
    return Report(
        group=group,
        period=period,
        counted_at=now,
        zone=record.zone,
        rows=rows,
        whole=whole,
        problems=check_figures(rows, whole),
        policies=_policies_in_force(record, period),
        detectors=record.detectors,
    )


def clipped_months(period: Period, zone: ZoneInfo) -> tuple[Period, ...]:
    """The months of a period; where it begins or ends inside one, only the days of it."""
    if period.kind is not PeriodKind.RANGE:
        return months_in(period, zone)
    clipped = []
    for month in months_in(period, zone):
        first, last = max(month.first_day, period.first_day), min(month.last_day, period.last_day)
        whole = (first, last) == (month.first_day, month.last_day)
        clipped.append(month if whole else parse_range(first.isoformat(), last.isoformat(), zone))
    return tuple(clipped)


def _policies_in_force(record: GroupRecord, period: Period) -> tuple[ServicePolicy, ...]:
    used = [record.policies.at(period.start)]
    used += [policy for since, policy in record.policies.adopted if period.start < since < period.end]
    return tuple(dict.fromkeys(used))

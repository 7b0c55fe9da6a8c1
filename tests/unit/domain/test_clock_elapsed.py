"""How much of the target has been used up, on each of the three clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from modtui.domain.clock import elapsed
from modtui.domain.policy import ClockKind, ClosedDay, ServicePolicy

TORONTO = ZoneInfo("America/Toronto")
POLICY = ServicePolicy(closed_days=(ClosedDay(date(2026, 11, 24), "Moving"),))


@pytest.mark.parametrize(
    ("asked", "answered", "business", "literal", "service"),
    [
        ("2026-11-20 16:00", "2026-11-20 16:45", 0.75, 0.75, 0.75),
        ("2026-11-20 16:00", "2026-11-20 20:00", 4, 4, 1),
        ("2026-11-20 16:00", "2026-11-22 12:00", 8, 44, 1),  # the working day ends on Friday at midnight
        ("2026-11-20 16:00", "2026-11-23 10:00", 18, 66, 2),
        ("2026-11-20 16:00", "2026-11-24 12:00", 32, 92, 9),  # Tuesday is closed
        ("2026-11-20 16:00", "2026-11-25 09:30", 41.5, 113.5, 9.5),
        ("2026-11-20 18:00", "2026-11-21 12:00", 0, 0, 0),  # before the clock starts
        ("2026-11-20 18:00", "2026-11-23 09:00", 0, 0, 0),
        ("2026-11-20 18:00", "2026-11-23 10:00", 1, 1, 1),
        ("2026-10-30 16:00", "2026-11-02 16:00", 24, 73, 8),  # clocks go back on Sunday
        ("2026-03-06 16:00", "2026-03-09 16:00", 24, 71, 8),  # clocks go forward on Sunday
    ],
)
def test_time_used_up(asked: str, answered: str, business: float, literal: float, service: float) -> None:
    since, until = (datetime.fromisoformat(text).replace(tzinfo=TORONTO) for text in (asked, answered))
    used = {clock: elapsed(replace(POLICY, clock=clock), since, until) for clock in ClockKind}
    assert used == {
        ClockKind.BUSINESS_DAYS: timedelta(hours=business),
        ClockKind.LITERAL: timedelta(hours=literal),
        ClockKind.SERVICE_HOURS: timedelta(hours=service),
    }

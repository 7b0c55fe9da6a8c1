"""What the queue shows for a deadline as time passes."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from modtui.domain.clock import Deadline, due
from modtui.domain.countdown import Remaining, remaining
from modtui.domain.policy import ServicePolicy

TORONTO = ZoneInfo("America/Toronto")
POLICY = ServicePolicy()
NONE = timedelta(0)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


WEEKEND: Deadline = due(POLICY, at("2026-11-20 18:00"))  # due Tue 09:00, answer by Mon 17:00


def test_a_weekend_question_is_paused_until_monday_with_eight_hours_left_not_twenty_four() -> None:
    shown = remaining(POLICY, WEEKEND, at("2026-11-21 12:00"))
    assert shown == Remaining(hours(53), hours(8), True, at("2026-11-23 09:00"), None)


def test_it_runs_in_service_hours() -> None:
    shown = remaining(POLICY, WEEKEND, at("2026-11-23 10:30"))
    assert shown == Remaining(hours(6.5), hours(6.5), False, None, None)


def test_after_the_last_open_moment_it_is_paused_and_not_yet_overdue() -> None:
    shown = remaining(POLICY, WEEKEND, at("2026-11-23 20:00"))
    assert shown == Remaining(NONE, NONE, True, at("2026-11-24 09:00"), None)


def test_at_the_deadline_it_is_not_overdue_and_a_second_later_it_is() -> None:
    assert remaining(POLICY, WEEKEND, at("2026-11-24 09:00")).overdue_by is None
    late = remaining(POLICY, WEEKEND, at("2026-11-24 09:00:01"))
    assert late == Remaining(NONE, NONE, False, None, timedelta(seconds=1))


def test_an_overdue_question_at_night_says_when_somebody_is_back() -> None:
    late = remaining(POLICY, WEEKEND, at("2026-11-24 21:00"))
    assert late == Remaining(NONE, NONE, True, at("2026-11-25 09:00"), hours(12))


def test_time_left_skips_the_closed_weekend() -> None:
    deadline = due(POLICY, at("2026-11-20 16:00"))  # due Mon 16:00
    shown = remaining(POLICY, deadline, at("2026-11-20 16:30"))
    assert shown == Remaining(hours(71.5), hours(7.5), False, None, None)

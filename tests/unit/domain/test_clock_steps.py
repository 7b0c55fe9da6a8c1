"""The sentences that explain a deadline."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from modtui.domain.clock_steps import explain, say_span
from modtui.domain.policy import ClockKind, ClosedDay, Closure, Interval, ServicePolicy, ShortenedDay

TORONTO = ZoneInfo("America/Toronto")
POLICY = ServicePolicy(
    closed_days=(
        ClosedDay(date(2026, 12, 25), "Christmas Day"),
        ClosedDay(date(2027, 1, 1), "New Year's Day"),
    ),
    shortened_days=(ShortenedDay(date(2026, 12, 24), (Interval(540, 780),), "Christmas Eve"),),
)
RULE = "24 hours on business days: a working day counts 24 hours, midnight to midnight."


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO)


def test_a_friday_evening() -> None:
    assert explain(POLICY, at("2026-11-20 18:10")).sentences() == [
        "Asked Fri 20 Nov 18:10, outside service hours; the clock starts Mon 23 Nov 09:00.",
        "Sat 21 Nov and Sun 22 Nov do not count: no service hours on Saturdays and Sundays.",
        RULE,
        "Due Tue 24 Nov 09:00.",
        "Answer by Mon 23 Nov 17:00, the last open moment before the deadline.",
    ]


def test_christmas_with_a_shortened_day_and_a_holiday() -> None:
    assert explain(POLICY, at("2026-12-24 12:00:05")).sentences() == [
        "Asked Thu 24 Dec 12:00:05, in service hours; the clock starts at once.",
        RULE,
        "Thu 24 Dec is open 09:00-13:00 only: Christmas Eve.",
        "Fri 25 Dec does not count: Christmas Day.",
        "Sat 26 Dec and Sun 27 Dec do not count: no service hours on Saturdays and Sundays.",
        "Due Mon 28 Dec 12:00:05.",
    ]


def test_another_year_is_named() -> None:
    assert explain(POLICY, at("2026-12-31 10:00")).sentences()[-1] == "Due Mon 4 Jan 2027 10:00."


def test_a_change_of_the_clocks_is_named() -> None:
    said = explain(POLICY, at("2026-03-06 16:00")).sentences()
    assert "On Sun 8 Mar the clocks go forward by 1 hour; the deadline keeps its wall time." in said
    literal = replace(POLICY, clock=ClockKind.LITERAL, target=timedelta(hours=72))
    said = explain(literal, at("2026-10-30 16:00")).sentences()
    assert "On Sun 1 Nov the clocks go back by 1 hour; time is counted as it elapses." in said


def test_the_literal_clock_says_that_closed_days_count() -> None:
    said = explain(replace(POLICY, clock=ClockKind.LITERAL), at("2026-11-20 16:00")).sentences()
    assert "Sat 21 Nov counts, though the service is closed: no service hours on Saturdays." in said


def test_a_deadline_on_a_boundary_says_that_it_is_the_earlier_moment() -> None:
    said = explain(replace(POLICY, clock=ClockKind.SERVICE_HOURS), at("2026-11-23 09:00")).sentences()
    assert said[-1] == "Due Wed 25 Nov 17:00, the earlier of two moments with no counted time between them."


def test_the_day_that_begins_with_the_deadline_is_not_among_the_skipped() -> None:
    assert explain(replace(POLICY, target=timedelta(hours=8)), at("2026-11-20 16:00")).sentences() == [
        "Asked Fri 20 Nov 16:00, in service hours; the clock starts at once.",
        "8 hours on business days: a working day counts 24 hours, midnight to midnight.",
        "Due Fri 20 Nov 24:00, the earlier of two moments with no counted time between them.",
        "Answer by Fri 20 Nov 17:00, the last open moment before the deadline.",
    ]


def test_an_unplanned_closure_is_noted() -> None:
    closure = Closure(at("2026-11-23 10:00"), at("2026-11-23 15:00"), "burst pipe")
    said = explain(replace(POLICY, closures=(closure,)), at("2026-11-20 16:00")).sentences()
    assert said[-1] == (
        "Closed unplanned from Mon 23 Nov 10:00 to Mon 23 Nov 15:00 (burst pipe); the deadline stays."
    )


def test_braces_in_a_reason_are_only_text() -> None:
    policy = ServicePolicy(closed_days=(ClosedDay(date(2026, 11, 23), "{zone} {0}"),))
    assert "Mon 23 Nov does not count: {zone} {0}." in explain(policy, at("2026-11-20 18:00")).sentences()


def test_json_carries_the_zones_offset_and_every_step() -> None:
    told = json.loads(json.dumps(explain(POLICY, at("2026-11-20 18:10")).to_dict()))
    assert told["start"] == "2026-11-23T09:00:00-05:00"
    assert told["due"] == "2026-11-24T09:00:00-05:00"
    assert told["answer_by"] == "2026-11-23T17:00:00-05:00"
    assert told["clock"] == "business-days"
    assert [step["code"] for step in told["steps"]] == [
        "asked-outside",
        "day-skipped",
        "day-skipped",
        "rule",
        "due",
        "answer-by",
    ]
    assert told["steps"][1]["reason"] == "no service hours on Saturdays"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=24), "24 hours"),
        (timedelta(hours=1, minutes=30), "1 hour 30 minutes"),
        (timedelta(seconds=1), "1 second"),
    ],
)
def test_lengths_of_time_in_words(span: timedelta, words: str) -> None:
    assert say_span(span) == words

"""The service policy: what it refuses and in which words, and its trip through JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from modtui.domain.clock import closures_touching, due, is_open, next_closing, next_opening, start_of
from modtui.domain.policy import (
    ClockKind,
    ClosedDay,
    Closure,
    Interval,
    PolicyError,
    ServicePolicy,
    ShortenedDay,
    parse_hours,
)

NINE_TO_FIVE = (Interval(540, 1020),)
CHRISTMAS = date(2026, 12, 25)


def week(*monday: tuple[int, int]) -> tuple[tuple[Interval, ...], ...]:
    return (tuple(Interval(*item) for item in monday),) + ((),) * 6


def test_the_default_is_the_services_week() -> None:
    policy = ServicePolicy()
    assert policy.zone == "America/Toronto"
    assert [bool(hours) for hours in policy.hours] == [True] * 5 + [False] * 2
    assert policy.hours[0] == NINE_TO_FIVE
    assert (policy.clock, policy.target) == ("business-days", timedelta(hours=24))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"zone": "Amerca/Torronto"},
            "There is no time zone “Amerca/Torronto”; did you mean America/Toronto?",
        ),
        ({"zone": "Toronto"}, "There is no time zone “Toronto”; did you mean America/Toronto?"),
        ({"zone": "../../etc/passwd"}, "There is no time zone “../../etc/passwd”"),
        ({"zone": "localtime"}, "There is no time zone “localtime”"),
        ({"target": timedelta(0)}, "The target must be more than 0 hours."),
        ({"target": timedelta(hours=-1)}, "The target must be more than 0 hours."),
        ({"target": timedelta(days=400)}, "The target must be at most 366 days."),
        ({"hours": week((540, 720), (700, 1020))}, "Monday: 09:00-12:00 and 11:40-17:00 overlap."),
        ({"hours": week((1020, 540))}, "Monday: 17:00-09:00 closes before it opens"),
        ({"hours": week((540, 540))}, "Monday: 09:00-09:00 closes before it opens"),
        ({"hours": week((540, 1500))}, "Monday: a day's hours lie between 00:00 and 24:00."),
        ({"hours": ((),) * 7}, "The service has no open hour in the week, so no deadline could ever be met."),
        ({"hours": (NINE_TO_FIVE,) * 5}, "The service hours name 5 days; a week has seven, Monday first."),
        ({"clock": "hourly"}, "“hourly” is no service clock; write business-days, literal, service-hours."),
        (
            {"shortened_days": (ShortenedDay(CHRISTMAS, (), "eve"),)},
            "The shortened day 2026-12-25 has no hours; list it as a closing day instead.",
        ),
        (
            {"shortened_days": (ShortenedDay(CHRISTMAS, NINE_TO_FIVE, "a"),) * 2},
            "The shortened day 2026-12-25 is given twice.",
        ),
        (
            {
                "shortened_days": (ShortenedDay(CHRISTMAS, NINE_TO_FIVE, "eve"),),
                "closed_days": (ClosedDay(CHRISTMAS, "Christmas Day"),),
            },
            "2026-12-25 is both closed (Christmas Day) and shortened",
        ),
        (
            {"closures": (Closure(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), "x"),)},
            "The closure of 2026-01-02 00:00:00+00:00 ends before it starts.",
        ),
        ({"closed_days": (ClosedDay("2026-12-25", "x"),)}, "'2026-12-25' is no date."),
    ],
)
def test_nonsense_is_refused_in_one_sentence(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(PolicyError) as refused:
        ServicePolicy(**wrong)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


def test_the_version_names_the_content_and_not_the_way_it_was_written() -> None:
    one = ServicePolicy(
        hours=week((780, 1020), (540, 720)), closed_days=(ClosedDay(CHRISTMAS, " Christmas  Day"),)
    )
    two = ServicePolicy(
        hours=week((540, 720), (780, 1020)), closed_days=(ClosedDay(CHRISTMAS, "Christmas Day"),)
    )
    assert one == two
    assert one.version == two.version
    assert hash(one) == hash(two)
    assert one != ServicePolicy(hours=one.hours)
    # Pinned: journal events written by earlier versions of the program name this digest.
    assert ServicePolicy().version == "fc4034bfc366e6a3"


def test_touching_intervals_are_one() -> None:
    assert ServicePolicy(hours=week((540, 720), (720, 1020))).hours[0] == NINE_TO_FIVE


def test_two_reasons_for_one_closed_day_are_both_kept() -> None:
    policy = ServicePolicy(
        closed_days=(ClosedDay(CHRISTMAS, "Christmas Day"), ClosedDay(CHRISTMAS, "Moving"))
    )
    assert policy.closed_because(CHRISTMAS) == "Christmas Day; Moving"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ({"format": 2}, "This policy has format 2; this program reads 1."),
        ({"hours": {"Funday": ["09:00-17:00"]}}, "“Funday” is no day of the week."),
        ({"hours": {"Monday": ["9-17"]}}, "“9” is no time of day; write it like 09:00, up to 24:00."),
        ({"target_seconds": None}, "This stored policy is damaged (TypeError"),
        (
            {"closed_days": [{"date": "2026-13-01", "reason": "x"}]},
            "This stored policy is damaged (ValueError",
        ),
        ({"zone": "Mars/Base"}, "There is no time zone “Mars/Base”"),
    ],
)
def test_a_damaged_stored_policy_is_refused(damage: dict[str, object], sentence: str) -> None:
    with pytest.raises(PolicyError) as refused:
        ServicePolicy.from_dict(ServicePolicy().to_dict() | damage)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("09:00-17:00", ((540, 1020),)),
        ("13:00-17:00, 9:00 - 12:00", ((540, 720), (780, 1020))),
        ("00:00-24:00", ((0, 1440),)),
        ("09:00–17:00", ((540, 1020),)),
        ("closed", ()),
        ("", ()),
    ],
)
def test_hours_are_read_from_text(text: str, hours: tuple[tuple[int, int], ...]) -> None:
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    "text", ["9-17", "09:00", "09:00-25:00", "24:30-25:00", "09:60-10:00", "17:00-09:00", "x"]
)
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        parse_hours(text)


def test_a_shortened_day_can_open_a_day_that_is_usually_closed() -> None:
    saturday = date(2026, 11, 21)
    policy = ServicePolicy(shortened_days=(ShortenedDay(saturday, (Interval(600, 720),), "information day"),))
    asked = datetime(2026, 11, 20, 23, tzinfo=UTC)  # Friday 18:00
    assert start_of(policy, asked) == datetime(2026, 11, 21, 15, tzinfo=UTC)
    assert due(policy, asked).due == datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_an_unplanned_closure_is_noted_and_changes_no_deadline() -> None:
    asked = datetime(2026, 11, 20, 21, tzinfo=UTC)  # Friday 16:00
    monday = Closure(
        datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2026, 11, 23, 20, tzinfo=UTC), "burst pipe"
    )
    frozen, now = ServicePolicy(), ServicePolicy(closures=(monday,))
    deadline = due(frozen, asked)
    assert due(now, asked).due == deadline.due
    assert is_open(now, monday.start)
    assert closures_touching(now, deadline.start, deadline.due) == (monday,)
    assert closures_touching(now, asked - timedelta(days=7), asked) == ()
    assert closures_touching(frozen, deadline.start, deadline.due) == ()


def test_a_policy_that_is_closed_for_years_says_so_and_does_not_search_for_ever() -> None:
    first = date(2026, 1, 1)
    years = tuple(ClosedDay(first + timedelta(days=ahead), "closed down") for ahead in range(12 * 366))
    with pytest.raises(PolicyError, match="does not open within ten years after 2026-11-20"):
        due(ServicePolicy(closed_days=years), datetime(2026, 11, 20, 15, tzinfo=UTC))
    closed = ServicePolicy(closed_days=years)
    assert next_opening(closed, datetime(2026, 11, 20, 15, tzinfo=UTC)) is None
    assert next_closing(closed, datetime(2026, 11, 20, 15, tzinfo=UTC)) is None


@pytest.mark.parametrize("clock", [ClockKind.BUSINESS_DAYS, ClockKind.SERVICE_HOURS])
def test_a_target_out_of_reach_says_so(clock: ClockKind) -> None:
    policy = ServicePolicy(hours=week((540, 541)), target=timedelta(days=366), clock=clock)
    closed_after = tuple(
        ClosedDay(date(2027, 1, 1) + timedelta(days=ahead), "closed down") for ahead in range(4000)
    )
    with pytest.raises(PolicyError, match="The target of 8784 hours is not reached within ten years"):
        due(replace(policy, closed_days=closed_after), datetime(2026, 11, 20, 15, tzinfo=UTC))


def test_a_service_that_never_closes_has_no_next_opening_or_closing() -> None:
    always = ServicePolicy(hours=((Interval(0, 1440),),) * 7)
    at = datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert is_open(always, at)
    assert next_opening(always, at) is None
    assert next_closing(always, at) is None


def test_opening_and_closing_of_an_ordinary_week() -> None:
    policy = ServicePolicy()
    friday_noon = datetime(2026, 11, 20, 17, tzinfo=UTC)
    friday_close = datetime(2026, 11, 20, 22, tzinfo=UTC)
    monday_open = datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert next_closing(policy, friday_noon) == friday_close
    assert next_opening(policy, friday_noon) == monday_open
    assert next_opening(policy, friday_close) == monday_open
    assert next_closing(policy, friday_close) == monday_open + timedelta(hours=8)
    assert next_opening(policy, monday_open) == monday_open + timedelta(days=1)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="carries no time zone"):
        due(ServicePolicy(), datetime(2026, 11, 20, 15))  # noqa: DTZ001

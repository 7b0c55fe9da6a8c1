"""Months, quarters, years and ranges in the service's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.months import (
    PeriodError,
    PeriodKind,
    month_of,
    months_in,
    parse_month,
    parse_period,
    parse_quarter,
    parse_range,
    parse_year,
)

TORONTO = ZoneInfo("America/Toronto")
ZONES = [TORONTO, ZoneInfo("Asia/Beirut"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]
SECOND = timedelta(seconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2026-10", "2026-10-01 04:00", "2026-11-01 04:00", "2026-10"),
        ("2026-11", "2026-11-01 04:00", "2026-12-01 05:00", "2026-11"),  # clocks go back on the 1st
        ("2026-12", "2026-12-01 05:00", "2027-01-01 05:00", "2026-12"),
        ("2028-2", "2028-02-01 05:00", "2028-03-01 05:00", "2028-02"),
        ("2026-Q3", "2026-07-01 04:00", "2026-10-01 04:00", "2026-Q3"),
        ("2026-q4", "2026-10-01 04:00", "2027-01-01 05:00", "2026-Q4"),
        ("2026", "2026-01-01 05:00", "2027-01-01 05:00", "2026"),
        (" 2026-10-05 ", "2026-10-05 04:00", "2026-10-06 04:00", "2026-10-05..2026-10-05"),
        ("2026-10-01..2026-10-15", "2026-10-01 04:00", "2026-10-16 04:00", "2026-10-01..2026-10-15"),
        ("2026-09 .. 2026-Q4", "2026-09-01 04:00", "2027-01-01 05:00", "2026-09-01..2026-12-31"),
    ],
)
def test_a_period_is_read_in_the_services_zone(text: str, start: str, end: str, label: str) -> None:
    period = parse_period(text, TORONTO)
    assert (period.start, period.end, period.label) == (utc(start), utc(end), label)
    assert parse_period(label, TORONTO) == period


def test_the_last_day_of_a_range_is_included() -> None:
    period = parse_range("2026-10-01", "2026-10-31", TORONTO)
    october = parse_month("2026-10", TORONTO)
    assert (period.start, period.end) == (october.start, october.end)
    assert period.last_day == date(2026, 10, 31)
    assert period.kind is PeriodKind.RANGE


def test_an_event_on_the_boundary_belongs_to_the_month_that_begins() -> None:
    october, november = parse_month("2026-10", TORONTO), parse_month("2026-11", TORONTO)
    boundary = utc("2026-11-01 04:00")
    assert not october.contains(boundary)
    assert november.contains(boundary)
    assert october.contains(boundary - SECOND)


def test_months_of_a_quarter_and_of_a_range() -> None:
    quarter = parse_quarter("2026-Q4", TORONTO)
    months = months_in(quarter, TORONTO)
    assert [month.label for month in months] == ["2026-10", "2026-11", "2026-12"]
    assert (months[0].start, months[-1].end) == (quarter.start, quarter.end)
    touched = months_in(parse_range("2026-12-31", "2027-01-01", TORONTO), TORONTO)
    assert [month.label for month in touched] == ["2026-12", "2027-01"]
    assert len(months_in(parse_year("2026", TORONTO), TORONTO)) == 12


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("October", "“October” is no period; write 2026-10, 2026-Q3, 2026, or a day such as 2026-10-05."),
        ("2026-13", "“2026-13” names month 13; a year has twelve."),
        ("2026-00", "“2026-00” names month 0; a year has twelve."),
        ("2026-Q5", "“2026-Q5” is no quarter; a year has 2026-Q1 to 2026-Q4."),
        ("2026-02-30", "“2026-02-30” is no day: 2026-02 has no 30."),
        ("0999", "“0999”: the year must lie between 1970 and 8999."),
        ("2026-10-15..2026-10-01", "The period ends (2026-10-01) before it begins (2026-10-15)."),
        ("2026-10..", "“” is no period"),
        ("٢٠٢٦-١٠", "“٢٠٢٦-١٠” is no period"),
        ("2026-10-05T10:00", "“2026-10-05T10:00” is no period"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse_period(text, TORONTO)
    assert str(refused.value).startswith(sentence)


def test_a_month_is_not_a_quarter() -> None:
    with pytest.raises(PeriodError, match="“2026-10” is no quarter; write it like 2026-Q3"):
        parse_quarter("2026-10", TORONTO)
    with pytest.raises(PeriodError, match="“2026-Q3” is no month; write it like 2026-10"):
        parse_month("2026-Q3", TORONTO)
    with pytest.raises(PeriodError, match="“last” is no month; write it like 2026-10"):
        parse_month("last", TORONTO)
    with pytest.raises(PeriodError, match="“2026-14” names month 14"):
        parse_month("2026-14", TORONTO)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_every_instant_belongs_to_one_month_and_months_leave_no_gap(at: datetime, zone: ZoneInfo) -> None:
    month = month_of(at, zone)
    assert month.contains(at)
    assert month.label == at.astimezone(zone).strftime("%Y-%m")
    assert month_of(month.end, zone).start == month.end
    assert month_of(month.start - SECOND, zone).end == month.start

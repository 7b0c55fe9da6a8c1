"""Days, months and years as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.days import NoDay, parse_day

TODAY = date(2026, 10, 14)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-10-01", date(2026, 10, 1)),
        ("2026/3/4", date(2026, 3, 4)),
        ("٢٠٢٦-١٠-٠١", date(2026, 10, 1)),
        ("1.10.2026", date(2026, 10, 1)),
        ("25/12/2025", date(2025, 12, 25)),
        ("12/25/2025", date(2025, 12, 25)),
        ("1 October", date(2026, 10, 1)),
        ("1 Dec", date(2025, 12, 1)),
        ("October 1st, 2025", date(2025, 10, 1)),
        ("1er octobre", date(2026, 10, 1)),
        ("1 août 2026", date(2026, 8, 1)),
        ("1 تشرين الأول", date(2026, 10, 1)),
        ("٣ أكتوبر ٢٠٢٥", date(2025, 10, 3)),
        ("today", TODAY),
        ("Yesterday", date(2026, 10, 13)),
        ("أمس", date(2026, 10, 13)),
        ("hier", date(2026, 10, 13)),
        ("monday", date(2026, 10, 12)),
        ("last fri", date(2026, 10, 9)),
        ("wednesday", date(2026, 10, 7)),
        ("الاثنين", date(2026, 10, 12)),
        ("3d", date(2026, 10, 11)),
        ("2 weeks ago", date(2026, 9, 30)),
    ],
)
def test_a_day_is_understood(typed, day):
    assert parse_day(typed, TODAY) == (day, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("typed", "first", "end"),
    [
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("october", date(2026, 10, 1), date(2026, 11, 1)),
        ("nov", date(2025, 11, 1), date(2025, 12, 1)),
        ("sept 2024", date(2024, 9, 1), date(2024, 10, 1)),
    ],
)
def test_a_month_and_a_year_are_all_their_days(typed, first, end):
    assert parse_day(typed, TODAY) == (first, end)


def test_a_day_that_could_be_two_is_asked_about():
    with pytest.raises(NoDay, match=r"before:01/10/2026 could be two days; write 2026-10-01 or 2026-01-10\."):
        parse_day("01/10/2026", TODAY, "before:")


@pytest.mark.parametrize(
    "typed", ["soon", "", "31 February", "2026-13-01", "0001-01-01", "ma", "99999d", "1 1 may"]
)
def test_what_is_none_gives_one_sentence(typed):
    with pytest.raises(NoDay, match=r"is no day; write it as 2026-10-01.*\.$"):
        parse_day(typed, TODAY)


@given(st.text(max_size=30))
def test_anything_may_be_typed(typed):
    try:
        first, end = parse_day(typed, TODAY)
    except NoDay as error:
        first, end = TODAY, TODAY + timedelta(days=str(error).endswith("."))
    assert first < end


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)))
def test_every_day_is_understood_as_it_is_written(day):
    whole = (day, day + timedelta(days=1))
    assert parse_day(day.isoformat(), TODAY) == whole
    assert parse_day(f"{day.day}.{day.month}.{day.year}", TODAY) == whole
    assert parse_day(f"{day.day} {day:%B %Y}", TODAY) == whole
    assert parse_day(f"{day:%b} {day.day} {day.year}", TODAY) == whole

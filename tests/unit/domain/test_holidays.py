"""Holidays as closing days."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from modtui.domain.holidays import expand_holidays
from modtui.domain.policy import PolicyError, ServicePolicy


def ontario(*categories: str, **more: object) -> dict[date, str]:
    return dict(expand_holidays("CA", "ON", [2026], categories, **more))


def test_the_public_set_of_ontario_lacks_days_on_which_offices_close() -> None:
    public = ontario("public")
    assert public[date(2026, 2, 16)] == "Family Day"
    assert public[date(2026, 12, 28)] == "Boxing Day (observed)"
    for missing in (date(2026, 4, 6), date(2026, 8, 3), date(2026, 9, 30), date(2026, 11, 11)):
        assert missing not in public


def test_explicit_categories_bring_them() -> None:
    closed = ontario("public", "optional", "government")
    assert closed[date(2026, 4, 6)] == "Easter Monday"
    assert closed[date(2026, 8, 3)] == "Civic Holiday"
    assert closed[date(2026, 9, 30)] == "National Day for Truth and Reconciliation"
    assert closed[date(2026, 11, 11)] == "Remembrance Day"


def test_days_of_ones_own_are_added_and_taken_away() -> None:
    closed = ontario(
        "public",
        plus=[(date(2026, 6, 1), "Team day"), (date(2026, 12, 25), "Office moves")],
        minus=[date(2026, 7, 1), "boxing day"],
    )
    assert closed[date(2026, 6, 1)] == "Team day"
    assert closed[date(2026, 12, 25)] == "Office moves; Christmas Day"
    assert date(2026, 7, 1) not in closed
    assert date(2026, 12, 26) not in closed
    assert date(2026, 12, 28) not in closed


def test_only_the_years_asked_for_sorted() -> None:
    days = expand_holidays("CA", "ON", [2027, 2026], ["public"])
    assert {item.day.year for item in days} == {2026, 2027}
    assert list(days) == sorted(days)


def test_without_a_country_there_are_only_ones_own_days() -> None:
    assert expand_holidays(None, None, [2026], [], plus=[(date(2026, 6, 1), "Team day")]) == (
        (date(2026, 6, 1), "Team day"),
    )


def test_a_policy_takes_them_as_they_are() -> None:
    policy = ServicePolicy(closed_days=expand_holidays("CA", "ON", [2026], ["public"]))
    assert policy.closed_because(date(2026, 10, 12)) == "Thanksgiving Day"
    assert policy.hours_of(date(2026, 10, 12)) == ()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("Canada", "ON", [2026], ["public"]), "There are no holidays for the country “Canada”"),
        (
            ("CA", "Ontario", [2026], ["public"]),
            "CA has no part “Ontario” with holidays of its own; it has AB",
        ),
        (
            ("CA", "ON", [2026], []),
            "Name the categories of holidays to close on; CA has government, optional",
        ),
        (("CA", "ON", [2026], ["bank"]), "CA has no holidays of the category “bank”; it has government"),
        (
            ("CA", "ON", [2026], ["public"], (), ["Boxng Day"]),
            "No holiday is called “Boxng Day”; did you mean",
        ),
    ],
)
def test_mistakes_are_named(given: tuple[object, ...], sentence: str) -> None:
    with pytest.raises(PolicyError) as refused:
        expand_holidays(*given)
    assert str(refused.value).startswith(sentence)


def test_the_library_is_not_loaded_by_the_clock() -> None:
    code = (
        "import sys, modtui.domain.clock_steps, modtui.domain.countdown, modtui.domain.holidays; "
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

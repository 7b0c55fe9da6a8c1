"""What reads left to right in any sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.text.ltr_runs import ltr_runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("اتصل على 416-555-0100 اليوم", ["416-555-0100"]),
        ("اتصل (416) 555-0100.", ["(416) 555-0100"]),
        ("+1 (416) 555 0100", ["+1 (416) 555 0100"]),
        ("4165550100", ["4165550100"]),
        ("رقم 555-0100", ["555-0100"]),
        ("يوم 2026-10-05", ["2026-10-05"]),
        ("من 2020-2025", []),
        ("من 9-17", []),
        ("1,250.50 دولار", []),
        ("شوف https://example.org/a?b=1.", ["https://example.org/a?b=1"]),
        ("(www.example.org)", ["www.example.org"]),
        ("كتب @sara_m و #jobs", ["@sara_m", "#jobs"]),
        ("بريد a.b+c@mail.example.org", ["a.b+c@mail.example.org"]),
        ("", []),
    ],
)
def test_runs(text: str, runs: list[str]) -> None:
    assert [text[start:end] for start, end in ltr_runs(text)] == runs


@given(st.text("0123456789 -.()+@a/:htps", max_size=60))
def test_runs_are_in_order_and_apart(text: str) -> None:
    place = 0
    for start, end in ltr_runs(text):
        assert place <= start < end <= len(text)
        place = end


def test_a_long_hostile_number_takes_no_long_time() -> None:
    assert ltr_runs("1-" * 50_000 + "x") is not None

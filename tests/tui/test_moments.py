"""Reading when, and what is offered; filters of the queue. Pure."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.desk.views import QueueGroup
from modtui.domain.inquiry_states import InquiryState
from modtui.tui.moments import at_wall, in_words, later_moments, read_moment, soon_moments
from modtui.tui.queue_filter import QueueFilter, needs, next_filter, steps
from tests.tui.fake_desk import FakeDesk

TORONTO = ZoneInfo("America/Toronto")
NOW = datetime(2026, 10, 14, 14, 12, tzinfo=UTC)  # Wednesday 10:12


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TORONTO).astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30", local(10, 14, 14, 30)), ("9:00", local(10, 15, 9)), ("17", local(10, 14, 17)),
        ("tomorrow", local(10, 15, 9)), ("tomorrow 10", local(10, 15, 10)), ("fri 9:00", local(10, 16, 9)),
        ("Wednesday 9:00", local(10, 21, 9)), ("2026-10-20 10:15", local(10, 20, 10, 15)),
        ("2026-10-20", local(10, 20, 9)), ("2h", NOW + timedelta(hours=2)), ("30 min", NOW + timedelta(minutes=30)),
        ("in 3 days", NOW + timedelta(days=3)), ("١٤:٣٠", local(10, 14, 14, 30)),
        ("", None), ("soon", None), ("25:00", None), ("10:75", None), ("2026-02-30 9:00", None),
        ("2020-01-01", None), ("0h", None), ("today 8:00", None), ("fri later", None),
    ],
)  # fmt: skip
def test_times_as_people_write_them(typed, meant):
    assert read_moment(typed, NOW, TORONTO) == meant


@given(st.text(max_size=20))
def test_whatever_is_typed_is_to_come_or_nothing(typed):
    found = read_moment(typed, NOW, TORONTO)
    assert found is None or found > NOW


def test_a_time_that_does_not_exist_moves_forward_and_one_that_exists_twice_is_the_first():
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    assert at_wall(spring, time(2, 30), TORONTO) == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    assert at_wall(autumn, time(1, 30), TORONTO) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_what_is_offered_is_to_come_and_each_once():
    for hour in range(24):
        now = datetime(2026, 10, 14, hour, 12, tzinfo=UTC)
        opens = local(10, 15, 9)
        for moments in (soon_moments(now, TORONTO, opens), later_moments(now, TORONTO, None)):
            assert all(moment.at > now for moment in moments)
            assert len({moment.at for moment in moments}) == len(moments)


def test_in_words_names_the_day_only_where_it_is_another():
    assert in_words(local(10, 14, 17), NOW, TORONTO) == "17:00"
    assert in_words(local(10, 16, 9), NOW, TORONTO) == "Fri 09:00"
    assert in_words(local(11, 16, 9), NOW, TORONTO) == "Mon 2026-11-16 09:00"


# ---- filters


def row(**fields):
    return dataclasses.replace(FakeDesk()._rows()[0], **fields)


def test_what_waits_for_no_answer_says_what_it_needs():
    assert needs(row(state=InquiryState.OPEN)) is None
    assert needs(row(state=InquiryState.POSSIBLE)) is None
    assert "which kind" in needs(row(state=InquiryState.ANSWERED_UNCONFIRMED))
    assert "asks again" in needs(row(state=InquiryState.ANSWERED, maybe_follow_up=5))
    assert "how it went" in needs(row(state=InquiryState.ANSWERED, group=QueueGroup.CHECK_BACK))


def test_a_key_goes_through_the_kinds_that_somebody_belongs_to_and_comes_back_to_all():
    rows = [
        row(inquiry_id=1, group=QueueGroup.OVERDUE, language="ar"),
        row(inquiry_id=2, state=InquiryState.WAITING, group=QueueGroup.LATER, language="en"),
        row(inquiry_id=3, state=InquiryState.POSSIBLE, group=QueueGroup.POSSIBLE, language="en"),
    ]
    seen, now = [], QueueFilter()
    for _ in steps(rows):
        seen.append([r.inquiry_id for r in rows if now.lets_through(r)])
        now = next_filter(now, rows)
    assert now == QueueFilter()
    assert seen == [[1, 2, 3], [1], [1], [3], [2], [1], [2, 3]]


def test_words_are_found_in_names_and_questions_whatever_the_spelling():
    one = row(asker="إيمان", first_line="أين أجد طبيب أسنان؟")
    assert QueueFilter(words="ايمان").lets_through(one)
    assert QueueFilter(words="اسنان طبيب").lets_through(one)
    assert not QueueFilter(words="ايمان بنك").lets_through(one)

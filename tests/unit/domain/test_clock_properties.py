"""What must hold for every policy and every question, also where clocks change."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from modtui.domain.clock import (
    due,
    elapsed,
    is_open,
    met,
    next_closing,
    next_opening,
    open_time_between,
    start_of,
)
from modtui.domain.clock_steps import StepCode, explain
from modtui.domain.countdown import remaining
from modtui.domain.opening_hours import spans_between
from modtui.domain.policy import ClockKind, ServicePolicy
from tests.unit.domain.clock_strategies import instants, policies, targets

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
often = settings(max_examples=80, deadline=None)


@often
@given(policies(), instants())
def test_question_start_answer_by_and_due_come_in_this_order(policy: ServicePolicy, asked: datetime) -> None:
    deadline = due(policy, asked)
    assert deadline.asked <= deadline.start < deadline.answer_by <= deadline.due


@often
@given(policies(), instants())
def test_the_clock_starts_at_once_in_service_hours_and_else_at_the_next_opening(
    policy: ServicePolicy, asked: datetime
) -> None:
    start = start_of(policy, asked)
    assert is_open(policy, start)
    assert (start == asked) == is_open(policy, asked)
    assert open_time_between(policy, asked, start) == timedelta(0)
    if start != asked:
        assert not is_open(policy, start - SECOND) or start - SECOND < asked
        assert start == next_opening(policy, asked)


@often
@given(policies(), instants(), targets())
def test_a_longer_target_is_never_due_earlier(
    policy: ServicePolicy, asked: datetime, other: timedelta
) -> None:
    shorter, longer = sorted((policy.target, other))
    sooner, later = due(replace(policy, target=shorter), asked), due(replace(policy, target=longer), asked)
    assert sooner.due <= later.due
    assert sooner.answer_by <= later.answer_by


def repeated(policy: ServicePolicy, at: datetime) -> bool:
    """Whether the wall time of `at` happens twice."""
    local = at.astimezone(policy.tz)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@often
@given(policies(), instants(), st.integers(0, 4 * 86400))
def test_who_asks_later_is_not_due_earlier(policy: ServicePolicy, asked: datetime, wait: int) -> None:
    first, second = due(policy, asked), due(policy, asked + wait * SECOND)
    # Two questions within an hour that happens twice each keep their own wall time, so they may swap.
    if (
        policy.clock is ClockKind.BUSINESS_DAYS
        and repeated(policy, first.start)
        and repeated(policy, second.start)
    ):
        assert second.due - first.due > -timedelta(hours=1)
    else:
        assert first.due <= second.due


@often
@given(policies(), instants())
def test_the_last_open_moment_ends_open_time_and_none_is_left_after_it(
    policy: ServicePolicy, asked: datetime
) -> None:
    deadline = due(policy, asked)
    assert is_open(policy, deadline.answer_by - timedelta(microseconds=1))
    assert open_time_between(policy, deadline.answer_by, deadline.due) == timedelta(0)
    assert deadline.answer_by == deadline.due or not is_open(policy, deadline.answer_by)


@often
@given(policies())
def test_a_policy_survives_json(policy: ServicePolicy) -> None:
    again = ServicePolicy.from_dict(json.loads(json.dumps(policy.to_dict())))
    assert again == policy
    assert again.version == policy.version
    assert again.to_dict() == policy.to_dict()
    assert (again.hours, again.closed_days, again.closures) == (
        policy.hours,
        policy.closed_days,
        policy.closures,
    )


@often
@given(policies(), instants())
def test_a_rebuilt_policy_gives_the_same_deadline(policy: ServicePolicy, asked: datetime) -> None:
    again = ServicePolicy.from_dict(json.loads(json.dumps(policy.to_dict())))
    assert due(again, asked) == due(policy, asked)
    assert due(policy, due(policy, asked).start).due == due(policy, asked).due


@often
@given(policies(ClockKind.LITERAL), instants())
def test_the_literal_clock_counts_elapsed_time(policy: ServicePolicy, asked: datetime) -> None:
    deadline = due(policy, asked)
    assert deadline.due - deadline.start == policy.target


@often
@given(policies(ClockKind.SERVICE_HOURS), instants())
def test_the_service_hours_clock_counts_exactly_the_open_time(policy: ServicePolicy, asked: datetime) -> None:
    deadline = due(policy, asked)
    assert open_time_between(policy, deadline.start, deadline.due) == policy.target
    assert deadline.due == deadline.answer_by


@often
@given(policies(), instants(), st.integers(0, 6 * 86400))
def test_the_verdict_agrees_with_the_time_used_up(policy: ServicePolicy, asked: datetime, wait: int) -> None:
    policy = replace(policy, zone="UTC")  # where no wall time jumps
    deadline = due(policy, asked)
    answered = deadline.start + wait * SECOND
    used = elapsed(policy, asked, answered)
    if met(deadline, answered):
        assert used <= policy.target
    elif policy.clock is ClockKind.LITERAL:
        assert used > policy.target
    else:
        assert used >= policy.target  # after a boundary no counted time may have passed yet


@often
@given(policies(), instants(), st.integers(0, 86400), st.integers(0, 86400))
def test_open_time_adds_up(policy: ServicePolicy, at: datetime, one: int, two: int) -> None:
    middle, end = at + one * SECOND, at + (one + two) * SECOND
    whole = open_time_between(policy, at, end)
    assert whole == open_time_between(policy, at, middle) + open_time_between(policy, middle, end)
    assert timedelta(0) <= whole <= end - at


@often
@given(policies(), instants())
def test_open_spans_are_in_order_apart_and_open(policy: ServicePolicy, at: datetime) -> None:
    spans = spans_between(policy, at, at + 7 * DAY)
    for span in spans:
        assert span.opens < span.closes
        assert is_open(policy, span.opens)
        assert is_open(policy, span.closes - SECOND)
    for before, after in itertools.pairwise(spans):
        assert before.closes < after.opens
        assert not is_open(policy, before.closes)
        assert next_closing(policy, before.opens) == before.closes
        assert next_opening(policy, before.opens) == after.opens


@often
@given(policies(), instants(), st.integers(-86400, 10 * 86400))
def test_the_countdown_says_what_the_clock_says(policy: ServicePolicy, asked: datetime, wait: int) -> None:
    deadline = due(policy, asked)
    now = asked + wait * SECOND
    shown = remaining(policy, deadline, now)
    left = max(timedelta(0), deadline.answer_by - now)
    assert shown.until_answer_by == left
    assert shown.open_left == open_time_between(policy, max(now, deadline.start), deadline.answer_by)
    assert shown.overdue_by == (None if met(deadline, now) else now - deadline.due)
    if now >= deadline.start:
        assert shown.paused == (not is_open(policy, now))
    if shown.paused and shown.resumes:
        assert shown.resumes > now
        assert is_open(policy, shown.resumes)


@often
@given(policies(), instants())
def test_every_day_that_is_skipped_is_named_and_really_closed(policy: ServicePolicy, asked: datetime) -> None:
    explanation = explain(policy, asked)
    skipped = [step for step in explanation.steps if step.code is StepCode.DAY_SKIPPED]
    for step in skipped:
        assert step.until is not None
        assert open_time_between(policy, step.at, step.until) == timedelta(0)
        assert step.reason
    assert len(explanation.sentences()) <= len(explanation.steps)

"""The ladder of RULES 3: what counts as a warning, and what is proposed next."""

import itertools
from datetime import timedelta

import pytest

from modtui.config import Moderation
from modtui.config_policy import moderation_categories
from modtui.domain.journal import Kind
from modtui.domain.moderation import (
    ActionKind,
    ActionStatus,
    NextStep,
    StepKind,
    fold_action,
    is_warning,
    propose,
    steps_for,
    warnings_in_force,
)
from tests.unit.store.making import after, event, undone

CATEGORIES = {category.code: category for category in moderation_categories(Moderation())}
YEAR = timedelta(days=365)
_numbers = itertools.count(1)


def notice(
    minutes=0,
    category="conduct",
    *,
    warning=True,
    outcome="done",
    then=(),
    steps=("private_message",),
    what="warn",
):
    """A warning (or a note) that was planned, and how its private message went."""
    number = next(_numbers)
    subject = f"action:a{number}"
    plan = event(
        Kind.ACTION_PLANNED,
        subject,
        {
            "action": f"a{number}",
            "kind": what,
            "category": category,
            "member": "m",
            "chat": 1,
            "about": 1,
            "warning": warning,
            "starts_at": after(minutes).isoformat(),
            "steps": [{"number": n, "kind": kind} for n, kind in enumerate(steps, 1)],
        },
        at=after(minutes),
        seq=1,
    )
    events = [plan]
    if outcome:
        events.append(
            event(
                Kind.ACTION_STEP,
                subject,
                {"number": len(steps), "outcome": outcome, "at": after(minutes).isoformat(), "error": ""},
                seq=2,
            )
        )
    events.extend(event(kind, subject, seq=3) for kind in then)
    return fold_action(events)


def proposed(category, actions, posted, at=None):
    return propose(CATEGORIES[category], actions, after(posted), at or after(posted + 1), YEAR)


def test_conduct_is_warned_twice_then_removal_is_proposed():
    steps = [proposed("conduct", [notice(10 * n) for n in range(count)], 100).next_step for count in range(4)]
    assert steps == [NextStep.FIRST_WARNING, NextStep.ANOTHER_WARNING, NextStep.REMOVAL, NextStep.REMOVAL]


def test_posts_made_before_the_last_notice_reached_the_member_are_one_incident():
    first = notice(60)
    assert proposed("conduct", [first], posted=59, at=after(90)).next_step is NextStep.FIRST_WARNING
    assert proposed("conduct", [first], posted=61, at=after(90)).next_step is NextStep.ANOTHER_WARNING


@pytest.mark.parametrize("outcome", ["failed", "skipped", None])
def test_a_warning_that_was_not_delivered_does_not_count(outcome):
    assert proposed("conduct", [notice(0, outcome=outcome)], 100).next_step is NextStep.FIRST_WARNING


@pytest.mark.parametrize("kind", [Kind.WARNING_VOIDED, Kind.ACTION_UNDONE])
def test_a_warning_that_was_voided_or_undone_does_not_count(kind):
    voided = notice(0, then=[kind])
    assert proposed("conduct", [voided], 100).next_step is NextStep.FIRST_WARNING
    assert warnings_in_force([voided], after(100), YEAR) == []


def test_a_warning_expires_by_being_computed_so():
    warning = notice(0)
    last = after(0) + YEAR - timedelta(seconds=1)
    assert warnings_in_force([warning], last, YEAR) == [warning]
    assert warnings_in_force([warning], after(0) + YEAR, YEAR) == []


def test_a_note_is_no_warning_but_the_next_time_is_the_second():
    note = notice(0, "advertising", warning=False)
    first, second = proposed("advertising", [], 100), proposed("advertising", [note], 100)
    assert (first.next_step, second.next_step) == (NextStep.NOTE, NextStep.FIRST_WARNING)
    assert (second.warnings, second.incidents) == (0, 1)
    assert not is_warning(ActionKind.WARN, first)
    assert is_warning(ActionKind.WARN, second)
    assert warnings_in_force([note], after(100), YEAR) == []
    third = proposed("advertising", [note, notice(10, "advertising")], 100)
    assert third.next_step is NextStep.REMOVAL


def test_grief_and_privacy_never_become_warnings():
    notes = [notice(n, "privacy", warning=False) for n in range(5)]
    assert proposed("privacy", notes, 100).next_step is NextStep.NOTE
    assert (
        proposed("grief", [notice(n, "grief", warning=False) for n in range(5)], 100).next_step
        is NextStep.NOTE
    )


def test_warnings_of_one_family_add_up_and_those_of_another_do_not():
    religious = notice(0, "extraneous-religious")
    assert proposed("extraneous-political", [religious], 100).next_step is NextStep.REMOVAL
    assert proposed("conduct", [religious], 100).next_step is NextStep.FIRST_WARNING


def test_offensive_bans_at_once_and_tells_afterwards():
    proposal = proposed("offensive", [], 100)
    assert proposal.next_step is NextStep.BAN_AT_ONCE
    assert steps_for(ActionKind.REMOVE, CATEGORIES["offensive"], proposal) == (
        StepKind.DELETE_POST,
        StepKind.BAN,
        StepKind.PRIVATE_MESSAGE,
    )


def test_any_other_removal_tells_first():
    proposal = proposed("advertising", [], 100)
    assert steps_for(ActionKind.REMOVE, CATEGORIES["advertising"], proposal) == (
        StepKind.DELETE_POST,
        StepKind.PRIVATE_MESSAGE,
        StepKind.BAN,
    )
    assert not is_warning(ActionKind.REMOVE, proposal)


def test_extraneous_reposts_the_description_before_it_warns():
    proposal = proposed("extraneous-religious", [], 100)
    assert steps_for(ActionKind.WARN, CATEGORIES["extraneous-religious"], proposal) == (
        StepKind.DELETE_POST,
        StepKind.REPOST_DESCRIPTION,
        StepKind.PRIVATE_MESSAGE,
    )


# -- an action's own life


def test_an_action_runs_stops_ends_and_is_taken_back():
    assert notice(outcome=None).status is ActionStatus.RUNNING
    assert notice(outcome="done").status is ActionStatus.DONE
    assert notice(outcome="skipped").status is ActionStatus.DONE
    stopped = notice(outcome="failed", steps=("delete_post", "private_message"))
    assert stopped.status is ActionStatus.STOPPED
    assert stopped.next_step.kind is StepKind.DELETE_POST
    assert notice(outcome=None, then=[Kind.ACTION_TAKEN_BACK]).status is ActionStatus.TAKEN_BACK
    assert notice(then=[Kind.ACTION_UNDONE]).status is ActionStatus.UNDONE


def test_inside_the_seconds_to_take_it_back_it_is_staged():
    plan = event(
        Kind.ACTION_PLANNED,
        "action:x",
        {
            "action": "x",
            "kind": "remove",
            "category": "offensive",
            "member": "m",
            "chat": 1,
            "about": 1,
            "warning": False,
            "starts_at": after(5).isoformat(),
            "steps": [{"number": 1, "kind": "ban"}],
        },
    )
    assert fold_action([plan], after(4)).status is ActionStatus.STAGED
    assert fold_action([plan], after(5)).status is ActionStatus.RUNNING
    assert fold_action([plan, undone(plan)]) is None
    assert fold_action([]) is None


def test_a_ban_that_stands_removes_and_an_undone_one_does_not():
    banned = notice(steps=("ban",))
    assert banned.removed
    assert not notice(steps=("ban",), then=[Kind.ACTION_UNDONE]).removed
    assert not notice(steps=("ban",), outcome="failed").removed

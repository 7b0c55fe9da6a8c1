"""Whatever is warned, undone, voided and left to expire, in whatever order: the ladder proposes one thing, and the
journal read again proposes the same."""

import dataclasses
import json
import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.journal import Event, Kind
from modtui.domain.moderation import (
    ActionStatus,
    NextStep,
    Rung,
    StepKind,
    fold_action,
    is_warning,
    propose,
    steps_for,
    warnings_in_force,
)
from tests.unit.domain.test_ladder import CATEGORIES
from tests.unit.store.making import after, event

EXPIRY = timedelta(days=365)
NOW = 3 * 365 * 24 * 60  # minutes after the beginning
CODES = sorted(CATEGORIES)


@st.composite
def decided(draw, number):
    """The events of one action: planned, told or not, then voided, undone, and some of that undone again."""
    planned = draw(st.integers(0, NOW - 10))
    delivered = planned + draw(st.integers(0, 9))
    outcome = draw(st.sampled_from(["done", "done", "done", "failed", "skipped", ""]))
    posted = planned - draw(st.integers(0, 60 * 24 * 5))
    subject = f"action:a{number}"
    payload = {
        "action": f"a{number}",
        "kind": draw(st.sampled_from(["warn", "warn", "remove"])),
        "category": draw(st.sampled_from(CODES)),
        "member": "m",
        "chat": 1,
        "about": 1,
        "warning": draw(st.booleans()),
        "starts_at": after(planned).isoformat(),
        "steps": [{"number": 1, "kind": "private_message"}, {"number": 2, "kind": "ban"}],
        **draw(st.sampled_from([{}, {"posted_at": after(posted).isoformat()}])),
    }
    events = [event(Kind.ACTION_PLANNED, subject, payload, at=after(planned), seq=1)]
    if outcome:
        told = {"number": 1, "outcome": outcome, "at": after(delivered).isoformat(), "error": ""}
        events.append(event(Kind.ACTION_STEP, subject, told, at=after(delivered), seq=2))
    for seq, kind in enumerate(draw(st.lists(st.sampled_from([*LATER, Kind.UNDONE]), max_size=5)), start=3):
        of = {"of": draw(st.sampled_from(events[1:])).uuid} if kind == Kind.UNDONE and events[1:] else {}
        if kind != Kind.UNDONE or of:
            events.append(event(kind, subject, of, at=after(delivered + seq), seq=seq))
    return events


LATER = (Kind.WARNING_VOIDED, Kind.ACTION_UNDONE, Kind.ACTION_TAKEN_BACK)


@st.composite
def histories(draw):
    return [draw(decided(number)) for number in range(draw(st.integers(0, 5)))]


def again(events):
    """The same events as they come back from the journal, in any order."""
    stored = [
        Event(**{**dataclasses.asdict(one), "payload": json.loads(json.dumps(one.payload))}) for one in events
    ]
    random.Random(len(stored)).shuffle(stored)
    return fold_action(stored)


@given(histories(), st.sampled_from(CODES), st.integers(0, NOW))
def test_the_proposal_is_the_same_however_often_it_is_computed(history, code, posted):
    actions = [fold_action(events) for events in history]
    assert [again(events) for events in history] == actions
    one = propose(CATEGORIES[code], actions, after(posted), after(NOW), EXPIRY)
    assert propose(CATEGORIES[code], reversed(actions), after(posted), after(NOW), EXPIRY) == one
    assert isinstance(one.next_step, NextStep)
    assert one.warnings <= one.incidents <= len(actions)


@given(histories(), st.sampled_from(CODES), st.integers(0, NOW))
def test_what_does_not_count_could_as_well_not_be_there(history, code, posted):
    actions = [fold_action(events) for events in history]
    family = code.partition("-")[0]
    counting = [
        a
        for a in actions
        if a.delivered_at is not None
        and not a.voided
        and a.status is not ActionStatus.UNDONE
        and a.delivered_at <= after(NOW) < a.delivered_at + EXPIRY
        and a.category.partition("-")[0] == family
    ]
    category = CATEGORIES[code]
    proposed = propose(category, actions, after(posted), after(NOW), EXPIRY)
    assert propose(category, counting, after(posted), after(NOW), EXPIRY) == proposed
    # A post from before every notice is the first of its kind, however many notices followed.
    before_all = min((a.delivered_at for a in counting), default=after(posted))
    assert propose(category, actions, before_all, after(NOW), EXPIRY).incidents == 0


@given(histories(), st.sampled_from(CODES), st.integers(0, NOW))
def test_taking_a_notice_away_never_makes_it_harsher_and_time_forgives(history, code, posted):
    actions = [fold_action(events) for events in history]
    category = CATEGORIES[code]
    now = propose(category, actions, after(posted), after(NOW), EXPIRY)
    for left_out in range(len(actions)):
        # With the post's own time unknown every notice is an incident: then each is one less.
        plain = [dataclasses.replace(a, posted_at=None) for a in actions]
        fewer = [a for number, a in enumerate(plain) if number != left_out]
        all_of_them = propose(category, plain, after(posted), after(NOW), EXPIRY)
        assert propose(category, fewer, after(posted), after(NOW), EXPIRY).incidents <= all_of_them.incidents
        assert now.incidents <= all_of_them.incidents
    later = propose(category, actions, after(posted), after(NOW) + 2 * EXPIRY, EXPIRY)
    assert (later.incidents, later.warnings) == (0, 0)
    assert warnings_in_force(actions, after(NOW) + 2 * EXPIRY, EXPIRY) == []


@given(histories(), st.sampled_from(CODES), st.sampled_from(["warn", "remove"]))
def test_a_ban_is_only_ever_in_a_removal_and_told_about(history, code, kind):
    from modtui.domain.moderation import ActionKind

    category, actions = CATEGORIES[code], [fold_action(events) for events in history]
    proposal = propose(category, actions, after(NOW), after(NOW), EXPIRY)
    steps = steps_for(ActionKind(kind), category, proposal)
    assert (StepKind.BAN in steps) == (kind == "remove")
    assert StepKind.PRIVATE_MESSAGE in steps
    assert proposal.next_step is not NextStep.REMOVAL or Rung.PROPOSE_REMOVAL in proposal.rungs
    assert not (is_warning(ActionKind(kind), proposal) and proposal.next_step is NextStep.NOTE)


def test_two_moderators_who_told_about_the_same_evening_are_one_incident():
    def told(number, posted, delivered):
        plan = {
            "action": f"a{number}", "kind": "warn", "category": "conduct", "member": "m", "chat": 1, "about": 1,
            "warning": True, "starts_at": after(delivered).isoformat(), "posted_at": after(posted).isoformat(),
            "steps": [{"number": 1, "kind": "private_message"}],
        }  # fmt: skip
        step = {"number": 1, "outcome": "done", "at": after(delivered).isoformat(), "error": ""}
        subject = f"action:a{number}"
        return fold_action(
            [
                event(Kind.ACTION_PLANNED, subject, plan, at=after(delivered), seq=1),
                event(Kind.ACTION_STEP, subject, step, at=after(delivered), seq=2),
            ]
        )

    same = propose(CATEGORIES["conduct"], [told(1, 0, 10), told(2, 5, 12)], after(60), after(61), EXPIRY)
    assert (same.next_step, same.incidents, same.warnings) == (NextStep.ANOTHER_WARNING, 1, 1)
    apart = propose(CATEGORIES["conduct"], [told(1, 0, 10), told(2, 11, 12)], after(60), after(61), EXPIRY)
    assert apart.next_step is NextStep.REMOVAL

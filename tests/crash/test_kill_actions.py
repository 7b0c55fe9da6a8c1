"""A kill between any two steps of every action: the next start shows truly how far it came, and can finish it or
take it back.

What can be killed where is computed from the kinds of actions and steps there are: a new one without a scene, or
a scene that passes by other points than those computed, is a failing test.
"""

import pytest

from modtui.domain.actions import ActionKind, StepKind
from modtui.telegram.gateway_moderation import WRITING
from tests.crash import scene
from tests.crash.scene import DEEDS, gaps, points
from tests.telegram_server.faults import Fault

CASES = [(what, fault) for what, deed in DEEDS.items() for fault in gaps(deed)]
#: Begun, or done at Telegram and not written down here: where taking back is hardest.
UNSURE = [
    (what, fault) for what, fault in CASES if "after" in fault or "begun" in fault or "planned" in fault
]
IDS = {"ids": lambda value: value}
BEFORE = frozenset({"pin_messages"})  # what nobody could do before


def posts(stage):
    return [text for text in stage.group_texts if text]


# ---- what is to be so in the end, and after an undo


def gone(stage):
    assert posts(stage).count(scene.ADVERT) == 0


def warned(stage):
    gone(stage)
    assert stage.told(stage.wire.omar) == [scene.TOLD]
    assert len([text for text in posts(stage) if text not in ("Cheap phones", scene.QUESTION)]) == 1


def removed(stage):
    gone(stage)
    assert stage.world.is_banned(stage.wire.omar)
    assert len([line for line in stage.world.group.log if line.event.kind == "banned"]) == 1
    assert stage.told(stage.wire.omar) == [scene.TOLD]


def removed_before_all(stage):
    removed(stage)
    assert posts(stage).count(scene.TO_ALL) == 1


def muted(stage):
    mute = stage.world.restriction(stage.wire.omar)
    assert (mute.banned, mute.until is not None) == (False, True)
    assert stage.told(stage.wire.omar) == [scene.TOLD]


def left(stage):
    assert stage.wire.omar not in stage.world.group.members
    assert stage.world.restriction(stage.wire.omar) is None  # no lasting ban
    assert stage.told(stage.wire.omar) == [scene.TOLD]


def cleared(stage):
    assert stage.world.is_banned(stage.wire.omar)
    assert posts(stage) == [scene.QUESTION]
    assert stage.told(stage.wire.omar) == []


def back(stage):
    assert not stage.world.is_banned(stage.wire.omar)
    assert stage.told(stage.wire.omar) == [scene.TOLD]


def admitted(stage):
    assert stage.asked in stage.world.group.members
    assert len(stage.told(stage.asked)) == 1
    assert stage.world.group.requests == {}


def declined(stage):
    assert stage.asked not in stage.world.group.members
    assert stage.told(stage.asked) == [scene.TOLD]
    assert stage.world.group.requests == {}


def welcomed(stage):
    assert stage.told(stage.wire.omar) == [scene.TOLD]


def posted(stage):
    assert posts(stage).count(scene.TOLD) == 1


def slow(stage):
    assert stage.world.group.slow_mode_seconds == 60


def closed(stage):
    assert stage.world.group.forbidden == WRITING | BEFORE


def pinned(stage):
    posted(stage)
    assert stage.world.group.box.kept[stage.world.group.pinned_id].message.text == scene.TOLD


IN_THE_END = {
    "warn": warned,
    "remove_telling_all": removed_before_all,
    "ban": removed,
    "delete": gone,
    "mute": muted,
    "leave": left,
    "clear": cleared,
    "readmit": back,
    "admit": admitted,
    "deny": declined,
    "welcome": welcomed,
    "welcome_all": posted,
    "slow_mode": slow,
    "read_only": closed,
    "guidelines": pinned,
}


def nothing_imposed(stage, what):
    """After an undo nothing of ours is left that anybody could be kept from anything by."""
    restriction = stage.world.restriction(stage.wire.omar)
    if what == "readmit":
        # Lifting is not taken back; before it was tried the earlier ban stands.
        assert restriction is None or restriction.by == stage.wire.other_admin
    else:
        assert restriction is None
    assert stage.world.group.forbidden == BEFORE
    assert stage.world.group.slow_mode_seconds == 0


def happened(stage, what):
    """Which steps have happened at Telegram by now."""
    omar, restriction = stage.wire.omar, stage.world.restriction(stage.wire.omar)
    is_out = omar not in stage.world.group.members
    said = {scene.QUESTION, "Cheap phones", scene.ADVERT, scene.TO_ALL}
    asks = {
        StepKind.DELETE_POST: lambda: scene.ADVERT not in posts(stage),
        StepKind.CLEAR_POSTS: lambda: posts(stage) == [scene.QUESTION],
        StepKind.PRIVATE_MESSAGE: lambda: bool(stage.told(stage.asked or omar)),
        StepKind.BAN: lambda: stage.world.is_banned(omar),
        StepKind.MUTE: lambda: restriction is not None,
        StepKind.TAKE_OUT: lambda: is_out,
        StepKind.APPROVE: lambda: stage.asked in stage.world.group.members,
        StepKind.DENY: lambda: stage.asked not in stage.world.group.requests,
        StepKind.SLOW_MODE: lambda: stage.world.group.slow_mode_seconds == 60,
        StepKind.READ_ONLY: lambda: stage.world.group.forbidden >= WRITING,
        StepKind.REPOST_DESCRIPTION: lambda: bool(set(posts(stage)) - said),
        StepKind.GROUP_NOTICE: lambda: bool({scene.TO_ALL, scene.TOLD} & set(posts(stage))),
        StepKind.PIN: lambda: stage.world.group.pinned_id is not None,
        StepKind.LIFT: lambda: restriction is None and (is_out or what == "readmit"),
    }
    assert set(asks) == set(StepKind)
    return {kind for kind in DEEDS[what].steps if asks[kind]()}


def unwritten(what, fault):
    """The step that was done at Telegram, and the program died before it could write that down."""
    name, _, count = fault.partition(":")
    kinds = {
        "action.after-step": [kind for kind in DEEDS[what].steps if not kind.is_sent],
        "outbox.after-send": [kind for kind in DEEDS[what].steps if kind.is_sent],
    }
    return {kinds[name][int(count) - 1]} if name in kinds else set()


def true_at(stage, what, steps, fault):
    """What is shown as done has happened, and nothing else has but what nobody could write down."""
    shown = dict(zip(DEEDS[what].steps, steps, strict=True))
    assert set(shown.values()) <= {"", "done"}
    done = {kind for kind, outcome in shown.items() if outcome == "done"}
    if fault.startswith("outbox.after-send"):  # what has left is looked for as soon as there is a line
        assert done in (happened(stage, what), happened(stage, what) - unwritten(what, fault))
    else:
        assert done == happened(stage, what) - unwritten(what, fault)


def set_up(stage, what):
    world, omar = stage.world, stage.wire.omar
    world.set_default_rights(world.group.creator_id, BEFORE)
    world.post(stage.wire.sara, scene.QUESTION)
    for text in ("Cheap phones", scene.ADVERT):
        world.post(omar, text)
    stage.asked = None
    if what in ("admit", "deny"):
        stage.asked = world.add_user("Huda", language="en").id
        world.request_join(stage.asked)
    if what == "readmit":
        world.ban(stage.wire.other_admin, omar)


# ---- nothing is forgotten


def test_every_kind_of_action_and_step_is_played():
    assert {deed.kind for deed in DEEDS.values()} == set(ActionKind)
    assert {step for deed in DEEDS.values() for step in deed.steps} == set(StepKind)
    assert set(IN_THE_END) == set(DEEDS)


@pytest.mark.parametrize("what", DEEDS)
async def test_an_action_passes_the_computed_points_and_no_others(stage, what):
    set_up(stage, what)
    passed = await stage.passes(what)
    assert passed == points(DEEDS[what])
    IN_THE_END[what](stage)
    planned = (
        "SELECT value ->> 'kind' FROM journal, json_each(payload, '$.steps') WHERE kind = 'action.planned'"
    )
    assert [StepKind(kind) for (kind,) in await stage.facts(planned)] == list(DEEDS[what].steps)


# ---- killed


@pytest.mark.parametrize(("what", "fault"), CASES, **IDS)
async def test_it_is_shown_truly_and_finished_once(stage, what, fault):
    set_up(stage, what)
    await stage.dies(what, fault)
    desk = stage.again()
    await desk.start()
    try:
        (view,) = await desk.actions()
        outcomes = [step.outcome for step in view.steps]
        assert view.status == ("done" if set(outcomes) == {"done"} else "stopped")
        true_at(stage, what, outcomes, fault)
        await scene.question(desk)
        if view.status == "stopped":
            assert "interrupted" in view.summary
            await desk.resume_action(view.action_id)
        view = await scene.settled(desk, view.action_id)
        assert [(step.outcome, step.note) for step in view.steps] == [("done", "")] * len(view.steps)
        IN_THE_END[what](stage)
    finally:
        await desk.stop()
    assert {row[0] for row in await stage.facts("SELECT state FROM outbox")} <= {"sent"}
    await stage.verify()


@pytest.mark.parametrize(("what", "fault"), UNSURE, **IDS)
async def test_it_can_be_taken_back_instead(stage, what, fault):
    set_up(stage, what)
    await stage.dies(what, fault)
    desk = stage.again()
    await desk.start()
    try:
        await scene.question(desk)
        (view,) = await desk.actions()
        done = happened(stage, what)
        said = await desk.undo_action(view.action_id)
        (view,) = await desk.actions()
        assert (view.status, "nothing had been sent" in said) == (
            "undone" if done else "taken_back",
            not done,
        )
        shown = {kind: step.outcome for kind, step in zip(DEEDS[what].steps, view.steps, strict=True)}
        if what == "leave":
            del shown[StepKind.LIFT]  # doing it again is the same as leaving it: it is not asked after
        assert shown == {kind: "done" if kind in done else "" for kind in shown}
        nothing_imposed(stage, what)
    finally:
        await desk.stop()
    await stage.verify()


async def test_a_step_is_left_out_after_a_crash_and_the_rest_goes_on(stage):
    set_up(stage, "remove_telling_all")
    await stage.dies("remove_telling_all", "action.step-recorded:1")
    desk = stage.again()
    await desk.start()
    try:
        await scene.question(desk)
        (view,) = await desk.actions()
        await desk.skip_step(view.action_id, 2)
        view = await scene.settled(desk, view.action_id)
        assert [step.outcome for step in view.steps] == ["done", "skipped", "done", "done"]
        assert stage.world.is_banned(stage.wire.omar)
        assert stage.told(stage.wire.omar) == []
    finally:
        await desk.stop()
    await stage.verify()


#: For each of the four steps: the request that is flooded, how many of its kind pass before, where it waits.
FLOODED = (
    ("DeleteMessages", 0, "action.flood-wait:1"),
    ("SendMessage", 0, "outbox.put-off:1"),
    ("EditBanned", 0, "action.flood-wait:1"),
    ("SendMessage", 1, "outbox.put-off:1"),
)


@pytest.mark.parametrize(("number", "flood"), enumerate(FLOODED), ids=[f"step-{n}" for n in range(1, 5)])
async def test_killed_while_telegram_asks_to_wait_in_the_middle_of_four_steps(stage, number, flood):
    what, (request, before, fault) = "remove_telling_all", flood
    set_up(stage, what)
    if before:
        stage.wire.server.faults.add(Fault(request, before))  # nothing befalls these
    stage.wire.server.faults.flood(1, request)
    await stage.dies(what, fault)
    desk = stage.again()
    await desk.start()
    try:
        (view,) = await desk.actions()
        assert view.status == "stopped"
        waits = "failed" if fault.startswith("action") else ""
        assert [s.outcome for s in view.steps] == ["done"] * number + [waits] + [""] * (3 - number)
        if waits:
            assert "asks to wait until" in view.steps[number].note
            assert "asks to wait until" in view.summary
        await scene.question(desk)
        await desk.resume_action(view.action_id)
        view = await scene.settled(desk, view.action_id)
        assert [step.outcome for step in view.steps] == ["done"] * 4
        removed_before_all(stage)
    finally:
        await desk.stop()
    await stage.verify()

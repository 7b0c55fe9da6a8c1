"""A kill between any two steps of every action: the next start shows truly how far it came, and can finish it."""

import pytest

from modtui.telegram.gateway_moderation import WRITING
from tests.crash import scene
from tests.crash.test_kill import passings

_OUTBOX = {
    "outbox.queued": 1,
    "outbox.before-send": 1,
    "outbox.after-send": 1,
    "outbox.sent-recorded": 1,
}
#: Where each action can die; the number is how often it passes there.
POINTS = {
    "mute": {"action.planned": 1, "action.before-step": 2, "action.step-begun": 1, "action.after-step": 1,
             "action.step-recorded": 1, "outbox.after-send": 1},
    "leave": {"action.planned": 1, "action.before-step": 3, "action.step-begun": 1, "action.after-step": 2,
              "action.step-recorded": 2, **_OUTBOX},
    "clear": {"action.planned": 1, "action.before-step": 2, "action.step-begun": 2, "action.after-step": 2,
              "action.step-recorded": 2},
    "read_only": {"action.planned": 1, "action.before-step": 1, "action.step-begun": 1, "action.after-step": 1,
                  "action.step-recorded": 1},
    "guidelines": {"action.planned": 1, "action.before-step": 2, "action.after-step": 1, "action.step-recorded": 1,
                   **_OUTBOX},
    "admit": {"action.planned": 1, "action.before-step": 2, "action.step-begun": 1, "action.after-step": 1,
              "action.step-recorded": 1, "outbox.after-send": 1},
}  # fmt: skip
CASES = [(what, fault) for what, points in POINTS.items() for fault in passings(points)]


def posts(stage):
    return [text for text in stage.group_texts if text]


def muted(stage):
    omar = stage.wire.omar
    mute = stage.world.restriction(omar)
    assert (mute.banned, mute.until is not None) == (False, True)
    assert stage.told(omar) == [scene.TOLD]


def left(stage):
    omar = stage.wire.omar
    assert omar not in stage.world.group.members
    assert stage.world.restriction(omar) is None  # no lasting ban
    assert stage.told(omar) == [scene.TOLD]


def cleared(stage):
    assert stage.world.is_banned(stage.wire.omar)
    assert posts(stage) == [scene.QUESTION]
    assert stage.told(stage.wire.omar) == []


def closed(stage):
    assert stage.world.group.forbidden == WRITING | {"pin_messages"}


def posted(stage):
    assert posts(stage).count(scene.TOLD) == 1
    pinned = stage.world.group.pinned_id
    assert stage.world.group.box.kept[pinned].message.text == scene.TOLD


def admitted(stage):
    assert stage.asked in stage.world.group.members
    assert len(stage.told(stage.asked)) == 1
    assert stage.world.group.requests == {}


IN_THE_END = {
    "mute": muted,
    "leave": left,
    "clear": cleared,
    "read_only": closed,
    "guidelines": posted,
    "admit": admitted,
}


@pytest.mark.parametrize(("what", "fault"), CASES, ids=[f"{what}-{fault}" for what, fault in CASES])
async def test_it_is_shown_truly_and_finished_once(stage, what, fault):
    world = stage.world
    world.set_default_rights(world.group.creator_id, frozenset({"pin_messages"}))
    world.post(stage.wire.sara, scene.QUESTION)
    for text in ("Cheap phones", scene.ADVERT):
        world.post(stage.wire.omar, text)
    if what == "admit":
        stage.asked = world.add_user("Huda", language="en").id
        world.request_join(stage.asked)
    await stage.dies(what, fault)
    desk = stage.again()
    await desk.start()
    try:
        (view,) = await desk.actions()
        assert view.status in ("stopped", "done")
        outcomes = [step.outcome for step in view.steps]
        assert (view.status == "done") == (set(outcomes) == {"done"})
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


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        (what, fault)
        for what, fault in CASES
        if what in ("mute", "leave", "read_only")
        and fault.startswith(("action.before", "action.step-", "action.after"))
    ],
)
async def test_it_can_be_taken_back_instead(stage, what, fault):
    world = stage.world
    world.set_default_rights(world.group.creator_id, frozenset({"pin_messages"}))
    world.post(stage.wire.sara, scene.QUESTION)
    world.post(stage.wire.omar, scene.ADVERT)
    await stage.dies(what, fault)
    desk = stage.again()
    await desk.start()
    try:
        await scene.question(desk)
        (view,) = await desk.actions()
        assert await desk.undo_action(view.action_id)
        (view,) = await desk.actions()
        assert view.status in ("taken_back", "undone")
        assert world.restriction(stage.wire.omar) is None
        assert world.group.forbidden == {"pin_messages"}
    finally:
        await desk.stop()
    await stage.verify()

"""A basic group that became a supergroup, its old id still in the configuration: a kill in the midst of an action, the
start after it, and what ``modtui doctor`` says. And an action that is under way when the configuration names another
group: nothing of it is done there.
"""

import asyncio
import json
import sys

import pytest

from modtui.desk import sync
from modtui.desk.errors import DeskError
from modtui.telegram.world import AdminRights, GroupKind
from tests.crash import scene
from tests.telegram_server.populate import populate
from tests.telegram_server.program import config_text
from tests.telegram_server.server import TelegramServer


def group_of_the_same_people(stage, kind=GroupKind.SUPERGROUP):
    wire, world = stage.wire, stage.world
    group = world.add_group("Newcomers of the city", world.group.creator_id, kind=kind)
    for user in (wire.me, wire.other_admin, wire.omar, wire.sara):
        world.join(user, group_id=group.id)
    world.promote(group.creator_id, wire.me, AdminRights(), group_id=group.id)
    return group


@pytest.mark.parametrize("fault", ["action.step-recorded:1", "outbox.after-send:1", "action.after-step:2"])
async def test_killed_in_an_upgraded_group_it_is_finished_once_though_the_old_id_is_configured(stage, fault):
    world = stage.world
    basic = group_of_the_same_people(stage, GroupKind.BASIC)
    world.group = world.migrate(basic.id)
    stage.place = (*stage.place[:3], basic.id, stage.place[4])
    world.post(stage.wire.sara, scene.QUESTION)
    world.post(stage.wire.omar, scene.ADVERT)
    await stage.dies("remove_telling_all", fault)
    notices = []
    desk = stage.again()
    desk.subscribe(lambda change: notices.append(change.notice))
    await desk.start()
    try:
        await scene.read(desk)
        (view,) = await desk.actions(unfinished_only=True)
        assert view.status == "stopped"
        await desk.resume_action(view.action_id)
        view = await scene.settled(desk, view.action_id)
        assert [step.outcome for step in view.steps] == ["done"] * 4
    finally:
        await desk.stop()
    assert any(f"group: {world.group.id}" in notice for notice in notices)
    assert stage.group_texts.count(scene.ADVERT) == 0
    assert stage.group_texts.count(scene.TO_ALL) == 1
    assert stage.told(stage.wire.omar) == [scene.TOLD]
    assert world.is_banned(stage.wire.omar)
    assert await stage.facts("SELECT count(*) FROM chat WHERE kind = 'group'") == [(1,)]
    await stage.verify()


async def test_killed_in_one_group_and_started_on_another_nothing_is_done_there_and_nothing_lost(stage):
    world, first, place = stage.world, stage.world.group, stage.place
    world.post(stage.wire.sara, scene.QUESTION)
    world.post(stage.wire.omar, scene.ADVERT)
    await stage.dies("remove_telling_all", "action.step-recorded:1")
    second = group_of_the_same_people(stage)
    for number in range(5):  # the ids of the first group's messages mean others here
        world.post(stage.wire.sara, f"{scene.QUESTION} {number}", group_id=second.id)
    stage.place = (*place[:3], second.id, place[4])
    desk = stage.again()
    await desk.start()
    try:
        await scene.read(desk)
        (view,) = await desk.actions(unfinished_only=True)
        assert f"the group Newcomers ({first.id})" in view.summary
        for attempt in (desk.resume_action, desk.undo_action):
            with pytest.raises(DeskError, match="names that group again"):
                await attempt(view.action_id)
    finally:
        await desk.stop()
    assert len([s for s in second.box.kept.values() if s.alive and s.message.text]) == 5
    assert not world.is_banned(stage.wire.omar, second.id)
    stage.place = place
    desk = stage.again()
    await desk.start()
    try:
        await scene.read(desk)
        await desk.resume_action(view.action_id)
        view = await scene.settled(desk, view.action_id)
        assert [step.outcome for step in view.steps] == ["done"] * 4
    finally:
        await desk.stop()
    assert stage.told(stage.wire.omar) == [scene.TOLD]
    assert stage.group_texts.count(scene.TO_ALL) == 1
    await stage.verify()


async def test_an_idle_desk_follows_the_upgrade_and_loses_nothing(stage, monkeypatch):
    monkeypatch.setattr(sync, "_UPGRADED_YET_S", 0.05)
    world = stage.world
    basic = group_of_the_same_people(stage, GroupKind.BASIC)
    stage.place = (*stage.place[:3], basic.id, stage.place[4])
    notices = []
    desk = stage.again()
    desk.subscribe(lambda change: notices.append(change.notice))
    await desk.start()
    try:

        async def refused():
            return any("basic group" in notice for notice in notices)

        await scene.until(refused)
        world.group = world.migrate(basic.id)
        world.post(stage.wire.sara, scene.QUESTION)
        await scene.answer(desk)
        assert stage.group_texts.count(scene.ANSWER) == 1
        assert sum(f"group: {world.group.id}" in notice for notice in notices) == 1
    finally:
        await desk.stop()


async def test_doctor_names_the_basic_group_and_after_the_upgrade_the_new_id(tmp_path):
    cast = populate(members=2, days=1)
    world, me = cast.world, cast.moderator.id
    basic = world.add_group("Small", cast.owner.id, kind=GroupKind.BASIC)
    world.join(me, group_id=basic.id)
    async with TelegramServer(world) as server:
        data = tmp_path / "data"
        data.mkdir(mode=0o700)
        config = tmp_path / "config.yaml"
        config.touch(mode=0o600)
        text = config_text(server, cast, data)
        config.write_text(text.replace(f"group: {cast.group.id}", f"group: {basic.id}"), encoding="utf-8")
        server.write_session(data / "telegram.session", me)

        async def doctor():
            program = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "modtui", "--config", config, "doctor", "--json"),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            said, _ = await asyncio.wait_for(program.communicate(), 30)
            return {line["check"]: (line["ok"], line["said"]) for line in map(json.loads, said.splitlines())}

        ok, said = (await doctor())["account"]
        assert not ok
        assert "turn it into a supergroup" in said
        new = world.migrate(basic.id)
        world.promote(cast.owner.id, me, AdminRights(), group_id=new.id)
        checks = await doctor()
        assert checks["group"] == (True, "Small, 2 members")
        ok, said = checks["group id"]
        assert ok is None
        assert f"`group: {new.id}`" in said
        world.leave(me, group_id=new.id)
        ok, said = (await doctor())["account"]
        assert not ok
        assert f"id {new.id}" in said
        assert "join it" in said

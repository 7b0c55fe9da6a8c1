"""The group changes under the desk: a basic group becomes a supergroup, or the configuration names another one.

Nothing that was begun in one group is ever sent or done in another: message ids mean something else there.
"""

from datetime import timedelta

import pytest

from modtui.desk import sync
from modtui.desk.errors import DeskError
from modtui.domain.inquiry_states import ReplyKind
from modtui.telegram.gateway import NoRight
from modtui.telegram.world import AdminRights, GroupKind
from tests.unit.desk.playing import ANSWER, until
from tests.unit.desk.test_acting import ADVERT


def another_group(play, kind=GroupKind.SUPERGROUP):
    """A group with the same people, as a moderator of two groups has it."""
    group = play.world.add_group("Second group", play.creator, kind=kind)
    for user in (play.me, play.samir, play.omar, play.sara):
        play.world.join(user, group_id=group.id)
    for admin in (play.me, play.samir):
        play.world.promote(play.creator, admin, AdminRights(), group_id=group.id)
    return group


def texts_in(group):
    return [s.message.text for s in group.box.kept.values() if s.alive]


async def test_a_desk_on_a_basic_group_says_what_to_do_and_follows_the_upgrade_by_itself(play, monkeypatch):
    monkeypatch.setattr(sync, "_UPGRADED_YET_S", 0.02)
    first = play.world.group
    play.world.group = another_group(play, GroupKind.BASIC)
    async with play.open(connected=False):
        await until(lambda: any("basic group" in notice for notice in play.notices()))
        assert not play.desk.status().connection_ok
        old = play.world.group
        new = play.world.migrate(old.id)
        play.world.group = old  # which the configuration names
        await until(lambda: play.desk._parts.ctx.connected)
        await until(lambda: any(f"group: {new.id}" in notice for notice in play.notices()))
        play.world.post(play.omar, "Where can I get a health card?", group_id=new.id)

        async def asked():
            return await play.desk.queue()

        rows = await until_some(asked)
        await play.desk.reply(rows[0].message_id, ANSWER, kind=ReplyKind.INFORMATION)
        await play.until_outgoing_done()
        assert texts_in(new).count(ANSWER) == 1
        assert (
            sum("basic group" in notice for notice in play.notices()) == 1
        )  # said once, not each time it looked
    # Started anew with the old id: the same group, the same record.
    async with play.open(connected=False):
        await until(lambda: play.desk._parts.sync.reads > 0)
        assert await play.facts("SELECT count(*) FROM chat WHERE kind = 'group'") == [(1,)]
    assert texts_in(first) == []
    await play.verified()


async def until_some(ask):
    found = []

    async def some():
        found[:] = await ask()
        return bool(found)

    await until(some)
    return found


@pytest.fixture
async def begun(play):
    """A removal that stopped after its first step, and a reply that is held back, in the first group."""
    async with play.open() as desk:
        question = await play.asked(play.sara, "Where can I get a health card?")
        advert = play.say(play.omar, ADVERT)
        await play.until_read()
        await desk.reply(
            question, ANSWER, kind=ReplyKind.INFORMATION, send_at=play.clock() + timedelta(minutes=30)
        )
        plan = await desk.plan("remove", advert, "advertising")
        play.gateway.refuse_next("ban", NoRight("No right."))
        action = await desk.carry_out(plan.plan_id, text="Told", group_notice="Somebody was removed.")
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "stopped")
        assert play.private_texts(play.omar) == ["Told"]
    play.clock.move(hours=1)
    return play, action.action_id


async def test_with_another_group_configured_nothing_of_the_first_is_done_there(begun):
    play, action_id = begun
    first, second = play.world.group, another_group(play)
    ids = range(1, 6)
    for number in ids:  # messages whose ids mean something in both groups
        play.world.post(play.sara, f"second {number}", group_id=second.id)
    play.world.group = second
    async with play.open(group="second") as desk:
        (view,) = await desk.actions()
        assert "was begun in the group Newcomers" in view.summary
        for attempt in (
            desk.resume_action(action_id),
            desk.skip_step(action_id, 3),
            desk.undo_action(action_id),
        ):
            with pytest.raises(DeskError, match=r"Newcomers.*configuration names that group again"):
                await attempt

        async def held():
            return [row[0] for row in await play.facts("SELECT id FROM outbox WHERE state = 'held'")]

        (reply,) = await until_some(held)
        assert sum("written for the group Newcomers" in notice for notice in play.notices()) == 1
        assert await play.outgoing() == []  # of the first group's, which this screen is not about
        await desk.retry(reply)  # sent all the same
        await until(lambda: sum("written for the group" in notice for notice in play.notices()) == 2)
    assert texts_in(second) == [f"second {number}" for number in ids]
    assert not play.world.is_banned(play.omar, second.id)
    # With its own group again everything goes on where it was, each thing once.
    play.world.group = first
    async with play.open() as desk:
        await play.until_outgoing("held")
        await desk.retry(reply)
        await desk.resume_action(action_id)
        await play.until_status(action_id, "done")
        await play.until_outgoing_done()
    assert play.group_texts.count(ANSWER) == 1
    assert play.group_texts.count("Somebody was removed.") == 1
    assert play.private_texts(play.omar) == ["Told"]
    assert play.world.is_banned(play.omar, first.id)
    await play.verified()

"""Participant updates beside service messages, the admin log and the daily list: each coming and going counts once."""

from datetime import timedelta

import pytest

from modtui.domain.membership import EventKind
from modtui.telegram.gateway_events import MemberMoved
from tests.unit.desk.playing import until
from tests.unit.desk.test_members import looked, month, play  # noqa: F401 - the fixture


@pytest.fixture
def told(play):  # noqa: F811
    """A group whose admins are told who comes and goes."""
    play.world.switches.participant_updates = True
    return play


async def reported(play, source="participant"):  # noqa: F811
    return await play.facts("SELECT kind, by_ref IS NOT NULL FROM member_event WHERE source = ?", source)


@pytest.mark.parametrize("messages", [True, False])
async def test_all_four_sources_tell_and_each_move_counts_once(told, messages):
    world = told.world
    for switch in ("join_messages", "leave_messages", "ban_messages"):
        setattr(world.switches, switch, messages)
    async with told.open() as desk:
        await looked(told)
        huda, nabil = (world.add_user(name).id for name in ("Huda Sample", "Nabil Sample"))
        world.join(huda)
        world.join(nabil, by=told.samir)
        told.clock.move(minutes=30)
        world.leave(huda)
        world.ban(told.samir, nabil)
        await looked(told)
        told.clock.move(days=1)
        await looked(told)
        assert {row[0] for row in await told.facts("SELECT DISTINCT source FROM member_event")} == {
            "participant",
            "admin_log",
            "member_list",
            *(["service"] if messages else []),
        }
        counted = await month(told)
        assert (counted.joined, counted.rejoined, counted.left, counted.removed_elsewhere) == (2, 0, 1, 1)
        assert (counted.left_unseen, counted.unexplained) == (0, 0)
        (ban,) = await desk.phone_bans()
        assert (ban.member, ban.by) == ("Nabil Sample", "Samir Sample")


async def test_with_no_other_source_it_is_enough_and_says_who_did_it(told):
    world = told.world
    for switch in ("join_messages", "leave_messages", "ban_messages"):
        setattr(world.switches, switch, False)
    async with told.open() as desk:
        await looked(told)
        nabil = world.add_user("Nabil Sample").id
        world.join(nabil, by=told.samir)
        told.clock.move(minutes=30)
        world.ban(told.samir, nabil)

        async def both():
            return len(await reported(told)) == 2

        await until(both)
        page = await desk.member_page(nabil)
        assert [move.kind for move in page.moves] == [EventKind.ADDED, EventKind.BANNED_ELSEWHERE]
        assert not page.row.present
        assert await reported(told) == [("added", 1), ("banned_elsewhere", 1)]


async def test_told_again_after_a_restart_it_is_written_down_once(told):
    huda = told.world.add_user("Huda Sample").id
    told.world.join(huda)
    again = MemberMoved(
        huda, EventKind.LEFT, told.clock() + timedelta(minutes=20), number=7, name="Huda Sample"
    )
    for _ in range(2):
        async with told.open() as desk:
            await looked(told)
            for _ in range(2):
                told.gateway._events.put(again)

            async def left():
                return not (await desk.member_page(huda)).row.present

            await until(left)
            await until(lambda: not told.desk._parts.sync._inbox)
    assert len(await reported(told)) == 1
    async with told.open():
        assert (await month(told)).left == 1


async def test_our_own_removal_is_no_ban_from_a_phone(told):
    async with told.open() as desk:
        message = told.say(told.omar, "Buy my phones!")
        await told.until_read()
        plan = await desk.plan("remove", message, "advertising")
        action = await desk.carry_out(plan.plan_id, text="Told")
        told.clock.move(seconds=6)
        await told.until_status(action.action_id, "done")
        await until(lambda: not told.desk._parts.sync._inbox)
        await looked(told)
        counted = await month(told)
        assert (counted.removed, counted.removed_elsewhere, counted.left) == (1, 0, 0)
        assert await desk.phone_bans() == []


async def test_a_bot_is_no_member_whoever_tells(told):
    async with told.open():
        await looked(told)
        told.world.join(told.world.add_user("Helper", is_bot=True).id, by=told.samir)

        async def there():
            return await reported(told)

        await until(there)
        assert (await month(told)).joined == 0

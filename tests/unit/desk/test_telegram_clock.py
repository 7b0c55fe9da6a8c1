"""The machine's clock is wrong; what the desk does and says goes by Telegram's (RULES 1)."""

from datetime import timedelta

import pytest

from modtui.desk.telegram_clock import TelegramClock
from tests.unit.desk.playing import MONDAY, WHERE, until
from tests.unit.desk.test_acting import RUDE, seen
from tests.unit.desk.test_members import looked


def wrong(play, minutes):
    """A machine whose clock is so many minutes ahead."""
    return lambda: play.clock() + timedelta(minutes=minutes)


@pytest.mark.parametrize("minutes", [-61, -5, 5, 15])
async def test_what_was_done_here_is_told_once_and_asked_about_by_nobody(play, minutes):
    async with play.open(machine=wrong(play, minutes)) as desk:
        message = await seen(play, RUDE)
        plan = await desk.plan("remove", message, "conduct")
        action = await desk.carry_out(plan.plan_id)
        await until(lambda: play.world.is_banned(play.omar))
        play.clock.move(minutes=40)
        await looked(play)
        assert len([entry for entry in await desk.record() if entry.member_id == play.omar]) == 1
        assert not await desk.phone_bans()
        assert action.action_id


@pytest.mark.parametrize("minutes", [-61, 61])
async def test_a_mute_ends_when_it_should(play, minutes):
    async with play.open(machine=wrong(play, minutes)) as desk:
        message = await seen(play, RUDE)
        ends = play.clock() + timedelta(hours=1)
        plan = await desk.plan("mute", message, until=desk.now() + timedelta(hours=1))
        await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=6)
        await until(lambda: play.world.restriction(play.omar) is not None)
        assert play.world.restriction(play.omar).until == ends


async def test_the_moderator_is_told_once_and_the_countdown_is_right(play):
    async with play.open(machine=wrong(play, 20)) as desk:
        await play.asked(play.omar, WHERE)
        assert desk.now() == play.clock()
        row = (await desk.queue())[0]
        assert row.asked_at <= desk.now()
        play.gateway.break_line()
        play.gateway.restore_line()
        await play.until_read()
        told = [c.notice for c in play.changes if c.notice and "clock" in c.notice]
        assert told == [
            "This machine's clock is 20 minutes ahead of Telegram's, which is used here. Set it right."
        ]


async def test_a_clock_that_is_right_is_not_touched(play):
    async with play.open(machine=lambda: play.clock() + timedelta(seconds=3)) as desk:
        assert desk.now() == play.clock() + timedelta(seconds=3)
        assert not [c for c in play.changes if c.notice and "clock" in c.notice]


def test_it_is_put_right_as_soon_as_the_machine_is():
    clock = TelegramClock(lambda: MONDAY)
    assert clock.learn(-1200.4)
    assert clock() == MONDAY - timedelta(seconds=1200)
    assert not clock.learn(-1190)  # still wrong: known already
    assert not clock.learn(0.6)
    assert clock() == MONDAY
    assert clock.learn(90)

"""A private message of an action that Telegram holds up: it is said until when, and it can be left out."""

from modtui.telegram.gateway import FloodWait
from tests.unit.desk.playing import until
from tests.unit.desk.test_acting import RUDE, seen


async def stuck(play):
    """A warning whose message Telegram lets leave in two hours only."""
    desk = play.desk

    async def send(*_):
        raise FloodWait(7200)

    play.gateway.send = send
    action = await desk.carry_out((await desk.plan("warn", await seen(play, RUDE), "conduct")).plan_id)
    play.clock.move(seconds=6)

    async def told():
        return (await play.action(action.action_id)).steps[0].note

    await until(told)
    return action.action_id


async def test_until_when_a_message_waits_is_said_and_it_can_be_left_out(play):
    async with play.open() as desk:
        action_id = await stuck(play)
        view = await play.action(action_id)
        assert view.steps[0].note.startswith("Telegram asks to wait until 12:00")
        assert view.summary.startswith("Warning Omar Sample. Telegram asks to wait until 12:00")
        await desk.skip_step(action_id, 1)
        await play.until_status(action_id, "done")
        assert play.private_texts(play.omar) == []
        assert await play.outgoing() == []


async def test_after_a_restart_it_is_said_too_and_it_leaves_in_its_time(play):
    async with play.open():
        action_id = await stuck(play)
    async with play.open() as desk:
        view = await play.action(action_id)
        assert (view.status, view.steps[0].note[:26]) == ("stopped", "Telegram asks to wait unti")
        await desk.resume_action(action_id)
        assert "until 12:00" in (await play.action(action_id)).summary
        play.clock.move(hours=2)
        await play.until_status(action_id, "done")
        assert len(play.private_texts(play.omar)) == 1

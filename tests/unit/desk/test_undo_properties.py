"""Whatever moderators do to one member from here and from phones: what others imposed is never lifted from here, and
what is stored is what the journal says when it is folded again."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from modtui.desk.errors import DeskError
from tests.unit.desk.playing import Play, until
from tests.unit.desk.test_acting import RUDE, seen

OURS = ("ban", "mute", "leave", "warn", "readmit")
THEIRS = ("they ban", "they mute", "they lift", "they return")
DEEDS = st.lists(st.sampled_from((*OURS, *OURS, *THEIRS, "undo", "undo")), min_size=2, max_size=8)


async def ours(play, kind):
    """One action of this desk on Omar, to its end; nothing where it cannot be done now."""
    desk = play.desk
    try:
        if kind == "undo":
            await desk.undo()
            return
        if kind == "readmit":
            plan = await desk.plan_member("readmit", play.omar)
        elif kind in ("warn", "ban"):
            plan = await desk.plan(kind, play.post, "conduct" if kind == "warn" else None)
        else:
            until_when = play.clock() + timedelta(days=1) if kind == "mute" else None
            plan = await desk.plan_member(kind, play.omar, until=until_when)
        action = await desk.carry_out(plan.plan_id)
    except DeskError:
        return
    play.clock.move(seconds=6)

    async def ended():
        return (await play.action(action.action_id)).status in ("done", "stopped")

    await until(ended)


def theirs(play, deed):
    """What Samir does from his phone."""
    world, omar = play.world, play.omar
    if deed == "they ban":
        world.ban(play.samir, omar)
    elif deed == "they mute":
        world.mute(play.samir, omar)
    elif deed == "they lift":
        world.unban(play.samir, omar)
    elif omar not in world.in_group().members and not world.is_banned(omar):
        world.join(omar)


async def plays(deeds):
    with tempfile.TemporaryDirectory() as folder:
        play = Play(Path(folder))
        async with play.open(undo=timedelta(0)):
            play.post = await seen(play, RUDE)
            for deed in deeds:
                before = play.world.restriction(play.omar)
                if deed in THEIRS:
                    theirs(play, deed)
                else:
                    await ours(play, deed)
                    after = play.world.restriction(play.omar)
                    imposed_by_them = before is not None and before.by == play.samir
                    if imposed_by_them and before.banned and deed != "readmit":
                        # Their ban stands: only letting back in on appeal, said so in its plan, lifts it.
                        assert after is not None, deed
                        assert after.banned, deed
                    if imposed_by_them and not before.banned and deed != "readmit":
                        # Their mute stands, or what is stricter.
                        assert after is not None, deed
                play.clock.move(minutes=20)
            assert all(view.status != "running" for view in await play.desk.actions())
        assert await play.verified() == []
        shown = [(v.status, v.summary) for v in await reopened(play)]
        assert len(shown) == len(set(await ids(play)))


async def reopened(play):
    async with play.open():
        return list(await play.desk.actions())


async def ids(play):
    return [row[0] for row in await play.facts("SELECT DISTINCT id FROM action")]


@example(["ban", "they lift", "they ban", "undo"])
@example(["ban", "they lift", "they mute", "undo"])
@example(["mute", "they lift", "they mute", "undo"])
@example(["they mute", "ban", "undo"])
@example(["they ban", "leave", "undo"])
@settings(max_examples=25, deadline=None)
@given(DEEDS)
def test_nothing_of_somebody_elses_is_lifted_and_the_store_is_what_the_journal_says(deeds):
    asyncio.run(plays(deeds))

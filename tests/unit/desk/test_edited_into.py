"""What the ladder rests on is the text as it is now (RULES 3)."""

from tests.unit.desk.playing import until
from tests.unit.desk.test_acting import RUDE, done, seen


async def edited(play, message, text):
    play.world.edit(play.omar, message, text)

    async def read():
        return text in (await play.desk.feed_items([message]))[0].text

    await until(read)


async def test_an_old_post_edited_into_an_offence_after_the_notice_is_a_new_incident(play):
    async with play.open() as desk:
        old = await seen(play, "Good morning, does anybody know a dentist near the station?")
        slip = await seen(play, "You are all stupid peple here and I mean it")
        play.clock.move(minutes=1)
        await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        play.clock.move(hours=1)
        assert (await desk.plan("warn", old, "conduct")).blocked
        await edited(play, old, "Nobody here has a brain, go back to where you came from")
        assert not (await desk.plan("warn", old, "conduct")).blocked
        # Mending a word makes nothing new of a post.
        await edited(play, slip, "You are all stupid people here and I mean it")
        assert (await desk.plan("warn", slip, "conduct")).blocked

"""One's own posts: edited, deleted, scheduled at Telegram; starters and mentions."""

from datetime import timedelta

import pytest

from modtui.desk.api import DeskError
from modtui.domain.journal import Kind
from modtui.telegram.gateway import NotConnected
from tests.unit.desk.playing import HELLO, until


async def posted(play, desk, text="Workshop at 5"):
    await desk.reply(None, text, post_type="workshop")
    await play.until_sent()
    return next(s.message.id for s in play.world.group.box.kept.values() if s.message.text == text)


async def kinds(play):
    return [
        row[0]
        for row in await play.facts("SELECT kind FROM journal WHERE subject LIKE 'post:%' ORDER BY seq")
    ]


async def test_a_post_is_edited_and_edited_back(play):
    async with play.open() as desk:
        post = await posted(play, desk)
        await desk.edit_post(post, " Workshop at 6 ")
        assert play.group_texts == ["Workshop at 6"]
        (item,) = await desk.feed_items([post])
        assert (item.text, item.previous_text) == ("Workshop at 6", "Workshop at 5")
        await desk.undo()
        assert play.group_texts == ["Workshop at 5"]
        assert await kinds(play) == [Kind.POST_SENT, Kind.POST_EDITED, Kind.POST_EDITED]


async def test_only_ones_own_posts_can_be_changed(play):
    async with play.open() as desk:
        other = play.say(play.sara, HELLO)
        await play.until_read()
        for change in (desk.edit_post(other, "x"), desk.delete_post(other)):
            with pytest.raises(DeskError, match="own messages"):
                await change
        with pytest.raises(DeskError, match="not there any more"):
            await desk.edit_post(999, "x")
        assert play.group_texts == [HELLO]


async def test_a_post_is_deleted_for_everybody(play):
    async with play.open() as desk:
        post = await posted(play, desk)
        await desk.delete_post(post)
        assert play.group_texts == []
        (item,) = await desk.feed_items([post])
        assert item.deleted_at is not None
        assert await kinds(play) == [Kind.POST_SENT, Kind.POST_DELETED]


async def test_a_deletion_that_was_refused_is_written_back(play):
    async with play.open() as desk:
        post = await posted(play, desk)
        play.gateway.refuse_next("delete", NotConnected("The line broke."))
        with pytest.raises(DeskError, match="line broke"):
            await desk.delete_post(post)
        assert play.group_texts == ["Workshop at 5"]
        assert await kinds(play) == [Kind.POST_SENT, Kind.POST_DELETED, Kind.UNDONE]


async def test_a_scheduled_post_is_listed_published_and_counts_as_its_type(play):
    at = play.clock() + timedelta(hours=3)
    async with play.open() as desk:
        view = await desk.schedule_post("Job fair", at, post_type="event")
        assert [(s.text, s.at, s.type) for s in await desk.scheduled()] == [("Job fair", at, "event")]
        assert view.schedule_id
        assert play.group_texts == []
        play.clock.move(hours=4)
        await play.until_read()
        await desk._feed_keeper.look()
        assert play.group_texts == ["Job fair"]
        assert await desk.scheduled() == []
        payload = (await play.facts("SELECT payload FROM journal WHERE kind = ?", Kind.POST_SENT))[0][0]
        assert '"type":"event"' in payload
        assert await play.facts("SELECT * FROM scheduled_post") == []


async def test_a_scheduled_post_is_cancelled_and_its_text_comes_back(play):
    at = play.clock() + timedelta(hours=3)
    async with play.open() as desk:
        view = await desk.schedule_post("Job fair", at)
        assert await desk.cancel_scheduled(view.schedule_id) == "Job fair"
        with pytest.raises(DeskError, match="not in the schedule"):
            await desk.cancel_scheduled(view.schedule_id)
        await desk.schedule_post("Job fair", at)
        await desk.undo()
        assert await desk.scheduled() == []
        with pytest.raises(DeskError, match="in the future"):
            await desk.schedule_post("x", play.clock())


async def test_without_a_connection_the_schedule_is_what_this_desk_knows(play):
    async with play.open() as desk:
        await desk.schedule_post("Job fair", play.clock() + timedelta(hours=3), post_type="job")
        play.gateway.break_line()
        await until(lambda: not desk._parts.ctx.connected)
        assert [(s.text, s.type) for s in await desk.scheduled()] == [("Job fair", "job")]
        with pytest.raises(DeskError, match="connection"):
            await desk.schedule_post("x", play.clock() + timedelta(hours=3))


async def test_a_starter_is_proposed_when_the_group_has_gone_quiet_in_service_hours(play):
    play.say(play.sara, HELLO)
    async with play.open_with_snippets() as desk:
        assert await desk.starter() is None
        play.clock.move(days=1, hours=1)
        proposal = await desk.starter("ar")
        assert proposal is not None
        assert proposal.text
        assert "25 hours" in proposal.sentence
        play.clock.move(hours=9)  # evening
        assert await desk.starter() is None


async def test_mentions_are_people_who_wrote_by_the_beginning_of_a_name(play):
    play.world.user(play.sara).username = "sara_sample"
    play.say(play.sara, HELLO)
    play.say(play.omar, HELLO)
    play.say(play.me, HELLO)
    async with play.open() as desk:
        assert [m.member_id for m in await desk.mentions("")] == [play.omar, play.sara]
        (found,) = await desk.mentions("@SAR")
        assert (found.member_id, found.insert) == (play.sara, "@sara_sample")
        assert [m.insert for m in await desk.mentions("om")] == ["Omar Sample"]
        assert await desk.mentions("zz") == []

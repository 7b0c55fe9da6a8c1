"""Who counts as removed: by what is so now, whoever did it, and whether or not they had left before (RULES 4)."""

from modtui.desk.views_members import MemberFilter
from tests.unit.desk.test_acting import ADVERT, RUDE, done, seen
from tests.unit.desk.test_members import looked, month


async def test_who_is_banned_after_having_left_stands_under_removed(play):
    play.clock.move(days=21)
    async with play.open() as desk:
        await looked(play)
        post = await seen(play, ADVERT)
        play.clock.move(hours=1)
        play.world.leave(play.omar)
        play.clock.move(hours=2)
        await looked(play)
        await done(play, await desk.plan("remove", post, "advertising"))
        play.clock.move(minutes=1)
        await looked(play)
        counted = await month(play)
        assert (counted.left, counted.removed, counted.kept_out) == (1, 1, 1)
        assert [row.member_id for row in await desk.member_list(show=MemberFilter.REMOVED)] == [play.omar]
        assert (await desk.member(play.omar)).removed
        play.world.unban(play.samir, play.omar)
        play.world.request_join(play.omar)
        play.clock.move(minutes=20)
        await looked(play)
        assert [len(row.before) for row in await desk.join_requests()] == [2]


async def test_who_came_back_is_not_called_removed_and_who_a_phone_removed_is(play):
    play.clock.move(days=21)
    async with play.open() as desk:
        await looked(play)
        await done(play, await desk.plan("remove", await seen(play, RUDE), "conduct"))
        play.clock.move(hours=1)
        assert (await desk.member(play.omar)).removed
        await done(play, await desk.plan_member("readmit", play.omar))
        play.clock.move(hours=1)
        play.world.join(play.omar)
        play.world.ban(play.samir, play.sara)
        play.clock.move(hours=1)
        await looked(play)
        assert not (await desk.member(play.omar)).removed
        assert (await desk.member(play.sara)).removed

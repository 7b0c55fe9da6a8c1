"""A right that the account lacks: said before anybody is told of anything, by its name, and by who can give it."""

import pytest

from modtui.desk.api import DeskError
from modtui.telegram.gateway import NoRight
from modtui.telegram.simulated import SimulatedGateway
from modtui.telegram.world import AdminRights
from tests.unit.desk.test_moderating import RUDE, posted

ADVERT = "Cheap phones, call me"


def rights(play, **taken):
    play.world.promote(play.creator, play.me, AdminRights(**taken))


async def test_what_deletes_is_refused_where_posts_may_not_be_deleted_and_the_rest_goes(play):
    rights(play, delete_messages=False)
    async with play.open() as desk:
        message = await posted(play, ADVERT)
        for plan in (lambda: desk.plan("warn", message, "advertising"), lambda: desk.plan("delete", message)):
            with pytest.raises(
                DeskError, match=r'lacks the right "Delete messages".*the owner, or an admin who'
            ):
                await plan()
        assert (await desk.plan("warn", message, "conduct")).plan_id
        assert (await desk.plan("remove", message, "conduct")).plan_id


async def test_a_mute_is_refused_without_its_right(play):
    rights(play, ban_members=False)
    async with play.open() as desk:
        with pytest.raises(DeskError, match='lacks the right "Ban users"'):
            await desk.plan("mute", await posted(play, RUDE))


async def test_a_right_taken_away_since_the_group_was_read_is_known_when_a_removal_is_planned(play):
    async with play.open() as desk:
        message = await posted(play, RUDE)
        rights(play, ban_members=False)
        with pytest.raises(DeskError, match="may not remove"):
            await desk.plan("remove", message, "conduct")
        assert play.private_texts(play.omar) == []


async def test_a_right_taken_away_while_the_plan_was_looked_at_tells_nobody_of_a_removal(play):
    async with play.open() as desk:
        plan = await desk.plan("remove", await posted(play, RUDE), "conduct")
        rights(play, ban_members=False)
        with pytest.raises(DeskError, match="may not remove"):
            await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=30)
        await play.until_outgoing_done()
        assert play.private_texts(play.omar) == []
        assert await desk.actions() == []
        rights(play)  # given back: the plan that was shown still stands
        action = await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=30)
        await play.until_status(action.action_id, "done")


class Refusing(SimulatedGateway):
    """Refuses to ban, as when the right goes while a step runs."""

    async def ban(self, user_id, *, seen_in=None):
        self._world.promote(self._world.group.creator_id, self._me, AdminRights(ban_members=False))
        raise NoRight("Your account lacks the admin right for this in the group.")


async def test_a_refused_step_names_the_right_and_the_next_plan_knows_it(play):
    async with play.open(gateway=Refusing(play.world, play.me, play.clock)) as desk:
        message = await posted(play, RUDE)
        action = await desk.carry_out((await desk.plan("remove", message, "conduct")).plan_id)
        play.clock.move(seconds=30)
        view = await play.until_status(action.action_id, "stopped")
        note = next(step.note for step in view.steps if step.outcome == "failed")
        assert 'lacks the admin right "Ban users"' in note
        assert "the owner" in note
        assert note in view.summary
        with pytest.raises(DeskError, match='lacks the right "Ban users"'):
            await desk.plan("mute", message)


async def test_a_demotion_that_the_admin_log_tells_of_is_known(play):
    async with play.open() as desk:
        message = await posted(play, RUDE)
        rights(play, ban_members=False)
        await desk._p.fair.sync.admin_log()
        with pytest.raises(DeskError, match='lacks the right "Ban users"'):
            await desk.plan("mute", message)

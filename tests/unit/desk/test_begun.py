"""A step that was begun and never heard of again: Telegram is asked before a word is said of it (RULES 3)."""

import asyncio
from datetime import timedelta

import pytest

from modtui.desk.action_steps import ActionSteps
from modtui.desk.errors import DeskError
from modtui.domain.actions import StepOutcome
from modtui.telegram.gateway import FloodWait, NotConnected
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import until
from tests.unit.desk.test_deeds import ADVERT, begun, ended, outcomes, recorded, seen, told
from tests.unit.desk.test_members import looked

#: Each action with the call of its main step, and what is said of an undo when Telegram did it.
DEEDS = {
    "delete": ("delete", "cannot be brought back"),
    "warn": ("delete", "cannot be brought back"),
    "ban": ("ban", "The removal was lifted"),
    "mute": ("restrict", "The mute was lifted"),
    "leave": ("keep_out", "may come in again by themselves"),
    "clear": ("delete_all_of", "cannot be brought back"),
    "readmit": ("unban", "The ban is not put back"),
    "admit": ("decide_join", "The member is in"),
    "deny": ("decide_join", "The request is gone"),
    "slow_mode": ("set_slow_mode", "as it was before"),
    "read_only": ("forbid_for_all", "what they could before"),
    "guidelines": ("pin", "stays pinned"),
}


def dies(play, call, *, after):
    """The next such call ends the action as a crash would: before Telegram does anything, or just after."""
    meant = getattr(play.gateway, call)

    async def ends(*args, **more):
        if after:
            await meant(*args, **more)
        play.died = True
        raise asyncio.CancelledError

    play.died = False
    setattr(play.gateway, call, ends)


async def died(play, what, *, after):
    """An action of this kind that was cut off in its main step; returns its id."""
    async with play.open_with_snippets() as desk:
        dies(play, DEEDS[what][0], after=after)
        category = "advertising" if what == "warn" else None
        if category:
            plan = await desk.plan("warn", await seen(play, ADVERT), category)
            action = await desk.carry_out(plan.plan_id)
        else:
            action = await begun(play, desk, what)
        play.clock.move(seconds=6)
        await until(lambda: play.died)
        await asyncio.sleep(0.05)  # the task that was cut off ends
    return action.action_id


def state(play):
    """All that an action could have changed."""
    group = play.world.group
    return (
        [text for text in play.group_texts if text == ADVERT],
        play.world.restriction(play.omar),
        play.omar in group.members,
        sorted(group.requests),
        len(group.members),
        group.slow_mode_seconds,
        group.forbidden,
        group.pinned_id,
    )


@pytest.mark.parametrize("what", DEEDS)
async def test_what_had_not_happened_is_taken_back_as_nothing(play, what):
    action_id = await died(play, what, after=False)
    before = state(play)
    async with play.open_with_snippets() as desk:
        said = await desk.undo_action(action_id)
        view = await play.action(action_id)
        if what in (
            "ban",
            "guidelines",
        ):  # the post had been deleted, the guidelines posted: that is undone and no more
            assert view.status == "undone"
            assert DEEDS[what][1] not in said
        else:
            assert (view.status, said) == ("taken_back", "Taken back: nothing had been sent.")
        assert "done" not in outcomes(view)[what in ("ban", "guidelines") :]
        assert state(play) == before
        assert told(play) == []


@pytest.mark.parametrize("what", DEEDS)
async def test_what_had_happened_is_undone_and_said(play, what):
    action_id = await died(play, what, after=True)
    async with play.open_with_snippets() as desk:
        assert DEEDS[what][1] in await desk.undo_action(action_id)
        view = await play.action(action_id)
        assert view.status == "undone"
        assert "done" in outcomes(view)
        assert told(play) == []


@pytest.mark.parametrize("what", DEEDS)
async def test_a_step_that_had_happened_is_not_left_out(play, what):
    action_id = await died(play, what, after=True)
    async with play.open_with_snippets() as desk:
        number = next(s.number for s in (await play.action(action_id)).steps if not s.outcome)
        await desk.skip_step(action_id, number)
        view = await ended(play, await play.action(action_id))
        assert (view.status, set(outcomes(view))) == ("done", {"done"})
        assert await recorded(play, view) == view.summary
        assert "step had happened" in " ".join(play.notices())


@pytest.mark.parametrize("what", DEEDS)
async def test_a_step_that_had_not_happened_is_left_out(play, what):
    action_id = await died(play, what, after=False)
    before = state(play)
    async with play.open_with_snippets() as desk:
        number = next(s.number for s in (await play.action(action_id)).steps if not s.outcome)
        await desk.skip_step(action_id, number)
        view = await ended(play, await play.action(action_id))
        assert view.steps[number - 1].outcome == "skipped"
        assert "had not happened" in view.steps[number - 1].note
        if what != "warn":
            assert state(play) == before
            assert told(play) == []


class LosesAnswer(SimulatedGateway):
    """Does it, and the line breaks before the answer comes."""

    async def delete(self, ids):
        await super().delete(ids)
        raise NotConnected("The line broke.")


async def test_a_deletion_whose_answer_was_lost_is_not_taken_back_as_nothing(play):
    async with play.open(gateway=LosesAnswer(play.world, play.me, play.clock)) as desk:
        plan = await desk.plan("warn", await seen(play, ADVERT), "advertising")
        action = await desk.carry_out(plan.plan_id)
        view = await ended(play, action)
        assert outcomes(view) == ["failed", ""]
        assert "cannot be brought back" in await desk.undo()
        view = await play.action(action.action_id)
        assert (view.status, outcomes(view)) == ("undone", ["done", ""])
        (entry,) = [e for e in await desk.record() if e.action_id == action.action_id]
        assert "Delete the post for everybody: done" in entry.outcome


async def test_without_a_line_nothing_is_said_of_what_is_not_known(play):
    action_id = await died(play, "delete", after=True)
    async with play.open(broken=True) as desk:
        with pytest.raises(DeskError, match="could not be taken back"):
            await desk.undo_action(action_id)
        with pytest.raises(DeskError, match="asked first whether the step has happened"):
            await desk.skip_step(action_id, 1)
        view = await play.action(action_id)
        assert (view.status, outcomes(view)) == ("stopped", [""])


async def test_a_step_refused_at_first_and_cut_off_the_second_time_may_have_happened(play):
    """A flood wait says that nothing happened; what is tried after it is begun anew."""
    async with play.open() as desk:
        play.gateway.refuse_next("ban", FloodWait(3600))
        action = await desk.carry_out((await desk.plan("ban", await seen(play, ADVERT))).plan_id)
        await ended(play, action)
        play.clock.move(hours=2)
        dies(play, "ban", after=True)
        await desk.resume_action(action.action_id)
        await until(lambda: play.died)
    async with play.open() as desk:
        assert "The removal was lifted" in await desk.undo_action(action.action_id)
        assert not play.world.is_banned(play.omar)


async def test_what_somebody_else_has_changed_since_is_said_and_stays(play):
    action_id = await died(play, "mute", after=True)
    play.world.mute(play.samir, play.omar, until=play.clock() + timedelta(days=9))
    async with play.open() as desk:
        assert "Somebody changed the mute since" in await desk.undo_action(action_id)
        assert play.world.restriction(play.omar).by == play.samir


# ---- an undo that was cut off itself


@pytest.mark.parametrize("what", ["ban", "mute", "slow_mode", "read_only"])
async def test_an_undo_that_was_cut_off_is_done_again_and_says_the_truth(play, what, monkeypatch):
    async with play.open() as desk:
        if what == "mute":  # over a shorter one of somebody else's, which comes back
            message = await seen(play)
            play.world.mute(play.samir, play.omar, until=play.clock() + timedelta(minutes=30))
            before = state(play)[1:]
            action = await desk.carry_out((await desk.plan("mute", message)).plan_id)
        else:
            before = state(play)[1:]
            action = await begun(play, desk, what)
        await ended(play, action)
        with monkeypatch.context() as cut:
            cut.setattr(desk._parts.actions, "_write", _ends)
            with pytest.raises(asyncio.CancelledError):
                await desk.undo_action(action.action_id)
        assert (await play.action(action.action_id)).status == "done"
    async with play.open() as desk:
        said = await desk.undo_action(action.action_id)
        assert "ince" not in said  # nobody else has changed anything
        assert (await play.action(action.action_id)).status == "undone"
        (now_muted, *now), (muted, *then) = state(play)[1:], before
        assert (now, getattr(now_muted, "until", None)) == (
            then,
            getattr(muted, "until", None),
        ) or what == "ban"
        assert not play.world.is_banned(play.omar)


async def _ends(*_args):
    raise asyncio.CancelledError


# ---- stores of versions that did not ask


async def test_a_deletion_that_an_older_version_did_not_write_down_is_found_in_the_admin_log(
    play, monkeypatch
):
    async def writes_nothing(*_args, **_more):
        return None

    with monkeypatch.context() as older:
        older.setattr(ActionSteps, "_begin", writes_nothing)
        action_id = await died(play, "delete", after=True)
    async with play.open() as desk:
        await looked(play)
        assert "cannot be brought back" in await desk.undo_action(action_id)
        view = await play.action(action_id)
        assert (view.status, outcomes(view)) == ("undone", ["done"])


async def test_what_was_never_begun_and_somebody_else_deleted_is_no_deed_of_ours(play):
    async with play.open() as desk:
        message = await seen(play, ADVERT)
        action = await desk.carry_out((await desk.plan("delete", message)).plan_id)
    play.clock.move(minutes=1)
    play.world.delete(play.samir, [message])
    async with play.open() as desk:
        await looked(play)
        assert await desk.undo_action(action.action_id) == "Taken back: nothing had been sent."


async def test_a_begun_ban_that_an_older_version_left_out_is_not_said_to_have_failed(play):
    action_id = await died(play, "ban", after=True)
    async with play.open() as desk:
        runner = desk._parts.actions
        action = await runner._get(action_id)
        for step in action.steps[1:]:
            await runner._steps.record(action, step, StepOutcome.SKIPPED, error=step.error)
        view = await play.action(action_id)
        assert "it may hold. Undo asks Telegram" in view.summary
        assert "The removal was lifted" in await desk.undo_action(action_id)
        assert not play.world.is_banned(play.omar)
        assert await play.verified() == []


# ---- somebody else was quicker


async def test_a_post_that_somebody_else_deleted_is_no_deed_of_ours(play):
    async with play.open() as desk:
        message = await seen(play, ADVERT)
        plan = await desk.plan("delete", message)
        play.world.delete(play.samir, [message])
        view = await ended(play, await desk.carry_out(plan.plan_id))
        assert view.summary == "The post of Omar Sample was gone already."
        assert await recorded(play, view) == view.summary


class AtOnce(SimulatedGateway):
    """Another moderator deletes the post between this program's look and its own request."""

    async def delete(self, ids):
        self._world.delete(self.other, ids)
        return await super().delete(ids)


async def test_of_two_at_once_one_writes_to_the_member(play):
    gateway = AtOnce(play.world, play.me, play.clock)
    gateway.other = play.samir
    async with play.open(gateway=gateway) as desk:
        plan = await desk.plan("warn", await seen(play, ADVERT), "advertising")
        action = await desk.carry_out(plan.plan_id)
        view = await ended(play, action)
        assert outcomes(view) == ["done", "failed"]
        assert "may have written to the member" in view.summary
        assert told(play) == []
        await desk.skip_step(action.action_id, 2)
        view = await ended(play, action)
        assert (view.status, told(play)) == ("done", [])


async def test_whoever_was_removed_by_somebody_else_is_not_told_a_second_time(play):
    async with play.open() as desk:
        plan = await desk.plan("remove", await seen(play), "conduct")
        play.world.ban(play.samir, play.omar)
        view = await ended(play, await desk.carry_out(plan.plan_id))
        assert outcomes(view) == ["failed", ""]
        assert told(play) == []

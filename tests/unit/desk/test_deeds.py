"""Actions that end otherwise than they were meant to: the screen, the record and the member are told what is true."""

from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.telegram.gateway import NoRight
from modtui.telegram.world import AdminRights
from tests.unit.desk.playing import HELLO, until

ADVERT = "Best prices for car insurance, call us today at the shop"
RUDE = "You are all stupid"


async def seen(play, text=RUDE, who=None):
    """A post of Omar's that the desk has read."""
    message = play.say(who or play.omar, text)

    async def there():
        return bool(await play.desk.feed_items([message]))

    await until(there)
    return message


async def ended(play, action, seconds=6):
    """The action once it has come to its end, or to where it needs a person."""
    play.clock.move(seconds=seconds)

    async def quiet():
        return (await play.action(action.action_id)).status not in ("staged", "running")

    await until(quiet)
    return await play.action(action.action_id)


def outcomes(view):
    return [step.outcome for step in view.steps]


async def recorded(play, view):
    """What the record's headline of this action is."""
    (entry,) = [e for e in await play.desk.record() if e.action_id == view.action_id]
    return entry.sentence


def muted_until(play, who=None):
    """(is muted, until when) in the world."""
    found = play.world.restriction(who or play.omar)
    return (found is not None, found.until if found is not None else None)


# ---- a mute that comes too late


async def test_a_mute_resumed_after_its_end_mutes_nobody_and_nobody_is_told(play):
    async with play.open() as desk:
        plan = await desk.plan("mute", await seen(play), until=play.clock() + timedelta(hours=1))
        action = await desk.carry_out(plan.plan_id)
    play.clock.move(hours=2)
    async with play.open() as desk:
        await desk.resume_action(action.action_id)
        view = await ended(play, action)
        assert outcomes(view) == ["skipped", "skipped"]
        assert view.summary == "The mute of Omar Sample ended without muting them."
        assert await recorded(play, view) == view.summary
        assert "end of the mute has come" in view.steps[0].note
        assert muted_until(play) == (False, None)
        assert play.private_texts(play.omar) == []


async def test_a_mute_that_waited_until_shortly_before_its_end_is_not_for_ever(play):
    async with play.open() as desk:
        end = play.clock() + timedelta(minutes=10)
        action = await desk.carry_out((await desk.plan("mute", await seen(play), until=end)).plan_id)
    play.clock.at = end - timedelta(seconds=20)
    async with play.open() as desk:
        await desk.resume_action(action.action_id)
        await ended(play, action, 0)
        assert muted_until(play) == (False, None)


async def test_a_mute_that_telegram_took_for_ever_is_ours_to_lift(play):
    """One that an older version asked for a few seconds before its end."""
    async with play.open() as desk:
        end = play.clock() + timedelta(minutes=10)
        plan = await desk.plan("mute", await seen(play), until=end)
        meant = play.gateway.restrict

        async def late(user_id, forbidden, until, *, seen_in=None):
            play.clock.at = end - timedelta(seconds=20)
            await meant(user_id, forbidden, None, seen_in=seen_in)

        play.gateway.restrict = late
        action = await desk.carry_out(plan.plan_id)
        await ended(play, action)
        assert muted_until(play) == (True, None)
        play.gateway.restrict = meant
        assert "The mute was lifted." in await desk.undo_action(action.action_id)
        assert muted_until(play) == (False, None)


@pytest.mark.parametrize(
    ("span", "says"),
    [(timedelta(seconds=40), "two minutes"), (timedelta(days=500), "366 days"), (timedelta(0), "future")],
)
async def test_an_end_that_telegram_would_not_take_for_one_is_refused(play, span, says):
    async with play.open() as desk:
        message = await seen(play)
        with pytest.raises(DeskError, match=says):
            await desk.plan("mute", message, until=play.clock() + span)


async def test_a_mute_about_to_end_is_not_made_lasting_by_leaving_or_by_an_undo(play):
    async with play.open() as desk:
        message = await seen(play, "Please take me out")
        play.world.mute(play.samir, play.omar, until=play.clock() + timedelta(seconds=40))
        await ended(play, await desk.carry_out((await desk.plan("leave", message)).plan_id), 15)
        assert muted_until(play) == (False, None)
        sara = await seen(play, RUDE, play.sara)
        play.world.mute(play.samir, play.sara, until=play.clock() + timedelta(seconds=70))
        view = await ended(play, await desk.carry_out((await desk.plan("ban", sara)).plan_id), 15)
        await desk.undo_action(view.action_id)
        assert muted_until(play, play.sara) == (False, None)


# ---- what an action is for was left out

LEFT_OUT = {
    "delete": "The post of Omar Sample was not deleted.",
    "ban": "The removal of Omar Sample ended without removing them.",
    "mute": "The mute of Omar Sample ended without muting them.",
    "leave": "Omar Sample was not taken out.",
    "clear": "The posts of Omar Sample were not deleted.",
    "readmit": "Omar Sample stays removed: nothing was lifted.",
    "admit": "Huda was not let in.",
    "deny": "The request of Huda was not declined.",
    "slow_mode": "The slow mode was not changed.",
    "read_only": "The group was not made read only.",
}
CALLS = (
    "delete",
    "ban",
    "restrict",
    "keep_out",
    "delete_all_of",
    "unban",
    "decide_join",
    "set_slow_mode",
    "forbid_for_all",
    "pin",
)


async def begun(play, desk, what):
    """An action of this kind, decided; whoever it is about is there."""
    message = await seen(play, ADVERT)
    if what == "readmit":
        play.world.ban(play.samir, play.omar)
    if what in ("admit", "deny"):
        huda = play.world.add_user("Huda", language="en").id
        play.world.request_join(huda)
        await until(desk.join_requests)
        (action,) = await desk.decide_join([huda], approve=what == "admit", tell="Not this time.")
        return action
    if what == "clear":
        plan = await desk.plan_clear([play.omar])
        return (await desk.carry_out_clear(plan.plan_id))[0]
    plan = await {
        "slow_mode": lambda: desk.plan_slow_mode(60),
        "read_only": desk.plan_read_only,
        "guidelines": desk.plan_guidelines,
        "readmit": lambda: desk.plan_member("readmit", play.omar),
    }.get(what, lambda: desk.plan(what, message))()
    return await desk.carry_out(plan.plan_id)


def never(play):
    """Telegram refuses whatever is done from now on."""

    async def no(*_args, **_more):
        raise NoRight("Your account lacks the admin right for this in the group.")

    for call in CALLS:
        setattr(play.gateway, call, no)


def told(play):
    """Everything that was sent to anybody in private."""
    return [text for who in play.world.users for text in play.private_texts(who)]


@pytest.mark.parametrize("what", LEFT_OUT)
async def test_what_was_left_out_is_called_done_nowhere(play, what):
    async with play.open_with_snippets() as desk:
        never(play)
        action = await begun(play, desk, what)
        view = await ended(play, action)
        while view.status == "stopped":
            stuck = next(step for step in view.steps if step.outcome == "failed")
            await desk.skip_step(action.action_id, stuck.number)
            view = await ended(play, action)
        assert view.status == "done"
        assert view.summary == LEFT_OUT[what]
        assert await recorded(play, view) == LEFT_OUT[what]
        assert "done" not in outcomes(view)
        assert told(play) == []


async def test_nobody_is_told_by_itself_that_a_post_was_deleted_which_stands(play):
    """What a moderator wrote may be true all the same: they are asked."""
    async with play.open() as desk:
        play.gateway.refuse_next("delete", NoRight("no"))
        plan = await desk.plan("warn", await seen(play, ADVERT), "advertising")
        action = await desk.carry_out(plan.plan_id, text="We removed your advert.")
        await ended(play, action)
        await desk.skip_step(action.action_id, 1)
        view = await ended(play, action)
        assert (outcomes(view), told(play)) == (["skipped", "failed"], [])
        assert "the post was left standing" in view.summary
        await desk.resume_action(action.action_id)
        view = await ended(play, action)
        assert (view.status, told(play)) == ("done", ["We removed your advert."])


async def test_who_was_not_declined_after_all_is_not_said_to_have_been(play):
    async with play.open_with_snippets() as desk:
        never(play)
        action = await begun(play, desk, "deny")
        await ended(play, action)
        await desk.skip_step(action.action_id, 1)
        await ended(play, action)
        (row,) = await desk.join_requests()
        assert row.before == ()


async def test_guidelines_that_were_posted_and_not_pinned(play):
    async with play.open_with_snippets() as desk:
        never(play)
        action = await begun(play, desk, "guidelines")
        view = await ended(play, action)
        await desk.skip_step(action.action_id, 2)
        view = await ended(play, action)
        assert view.summary == "The guidelines were posted and not pinned."


async def test_who_was_told_of_a_removal_that_did_not_come_is_written_to_again(play):
    """A removal that tells first: the moderator hears that what the member was told is not so."""
    async with play.open() as desk:
        never(play)
        plan = await desk.plan("remove", await seen(play), "conduct")
        action = await desk.carry_out(plan.plan_id)
        view = await ended(play, action)
        assert outcomes(view) == ["done", "failed"]
        await desk.skip_step(action.action_id, 2)
        view = await ended(play, action)
        assert "though they were told that they are removed: write to them" in view.summary
        assert await recorded(play, view) == view.summary
        await desk.undo_action(action.action_id)
        view = await play.action(action.action_id)
        assert "told that they are: write to them" in view.summary


async def test_a_raid_is_told_by_its_halves(play):
    async with play.open() as desk:
        message = await seen(play, ADVERT)
        play.gateway.refuse_next("ban", NoRight("no"))
        (action,) = await desk.carry_out_clear((await desk.plan_clear([play.omar], ban=True)).plan_id)
        await ended(play, action)
        await desk.skip_step(action.action_id, 1)
        view = await ended(play, action)
        assert view.summary == "The posts of Omar Sample were deleted; they were not removed."
        assert message not in [s.message.id for s in play.world.group.box.kept.values() if s.alive]
        await seen(play, HELLO)
        play.gateway.refuse_next("delete_all_of", NoRight("no"))
        (action,) = await desk.carry_out_clear((await desk.plan_clear([play.omar], ban=True)).plan_id)
        await ended(play, action)
        await desk.skip_step(action.action_id, 2)
        view = await ended(play, action)
        assert view.summary == "Omar Sample was removed; their posts were not all deleted."
        await desk.undo_action(action.action_id)
        view = await play.action(action.action_id)
        assert view.summary == ("Removing Omar Sample was taken back; their posts had not all been deleted.")


# ---- the fairness card


def told_lost(plan):
    return [line for line in plan.fairness if "could not be delivered" in line]


async def test_a_warning_that_was_refused_stays_on_the_card_when_it_is_left_out_and_one_that_waits_is_not_on_it(
    play,
):
    async with play.open() as desk:
        play.world.users[play.omar].accepts_private = False
        plan = await desk.plan("warn", await seen(play), "conduct")
        action = await desk.carry_out(plan.plan_id)
        await ended(play, action)
        assert told_lost(await desk.plan("warn", await seen(play, RUDE + "!"), "conduct"))
        await desk.skip_step(action.action_id, 1)
        assert told_lost(await desk.plan("warn", await seen(play, RUDE + "!!"), "conduct"))

        message = await seen(play, ADVERT, play.sara)
        plan = await desk.plan("warn", message, "extraneous-political")
        play.world.delete(play.samir, [message])
        view = await ended(play, await desk.carry_out(plan.plan_id))
        assert "may have written to the member" in view.summary
        assert not told_lost(await desk.plan("warn", await seen(play, RUDE, play.sara), "conduct"))


# ---- what is known before anything is planned


@pytest.mark.parametrize("kind", ["remove", "ban", "mute", "leave"])
async def test_an_admin_who_is_no_staff_here_is_told_of_nothing(play, kind):
    async with play.open() as desk:
        message = await seen(play)
        play.world.promote(play.creator, play.omar, AdminRights())
        with pytest.raises(DeskError, match="Omar Sample is an admin of the group"):
            await desk.plan(kind, message)
        assert RUDE in play.group_texts
        assert told(play) == []


async def test_without_a_line_a_removal_is_planned_all_the_same(play):
    async with play.open() as desk:
        message = await seen(play)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        assert (await desk.plan("remove", message, "conduct")).steps


@pytest.mark.parametrize(
    ("deed", "says"), [("ban", "Was removed before already"), ("leave", "Has left the group by themselves")]
)
async def test_who_is_out_already_is_not_taken_out_and_the_plan_says_so(play, deed, says):
    async with play.open() as desk:
        await seen(play)
        if deed == "ban":
            play.world.ban(play.samir, play.omar)
        else:
            play.world.leave(play.omar)
        plan = await desk.plan_member("leave", play.omar)
        assert says in plan.proposal
        assert (plan.steps, plan.text) == ((), "")
        with pytest.raises(DeskError, match="not in the group"):
            await desk.carry_out(plan.plan_id)

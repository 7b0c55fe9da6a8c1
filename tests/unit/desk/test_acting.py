"""Deleting, banning at once, muting, leaving on request, clearing after a raid, and the whole group (RULES 3)."""

from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.journal import Kind
from modtui.telegram.gateway import FloodWait, MemberGone, NoRight, NotConnected, PeerFlood, PrivacyRestricted
from modtui.telegram.gateway_moderation import WRITING
from modtui.telegram.world import AdminRights
from tests.unit.desk.playing import until

ADVERT = "Best prices for car insurance, call us today at the shop"
RUDE = "You are all stupid"


async def seen(play, text=ADVERT, who=None):
    """A post of Omar's that the desk has read."""
    message = play.say(who or play.omar, text)

    async def there():
        return bool(await play.desk.feed_items([message]))

    await until(there)
    return message


async def done(play, plan, **more):
    action = await play.desk.carry_out(plan.plan_id, **more)
    play.clock.move(seconds=6)
    return await play.until_status(action.action_id, "done")


# ---- delete


async def test_a_post_is_deleted_and_nothing_else(play):
    async with play.open() as desk:
        message = await seen(play)
        plan = await desk.plan("delete", message)
        assert "cannot be undone" in plan.steps[0].sentence
        assert (plan.text, plan.needs_confirmation) == ("", False)
        action = await desk.carry_out(plan.plan_id)
        assert action.status == "staged"
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "done")
        assert ADVERT not in play.group_texts
        assert play.private_texts(play.omar) == []
        assert (await desk.member(play.omar)).warnings == 0
        assert "cannot be brought back" in await desk.undo()
        with pytest.raises(DeskError, match="deleted already"):
            await desk.plan("delete", message)


async def test_a_deletion_is_taken_back_within_its_seconds(play):
    async with play.open() as desk:
        plan = await desk.plan("delete", await seen(play))
        await desk.carry_out(plan.plan_id)
        await desk.undo()
        play.clock.move(seconds=60)
        await play.until_read()
        assert ADVERT in play.group_texts


async def test_a_post_of_another_channel_can_be_deleted_though_nobody_can_be_told(play):
    async with play.open() as desk:
        message = play.world.post_as_channel(777, "Adverts", ADVERT).id

        async def there():
            return bool(await desk.feed_items([message]))

        await until(there)
        with pytest.raises(DeskError, match="channel"):
            await desk.plan("warn", message)
        await done(play, await desk.plan("delete", message))
        assert ADVERT not in play.group_texts


# ---- one incident


async def test_two_weekend_adverts_are_one_incident_with_one_note(play):
    async with play.open() as desk:
        first = await seen(play, ADVERT)
        other = await seen(play, "Where can I find a family doctor?")
        play.clock.move(hours=20)
        second = await seen(play, ADVERT + " now")
        plan = await desk.plan("warn", second, "advertising")
        assert [(p.message_id, p.chosen) for p in plan.incident] == [(first, True), (other, False)]
        await done(play, plan)
        assert [t for t in play.group_texts if "insurance" in t] == []
        assert "Where can I find a family doctor?" in play.group_texts
        assert len(play.private_texts(play.omar)) == 1


async def test_of_who_is_banned_at_once_only_what_is_ticked_goes_and_it_is_named(play):
    async with play.open() as desk:
        question = "Where can I find a family doctor for my [b]children[/b]?"
        first, second = await seen(play, question), await seen(play, question)
        plan = await desk.plan("ban", second, "offensive")
        assert [(p.message_id, p.chosen) for p in plan.incident] == [(first, False)]
        assert any(f"Delete the post for everybody: “{question}" in step.sentence for step in plan.steps)
        await done(play, plan)
        assert play.group_texts.count(question) == 1


async def test_which_posts_go_is_the_moderators_choice(play):
    async with play.open() as desk:
        first, second = await seen(play), await seen(play, ADVERT + "!")
        plan = await desk.plan("warn", second, "advertising")
        await done(play, plan, posts=[])
        assert play.group_texts == [ADVERT]
        assert first != second


async def test_an_advert_from_before_the_note_goes_without_a_second_note(play):
    async with play.open() as desk:
        first, second = await seen(play), await seen(play, ADVERT + "!")
        await done(play, await desk.plan("warn", first, "advertising"), posts=[])
        plan = await desk.plan("warn", second, "advertising")
        assert len(plan.steps) == 1
        assert "belongs to the incident" in plan.proposal
        await done(play, plan)
        assert len(play.private_texts(play.omar)) == 1
        assert play.group_texts == []


async def test_grief_gets_a_gentle_note_and_no_warning(play):
    async with play.open() as desk:
        plan = await desk.plan("warn", await seen(play, "My mother died yesterday"), "grief")
        assert "sorry" in plan.text
        action = await done(play, plan)
        assert action.summary == "Omar Sample got a private note, no warning."
        assert desk.undoable().sentence == "the note to Omar Sample"
        assert (await desk.member(play.omar)).warnings == 0
        assert "My mother died yesterday" in play.group_texts


# ---- ban at once


async def test_ban_takes_the_category_that_bans_at_once(play):
    async with play.open() as desk:
        assert [c.code for c in desk.categories("ban")] == ["offensive"]
        plan = await desk.plan("ban", await seen(play, RUDE))
        assert (plan.category, plan.needs_confirmation) == ("offensive", True)
        assert "A member was removed" in plan.group_notice or plan.group_notice
        await done(play, plan)
        assert play.world.is_banned(play.omar)
        assert RUDE not in play.group_texts
        assert len(play.private_texts(play.omar)) == 1


async def test_the_group_is_told_only_if_wanted_and_without_a_name(play):
    async with play.open() as desk:
        plan = await desk.plan("remove", await seen(play, RUDE), "conduct")
        await done(play, plan, group_notice=plan.group_notice)
        assert plan.group_notice in play.group_texts
        assert "Omar" not in plan.group_notice


async def test_an_undone_ban_puts_an_earlier_mute_back(play):
    async with play.open() as desk:
        message = await seen(play, RUDE)
        later = play.clock() + timedelta(days=3)
        play.world.mute(play.samir, play.omar, until=later)
        action = await done(play, await desk.plan("ban", message))
        await desk.undo_action(action.action_id)
        mute = play.world.restriction(play.omar)
        assert (mute.banned, mute.until) == (False, later)


# ---- mute


async def test_a_mute_says_until_when_and_is_lifted_by_undo(play):
    async with play.open() as desk:
        until_when = play.clock() + timedelta(hours=2)
        plan = await desk.plan("mute", await seen(play, RUDE), "conduct", until=until_when)
        assert "05 Oct 12:00" in plan.steps[0].sentence
        assert "2026-10-05 12:00" in plan.text
        action = await done(play, plan)
        assert play.world.restriction(play.omar).until == until_when
        assert len(play.private_texts(play.omar)) == 1
        assert "lifted" in await desk.undo_action(action.action_id)
        assert play.world.restriction(play.omar) is None


async def test_a_mute_without_a_word(play):
    async with play.open() as desk:
        message = await seen(play, RUDE)
        plan = await desk.plan("mute", message)
        action = await done(play, plan, text=" ")
        assert play.private_texts(play.omar) == []
        assert len(action.steps) == 1
        with pytest.raises(DeskError, match="future"):
            await desk.plan("mute", message, until=play.clock())


async def test_an_earlier_longer_mute_is_neither_shortened_nor_lifted(play):
    async with play.open() as desk:
        message = await seen(play, RUDE)
        play.world.mute(play.samir, play.omar)
        action = await done(
            play, await desk.plan("mute", message, until=play.clock() + timedelta(hours=1)), text=""
        )
        assert "muted for longer already" in action.steps[0].note
        await desk.undo_action(action.action_id)
        assert play.world.restriction(play.omar).until is None


async def test_a_mute_that_somebody_changed_since_is_left_alone(play):
    async with play.open() as desk:
        action = await done(
            play,
            await desk.plan("mute", await seen(play, RUDE), until=play.clock() + timedelta(hours=1)),
            text="",
        )
        play.world.mute(play.samir, play.omar)
        assert "changed the mute since" in await desk.undo_action(action.action_id)
        assert play.world.restriction(play.omar) is not None


async def test_until_when_somebody_is_muted_is_known_until_it_ends_is_lifted_or_changed(play):
    async with play.open() as desk:

        async def muted():
            row = (await desk.member_page(play.omar)).row
            (listed,) = [one for one in await desk.member_list() if one.member_id == play.omar]
            assert (row.muted, row.muted_until) == (listed.muted, listed.muted_until)
            return row.muted and row.muted_until

        async def mute():
            until = play.clock() + timedelta(hours=1)
            plan = await desk.plan("mute", await seen(play, RUDE), until=until)
            assert "No reason is kept" in plan.proposal
            await done(play, plan, text="")
            return until

        await seen(play, RUDE)
        assert await muted() is False
        until = await mute()
        await desk._p.fair.sync.admin_log()  # which tells of it too
        assert await muted() == until
        await desk.undo()
        assert await muted() is False
        until = await mute()
        play.clock.move(minutes=10)
        play.world.unban(play.samir, play.omar)  # lifts a mute as well
        await desk._p.fair.sync.admin_log()
        assert await muted() is False
        play.clock.move(minutes=10)
        assert await mute() == await muted()
        play.clock.move(hours=2)
        assert await muted() is False


async def test_an_admin_cannot_be_muted(play):
    async with play.open() as desk:
        plan = await desk.plan("mute", await seen(play, RUDE, play.sara))
        play.world.promote(play.creator, play.sara, AdminRights())  # since it was planned
        action = await desk.carry_out(plan.plan_id, text="")
        play.clock.move(seconds=6)
        view = await play.until_status(action.action_id, "stopped")
        assert "an admin" in view.summary
        assert play.world.in_group().is_admin(play.sara)


# ---- leaving on request


async def test_who_asks_to_leave_is_thanked_and_can_come_back(play):
    async with play.open_with_snippets() as desk:
        plan = await desk.plan("leave", await seen(play, "Please take me out of the group"))
        assert plan.needs_confirmation
        assert "come back" in plan.text
        assert "could we have done better" in plan.text
        await done(play, plan)
        assert play.omar not in play.world.in_group().members
        assert not play.world.is_banned(play.omar)
        assert len(play.private_texts(play.omar)) == 1
        play.world.join(play.omar)
        figures = await desk.membership(play.clock() - timedelta(days=1), play.clock() + timedelta(days=1))
        assert (figures.left_on_request, figures.left, figures.removed) == (1, 0, 0)


async def test_leaving_on_request_never_lifts_an_earlier_ban_or_mute(play):
    async with play.open() as desk:
        message = await seen(play, "Please take me out")
        sara_said = await seen(play, "Me too", play.sara)
        plan = await desk.plan("leave", message)
        play.world.ban(play.samir, play.omar)
        action = await done(play, plan)
        assert play.world.is_banned(play.omar)
        assert "removed before" in action.steps[0].note
        assert action.summary == "Omar Sample was not taken out: was removed before already."
        assert play.private_texts(play.omar) == []
        until_when = play.clock() + timedelta(days=2)
        play.world.mute(play.samir, play.sara, until=until_when)
        await done(play, await desk.plan("leave", sara_said))
        found = play.world.restriction(play.sara)
        assert (found.banned, found.until) == (False, until_when)
        assert play.sara not in play.world.in_group().members


async def test_somebody_who_left_by_themselves_meanwhile(play):
    async with play.open() as desk:
        plan = await desk.plan("leave", await seen(play, "Please take me out"))
        play.world.leave(play.omar)
        action = await done(play, plan)
        assert "had left already" in action.steps[0].note
        assert action.summary == "Omar Sample was not taken out: had left already."
        assert play.private_texts(play.omar) == []
        assert not play.world.is_banned(play.omar)


async def test_back_in_on_appeal(play):
    async with play.open() as desk:
        await done(play, await desk.plan("ban", await seen(play, RUDE)))
        plan = await desk.plan_member("readmit", play.omar)
        await done(play, plan)
        assert not play.world.is_banned(play.omar)
        assert "you may come back" in play.private_texts(play.omar)[-1]
        with pytest.raises(DeskError, match="not removed"):
            await desk.plan_member("readmit", play.omar)


# ---- raids


async def test_everything_of_several_members_is_counted_and_goes(play):
    async with play.open() as desk:
        for n in range(3):
            play.say(play.omar, f"spam {n}")
        play.clock.move(hours=2)
        for n in range(2):
            play.say(play.sara, f"spam too {n}")
        last = await seen(play, "spam 9")
        plan = await desk.plan_clear([play.omar, play.sara, play.samir])
        assert {line.member_id: line.posts for line in plan.lines} == {
            play.omar: 4,
            play.sara: 2,
            play.samir: 0,
        }
        assert plan.total == 6
        assert plan.lines[2].blocked
        views = await desk.carry_out_clear(plan.plan_id)
        for view in views:
            await play.until_status(view.action_id, "done")
        assert play.group_texts == []
        assert (await desk.feed_items([last]))[0].deleted_at is not None
        assert "cannot be brought back" in await desk.undo()


async def test_only_the_last_hour_goes(play):
    async with play.open() as desk:
        await seen(play, "an honest question")
        play.clock.move(hours=5)
        await seen(play, "spam")
        plan = await desk.plan_clear([play.omar], since=play.clock() - timedelta(hours=1))
        assert plan.total == 1
        (view,) = await desk.carry_out_clear(plan.plan_id)
        await play.until_status(view.action_id, "done")
        assert play.group_texts == ["an honest question"]


async def test_a_raid_of_spam_accounts_is_no_removal_under_the_guidelines(play):
    async with play.open() as desk:
        await seen(play, "spam")
        plan = await desk.plan_clear([play.omar], ban=True, category="spam")
        (view,) = await desk.carry_out_clear(plan.plan_id)
        await play.until_status(view.action_id, "done")
        assert play.world.is_banned(play.omar)
        figures = await desk.membership(play.clock() - timedelta(days=1), play.clock() + timedelta(days=1))
        assert (figures.removed, figures.removed_as_spam) == (0, 1)


async def test_nobody_and_nothing_to_clear(play):
    async with play.open() as desk:
        with pytest.raises(DeskError, match="Nobody"):
            await desk.plan_clear([])
        await seen(play, "x", play.sara)
        plan = await desk.plan_clear([play.omar])
        assert plan.total == 0
        with pytest.raises(DeskError):
            await desk.carry_out_clear(plan.plan_id)


# ---- the whole group


async def test_read_only_and_the_key_back(play):
    play.world.set_default_rights(play.creator, frozenset({"send_polls"}))
    async with play.open() as desk:
        plan = await desk.plan_read_only()
        assert plan.needs_confirmation
        await done(play, plan)
        assert play.world.in_group().read_only
        state = await desk.group_state()
        assert state.read_only
        assert state.read_only_action is not None
    async with play.open() as desk:
        assert (await desk.group_state()).read_only
        assert "could before" in await desk.open_group()
        assert play.world.in_group().forbidden == {"send_polls"}
        assert not (await desk.group_state()).read_only
        with pytest.raises(DeskError, match="as it is"):
            await desk.open_group()


async def test_a_group_closed_from_a_phone_can_be_opened_too(play):
    async with play.open() as desk:
        play.world.set_read_only(play.samir, True)
        await desk.open_group()
        assert not play.world.in_group().forbidden & WRITING
        (entry,) = await desk.record("everybody write again")
        assert (entry.by, entry.by_me, entry.outcome) == ("Layla Sample", True, "done")


async def test_opening_the_group_is_written_down_before_it_is_tried_and_with_how_it_ended(play):
    async with play.open() as desk:
        play.world.set_read_only(play.samir, True)

        async def refused(*_):
            assert (await desk.record("everybody write again"))[0].outcome == "nobody heard how it ended"
            raise NoRight

        play.gateway.forbid_for_all = refused
        with pytest.raises(DeskError):
            await desk.open_group()
        assert [e.outcome for e in await desk.record("everybody write again")] == ["Telegram refused"]


async def test_what_was_posted_or_closed_long_ago_is_found_behind_hundreds_of_later_actions(play):
    play.world.set_default_rights(play.creator, frozenset({"send_polls"}))
    async with play.open_with_snippets(repost_after=timedelta(days=3650)) as desk:
        await done(play, await desk.plan_guidelines())
        await done(play, await desk.plan_read_only())
        ctx = desk._parts.ctx
        later = [
            ctx.event(
                Kind.ACTION_PLANNED,
                f"action:later-{n}",
                {
                    "action": f"later-{n}",
                    "kind": "delete",
                    "category": "",
                    "member": "",
                    "chat": ctx.chat(),
                    "about": 0,
                    "warning": False,
                    "starts_at": ctx.clock().isoformat(),
                    "steps": [],
                },
            )
            for n in range(510)
        ]
        await ctx.decide(*later)
        assert (await desk.group_state()).guidelines_posted is not None
        with pytest.raises(DeskError, match="were posted"):
            await desk.plan_guidelines()
        await desk.open_group()
        assert play.world.in_group().forbidden == {"send_polls"}


async def test_slow_mode_and_back(play):
    play.world.set_slow_mode(play.creator, 10)
    async with play.open() as desk:
        plan = await desk.plan_slow_mode(60)
        assert "1 min" in plan.steps[0].sentence
        assert "10 s" in plan.steps[0].sentence
        await done(play, plan)
        assert (await desk.group_state()).slow_mode_seconds == 60
        await desk.undo()
        assert play.world.in_group().slow_mode_seconds == 10
        with pytest.raises(DeskError, match="3600"):
            await desk.plan_slow_mode(7)


async def test_the_guidelines_are_posted_pinned_and_not_too_often(play):
    async with play.open_with_snippets(remind_guidelines=timedelta(days=14)) as desk:
        assert (await desk.group_state()).remind_guidelines
        plan = await desk.plan_guidelines()
        await done(play, plan, text=plan.text + "\nFriday at six we are closed.")
        posted = next(text for text in play.group_texts if text)
        assert posted.endswith("Friday at six we are closed.")
        pinned = play.world.in_group().pinned_id
        assert play.world.message(play.me, pinned).text == posted
        assert not (await desk.group_state()).remind_guidelines
        with pytest.raises(DeskError, match="12 h"):
            await desk.plan_guidelines()
        play.clock.move(days=15)
        assert (await desk.group_state()).remind_guidelines
        plan = await desk.plan("warn", await seen(play, RUDE), "conduct")
        assert any("guidelines were posted in the group" in line for line in plan.fairness)


# ---- bad input


@pytest.mark.parametrize(
    ("call", "kind"),
    [("standing", "ban"), ("ban", "ban"), ("restrict", "mute"), ("keep_out", "leave"), ("delete", "delete")],
)
async def test_without_the_right_the_step_says_so_and_the_rest_waits(play, call, kind):
    async with play.open() as desk:
        message = await seen(play, RUDE)
        plan = await desk.plan(kind, message)
        play.gateway.refuse_next(call, NoRight("Your account lacks the admin right for this in the group."))
        action = await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=6)
        view = await play.until_status(action.action_id, "stopped")
        assert "lacks the admin right" in view.summary
        await desk.undo_action(action.action_id)
        assert play.world.restriction(play.omar) is None
        assert play.omar in play.world.in_group().members


async def test_a_flood_wait_in_the_middle_is_shown_and_waited_out(play):
    async with play.open() as desk:
        plan = await desk.plan("ban", await seen(play, RUDE))
        play.gateway.refuse_next("ban", FloodWait(90))
        action = await desk.carry_out(plan.plan_id)

        async def waits():
            view = await play.action(action.action_id)
            return any("asks to wait until 10:01:30" in step.note for step in view.steps)

        await until(waits)
        assert (await play.action(action.action_id)).status == "running"
        assert not play.world.is_banned(play.omar)
        play.clock.move(seconds=91)
        await play.until_status(action.action_id, "done")
        assert play.world.is_banned(play.omar)


async def test_a_very_long_flood_wait_waits_for_a_person(play):
    async with play.open() as desk:
        plan = await desk.plan("mute", await seen(play, RUDE))
        play.gateway.refuse_next("restrict", FloodWait(7200))
        action = await desk.carry_out(plan.plan_id, text="")
        play.clock.move(seconds=6)
        view = await play.until_status(action.action_id, "stopped")
        assert "12:00:06" in view.summary
        await desk.resume_action(action.action_id)
        await play.until_status(action.action_id, "done")


async def test_a_lost_line_in_the_middle_of_leaving_is_finished_later(play):
    async with play.open() as desk:
        plan = await desk.plan("leave", await seen(play, "Please take me out"))
        play.gateway.refuse_next("restrict", NotConnected("The line broke."))
        action = await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "stopped")
        assert play.world.is_banned(play.omar)
        await desk.resume_action(action.action_id)
        await play.until_status(action.action_id, "done")
        assert not play.world.is_banned(play.omar)


async def test_a_member_nobody_knows(play):
    async with play.open() as desk:
        for kind in ("mute", "remove", "leave"):
            with pytest.raises(DeskError, match="who wrote"):
                await desk.plan_member(kind, 424242)
        with pytest.raises(DeskError, match="staff"):
            await desk.plan_member("mute", play.samir)
        with pytest.raises(DeskError, match="own"):
            await desk.plan_member("mute", play.me)
        with pytest.raises(DeskError):
            await desk.plan("dance", await seen(play))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PeerFlood("limited"), "limits this account"),
        (PrivacyRestricted("closed"), "do not let you write"),
        (MemberGone("gone"), "gone or unknown"),
    ],
)
async def test_a_goodbye_that_cannot_be_delivered_is_shown_and_the_rest_is_true(play, error, words):
    async with play.open() as desk:
        plan = await desk.plan("leave", await seen(play, "Please take me out"))
        play.gateway.refuse_next("send", error)
        action = await desk.carry_out(plan.plan_id)
        view = await play.until_status(action.action_id, "stopped")
        assert [step.outcome for step in view.steps] == ["done", "done", "failed"]
        assert words in view.summary
        assert play.world.restriction(play.omar) is None
        await desk.skip_step(action.action_id, 3)
        await play.until_status(action.action_id, "done")
        figures = await desk.membership(play.clock() - timedelta(days=1), play.clock() + timedelta(days=1))
        assert figures.left_on_request == 1


async def test_an_anonymous_admin_is_staff(play):
    async with play.open() as desk:
        message = play.world.post(play.samir, "as the group", as_group=True).id

        async def there():
            return bool(await desk.feed_items([message]))

        await until(there)
        for kind in ("warn", "ban", "mute", "leave", "delete"):
            with pytest.raises(DeskError, match="staff"):
                await desk.plan(kind, message)


async def test_a_post_that_went_meanwhile_is_no_error(play):
    async with play.open() as desk:
        message = await seen(play)
        plan = await desk.plan("delete", message)
        play.world.delete(play.omar, [message])
        action = await done(play, plan)
        assert action.steps[0].outcome == "done"


async def test_reading_only_decides_nothing(play):
    async with play.open(read_only=True) as desk:
        plan = await desk.plan("delete", await seen(play))
        for call in (
            desk.carry_out(plan.plan_id),
            desk.open_group(),
            desk.decide_join([1], approve=True),
            desk.add_note(play.omar, "x"),
        ):
            with pytest.raises(DeskError, match="reading only"):
                await call


# ---- several at once: who they are


async def test_a_raid_shows_a_card_of_each_and_never_holds_an_admin(play):
    async with play.open() as desk:
        question = await play.asked(play.omar, "Where can I get a health card?")
        play.say(play.sara, "At the service centre on Main Street", reply_to=question)
        await play.until_state(question, "to_verify")
        await desk.reply(question, "That is right, thank you.")
        await play.until_sent()
        nabil = play._join("Nabil Sample")
        await done(play, await desk.plan("warn", await seen(play, RUDE, nabil), "conduct"))
        huda = play._join("Huda Sample")
        await seen(play, ADVERT, huda)
        play.world.promote(play.creator, huda, AdminRights())  # an admin that the configuration does not know

        plan = await desk.plan_clear([play.omar, play.sara, nabil, huda, play.samir, play.me], ban=True)
        by_id = {line.member_id: line for line in plan.lines}
        assert [by_id[i].stands_out for i in (play.omar, play.sara, nabil)] == ["unwarned", "helpful", ""]
        assert "1 helpful answer" in by_id[play.sara].summary
        assert "1 warning" in by_id[nabil].summary
        assert any("helpful" in sentence for sentence in by_id[play.sara].fairness)
        assert "admin of the group" in by_id[huda].blocked
        assert by_id[play.samir].blocked
        assert by_id[play.me].blocked
        actions = await desk.carry_out_clear(plan.plan_id)
        assert {action.member_id for action in actions} == {play.omar, play.sara, nabil}
        assert ADVERT in play.group_texts


async def test_who_became_an_admin_after_the_count_keeps_their_posts(play):
    async with play.open() as desk:
        await seen(play)
        plan = await desk.plan_clear([play.omar])
        (action,) = await desk.carry_out_clear(plan.plan_id)
        play.world.promote(play.creator, play.omar, AdminRights())
        play.clock.move(seconds=6)
        stopped = await play.until_status(action.action_id, "stopped")
        assert "admin" in stopped.summary
        assert ADVERT in play.group_texts

"""Warning and removing: shown before it happens, done in order, each step's outcome known, undone truthfully."""

import asyncio
from datetime import timedelta

import pytest

from modtui.desk.api import DeskError
from modtui.domain.journal import Kind
from modtui.telegram.gateway import NoRight, NotConnected, PrivacyRestricted
from modtui.telegram.simulated import SimulatedGateway
from modtui.telegram.world import AdminRights
from tests.unit.desk.playing import HELLO, until

RUDE = "You are all idiots"
ADVERT = "Cheap phones at my shop, call me!"


class Watching(SimulatedGateway):
    """Notes what is asked of Telegram, in order."""

    def __init__(self, *args):
        super().__init__(*args)
        self.deeds = []

    async def send(self, message):
        sent = await super().send(message)
        self.deeds.append("send" if hasattr(message.to, "user_id") else "post")
        return sent

    async def ban(self, user_id, *, seen_in=None):
        await super().ban(user_id, seen_in=seen_in)
        self.deeds.append("ban")

    async def delete(self, ids):
        await super().delete(ids)
        self.deeds.append("delete")


@pytest.fixture
def watching(play):
    return Watching(play.world, play.me, play.clock)


async def posted(play, text, who=None):
    message = play.say(who or play.omar, text)

    async def seen():
        return await play.desk.feed_items([message])

    await until(seen)
    return message


async def carried_out(play, kind, message, category, **more):
    plan = await play.desk.plan(kind, message, category)
    return await play.desk.carry_out(plan.plan_id, **more)


async def warned(play, text=RUDE, category="conduct"):
    """One warning, delivered."""
    message = await posted(play, text)
    action = await carried_out(play, "warn", message, category)
    play.clock.move(seconds=6)
    await play.until_status(action.action_id, "done")
    play.clock.move(minutes=1)
    return action


# ---- what is shown first


async def test_the_plan_shows_the_message_the_steps_and_the_text(play):
    async with play.open_with_snippets() as desk:
        message = await posted(play, RUDE)
        plan = await desk.plan("warn", message, "conduct")
        assert (plan.member, plan.message_line, plan.needs_confirmation) == ("Omar Sample", RUDE, False)
        assert [step.sentence for step in plan.steps] == ["Write to Omar Sample in private."]
        assert "Hello Omar" in plan.text
        assert "First warning" in plan.proposal
        assert any("No warning stands" in line for line in plan.fairness)
        assert play.private_texts(play.omar) == []


async def test_the_private_message_of_a_removal_is_not_the_groups_notice(play):
    async with play.open_with_snippets(undo=timedelta(0)) as desk:
        message = await posted(play, RUDE)
        plan = await desk.plan("remove", message, "conduct")
        assert "Hello Omar" in plan.text
        assert "{" not in plan.text
        assert "A member was removed" not in plan.text
        # Nothing was said to them before: neither the moderator nor the member is told it was.
        assert plan.proposal.startswith("No earlier notice stands")
        assert "earlier" not in plan.text
        offensive = await desk.plan("remove", message, "offensive")
        assert "hateful" in offensive.text


async def test_a_plan_is_good_for_one_time(play):
    async with play.open() as desk:
        message = await posted(play, RUDE)
        plan = await desk.plan("warn", message, "conduct")
        await desk.carry_out(plan.plan_id)
        with pytest.raises(DeskError, match="no longer open"):
            await desk.carry_out(plan.plan_id)


async def test_a_text_that_cannot_be_sent_leaves_the_plan_open(play):
    async with play.open() as desk:
        message = await posted(play, RUDE)
        plan = await desk.plan("warn", message, "conduct")
        for text, says in (("  ", "empty"), ("x" * 5000, "5000"), ("Hi {ask:name}", "name")):
            with pytest.raises(DeskError, match=says):
                await desk.carry_out(plan.plan_id, text=text)
        await desk.carry_out(plan.plan_id, text="Please be kind.")
        play.clock.move(seconds=6)
        await until(lambda: play.private_texts(play.omar) == ["Please be kind."])


async def test_who_cannot_be_acted_on_is_said_in_a_sentence(play):
    async with play.open() as desk:
        own, staff, channel = play.say(play.me, HELLO), play.say(play.samir, HELLO), None
        channel = play.world.post_as_channel(777, "Some channel", HELLO).id
        anonymous = play.say(play.samir, HELLO, as_group=True)
        await play.until_read()
        for message, says in (
            (own, "your own"),
            (staff, "staff member"),
            (channel, "channel"),
            (anonymous, "staff member"),
            (999, "from before what is stored"),
        ):
            with pytest.raises(DeskError, match=says):
                await desk.plan("warn", message)


async def test_without_the_right_to_ban_nobody_is_told_of_a_removal(play):
    play.world.demote(play.creator, play.me)
    play.world.promote(play.creator, play.me, AdminRights(ban_members=False))
    async with play.open() as desk:
        message = await posted(play, RUDE)
        with pytest.raises(DeskError, match="may not remove"):
            await desk.plan("remove", message, "conduct")
        assert (await desk.plan("warn", message, "conduct")).plan_id


# ---- warn


async def test_a_warning_is_staged_then_sent_and_counts(play):
    async with play.open() as desk:
        message = await posted(play, RUDE)
        action = await carried_out(play, "warn", message, "conduct")
        assert action.status == "staged"
        assert action.starts_at == play.clock() + timedelta(seconds=5)
        await play.until_read()
        assert play.private_texts(play.omar) == []
        play.clock.move(seconds=6)
        view = await play.until_status(action.action_id, "done")
        assert [step.outcome for step in view.steps] == ["done"]
        assert len(play.private_texts(play.omar)) == 1
        assert (await desk.member(play.omar)).warnings == 1
        await until(lambda: "Omar Sample was warned." in play.notices())
        assert (await desk.feed_items([message]))[0].warnings == 1


async def test_taken_back_in_time_nothing_was_sent(play):
    async with play.open() as desk:
        message = await posted(play, RUDE)
        action = await carried_out(play, "warn", message, "conduct")
        assert "warn Omar" in desk.undoable().sentence
        assert "nothing had been sent" in await desk.undo()
        play.clock.move(seconds=60)
        await play.until_read()
        assert play.private_texts(play.omar) == []
        assert (await play.action(action.action_id)).status == "taken_back"
        assert (await desk.member(play.omar)).warnings == 0


async def test_taken_back_while_its_message_waits_for_the_line(play):
    async with play.open() as desk:
        message = await posted(play, RUDE)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        action = await carried_out(play, "warn", message, "conduct")
        play.clock.move(seconds=6)
        await until(lambda: desk.status().sending_count == 1)
        await desk.undo()
        assert (await play.action(action.action_id)).status == "taken_back"
        play.gateway.restore_line()
        await play.until_read()
        assert play.private_texts(play.omar) == []


async def test_an_undo_waits_for_the_message_on_its_way_and_tells_the_truth(play):
    gateway = SlowToSend(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        message = await posted(play, RUDE)
        action = await carried_out(play, "warn", message, "conduct")
        play.clock.move(seconds=6)
        await until(lambda: gateway.sending)
        said = await desk.undo()
        assert "stays" in said
        assert "no longer counts" in said
        assert len(play.private_texts(play.omar)) == 1
        assert (await play.action(action.action_id)).status == "undone"
        assert (await desk.member(play.omar)).warnings == 0


class SlowToSend(SimulatedGateway):
    sending = False

    async def send(self, message):
        self.sending = True
        await asyncio.sleep(0.1)
        return await super().send(message)


async def test_a_member_who_takes_no_private_messages_is_not_warned_and_it_does_not_count(play):
    play.world.users[play.omar].accepts_private = False
    async with play.open() as desk:
        message = await posted(play, ADVERT)
        action = await carried_out(play, "warn", message, "extraneous-political")
        play.clock.move(seconds=6)
        view = await play.until_status(action.action_id, "stopped")
        assert [step.outcome for step in view.steps][-1] == "failed"
        assert "do not let you write" in view.steps[-1].note
        assert "do not let you write" in view.summary
        assert [a.action_id for a in await desk.actions(unfinished_only=True)] == [action.action_id]
        assert (await desk.member(play.omar)).warnings == 0
        plan = await desk.plan("warn", await posted(play, RUDE), "conduct")
        assert any("could not be delivered" in line for line in plan.fairness)
        assert "First warning" in plan.proposal


async def test_a_failed_step_is_resumed_much_later(play):
    play.world.users[play.omar].accepts_private = False
    async with play.open() as desk:
        message = await posted(play, RUDE)
        action = await carried_out(play, "warn", message, "conduct")
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "stopped")
        play.world.users[play.omar].accepts_private = True
        play.clock.move(hours=5)
        await desk.resume_action(action.action_id)
        await play.until_status(action.action_id, "done")
        assert len(play.private_texts(play.omar)) == 1
        assert (await desk.member(play.omar)).warnings == 1
        with pytest.raises(DeskError, match="nothing left"):
            await desk.resume_action(action.action_id)


async def test_a_failed_step_is_left_out(play):
    play.world.users[play.omar].accepts_private = False
    async with play.open() as desk:
        message = await posted(play, RUDE)
        action = await carried_out(play, "remove", message, "conduct")
        view = await play.until_status(action.action_id, "stopped")
        assert not play.world.is_banned(play.omar)  # he is to be told first
        await desk.skip_step(action.action_id, view.steps[0].number)
        view = await play.until_status(action.action_id, "done")
        assert [step.outcome for step in view.steps] == ["skipped", "done"]
        assert view.summary == "Omar Sample was removed and could not be told."
        assert play.world.is_banned(play.omar)


async def test_every_message_of_a_warned_member_says_so_at_once(play):
    async with play.open() as desk:
        first = await posted(play, "Good morning")
        play.changes.clear()
        await warned(play)
        await until(lambda: any(first in change.changed_messages for change in play.changes))
        assert [item.warnings for item in await desk.feed_items([first])] == [1]
        play.changes.clear()
        [action] = (await desk.member_page(play.omar)).actions
        await desk.void_warning(action.action_id, "It was a quotation")
        assert any(first in change.changed_messages for change in play.changes)
        assert [item.warnings for item in await desk.feed_items([first])] == [0]


async def test_an_action_whose_point_was_left_out_is_not_called_done(play):
    """The headline is what a record read on its own says: nobody was warned, nobody was removed."""
    play.world.users[play.omar].accepts_private = False
    async with play.open(undo=timedelta(0)) as desk:
        warning = await carried_out(play, "warn", await posted(play, RUDE), "conduct")
        play.clock.move(seconds=6)
        await play.until_status(warning.action_id, "stopped")
        await desk.skip_step(warning.action_id, 1)
        view = await play.until_status(warning.action_id, "done")
        assert view.summary == "The warning to Omar Sample did not reach them and does not count."
        [entry] = [e for e in await desk.record() if e.action_id == warning.action_id]
        assert entry.sentence == view.summary

        play.world.users[play.omar].accepts_private = True
        play.gateway.refuse_next("ban", NoRight("no"))
        removal = await carried_out(play, "remove", await posted(play, RUDE + "!"), "conduct")
        view = await play.until_status(removal.action_id, "stopped")
        await desk.skip_step(removal.action_id, view.steps[-1].number)
        view = await play.until_status(removal.action_id, "done")
        assert "ended without removing them, though they were told" in view.summary
        assert not play.world.is_banned(play.omar)

        play.gateway.refuse_next("ban", NoRight("no"))
        message = await posted(play, RUDE, play.sara)
        removal = await carried_out(play, "remove", message, "conduct")
        await play.until_status(removal.action_id, "stopped")
        await desk.undo_action(removal.action_id)
        view = await play.action(removal.action_id)
        assert "was given up; they had not been removed, but told" in view.summary


async def test_the_ladder_proposes_a_second_warning_and_then_removal(play):
    async with play.open() as desk:
        await warned(play)
        plan = await desk.plan("warn", await posted(play, RUDE + "!"), "conduct")
        assert "Warning number 2 in 12 months" in plan.proposal
        await warned(play, RUDE + "!!")
        plan = await desk.plan("warn", await posted(play, RUDE + "!!!"), "conduct")
        assert "removal" in plan.proposal
        assert plan.needs_confirmation
        play.clock.move(days=400)
        plan = await desk.plan("warn", await posted(play, RUDE + "!!!!"), "conduct")
        assert "First warning" in plan.proposal


async def test_posts_made_before_the_notice_reached_the_member_are_one_incident(play):
    async with play.open() as desk:
        first, second = await posted(play, RUDE), await posted(play, RUDE + "!")
        action = await carried_out(play, "warn", first, "conduct")
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "done")
        plan = await desk.plan("warn", second, "conduct")
        assert "belongs to the incident the member was told about" in plan.proposal
        assert "one incident, one notice" in plan.blocked
        with pytest.raises(DeskError, match="Nothing is left to do"):
            await desk.carry_out(plan.plan_id)
        assert len(play.private_texts(play.omar)) == 1


async def test_an_extraneous_post_goes_the_description_comes_once_in_some_hours(play, watching):
    async with play.open_with_snippets(gateway=watching) as desk:
        action = await carried_out(play, "warn", await posted(play, "Vote!"), "extraneous-political")
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "done")
        assert watching.deeds == ["delete", "post", "send"]
        (description,) = play.group_texts
        assert "24" in description  # filled: no braces reach the group
        assert "{" not in description
        plan = await desk.plan("warn", await posted(play, "Vote!", play.sara), "extraneous-political")
        assert len(plan.steps) == 2
        play.clock.move(hours=13)
        plan = await desk.plan("warn", await posted(play, "Vote!", play.sara), "extraneous-political")
        assert len(plan.steps) == 3


async def test_a_deletion_of_ours_is_no_withdrawal(play):
    async with play.open():
        question = await play.asked(play.omar, "Where can I renew my card? My number is 613 555 0100")
        action = await carried_out(play, "warn", question, "privacy")
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "done")
        await play.until_read()
        assert await play.state(question) == "open"
        assert question in await play.waiting()


async def test_a_post_that_is_gone_already_is_not_to_be_deleted(play):
    async with play.open() as desk:
        message = await posted(play, ADVERT)
        plan = await desk.plan("warn", message, "advertising")
        play.world.delete(play.omar, [message])
        await play.until_read()
        action = await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=6)
        # Another moderator may have dealt with it and written to him: that is looked at before he is written to.
        view = await play.until_status(action.action_id, "stopped")
        assert [s.outcome for s in view.steps] == ["done", "failed"]
        assert ("gone already" in view.steps[0].note, "may have written" in view.summary) == (True, True)
        await desk.resume_action(action.action_id)
        await play.until_status(action.action_id, "done")
        assert len(play.private_texts(play.omar)) == 1
        again = await desk.plan("warn", message, "advertising")
        assert (again.steps, "one notice" in again.blocked) == ((), True)


# ---- remove


async def test_offensive_deletes_and_bans_first_and_tells_afterwards(play, watching):
    async with play.open(gateway=watching):
        action = await carried_out(play, "remove", await posted(play, RUDE), "offensive")
        await play.until_status(action.action_id, "done")
        assert watching.deeds == ["delete", "ban", "send"]
        assert play.world.is_banned(play.omar)


async def test_others_are_told_and_then_banned(play, watching):
    async with play.open(gateway=watching) as desk:
        action = await carried_out(play, "remove", await posted(play, RUDE), "conduct")
        await play.until_status(action.action_id, "done")
        assert watching.deeds == ["send", "ban"]
        assert (await desk.member(play.omar)).removed


async def test_a_removal_waits_its_seconds_and_can_be_taken_back(play, watching):
    async with play.open(gateway=watching, undo=timedelta(seconds=5)) as desk:
        plan = await desk.plan("remove", await posted(play, RUDE), "conduct")
        assert plan.needs_confirmation
        action = await desk.carry_out(plan.plan_id)
        assert action.status == "staged"
        await desk.undo()
        play.clock.move(seconds=60)
        await play.until_read()
        assert watching.deeds == []


async def test_undo_lifts_the_ban_and_says_what_stays(play):
    async with play.open() as desk:
        action = await carried_out(play, "remove", await posted(play, RUDE), "offensive")
        await play.until_status(action.action_id, "done")
        said = await desk.undo()
        assert not play.world.is_banned(play.omar)
        for part in ("may come back", "cannot be brought back", "has arrived and stays"):
            assert part in said
        assert not (await desk.member(play.omar)).removed


async def test_undo_never_lifts_a_ban_that_was_there_before(play):
    async with play.open() as desk:
        message = await posted(play, RUDE)
        play.world.ban(play.samir, play.omar)
        action = await carried_out(play, "remove", message, "offensive")
        view = await play.until_status(action.action_id, "done")
        assert "removed before" in next(step.note for step in view.steps if step.note)
        assert "lifted" not in await desk.undo()
        assert play.world.is_banned(play.omar)


async def test_a_ban_whose_answer_was_lost_is_finished_and_undone_as_our_own(play):
    gateway = LosesBan(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        action = await carried_out(play, "remove", await posted(play, RUDE), "offensive")
        await play.until_status(action.action_id, "stopped")
        assert play.world.is_banned(play.omar)
        await desk.resume_action(action.action_id)
        await play.until_status(action.action_id, "done")
        await desk.undo()
        assert not play.world.is_banned(play.omar)


async def test_a_ban_whose_answer_was_lost_is_lifted_by_undo_at_once(play):
    gateway = LosesBan(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        action = await carried_out(play, "remove", await posted(play, RUDE), "offensive")
        await play.until_status(action.action_id, "stopped")
        await desk.undo()
        assert not play.world.is_banned(play.omar)
        assert (await play.action(action.action_id)).status == "undone"


class LosesBan(SimulatedGateway):
    lost = False

    async def ban(self, user_id, *, seen_in=None):
        await super().ban(user_id, seen_in=seen_in)
        if not self.lost:
            self.lost = True
            raise NotConnected("The line broke.")


async def test_an_undo_without_a_line_is_kept_for_later(play):
    async with play.open() as desk:
        action = await carried_out(play, "remove", await posted(play, RUDE), "offensive")
        await play.until_status(action.action_id, "done")
        play.gateway.refuse_next("unban", NotConnected("No line."))
        with pytest.raises(DeskError, match="could not be lifted"):
            await desk.undo()
        assert play.world.is_banned(play.omar)
        assert (await play.action(action.action_id)).status == "done"
        await desk.undo()
        assert not play.world.is_banned(play.omar)


async def test_an_admin_cannot_be_removed_and_the_step_says_so(play):
    async with play.open() as desk:
        plan = await desk.plan("remove", await posted(play, RUDE, play.sara), "offensive")
        play.world.promote(play.creator, play.sara, AdminRights())  # since it was planned
        action = await desk.carry_out(plan.plan_id)
        view = await play.until_status(action.action_id, "stopped")
        assert "an admin" in view.summary
        assert not (await desk.member(play.sara)).removed


async def test_a_member_who_left_is_banned_all_the_same(play):
    async with play.open():
        message = await posted(play, RUDE)
        play.world.leave(play.omar)
        action = await carried_out(play, "remove", message, "offensive")
        await play.until_status(action.action_id, "done")
        assert play.world.is_banned(play.omar)


async def test_a_member_who_is_gone_for_good_stops_the_action(play):
    play.world.switches.ban_absent = False
    async with play.open():
        message = await posted(play, RUDE)
        play.world.leave(play.omar)
        action = await carried_out(play, "remove", message, "offensive")
        view = await play.until_status(action.action_id, "stopped")
        assert "gone" in view.summary


@pytest.mark.parametrize("error", [NoRight("no"), PrivacyRestricted("no"), NotConnected("no")])
async def test_a_refused_deletion_stops_the_action_and_resume_goes_on(play, error):
    async with play.open() as desk:
        message = await posted(play, ADVERT)
        play.gateway.refuse_next("delete", error)
        action = await carried_out(play, "warn", message, "advertising")
        play.clock.move(seconds=6)
        view = await play.until_status(action.action_id, "stopped")
        assert [step.outcome for step in view.steps] == ["failed", ""]
        assert play.private_texts(play.omar) == []
        await desk.resume_action(action.action_id)
        await play.until_status(action.action_id, "done")
        assert ADVERT not in play.group_texts


async def test_every_action_is_in_the_log_before_anything_happens(play):
    async with play.open():
        message = await posted(play, RUDE)
        await carried_out(play, "warn", message, "conduct")
        rows = await play.facts("SELECT kind FROM journal WHERE subject LIKE 'action:%'")
        assert rows == [(Kind.ACTION_PLANNED.value,)]
        assert play.private_texts(play.omar) == []


# ---- over a restart


async def test_closed_while_staged_nothing_is_sent_until_a_person_says_so(play):
    async with play.open():
        message = await posted(play, RUDE)
        action = await carried_out(play, "warn", message, "conduct")
    play.clock.move(minutes=1)
    async with play.open() as desk:
        view = await play.action(action.action_id)
        assert view.status == "stopped"
        assert "interrupted" in view.summary
        assert play.private_texts(play.omar) == []
        await desk.resume_action(action.action_id)
        await play.until_status(action.action_id, "done")
        assert len(play.private_texts(play.omar)) == 1


async def test_closed_while_its_message_waited_it_is_not_sent_by_itself(play):
    async with play.open() as desk:
        message = await posted(play, RUDE)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        action = await carried_out(play, "remove", message, "conduct")
        await until(lambda: desk.status().sending_count == 1)
    async with play.open() as desk:
        await play.until_read()
        assert (await play.action(action.action_id)).status == "stopped"
        assert play.private_texts(play.omar) == []
        await desk.resume_action(action.action_id)
        await play.until_status(action.action_id, "done")
        assert len(play.private_texts(play.omar)) == 1
        assert play.world.is_banned(play.omar)


async def test_the_reposted_description_taken_out_by_hand_stops_the_action(play):
    async with play.open_with_snippets() as desk:
        message = await posted(play, "Vote!")
        play.gateway.refuse_next("send", NoRight("no"))
        action = await carried_out(play, "warn", message, "extraneous-political")
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "stopped")
        item = await play.unsent()
        await desk.cancel(item.outbox_id)
        assert await desk.draft(None) == ""  # nobody typed it
        view = await play.action(action.action_id)
        assert "taken out by hand" in view.summary
        await desk.skip_step(action.action_id, 2)
        await play.until_status(action.action_id, "done")


# ---- the words: by category, pointer and language; the moderator's own go out


WRITTEN = {
    "ar": "هذا منشور لا علاقة له بالمجموعة",
    "en": "This post is off topic here",
    "fr": "Ce message est hors sujet ici",
}
LETTERS = {"ar": "أهلاً", "en": "Hello", "fr": "Bonjour"}


@pytest.mark.parametrize("language", WRITTEN)
async def test_every_category_has_its_own_words_in_the_members_language(play, language):
    async with play.open_with_snippets() as desk:
        message = await posted(play, WRITTEN[language])
        codes = [choice.code for choice in desk.categories("warn")]
        assert len(codes) >= 7
        texts = {code: (await desk.plan("warn", message, code)).text for code in codes}
        assert len(set(texts.values())) == len(codes)  # each points somewhere of its own
        greeted = [text for code, text in texts.items() if code != "grief"]
        assert all(LETTERS[language] in text for text in greeted), texts
        assert not any("{" in text for text in texts.values())


async def test_the_moderators_own_words_are_what_is_sent(play):
    async with play.open_with_snippets() as desk:
        plan = await desk.plan("warn", await posted(play, RUDE), "conduct")
        action = await desk.carry_out(plan.plan_id, text="Please be kind; here is why.")
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "done")
        assert play.private_texts(play.omar) == ["Please be kind; here is why."]

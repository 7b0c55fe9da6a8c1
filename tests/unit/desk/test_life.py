"""The desk's own life: starts, stops, what survives them, and what it refuses."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from modtui.desk.api import DeskError
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.messages import Role
from modtui.domain.policy import ServicePolicy
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import ANSWER, HELLO, WHERE, until


async def kinds(play, kind):
    return (await play.facts("SELECT count(*) FROM journal WHERE kind = ?", kind))[0][0]


# ---- drafts and undo


async def test_drafts_survive_a_restart(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.save_draft(question, "At any serv")
        await desk.save_draft(None, "A workshop")
    async with play.open() as desk:
        assert await desk.draft(question) == "At any serv"
        assert await desk.draft(None) == "A workshop"
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        assert await desk.draft(question) == ""


async def test_undoing_a_send_without_a_line_gives_the_text_back(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        await desk.save_draft(question, "And one more thing")
        assert "before it left" in await desk.undo()
        assert await desk.draft(question) == f"{ANSWER}\n\nAnd one more thing"
        play.gateway.restore_line()
        await play.until_read()
        assert play.replies_to(question) == []
        assert await play.state(question) == "open"


async def test_undoing_a_send_that_has_left_says_so_and_the_next_undo_reaches_further(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        other = play.say(play.sara, HELLO)
        await play.until_read()
        await desk.mark_inquiry(other)
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        await play.until_state(question, "answered")
        with pytest.raises(DeskError, match="left already"):
            await desk.undo()
        await desk.undo()
        assert other not in await play.waiting()


async def test_what_one_sitting_did_is_not_undone_in_the_next(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.dismiss(question)
        await desk.stop()
        play.gateway = desk._gateway = SimulatedGateway(play.world, play.me, play.clock)
        await desk.start()
        await play.until_read()
        assert desk.undoable() is None
        assert await play.state(question) == "dismissed"


# ---- starting and stopping


async def test_started_again_nothing_is_adopted_twice(play):
    for _ in range(3):
        async with play.open():
            pass
        play.clock.move(hours=1)
    assert await kinds(play, "policy.adopted") == 1
    assert await kinds(play, "role.set") == 2


async def test_a_new_policy_holds_for_new_questions_only(play):
    async with play.open():
        old = await play.asked(play.omar)
        before = (await play.row(old)).deadline
    play.clock.move(minutes=10)
    longer = replace(ServicePolicy(), target=timedelta(hours=48))
    async with play.open(policy=longer):
        new = await play.asked(play.sara)
        assert (await play.row(old)).deadline == before
        assert (await play.row(new)).deadline.due == play.clock() + timedelta(hours=48)
        assert await kinds(play, "policy.adopted") == 2
    async with play.open(policy=longer):
        assert await kinds(play, "policy.adopted") == 2


async def test_somebody_who_leaves_the_staff_was_staff_until_then(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.say(play.samir, ANSWER, reply_to=question)
        await play.until_state(question, "answered?")
        await desk.tag_reply(question, ReplyKind.INFORMATION)
    play.clock.move(hours=1)
    async with play.open(staff=((play.me, Role.MODERATOR),)) as desk:
        assert await play.state(question) == "answered"
        other = await play.asked(play.sara)
        play.say(play.samir, ANSWER, reply_to=other)
        await play.until_read()
        assert await play.state(other) == "to_verify"  # a member's answer is never credited silently
        assert (await desk.member(play.samir)).role is Role.MEMBER


async def test_offline_from_the_start_it_shows_what_is_known(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
    async with play.open(broken=True) as desk:
        assert await play.waiting() == [question]
        assert [item.text for item in await desk.feed()] == [WHERE]
        status = desk.status()
        assert (status.group, status.account, status.open_count) == ("Newcomers", "Layla Sample", 1)
        assert not status.connection_ok
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        await desk.save_draft(None, "Later")
    async with play.open():
        await play.until_state(question, "answered")
        assert len(play.replies_to(question)) == 1


async def test_a_group_never_reached_is_an_empty_desk_that_refuses_in_a_sentence(play):
    async with play.open(broken=True) as desk:
        assert (await desk.feed(), await desk.queue(), await desk.draft(1)) == ([], [], "")
        for command in (
            desk.reply(1, ANSWER),
            desk.mark_inquiry(1),
            desk.dismiss(1),
            desk.tag_reply(1, ReplyKind.INFORMATION),
            desk.plan("warn", 1),
            desk.inquiry(1),
            desk.member(5),
        ):
            with pytest.raises(DeskError):
                await command
        question = play.say(play.omar, WHERE)
        play.gateway.restore_line()
        await play.until_state(question, "open")


async def test_a_read_only_desk_shows_and_refuses(play):
    async with play.open(read_only=True) as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        for command in (
            desk.reply(question, ANSWER),
            desk.mark_inquiry(question),
            desk.dismiss(question),
            desk.tag_reply(question, ReplyKind.INFORMATION),
            desk.carry_out("plan"),
            desk.undo(),
            desk.retry("x"),
            desk.cancel("x"),
        ):
            with pytest.raises(DeskError, match="reading only"):
                await command
        assert desk.status().read_only
        assert await play.state(question) == "open"


async def test_a_screen_that_fails_does_not_disturb_the_desk_nor_the_others(play):
    def fails(change):
        raise RuntimeError("a widget is gone")

    async with play.open() as desk:
        told = []
        desk.subscribe(fails)
        desk.subscribe(told.append)
        question = await play.asked(play.omar)
        await until(lambda: any(question in change.new_messages for change in told))
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        await play.until_state(question, "answered")


async def test_who_unsubscribes_is_told_no_more(play):
    async with play.open() as desk:
        told = []
        stop = desk.subscribe(told.append)
        stop()
        stop()
        await play.asked(play.omar)
        assert told == []


async def test_a_command_cut_off_in_the_middle_is_done_as_a_whole_or_not_at_all(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        for turns in range(0, 40, 3):  # cancelled a little later each time
            task = asyncio.create_task(desk.dismiss(question))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            events = await kinds(play, "inquiry.dismissed") - await kinds(play, "inquiry.marked")
            assert await play.state(question) == ("dismissed" if events else "open")
            if events:
                await desk.mark_inquiry(question)
        await desk.save_draft(None, "The store still takes a write")
        assert await desk.draft(None)


async def test_stopped_while_it_reads_it_goes_on_at_the_next_start(play):
    question = play.say(play.omar, WHERE)
    for number in range(300):
        play.say(play.sara, f"{HELLO} {number}")
    async with play.open(connected=False):
        await until(lambda: play.desk._parts.sync.catching_up)
    assert await play.verified() == []
    async with play.open():
        assert await play.waiting() == [question]
        assert (await play.facts("SELECT count(*) FROM message"))[0][0] == 301


async def test_stopping_twice_and_asking_afterwards_is_calm(play):
    async with play.open() as desk:
        pass
    await desk.stop()
    with pytest.raises(DeskError):
        await desk.reply(1, ANSWER)


async def test_an_inquiry_answered_while_its_dialog_is_open_does_not_stop_the_warning(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        plan = await desk.plan("warn", question, "conduct")
        play.say(play.samir, ANSWER, reply_to=question)
        await play.until_state(question, "answered?")
        action = await desk.carry_out(plan.plan_id, text="Please be kind.")
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "done")
        assert play.private_texts(play.omar) == ["Please be kind."]
        assert await play.state(question) == "answered?"


async def test_names_and_texts_from_telegram_are_made_safe(play):
    play.world.users[play.omar].name = "Omar\x1b[31m\u202e"
    async with play.open() as desk:
        question = await play.asked(play.omar, WHERE + "\x1b]0;title\x07")
        row = await play.row(question)
        item = (await desk.feed_items([question]))[0]
        for shown in (row.asker, row.first_line, item.name, item.text, (await desk.inquiry(question)).text):
            assert "\x1b" not in shown
            assert "\u202e" not in shown


async def test_the_index_of_the_snippets_is_kept_and_used_again(play):
    async with play.open_with_snippets() as desk:
        assert await desk.search_snippets("health card")
    kept = play.store.with_name("snippets.index")
    before = kept.stat().st_mtime_ns
    async with play.open_with_snippets() as desk:
        assert await desk.search_snippets("health card")
    assert kept.stat().st_mtime_ns == before


async def test_somebody_named_as_staff_later_was_a_member_until_then(play):
    asked = play.say(play.omar, WHERE)
    play.clock.move(hours=1)
    async with play.open():
        assert asked in await play.waiting()
    play.clock.move(days=1)
    staff = (*play.settings["staff"], (play.omar, Role.MODERATOR))
    async with play.open(staff=staff) as desk:
        assert (await desk.member(play.omar)).role is Role.MODERATOR
        assert asked in await play.waiting()

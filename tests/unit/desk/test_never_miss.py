"""Nothing that was said in the group is missed, and nothing is counted twice."""

from modtui.telegram.gateway import FloodWait, NotConnected
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import ANSWER, HELLO, MONDAY, SCHOOL, WHERE, until


async def watermark(play):
    return (await play.facts("SELECT synced_through FROM sync"))[0][0]


async def events(play, kind):
    return (await play.facts("SELECT count(*) FROM journal WHERE kind = ?", kind))[0][0]


async def test_a_question_asked_now_waits_in_the_queue(play):
    async with play.open():
        question = await play.asked(play.omar)
        row = await play.row(question)
        assert (row.asker, row.first_line, row.state.value) == ("Omar Sample", WHERE, "open")
        assert row.reasons


async def test_small_talk_does_not_wait(play):
    async with play.open():
        play.say(play.omar, HELLO)
        question = await play.asked(play.sara)
        assert await play.waiting() == [question]


async def test_what_was_asked_before_the_first_start_is_read_back(play):
    question = play.say(play.omar, WHERE)
    async with play.open():
        assert await play.waiting() == [question]
        assert await watermark(play) == question


async def test_what_lies_further_back_than_wanted_is_left(play):
    play.say(play.omar, SCHOOL)
    play.clock.move(days=40)
    question = play.say(play.omar, WHERE)
    async with play.open():
        assert await play.waiting() == [question]


async def test_messages_while_the_line_is_broken_are_read_when_it_is_back(play):
    async with play.open() as desk:
        play.gateway.break_line(retry_in=4)
        await until(lambda: desk.status().connection.startswith("reconnecting"))
        question = play.say(play.omar, WHERE)
        assert question not in await play.waiting()
        play.gateway.restore_line()
        await play.until_state(question, "open")
        assert desk.status().connection == "connected"


async def test_a_line_that_breaks_during_a_read_is_shown_as_broken(play):
    async with play.open() as desk:
        play.gateway.refuse_next("history", NotConnected("broke"))
        await desk.refresh()
        play.gateway.break_line(retry_in=4)
        await until(lambda: desk.status().connection.startswith("reconnecting"))
        assert not desk.status().connection_ok


async def test_live_messages_come_in_although_history_cannot_be_read(play):
    async with play.open() as desk:
        for _ in range(3):
            play.gateway.refuse_next("history", FloodWait(600))
        await desk.refresh()
        question = await play.asked(play.omar)
        assert question in await play.waiting()


async def test_a_history_page_that_breaks_moves_no_watermark(play):
    question = play.say(play.omar, WHERE)
    for number in range(150):
        play.say(play.sara, f"{HELLO} {number}")
    gateway = BreaksAfterOnePage(play.world, play.me, play.clock)
    async with play.open(gateway=gateway, connected=False):
        await until(lambda: gateway.broke)
        await play.until_state(question, "open")  # what was read stays
        assert await watermark(play) == 0
        await play.until_read()
        assert await watermark(play) == question + 150
        assert len(await play.facts("SELECT id FROM message")) == 151
        assert await events(play, "inquiry.found") == 1


class BreaksAfterOnePage(SimulatedGateway):
    """The first reading of history ends with an error after its first page."""

    broke = False

    async def history(self, **bounds):
        async for page in super().history(**bounds):
            yield page
            if not self.broke:
                self.broke = True
                raise NotConnected("The line broke.")


async def test_reading_again_changes_nothing(play):
    async with play.open():
        await play.asked(play.omar)
        before = await play.facts("SELECT * FROM journal"), await play.facts("SELECT * FROM message_version")
        play.changes.clear()
        await play.until_read()
        await play.until_read()
        assert (
            await play.facts("SELECT * FROM journal"),
            await play.facts("SELECT * FROM message_version"),
        ) == before
        assert not [change for change in play.changes if change.new_messages or change.changed_messages]


async def test_after_a_restart_only_what_is_new_is_added(play):
    async with play.open():
        first = await play.asked(play.omar)
    second = play.say(play.sara, SCHOOL)
    async with play.open():
        assert sorted(await play.waiting()) == [first, second]
        assert await events(play, "inquiry.found") == 2


async def test_an_edit_while_away_is_seen(play):
    async with play.open():
        message = await play.asked(play.omar)
    play.clock.move(minutes=5)
    play.world.edit(play.omar, message, WHERE + " I live in the east end.")
    async with play.open() as desk:
        assert "east end" in (await desk.inquiry(message)).text
        item = (await desk.feed_items([message]))[0]
        assert (item.previous_text, item.edited_at is not None) == (WHERE, True)


async def test_a_message_edited_into_a_question_waits_to_be_marked_and_its_clock_starts_then(play):
    message = play.say(play.omar, HELLO)
    async with play.open() as desk:
        assert await play.waiting() == []
        play.clock.move(hours=2)
        play.world.edit(play.omar, message, WHERE)
        await play.until_state(message, "possible")
        play.clock.move(hours=1)
        await desk.mark_inquiry(message)
        row = await play.row(message)
        assert (row.state.value, row.deadline.start) == ("open", play.clock())
        assert row.asked_at == MONDAY


async def test_marking_again_what_was_dismissed_keeps_its_clock(play):
    message = play.say(play.omar, HELLO)
    async with play.open() as desk:
        play.clock.move(hours=1)
        play.world.edit(play.omar, message, WHERE)
        await play.until_state(message, "possible")
        await desk.mark_inquiry(message)
        start = (await play.row(message)).deadline.start
        await desk.dismiss(message)
        play.clock.move(hours=1)
        await desk.mark_inquiry(message)
        assert (await play.row(message)).deadline.start == start != MONDAY


async def test_a_question_its_asker_deletes_is_withdrawn(play):
    async with play.open() as desk:
        message = await play.asked(play.omar)
        play.world.delete(play.omar, [message])
        await play.until_state(message, "withdrawn")
        assert await play.waiting() == []
        assert (await desk.feed_items([message]))[0].deleted_at is not None


async def test_a_question_deleted_while_away_is_withdrawn(play):
    async with play.open():
        message = await play.asked(play.omar)
        later = play.say(play.sara, HELLO)
    play.world.delete(play.omar, [message])
    async with play.open():
        assert await play.state(message) == "withdrawn"
        assert later


async def test_the_newest_message_of_all_deleted_while_away_is_seen_to_be_gone(play):
    async with play.open():
        await play.asked(play.omar)
        chat = play.say(play.sara, HELLO)
        await play.until_read()
    play.world.delete(play.sara, [chat])
    async with play.open() as desk:
        assert (await desk.feed_items([chat]))[0].deleted_at is not None


async def test_an_old_open_question_deleted_while_away_is_withdrawn(play):
    async with play.open():
        message = await play.asked(play.omar)
    for number in range(250):
        play.say(play.sara, f"{HELLO} {number}")
    play.world.delete(play.omar, [message])
    async with play.open():
        await until(lambda: play.desk._parts.sync.reads >= 1)
        assert await play.state(message) == "withdrawn"


async def test_lost_updates_are_read_from_history(play):
    gateway = SimulatedGateway(play.world, play.me, play.clock, queue_size=3)
    async with play.open(gateway=gateway):
        question = play.say(play.omar, WHERE)
        for number in range(20):  # more than the queue holds, before anybody can read it
            play.say(play.sara, f"{HELLO} {number}")
        await play.until_state(question, "open")
        await until(lambda: play.desk._parts.sync.reads >= 3)
        assert len(await play.facts("SELECT id FROM message")) == 21


async def test_an_answer_from_a_phone_while_away_waits_for_its_kind(play):
    async with play.open():
        question = await play.asked(play.omar)
    play.say(play.samir, ANSWER, reply_to=question)
    async with play.open():
        row = await play.row(question)
        assert (row.state.value, row.group.value) == ("answered?", "to confirm")


async def test_a_bot_an_admin_and_a_staff_member_do_not_ask(play):
    bot = play.world.add_user("Welcome Bot", is_bot=True).id
    play.world.join(bot)
    async with play.open():
        for who in (bot, play.samir, play.me):
            play.say(who, WHERE)
        play.world.post(play.samir, WHERE, as_group=True)
        question = await play.asked(play.omar)
        assert await play.waiting() == [question]


async def test_an_error_of_ours_while_reading_is_told_and_the_desk_goes_on(play, monkeypatch):
    from modtui.desk import sync

    observe, calls = sync.observe, []

    async def fails_once(*args, **more):
        calls.append(args)
        if len(calls) == 1:
            raise RuntimeError("a mistake of ours")
        return await observe(*args, **more)

    async with play.open():
        monkeypatch.setattr(sync, "observe", fails_once)
        monkeypatch.setattr(sync, "_AGAIN_S", 0.01)
        question = play.say(play.omar, WHERE)
        await play.until_state(question, "open")
        assert any("tried again" in notice for notice in play.notices())

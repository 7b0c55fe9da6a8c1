"""Answering through the outbox: exactly once, whatever happens in between."""

import asyncio

import pytest

from modtui.desk.api import DeskError
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.journal import Kind
from modtui.telegram.gateway import FloodWait, NotConnected, SlowMode
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import ANSWER, HELLO, WHERE, until

INFORMATION = ReplyKind.INFORMATION


class LosesAnswer(SimulatedGateway):
    """Telegram takes the next message, but the answer is lost on the way."""

    losing = False

    async def send(self, message):
        sent = await super().send(message)
        if self.losing:
            self.losing = False
            raise NotConnected("The line broke.")
        return sent


async def journalled(play, kind):
    return (await play.facts("SELECT count(*) FROM journal WHERE kind = ?", str(kind)))[0][0]


async def outbox_states(play):
    return [row[0] for row in await play.facts("SELECT state FROM outbox ORDER BY created_at, id")]


# ---- the plain way


async def test_a_snippet_becomes_a_reply_and_the_inquiry_is_answered_with_its_kind(play):
    async with play.open_with_snippets() as desk:
        question = await play.asked(play.omar)
        choice = (await desk.search_snippets("health card", inquiry_id=question))[0]
        filled = await desk.fill_snippet(choice.snippet_id, message_id=question)
        assert filled.unresolved == ()
        await desk.reply(question, filled.text, kind=filled.reply_kind, snippet_ids=[choice.snippet_id])
        await play.until_state(question, "answered")
        await play.until_sent()
        assert [m.text for m in play.replies_to(question)] == [filled.text.strip()]
        assert question not in await play.waiting()
        payload = (await play.facts("SELECT payload FROM journal WHERE kind = ?", Kind.REPLY_SENT))[0][0]
        assert choice.snippet_id in payload
        assert '"kind":"information"' in payload


async def test_suggestions_stand_beside_the_question(play):
    async with play.open_with_snippets() as desk:
        question = await play.asked(play.omar)
        suggestions = (await desk.inquiry(question)).suggestions
        assert any("health-card" in choice.snippet_id for choice in suggestions)
        assert all(choice.why for choice in suggestions)


async def test_a_snippet_is_filled_in_the_language_of_the_member_and_says_what_is_left_to_fill(play):
    async with play.open_with_snippets() as desk:
        question = await play.asked(play.omar, "وين أقدم على بطاقة الصحة؟")
        filled = await desk.fill_snippet("holding-working-on-it", message_id=question)
        assert filled.reply_kind is ReplyKind.HOLDING
        assert any("\u0600" <= char <= "\u06ff" for char in filled.text)
        assert filled.unresolved
        with pytest.raises(DeskError, match="Fill in"):
            await desk.reply(question, filled.text, kind=filled.reply_kind)
        with pytest.raises(DeskError, match="shelf"):
            await desk.fill_snippet("no-such-snippet", message_id=question)


async def test_the_reply_is_seen_waiting_and_then_in_the_feed(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.reply(question, ANSWER, kind=INFORMATION)
        item = (await desk.feed())[-1]
        assert (item.text, item.send_state.value, item.message_id, item.own) == (ANSWER, "queued", 0, True)
        assert (await play.row(question)).sending
        await until(lambda: desk.status().sending_count == 1)
        play.gateway.restore_line()
        await play.until_state(question, "answered")
        assert [i.text for i in await desk.feed()] == [WHERE, ANSWER]
        await until(lambda: desk.status().sending_count == 0)


async def test_a_post_is_sent_and_journalled_with_its_type(play):
    async with play.open() as desk:
        await desk.reply(None, "A workshop on Thursday.", post_type="workshop")
        await until(lambda: "A workshop on Thursday." in play.group_texts)
        await play.until_sent()
        payload = (await play.facts("SELECT payload FROM journal WHERE kind = ?", Kind.POST_SENT))[0][0]
        assert '"type":"workshop"' in payload


async def test_the_text_of_a_sent_message_is_kept_in_no_outbox(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, ANSWER, kind=INFORMATION)
        await play.until_state(question, "answered")
        assert await play.facts("SELECT text FROM outbox") == [(None,)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("  \n ", "empty"),
        ("x" * 4097, "4097"),
        ("\N{GRINNING FACE}" * 2049, "4098"),
        ("Come on {ask:date of the appointment}.", "date of the appointment"),
        ("Call {phone}.", "phone"),
    ],
)
async def test_what_cannot_be_sent_is_refused_in_a_sentence(play, text, says):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        with pytest.raises(DeskError, match=says):
            await desk.reply(question, text, kind=INFORMATION)
        assert await play.outgoing() == []


async def test_plain_braces_and_4096_characters_are_sent(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, "Write {name} and } there." + "x" * 4071, kind=INFORMATION)
        await play.until_state(question, "answered")


async def test_a_reply_to_a_deleted_message_is_refused(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.world.delete(play.omar, [question])
        await play.until_state(question, "withdrawn")
        with pytest.raises(DeskError, match="deleted"):
            await desk.reply(question, ANSWER, kind=INFORMATION)


# ---- what an answer is


async def test_a_holding_reply_acknowledges_and_the_clock_goes_on(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, "We are working on it.", kind=ReplyKind.HOLDING)
        await play.until_state(question, "acknowledged")
        row = await play.row(question)
        assert "holding reply" in row.note
        await desk.reply(question, ANSWER, kind=ReplyKind.REFERRAL)
        await play.until_state(question, "answered")


async def test_a_reply_from_a_phone_waits_to_be_tagged(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.say(play.me, ANSWER, reply_to=question)
        await play.until_state(question, "answered?")
        await desk.tag_reply(question, ReplyKind.REFERRAL)
        assert await play.state(question) == "answered"
        assert await play.waiting() == []
        await desk.undo()
        assert await play.state(question) == "answered?"


async def test_a_staff_message_that_is_no_reply_can_be_said_to_be_none_and_taken_back(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        reply = play.say(play.samir, "Nice picture!", reply_to=question)
        await play.until_state(question, "answered?")
        await desk.tag_reply(question, ReplyKind.NOT_A_REPLY)
        assert await play.state(question) == "open"
        await desk.tag_reply(question, INFORMATION, message_id=reply)
        assert await play.state(question) == "answered"


async def test_only_a_staff_reply_can_be_tagged(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        other = play.say(play.sara, HELLO)
        with pytest.raises(DeskError, match="No staff reply"):
            await desk.tag_reply(question, INFORMATION)
        with pytest.raises(DeskError, match="No staff reply"):
            await desk.tag_reply(question, INFORMATION, message_id=other)
        assert await play.state(question) == "open"


# ---- held for a person


async def test_answered_meanwhile_is_held_and_a_retry_sends_it(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.reply(question, ANSWER, kind=INFORMATION)
        play.say(play.samir, "At the service centre.", reply_to=question)
        play.gateway.restore_line()
        await play.until_outgoing("held")
        assert "Somebody answered" in (await play.outgoing())[0][1]
        await until(lambda: desk.status().failed_count == 1)
        item = await play.unsent()
        await desk.retry(item.outbox_id)
        await play.until_sent()
        assert [m.text for m in play.replies_to(question)] == ["At the service centre.", ANSWER]


async def test_a_target_that_is_gone_holds_the_reply_and_its_text_comes_back(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        outbox_id = await desk.reply(question, ANSWER, kind=INFORMATION)
        play.world.delete(play.omar, [question])
        play.gateway.restore_line()
        await play.until_outgoing("held")
        assert "deleted" in (await play.outgoing())[0][1]
        assert await desk.cancel(outbox_id) == ANSWER
        assert await play.outgoing() == []
        assert ANSWER not in play.group_texts


async def test_a_refusal_is_shown_and_a_retry_much_later_sends_it_once(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.world.set_read_only(play.creator, True)
        play.world.demote(play.creator, play.me)
        outbox_id = await desk.reply(question, ANSWER, kind=INFORMATION)
        await play.until_outgoing("failed")
        assert "may not write" in (await play.outgoing())[0][1]
        play.world.set_read_only(play.creator, False)
        play.clock.move(hours=2)
        await desk.retry(outbox_id)
        await play.until_sent()
        assert len(play.replies_to(question)) == 1


# ---- exactly once


async def test_written_offline_it_is_sent_once_when_the_line_is_back(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.reply(question, ANSWER, kind=INFORMATION)
        play.clock.move(hours=3)
    async with play.open():
        await play.until_state(question, "answered")
        await play.until_sent()
        assert len(play.replies_to(question)) == 1
        assert await journalled(play, Kind.REPLY_SENT) == 1


async def test_an_answer_lost_on_the_way_is_no_second_message(play):
    gateway = LosesAnswer(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        question = await play.asked(play.omar)
        gateway.losing = True
        await desk.reply(question, ANSWER, kind=INFORMATION)
        await until(lambda: not gateway.losing)
        play.clock.move(seconds=3)
        await play.until_sent()
        assert len(play.replies_to(question)) == 1
        assert await journalled(play, Kind.REPLY_SENT) == 1
        assert await play.state(question) == "answered"


async def test_a_flood_wait_is_counted_down_then_the_message_leaves_once(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.refuse_next("send", FloodWait(900))
        await desk.reply(question, ANSWER, kind=INFORMATION)
        await until(lambda: desk.status().connection == "flood wait 900 s")
        play.clock.move(seconds=30)
        assert desk.status().connection == "flood wait 870 s"
        assert play.replies_to(question) == []
        play.clock.move(
            seconds=871
        )  # longer than a random_id is trusted: it was refused, so it is simply sent
        await play.until_sent()
        assert len(play.replies_to(question)) == 1
        assert desk.status().connection == "connected"


async def test_the_status_line_calls_slow_mode_slow_mode_and_no_flood_wait(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.refuse_next("send", SlowMode(30))
        await desk.reply(question, ANSWER, kind=INFORMATION)
        await until(lambda: desk.status().connection == "slow mode 30 s")
        play.clock.move(seconds=31)
        play.gateway.refuse_next("send", FloodWait(60))
        await until(lambda: desk.status().connection == "flood wait 60 s")


async def test_a_flood_wait_holds_back_everything_else_too(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.refuse_next("send", FloodWait(60))
        await desk.reply(question, ANSWER, kind=INFORMATION)
        await until(lambda: desk.status().connection.startswith("flood wait"))
        await desk.reply(None, "A workshop on Thursday.")
        await play.until_read()
        assert [t for t in play.group_texts if t != WHERE] == []
        play.clock.move(seconds=61)
        await play.until_sent()
        assert play.group_texts[1:] == [ANSWER, "A workshop on Thursday."]


async def test_slow_mode_waits_for_its_seconds(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.refuse_next("send", SlowMode(30))
        await desk.reply(question, ANSWER, kind=INFORMATION)
        await until(lambda: "30 s" in desk.status().connection)
        play.clock.move(seconds=31)
        await play.until_sent()
        assert len(play.replies_to(question)) == 1


async def test_two_quick_replies_are_two_messages_in_order(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        first = await desk.reply(question, "First.", kind=INFORMATION)
        play.clock.move(seconds=1)
        second = await desk.reply(question, "Second.", kind=INFORMATION)
        assert first != second
        await play.until_outgoing_done()
        texts = [m.text for m in play.replies_to(question)]
        # The second was written before the first had arrived: it is sent, or shown as held, never lost.
        held = [note for _, note in await play.outgoing()]
        assert texts == ["First.", "Second."] or (texts == ["First."] and "Somebody answered" in held[0])


@pytest.mark.parametrize("minutes", [1, 30])
async def test_left_before_a_crash_it_is_recorded_and_not_sent_again(play, minutes):
    question = play.say(play.omar, WHERE)
    await crashed_while_sending(play, question, ANSWER, arrived=True)
    play.clock.move(minutes=minutes)
    async with play.open():
        await play.until_state(question, "answered")
        await play.until_sent()
        assert len(play.replies_to(question)) == 1
        assert await journalled(play, Kind.REPLY_SENT) == 1


async def test_young_and_not_arrived_it_is_sent_after_the_crash(play):
    question = play.say(play.omar, WHERE)
    await crashed_while_sending(play, question, ANSWER, arrived=False)
    play.clock.move(minutes=9)
    async with play.open():
        await play.until_state(question, "answered")
        assert len(play.replies_to(question)) == 1


async def test_old_and_not_found_it_is_held_and_asked_about(play):
    question = play.say(play.omar, WHERE)
    await crashed_while_sending(play, question, ANSWER, arrived=False)
    play.clock.move(minutes=11)
    async with play.open() as desk:
        await play.until_outgoing("held")
        assert "may have left" in (await play.outgoing())[0][1]
        assert play.replies_to(question) == []
        await desk.retry((await play.unsent()).outbox_id)
        await play.until_sent()
        assert len(play.replies_to(question)) == 1


async def test_the_same_snippet_sent_to_somebody_else_is_not_taken_for_it(play):
    question, other = play.say(play.omar, WHERE), play.say(play.sara, WHERE)
    async with play.open() as desk:
        await desk.reply(other, ANSWER, kind=INFORMATION)
        await play.until_state(other, "answered")
    play.clock.move(seconds=5)
    await crashed_while_sending(play, question, ANSWER, arrived=False)
    play.clock.move(minutes=11)
    async with play.open():
        await play.until_outgoing("held")
        assert await play.state(question) == "open"


async def test_it_is_told_from_the_same_snippet_sent_to_somebody_else(play):
    question, other = play.say(play.omar, WHERE), play.say(play.sara, WHERE)
    async with play.open() as desk:
        await desk.reply(other, ANSWER, kind=INFORMATION)
        await play.until_state(other, "answered")
    play.clock.move(seconds=5)
    await crashed_while_sending(play, question, ANSWER, arrived=True)
    play.clock.move(minutes=11)
    async with play.open():
        await play.until_state(question, "answered")
        assert len(play.replies_to(question)) == 1


async def crashed_while_sending(play, question, text, *, arrived):
    """What a power cut leaves: the row says sending, and the message arrived, or did not."""
    gateway = Hangs(play.world, play.me, play.clock, arrived)
    async with play.open(gateway=gateway) as desk:
        await play.until_state(question, "open")
        await desk.reply(question, text, kind=INFORMATION)
        await until(lambda: gateway.hanging)
        await desk._parts.ctx.end_background()
    assert (await outbox_states(play))[-1] == "sending"


class Hangs(SimulatedGateway):
    """The answer to a send never comes."""

    def __init__(self, world, me, clock, arrives):
        super().__init__(world, me, clock)
        self.arrives, self.hanging = arrives, False

    async def send(self, message):
        if self.arrives:
            await super().send(message)
        self.hanging = True
        await asyncio.Event().wait()


async def test_closing_lets_a_message_on_its_way_arrive(play):
    question = play.say(play.omar, WHERE)
    gateway = Slow(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        await play.until_state(question, "open")
        await desk.reply(question, ANSWER, kind=INFORMATION)
        await until(lambda: gateway.sending)
    assert await outbox_states(play) == ["sent"]
    assert len(play.replies_to(question)) == 1


class Slow(SimulatedGateway):
    sending = False

    async def send(self, message):
        self.sending = True
        await asyncio.sleep(0.05)
        return await super().send(message)


async def test_closing_at_once_loses_nothing(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        await play.until_state(question, "open")
        await desk.reply(question, ANSWER, kind=INFORMATION)
    async with play.open():
        await play.until_state(question, "answered")
        assert len(play.replies_to(question)) == 1


async def test_a_reply_begun_before_somebody_elses_answer_is_held_also_when_that_has_arrived_meanwhile(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        play.say(play.samir, "At the service centre.", reply_to=question)
        await play.until_read()
        item = await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION, begun_unanswered=True)
        await play.until_outgoing("held")
        assert "Somebody answered this inquiry meanwhile" in (await play.outgoing())[0][1]
        await desk.retry(item)
        await play.until_sent()
        assert play.replies_to(question)[-1].text == ANSWER


async def test_who_writes_after_the_answer_knows_it(play):
    question = play.say(play.omar, WHERE)
    play.say(play.samir, "At the service centre.", reply_to=question)
    async with play.open() as desk:
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        await play.until_sent()
        assert len(play.replies_to(question)) == 2

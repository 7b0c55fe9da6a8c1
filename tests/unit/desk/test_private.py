"""Questions asked in private: opted in first, answered on the same clock, and not a word of them kept (RULES 2 and 6)."""

import json
from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.desk.views import QueueGroup
from modtui.domain.formatting import parse
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.journal import Kind
from modtui.store import private
from modtui.store.private import PrivateCounts
from modtui.telegram.gateway import FloodWait, NotConnected, PrivacyRestricted
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import MONDAY, until

SECRET = "my husband took the passports"
REPLY = "come to the office at three, ask for Layla"


class Watched(SimulatedGateway):
    """Counts which chats were read."""

    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.read = []

    async def read_private(self, user_id, **bounds):
        self.read.append(user_id)
        return await super().read_private(user_id, **bounds)


@pytest.fixture
def watched(play):
    return Watched(play.world, play.me, play.clock)


def write(play, who, text):
    """Somebody writes to the moderator; returns the message's id in the moderator's own box."""
    sent = play.world.send_private(who, play.me, text)
    box = play.world.private[play.me].kept
    return next(s.message.id for s in box.values() if s.twin_id == sent.id and s.author_id == who)


def from_phone(play, who, text):
    return play.world.send_private(play.me, who, text).id


async def asked(play):
    return [ask.user_id for ask in await play.desk.private_asks()]


async def until_asked(play, *who):
    async def so():
        return await asked(play) == list(who)

    await until(so)


async def until_waiting(play, *who):
    async def so():
        return [row.asker_id for row in await play.desk.private_queue()] == list(who)

    await until(so)


async def until_looked(play):
    watch = play.desk._parts.watch
    looks = watch.looks
    watch.look_again()
    await until(lambda: watch.looks > looks)


async def serve(play, who, text=SECRET):
    """Somebody asks in private, and the chat is opened for the service."""
    message = write(play, who, text)
    await until_asked(play, who)
    await play.desk.choose_private(who, True)
    await until_waiting(play, who)
    return message


def read_up_to(play, who):
    return play.world.read_up_to(play.me, peer=who)


# ---- service or personal?


async def test_a_member_who_writes_is_asked_about_once_and_nothing_is_read_before(play, watched):
    async with play.open(gateway=watched) as desk:
        write(play, play.omar, SECRET)
        await until_asked(play, play.omar)
        (ask,) = await desk.private_asks()
        assert (ask.name, ask.unread) == ("Omar Sample", 1)
        assert "Omar Sample" in ask.sentence
        assert await desk.queue() == []
        assert watched.read == []
        with pytest.raises(DeskError, match="service"):
            await desk.open_private(play.omar)
        await desk.choose_private(play.omar, True)
        await until_waiting(play, play.omar)
        assert await asked(play) == []
    async with play.open():
        await until_waiting(play, play.omar)
        assert await asked(play) == []


async def test_a_personal_chat_is_never_read_nor_shown_nor_asked_about_again(play, watched):
    async with play.open(gateway=watched) as desk:
        write(play, play.omar, SECRET)
        await until_asked(play, play.omar)
        await desk.choose_private(play.omar, False)
        write(play, play.omar, "again")
        await until_looked(play)
        assert (await asked(play), await desk.queue(), watched.read) == ([], [], [])
        for refused in (
            desk.open_private(play.omar),
            desk.reply_private(play.omar, "x"),
            desk.settle_private(play.omar),
        ):
            with pytest.raises(DeskError, match="personal"):
                await refused
    assert await play.facts("SELECT * FROM private_message") == []


async def test_an_answer_can_be_changed_either_way(play, watched):
    async with play.open(gateway=watched) as desk:
        await serve(play, play.omar)
        (choice,) = await desk.private_choices()
        assert (choice.user_id, choice.service, choice.name) == (play.omar, True, "Omar Sample")
        await desk.save_private_draft(play.omar, REPLY)
        await desk.choose_private(play.omar, False)
        assert await desk.private_queue() == []
        assert await play.facts("SELECT * FROM private_message") == []
        await desk.choose_private(play.omar, True)
        await until_waiting(play, play.omar)
        assert await desk.private_draft(play.omar) == ""


async def test_only_members_are_asked_about_no_strangers_bots_nor_colleagues(play):
    stranger = play.world.add_user("Stranger").id
    bot = play.world.add_user("Bot", is_bot=True).id
    play.world.join(bot)
    async with play.open() as desk:
        for who in (stranger, bot, play.samir):
            write(play, who, "hello")
        await until_looked(play)
        assert await asked(play) == []
        with pytest.raises(DeskError, match="member"):
            await desk.choose_private(stranger, True)


async def test_a_chat_in_which_the_moderator_wrote_last_is_not_asked_about_until_they_write(play):
    from_phone(play, play.omar, "welcome")
    async with play.open():
        await until_looked(play)
        assert await asked(play) == []
        write(play, play.omar, "thank you, one question")
        await until_asked(play, play.omar)


async def test_with_private_switched_off_the_list_of_chats_is_never_asked_for(play, watched):
    async def refuse(**_):
        raise AssertionError("asked for the list")

    watched.private_chats = refuse
    async with play.open(gateway=watched, private=False) as desk:
        write(play, play.omar, SECRET)
        await desk.refresh()
        await play.until_read()
        assert (await desk.private_asks(), await desk.queue(), await desk.private_choices()) == ([], [], [])
        with pytest.raises(DeskError, match=r"private\.enabled"):
            await desk.choose_private(play.omar, True)
        assert "Looking at private" not in " ".join(play.notices())


# ---- the queue


async def test_a_private_question_stands_in_the_queue_with_a_lock_and_without_its_words(play):
    async with play.open() as desk:
        group = await play.asked(play.sara)
        play.clock.move(minutes=30)
        await serve(play, play.omar)
        first, second = await desk.queue()
        assert (first.inquiry_id, first.private) == (group, False)
        assert (second.private, second.first_line, second.asker) == (True, "private question", "Omar Sample")
        assert second.inquiry_id < 0
        assert second.asked_at == MONDAY + timedelta(minutes=30)
        assert second.deadline.due == MONDAY + timedelta(days=1, minutes=30)
        assert desk.countdown(second.deadline, play.clock())[1] == "calm"
        assert SECRET not in repr(await desk.queue())
        await until(lambda: desk.status().private_count == 1)
        assert (desk.status().open_count, desk.status().private_asks) == (1, 0)


async def test_a_private_question_becomes_overdue_on_the_service_clock(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        assert (await desk.private_queue())[0].group is QueueGroup.LATER
        play.clock.move(hours=23)
        assert (await desk.private_queue())[0].group is QueueGroup.TODAY
        play.clock.move(hours=2)
        assert (await desk.private_queue())[0].group is QueueGroup.OVERDUE
        await until(lambda: desk.status().overdue_count == 1)


async def test_several_messages_are_one_question_that_waits_since_the_first(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        play.clock.move(minutes=5)
        write(play, play.omar, "and also this")

        async def two():
            return [row.follow_ups for row in await desk.private_queue()] == [1]

        await until(two)
        assert (await desk.private_queue())[0].asked_at == MONDAY


async def test_it_is_no_inquiry_and_counts_as_private_messages(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.open_private(play.omar)
        await desk.reply_private(play.omar, REPLY)
        await until_waiting(play)
        assert await play.facts("SELECT * FROM inquiry") == []
        assert await play.facts("SELECT * FROM message WHERE chat_key <> 1") == []
        counts = await private.message_counts(
            desk._parts.ctx.db, MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
        )
        assert counts == PrivateCounts(received=1, sent=1)


async def test_a_warning_answers_no_private_question_and_is_counted_by_nobody(play):
    async with play.open(undo=timedelta(0), stage=timedelta(0)) as desk:
        post = play.say(play.omar, "buy my car, best price")
        await until(lambda: any(post in change.new_messages for change in play.changes))
        await serve(play, play.omar)
        plan = await desk.plan("warn", post, "conduct")
        done = await desk.carry_out(plan.plan_id, text="a private warning")
        await play.until_status(done.action_id, "done")
        await until_looked(play)
        await until_waiting(play, play.omar)
        counts = await private.message_counts(
            desk._parts.ctx.db, MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
        )
        assert counts == PrivateCounts(received=1, sent=0)
        assert read_up_to(play, play.omar) == 0


# ---- opening, answering, settling


async def test_opening_shows_the_words_and_sends_no_read_receipt(play):
    async with play.open() as desk:
        waiting = await serve(play, play.omar)
        view = await desk.open_private(play.omar)
        assert [(line.text, line.own, line.waits) for line in view.lines] == [(SECRET, False, True)]
        assert view.row.private
        assert view.explanation
        assert view.lines[0].message_id == waiting
        await until_looked(play)
        assert read_up_to(play, play.omar) == 0


async def test_an_answer_goes_out_exactly_once_and_then_the_receipt(play):
    async with play.open() as desk:
        waiting = await serve(play, play.omar)
        await desk.open_private(play.omar)
        assert read_up_to(play, play.omar) == 0
        await desk.reply_private(play.omar, REPLY)
        await until_waiting(play)
        assert play.private_texts(play.omar) == [REPLY]
        await until(lambda: read_up_to(play, play.omar) == waiting)
        lines = (await desk.open_private(play.omar)).lines
        assert [(line.text, line.own, line.waits) for line in lines] == [
            (SECRET, False, False),
            (REPLY, True, False),
        ]


async def test_an_answer_does_not_cover_what_was_not_shown(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.open_private(play.omar)
        late = write(play, play.omar, "one more thing")
        await desk.reply_private(play.omar, REPLY)

        async def only_the_late_one():
            return [(row.follow_ups, row.sending) for row in await desk.private_queue()] == [(0, False)]

        await until(only_the_late_one)
        assert play.private_texts(play.omar) == [REPLY]
        await until(lambda: read_up_to(play, play.omar) > 0)
        assert read_up_to(play, play.omar) < late


async def test_an_answer_from_a_phone_answers_it(play):
    async with play.open():
        await serve(play, play.omar)
        from_phone(play, play.omar, "an answer")
        await until_waiting(play)
        write(play, play.omar, "another question")
        await until_waiting(play, play.omar)


async def test_what_was_missed_while_away_is_seen_at_the_next_start(play):
    async with play.open():
        await serve(play, play.omar)
    from_phone(play, play.omar, "an answer")
    play.clock.move(hours=1)
    for number in range(120):
        write(play, play.omar, f"message {number}")
    async with play.open() as desk:

        async def all_there():
            return [row.follow_ups for row in await desk.private_queue()] == [119]

        await until(all_there)
        assert (await desk.private_queue())[0].asked_at == MONDAY + timedelta(hours=1)
        view = await desk.open_private(play.omar)
        older = await desk.open_private(play.omar, before_id=view.older)
        assert [len(view.lines), older.lines[-1].text] == [50, "message 69"]


async def test_a_withdrawn_question_no_longer_waits(play):
    message = play.world.send_private(play.omar, play.me, SECRET)
    async with play.open() as desk:
        await until_asked(play, play.omar)
        await desk.choose_private(play.omar, True)
        await until_waiting(play, play.omar)
        play.world.delete_private(play.omar, [message.id])
        play.world.send_private(play.me, play.omar, "hm")  # something else to be in the list for
        await until_waiting(play)
        await until_looked(play)
        rows = await play.facts("SELECT deleted_at FROM private_message WHERE NOT outgoing")
        assert rows[0][0] is not None


async def test_needs_no_reply_settles_it_and_can_be_undone_before_the_receipt(play):
    async with play.open(undo=timedelta(seconds=5)) as desk:
        waiting = await serve(play, play.omar, "thank you!")
        await desk.settle_private(play.omar)
        assert await desk.private_queue() == []
        await until_looked(play)
        assert read_up_to(play, play.omar) == 0
        assert "needs no reply" in desk.undoable().sentence
        said = await desk.undo()
        assert "read" not in said
        assert [row.asker_id for row in await desk.private_queue()] == [play.omar]
        await desk.settle_private(play.omar)
        play.clock.move(seconds=6)
        desk._parts.watch.wake()
        await until(lambda: read_up_to(play, play.omar) == waiting)
        with pytest.raises(DeskError, match="Nothing waits"):
            await desk.settle_private(play.omar)
        assert "read" in await desk.undo()


async def test_a_receipt_that_could_not_be_sent_is_sent_after_a_restart(play):
    async with play.open() as desk:
        waiting = await serve(play, play.omar)
        for _ in range(3):
            play.gateway.refuse_next("mark_read", FloodWait(60))
        await desk.settle_private(play.omar)
        await until(
            lambda: not play.gateway._refusals["mark_read"] or len(play.gateway._refusals["mark_read"]) < 3
        )
        assert read_up_to(play, play.omar) == 0
    async with play.open():
        await until(lambda: read_up_to(play, play.omar) == waiting)


async def test_what_is_typed_survives_a_crash_and_goes_when_it_is_sent(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.save_private_draft(play.omar, REPLY)
        assert (await desk.private_queue())[0].draft
        assert await desk.draft(None) == ""
    async with play.open() as desk:
        assert await desk.private_draft(play.omar) == REPLY
        await desk.reply_private(play.omar, REPLY)
        assert await desk.private_draft(play.omar) == ""


async def test_a_reply_arrives_as_it_looks_and_comes_back_as_it_was_typed(play):
    typed = "**مرحبا** [the form](https://example.org/a)"
    said = parse(typed)
    async with play.open() as desk:
        await serve(play, play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        item = await desk.reply_private(play.omar, said.text, entities=said.entities)
        assert await desk.cancel(item) == typed
        assert await desk.private_draft(play.omar) == typed
        await desk.reply_private(play.omar, said.text, entities=said.entities)
        play.gateway.restore_line()
        await until(lambda: said.text in play.private_texts(play.omar))
        (arrived,) = [one for one in play.world.history(play.omar, peer=play.me) if one.text == said.text]
        assert arrived.entities == said.entities


async def test_a_reply_that_is_refused_stays_with_its_reason_and_can_be_taken_back(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        play.gateway.refuse_next("send", PrivacyRestricted("Their settings do not let you write to them."))
        item = await desk.reply_private(play.omar, REPLY)

        async def refused():
            return "settings" in (await desk.private_queue())[0].note

        await until(refused)
        (line,) = [line for line in (await desk.open_private(play.omar)).lines if line.outbox_id]
        assert (line.outbox_id, line.text, line.send_state.value) == (item, REPLY, "failed")
        assert await desk.cancel(item) == REPLY
        assert await desk.private_draft(play.omar) == REPLY
        assert [i for i in await desk.feed() if i.outbox_id] == []


async def test_an_empty_reply_a_blank_and_a_missing_line_are_refused_in_a_sentence(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        for text in ("  ", "Hello {ask:date}", "x" * 5000):
            with pytest.raises(DeskError):
                await desk.reply_private(play.omar, text)
        play.gateway.break_line()
        with pytest.raises(DeskError, match="connection"):
            await desk.open_private(play.omar)
        assert (await desk.private_queue())[0].asker_id == play.omar


async def test_read_only_opens_and_changes_nothing(play):
    async with play.open():
        await serve(play, play.omar)
    async with play.open(read_only=True) as desk:
        assert (await desk.open_private(play.omar)).lines[0].text == SECRET
        for refused in (
            desk.choose_private(play.omar, False),
            desk.reply_private(play.omar, "x"),
            desk.settle_private(play.omar),
        ):
            with pytest.raises(DeskError, match="reading only"):
                await refused
        await until_looked(play)
        assert read_up_to(play, play.omar) == 0


# ---- what others learn


async def test_others_learn_that_somebody_waits_and_nothing_else(play):
    async with play.open() as desk:
        await serve(play, play.omar)

        async def told():
            return await play.facts("SELECT payload FROM journal WHERE kind = ?", Kind.PRIVATE_WAITS.value)

        await until(told)
        await desk.settle_private(play.omar)

        async def both():
            return len(await told()) == 2

        await until(both)
        rows = await play.facts(
            "SELECT scope, kind, subject, payload FROM journal WHERE subject LIKE 'private%'"
        )
        shared = [
            (kind, subject, json.loads(payload))
            for scope, kind, subject, payload in rows
            if scope == "shared"
        ]
        assert shared == [
            ("private.waits", "private", {"count": 1}),
            ("private.waits", "private", {"count": 0}),
        ]
        assert [kind for scope, kind, _, _ in rows if scope == "local"] == ["private.settled"]
        await desk.undo()
        undone = await play.facts("SELECT scope FROM journal WHERE kind = 'undone'")
        assert undone == [("local",)]


async def test_no_word_of_a_private_chat_is_in_any_file_or_log(play, caplog):
    caplog.set_level("INFO")  # as log_file.open_log has it
    async with play.open(undo=timedelta(0)) as desk:
        await serve(play, play.omar)
        await desk.open_private(play.omar)
        await desk.save_private_draft(play.omar, REPLY)
        await desk.reply_private(play.omar, REPLY)
        await until_waiting(play)
        write(play, play.omar, "thank you so much my sister")
        await until_waiting(play, play.omar)
        await desk.open_private(play.omar)
        await desk.settle_private(play.omar)
        await desk.save_private_draft(play.omar, "half a thought about it")
        await desk.save_private_draft(play.omar, "")
        await until(lambda: not desk._parts.watch._erase)
        words = [text.encode() for text in (SECRET, REPLY, "my sister", "half a thought")]
        files = {file: file.read_bytes() for file in play.store.parent.iterdir() if file.is_file()}
        assert any(file.name.endswith("-wal") for file in files)
        assert [(file.name, word) for file, held in files.items() for word in words if word in held] == []
    files = {file: file.read_bytes() for file in play.store.parent.iterdir() if file.is_file()}
    assert [(file.name, word) for file, held in files.items() for word in words if word in held] == []
    assert not any(word.decode() in caplog.text for word in words)
    assert not any(word.decode() in repr(change) for change in play.changes for word in words)


# ---- group inquiries that were answered in private


async def test_a_private_answer_closes_no_group_inquiry_until_somebody_says_so(play):
    async with play.open() as desk:
        inquiry = await play.asked(play.omar)
        await serve(play, play.omar)
        await desk.reply_private(play.omar, REPLY)
        await until_waiting(play)
        assert await play.state(inquiry) == "open"
        with pytest.raises(DeskError, match="information"):
            await desk.answered_in_private(inquiry, ReplyKind.HOLDING)
        await desk.answered_in_private(inquiry, ReplyKind.INFORMATION)
        assert await play.state(inquiry) == "answered"
        timeline = [entry.sentence for entry in (await desk.inquiry(inquiry)).timeline]
        assert any("in private" in sentence for sentence in timeline)
        await desk.undo()
        assert await play.state(inquiry) == "open"


async def test_a_pointer_in_the_group_closes_it(play):
    async with play.open() as desk:
        inquiry = await play.asked(play.omar)
        assert "private" in await desk.private_pointer(inquiry)
        await desk.point_to_private(inquiry, ReplyKind.REFERRAL)
        await play.until_state(inquiry, "answered")
        (reply,) = play.replies_to(inquiry)
        assert reply.text == await desk.private_pointer(inquiry)


async def test_a_private_answer_lost_on_the_way_back_arrives_once(play):
    class Losing(Watched):
        lost = False

        async def send(self, message):
            sent = await super().send(message)
            if not self.lost:
                self.lost = True
                raise NotConnected("lost")
            return sent

    async with play.open(gateway=Losing(play.world, play.me, play.clock)) as desk:
        await serve(play, play.omar)
        await desk.reply_private(play.omar, REPLY)
        await until(lambda: play.gateway.lost)
    play.clock.move(minutes=1)
    async with play.open():

        async def erased():
            return await play.facts("SELECT state, text FROM outbox") == [("sent", None)]

        await until(erased)
        assert play.private_texts(play.omar) == [REPLY]

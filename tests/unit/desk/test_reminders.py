"""What comes back into sight by itself: a partner's reminder, a snooze's end, a check back, a reply held back."""

from datetime import UTC, datetime, timedelta

import pytest

from modtui.desk.api import DeskError
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.messages import Media, MediaKind
from tests.unit.desk.playing import ANSWER, HELLO, MONDAY, SCHOOL, WHERE

CLINIC = "Sample Legal Clinic"


async def test_a_due_reminder_has_a_heading_and_words_of_its_own_and_is_counted(play):
    question = play.say(play.omar, WHERE)
    other = play.say(play.sara, SCHOOL)
    async with play.open() as desk:
        await desk.wait_on_partner(question, CLINIC, MONDAY + timedelta(hours=3))
        row = await play.row(question)
        assert (row.group.value, row.note, row.back_since) == ("later", f"waiting on {CLINIC}", None)
        assert row.changes_at == MONDAY + timedelta(hours=3)
        assert desk.status().reminder_count == 0
        play.clock.move(hours=3)
        row = await play.row(question)
        assert (row.group.value, row.note) == ("ask again", f"ask {CLINIC} again: asked 10:00")
        assert row.back_since == MONDAY + timedelta(hours=3)
        assert await play.waiting() == [question, other]
        assert desk.status().reminder_count == 1


async def test_asked_again_with_a_new_time_is_quiet_until_then_and_is_undone(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        await desk.wait_on_partner(question, CLINIC, MONDAY + timedelta(hours=1))
        play.clock.move(hours=2)
        await desk.wait_on_partner(question, CLINIC, MONDAY + timedelta(hours=5))
        assert (await play.row(question)).group.value == "later"
        assert desk.status().reminder_count == 0
        await desk.undo()
        assert (await play.row(question)).group.value == "ask again"
        await desk.resume_inquiry(question)
        assert (await play.row(question)).note == ""
        assert desk.status().reminder_count == 0


async def test_a_reminder_is_heard_through_a_snooze_and_stays_overdue_where_it_is_overdue(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        await desk.wait_on_partner(question, CLINIC, MONDAY + timedelta(hours=1))
        await desk.snooze(question, MONDAY + timedelta(hours=5))
        assert (await play.row(question)).group.value == "snoozed"
        play.clock.move(hours=1)
        assert (await play.row(question)).group.value == "ask again"
        play.clock.move(days=2)
        row = await play.row(question)
        assert (row.group.value, row.note) == ("overdue", f"ask {CLINIC} again: asked Mon 10:00")


async def test_a_reminder_ends_with_the_answer(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        await desk.wait_on_partner(question, CLINIC, MONDAY + timedelta(hours=1))
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        await play.until_state(question, "answered")
        play.clock.move(hours=2)
        assert await play.waiting() == []
        assert desk.status().reminder_count == 0


async def test_a_snoozes_end_says_so_and_when_it_comes(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        await desk.snooze(question, MONDAY + timedelta(hours=2))
        row = await play.row(question)
        assert (row.note, row.changes_at) == ("put off until 12:00", MONDAY + timedelta(hours=2))
        play.clock.move(hours=2)
        row = await play.row(question)
        assert (row.group.value, row.note) == ("later", "put off until 12:00, back now")
        assert row.back_since == MONDAY + timedelta(hours=2)
        await desk.resume_inquiry(question)
        assert ((await play.row(question)).note, (await play.row(question)).back_since) == ("", None)


async def test_a_possible_one_can_be_put_off_and_an_answered_one_has_nothing_to_put_off(play):
    answered = play.say(play.omar, WHERE)
    play.say(play.samir, ANSWER, reply_to=answered)
    voice = play.say(play.sara, "", media=Media(MediaKind.VOICE, seconds=9))
    async with play.open() as desk:
        assert (await play.row(voice)).group.value == "possible"
        await desk.snooze(voice, MONDAY + timedelta(hours=1))
        assert (await play.row(voice)).group.value == "snoozed"
        await desk.set_urgent(voice, True)
        assert (await play.row(voice)).group.value == "urgent"
        with pytest.raises(DeskError, match="nothing to put off"):
            await desk.snooze(answered, MONDAY + timedelta(hours=1))


async def test_a_check_back_is_counted_when_it_is_time_and_ends_when_somebody_has_asked(play):
    question = play.say(play.omar, WHERE)
    later = MONDAY + timedelta(days=3)
    async with play.open() as desk:
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        await play.until_state(question, "answered")
        await desk.check_back(question, later)
        assert desk.status().reminder_count == 0
        play.clock.at = later
        row = await play.row(question)
        assert (row.note, row.back_since) == ("ask how it went, since 10:00", later)
        assert desk.status().reminder_count == 1
        play.clock.move(minutes=1)
        play.say(play.me, "How did it go?", reply_to=question)
        await play.until_read()
        assert await play.waiting() == []
        assert desk.status().reminder_count == 0


async def test_urgent_stands_above_even_where_nobody_has_said_that_it_is_a_question(play):
    play.say(play.omar, WHERE)
    hello = play.say(play.sara, HELLO)
    async with play.open() as desk:
        await desk.mark_inquiry(hello)
        await desk.wait_on_partner(hello, CLINIC, MONDAY + timedelta(hours=1))
        await desk.snooze(hello, MONDAY + timedelta(hours=2))
        await desk.set_urgent(hello, True)
        assert (await play.waiting())[0] == hello
        assert (await play.row(hello)).group.value == "urgent"


async def test_a_reply_for_the_next_opening_says_when_it_leaves_and_is_taken_back_until_then(play):
    play.clock.at = MONDAY - timedelta(days=1)  # Sunday
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        await play.until_read()
        opening = desk.next_opening()
        item = await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION, send_at=opening)
        row = await play.row(question)
        assert (row.sending, row.leaves, row.changes_at) == (True, "Mon 09:00", row.changes_at)
        assert row.changes_at <= opening
        assert await play.outgoing() == [("queued", "held back until Mon 09:00")]
        assert (desk.status().sending_count, desk.status().later_count) == (1, 1)
        assert await desk.cancel(item) == ANSWER
        assert (await play.row(question)).leaves == ""
        assert play.replies_to(question) == []


async def test_an_answer_from_a_phone_waits_for_its_kind_until_the_days_end_and_then_counts_as_information(
    play,
):
    question = play.say(play.omar, WHERE)
    play.say(play.samir, ANSWER, reply_to=question)
    async with play.open() as desk:
        assert (await play.row(question)).group.value == "to confirm"
        midnight = (await play.row(question)).changes_at
        assert midnight == datetime(2026, 10, 6, 4, 0, tzinfo=UTC)
        play.clock.at = midnight
        assert (await play.row(question)).group.value == "assumed"
        await desk.tag_reply(question, ReplyKind.REFERRAL)
        assert await play.waiting() == []

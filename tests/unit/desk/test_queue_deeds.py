"""The rest of an inquiry's life: merging, partners, snoozing, follow-ups, members' answers, linking, many at once."""

from datetime import UTC, datetime, timedelta

import pytest

from modtui.desk.api import DeskError
from modtui.domain.inquiry_states import ReplyKind
from tests.unit.desk.playing import ANSWER, MONDAY, SCHOOL, WHERE, until

THANKS = "Thank you so much!"
AGAIN = "And where can I get one for my wife?"


async def answered(play, desk, question):
    """Answer a question from the desk and wait until it counts."""
    await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
    await play.until_state(question, "answered")
    return play.replies_to(question)[-1].id


async def test_two_that_ask_the_same_are_merged_and_the_answer_to_either_counts(play):
    first = play.say(play.omar, WHERE)
    second = play.say(play.sara, WHERE + " Please")
    async with play.open() as desk:
        await desk.merge(second, first)
        assert await play.waiting() == [first]
        play.say(play.samir, ANSWER, reply_to=second)
        await play.until_read()
        assert await play.state(first) == "answered?"
        with pytest.raises(DeskError, match="merged already"):
            await desk.merge(second, first)


async def test_merging_is_undone_as_a_whole(play):
    first, second = play.say(play.omar, WHERE), play.say(play.sara, WHERE)
    async with play.open() as desk:
        await desk.merge(second, first)
        assert "merge" in await desk.undo()
        assert await play.waiting() == [first, second]
        play.say(play.samir, ANSWER, reply_to=second)
        await play.until_read()
        assert await play.state(first) == "open"


async def test_an_inquiry_is_not_merged_into_itself_or_into_a_merged_one(play):
    first, second, third = play.say(play.omar, WHERE), play.say(play.sara, WHERE), play.say(play.sara, SCHOOL)
    async with play.open() as desk:
        with pytest.raises(DeskError, match="itself"):
            await desk.merge(first, first)
        await desk.merge(second, first)
        with pytest.raises(DeskError, match="itself merged"):
            await desk.merge(third, second)


async def test_urgent_stands_first_and_is_never_put_off(play):
    first, second = play.say(play.omar, WHERE), play.say(play.sara, SCHOOL)
    async with play.open() as desk:
        await desk.set_urgent(second, True)
        assert await play.waiting() == [second, first]
        assert (await play.row(second)).group.value == "urgent"
        with pytest.raises(DeskError, match="never put off"):
            await desk.snooze(second, MONDAY + timedelta(hours=1))
        await desk.undo()
        assert await play.waiting() == [first, second]


async def test_waiting_on_a_partner_names_them_and_the_clock_goes_on(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        before = (await play.row(question)).deadline
        await desk.wait_on_partner(question, "Northside Clinic")
        row = await play.row(question)
        assert (row.state.value, row.waiting_on) == ("waiting_on_partner", "Northside Clinic")
        assert row.deadline == before
        await desk.resume_inquiry(question)
        assert await play.state(question) == "open"
        with pytest.raises(DeskError, match="Name the partner"):
            await desk.wait_on_partner(question, "  ")


async def test_a_snoozed_inquiry_comes_back_by_itself_and_never_after_its_deadline(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        due = (await play.row(question)).deadline.due
        with pytest.raises(DeskError, match="after the deadline"):
            await desk.snooze(question, due + timedelta(minutes=1))
        with pytest.raises(DeskError, match="passed already"):
            await desk.snooze(question, MONDAY)
        await desk.snooze(question, MONDAY + timedelta(hours=2))
        assert (await play.row(question)).group.value == "snoozed"
        play.clock.move(hours=2)
        assert (await play.row(question)).group.value == "later"


async def test_checking_back_comes_after_the_answer_and_when_it_is_time(play):
    question = play.say(play.omar, WHERE)
    later = MONDAY + timedelta(days=3)
    async with play.open() as desk:
        with pytest.raises(DeskError, match="Answer it first"):
            await desk.check_back(question, later)
        await answered(play, desk, question)
        assert question not in await play.waiting()
        await desk.check_back(question, later)
        assert (await play.row(question)).group.value == "snoozed"
        play.clock.at = later
        assert (await play.row(question)).group.value == "check back"
        await desk.check_back(question, None)
        assert question not in await play.waiting()


async def test_a_follow_up_opens_a_cycle_with_its_own_clock_and_the_first_verdict_stands(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        first = await answered(play, desk, question)
        play.clock.move(days=1)
        again = play.say(play.omar, AGAIN, reply_to=first)
        await play.until_read()
        row = await play.row(question)
        assert (row.state.value, row.cycle, row.message_id) == ("open", 2, again)
        assert row.deadline.asked == MONDAY + timedelta(days=1)
        assert again not in await play.waiting()
        await desk.reply(again, ANSWER, kind=ReplyKind.REFERRAL)
        await play.until_state(question, "answered")
        figures = await desk._p.ctx.db.one(
            "SELECT answered_at FROM inquiry WHERE message_id = ?", (question,)
        )
        assert datetime.fromtimestamp(figures[0] / 1000, UTC) == MONDAY


async def test_thanks_open_nothing(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        reply = await answered(play, desk, question)
        play.say(play.omar, THANKS, reply_to=reply)
        await play.until_read()
        assert await play.waiting() == []
        assert await play.state(question) == "answered"


async def test_a_follow_up_that_detection_missed_is_marked_and_one_it_made_up_is_settled(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        reply = await answered(play, desk, question)
        thanks = play.say(play.omar, THANKS, reply_to=reply)
        await play.until_read()
        await desk.mark_follow_up(question, thanks)
        assert (await play.row(question)).cycle == 2
        await desk.settle_follow_up(question, asks=False)
        assert await play.state(question) == "answered"
        await desk.undo()
        assert await play.state(question) == "open"


async def test_a_members_answer_is_verified_with_a_reply_that_counts_for_the_inquiry(play):
    question = play.say(play.omar, WHERE)
    said = play.say(play.sara, "At the service centre in the mall, they open at nine.", reply_to=question)
    async with play.open() as desk:
        row = await play.row(question)
        assert (row.state.value, row.member_answer) == ("to_verify", said)
        await desk.reply(
            said, "Thank you Sara, that is right.", kind=ReplyKind.INFORMATION, inquiry_id=question
        )
        await play.until_state(question, "answered")
        assert play.replies_to(said)[0].text == "Thank you Sara, that is right."


async def test_me_too_is_no_answer(play):
    question = play.say(play.omar, WHERE)
    play.say(play.sara, "me too", reply_to=question)
    async with play.open():
        assert await play.state(question) == "open"


async def test_a_staff_message_without_a_link_is_proposed_and_may_answer_several(play):
    first, second = play.say(play.omar, WHERE), play.say(play.sara, SCHOOL)
    play.clock.move(minutes=5)
    notice = play.say(play.samir, ANSWER)
    play.clock.move(hours=3)
    play.say(play.samir, "Something else, much later")
    async with play.open() as desk:
        assert [item.message_id for item in await desk.link_candidates(first)] == [notice]
        await desk.link_reply(notice, [first, second], ReplyKind.INFORMATION)
        assert (await play.state(first), await play.state(second)) == ("answered", "answered")
        await desk.undo()
        assert (await play.state(first), await play.state(second)) == ("open", "open")


async def test_only_a_later_staff_message_can_be_linked(play):
    early = play.say(play.samir, "Good morning from the team")
    play.clock.move(minutes=1)
    question, other = play.say(play.omar, WHERE), play.say(play.sara, "Hello to all of you here")
    async with play.open() as desk:
        with pytest.raises(DeskError, match="before the question"):
            await desk.link_reply(early, [question])
        with pytest.raises(DeskError, match="Only a staff message"):
            await desk.link_reply(other, [question])


async def test_one_message_answers_all_of_them_and_is_counted_for_each(play):
    first, second = play.say(play.omar, WHERE), play.say(play.sara, WHERE)
    async with play.open() as desk:
        await desk.reply(first, ANSWER, kind=ReplyKind.INFORMATION, also=[second])
        await play.until_state(second, "answered")
        assert await play.state(first) == "answered"
        assert len([text for text in play.group_texts if text == ANSWER]) == 1


async def test_a_reply_outside_hours_can_wait_for_the_opening(play):
    play.clock.at = datetime(2026, 10, 3, 15, 0, tzinfo=UTC)  # Saturday
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        opening = desk.next_opening()
        assert opening == datetime(2026, 10, 5, 13, 0, tzinfo=UTC)
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION, send_at=opening)
        await play.until_read()
        assert play.replies_to(question) == []
        play.clock.at = opening
        await play.until_state(question, "answered")
        assert len(play.replies_to(question)) == 1


async def test_monday_triage_puts_those_that_ask_the_same_together(play):
    card = [
        play.say(who, text) for who, text in ((play.omar, WHERE), (play.sara, "How do I get my health card?"))
    ]
    other = play.say(play.omar, "Where can I find a cheap lawyer for immigration?")
    async with play.open_with_snippets() as desk:
        groups = []

        async def together():
            groups[:] = await desk.triage()
            return bool(groups)

        await until(together, 20)
        assert [row.inquiry_id for row in groups[0].rows] == card
        assert (await play.row(card[0])).similar == (card[1],)
        assert (await play.row(other)).similar == ()
        sent = await desk.reply_to_each([card[0], card[1]], groups[0].answer.snippet_id)
        assert len(sent) == 2
        for question in card:
            await play.until_state(question, "answered")
            assert len(play.replies_to(question)) == 1


async def test_the_partner_sheet_reads_out_without_saying_who_asks(play):
    question = play.say(
        play.omar, "I am Omar, call me at 613-555-0142 or omar@example.org: where is a lawyer?"
    )
    async with play.open() as desk:
        await desk.mark_inquiry(question) if question not in await play.waiting() else None
        await desk.wait_on_partner(question, "Legal Clinic")
        assert await desk.partners() == [("Legal Clinic", 1)]
        sheet = await desk.partner_sheet("legal clinic")
        text = sheet.questions[0].text
        assert "where is a lawyer" in text
        assert not any(word in text for word in ("Omar", "omar", "613", "0142", "example.org"))
        await desk.save_draft(question, "They open on Tuesdays.")
        assert (await desk.partner_sheet("Legal Clinic")).questions[0].draft == "They open on Tuesdays."


async def test_a_holding_reply_is_drafted_in_the_members_language(play):
    question = play.say(play.omar, "وين بقدر أطلع بطاقة الصحة؟")
    async with play.open_with_snippets() as desk:
        draft = await desk.notice("holding", question)
        assert draft.reply_kind is ReplyKind.HOLDING
        assert any("\u0600" <= char <= "\u06ff" for char in draft.text)
        desk._shelf.library = type(desk._shelf.library).of(())
        with pytest.raises(DeskError, match="no notice"):
            await desk.notice("holding", question)


async def test_a_read_only_desk_decides_nothing(play):
    question = play.say(play.omar, WHERE)
    async with play.open(read_only=True) as desk:
        for deed in (
            desk.merge(question, question),
            desk.set_urgent(question, True),
            desk.wait_on_partner(question, "x"),
            desk.snooze(question, MONDAY + timedelta(hours=1)),
            desk.reply_to_each([question], "x"),
        ):
            with pytest.raises(DeskError, match="reading only"):
                await deed


async def test_thanks_with_a_question_after_it_are_put_before_a_person(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        reply = await answered(play, desk, question)
        again = play.say(
            play.omar, "Thank you so much. How much does it cost to complain there?", reply_to=reply
        )
        await play.until_read()
        row = await play.row(question)
        assert row.maybe_follow_up == again or row.message_id == again

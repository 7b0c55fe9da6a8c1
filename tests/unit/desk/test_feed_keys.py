"""What a key pressed in the feed is about: the question, its follow-ups, and the answers to it."""

from datetime import timedelta

from modtui.domain.inquiry_states import ReplyKind
from tests.unit.desk.playing import ANSWER, MONDAY, WHERE

AGAIN = "And where can I get one for my wife?"


async def test_an_answer_and_a_follow_up_lead_to_their_inquiry_also_when_it_is_settled(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        await play.until_state(question, "answered")
        answer = play.replies_to(question)[-1].id
        play.clock.move(hours=1)
        again = play.say(play.omar, AGAIN, reply_to=answer)
        await play.until_read()
        await desk.reply(again, ANSWER, kind=ReplyKind.INFORMATION)
        await play.until_state(question, "answered")
        second = play.replies_to(again)[-1].id
        thanks = play.say(play.omar, "Thank you!", reply_to=second)
        await play.until_read()
        found = {item.message_id: item for item in await desk.feed()}
        assert {found[i].inquiry_id for i in (question, answer, again, second)} == {question}
        assert found[thanks].inquiry_id is None
        # The sign stands where it was asked, not on the answers.
        assert (found[question].inquiry, found[again].inquiry) == ("answered", "answered")
        assert (found[answer].inquiry, found[second].inquiry) == (None, None)
        await desk.check_back(found[second].inquiry_id, MONDAY + timedelta(days=3))
        assert (await play.row(question)).group.value == "snoozed"

"""Moderators' corrections: as labelled lines, and what detection makes of them on this desk."""

from __future__ import annotations

from datetime import timedelta

from modtui.desk.corrections import Corrections, labelled_lines
from modtui.domain.detection import DetectionInput, Label, detect
from tests.unit.desk.playing import ANSWER, HELLO, WHERE

FURNITURE = (
    "Where can I buy a used sofa and a mattress?",
    "Does anyone know where to find a cheap used sofa or mattress?",
    "I need a used sofa and mattress, where do I look?",
)
ANOTHER = "Where do people buy a used sofa and mattress here?"
REASON = "moderators corrected messages like this one"


async def lines(desk, since=None):
    ctx = desk._parts.ctx
    return await labelled_lines(ctx.db, ctx.chat(), await ctx.rules.get(ctx.db), since=since)


async def adapter(desk):
    ctx = desk._parts.ctx
    return await ctx.corrections.adapter(ctx.db, ctx.chat(), await ctx.rules.get(ctx.db))


async def dismissed(play, desk):
    for text in FURNITURE:
        await desk.dismiss(await play.asked(play.omar, text))
        play.clock.move(minutes=20)


async def test_after_several_dismissals_the_next_alike_one_is_only_possible_and_says_why(play):
    assert detect(DetectionInput(ANOTHER)).label is Label.INQUIRY
    async with play.open() as desk:
        await dismissed(play, desk)
        another = await play.asked(play.sara, ANOTHER)
        row = await play.row(another)
        assert (row.state.value, row.group.value) == ("possible", "possible")
        assert REASON in row.reasons
        told = [entry.sentence for entry in (await desk.inquiry(another)).timeline]
        assert any(REASON in sentence for sentence in told)
        # Another question with the same asking words is one as before.
        card = await play.asked(play.sara, WHERE)
        assert await play.state(card) == "open"


async def test_a_desk_that_starts_again_remembers(play):
    async with play.open() as desk:
        await dismissed(play, desk)
        before = await adapter(desk)
    async with play.open() as desk:
        assert await adapter(desk) == before
        assert await play.state(await play.asked(play.sara, ANOTHER)) == "possible"


async def test_a_dismissal_that_was_undone_teaches_nothing(play):
    async with play.open() as desk:
        for text in FURNITURE:
            await desk.dismiss(await play.asked(play.omar, text))
            await desk.undo()
            play.clock.move(minutes=20)
        assert (await adapter(desk)).lessons == ()
        assert (await lines(desk)).lines == ()
        assert await play.state(await play.asked(play.sara, ANOTHER)) == "open"


async def test_urgent_messages_stay_urgent_whatever_was_dismissed(play):
    danger = "my husband beats me and the kids, where can I go tonight"
    async with play.open() as desk:
        for _ in range(4):
            await desk.dismiss(await play.asked(play.omar, danger))
            play.clock.move(minutes=20)
        assert (await play.row(await play.asked(play.sara, danger))).urgent


async def test_marks_raise_what_detection_does_not_find(play):
    first, second = (f"The curtains on floor {number} are green again" for number in (3, 4))
    assert detect(DetectionInput(first)).label is detect(DetectionInput(second)).label is Label.NONE
    async with play.open() as desk:
        message = play.say(play.omar, first)
        await play.until_read()
        await desk.mark_inquiry(message)
        play.clock.move(minutes=20)
        row = await play.row(await play.asked(play.sara, second))
        assert REASON in row.reasons


async def test_labelled_lines_say_what_it_is_and_what_detection_said_and_name_nobody(play):
    async with play.open() as desk:
        question = await play.asked(
            play.omar,
            "Hello, I am Omar. Where can I buy a used sofa and a mattress? 613-555-0142",
        )
        await desk.dismiss(question)
        play.clock.move(minutes=20)
        hello = play.say(play.sara, HELLO)
        await play.until_read()
        await desk.mark_inquiry(hello)
        other = await play.asked(play.sara, WHERE)
        play.say(play.samir, ANSWER, reply_to=other)
        more = play.say(play.sara, "And what do I bring with me?", reply_to=other)
        await play.until_read()
        await desk.settle_follow_up(other, asks=False)
        found = (await lines(desk)).lines
        assert [(line["label"], line["said"], line["lang"]) for line in found] == [
            ("none", "inquiry", "en"),
            ("inquiry", "none", "en"),
            ("none", "inquiry", "en"),
        ]
        assert found[2]["text"] == "And what do I bring with me?"
        assert found[2]["reply_to_own_inquiry"] is True
        told = str(found)
        assert "used sofa" in told
        assert not any(word in told for word in ("Omar", "0142", "Sara", "613"))
        assert more
        assert len((await lines(desk, since=play.clock() - timedelta(minutes=1))).lines) == 2


async def test_what_was_deleted_is_counted_and_not_told(play):
    async with play.open() as desk:
        question = await play.asked(play.omar, FURNITURE[0])
        await desk.dismiss(question)
        play.world.delete(play.omar, [question])
        await play.until_read()
        found = await lines(desk)
        assert (found.lines, found.without_text) == ((), 1)


async def test_the_order_of_reading_and_the_bound_change_nothing_but_how_much_is_learned(play):
    async with play.open() as desk:
        await dismissed(play, desk)
        ctx = desk._parts.ctx
        rules = await ctx.rules.get(ctx.db)
        afresh = await Corrections().adapter(ctx.db, ctx.chat(), rules)
        assert afresh == await adapter(desk)
        few = await Corrections(most=1).adapter(ctx.db, ctx.chat(), rules)
        assert len(few.lessons) == 1
        assert few.detect(DetectionInput(ANOTHER)).label is Label.INQUIRY

"""A text longer than one message: several, in their order, each once, one reply, one fate."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.figures import count_figures
from modtui.domain.formatting import parse, utf16_length
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.months import parse_month
from modtui.reports.collect import collect
from modtui.store.database import Database
from modtui.telegram.gateway import FloodWait, GatewayError, SlowMode
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import until

KIND = ReplyKind.INFORMATION
LONG = "\n\n".join(f"**Step {n}**: " + f"go to window {n} and wait. " * 60 for n in range(1, 7))
FORMATTED = parse(LONG)


async def send(desk, target, **more):
    return await desk.reply(
        target, FORMATTED.text, entities=FORMATTED.entities, kind=KIND, in_parts=True, **more
    )


def told(play, target):
    return [m.text for m in play.replies_to(target)]


def words(texts):
    return " ".join(" ".join(texts).split())


async def test_all_of_it_arrives_in_order_and_counts_as_one_reply(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        with pytest.raises(DeskError, match="4096"):
            await desk.reply(question, FORMATTED.text)
        await send(desk, question)
        await play.until_sent()
        texts = told(play, question)
        assert len(texts) == 3
        assert all(utf16_length(text) <= 4096 for text in texts)
        assert words(texts) == words([FORMATTED.text])
        assert [len(m.entities) for m in play.replies_to(question)] == [text.count("Step ") for text in texts]
        assert await play.state(question) == "answered"
        life = [entry.sentence for entry in (await desk.inquiry(question)).timeline]
        assert sum("further part" in said for said in life) == 2
    db = await Database.open(play.store, read_only=True)
    try:
        now = play.clock()
        record = await collect(db, 1, now - timedelta(days=40), now + timedelta(days=40))
        figures = count_figures(record, parse_month("2026-10", record.zone), now)
    finally:
        await db.close()
    wanted = {
        "information": 1,
        "distinct_replies": 1,
        "untagged_replies": 0,
        "posts": 0,
        "possible_answers": 0,
    }
    assert {code: figures.value(code) for code in wanted} == wanted


async def test_a_long_post_counts_once_and_its_parts_hang_together(play):
    async with play.open() as desk:
        await send(desk, None, post_type="information")
        await play.until_sent()
        own = [item for item in await desk.feed() if item.own]
        assert len(own) == 3
        assert [item.quote.message_id if item.quote else None for item in own] == [
            None, own[0].message_id, own[0].message_id,
        ]  # fmt: skip
    db = await Database.open(play.store, read_only=True)
    try:
        assert await db.all("SELECT count(*) FROM journal WHERE kind = 'post.sent'") == [(1,)]
    finally:
        await db.close()


async def test_undo_takes_all_parts_back_as_one_draft(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await send(desk, question)
        assert [note for _, note in await play.outgoing()][1:] == ["part 2 of 3", "part 3 of 3"]
        await desk.undo()
        assert await play.outgoing() == []
        assert words([await desk.draft(question)]) == words([LONG])


async def both_failed(play):
    async def both():
        return [state for state, _ in await play.outgoing()] == ["failed", "failed"]

    await until(both)


class Trouble(SimulatedGateway):
    """Takes so many messages, then raises."""

    takes = 1
    trouble: GatewayError = SlowMode(30)

    async def send(self, message):
        if self.takes <= 0:
            raise self.trouble
        self.takes -= 1
        return await super().send(message)


async def test_a_part_that_has_to_wait_is_not_overtaken(play):
    gateway = Trouble(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        question = await play.asked(play.omar)
        await send(desk, question)
        await until(lambda: len(told(play, question)) == 1)

        async def asked_to_wait():
            return any(note == "slow mode 30 s · part 2 of 3" for _, note in await play.outgoing())

        await until(asked_to_wait)
        gateway.takes = 9
        play.clock.move(seconds=31)
        await play.until_sent()
        assert words(told(play, question)) == words([FORMATTED.text])


async def test_a_part_that_fails_holds_what_follows_and_one_retry_sends_the_rest(play):
    gateway = Trouble(play.world, play.me, play.clock)
    gateway.trouble = GatewayError("Not today.", code="no")
    async with play.open(gateway=gateway) as desk:
        question = await play.asked(play.omar)
        await send(desk, question)
        await both_failed(play)
        assert await play.state(question) == "answered"
        gateway.takes = 9
        last = [item for item in await desk.feed() if item.outbox_id][-1]
        await desk.retry(last.outbox_id)
        await play.until_sent()
        assert words(told(play, question)) == words([FORMATTED.text])


async def test_what_has_not_left_of_a_long_text_comes_back_into_the_draft(play):
    gateway = Trouble(play.world, play.me, play.clock)
    gateway.trouble = GatewayError("Not today.", code="no")
    async with play.open(gateway=gateway) as desk:
        question = await play.asked(play.omar)
        await send(desk, question)
        await both_failed(play)
        said = await desk.undo()
        assert "rest stands in the draft" in said
        first = told(play, question)
        assert words([first[0], parse(await desk.draft(question)).text]) == words([FORMATTED.text])
        assert await play.outgoing() == []


async def test_a_flood_wait_in_between_loses_nothing_through_a_restart(play):
    gateway = Trouble(play.world, play.me, play.clock)
    gateway.trouble = FloodWait(60)
    async with play.open(gateway=gateway) as desk:
        question = await play.asked(play.omar)
        await send(desk, question)
        await until(lambda: len(told(play, question)) == 1)
    play.clock.move(seconds=120)
    async with play.open():
        await play.until_sent()
        assert words(told(play, question)) == words([FORMATTED.text])


@pytest.mark.parametrize("pressed", [0, -1])
async def test_one_held_back_for_the_opening_and_sent_at_once_leaves_whole(play, tmp_path, pressed):
    form = tmp_path / "form.pdf"
    form.write_bytes(b"x" * 100)
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await send(desk, question, files=[form], send_at=play.clock() + timedelta(hours=66))
        waiting = [item for item in await desk.feed() if item.outbox_id]
        assert len(waiting) == 4
        await desk.retry(waiting[pressed].outbox_id)  # the clock stands still: nothing leaves by itself
        await play.until_sent()
        assert words(told(play, question)) == words([FORMATTED.text])
        assert [m.media.name for m in play.replies_to(question) if m.media] == ["form.pdf"]


def many(count):
    return parse(" ".join(f"**p{n}** and" for n in range(1, count + 1)))


async def test_more_looks_than_telegram_keeps_are_refused_before_anything_is_queued(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        crowded, full = many(130), many(100)
        with pytest.raises(
            DeskError, match=r"130 passages .* from “p101” on they would be lost. Take out 30"
        ):
            await desk.reply(question, crowded.text, entities=crowded.entities)
        behind = parse("go to the window. " * 200 + "\n\n" + " ".join(f"**p{n}** and" for n in range(1, 131)))
        with pytest.raises(DeskError, match="In part 2, 130 passages"):
            await desk.reply(question, behind.text, entities=behind.entities, in_parts=True)
        with pytest.raises(DeskError, match="130 passages"):
            await desk.schedule_post(
                crowded.text,
                play.clock() + timedelta(hours=2),
                post_type="information",
                entities=crowded.entities,
            )
        assert await play.outgoing() == []
        await desk.reply(question, full.text, entities=full.entities)
        await play.until_sent()
        (reply,) = play.replies_to(question)
        assert len(reply.entities) == 100
        with pytest.raises(DeskError, match="130 passages"):
            await desk.edit_post(reply.id, crowded.text, crowded.entities)

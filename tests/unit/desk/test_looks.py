"""Formatting through the desk: into the outbox, through a restart, out of it, back into the draft, and into the feed."""

from __future__ import annotations

from modtui.domain.formatting import Entity, Look, parse
from modtui.store.database import Database
from modtui.text.safe import safe_text
from tests.unit.desk.playing import until

TYPED = "🇨🇦 **مرحباً** [the form](https://x.example/a) and \\*\\*stars\\*\\*"
FORMATTED = parse(TYPED)


async def send(desk, target, typed=TYPED):
    formatted = parse(typed)
    return await desk.reply(target, formatted.text, entities=formatted.entities)


async def test_a_reply_arrives_as_it_looks_and_the_feed_shows_it_so(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await send(desk, question, f"  {TYPED}\n")
        await play.until_sent()
        (sent,) = play.replies_to(question)
        assert (sent.text, sent.entities) == (FORMATTED.text, FORMATTED.entities)
        item = next(item for item in await desk.feed() if item.message_id == sent.id)
        assert item.looks == FORMATTED.entities
        await play.until_read()  # Telegram's own word for it changes nothing
        (item,) = await desk.feed_items([sent.id])
        assert (item.edited_at, item.looks) == (None, FORMATTED.entities)


async def test_it_survives_a_restart_and_comes_back_into_the_draft_as_it_was_typed(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await send(desk, question)
    async with play.open(broken=True) as desk:
        (waiting,) = [item for item in await desk.feed() if item.outbox_id]
        assert (waiting.text, waiting.looks) == (FORMATTED.text, FORMATTED.entities)
        assert await desk.cancel(waiting.outbox_id) == TYPED
        assert await desk.draft(question) == TYPED
        await send(desk, question)
    async with play.open():
        await play.until_sent()
        assert [m.entities for m in play.replies_to(question)] == [FORMATTED.entities]


async def test_nothing_of_a_text_stays_in_the_outbox_once_it_was_sent(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await send(desk, question)
        await play.until_sent()
    db = await Database.open(play.store, read_only=True)
    try:
        rows = await db.all("SELECT text, entities FROM outbox")
    finally:
        await db.close()
    assert rows == [(None, None)]


async def test_editing_changes_looks_and_undo_changes_them_back(play):
    async with play.open() as desk:
        await send(desk, None, "**at 5**")
        await play.until_sent()
        number = next(item.message_id for item in await desk.feed() if item.own)
        new = parse("at **5**")
        await desk.edit_post(number, new.text, new.entities)
        assert play.world.message(play.me, number).entities == new.entities
        (item,) = await desk.feed_items([number])
        assert item.looks == new.entities
        await desk.undo()
        assert play.world.message(play.me, number).entities == parse("**at 5**").entities


async def test_the_schedule_gives_a_post_back_as_it_was_typed(play):
    async with play.open() as desk:
        formatted = parse("**tomorrow** at 9")
        at = play.clock().replace(hour=20)
        post = await desk.schedule_post(formatted.text, at, entities=formatted.entities)
        assert await desk.cancel_scheduled(post.schedule_id) == "**tomorrow** at 9"


async def test_the_looks_of_a_hostile_text_stay_on_their_words(play):
    async with play.open() as desk:
        text = "\u202e\u200b🎉\u200b bold\x1b[0m end"
        place = 2 + 2 + 2
        looks = (
            Entity(Look.BOLD, place, 4),
            Entity(Look.LINK, place, 4, "https://x.example/\u202egnp.exe\x1b]"),
        )
        number = play.say(play.omar, text, entities=looks)
        await play.until_read()
        (item,) = await desk.feed_items([number])
        assert item.text == safe_text(text)
        bold, link = sorted(item.looks, key=lambda e: e.look.value)
        raw = item.text.encode("utf-16-le")
        assert raw[2 * bold.offset : 2 * bold.end].decode("utf-16-le") == "bold"
        assert "\u202e" not in link.url
        assert "\x1b" not in link.url

"""A reply whose message was deleted before it left: held, then sent with a mention when a person says so."""

from __future__ import annotations

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.formatting import Entity, Look, parse
from modtui.domain.inquiry_states import ReplyKind
from tests.unit.desk.playing import until


async def held(play, desk, **more):
    """A formatted reply to a question that is gone by the time the line is back; its outbox id."""
    question = await play.asked(play.omar)
    play.gateway.break_line()
    await until(lambda: not desk.status().connection_ok)
    formatted = parse("**Bring** your passport.")
    item = await desk.reply(
        question, formatted.text, entities=formatted.entities, kind=ReplyKind.INFORMATION, **more
    )
    play.world.delete(play.samir, [question])
    play.gateway.restore_line()

    async def stopped():
        return {state for state, _ in await play.outgoing()} == {"held"}

    await until(stopped)
    return question, item


async def test_it_goes_out_with_a_mention_by_id_and_stays_the_answer(play):
    async with play.open() as desk:
        question, item = await held(play, desk)
        assert "mention" in (await play.unsent()).send_note
        await desk.mention_instead(item)
        await play.until_sent()
        sent = [m for m in play.world.group.box.kept.values() if m.author_id == play.me][-1].message
        name = "Omar Sample"
        assert (sent.text, sent.reply_to) == (f"{name}, Bring your passport.", None)
        assert set(sent.entities) == {
            Entity(Look.MENTION, 0, len(name), user_id=play.omar),
            Entity(Look.BOLD, len(name) + 2, 5),
        }
        assert await play.state(question) == "answered"


async def test_its_files_follow_it(play, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(b"x" * 100)
    async with play.open() as desk:
        _, item = await held(play, desk, files=[path])
        await desk.mention_instead(item)
        await play.until_sent()
        text, file = [m.message for m in play.world.group.box.kept.values() if m.author_id == play.me][-2:]
        assert (file.media.name, file.reply_to) == ("form.pdf", text.id)


async def test_nothing_else_can_be_sent_so(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        item = await desk.reply(question, "x", kind=ReplyKind.INFORMATION)
        with pytest.raises(DeskError, match="held because its message was deleted"):
            await desk.mention_instead(item)
        with pytest.raises(DeskError, match="held because"):
            await desk.mention_instead("nothing")

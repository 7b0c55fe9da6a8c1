"""A reply whose message was deleted before it left: held, then sent with a mention when a person says so."""

from __future__ import annotations

import pytest

from modtui.desk.errors import DeskError, TargetGoneError
from modtui.domain.formatting import Entity, Look, parse
from modtui.domain.inquiry_states import ReplyKind
from modtui.store import members, observed
from modtui.telegram.gateway import GatewayError, ToUser
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import HELLO, until
from tests.unit.desk.test_merged_figures import figures_of


async def held(play, desk, question=None, **more):
    """A formatted reply to a message, a question unless given, that is gone when the line is back; its outbox id."""
    question = question or await play.asked(play.omar)
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


async def test_to_an_ordinary_message_it_is_a_reply_and_no_post(play):
    async with play.open() as desk:
        hello = play.say(play.omar, HELLO)
        await play.until_read()
        _, item = await held(play, desk, hello)
        await desk.mention_instead(item)
        await play.until_sent()
        assert play.group_texts[-1] == "Omar Sample, Bring your passport."
    assert await figures_of(play, "posts", "possible_answers") == {"posts": 0, "possible_answers": 0}


class Watched(SimulatedGateway):
    """Remembers what was to be sent; ``lost``: Telegram cannot tell any more who is mentioned."""

    def __init__(self, *of_the_world):
        super().__init__(*of_the_world)
        self.asked, self.lost = [], False

    async def send(self, message):
        self.asked.append(message)
        if self.lost and message.must_mention is not None:
            raise GatewayError("Nobody knows the member.", code="mention-lost")
        return await super().send(message)


async def test_telegram_knows_the_member_by_their_newest_message_that_stands(play):
    gateway = Watched(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        first = play.say(play.omar, HELLO)
        gone = await play.asked(play.omar)
        _, item = await held(play, desk, gone)
        ctx = desk._parts.ctx
        ref = (await observed.one(ctx.db, ctx.chat(), first)).sender_ref
        assert await members.newest_message(ctx.db, ctx.chat(), ref) == first
        await desk.mention_instead(item)
        await play.until_sent()
        assert gateway.asked[-1].must_mention == ToUser(play.omar, first)


async def test_without_the_mention_it_is_held_and_says_why(play):
    gateway = Watched(play.world, play.me, play.clock)
    gateway.lost = True
    async with play.open(gateway=gateway) as desk:
        question, item = await held(play, desk)
        await desk.mention_instead(item)
        await play.until_outgoing("held")
        assert "Nobody knows the member." in (await play.unsent()).send_note
        await desk.cancel(item)
        assert "passport" in await desk.draft(question)


async def test_undone_it_stands_in_the_draft_of_what_it_answered(play):
    async with play.open() as desk:
        question, item = await held(play, desk)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.mention_instead(item)
        await desk.undo()
        assert "**Bring** your passport." in await desk.draft(question)
        assert await desk.draft(None) == ""


async def test_below_a_file_the_mention_has_to_fit_too(play, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(b"x" * 100)
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        item = await desk.reply(question, "", kind=ReplyKind.INFORMATION, files=[path])
        async with desk._parts.ctx.db.transaction() as tx:
            await tx.execute("UPDATE outbox SET text = ? WHERE id = ?", ("x" * 1020, item))
        play.world.delete(play.samir, [question])
        play.gateway.restore_line()
        await play.until_outgoing("held")
        with pytest.raises(DeskError, match="1024"):
            await desk.mention_instead(item)


async def test_what_was_deleted_while_it_was_answered_is_said_and_answered_with_a_mention(play, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(b"x" * 100)
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.world.delete(play.samir, [question])

        async def gone():
            (item,) = await desk.feed_items([question])
            return item.deleted_at is not None

        await until(gone)
        said = {"kind": ReplyKind.INFORMATION, "files": [path]}
        with pytest.raises(TargetGoneError):
            await desk.reply(question, "Bring your passport.", **said)
        with pytest.raises(DeskError, match="4096"):
            await desk.reply(question, "x" * 4096, mention=True, **said)
        assert await play.outgoing() == []
        await desk.reply(question, "Bring your passport.", mention=True, **said)
        await play.until_sent()
        text, file = [m.message for m in play.world.group.box.kept.values() if m.author_id == play.me][-2:]
        assert (text.text, text.reply_to) == ("Omar Sample, Bring your passport.", None)
        assert (file.media.name, file.reply_to) == ("form.pdf", text.id)

"""An upload that runs can be broken off, by undo and in the outbox, until its last part is up."""

from __future__ import annotations

import asyncio

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.inquiry_states import ReplyKind
from modtui.telegram.simulated import SimulatedGateway
from modtui.text.catalogue import say
from tests.unit.desk.playing import ANSWER, until

KIND = ReplyKind.INFORMATION


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(3_000_000))
    return path


class SlowLine(SimulatedGateway):
    """Stands still at the second part of a file, or where all parts are up, until it is let go."""

    waits_at = 2

    def __init__(self, *world):
        super().__init__(*world)
        self.let_go, self.stands, self.parts = asyncio.Event(), asyncio.Event(), 0

    async def _checked(self, name):
        await super()._checked(name)
        if name == "send_file_part":
            self.parts += 1
            if self.parts >= self.waits_at:
                self.stands.set()
                await self.let_go.wait()


class AllUp(SlowLine):
    """Every part is up and the message itself leaves."""

    waits_at = 10**6

    async def send_file(self, message, file, progress=None):
        size = file.path.stat().st_size
        progress(size, size)
        self.stands.set()
        await self.let_go.wait()
        return await super().send_file(message, file)


async def test_an_upload_is_broken_off_in_the_outbox_and_text_and_file_are_back(play, film):
    gateway = SlowLine(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        await desk.attach_file(film, "the film")
        await gateway.stands.wait()
        assert await desk.cancel((await play.unsent()).outbox_id) == "the film"
        assert await play.outgoing() == []
        assert await desk.draft(None) == "the film"
        assert [file.path for file in await desk.draft_files(None)] == [str(film)]
        assert not desk._parts.ctx.uploads
        gateway.let_go.set()
        # What comes after it leaves, and nothing of the film did.
        question = await play.asked(play.omar)
        await desk.reply(question, ANSWER, kind=KIND, files=[film])
        await play.until_sent()
        assert play.group_texts.count("the film") == 0
        assert len(play.replies_to(question)) == 2


async def test_undo_breaks_an_upload_off_and_says_that_nothing_left(play, film):
    gateway = SlowLine(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        await desk.reply(None, "the film", post_type="other", files=[film])
        await gateway.stands.wait()
        assert say("undo.send_done") in await desk.undo()
        assert await play.outgoing() == []
        assert await desk.draft(None) == "the film"


async def test_undo_of_an_answer_that_left_breaks_off_the_file_that_has_not(play, film):
    gateway = SlowLine(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, ANSWER, kind=KIND, files=[film])
        await gateway.stands.wait()
        assert "film.mp4 had not" in await desk.undo()
        assert await play.outgoing() == []
        assert [file.path for file in await desk.draft_files(question)] == [str(film)]
        assert [m.text for m in play.replies_to(question)] == [ANSWER]


async def test_once_its_last_part_is_up_it_says_so_and_arrives_once(play, film):
    gateway = AllUp(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        await desk.attach_file(film, "the film")
        await gateway.stands.wait()
        unsent = await play.unsent()
        with pytest.raises(DeskError, match="just leaving"):
            await desk.cancel(unsent.outbox_id)
        gateway.let_go.set()
        await play.until_sent()
        assert play.group_texts == ["the film"]
        await until(lambda: not desk._parts.ctx.uploads)

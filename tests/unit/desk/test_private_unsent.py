"""A private reply that has not left is tried again or taken back: its words stay out of the list and of the group."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from tests.unit.desk.playing import until
from tests.unit.desk.test_private import serve

WORDS = "Come to room 4."


async def until_stopped(play, desk):
    async def stopped():
        return [item.send_state.value for item in await desk.private_unsent()] == ["failed"]

    await until(stopped)


async def test_one_that_waits_for_monday_is_stopped_after_a_restart(play, tmp_path):
    form = tmp_path / "form.pdf"
    form.write_bytes(b"x" * 100)
    later = play.clock() + timedelta(hours=66)
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.reply_private(play.omar, WORDS, files=[form], send_at=later)
    async with play.open() as desk:
        assert desk.undoable() is None
        reply, file = await desk.private_unsent()
        assert (reply.text, reply.private_to) == ("private reply to Omar Sample", "Omar Sample")
        assert file.text == "private reply to Omar Sample: form.pdf"
        assert "held back until" in reply.send_note
        assert WORDS not in repr((reply, file))
        await desk.save_draft(None, "a post of the group")
        view = await desk.open_private(play.omar)
        notes = [line.send_note for line in view.lines if line.outbox_id]
        assert notes[0].endswith("; c takes it back")  # o shows older ones in a private chat
        assert await desk.cancel(reply.outbox_id) == WORDS
        assert await desk.private_unsent() == []
        assert await desk.private_draft(play.omar) == WORDS
        assert [one.path for one in await desk.private_draft_files(play.omar)] == [str(form)]
        assert await desk.draft(None) == "a post of the group"
        play.clock.move(hours=67)
        await play.until_read()
        assert play.private_texts(play.omar) == []


async def test_one_that_waits_leaves_at_once_when_asked(play, tmp_path):
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.reply_private(play.omar, WORDS, send_at=play.clock() + timedelta(hours=66))
        (reply,) = await desk.private_unsent()
        await desk.retry(reply.outbox_id)
        await until(lambda: play.private_texts(play.omar) == [WORDS])


async def test_a_file_that_fails_after_its_answer_is_listed_and_taken_out(play, tmp_path):
    form = tmp_path / "form.pdf"
    form.write_bytes(b"x" * 100)
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.reply_private(play.omar, WORDS, files=[form], send_at=play.clock() + timedelta(minutes=30))
        form.write_bytes(b"y" * 200)  # another file than the one that was chosen
        play.clock.move(minutes=31)
        desk._parts.outbox.wake()
        await until_stopped(play, desk)
        assert play.private_texts(play.omar) == [WORDS]
        (file,) = await desk.private_unsent()
        await desk.cancel(file.outbox_id)
        assert await desk.private_unsent() == []
        await until(lambda: desk.status().failed_count == 0)


async def test_a_desk_for_reading_lists_them_and_changes_nothing(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.reply_private(play.omar, WORDS, send_at=play.clock() + timedelta(hours=66))
    async with play.open(read_only=True) as desk:
        (reply,) = await desk.private_unsent()
        for forbidden in (desk.retry, desk.cancel):
            with pytest.raises(DeskError, match="reading only"):
                await forbidden(reply.outbox_id)
        assert len(await desk.private_unsent()) == 1

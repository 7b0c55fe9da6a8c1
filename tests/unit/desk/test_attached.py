"""Files that leave with an answer or a post: after it, once, with its fate, and no reply of their own."""

from datetime import timedelta
from pathlib import Path

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.figures import count_figures
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.messages import MediaKind
from modtui.domain.months import parse_month
from modtui.reports.collect import collect
from modtui.store.database import Database
from modtui.telegram.gateway import GatewayError
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import ANSWER, until
from tests.unit.desk.shelves import VERIFIED, Shelf

CONTENT = bytes(range(256)) * 500
KIND = ReplyKind.INFORMATION


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "map.jpg"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def shelf(play, tmp_path):
    made = Shelf(play, tmp_path / "own")
    made.answer("form", "The form is attached.", f"attachments: [form.pdf]\n{VERIFIED}")
    (made.folder / "answers" / "form.pdf").write_bytes(CONTENT)
    return made


def said_by_me(play, message_id):
    return [(m.text, m.media.name if m.media else None) for m in play.replies_to(message_id)]


async def sentences(desk, inquiry):
    return [entry.sentence for entry in (await desk.inquiry(inquiry)).timeline]


async def test_a_snippets_file_leaves_after_its_answer_and_is_no_reply_of_its_own(play, shelf):
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        (file,) = (await desk.fill_snippet("form", message_id=question)).attachments
        assert (file.name, file.size, file.missing) == ("form.pdf", len(CONTENT), False)
        await shelf.send(question, "form")
        assert said_by_me(play, question) == [("The form is attached.", None), ("", "form.pdf")]
        sent = play.replies_to(question)[-1]
        assert play.world.file_of(play.me, sent.id) == CONTENT
        assert await play.state(question) == "answered"
        life = await sentences(desk, question)
        assert sum("A file went with the answer" in said for said in life) == 1
        assert not any("elsewhere" in said.casefold() or "phone" in said for said in life)
        assert any(change.uploads for change in play.changes)
    assert await play.verified() == []
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


async def test_a_file_taken_off_stays_here_and_one_more_can_go_along(play, shelf, picture):
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, "x", kind=KIND, snippet_ids=["form"], files=[])
        await play.until_sent()
        assert said_by_me(play, question) == [("x", None)]
        await desk.reply(question, "y", kind=KIND, snippet_ids=["form"], files=[picture, picture])
        await play.until_sent()
        assert said_by_me(play, question)[1:] == [("y", None), ("", "")]
        assert play.replies_to(question)[-1].media.kind is MediaKind.PHOTO


async def test_a_missing_file_is_said_before_anything_is_queued(play, shelf, tmp_path):
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        with pytest.raises(DeskError, match=r"no file gone\.pdf|gone\.pdf"):
            await desk.reply(question, ANSWER, files=[tmp_path / "gone.pdf"])
        (shelf.folder / "answers" / "form.pdf").unlink()
        with pytest.raises(DeskError, match=r"form\.pdf, which is not there"):
            await desk.reply(question, ANSWER, snippet_ids=["form"])
        (file,) = (await desk.fill_snippet("form", message_id=question)).attachments
        assert file.missing
        assert await play.outgoing() == []
        await desk.reply(question, ANSWER, snippet_ids=["form"], files=[])
        await play.until_sent()
        assert said_by_me(play, question) == [(ANSWER, None)]


async def test_undo_takes_the_file_back_with_its_answer_and_both_stand_in_the_draft(play, form):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.reply(question, ANSWER, kind=KIND, files=[form])
        assert [state for state, _ in await play.outgoing()] == ["queued", "queued"]
        assert (await play.outgoing())[1] == ("queued", "leaves with its message")
        await desk.undo()
        assert await play.outgoing() == []
        assert await desk.draft(question) == ANSWER
        (file,) = await desk.draft_files(question)
        assert (file.name, file.path) == ("form.pdf", str(form))
        play.gateway.restore_line()
        await until(lambda: desk.status().connection_ok)
        await desk.reply(question, ANSWER, kind=KIND, files=[form])
        await play.until_sent()
        assert said_by_me(play, question) == [(ANSWER, None), ("", "form.pdf")]
        assert await desk.draft_files(question) == []


async def test_an_answer_that_is_held_holds_its_file_and_trying_either_again_sends_both(play, form):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.reply(question, ANSWER, kind=KIND, files=[form])
        play.say(play.samir, "Ask at the office.", reply_to=question)
        play.gateway.restore_line()

        async def held():
            return [state for state, _ in await play.outgoing()] == ["held", "held"]

        await until(held)
        assert said_by_me(play, question) == [("Ask at the office.", None)]
        file = [item for item in await desk.feed() if item.outbox_id][-1]
        assert file.media.name == "form.pdf"
        await desk.retry(file.outbox_id)
        await play.until_sent()
        assert said_by_me(play, question)[1:] == [(ANSWER, None), ("", "form.pdf")]


async def test_one_file_can_be_taken_out_alone_and_the_answer_leaves_without_it(play, form):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.reply(question, ANSWER, kind=KIND, files=[form])
        file = [item for item in await desk.feed() if item.outbox_id][-1]
        assert await desk.cancel(file.outbox_id) == ""
        assert await desk.draft(question) == ""
        play.gateway.restore_line()
        await play.until_sent()
        assert said_by_me(play, question) == [(ANSWER, None)]


class SlowFiles(SimulatedGateway):
    """Answers leave, files fail."""

    refuses = True

    async def send_file(self, message, file, progress=None):
        if self.refuses:
            raise GatewayError("No files today.", code="no-files")
        return await super().send_file(message, file, progress)


async def test_a_file_that_fails_says_so_and_undo_then_keeps_it_here(play, form):
    gateway = SlowFiles(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, ANSWER, kind=KIND, files=[form])
        await play.until_outgoing("failed")
        assert await play.outgoing() == [("failed", "No files today.")]
        assert await play.state(question) == "answered"
        said = await desk.undo()
        assert "form.pdf had not" in said
        assert await play.outgoing() == []
        assert [file.path for file in await desk.draft_files(question)] == [str(form)]
        assert await desk.draft(question) == ""
        await desk.reply(question, ANSWER, kind=KIND, files=[form])
        await play.until_outgoing("failed")
        gateway.refuses = False
        await desk.retry((await play.unsent()).outbox_id)
        await play.until_sent()
        assert said_by_me(play, question) == [(ANSWER, None), (ANSWER, None), ("", "form.pdf")]


async def test_a_file_alone_is_the_reply(play, form, picture):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, "", kind=KIND, files=[form, picture])
        await play.until_sent()
        assert said_by_me(play, question) == [("", "form.pdf"), ("", "")]
        assert await play.state(question) == "answered"
        with pytest.raises(DeskError):
            await desk.reply(question, " ")


async def test_a_posts_picture_carries_its_text_and_more_files_follow_as_replies(play, form, picture):
    async with play.open() as desk:
        await desk.reply(None, "Job fair on Friday", post_type="job", files=[picture])
        await play.until_sent()
        (post,) = (s.message for s in play.world.group.box.kept.values())
        assert (post.text, post.media.kind) == ("Job fair on Friday", MediaKind.PHOTO)
        await desk.reply(None, "Forms", post_type="information", files=[form, picture])
        await play.until_sent()
        second = next(s.message for s in play.world.group.box.kept.values() if s.message.text == "Forms")
        assert second.media is None
        assert said_by_me(play, second.id) == [("", "form.pdf"), ("", "")]
        long = "x" * 1500
        await desk.reply(None, long, post_type="information", files=[picture])
        await play.until_sent()
        third = next(s.message for s in play.world.group.box.kept.values() if s.message.text == long)
        assert said_by_me(play, third.id) == [("", "")]
    kinds = await play.facts("SELECT payload ->> '$.type' FROM journal WHERE kind = 'post.sent' ORDER BY seq")
    assert kinds == [("job",), ("information",), ("information",)]


async def test_one_answer_to_each_takes_the_file_along(play, shelf):
    async with shelf.open() as desk:
        first, second = await play.asked(play.omar), await play.asked(play.sara)
        await desk.reply_to_each([first, second], "form")
        await play.until_sent()
        for question in (first, second):
            assert said_by_me(play, question) == [("The form is attached.", None), ("", "form.pdf")]
            assert await play.state(question) == "answered"


async def test_files_of_a_draft_are_kept_and_one_that_went_is_named(play, form):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.save_draft(question, "half")
        await desk.save_draft_files(question, [str(form)])
    form.unlink()
    async with play.open() as desk:
        assert await desk.draft(question) == "half"
        (file,) = await desk.draft_files(question)
        assert (file.name, file.missing) == ("form.pdf", True)
        with pytest.raises(DeskError, match=r"form\.pdf"):
            desk.attachment(str(form))


async def test_an_old_attempt_of_a_file_is_found_by_its_name_and_not_sent_again(play, form):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, ANSWER, kind=KIND, files=[form])
        await play.until_sent()
        sent = play.replies_to(question)[-1].id
        (row,) = await play.facts("SELECT id FROM outbox WHERE id LIKE '%.001'")
        ctx = desk._parts.ctx
        async with ctx.db.transaction() as tx:
            # As after a crash long ago, right after the file had left.
            await tx.execute("UPDATE outbox SET state = 'sending', message_id = NULL WHERE id = ?", row)
        play.clock.move(minutes=30)
        desk._parts.outbox.wake()
        await play.until_sent()
        assert await play.facts("SELECT state, message_id FROM outbox WHERE id = ?", *row) == [("sent", sent)]
        assert said_by_me(play, question) == [(ANSWER, None), ("", "form.pdf")]


async def test_a_snippet_is_filled_for_a_post_with_its_file(play, shelf):
    shelf.answer("post", "This is {group}, by {moderator}. Come on {ask:day}.", VERIFIED)
    async with shelf.open() as desk:
        await shelf.until_shelved("post", lambda snippet: True)
        filled = await desk.fill_snippet("post", message_id=None)
        assert "This is Newcomers, by Layla." in filled.text
        (blank,) = filled.blanks
        full = await desk.fill_blanks("post", None, {blank.name: "Friday"})
        assert full.text == "This is Newcomers, by Layla. Come on Friday."
        (file,) = (await desk.fill_snippet("form", message_id=None)).attachments
        await desk.reply(None, "Forms", post_type="information", files=[Path(file.path)])
        await play.until_sent()
        (post,) = (s.message for s in play.world.group.box.kept.values())
        assert post.media.name == "form.pdf"

"""Private replies have kinds, files and an opening to wait for; they count as private messages, never as inquiries."""

from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.store import private
from modtui.store.private import PrivateCounts
from tests.unit.desk.playing import MONDAY, until
from tests.unit.desk.shelves import CARD, VERIFIED, Shelf
from tests.unit.desk.test_private import SECRET, from_phone, read_up_to, serve, until_waiting, write


@pytest.fixture
def shelf(play, tmp_path):
    made = Shelf(play, tmp_path / "own")
    made.write("card", CARD)
    return made


async def until_private_sent(play):
    async def none():
        rows = await play.facts("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')")
        return rows == [(0,)]

    await until(none)


async def counts(play):
    ctx = play.desk._parts.ctx
    return await private.message_counts(ctx.db, MONDAY - timedelta(days=9), MONDAY + timedelta(days=9))


async def row_of(desk):
    (row,) = await desk.private_queue()
    return row


@pytest.mark.parametrize(
    ("kind", "state", "note"),
    [
        (ReplyKind.HOLDING, InquiryState.ACKNOWLEDGED, "holding reply"),
        (ReplyKind.ASKED_BACK, InquiryState.ASKED_BACK, "asked back"),
    ],
)
async def test_what_is_no_answer_leaves_the_question_waiting_on_its_clock(play, kind, state, note):
    async with play.open() as desk:
        await serve(play, play.omar)
        before = await row_of(desk)
        play.clock.move(minutes=30)
        await desk.reply_private(play.omar, "We are looking into it.", kind=kind)
        await until_private_sent(play)

        async def told():
            return (await row_of(desk)).state is state

        await until(told)
        row = await row_of(desk)
        assert (row.asked_at, row.deadline) == (before.asked_at, before.deadline)
        assert note in row.note.casefold()
        assert "10:30" in row.note
        assert read_up_to(play, play.omar) == 0  # not handled yet: no receipt
        own = [line for line in (await desk.open_private(play.omar)).lines if line.own]
        assert [line.kind for line in own] == [kind]
        await desk.reply_private(play.omar, "Here is the answer.", kind=ReplyKind.REFERRAL)
        await until_private_sent(play)
        await until_waiting(play)
        assert (await counts(play)).sent == 2
        assert (await counts(play)).received == 1
    assert await play.verified() == []
    assert await play.facts("SELECT count(*) FROM inquiry") == [(0,)]


async def test_what_was_asked_back_and_said_is_our_turn_again(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.reply_private(play.omar, "Which city?", kind=ReplyKind.ASKED_BACK)
        await until_private_sent(play)
        write(play, play.omar, "Ottawa")

        async def again():
            row = await row_of(desk)
            return row.state is InquiryState.OPEN and row.follow_ups == 1

        await until(again)
        assert (await row_of(desk)).asked_at == MONDAY


async def test_a_reply_from_a_phone_is_said_to_be_what_it_was_and_that_is_undone(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        from_phone(play, play.omar, "we will look")
        await until_waiting(play)
        await desk.tag_private(play.omar, ReplyKind.HOLDING)
        await until_waiting(play, play.omar)
        assert (await row_of(desk)).state is InquiryState.ACKNOWLEDGED
        await desk.undo()
        await until_waiting(play)
        with pytest.raises(DeskError):
            await desk.tag_private(play.omar, ReplyKind.NOT_A_REPLY)
    async with play.open() as desk:
        await until_waiting(play)


async def test_one_for_the_next_opening_waits_and_can_be_taken_back(play):
    play.clock.move(hours=10)  # Monday 20:00 in Toronto
    async with play.open() as desk:
        await serve(play, play.omar)
        opens = desk.next_opening()
        await desk.reply_private(play.omar, "Come on Tuesday.", kind=ReplyKind.INFORMATION, send_at=opens)
        assert play.private_texts(play.omar) == []
        row = await row_of(desk)
        assert row.sending
        assert "Tue 09:00" in row.note
        line = (await desk.open_private(play.omar)).lines[-1]
        assert (line.send_state.value, "Tue 09:00" in line.send_note) == ("queued", True)
        assert line.kind is ReplyKind.INFORMATION
        await desk.undo()
        assert await desk.private_draft(play.omar) == "Come on Tuesday."
        await desk.reply_private(play.omar, "Come on Tuesday.", kind=ReplyKind.INFORMATION, send_at=opens)
        write(play, play.omar, "and my son?")

        async def seen():
            return (await row_of(desk)).follow_ups == 1

        await until(seen)
        play.clock.at = opens
        desk._parts.outbox.wake()
        await until_private_sent(play)
        assert play.private_texts(play.omar) == ["Come on Tuesday."]

        async def the_rest():
            return (await row_of(desk)).follow_ups == 0  # what came after the answer was written still waits

        await until(the_rest)


async def test_files_go_along_in_private_and_count_as_no_message_of_their_own(play, shelf):
    shelf.answer("form", "The form is attached.", f"attachments: [form.pdf]\n{VERIFIED}")
    (shelf.folder / "answers" / "form.pdf").write_bytes(b"%PDF sample")
    async with shelf.open() as desk:
        await serve(play, play.omar)
        filled = await desk.fill_private("form", play.omar, language="en")
        assert [file.name for file in filled.attachments] == ["form.pdf"]
        await desk.reply_private(play.omar, filled.text, kind=filled.reply_kind, snippet_ids=["form"])
        await until_private_sent(play)
        await until_waiting(play)
        sent = [s.message for s in play.world.private[play.omar].kept.values() if s.author_id == play.me]
        assert [(m.text, m.media.name if m.media else None) for m in sent] == [
            ("The form is attached.", None),
            ("", "form.pdf"),
        ]
        assert (await counts(play)).sent == 1
        shown = (await desk.open_private(play.omar)).lines[-1]
        assert "form.pdf" in shown.media_line
        used = {row.snippet_id: row.total for row in await desk.snippet_usage()}
        assert used["form"] == 1
        assert play.group_texts == []
    async with shelf.open():
        await until_waiting(play)
        assert (await counts(play)).sent == 1


async def test_a_snippet_is_filled_with_the_members_name_and_judged_as_in_the_group(play, shelf):
    shelf.answer("old", "Old text.", "verified: {date: 2020-01-01, by: a}")
    async with shelf.open() as desk:
        await serve(play, play.omar)
        assert (await desk.fill_private("card", play.omar, language="en")).text.startswith("Hello Omar,")
        with pytest.raises(DeskError, match="stale"):
            await desk.reply_private(play.omar, "Old text.", snippet_ids=["old"])
        await desk.reply_private(play.omar, "Old text.", snippet_ids=["old"], override_stale=True)
        await until_private_sent(play)
        with pytest.raises(DeskError, match="service"):
            await desk.fill_private("card", play.sara)


async def test_what_a_reply_was_stays_on_this_machine(play):
    async with play.open() as desk:
        await serve(play, play.omar, SECRET)
        await desk.reply_private(play.omar, "x", kind=ReplyKind.HOLDING)
        await until_private_sent(play)

        async def told():
            return (await row_of(desk)).state is InquiryState.ACKNOWLEDGED

        await until(told)
        await desk.tag_private(play.omar, ReplyKind.INFORMATION)
        await desk.undo()
    rows = await play.facts("SELECT DISTINCT scope FROM journal WHERE subject LIKE 'private:%'")
    assert rows == [("local",)]


async def test_files_of_a_private_draft_are_kept(play, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(b"x")
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.save_private_draft_files(play.omar, [str(path)])
        (file,) = await desk.private_draft_files(play.omar)
        assert file.name == "form.pdf"
        await desk.choose_private(play.omar, False)
        await desk.choose_private(play.omar, True)
        assert await desk.private_draft_files(play.omar) == []


async def test_nothing_tells_the_name_of_a_file_once_it_was_sent_or_taken_back(play, tmp_path):
    form = tmp_path / "Omar Sample asylum claim.pdf"
    form.write_bytes(b"x" * 100)
    named = "SELECT count(*) FROM outbox WHERE detail LIKE '%asylum%'"
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.open_private(play.omar)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.reply_private(play.omar, "Here is the form.", files=[form])
        assert await play.facts(named) == [(1,)]
        await desk.undo()
        assert await play.facts(named) == [(0,)]
        assert [file.path for file in await desk.private_draft_files(play.omar)] == [str(form)]
        play.gateway.restore_line()
        await until(lambda: desk.status().connection_ok)
        await desk.reply_private(play.omar, "Here it is.", files=[form])
        await until_private_sent(play)
        assert play.private_texts(play.omar) == ["Here it is.", ""]
        assert await play.facts(named) == [(0,)]
        assert await counts(play) == PrivateCounts(
            received=1, sent=1
        )  # a file with a reply is none of its own

"""What else was said of a draft is kept with it, goes with it, and comes back with what is taken back."""

import sqlite3

from modtui.desk.views import CameBack
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import ReplyKind
from modtui.store import database, schema
from modtui.store.database import Database
from tests.unit.desk.playing import ANSWER, until
from tests.unit.desk.test_private import serve

HALF = HalfWritten(ReplyKind.REFERRAL, ("card", "school"), begun_unanswered=True)


async def test_it_survives_a_restart_with_the_text_and_goes_with_it(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.save_draft(question, "At any serv", HALF)
        await desk.save_draft(None, "A workshop", HalfWritten(snippet_ids=("starter",)))
    async with play.open() as desk:
        assert await desk.draft_half(question) == HALF
        assert await desk.draft_half(None) == HalfWritten(snippet_ids=("starter",))
        await desk.save_draft(question, "At any service")  # the text alone: what was said of it stays
        assert await desk.draft_half(question) == HALF
        await desk.save_draft(question, "  ")
        assert await desk.draft_half(question) == HalfWritten()
        await desk.save_draft(question, "Once more", HALF)
        await desk.reply(question, ANSWER, kind=ReplyKind.INFORMATION)
        assert await desk.draft_half(question) == HalfWritten()


async def test_a_draft_of_files_alone_keeps_its_kind_as_long_as_a_file_is_there(play, tmp_path):
    form = tmp_path / "form.pdf"
    form.write_bytes(b"form")
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.save_draft_files(question, [str(form)])
        await desk.save_draft(question, "", HALF)
        assert await desk.draft_half(question) == HALF
        await desk.save_draft_files(question, [])
        assert await desk.draft_half(question) == HalfWritten()


async def test_what_is_taken_back_is_what_it_was_and_the_screen_hears_where_it_stands(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        other = await play.asked(play.sara, "Where is a dentist?")
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.reply(question, ANSWER, kind=ReplyKind.REFERRAL, also=[other], inquiry_id=question)
        await desk.save_draft(question, "begun since", HalfWritten(snippet_ids=("card",)))
        await desk.undo()
        assert await desk.draft(question) == f"{ANSWER}\n\nbegun since"
        assert await desk.draft_half(question) == HalfWritten(
            ReplyKind.REFERRAL, ("card",), settles=question, also=(other,)
        )
        assert [one.came_back for one in play.changes if one.came_back] == [CameBack(question, ANSWER)]


async def test_a_private_draft_keeps_what_it_is(play):
    async with play.open() as desk:
        await serve(play, play.omar)
        await desk.save_private_draft(play.omar, "At any", HALF)
    async with play.open() as desk:
        assert await desk.private_draft_half(play.omar) == HALF
        await desk.choose_private(play.omar, False)  # personal after all: nothing of it stays
        assert await play.facts("SELECT * FROM draft_half") == []


async def test_a_store_of_before_opens_with_its_drafts(tmp_path, monkeypatch):
    path = tmp_path / "modtui.db"
    older = schema.MIGRATIONS[: schema.MIGRATIONS.index(schema.HALF)]
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", older)
        patch.setattr(database, "SCHEMA_VERSION", len(older))
        await (await Database.open(path)).close()
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO draft (chat_key, target, text, at) VALUES (1, 7, 'half', 0)")
    store = await Database.open(path)
    try:
        assert await store.all("SELECT target, text FROM draft") == [(7, "half")]
        assert await store.all("SELECT * FROM draft_half") == []
    finally:
        await store.close()

"""My record is complete and true: whatever the store holds about somebody is told in it (RULES 6)."""

import json
import re
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from modtui.desk.context import DeskContext
from modtui.desk.desk import recall
from modtui.desk.held import HELD, HELD_BY_NUMBER
from modtui.desk.member_page import member_page
from modtui.desk.member_records import MemberRecords
from modtui.desk.my_record import my_record
from modtui.desk.settings import DeskSettings
from modtui.desk.undo import UndoStack
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.messages import Role
from modtui.store.database import Database
from modtui.text.catalogue_record import MY_RECORD
from tests.unit.desk.playing import ANSWER, WHERE, until
from tests.unit.desk.test_acting import ADVERT, RUDE, done, seen
from tests.unit.desk.test_members import looked
from tests.unit.desk.test_private import from_phone, serve

GOLDEN = Path(__file__).parents[2] / "data" / "journal"
#: Kinds of events that name a member, each in the scene below.
NAMING = {
    "action.planned",
    "ban.sorted",
    "complaint.recorded",
    "inquiry.waiting",
    "member.noted",
    "role.set",
}
#: Told by the row beside them, or by a sentence that stands in every record.
_BESIDE = {
    "member.ref",
    "member.telegram_id",
    "chat_alias.telegram_id",
    "chat_alias.account_id",
    "chat.account_id",
    "message_version.entities",
    "outbox.entities",
    "journal.subject",  # walked by kind
    "journal.payload",
}
#: Parts of what is told: which question a message belongs to, and what goes with a draft.
_PARTS = {"thread", "draft_file", "draft_half"}


async def told(play, store, member_id, language="en"):
    """The record as `modtui members show` makes it, from a store alone."""
    db = await Database.open(store, read_only=True)
    try:
        ctx = DeskContext(db, None, DeskSettings(**play.settings), play.clock, "a-test")
        await recall(ctx)
        page = await member_page(ctx, MemberRecords(ctx, UndoStack()), member_id)
        return await my_record(ctx, page, language, "Newcomers")
    finally:
        await db.close()


async def everything(play):
    """A member about whom there is something in every table; returns her id."""
    world = play.world
    huda = world.add_user("Huda Sample", username="huda_s", language="fr").id
    play.settings["welcome"] = "group"
    async with play.open_with_snippets() as desk:
        await looked(play)
        world.request_join(huda, "I am a nurse")
        await looked(play)
        (view,) = await desk.decide_join([huda], approve=False, note="looks like a shop", tell="not now")
        play.clock.move(seconds=6)
        await play.until_status(view.action_id, "done")
        world.join(huda)
        await looked(play)
        plan = await desk.plan_welcome([huda, play.sara], "group")
        await done(play, plan)
        question = await play.asked(huda, WHERE)
        await desk.wait_on_partner(question, "Sara Sample")
        await desk.reply(question, ANSWER, kind=ReplyKind.REFERRAL)
        await play.until_sent()
        world.react(play.sara, question, "👍")
        await desk.set_role(huda, Role.PARTNER)
        await desk.set_role(huda, Role.MEMBER)
        warned = await done(
            play, await desk.plan("warn", await seen(play, RUDE, huda), "conduct"), text="be kind"
        )
        await desk.void_warning(warned.action_id, "a mistake")
        await desk.record_complaint(huda, "That was unfair", action_id=warned.action_id)
        await desk.add_note(huda, "Speaks with her hands")
        await serve(play, huda)
        from_phone(play, huda, "yes")

        async def there():
            return (await play.facts("SELECT count(*) FROM private_message"))[0][0] >= 2

        await until(there)
        play.clock.move(minutes=20)
        world.mute(play.samir, huda, until=play.clock() + timedelta(days=1))
        await seen(play, ADVERT, play.omar)
        world.ban(play.samir, play.omar)
        await looked(play)
        (ban,) = await desk.phone_bans()
        await desk.sort_ban(ban.ban_id, "spam")
        play.gateway.break_line()
        await desk.reply_private(huda, "at three")
        await desk.save_private_draft(huda, "come to the")
    return huda


def copied(store, folder):
    """A copy that can be changed, and a connection to it."""
    folder.mkdir(exist_ok=True)
    copy = folder / "modtui.db"
    shutil.copy(store, copy)
    return copy, sqlite3.connect(copy)


def columns(db):
    tables = [
        row[0]
        for row in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'message_find%'"
        )
    ]
    return {table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")] for table in tables}


def holding(column, ref, number):
    """The condition that a column holds the member's reference anywhere, or their number as a whole."""
    return (
        f"(instr(CAST({column} AS TEXT), '{ref}') OR CAST({column} AS TEXT) = '{number}' "
        f"OR ({column} LIKE '%user_id\":{number}%'))"
    )


def places(db, ref, number):
    return {
        f"{table}.{column}"
        for table, names in columns(db).items()
        for column in names
        if db.execute(f"SELECT 1 FROM {table} WHERE {holding(column, ref, number)} LIMIT 1").fetchone()
        and not (column == "id" or column.endswith("message_id"))
    }


def row_count(db, ref):
    found = "SELECT count(*) FROM message WHERE sender_ref = ? AND service IS NULL"
    return db.execute(found, (ref,)).fetchone()[0]


@pytest.fixture
async def scene(play, tmp_path):
    huda = await everything(play)
    copy, db = copied(play.store, tmp_path / "whole")
    # Somebody who was in the group cannot ask to be let in: that row is made here.
    ref = db.execute("SELECT ref FROM member WHERE telegram_id = ?", (huda,)).fetchone()[0]
    db.execute("INSERT INTO join_request VALUES (1, ?, 0, 'a nurse', 'fr')", (ref,))
    db.commit()
    db.close()
    return copy, huda


async def test_every_place_that_holds_a_member_is_told_of_in_their_record(play, scene, tmp_path):
    store, huda = scene
    walked, kinds = set(), set()
    for member_id in (huda, play.omar, play.sara, play.samir, play.me):
        _, db = copied(store, tmp_path / "look")
        (ref,) = db.execute("SELECT ref FROM member WHERE telegram_id = ?", (member_id,)).fetchone()
        found = places(db, ref, member_id)
        assert found <= set(HELD), f"held of a member and not told: {found - set(HELD)}"
        whole = await told(play, store, member_id)
        walked |= found
        if row_count(db, ref) == 0:  # wrote nothing: what stands there tells of comings and goings
            found.discard("message.sender_ref")
        for place in found - _BESIDE:
            table, column = place.split(".")
            copy, changed = copied(store, tmp_path / "less")
            changed.execute("DROP TRIGGER journal_no_delete")
            changed.execute(f"DELETE FROM {table} WHERE {holding(column, ref, member_id)}")
            changed.commit()
            changed.close()
            assert await told(play, copy, member_id) != whole, f"{place} is not told of"
        for (kind,) in db.execute(
            f"SELECT DISTINCT kind FROM journal WHERE {holding('payload', ref, member_id)} AND kind <> 'undone'"
        ).fetchall():
            kinds.add(kind)
            copy, changed = copied(store, tmp_path / "less")
            changed.execute("DROP TRIGGER journal_no_delete")
            changed.execute(
                f"DELETE FROM journal WHERE kind = ? AND {holding('payload', ref, member_id)}", (kind,)
            )
            changed.commit()
            changed.close()
            assert await told(play, copy, member_id) != whole, f"{kind} is not told of"
        db.close()
    assert {place.split(".")[0] for place in set(HELD) - walked} <= {
        "message_version",
        "outbox",
        "chat_alias",
        "chat",
    }
    assert kinds >= NAMING - {"inquiry.waiting"}  # which names a partner by name


async def test_what_is_held_by_the_number_of_a_message_or_chat_is_told_too(play, scene, tmp_path):
    store, huda = scene
    _, db = copied(store, tmp_path / "look")
    (ref,) = db.execute("SELECT ref FROM member WHERE telegram_id = ?", (huda,)).fetchone()
    (chat,) = db.execute("SELECT chat_key FROM private_chat WHERE user_ref = ?", (ref,)).fetchone()
    whole = await told(play, store, huda)
    own = f"SELECT id FROM message WHERE sender_ref = '{ref}'"
    found = set()
    held = {place.split(".")[0] for place in HELD} - set(HELD_BY_NUMBER)
    for table, names in columns(db).items():
        number = next((name for name in ("id", "target", "message_id") if name in names), None)
        if table in held or (number is None and table != "journal_private"):
            continue
        where = f"chat_key = {chat} OR (chat_key = 1 AND {number} IN ({own}))"
        if table == "journal_private":
            where = f"uuid IN (SELECT uuid FROM journal WHERE {holding('payload', ref, huda)})"
        elif "chat_key" not in names:
            continue
        if db.execute(f"SELECT 1 FROM {table} WHERE {where}").fetchone() is None:
            continue
        found.add(table)
        assert table in HELD_BY_NUMBER.keys() | _PARTS, f"{table} holds something of a member and is not told"
        if table in HELD_BY_NUMBER:
            copy, changed = copied(store, tmp_path / "less")
            changed.execute(f"DELETE FROM {table} WHERE {where}")
            changed.commit()
            changed.close()
            assert await told(play, copy, huda) != whole, f"{table} is not told of"
    assert found >= set(HELD_BY_NUMBER)
    db.close()


async def test_no_column_for_a_person_is_forgotten(scene, tmp_path):
    """A column that a later version adds is looked for by its name, whether the scene fills it or not."""
    _, db = copied(scene[0], tmp_path / "look")
    named = {
        f"{table}.{column}"
        for table, names in columns(db).items()
        for column in names
        if re.search(r"(^|_)ref$|^(telegram|user|author|account)_id$|^to_user$", column)
    }
    db.close()
    assert named <= set(HELD)
    assert {code for codes in (*HELD.values(), *HELD_BY_NUMBER.values()) for code in codes} <= set(MY_RECORD)


def test_no_kind_of_event_that_names_a_member_is_forgotten():
    for file in GOLDEN.glob("*.json"):
        event = json.loads(file.read_text(encoding="utf-8"))
        event["payload"].pop("version", None)
        values = re.findall(r'"([0-9a-f]{16})"', json.dumps(event["payload"]))
        assert not values or event["kind"] in NAMING, (
            f"{event['kind']} names a member: my record must tell of it"
        )


async def test_the_record_says_what_was_written_while_it_is_kept_and_never_that_it_is_not(play, scene):
    store, huda = scene
    text = await told(play, store, huda)
    for words in (
        "@huda_s",
        "you asked to join; that waits to be decided",
        "a nurse",
        "looks like a shop",
        "not now",
        "be kind",
        "a mistake",
        "That was unfair",
        "Speaks with her hands",
        "writing suspended; done in Telegram itself",
        "You wrote to us in private 1 time",
        "A private message to you has not left yet",
        "at three",
        "A reply to you is half written",
        "answered on 2026-10-05 with a referral",
        "kept as one of the service",
    ):
        assert words in text, words
    assert "of what was written what stands above" in text
    for language in ("ar", "fr"):
        assert "a mistake" in await told(play, store, huda, language)


async def test_what_was_no_question_is_not_listed_as_one_that_nobody_answered(play):
    async with play.open() as desk:
        question = await play.asked(play.omar, WHERE)
        await desk.dismiss(question)
        text = await desk.my_record(play.omar, "en")
    assert "taken for no question" in text
    assert "not answered" not in text


async def test_the_page_lists_private_messages_both_ways_the_newest_first(play):
    async with play.open() as desk:
        await seen(play, ADVERT)
        await serve(play, play.omar)
        play.clock.move(hours=1)
        from_phone(play, play.omar, "yes")
        play.clock.move(hours=1)
        from_phone(play, play.omar, "and bring the card")

        async def both():
            return len((await desk.member_page(play.omar)).private_messages) == 2

        await until(both)
        page = await desk.member_page(play.omar)
        assert len(page.private_received) == 1
        assert [(play.clock() - at).total_seconds() / 3600 for at in page.private_messages] == [0, 1]

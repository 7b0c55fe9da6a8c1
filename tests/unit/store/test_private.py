import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from modtui.domain.journal import Kind, private_subject
from modtui.domain.outgoing import Purpose
from modtui.domain.private_questions import PrivateFact
from modtui.store import database, observed, outbox, private, schema, scrub
from modtui.store.database import Database
from modtui.store.outbox import OutboxItem, new_random_id
from modtui.store.private import Choice, PrivateCounts
from modtui.store.schema_outbox import PRIVATE_FILES
from modtui.store.scrub import empty_log
from tests.unit.store.conftest import ledgers_at
from tests.unit.store.making import MEMBER, MODERATOR, OTHER_MEMBER, after, event, undone


async def chosen(db, user=MEMBER, choice=Choice.SERVICE, account=MODERATOR):
    async with db.transaction() as tx:
        await private.choose(tx, account, user, "Sample", choice, after(0))
    return (await private.chosen(db, account))[user]


async def seen(db, chat, *facts):
    async with db.transaction() as tx:
        return await private.record(tx, chat, facts)


def theirs(id, minutes=0):
    return PrivateFact(id, after(minutes), outgoing=False)


def ours(id, minutes=0):
    return PrivateFact(id, after(minutes), outgoing=True)


def private_file(chat, id):
    return OutboxItem(
        id=id,
        random_id=new_random_id(),
        chat_key=chat.chat_key,
        text="",
        purpose=Purpose.REPLY,
        subject="private",
        created_at=after(0),
        not_before=after(0),
        to_user=chat.user_id,
        detail={"private": True, "file": {"path": "/home/sample/claim.pdf", "name": "claim.pdf"}},
    )


async def sent(db, chat, id, purpose, **detail):
    item = OutboxItem(
        id=f"item-{id}",
        random_id=new_random_id(),
        chat_key=chat.chat_key,
        text="text",
        purpose=purpose,
        subject="private",
        created_at=after(0),
        not_before=after(0),
        to_user=chat.user_id,
        detail=detail,
    )
    async with db.transaction() as tx:
        await outbox.enqueue(tx, item)
        await outbox.mark_sent(tx, item.id, id, after(id))


async def test_an_answer_is_kept_for_each_account_and_can_be_changed(ledgers):
    chat = await chosen(ledgers.db)
    assert (chat.choice, chat.name, chat.user_id) == (Choice.SERVICE, "Sample", MEMBER)
    assert await private.chosen(ledgers.db, account=99) == {}
    again = await chosen(ledgers.db, choice=Choice.PERSONAL)
    assert (again.choice, again.chat_key) == (Choice.PERSONAL, chat.chat_key)


async def test_writing_the_same_facts_twice_changes_nothing(ledgers):
    chat = await chosen(ledgers.db)
    assert await seen(ledgers.db, chat, theirs(1), ours(2))
    assert not await seen(ledgers.db, chat, theirs(1), ours(2))
    assert [f.id for f in await private.facts(ledgers.db, chat)] == [1, 2]


async def test_a_personal_chat_keeps_no_trace_of_what_was_counted(ledgers):
    chat = await chosen(ledgers.db)
    await seen(ledgers.db, chat, theirs(1))
    personal = await chosen(ledgers.db, choice=Choice.PERSONAL)
    assert await private.facts(ledgers.db, personal) == []
    assert await private.message_counts(ledgers.db, after(-10), after(10)) == PrivateCounts(0, 0)


async def test_what_left_through_the_outbox_says_what_it_was(ledgers):
    chat = await chosen(ledgers.db)
    await sent(ledgers.db, chat, 2, Purpose.MODERATION, action="a", step=1)
    await sent(ledgers.db, chat, 3, Purpose.REPLY, through=1)
    await seen(ledgers.db, chat, theirs(1), ours(2), ours(3), ours(4))
    wanted = [(False, None), (True, None), (False, 1), (False, None)]
    assert [(f.automatic, f.through) for f in await private.facts(ledgers.db, chat)] == wanted
    async with ledgers.db.transaction() as tx:
        await tx.execute("DELETE FROM outbox")
    assert [(f.automatic, f.through) for f in await private.facts(ledgers.db, chat)] == wanted


async def test_a_warning_is_known_as_one_also_when_it_was_seen_before_the_outbox_heard(ledgers):
    chat = await chosen(ledgers.db)
    await seen(ledgers.db, chat, ours(2))
    await sent(ledgers.db, chat, 2, Purpose.MODERATION)
    assert (await private.facts(ledgers.db, chat))[0].automatic
    assert (await private.message_counts(ledgers.db, after(-1), after(1))).sent == 0


async def test_counts_of_a_period_leave_out_warnings_and_keep_withdrawn_messages(ledgers):
    chat, other = await chosen(ledgers.db), await chosen(ledgers.db, OTHER_MEMBER)
    await sent(ledgers.db, chat, 3, Purpose.MODERATION)
    await seen(ledgers.db, chat, theirs(1, 0), ours(2, 1), ours(3, 2), theirs(4, 60))
    await seen(ledgers.db, other, theirs(5, 5))
    async with ledgers.db.transaction() as tx:
        assert await private.record_gone(tx, chat, [1], after(9))
        assert not await private.record_gone(tx, chat, [1], after(10))
    assert await private.message_counts(ledgers.db, after(0), after(60)) == PrivateCounts(2, 1)
    assert await private.message_counts(ledgers.db, after(60), after(61)) == PrivateCounts(1, 0)
    facts = await private.facts(ledgers.db, chat)
    assert [f.deleted_at for f in facts if f.deleted_at] == [after(9)]
    await seen(ledgers.db, chat, replace(facts[0], deleted_at=None))
    assert not any(f.deleted_at for f in await private.facts(ledgers.db, chat))


async def test_marks_only_rise(ledgers):
    chat = await chosen(ledgers.db)
    async with ledgers.db.transaction() as tx:
        for through in (5, 3):
            await private.set_synced(tx, chat, through)
            await private.set_marked(tx, chat, through)
    chat = await chosen(ledgers.db)
    assert (chat.synced_through, chat.marked_through) == (5, 5)


async def test_erased_text_is_in_no_file_once_the_log_is_emptied(ledgers):
    chat, words = await chosen(ledgers.db), "words nobody else should read"
    async with ledgers.db.transaction() as tx:
        await tx.execute(
            "INSERT INTO draft VALUES (?, 0, ?, ?)", (chat.chat_key, words * 300, round(timedelta(1).seconds))
        )
    async with ledgers.db.transaction() as tx:
        await tx.execute("DELETE FROM draft")
    folder = ledgers.db.path.parent
    assert any(words.encode() in file.read_bytes() for file in folder.iterdir())
    assert await empty_log(ledgers.db.path)
    assert not any(words.encode() in file.read_bytes() for file in folder.iterdir())


async def test_the_log_is_emptied_later_while_somebody_reads(ledgers):
    await chosen(ledgers.db)
    async with ledgers.db.snapshot():
        await ledgers.db.all("SELECT * FROM meta")
        async with ledgers.db.transaction() as tx:
            await tx.execute("INSERT INTO meta VALUES ('written', 'meanwhile')")
        assert not await empty_log(ledgers.db.path)
    assert await empty_log(ledgers.db.path)


async def test_who_is_cancelled_while_the_log_is_emptied_ends_when_that_has_ended(tmp_path, monkeypatch):
    """A desk that closes cancels this; a connection still open then would keep its log from being written out."""
    begun, may_end, ended = threading.Event(), threading.Event(), []

    def slow(path):
        begun.set()
        may_end.wait(20)
        ended.append(path)
        return True

    monkeypatch.setattr(scrub, "_empty_log", slow)
    emptying = asyncio.create_task(empty_log(tmp_path / "any.db"))
    async with asyncio.timeout(20):
        while not begun.is_set():
            await asyncio.sleep(0)
        for _ in range(2):  # whoever closes the desk asks more than once
            emptying.cancel()
            await asyncio.sleep(0.01)
        assert not emptying.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await emptying
    assert ended == [tmp_path / "any.db"]


async def test_a_fingerprint_changes_with_everything_that_a_fold_reads(ledgers):
    chat = await chosen(ledgers.db)
    steps = [(await private.fingerprints(ledgers.db))[chat.chat_key]]

    async def note():
        steps.append((await private.fingerprints(ledgers.db))[chat.chat_key])

    await seen(ledgers.db, chat, theirs(1))
    await note()
    await seen(ledgers.db, chat, ours(3))
    await note()
    await sent(ledgers.db, chat, 3, Purpose.REPLY, through=1)
    await seen(ledgers.db, chat, ours(3))
    await note()
    async with ledgers.db.transaction() as tx:
        await private.record_gone(tx, chat, [1], after(9))
    await note()
    settled = event(Kind.PRIVATE_SETTLED, private_subject(chat.chat_key), {"through": 1})
    await ledgers.decide(settled)
    await note()
    await ledgers.decide(undone(settled))
    await note()
    assert len(set(steps)) == len(steps)


async def test_erasing_somebody_leaves_bare_counts_and_nothing_that_names_them(ledgers):
    chat = await chosen(ledgers.db)
    await seen(ledgers.db, chat, theirs(1), ours(2))
    item = OutboxItem("x", 5, chat.chat_key, "words", Purpose.REPLY, "private", after(0), after(0), MEMBER)
    async with ledgers.db.transaction() as tx:
        await outbox.enqueue(tx, item)
        await tx.execute("INSERT INTO draft VALUES (?, 0, 'words', 0)", (chat.chat_key,))
        (ref,) = await tx.one("SELECT user_ref FROM private_chat")
        await private.forget(tx, ref)
    assert await private.chosen(ledgers.db, MODERATOR) == {}
    assert await private.message_counts(ledgers.db, after(-1), after(1)) == PrivateCounts(1, 1)
    assert await ledgers.db.all("SELECT state, text, to_user FROM outbox") == [("cancelled", None, 0)]
    assert await ledgers.db.all("SELECT * FROM draft") == []
    assert await ledgers.db.all("SELECT * FROM chat_alias WHERE telegram_id = ?", (MEMBER,)) == []


async def test_a_reply_on_its_way_is_not_taken_for_one_from_a_phone(ledgers):
    """Seen before the outbox hears that it left, it would answer what the moderator had not seen yet."""
    chat = await chosen(ledgers.db)
    item = OutboxItem(
        "x",
        5,
        chat.chat_key,
        "words",
        Purpose.REPLY,
        "private",
        after(0),
        after(0),
        MEMBER,
        detail={"through": 1},
    )
    async with ledgers.db.transaction() as tx:
        await outbox.enqueue(tx, item)
        await outbox.mark_sending(tx, item.id, after(0))
    await seen(ledgers.db, chat, theirs(1), theirs(2), ours(3))
    assert [f.id for f in await private.facts(ledgers.db, chat)] == [1, 2]
    async with ledgers.db.transaction() as tx:
        await outbox.mark_sent(tx, item.id, 3, after(1))
    await seen(ledgers.db, chat, ours(3))
    assert [(f.id, f.through) for f in await private.facts(ledgers.db, chat)] == [
        (1, None),
        (2, None),
        (3, 1),
    ]


@pytest.mark.parametrize("end", ["sent", "personal", "erased"])
async def test_what_left_in_private_keeps_no_name_of_its_file(ledgers, end):
    chat = await chosen(ledgers.db)
    item = private_file(chat, "item")
    async with ledgers.db.transaction() as tx:
        await outbox.enqueue(tx, item)
        if end == "sent":
            await outbox.mark_sent(tx, item.id, 7, after(1))
        elif end == "personal":
            await private.choose(tx, MODERATOR, MEMBER, "Sample", Choice.PERSONAL, after(1))
        else:
            await private.forget(tx, (await observed.member_ref(tx, MEMBER)))
    assert await ledgers.db.all("SELECT detail FROM outbox") == [('{"private":true}',)]


async def test_names_of_files_that_an_older_version_left_behind_are_taken_out(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        older = schema.MIGRATIONS[: schema.MIGRATIONS.index(PRIVATE_FILES)]
        patch.setattr(database, "MIGRATIONS", older)
        patch.setattr(database, "SCHEMA_VERSION", len(older))
        async with ledgers_at(tmp_path / "modtui.db") as before:
            chat = await chosen(before.db)
            async with before.db.transaction() as tx:
                for state in ("sent", "cancelled", "queued"):
                    await outbox.enqueue(tx, private_file(chat, state))
                    await tx.execute("UPDATE outbox SET state = ? WHERE id = ?", (state, state))
                await outbox.enqueue(tx, replace(private_file(chat, "group"), to_user=None))
                await outbox.mark_sent(tx, "group", 7, after(1))
    db = await Database.open(tmp_path / "modtui.db")
    kept = await db.all("SELECT id FROM outbox WHERE detail LIKE '%claim.pdf%' ORDER BY id")
    await db.close()
    assert kept == [
        ("group",),
        ("queued",),
    ]  # one still has to leave; the other stands in the group for all to see

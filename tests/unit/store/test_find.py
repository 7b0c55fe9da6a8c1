"""The index of words: kept up with the mirror, emptied of what was blanked, filled again in breaths."""

import sqlite3

from modtui.domain.find import FindQuery
from modtui.domain.messages import Media, MediaKind
from modtui.store import find, schema
from modtui.store.database import Database
from tests.unit.store.making import CHAT, after, message


async def found(ledgers, *words, **more):
    query = FindQuery(words=words, **more)
    return await find.candidates(ledgers.db, CHAT, query, None, before_id=None, limit=100)


async def test_a_message_is_found_with_the_transaction_that_mirrors_it(ledgers):
    await ledgers.see(message(1, text="A health card"), message(2, text="وين البطاقة؟"), message(3, text="x"))
    assert await found(ledgers, "heal") == [1]
    assert await found(ledgers, "بطاقه") == [2]
    assert await found(ledgers, "heal", "nothing") == []
    await ledgers.see(message(3, text="health too", edited_at=after(1)))
    assert await found(ledgers, "health") == [3, 1]


async def test_the_name_of_a_file_is_found(ledgers):
    await ledgers.see(message(1, text="", media=Media(MediaKind.FILE, "Lease Sample.pdf")))
    assert await found(ledgers, "lease") == [1]
    assert await found(ledgers, has=frozenset({"file"})) == [1]
    assert await found(ledgers, has=frozenset({"voice"})) == []


async def test_ids_of_before_a_migration_stand_before_all_others(ledgers):
    old = -1_000_000_000 + 5
    await ledgers.see(message(old, text="health", minutes=-9), message(7, text="health"), imported=True)
    assert await found(ledgers, "health") == [7, old]


async def test_quotes_and_grammar_of_the_search_engine_are_plain_words(ledgers):
    await ledgers.see(message(1, text="or and not near"))
    assert await found(ledgers, "or", "not") == [1]


async def test_blanked_words_leave_the_file_when_the_index_is_rebuilt(ledgers, tmp_path):
    await ledgers.see(message(1, text="Zanzibarine secret"), message(2, text="kept words"))
    async with ledgers.db.transaction() as tx:
        await tx.execute("UPDATE message_version SET text = NULL WHERE id = 1")
        await find.rebuild_find(tx)
    assert await found(ledgers, "kept") == []
    assert await find.left_to_index(ledgers.db) == 2
    await find.index_all(ledgers.db)
    assert await find.left_to_index(ledgers.db) == 0
    assert await found(ledgers, "kept") == [2]
    assert await found(ledgers, "zanzibarine") == []
    await ledgers.db.close()
    with sqlite3.connect(tmp_path / "modtui.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"zanzibarine" not in (tmp_path / "modtui.db").read_bytes()


async def test_messages_that_come_while_the_index_is_filled_are_in_it_once(ledgers):
    await ledgers.see(*(message(i, text=f"word number{i}") for i in range(1, 11)))
    async with ledgers.db.transaction() as tx:
        await find.rebuild_find(tx)
    assert await find.index_breath(ledgers.db, limit=4)
    await ledgers.see(message(11, text="word new"), message(-5, text="word old"))
    await ledgers.see(message(2, text="word changed", edited_at=after(3)))
    await find.index_all(ledgers.db)
    assert await found(ledgers, "word") == [11, *range(10, 0, -1), -5]
    assert await found(ledgers, "changed") == [2]


async def test_a_store_of_before_is_indexed_after_its_migration(tmp_path, monkeypatch):
    path = tmp_path / "old.db"
    older = schema.MIGRATIONS[: schema.MIGRATIONS.index(schema.FIND)]
    with sqlite3.connect(path) as connection:
        for number, script in enumerate(older, 1):
            connection.executescript(f"{script}\nPRAGMA user_version = {number};")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("INSERT INTO chat VALUES (1, 'group', NULL, '')")
        for number in range(1, 501):
            connection.execute(
                "INSERT INTO message (chat_key, id, sender_kind, sent_at) VALUES (1, ?, 'user', 1000)",
                (number,),
            )
            connection.execute(
                "INSERT INTO message_version VALUES (1, ?, 1, 1000, ?, NULL)", (number, f"health {number}")
            )
    db = await Database.open(path)
    assert await find.left_to_index(db) == 500
    await find.index_all(db)
    query = FindQuery(words=("health",))
    newest = await find.candidates(db, 1, query, None, before_id=None, limit=2)
    older = await find.candidates(db, 1, query, None, before_id=newest[-1], limit=1000)
    assert newest == [500, 499]
    assert older == list(range(498, 0, -1))
    await db.close()

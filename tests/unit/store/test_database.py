"""The store file: whose it is, who may read it, what a crash or a newer program leaves of it."""

import asyncio
import os
import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.store import database, schema
from modtui.store.database import Database, NewerStore, StoreError, from_ms, new_uuid, to_ms

NEXT = schema.SCHEMA_VERSION + 1


@pytest.fixture
def path(tmp_path):
    return tmp_path / "modtui.db"


async def made(path):
    db = await Database.open(path)
    await db.set_meta("key", "value")
    await db.close()


def everything(path):
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        # An index without its text cannot be read row by row; the tables it lives in can.
        plain = [name for name, sql in tables if sql and sql.startswith("CREATE TABLE")]
        return tables, {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in plain}


async def test_a_new_store_is_its_owners_alone_and_says_whose_it_is(path):
    before = os.umask(0)
    try:
        db = await Database.open(path)
        await db.set_meta("key", "value")
        files = [entry for entry in path.parent.iterdir() if entry.name.startswith(path.name)]
        assert {stat.S_IMODE(entry.stat().st_mode) for entry in files} == {0o600}
        await db.close()
    finally:
        os.umask(before)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.SCHEMA_VERSION,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_what_was_written_is_there_at_the_next_opening(path):
    await made(path)
    db = await Database.open(path)
    assert await db.get_meta("key") == "value"
    assert await db.get_meta("other") is None
    await db.close()
    await db.close()  # closing twice harms nothing


async def test_a_newer_store_is_refused_and_left_as_it_is(path):
    await made(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA user_version = 999")
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(NewerStore, match=r"999.*Upgrade modtui"):
            await Database.open(path, read_only=read_only)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


async def test_another_programs_database_is_refused_and_left_as_it_is(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        await Database.open(path)
    assert path.read_bytes() == before


async def test_a_file_that_is_no_database_is_refused_in_a_sentence_and_no_thread_is_left(path):
    path.write_bytes(b"this is no database at all" * 100)
    threads = set(threading.enumerate())
    with pytest.raises(StoreError, match="cannot be read as a modtui store"):
        await Database.open(path)
    for thread in set(threading.enumerate()) - threads:
        thread.join(timeout=10)
        assert not thread.is_alive()
    assert path.read_bytes().startswith(b"this is no database")


async def test_reading_alone_makes_no_store_and_writes_nothing(path):
    with pytest.raises(StoreError, match="no store"):
        await Database.open(path, read_only=True)
    assert not path.exists()
    await made(path)
    db = await Database.open(path, read_only=True)
    assert await db.get_meta("key") == "value"
    with pytest.raises(StoreError, match="reading only"):
        await db.set_meta("key", "other")
    await db.close()


async def test_reading_alone_does_not_migrate(path):
    path.touch(0o600)
    with pytest.raises(StoreError, match="Start modtui"):
        await Database.open(path, read_only=True)
    assert path.read_bytes() == b""


async def test_a_migration_keeps_everything_and_a_copy_of_what_was(path, monkeypatch):
    await made(path)
    monkeypatch.setattr(database, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (x);"))
    monkeypatch.setattr(database, "SCHEMA_VERSION", NEXT)
    kept = path.with_suffix(f".before-v{NEXT}.db")
    kept.write_text("left by a migration that was cut off")
    db = await Database.open(path)
    assert await db.all("SELECT * FROM later") == []
    assert await db.get_meta("key") == "value"
    await db.close()
    with sqlite3.connect(kept) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (NEXT - 1,)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_a_migration_that_fails_leaves_the_old_version_whole(path, monkeypatch):
    await made(path)
    before = everything(path)
    with monkeypatch.context() as patch:
        patch.setattr(
            database, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (x); CREATE TABLE meta (y);")
        )
        patch.setattr(database, "SCHEMA_VERSION", NEXT)
        with pytest.raises(StoreError):
            await Database.open(path)
    assert everything(path) == before
    db = await Database.open(path)
    assert await db.get_meta("key") == "value"
    await db.close()


async def test_a_transaction_is_all_or_nothing(path):
    db = await Database.open(path)
    with pytest.raises(RuntimeError, match="stop"):  # noqa: PT012
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO meta VALUES ('a', '1')")
            raise RuntimeError("stop")
    assert await db.get_meta("a") is None
    called = []
    async with db.transaction() as tx:
        tx.after_commit.append(lambda: called.append(1))
        await tx.execute("INSERT INTO meta VALUES ('a', '2')")
        assert await db.get_meta("a") is None  # readers see what is committed
        assert await tx.one("SELECT value FROM meta WHERE key = 'a'") == ("2",)
        assert called == []
    assert (await db.get_meta("a"), called) == ("2", [1])
    await db.close()


async def test_a_write_that_is_cancelled_at_any_moment_leaves_the_store_usable(path):
    db = await Database.open(path)

    async def write(number):
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO meta VALUES (?, '')", (f"cancelled-{number}",))
            await asyncio.Event().wait()

    for turns in range(12):
        task = asyncio.create_task(write(turns))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await db.set_meta("after", str(turns))
    assert await db.all("SELECT key, value FROM meta") == [("after", "11")]
    await db.close()


async def test_what_is_read_in_a_snapshot_stays_as_it_is_while_others_write(path):
    db = await Database.open(path)
    await db.set_meta("a", "1")
    reader = await Database.open(path, read_only=True)
    async with reader.snapshot():
        assert await reader.get_meta("a") == "1"
        await db.set_meta("a", "2")
        assert await reader.get_meta("a") == "1"
    assert await reader.get_meta("a") == "2"
    await reader.close()
    await db.close()


# -- backups


async def test_a_backup_made_while_the_desk_writes_is_whole(path, tmp_path):
    db = await Database.open(path)
    async with db.transaction() as tx:
        await tx.many("INSERT INTO meta VALUES (?, ?)", [(f"k{n}", "x" * 500) for n in range(5000)])
    target = tmp_path / "copy.db"
    told = []
    backup = asyncio.create_task(db.backup(target, lambda done, all_: told.append((done, all_))))
    writes = 0
    while not backup.done():
        async with db.transaction() as tx:  # two rows that belong together
            await tx.execute("INSERT OR REPLACE INTO meta VALUES ('left', ?)", (str(writes),))
            await tx.execute("INSERT OR REPLACE INTO meta VALUES ('right', ?)", (str(writes),))
        writes += 1
    await backup
    await db.close()
    assert told[-1][0] == told[-1][1] > 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    copy = await Database.open(target)
    assert await copy.get_meta("left") == await copy.get_meta("right")
    assert await copy.one("SELECT count(*) FROM meta WHERE key LIKE 'k%'") == (5000,)
    assert await copy.one("PRAGMA integrity_check") == ("ok",)
    await copy.close()


async def test_a_backup_takes_no_other_files_place_and_leaves_no_half_one(path, tmp_path):
    db = await Database.open(path)
    target = tmp_path / "copy.db"
    target.write_text("something else")
    with pytest.raises(StoreError, match="exists already"):
        await db.backup(target)
    assert target.read_text() == "something else"
    with pytest.raises(StoreError, match="cannot be written"):
        await db.backup(tmp_path / "nowhere" / "copy.db")
    await db.close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["copy.db", "modtui.db"]


# -- times and ids

MOMENTS = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000))


@given(MOMENTS)
def test_a_stored_time_comes_back_to_the_millisecond(at):
    assert from_ms(to_ms(at)) == at


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        to_ms(datetime(2026, 10, 5))  # noqa: DTZ001


@given(MOMENTS, st.timedeltas(timedelta(milliseconds=1), timedelta(days=9999)))
def test_ids_are_ordered_by_time_and_never_the_same(at, later):
    first, second = new_uuid(to_ms(at)), new_uuid(to_ms(at + later))
    assert first < second
    assert new_uuid(to_ms(at)) != first
    assert first[14] == "7"
    assert first[19] in "89ab"


async def test_a_closed_store_is_one_file(tmp_path):
    db = await Database.open(tmp_path / "modtui.db")
    await db.set_meta("key", "value")
    await db.get_meta("key")
    await db.close()
    assert [path.name for path in tmp_path.iterdir()] == ["modtui.db"]

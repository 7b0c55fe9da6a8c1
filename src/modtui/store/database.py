"""The database file: opening, migrating, one writer and one reader, backups.

One write connection and one read connection (DESIGN, "One loop, one writer").
A write is a transaction under a lock; readers see committed states only (WAL).
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import aiosqlite

from modtui.store.faults import fault_point
from modtui.store.same_thread import SameThreadConnection
from modtui.store.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION

Row: TypeAlias = tuple[Any, ...]
Connection: TypeAlias = aiosqlite.Connection | SameThreadConnection


class StoreError(Exception):
    """The store cannot be used as asked; ``str()`` is one sentence saying what and what to do."""


class NewerStore(StoreError):
    """The database was written by a newer modtui: it is left untouched."""


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 (UTC), as every time is stored. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return round(moment.timestamp() * 1000)


def from_ms(value: int) -> datetime:
    """A stored time as an aware UTC datetime."""
    seconds, milliseconds = divmod(value, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=milliseconds * 1000)


def maybe_ms(moment: datetime | None) -> int | None:
    """:func:`to_ms`, passing None through."""
    return None if moment is None else to_ms(moment)


def maybe_from_ms(value: int | None) -> datetime | None:
    """:func:`from_ms`, passing None through."""
    return None if value is None else from_ms(value)


def new_uuid(now_ms: int | None = None) -> str:
    """A time-ordered uuid (version 7, RFC 9562): 48 bits of milliseconds, then random bits."""
    stamp = int(time.time() * 1000) if now_ms is None else now_ms
    value = (stamp & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class Transaction:
    """A write in progress. Committed as a whole when its block ends well, else not at all."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.after_commit: list[Callable[[], None]] = []

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement; returns the number of rows it changed."""
        async with self._connection.execute(sql, parameters) as cursor:
            return cursor.rowcount

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of parameters."""
        await self._connection.executemany(sql, rows)

    async def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Every row of a query, seeing this transaction's own writes."""
        return [tuple(row) for row in await self._connection.execute_fetchall(sql, parameters)]

    async def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row, or None."""
        rows = await self.all(sql, parameters)
        return rows[0] if rows else None


class Database:
    """One open store file. Use :meth:`open`; close with :meth:`close`."""

    def __init__(self, path: Path, writer: Connection | None, reader: Connection) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, *, read_only: bool = False, same_thread: bool = False) -> Database:
        """Open (and where needed create and migrate) the store at ``path``.

        ``same_thread`` is for commands that have no screen to keep alive: quicker, but it blocks the loop.
        Raises NewerStore for a file of a newer version and StoreError for a file that is not ours,
        is missing in read-only use, or is damaged.
        """
        path = Path(path)
        if read_only and not path.exists():
            raise StoreError(f"There is no store at {path} yet. Start modtui once, or import a history.")
        fresh = not path.exists()
        if fresh:
            # Created by us with the right mode before SQLite can create it with the umask's.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        writer = None
        try:
            if not fresh:
                await _check(path, read_only=read_only)
            if not read_only:
                writer = await _connect(path, same_thread=same_thread)
                await _migrate(writer, path)
            reader = await _connect(path, read_only=True, same_thread=same_thread)
        except BaseException as error:
            if writer is not None:
                await writer.close()  # its thread would keep the program from ending
            if isinstance(error, sqlite3.DatabaseError):
                raise StoreError(
                    f"{path} cannot be read as a modtui store ({error}). Restore it from a backup."
                ) from error
            raise
        return cls(path, writer, reader)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A write: committed when the block ends, rolled back when it raises. Writes queue up behind each other."""
        if self._writer is None:
            raise StoreError("This store is open for reading only.")
        async with self._lock:
            tx = Transaction(self._writer)
            try:
                # Inside the try: who is cancelled while waiting for this must not leave a transaction open.
                await self._writer.execute_fetchall("BEGIN IMMEDIATE")
                yield tx
                fault_point("store.before-commit")
                await self._writer.commit()
            except BaseException:
                await asyncio.shield(self._writer.rollback())
                raise
            fault_point("store.after-commit")
        for callback in tx.after_commit:
            callback()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[None]:
        """Every read inside sees the same state, whatever a desk writes meanwhile. For commands, not for a screen."""
        await self._reader.execute_fetchall("BEGIN")
        try:
            yield
        finally:
            await asyncio.shield(self._reader.rollback())

    async def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Every row of a query over what is committed."""
        return [tuple(row) for row in await self._reader.execute_fetchall(sql, parameters)]

    async def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query over what is committed, or None."""
        rows = await self.all(sql, parameters)
        return rows[0] if rows else None

    async def get_meta(self, key: str) -> str | None:
        """A value of the ``meta`` table."""
        row = await self.one("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    async def set_meta(self, key: str, value: str) -> None:
        """Write a value of the ``meta`` table."""
        async with self.transaction() as tx:
            await tx.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    async def backup(self, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
        """Write a consistent copy to ``target`` (mode 0600) while the desk may go on writing.

        ``progress`` gets pages done and pages in all. Raises StoreError if ``target`` exists or cannot be written.
        """
        await asyncio.to_thread(_backup, self.path, Path(target), progress)

    async def close(self) -> None:
        """Close both connections; safe to call twice.

        The writer last: who closes last writes everything into the one file, so that a plain copy of it is whole.
        """
        await self._reader.close()
        if self._writer is not None:
            await self._writer.close()
            self._writer = None


async def copy_store(source: Path, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """A consistent copy of a store of this or an older version, beside whoever writes it (mode 0600).

    Raises NewerStore, and StoreError for what is missing, damaged or not ours, and when ``target`` is there already.
    """
    if not source.exists():
        raise StoreError(f"There is no store at {source} yet. Start modtui once, or import a history.")
    try:
        await _check(source, read_only=False)
        await asyncio.to_thread(_backup, source, Path(target), progress)
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{source} cannot be read as a modtui store ({error}).") from error


async def _connect(path: Path, *, read_only: bool = False, same_thread: bool = False) -> Connection:
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    connection: Connection
    if same_thread:
        connection = SameThreadConnection(uri)
    else:
        connection = await aiosqlite.connect(uri, uri=True, isolation_level=None)
    try:
        await connection.execute_fetchall("PRAGMA foreign_keys = ON")
        await connection.execute_fetchall("PRAGMA busy_timeout = 5000")
        if not read_only:
            await connection.execute_fetchall("PRAGMA secure_delete = ON")
    except BaseException:
        await connection.close()
        raise
    return connection


async def _check(path: Path, *, read_only: bool) -> None:
    """Look at the file's owner and version without changing a byte of it."""
    async with aiosqlite.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as probe:
        application = await _number(probe, "PRAGMA application_id")
        version = await _number(probe, "PRAGMA user_version")
        tables = await _number(probe, "SELECT count(*) FROM sqlite_master")
    if version > SCHEMA_VERSION and application == APPLICATION_ID:
        raise NewerStore(
            f"{path} was written by a newer modtui (store version {version}; this one knows {SCHEMA_VERSION}). "
            "Upgrade modtui; the file was left as it is."
        )
    if application != APPLICATION_ID and tables:
        raise StoreError(f"{path} is a database of another program. Give another data directory.")
    if read_only and version < SCHEMA_VERSION:
        raise StoreError(f"{path} is not of this version yet. Start modtui on it once without --read-only.")


async def _number(connection: Connection, sql: str) -> int:
    return int(next(iter(await connection.execute_fetchall(sql)))[0])


async def _migrate(connection: Connection, path: Path) -> None:
    version = await _number(connection, "PRAGMA user_version")
    if version == SCHEMA_VERSION:
        return
    if version == 0:
        await connection.execute_fetchall("PRAGMA journal_mode = WAL")
    else:
        # One left by a migration that was cut off is of the same old version: this one takes its place.
        before = path.with_suffix(f".before-v{SCHEMA_VERSION}.db")
        await asyncio.to_thread(_backup, path, before, None, overwrite=True)
    for number in range(version, SCHEMA_VERSION):
        # One script per step: BEGIN .. COMMIT inside it, so a power cut leaves the old version whole.
        await connection.executescript(
            f"BEGIN IMMEDIATE;\n{MIGRATIONS[number]}\n"
            f"PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {number + 1};\nCOMMIT;"
        )


def _backup(
    source: Path, target: Path, progress: Callable[[int, int], None] | None, *, overwrite: bool = False
) -> None:
    if target.exists() and not overwrite:
        raise StoreError(f"{target} exists already. Give the backup another name.")
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"The backup cannot be written to {target}: {error.strerror}.") from error
    try:
        with (
            _Closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as here,
            _Closing(sqlite3.connect(part)) as there,
        ):
            # A read that stays open: what the desk writes meanwhile neither enters the copy nor starts it anew.
            here.execute("BEGIN")
            here.execute("SELECT count(*) FROM sqlite_master").fetchone()
            here.backup(
                there,
                pages=256,
                progress=(lambda _s, left, total: progress(total - left, total)) if progress else None,
            )
            there.execute("PRAGMA journal_mode = DELETE")
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


class _Closing:
    """``with`` for a plain sqlite3 connection, which itself only commits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()

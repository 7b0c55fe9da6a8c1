"""A connection that works in the caller's own thread, behind the few awaitable methods that the store uses.

aiosqlite hands every statement to a thread, so that a screen never waits for the disk. A command without a
screen waits anyway; without the handing over, importing a history takes a fraction of the time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any


class SameThreadConnection:
    """What :class:`modtui.store.database.Database` asks of an aiosqlite connection, without a thread."""

    def __init__(self, uri: str) -> None:
        self._connection = sqlite3.connect(uri, uri=True, isolation_level=None)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> _Executed:
        """Run one statement; for use in an ``async with``."""
        return _Executed(self._connection, sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Every row of a query."""
        return self._connection.execute(sql, parameters).fetchall()

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of parameters."""
        self._connection.executemany(sql, rows)

    async def executescript(self, script: str) -> None:
        """Run several statements."""
        self._connection.executescript(script)

    async def commit(self) -> None:
        """End the transaction well."""
        self._connection.commit()

    async def rollback(self) -> None:
        """End the transaction as if it had not been."""
        self._connection.rollback()

    async def close(self) -> None:
        """Close; safe to call twice."""
        self._connection.close()


class _Executed:
    def __init__(self, connection: sqlite3.Connection, sql: str, parameters: Sequence[Any]) -> None:
        self._connection, self._sql, self._parameters = connection, sql, parameters
        self._cursor: sqlite3.Cursor | None = None

    async def __aenter__(self) -> sqlite3.Cursor:
        self._cursor = self._connection.execute(self._sql, self._parameters)
        return self._cursor

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._cursor is not None:
            self._cursor.close()

"""Taking erased text out of the files as well.

``secure_delete`` overwrites what is deleted inside the database file. The write-ahead log keeps the older
pages until it is emptied, and those still hold the text: so it is emptied.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

_BUSY_MS = 500


async def empty_log(path: Path) -> bool:
    """Move the write-ahead log into the database and cut it to nothing.

    False when somebody was just reading or writing: then it is to be tried again later. Who is cancelled here ends
    only when the connection of this is closed: left open behind a store that closes, it would keep that from
    writing everything into the one file.
    """
    work = asyncio.ensure_future(asyncio.to_thread(_empty_log, path))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        while not work.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([work])
        raise


def _empty_log(path: Path) -> bool:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA secure_delete = ON")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()

"""`modtui restore FILE`: a backup becomes the store; the present store is kept aside."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from modtui.commands.common import places, settings
from modtui.console import DONE, FAILED, UsageError, say
from modtui.locks import hold
from modtui.paths import Paths
from modtui.store.database import Database, StoreError, copy_store
from modtui.store.derived import verify
from modtui.text.counting import counted


def run(args: argparse.Namespace) -> int:
    """Check the backup, then put it in the store's place. Needs the store lock (exit status 4)."""
    if args.read_only:
        raise UsageError("restore replaces the store; it cannot be done with --read-only.")
    backup = Path(args.file).expanduser().absolute()
    where = places(args, settings(args))
    if not backup.is_file():
        say(f"There is no file {backup}.")
        return FAILED
    if where.store.exists() and backup.samefile(where.store):
        raise UsageError(f"{backup} is the store itself.")
    where.prepare()
    now = datetime.now(UTC)
    with hold(where.store_lock, "store", "modtui restore", now):
        kept = restore(backup, where, now)
    if kept is not None:
        say(f"The store as it was is kept as {kept}; delete it when you no longer need it.")
    say(f"Restored from {backup}.")
    return DONE


def restore(backup: Path, where: Paths, now: datetime) -> Path | None:
    """Put a sound copy of `backup` in the store's place; returns where the present store went, None if none was.

    Raises StoreError, and changes nothing, for a file that is not ours, damaged, newer, or at odds with itself.
    """
    fresh = where.data_dir / f"restoring-{os.getpid()}.db"
    try:
        asyncio.run(_checked_copy(backup, fresh))
        kept = _put_aside(where.store, now)
        fresh.replace(where.store)
    finally:
        for leftover in where.data_dir.glob(
            f"{fresh.stem}.*"
        ):  # the copy, and what opening it made beside it
            leftover.unlink(missing_ok=True)
    return kept


async def _checked_copy(backup: Path, fresh: Path) -> None:
    """Copy first, so that the file is read once and what is checked is what is used."""
    await copy_store(backup, fresh)
    db = await Database.open(fresh)  # an older version is brought up to date
    try:
        found = await verify(db)
        if found.integrity:
            raise StoreError(f"{backup} is damaged ({found.integrity[0]}); take another backup.")
        if found.differences:
            if not found.older:
                rows = counted(len(found.differences), "row of the backup is", "rows of the backup are")
                say(f"{rows} not what its ledgers say; all are computed again.")
            await _rebuild(db)
        # What was on its way when the backup was made may have left since: a person decides.
        async with db.transaction() as tx:
            held = await tx.execute(
                "UPDATE outbox SET state = 'held', reason = 'From a backup: it may have been sent since.' "
                "WHERE state IN ('queued', 'sending')"
            )
        if held:
            waiting = counted(held, "message that was waiting is", "messages that were waiting are")
            say(f"{waiting} held: look before anything goes.")
    finally:
        await db.close()
    _fold_in(fresh)


async def _rebuild(db: Database) -> None:
    from modtui.store.derived import RulesCache, refold_all
    from modtui.store.fold_version import mark_todays

    async with db.transaction() as tx:
        for table in ("inquiry", "thread", "action"):
            await tx.execute(f"DELETE FROM {table}")
        await refold_all(tx, RulesCache())
        await mark_todays(tx)


def _fold_in(path: Path) -> None:
    """All of it into the one file, so that moving the file moves the store."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _put_aside(store: Path, now: datetime) -> Path | None:
    """Move the present store, with what has not been folded into it yet, to a name of its own."""
    if not store.exists():
        return None
    with contextlib.suppress(sqlite3.DatabaseError):  # it may be damaged: then its parts are kept as they are
        _fold_in(store)
    kept = store.with_name(f"{store.stem}.before-restore-{now:%Y%m%d-%H%M%S}.db")
    for ending in ("-wal", "-shm"):
        if _beside(store, ending).exists():
            _beside(store, ending).replace(_beside(kept, ending))
    store.replace(kept)
    return kept


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)

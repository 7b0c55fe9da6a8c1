"""What is half written: its text, its files and what else was said of it, kept through a crash until it is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from modtui.domain.half_written import HalfWritten, read_back, written_down
from modtui.store.database import Transaction, to_ms
from modtui.store.journal import Reads

DRAFT_TABLES: Final = ("draft", "draft_file", "draft_half")
"""What is kept of a half-written text, each with ``chat_key``: they go together."""


async def text_of(reads: Reads, chat_key: int, target: int) -> str:
    """What was typed for this message (0: a new post; below 0: a change to that message of one's own)."""
    row = await reads.one("SELECT text FROM draft WHERE chat_key = ? AND target = ?", (chat_key, target))
    return "" if row is None else str(row[0])


async def keep_text(tx: Transaction, chat_key: int, target: int, text: str, at: datetime) -> None:
    """Keep what is typed; blanks alone forget it."""
    if text.strip():
        row = (chat_key, target, text, to_ms(at))
        await tx.execute("INSERT OR REPLACE INTO draft (chat_key, target, text, at) VALUES (?, ?, ?, ?)", row)
    else:
        await tx.execute("DELETE FROM draft WHERE chat_key = ? AND target = ?", (chat_key, target))


async def files_of(reads: Reads, chat_key: int, target: int) -> list[str]:
    """The paths of the files put to a draft, in their order."""
    rows = await reads.all(
        "SELECT path FROM draft_file WHERE chat_key = ? AND target = ? ORDER BY number", (chat_key, target)
    )
    return [str(row[0]) for row in rows]


async def keep_files(tx: Transaction, chat_key: int, target: int, paths: Sequence[str]) -> None:
    """Keep which files are put to a draft, in place of those before."""
    await tx.execute("DELETE FROM draft_file WHERE chat_key = ? AND target = ?", (chat_key, target))
    rows = [(chat_key, target, number, path) for number, path in enumerate(dict.fromkeys(paths))]
    await tx.many("INSERT INTO draft_file (chat_key, target, number, path) VALUES (?, ?, ?, ?)", rows)
    if not rows:
        await keep_half(tx, chat_key, target, await half_of(tx, chat_key, target))


async def half_of(reads: Reads, chat_key: int, target: int) -> HalfWritten:
    """What else was said of a draft."""
    row = await reads.one("SELECT body FROM draft_half WHERE chat_key = ? AND target = ?", (chat_key, target))
    return HalfWritten() if row is None else read_back(json.loads(row[0]))


async def keep_half(tx: Transaction, chat_key: int, target: int, half: HalfWritten) -> None:
    """Keep what is said of a draft, which is written down first; of nothing, nothing is kept."""
    kept = written_down(half)
    begun = await text_of(tx, chat_key, target) or await files_of(tx, chat_key, target)
    if kept and begun:
        row = (chat_key, target, json.dumps(kept))
        await tx.execute("INSERT OR REPLACE INTO draft_half (chat_key, target, body) VALUES (?, ?, ?)", row)
    else:
        await tx.execute("DELETE FROM draft_half WHERE chat_key = ? AND target = ?", (chat_key, target))


async def keep(
    tx: Transaction, chat_key: int, target: int, text: str, half: HalfWritten | None, at: datetime
) -> None:
    """Keep what is typed and what it is; without ``half`` only a text that is gone takes that with it."""
    await keep_text(tx, chat_key, target, text, at)
    if half is None and not text.strip():
        half = await half_of(tx, chat_key, target)
    if half is not None:
        await keep_half(tx, chat_key, target, half)


async def forget(tx: Transaction, chat_key: int, target: int) -> None:
    """It was sent, or thrown away."""
    for table in DRAFT_TABLES:
        await tx.execute(f"DELETE FROM {table} WHERE chat_key = ? AND target = ?", (chat_key, target))


async def forget_text(tx: Transaction, chat_key: int, target: int, text: str) -> None:
    """This very text was sent another way; a draft that says something else stays, and so do files."""
    if (await text_of(tx, chat_key, target)).strip() == text:
        await tx.execute("DELETE FROM draft WHERE chat_key = ? AND target = ?", (chat_key, target))
        await keep_half(tx, chat_key, target, await half_of(tx, chat_key, target))

"""What is half written: its text and the files put to it, kept through a crash until it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from modtui.store.database import Transaction, to_ms
from modtui.store.journal import Reads


async def text_of(reads: Reads, chat_key: int, target: int) -> str:
    """What was typed for this message (0: a new post)."""
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


async def forget(tx: Transaction, chat_key: int, target: int) -> None:
    """It was sent, or thrown away."""
    for table in ("draft", "draft_file"):
        await tx.execute(f"DELETE FROM {table} WHERE chat_key = ? AND target = ?", (chat_key, target))

"""Words that go at once: what a member took back, and personal data that a moderator took out (RULES 6.3).

The row stays, with when it was sent and deleted, for the counts; what it said goes, every version of it, with what
its attachment was called or asked. Words of other people's replies to it are theirs and stay.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from modtui.domain.messages import Media
from modtui.store import find
from modtui.store.database import Transaction
from modtui.store.journal import Reads
from modtui.store.observed import json_list


async def withdrawn(reads: Reads, chat_key: int) -> list[int]:
    """Messages that are deleted, as far as is known by who wrote them, and whose words are still here."""
    rows = await reads.all(
        "SELECT m.id FROM message m INDEXED BY message_withdrawn WHERE m.chat_key = ? AND m.deleted_at IS NOT NULL "
        "AND m.deleted_by_staff = 0 AND EXISTS (SELECT 1 FROM message_version v WHERE v.chat_key = m.chat_key "
        "AND v.id = m.id AND v.text IS NOT NULL)",
        (chat_key,),
    )
    return [int(row[0]) for row in rows]


async def blank(
    tx: Transaction, chat_key: int, ids: Iterable[int], *, unless_staff: bool = False
) -> set[int]:
    """Take the words of these messages out; returns those that had any. ``unless_staff``: not what staff deleted."""
    kept = "AND m.deleted_by_staff = 0" if unless_staff else ""
    rows = await tx.all(
        "SELECT m.id, v.version, v.text, m.media FROM message m JOIN message_version v ON v.chat_key = m.chat_key "
        "AND v.id = m.id WHERE m.chat_key = ? AND m.id IN (SELECT value FROM json_each(?)) "
        f"AND v.text IS NOT NULL {kept}",
        (chat_key, json_list(ids)),
    )
    for message_id, version, text, media in rows:
        attached = msgspec.json.decode(media, type=Media) if media else None
        await find.remove(tx, chat_key, message_id, version, text, attached)
        await tx.execute(
            "UPDATE message_version SET text = NULL, forwarded_from = NULL "
            "WHERE chat_key = ? AND id = ? AND version = ?",
            (chat_key, message_id, version),
        )
        if attached is not None:
            bare = Media(attached.kind, size=attached.size, seconds=attached.seconds)
            await tx.execute(
                "UPDATE message SET media = ? WHERE chat_key = ? AND id = ?",
                (msgspec.json.encode(bare).decode(), chat_key, message_id),
            )
    return {int(row[0]) for row in rows}

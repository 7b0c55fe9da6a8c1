"""Finding messages by their words: the index beside the mirror, and reading from it.

The index holds folded words without the text (``schema_find``). What it says is a hint: the caller compares
each message's text of today (``domain.find.match_spans``), so an edit leaves no false find. Words of blanked
text stay in the index's file until :func:`let_go_of_words` after :func:`remove`, or :func:`rebuild_find`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec

from modtui.domain.find import HAS_KINDS, FindQuery, index_terms, query_forms
from modtui.domain.messages import Media, Message
from modtui.store.database import Database, Row, Transaction, to_ms
from modtui.store.journal import Reads
from modtui.text.fold import fold_words

#: Versions of one message that have a number of their own; a message edited more often shares the last.
_VERSIONS: Final = 1 << 12
_CHAT_BITS: Final = 48
#: Messages indexed in one transaction of the catching up.
_BREATH: Final = 200
#: Names folded between two turns of everybody else.
_NAMES_A_TURN: Final = 200
#: Pages of the index written anew in one transaction, and so few changes say that there was nothing left to write.
_MERGED_PAGES: Final = 64
_SOME_CHANGES: Final = 2
_LET_GO: Final = "find_lets_go"
#: Between two of them others get so long.
_PAUSE_S: Final = 0.005


def row_number(chat_key: int, message_id: int, version: int) -> int:
    """The index row of one version of a message; rises with the message's id within a chat."""
    return (chat_key << _CHAT_BITS) + message_id * _VERSIONS + min(version, _VERSIONS - 1)


def searchable(text: str, media: Media | None) -> str:
    """What of a message can be found: its text and its attachment's name."""
    return f"{text}\n{media.name}" if media is not None and media.name else text


async def add(tx: Transaction, chat_key: int, versions: Iterable[tuple[Message, int]]) -> None:
    """Index new versions of messages, in the transaction that mirrors them."""
    rows = [
        (row_number(chat_key, message.id, version), " ".join(terms))
        for message, version in versions
        if (terms := index_terms(searchable(message.text, message.media)))
    ]
    if not rows:
        return
    below = await _below(tx, chat_key)
    if below is not None:
        # What lies below is not indexed yet: it comes with the rest, once.
        first = row_number(chat_key, below, 0)
        rows = [row for row in rows if row[0] >= first]
    # Rising numbers: FTS5 writes a segment of its own for each that falls.
    await tx.many("INSERT INTO message_find (rowid, words) VALUES (?, ?)", sorted(rows))


async def remove(
    tx: Transaction, chat_key: int, message_id: int, version: int, text: str, media: Media | None
) -> None:
    """Take one version out of the index; ``text`` and ``media`` as they were indexed."""
    below = await _below(tx, chat_key)
    terms = index_terms(searchable(text, media))
    row = row_number(chat_key, message_id, version)
    if terms and (below is None or message_id >= below):
        await tx.execute(
            "INSERT INTO message_find (message_find, rowid, words) VALUES ('delete', ?, ?)",
            (row, " ".join(terms)),
        )
        await tx.execute("INSERT OR REPLACE INTO meta VALUES (?, '1')", (_LET_GO,))


async def let_go_of_words(db: Database) -> bool:
    """Write the index anew without what was removed from it, in breaths: until then its files still hold the words.

    False when nothing was to be let go of.
    """
    pages = -_MERGED_PAGES  # below zero first: every segment takes part
    wanted = await db.get_meta(_LET_GO) is not None
    while await db.get_meta(_LET_GO) is not None:
        async with db.transaction() as tx:
            before = await tx.one("SELECT total_changes()")
            await tx.execute("INSERT INTO message_find (message_find, rank) VALUES ('merge', ?)", (pages,))
            after = await tx.one("SELECT total_changes()")
            if before is None or after is None or after[0] - before[0] < _SOME_CHANGES:
                await tx.execute("DELETE FROM meta WHERE key = ?", (_LET_GO,))
        pages = _MERGED_PAGES
        await asyncio.sleep(_PAUSE_S)
    return wanted


async def rebuild_find(tx: Transaction) -> None:
    """Empty the index; :func:`index_all` (or the running desk) fills it again from the text that is left.

    For erasing and purging: full-text tables keep deleted words until they are rebuilt (RULES 6.4). With
    ``secure_delete``, which the store has on, the words are overwritten in the file.
    """
    await tx.execute("INSERT INTO message_find (message_find) VALUES ('delete-all')")
    await tx.execute(
        "INSERT OR REPLACE INTO meta SELECT 'find_below:' || chat_key, max(id) + 1 FROM message GROUP BY chat_key"
    )


async def left_to_index(reads: Reads) -> int:
    """How many messages wait for being indexed."""
    row = await reads.one(
        "SELECT coalesce(sum((SELECT count(*) FROM message m WHERE m.chat_key = substr(t.key, 12) + 0 "
        "AND m.id < t.value + 0)), 0) FROM meta t WHERE t.key LIKE 'find_below:%'"
    )
    return 0 if row is None else int(row[0])


async def _below(reads: Reads, chat_key: int) -> int | None:
    row = await reads.one("SELECT value FROM meta WHERE key = ?", (f"find_below:{chat_key}",))
    return None if row is None else int(row[0])


async def index_breath(db: Database, limit: int = _BREATH) -> bool:
    """Index the next messages that wait, newest first, in one short transaction. False when none is left."""
    async with db.transaction() as tx:
        mark = await tx.one("SELECT key, value FROM meta WHERE key LIKE 'find_below:%' ORDER BY key LIMIT 1")
        if mark is None:
            return False
        chat_key = int(str(mark[0]).partition(":")[2])
        rows = await tx.all(
            "SELECT m.id, v.version, v.text, m.media FROM message m JOIN message_version v "
            "ON v.chat_key = m.chat_key AND v.id = m.id AND v.version = (SELECT max(version) "
            "FROM message_version x WHERE x.chat_key = m.chat_key AND x.id = m.id) "
            "WHERE m.chat_key = ? AND m.id < ? ORDER BY m.id DESC LIMIT ?",
            (chat_key, int(mark[1]), limit),
        )
        if not rows:
            await tx.execute("DELETE FROM meta WHERE key = ?", (mark[0],))
            return True
        await tx.many("INSERT INTO message_find (rowid, words) VALUES (?, ?)", _index_rows(chat_key, rows))
        await tx.execute("UPDATE meta SET value = ? WHERE key = ?", (str(rows[-1][0]), mark[0]))
        return True


def _index_rows(chat_key: int, rows: Sequence[Row]) -> list[tuple[int, str]]:
    found = []
    for message_id, version, text, media in reversed(rows):
        attached = msgspec.json.decode(media, type=Media) if media else None
        # A purged message has no text; the name of its attachment went with it.
        if text is not None and (terms := index_terms(searchable(text, attached))):
            found.append((row_number(chat_key, message_id, version), " ".join(terms)))
    return found


async def index_all(db: Database) -> None:
    """Index everything that waits, in breaths: others can write in between."""
    more = True
    while more:
        more = await index_breath(db)
        await asyncio.sleep(_PAUSE_S)


# ---------------------------------------------------------------------- reading


def _match(query: FindQuery) -> str:
    """A query in FTS5's language; each string is quoted, so that nothing typed is taken for grammar."""
    parts = []
    for word in query.every_word:
        forms = " OR ".join(f'"{form}"*' for form in query_forms(word))
        parts.append(f"({forms})")
    return " AND ".join(parts)


async def candidates(
    reads: Reads,
    chat_key: int,
    query: FindQuery,
    senders: Sequence[str] | None,
    *,
    before_id: int | None,
    limit: int,
) -> list[int]:
    """Message ids that may match, newest first, below ``before_id``; at most ``limit``.

    ``senders``: member references that ``from:`` came to; None for anybody. ``has:link``, ``has:phone``,
    ``is:staff`` and the words themselves are for the caller to check.
    """
    where, values = _conditions(chat_key, query, senders)
    top = 1 << 40 if before_id is None else before_id
    if not query.has_words:
        sql = (
            f"SELECT m.id FROM message m WHERE m.chat_key = ? AND m.id < ? {where} ORDER BY m.id DESC LIMIT ?"
        )
        rows = await reads.all(sql, (chat_key, top, *values, limit))
        return [int(row[0]) for row in rows]
    first, last = row_number(chat_key, -(1 << 34), 0), row_number(chat_key, min(top, 1 << 34), 0)
    rows = await reads.all(
        # The join order is fixed: the index leads, and only what it gives is looked up.
        "SELECT m.id FROM message_find f CROSS JOIN message m "
        f"ON m.chat_key = ? AND m.id = (f.rowid - ?) >> 12 "
        f"WHERE message_find MATCH ? AND f.rowid >= ? AND f.rowid < ? {where} ORDER BY f.rowid DESC LIMIT ?",
        (chat_key, chat_key << _CHAT_BITS, _match(query), first, last, *values, limit),
    )
    return list(dict.fromkeys(int(row[0]) for row in rows))


def _conditions(chat_key: int, query: FindQuery, senders: Sequence[str] | None) -> tuple[str, list[Any]]:
    where: list[str] = []
    values: list[Any] = []
    if senders is not None:
        where.append("m.sender_ref IN (SELECT value FROM json_each(?))")
        values.append(msgspec.json.encode(list(senders)).decode())
    for bound, sign in ((query.before, "<"), (query.after, ">=")):
        if bound is not None:
            where.append(f"m.sent_at {sign} ?")
            values.append(to_ms(bound))
    for wanted in sorted(query.has & HAS_KINDS.keys()):
        kinds = HAS_KINDS[wanted]
        where.append(f"json_extract(m.media, '$.kind') IN ({','.join('?' * len(kinds))})")
        values += kinds
    if "album" in query.has:
        where.append("m.album_id IS NOT NULL")
    inquiry = "EXISTS (SELECT 1 FROM inquiry i WHERE i.chat_key = m.chat_key AND i.message_id = m.id AND {})"
    for trait, condition in (
        ("deleted", "m.deleted_at IS NOT NULL"),
        ("edited", "m.edited_at IS NOT NULL"),
        ("inquiry", inquiry.format("i.state NOT IN ('possible', 'dismissed')")),
        ("answered", inquiry.format("i.answered_at IS NOT NULL")),
        ("urgent", inquiry.format("i.state <> 'dismissed' AND json_extract(i.body, '$.urgent')")),
        (
            "pinned",
            "EXISTS (SELECT 1 FROM message_extra x WHERE x.chat_key = m.chat_key AND x.id = m.id AND x.pinned)",
        ),
        ("open", inquiry.format("i.listed AND i.answered_at IS NULL AND i.state <> 'possible'")),
    ):
        if trait in query.traits:
            where.append(condition)
    where.append("m.service IS NULL")
    return " AND " + " AND ".join(where), values


@lru_cache(maxsize=1 << 14)
def _name_words(name: str) -> tuple[str, ...]:
    """A name's folded words, remembered: every key typed after ``from:`` goes through all of them."""
    return tuple(fold_words(name))


async def senders_called(reads: Reads, typed: str, own_id: int | None) -> list[str]:
    """Member references of everybody a ``from:`` means: by id, @username or the beginning of words of the name."""
    word = typed.strip()
    if word.casefold() == "me" and own_id is not None:
        word = str(own_id)
    rows = await reads.all("SELECT ref, telegram_id, name, username FROM member")
    number = word.removeprefix("-100")
    if number.isdecimal() and (known := [str(row[0]) for row in rows if row[1] == int(number)]):
        return known
    if word.startswith("@"):
        wanted = word[1:].casefold()
        return [str(row[0]) for row in rows if (row[3] or "").casefold() == wanted]
    parts = fold_words(word)
    found = []
    for at, (ref, _, name, username) in enumerate(rows, 1):
        if not at % _NAMES_A_TURN:
            await asyncio.sleep(0)
        words = _name_words(f"{name} {username or ''}")
        if parts and all(any(have.startswith(part) for have in words) for part in parts):
            found.append(str(ref))
    return found


async def first_from(reads: Reads, chat_key: int, at: datetime) -> int | None:
    """The id of the first message sent at or after a moment; None when there is none."""
    row = await reads.one(
        "SELECT id FROM message WHERE chat_key = ? AND sent_at >= ? ORDER BY sent_at, id LIMIT 1",
        (chat_key, to_ms(at)),
    )
    return None if row is None else int(row[0])

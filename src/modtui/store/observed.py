"""The mirror of the group: what Telegram said, in order, with every version of every message."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec

from modtui.domain.inquiries import MessageFact
from modtui.domain.messages import Media, Message, Sender, SenderKind, ServiceEvent
from modtui.domain.roles import RoleBook
from modtui.domain.whole_text import whole
from modtui.store import feed_facts, find
from modtui.store.database import Row, Transaction, from_ms, maybe_from_ms, maybe_ms, to_ms
from modtui.store.journal import Reads
from modtui.store.looks import read_entities, write_entities


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as the store holds it. ``message.text`` is empty once purged (``purged`` says so)."""

    message: Message
    sender_ref: str | None
    deleted_at: datetime | None = None
    deleted_by_staff: bool = False
    imported: bool = False
    previous_text: str | None = None
    purged: bool = False


@dataclass(slots=True)
class Recorded:
    """What a batch changed, as message ids."""

    new: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    #: Seen before, and looking different now without saying anything else: reactions, pins, votes.
    repainted: set[int] = field(default_factory=set)

    @property
    def touched(self) -> set[int]:
        """New and changed together."""
        return self.new | self.changed


async def ensure_chat(
    tx: Transaction, telegram_id: int, *, kind: str = "group", title: str = "", account: int = 0
) -> int:
    """The internal key of a chat, made on first sight. ``account`` is set for private chats only."""
    row = await tx.one(
        "SELECT chat_key FROM chat_alias WHERE telegram_id = ? AND account_id = ?", (telegram_id, account)
    )
    if row is not None:
        if title:
            await tx.execute("UPDATE chat SET title = ? WHERE key = ? AND title <> ?", (title, row[0], title))
        return int(row[0])
    top = await tx.one("SELECT coalesce(max(key), 0) + 1 FROM chat")
    key = int(top[0]) if top else 1
    await tx.execute("INSERT INTO chat VALUES (?, ?, ?, ?)", (key, kind, account or None, title))
    await tx.execute("INSERT INTO chat_alias VALUES (?, ?, ?)", (telegram_id, account, key))
    await tx.execute("INSERT INTO sync (chat_key) VALUES (?)", (key,))
    return key


async def chat_key_of(reads: Reads, telegram_id: int, account: int = 0) -> int | None:
    """The internal key of a chat that was seen before."""
    row = await reads.one(
        "SELECT chat_key FROM chat_alias WHERE telegram_id = ? AND account_id = ?", (telegram_id, account)
    )
    return None if row is None else int(row[0])


async def member_ref(
    tx: Transaction,
    telegram_id: int,
    kind: SenderKind = SenderKind.USER,
    name: str = "",
    username: str | None = "",
) -> str:
    """The random reference the journal knows somebody by, made on first sight; keeps the newest name.

    ``username``: None for somebody who has none; empty where it was not told, and then the known one stays.
    People and bots share their numbers: who was first named by number only is made a bot when it turns out to be one.
    """
    name, username = whole(name), whole(username) if username else username
    kinds = ("bot", "user") if kind in (SenderKind.USER, SenderKind.BOT) else (kind.value, kind.value)
    row = await tx.one(
        "SELECT ref, name, username, kind FROM member WHERE telegram_id = ? AND kind IN (?, ?) ORDER BY kind",
        (telegram_id, *kinds),
    )
    if row is not None and kind is SenderKind.BOT and row[3] == "user":
        await tx.execute("UPDATE member SET kind = 'bot' WHERE ref = ?", (row[0],))
    if row is None:
        ref = secrets.token_hex(8)
        await tx.execute(
            "INSERT INTO member (ref, telegram_id, kind, name, username) VALUES (?, ?, ?, ?, ?)",
            (ref, telegram_id, kind.value, name, username or None),
        )
        return ref
    username = row[2] if username == "" else username
    if name and (row[1], row[2]) != (name, username):
        await tx.execute("UPDATE member SET name = ?, username = ? WHERE ref = ?", (name, username, row[0]))
    return str(row[0])


async def record(
    tx: Transaction, chat_key: int, messages: Sequence[Message], *, imported: bool = False
) -> Recorded:
    """Write messages as Telegram gave them; seen ones only where something changed. Repeating changes nothing."""
    recorded = Recorded()
    refs: dict[tuple[int, SenderKind], str] = {}
    rows: list[Row] = []
    versions: list[Row] = []
    first: list[tuple[Message, int]] = []
    again: list[Message] = []  # a message and its edit can come in one batch
    known = await _known(tx, chat_key, [m.id for m in messages])
    for message in messages:
        before = known.get(message.id)
        if before is not None:
            if await _update(tx, chat_key, message, before, imported):
                await _ref_of(tx, refs, message.sender)
                recorded.changed.add(message.id)
                known.update(await _known(tx, chat_key, [message.id]))
        elif message.id in recorded.new:
            again.append(message)
        else:
            ref = await _ref_of(tx, refs, message.sender)
            rows.append(_row(chat_key, message, ref, imported))
            versions.append(_first_version(chat_key, message))
            first.append((message, 1))
            recorded.new.add(message.id)
    await tx.many(
        "INSERT INTO message (chat_key, id, sender_ref, sender_kind, sent_at, reply_to, topic_id, album_id, "
        "edited_at, outgoing, imported, service, media) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )
    await tx.many(
        "INSERT INTO message_version (chat_key, id, version, at, text, forwarded_from, entities) "
        "VALUES (?,?,1,?,?,?,?)",
        versions,
    )
    await find.add(tx, chat_key, first)
    if not imported:
        recorded.repainted = await feed_facts.record_extras(tx, chat_key, messages, known)
    for message in again:
        await _update(tx, chat_key, message, (await _known(tx, chat_key, [message.id]))[message.id], imported)
    return recorded


async def _ref_of(tx: Transaction, refs: dict[tuple[int, SenderKind], str], sender: Sender) -> str | None:
    if sender.id is None:
        return None
    key = (sender.id, sender.kind)
    if key not in refs:
        refs[key] = await member_ref(tx, sender.id, sender.kind, sender.name, sender.username)
    return refs[key]


async def _known(tx: Transaction, chat_key: int, ids: Sequence[int]) -> dict[int, Row]:
    """id -> (edited_at, newest text, its version, deleted_at, how it looks) of messages already mirrored."""
    rows = await tx.all(
        "SELECT m.id, m.edited_at, v.text, v.version, m.deleted_at, v.entities FROM message m "
        "JOIN message_version v ON v.chat_key = m.chat_key AND v.id = m.id AND v.version = "
        "(SELECT max(version) FROM message_version w WHERE w.chat_key = m.chat_key AND w.id = m.id) "
        "WHERE m.chat_key = ? AND m.id IN (SELECT value FROM json_each(?))",
        (chat_key, json_list(ids)),
    )
    return {int(row[0]): row[1:] for row in rows}


def _row(chat_key: int, message: Message, ref: str | None, imported: bool) -> Row:
    return (
        chat_key,
        message.id,
        ref,
        message.sender.kind.value,
        to_ms(message.sent_at),
        message.reply_to,
        message.topic_id,
        message.album_id,
        maybe_ms(message.edited_at),
        message.outgoing,
        imported,
        _json(message.service),
        _json(message.media),
    )


def _first_version(chat_key: int, message: Message) -> Row:
    at = to_ms(message.edited_at or message.sent_at)
    return (chat_key, message.id, at, message.text, message.forwarded_from, write_entities(message.entities))


async def _update(tx: Transaction, chat_key: int, message: Message, before: Row, imported: bool) -> bool:
    edited_at, text, version, deleted_at, before_looks = before
    if imported:
        deleted_at = None  # an export is of some earlier day: it says nothing against a deletion since
    newer = maybe_ms(message.edited_at)
    if text is None and newer == edited_at and deleted_at is None:
        return False  # purged here and unchanged there: text past the horizon is not stored again (RULES 6.3)
    looks = write_entities(message.entities)
    is_newer = (newer or 0) >= (edited_at or 0)
    changed = is_newer and (text != message.text or (looks != before_looks and newer != edited_at))
    if not changed and looks != before_looks and text == message.text and newer == edited_at and not imported:
        # Seen before looks were kept: it says nothing new.
        await tx.execute(
            "UPDATE message_version SET entities = ? WHERE chat_key = ? AND id = ? AND version = ?",
            (looks, chat_key, message.id, version),
        )
    if changed:
        await tx.execute(
            "INSERT INTO message_version (chat_key, id, version, at, text, forwarded_from, entities) "
            "VALUES (?,?,?,?,?,?,?)",
            (
                chat_key,
                message.id,
                version + 1,
                newer or to_ms(message.sent_at),
                message.text,
                message.forwarded_from,
                looks,
            ),
        )
        await tx.execute(
            "UPDATE message SET edited_at = ?, media = ? WHERE chat_key = ? AND id = ?",
            (newer, _json(message.media), chat_key, message.id),
        )
        await find.add(tx, chat_key, [(message, version + 1)])
    if deleted_at is not None:
        # It is there after all: a deletion heard about wrongly must not hide a question.
        await tx.execute(
            "UPDATE message SET deleted_at = NULL, deleted_by_staff = 0 WHERE chat_key = ? AND id = ?",
            (chat_key, message.id),
        )
    return changed or deleted_at is not None


async def record_deletion(
    tx: Transaction, chat_key: int, ids: Iterable[int], at: datetime, *, by_staff: bool = False
) -> set[int]:
    """Mark messages as deleted (a fact; the row stays). Returns the ids this changed."""
    changed: set[int] = set()
    for message_id in ids:
        if await tx.execute(
            "UPDATE message SET deleted_at = coalesce(deleted_at, ?), deleted_by_staff = max(deleted_by_staff, ?) "
            "WHERE chat_key = ? AND id = ? AND (deleted_at IS NULL OR deleted_by_staff < ?)",
            (to_ms(at), by_staff, chat_key, message_id, by_staff),
        ):
            changed.add(message_id)
    return changed


def json_list(ids: Iterable[int]) -> str:
    """Ids as one parameter for ``json_each``: SQLite bounds how many parameters and terms a statement has."""
    return msgspec.json.encode(sorted(set(ids))).decode()


def _json(value: Media | ServiceEvent | None) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


_SELECT: Final = (
    "SELECT m.id, m.sender_ref, m.sender_kind, p.telegram_id, p.name, p.username, m.sent_at, m.reply_to, "
    "m.topic_id, m.album_id, m.edited_at, m.deleted_at, m.deleted_by_staff, m.outgoing, m.imported, m.service, "
    "m.media, v.text, v.forwarded_from, "
    "(SELECT w.text FROM message_version w WHERE w.chat_key = m.chat_key AND w.id = m.id "
    "AND w.version = v.version - 1), v.entities "
    "FROM message m JOIN message_version v ON v.chat_key = m.chat_key AND v.id = m.id AND v.version = "
    "(SELECT max(version) FROM message_version x WHERE x.chat_key = m.chat_key AND x.id = m.id) "
    "LEFT JOIN member p ON p.ref = m.sender_ref "
)


async def page(
    reads: Reads,
    chat_key: int,
    *,
    before_id: int | None = None,
    after_id: int | None = None,
    limit: int = 200,
) -> list[StoredMessage]:
    """Messages oldest first: those after ``after_id``, or the ``limit`` newest before ``before_id`` (or of all)."""
    if after_id is not None:
        rows = await reads.all(
            f"{_SELECT} WHERE m.chat_key = ? AND m.id > ? ORDER BY m.id LIMIT ?", (chat_key, after_id, limit)
        )
        return [_stored(row) for row in rows]
    rows = await reads.all(
        f"{_SELECT} WHERE m.chat_key = ? AND m.id < ? ORDER BY m.id DESC LIMIT ?",
        (chat_key, before_id if before_id is not None else 1 << 62, limit),
    )
    return [_stored(row) for row in reversed(rows)]


async def by_ids(reads: Reads, chat_key: int, ids: Iterable[int]) -> list[StoredMessage]:
    """These messages, oldest first; unknown ids are left out."""
    rows = await reads.all(
        f"{_SELECT} WHERE m.chat_key = ? AND m.id IN (SELECT value FROM json_each(?)) ORDER BY m.id",
        (chat_key, json_list(ids)),
    )
    return [_stored(row) for row in rows]


async def one(reads: Reads, chat_key: int, message_id: int) -> StoredMessage | None:
    """One message, or None."""
    rows = await by_ids(reads, chat_key, [message_id])
    return rows[0] if rows else None


def _stored(row: Row) -> StoredMessage:
    return StoredMessage(
        message=Message(
            id=row[0],
            sender=Sender(SenderKind(row[2]), row[3], row[4] or "", row[5]),
            sent_at=from_ms(row[6]),
            text=row[17] or "",
            reply_to=row[7],
            topic_id=row[8],
            edited_at=maybe_from_ms(row[10]),
            media=msgspec.json.decode(row[16], type=Media) if row[16] else None,
            service=msgspec.json.decode(row[15], type=ServiceEvent) if row[15] else None,
            album_id=row[9],
            forwarded_from=row[18],
            outgoing=bool(row[13]),
            entities=read_entities(row[20]),
        ),
        sender_ref=row[1],
        deleted_at=maybe_from_ms(row[11]),
        deleted_by_staff=bool(row[12]),
        imported=bool(row[14]),
        previous_text=row[19],
        purged=row[17] is None,
    )


async def thread_facts(
    reads: Reads, chat_key: int, roots: Iterable[int], linked: Iterable[int], roles: RoleBook
) -> list[MessageFact]:
    """The roots, everything that replies to them at any depth, and linked messages: as facts without text."""
    seeds = sorted(set(roots) | set(linked))
    rows = await reads.all(
        "WITH RECURSIVE t(id) AS (SELECT value FROM json_each(?) UNION "
        "SELECT m.id FROM message m JOIN t ON m.reply_to = t.id WHERE m.chat_key = ?) "
        "SELECT m.id, m.sender_ref, m.sender_kind, m.sent_at, m.reply_to, m.edited_at, m.deleted_at, "
        "m.deleted_by_staff, m.imported FROM message m JOIN t ON t.id = m.id WHERE m.chat_key = ? ORDER BY m.id",
        (json_list(seeds), chat_key, chat_key),
    )
    facts = []
    for row in rows:
        sent_at = from_ms(row[3])
        facts.append(
            MessageFact(
                id=row[0],
                author=row[1],
                role=roles.role_at(row[1], SenderKind(row[2]), sent_at),
                sent_at=sent_at,
                reply_to=row[4],
                edited_at=maybe_from_ms(row[5]),
                deleted_at=maybe_from_ms(row[6]),
                deleted_by_staff=bool(row[7]),
                imported=bool(row[8]),
            )
        )
    return facts


async def ancestors(reads: Reads, chat_key: int, ids: Iterable[int]) -> set[int]:
    """These messages and everything they reply to, up to the first message of each thread."""
    rows = await reads.all(
        "WITH RECURSIVE up(id) AS (SELECT value FROM json_each(?) UNION "
        "SELECT m.reply_to FROM message m JOIN up ON m.id = up.id "
        "WHERE m.chat_key = ? AND m.reply_to IS NOT NULL) SELECT id FROM up",
        (json_list(ids), chat_key),
    )
    return {int(row[0]) for row in rows}


async def watermark(reads: Reads, chat_key: int) -> int:
    """The message id up to which history was read completely."""
    row = await reads.one("SELECT synced_through FROM sync WHERE chat_key = ?", (chat_key,))
    return 0 if row is None else int(row[0])


async def set_synced(tx: Transaction, chat_key: int, through: int, at: datetime) -> None:
    """Move the watermark. Only a completed history read may call this (DESIGN, "Never miss")."""
    await tx.execute(
        "UPDATE sync SET synced_through = max(synced_through, ?), read_at = ? WHERE chat_key = ?",
        (through, to_ms(at), chat_key),
    )

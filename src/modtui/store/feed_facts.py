"""Reactions, pins and topics beside the mirror, what messages said before, and posts scheduled at Telegram."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from modtui.domain.media_facts import Reaction, Topic
from modtui.domain.messages import Media, Message, ServiceKind
from modtui.store.database import Transaction, from_ms, to_ms
from modtui.store.journal import Reads

_REACTIONS: Final = tuple[Reaction, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """What a message has beside its text."""

    pinned: bool = False
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said from a moment on; ``text`` is None once purged."""

    at: datetime
    text: str | None


@dataclass(frozen=True, slots=True)
class ScheduledPost:
    """A post that this desk put into Telegram's schedule."""

    schedule_id: int
    at: datetime
    type: str
    text: str


def _ids(ids: Iterable[int]) -> str:
    return msgspec.json.encode(sorted(set(ids))).decode()


async def extras(reads: Reads, chat_key: int, ids: Iterable[int]) -> dict[int, Extra]:
    """Reactions and pins of these messages; those without have no entry."""
    rows = await reads.all(
        "SELECT id, pinned, reactions FROM message_extra "
        "WHERE chat_key = ? AND id IN (SELECT value FROM json_each(?))",
        (chat_key, _ids(ids)),
    )
    return {int(r[0]): Extra(bool(r[1]), _reactions(r[2])) for r in rows}


_FARTHEST_IN_ALBUM: Final = 9
"""An album holds ten messages at most, one after the other."""


async def albums(reads: Reads, chat_key: int, ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The messages of the album that each of these belongs to, in order; those of none have no entry."""
    rows = await reads.all(
        "SELECT one.id, each.id FROM json_each(?) wanted "
        "CROSS JOIN message one ON one.chat_key = ? AND one.id = wanted.value AND one.album_id IS NOT NULL "
        "CROSS JOIN message each ON each.chat_key = one.chat_key AND each.id BETWEEN one.id - ? AND one.id + ? "
        "AND each.album_id = one.album_id ORDER BY one.id, each.id",
        (_ids(ids), chat_key, _FARTHEST_IN_ALBUM, _FARTHEST_IN_ALBUM),
    )
    found: dict[int, tuple[int, ...]] = {}
    for one, each in rows:
        found[int(one)] = (*found.get(int(one), ()), int(each))
    return found


def _reactions(raw: str | None) -> tuple[Reaction, ...]:
    return msgspec.json.decode(raw, type=_REACTIONS) if raw else ()


async def record_extras(
    tx: Transaction, chat_key: int, messages: Sequence[Message], known: Iterable[int]
) -> set[int]:
    """Write reactions, pins and votes as Telegram gives them now; returns the ids of stored ones that changed.

    So do the others of an album that a message belongs to which was not ``known``: which of how many they are.
    """
    before = await extras(tx, chat_key, (m.id for m in messages))
    was_known, changed = set(known), set[int]()
    parts = {message.id for message in messages if message.album_id is not None} - was_known
    if parts:
        changed = {
            each for fellows in (await albums(tx, chat_key, parts)).values() for each in fellows
        } - parts
        was_known |= changed
    for message in messages:
        now = Extra(message.pinned, message.reactions)
        if now != before.get(message.id, Extra()):
            await set_extra(tx, chat_key, message.id, now)
            changed.add(message.id)
        if message.id in was_known:
            if message.media is not None and message.media.poll is not None:
                changed |= {message.id} if await _votes(tx, chat_key, message.id, message.media) else set()
            continue
        # Told when it happens; that a pin was taken off is seen when the message is read again.
        target = _pins(message)
        if target is not None and await _pin(tx, chat_key, target):
            changed.add(target)
            was_known.add(target)
    return changed & was_known


def _pins(message: Message) -> int | None:
    """The message that this service message says was pinned."""
    is_pin = message.service is not None and message.service.kind is ServiceKind.PINNED
    return message.reply_to if is_pin else None


async def set_extra(tx: Transaction, chat_key: int, message_id: int, extra: Extra) -> None:
    """Replace what a message has beside its text."""
    if extra == Extra():
        await tx.execute("DELETE FROM message_extra WHERE chat_key = ? AND id = ?", (chat_key, message_id))
        return
    reactions = msgspec.json.encode(extra.reactions).decode() if extra.reactions else None
    await tx.execute(
        "INSERT OR REPLACE INTO message_extra VALUES (?,?,?,?)",
        (chat_key, message_id, extra.pinned, reactions),
    )


async def set_reactions(
    tx: Transaction, chat_key: int, message_id: int, reactions: tuple[Reaction, ...]
) -> bool:
    """Replace the reactions of a message; False when nothing changed. Who is ``own`` stays as it was known."""
    before = (await extras(tx, chat_key, [message_id])).get(message_id, Extra())
    if before.reactions == reactions:
        return False
    await set_extra(tx, chat_key, message_id, Extra(before.pinned, reactions))
    return True


async def _pin(tx: Transaction, chat_key: int, message_id: int) -> bool:
    before = (await extras(tx, chat_key, [message_id])).get(message_id, Extra())
    if before.pinned:
        return False
    await set_extra(tx, chat_key, message_id, Extra(True, before.reactions))
    return True


async def _votes(tx: Transaction, chat_key: int, message_id: int, media: Media) -> bool:
    """Votes that came in; not of a poll whose text was purged (RULES 6.3)."""
    raw = msgspec.json.encode(media).decode()
    return bool(
        await tx.execute(
            "UPDATE message SET media = ? WHERE chat_key = ? AND id = ? AND media <> ? AND EXISTS (SELECT 1 FROM "
            "message_version v WHERE v.chat_key = message.chat_key AND v.id = message.id AND v.text IS NOT NULL)",
            (raw, chat_key, message_id, raw),
        )
    )


async def set_pinned(tx: Transaction, chat_key: int, ids: Iterable[int]) -> set[int]:
    """These are all that is pinned now; returns the ids whose pin changed."""
    wanted, before = set(ids), set(await pinned(tx, chat_key))
    changed = wanted ^ before
    known = await extras(tx, chat_key, changed)
    for message_id in changed:
        reactions = known.get(message_id, Extra()).reactions
        await set_extra(tx, chat_key, message_id, Extra(message_id in wanted, reactions))
    return changed


async def pinned(reads: Reads, chat_key: int) -> list[int]:
    """Ids of pinned messages, newest first."""
    rows = await reads.all(
        "SELECT id FROM message_extra WHERE chat_key = ? AND pinned ORDER BY id DESC", (chat_key,)
    )
    return [int(row[0]) for row in rows]


async def set_topics(tx: Transaction, chat_key: int, topics: Sequence[Topic]) -> bool:
    """Write topics by name; those that are gone keep their last name. False when nothing changed."""
    before = {topic.id: topic for topic in await topics_of(tx, chat_key)}
    news = [topic for topic in topics if before.get(topic.id) != topic]
    await tx.many(
        "INSERT OR REPLACE INTO topic VALUES (?,?,?,?)", [(chat_key, t.id, t.title, t.closed) for t in news]
    )
    return bool(news)


async def topics_of(reads: Reads, chat_key: int) -> list[Topic]:
    """The group's topics."""
    rows = await reads.all("SELECT id, title, closed FROM topic WHERE chat_key = ? ORDER BY id", (chat_key,))
    return [Topic(int(row[0]), str(row[1]), bool(row[2])) for row in rows]


async def unnamed_topics(reads: Reads, chat_key: int, ids: Iterable[int]) -> tuple[bool, set[int]]:
    """Of these messages: whether one says something of the group itself, and topics they stand in that have no name."""
    rows = await reads.all(
        "SELECT DISTINCT m.service IS NOT NULL, m.topic_id, t.id FROM message m "
        "LEFT JOIN topic t ON t.chat_key = m.chat_key AND t.id = m.topic_id "
        "WHERE m.chat_key = ? AND m.id IN (SELECT value FROM json_each(?))",
        (chat_key, _ids(ids)),
    )
    unnamed = {int(topic) for _, topic, named in rows if topic is not None and named is None}
    return any(service for service, _, _ in rows), unnamed


async def in_topics(reads: Reads, chat_key: int, topics: Iterable[int]) -> set[int]:
    """Messages that stand in one of these topics."""
    rows = await reads.all(
        "SELECT id FROM message WHERE chat_key = ? AND topic_id IN (SELECT value FROM json_each(?))",
        (chat_key, _ids(topics)),
    )
    return {int(row[0]) for row in rows}


async def versions(reads: Reads, chat_key: int, message_id: int) -> list[Version]:
    """What a message said, oldest first; the last is what it says now."""
    rows = await reads.all(
        "SELECT at, text FROM message_version WHERE chat_key = ? AND id = ? ORDER BY version",
        (chat_key, message_id),
    )
    return [Version(from_ms(row[0]), row[1]) for row in rows]


# ---------------------------------------------------------------------- Telegram's schedule


async def add_scheduled(tx: Transaction, chat_key: int, post: ScheduledPost) -> None:
    """Remember what a scheduled post is."""
    await tx.execute(
        "INSERT OR REPLACE INTO scheduled_post VALUES (?,?,?,?,?)",
        (chat_key, post.schedule_id, to_ms(post.at), post.type, post.text),
    )


async def scheduled_posts(reads: Reads, chat_key: int) -> list[ScheduledPost]:
    """Scheduled posts that this desk knows of, soonest first."""
    rows = await reads.all(
        "SELECT schedule_id, at, type, text FROM scheduled_post WHERE chat_key = ? ORDER BY at, schedule_id",
        (chat_key,),
    )
    return [ScheduledPost(int(r[0]), from_ms(r[1]), str(r[2]), str(r[3])) for r in rows]


async def forget_scheduled(tx: Transaction, chat_key: int, schedule_id: int) -> None:
    """It was posted or cancelled."""
    await tx.execute(
        "DELETE FROM scheduled_post WHERE chat_key = ? AND schedule_id = ?", (chat_key, schedule_id)
    )


async def posted_as(reads: Reads, chat_key: int, post: ScheduledPost) -> tuple[int, datetime] | None:
    """(message id, date) of one's own message that this scheduled post became; None while it has not."""
    row = await reads.one(
        "SELECT m.id, m.sent_at FROM message m JOIN message_version v ON v.chat_key = m.chat_key AND v.id = m.id "
        "AND v.version = 1 WHERE m.chat_key = ? AND m.outgoing AND m.sent_at >= ? AND v.text = ? AND NOT EXISTS "
        "(SELECT 1 FROM outbox o WHERE o.message_id = m.id AND o.chat_key = m.chat_key AND o.to_user IS NULL) "
        "AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject = 'post:' || m.chat_key || ':' || m.id) "
        "ORDER BY m.id LIMIT 1",
        (chat_key, to_ms(post.at) - 60_000, post.text),
    )
    return None if row is None else (int(row[0]), from_ms(row[1]))

"""The outbox: every message that is to leave, committed with its ``random_id`` before anything is sent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from modtui.domain.formatting import Entity
from modtui.domain.outgoing import Purpose, SendState
from modtui.store.database import Row, Transaction, from_ms, maybe_from_ms, new_uuid, to_ms
from modtui.store.journal import Reads
from modtui.store.looks import read_entities, write_entities


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One outgoing message. ``detail`` is what will be journalled once it has been sent."""

    id: str
    random_id: int
    chat_key: int
    text: str | None
    purpose: Purpose
    subject: str
    created_at: datetime
    not_before: datetime
    to_user: int | None = None
    seen_in: int | None = None
    reply_to: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    state: SendState = SendState.QUEUED
    attempts: int = 0
    attempted_at: datetime | None = None
    message_id: int | None = None
    sent_at: datetime | None = None
    error: str = ""
    reason: str = ""
    entities: tuple[Entity, ...] = ()

    @property
    def instead_of(self) -> int | None:
        """The message, gone by now, that this one was a reply to: it mentions the member instead."""
        number = self.detail.get("instead_of")
        return None if number is None else int(number)

    def leaves_at(self, now: datetime) -> datetime | None:
        """Until when a moderator holds it back (UTC), "send at the next opening"; None when it goes as soon as it can."""
        by_hand = self.purpose in (Purpose.REPLY, Purpose.POST)
        waits = self.state is SendState.QUEUED and self.attempted_at is None and not self.error
        return self.not_before if by_hand and waits and self.not_before > now else None


def new_random_id() -> int:
    """A signed 64-bit number that is not 0, as Telegram wants it."""
    return secrets.randbits(63) or 1


def new_item_id(now: datetime) -> str:
    """An id for an outbox row, ordered by time."""
    return new_uuid(to_ms(now))


async def enqueue(tx: Transaction, item: OutboxItem) -> None:
    """Write a message down for sending."""
    await tx.execute(
        "INSERT INTO outbox (id, random_id, chat_key, to_user, seen_in, reply_to, text, purpose, subject, detail, "
        "state, priority, created_at, not_before, entities) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            item.id,
            item.random_id,
            item.chat_key,
            item.to_user,
            item.seen_in,
            item.reply_to,
            item.text,
            item.purpose.value,
            item.subject,
            msgspec.json.encode(item.detail).decode(),
            item.state.value,
            item.purpose.priority,
            to_ms(item.created_at),
            to_ms(item.not_before),
            write_entities(item.entities),
        ),
    )


#: Between a message's id and the number of a file that leaves with it: all of them stand right behind it.
_WITH: Final = "."


def companion_id(main_id: str, number: int) -> str:
    """The id of the row of a message's n-th file."""
    return f"{main_id}{_WITH}{number:03d}"


def main_of(item_id: str) -> str | None:
    """The id of the message that this row's file leaves with; None for a row of its own."""
    main, dot, _ = item_id.partition(_WITH)
    return main if dot else None


_COLUMNS: Final = (
    "id, random_id, chat_key, text, purpose, subject, created_at, not_before, to_user, seen_in, reply_to, detail, "
    "state, attempts, attempted_at, message_id, sent_at, error, reason, entities"
)


def _item(row: Row) -> OutboxItem:
    return OutboxItem(
        id=row[0],
        random_id=row[1],
        chat_key=row[2],
        text=row[3],
        purpose=Purpose(row[4]),
        subject=row[5],
        created_at=from_ms(row[6]),
        not_before=from_ms(row[7]),
        to_user=row[8],
        seen_in=row[9],
        reply_to=row[10],
        detail=msgspec.json.decode(row[11]),
        state=SendState(row[12]),
        attempts=row[13],
        attempted_at=maybe_from_ms(row[14]),
        message_id=row[15],
        sent_at=maybe_from_ms(row[16]),
        error=row[17] or "",
        reason=row[18] or "",
        entities=read_entities(row[19]),
    )


async def get(reads: Reads, item_id: str) -> OutboxItem | None:
    """One row."""
    row = await reads.one(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (item_id,))
    return None if row is None else _item(row)


async def in_states(reads: Reads, states: Sequence[SendState]) -> list[OutboxItem]:
    """Rows in these states, in the order they leave: answers first, then oldest first."""
    rows = await reads.all(
        f"SELECT {_COLUMNS} FROM outbox WHERE state IN ({','.join('?' * len(states))}) "
        "ORDER BY priority, created_at, id",
        [state.value for state in states],
    )
    return [_item(row) for row in rows]


async def of_subject(reads: Reads, subject: str) -> list[OutboxItem]:
    """Rows that belong to one inquiry or action, oldest first."""
    rows = await reads.all(
        f"SELECT {_COLUMNS} FROM outbox WHERE subject = ? ORDER BY created_at, id", (subject,)
    )
    return [_item(row) for row in rows]


async def companions(reads: Reads, main_id: str) -> list[OutboxItem]:
    """The files that leave with a message, in their order."""
    rows = await reads.all(
        f"SELECT {_COLUMNS} FROM outbox WHERE id > ? AND id < ? ORDER BY id",
        (main_id + _WITH, main_id + chr(ord(_WITH) + 1)),
    )
    return [_item(row) for row in rows]


def waits_for_main(item: OutboxItem) -> bool:
    """Whether this is a file whose message has not left yet."""
    return main_of(item.id) is not None and "answer" not in item.detail


async def release_companions(tx: Transaction, main_id: str, message_id: int) -> None:
    """The message has left: its files may follow. Those of a post reply to it."""
    await tx.execute(
        "UPDATE outbox SET reply_to = coalesce(reply_to, CASE WHEN to_user IS NULL THEN ? END), "
        "detail = json_set(detail, '$.answer', ?) WHERE id > ? AND id < ?",
        (message_id, message_id, main_id + _WITH, main_id + chr(ord(_WITH) + 1)),
    )


async def mark_sending(tx: Transaction, item_id: str, now: datetime) -> bool:
    """An attempt begins. Committed before anything leaves. False when the row is no longer waiting to be sent.

    ``attempted_at`` stays that of the first attempt of unknown outcome: its ``random_id`` is as old as that.
    """
    return bool(
        await tx.execute(
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, "
            "attempted_at = coalesce(attempted_at, ?) "
            "WHERE id = ? AND state IN ('queued', 'sending')",
            (to_ms(now), item_id),
        )
    )


async def mark_sent(tx: Transaction, item_id: str, message_id: int, sent_at: datetime) -> None:
    """Telegram took it: the text is no longer kept here (RULES 6.3)."""
    await tx.execute(
        "UPDATE outbox SET state = 'sent', message_id = ?, sent_at = ?, text = NULL, error = NULL, reason = NULL "
        "WHERE id = ?",
        (message_id, to_ms(sent_at), item_id),
    )


async def mark_waiting(
    tx: Transaction, item_id: str, not_before: datetime, error: str, reason: str, *, unsent: bool = False
) -> None:
    """It did not go and will be tried again by itself (no connection, a flood wait).

    ``unsent`` when Telegram surely did not take it: then no trace of the attempt has to be looked for.
    """
    await tx.execute(
        "UPDATE outbox SET state = 'queued', not_before = ?, error = ?, reason = ?, "
        "attempted_at = CASE WHEN ? THEN NULL ELSE attempted_at END WHERE id = ?",
        (to_ms(not_before), error, reason, unsent, item_id),
    )


async def mark_stopped(tx: Transaction, item_id: str, state: SendState, error: str, reason: str) -> None:
    """It waits for a person (failed or held), with a reason in words."""
    await tx.execute(
        "UPDATE outbox SET state = ?, error = ?, reason = ? WHERE id = ?",
        (state.value, error, reason, item_id),
    )


async def requeue(tx: Transaction, item_id: str, now: datetime) -> bool:
    """A person asked for another try. False when the row is not waiting for one."""
    return bool(
        await tx.execute(
            "UPDATE outbox SET state = 'queued', not_before = ?, error = NULL, reason = NULL "
            "WHERE id = ? AND state IN ('failed', 'held', 'queued')",
            (to_ms(now), item_id),
        )
    )


async def cancel(tx: Transaction, item_id: str, *, broken_off: bool = False) -> bool:
    """Take a row out before it leaves. False when it is on its way (unless that was ``broken_off``) or gone."""
    return bool(
        await tx.execute(
            "UPDATE outbox SET state = 'cancelled', text = NULL "
            "WHERE id = ? AND (state IN ('queued', 'failed', 'held') OR (? AND state = 'sending'))",
            (item_id, broken_off),
        )
    )

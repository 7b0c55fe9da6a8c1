"""Appending to the journal and reading it back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, Final, Protocol

import msgspec

from modtui.domain.journal import CURRENT_VERSION, Event, NewerEvent, Scope, upcast
from modtui.store.database import Row, Transaction, from_ms, maybe_from_ms, maybe_ms, to_ms


class Reads(Protocol):
    """What can be asked: a database (committed state) or a transaction (its own writes too)."""

    async def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Every row."""
        ...

    async def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row."""
        ...


_COLUMNS: Final = (
    "j.seq, j.uuid, j.scope, j.author_id, j.client_id, j.kind, j.version, j.subject, j.at_local, "
    "coalesce(e.at_server, j.at_server), coalesce(e.log_chat_id, j.log_chat_id), "
    "coalesce(e.log_message_id, j.log_message_id), j.payload"
)
_FROM: Final = "FROM journal j LEFT JOIN journal_echo e ON e.uuid = j.uuid"


async def append(tx: Transaction, events: Iterable[Event]) -> None:
    """Append events; one whose uuid is already there is left as it stands (replay is idempotent, RULES 5)."""
    await tx.many(
        "INSERT INTO journal (uuid, scope, author_id, client_id, kind, version, subject, at_local, at_server, "
        "log_chat_id, log_message_id, payload) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (uuid) DO NOTHING",
        [
            (
                e.uuid,
                e.scope.value,
                e.author_id,
                e.client_id,
                str(e.kind),
                e.version,
                e.subject,
                to_ms(e.at_local),
                maybe_ms(e.at_server),
                e.log_chat_id,
                e.log_message_id,
                msgspec.json.encode(e.payload).decode(),
            )
            for e in events
        ],
    )


async def append_private(tx: Transaction, uuid: str, field: str, text: str) -> None:
    """Keep free text beside an event, where it can be deleted."""
    await tx.execute("INSERT OR REPLACE INTO journal_private VALUES (?, ?, ?)", (uuid, field, text))


async def private_text(reads: Reads, uuid: str, field: str) -> str | None:
    """Free text of an event; None when there is none or it was deleted."""
    row = await reads.one("SELECT text FROM journal_private WHERE uuid = ? AND field = ?", (uuid, field))
    return None if row is None else str(row[0])


async def of_subject(reads: Reads, subject: str) -> list[Event]:
    """Everything decided about one subject, in order of writing."""
    return _events(
        await reads.all(f"SELECT {_COLUMNS} {_FROM} WHERE j.subject = ? ORDER BY j.seq", (subject,))
    )


async def of_subjects(reads: Reads, subjects: Sequence[str]) -> dict[str, list[Event]]:
    """Everything decided about each of these subjects, in order of writing."""
    found: dict[str, list[Event]] = {subject: [] for subject in subjects}
    wanted = msgspec.json.encode(list(subjects)).decode()
    rows = await reads.all(
        f"SELECT {_COLUMNS} {_FROM} WHERE j.subject IN (SELECT value FROM json_each(?)) ORDER BY j.seq",
        (wanted,),
    )
    for event in _events(rows):
        found[event.subject].append(event)
    return found


async def of_kinds(reads: Reads, *kinds: str) -> list[Event]:
    """Every event of these kinds, with the undos that may concern them, in order of writing."""
    marks = ",".join("?" * (len(kinds) + 1))
    return _events(
        await reads.all(
            f"SELECT {_COLUMNS} {_FROM} WHERE j.kind IN ({marks}) ORDER BY j.seq",
            (*[str(kind) for kind in kinds], "undone"),
        )
    )


async def pages(reads: Reads, *kinds: str, size: int) -> AsyncIterator[list[Event]]:
    """As :func:`of_kinds`, so many at a time: for a screen that must not be held up by years of events."""
    marks = ",".join("?" * (len(kinds) + 1))
    after = 0
    while True:
        rows = await reads.all(
            f"SELECT {_COLUMNS} {_FROM} WHERE j.kind IN ({marks}) AND j.seq > ? ORDER BY j.seq LIMIT ?",
            (*[str(kind) for kind in kinds], "undone", after, size),
        )
        if rows:
            yield _events(rows)
        if len(rows) < size:
            return
        after = int(rows[-1][0])


async def subjects(reads: Reads, prefix: str) -> list[str]:
    """Every subject that starts with ``prefix``."""
    rows = await reads.all(
        "SELECT DISTINCT subject FROM journal WHERE subject >= ? AND subject < ? ORDER BY subject",
        (prefix, prefix + "\U0010ffff"),
    )
    return [str(row[0]) for row in rows]


async def newest(reads: Reads, *kinds: str) -> str:
    """The uuid of the event of these kinds that was appended last; empty where there is none."""
    marks = ",".join("?" * len(kinds))
    row = await reads.one(
        f"SELECT uuid FROM journal WHERE seq = (SELECT max(seq) FROM journal WHERE kind IN ({marks}))",
        tuple(str(kind) for kind in kinds),
    )
    return "" if row is None else str(row[0])


def _events(rows: Iterable[Row]) -> list[Event]:
    events = []
    for row in rows:
        payload = msgspec.json.decode(row[12])
        try:
            payload = upcast(row[5], row[6], payload)
        except NewerEvent:
            continue  # kept raw and unfolded until this program knows it (RULES 5)
        events.append(
            Event(
                seq=row[0],
                uuid=row[1],
                scope=Scope(row[2]),
                author_id=row[3],
                client_id=row[4],
                kind=row[5],
                version=CURRENT_VERSION[row[5]],
                subject=row[7],
                at_local=from_ms(row[8]),
                at_server=maybe_from_ms(row[9]),
                log_chat_id=row[10],
                log_message_id=row[11],
                payload=payload,
            )
        )
    return events

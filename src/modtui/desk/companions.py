"""Files, and further parts of a long text, that leave with a message: rows of their own, bound to its row.

The message goes first, its files after it and in their order, each exactly once like everything in the outbox.
Until the message has left they share its fate: cancelled, held and tried again with it. They are no replies of
their own: what they were is journalled as ``reply.attached``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from modtui.desk.context import DeskContext
from modtui.domain.formatting import Formatted
from modtui.domain.journal import Event, Kind, inquiry_subject
from modtui.domain.outgoing import Purpose, SendState
from modtui.store import outbox
from modtui.store.database import Transaction
from modtui.store.journal import Reads
from modtui.store.outbox import OutboxItem, companion_id, new_random_id
from modtui.telegram.gateway import Sent
from modtui.text.catalogue_snippets import say

#: A row in one of these can still be taken out.
UNSENT = (SendState.QUEUED, SendState.FAILED, SendState.HELD)
ON_ITS_WAY = (*UNSENT, SendState.SENDING)


def rows_for(
    main: OutboxItem, files: Sequence[Mapping[str, Any]], more: Sequence[Formatted] = ()
) -> list[OutboxItem]:
    """A row for each file (as ``attaching.checked_file`` wrote it) that leaves with this message.

    ``more`` are further parts of a text too long for one message: they go before the files.
    """
    detail = main.detail
    inquiry = detail.get("inquiry")
    answers = [inquiry, *detail.get("also", ())] if inquiry is not None else [main.reply_to]
    attached_to = [number for number in answers if number is not None]
    private = {"private": True} if detail.get("private") else {}
    what: list[tuple[Formatted, dict[str, Any]]] = [
        (part, {"part": number, "of": len(more) + 1}) for number, part in enumerate(more, start=2)
    ]
    what += [(Formatted(""), {"file": dict(file)}) for file in files]
    return [
        dataclasses.replace(
            main,
            id=companion_id(main.id, number),
            random_id=new_random_id(),
            text=words.text,
            entities=words.entities,
            detail={"attached_to": attached_to, **detail_of_row, **private},
        )
        for number, (words, detail_of_row) in enumerate(what, start=1)
    ]


def is_part(item: OutboxItem) -> bool:
    """Whether this row is a further part of a long text."""
    return "part" in item.detail


async def in_order(reads: Reads, rows: Sequence[OutboxItem]) -> list[OutboxItem]:
    """The rows that may leave now: whatever follows a part of a long text waits until that has left."""
    mains = {main for row in rows if (main := outbox.main_of(row.id)) is not None}
    waiting: dict[str, str] = {}  # main -> its first part that has not left
    for main in mains:
        unsent = [r.id for r in await outbox.companions(reads, main) if is_part(r) and r.state in ON_ITS_WAY]
        if unsent:
            waiting[main] = unsent[0]
    return [row for row in rows if row.id <= waiting.get(outbox.main_of(row.id) or "", row.id)]


async def stop_with(tx: Transaction, main: OutboxItem, state: SendState, code: str) -> None:
    """The message waits for a person: so do its files. After a part of a long text, so does what follows it."""
    if is_part(main):
        for row in await outbox.companions(tx, outbox.main_of(main.id) or main.id):
            if row.id > main.id and row.state is SendState.QUEUED:
                await outbox.mark_stopped(tx, row.id, state, code, say("parts.wait"))
        return
    for row in await outbox.companions(tx, main.id):
        if row.state is SendState.QUEUED and outbox.waits_for_main(row):
            await outbox.mark_stopped(tx, row.id, state, code, say("attached.waits"))


async def retry_with(tx: Transaction, main: OutboxItem, ctx: DeskContext) -> None:
    """The message is tried again, and its files with it; a part of a long text with the parts beside it.

    What was held back for the opening goes along as well: one message is not sent in two halves, a weekend apart.
    """
    now = ctx.clock()
    for row in await outbox.companions(tx, outbox.main_of(main.id) or main.id):
        beside = is_part(main) or (row.id > main.id and outbox.waits_for_main(row))
        stopped = row.state in (SendState.FAILED, SendState.HELD)
        if beside and (stopped or row.leaves_at(now) is not None):
            await outbox.requeue(tx, row.id, now)


async def cancel_with(tx: Transaction, main_id: str, broken: OutboxItem | None = None) -> list[OutboxItem]:
    """Take out what leaves with a message and has not yet; returns it. Of a part of a long text: what follows it.

    ``broken``: the row whose upload was just broken off.
    """
    main = outbox.main_of(main_id)
    one = await outbox.get(tx, main_id) if main is not None else None
    if main is not None and (one is None or not is_part(one)):
        return []
    off = None if broken is None else broken.id
    rows = await outbox.companions(tx, main or main_id)
    taken = [r for r in rows if r.id > main_id and (r.state in UNSENT or r.id == off)]
    return [row for row in taken if await outbox.cancel(tx, row.id, broken_off=row.id == off)]


def outcomes(ctx: DeskContext, item: OutboxItem, sent: Sent) -> list[Event]:
    """The events that say what a file was: one for each inquiry whose answer it went with."""
    if item.to_user is not None or item.purpose is not Purpose.REPLY:
        return []
    payload = {
        "outbox": item.id,
        "message_id": sent.message_id,
        "to": int(item.detail.get("answer", 0)),
        "sent_at": sent.sent_at.isoformat(),
        **({"part": int(item.detail["part"])} if is_part(item) else {}),
    }
    return [
        ctx.event(Kind.REPLY_ATTACHED, inquiry_subject(item.chat_key, int(number)), payload)
        for number in item.detail.get("attached_to", ())
    ]


def path_of(item: OutboxItem) -> str:
    """Where the file of a row lies; empty for a row without one."""
    file = item.detail.get("file")
    return str(file["path"]) if file else ""


def names_of(items: Sequence[OutboxItem]) -> str:
    """The names of the files of these rows, for a sentence."""
    return ", ".join(str(item.detail["file"]["name"]) for item in items if item.detail.get("file"))

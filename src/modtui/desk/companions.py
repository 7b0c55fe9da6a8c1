"""Files that leave with a message: rows of their own in the outbox, bound to the message's row.

The message goes first, its files after it and in their order, each exactly once like everything in the outbox.
Until the message has left they share its fate: cancelled, held and tried again with it. They are no replies of
their own: what they were is journalled as ``reply.attached``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from modtui.desk.context import DeskContext
from modtui.domain.journal import Event, Kind, inquiry_subject
from modtui.domain.outgoing import Purpose, SendState
from modtui.store import outbox
from modtui.store.database import Transaction
from modtui.store.outbox import OutboxItem, companion_id, new_random_id
from modtui.telegram.gateway import Sent
from modtui.text.catalogue_snippets import say

#: A row in one of these can still be taken out.
UNSENT = (SendState.QUEUED, SendState.FAILED, SendState.HELD)


def rows_for(main: OutboxItem, files: Sequence[Mapping[str, Any]]) -> list[OutboxItem]:
    """A row for each file (as ``attaching.checked_file`` wrote it) that leaves with this message."""
    detail = main.detail
    inquiry = detail.get("inquiry")
    answers = [inquiry, *detail.get("also", ())] if inquiry is not None else [main.reply_to]
    attached_to = [number for number in answers if number is not None]
    private = {"private": True} if detail.get("private") else {}
    return [
        dataclasses.replace(
            main,
            id=companion_id(main.id, number),
            random_id=new_random_id(),
            text="",
            entities=(),
            detail={"attached_to": attached_to, "file": dict(file), **private},
        )
        for number, file in enumerate(files, start=1)
    ]


async def stop_with(tx: Transaction, main: OutboxItem, state: SendState, code: str) -> None:
    """The message waits for a person: so do its files."""
    for row in await outbox.companions(tx, main.id):
        if row.state is SendState.QUEUED and outbox.waits_for_main(row):
            await outbox.mark_stopped(tx, row.id, state, code, say("attached.waits"))


async def retry_with(tx: Transaction, main: OutboxItem, ctx: DeskContext) -> None:
    """The message is tried again, and its files with it."""
    for row in await outbox.companions(tx, main.id):
        if row.state in (SendState.FAILED, SendState.HELD) and outbox.waits_for_main(row):
            await outbox.requeue(tx, row.id, ctx.clock())


async def cancel_with(tx: Transaction, main_id: str) -> list[OutboxItem]:
    """Take out the files of a message that have not left; returns them."""
    taken = [row for row in await outbox.companions(tx, main_id) if row.state in UNSENT]
    return [row for row in taken if await outbox.cancel(tx, row.id)]


def outcomes(ctx: DeskContext, item: OutboxItem, sent: Sent) -> list[Event]:
    """The events that say what a file was: one for each inquiry whose answer it went with."""
    if item.to_user is not None or item.purpose is not Purpose.REPLY:
        return []
    payload = {
        "outbox": item.id,
        "message_id": sent.message_id,
        "to": int(item.detail.get("answer", 0)),
        "sent_at": sent.sent_at.isoformat(),
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

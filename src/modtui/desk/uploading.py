"""How an outbox row leaves: as a message, or with a file that is uploaded first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from modtui.desk.context import DeskContext
from modtui.desk.observe import observe
from modtui.desk.views import DeskChange
from modtui.domain.messages import Media, MediaKind
from modtui.store.outbox import OutboxItem
from modtui.telegram.gateway import GatewayError, Outgoing, Sent
from modtui.telegram.gateway_feed import FeedGateway
from modtui.telegram.gateway_media import MediaGateway, OutgoingFile
from modtui.text.catalogue import say


def file_of(item: OutboxItem) -> dict[str, Any] | None:
    """What is attached to an outbox row, as ``attaching.checked_file`` wrote it."""
    return item.detail.get("file")


def edits_of(item: OutboxItem) -> int | None:
    """The own post that this row changes; None for a row that says something new."""
    number = item.detail.get("edit")
    return None if number is None else int(number)


async def _edit(ctx: DeskContext, message_id: int, outgoing: Outgoing) -> Sent:
    """Change an own post; the same text again changes nothing, so that a broken attempt is simply repeated."""
    gateway = ctx.gateway
    if not isinstance(gateway, FeedGateway):
        raise GatewayError(say("feed.needs_connection"))
    message = await gateway.edit(message_id, outgoing.text, outgoing.entities)
    async with ctx.db.transaction() as tx:
        await observe(ctx, tx, [message])
    return Sent(message_id, message.edited_at or message.sent_at)


def media_of(item: OutboxItem) -> Media | None:
    """The attachment of an outbox row as the feed shows it."""
    file = file_of(item)
    if file is None:
        return None
    kind = MediaKind.PHOTO if file["as_photo"] else MediaKind.FILE
    return Media(kind, "" if file["as_photo"] else str(file["name"]), int(file["size"]))


def upload_note(ctx: DeskContext, item: OutboxItem) -> str:
    """How far the file of a row has come; empty while it is not on its way."""
    percent, file = ctx.uploads.get(item.id), file_of(item)
    return (
        "" if percent is None or file is None else say("media.uploading", name=file["name"], percent=percent)
    )


async def leave(ctx: DeskContext, item: OutboxItem, outgoing: Outgoing) -> Sent:
    """Send a row, once. Raises GatewayError; code ``file-gone`` when its file is not what was attached."""
    if (edits := edits_of(item)) is not None:
        return await _edit(ctx, edits, outgoing)
    file = file_of(item)
    if file is None:
        return await ctx.gateway.send(outgoing)
    gateway = ctx.gateway
    if not isinstance(gateway, MediaGateway):
        raise GatewayError(say("feed.needs_connection"))
    path = Path(str(file["path"]))
    try:
        found = path.stat()
    except OSError as error:
        raise GatewayError(say("media.no_file", name=file["name"]), code="file-gone") from error
    if (found.st_size, found.st_mtime_ns) != (file["size"], file["changed"]):
        raise GatewayError(say("media.file_changed", name=file["name"]), code="file-gone")
    told = -1

    def progress(done: int, total: int | None) -> None:
        nonlocal told
        if done >= (total or int(file["size"])):
            ctx.upload.ends()  # the last part is up: the message leaves next
        percent = 100 * done // max(1, total or int(file["size"]))
        if percent != told:
            told = percent
            ctx.uploads[item.id] = percent
            ctx.changed(DeskChange(uploads=True))

    try:
        attached = OutgoingFile(path, str(file["name"]), str(file["mime"]), bool(file["as_photo"]))
        ctx.upload.begins(item)
        return await gateway.send_file(outgoing, attached, progress)
    finally:
        ctx.upload.ends()
        ctx.uploads.pop(item.id, None)

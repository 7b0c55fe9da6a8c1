"""Files on their way out: checked, queued in the outbox like any message, uploaded beside the others, once."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, Final

from modtui.desk.answering import CAPTION_LIMIT, MESSAGE_LIMIT, checked_looks, telegram_length
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.views import DeskChange
from modtui.desk.views_snippets import AttachedFile
from modtui.domain.formatting import Entity, render, trimmed
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.journal import inquiry_subject
from modtui.domain.outgoing import Purpose
from modtui.store import derived, drafts, observed, outbox
from modtui.store.faults import fault_point
from modtui.store.outbox import OutboxItem, new_item_id, new_random_id
from modtui.telegram.gateway_media import LARGEST_FILE, LARGEST_PHOTO
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

_MB: Final = 1024 * 1024
#: Characters of a file's name as members see it, and of its ending.
_LONGEST_NAME: Final = 120
_LONGEST_ENDING: Final = 12
_PHOTOS: Final = frozenset({"image/jpeg", "image/png"})


def sent_name(name: str) -> str:
    """What a file is called at Telegram: on one line, short, and with its ending, which says what opens it."""
    line = safe_line(name)
    ending = PurePath(line).suffix if len(PurePath(line).suffix) <= _LONGEST_ENDING else ""
    return safe_line(line.removesuffix(ending), _LONGEST_NAME - len(ending)) + ending


def checked_file(path: Path, as_photo: bool | None) -> dict[str, Any]:
    """What the outbox keeps of a file. Raises DeskError with a sentence for one that cannot be sent."""
    path = path.expanduser().absolute()
    name = sent_name(path.name)
    try:
        found = path.stat()
        if not path.is_file():
            raise DeskError(say("media.not_a_file", name=name))
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise DeskError(say("media.no_file", name=name)) from error
    except OSError as error:
        raise DeskError(say("media.unreadable", name=name, why=error.strerror)) from error
    if not found.st_size:
        raise DeskError(say("media.empty_file", name=name))
    if found.st_size > LARGEST_FILE:
        size, most = round(found.st_size / _MB), LARGEST_FILE // _MB
        raise DeskError(say("media.upload_too_large", name=name, size=size, most=most))
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    picture = mime in _PHOTOS and found.st_size <= LARGEST_PHOTO
    return {
        "path": str(path),
        "name": name,
        "mime": mime,
        "as_photo": picture if as_photo is None else picture and as_photo,
        "size": found.st_size,
        "changed": found.st_mtime_ns,
    }


def attachment(path: Path) -> AttachedFile:
    """A file as it would leave with a message. Raises DeskError for one that cannot be sent."""
    file = checked_file(path, None)
    return AttachedFile(str(file["name"]), str(file["path"]), size=int(file["size"]))


def attachment_or_missing(path: Path) -> AttachedFile:
    """The same for one that was chosen before and may have gone meanwhile."""
    try:
        return attachment(path)
    except DeskError:
        return AttachedFile(safe_line(path.name, 120), str(path), missing=True)


async def attach(
    ctx: DeskContext,
    path: Path,
    caption: str,
    *,
    message_id: int | None,
    kind: ReplyKind | None,
    post_type: str | None,
    as_photo: bool | None,
    entities: Sequence[Entity] = (),
) -> str:
    """Queue a file with its caption; returns the outbox id once it is committed. Raises DeskError.

    ``entities`` say how the caption looks.
    """
    file = checked_file(path, as_photo)
    words = trimmed(caption, entities)
    caption = words.text
    checked_looks([words])
    limit = min(CAPTION_LIMIT, MESSAGE_LIMIT)
    if telegram_length(caption) > limit:
        raise DeskError(say("desk.too_long", length=telegram_length(caption), limit=limit))
    inquiry = None
    if message_id is not None:
        stored = await observed.one(ctx.db, ctx.chat(), message_id)
        if stored is None or stored.deleted_at is not None:
            raise DeskError(say("desk.message_gone"))
        belongs = await derived.inquiries_of_messages(ctx.db, ctx.chat(), [message_id])
        root = belongs.get(message_id, message_id)
        inquiry = (await derived.inquiries(ctx.db, ctx.chat(), [root])).get(root)
    now = ctx.clock()
    detail: Mapping[str, Any] = {
        "inquiry": inquiry.message_id if inquiry else None,
        "kind": kind.value if kind else None,
        "snippets": [],
        "knows_answer": inquiry is not None and inquiry.current.answer is not None,
        "also": [],
        "type": post_type or "other",
        "file": file,
    }
    item = OutboxItem(
        id=new_item_id(now),
        random_id=new_random_id(),
        chat_key=ctx.chat(),
        text=caption,
        purpose=Purpose.REPLY if message_id is not None else Purpose.POST,
        subject=inquiry_subject(ctx.chat(), inquiry.message_id) if inquiry else "group",
        created_at=now,
        not_before=now,
        reply_to=message_id,
        entities=words.entities,
        detail=detail,
    )
    async with ctx.db.transaction() as tx:
        await outbox.enqueue(tx, item)
        await drafts.forget_text(tx, ctx.chat(), message_id or 0, render(words))
    fault_point("outbox.queued")
    ctx.changed(DeskChange(status=True, queue=True))
    return item.id

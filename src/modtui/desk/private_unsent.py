"""Private replies that have not left, as the outbox lists them: to whom, never what they say (RULES 6.3)."""

from __future__ import annotations

from modtui.desk.context import DeskContext
from modtui.desk.uploading import media_of
from modtui.desk.views import FeedItem
from modtui.desk.waiting_notes import counts_down_to, waiting_note
from modtui.domain.messages import Role
from modtui.domain.outgoing import Purpose, SendState
from modtui.store import outbox, private
from modtui.store.outbox import OutboxItem
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

_UNSENT = (SendState.QUEUED, SendState.SENDING, SendState.FAILED, SendState.HELD)


async def private_unsent(ctx: DeskContext) -> list[FeedItem]:
    """Private replies and their files that wait, failed or are held, oldest first; a notice belongs to its action."""
    rows = [
        item
        for item in await outbox.in_states(ctx.db, _UNSENT)
        if item.to_user is not None and item.purpose is Purpose.REPLY
    ]
    if not rows:
        return []
    chats = (await private.chosen(ctx.db, ctx.account.id)).values() if ctx.account is not None else ()
    names = {chat.chat_key: safe_line(chat.name, 64) for chat in chats}
    rows.sort(key=lambda item: (item.created_at, item.id))
    return [_row(ctx, item, names.get(item.chat_key) or say("feed.nameless")) for item in rows]


def _row(ctx: DeskContext, item: OutboxItem, name: str) -> FeedItem:
    media = media_of(item)
    file = safe_line(str(item.detail["file"]["name"]), 80) if media is not None else ""
    return FeedItem(
        message_id=0,
        sender_id=ctx.account.id if ctx.account else None,
        name=say("feed.you"),
        role=Role.MODERATOR,
        sent_at=item.created_at,
        text=say("outbox.private_file" if file else "outbox.private", name=name, file=file),
        own=True,
        outbox_id=item.id,
        send_state=item.state,
        send_note=waiting_note(ctx, item),
        wait_until=counts_down_to(item, ctx.clock()),
        private_to=name,
    )

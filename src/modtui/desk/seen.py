"""A message as detection is shown it: the text, and what is known of its place in the conversation."""

from __future__ import annotations

from typing import Final

from modtui.domain.detection import DetectionInput
from modtui.domain.messages import Message, Role
from modtui.store import observed
from modtui.store.database import from_ms, to_ms
from modtui.store.derived import Rules
from modtui.store.journal import Reads

#: How long after one's own message a short text still belongs to it, in seconds.
SAME_BREATH_S: Final = 600.0


async def seen_as(
    reads: Reads, chat_key: int, message: Message, ref: str | None, rules: Rules
) -> DetectionInput:
    """A mirrored message with its place in the conversation, read from the mirror. ``ref``: its author's reference."""
    parent = await observed.one(reads, chat_key, message.reply_to) if message.reply_to is not None else None
    previous = None
    if ref is not None:
        # Whether it is recent is asked afterwards: asked here, SQLite would walk back to the first message.
        row = await reads.one(
            "SELECT (SELECT v.text FROM message_version v WHERE v.chat_key = m.chat_key AND v.id = m.id "
            "ORDER BY v.version DESC LIMIT 1), m.sent_at FROM message m INDEXED BY message_sender "
            "WHERE m.chat_key = ? AND m.sender_ref = ? AND m.id < ? ORDER BY m.id DESC LIMIT 1",
            (chat_key, ref, message.id),
        )
        since = to_ms(message.sent_at) - round(SAME_BREATH_S * 1000)
        previous = row if row is not None and row[0] and row[1] >= since else None
    parent_role = (
        rules.roles.role_at(parent.sender_ref, parent.message.sender.kind, parent.message.sent_at)
        if parent is not None
        else None
    )
    return DetectionInput(
        text=message.text,
        media=message.media.kind.value if message.media is not None else None,
        reply_to_staff=parent_role is not None and parent_role.is_staff,
        reply_to_own_inquiry=parent is not None and ref is not None and parent.sender_ref == ref,
        reply_to_member=(
            parent is not None and parent_role in (Role.MEMBER, Role.BOT) and parent.sender_ref != ref
        ),
        previous_own_text=str(previous[0]) if previous else None,
        seconds_since_own=(
            (message.sent_at - from_ms(int(previous[1]))).total_seconds() if previous else None
        ),
        forwarded=message.forwarded_from is not None,
    )

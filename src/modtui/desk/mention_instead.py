"""A reply whose message was deleted meanwhile: sent to the group with a mention of who wrote it."""

from __future__ import annotations

from dataclasses import replace

from modtui.desk.answering import CAPTION_LIMIT, telegram_length
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_model import shown_name
from modtui.desk.uploading import file_of
from modtui.desk.views import DeskChange
from modtui.domain.formatting import Entity, Formatted, Look, utf16_length
from modtui.domain.messages import Sender, SenderKind
from modtui.domain.outgoing import SendState
from modtui.domain.splitting import LIMIT
from modtui.store import members, observed, outbox
from modtui.store.looks import write_entities
from modtui.text.catalogue import say
from modtui.text.safe import safe_line


async def mention_instead(ctx: DeskContext, item_id: str) -> None:
    """Queue a held reply anew, as a message that mentions the member. Raises DeskError with a sentence.

    It stays the answer to its inquiry; what leaves with it follows it. Only for one that has surely not left.
    """
    item = await outbox.get(ctx.db, item_id)
    held = item is not None and item.state is SendState.HELD and item.error == "message-gone"
    if item is None or not held or item.reply_to is None or item.to_user is not None:
        raise DeskError(say("mention.not_here"))
    if item.attempted_at is not None:
        raise DeskError(say("outbox.unknown_outcome"))
    limit = LIMIT if file_of(item) is None else CAPTION_LIMIT
    new, seen_in = await mentioned(
        ctx, item.chat_key, item.reply_to, Formatted(item.text or "", item.entities), limit
    )
    async with ctx.db.transaction() as tx:
        await tx.execute(
            "UPDATE outbox SET reply_to = NULL, seen_in = ?, text = ?, entities = ?, random_id = ?, "
            "detail = json_set(detail, '$.knows_answer', json('true'), '$.instead_of', reply_to) WHERE id = ?",
            (seen_in, new.text, write_entities(new.entities), outbox.new_random_id(), item_id),
        )
        await outbox.requeue(tx, item_id, ctx.clock())
        for row in await outbox.companions(tx, item_id):
            await tx.execute("UPDATE outbox SET reply_to = NULL WHERE id = ?", (row.id,))
            await outbox.requeue(tx, row.id, ctx.clock())
    ctx.changed(DeskChange(status=True, queue=True))


async def mentioned(
    ctx: DeskContext, chat_key: int, message_id: int, said: Formatted, limit: int
) -> tuple[Formatted, int | None]:
    """What is said, with a mention of who wrote the message, and one of their messages that still stands.

    Raises DeskError where nobody can be mentioned, or it does not fit into ``limit`` any more.
    """
    asked = await observed.one(ctx.db, chat_key, message_id)
    if asked is None or asked.message.sender.kind is not SenderKind.USER or not asked.message.sender.id:
        raise DeskError(say("mention.nobody"))
    new = _with_mention(asked.message.sender, said)
    if telegram_length(new.text) > limit:
        raise DeskError(say("desk.too_long", length=telegram_length(new.text), limit=limit))
    ref = asked.sender_ref
    # By a message of theirs that stands Telegram knows whom the mention means.
    return new, None if ref is None else await members.newest_message(ctx.db, chat_key, ref)


def _with_mention(sender: Sender, said: Formatted) -> Formatted:
    mention: tuple[Entity, ...] = ()
    if sender.username:
        head = f"@{safe_line(sender.username)} "
    else:
        name = shown_name(sender.name, sender.kind)
        head = f"{name}, "
        mention = (Entity(Look.MENTION, 0, utf16_length(name), user_id=sender.id or 0),)
    moved = utf16_length(head)
    entities = (replace(entity, offset=entity.offset + moved) for entity in said.entities)
    return Formatted(head + said.text, (*mention, *entities))

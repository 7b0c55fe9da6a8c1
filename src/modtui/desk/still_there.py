"""A message as it is now: from the store, and one from before the store from Telegram."""

from __future__ import annotations

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.domain.messages import Message
from modtui.store import observed
from modtui.telegram.gateway import GatewayError
from modtui.text.catalogue import say


async def still_there(ctx: DeskContext, message_id: int) -> Message:
    """This message; nothing of one that is not stored is kept (RULES 6.3).

    Raises DeskError when it is gone, and when only Telegram could have it and cannot be asked.
    """
    stored = await observed.one(ctx.db, ctx.chat(), message_id)
    if stored is not None:
        if stored.deleted_at is not None:
            raise DeskError(say("feed.own_gone"))
        return stored.message
    if not ctx.connected:
        raise DeskError(say("feed.needs_connection"))
    try:
        found = (await ctx.gateway.by_id([message_id])).get(message_id)
    except GatewayError as error:
        raise DeskError(str(error)) from error
    if found is None:
        raise DeskError(say("feed.own_gone"))
    return found


def no_member_message(*, stored: bool) -> DeskError:
    """Why nothing can be decided about it: it says what happened, or it is from before the store."""
    return DeskError(say("desk.not_a_message" if stored else "desk.before_the_store"))

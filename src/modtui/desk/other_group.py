"""What was begun in another group: the configuration may name a new one while messages and actions still wait.

Message ids and people mean something else there, so nothing of it is ever sent or done in the group of today: it
stands as it was and goes on when the configuration names its own group again.
"""

from __future__ import annotations

from modtui.desk.context import DeskContext
from modtui.domain.moderation import Action
from modtui.store.outbox import OutboxItem
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

#: The error code of a step or message that belongs to another group.
OTHER_GROUP = "other-group"


async def begun_elsewhere(ctx: DeskContext, action: Action) -> str | None:
    """A sentence when an action belongs to another group than the configured one; None when it is ours."""
    if action.chat_key == ctx.chat_key:
        return None
    return say("action.other_group", group=await _title(ctx, action.chat_key))


async def written_elsewhere(ctx: DeskContext, item: OutboxItem) -> str | None:
    """A sentence when a message was written for another group than the configured one; None when it is ours or private."""
    if item.to_user is not None or item.chat_key == ctx.chat_key:
        return None
    return say("outbox.other_group", group=await _title(ctx, item.chat_key))


async def _title(ctx: DeskContext, chat_key: int) -> str:
    row = await ctx.db.one(
        "SELECT c.title, a.telegram_id FROM chat c JOIN chat_alias a ON a.chat_key = c.key WHERE c.key = ?",
        (chat_key,),
    )
    return say("desk.other_group", title=safe_line(str(row[0]), 64), id=row[1]) if row is not None else "?"

"""One member in short, as the screen shows them."""

from __future__ import annotations

from modtui.desk.context import DeskContext
from modtui.desk.feed_model import shown_name
from modtui.desk.views import MemberView
from modtui.domain.messages import SenderKind
from modtui.domain.moderation import warnings_in_force
from modtui.store import derived
from modtui.store.database import maybe_from_ms
from modtui.text.safe import safe_line


async def member(ctx: DeskContext, member_id: int) -> MemberView | None:
    """What the store knows of the person with this Telegram id; None when nothing."""
    row = await ctx.db.one(
        "SELECT ref, name, username, joined_at FROM member WHERE telegram_id = ? AND kind IN ('user', 'bot')",
        (member_id,),
    )
    if row is None or ctx.chat_key is None:
        return None
    ref = str(row[0])
    count = await ctx.db.one(
        "SELECT count(*) FROM message WHERE chat_key = ? AND sender_ref = ? AND service IS NULL",
        (ctx.chat_key, ref),
    )
    actions = await derived.actions_of_member(ctx.db, ref)
    now = ctx.clock()
    return MemberView(
        member_id=member_id,
        name=shown_name(str(row[1]), SenderKind.USER),
        username=safe_line(str(row[2])) if row[2] else None,
        role=(await ctx.rules.get(ctx.db)).roles.role_at(ref, SenderKind.USER, now),
        joined_at=maybe_from_ms(row[3]),
        messages=int(count[0]) if count is not None else 0,
        warnings=len(warnings_in_force(actions, now, ctx.settings.warning_expiry)),
        removed=any(action.removed for action in actions),
    )

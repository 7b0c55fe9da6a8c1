"""Which admin right each step needs, and whether this account has it: said before anything happens, not after."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Final

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.domain.actions import StepKind
from modtui.telegram.gateway import GatewayError
from modtui.text.catalogue import say

#: The account's right that Telegram asks for, by its name in the group's OwnRights.
NEEDS: Final = {
    StepKind.DELETE_POST: "delete_messages",
    StepKind.CLEAR_POSTS: "delete_messages",
    StepKind.BAN: "ban_members",
    StepKind.MUTE: "ban_members",
    StepKind.TAKE_OUT: "ban_members",
    StepKind.LIFT: "ban_members",
    StepKind.SLOW_MODE: "ban_members",
    StepKind.READ_ONLY: "ban_members",
    StepKind.PIN: "pin_messages",
    StepKind.APPROVE: "invite",
    StepKind.DENY: "invite",
}

_ASK_S: Final = 5.0


def check_rights(ctx: DeskContext, steps: Iterable[StepKind]) -> None:
    """Raises DeskError with the first right that these steps need and the account lacks, and who can give it.

    Else the member would be told of something that then fails. Nothing is refused while the rights are not known.
    """
    if ctx.group is None:
        return
    for step in steps:
        right = NEEDS.get(step)
        if right == "ban_members" and not ctx.group.rights.ban_members and step is StepKind.BAN:
            raise DeskError(say("desk.no_right_to_ban"))
        if right is not None and not getattr(ctx.group.rights, right):
            raise DeskError(say("desk.no_right_to", right=say(f"right.{right}")))


async def look_at_rights(ctx: DeskContext) -> None:
    """Ask Telegram what the account may do now: a right may have been taken away since the group was read.

    Nobody is told of a removal on the strength of an old answer. Without an answer the old one stands.
    """
    if not ctx.connected:
        return
    with contextlib.suppress(GatewayError, TimeoutError):
        async with asyncio.timeout(_ASK_S):
            ctx.group = await ctx.gateway.group()


def missing_in_words(step: StepKind) -> str:
    """Why Telegram refused a step for want of a right: which, and who can give it."""
    right = NEEDS.get(step)
    return (
        say("refusal.no-right-to", right=say(f"right.{right}"))
        if right is not None
        else say("refusal.no-right")
    )

"""Whom an action is about: the author of a message, or a member chosen from the list."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from modtui.desk.action_steps import moderation_of
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_model import first_line, media_line, shown_name
from modtui.desk.shelf import Shelf
from modtui.desk.still_there import no_member_message
from modtui.domain.messages import Role, SenderKind
from modtui.store import derived, members, observed
from modtui.store.observed import StoredMessage
from modtui.telegram.gateway import GatewayError
from modtui.telegram.gateway_moderation import Place, Standing
from modtui.text.catalogue import say
from modtui.text.direction import base_direction

_LANGUAGES = ("ar", "en", "fr")
#: A plan waits so long for Telegram at most.
_LOOK_S = 5.0


@dataclass(frozen=True, slots=True)
class Target:
    """A member to act on. ``message_id`` is 0 and ``stored`` None where no message is meant."""

    member_id: int
    ref: str
    name: str
    language: str | None
    message_id: int = 0
    line: str = ""
    direction: str = "ltr"
    stored: StoredMessage | None = None

    @property
    def deleted(self) -> bool:
        """Whether the message is gone."""
        return self.stored is not None and self.stored.deleted_at is not None


async def message_target(
    ctx: DeskContext, shelf: Shelf, message_id: int, *, channels: bool = False
) -> Target:
    """The author of a message. Raises DeskError with why they cannot be acted on.

    ``channels``: posts of other channels too, which can be deleted though nobody can be told.
    """
    stored = await observed.one(ctx.db, ctx.chat(), message_id) if ctx.chat_key is not None else None
    if stored is None or stored.message.service is not None:
        raise no_member_message(stored=stored is not None)
    sender = stored.message.sender
    if not (channels and sender.kind is SenderKind.CHANNEL):
        blocked = await why_not(ctx, stored)
        if blocked:
            raise DeskError(blocked)
    line = first_line(stored.message.text) or media_line(stored.message)
    return Target(
        member_id=sender.id or 0,
        ref=stored.sender_ref or "",
        name=shown_name(sender.name, sender.kind),
        language=await _language_of_message(ctx, shelf, stored),
        message_id=message_id,
        line=line,
        direction=base_direction(line),
        stored=stored,
    )


async def member_target(ctx: DeskContext, shelf: Shelf, member_id: int) -> Target:
    """A member by Telegram id. Raises DeskError when they are unknown or staff."""
    row = await ctx.db.one(
        "SELECT ref, name, kind FROM member WHERE telegram_id = ? AND kind IN ('user', 'bot') ORDER BY kind DESC",
        (member_id,),
    )
    if row is None:
        raise DeskError(say("desk.unknown_sender"))
    if ctx.account is not None and member_id == ctx.account.id:
        raise DeskError(say("desk.own_message"))
    ref, kind = str(row[0]), SenderKind(str(row[2]))
    if await _is_staff(ctx, ref, kind):
        raise DeskError(say("desk.staff_member"))
    return Target(member_id, ref, shown_name(str(row[1]), kind), await language_of(ctx, shelf, ref))


async def standing_now(ctx: DeskContext, target: Target) -> Standing | None:
    """What Telegram says the member is to the group, before anything is planned; None where it does not say now.

    Raises DeskError for an admin of the group, whatever role they have here: Telegram would refuse the deed when the
    member has been told of it already.
    """
    if not ctx.connected:
        return None
    seen_in = target.message_id or await members.newest_message(ctx.db, ctx.chat(), target.ref)
    try:
        async with asyncio.timeout(_LOOK_S):
            found = await moderation_of(ctx).standing(target.member_id, seen_in=seen_in)
    except (GatewayError, TimeoutError):
        return None  # the step itself finds out
    if found.place is Place.ADMIN:
        raise DeskError(say("desk.admin_in_telegram", member=target.name))
    return found


async def why_not(ctx: DeskContext, stored: StoredMessage) -> str:
    """Why this author cannot be acted on, in a sentence; empty when they can."""
    sender = stored.message.sender
    if stored.message.outgoing or (ctx.account is not None and sender.id == ctx.account.id):
        return say("desk.own_message")
    if sender.kind in (SenderKind.ANONYMOUS_ADMIN, SenderKind.LINKED_CHANNEL):
        return say("desk.staff_member")
    if sender.kind is SenderKind.CHANNEL:
        return say("desk.channel_sender")
    if sender.id is None or stored.sender_ref is None:
        return say("desk.unknown_sender")
    return say("desk.staff_member") if await _is_staff(ctx, stored.sender_ref, sender.kind) else ""


async def _is_staff(ctx: DeskContext, ref: str, kind: SenderKind) -> bool:
    roles = (await ctx.rules.get(ctx.db)).roles
    return roles.role_at(ref, kind, ctx.clock()) not in (Role.MEMBER, Role.BOT)


async def _language_of_message(ctx: DeskContext, shelf: Shelf, stored: StoredMessage) -> str | None:
    number = stored.message.id
    found = (await derived.inquiries(ctx.db, ctx.chat(), [number])).get(number)
    if found is not None and found.language in _LANGUAGES:
        return found.language
    written = shelf.language_of(stored.message.text)
    return written or (await language_of(ctx, shelf, stored.sender_ref) if stored.sender_ref else None)


async def language_of(ctx: DeskContext, shelf: Shelf, ref: str) -> str | None:
    """What a member writes in, by their newest messages; else what their Telegram is set to; else None."""
    if ctx.chat_key is not None:
        for text in await members.newest_texts(ctx.db, ctx.chat_key, ref, 5):
            written = shelf.language_of(text)
            if written is not None:
                return written
    row = await ctx.db.one("SELECT language FROM member WHERE ref = ?", (ref,))
    set_to = str(row[0]).partition("-")[0] if row is not None and row[0] else None
    return set_to if set_to in _LANGUAGES else None

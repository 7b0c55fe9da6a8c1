"""What the store holds about one member besides what their page shows: for the record that is handed to them (RULES 6).

:data:`HELD` names every place in which a member's reference or Telegram number may stand, and what tells of it in
the record. A place that is not named there fails a test: so nothing is held that the record is silent about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from modtui.desk.context import DeskContext
from modtui.domain.journal import Kind, effective, member_subject
from modtui.domain.removals import fold_bans
from modtui.store import journal, members
from modtui.store.database import from_ms
from modtui.store.members import StoredRequest
from modtui.store.private import Choice

#: table.column -> the sentences that tell of it (codes of text.catalogue_record).
HELD: Final[Mapping[str, tuple[str, ...]]] = {
    "member.ref": ("who",),
    "member.telegram_id": ("who",),
    "chat_alias.telegram_id": ("private.chat",),
    "message.sender_ref": ("messages",),
    "member_event.member_ref": ("moves",),
    "member_event.by_ref": ("staff",),
    "admin_line.member_ref": ("actions",),
    "admin_line.by_ref": ("staff",),
    "member_present.member_ref": ("present",),
    "join_request.member_ref": ("request",),
    "private_chat.user_ref": ("private.chat",),
    "outbox.to_user": ("private.sent", "unsent"),
    "message_version.entities": ("others",),  # mentions of them in what others wrote
    "outbox.entities": ("others",),
    "inquiry.body": ("inquiries", "partner"),
    "action.member_ref": ("actions",),
    "action.body": ("actions", "guidelines"),
    "journal.author_id": ("staff",),
    "journal.subject": ("roles", "notes"),
    "journal.payload": ("roles", "notes", "actions", "complaints", "sorted", "partner"),
    # Of the account that this program is logged in with.
    "meta.value": ("account",),
    "chat.account_id": ("account",),
    "chat_alias.account_id": ("account",),
}

#: Tables that hold something of a member by the number of a message of theirs, or of the private chat with them.
HELD_BY_NUMBER: Final[Mapping[str, tuple[str, ...]]] = {
    "message_version": ("messages",),
    "message_extra": ("reacted",),
    "private_message": ("private.received", "private.sent"),
    "journal_private": ("text.wrote", "notes", "complaints"),
    "draft": ("unsent",),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What is held beyond the page. Texts are as they were written: to be made safe by who shows them."""

    username: str
    language: str
    present: bool
    request: StoredRequest | None
    roles: tuple[tuple[datetime, str], ...]
    sorted_bans: tuple[tuple[datetime, str], ...]
    texts: int  # messages whose text is kept
    reacted: int  # messages of which it is kept that they are pinned, or how many reacted
    chat: str  # "service" | "personal", "" where nobody was asked
    unsent: tuple[str, ...]  # private messages that have not left, with their text
    drafts: int
    partner: int  # questions that were passed on to them
    decisions: int  # what they decided as a moderator, here or in Telegram itself
    account: bool  # whether this program is logged in as them


async def held(ctx: DeskContext, member_id: int) -> Held:
    """Read it all; the member is one that the store knows."""
    ref = str(await members.ref_of(ctx.db, member_id))
    row = await ctx.db.one("SELECT username, language FROM member WHERE ref = ?", (ref,))
    username, language = (str(value or "") for value in row) if row is not None else ("", "")
    waiting = [r for r in await members.requests(ctx.db, ctx.chat()) if r.member == ref]
    chats = await ctx.db.all("SELECT chat_key, choice FROM private_chat WHERE user_ref = ?", (ref,))
    unsent = await ctx.db.all(
        "SELECT text FROM outbox WHERE to_user = ? AND text IS NOT NULL AND state <> 'sent' ORDER BY created_at",
        (member_id,),
    )
    return Held(
        username=username,
        language=language,
        present=await _count(ctx, "member_present WHERE chat_key = ? AND member_ref = ?", ctx.chat(), ref)
        > 0,
        request=waiting[0] if waiting else None,
        roles=await _roles(ctx, ref),
        sorted_bans=tuple(
            (ban.at, ban.counted_as.value)
            for ban in fold_bans(await journal.of_kinds(ctx.db, Kind.BAN_SORTED))
            if ban.member == ref
        ),
        texts=await _of_messages(
            ctx,
            ref,
            "JOIN message_version v ON v.chat_key = m.chat_key AND v.id = m.id AND v.text IS NOT NULL",
        ),
        reacted=await _of_messages(
            ctx, ref, "JOIN message_extra x ON x.chat_key = m.chat_key AND x.id = m.id"
        ),
        chat=next((str(row[1]) for row in chats), ""),
        unsent=tuple(str(row[0]) for row in unsent),
        drafts=sum([await _count(ctx, "draft WHERE chat_key = ?", row[0]) for row in chats])
        + await _of_messages(ctx, ref, "JOIN draft d ON d.chat_key = m.chat_key AND d.target = m.id"),
        partner=await _count(  # written down by name
            ctx,
            "inquiry WHERE chat_key = ? AND json_extract(body, '$.waiting.partner') IN (?, ?)",
            ctx.chat(),
            ref,
            await members.name_of(ctx.db, ref),
        ),
        decisions=await _count(ctx, "journal WHERE author_id = ?", member_id)
        + await _count(ctx, "admin_line WHERE by_ref = ?", ref)
        + await _count(ctx, "member_event WHERE by_ref = ?", ref),
        account=ctx.account is not None and ctx.account.id == member_id,
    )


async def received_in_private(ctx: DeskContext, ref: str) -> list[datetime]:
    """When this member wrote in private, newest first; never what (RULES 6). Withdrawn ones were received too."""
    rows = await ctx.db.all(
        "SELECT m.at FROM private_message m JOIN private_chat p ON p.chat_key = m.chat_key "
        "WHERE p.user_ref = ? AND p.choice = ? AND NOT m.outgoing ORDER BY m.at DESC",
        (ref, Choice.SERVICE.value),
    )
    return [from_ms(row[0]) for row in rows]


async def texts_beside(ctx: DeskContext, action_id: str) -> dict[str, str]:
    """What was written with an action and is still kept: ``text``, ``group``, ``note``, and ``void``, why it was voided."""
    found: dict[str, str] = {}
    for event in await journal.of_subject(ctx.db, f"action:{action_id}"):
        if event.kind == Kind.ACTION_PLANNED:
            for field in ("text", "group", "note"):
                text = await journal.private_text(ctx.db, event.uuid, field)
                found |= {field: text} if text else {}
        elif event.kind == Kind.WARNING_VOIDED:
            text = await journal.private_text(ctx.db, event.uuid, "text")
            found |= {"void": text} if text else {}
    return found


async def _roles(ctx: DeskContext, ref: str) -> tuple[tuple[datetime, str], ...]:
    events = effective(await journal.of_subject(ctx.db, member_subject(ref)))
    return tuple((e.at, str(e.payload["role"])) for e in events if e.kind == Kind.ROLE_SET)


async def _of_messages(ctx: DeskContext, ref: str, join: str) -> int:
    row = await ctx.db.one(
        f"SELECT count(DISTINCT m.id) FROM message m INDEXED BY message_sender {join} "
        "WHERE m.chat_key = ? AND m.sender_ref = ? AND m.service IS NULL",
        (ctx.chat(), ref),
    )
    return int(row[0]) if row is not None else 0


async def _count(ctx: DeskContext, where: str, *parameters: object) -> int:
    row = await ctx.db.one(f"SELECT count(*) FROM {where}", parameters)
    return int(row[0]) if row is not None else 0

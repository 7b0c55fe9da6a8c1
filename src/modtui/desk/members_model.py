"""The members as the screen shows them: one in short, the list, and one member's page."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from modtui.desk.context import DeskContext
from modtui.desk.feed_model import shown_name
from modtui.desk.views import MemberView
from modtui.desk.views_members import MemberFilter, MemberRow
from modtui.domain.actions import Action
from modtui.domain.journal import Kind, effective, note_subject
from modtui.domain.membership import REMOVALS, EventKind, Move, fold_membership
from modtui.domain.messages import Role, SenderKind
from modtui.domain.moderation import warnings_in_force
from modtui.domain.mutes import muted_now
from modtui.store import derived, journal, members
from modtui.store.database import Row, maybe_from_ms
from modtui.text.catalogue import say
from modtui.text.fold import fold
from modtui.text.safe import safe_line

#: Somebody is new for so long after they came.
NEW: Final = timedelta(days=14)

#: Rows between two breaths of the event loop.
_BREATH: Final = 50

_OF_MUTES: Final = frozenset({"muted", "unmuted", "banned", "unbanned"})


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
        "SELECT count(*) FROM message INDEXED BY message_sender "
        "WHERE chat_key = ? AND sender_ref = ? AND service IS NULL",
        (ctx.chat_key, ref),
    )
    actions = await derived.actions_of_member(ctx.db, ref)
    now = ctx.clock()
    moves = fold_membership(await members.reports(ctx.db, ctx.chat(), ref))
    return MemberView(
        member_id=member_id,
        name=shown_name(str(row[1]), SenderKind.USER),
        username=safe_line(str(row[2])) if row[2] else None,
        role=(await ctx.rules.get(ctx.db)).roles.role_at(ref, SenderKind.USER, now),
        joined_at=maybe_from_ms(row[3]),
        messages=int(count[0]) if count is not None else 0,
        warnings=len(warnings_in_force(actions, now, ctx.settings.warning_expiry)),
        removed=bool(moves) and moves[-1].kind in REMOVALS,
    )


async def moderator_name(ctx: DeskContext, telegram_id: int) -> str:
    """The name of whoever decided something, safe to show."""
    if ctx.account is not None and telegram_id == ctx.account.id:
        return safe_line(ctx.account.name, 64) or say("record.you")
    row = await ctx.db.one("SELECT name FROM member WHERE telegram_id = ? AND kind = 'user'", (telegram_id,))
    return shown_name(str(row[0]), SenderKind.USER) if row is not None else say("record.moderator")


@dataclass(frozen=True, slots=True)
class _Known:
    """What the list needs of everybody, gathered at once."""

    moves: dict[str, list[Move]]
    warnings: dict[str, int]
    inquiries: dict[str, int]
    noted: set[str]
    muted: dict[str, datetime | None]
    listed: bool  # the member list was read at least once


async def member_list(
    ctx: DeskContext, query: str, wanted: MemberFilter, limit: int | None
) -> list[MemberRow]:
    """Members whose name or @name has the query in it, as the filter says; who wrote last stands first."""
    if ctx.chat_key is None:
        return []
    words = fold(query.strip().removeprefix("@"))
    known = await _known(ctx)
    rows = []
    for number, row in enumerate(await _rows(ctx)):
        if number % _BREATH == 0:
            await asyncio.sleep(0)
        if words and words not in fold(f"{row[2]} {row[3] or ''}") and words != str(row[1]):
            continue
        shown = await _row(ctx, row, known)
        if _passes(shown, wanted, ctx.clock()):
            rows.append(shown)
    rows.sort(key=lambda r: (r.last_wrote is None, -(r.last_wrote or ctx.clock()).timestamp(), r.name))
    return rows if limit is None else rows[:limit]


async def member_row(ctx: DeskContext, ref: str) -> MemberRow | None:
    """One line of the list."""
    found = await _rows(ctx, ref)
    return await _row(ctx, found[0], await _known(ctx, ref)) if found else None


async def _rows(ctx: DeskContext, ref: str | None = None) -> list[Row]:
    """(ref, telegram id, name, username, kind, joined_at, in the last list, messages, last wrote)."""
    one = "" if ref is None else "AND p.ref = ?"
    sender = "" if ref is None else "AND sender_ref = ?"
    by = "" if ref is None else "INDEXED BY message_sender"
    return await ctx.db.all(
        "SELECT p.ref, p.telegram_id, p.name, p.username, p.kind, p.joined_at, r.member_ref, "
        "coalesce(m.n, 0), m.last FROM member p "
        "LEFT JOIN member_present r ON r.chat_key = ? AND r.member_ref = p.ref "
        "LEFT JOIN (SELECT sender_ref, count(*) AS n, max(sent_at) AS last "
        f"FROM message {by} WHERE chat_key = ? AND service IS NULL {sender} GROUP BY sender_ref) m ON m.sender_ref = p.ref "
        f"WHERE p.kind IN ('user', 'bot') {one}",
        (ctx.chat(), ctx.chat(), *((ref, ref) if ref is not None else ())),
    )


async def _known(ctx: DeskContext, ref: str | None = None) -> _Known:
    moves: dict[str, list[Move]] = {}
    # Beside the loop: thousands of members are more than a key press may wait for.
    told = await members.reports(ctx.db, ctx.chat(), ref)
    for move in await asyncio.to_thread(fold_membership, told):
        moves.setdefault(move.member, []).append(move)
    if ref is None:
        actions: Sequence[Action] = await derived.recent_actions(ctx.db, -1)
    else:
        actions = await derived.actions_of_member(ctx.db, ref)
    counted = warnings_in_force(actions, ctx.clock(), ctx.settings.warning_expiry)
    inquiries = await ctx.db.all(
        "SELECT json_extract(body, '$.asker'), count(*) FROM inquiry WHERE chat_key = ? "
        "AND state NOT IN ('possible', 'dismissed', 'merged') GROUP BY 1",
        (ctx.chat(),),
    )
    notes = effective(await journal.of_kinds(ctx.db, Kind.MEMBER_NOTED))
    listed = await ctx.db.one("SELECT 1 FROM member_sample WHERE chat_key = ?", (ctx.chat(),))
    return _Known(
        moves,
        Counter(action.member for action in counted),
        {str(asker): int(count) for asker, count in inquiries if asker is not None},
        {str(e.payload["member"]) for e in notes if e.subject == note_subject(str(e.payload["member"]))},
        await _muted(ctx, actions, ref),
        listed is not None,
    )


async def _muted(ctx: DeskContext, actions: Sequence[Action], ref: str | None) -> dict[str, datetime | None]:
    if not muted_now(actions, {}, ctx.clock()):
        return {}  # as a rule: then the whole log need not be read
    changed: dict[str, datetime] = {}
    for line in await members.admin_lines(ctx.db, ctx.chat(), member_ref=ref):  # newest first
        if line.kind in _OF_MUTES and line.member is not None:
            changed.setdefault(line.member, line.at)
    return muted_now(actions, changed, ctx.clock())


async def _row(ctx: DeskContext, row: Row, known: _Known) -> MemberRow:
    ref, member_id, name, username, kind, joined_at, in_list, messages, last = row
    moves = known.moves.get(ref, [])
    arrived = next((m.at for m in reversed(moves) if m.kind.is_arrival), None)
    present = bool(in_list) if known.listed else None
    if moves:
        present = moves[-1].kind.is_arrival
    roles = (await ctx.rules.get(ctx.db)).roles
    return MemberRow(
        member_id=int(member_id),
        name=shown_name(str(name), SenderKind(kind)),
        username=safe_line(str(username)) if username else None,
        role=roles.role_at(ref, SenderKind(kind), ctx.clock()),
        present=present,
        joined_at=maybe_from_ms(joined_at) or _joined(moves) or arrived,
        messages=int(messages),
        last_wrote=maybe_from_ms(last),
        warnings=known.warnings.get(ref, 0),
        inquiries=known.inquiries.get(ref, 0),
        removed=bool(moves) and moves[-1].kind in REMOVALS,
        is_bot=kind == "bot",
        noted=ref in known.noted,
        muted=ref in known.muted,
        muted_until=known.muted.get(ref),
    )


def _joined(moves: Iterable[Move]) -> datetime | None:
    """When they came last, where somebody saw it."""
    seen = [m.at for m in moves if m.kind.is_arrival and m.kind is not EventKind.PRESENT]
    return seen[-1] if seen else None


def _passes(row: MemberRow, wanted: MemberFilter, now: datetime) -> bool:
    match wanted:
        case MemberFilter.ALL:
            return True
        case MemberFilter.WARNED:
            return row.warnings > 0
        case MemberFilter.NEW:
            came = row.joined_at
            return bool(row.present) and came is not None and now - came <= NEW
        case MemberFilter.SILENT:
            return bool(row.present) and row.messages == 0 and not row.is_bot
        case MemberFilter.STAFF:
            return row.role not in (Role.MEMBER, Role.BOT)
        case MemberFilter.REMOVED:
            return row.removed
        case MemberFilter.NOTED:
            return row.noted

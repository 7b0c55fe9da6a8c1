"""Who came and went in a period: each counted once, whoever told of it, and what nobody can explain (RULES 4)."""

from __future__ import annotations

import asyncio

from modtui.desk.context import DeskContext
from modtui.desk.feed_model import shown_name
from modtui.desk.views_members import Ledger, LedgerRow
from modtui.domain.membership import EventKind, Move, fold_membership, membership_figures
from modtui.domain.messages import SenderKind
from modtui.domain.months import Period
from modtui.store import members


async def ledger(ctx: DeskContext, period: Period) -> Ledger:
    """Everybody's comings and goings of the period; who was there when the list was first read did not come then."""
    chat, bots = ctx.chat(), await members.bots(ctx.db)
    told = await members.reports(ctx.db, chat)
    # Beside the loop: thousands of members are more than a key press may wait for.
    moves = await asyncio.to_thread(fold_membership, told)
    samples = await members.samples(ctx.db, chat)
    figures = membership_figures(moves, samples, period.start, period.end, bots=bots)
    inside = [
        move
        for move in reversed(moves)
        if period.contains(move.at) and move.kind is not EventKind.PRESENT and move.member not in bots
    ]
    names = {
        str(ref): (int(number), shown_name(str(name), SenderKind(kind)))
        for ref, number, name, kind in await ctx.db.all("SELECT ref, telegram_id, name, kind FROM member")
    }
    return Ledger(period.start, period.end, figures, tuple(_row(move, names) for move in inside))


def _row(move: Move, names: dict[str, tuple[int, str]]) -> LedgerRow:
    number, name = names.get(move.member, (0, ""))
    by = names.get(move.by, (0, ""))[1] if move.by is not None and move.by != move.member else ""
    return LedgerRow(move.at, number, name, move, by)

"""Warnings whose reason the configuration does not have any more: said at the start, for they add up to nothing."""

from __future__ import annotations

import asyncio

from modtui.desk.context import DeskContext
from modtui.domain.actions import ActionKind
from modtui.domain.journal import Kind
from modtui.domain.removals import SPAM_FAMILY
from modtui.store import derived
from modtui.text.catalogue import say
from modtui.text.safe import safe_line


async def tell_of_lost(ctx: DeskContext, after: float) -> None:
    """Say once which reasons of warnings in force no category counts, and how they are given back. ``after``: seconds."""
    await asyncio.sleep(after)
    lost = await lost_categories(ctx)
    if lost:
        names = ", ".join(safe_line(code, 40) for code in sorted(lost)[:5])
        ctx.tell(say("desk.lost_categories", names=names, count=sum(lost.values())), "warning")


async def lost_categories(ctx: DeskContext) -> dict[str, int]:
    """How many notices in force were given for each reason that no category counts."""
    rows = await ctx.db.all(
        "SELECT DISTINCT json_extract(payload, '$.category') FROM journal WHERE kind = ?",
        (Kind.ACTION_PLANNED.value,),
    )
    known = ctx.settings.categories
    unknown = {
        str(code)
        for (code,) in rows
        if code and code != SPAM_FAMILY and not any(category.counts(str(code)) for category in known)
    }
    found: dict[str, int] = {}
    if unknown:
        now, expiry = ctx.clock(), ctx.settings.warning_expiry
        for action in await derived.recent_actions(ctx.db, -1):
            given = action.kind in (ActionKind.WARN, ActionKind.REMOVE)
            if given and action.category in unknown and action.counts_as_incident(now, expiry):
                found[action.category] = found.get(action.category, 0) + 1
    return found

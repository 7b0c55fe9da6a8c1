"""`modtui inquiries list`: what waits, in the queue's order, read beside a running desk if need be.

Private questions are not in it: only a desk that is connected knows of them.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from modtui.commands.common import places, put, put_json, settings
from modtui.config_load import LoadedConfig
from modtui.config_policy import service_policy
from modtui.console import DONE, UsageError, say
from modtui.desk.context import DeskContext
from modtui.desk.queue_model import queue
from modtui.desk.settings import DeskSettings
from modtui.desk.telegram_clock import TelegramClock
from modtui.desk.views import QueueGroup, QueueRow
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.wall_time import load_zone
from modtui.reports.collect import choose_chat
from modtui.store.database import Database
from modtui.telegram.gateway import Gateway


def run(args: argparse.Namespace) -> int:
    """One line an inquiry: id, heading, answer by (in the service's zone), who asks and the first line."""
    wanted = _wanted(args.state)
    loaded = settings(args)
    rows = [row for row in asyncio.run(_read(args, loaded)) if wanted is None or _names(row) & wanted]
    zone = load_zone(loaded.config.service.zone)

    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    if args.json:
        put_json([_data(row, local(row.deadline.answer_by), local(row.deadline.due)) for row in rows])
        return DONE
    width = max((len(row.group.value) for row in rows), default=0)
    number = max((len(str(row.inquiry_id)) for row in rows), default=0)
    for row in rows:
        by = f"{local(row.deadline.answer_by):%a %d %b %H:%M}"
        more = f"  ({row.note})" if row.note else ""
        put(
            f"{row.inquiry_id:>{number}}  {row.group.value:{width}}  by {by}  {row.asker}: {row.first_line}{more}"
        )
    say(f"{len(rows)} waiting; times are of {loaded.config.service.zone}." if rows else "Nothing waits.")
    return DONE


async def _read(args: argparse.Namespace, loaded: LoadedConfig) -> list[QueueRow]:
    where = places(args, loaded)
    where.require_private()
    db = await Database.open(where.store, read_only=True)
    try:
        year = datetime.now(UTC).year
        configured = None if loaded.config.group is None else str(loaded.config.group)
        desk = DeskSettings(
            group=str(configured), policy=service_policy(loaded, range(year - 1, year + 3)), categories=()
        )
        # The gateway is never asked: this reads the store only.
        ctx = DeskContext(
            db, cast("Gateway", None), desk, TelegramClock(lambda: datetime.now(UTC)), "inquiries-list"
        )
        async with db.snapshot():
            ctx.chat_key, _ = await choose_chat(db, configured, args.chat)
            ctx.policies = (await ctx.rules.get(db)).policies
            return await queue(ctx)
    finally:
        await db.close()


def _names(row: QueueRow) -> set[str]:
    return {_plain(row.group.value), _plain(row.state.value)}


def _plain(name: str) -> str:
    """A heading or state as it may be typed: without blanks and signs."""
    return "".join(char for char in name.casefold() if char.isalpha())


def _wanted(said: str | None) -> set[str] | None:
    """What --state asks for. Raises UsageError for what is neither a heading of the queue nor a state."""
    if said is None:
        return None
    known = {_plain(one.value): one.value for one in (*QueueGroup, *InquiryState)}
    wanted: set[str] = set()
    for part in said.split(","):
        if _plain(part) not in known:
            raise UsageError(f"{part.strip()!r} is no state; there are {_listed(list(known.values()))}.")
        wanted.add(_plain(part))
    return wanted


def _listed(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _data(row: QueueRow, answer_by: datetime, due: datetime) -> dict[str, Any]:
    return {
        "id": row.inquiry_id,
        "group": row.group.value,
        "state": row.state.value,
        "asked": row.asked_at.astimezone(answer_by.tzinfo).isoformat(),
        "answer_by": answer_by.isoformat(),
        "due": due.isoformat(),
        "clock": row.deadline.clock.value,
        "urgent": row.urgent,
        "asker": row.asker,
        "text": row.first_line,
        "lang": row.language,
        "cycle": row.cycle,
        "follow_ups": row.follow_ups,
        "waiting_on": row.waiting_on,
        "note": row.note,
        "reasons": list(row.reasons),
    }

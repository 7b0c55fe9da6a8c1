"""`modtui members show`: what is held about one member, to read here or to hand over."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from modtui.commands.common import places, put, put_json, settings
from modtui.commands.desk_settings import desk_settings
from modtui.console import DONE, FAILED, say
from modtui.desk.context import DeskContext
from modtui.desk.desk import recall
from modtui.desk.member_page import member_page
from modtui.desk.member_records import MemberRecords
from modtui.desk.members_model import member_list
from modtui.desk.my_record import my_record
from modtui.desk.telegram_clock import TelegramClock
from modtui.desk.undo import UndoStack
from modtui.desk.views_members import MemberFilter, MemberPage
from modtui.store.database import Database
from modtui.telegram.gateway import Gateway


def run(args: argparse.Namespace) -> int:
    """Show one member by id, @name or part of a name; exit status 1 when there is none, or more than one."""
    loaded = settings(args)
    where = places(args, loaded)
    where.require_private()
    ctx_settings = desk_settings(loaded, read_only=True)

    async def show() -> int:
        db = await Database.open(where.store, read_only=True)
        try:
            # The gateway is never asked: this reads the store only, beside a running desk if need be.
            ctx = DeskContext(db, cast("Gateway", None), ctx_settings, TelegramClock(_now), "members-show")
            await recall(ctx)
            found = await member_list(ctx, args.who, MemberFilter.ALL, None)
            exact = [row for row in found if args.who in (str(row.member_id), f"@{row.username}")]
            found = exact or found
            if len(found) != 1:
                return _not_one(found, args.who)
            page = await member_page(ctx, MemberRecords(ctx, UndoStack()), found[0].member_id)
            assert page is not None
            if args.json:
                put_json(_data(page))
            else:
                title = await db.one("SELECT title FROM chat WHERE key = ?", (ctx.chat(),))
                group = str(title[0]) if title is not None else ""
                for line in (await my_record(ctx, page, args.language, group)).splitlines():
                    put(line)
            return DONE
        finally:
            await db.close()

    return asyncio.run(show())


def _now() -> datetime:
    return datetime.now(UTC)


def _not_one(found: list[Any], who: str) -> int:
    if not found:
        say(f"Nobody in the store is called {who}.")
        return FAILED
    say(f"{len(found)} members are called {who}; say which one by id:")
    for row in found[:20]:
        put(f"{row.member_id}\t{row.name}")
    return FAILED


def _data(page: MemberPage) -> Any:
    """The page in plain JSON types: times in UTC."""
    return msgspec.to_builtins(page)

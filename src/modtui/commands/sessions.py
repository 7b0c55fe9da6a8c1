"""`modtui sessions list|revoke`: where this account is logged in, for a lost laptop (RULES 6.2)."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import Any

from modtui.commands.common import places, put, put_json, settings
from modtui.commands.telegram_access import NOT_LOGGED_IN, login
from modtui.console import DONE, UsageError
from modtui.console import NOT_LOGGED_IN as EXIT_NOT_LOGGED_IN
from modtui.console import say as narrate
from modtui.locks import hold


def run(args: argparse.Namespace) -> int:
    """List the logins, or end one of them."""
    loaded = settings(args)
    where = places(args, loaded)
    if not where.session.exists():
        narrate(NOT_LOGGED_IN)
        return EXIT_NOT_LOGGED_IN
    where.prepare()
    with hold(where.session_lock, "Telegram session", "modtui sessions", datetime.now(UTC)):
        return asyncio.run(_run(login(loaded, where), args))


async def _run(access: Any, args: argparse.Namespace) -> int:
    try:
        logins = await access.logins()
        chosen = getattr(args, "session", None)
        if chosen is not None:
            one = next((row for row in logins if str(row.key) == chosen), None)
            if one is None:
                raise UsageError(f"There is no session {chosen}; modtui sessions list shows them.")
            if one.is_this:
                raise UsageError("That is this machine's own session; use modtui logout for it.")
            await access.revoke(one.key)
            narrate(f"Ended the session on {one.device}.")
            return DONE
    finally:
        await access.close()
    for row in logins:
        if args.json:
            put_json({"id": str(row.key), "device": row.device, "app": row.application, "this": row.is_this})
        else:
            put(f"{row.key}  {row.device}  {row.application}{'  (this machine)' if row.is_this else ''}")
    return DONE

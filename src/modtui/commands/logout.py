"""`modtui logout`: revoke this machine's session at Telegram and forget it here."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime

from modtui.commands.common import places, settings
from modtui.commands.telegram_access import login
from modtui.console import DONE
from modtui.console import say as narrate
from modtui.locks import hold


def run(args: argparse.Namespace) -> int:
    """Log out; says so when there is nothing to log out of. The store stays as it is."""
    loaded = settings(args)
    where = places(args, loaded)
    if not where.session.exists():
        narrate("This machine is not logged in; nothing was changed.")
        return DONE
    where.prepare()
    with hold(where.session_lock, "Telegram session", "modtui logout", datetime.now(UTC)):
        access = login(loaded, where)
        asyncio.run(_log_out(access))
    narrate("Logged out: Telegram has ended this session, and it is removed from this machine.")
    return DONE


async def _log_out(access: object) -> None:
    from modtui.telegram.telethon_login import TelethonLogin

    assert isinstance(access, TelethonLogin)
    try:
        await access.log_out()
    finally:
        await access.close()

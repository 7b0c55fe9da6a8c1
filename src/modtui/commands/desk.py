"""`modtui`: the desk, on the configured group."""

from __future__ import annotations

import argparse
import contextlib
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from modtui.commands.common import places, settings
from modtui.commands.desk_settings import desk_settings, ui_settings
from modtui.commands.telegram_access import NOT_LOGGED_IN, gateway
from modtui.console import DONE, require_terminal
from modtui.console import NOT_LOGGED_IN as EXIT_NOT_LOGGED_IN
from modtui.console import say as narrate
from modtui.locks import hold
from modtui.log_file import close_log, open_log

if TYPE_CHECKING:
    from modtui.desk.api import DeskApi


def run(args: argparse.Namespace) -> int:
    """Open the desk and stay until the moderator leaves."""
    loaded = settings(args)
    where = places(args, loaded)
    where.prepare()
    link = gateway(loaded, where)
    if not where.session.exists():
        narrate(NOT_LOGGED_IN)
        return EXIT_NOT_LOGGED_IN
    require_terminal()
    told = desk_settings(loaded, read_only=bool(args.read_only))
    now = datetime.now(UTC)
    with contextlib.ExitStack() as held:
        held.enter_context(hold(where.session_lock, "Telegram session", "modtui", now))
        held.enter_context(hold(where.store_lock, "store", "modtui", now))
        log = open_log(where.log, [loaded.api_hash()])
        held.callback(close_log, log)
        # The client library tells of every attempt to connect; the screen says that already.
        logging.getLogger("modtui.telethon").setLevel(logging.WARNING)
        # The interface comes first and the rest behind it: nothing above needs it.
        from modtui.commands.late_desk import LateDesk, collect_later
        from modtui.tui.hangup import leave_when_told

        collect_later()
        from modtui.desk.views_status import StatusView
        from modtui.tui.app import ModtuiApp

        def make() -> DeskApi:
            from modtui.desk.desk import Desk

            return Desk(where.store, link, told)

        before = StatusView(
            group="",
            account="",
            connection="",
            connection_ok=False,
            zone=told.policy.zone,
            service_open=False,
            service="",
            read_only=told.read_only,
        )
        desk = cast("DeskApi", LateDesk(make, before, lambda: datetime.now(UTC)))
        look = ui_settings(
            loaded, where.terminals, keeps=not told.read_only, plain=bool(getattr(args, "plain", False))
        )
        app = ModtuiApp(desk, settings=look)
        leave_when_told(app)
        app.run(mouse=not app.plain)
    return app.return_code or DONE

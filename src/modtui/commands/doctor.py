"""`modtui doctor`: look over everything; each line ok, or what to do."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from modtui.commands.common import put, put_json, settings
from modtui.commands.telegram_access import NOT_LOGGED_IN, gateway
from modtui.config_load import ConfigError, LoadedConfig
from modtui.config_policy import service_policy
from modtui.console import DONE, FAILED
from modtui.domain.policy import PolicyError
from modtui.locks import LockHeld, hold
from modtui.paths import NotPrivateError, Paths, config_path, paths
from modtui.telegram.gateway import GatewayError
from modtui.terminals import reading
from modtui.text.catalogue import say
from modtui.text.counting import counted
from modtui.text.safe import safe_line

#: Telegram's clock and ours may differ by so much before deadlines look wrong.
_SKEW_S = 5.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``ok`` None: it could not be looked at, or is only a hint."""

    what: str
    ok: bool | None
    said: str


def run(args: argparse.Namespace) -> int:
    """Print a line for each check; exit 1 when one of them needs something done."""
    checks = asyncio.run(_collect(args))
    for check in checks:
        if args.json:
            put_json({"check": check.what, "ok": check.ok, "said": check.said})
        else:
            sign = {True: "ok  ", False: "!!  ", None: "--  "}[check.ok]
            put(f"{sign}{check.what}: {check.said}")
    return FAILED if any(check.ok is False for check in checks) else DONE


async def _collect(args: argparse.Namespace) -> list[Check]:
    checks: list[Check] = []
    try:
        loaded = settings(args)
        loaded.require("telegram.api_id", "telegram.api_hash", "group")
        service_policy(loaded, range(datetime.now(UTC).year, datetime.now(UTC).year + 2))
    except (ConfigError, PolicyError) as error:
        checks.append(Check("settings", False, str(error).replace("\n", "; ")))
        where = paths(args.data_dir)
        checks.extend(_files(where))
        checks.extend(_terminal(os.environ, where, "auto"))
        return checks
    checks.append(Check("settings", True, str(config_path(args.config))))
    where = paths(args.data_dir or loaded.config.data_dir)
    checks.extend(_files(where))
    checks.extend(_snippets(loaded))
    checks.extend([check async for check in _telegram(loaded, where)])
    checks.extend(_terminal(os.environ, where, loaded.config.ui.bidi))
    checks.append(
        Check("disk", None, "keep the data folder on an encrypted disk; modtui cannot see whether it is")
    )
    return checks


def _files(where: Paths) -> Iterator[Check]:
    if not where.data_dir.is_dir():
        yield Check("data folder", None, f"{where.data_dir} is made at the first start")
        return
    try:
        where.require_private()
    except NotPrivateError as error:
        yield Check("data folder", False, str(error))
    else:
        free = os.statvfs(where.data_dir) if hasattr(os, "statvfs") else None
        megabytes = free.f_bavail * free.f_frsize // 1_000_000 if free else None
        if megabytes is not None and megabytes < 200:
            yield Check("data folder", False, f"only {megabytes} MB are free at {where.data_dir}; make room")
        else:
            yield Check("data folder", True, f"{where.data_dir}, private")
    if where.store.exists():
        yield _store(where)


def _store(where: Paths) -> Check:
    try:
        with contextlib.closing(sqlite3.connect(f"{where.store.as_uri()}?mode=ro", uri=True)) as probe:
            said = probe.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said == "ok":
        return Check("store", True, f"{where.store.stat().st_size // 1000} kB, sound")
    return Check("store", False, f"{where.store} is damaged ({said}); restore it from a backup")


def _snippets(loaded: LoadedConfig) -> Iterator[Check]:
    from pathlib import Path

    from modtui.snippets.glossary import samples_folder
    from modtui.snippets.load import load_library

    folders = [Path(folder) for folder in loaded.config.snippets.dirs]
    for folder in folders or [samples_folder()]:
        library = load_library(folder)
        faults = len(library.errors)
        if faults:
            yield Check("snippets", False, f"not usable in {folder}: {faults}; run: modtui snippets check")
        else:
            note = "" if folders else " (the program's samples: set snippets.dirs to your own)"
            yield Check("snippets", True if folders else None, f"{len(library)} in {folder}{note}")


async def _telegram(loaded: LoadedConfig, where: Paths) -> AsyncIterator[Check]:
    if not where.session.exists():
        yield Check("account", False, NOT_LOGGED_IN)
        return
    try:
        with hold(where.session_lock, "Telegram session", "modtui doctor", datetime.now(UTC)):
            async for check in _asked(loaded, where):
                yield check
    except LockHeld as error:
        yield Check("account", None, f"not looked at: {error}")


async def _asked(loaded: LoadedConfig, where: Paths) -> AsyncIterator[Check]:
    link = gateway(loaded, where)
    try:
        account = await asyncio.wait_for(link.connect(), 40)
        yield Check("account", True, f"logged in as {safe_line(account.name)}")
        group = await link.group()
        members = f", {counted(group.members, 'member')}" if group.members is not None else ""
        yield Check("group", True, f"{safe_line(group.title)}{members}")
        if group.upgraded_from is not None:
            yield Check("group id", None, say("sync.group_upgraded", id=group.id))
        missing = [
            words
            for there, words in (
                (group.rights.delete_messages, "delete messages"),
                (group.rights.ban_members, "ban members"),
            )
            if not there
        ]
        if missing:
            yield Check(
                "rights", False, f"your account may not {' or '.join(missing)}; ask the group's owner for it"
            )
        else:
            yield Check("rights", True, "delete messages, ban members")
        offset = await link.clock_offset()
        if abs(offset) > _SKEW_S:
            late = timedelta(seconds=round(abs(offset)))
            yield Check(
                "clock",
                False,
                f"this machine is off by {late} from Telegram's clock; set it, countdowns go by it",
            )
        else:
            yield Check("clock", True, f"within {abs(offset):.1f} s of Telegram's")
    except TimeoutError:
        yield Check("account", False, "Telegram does not answer; look at the network, or at telegram.proxy")
    except GatewayError as error:
        yield Check("account", False, str(error))
    finally:
        await link.close()


def _terminal(environ: Mapping[str, str], where: Paths, bidi: str) -> Iterator[Check]:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        yield Check(
            "terminal", False, f"it is not set to UTF-8 ({sys.stdout.encoding}); set LANG to a UTF-8 locale"
        )
    elif environ.get("TERM", "") in ("", "dumb"):
        yield Check("terminal", None, "TERM names no terminal here; the desk needs one")
    else:
        laid_out = reading(bidi, environ, where.terminals)
        said = f"{environ['TERM']}, UTF-8; Arabic is laid out in mode {laid_out.mode} ({laid_out.why})"
        yield Check("terminal", True, safe_line(said))
    with contextlib.suppress(OSError):
        size = os.get_terminal_size()
        if size.columns < 80 or size.lines < 24:
            yield Check(
                "terminal size", False, f"{size.columns}x{size.lines}; make the window 80x24 or larger"
            )

"""`modtui inquiries corrections`: what moderators corrected in detection's verdicts, as labelled JSON lines.

A line has `text`, `label` ("inquiry" or "none"), `lang`, `said` (detection's own word), and of the place in the
conversation what is known, as `inquiries detect` and the project's own labelled messages have it. No names, and no
contact details; only messages whose text the store still has.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import date, datetime, time
from pathlib import Path

from modtui.commands.common import json_text, places, settings
from modtui.commands.output_file import refuse_if_there, write_file
from modtui.console import DONE, UsageError, say
from modtui.desk.corrections import LabelledLines, labelled_lines
from modtui.domain.wall_time import first_instant, load_zone
from modtui.reports.collect import choose_chat
from modtui.store.database import Database
from modtui.store.derived import RulesCache
from modtui.text.counting import counted


def run(args: argparse.Namespace) -> int:
    """Write the lines to stdout or a file, beside a running desk if need be. (`--json`: they are JSON anyway.)"""
    target = None if args.output in (None, "-") else Path(args.output).expanduser()
    if target is not None:
        refuse_if_there(target, force=args.force)
    found = asyncio.run(_read(args))
    written = "".join(json_text(line) + "\n" for line in found.lines)
    if target is None:
        sys.stdout.write(written)
    else:
        write_file(target, written.encode(), force=args.force)
        say(f"Written: {counted(len(found.lines), 'correction')} to {target}")
    if found.without_text:
        say(f"Left out, because the text is no longer in the store: {found.without_text} more.")
    return DONE


async def _read(args: argparse.Namespace) -> LabelledLines:
    loaded = settings(args)
    since = None if args.since is None else _start_of(args.since, loaded.config.service.zone)
    where = places(args, loaded)
    where.require_private()
    db = await Database.open(where.store, read_only=True)
    try:
        configured = None if loaded.config.group is None else str(loaded.config.group)
        async with db.snapshot():
            chat_key, _ = await choose_chat(db, configured, args.chat)
            return await labelled_lines(db, chat_key, await RulesCache().get(db), since=since)
    finally:
        await db.close()


def _start_of(day: str, zone: str) -> datetime:
    """When a day begins where the service is. Raises UsageError."""
    try:
        return first_instant(load_zone(zone), datetime.combine(date.fromisoformat(day), time()))
    except ValueError:
        raise UsageError(f"{day!r} is no day; write such as 2026-10-02.") from None

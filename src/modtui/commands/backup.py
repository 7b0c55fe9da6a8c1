"""`modtui backup FILE`: a consistent copy of the store, while the desk may go on writing."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from modtui.commands.common import places, settings
from modtui.console import DONE, say
from modtui.store.database import copy_store


def run(args: argparse.Namespace) -> int:
    """Write the copy (mode 0600); refuses to replace a file."""
    where = places(args, settings(args))
    where.require_private()
    target = Path(args.file).expanduser().absolute()
    asyncio.run(_backup(where.store, target))
    say(
        f"Written: {target} ({target.stat().st_size / 1e6:.1f} MB). It holds what members wrote: keep it safe."
    )
    return DONE


async def _backup(store: Path, target: Path) -> None:
    shown = sys.stderr.isatty()
    try:
        await copy_store(store, target, _progress if shown else None)
    finally:
        if shown:
            sys.stderr.write("\n")


def _progress(done: int, pages: int) -> None:
    """One line that is written over. Called from the thread that copies."""
    sys.stderr.write(f"\r{100 * done // max(pages, 1):3} %")
    sys.stderr.flush()

"""`modtui verify`: every derived row computed again from the ledgers and compared."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from modtui.commands.common import places, put, put_json, settings
from modtui.console import DONE, FAILED
from modtui.store.database import Database
from modtui.store.derived import Verification, verify
from modtui.text.counting import counted

_MOST_SENTENCES = 20
_OLDER = (
    "Another version of modtui was here last: start modtui on this store once, which brings it up to date; "
    "then verify again."
)


def run(args: argparse.Namespace) -> int:
    """Compare and tell; exit status 1 when something differs."""
    where = places(args, settings(args))
    where.require_private()
    found = asyncio.run(_verify(where.store))
    sound = not found.differences and not found.integrity
    if args.json:
        put_json(
            {
                "ok": sound,
                "older": found.older,
                "inquiries": found.inquiries,
                "actions": found.actions,
                "differences": [
                    {"subject": d.subject, "stored": d.stored, "computed": d.computed}
                    for d in found.differences
                    if not found.older
                ],
                "integrity": list(found.integrity),
            }
        )
    else:
        for line in sentences(found):
            put(line)
    return DONE if sound else FAILED


async def _verify(path: Path) -> Verification:
    db = await Database.open(path, read_only=True)
    try:
        async with db.snapshot():  # a desk may go on writing meanwhile
            return await verify(db)
    finally:
        await db.close()


def sentences(found: Verification) -> list[str]:
    """What was found, a sentence a line; the first of many differences only."""
    told = [f"The database file is damaged: {complaint}." for complaint in found.integrity[:_MOST_SENTENCES]]
    if found.older:
        told.append(_OLDER)
    shown = () if found.older else found.differences
    for difference in shown[:_MOST_SENTENCES]:
        told.append(f"{difference.subject} is not what the ledgers say.")
        told.append(f"  stored:   {difference.stored or 'nothing'}")
        told.append(f"  computed: {difference.computed or 'nothing'}")
    if len(shown) > _MOST_SENTENCES:
        told.append(f"... and {len(shown) - _MOST_SENTENCES} more.")
    if not told:
        inquiries, actions = (
            counted(found.inquiries, "inquiry", "inquiries"),
            counted(found.actions, "action"),
        )
        return [f"ok: {inquiries} and {actions} are what the ledgers say."]
    if shown:
        told.append(
            f"{counted(len(shown), 'row differs', 'rows differ')}. Please keep a copy of the store (modtui backup FILE)."
        )
    if found.integrity:
        told.append("Restore the newest sound backup: modtui restore FILE")
    return told

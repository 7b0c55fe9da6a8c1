"""Which form of the folds the derived rows of a store are in.

Rows are folded again when one of their messages or events changes; those of an
older modtui would keep the form they were given. So the store says what form
its rows have, and a desk that finds another one folds all of them again
(:func:`modtui.store.derived.refold_older`).
"""

from __future__ import annotations

from typing import Final

from modtui.store.database import Transaction
from modtui.store.journal import Reads

#: Raised whenever folding the same ledgers gives something else than before: another field, another rule.
FOLD_VERSION: Final = 1

_KEY: Final = "fold_version"


async def is_todays(reads: Reads) -> bool:
    """Whether the derived rows were all folded in today's form."""
    row = await reads.one("SELECT value FROM meta WHERE key = ?", (_KEY,))
    return row is not None and row[0] == str(FOLD_VERSION)


async def mark_todays(tx: Transaction) -> None:
    """Every derived row is in today's form now."""
    await tx.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, str(FOLD_VERSION)))

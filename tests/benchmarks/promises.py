"""How every benchmark says whether it kept what is promised: one line each, the same in all of them."""

from __future__ import annotations

from collections.abc import Mapping

KEPT = "kept"
NOT_KEPT = "NOT kept"


def told(promises: Mapping[str, bool]) -> int:
    """Print each promise with its figure and whether it was kept; the exit status, 1 if one was not."""
    print()
    for promise, is_kept in promises.items():
        print(f"{KEPT if is_kept else NOT_KEPT}: {promise}")
    return 0 if all(promises.values()) else 1

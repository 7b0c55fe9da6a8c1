"""Named points where a test can kill the process (the kill harness).

Every boundary of a write that matters passes through :func:`fault_point`.
With ``MODTUI_FAULT`` unset it does nothing. With ``MODTUI_FAULT=name`` or
``name:3`` the process dies there without a goodbye, at the first or third
passing: what a power cut would leave is what the next start finds.
"""

from __future__ import annotations

import os
import signal
from typing import Final

#: Every point there is, so that a test can go through them all.
FAULT_POINTS: Final[frozenset[str]] = frozenset(
    {
        "store.before-commit",
        "store.after-commit",
        "outbox.queued",
        "outbox.before-send",
        "outbox.after-send",
        "outbox.sent-recorded",
        "outbox.put-off",
        "sync.page-stored",
        "sync.before-watermark",
        "action.planned",
        "action.before-step",
        "action.step-begun",
        "action.after-step",
        "action.step-recorded",
        "action.flood-wait",
        "import.page-stored",
    }
)

_wanted, _, _count = os.environ.get("MODTUI_FAULT", "").partition(":")
_left = int(_count) if _count.isdigit() else 1


def fault_point(name: str) -> None:
    """Die here if the environment asks for it. ``name`` must be one of FAULT_POINTS."""
    global _left
    if not _wanted:
        return
    if name not in FAULT_POINTS:
        raise ValueError(f"unknown fault point {name}")
    if name != _wanted:
        return
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

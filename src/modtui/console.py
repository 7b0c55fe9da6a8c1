"""How commands speak: exit statuses, and sentences on stderr."""

from __future__ import annotations

import os
import sys
from typing import Final

DONE, FAILED, WRONG_USAGE, NOT_LOGGED_IN, LOCKED = range(5)
INTERRUPTED: Final = 130
"""As every shell has it: 128 and the number of the signal."""


class UsageError(Exception):
    """An argument that cannot be meant so; one sentence (exit status 2)."""

    exit_code = WRONG_USAGE


def say(sentence: str) -> None:
    """Narrate: one or more lines on stderr, with nothing in them that a terminal would obey."""
    lines = ("".join(c if c.isprintable() else "\ufffd" for c in line) for line in sentence.splitlines())
    try:
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()
    except OSError:
        return  # nobody listens; the exit status still tells


def require_terminal() -> None:
    """For the desk, which draws on stderr and reads keys from stdin. Raises UsageError where nobody would see it."""
    if not (sys.stdin and sys.stderr and sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "The desk needs a terminal to draw on and to read keys from; start it in one, without < or a pipe."
        )
    if os.environ.get("TERM") == "dumb":
        raise UsageError(
            "This terminal says it cannot place text (TERM=dumb); start the desk in another one."
        )

"""Leaving in good order when the terminal window is closed or the system asks the program to end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.app import App

_SIGNALS: Final = ("SIGHUP", "SIGTERM")
HUNG_UP: Final = 129
"""The exit status of a program whose terminal went away: 128 + SIGHUP."""


def leave_when_told(app: App[Any]) -> None:
    """End `app` as ``q`` does, with its folders and locks tidied up; the exit status is the shells' 128 + signal.

    Call from the main thread, before the app runs. What was being sent is in the outbox and goes on next time.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        if number == getattr(signal, "SIGHUP", None):
            write_to_nobody()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # before the first frame or after the last one
            sys.exit(128 + number)
        loop.call_soon_threadsafe(lambda: app.exit(return_code=128 + number))

    for name in _SIGNALS:
        if number := getattr(signal, name, None):
            signal.signal(number, leave)


def write_to_nobody() -> None:
    """The terminal is gone: what is still drawn would fail and hold up the leaving."""
    nobody = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nobody, descriptor)
    os.close(nobody)

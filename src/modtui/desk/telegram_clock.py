"""The desk's clock: Telegram's, whatever this machine says (RULES 1: dates for verdicts are Telegram's).

A mute ends when Telegram's clock says so, and an action is told from what a phone did by the moment it happened:
a machine that is wrong by minutes would see its own ban as somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

TOLERATED: Final = timedelta(seconds=5)
"""Telegram sends whole seconds and the line takes its time: less is no difference."""


class TelegramClock:
    """A clock that is put right by what Telegram says. Until it was asked, this machine's."""

    def __init__(self, machine: Callable[[], datetime]) -> None:
        self._machine = machine
        self.offset = timedelta(0)

    def __call__(self) -> datetime:
        """The moment now, in UTC."""
        return self._machine() + self.offset

    def learn(self, seconds: float) -> bool:
        """Take what Telegram's clock is ahead of this machine's; says whether the machine is newly found wrong."""
        offset = timedelta(seconds=round(seconds))
        was_right = not self.offset
        self.offset = offset if abs(offset) > TOLERATED else timedelta(0)
        return was_right and bool(self.offset)

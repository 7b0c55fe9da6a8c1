"""A desk that is made when the screen is up: the store, the rules and the snippets take a while to load,
and the first frame should not wait for them.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modtui.desk.api import DeskApi
    from modtui.desk.views import DeskChange, StatusView, SyncProgress, Undoable
    from modtui.domain.clock import Deadline

#: The first frame is painted in this time; the loading that follows shares the processor with the screen.
_FIRST_FRAME_S = 0.1


def collect_later() -> None:
    """Put garbage collection off until the desk is loaded: while programs load, it looks and finds nothing."""
    gc.disable()


def collect_again() -> None:
    """Collect again from here on. What was loaded stays for good, so no later collection walks through it."""
    gc.freeze()
    gc.enable()


class LateDesk:
    """Answers what the first frame asks by itself, and everything else once the desk is there."""

    def __init__(
        self, make: Callable[[], DeskApi], before: StatusView, clock: Callable[[], datetime]
    ) -> None:
        self._make = make
        self._before = before
        self._clock = clock
        self._desk: DeskApi | None = None
        self._listeners: dict[int, Callable[[DeskChange], None]] = {}
        self._stops: dict[int, Callable[[], None]] = {}
        self._next = 0

    async def start(self, progress: Callable[[SyncProgress], None] | None = None) -> None:
        """Load the desk beside the screen, then open it."""
        await asyncio.sleep(_FIRST_FRAME_S)
        try:
            desk = await asyncio.to_thread(self._make)
        finally:
            collect_again()
        for key, listener in self._listeners.items():
            self._stops[key] = desk.subscribe(listener)
        self._desk = desk
        await desk.start(progress)

    async def stop(self) -> None:
        """Close the desk, if it was ever opened."""
        if self._desk is not None:
            await self._desk.stop()

    def subscribe(self, listener: Callable[[DeskChange], None]) -> Callable[[], None]:
        """Call ``listener`` at each change, from when there are any."""
        if self._desk is not None:
            return self._desk.subscribe(listener)
        key = self._next = self._next + 1
        self._listeners[key] = listener

        def stop() -> None:
            self._listeners.pop(key, None)
            if key in self._stops:
                self._stops.pop(key)()

        return stop

    def now(self) -> datetime:
        """The desk's clock, which follows Telegram's."""
        return self._clock() if self._desk is None else self._desk.now()

    def status(self) -> StatusView:
        """The status line; what can be said without a store until there is one."""
        return self._before if self._desk is None else self._desk.status()

    def undoable(self) -> Undoable | None:
        """Nothing has been done yet."""
        return None if self._desk is None else self._desk.undoable()

    def countdown(self, deadline: Deadline, now: datetime) -> tuple[str, str]:
        """The words of a countdown; there is no row to ask for before the desk is there."""
        return ("", "calm") if self._desk is None else self._desk.countdown(deadline, now)

    def __getattr__(self, name: str) -> Any:
        desk = self.__dict__.get("_desk")
        if desk is None:
            from modtui.desk.api import DeskError
            from modtui.text.catalogue import say

            raise DeskError(say("desk.still_opening"))
        return getattr(desk, name)

"""The bounded queue between a gateway's live updates and whoever reads them.

Both gateways use it, so that overflow and closing mean the same on both
(DESIGN, "Never miss": on overflow drop and re-read).
"""

from __future__ import annotations

import asyncio
from collections import deque

from modtui.telegram.gateway import ConnectionState, Event, Link, NotConnected, UpdatesLost

OVERFLOW = "More messages arrived at once than the queue holds; the history is read again."
CLOSED = "The connection to Telegram is closed."


class EventQueue:
    """Live events in order, at most ``size`` of them. For one reader.

    When full, everything waiting is dropped but the newest connection state
    (which no history can bring back), and one :class:`UpdatesLost` takes its place.
    """

    def __init__(self, size: int = 1000) -> None:
        if size < 2:
            raise ValueError("An event queue holds at least two events.")
        self._size = size
        self._events: deque[Event] = deque()
        self._something = asyncio.Event()
        self._closed = False

    def put(self, event: Event) -> None:
        """Add an event; never waits and never raises. Nothing is taken after :meth:`close`."""
        if self._closed:
            return
        if len(self._events) >= self._size:
            self._overflow(event)
        else:
            self._events.append(event)
        self._something.set()

    def _overflow(self, event: Event) -> None:
        states = [known for known in (*self._events, event) if isinstance(known, ConnectionState)]
        self._events.clear()
        if states:
            self._events.append(states[-1])
        self._events.append(UpdatesLost(OVERFLOW))

    def close(self) -> None:
        """Let the reader take what waits and an OFFLINE state, then raise NotConnected."""
        if self._closed:
            return
        self.put(ConnectionState(Link.OFFLINE))
        self._closed = True

    async def get(self) -> Event:
        """The next event, waiting for one. Raises NotConnected once closed and empty."""
        while not self._events:
            if self._closed:
                raise NotConnected(CLOSED)
            self._something.clear()
            await self._something.wait()
        return self._events.popleft()

    def __len__(self) -> int:
        return len(self._events)

"""What can go wrong, on demand. Every fault is one line for a test or for the program's stdin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Fault:
    """Something that befalls the next ``times`` requests of a kind. ``hits`` counts what it befell.

    ``kind`` is a request's name without "Request" (``SendMessage``), or ``*`` for any but pings and logins' basics.
    """

    kind: str
    times: int | None = 1  # None: until removed
    user_id: int | None = None
    error: tuple[int, str] | None = None  # answered instead of doing it
    error_after: tuple[int, str] | None = None  # done, and answered with this
    drop: str | None = None  # "before" it is done, or "after" it is done and before the answer
    delay: float = 0  # seconds until the answer; it is done at once
    silent: str | None = None  # never answered: not done ("before") or done ("after")
    hits: int = 0

    def fits(self, name: str, user_id: int | None) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        if self.user_id is not None and user_id != self.user_id:
            return False
        return self.kind == name or (self.kind == "*" and name not in ("GetConfig", "GetState"))


class Faults:
    """The server's fault switches. All off at the start; :meth:`clear` turns them off again."""

    def __init__(self, cut: Callable[[], None], changed: Callable[[], None]) -> None:
        self._cut, self._changed = cut, changed
        self.requests: list[Fault] = []
        self.door = "open"  # "open", "refuse" (nobody listens), "close" (accept and close), "silent" (accept, say nothing)
        self.mute = False  # nothing is answered or pushed any more, on all connections
        self.swallow_pushes = 0  # so many pushes are lost: the next one leaves a gap in pts
        self.repeat_pushes = 0  # so many pushes come twice
        self.too_long = 0  # so many channel differences are answered "too long"
        self.too_long_above: int | None = None  # ... and every one with more messages than this
        self.difference_slice = 100  # messages in one channel difference
        self.clock_skew = 0.0  # seconds the server's clock is ahead of this machine's

    def add(self, fault: Fault) -> Fault:
        self.requests.append(fault)
        return fault

    def take(self, name: str, user_id: int | None) -> Fault | None:
        """The fault for this request, if any; counts it."""
        for fault in self.requests:
            if fault.fits(name, user_id):
                fault.hits += 1
                return fault
        return None

    def flood(
        self, seconds: int, kind: str = "*", times: int | None = 1, user_id: int | None = None
    ) -> Fault:
        """FLOOD_WAIT on the next requests of a kind."""
        return self.add(Fault(kind, times, user_id, error=(420, f"FLOOD_WAIT_{seconds}")))

    def slow_mode(self, seconds: int, times: int | None = 1) -> Fault:
        return self.add(Fault("SendMessage", times, error=(420, f"SLOWMODE_WAIT_{seconds}")))

    def peer_flood(self, times: int | None = 1) -> Fault:
        return self.add(Fault("SendMessage", times, error=(400, "PEER_FLOOD")))

    def error(self, kind: str, code: int, message: str, times: int | None = 1) -> Fault:
        """Answer the next requests of a kind with this error instead of doing them."""
        return self.add(Fault(kind, times, error=(code, message)))

    def drop_before(self, kind: str = "SendMessage", times: int | None = 1) -> Fault:
        """Cut the connection when the request arrives: it is not done."""
        return self.add(Fault(kind, times, drop="before"))

    def drop_after(self, kind: str = "SendMessage", times: int | None = 1) -> Fault:
        """Do it, then cut the connection instead of answering: the client cannot know."""
        return self.add(Fault(kind, times, drop="after"))

    def slow(self, kind: str, seconds: float, times: int | None = 1) -> Fault:
        """Do it at once, answer later."""
        return self.add(Fault(kind, times, delay=seconds))

    def silence(self, kind: str = "*", times: int | None = 1, *, done: bool = False) -> Fault:
        """Never answer; the connection stays."""
        return self.add(Fault(kind, times, silent="after" if done else "before"))

    def drop(self) -> None:
        """Cut every connection now; the door stays as it is."""
        self._cut()

    def set_door(self, door: str) -> None:
        """``open``, ``refuse``, ``close`` or ``silent``, for connections to come. Those there are stay."""
        self.door = door
        self._changed()

    def down(self) -> None:
        """Cut every connection and refuse new ones until :meth:`up`."""
        self.set_door("refuse")
        self.drop()

    def up(self) -> None:
        self.set_door("open")

    def clear(self) -> None:
        """Everything as it should be."""
        self.requests.clear()
        self.mute = False
        self.swallow_pushes = self.repeat_pushes = self.too_long = 0
        self.too_long_above = None
        self.clock_skew = 0.0
        self.set_door("open")

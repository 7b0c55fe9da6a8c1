"""When the demo plays: a working morning, whatever today is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

ZONE = "America/Toronto"
WEDNESDAY = 2
OPENING = time(9, 10)


def demo_morning(today: date, *, closed: Collection[date] = (), zone: str = ZONE) -> datetime:
    """The moment the demo plays at: 09:10 on the last Wednesday whose week has no closed day before it.

    A Wednesday, so that the two days of history are working days, as its inquiries need.
    ``closed``: holidays of the service. Returns an aware datetime in UTC.
    """
    day = today - timedelta(days=(today.weekday() - WEDNESDAY) % 7)
    for _ in range(10):
        if not any(day - timedelta(days=back) in closed for back in range(3)):
            break
        day -= timedelta(days=7)
    return datetime.combine(day, OPENING, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


class DemoClock:
    """A clock that stands at ``start`` when made and runs with ``monotonic`` (seconds)."""

    def __init__(self, start: datetime, monotonic: Callable[[], float] = monotonic) -> None:
        self._start = start
        self._monotonic = monotonic
        self._zero = monotonic()

    def __call__(self) -> datetime:
        """The demo's time, aware, in the zone of ``start``."""
        return self._start + timedelta(seconds=self._monotonic() - self._zero)

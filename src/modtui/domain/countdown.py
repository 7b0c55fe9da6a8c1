"""What the queue shows for a deadline while time passes: time left, a paused clock, time overdue (RULES 1).

Everything that does not depend on the present is worked out once per deadline, so that a queue of hundreds
can be recomputed every second.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from modtui.domain.clock import Deadline
from modtui.domain.opening_hours import is_open, next_opening, spans_between
from modtui.domain.policy import ServicePolicy

_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Remaining:
    """The state of one deadline at one moment.

    `until_answer_by` is wall time to the last open moment before the deadline, zero once it has passed;
    `open_left` the part of it in which the service is open. `paused` says that the service is closed,
    `resumes` when it opens again (UTC; None when not paused, or when it never does). `overdue_by` is the wall
    time since the deadline, None until it has passed.
    """

    until_answer_by: timedelta
    open_left: timedelta
    paused: bool
    resumes: datetime | None
    overdue_by: timedelta | None


class Countdown:
    """One deadline, prepared: `at(now)` costs a few microseconds."""

    __slots__ = ("_after", "_answer_by", "_closes", "_due", "_opens", "_policy", "_resumes_last")

    def __init__(self, policy: ServicePolicy, deadline: Deadline) -> None:
        """Prepare the countdown; `policy` is the one frozen with the inquiry."""
        self._policy = policy
        self._due = deadline.due
        self._answer_by = deadline.answer_by
        spans = spans_between(policy, deadline.start, deadline.answer_by)
        self._opens = [span.opens for span in spans]
        self._closes = [span.closes for span in spans]
        # Open time after each span, up to the deadline.
        self._after = [_NONE] * len(spans)
        for index in range(len(spans) - 2, -1, -1):
            following = spans[index + 1]
            self._after[index] = self._after[index + 1] + following.closes - following.opens
        self._resumes_last = next_opening(policy, self._answer_by)

    def at(self, now: datetime) -> Remaining:
        """The state at `now` (UTC)."""
        if now < self._answer_by:
            index = bisect_right(self._closes, now)
            opens = self._opens[index]
            paused = now < opens
            open_left = self._closes[index] - (opens if paused else now) + self._after[index]
            return Remaining(self._answer_by - now, open_left, paused, opens if paused else None, None)
        if now <= self._due:
            # Past the last open moment; at the closing itself the service is closed already.
            paused = not is_open(self._policy, now)
            return Remaining(_NONE, _NONE, paused, self._resumes_last if paused else None, None)
        paused = not is_open(self._policy, now)
        resumes = _next_opening(self._policy, now) if paused else None
        return Remaining(_NONE, _NONE, paused, resumes, now - self._due)


@lru_cache(maxsize=4096)
def countdown_for(policy: ServicePolicy, deadline: Deadline) -> Countdown:
    """The prepared countdown of a deadline, kept for the next tick."""
    return Countdown(policy, deadline)


def remaining(policy: ServicePolicy, deadline: Deadline, now: datetime) -> Remaining:
    """What the screen shows for `deadline` at `now` (UTC); cheap enough for every row, every second."""
    return countdown_for(policy, deadline).at(now)


@lru_cache(maxsize=64)
def _next_opening(policy: ServicePolicy, now: datetime) -> datetime | None:
    """Cached because every overdue row asks the same question within one tick."""
    return next_opening(policy, now)

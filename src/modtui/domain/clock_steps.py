""" "Explain this deadline": the start, the rule, each skipped day and why (RULES 1).

The steps are records for the screen and for `--json`; the sentences below are their English.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from modtui.domain.clock import Deadline, closures_touching, due, is_open
from modtui.domain.opening_hours import is_working_day, local_date, spans_on
from modtui.domain.policy import WEEKDAYS, ClockKind, ServicePolicy
from modtui.domain.wall_time import DAY, midnight

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class StepCode(StrEnum):
    """What one step of an explanation says."""

    ASKED_IN_HOURS = "asked-in-hours"
    ASKED_OUTSIDE = "asked-outside"
    DAY_SKIPPED = "day-skipped"
    DAY_RUNS_THOUGH_CLOSED = "day-runs-though-closed"
    DAY_SHORTENED = "day-shortened"
    CLOCKS_CHANGE = "clocks-change"
    RULE = "rule"
    DUE = "due"
    DUE_ON_BOUNDARY = "due-on-boundary"
    ANSWER_BY = "answer-by"
    CLOSURE = "closure"


SENTENCES = {
    StepCode.ASKED_IN_HOURS: "Asked {at}, in service hours; the clock starts at once.",
    StepCode.ASKED_OUTSIDE: "Asked {at}, outside service hours; the clock starts {until}.",
    StepCode.DAY_SKIPPED: "{days} {do} not count: {reason}.",
    StepCode.DAY_RUNS_THOUGH_CLOSED: "{days} {counts}, though the service is closed: {reason}.",
    StepCode.DAY_SHORTENED: "{day} is open {reason}.",
    StepCode.CLOCKS_CHANGE: "On {day} the clocks go {reason}.",
    StepCode.RULE: "{reason}.",
    StepCode.DUE: "Due {end}.",
    StepCode.DUE_ON_BOUNDARY: "Due {end}, the earlier of two moments with no counted time between them.",
    StepCode.ANSWER_BY: "Answer by {end}, the last open moment before the deadline.",
    StepCode.CLOSURE: "Closed unplanned from {at} to {until} ({reason}); the deadline stays.",
}
RULES = {
    ClockKind.BUSINESS_DAYS: "{hours} on business days: a working day counts 24 hours, midnight to midnight",
    ClockKind.LITERAL: "{hours} on the literal clock: every hour counts once the clock has started",
    ClockKind.SERVICE_HOURS: "{hours} of service hours: only open hours count",
}
NO_HOURS = "no service hours on {weekday}s"
CLOCK_CHANGES = {
    (True, True): "forward by {by}; the deadline keeps its wall time",
    (False, True): "back by {by}; the deadline keeps its wall time",
    (True, False): "forward by {by}; time is counted as it elapses",
    (False, False): "back by {by}; time is counted as it elapses",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, when (UTC; a day is given by its midnight), until when, and why in words."""

    code: StepCode
    at: datetime
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A deadline with the steps that lead to it."""

    policy: ServicePolicy
    deadline: Deadline
    steps: tuple[Step, ...]

    def sentences(self) -> list[str]:
        """The steps in plain English, in the service's zone; days skipped for one reason share a sentence."""
        return [self._sentence(first, last) for first, last in self._grouped()]

    def to_dict(self) -> dict[str, Any]:
        """The shape of `modtui inquiries due --json`: ISO 8601 times with the service zone's offset."""
        deadline = self.deadline
        return {
            "asked": self._iso(deadline.asked),
            "start": self._iso(deadline.start),
            "due": self._iso(deadline.due),
            "answer_by": self._iso(deadline.answer_by),
            "clock": deadline.clock.value,
            "zone": self.policy.zone,
            "target_seconds": self.policy.target.total_seconds(),
            "policy_version": deadline.policy_version,
            "steps": [
                {
                    "code": step.code.value,
                    "at": self._iso(step.at),
                    "until": self._iso(step.until) if step.until else None,
                    "reason": step.reason,
                    "sentence": self._sentence(step, step),
                }
                for step in self.steps
            ],
        }

    def say(self, at: datetime) -> str:
        """An instant as `Fri 20 Nov 18:10` in the service's zone, with the year if it is not the asking's."""
        local = at.astimezone(self.policy.tz)
        seconds = f":{local.second:02d}" if local.second else ""
        return f"{self._say_day(local.date())} {local.hour:02d}:{local.minute:02d}{seconds}"

    def say_end(self, at: datetime) -> str:
        """The same for an end of a span of time: a midnight is 24:00 of the day it ends."""
        day = local_date(self.policy, at)
        if at == midnight(self.policy.tz, day):
            return f"{self._say_day(day - DAY)} 24:00"
        return self.say(at)

    def _say_day(self, day: date) -> str:
        year = "" if day.year == local_date(self.policy, self.deadline.asked).year else f" {day.year}"
        return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1]}{year}"

    def _iso(self, at: datetime) -> str:
        return at.astimezone(self.policy.tz).isoformat()

    def _grouped(self) -> Iterator[tuple[Step, Step]]:
        first = last = self.steps[0]
        for step in self.steps[1:]:
            if (step.code, step.at) == (last.code, last.until) and _kind(step.reason) == _kind(last.reason):
                last = step
                continue
            yield first, last
            first = last = step
        yield first, last

    def _sentence(self, first: Step, last: Step) -> str:
        first_day, last_day = local_date(self.policy, first.at), local_date(self.policy, last.at)
        reason = first.reason
        if first_day != last_day and first.reason != last.reason:
            reason = f"{first.reason} and {WEEKDAYS[last_day.weekday()]}s"
        days = self._say_day(first_day)
        if first_day != last_day:
            days += (" and " if last_day - first_day == DAY else " to ") + self._say_day(last_day)
        return SENTENCES[first.code].format(
            at=self.say(first.at),
            until=self.say(first.until) if first.until else "",
            end=self.say_end(first.at),
            day=self._say_day(first_day),
            days=days,
            do="does" if first_day == last_day else "do",
            counts="counts" if first_day == last_day else "count",
            reason=reason,
        )


def explain(policy: ServicePolicy, asked: datetime, now_known: ServicePolicy | None = None) -> Explanation:
    """The deadline of an inquiry asked then, with each step to it. Raises PolicyError as `due` does.

    `now_known` is the policy of today: what was closed unplanned since is noted from it and changes nothing.
    """
    deadline = due(policy, asked)
    return Explanation(policy, deadline, tuple(_steps(policy, deadline, now_known or policy)))


def _steps(policy: ServicePolicy, deadline: Deadline, now_known: ServicePolicy) -> Iterator[Step]:
    start_day = local_date(policy, deadline.start)
    days = list(_days(policy, deadline))
    if is_open(policy, deadline.asked):
        yield Step(StepCode.ASKED_IN_HOURS, deadline.asked, deadline.start)
    else:
        yield Step(StepCode.ASKED_OUTSIDE, deadline.asked, deadline.start)
    yield from (step for day, step in days if day < start_day)
    rule = RULES[policy.clock].format(hours=say_span(policy.target))
    yield Step(StepCode.RULE, deadline.start, deadline.due, rule)
    yield from (step for day, step in days if day >= start_day)
    boundary = deadline.clock is not ClockKind.LITERAL and _ends_counted_time(policy, deadline)
    yield Step(StepCode.DUE_ON_BOUNDARY if boundary else StepCode.DUE, deadline.due)
    if deadline.answer_by != deadline.due:
        yield Step(StepCode.ANSWER_BY, deadline.answer_by)
    for closure in closures_touching(now_known, deadline.start, deadline.due):
        yield Step(StepCode.CLOSURE, closure.start, closure.end, closure.reason)


def _days(policy: ServicePolicy, deadline: Deadline) -> Iterator[tuple[date, Step]]:
    """The days from asking to due that are not plain working days, in order."""
    day, start_day = local_date(policy, deadline.asked), local_date(policy, deadline.start)
    while (begins := midnight(policy.tz, day)) < deadline.due:
        ends = midnight(policy.tz, day + DAY)
        if not is_working_day(policy, day):
            runs = policy.clock is ClockKind.LITERAL and day >= start_day
            code = StepCode.DAY_RUNS_THOUGH_CLOSED if runs else StepCode.DAY_SKIPPED
            reason = policy.closed_because(day) or NO_HOURS.format(weekday=WEEKDAYS[day.weekday()])
            yield day, Step(code, begins, ends, reason)
        elif shortened := policy.shortened_because(day):
            hours = ", ".join(str(interval) for interval in policy.hours_of(day))
            yield day, Step(StepCode.DAY_SHORTENED, begins, ends, f"{hours} only: {shortened}")
        change = (ends - begins) - DAY
        # The change matters from the start on; before it, nothing is counted.
        if change and ends > deadline.start and _clock_runs_on(policy, day):
            keeps = policy.clock is ClockKind.BUSINESS_DAYS
            words = CLOCK_CHANGES[change < timedelta(0), keeps].format(by=say_span(abs(change)))
            yield day, Step(StepCode.CLOCKS_CHANGE, begins, ends, words)
        day += DAY


def _clock_runs_on(policy: ServicePolicy, day: date) -> bool:
    """Whether a change of the clocks on that day matters: not for open hours on a day that has none."""
    return policy.clock is not ClockKind.SERVICE_HOURS or is_working_day(policy, day)


def _ends_counted_time(policy: ServicePolicy, deadline: Deadline) -> bool:
    """Whether the counted time stops at the deadline and goes on only later."""
    day = local_date(policy, deadline.due)
    if policy.clock is ClockKind.SERVICE_HOURS:
        return not is_open(policy, deadline.due)
    return deadline.due == midnight(policy.tz, day) and not spans_on(policy, day)


def say_span(span: timedelta) -> str:
    """A length of time in words: `24 hours`, `1 hour 30 minutes`."""
    minutes, seconds = divmod(span.total_seconds(), 60)
    hours, minutes = divmod(int(minutes), 60)
    parts = [
        f"{count:g} {unit}{'' if count == 1 else 's'}"
        for count, unit in ((hours, "hour"), (minutes, "minute"), (seconds, "second"))
        if count
    ]
    return " ".join(parts) or "0 hours"


def _kind(reason: str) -> str:
    """What makes two neighbouring days one sentence: the same holiday, or both plain days off."""
    prefix = NO_HOURS.partition("{")[0]
    return prefix if reason.startswith(prefix) else reason

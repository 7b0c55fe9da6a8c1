"""The clock against deadlines worked out by hand (tests/data/clock_golden.yaml)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from modtui.domain.clock import due, elapsed, met
from modtui.domain.clock_steps import explain
from modtui.domain.policy import ClockKind, ClosedDay, ServicePolicy, ShortenedDay, parse_hours

GOLDEN = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "clock_golden.yaml").read_text(encoding="utf-8")
)
WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def days_of(span: str) -> set[str]:
    first, last = (WEEK.index(name) for name in span.split("-"))
    length = (last - first) % 7 + 1
    return {WEEK[(first + ahead) % 7] for ahead in range(length)}


def policy_of(given: dict[str, Any]) -> ServicePolicy:
    open_days, hours = days_of(given["days"]), parse_hours(given["hours"])
    amount, unit = int(given["target"][:-1]), given["target"][-1]
    return ServicePolicy(
        zone=given["zone"],
        hours=tuple(hours if name in open_days else () for name in WEEK),
        closed_days=tuple(
            ClosedDay(date.fromisoformat(day), why) for day, why in given.get("closed", {}).items()
        ),
        shortened_days=tuple(
            ShortenedDay(date.fromisoformat(day), parse_hours(text), "holiday eve")
            for day, text in given.get("shortened", {}).items()
        ),
        target=timedelta(hours=amount) if unit == "h" else timedelta(minutes=amount),
        clock=ClockKind(given["clock"]),
    )


def instant(text: str, zone: str) -> datetime:
    weekday, day, time, *offset = text.split()
    if offset:
        at = datetime.fromisoformat(f"{day}T{time}{offset[0]}")
        assert at.astimezone(ZoneInfo(zone)).utcoffset() == at.utcoffset(), (
            f"{text}: wrong offset in the table"
        )
    else:
        at = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone))
    assert WEEK[at.weekday()] == weekday, f"{text}: wrong weekday in the table"
    return at.astimezone(UTC)


ROWS = [
    pytest.param(
        policy_of(table["policy"]), [cell.strip() for cell in row.split("|")], id=f"{table['name']}: {row}"
    )
    for table in GOLDEN["tables"]
    for row in table["rows"]
]


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize(("policy", "row"), ROWS)
def test_row(policy: ServicePolicy, row: list[str]) -> None:
    asked = instant(row[0], policy.zone)
    start = asked if row[1] == "=" else instant(row[1], policy.zone)
    end = instant(row[2], policy.zone)
    answer_by = end if row[3] == "=" else instant(row[3], policy.zone)

    deadline = due(policy, asked)

    assert (deadline.start, deadline.due, deadline.answer_by) == (start, end, answer_by), row[4]
    assert met(deadline, end)
    assert not met(deadline, end + timedelta(seconds=1))


@pytest.mark.parametrize(("policy", "row"), ROWS)
def test_every_row_can_be_explained(policy: ServicePolicy, row: list[str]) -> None:
    explanation = explain(policy, instant(row[0], policy.zone))
    said = explanation.sentences()
    assert said[0].startswith(f"Asked {row[0].split()[0]} ")
    assert any(sentence.startswith("Due ") for sentence in said)
    assert any(sentence.startswith("Answer by ") for sentence in said) == (row[3] != "=")
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in said)
    end = datetime.fromisoformat(explanation.to_dict()["due"])
    assert end == instant(row[2], policy.zone)


# Where the wall time itself jumps at the deadline, the target and the time used up differ by the jump.
JUMPS = ("exist", "skipped", "pass")
STEADY = [row for row in ROWS if not any(word in row.id for word in JUMPS)]


@pytest.mark.parametrize(("policy", "row"), STEADY)
def test_an_answer_at_the_deadline_has_used_the_target_up(policy: ServicePolicy, row: list[str]) -> None:
    deadline = due(policy, instant(row[0], policy.zone))
    assert elapsed(policy, deadline.asked, deadline.due) == policy.target

"""`modtui inquiries due TIME`: the deadline of an inquiry asked then, and why."""

from __future__ import annotations

import argparse
import unicodedata
from datetime import UTC, datetime

from modtui.commands.common import put, put_json, settings
from modtui.config_load import LoadedConfig
from modtui.config_policy import service_policy
from modtui.console import DONE, UsageError
from modtui.domain.clock_steps import explain
from modtui.domain.wall_time import first_instant, load_zone

YEARS_AHEAD = 11
"""Calendar years of holidays that are looked up: the clock looks for a deadline up to ten years ahead."""

_NO_TIME = "{!r} is no time; write such as 2026-10-02T16:00 (in the service's zone) or 2026-10-02T20:00Z."

_TOO_FAR = "{!r} is too far away; write a time of the years 1970 to 9000."


def run(args: argparse.Namespace) -> int:
    """Print the explanation, or with --json the deadline with its steps."""
    loaded = settings(args)
    asked = instant(args.time, loaded)
    explanation = explain(service_policy(loaded, range(asked.year - 1, asked.year + YEARS_AHEAD)), asked)
    if args.json:
        put_json(explanation.to_dict())
    else:
        deadline = explanation.deadline
        put(f"Answer by {explanation.say_end(deadline.answer_by)}; due {explanation.say_end(deadline.due)}.")
        for sentence in explanation.sentences():
            put(f"- {sentence}")
    return DONE


def instant(written: str, loaded: LoadedConfig) -> datetime:
    """The UTC instant that an ISO 8601 time means; without a zone it is the service's. Raises UsageError."""
    latin = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in written.strip())
    try:
        time = datetime.fromisoformat(latin)
    except ValueError:
        raise UsageError(_NO_TIME.format(written)) from None
    if not 1970 <= time.year <= 9000:
        raise UsageError(_TOO_FAR.format(written))
    if time.tzinfo is not None:
        return time.astimezone(UTC)
    return first_instant(load_zone(loaded.config.service.zone), time)

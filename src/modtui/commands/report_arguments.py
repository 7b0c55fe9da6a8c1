"""What `export` and `stats` share: the store to read, the group and the period that the arguments mean."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from modtui.commands.common import places, settings
from modtui.console import UsageError
from modtui.domain.months import (
    Period,
    PeriodError,
    month_of,
    parse_month,
    parse_quarter,
    parse_range,
)
from modtui.reports.collect import choose_chat, policies_of
from modtui.store.database import Database


@dataclass(frozen=True, slots=True)
class Asked:
    """An open store (for reading), the group and the period to report on."""

    db: Database
    chat_key: int
    group: str
    period: Period
    now: datetime


@asynccontextmanager
async def asked_for(args: argparse.Namespace) -> AsyncIterator[Asked]:
    """Open the store beside whatever desk is running. Raises StoreError, ReportError, UsageError, ConfigError."""
    now = datetime.now(UTC)
    loaded = settings(args)
    where = places(args, loaded)
    where.require_private()
    db = await Database.open(where.store, read_only=True)
    try:
        configured = None if loaded.config.group is None else str(loaded.config.group)
        chat_key, title = await choose_chat(db, configured, args.chat)
        zone = (await policies_of(db)).adopted[-1][1].tz
        yield Asked(db, chat_key, title or "the group", period_of(args, zone, now), now)
    finally:
        await db.close()


def period_of(args: argparse.Namespace, zone: ZoneInfo, now: datetime) -> Period:
    """The period asked for, in the service's zone; the last full month without one. Raises UsageError."""
    if (args.from_day is None) != (args.to_day is None):
        raise UsageError(
            "--from and --to belong together: the first day and the last one, which is included."
        )
    try:
        if args.month is not None:
            return parse_month(args.month, zone)
        if args.quarter is not None:
            return parse_quarter(args.quarter, zone)
        if args.from_day is not None:
            return parse_range(args.from_day, args.to_day, zone)
    except PeriodError as error:
        raise UsageError(str(error)) from error
    return month_of(month_of(now, zone).start - timedelta(seconds=1), zone)

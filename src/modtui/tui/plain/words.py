"""What signs, colours and ticking countdowns say elsewhere, in words that stay true for a while. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from modtui.desk.views_status import QueueGroup
from modtui.text.catalogue import say
from modtui.tui.queue_filter import needs

if TYPE_CHECKING:
    from modtui.desk.views import QueueRow
    from modtui.desk.views_status import StatusView
    from modtui.domain.clock import Deadline

_SECONDS = re.compile(r" (in )?\d+ s$")
HOUR = timedelta(hours=1)
IN_HOURS = timedelta(hours=48)
"""So long an overdue answer is counted in hours, then in days."""


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """``14:30`` today, ``Tue 09:00`` within a week, else with the date."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if abs((local.date() - today).days) < 7:
        return f"{local:%a %H:%M}"
    return f"{local.day} {local:%b %H:%M}"


def due_words(deadline: Deadline, now: datetime, zone: tzinfo) -> str:
    """Until when an answer is due, or how long it has been: words that change once an hour at most."""
    late = now - deadline.due
    if late > timedelta(0):
        if late < HOUR:
            return say("plain.overdue_since", at=moment(deadline.due, now, zone))
        hours = int(late / HOUR)
        if hours == 1:
            return say("plain.overdue_hour")
        if late < IN_HOURS:
            return say("plain.overdue_hours", count=hours)
        return say("plain.overdue_days", count=late.days)
    if deadline.answer_by == deadline.due:
        return say("plain.due", at=moment(deadline.due, now, zone))
    if now < deadline.answer_by:
        return say("plain.answer_by", at=moment(deadline.answer_by, now, zone))
    return say("plain.due_closed", at=moment(deadline.due, now, zone))


def state_words(row: QueueRow, now: datetime, zone: tzinfo) -> str:
    """What a row of the queue waits for."""
    if row.urgent and row.group is QueueGroup.URGENT:
        return say("plain.urgent", at=moment(row.asked_at, now, zone))
    wanted = needs(row)
    return wanted if wanted is not None else due_words(row.deadline, now, zone)


def row_words(row: QueueRow) -> list[str]:
    """What else is to be said of a row, each in a word or two."""
    words = [say("plain.private")] if row.private else []
    if row.follow_ups:
        words.append(
            say("plain.follow_up") if row.follow_ups == 1 else say("plain.follow_ups", count=row.follow_ups)
        )
    words += [say("queue.draft")] if row.draft else []
    words += [say("queue.sending")] if row.sending else []
    words += [say("plain.alike", count=len(row.similar))] if row.similar else []
    words += [row.note] if row.note else []
    return words


def status_words(status: StatusView, group: str) -> str:
    """The status line as sentences; ``group`` is its name, cut to what there is room for. What waits comes first."""
    counts = [
        say(f"plain.count.{name}", count=count)
        for name, count, always in (
            ("failed", status.failed_count, False),
            ("overdue", status.overdue_count, False),
            ("soon", status.due_soon_count, False),
            ("reminders", status.reminder_count, False),
            ("open", status.open_count, True),
            ("private", status.private_count, False),
            ("private_asks", status.private_asks, False),
            ("requests", status.request_count, False),
            ("later", status.later_count, False),
            ("possible", status.possible_count, False),
        )
        if count or always
    ]
    # "reconnecting in 4 s" would be written anew every second.
    parts = [_SECONDS.sub("", status.connection) or say("status.connecting")]
    parts += [say("status.read_only").lower()] if status.read_only else []
    parts += [say("status.demo").lower()] if status.demo else []
    parts += [say("status.service_open", service=status.service)] if status.service else []
    return say("plain.status", group=group, connection=", ".join(parts), counts=", ".join(counts))

"""Why an own message has not left yet, in a few words: what the feed and the outbox say beside it."""

from __future__ import annotations

import math
from datetime import datetime

from modtui.desk.companions import is_part
from modtui.desk.context import DeskContext
from modtui.desk.uploading import edits_of, upload_note
from modtui.domain.outgoing import SendState
from modtui.store import outbox
from modtui.store.outbox import OutboxItem
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

#: Errors of Telegram's that say how long to wait.
_COUNTED = {"flood-wait": "outgoing.flood", "slow-mode": "outgoing.slow"}


def counts_down_to(item: OutboxItem, now: datetime) -> datetime | None:
    """Until when Telegram asked this message to wait (UTC), while it does."""
    waits = item.state is SendState.QUEUED and item.error in _COUNTED and item.not_before > now
    return item.not_before if waits else None


def waiting_note(ctx: DeskContext, item: OutboxItem) -> str:
    """What it waits for, and which part of a long text it is; empty when there is nothing to say."""
    now = ctx.clock()
    part = say("parts.number", number=item.detail["part"], of=item.detail["of"]) if is_part(item) else ""
    return " · ".join(words for words in (_why(ctx, item, now), part) if words)


def _why(ctx: DeskContext, item: OutboxItem, now: datetime) -> str:
    if uploading := upload_note(ctx, item):
        return uploading
    if until := counts_down_to(item, now):
        return say(_COUNTED[item.error], seconds=math.ceil((until - now).total_seconds()))
    if at := item.leaves_at(now):
        return say("outbox.leaves_at", at=f"{at.astimezone(ctx.settings.policy.tz):%a %H:%M}")
    if item.reason:
        return safe_line(item.reason)
    if edits_of(item) is not None and item.state is SendState.QUEUED:
        return say("faq.editing")
    return say("attached.waits") if outbox.waits_for_main(item) and not is_part(item) else ""

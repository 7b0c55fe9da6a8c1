"""Messages on their way out: where one stands, what it is for, and when it may leave (DESIGN, "Exactly once")."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

#: After a crash a send younger than this is simply repeated with its ``random_id``;
#: an older one is looked for among one's own messages first.
REPEAT_WITHOUT_LOOKING: Final = timedelta(minutes=10)


class SendState(StrEnum):
    """Where an outgoing message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"  # waits for a person; the reason says why
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """What an outgoing message is for; the order is the order of service (RULES 5: answers first)."""

    REPLY = "reply"
    MODERATION = "moderation"
    POST = "post"

    @property
    def priority(self) -> int:
        """Lower leaves first."""
        return list(Purpose).index(self)


class Attempt(StrEnum):
    """What to do with an outbox row that may leave now."""

    SEND = "send"
    LOOK_FIRST = "look_first"  # it may have left before a crash: search one's own messages


def next_attempt(attempted_at: datetime | None, now: datetime) -> Attempt:
    """Whether to send (again) or to look for the message first.

    Telegram does not say how long it remembers a ``random_id``, so an attempt
    of unknown outcome that is older than ten minutes is not simply repeated.
    """
    if attempted_at is None or now - attempted_at < REPEAT_WITHOUT_LOOKING:
        return Attempt.SEND
    return Attempt.LOOK_FIRST

"""What the first frame shows of the desk: the status line, and the names of the queue's headings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class QueueGroup(StrEnum):
    """The queue's headings, in the order they stand (issue: urgent above every deadline)."""

    URGENT = "urgent"
    OVERDUE = "overdue"
    ASK_AGAIN = "ask again"  # a partner's reminder is due
    TODAY = "today"
    LATER = "later"
    TO_CONFIRM = "to confirm"  # answered from a phone, waits for its kind
    TO_VERIFY = "to verify"
    CHECK_BACK = "check back"
    POSSIBLE = "possible"
    SNOOZED = "snoozed"
    ASSUMED = "assumed"  # answered from a phone on another day: unsaid, it counts as information (RULES 2)


@dataclass(frozen=True, slots=True)
class StatusView:
    """The status line. Sentences are ready to show."""

    group: str
    account: str
    connection: str  # "connected" | "reconnecting in 4 s" | "catching up 120" | "flood wait 12 s" | ...
    connection_ok: bool
    zone: str
    service_open: bool
    service: str  # "open until 17:00" | "closed, opens Mon 09:00"
    open_count: int = 0
    overdue_count: int = 0
    due_soon_count: int = 0
    reminder_count: int = 0  # partners to ask again, members to ask how it went
    possible_count: int = 0
    private_count: int = 0  # questions asked in private that wait here
    request_count: int = 0  # who asks to be let in
    private_asks: int = 0  # private chats for which "service or personal?" has not been answered
    private_elsewhere: int = 0  # private questions that wait with other moderators
    sending_count: int = 0
    later_count: int = 0  # of those that are on their way: held back until the service opens
    failed_count: int = 0
    caught_up: bool = True  # what was said meanwhile has been read
    read_only: bool = False
    demo: bool = False

"""What the desk shows of private chats.

Text in these views lives in memory only; a screen keeps it no longer than it shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from modtui.desk.views import QueueRow
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.messages import Media
from modtui.domain.outgoing import SendState


@dataclass(frozen=True, slots=True)
class PrivateAsk:
    """A member wrote in private: "service or personal?", asked once. Nothing of the chat was read."""

    user_id: int
    name: str
    last_at: datetime
    unread: int
    sentence: str  # the question in words


@dataclass(frozen=True, slots=True)
class PrivateChoice:
    """An answer that was given, to be changed."""

    user_id: int
    name: str
    service: bool
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class PrivateLine:
    """One message of an opened chat, or an own one on its way (then ``message_id`` is 0 and ``outbox_id`` is set)."""

    message_id: int
    own: bool
    at: datetime
    text: str
    direction: str = "ltr"
    waits: bool = False  # theirs, and nobody has answered or settled it
    edited_at: datetime | None = None
    media: Media | None = None
    media_line: str = ""  # "[voice note]"
    outbox_id: str | None = None
    send_state: SendState | None = None
    send_note: str = ""
    kind: ReplyKind | None = None  # of an own message: what somebody said it was


@dataclass(frozen=True, slots=True)
class PrivateView:
    """An opened private chat. ``row`` is its line in the queue, None where nothing waits."""

    user_id: int
    name: str
    lines: tuple[PrivateLine, ...]
    row: QueueRow | None = None
    explanation: tuple[str, ...] = ()  # "explain this deadline"
    older: int | None = None  # pass as ``before_id`` for the page before; None when there is none

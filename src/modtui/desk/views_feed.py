"""What the feed and the composer show beside messages: immutable views, ready for any screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class VersionView:
    """What a message said from a moment on. ``purged``: its text is kept no longer."""

    at: datetime
    text: str
    direction: str
    purged: bool = False


@dataclass(frozen=True, slots=True)
class ScheduledView:
    """A post in Telegram's own schedule. ``type`` is empty for one that was scheduled elsewhere."""

    schedule_id: int
    at: datetime
    text: str
    direction: str
    type: str = ""
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class StarterProposal:
    """The group has gone quiet: a conversation starter to post. ``sentence`` says since when."""

    snippet_id: str
    title: str
    text: str
    quiet_for: timedelta
    sentence: str


@dataclass(frozen=True, slots=True)
class MentionChoice:
    """Somebody to mention; ``insert`` is what goes into the text."""

    member_id: int
    name: str
    username: str | None
    insert: str

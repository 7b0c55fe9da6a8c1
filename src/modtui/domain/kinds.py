"""The words for who somebody is and what a message carries: enumerations only, quick to load for the screen."""

from __future__ import annotations

from enum import StrEnum


class SenderKind(StrEnum):
    """Who a message comes from, as Telegram tells it (RULES 2, roles)."""

    USER = "user"
    BOT = "bot"
    ANONYMOUS_ADMIN = "anonymous_admin"  # posts as the group itself: staff
    LINKED_CHANNEL = "linked_channel"  # the group's own channel: staff
    CHANNEL = "channel"  # any other channel: a member
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What somebody is to the service, by user id and never by name (RULES 2)."""

    MEMBER = "member"
    MODERATOR = "moderator"
    PARTNER = "partner"
    TECHNICAL = "technical"
    BOT = "bot"

    @property
    def is_staff(self) -> bool:
        """Whether this role's messages in the group are staff messages."""
        return self in (Role.MODERATOR, Role.PARTNER, Role.TECHNICAL)

    @property
    def answers_count(self) -> bool:
        """Whether this role's replies count as a first response (moderators and partners)."""
        return self in (Role.MODERATOR, Role.PARTNER)


class MediaKind(StrEnum):
    """What hangs on a message besides its text."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    STICKER = "sticker"
    ANIMATION = "animation"
    POLL = "poll"
    LOCATION = "location"
    CONTACT = "contact"
    LINK_PREVIEW = "link_preview"
    OTHER = "other"


class ServiceKind(StrEnum):
    """A service message: something that happened rather than something said."""

    JOINED = "joined"  # by link or by themselves
    JOINED_BY_REQUEST = "joined_by_request"
    ADDED = "added"  # by somebody else
    LEFT = "left"
    REMOVED = "removed"
    PINNED = "pinned"
    TITLE_CHANGED = "title_changed"
    MIGRATED = "migrated"  # a basic group became a supergroup
    OTHER = "other"

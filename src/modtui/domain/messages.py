"""What the group says, in our own terms: messages, service events, senders.

These are the values that cross every room: the gateway makes them, the store
keeps them, the domain judges them and the screen shows them. All text in them
is untrusted: it goes through :func:`modtui.text.safe.safe_text` before a sink.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from modtui.domain.formatting import Entity
from modtui.domain.kinds import MediaKind as MediaKind
from modtui.domain.kinds import Role as Role
from modtui.domain.kinds import SenderKind as SenderKind
from modtui.domain.kinds import ServiceKind as ServiceKind
from modtui.domain.media_facts import Place, Poll, Reaction


@dataclass(frozen=True, slots=True)
class Media:
    """One attachment: what it is, and its size where Telegram says so."""

    kind: MediaKind
    name: str = ""  # file name or title; untrusted
    size: int | None = None  # bytes
    seconds: int | None = None  # length of voice, audio, video
    emoji: str = ""  # of a sticker; untrusted
    phone: str = ""  # of a contact; untrusted
    poll: Poll | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """What a service message reports, and about whom."""

    kind: ServiceKind
    user_ids: tuple[int, ...] = ()
    text: str = ""  # the new title, or what kind Telegram named; untrusted


@dataclass(frozen=True, slots=True)
class Sender:
    """The author of a message. ``id`` is a bare Telegram id (user or channel)."""

    kind: SenderKind
    id: int | None
    name: str = ""  # display name as of this message; untrusted
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat in its newest known version.

    ``sent_at`` and ``edited_at`` are Telegram's dates in UTC (RULES 1: never the local clock's).
    """

    id: int
    sender: Sender
    sent_at: datetime
    text: str = ""
    reply_to: int | None = None
    topic_id: int | None = None
    edited_at: datetime | None = None
    media: Media | None = None
    service: ServiceEvent | None = None
    album_id: int | None = None
    forwarded_from: str | None = None  # name shown by Telegram; untrusted
    outgoing: bool = False  # written by this account, on any of its devices
    reactions: tuple[Reaction, ...] = ()
    pinned: bool = False
    entities: tuple[Entity, ...] = ()  # how parts of the text look; links in them are untrusted


@dataclass(frozen=True, slots=True)
class Deletion:
    """Messages that are gone from the chat. ``at`` is when we learned of it, or Telegram's date where it gives one."""

    ids: tuple[int, ...]
    at: datetime
    by: int | None = None  # who deleted, from the admin log


@dataclass(frozen=True, slots=True)
class Member:
    """A participant as Telegram lists them."""

    id: int
    name: str
    username: str | None = None
    is_bot: bool = False
    is_admin: bool = False
    is_deleted_account: bool = False
    language: str | None = None
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnRights:
    """What the moderator's account may do in the group."""

    delete_messages: bool = False
    ban_members: bool = False
    pin_messages: bool = False
    invite: bool = False
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """The configured group. ``id`` is the bare channel id (no -100 prefix)."""

    id: int
    title: str
    members: int | None = None
    is_forum: bool = False
    rights: OwnRights = field(default_factory=OwnRights)
    slow_mode_seconds: int = 0
    linked_channel_id: int | None = None
    upgraded_from: int | None = None  # the configured id is that of the basic group it was before


@dataclass(frozen=True, slots=True)
class Account:
    """The account that is logged in."""

    id: int
    name: str
    username: str | None = None
    phone: str | None = None

"""The values of the :mod:`modtui.telegram.world`: people, group, rights, switches, events, errors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from modtui.domain.messages import Message
from modtui.telegram.gateway import AdminEvent

FOR_EVER_BELOW = timedelta(seconds=30)
FOR_EVER_ABOVE = timedelta(days=366)


class WorldError(Exception):
    """A refusal by the world. ``code`` is Telegram's own error name, for example ``CHAT_ADMIN_REQUIRED``.

    ``seconds`` is the wait where the code ends in one (``SLOWMODE_WAIT_30``).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        tail = code.rsplit("_", 1)[-1]
        self.seconds: int | None = int(tail) if tail.isdigit() else None


@dataclass(slots=True)
class WorldSwitches:
    """Behaviours of the real server that nobody has verified, or that differ from group to group.

    Tests run what rests on them both ways.
    """

    deleted_reply_target: str = "error"  # "error", or "plain": sent without the reply link
    reply_error_code: str = "REPLY_MESSAGE_ID_INVALID"  # else MSG_ID_INVALID, MESSAGE_ID_INVALID
    random_id_memory: timedelta | None = None  # how long a random_id is remembered; None: for ever
    random_id_duplicate: str = (
        "first-id"  # "first-id": answered with the first id; "error": RANDOM_ID_DUPLICATE
    )
    ban_messages: bool = True  # a ban of a member leaves a "removed" service message
    join_messages: bool = True
    leave_messages: bool = True  # only small groups show who left
    muted_code: str = "CHAT_WRITE_FORBIDDEN"  # newer servers: CHAT_SEND_PLAIN_FORBIDDEN
    ban_absent: bool = True  # somebody who is not a member can be banned; else USER_NOT_PARTICIPANT
    participant_updates: bool = False  # admins' accounts are told who comes and goes as bots are
    languages_shown: bool = True  # others' accounts say which language their app has; else only one's own
    members_hidden: bool = False  # only admins see the member list
    strangers_allowed: int | None = None  # first private messages to strangers before PEER_FLOOD
    edit_window: timedelta | None = timedelta(hours=48)
    admin_log_kept: timedelta | None = timedelta(hours=48)
    trims_text: bool = True  # white space at both ends of a text is dropped by the server
    longest_text: int = 4096  # UTF-16 code units


@dataclass(slots=True)
class User:
    """Somebody with an account."""

    id: int
    name: str
    username: str | None = None
    is_bot: bool = False
    language: str | None = None
    phone: str | None = None
    is_deleted: bool = False
    accepts_private: bool = True  # else only people they wrote to first can write to them
    blocked: set[int] = field(default_factory=set)  # user ids that cannot write to this user
    limited: bool = False  # Telegram limits this account from writing to strangers (PEER_FLOOD)


class GroupKind(StrEnum):
    """What sort of group: modtui serves supergroups and refuses basic groups."""

    SUPERGROUP = "supergroup"
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class AdminRights:
    """What an admin may do. ``by`` is who promoted them: only that admin and the creator may demote."""

    delete_messages: bool = True
    ban_members: bool = True
    pin_messages: bool = True
    invite: bool = True
    change_info: bool = True
    add_admins: bool = False
    anonymous: bool = False
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """A ban (``banned``) or a mute. ``until`` None is for ever."""

    banned: bool
    by: int
    at: datetime
    until: datetime | None = None
    forbidden: frozenset[str] = frozenset()  # of a mute, by Telegram's names; empty: all writing

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at ``now``."""
        return self.until is None or now < self.until

    @staticmethod
    def end(until: datetime | None, now: datetime) -> datetime | None:
        """Telegram's rule: under 30 seconds or over 366 days from ``now`` means for ever."""
        if until is None or until - now < FOR_EVER_BELOW or until - now > FOR_EVER_ABOVE:
            return None
        return until


@dataclass(frozen=True, slots=True)
class Membership:
    """Since when somebody is in the group, and who brought them (None: by themselves)."""

    user_id: int
    joined_at: datetime
    added_by: int | None = None


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody asks to be let in."""

    user_id: int
    at: datetime
    about: str = ""


@dataclass(frozen=True, slots=True)
class AdminLogEntry:
    """A line of the admin log, with the message it is about and the restriction before and after.

    ``approved_by``: who let somebody in that had asked. Kind "other" is a pin where it has a message,
    taken-away admin rights where it has a user, and a changed setting of the group otherwise.
    """

    event: AdminEvent
    message: Message | None = None
    before: Restriction | None = None
    after: Restriction | None = None
    approved_by: int | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A message where it is kept. ``versions`` holds the earlier ones, oldest first.

    In a private chat each of the two has an own copy with an own id; ``peer_id`` is the other
    person, ``twin_id`` the id of the other's copy.
    """

    message: Message
    author_id: int  # the account that wrote it, also behind an anonymous admin
    versions: tuple[Message, ...] = ()
    deleted_at: datetime | None = None
    deleted_by: int | None = None
    peer_id: int | None = None
    twin_id: int | None = None
    pinned: bool = False

    @property
    def alive(self) -> bool:
        """Whether it can still be seen."""
        return self.deleted_at is None

    def seen_by(self, me: int) -> Message:
        """The message as the account ``me`` gets it: ``outgoing`` is set for its own."""
        mine = self.author_id == me
        return self.message if mine == self.message.outgoing else replace(self.message, outgoing=mine)


class Change(StrEnum):
    """What happened to a message."""

    NEW = "new"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class BoxKey:
    """Which sequence of message ids and pts: a group's own, or an account's private messages."""

    group_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """A message appeared, changed or went; the box's counter rose by ``pts_count`` to ``pts``."""

    change: Change
    box: BoxKey
    pts: int
    pts_count: int
    ids: tuple[int, ...]
    at: datetime
    by: int
    stored: Stored | None = None  # as it was at that moment; None for deletions


@dataclass(frozen=True, slots=True)
class MembershipEvent:
    """Somebody's place in a group changed.

    ``kind``: "joined", "left", "banned", "unbanned", "muted", "promoted" or "demoted".
    """

    group_id: int
    user_id: int
    kind: str
    at: datetime
    by: int
    was_in: bool = True  # among the members before, and after
    is_in: bool = True
    by_request: bool = False  # let in by ``by`` after asking
    number: int = 0  # of this event in its group


@dataclass(frozen=True, slots=True)
class RequestsEvent:
    """The list of join requests changed."""

    group_id: int


WorldEvent = MessageEvent | MembershipEvent | RequestsEvent

"""The state of the world and what all its operations share. Pure: clock and randomness are handed in."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from modtui.domain.formatting import Entity, normalised, trimmed, utf16_length
from modtui.domain.messages import Media, Message, Sender, SenderKind
from modtui.telegram.gateway import AdminEvent
from modtui.telegram.world_types import (
    AdminLogEntry,
    AdminRights,
    BoxKey,
    Change,
    GroupKind,
    JoinRequest,
    Membership,
    MessageEvent,
    Restriction,
    Stored,
    User,
    WorldError,
    WorldEvent,
    WorldSwitches,
)


@dataclass(slots=True)
class Box:
    """One sequence of messages with its pts counter and the log of everything that moved it."""

    key: BoxKey
    kept: dict[int, Stored] = field(default_factory=dict)  # ids rise in insertion order
    last_id: int = 0
    gone: int = 0  # how many of the kept are deleted
    pts: int = 1
    log: list[MessageEvent] = field(default_factory=list)

    def alive(self, message_id: int) -> Stored | None:
        """The message of this id unless it is gone."""
        stored = self.kept.get(message_id)
        return stored if stored is not None and stored.alive else None


@dataclass(slots=True)
class Group:
    """A group. ``restrictions`` may hold lapsed ones: ask :meth:`WorldBase.restriction`."""

    id: int
    title: str
    creator_id: int
    box: Box
    kind: GroupKind = GroupKind.SUPERGROUP
    username: str | None = None
    members: dict[int, Membership] = field(default_factory=dict)
    admins: dict[int, AdminRights] = field(default_factory=dict)
    restrictions: dict[int, Restriction] = field(default_factory=dict)
    requests: dict[int, JoinRequest] = field(default_factory=dict)
    log: list[AdminLogEntry] = field(default_factory=list)
    moves: int = 0  # changes of somebody's place so far
    last_post: dict[int, datetime] = field(default_factory=dict)
    slow_mode_seconds: int = 0
    read_only: bool = False  # only admins may post
    forbidden: frozenset[str] = frozenset()  # to all but admins, by Telegram's names
    linked_channel_id: int | None = None
    linked_channel_title: str = ""
    is_forum: bool = False
    migrated_to: int | None = None
    pinned_id: int | None = None

    def is_admin(self, user_id: int) -> bool:
        """Whether this user is the creator or an admin."""
        return user_id == self.creator_id or user_id in self.admins


class WorldBase:
    """Users, groups and boxes; no rules yet. ``now`` gives aware UTC datetimes."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        rng: random.Random | None = None,
        switches: WorldSwitches | None = None,
    ) -> None:
        self._clock = now
        self.rng = rng or random.Random(1)
        self.switches = switches or WorldSwitches()
        self.users: dict[int, User] = {}
        self.groups: dict[int, Group] = {}
        self.group: Group | None = None  # the one that operations mean without a group_id
        self.private: dict[int, Box] = {}  # by owner
        self.read_marks: dict[tuple[int, BoxKey, int | None], int] = {}
        self._sent: dict[tuple[int, int], tuple[BoxKey, int, datetime]] = {}
        self._strangers: dict[int, set[int]] = {}
        self._subscribers: list[Callable[[WorldEvent], None]] = []
        self._secret = self.rng.randbytes(16)

    def now(self) -> datetime:
        """Telegram's clock in UTC; its dates have whole seconds."""
        return self._clock().replace(microsecond=0)

    def date(self, at: datetime | None) -> datetime:
        """The date of something that happens at ``at`` (None: now), in whole seconds."""
        return self.now() if at is None else at.replace(microsecond=0)

    # ---- people and groups

    def add_user(
        self,
        name: str,
        *,
        id: int | None = None,
        username: str | None = None,
        is_bot: bool = False,
        language: str | None = None,
        phone: str | None = None,
        accepts_private: bool = True,
    ) -> User:
        """Make an account. Without an ``id`` the next free one from 1001 is taken."""
        user_id = id if id is not None else max([1000, *self.users]) + 1
        user = User(user_id, name, username, is_bot, language, phone, accepts_private=accepts_private)
        self.users[user_id] = user
        self.private[user_id] = Box(BoxKey(owner_id=user_id))
        return user

    def add_group(
        self,
        title: str,
        creator: int,
        *,
        id: int | None = None,
        kind: GroupKind = GroupKind.SUPERGROUP,
        username: str | None = None,
    ) -> Group:
        """Make a group with its creator in it. The first one becomes :attr:`group`."""
        group_id = id if id is not None else max([5000, *self.groups]) + 1
        group = Group(group_id, title, creator, Box(BoxKey(group_id=group_id)), kind, username)
        group.members[creator] = Membership(creator, self.now())
        self.groups[group_id] = group
        self.group = self.group or group
        return group

    def user(self, user_id: int) -> User:
        """The account of this id. Raises WorldError USER_ID_INVALID."""
        try:
            return self.users[user_id]
        except KeyError:
            raise WorldError("USER_ID_INVALID") from None

    def find_user(self, word: str) -> User | None:
        """By id, @username, phone or name (case does not matter)."""
        wanted = word.removeprefix("@").casefold()
        for user in self.users.values():
            names = (str(user.id), user.username or "", user.name, user.phone or "")
            if wanted and wanted in (name.casefold() for name in names):
                return user
        return None

    def in_group(self, group_id: int | None = None) -> Group:
        """The group of this id, or the main one. Raises WorldError CHANNEL_INVALID."""
        group = self.group if group_id is None else self.groups.get(group_id)
        if group is None:
            raise WorldError("CHANNEL_INVALID")
        return group

    def access_hash(self, viewer: int, target: int) -> int:
        """The signed 64-bit key by which ``viewer`` may address ``target``; differs for each viewer."""
        digest = hashlib.blake2b(f"{viewer}:{target}".encode(), key=self._secret, digest_size=8).digest()
        return int.from_bytes(digest, "little", signed=True) or 1

    # ---- rights

    def restriction(self, user_id: int, group_id: int | None = None) -> Restriction | None:
        """The ban or mute in force for this user now."""
        found = self.in_group(group_id).restrictions.get(user_id)
        return found if found is not None and found.holds(self.now()) else None

    def is_banned(self, user_id: int, group_id: int | None = None) -> bool:
        """Whether this user is kept out of the group now."""
        found = self.restriction(user_id, group_id)
        return found is not None and found.banned

    def rights(self, user_id: int, group_id: int | None = None) -> AdminRights | None:
        """The admin rights of this user; the creator has all; None for who is no admin."""
        group = self.in_group(group_id)
        if user_id == group.creator_id:
            return AdminRights(add_admins=True)
        return group.admins.get(user_id)

    def require_right(self, by: int, right: str, group: Group) -> None:
        """Refuse unless ``by`` holds ``right``, a field of AdminRights.

        Raises WorldError CHANNEL_PRIVATE, CHAT_ADMIN_REQUIRED.
        """
        self.require_access(by, group)
        rights = self.rights(by, group.id)
        if rights is None or not getattr(rights, right):
            raise WorldError("CHAT_ADMIN_REQUIRED")

    def require_access(self, me: int, group: Group) -> None:
        """Raises WorldError CHANNEL_PRIVATE unless ``me`` may read the group."""
        if me not in group.members or self.is_banned(me, group.id):
            raise WorldError("CHANNEL_PRIVATE")

    # ---- events

    def subscribe(self, callback: Callable[[WorldEvent], None]) -> Callable[[], None]:
        """Call ``callback`` at once with every event from now on; the returned function ends it."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback) if callback in self._subscribers else None

    def tell(self, event: WorldEvent) -> None:
        """Hand an event to every subscriber."""
        for callback in tuple(self._subscribers):
            callback(event)

    # ---- writing to a box (rules are checked by the callers)

    def box(self, key: BoxKey) -> Box:
        """The box of this key."""
        return self.groups[key.group_id].box if key.group_id is not None else self.private[key.owner_id or 0]

    def box_changed(
        self, box: Box, change: Change, ids: tuple[int, ...], by: int, stored: Stored | None
    ) -> MessageEvent:
        """Count and log a change; the caller tells it (private copies first exist on both sides)."""
        count = max(1, len(ids)) if change is Change.DELETED else 1
        box.gone += len(ids) if change is Change.DELETED else 0
        box.pts += count
        event = MessageEvent(change, box.key, box.pts, count, ids, self.now(), by, stored)
        box.log.append(event)
        return event

    def put(self, box: Box, stored: Stored) -> MessageEvent:
        """Keep a new message whose id was taken with :meth:`next_id`."""
        box.kept[stored.message.id] = stored
        return self.box_changed(box, Change.NEW, (stored.message.id,), stored.author_id, stored)

    def next_id(self, box: Box) -> int:
        """Take the next message id of the box."""
        box.last_id += 1
        return box.last_id

    def sender_of(self, user_id: int) -> Sender:
        """A user as the sender of a message written now."""
        user = self.user(user_id)
        kind = SenderKind.BOT if user.is_bot else SenderKind.USER
        return Sender(kind, user.id, user.name, user.username)

    def log_admin(
        self,
        group: Group,
        by: int,
        kind: str,
        user_id: int | None = None,
        message: Message | None = None,
        *,
        before: Restriction | None = None,
        after: Restriction | None = None,
        approved_by: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Add a line to the group's admin log. ``at``: when it happened (None: now)."""
        line = AdminEvent(
            len(group.log) + 1, self.date(at), by, kind, user_id, None if message is None else message.id
        )
        group.log.append(AdminLogEntry(line, message, before, after, approved_by))

    # ---- random_id

    def remembered(self, sender: int, random_id: int) -> tuple[BoxKey, int] | None:
        """Where a message with this ``random_id`` went the first time, as long as it is remembered."""
        found = self._sent.get((sender, random_id))
        memory = self.switches.random_id_memory
        if found is None or (memory is not None and self.now() - found[2] > memory):
            return None
        return found[0], found[1]

    def first_of(self, sender: int, random_id: int | None) -> Stored | None:
        """The message first sent with this ``random_id``.

        Raises WorldError RANDOM_ID_DUPLICATE if the switch says so.
        """
        found = None if random_id is None else self.remembered(sender, random_id)
        if found is None:
            return None
        if self.switches.random_id_duplicate == "error":
            raise WorldError("RANDOM_ID_DUPLICATE")
        return self.box(found[0]).kept[found[1]]

    def remember(self, sender: int, random_id: int | None, box: Box, message_id: int) -> None:
        """Keep the ``random_id`` of a message that was taken."""
        if random_id is not None:
            self._sent[(sender, random_id)] = (box.key, message_id, self.now())

    # ---- rules for texts

    def _checked(
        self, text: str, media: Media | None, entities: Sequence[Entity]
    ) -> tuple[str, tuple[Entity, ...]]:
        clean = self._checked_text(text, media)
        for entity in entities:
            if entity.offset < 0 or entity.length <= 0 or entity.end > utf16_length(text):
                raise WorldError("ENTITY_BOUNDS_INVALID")
        if clean == text:
            return clean, normalised(text, entities)
        return clean, trimmed(text, entities).entities

    def _checked_text(self, text: str, media: Media | None = None) -> str:
        if self.switches.trims_text:
            text = text.strip()
        if not text and media is None:
            raise WorldError("MESSAGE_EMPTY")
        if utf16_length(text) > self.switches.longest_text:
            raise WorldError("MESSAGE_TOO_LONG")
        return text

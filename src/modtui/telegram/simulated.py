"""The simulated gateway: a group that lives in a :class:`~modtui.telegram.world.World`, no sockets.

``modtui demo`` runs on it, and so do the tests of every room above; it passes
the same contract suite as the real gateway (``tests/contract``). A broken line,
a revoked login or a refusal can be played with :meth:`SimulatedGateway.break_line`,
:meth:`~SimulatedGateway.revoke` and :meth:`~SimulatedGateway.refuse_next`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from modtui.domain.messages import Account, Deletion, GroupInfo, Member, Message
from modtui.telegram.event_queue import CLOSED, EventQueue
from modtui.telegram.gateway import (
    AdminEvent,
    BasicGroupRefused,
    ConnectionState,
    Destination,
    Event,
    GatewayError,
    GroupMigrated,
    Link,
    MessageEdited,
    MessagesDeleted,
    MessageSeen,
    NotConnected,
    NotLoggedIn,
    Outgoing,
    Sent,
    ToGroup,
)
from modtui.telegram.gateway_events import JoinRequestsChanged
from modtui.telegram.refusals import refusal
from modtui.telegram.simulated_feed import SimulatedFeed
from modtui.telegram.simulated_moderate import SimulatedModeration, admin_event, member_moved
from modtui.telegram.simulated_private import SimulatedPrivate
from modtui.telegram.world import (
    Change,
    GroupKind,
    MembershipEvent,
    MessageEvent,
    RequestsEvent,
    World,
    WorldError,
    WorldEvent,
)

NOT_YET = "The connection to Telegram has not been opened."
BROKEN = "The connection to Telegram broke; it is being restored."
REVOKED = "This machine's login was ended from another device; run: modtui login"
BASIC = "This is a basic group; turn it into a supergroup first."
_MEMBERS_PAGE = 200
_LOG_PAGE = 100


class SimulatedGateway(SimulatedModeration, SimulatedPrivate, SimulatedFeed):
    """The Gateway protocol on a world, as the account ``me`` sees it.

    ``clock`` is this machine's clock; Telegram's is the world's ``now``. Dates are whole seconds, as Telegram's are.
    """

    def __init__(
        self,
        world: World,
        me: int,
        clock: Callable[[], datetime] | None = None,
        *,
        group_id: int | None = None,
        queue_size: int = 1000,
    ) -> None:
        self._world = world
        self._me = me
        self._clock = clock or world.now
        self._group_id = group_id
        self._upgraded_from: int | None = None
        self._events = EventQueue(queue_size)
        self._stop_listening: Callable[[], None] | None = None
        self._open = False
        self._closed = False
        self._broken = False
        self._revoked = False
        self._refusals: dict[str, deque[GatewayError]] = {}

    # ------------------------------------------------------------------ playing faults

    def break_line(self, retry_in: float = 4.0) -> None:
        """The connection breaks: calls raise NotConnected, what happens meanwhile brings no events."""
        self._broken = True
        self._mute()
        if self._open:
            self._events.put(ConnectionState(Link.RECONNECTING, retry_in=retry_in, reason=BROKEN))

    def restore_line(self) -> None:
        """The connection is back; what was missed is not told, only that we are connected again."""
        self._broken = False
        if self._open:
            self._listen()
            self._events.put(ConnectionState(Link.CONNECTED))

    def revoke(self) -> None:
        """The session is ended from another device."""
        self._revoked = True
        self._mute()
        self._events.put(ConnectionState(Link.LOGGED_OUT, reason=REVOKED))

    def refuse_next(self, call: str, error: GatewayError) -> None:
        """The next ``call`` (a method's name, "send" or "history"...) raises ``error`` and does nothing."""
        self._refusals.setdefault(call, deque()).append(error)

    # ------------------------------------------------------------------ connection

    async def connect(self) -> Account:
        """Connect and look at the group."""
        if self._closed:
            raise NotConnected(CLOSED)
        self._events.put(ConnectionState(Link.CONNECTING))
        await asyncio.sleep(0)
        self._open = True
        try:
            with self._call("connect"):
                group = self._world.in_group(self._group_id)
                if group.migrated_to is not None:
                    self._upgraded_from, group = group.id, self._world.in_group(group.migrated_to)
                    if self._me not in group.members:
                        raise GroupMigrated(group.id)
                if group.kind is GroupKind.BASIC:
                    raise BasicGroupRefused(BASIC)
                self._world.require_access(self._me, group)
                self._group_id = group.id
        except GatewayError:
            self._open = False
            raise
        self._listen()
        self._events.put(ConnectionState(Link.CONNECTED))
        return self._world.account(self._me)

    async def close(self) -> None:
        """Disconnect for good."""
        self._mute()
        self._closed, self._open = True, False
        self._events.close()

    async def next_event(self) -> Event:
        """The next live event."""
        return await self._events.get()

    async def clock_offset(self) -> float:
        """The world's clock minus this machine's, in seconds."""
        await self._checked("clock_offset")
        return (self._world.now() - self._clock()).total_seconds()

    async def group(self) -> GroupInfo:
        """The group and this account's rights."""
        await self._checked("group")
        with self._call():
            info = self._world.group_info(self._me, self._group_id)
        return replace(info, upgraded_from=self._upgraded_from)

    async def _checked(self, name: str) -> None:
        """Give others a turn, as a real request would, then refuse if a refusal is due."""
        await asyncio.sleep(0)
        with self._call(name):
            return

    @contextmanager
    def _call(self, name: str = "") -> Iterator[None]:
        if self._revoked:
            raise NotLoggedIn(REVOKED)
        if self._closed or not self._open:
            raise NotConnected(CLOSED if self._closed else NOT_YET)
        if self._broken:
            raise NotConnected(BROKEN)
        if waiting := self._refusals.get(name):
            raise waiting.popleft()
        try:
            self._world.post_due()
            yield
        except WorldError as error:
            raise refusal(error.code, error.seconds) from error

    # ------------------------------------------------------------------ live events

    def _listen(self) -> None:
        self._mute()
        self._stop_listening = self._world.subscribe(self._heard)

    def _mute(self) -> None:
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    def _heard(self, event: WorldEvent) -> None:
        if isinstance(event, RequestsEvent | MembershipEvent):
            if event.group_id != self._group_id or not self._world.in_group(event.group_id).is_admin(
                self._me
            ):
                return
            if isinstance(event, MembershipEvent):
                if (moved := member_moved(event, self._world)) is not None:
                    self._events.put(moved)
            else:
                waiting = len(self._world.in_group(self._group_id).requests)
                self._events.put(JoinRequestsChanged(waiting))
            return
        if isinstance(event, MessageEvent) and (seen := self._private_seen(event)) is not None:
            self._events.put(seen)
        if not isinstance(event, MessageEvent) or event.box.group_id != self._group_id:
            return
        if self._world.is_banned(self._me, self._group_id):
            return
        if event.change is Change.DELETED:
            self._events.put(MessagesDeleted(Deletion(event.ids, self._clock())))
        elif event.stored is not None:
            message = self.as_seen(event.stored.seen_by(self._me))
            new = event.change is Change.NEW
            self._events.put(MessageSeen(message) if new else MessageEdited(message))

    # ------------------------------------------------------------------ reading

    async def history(
        self, *, after_id: int = 0, since: datetime | None = None, page: int = 100
    ) -> AsyncIterator[Sequence[Message]]:
        """Messages after an id and since a moment, oldest first."""
        last, size = after_id, max(1, min(page, 100))
        while True:
            await self._checked("history")
            with self._call():
                newer = self._world.history(self._me, group_id=self._group_id, min_id=last, oldest=size)
            newer.reverse()
            if not newer:
                return
            found = [self.as_seen(message) for message in newer]
            found = [message for message in found if since is None or message.sent_at >= since]
            if found:
                yield found
            last = newer[-1].id

    async def recent(self, limit: int = 200) -> Sequence[Message]:
        """The newest messages, oldest first."""
        await self._checked("recent")
        with self._call():
            newest = self._world.history(self._me, group_id=self._group_id, limit=limit)
        return [self.as_seen(message) for message in reversed(newest)]

    async def by_id(self, ids: Sequence[int]) -> dict[int, Message | None]:
        """These messages as they are now."""
        await self._checked("by_id")
        found: dict[int, Message | None] = {}
        with self._call():
            for number in ids:
                message = self._world.message(self._me, number, group_id=self._group_id)
                found[number] = None if message is None else self.as_seen(message)
        return found

    async def members(self) -> AsyncIterator[Sequence[Member]]:
        """The member list in pages."""
        await self._checked("members")
        with self._call():
            everybody = self._world.members(self._me, self._group_id)
        for start in range(0, len(everybody), _MEMBERS_PAGE):
            yield everybody[start : start + _MEMBERS_PAGE]

    async def admin_log(self, *, after_id: int = 0) -> AsyncIterator[Sequence[AdminEvent]]:
        """Admin log lines newer than an id, oldest first."""
        await self._checked("admin_log")
        with self._call():
            lines = self._world.admin_log(self._me, after_id=after_id, group_id=self._group_id)
        for start in range(0, len(lines), _LOG_PAGE):
            yield [admin_event(line, self._world) for line in lines[start : start + _LOG_PAGE]]

    # ------------------------------------------------------------------ writing

    async def send(self, message: Outgoing) -> Sent:
        """Send once."""
        await self._checked("send")
        with self._call():
            try:
                sent = self._write(message)
            except WorldError as error:
                if error.code != "RANDOM_ID_DUPLICATE":
                    raise
                found = self._own(message.to, message.text, self._world.now() - timedelta(days=1))
                if found is None:
                    raise
                return found
        return Sent(sent.id, sent.sent_at.replace(microsecond=0))

    def _write(self, message: Outgoing) -> Message:
        if isinstance(message.to, ToGroup):
            return self._world.post(
                self._me,
                message.text,
                group_id=self._group_id,
                reply_to=message.reply_to,
                random_id=message.random_id,
                entities=self._known(message.entities),
            )
        return self._world.send_private(
            self._me,
            message.to.user_id,
            message.text,
            reply_to=message.reply_to,
            random_id=message.random_id,
            entities=self._known(message.entities),
        )

    async def find_own(self, to: Destination, text: str, *, after: datetime) -> Sent | None:
        """This account's first message with exactly this text since a moment, or None."""
        await self._checked("find_own")
        with self._call():
            return self._own(to, text, after)

    def _own(self, to: Destination, text: str, after: datetime) -> Sent | None:
        if isinstance(to, ToGroup):
            messages = self._world.history(self._me, group_id=self._group_id)
        else:
            messages = self._world.history(self._me, peer=to.user_id)
        for message in map(self.as_seen, reversed(messages)):
            recent = message.sent_at >= after.replace(microsecond=0)
            if message.outgoing and recent and message.text.strip() == text.strip():
                return Sent(message.id, message.sent_at)
        return None

    async def delete(self, ids: Sequence[int]) -> int:
        """Delete messages of the group for everybody; returns how many were still there."""
        await self._checked("delete")
        with self._call():
            return len(self._world.delete(self._me, ids, group_id=self._group_id))

    async def ban(self, user_id: int, *, seen_in: int | None = None) -> None:
        """Remove a member and keep them out."""
        await self._checked("ban")
        with self._call():
            self._world.ban(self._me, user_id, group_id=self._group_id)

    async def unban(self, user_id: int, *, seen_in: int | None = None) -> None:
        """Lift a ban."""
        await self._checked("unban")
        with self._call():
            self._world.unban(self._me, user_id, group_id=self._group_id)

    async def is_banned(self, user_id: int, *, seen_in: int | None = None) -> bool:
        """Whether this member is banned now."""
        await self._checked("is_banned")
        with self._call():
            self._world.user(user_id)
            return self._world.is_banned(user_id, self._group_id)

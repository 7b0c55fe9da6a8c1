"""From the world's events to updates on every session that is to see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from telethon.tl import types as t

from modtui.telegram.world import MembershipEvent, MessageEvent, RequestsEvent, WorldEvent
from tests.telegram_server.encode import Encoder

if TYPE_CHECKING:
    from tests.telegram_server.server import TelegramServer


class Pushes:
    """Sends each account what it may see, on all its sessions but the one that caused it."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server

    def happened(self, event: WorldEvent) -> None:
        """A subscriber of the world."""
        match event:
            case MessageEvent():
                self._message(event)
            case MembershipEvent():
                self._to((event.user_id,), lambda encoder: self._channel(encoder, event.group_id))
                if self._server.world.switches.participant_updates:
                    self._participant(event)
            case RequestsEvent():
                group = self._server.world.groups[event.group_id]
                self._to(
                    [group.creator_id, *group.admins], lambda encoder: self._requests(encoder, event.group_id)
                )

    def _message(self, event: MessageEvent) -> None:
        server = self._server
        if event.box.owner_id is not None:
            viewers: Iterable[int] = (event.box.owner_id,)
        else:
            viewers = tuple(server.world.groups[event.box.group_id or 0].members)
        caller = server.caller
        if caller is not None and caller.key.user_id in viewers:
            caller.changes.append(event)
        for _ in range(self._times()):
            self._to(viewers, lambda encoder: encoder.update(event))

    def _times(self) -> int:
        """How often the next push is sent: not at all, once or twice, as the faults say."""
        faults = self._server.faults
        if faults.swallow_pushes > 0:
            faults.swallow_pushes -= 1
            return 0
        if faults.repeat_pushes > 0:
            faults.repeat_pushes -= 1
            return 2
        return 1

    def _participant(self, event: MembershipEvent) -> None:
        group, times = self._server.world.groups[event.group_id], self._times()
        for user_id in {group.creator_id, *group.admins}:
            told = self._server.moved.setdefault(user_id, [])
            told.append(event)
            qts = len(told)
            for _ in range(times):
                self._to((user_id,), lambda encoder, qts=qts: encoder.moved(event, qts))

    def _to(self, viewers: Iterable[int], make: object) -> None:
        wanted = set(viewers)
        caller = self._server.caller
        bodies: dict[int, bytes] = {}
        for connection in list(self._server.connections):
            key = connection.key
            user_id = None if key is None else key.user_id
            if user_id is None or user_id not in wanted or not connection.wants_updates:
                continue
            if caller is not None and connection is caller.connection:
                continue
            if user_id not in bodies:
                encoder = Encoder(self._server.world, user_id)
                bodies[user_id] = bytes(encoder.updates([make(encoder)]))
            connection.push(bodies[user_id])

    @staticmethod
    def _channel(encoder: Encoder, group_id: int) -> object:
        encoder.group(encoder.world.groups[group_id])
        return t.UpdateChannel(group_id)

    @staticmethod
    def _requests(encoder: Encoder, group_id: int) -> object:
        group = encoder.world.groups[group_id]
        encoder.group(group)
        asking = list(group.requests)
        for user_id in asking:
            encoder.user(user_id)
        return t.UpdatePendingJoinRequests(t.PeerChannel(group_id), len(asking), asking)

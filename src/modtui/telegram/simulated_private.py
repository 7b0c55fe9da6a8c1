"""The simulated account's private chats: the PrivateGateway half of the simulated gateway."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from modtui.telegram.gateway_private import PAGE, PrivateChat, PrivateMessage, PrivateSeen
from modtui.telegram.world import Change, MessageEvent, Stored, World


class SimulatedPrivate:
    """Private chats of a world; :class:`~modtui.telegram.simulated.SimulatedGateway` gives it these."""

    _world: World
    _me: int
    _group_id: int | None

    async def _checked(self, name: str) -> None:
        raise NotImplementedError

    def _call(self, name: str = "") -> AbstractContextManager[None]:
        raise NotImplementedError

    async def private_chats(self, *, since: datetime) -> Sequence[PrivateChat]:
        """Who wrote in private and whether it is new, newest first."""
        await self._checked("private_chats")
        with self._call():
            found = [
                self._chat(peer) for peer in self._world.private_peers(self._me) if self._is_person(peer)
            ]
        return [chat for chat in found if chat.last_at >= since]

    def _is_person(self, user_id: int) -> bool:
        user = self._world.user(user_id)
        return user_id != self._me and not user.is_bot and not user.is_deleted

    def _with(self, user_id: int) -> list[Stored]:
        kept = self._world.private[self._me].kept.values()
        return [stored for stored in kept if stored.alive and stored.peer_id == user_id]

    def _chat(self, user_id: int) -> PrivateChat:
        there = self._with(user_id)
        newest = there[-1].message
        read = self._world.read_up_to(self._me, peer=user_id)
        return PrivateChat(
            user_id=user_id,
            name=self._world.user(user_id).name,
            unread=sum(not s.message.outgoing and s.message.id > read for s in there),
            last_id=newest.id,
            last_at=newest.sent_at.replace(microsecond=0),
            last_incoming=not newest.outgoing,
            is_member=user_id in self._world.in_group(self._group_id).members,
        )

    async def read_private(
        self, user_id: int, *, before_id: int = 0, limit: int = PAGE
    ) -> Sequence[PrivateMessage]:
        """The newest messages of a chat, oldest first, without a read receipt."""
        await self._checked("read_private")
        with self._call():
            self._world.user(user_id)
            there = [s for s in self._with(user_id) if not before_id or s.message.id < before_id]
        return [_message(stored) for stored in there[-max(1, min(limit, PAGE)) :]]

    async def mark_read(self, user_id: int, max_id: int) -> None:
        """The read receipt."""
        await self._checked("mark_read")
        with self._call():
            self._world.user(user_id)
            self._world.mark_read(self._me, max_id, peer=user_id)

    def _private_seen(self, event: MessageEvent) -> PrivateSeen | None:
        """The live event for a change in this account's private box, if it brings one."""
        stored = event.stored
        if event.box.owner_id != self._me or event.change is not Change.NEW or stored is None:
            return None
        if stored.peer_id is None or stored.peer_id == self._me:
            return None
        message = stored.message
        return PrivateSeen(
            stored.peer_id, message.sent_at.replace(microsecond=0), message.id, message.outgoing
        )


def _message(stored: Stored) -> PrivateMessage:
    message = stored.message
    edited = message.edited_at
    return PrivateMessage(
        id=message.id,
        sent_at=message.sent_at.replace(microsecond=0),
        outgoing=message.outgoing,
        text=message.text,
        edited_at=None if edited is None else edited.replace(microsecond=0),
        media=message.media,
    )

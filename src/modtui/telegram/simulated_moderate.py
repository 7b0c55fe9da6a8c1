"""Moderating the simulated group: the ModerationGateway half of the simulated gateway."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from modtui.domain.membership import EventKind
from modtui.domain.messages import Message
from modtui.telegram.gateway import AdminEvent
from modtui.telegram.gateway_events import MemberMoved
from modtui.telegram.gateway_moderation import WRITING, JoinRequest, Place, Standing
from modtui.telegram.world import AdminLogEntry, MembershipEvent, World, WorldError


class SimulatedModeration:
    """Moderation on a world; :class:`~modtui.telegram.simulated.SimulatedGateway` gives it these."""

    _world: World
    _me: int
    _group_id: int | None

    async def _checked(self, name: str) -> None:
        raise NotImplementedError

    def _call(self, name: str = "") -> AbstractContextManager[None]:
        raise NotImplementedError

    # ---- one member

    async def standing(self, user_id: int, *, seen_in: int | None = None) -> Standing:
        """What somebody is to the group now."""
        await self._checked("standing")
        with self._call():
            group = self._world.in_group(self._group_id)
            self._world.require_access(self._me, group)
            self._world.user(user_id)
            present = user_id in group.members
            if group.is_admin(user_id):
                return Standing(Place.ADMIN, present)
            found = self._world.restriction(user_id, group.id)
            if found is None:
                return Standing(Place.MEMBER if present else Place.ABSENT, present)
            if found.banned:
                return Standing(Place.BANNED, present, until=found.until, by=found.by)
            return Standing(Place.RESTRICTED, present, found.forbidden or WRITING, found.until, found.by)

    async def restrict(
        self,
        user_id: int,
        forbidden: frozenset[str],
        until: datetime | None,
        *,
        seen_in: int | None = None,
    ) -> None:
        """Forbid exactly this to a member until a moment."""
        await self._checked("restrict")
        with self._call():
            if forbidden:
                self._world.mute(self._me, user_id, until=until, forbidden=forbidden, group_id=self._group_id)
            else:
                self._world.unban(self._me, user_id, group_id=self._group_id)

    async def keep_out(self, user_id: int, until: datetime, *, seen_in: int | None = None) -> None:
        """Take somebody out of the group until a moment."""
        await self._checked("keep_out")
        with self._call():
            self._world.ban(self._me, user_id, until=until, group_id=self._group_id)

    async def posts_of(
        self, user_id: int, *, since: datetime | None = None, seen_in: int | None = None
    ) -> Sequence[Message]:
        """Everything of this member that stands in the group, oldest first."""
        await self._checked("posts_of")
        with self._call():
            found = self._world.history(self._me, group_id=self._group_id, from_user=user_id)
        return [
            replace(message, sent_at=message.sent_at.replace(microsecond=0))
            for message in reversed(found)
            if message.service is None and (since is None or message.sent_at >= since)
        ]

    async def delete_all_of(self, user_id: int, *, seen_in: int | None = None) -> None:
        """Delete everything this member ever wrote in the group."""
        await self._checked("delete_all_of")
        with self._call():
            self._world.delete_all_of(self._me, user_id, group_id=self._group_id)

    # ---- the whole group

    async def set_slow_mode(self, seconds: int) -> None:
        """Members may write once in so many seconds."""
        await self._checked("set_slow_mode")
        with self._call():
            self._world.set_slow_mode(self._me, seconds, group_id=self._group_id)

    async def forbidden_for_all(self) -> frozenset[str]:
        """What nobody but admins may do."""
        await self._checked("forbidden_for_all")
        with self._call():
            group = self._world.in_group(self._group_id)
            self._world.require_access(self._me, group)
            return group.forbidden

    async def forbid_for_all(self, forbidden: frozenset[str]) -> None:
        """Forbid exactly this to everybody but admins."""
        await self._checked("forbid_for_all")
        with self._call():
            self._world.set_default_rights(self._me, forbidden, group_id=self._group_id)

    async def pin(self, message_id: int) -> None:
        """Pin a message."""
        await self._checked("pin")
        with self._call():
            there = self._world.message(self._me, message_id, group_id=self._group_id)
            if there is None or self._world.in_group(self._group_id).pinned_id != message_id:
                self._world.pin(self._me, message_id, group_id=self._group_id)

    # ---- joining

    async def join_requests(self) -> Sequence[JoinRequest]:
        """Everybody who waits to be let in, the longest waiting first."""
        await self._checked("join_requests")
        with self._call():
            group = self._world.in_group(self._group_id)
            self._world.require_right(self._me, "invite", group)
            asking = sorted(group.requests.values(), key=lambda asked: asked.at)
            return [self._request(asked.user_id, asked.at, asked.about) for asked in asking]

    def _request(self, user_id: int, at: datetime, about: str) -> JoinRequest:
        user = self._world.user(user_id)
        language = user.language if self._world.switches.languages_shown else None
        return JoinRequest(
            user_id, user.name, at.replace(microsecond=0), user.username, about, language, user.is_bot
        )

    async def decide_join(self, user_id: int, *, approve: bool) -> None:
        """Let an applicant in, or not."""
        await self._checked("decide_join")
        with self._call():
            if user_id not in self._world.users:
                raise WorldError("USER_ID_INVALID")
            self._world.decide_request(self._me, user_id, approve, group_id=self._group_id)


def admin_event(line: AdminLogEntry, world: World) -> AdminEvent:
    """A line of the world's admin log as the gateway tells it: who approved, and a mute lifted is no ban lifted."""
    event = line.event
    if line.approved_by is not None:
        event = replace(event, kind="approved", by=line.approved_by)
    elif event.kind == "unbanned" and line.before is not None and not line.before.banned:
        event = replace(event, kind="unmuted")
    who = world.users.get(event.user_id) if event.user_id is not None else None
    by = world.users.get(event.by)
    return replace(event, name=who.name if who else "", by_name=by.name if by else "")


def member_moved(event: MembershipEvent, world: World) -> MemberMoved | None:
    """Somebody's coming or going as Telegram's participant updates tell it; None for other changes, or with them off."""
    if event.was_in == event.is_in or not world.switches.participant_updates:
        return None
    other = event.by if event.by != event.user_id else None
    if not event.is_in:
        kind = EventKind.LEFT if other is None else EventKind.BANNED_ELSEWHERE
    elif event.by_request:
        kind = EventKind.JOINED_BY_REQUEST
    else:
        kind = EventKind.JOINED if other is None else EventKind.ADDED
    who, by = world.user(event.user_id), world.users.get(other or 0)
    return MemberMoved(
        who.id, kind, event.at, other, event.number, who.name, by.name if by else "", who.is_bot
    )

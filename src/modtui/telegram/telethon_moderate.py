"""Moderating through Telethon: standing, mutes, clearing out, slow mode, default rights, pins, join requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from telethon import errors
from telethon.tl import functions, types

from modtui.domain.messages import Deletion, Message
from modtui.telegram import telethon_convert as convert
from modtui.telegram.event_queue import EventQueue
from modtui.telegram.gateway import GatewayError, MemberGone, MessagesDeleted
from modtui.telegram.gateway_moderation import JoinRequest, Place, Standing
from modtui.telegram.telethon_convert import GroupPeer
from modtui.telegram.telethon_link import TelethonLink

_PAGE = 100
#: Telegram deletes a member's messages in rounds; more rounds than this would be a fault of its own.
_ROUNDS = 1000

#: What is asked for is so already: the call was made before, or somebody else was quicker.
_SO_ALREADY = (errors.ChatNotModifiedError, errors.RightsNotModifiedError)


def rights_of(forbidden: frozenset[str], until: datetime | None = None) -> types.ChatBannedRights:
    """Telegram's form of what is forbidden."""
    return types.ChatBannedRights(until_date=until, **dict.fromkeys(sorted(forbidden), True))


def forbidden_by(rights: Any) -> frozenset[str]:
    """The names of what Telegram's rights forbid."""
    if rights is None:
        return frozenset()
    return frozenset(name for name, value in rights.to_dict().items() if value is True)


def _standing(participant: Any) -> Standing:
    match participant:
        case types.ChannelParticipantAdmin() | types.ChannelParticipantCreator():
            return Standing(Place.ADMIN, True)
        case types.ChannelParticipantLeft():
            return Standing(Place.ABSENT, False)
        case types.ChannelParticipantBanned():
            rights = participant.banned_rights
            until = convert.utc(rights.until_date)
            forever = until is None or until.timestamp() < 1 or until.year >= 2038
            place = Place.BANNED if rights.view_messages else Place.RESTRICTED
            end = None if forever else until
            return Standing(place, not participant.left, forbidden_by(rights), end, participant.kicked_by)
    return Standing(Place.MEMBER, True)


class TelethonModeration:
    """The ModerationGateway half of :class:`~modtui.telegram.telethon.TelethonGateway`, which gives it these."""

    _link: TelethonLink
    _events: EventQueue

    def _peer(self) -> GroupPeer:
        raise NotImplementedError

    async def _person(self, user_id: int, seen_in: int | None) -> Any:
        raise NotImplementedError

    def _now(self) -> datetime:
        raise NotImplementedError

    # ---- one member

    async def standing(self, user_id: int, *, seen_in: int | None = None) -> Standing:
        """What somebody is to the group now."""
        who = await self._person(user_id, seen_in)
        try:
            answer = await self._link.request(
                functions.channels.GetParticipantRequest(self._peer().channel, who)
            )
        except MemberGone as error:
            if isinstance(error.__cause__, errors.UserNotParticipantError):
                return Standing(Place.ABSENT, False)
            raise
        return _standing(answer.participant)

    async def restrict(
        self,
        user_id: int,
        forbidden: frozenset[str],
        until: datetime | None,
        *,
        seen_in: int | None = None,
    ) -> None:
        """Forbid exactly this to a member until a moment."""
        await self._edit_banned(user_id, seen_in, rights_of(forbidden, until))

    async def keep_out(self, user_id: int, until: datetime, *, seen_in: int | None = None) -> None:
        """Take somebody out of the group until a moment."""
        rights = types.ChatBannedRights(until_date=until, view_messages=True)
        await self._edit_banned(user_id, seen_in, rights)

    async def _edit_banned(self, user_id: int, seen_in: int | None, rights: Any) -> None:
        who = await self._person(user_id, seen_in)
        await self._changed(functions.channels.EditBannedRequest(self._peer().channel, who, rights))

    async def posts_of(
        self, user_id: int, *, since: datetime | None = None, seen_in: int | None = None
    ) -> Sequence[Message]:
        """Everything of this member that stands in the group, oldest first."""
        group, who = self._peer(), await self._person(user_id, seen_in)
        found: dict[int, Message] = {}
        before = 0
        while True:
            answer = await self._link.request(
                functions.messages.SearchRequest(
                    peer=group.peer,
                    q="",
                    filter=types.InputMessagesFilterEmpty(),
                    min_date=None,
                    max_date=None,
                    offset_id=before,
                    add_offset=0,
                    limit=_PAGE,
                    max_id=0,
                    min_id=0,
                    hash=0,
                    from_id=who,
                )
            )
            if not answer.messages:
                break
            entities = convert.entities_of(answer.users, answer.chats)
            page = [convert.message(raw, group, entities) for raw in answer.messages]
            kept = [m for m in page if m is not None and (since is None or m.sent_at >= since)]
            found.update((m.id, m) for m in kept if m.service is None)
            before = min(raw.id for raw in answer.messages)
            if len(kept) < len([m for m in page if m is not None]):
                break
        return [found[number] for number in sorted(found)]

    async def delete_all_of(self, user_id: int, *, seen_in: int | None = None) -> None:
        """Delete everything this member ever wrote in the group."""
        gone = [message.id for message in await self.posts_of(user_id, seen_in=seen_in)]
        who = await self._person(user_id, seen_in)
        request = functions.channels.DeleteParticipantHistoryRequest(self._peer().channel, who)
        for _ in range(_ROUNDS):
            answer = await self._link.request(request)
            if not answer.offset:
                break
        if gone:
            self._events.put(MessagesDeleted(Deletion(tuple(gone), self._now())))

    # ---- the whole group

    async def set_slow_mode(self, seconds: int) -> None:
        """Members may write once in so many seconds."""
        await self._changed(functions.channels.ToggleSlowModeRequest(self._peer().channel, seconds))

    async def forbidden_for_all(self) -> frozenset[str]:
        """What nobody but admins may do."""
        answer = await self._link.request(functions.channels.GetChannelsRequest([self._peer().channel]))
        return forbidden_by(answer.chats[0].default_banned_rights)

    async def forbid_for_all(self, forbidden: frozenset[str]) -> None:
        """Forbid exactly this to everybody but admins."""
        await self._changed(
            functions.messages.EditChatDefaultBannedRightsRequest(self._peer().peer, rights_of(forbidden))
        )

    async def pin(self, message_id: int) -> None:
        """Pin a message without a notification."""
        await self._changed(
            functions.messages.UpdatePinnedMessageRequest(self._peer().peer, message_id, silent=True)
        )

    async def _changed(self, request: Any) -> None:
        try:
            await self._link.request(request)
        except GatewayError as error:
            if not isinstance(error.__cause__, _SO_ALREADY):
                raise

    # ---- joining

    async def join_requests(self) -> Sequence[JoinRequest]:
        """Everybody who waits to be let in, the longest waiting first."""
        found: dict[int, JoinRequest] = {}
        offset_date: datetime | None = None
        offset_user: Any = types.InputUserEmpty()
        while True:
            answer = await self._link.request(
                functions.messages.GetChatInviteImportersRequest(
                    self._peer().peer, offset_date, offset_user, _PAGE, requested=True
                )
            )
            users = {user.id: user for user in answer.users}
            fresh = [row for row in answer.importers if row.user_id not in found]
            for row in fresh:
                found[row.user_id] = _join_request(row, users.get(row.user_id))
            if not fresh or len(found) >= answer.count:
                break
            last = users.get(fresh[-1].user_id)
            if last is None or last.access_hash is None:
                break
            offset_date, offset_user = fresh[-1].date, types.InputUser(last.id, last.access_hash)
        return sorted(found.values(), key=lambda request: request.asked_at)

    async def decide_join(self, user_id: int, *, approve: bool) -> None:
        """Let an applicant in, or not."""
        who = await self._person(user_id, None)
        await self._link.request(
            functions.messages.HideChatJoinRequestRequest(self._peer().peer, who, approved=approve or None)
        )


def _join_request(row: Any, user: Any) -> JoinRequest:
    asked_at = convert.utc(row.date)
    assert asked_at is not None
    name = convert.display_name(user) if user is not None else ""
    return JoinRequest(
        user_id=row.user_id,
        name=name,
        asked_at=asked_at,
        username=getattr(user, "username", None),
        about=row.about or "",
        language=getattr(user, "lang_code", None),
        is_bot=bool(getattr(user, "bot", False)),
    )

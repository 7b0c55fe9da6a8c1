"""Private chats through Telethon: who waits, reading where opted in, the read receipt when handled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from telethon import utils
from telethon.tl import functions, types

from modtui.telegram import telethon_convert as convert
from modtui.telegram.event_queue import EventQueue
from modtui.telegram.gateway import MemberGone
from modtui.telegram.gateway_private import PAGE, PrivateChat, PrivateMessage, PrivateSeen
from modtui.telegram.telethon_convert import GroupPeer
from modtui.telegram.telethon_link import TelethonLink
from modtui.telegram.telethon_read import history_page

#: Telegram's own notices (login codes and the like) come from these accounts.
_TELEGRAM: Final = frozenset({777000, 42777})
#: Pages of the list of chats that are looked at, at most.
_PAGES: Final = 20

PRIVATE_UPDATES: Final = (types.UpdateNewMessage, types.UpdateShortMessage)


class TelethonPrivate:
    """The PrivateGateway half of :class:`~modtui.telegram.telethon.TelethonGateway`, which gives it these."""

    _link: TelethonLink
    _events: EventQueue
    _members: dict[
        int, tuple[bool, int]
    ]  # who of the private chats is in the group, and at which message asked

    def _peer(self) -> GroupPeer:
        raise NotImplementedError

    async def _person(self, user_id: int, seen_in: int | None) -> Any:
        raise NotImplementedError

    # ---- live

    async def _on_private_update(self, update: Any) -> None:
        """That somebody wrote in private. Only this: anything slower would hold up Telethon's loop."""
        seen = private_seen(update, getattr(self._link.me, "id", None))
        if seen is not None:
            self._events.put(seen)

    # ---- reading

    async def private_chats(self, *, since: datetime) -> Sequence[PrivateChat]:
        """Who wrote in private and whether it is new, newest first."""
        self._peer()
        found: dict[int, PrivateChat] = {}
        offset: tuple[datetime | None, int, Any] = (None, 0, types.InputPeerEmpty())
        for _ in range(_PAGES):
            answer = await self._link.request(
                functions.messages.GetDialogsRequest(
                    offset_date=offset[0], offset_id=offset[1], offset_peer=offset[2], limit=PAGE, hash=0
                )
            )
            tops = _top_messages(answer)
            entities = convert.entities_of(answer.users, answer.chats)
            for dialog in answer.dialogs:
                chat = _chat(dialog, tops, entities, since)
                if chat is not None:
                    found.setdefault(chat.user_id, chat)
            # Pinned chats stand first whatever their date: they say nothing about how far the list was read.
            rest = [d for d in answer.dialogs if isinstance(d, types.Dialog) and not d.pinned]
            last = next((d for d in reversed(rest) if _key(d) in tops), None)
            if not isinstance(answer, types.messages.DialogsSlice) or last is None:
                break
            top = tops[_key(last)]
            date = convert.utc(top.date)
            entity = entities.get(utils.get_peer_id(last.peer))
            if date is None or date < since or entity is None:
                break
            offset = (date, top.id, utils.get_input_peer(entity))
        chats = [
            PrivateChat(
                chat.user_id,
                chat.name,
                chat.unread,
                chat.last_id,
                chat.last_at,
                chat.last_incoming,
                await self._is_member(chat.user_id, chat.last_id),
            )
            for chat in found.values()
        ]
        return sorted(chats, key=lambda chat: (chat.last_at, chat.last_id), reverse=True)

    async def _is_member(self, user_id: int, last_id: int) -> bool:
        """Asked once for each; who was not a member is asked about again when something new was written."""
        known = self._members.get(user_id)
        if known is None or (not known[0] and known[1] < last_id):
            known = self._members[user_id] = (await self._ask_member(user_id), last_id)
        return known[0]

    async def _ask_member(self, user_id: int) -> bool:
        try:
            who = await self._person(user_id, None)
            answer = await self._link.request(
                functions.channels.GetParticipantRequest(self._peer().channel, who)
            )
        except MemberGone:
            return False
        participant = answer.participant
        if isinstance(participant, types.ChannelParticipantBanned):
            return not participant.left and not participant.banned_rights.view_messages
        return not isinstance(participant, types.ChannelParticipantLeft)

    async def read_private(
        self, user_id: int, *, before_id: int = 0, limit: int = PAGE
    ) -> Sequence[PrivateMessage]:
        """The newest messages of a chat, oldest first, without a read receipt."""
        peer = await self._private_peer(user_id)
        answer = await self._link.request(
            history_page(peer, offset_id=before_id, limit=max(1, min(limit, PAGE)))
        )
        found = (_message(raw) for raw in answer.messages)
        return sorted((message for message in found if message is not None), key=lambda m: m.id)

    async def mark_read(self, user_id: int, max_id: int) -> None:
        """The read receipt."""
        peer = await self._private_peer(user_id)
        await self._link.request(functions.messages.ReadHistoryRequest(peer, max_id))

    async def _private_peer(self, user_id: int) -> Any:
        """Whom requests mean; somebody this session has not met stands in the list of chats, if anywhere."""
        try:
            return await self._person(user_id, None)
        except MemberGone:
            await self._link.request(
                functions.messages.GetDialogsRequest(
                    offset_date=None, offset_id=0, offset_peer=types.InputPeerEmpty(), limit=PAGE, hash=0
                )
            )
            return await self._person(user_id, None)


def private_seen(update: Any, me: int | None) -> PrivateSeen | None:
    """What an update says of a private chat with somebody; None for groups, service messages and oneself."""
    if isinstance(update, types.UpdateShortMessage):
        user_id, raw = update.user_id, update
    else:
        raw = getattr(update, "message", None)
        peer = getattr(raw, "peer_id", None)
        if not isinstance(raw, types.Message) or not isinstance(peer, types.PeerUser):
            return None
        user_id = peer.user_id
    at = convert.utc(raw.date)
    if at is None or user_id == me or user_id in _TELEGRAM:
        return None
    return PrivateSeen(user_id, at, raw.id, bool(raw.out))


def _key(dialog: Any) -> tuple[int, int]:
    return utils.get_peer_id(dialog.peer), dialog.top_message


def _top_messages(answer: Any) -> dict[tuple[int, int], Any]:
    """The newest message of each chat by (marked peer id, id)."""
    return {
        (utils.get_peer_id(raw.peer_id), raw.id): raw
        for raw in answer.messages
        if getattr(raw, "peer_id", None) is not None and getattr(raw, "date", None) is not None
    }


def _chat(dialog: Any, tops: Any, entities: convert.Entities, since: datetime) -> PrivateChat | None:
    """A dialog as counts, where it is one with a person and new enough. Membership is not known yet."""
    peer = dialog.peer
    if not isinstance(dialog, types.Dialog) or not isinstance(peer, types.PeerUser):
        return None
    user = entities.get(peer.user_id)
    top = tops.get(_key(dialog))
    if not isinstance(user, types.User) or top is None or user.id in _TELEGRAM:
        return None
    if user.bot or user.deleted or user.is_self or user.support:
        return None
    at = convert.utc(top.date)
    if at is None or at < since:
        return None
    return PrivateChat(
        user.id, convert.display_name(user), int(dialog.unread_count), top.id, at, not top.out, False
    )


def _message(raw: Any) -> PrivateMessage | None:
    """A message of a private chat; service messages (a missed call, a photo changed) ask nothing."""
    sent_at = convert.utc(getattr(raw, "date", None))
    if not isinstance(raw, types.Message) or sent_at is None:
        return None
    return PrivateMessage(
        id=raw.id,
        sent_at=sent_at,
        outgoing=bool(raw.out),
        text=raw.message or "",
        edited_at=None if raw.edit_hide else convert.utc(raw.edit_date),
        media=convert.media(raw.media),
    )

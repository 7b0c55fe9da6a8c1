"""The real gateway: one group on Telegram, through Telethon.

Requests are Telegram's own (``messages.GetHistory`` and so on), not Telethon's
conveniences, where exactness matters: paging by ids, ``random_id``, bans.
Facts about the library that shape this: ``facts/telethon.md`` in the project's notes.
"""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from telethon import TelegramClient, events
from telethon.tl import functions, types

from modtui.domain.messages import Account, Deletion, GroupInfo, Member, Message
from modtui.telegram import telethon_convert as convert
from modtui.telegram.event_queue import EventQueue
from modtui.telegram.gateway import (
    AdminEvent,
    ConnectionState,
    Destination,
    Event,
    GatewayError,
    Link,
    MemberGone,
    MessageEdited,
    MessagesDeleted,
    MessageSeen,
    NotConnected,
    Outgoing,
    Sent,
    ToGroup,
    ToUser,
    UpdatesLost,
)
from modtui.telegram.gateway_events import JoinRequestsChanged
from modtui.telegram.gateway_private import PrivateSeen
from modtui.telegram.telethon_client import ClientSettings, ServerAddress
from modtui.telegram.telethon_convert import GroupPeer
from modtui.telegram.telethon_feed import TelethonFeed, reactions_seen
from modtui.telegram.telethon_group import find_group
from modtui.telegram.telethon_link import LinkTiming, TelethonLink
from modtui.telegram.telethon_media import TelethonMedia
from modtui.telegram.telethon_moderate import TelethonModeration
from modtui.telegram.telethon_moved import member_moved
from modtui.telegram.telethon_private import PRIVATE_UPDATES, TelethonPrivate
from modtui.telegram.telethon_read import CHUNK, TelethonReader
from modtui.telegram.telethon_send import TelethonSender

_DROPPED = (
    types.UpdateEditChannelMessage,
    types.UpdateDeleteChannelMessages,
    types.UpdateChannelParticipant,
)
NOT_YET = "The connection to Telegram has not been opened."
UNREADABLE = "A message could not be read as it came; the history is read again."
SKIPPED = "Telegram skipped messages; the history is read again."
NEVER_SEEN = "This login has not met that member yet; open one of their messages in the group first."


def _utc_now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


class TelethonGateway(TelethonModeration, TelethonPrivate, TelethonFeed, TelethonMedia):
    """The Gateway protocol on a real account. See :mod:`modtui.telegram.gateway` for what each call means.

    ``group``: bare id, ``-100...`` id, ``@name``, ``t.me`` link or title. ``server``: None for Telegram.
    ``proxy``: a python-socks mapping. ``clock`` gives the local time in UTC (for deletions, which carry
    no date, and for :meth:`clock_offset`). Nothing is opened before :meth:`connect`.

    If the first :meth:`connect` raises NotConnected it may simply be called again; once it has succeeded
    the gateway restores a broken line by itself, with waits of ``timing``, and says so in its events.
    """

    def __init__(
        self,
        *,
        api_id: int,
        api_hash: str,
        session_path: Path,
        group: int | str,
        server: ServerAddress | None = None,
        proxy: dict[str, Any] | None = None,
        connect_timeout: float = 15.0,
        request_timeout: float = 20.0,
        queue_size: int = 1000,
        timing: LinkTiming | None = None,
        clock: Callable[[], datetime] = _utc_now,
        rng: random.Random | None = None,
    ) -> None:
        self._configured_group = group
        self._clock = clock
        self._events = EventQueue(queue_size)
        self._group: GroupPeer | None = None
        self._link = TelethonLink(
            ClientSettings(
                api_id=api_id,
                api_hash=api_hash,
                session_path=session_path,
                server=server,
                proxy=proxy,
                connect_timeout=connect_timeout,
                request_timeout=request_timeout,
            ),
            self._events,
            prepare=self._listen,
            on_difference=self._on_difference,
            timing=timing,
            rng=rng,
        )
        self._reader = TelethonReader(self._link)
        self._sender = TelethonSender(self._link, self._clock)
        self._members = {}

    # ------------------------------------------------------------------ connection

    async def connect(self) -> Account:
        """Connect, check the login, find the group. See :class:`modtui.telegram.gateway.Gateway`."""
        self._events.put(ConnectionState(Link.CONNECTING))
        me = await self._link.open()
        try:
            self._group = await find_group(self._link, self._configured_group)
            await self.group()
        except BaseException:
            await self._link.disconnect()
            raise
        self._link.keep()
        return convert.account(me)

    async def close(self) -> None:
        """Disconnect for good."""
        await self._link.close()

    async def next_event(self) -> Event:
        """The next live event."""
        return await self._events.get()

    async def clock_offset(self) -> float:
        """Telegram's clock minus this machine's in seconds, to about a second (Telegram sends whole ones)."""
        before = self._clock()
        config = await self._link.request(functions.help.GetConfigRequest())
        middle = before + (self._clock() - before) / 2
        theirs = convert.utc(config.date)
        assert theirs is not None
        return (theirs + timedelta(seconds=0.5) - middle).total_seconds()

    def _now(self) -> datetime:
        return self._clock()

    def _peer(self) -> GroupPeer:
        if self._group is None:
            raise NotConnected(NOT_YET)
        return self._group

    async def group(self) -> GroupInfo:
        """The group and this account's rights, asked anew."""
        peer = self._peer()
        answer = await self._link.request(functions.channels.GetFullChannelRequest(peer.channel))
        channel = next(chat for chat in answer.chats if chat.id == peer.id)
        info = convert.group_info(channel, answer.full_chat)
        peer.linked_channel_id, peer.title = info.linked_channel_id, info.title
        return replace(info, upgraded_from=peer.upgraded_from)

    # ------------------------------------------------------------------ live events

    def _listen(self, client: TelegramClient) -> None:
        client.add_event_handler(
            self._on_update,
            events.Raw(
                types=(
                    types.UpdateNewChannelMessage,
                    types.UpdateEditChannelMessage,
                    types.UpdateDeleteChannelMessages,
                    types.UpdatePendingJoinRequests,
                    types.UpdateMessageReactions,
                    types.UpdateChannelParticipant,
                )
            ),
        )
        client.add_event_handler(self._on_private_update, events.Raw(types=PRIVATE_UPDATES))

    async def _on_update(self, update: Any) -> None:
        self._take(update, getattr(update, "_entities", None) or {})

    def _take(self, update: Any, entities: convert.Entities) -> None:
        """Turn one update into an event. Only this: anything slower would hold up Telethon's loop."""
        group = self._group
        if group is None:
            return
        try:
            event = self._event(update, group, entities)
        except Exception:
            self._events.put(UpdatesLost(UNREADABLE))
            raise
        if event is not None:
            self._events.put(event)

    def _event(self, update: Any, group: GroupPeer, entities: convert.Entities) -> Event | None:
        if isinstance(update, types.UpdateDeleteChannelMessages):
            if update.channel_id != group.id:
                return None
            return MessagesDeleted(Deletion(tuple(update.messages), self._clock()))
        if isinstance(update, types.UpdatePendingJoinRequests):
            ours = getattr(update.peer, "channel_id", None) == group.id
            return JoinRequestsChanged(update.requests_pending) if ours else None
        if isinstance(update, types.UpdateMessageReactions):
            return reactions_seen(update, group)
        if isinstance(update, types.UpdateChannelParticipant):
            return member_moved(update, group, entities)
        raw = getattr(update, "message", None)
        if getattr(getattr(raw, "peer_id", None), "channel_id", None) != group.id:
            return None
        message = convert.message(raw, group, entities)
        if message is None:
            return None
        if isinstance(update, types.UpdateEditChannelMessage):
            return MessageEdited(message)
        return MessageSeen(message)

    def _on_difference(self, request: Any, result: Any) -> None:
        """Take what Telethon drops: edits, deletions, comings and goings in a difference, all of a too long one."""
        channel = getattr(request, "channel", None)  # None: the account's own difference
        if self._group is None or (channel is not None and channel.channel_id != self._group.id):
            return
        if isinstance(result, types.updates.ChannelDifferenceTooLong):
            self._events.put(UpdatesLost(SKIPPED))
            return
        others = getattr(result, "other_updates", None) or ()
        entities = convert.entities_of(result.users, result.chats) if others else {}
        for update in others:
            if isinstance(update, _DROPPED):
                self._take(update, entities)

    # ------------------------------------------------------------------ reading

    def history(
        self, *, after_id: int = 0, since: datetime | None = None, page: int = 100
    ) -> AsyncIterator[Sequence[Message]]:
        """Messages after an id and since a moment, oldest first."""
        return self._reader.history(self._peer(), after_id=after_id, since=since, page=page)

    async def recent(self, limit: int = 200) -> Sequence[Message]:
        """The newest messages, oldest first."""
        found = await self._reader.recent(self._peer(), limit)
        # Their authors are known to the session file from here on, whenever the program ends.
        self._link.session.save()
        return found

    async def by_id(self, ids: Sequence[int]) -> dict[int, Message | None]:
        """These messages as they are now; None for one that is gone."""
        return await self._reader.by_id(self._peer(), ids)

    def members(self) -> AsyncIterator[Sequence[Member]]:
        """The member list in pages."""
        return self._reader.members(self._peer())

    def admin_log(self, *, after_id: int = 0) -> AsyncIterator[Sequence[AdminEvent]]:
        """Admin log lines newer than an id, oldest first."""
        return self._reader.admin_log(self._peer(), after_id=after_id)

    # ------------------------------------------------------------------ writing

    async def send(self, message: Outgoing) -> Sent:
        """Send once. See :class:`modtui.telegram.gateway.Gateway`."""
        peer = await self._destination(message.to)
        looks = await self._entities(message.entities, message.must_mention)
        sent, updates = await self._sender.send(peer, message, entities=looks)
        if isinstance(message.to, ToGroup) and updates is not None:
            # Telethon does not dispatch what this client writes itself.
            entities = convert.entities_of(updates.users, updates.chats)
            for update in updates.updates:
                if isinstance(update, types.UpdateNewChannelMessage):
                    self._take(update, entities)
        elif isinstance(message.to, ToUser):
            self._events.put(PrivateSeen(message.to.user_id, sent.sent_at, sent.message_id, outgoing=True))
        return sent

    async def find_own(self, to: Destination, text: str, *, after: datetime) -> Sent | None:
        """This account's first message with exactly this text since a moment, or None."""
        return await self._sender.find_own(await self._destination(to), text, after=after)

    async def delete(self, ids: Sequence[int]) -> int:
        """Delete messages of the group for everybody; returns how many were still there."""
        # Their authors may have to be addressed when the messages are gone: also after a crash.
        self._link.session.save()
        wanted, went = list(dict.fromkeys(ids)), 0
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            request = functions.channels.DeleteMessagesRequest(self._peer().channel, chunk)
            went += int((await self._link.request(request)).pts_count)
            self._events.put(MessagesDeleted(Deletion(tuple(chunk), self._clock())))
        return went

    async def ban(self, user_id: int, *, seen_in: int | None = None) -> None:
        """Remove a member for good."""
        await self._restrict(user_id, seen_in, types.ChatBannedRights(until_date=None, view_messages=True))

    async def unban(self, user_id: int, *, seen_in: int | None = None) -> None:
        """Lift a ban (and any other restriction of this member)."""
        await self._restrict(user_id, seen_in, types.ChatBannedRights(until_date=None))

    async def _restrict(self, user_id: int, seen_in: int | None, rights: Any) -> None:
        who = await self._person(user_id, seen_in)
        await self._link.request(functions.channels.EditBannedRequest(self._peer().channel, who, rights))

    async def is_banned(self, user_id: int, *, seen_in: int | None = None) -> bool:
        """Whether this member is banned now."""
        who = await self._person(user_id, seen_in)
        try:
            answer = await self._link.request(
                functions.channels.GetParticipantRequest(self._peer().channel, who)
            )
        except MemberGone:
            return False
        participant = answer.participant
        return isinstance(participant, types.ChannelParticipantBanned) and bool(
            participant.banned_rights.view_messages
        )

    # ------------------------------------------------------------------ whom requests mean

    async def _destination(self, to: Destination) -> Any:
        if isinstance(to, ToGroup):
            return self._peer().peer
        return await self._person(to.user_id, to.seen_in)

    async def _person(self, user_id: int, seen_in: int | None) -> Any:
        """A member as requests name them: by the session's memory, or by a message of theirs."""
        known = self._link.session.get_entity_rows_by_id(user_id, exact=True)
        if known is not None:
            return types.InputPeerUser(user_id, known[1])
        if seen_in is None:
            raise MemberGone(NEVER_SEEN)
        answer = await self._link.request(
            functions.channels.GetMessagesRequest(self._peer().channel, [types.InputMessageID(seen_in)])
        )
        author = getattr(answer.messages[0], "from_id", None) if answer.messages else None
        if isinstance(author, types.PeerChannel) and author.channel_id == user_id:
            channel = next((chat for chat in answer.chats if chat.id == user_id), None)
            if channel is not None:
                return types.InputPeerChannel(user_id, channel.access_hash)
        if not isinstance(author, types.PeerUser) or author.user_id != user_id:
            raise MemberGone(NEVER_SEEN)
        user = next((user for user in answer.users if user.id == user_id), None)
        if isinstance(user, types.User) and user.access_hash is not None and not user.min:
            return types.InputPeerUser(user_id, user.access_hash)
        return types.InputPeerUserFromMessage(self._peer().peer, seen_in, user_id)


__all__ = ["GatewayError", "LinkTiming", "ServerAddress", "TelethonGateway"]

"""The feed through Telethon: older pages, pins, topics, editing one's own messages, Telegram's schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from telethon.tl import functions, types

from modtui.domain.formatting import Entity, Look
from modtui.domain.media_facts import Topic
from modtui.domain.messages import Message
from modtui.telegram import telethon_convert as convert
from modtui.telegram import telethon_looks as looks
from modtui.telegram import telethon_media_facts as facts
from modtui.telegram.gateway import GatewayError, MemberGone, MessageGone, Outgoing, ToUser
from modtui.telegram.gateway_events import ReactionsSeen
from modtui.telegram.gateway_feed import ScheduledMessage
from modtui.telegram.telethon_convert import GroupPeer
from modtui.telegram.telethon_link import TelethonLink
from modtui.telegram.telethon_read import CHUNK, history_page

GONE = "That message is not there any more."
LOST_MENTION = (
    "It is held: nothing in the group tells Telegram any more who the member is, so they would not be told. "
    "c takes the reply back into the draft."
)
LOST_SCHEDULE = "Telegram took the message but does not list it among the scheduled ones; look in the app."


class TelethonFeed:
    """The FeedGateway half of :class:`~modtui.telegram.telethon.TelethonGateway`, which gives it these."""

    _link: TelethonLink

    def _peer(self) -> GroupPeer:
        raise NotImplementedError

    def _take(self, update: Any, entities: convert.Entities) -> None:
        raise NotImplementedError

    async def _person(self, user_id: int, seen_in: int | None) -> Any:
        raise NotImplementedError

    async def _entities(self, entities: Sequence[Entity], must: ToUser | None = None) -> list[Any]:
        """Entities in Telegram's types. A mention of somebody this session cannot name is left out.

        Raises GatewayError (code ``mention-lost``) when that is the one that must be mentioned.
        """
        people: dict[int, Any] = {}
        for user_id in {e.user_id for e in entities if e.look is Look.MENTION}:
            needed = must if must is not None and must.user_id == user_id else None
            try:
                people[user_id] = await self._person(user_id, needed.seen_in if needed else None)
            except MemberGone as error:
                if needed is not None:
                    raise GatewayError(LOST_MENTION, code="mention-lost") from error
        return looks.to_telegram(entities, people)

    def _read(self, answer: Any, *, newest_first: bool = False) -> list[Message]:
        group = self._peer()
        entities = convert.entities_of(answer.users, answer.chats)
        found = (convert.message(raw, group, entities) for raw in answer.messages)
        return sorted((m for m in found if m is not None), key=lambda m: m.id, reverse=newest_first)

    async def older(self, before_id: int, limit: int = 100) -> Sequence[Message]:
        """A page of history before an id, oldest first."""
        request = history_page(self._peer().peer, offset_id=before_id, limit=max(1, min(limit, CHUNK)))
        return self._read(await self._link.request(request))

    async def pinned(self) -> Sequence[Message]:
        """Pinned messages, newest first."""
        answer = await self._link.request(
            functions.messages.SearchRequest(
                peer=self._peer().peer,
                q="",
                filter=types.InputMessagesFilterPinned(),
                min_date=None,
                max_date=None,
                offset_id=0,
                add_offset=0,
                limit=CHUNK,
                max_id=0,
                min_id=0,
                hash=0,
            )
        )
        return self._read(answer, newest_first=True)

    async def topics(self) -> Sequence[Topic]:
        """The topics of a forum; none for a group without."""
        peer = self._peer()
        full = await self._link.request(functions.channels.GetChannelsRequest([peer.channel]))
        if not any(chat.id == peer.id and getattr(chat, "forum", False) for chat in full.chats):
            return []
        answer = await self._link.request(
            functions.messages.GetForumTopicsRequest(
                peer=peer.peer, offset_date=None, offset_id=0, offset_topic=0, limit=CHUNK
            )
        )
        return facts.topics(answer.topics)

    async def edit(self, message_id: int, text: str, entities: Sequence[Entity] = ()) -> Message:
        """Change one's own message."""
        peer = self._peer()
        wanted_looks = await self._entities(entities)
        request = functions.messages.EditMessageRequest(
            peer=peer.peer, id=message_id, message=text, entities=wanted_looks or None
        )
        try:
            answer = await self._link.request(request)
        except GatewayError as error:
            if error.code != "so-already":
                raise
        else:
            people = convert.entities_of(answer.users, answer.chats)
            for update in answer.updates:
                # Telethon does not dispatch what this client writes itself.
                if isinstance(update, types.UpdateEditChannelMessage) and update.message.id == message_id:
                    self._take(update, people)
                    if (message := convert.message(update.message, peer, people)) is not None:
                        return message
        wanted = [types.InputMessageID(message_id)]
        found = self._read(
            await self._link.request(functions.channels.GetMessagesRequest(peer.channel, wanted))
        )
        if not found:
            raise MessageGone(GONE)
        return found[0]

    # ---- the schedule

    async def schedule(self, message: Outgoing, at: datetime) -> ScheduledMessage:
        """Have Telegram post later. What it answers is not relied on: the schedule is listed (facts/telethon.md)."""
        moment = at.astimezone(UTC).replace(microsecond=0)
        for known in await self.scheduled():
            if (known.text, known.at) == (message.text.strip(), moment):
                return known
        reply = types.InputReplyToMessage(message.reply_to) if message.reply_to is not None else None
        await self._link.request(
            functions.messages.SendMessageRequest(
                peer=self._peer().peer,
                message=message.text,
                random_id=message.random_id,
                reply_to=reply,
                entities=await self._entities(message.entities) or None,
                schedule_date=moment,
            )
        )
        for known in await self.scheduled():
            if (known.text, known.at) == (message.text.strip(), moment):
                return known
        raise GatewayError(LOST_SCHEDULE, code="not-listed")

    async def scheduled(self) -> Sequence[ScheduledMessage]:
        """What waits to be posted, soonest first."""
        peer = self._peer().peer
        answer = await self._link.request(functions.messages.GetScheduledHistoryRequest(peer, 0))
        found = [
            ScheduledMessage(m.id, m.text, m.sent_at, m.reply_to, m.entities)
            for m in self._read(answer)
            if not m.service
        ]
        return sorted(found, key=lambda m: (m.at, m.id))

    async def cancel_scheduled(self, ids: Sequence[int]) -> None:
        """Take messages out of the schedule."""
        if ids:
            await self._link.request(
                functions.messages.DeleteScheduledMessagesRequest(self._peer().peer, list(ids))
            )


def reactions_seen(update: Any, group: GroupPeer) -> ReactionsSeen | None:
    """The event for an update about reactions, where it is about our group."""
    if getattr(update.peer, "channel_id", None) != group.id:
        return None
    return ReactionsSeen(update.msg_id, facts.reactions(update.reactions))

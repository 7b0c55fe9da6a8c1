"""Reading the group: history, single messages, members, the admin log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from telethon.tl import functions, types

from modtui.domain.messages import Member, Message
from modtui.telegram import telethon_convert as convert
from modtui.telegram.gateway import AdminEvent
from modtui.telegram.telethon_convert import GroupPeer
from modtui.telegram.telethon_link import TelethonLink

CHUNK = 100  # Telegram's limit for a page of messages, of ids to read and of ids to delete
_MEMBERS_CHUNK = 200


def history_page(
    peer: Any,
    *,
    offset_id: int = 0,
    offset_date: datetime | None = None,
    add_offset: int = 0,
    limit: int = CHUNK,
) -> Any:
    """A request for messages older than ``offset_id``, or newer ones with a negative ``add_offset``."""
    return functions.messages.GetHistoryRequest(
        peer=peer,
        offset_id=offset_id,
        offset_date=offset_date,
        add_offset=add_offset,
        limit=limit,
        max_id=0,
        min_id=0,
        hash=0,
    )


class TelethonReader:
    """Reads the group over a link; every call raises GatewayError only."""

    def __init__(self, link: TelethonLink) -> None:
        self._link = link

    def _messages(self, group: GroupPeer, answer: Any) -> list[Message]:
        """The messages of an answer, oldest first."""
        entities = convert.entities_of(answer.users, answer.chats)
        found = (convert.message(raw, group, entities) for raw in answer.messages)
        return sorted((message for message in found if message is not None), key=lambda m: m.id)

    async def history(
        self, group: GroupPeer, *, after_id: int = 0, since: datetime | None = None, page: int = 100
    ) -> AsyncIterator[Sequence[Message]]:
        """Messages after an id and since a moment, oldest first, complete when it ends without an error."""
        peer, limit, last = group.peer, max(1, min(page, CHUNK)), after_id
        if since is not None:
            last = max(last, await self._last_before(group, since))
        while True:
            # The window of `limit` messages just newer than `last`; what arrives meanwhile comes later.
            answer = await self._link.request(
                history_page(peer, offset_id=last + 1, add_offset=-limit, limit=limit)
            )
            newer = [raw.id for raw in answer.messages if raw.id > last]
            if not newer:
                return
            found = [
                message
                for message in self._messages(group, answer)
                if message.id > last and (since is None or message.sent_at >= since)
            ]
            if found:
                yield found
            last = max(newer)

    async def _last_before(self, group: GroupPeer, since: datetime) -> int:
        """The id of the newest message before that moment, or 0."""
        answer = await self._link.request(
            history_page(group.peer, offset_date=since - timedelta(seconds=1), limit=1)
        )
        return max((raw.id for raw in answer.messages), default=0)

    async def recent(self, group: GroupPeer, limit: int = 200) -> Sequence[Message]:
        """The newest messages, oldest first."""
        peer, found, before = group.peer, list[Message](), 0
        while len(found) < limit:
            wanted = min(CHUNK, limit - len(found))
            answer = await self._link.request(history_page(peer, offset_id=before, limit=wanted))
            if not answer.messages:
                break
            found = self._messages(group, answer) + found
            before = min(raw.id for raw in answer.messages)
        return found

    async def by_id(self, group: GroupPeer, ids: Sequence[int]) -> dict[int, Message | None]:
        """These messages as they are now; None for one that is gone."""
        found: dict[int, Message | None] = dict.fromkeys(ids)
        wanted = list(found)
        for start in range(0, len(wanted), CHUNK):
            chunk = [types.InputMessageID(number) for number in wanted[start : start + CHUNK]]
            answer = await self._link.request(functions.channels.GetMessagesRequest(group.channel, chunk))
            found.update(
                (message.id, message) for message in self._messages(group, answer) if message.id in found
            )
        return found

    async def members(self, group: GroupPeer) -> AsyncIterator[Sequence[Member]]:
        """The member list in pages, as far as Telegram shows it (about 10,000)."""
        offset, seen = 0, set[int]()
        while True:
            answer = await self._link.request(
                functions.channels.GetParticipantsRequest(
                    channel=group.channel,
                    filter=types.ChannelParticipantsSearch(""),
                    offset=offset,
                    limit=_MEMBERS_CHUNK,
                    hash=0,
                )
            )
            if not answer.participants:
                return
            users = {user.id: user for user in answer.users}
            page = []
            for participant in answer.participants:
                user = users.get(getattr(participant, "user_id", None))
                if isinstance(user, types.User) and user.id not in seen:
                    seen.add(user.id)
                    page.append(convert.member(participant, user))
            if page:
                yield page
            offset += len(answer.participants)

    async def admin_log(self, group: GroupPeer, *, after_id: int = 0) -> AsyncIterator[Sequence[AdminEvent]]:
        """Admin log lines newer than an id, oldest first (Telegram gives the newest first, for 48 hours)."""
        pages: list[list[AdminEvent]] = []
        before = 0
        while True:
            answer = await self._link.request(
                functions.channels.GetAdminLogRequest(
                    channel=group.channel, q="", max_id=before, min_id=after_id, limit=CHUNK
                )
            )
            users = {user.id: user for user in answer.users}
            found = (convert.admin_event(event, users) for event in answer.events)
            lines = sorted(found, key=lambda line: line.id)
            lines = [line for line in lines if line.id > after_id and (not before or line.id < before)]
            if not lines:
                break
            pages.append(lines)
            before = lines[0].id
        for page in reversed(pages):
            yield page

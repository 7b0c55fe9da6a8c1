"""Sending exactly once (DESIGN, "Exactly once"): ``random_id``, and finding what was sent before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from telethon import errors
from telethon.tl import functions, types

from modtui.telegram.gateway import GatewayError, Outgoing, Sent
from modtui.telegram.telethon_convert import utc
from modtui.telegram.telethon_link import TelethonLink
from modtui.telegram.telethon_read import history_page

_PAGES_TO_SEARCH = 30
_DUPLICATE_MEMORY = timedelta(days=1)

ALREADY_SENT = "Telegram says that this message was sent before, but it cannot be found in the chat."


class TelethonSender:
    """Writes to the group and to private chats."""

    def __init__(self, link: TelethonLink, clock: Callable[[], datetime]) -> None:
        self._link = link
        self._clock = clock

    async def send(
        self, peer: Any, message: Outgoing, media: Any = None, entities: Sequence[Any] = ()
    ) -> tuple[Sent, Any]:
        """Send to ``peer``, with ``media`` as its attachment and Telegram's ``entities``.

        Returns what Telegram said and its updates, if any.

        The same ``random_id`` again gives the first message: Telegram answers with its id, or refuses
        the repeat and the message is looked for.
        """
        reply = types.InputReplyToMessage(message.reply_to) if message.reply_to is not None else None
        content: dict[str, Any] = {
            "peer": peer,
            "message": message.text,
            "random_id": message.random_id,
            "reply_to": reply,
            "entities": entities or None,
        }
        request: Any = functions.messages.SendMessageRequest(**content)
        if media is not None:
            request = functions.messages.SendMediaRequest(**content, media=media)
        try:
            answer = await self._link.request(request)
        except GatewayError as error:
            if not isinstance(error.__cause__, errors.RandomIdDuplicateError):
                raise
            found = await self.find_own(peer, message.text, after=self._clock() - _DUPLICATE_MEMORY)
            if found is None:
                raise GatewayError(ALREADY_SENT, code="already-sent") from error
            return found, None
        return await self._read(peer, message, answer)

    async def _read(self, peer: Any, message: Outgoing, answer: Any) -> tuple[Sent, Any]:
        if isinstance(answer, types.UpdateShortSentMessage):
            return _sent(answer.id, answer.date), None
        updates = getattr(answer, "updates", ())
        number = next(
            (
                update.id
                for update in updates
                if isinstance(update, types.UpdateMessageID) and update.random_id == message.random_id
            ),
            None,
        )
        written = [
            update.message
            for update in updates
            if isinstance(update, types.UpdateNewChannelMessage | types.UpdateNewMessage)
        ]
        for raw in written:
            if number is None or raw.id == number:
                return _sent(raw.id, raw.date), answer
        if number is None:
            raise GatewayError(ALREADY_SENT, code="already-sent")
        return await self._known(peer, number, answer.date), None

    async def _known(self, peer: Any, number: int, fallback: datetime) -> Sent:
        """A repeat: Telegram names the first message's id only; its date is asked for."""
        wanted = [types.InputMessageID(number)]
        if isinstance(peer, types.InputPeerChannel):
            channel = types.InputChannel(peer.channel_id, peer.access_hash)
            answer = await self._link.request(functions.channels.GetMessagesRequest(channel, wanted))
        else:
            answer = await self._link.request(functions.messages.GetMessagesRequest(wanted))
        dates = [raw.date for raw in answer.messages if raw.id == number and getattr(raw, "date", None)]
        return _sent(number, dates[0] if dates else fallback)

    async def find_own(self, peer: Any, text: str, *, after: datetime) -> Sent | None:
        """This account's first message in that chat with this text, sent at or after ``after``.

        Reads the history itself: Telegram's search may lag behind, which here would mean sending twice.
        """
        first: Sent | None = None
        before = 0
        for _ in range(_PAGES_TO_SEARCH):
            answer = await self._link.request(history_page(peer, offset_id=before))
            dated = [raw for raw in answer.messages if getattr(raw, "date", None)]
            for raw in dated:
                date = utc(raw.date)
                mine = raw.out and isinstance(raw, types.Message) and raw.message.strip() == text.strip()
                if mine and date is not None and date >= after.replace(microsecond=0):
                    first = Sent(raw.id, date)  # newest first, so the last one found is the first sent
            if not dated or (utc(dated[-1].date) or after) < after.replace(microsecond=0):
                break
            before = min(raw.id for raw in answer.messages)
        return first


def _sent(number: int, date: datetime) -> Sent:
    moment = utc(date)
    assert moment is not None
    return Sent(number, moment)

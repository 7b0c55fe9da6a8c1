"""Files, voice and translation through Telethon."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

from telethon import TelegramClient, events
from telethon.tl import functions, types

from modtui.domain.formatting import Entity
from modtui.telegram import telethon_convert as convert
from modtui.telegram.event_queue import EventQueue
from modtui.telegram.gateway import (
    Destination,
    GatewayError,
    MessageGone,
    NotConnected,
    Outgoing,
    Sent,
    ToUser,
)
from modtui.telegram.gateway_media import OutgoingFile, Progress
from modtui.telegram.gateway_private import PrivateSeen
from modtui.telegram.telethon_convert import GroupPeer
from modtui.telegram.telethon_errors import translate
from modtui.telegram.telethon_feed import GONE
from modtui.telegram.telethon_link import TelethonLink
from modtui.telegram.telethon_send import TelethonSender

NOTHING = "That message has nothing to download."
UNREADABLE = "The file {name} cannot be read: {why}."
CHANGED = "The file {name} changed while it was being uploaded; attach it again."
NO_TRANSCRIPT = "Telegram has not finished transcribing; ask again in a moment."
NO_TRANSLATION = "Telegram gave no translation."

_READ: Final = 128 * 1024  # a part of a download
_PART: Final = 256 * 1024  # a part of an upload: divides 512 KiB, as Telegram wants
_BIG: Final = 10 * 1024 * 1024  # from here on parts are sent as those of a big file
_TRANSCRIPT_S: Final = 30.0


class TelethonMedia:
    """The MediaGateway half of :class:`~modtui.telegram.telethon.TelethonGateway`, which gives it these."""

    _link: TelethonLink
    _sender: TelethonSender
    _events: EventQueue

    def _peer(self) -> GroupPeer:
        raise NotImplementedError

    async def _destination(self, to: Destination) -> Any:
        raise NotImplementedError

    def _take(self, update: Any, entities: convert.Entities) -> None:
        raise NotImplementedError

    async def _entities(self, entities: Sequence[Entity], must: ToUser | None = None) -> list[Any]:
        raise NotImplementedError

    # ---- downloading

    async def download(self, message_id: int, target: Path, progress: Progress | None = None) -> int:
        """Write an attachment to a file. The message is asked for anew: references to files go stale."""
        answer = await self._link.request(
            functions.channels.GetMessagesRequest(self._peer().channel, [types.InputMessageID(message_id)])
        )
        raw = next((m for m in answer.messages if isinstance(m, types.Message)), None)
        if raw is None:
            raise MessageGone(GONE)
        where, size = _content(raw.media)
        with target.open("ab") as file:
            if size == 0:
                return 0
            # Telegram gives parts from multiples of their own length on.
            done = file.tell() // _READ * _READ
            file.truncate(done)
            if done and done == size:
                return done
            async for part in self._parts(where, size, done):
                await asyncio.to_thread(file.write, part)
                done += len(part)
                if progress is not None:
                    progress(done, size)
        if size is not None and done < size and isinstance(where, types.Document):
            raise NotConnected
        return done

    async def _parts(self, where: Any, size: int | None, start: int) -> AsyncIterator[bytes]:
        client = self._link.client
        parts = client.iter_download(where, offset=start, request_size=_READ, file_size=size)
        try:
            while True:
                part = await self._link.ask(_next(parts))
                if part is None:
                    return
                yield bytes(part)
        except GatewayError:
            raise
        except Exception as error:
            raise translate(error) from error
        finally:
            await parts.close()

    # ---- uploading

    async def send_file(
        self, message: Outgoing, file: OutgoingFile, progress: Progress | None = None
    ) -> Sent:
        """Upload, then post once: only the posting has a random_id, an upload repeated leaves nothing behind."""
        peer = await self._destination(message.to)
        uploaded = await self._upload(file, progress)
        media: Any
        if file.as_photo:
            media = types.InputMediaUploadedPhoto(uploaded)
        else:
            named = [types.DocumentAttributeFilename(file.name)]
            media = types.InputMediaUploadedDocument(uploaded, file.mime, named, force_file=True)
        looks = await self._entities(message.entities, message.must_mention)
        sent, updates = await self._sender.send(peer, message, media, looks)
        if isinstance(message.to, ToUser):
            self._events.put(PrivateSeen(message.to.user_id, sent.sent_at, sent.message_id, outgoing=True))
        elif updates is not None:
            entities = convert.entities_of(updates.users, updates.chats)
            for update in updates.updates:
                if isinstance(update, types.UpdateNewChannelMessage):
                    self._take(update, entities)
        return sent

    async def _upload(self, file: OutgoingFile, progress: Progress | None) -> Any:
        try:
            size = file.path.stat().st_size
            opened = await asyncio.to_thread(file.path.open, "rb")
        except OSError as error:
            why = UNREADABLE.format(name=file.name, why=error.strerror)
            raise GatewayError(why, code="file-gone") from error
        number = int.from_bytes(os.urandom(8), "big", signed=True)
        count, digest = max(1, -(-size // _PART)), hashlib.md5(usedforsecurity=False)
        with opened:
            for index in range(count):
                part = await asyncio.to_thread(opened.read, _PART)
                if len(part) != min(_PART, size - index * _PART):
                    raise GatewayError(CHANGED.format(name=file.name), code="file-gone")
                digest.update(part)
                request: Any = functions.upload.SaveFilePartRequest(number, index, part)
                if size > _BIG:
                    request = functions.upload.SaveBigFilePartRequest(number, index, count, part)
                await self._link.request(request)
                if progress is not None:
                    progress(min((index + 1) * _PART, size), size)
        if size > _BIG:
            return types.InputFileBig(number, count, file.name)
        return types.InputFile(number, count, file.name, digest.hexdigest())

    # ---- words

    async def transcribe(self, message_id: int) -> str:
        """A voice message in words; the words may come as an update after the answer."""
        peer, client = self._peer(), self._link.client
        finished: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def heard(update: Any) -> None:
            if update.msg_id == message_id and not update.pending and not finished.done():
                finished.set_result(update.text)

        client.add_event_handler(heard, events.Raw(types=types.UpdateTranscribedAudio))
        try:
            answer = await self._link.request(
                functions.messages.TranscribeAudioRequest(peer.peer, message_id)
            )
            if not answer.pending:
                return str(answer.text)
            return await asyncio.wait_for(finished, _TRANSCRIPT_S)
        except TimeoutError as error:
            raise GatewayError(NO_TRANSCRIPT, code="not-ready") from error
        finally:
            _forget(client, heard)

    async def translate(self, message_id: int, to_language: str) -> str:
        """A message in another language."""
        answer = await self._link.request(
            functions.messages.TranslateTextRequest(to_language, peer=self._peer().peer, id=[message_id])
        )
        if not answer.result:
            raise GatewayError(NO_TRANSLATION)
        return str(answer.result[0].text)


def _content(media: Any) -> tuple[Any, int | None]:
    """The photo or document of a message and its bytes, where known."""
    document = getattr(media, "document", None)
    if isinstance(document, types.Document):
        return document, document.size
    photo = getattr(media, "photo", None)
    if isinstance(photo, types.Photo):
        return photo, None if any(_bytes_of(size) for size in photo.sizes) else 0
    raise GatewayError(NOTHING, code="nothing-to-download")


def _bytes_of(size: Any) -> int:
    """Of one size of a photo; some kinds list them part by part, or are the bytes themselves."""
    if isinstance(size, types.PhotoSizeProgressive):
        return max(size.sizes, default=0)
    return size.size if isinstance(size, types.PhotoSize) else len(getattr(size, "bytes", b""))


async def _next(parts: Any) -> Any:
    try:
        return await parts.__anext__()
    except StopAsyncIteration:
        return None


def _forget(client: TelegramClient, handler: Any) -> None:
    client.remove_event_handler(handler)

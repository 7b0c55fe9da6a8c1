"""One client's TCP connection: packets in and out, sessions, salts, containers, service messages."""

from __future__ import annotations

import asyncio
import contextlib
import struct
import time
from typing import TYPE_CHECKING

from telethon.extensions import BinaryReader
from telethon.tl import functions, types
from telethon.tl.core import GzipPacked, MessageContainer

from tests.telegram_server import crypto, transport
from tests.telegram_server.exchange import Exchange, ExchangeError
from tests.telegram_server.keys import Key

if TYPE_CHECKING:
    from tests.telegram_server.server import TelegramServer

GZIP_ABOVE = 512  # bytes
TOO_OLD, TOO_NEW = 300, 30  # seconds a client's message id may be off
KEY_NOT_FOUND = struct.pack("<i", -404)
DUPLICATE_KEY = struct.pack("<i", -444)


class Connection:
    """Runs until either side ends it. ``key`` and ``session_id`` are known from the first encrypted packet on."""

    def __init__(
        self, server: TelegramServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server, self._reader, self._writer = server, reader, writer
        self.transport: transport.Transport | None = None
        self.key: Key | None = None
        self.session_id: int | None = None
        self.wants_updates = True
        self.acknowledged: set[int] = set()
        self.closed = False
        self._exchange: Exchange | None = None
        self._last_id = 0
        self._content = 0
        self._waiting: list[tuple[int, int, bytes]] = []
        self._gathering = False

    # ---- the stream

    async def run(self) -> None:
        """Read packets until the end. Broken clients are cut off, as a server would."""
        try:
            self.transport = await transport.recognise(self._reader)
            while not self.closed:
                self._packet(await self.transport.read(self._reader))
                await self._writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except (transport.BadFrame, crypto.BadPacket, ExchangeError, struct.error) as error:
            self.server.protocol_errors.append(f"{type(error).__name__}: {error}")
        finally:
            self.close()

    def close(self) -> None:
        """End it at once; what was not sent is lost."""
        self.closed = True
        self.server.connections.discard(self)
        with contextlib.suppress(RuntimeError):
            transport_ = self._writer.transport
            transport_.abort()

    def _raw(self, data: bytes) -> None:
        if not self.closed and self.transport is not None and not self._writer.is_closing():
            self._writer.write(self.transport.pack(data))

    def _packet(self, packet: bytes) -> None:
        if packet[:8] == bytes(8):
            self._plain(packet)
            return
        key = self.server.keys.get(packet[:8])
        if key is None:
            self._raw(KEY_NOT_FOUND)
            return
        self.key = key
        salt, session_id, message_id, seqno, body = crypto.open_packet(key.key, packet)
        if self.server.faults.mute:
            return
        if session_id != self.session_id:
            self.session_id, self._content = session_id, 0
        self._gathering = True
        try:
            self._received(salt, message_id, seqno, body)
        finally:
            self._gathering = False
            self._flush()

    # ---- before there is a key

    def _plain(self, packet: bytes) -> None:
        length = struct.unpack_from("<i", packet, 16)[0]
        request = BinaryReader(packet[20 : 20 + length]).tgread_object()
        faults = self.server.faults
        fault = faults.take(type(request).__name__.removesuffix("Request"), None)
        if fault is not None and fault.drop:
            self.close()
            return
        if fault is not None and fault.silent:
            return
        if isinstance(request, functions.ReqPqMultiRequest | functions.ReqPqRequest):
            self._exchange = Exchange(self.server.rsa, faults.clock_skew)
        if isinstance(request, types.MsgsAck):
            return
        if self._exchange is None:
            raise ExchangeError("a step without a beginning")
        answer = self._exchange.answer(request)
        if (made := self._exchange.made) is not None:
            self.server.keys.add(made.key, self.server.now(), salt=made.salt)
            self.server.exchanges += 1
        self._raw(struct.pack("<qqi", 0, self._next_id(reply=True), len(answer)) + answer)

    # ---- messages in

    def _received(self, salt: int, message_id: int, seqno: int, body: bytes) -> None:
        assert self.key is not None
        if message_id % 4:
            self._service(types.BadMsgNotification(message_id, seqno, 18))
            return
        off = (message_id >> 32) - (time.time() + self.server.faults.clock_skew)
        if off < -TOO_OLD or off > TOO_NEW:
            self._service(types.BadMsgNotification(message_id, seqno, 16 if off < 0 else 17))
            return
        if salt != self.key.salt:
            self._service(types.BadServerSalt(message_id, seqno, 48, self.key.salt))
            return
        if self.session_id not in self.key.sessions:
            self.key.sessions.add(self.session_id or 0)
            unique = int.from_bytes(self.key.id, "little", signed=True) ^ (self.session_id or 0)
            self._service(types.NewSessionCreated(message_id, unique, self.key.salt), content=True)
        self._opened(message_id, seqno, body)

    def _opened(self, message_id: int, seqno: int, body: bytes) -> None:
        reader = BinaryReader(body)
        read = reader.tgread_object()
        if isinstance(read, GzipPacked):
            self._opened(message_id, seqno, read.data)
            return
        if isinstance(read, MessageContainer):
            # Parsed again from the bytes: an object in a container may be a packed one.
            position = 8
            for _ in read.messages:
                inner_id, inner_seqno, length = struct.unpack_from("<qii", body, position)
                self._opened(inner_id, inner_seqno, body[position + 16 : position + 16 + length])
                position += 16 + length
            return
        if reader.tell_position() != len(body):
            left = len(body) - reader.tell_position()
            self.server.protocol_errors.append(f"{left} bytes left after {type(read).__name__}")
        self._handle(message_id, read)

    def _handle(self, message_id: int, read: object) -> None:
        match read:
            case types.MsgsAck():
                self.acknowledged.update(read.msg_ids)
            case functions.PingRequest() | functions.PingDelayDisconnectRequest():
                self.server.pings += 1
                self._service(types.Pong(message_id, read.ping_id), reply=True)
            case types.MsgsStateReq():
                self._service(types.MsgsStateInfo(message_id, "\x04" * len(read.msg_ids)), reply=True)
            case types.MsgsStateInfo() | types.MsgsAllInfo() | types.MsgResendReq():
                pass
            case functions.GetFutureSaltsRequest():
                now = int(time.time())
                assert self.key is not None
                salts = [types.FutureSalt(now, now + 86400, self.key.salt)]
                body = struct.pack("<Iqii", 0xAE500895, message_id, now, len(salts))
                body += b"".join(struct.pack("<iiq", now, now + 86400, s.salt) for s in salts)
                self._out(body, reply=True)
            case functions.DestroySessionRequest():
                self._service(types.DestroySessionOk(read.session_id), reply=True)
            case functions.RpcDropAnswerRequest():
                self.result(message_id, bytes(types.RpcAnswerUnknown()))
            case _:
                self.server.call(self, message_id, read)

    # ---- messages out

    def result(self, request_id: int, body: bytes) -> None:
        """Answer a request with an encoded result or RpcError."""
        if len(body) > GZIP_ABOVE:
            packed = bytes(GzipPacked(body))
            body = packed if len(packed) < len(body) else body
        self._out(struct.pack("<Iq", 0xF35C6D01, request_id) + body, reply=True, content=True)

    def acknowledge(self, request_id: int) -> None:
        """Tell the client that a request whose answer takes long has come in."""
        self._service(types.MsgsAck([request_id]))

    def push(self, body: bytes) -> None:
        """Send something nobody asked for. Before the client's first packet there is nowhere to send it."""
        if len(body) > GZIP_ABOVE:
            packed = bytes(GzipPacked(body))
            body = packed if len(packed) < len(body) else body
        self._out(body, content=True)

    def _service(self, message: object, *, reply: bool = False, content: bool = False) -> None:
        self._out(bytes(message), reply=reply, content=content)

    def _next_id(self, *, reply: bool) -> int:
        now = time.time() + self.server.faults.clock_skew
        whole = int(now)
        made = (whole << 32 | int((now - whole) * (1 << 32))) & ~3
        made = max(made, (self._last_id & ~3) + 4) | (1 if reply else 3)
        self._last_id = made
        return made

    def _out(self, body: bytes, *, reply: bool = False, content: bool = False) -> None:
        if self.closed or self.session_id is None or self.server.faults.mute:
            return
        seqno = self._content * 2 + (1 if content else 0)
        self._content += content
        self._waiting.append((self._next_id(reply=reply), seqno, body))
        if not self._gathering:
            self._flush()

    def _flush(self) -> None:
        """Send what has gathered: one message as it is, several as a container."""
        waiting, self._waiting = self._waiting, []
        if not waiting or self.key is None or self.session_id is None:
            return
        if len(waiting) == 1:
            message_id, seqno, body = waiting[0]
        else:
            body = struct.pack("<Ii", 0x73F1F8DC, len(waiting))
            body += b"".join(struct.pack("<qii", i, n, len(inner)) + inner for i, n, inner in waiting)
            message_id, seqno = self._next_id(reply=False), self._content * 2
        self._raw(crypto.seal_packet(self.key.key, self.key.salt, self.session_id, message_id, seqno, body))

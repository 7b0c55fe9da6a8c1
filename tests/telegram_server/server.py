"""The server: listens on loopback, knows keys and logins, dispatches requests, pushes the world's events.

It knows nothing of modtui's gateway::

    async with TelegramServer(world) as server:
        server.port, server.public_key_pem  # for a client that makes its own key and logs in
        server.write_session(path, user_id)  # or: a session file that is logged in, without a key exchange
        server.logins.set_password(user_id, "...")  # codes are logins.code
        server.faults.drop_after("SendMessage")  # what is to go wrong: see Faults
        await server.until(lambda: server.count("SendMessage") == 2)

Leaving fails the test if a client asked for something that has no handler (``server.unhandled``).
"""

from __future__ import annotations

import asyncio
import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from telethon.crypto import AuthKey
from telethon.sessions import SQLiteSession, StringSession
from telethon.tl import functions
from telethon.tl import types as t

from modtui.telegram.world import MembershipEvent, World, WorldError
from tests.telegram_server import crypto
from tests.telegram_server.calls import (
    BEFORE_LOGIN,
    HANDLERS,
    WRAPPERS,
    Call,
    RpcRefusal,
    encode_result,
    refusal_of,
)
from tests.telegram_server.connection import Connection
from tests.telegram_server.faults import Fault, Faults
from tests.telegram_server.keys import Key, Keys
from tests.telegram_server.login import Logins
from tests.telegram_server.pushes import Pushes

HOST = "127.0.0.1"
DC = 2


@dataclass(frozen=True)
class Seen:
    """A request that came in: whose, and what."""

    user_id: int | None
    name: str
    request: object


class TelegramServer:
    """A Telegram of one data centre on a socket. ``strict``: leaving fails on unhandled requests and on crashes."""

    def __init__(self, world: World, *, port: int = 0, strict: bool = True) -> None:
        self.world, self.strict = world, strict
        self.dc, self.host, self.port = DC, HOST, port
        self.rsa = crypto.process_key()
        self.keys = Keys()
        self.logins = Logins(self)
        self.faults = Faults(self.cut, self._door_changed)
        self.connections: set[Connection] = set()
        self.calls: list[Seen] = []
        self.unhandled: list[str] = []
        self.crashes: list[str] = []
        self.protocol_errors: list[str] = []
        self.invites: dict[str, int] = {}  # invite links' hashes, and the groups they lead to
        self.moved: dict[
            int, list[MembershipEvent]
        ] = {}  # participant updates by account; the qts counts them
        self.uploads: dict[tuple[int, int], dict[int, bytes]] = {}  # parts by user and file
        self.exchanges = 0  # completed key exchanges
        self.accepted = 0  # connections taken so far
        self.pings = 0  # answered so far
        self.caller: Call | None = None
        self._pushes = Pushes(self)
        self._listener: asyncio.Server | None = None
        self._opening = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsubscribe: Callable[[], None] = lambda: None

    # ---- start and stop

    async def __aenter__(self) -> TelegramServer:
        await self.start()
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        await self.stop()
        if kind is None and self.strict:
            wrong = self.crashes + [f"unhandled request: {name}" for name in self.unhandled]
            wrong += [f"protocol: {error}" for error in self.protocol_errors]
            if wrong:
                raise AssertionError(
                    "the loopback server was asked what it does not know:\n" + "\n".join(wrong)
                )

    async def start(self) -> None:
        """Listen. After a :meth:`stop` it takes the same port and still knows keys and logins."""
        self._unsubscribe = self.world.subscribe(self._pushes.happened)
        await self._listen()

    async def stop(self) -> None:
        """End every connection and stop listening."""
        self._unsubscribe()
        await self._unlisten()
        self.cut()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def restart(self) -> None:
        """As if the server went down and came up: sessions are forgotten, keys and logins are not."""
        await self._unlisten()
        self.cut()
        for key in self.keys:
            key.sessions.clear()
        await self._listen()

    async def _listen(self) -> None:
        if self._listener is None:
            self._listener = await asyncio.start_server(self._accepted, HOST, self.port)
            self.port = self._listener.sockets[0].getsockname()[1]
        self._opening = False

    async def _unlisten(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    def _door_changed(self) -> None:
        if self.faults.door == "refuse":
            listener, self._listener = self._listener, None
            if listener is not None:
                listener.close()
        elif self._listener is None and not self._opening:
            self._opening = True
            self.later(self._listen())

    def cut(self) -> None:
        """End every connection now."""
        for connection in list(self.connections):
            connection.close()

    def later(self, work: object) -> None:
        """Run something beside, until it ends or the server stops."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self.faults.door == "close":
            writer.transport.abort()
            return
        connection = Connection(self, reader, writer)
        self.connections.add(connection)
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            if self.faults.door == "silent":
                while await reader.read(4096):
                    pass
                return
            await connection.run()
        except (asyncio.CancelledError, ConnectionError):
            pass
        finally:
            connection.close()

    # ---- for tests

    @property
    def public_key_pem(self) -> str:
        """The server's public RSA key in PKCS#1 PEM."""
        return self.rsa.public_pem

    def now(self) -> datetime:
        """Telegram's clock, which dates messages."""
        return self.world.now()

    def place_key(self, user_id: int | None, *, device: str = "test") -> bytes:
        """A new authorization key on which ``user_id`` is logged in (None: nobody yet): 256 bytes."""
        key = self.keys.add(os.urandom(256), self.now(), user_id=user_id)
        key.device = device
        return key.key

    def session_string(self, user_id: int | None) -> str:
        """A Telethon StringSession with a placed key."""
        session = StringSession()
        session.set_dc(self.dc, self.host, self.port)
        session.auth_key = AuthKey(self.place_key(user_id))
        return session.save()

    def write_session(self, path: Path, user_id: int | None) -> Path:
        """Write a Telethon session file (``path`` ends in .session) with a placed key, mode 0600."""
        session = SQLiteSession(str(path))
        session.set_dc(self.dc, self.host, self.port)
        session.auth_key = AuthKey(self.place_key(user_id))
        session.save()
        session.close()
        path.chmod(0o600)
        return path

    def revoke(self, user_id: int, *, unknown: bool = False) -> None:
        """End every login of this user. ``unknown``: the keys themselves are forgotten (-404)."""
        for key in self.keys.of(user_id):
            key.user_id = None
            if unknown:
                self.keys.forget(key)
            self.close_key(key)

    def close_key(self, key: Key) -> None:
        """Cut the connections of one key."""
        for connection in [c for c in self.connections if c.key is key]:
            connection.close()

    def login_token_changed(self, key: Key) -> None:
        """Tell the connections of a key that its QR token was scanned."""
        update = bytes(t.UpdateShort(t.UpdateLoginToken(), self.now()))
        for connection in [c for c in self.connections if c.key is key]:
            connection.push(update)

    def count(self, name: str, user_id: int | None = None) -> int:
        """How many requests of this name came in, from one user or from all."""
        return sum(s.name == name and (user_id is None or s.user_id == user_id) for s in self.calls)

    async def until(self, true: Callable[[], object], seconds: float = 5) -> None:
        """Wait until a condition holds. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.005)

    # ---- requests

    def call(self, connection: Connection, request_id: int, read: object) -> None:
        """Answer one request, with whatever fault is set for it."""
        key = connection.key
        assert key is not None
        request = self._unwrapped(connection, key, read)
        name = type(request).__name__.removesuffix("Request")
        key.active = self.now()
        self.calls.append(Seen(key.user_id, name, request))
        fault = self.faults.take(name, key.user_id) or Fault(name)
        if fault.drop == "before":
            connection.close()
            return
        if fault.silent == "before":
            return
        answer = self._answer(connection, key, request, fault)
        if fault.drop == "after":
            connection.close()
        elif fault.silent is None and fault.delay:
            connection.acknowledge(request_id)
            self.later(self._delayed(connection, request_id, answer, fault.delay))
        elif fault.silent is None:
            connection.result(request_id, answer)

    @staticmethod
    async def _delayed(connection: Connection, request_id: int, answer: bytes, seconds: float) -> None:
        await asyncio.sleep(seconds)
        connection.result(request_id, answer)

    def _unwrapped(self, connection: Connection, key: Key, read: object) -> object:
        connection.wants_updates = True
        while isinstance(read, WRAPPERS):
            if isinstance(read, functions.InvokeWithLayerRequest):
                key.layer = read.layer
            elif isinstance(read, functions.InitConnectionRequest):
                key.device, key.app_version, key.api_id = read.device_model, read.app_version, read.api_id
            elif isinstance(read, functions.InvokeWithoutUpdatesRequest):
                connection.wants_updates = False
            read = read.query
        return read

    def _answer(self, connection: Connection, key: Key, request: object, fault: Fault) -> bytes:
        call = Call(self, connection, key)
        try:
            if fault.error is not None:
                raise RpcRefusal(*fault.error)
            answer = encode_result(self._handled(call, request))
            if fault.error_after is not None:
                raise RpcRefusal(*fault.error_after)
            return answer
        except WorldError as error:
            refusal = refusal_of(error)
        except RpcRefusal as error:
            refusal = error
        except Exception:  # noqa: BLE001 - a mistake in a handler must fail the test, not hang the client
            self.crashes.append(f"{type(request).__name__}: {traceback.format_exc()}")
            refusal = RpcRefusal(400, "LOOPBACK_SERVER_MISTAKE")
        finally:
            self.caller = None
        return bytes(t.RpcError(refusal.code, refusal.message))

    def _handled(self, call: Call, request: object) -> object:
        kind = type(request)
        handler = HANDLERS.get(kind)
        if call.key.user_id is None and kind not in BEFORE_LOGIN:
            raise RpcRefusal(401, "AUTH_KEY_UNREGISTERED")
        if handler is None:
            self.unhandled.append(f"{kind.__module__.rsplit('.', 1)[-1]}.{kind.__name__}")
            raise RpcRefusal(400, "LOOPBACK_SERVER_UNHANDLED")
        self.caller = call
        return handler(call, request)

"""The connection: opening it with a time-out, noticing that it died, opening it again.

Telethon's own reconnecting is switched off: it tries five times a second apart,
does not say that it is trying, and notices a dead line only after a minute or
two. Each connection here is a fresh client on the same session, so that a
request given up by its caller is never sent later behind their back.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telethon import TelegramClient
from telethon.tl import functions

from modtui.telegram.event_queue import CLOSED, EventQueue
from modtui.telegram.gateway import ConnectionState, GatewayError, Link, NotConnected, NotLoggedIn
from modtui.telegram.telethon_client import ClientSettings, ModtuiSession, make_client, open_session
from modtui.telegram.telethon_errors import LOST, NOT_LOGGED_IN, SILENT, translate

_DISCONNECT_SECONDS = 5.0
UNREACHABLE = "Telegram cannot be reached."


@dataclass(frozen=True, slots=True)
class LinkTiming:
    """How patient the connection is; all in seconds."""

    first_delay: float = 1.0
    longest_delay: float = 60.0
    ping_every: float = 20.0
    ping_timeout: float = 10.0


class TelethonLink:
    """One account's line to Telegram.

    ``prepare`` is called with each new client before its first request, to add handlers.
    """

    def __init__(
        self,
        settings: ClientSettings,
        events: EventQueue,
        *,
        prepare: Callable[[TelegramClient], None] | None = None,
        on_difference: Callable[[Any, Any], None] | None = None,
        timing: LinkTiming | None = None,
        rng: random.Random | None = None,
        receive_updates: bool = True,
    ) -> None:
        self._settings = settings
        self._events = events
        self._prepare = prepare
        self._on_difference = on_difference
        self._timing = timing or LinkTiming()
        self._rng = rng or random.Random()
        self._receive_updates = receive_updates
        self._session: ModtuiSession | None = None
        self._client: TelegramClient | None = None
        self._down: asyncio.Future[None] | None = None
        self._suspicion = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._closed = False
        self._dead: NotLoggedIn | None = None
        self.me: Any = None
        self.is_key_new = False  # whether this session's key was agreed on by this link

    # ------------------------------------------------------------------ opening and closing

    async def open(self) -> Any:
        """Connect once and check the login; returns Telegram's user for this account.

        Raises NotLoggedIn, NotConnected, or GatewayError for an unusable session file.
        """
        user = await self.open_unchecked()
        if user is None:
            await self._drop()
            raise NotLoggedIn(NOT_LOGGED_IN)
        return user

    async def open_unchecked(self) -> Any:
        """Connect once; returns Telegram's user, or None if this machine is not logged in."""
        if self._closed:
            raise NotConnected(CLOSED)
        await self._drop()
        if self._session is None:
            self._session = open_session(self._settings)
            self.is_key_new = self._session.auth_key is None
        client = make_client(
            self._settings,
            self._session,
            on_difference=self._on_difference,
            receive_updates=self._receive_updates,
        )
        if self._prepare is not None:
            self._prepare(client)
        self._client = client
        try:
            # A stalled key exchange would hang for ever (facts/telethon.md).
            await asyncio.wait_for(_uncancelled(client.connect()), self._settings.connect_timeout)
            self._watch(client)
            self.me = await self.ask(_me(client))
        except Exception as error:
            await self._drop()
            failure = translate(error)
            raise NotConnected(UNREACHABLE) if isinstance(failure, NotConnected) else failure from error
        except asyncio.CancelledError:
            await self._drop()
            raise
        return self.me

    def _watch(self, client: TelegramClient) -> None:
        down = self._down = asyncio.get_running_loop().create_future()

        def ended(future: asyncio.Future[Any]) -> None:
            if not future.cancelled():
                future.exception()  # taken, so that nobody is told it never was
            if not down.done():
                down.set_result(None)

        client.disconnected.add_done_callback(ended)

    async def forget_key(self) -> None:
        """Throw this session's key away: the next connection agrees on a new one."""
        await self._drop()
        self._dead = None
        self.is_key_new = True
        self.session.auth_key = None
        self.session.save()

    async def disconnect(self) -> None:
        """Let go of the connection, to be opened again some time."""
        await self._drop()

    async def _drop(self) -> None:
        """Let go of the current client; never raises and never hangs."""
        client, self._client = self._client, None
        if self._down is not None and not self._down.done():
            self._down.set_result(None)
        if client is None:
            return
        with contextlib.suppress(Exception):
            await asyncio.wait_for(_uncancelled(client.disconnect()), _DISCONNECT_SECONDS)

    async def close(self) -> None:
        """Disconnect for good. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._drop()
        if self._session is not None:
            self._session.close()
        self._events.close()

    @property
    def session(self) -> ModtuiSession:
        """The open session. Raises NotConnected before the first :meth:`open`."""
        if self._session is None:
            raise NotConnected(CLOSED)
        return self._session

    @property
    def client(self) -> TelegramClient:
        """The live client. Raises NotConnected while there is none, NotLoggedIn after a logout."""
        if self._dead is not None:
            raise NotLoggedIn(str(self._dead))
        if self._closed:
            raise NotConnected(CLOSED)
        if self._client is None or self._down is None or self._down.done():
            raise NotConnected(LOST)
        return self._client

    # ------------------------------------------------------------------ requests

    async def request(self, request: Any, timeout: float | None = None) -> Any:
        """One request, within the request time-out. Raises GatewayError only."""
        try:
            return await self.ask(_uncancelled(self.client(request)), timeout)
        except GatewayError:
            raise
        except Exception as error:
            raise self._noted(translate(error)) from error

    async def call(
        self,
        do: Callable[[TelegramClient], Awaitable[Any]],
        *,
        timeout: float | None = None,
        may_move: bool = False,
    ) -> Any:
        """One of the library's own operations, within the request time-out. Raises GatewayError only.

        ``may_move``: it may change to the data centre where the account lives, which to
        everybody else looks like a broken line.
        """
        client = self.client
        try:
            if not may_move:
                return await self.ask(_uncancelled(do(client)), timeout)
            limit = timeout or self._settings.request_timeout
            try:
                return await asyncio.wait_for(_uncancelled(do(client)), limit)
            finally:
                if client.is_connected():
                    self._watch(client)
        except GatewayError:
            raise
        except Exception as error:
            raise self._noted(translate(error)) from error

    async def ask(self, work: Awaitable[Any], timeout: float | None = None) -> Any:
        """Await an answer until it comes, the line breaks (NotConnected) or the time is up (NotConnected)."""
        down = self._down
        task = asyncio.ensure_future(work)
        waiting: set[asyncio.Future[Any]] = {task} if down is None else {task, down}
        try:
            await asyncio.wait(
                waiting,
                timeout=timeout or self._settings.request_timeout,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if task.done():
                return task.result()
        finally:
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        if down is not None and down.done():
            raise NotConnected(LOST)
        self._suspicion.set()  # silence may be a dead line: have it tried at once
        raise NotConnected(SILENT)

    def _noted(self, error: GatewayError) -> GatewayError:
        if isinstance(error, NotLoggedIn):
            self._logged_out(error)
        return error

    def _logged_out(self, error: NotLoggedIn) -> None:
        if self._dead is None:
            self._dead = error
            self._events.put(ConnectionState(Link.LOGGED_OUT, reason=str(error)))
            if self._keeper is not None and self._keeper is not asyncio.current_task():
                self._keeper.cancel()

    # ------------------------------------------------------------------ keeping it up

    def keep(self) -> None:
        """From now on notice a broken line and restore it."""
        self._events.put(ConnectionState(Link.CONNECTED))
        if self._keeper is not None:
            self._keeper.cancel()
        self._keeper = asyncio.create_task(self._keep(), name="telegram link")

    async def _keep(self) -> None:
        while True:
            await self._until_broken()
            await self._drop()
            if not await self._restore():
                return

    async def _until_broken(self) -> None:
        """Return when the line is down, or a ping on it is not answered in time."""
        down = self._down
        assert down is not None
        while not down.done():
            self._suspicion.clear()
            alarm = asyncio.create_task(self._suspicion.wait())
            signals: set[asyncio.Future[Any]] = {down, alarm}
            try:
                await asyncio.wait(
                    signals, timeout=self._timing.ping_every, return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                alarm.cancel()
            if down.done() or not await self._answers_ping():
                return

    async def _answers_ping(self) -> bool:
        ping = functions.PingRequest(self._rng.getrandbits(63))
        try:
            await self.request(ping, self._timing.ping_timeout)
        except (NotConnected, NotLoggedIn):
            return False
        except GatewayError:
            return True  # a refusal is an answer
        return True

    async def _restore(self) -> bool:
        """Try until connected (True) or logged out (False), waiting longer each time, up to a minute."""
        attempt = 0
        reason = LOST
        while self._dead is None:
            ceiling = min(self._timing.longest_delay, self._timing.first_delay * 2.0 ** min(attempt, 30))
            delay = ceiling * self._rng.uniform(0.5, 1.0)
            self._events.put(ConnectionState(Link.RECONNECTING, retry_in=delay, reason=reason))
            await asyncio.sleep(delay)
            self._events.put(ConnectionState(Link.CONNECTING))
            try:
                await self.open()
            except NotLoggedIn as error:
                self._logged_out(error)
            except GatewayError as error:
                await self._drop()
                reason = str(error)
            else:
                self._events.put(ConnectionState(Link.CONNECTED))
                return True
            attempt += 1
        return False


async def _me(client: TelegramClient) -> Any:
    return await _uncancelled(client.get_me())


async def _uncancelled(work: Awaitable[Any]) -> Any:
    """A request that Telethon cancels because the line broke must not look as if we were cancelled."""
    try:
        return await work
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise NotConnected(LOST) from None

"""What wire tests share: a small group, its server, and plain Telethon clients that end with the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from telethon import TelegramClient, events
from telethon.sessions import MemorySession, StringSession
from telethon.tl import types as t

from modtui.telegram.world import AdminRights, Group, World, WorldSwitches
from tests.telegram_server.server import TelegramServer

PHONE = "+16135550100"


@dataclass
class Wire:
    """A server with a group of an owner, the moderator Sara, and the members Omar and Huda."""

    world: World
    server: TelegramServer
    group: Group
    owner: int
    sara: int
    omar: int
    huda: int
    clients: list[TelegramClient] = field(default_factory=list)

    async def client(self, user_id: int | None, **options: object) -> TelegramClient:
        """A connected client of this user, on a placed key unless a ``session`` is given."""
        session = options.pop("session", None) or StringSession(self.server.session_string(user_id))
        options = {"flood_sleep_threshold": 0, "retry_delay": 0.02, "connection_retries": 50, **options}
        client = TelegramClient(session, 1, "x", **options)
        self.clients.append(client)
        async with asyncio.timeout(5):
            await client.connect()
        return client

    def fresh_session(self) -> MemorySession:
        """A session without a key: the real key exchange runs."""
        session = MemorySession()
        session.set_dc(self.server.dc, self.server.host, self.server.port)
        return session

    def place(self, viewer: int) -> t.InputPeerChannel:
        """The group as this viewer addresses it."""
        return t.InputPeerChannel(self.group.id, self.world.access_hash(viewer, -self.group.id))

    def person(self, viewer: int, user_id: int) -> t.InputPeerUser:
        """A user as this viewer addresses them."""
        return t.InputPeerUser(user_id, self.world.access_hash(viewer, user_id))


def heard(client: TelegramClient, kind: type = events.NewMessage) -> asyncio.Queue:
    """A queue of this client's live events of a kind."""
    queue: asyncio.Queue = asyncio.Queue()

    async def put(event: object) -> None:
        queue.put_nowait(event)

    client.add_event_handler(put, kind())
    return queue


@asynccontextmanager
async def wire_stage(**options: object) -> AsyncIterator[Wire]:
    """The stage by hand; :func:`wire` is the fixture of it."""
    world = World(lambda: datetime.now(UTC), switches=WorldSwitches(join_messages=False))
    owner = world.add_user("Owner", username="owner").id
    sara = world.add_user("Sara", phone=PHONE, username="sara").id
    omar, huda = world.add_user("عمر", language="ar").id, world.add_user("Huda").id
    group = world.add_group("Newcomers", owner)
    for user_id in (sara, omar, huda):
        world.join(user_id)
    world.promote(owner, sara, AdminRights())
    async with TelegramServer(world, **options) as server:
        stage = Wire(world, server, group, owner, sara, omar, huda)
        try:
            yield stage
        finally:
            for client in stage.clients:
                await asyncio.wait_for(client.disconnect(), 5)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """The stage; the test fails if the server was asked what it does not know."""
    async with wire_stage() as stage:
        yield stage

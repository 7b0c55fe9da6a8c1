"""Two stages with one play: the same group behind the simulated gateway and behind the real one.

The real one talks over a socket to the loopback server; both stand on one World.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from modtui.domain.messages import Message
from modtui.telegram.gateway import (
    ConnectionState,
    Event,
    FloodWait,
    Gateway,
    Link,
    NotConnected,
    PeerFlood,
)
from modtui.telegram.simulated import SimulatedGateway
from modtui.telegram.telethon import LinkTiming, ServerAddress, TelethonGateway
from modtui.telegram.world import AdminRights, World
from tests.telegram_server import TelegramServer

QUICK = LinkTiming(first_delay=0.02, longest_delay=0.1, ping_every=5.0, ping_timeout=0.5)
EventType = TypeVar("EventType", bound=Event)

# Telegram's request behind each call of the gateway that a test makes fail.
REQUESTS = {
    "send": "SendMessage",
    "history": "GetHistory",
    "ban": "EditBanned",
    "restrict": "EditBanned",
    "delete": "DeleteMessages",
    "private_chats": "GetDialogs",
}


class MovableClock:
    """Real time, which a test can push ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Stage(Protocol):
    """A group with people, and a gateway of the moderator's onto it."""

    world: World
    clock: MovableClock
    me: int
    omar: int  # a member
    sara: int  # a member
    other_admin: int  # promoted by the creator: out of the moderator's reach
    gateway: Gateway

    def new_gateway(self, queue_size: int = 1000) -> Gateway:
        """Another gateway of the same account (closed with the stage)."""
        ...

    def break_line(self) -> None: ...

    def restore_line(self) -> None: ...

    def flood(self, call: str, seconds: int) -> None:
        """The next call of this name is answered with a flood wait."""
        ...

    def peer_flood(self) -> None: ...

    def revoke(self) -> None:
        """The moderator ends this login from another device."""
        ...

    def lose_answer(self) -> None:
        """The next message is taken by Telegram, but the line breaks before the answer arrives."""
        ...


def populate(stage: Stage) -> None:
    """A creator, the moderator, another admin and two members."""
    world = stage.world
    creator = world.add_user("Creator", username="creator").id
    world.add_group("Newcomers", creator, username="newcomers_sample")
    stage.me = world.add_user("Layla", username="layla", phone="+16135550100").id
    stage.other_admin = world.add_user("Samir").id
    stage.omar = world.add_user("أبو عمر", language="ar").id
    stage.sara = world.add_user("Sara", username="sara").id
    world.switches.join_messages = False
    for user in (stage.me, stage.other_admin, stage.omar, stage.sara):
        world.join(user)
    world.switches.join_messages = True
    for admin in (stage.me, stage.other_admin):
        world.promote(creator, admin, AdminRights())


class SimulatedStage:
    """The simulated gateway."""

    def __init__(self) -> None:
        self.clock = MovableClock()
        self.world = World(self.clock)
        populate(self)
        self._gateways: list[SimulatedGateway] = []
        self.gateway = self.new_gateway()

    def new_gateway(self, queue_size: int = 1000) -> SimulatedGateway:
        gateway = SimulatedGateway(self.world, self.me, self.clock, queue_size=queue_size)
        self._gateways.append(gateway)
        return gateway

    def break_line(self) -> None:
        self._gateways[0].break_line()

    def restore_line(self) -> None:
        self._gateways[0].restore_line()

    def flood(self, call: str, seconds: int) -> None:
        self._gateways[0].refuse_next(call, FloodWait(seconds))

    def peer_flood(self) -> None:
        self._gateways[0].refuse_next("send", PeerFlood("limited"))

    def revoke(self) -> None:
        self._gateways[0].revoke()

    def lose_answer(self) -> None:
        gateway = self._gateways[0]
        write = gateway.send

        async def send_and_lose(message):
            gateway.send = write
            await write(message)
            gateway.break_line()
            asyncio.get_running_loop().call_later(0.02, gateway.restore_line)
            raise NotConnected

        gateway.send = send_and_lose

    async def close(self) -> None:
        for gateway in self._gateways:
            await gateway.close()


class TelethonStage:
    """The real gateway on the loopback server."""

    def __init__(self, directory: Path) -> None:
        self.clock = MovableClock()
        self.world = World(self.clock)
        populate(self)
        self.server = TelegramServer(self.world)
        self._directory = directory
        self._gateways: list[TelethonGateway] = []

    async def start(self) -> None:
        await self.server.start()
        self.gateway = self.new_gateway()

    def new_gateway(self, queue_size: int = 1000, **changes) -> TelethonGateway:
        if "session_path" not in changes:
            self.last_session = self._directory / f"{len(self._gateways)}.session"
            self.server.write_session(self.last_session, self.me)
        settings = {
            "api_id": 1,
            "api_hash": "0" * 32,
            "session_path": self.last_session,
            "group": self.world.in_group().id,
            "server": ServerAddress(self.server.dc, self.server.host, self.server.port),
            "queue_size": queue_size,
            "timing": QUICK,
            "clock": self.clock,
            "connect_timeout": 5.0,
            "request_timeout": 5.0,
        }
        gateway = TelethonGateway(**{**settings, **changes})
        self._gateways.append(gateway)
        return gateway

    def break_line(self) -> None:
        self.server.faults.down()

    def restore_line(self) -> None:
        self.server.faults.up()

    def flood(self, call: str, seconds: int) -> None:
        self.server.faults.flood(seconds, REQUESTS[call])

    def peer_flood(self) -> None:
        self.server.faults.peer_flood()

    def revoke(self) -> None:
        self.server.revoke(self.me)

    def lose_answer(self) -> None:
        self.server.faults.drop_after("SendMessage")

    async def close(self) -> None:
        for gateway in self._gateways:
            await gateway.close()
        await self.server.stop()
        wrong = self.server.crashes + self.server.unhandled + self.server.protocol_errors
        assert not wrong, f"the loopback server was asked what it does not know: {wrong}"


@asynccontextmanager
async def open_stage(kind: str, directory: Path) -> AsyncIterator[Stage]:
    """A stage, not yet connected; everything is closed at the end."""
    if kind == "simulated":
        stage = SimulatedStage()
    else:
        stage = TelethonStage(directory)
        await stage.start()
    try:
        yield stage
    finally:
        await stage.close()


# ---------------------------------------------------------------------- what the tests ask for


async def next_of(gateway: Gateway, kind: type[EventType], seconds: float = 5.0) -> EventType:
    """The next event of this kind; others are passed over. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not isinstance(event := await gateway.next_event(), kind):
            pass
        return event


async def until_link(gateway: Gateway, link: Link, seconds: float = 5.0) -> ConnectionState:
    """The next change of the connection to this state."""
    while (state := await next_of(gateway, ConnectionState, seconds)).link is not link:
        pass
    return state


async def until(true: Callable[[], object], seconds: float = 5.0) -> None:
    """Poll until a condition holds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)


async def all_history(gateway: Gateway, **bounds) -> list[Message]:
    """Everything the history gives, in its order."""
    return [message async for page in gateway.history(**bounds) for message in page]

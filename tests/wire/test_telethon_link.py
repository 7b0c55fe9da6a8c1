"""The real gateway's line: servers that refuse, hang, fall silent or restart, and logins that end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from modtui.telegram.gateway import (
    ConnectionState,
    FloodWait,
    GatewayError,
    Link,
    NotConnected,
    NotLoggedIn,
    Outgoing,
    ToGroup,
    ToUser,
)
from modtui.telegram.telethon import LinkTiming, TelethonGateway
from tests.contract.stages import QUICK, TelethonStage, all_history, next_of, until, until_link

WATCHFUL = LinkTiming(first_delay=0.02, longest_delay=0.1, ping_every=0.05, ping_timeout=0.1)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TelethonStage]:
    stage = TelethonStage(tmp_path)
    await stage.start()
    yield stage
    stage.server.faults.clear()
    await stage.close()


async def connected(stage: TelethonStage, **changes) -> TelethonGateway:
    gateway = stage.new_gateway(**changes)
    await gateway.connect()
    await until_link(gateway, Link.CONNECTED)
    return gateway


@pytest.mark.parametrize("door", ["refuse", "close", "silent"])
async def test_a_server_that_cannot_be_reached_and_later_can(stage: TelethonStage, door: str) -> None:
    gateway = stage.new_gateway(connect_timeout=0.3, request_timeout=0.3)
    stage.server.faults.set_door(door)
    with pytest.raises(NotConnected) as caught:
        await gateway.connect()
    assert caught.value.retry
    stage.server.faults.up()
    await until(lambda: stage.server._listener is not None)
    assert (await gateway.connect()).id == stage.me
    await until_link(gateway, Link.CONNECTED)


async def test_the_waits_between_tries_grow_to_their_ceiling(stage: TelethonStage) -> None:
    timing = LinkTiming(first_delay=0.01, longest_delay=0.04, ping_every=5, ping_timeout=1)
    gateway = await connected(stage, timing=timing)
    stage.server.faults.down()
    waits: list[float] = []
    while len(waits) < 6:
        state = await next_of(gateway, ConnectionState)
        if state.link is Link.RECONNECTING:
            assert state.retry_in is not None
            waits.append(state.retry_in)
    for wait, ceiling in zip(waits, (0.01, 0.02, 0.04, 0.04, 0.04, 0.04), strict=True):
        assert ceiling / 2 <= wait <= ceiling


async def test_a_line_that_fell_silent_is_noticed_by_a_ping(stage: TelethonStage) -> None:
    gateway = await connected(stage, timing=WATCHFUL)
    stage.server.faults.mute = True
    await until_link(gateway, Link.RECONNECTING)
    stage.server.faults.mute = False
    await until_link(gateway, Link.CONNECTED)
    await gateway.group()


async def test_an_idle_line_that_answers_pings_is_left_alone(stage: TelethonStage) -> None:
    gateway = await connected(stage, timing=WATCHFUL)
    accepted = stage.server.accepted
    await until(lambda: stage.server.pings >= 4)
    await gateway.group()
    assert stage.server.accepted == accepted


async def test_an_unanswered_request_is_given_up_and_makes_the_line_suspect(stage: TelethonStage) -> None:
    gateway = await connected(stage, request_timeout=0.1, timing=QUICK)
    stage.server.faults.silence("GetFullChannel")
    with pytest.raises(NotConnected, match="in time"):
        await gateway.group()
    assert (await gateway.group()).title == "Newcomers"  # the ping was answered: same line
    stage.server.faults.mute = True
    with pytest.raises(NotConnected):
        await gateway.group()
    await until_link(gateway, Link.RECONNECTING, seconds=2)  # long before the next regular ping


async def test_a_request_given_up_is_not_sent_behind_our_back(stage: TelethonStage) -> None:
    gateway = await connected(stage, request_timeout=0.1)
    stage.server.faults.silence("SendMessage")
    with pytest.raises(NotConnected):
        await gateway.send(Outgoing(ToGroup(), "given up", 1))
    stage.server.faults.drop()
    await until_link(gateway, Link.CONNECTED)
    await gateway.group()
    assert await all_history(gateway) == []
    assert stage.server.count("SendMessage") == 1


async def test_a_line_cut_before_a_message_was_taken(stage: TelethonStage) -> None:
    gateway = await connected(stage)
    stage.server.faults.drop_before("SendMessage")
    with pytest.raises(NotConnected):
        await gateway.send(Outgoing(ToGroup(), "answer", 1))
    await until_link(gateway, Link.CONNECTED)
    sent = await gateway.send(Outgoing(ToGroup(), "answer", 1))
    assert [m.id for m in await all_history(gateway)] == [sent.message_id]


async def test_every_waiting_request_fails_at_once_when_the_line_breaks(stage: TelethonStage) -> None:
    gateway = await connected(stage)
    stage.server.faults.silence("*", times=None)
    requests = [asyncio.create_task(gateway.group()) for _ in range(5)]
    await until(lambda: stage.server.count("GetFullChannel") >= 6)
    stage.server.faults.requests.clear()
    stage.server.faults.drop()
    async with asyncio.timeout(2):
        results = await asyncio.gather(*requests, return_exceptions=True)
    assert [type(result) for result in results] == [NotConnected] * 5


async def test_a_cancelled_caller_is_cancelled(stage: TelethonStage) -> None:
    gateway = await connected(stage)
    stage.server.faults.silence("GetFullChannel")
    request = asyncio.create_task(gateway.group())
    await until(lambda: stage.server.count("GetFullChannel") >= 2)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    await gateway.group()


async def test_the_server_restarts(stage: TelethonStage) -> None:
    gateway = await connected(stage)
    await stage.server.restart()
    await until_link(gateway, Link.CONNECTED)
    assert (await gateway.send(Outgoing(ToGroup(), "still here", 1))).message_id == 1


async def test_closing_while_a_new_try_is_waited_for(stage: TelethonStage) -> None:
    slow = LinkTiming(first_delay=60, longest_delay=60)
    gateway = await connected(stage, timing=slow)
    stage.server.faults.down()
    await until_link(gateway, Link.RECONNECTING)
    async with asyncio.timeout(2):
        await gateway.close()
    await until_link(gateway, Link.OFFLINE)


async def test_a_key_the_server_does_not_know_any_more(stage: TelethonStage) -> None:
    gateway = await connected(stage)
    stage.server.revoke(stage.me, unknown=True)
    await until_link(gateway, Link.LOGGED_OUT)
    with pytest.raises(NotLoggedIn):
        await gateway.group()


@pytest.mark.parametrize(
    ("code", "name"),
    [(401, "AUTH_KEY_UNREGISTERED"), (401, "SESSION_REVOKED"), (406, "AUTH_KEY_DUPLICATED")],
)
async def test_an_answer_that_ends_the_login(stage: TelethonStage, code: int, name: str) -> None:
    gateway = await connected(stage)
    stage.server.faults.error("GetFullChannel", code, name)
    with pytest.raises(NotLoggedIn, match="modtui login"):
        await gateway.group()
    await until_link(gateway, Link.LOGGED_OUT)


async def test_a_406_without_a_name_of_its_own_is_no_logout(stage: TelethonStage) -> None:
    gateway = await connected(stage)
    stage.server.faults.error("GetFullChannel", 406, "SOMETHING_NEW")
    with pytest.raises(GatewayError, match="SOMETHING_NEW") as caught:
        await gateway.group()
    assert not isinstance(caught.value, NotLoggedIn)
    assert (await gateway.group()).title == "Newcomers"


async def test_telegrams_own_trouble_may_be_tried_again(stage: TelethonStage) -> None:
    gateway = await connected(stage)
    stage.server.faults.error("GetFullChannel", 500, "INTERNAL_TROUBLE", times=None)
    with pytest.raises(GatewayError, match="problem of its own") as caught:
        await gateway.group()
    assert caught.value.retry


async def test_a_private_flood_wait_in_the_history(stage: TelethonStage) -> None:
    gateway = await connected(stage)
    posted = [stage.world.post(stage.omar, str(i)).id for i in range(10)]
    pages = gateway.history(page=4)
    first = await anext(pages)
    stage.server.faults.flood(2, "GetHistory")
    with pytest.raises(FloodWait) as caught:
        await anext(pages)
    assert caught.value.seconds == 2
    rest = await all_history(gateway, after_id=first[-1].id)
    assert [m.id for m in [*first, *rest]] == posted


async def test_a_clock_that_is_wrong_is_measured(stage: TelethonStage) -> None:
    gateway = await connected(stage, clock=lambda: stage.clock() - timedelta(seconds=90))
    assert abs(await gateway.clock_offset() - 90) < 1.6


async def test_a_member_met_never_before_can_be_written_to_by_a_message_of_theirs(
    stage: TelethonStage,
) -> None:
    gateway = await connected(stage)
    seen = stage.world.post(stage.omar, "advert")
    with pytest.raises(GatewayError, match="open one of their messages"):
        await gateway.send(Outgoing(ToUser(stage.sara), "note", 1))
    with pytest.raises(GatewayError, match="open one of their messages"):
        await gateway.send(Outgoing(ToUser(stage.sara, seen_in=seen.id), "note", 1))
    await gateway.send(Outgoing(ToUser(stage.omar, seen_in=seen.id), "note", 2))
    assert [m.text for m in stage.world.history(stage.omar, peer=stage.me)] == ["note"]


async def test_parallel_requests_do_not_disturb_each_other(stage: TelethonStage) -> None:
    gateway = await connected(stage)
    posted = [stage.world.post(stage.omar, str(i)).id for i in range(50)]
    stage.server.faults.slow("GetHistory", 0.1)
    slow = asyncio.create_task(gateway.recent(5))
    sent = await asyncio.gather(*(gateway.send(Outgoing(ToGroup(), f"m{i}", i + 1)) for i in range(10)))
    assert len({s.message_id for s in sent}) == 10
    assert [m.id for m in await slow] == posted[-5:]

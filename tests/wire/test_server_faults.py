"""Every fault of the loopback server, as a real client meets it."""

from __future__ import annotations

import asyncio
import struct

import pytest
from telethon import errors, events, functions

from modtui.telegram.world import World
from tests.telegram_server import TelegramServer, crypto
from tests.telegram_server.fixtures import Wire, heard, wire, wire_stage  # noqa: F401


async def soon(queue: asyncio.Queue):
    return await asyncio.wait_for(queue.get(), 5)


def send(wire: Wire, text: str, random_id: int):  # noqa: F811
    return functions.messages.SendMessageRequest(wire.place(wire.sara), text, random_id=random_id)


def texts(wire: Wire) -> list[str]:  # noqa: F811
    return [m.text for m in wire.world.history(wire.sara)][::-1]


def quick(client, request, seconds: float = 5):
    return asyncio.wait_for(client(request), seconds)


# ---- the line


async def test_after_a_cut_the_client_comes_back_and_hears_again(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    live = heard(client)
    wire.world.post(wire.omar, "before")
    assert (await soon(live)).text == "before"
    wire.server.faults.drop()
    await wire.server.until(lambda: wire.server.accepted == 2 and wire.server.count("GetUsers") >= 2)
    wire.world.post(wire.omar, "after")
    assert (await soon(live)).text == "after"


async def test_dropped_before_it_is_done_the_client_sends_again(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    fault = wire.server.faults.drop_before("SendMessage")
    await quick(client, send(wire, "once", 1))
    assert (fault.hits, wire.server.count("SendMessage"), texts(wire)) == (1, 2, ["once"])


async def test_dropped_after_it_is_done_the_repeat_is_the_same_message(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    wire.server.faults.drop_after("SendMessage")
    answer = await quick(client, send(wire, "once", 1))
    assert wire.server.count("SendMessage") == 2
    assert texts(wire) == ["once"]
    assert answer.updates[0].id == wire.world.history(wire.sara)[0].id


async def test_nobody_listens_for_a_while(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    wire.server.faults.down()
    pending = asyncio.ensure_future(client(send(wire, "when back", 1)))
    await asyncio.sleep(0.1)
    assert not pending.done()
    assert wire.server.accepted == 1
    wire.server.faults.up()
    await asyncio.wait_for(pending, 5)
    assert texts(wire) == ["when back"]


async def test_connections_are_taken_and_closed(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    wire.server.faults.set_door("close")
    wire.server.faults.drop()
    await wire.server.until(lambda: wire.server.accepted >= 4)
    wire.server.faults.set_door("open")
    await quick(client, send(wire, "in at last", 1))
    assert texts(wire) == ["in at last"]


async def test_a_silent_door_lets_the_key_exchange_hang(wire):  # noqa: F811
    wire.server.faults.set_door("silent")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await wire.client(None, session=wire.fresh_session())
    assert wire.server.exchanges == 0


async def test_silence_of_one_request_and_of_all(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    wire.server.faults.silence("SendMessage", done=True)
    with pytest.raises(TimeoutError):
        await quick(client, send(wire, "unanswered", 1), 0.2)
    assert texts(wire) == ["unanswered"]
    assert (await quick(client, functions.updates.GetStateRequest())).pts
    wire.server.faults.mute = True
    with pytest.raises(TimeoutError):
        await quick(client, functions.updates.GetStateRequest(), 0.2)


async def test_a_slow_answer_holds_up_nothing_else(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    wire.server.faults.slow("SendMessage", 0.3)
    slow = asyncio.ensure_future(client(send(wire, "slow", 1)))
    await wire.server.until(lambda: texts(wire) == ["slow"])
    await quick(client, functions.updates.GetStateRequest())
    assert not slow.done()
    assert (await asyncio.wait_for(slow, 5)).updates


async def test_a_restart_forgets_sessions_but_not_logins(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    port = wire.server.port
    await wire.server.restart()
    assert wire.server.port == port
    await quick(client, send(wire, "still in", 1))
    assert texts(wire) == ["still in"]


async def test_a_new_salt_is_taken_up(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    for key in wire.server.keys:
        key.salt ^= 0x5A5A
    await quick(client, send(wire, "salted", 1))
    assert texts(wire) == ["salted"]


@pytest.mark.parametrize("skew", [400.0, -400.0])
async def test_a_client_with_a_wrong_clock_is_set_right(wire, skew):  # noqa: F811
    wire.server.faults.clock_skew = skew
    client = await wire.client(wire.sara)
    assert abs(client._sender._state.time_offset - skew) <= 2
    await quick(client, send(wire, "right", 1))
    assert texts(wire) == ["right"]


# ---- refusals


async def test_flood_wait_on_a_kind_once(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    wire.server.faults.flood(30, "SendMessage")
    with pytest.raises(errors.FloodWaitError) as caught:
        await quick(client, send(wire, "no", 1))
    assert caught.value.seconds == 30
    assert (await quick(client, functions.updates.GetStateRequest())).pts
    client._flood_waited_requests.clear()
    await quick(client, send(wire, "yes", 2))
    assert texts(wire) == ["yes"]


@pytest.mark.parametrize(
    ("set_fault", "error"),
    [
        (lambda f: f.slow_mode(20), errors.SlowModeWaitError),
        (lambda f: f.peer_flood(), errors.PeerFloodError),
        (lambda f: f.error("SendMessage", 403, "CHAT_WRITE_FORBIDDEN"), errors.ChatWriteForbiddenError),
    ],
)
async def test_refusals_on_demand(wire, set_fault, error):  # noqa: F811
    client = await wire.client(wire.sara)
    set_fault(wire.server.faults)
    with pytest.raises(error):
        await quick(client, send(wire, "no", 1))
    assert texts(wire) == []


async def test_a_revoked_login_ends_the_client(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    await client.get_me()
    wire.server.revoke(wire.sara)
    with pytest.raises(errors.AuthKeyUnregisteredError):
        await quick(client, functions.contacts.GetContactsRequest(0))


# ---- updates


async def test_a_gap_is_filled_by_the_channel_difference(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    await client.get_dialogs()
    live = heard(client)
    wire.world.post(wire.omar, "seen")
    assert (await soon(live)).text == "seen"
    wire.server.faults.swallow_pushes = 2
    for text in ("lost 1", "lost 2", "after"):
        wire.world.post(wire.omar, text)
    got = {(await soon(live)).text for _ in range(3)}
    assert got == {"lost 1", "lost 2", "after"}
    assert wire.server.count("GetChannelDifference") == 1


async def test_a_long_difference_comes_in_slices(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    await client.get_dialogs()
    live = heard(client)
    wire.world.post(wire.omar, "first")
    await soon(live)
    wire.server.faults.difference_slice = 10
    wire.server.faults.swallow_pushes = 25
    for number in range(26):
        wire.world.post(wire.omar, str(number))
    got = {(await soon(live)).text for _ in range(26)}
    assert got == {str(n) for n in range(26)}
    assert wire.server.count("GetChannelDifference") >= 3


async def test_after_too_long_a_difference_the_history_has_what_no_push_told(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    await client.get_dialogs()
    live = heard(client)
    wire.world.post(wire.omar, "first")
    await soon(live)
    wire.server.faults.too_long = 1
    wire.server.faults.swallow_pushes = 3
    for number in range(4):
        wire.world.post(wire.omar, str(number))
    await wire.server.until(lambda: wire.server.count("GetChannelDifference") >= 1)
    wire.world.post(wire.omar, "later")
    while (await soon(live)).text != "later":
        pass
    history = await client.get_messages(wire.place(wire.sara), limit=10)
    assert [m.text for m in history] == ["later", "3", "2", "1", "0", "first"]


async def test_a_push_that_comes_twice_is_one_event(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    live = heard(client)
    wire.world.post(wire.omar, "zero")
    await soon(live)
    wire.server.faults.repeat_pushes = 1
    wire.world.post(wire.omar, "one")
    wire.world.post(wire.omar, "two")
    assert [(await soon(live)).text for _ in range(2)] == ["one", "two"]


async def test_edits_and_deletions_while_away_are_in_the_history(wire):  # noqa: F811
    kept, gone = wire.world.post(wire.omar, "wher"), wire.world.post(wire.omar, "gone")
    client = await wire.client(wire.sara)
    await client.disconnect()
    wire.world.edit(wire.omar, kept.id, "where?")
    wire.world.delete(wire.omar, [gone.id])
    await client.connect()
    found = await client.get_messages(wire.place(wire.sara), ids=[kept.id, gone.id])
    assert (found[0].text, found[0].edit_date is not None, found[1]) == ("where?", True, None)


async def test_catching_up_after_a_pause(wire):  # noqa: F811
    client = await wire.client(wire.sara, catch_up=True)
    await client.get_dialogs()
    live = heard(client)
    wire.world.post(wire.omar, "seen")
    await soon(live)
    wire.world.send_private(wire.huda, wire.sara, "hi")
    await soon(live)
    await client.disconnect()
    wire.world.post(wire.omar, "missed")
    wire.world.send_private(wire.huda, wire.sara, "are you there?")
    await client.connect()
    assert {(await soon(live)).text for _ in range(2)} == {"missed", "are you there?"}


async def test_a_client_that_wants_no_updates_gets_none(wire):  # noqa: F811
    client = await wire.client(wire.sara, receive_updates=False)
    raw = heard(client, events.Raw)
    wire.world.post(wire.omar, "unheard")
    await quick(client, functions.updates.GetStateRequest())
    assert raw.empty()


async def test_five_hundred_pushes_arrive_in_order(wire):  # noqa: F811
    client = await wire.client(wire.sara, sequential_updates=True)
    live = heard(client)
    for number in range(500):
        wire.world.post(wire.omar, str(number))
    assert [(await soon(live)).text for _ in range(500)] == [str(n) for n in range(500)]


# ---- the server watches itself


async def test_what_the_server_does_not_know_fails_the_test():
    async def ask_for_stickers() -> None:
        async with wire_stage() as stage:
            client = await stage.client(stage.sara)
            with pytest.raises(errors.BadRequestError, match="UNHANDLED"):
                await quick(client, functions.messages.GetAllStickersRequest(0))

    with pytest.raises(AssertionError, match="GetAllStickers"):
        await ask_for_stickers()


async def test_clear_turns_every_fault_off(wire):  # noqa: F811
    faults = wire.server.faults
    faults.flood(60)
    faults.drop_before()
    faults.swallow_pushes, faults.mute, faults.clock_skew = 9, True, 90.0
    faults.down()
    faults.clear()
    client = await wire.client(wire.sara)
    live = heard(client)
    wire.world.post(wire.omar, "well")
    assert (await soon(live)).text == "well"


async def test_garbage_is_cut_off_and_remembered():
    world = World(lambda: pytest.fail("no clock is needed"))
    server = TelegramServer(world, strict=False)
    async with server:
        reader, writer = await asyncio.open_connection(server.host, server.port)
        writer.write(struct.pack("<ii", 5, 9) + b"GET / HTTP/1.1\r\n")
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()
    assert "BadFrame" in server.protocol_errors[0]


def test_a_packet_with_a_changed_byte_is_refused():
    key = bytes(range(256))
    sealed = bytearray(_client_packet(key))
    assert crypto.open_packet(key, bytes(sealed))[4] == b"body"
    sealed[40] ^= 1
    with pytest.raises(crypto.BadPacket):
        crypto.open_packet(key, bytes(sealed))


def _client_packet(key: bytes) -> bytes:
    from telethon.crypto import AuthKey
    from telethon.network.mtprotostate import MTProtoState

    class Loggers(dict):
        def __missing__(self, _):
            return None

    state = MTProtoState(AuthKey(key), Loggers())
    return state.encrypt_message_data(struct.pack("<qii", 4, 1, 4) + b"body")

"""Every gateway: live events, their order, overflow, broken lines, closing, logging out."""

from __future__ import annotations

import asyncio

import pytest

from modtui.telegram.gateway import (
    Event,
    Link,
    MessageEdited,
    MessagesDeleted,
    MessageSeen,
    NotConnected,
    NotLoggedIn,
    Outgoing,
    ToGroup,
    UpdatesLost,
)
from tests.contract.stages import Stage, all_history, next_of, until_link


async def until_seen(stage: Stage, text: str) -> list[Event]:
    """Events up to and with the message of this text."""
    events: list[Event] = []
    async with asyncio.timeout(5):
        while True:
            event = await stage.gateway.next_event()
            events.append(event)
            if isinstance(event, MessageSeen) and event.message.text == text:
                return events


async def test_messages_come_live_in_their_order(connected: Stage) -> None:
    posted = [connected.world.post(connected.omar, f"m{i}").id for i in range(60)]
    seen = [e.message for e in await until_seen(connected, "m59") if isinstance(e, MessageSeen)]
    assert [m.id for m in seen] == posted
    assert seen[0].sender.name == "أبو عمر"
    assert not seen[0].outgoing


async def test_a_live_message_is_the_message_that_the_history_gives(connected: Stage) -> None:
    question = connected.world.post(connected.omar, "question")
    connected.world.post(connected.sara, "answer", reply_to=question.id)
    events = await until_seen(connected, "answer")
    live = [event.message for event in events if isinstance(event, MessageSeen)]
    assert live == await all_history(connected.gateway)


async def test_edits_and_deletions_come_live(connected: Stage) -> None:
    first = connected.world.post(connected.omar, "helo")
    second = connected.world.post(connected.omar, "advert")
    connected.world.edit(connected.omar, first.id, "hello")
    connected.world.delete(connected.other_admin, [second.id])
    edited = await next_of(connected.gateway, MessageEdited)
    assert (edited.message.id, edited.message.text) == (first.id, "hello")
    assert edited.message.edited_at is not None
    assert (await next_of(connected.gateway, MessagesDeleted)).deletion.ids == (second.id,)


async def test_comings_come_live(connected: Stage) -> None:
    connected.world.join(connected.world.add_user("New").id)
    assert (await next_of(connected.gateway, MessageSeen)).message.service is not None


async def test_what_we_do_ourselves_comes_as_events_too(connected: Stage) -> None:
    sent = await connected.gateway.send(Outgoing(ToGroup(), "mine", 1))
    seen = await next_of(connected.gateway, MessageSeen)
    assert (seen.message.id, seen.message.outgoing) == (sent.message_id, True)
    await connected.gateway.delete([sent.message_id])
    assert (await next_of(connected.gateway, MessagesDeleted)).deletion.ids == (sent.message_id,)


async def test_what_we_write_on_our_phone_comes_as_ours(connected: Stage) -> None:
    connected.world.post(connected.me, "from my phone")
    assert (await next_of(connected.gateway, MessageSeen)).message.outgoing


async def test_private_chats_and_other_groups_bring_no_events(connected: Stage) -> None:
    world = connected.world
    other = world.add_group("Another", connected.omar)
    world.join(connected.me, group_id=other.id)
    world.post(connected.omar, "elsewhere", group_id=other.id)
    world.send_private(connected.omar, connected.me, "in private")
    world.post(connected.omar, "here")
    events = await until_seen(connected, "here")
    assert [e.message.text for e in events if isinstance(e, MessageSeen)] == ["here"]


async def test_overflow_drops_everything_and_says_so_once(stage: Stage) -> None:
    gateway = stage.new_gateway(queue_size=20)
    await gateway.connect()
    await until_link(gateway, Link.CONNECTED)
    async with asyncio.timeout(5):
        event, posted = None, 0
        while not isinstance(event, UpdatesLost):
            for _ in range(50):
                stage.world.post(stage.omar, "quick")
            posted += 50
            for _ in range(3):
                await gateway.group()  # answered after the pushes before it
            event = await gateway.next_event()
    assert event.reason
    assert len(await all_history(gateway)) == posted


async def test_a_broken_line_is_told_and_restored_and_what_was_missed_is_in_the_history(
    connected: Stage,
) -> None:
    gateway, world = connected.gateway, connected.world
    last = world.post(connected.omar, "before").id
    await until_seen(connected, "before")
    connected.break_line()
    state = await until_link(gateway, Link.RECONNECTING)
    assert state.retry_in is not None
    assert state.reason
    with pytest.raises(NotConnected):
        await gateway.group()
    missed = [world.post(connected.omar, f"missed {i}").id for i in range(3)]
    connected.restore_line()
    await until_link(gateway, Link.CONNECTED)
    assert [m.id for m in await all_history(gateway, after_id=last)] == missed
    world.post(connected.omar, "after")
    await until_seen(connected, "after")


async def test_the_line_may_break_many_times(connected: Stage) -> None:
    for number in range(3):
        connected.break_line()
        await until_link(connected.gateway, Link.RECONNECTING)
        connected.restore_line()
        await until_link(connected.gateway, Link.CONNECTED)
        sent = await connected.gateway.send(Outgoing(ToGroup(), f"m{number}", number + 1))
        assert connected.world.message(connected.me, sent.message_id).text == f"m{number}"


async def test_a_login_ended_elsewhere_is_told_and_final(connected: Stage) -> None:
    connected.revoke()
    state = await until_link(connected.gateway, Link.LOGGED_OUT)
    assert "modtui login" in state.reason
    with pytest.raises(NotLoggedIn):
        await connected.gateway.group()
    with pytest.raises(NotLoggedIn):
        await connected.gateway.send(Outgoing(ToGroup(), "x", 1))


async def test_after_closing_nothing_works_and_closing_twice_is_fine(connected: Stage) -> None:
    connected.world.post(connected.omar, "x")
    await until_seen(connected, "x")
    await connected.gateway.close()
    await connected.gateway.close()
    await until_link(connected.gateway, Link.OFFLINE)
    with pytest.raises(NotConnected):
        await connected.gateway.next_event()
    with pytest.raises(NotConnected):
        await connected.gateway.send(Outgoing(ToGroup(), "x", 1))
    with pytest.raises(NotConnected):
        await connected.gateway.connect()


async def test_closing_wakes_who_waits_for_an_event(connected: Stage) -> None:
    await until_link(connected.gateway, Link.CONNECTED)
    waiting = asyncio.create_task(until_link(connected.gateway, Link.OFFLINE))
    await asyncio.sleep(0)
    await connected.gateway.close()
    assert (await waiting).link is Link.OFFLINE


async def test_closing_before_connecting(stage: Stage) -> None:
    await stage.gateway.close()
    with pytest.raises(NotConnected):
        await stage.gateway.connect()

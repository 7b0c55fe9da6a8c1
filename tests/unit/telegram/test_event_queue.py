"""The queue of live events: order, overflow, closing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.messages import Deletion
from modtui.telegram.event_queue import EventQueue
from modtui.telegram.gateway import (
    ConnectionState,
    Event,
    Link,
    MessagesDeleted,
    NotConnected,
    UpdatesLost,
)

AT = datetime(2026, 11, 18, tzinfo=UTC)
CONNECTED, RECONNECTING = ConnectionState(Link.CONNECTED), ConnectionState(Link.RECONNECTING, 4.0)


def gone(number: int) -> MessagesDeleted:
    return MessagesDeleted(Deletion((number,), AT))


async def everything(queue: EventQueue) -> list[Event]:
    return [await queue.get() for _ in range(len(queue))]


async def test_events_come_in_their_order() -> None:
    queue = EventQueue(10)
    for number in range(5):
        queue.put(gone(number))
    assert await everything(queue) == [gone(number) for number in range(5)]


async def test_overflow_leaves_the_newest_state_and_one_notice() -> None:
    queue = EventQueue(4)
    for event in (CONNECTED, gone(1), RECONNECTING, gone(2), gone(3)):
        queue.put(event)
    state, lost = await everything(queue)
    assert state == RECONNECTING
    assert isinstance(lost, UpdatesLost)
    queue.put(gone(4))
    assert await queue.get() == gone(4)


async def test_a_state_that_overflows_is_kept() -> None:
    queue = EventQueue(2)
    for event in (gone(1), gone(2), CONNECTED):
        queue.put(event)
    assert (await everything(queue))[0] == CONNECTED


@given(st.lists(st.sampled_from([CONNECTED, RECONNECTING, gone(1), gone(2)]), max_size=60), st.integers(2, 8))
def test_it_never_grows_past_its_size_and_what_is_missing_was_told(events: list[Event], size: int) -> None:
    queue = EventQueue(size)
    for event in events:
        queue.put(event)
        assert len(queue) <= size
    left = asyncio.run(everything(queue))
    assert left == events or any(isinstance(event, UpdatesLost) for event in left)
    states = [event for event in events if isinstance(event, ConnectionState)]
    shown = [event for event in left if isinstance(event, ConnectionState)]
    assert shown[-1:] == states[-1:]


async def test_closing_gives_the_rest_then_offline_then_refuses() -> None:
    queue = EventQueue(10)
    queue.put(gone(1))
    queue.close()
    queue.close()
    queue.put(gone(2))
    assert [await queue.get(), await queue.get()] == [gone(1), ConnectionState(Link.OFFLINE)]
    with pytest.raises(NotConnected):
        await queue.get()


def test_a_queue_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="two"):
        EventQueue(1)

"""Updates that Telegram skips, repeats or sums up: nothing is lost without being told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.telegram.gateway import (
    Event,
    Link,
    MessageEdited,
    MessagesDeleted,
    MessageSeen,
    UpdatesLost,
)
from modtui.telegram.telethon import TelethonGateway
from tests.contract.stages import TelethonStage, all_history, next_of, until_link


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TelethonStage]:
    stage = TelethonStage(tmp_path)
    await stage.start()
    await stage.gateway.connect()
    await until_link(stage.gateway, Link.CONNECTED)
    stage.world.post(stage.omar, "seed")  # the first update tells the client where the group stands
    await next_of(stage.gateway, MessageSeen)
    yield stage
    stage.server.faults.clear()
    await stage.close()


async def events_until(gateway: TelethonGateway, done) -> list[Event]:
    events: list[Event] = []
    async with asyncio.timeout(10):
        while not done(events):
            events.append(await gateway.next_event())
    return events


async def test_messages_in_a_gap_arrive(stage: TelethonStage) -> None:
    stage.server.faults.swallow_pushes = 3
    posted = [stage.world.post(stage.omar, f"m{i}").id for i in range(5)]
    events = await events_until(
        stage.gateway,
        lambda found: {e.message.id for e in found if isinstance(e, MessageSeen)} >= set(posted),
    )
    seen = [e.message.id for e in events if isinstance(e, MessageSeen)]
    assert sorted(seen) == posted


async def test_edits_and_deletions_in_a_gap_arrive(stage: TelethonStage) -> None:
    first, second = (stage.world.post(stage.omar, text).id for text in ("helo", "advert"))
    for _ in range(2):
        await next_of(stage.gateway, MessageSeen)
    stage.server.faults.swallow_pushes = 2
    stage.world.edit(stage.omar, first, "hello")
    stage.world.delete(stage.other_admin, [second])
    stage.world.post(stage.omar, "the push that shows the gap")
    events = await events_until(
        stage.gateway,
        lambda found: {type(e) for e in found} >= {MessageEdited, MessagesDeleted, MessageSeen},
    )
    assert [e.message.text for e in events if isinstance(e, MessageEdited)] == ["hello"]
    assert [e.deletion.ids for e in events if isinstance(e, MessagesDeleted)] == [(second,)]


async def test_a_difference_too_long_is_told_and_the_history_has_it(stage: TelethonStage) -> None:
    last = (await all_history(stage.gateway))[-1].id
    stage.server.faults.too_long = 1
    stage.server.faults.swallow_pushes = 120
    posted = [stage.world.post(stage.omar, f"m{i}").id for i in range(121)]
    assert (await next_of(stage.gateway, UpdatesLost)).reason
    assert [m.id for m in await all_history(stage.gateway, after_id=last)] == posted


async def test_updates_told_twice_are_seen_once(stage: TelethonStage) -> None:
    stage.server.faults.repeat_pushes = 2
    posted = [stage.world.post(stage.omar, f"m{i}").id for i in range(3)]
    events = await events_until(
        stage.gateway,
        lambda found: any(isinstance(e, MessageSeen) and e.message.id == posted[-1] for e in found),
    )
    assert [e.message.id for e in events if isinstance(e, MessageSeen)] == posted


async def test_somebody_elses_deletion_of_many(stage: TelethonStage) -> None:
    posted = [stage.world.post(stage.omar, str(i)).id for i in range(30)]
    stage.world.delete_all_of(stage.other_admin, stage.omar)
    deletion = (await next_of(stage.gateway, MessagesDeleted)).deletion
    assert set(posted) <= set(deletion.ids)

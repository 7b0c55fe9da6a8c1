"""Finding the configured group on the real wire, and every way in which it may not be there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telethon.tl import types

from modtui.domain.messages import SenderKind
from modtui.telegram.gateway import BasicGroupRefused, GatewayError, GroupNotFound
from modtui.telegram.world import GroupKind
from tests.contract.stages import TelethonStage, all_history


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TelethonStage]:
    stage = TelethonStage(tmp_path)
    await stage.start()
    yield stage
    await stage.close()


@pytest.mark.parametrize(
    "word",
    [
        "{id}",
        "-100{id:010}",
        " {id} ",
        "Newcomers",
        "newcomers",
        "@newcomers_sample",
        "t.me/newcomers_sample",
        "https://t.me/newcomers_sample/",
        "https://t.me/newcomers_sample?boost",
        "https://t.me/c/{id}/17",
        "https://t.me/+SampleInvite",
        "https://t.me/joinchat/SampleInvite",
        "https://telegram.me/newcomers_sample",
    ],
)
async def test_the_group_by_every_name_it_has(stage: TelethonStage, word: str) -> None:
    number = stage.world.in_group().id
    stage.server.invites["SampleInvite"] = number
    gateway = stage.new_gateway(group=word.format(id=number))
    await gateway.connect()
    assert (await gateway.group()).id == number


async def test_a_group_known_to_the_session_is_found_without_reading_all_dialogs(
    stage: TelethonStage,
) -> None:
    number = stage.world.in_group().id
    first = stage.new_gateway(group=number)
    await first.connect()
    await first.close()
    asked = stage.server.count("GetDialogs")
    again = stage.new_gateway(group=number, session_path=stage.last_session)
    await again.connect()
    assert stage.server.count("GetDialogs") == asked


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("No such group", "in no group called No such group"),
        (424242, "in no group called 424242"),
        ("@nobody_at_all", "no group with that name"),
        ("@sara", "no group called @sara"),
        ("https://t.me/+Expired", "invite link has expired"),
        ("https://t.me/+Elsewhere", "not in the configured group"),
    ],
)
async def test_a_group_that_is_not_there(stage: TelethonStage, word: str | int, reason: str) -> None:
    elsewhere = stage.world.add_group("Elsewhere", stage.omar)
    stage.server.invites["Elsewhere"] = elsewhere.id
    with pytest.raises(GroupNotFound, match=reason):
        await stage.new_gateway(group=word).connect()


async def test_two_groups_of_one_title_are_named_by_their_ids(stage: TelethonStage) -> None:
    other = stage.world.add_group("Newcomers", stage.omar)
    stage.world.join(stage.me, group_id=other.id)
    with pytest.raises(GroupNotFound, match=f"{other.id}"):
        await stage.new_gateway(group="Newcomers").connect()


async def test_a_basic_group_is_refused_with_the_way_out(stage: TelethonStage) -> None:
    basic = stage.world.add_group("Old group", stage.omar, kind=GroupKind.BASIC)
    stage.world.join(stage.me, group_id=basic.id)
    for word in (basic.id, -basic.id, "Old group"):
        with pytest.raises(BasicGroupRefused, match="supergroup"):
            await stage.new_gateway(group=word).connect()


async def test_a_migrated_group_is_found_by_its_old_id_and_by_title(stage: TelethonStage) -> None:
    basic = stage.world.add_group("Old group", stage.omar, kind=GroupKind.BASIC)
    stage.world.join(stage.me, group_id=basic.id)
    new = stage.world.migrate(basic.id)
    for word, before in ((basic.id, basic.id), (-basic.id, basic.id), (new.id, None), ("Old group", None)):
        gateway = stage.new_gateway(group=word)
        await gateway.connect()
        info = await gateway.group()
        assert (info.id, info.upgraded_from) == (new.id, before)


async def test_the_groups_own_channel_and_another_ones_posts(stage: TelethonStage) -> None:
    stage.world.in_group().linked_channel_id = 6001
    gateway = stage.new_gateway()
    await gateway.connect()
    stage.world.post_as_channel(6001, "Our channel", "news")
    stage.world.post_as_channel(6002, "Some channel", "advert")
    linked, other = (message.sender for message in await all_history(gateway))
    assert (linked.kind, linked.id, linked.name) == (SenderKind.LINKED_CHANNEL, 6001, "Our channel")
    assert (other.kind, other.id, other.name) == (SenderKind.CHANNEL, 6002, "Some channel")


async def test_a_topic_is_no_reply_but_a_reply_in_a_topic_is(stage: TelethonStage) -> None:
    stage.world.in_group().is_forum = True
    gateway = stage.new_gateway()
    await gateway.connect()
    root = stage.world.post(stage.omar, "topic")
    question = stage.world.post(stage.omar, "question", topic_id=root.id)
    stage.world.post(stage.sara, "answer", topic_id=root.id, reply_to=question.id)
    _, asked, answer = await all_history(gateway)
    assert (asked.topic_id, asked.reply_to) == (root.id, None)
    assert (answer.topic_id, answer.reply_to) == (root.id, question.id)
    assert (await gateway.group()).is_forum


async def test_an_album_and_a_forwarded_message(stage: TelethonStage) -> None:
    gateway = stage.new_gateway()
    await gateway.connect()
    stage.world.post(stage.omar, "picture", album_id=55, forwarded_from="Somebody")
    (message,) = await all_history(gateway)
    assert (message.album_id, message.forwarded_from) == (55, "Somebody")


async def test_a_channel_that_writes_in_the_group_is_removed_as_a_channel(stage: TelethonStage) -> None:
    gateway = stage.new_gateway()
    await gateway.connect()
    post = stage.world.post_as_channel(6002, "Some channel", "advert")
    with pytest.raises(GatewayError):  # the loopback server bans people only
        await gateway.ban(6002, seen_in=post.id)
    asked = next(call.request for call in stage.server.calls if call.name == "EditBanned")
    assert isinstance(asked.participant, types.InputPeerChannel)
    assert asked.participant.channel_id == 6002
    assert asked.banned_rights.view_messages

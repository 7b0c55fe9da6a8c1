"""What a real client reads from and writes to the loopback server."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from telethon import errors, events, functions
from telethon.tl import types as t
from telethon.utils import get_peer_id

from modtui.domain.messages import Media, MediaKind
from modtui.telegram.world import GroupKind, World
from tests.telegram_server import calls_read
from tests.telegram_server.fixtures import Wire, heard, wire  # noqa: F401


async def soon(queue: asyncio.Queue):
    return await asyncio.wait_for(queue.get(), 5)


def send(place, text, random_id, reply_to=None):
    reply = None if reply_to is None else t.InputReplyToMessage(reply_to)
    return functions.messages.SendMessageRequest(place, text, random_id=random_id, reply_to=reply)


# ---- entities and history


async def test_dialogs_make_group_and_people_known(wire):  # noqa: F811
    wire.world.post(wire.omar, "hello")
    wire.world.send_private(wire.huda, wire.sara, "hi")
    client = await wire.client(wire.sara)
    dialogs = await client.get_dialogs()
    assert {d.name for d in dialogs} == {"Newcomers", "Huda"}
    group = await client.get_entity(t.PeerChannel(wire.group.id))
    assert (group.megagroup, group.admin_rights.ban_users) == (True, True)
    assert (await client.get_entity("owner")).id == wire.owner
    assert get_peer_id(await client.get_input_entity(wire.huda)) == wire.huda


async def test_an_id_nobody_has_shown_is_no_address(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    with pytest.raises(ValueError, match="Could not find"):
        await client.get_input_entity(wire.omar)
    stolen = wire.person(wire.huda, wire.omar)
    with pytest.raises(errors.UserIdInvalidError):
        await client(functions.users.GetFullUserRequest(stolen))


async def test_history_forwards_and_backwards_over_many_pages(wire):  # noqa: F811
    for number in range(250):
        wire.world.post(wire.omar, str(number))
    wire.world.delete(wire.sara, [7, 100, 101])
    expected = [i for i in range(1, 251) if i not in (7, 100, 101)]
    client = await wire.client(wire.sara)
    place = wire.place(wire.sara)
    assert [m.id async for m in client.iter_messages(place, reverse=True, wait_time=0)] == expected
    assert [m.id async for m in client.iter_messages(place, wait_time=0)] == expected[::-1]
    newer = [m.id async for m in client.iter_messages(place, min_id=99, reverse=True, wait_time=0)]
    assert newer == [i for i in expected if i > 99]
    some = await client.get_messages(place, ids=[1, 7, 250])
    assert [m and m.id for m in some] == [1, None, 250]


async def test_history_from_a_date(wire):  # noqa: F811
    now = wire.world.now()
    for hours in (30, 20, 10):
        wire.world.post(wire.omar, str(hours), at=now - timedelta(hours=hours))
    client = await wire.client(wire.sara)
    since = now - timedelta(hours=24)
    found = client.iter_messages(wire.place(wire.sara), offset_date=since, reverse=True, wait_time=0)
    found = [m.text async for m in found]
    assert found == ["20", "10"]


async def test_search_by_author_in_the_group(wire):  # noqa: F811
    wire.world.post(wire.omar, "from omar")
    wire.world.post(wire.sara, "from sara")
    client = await wire.client(wire.sara)
    found = [m.text async for m in client.iter_messages(wire.place(wire.sara), from_user="me", wait_time=0)]
    assert found == ["from sara"]


@pytest.mark.parametrize("kind", [k for k in MediaKind if k is not MediaKind.OTHER])
async def test_every_kind_of_media_can_be_read(wire, kind):  # noqa: F811
    wire.world.post(wire.omar, "see", media=Media(kind, name="thing", size=10, seconds=4))
    client = await wire.client(wire.sara)
    message = (await client.get_messages(wire.place(wire.sara), limit=1))[0]
    assert message.media is not None
    if kind is MediaKind.VOICE:
        assert message.voice
        assert message.file.duration == 4


async def test_senders_that_are_no_users(wire):  # noqa: F811
    wire.group.linked_channel_id = 7100
    wire.world.post(wire.sara, "anonymous", as_group=True)
    wire.world.post_as_channel(7100, "News", "linked")
    wire.world.post_as_channel(7200, "Shop", "other")
    client = await wire.client(wire.sara)
    found = await client.get_messages(wire.place(wire.sara), limit=3)
    assert [m.from_id.channel_id for m in found] == [7200, 7100, wire.group.id]
    assert found[1].fwd_from.saved_from_peer.channel_id == 7100
    assert found[0].sender.title == "Shop"


async def test_service_messages_as_telegram_words_them(wire):  # noqa: F811
    wire.world.switches.join_messages = True
    people = [wire.world.add_user(name).id for name in ("A", "B", "C")]
    wire.world.join(people[0])
    wire.world.join(people[1], by=wire.omar)
    wire.world.request_join(people[2])
    wire.world.decide_request(wire.sara, people[2], True)
    wire.world.leave(people[0])
    wire.world.ban(wire.sara, people[1])
    client = await wire.client(wire.sara)
    found = (await client.get_messages(wire.place(wire.sara), limit=20))[::-1]
    seen = [(type(m.action).__name__.removeprefix("MessageAction"), m.from_id.user_id) for m in found]
    assert seen == [
        ("ChatAddUser", people[0]),
        ("ChatAddUser", wire.omar),
        ("ChatJoinedByRequest", people[2]),
        ("ChatDeleteUser", people[0]),
        ("ChatDeleteUser", wire.sara),
    ]


async def test_a_basic_group_is_one(wire):  # noqa: F811
    basic = wire.world.add_group("Old", wire.sara, kind=GroupKind.BASIC)
    client = await wire.client(wire.sara)
    await client.get_dialogs()
    assert isinstance(await client.get_entity(t.PeerChat(basic.id)), t.Chat)


# ---- writing


async def test_reply_in_the_group_reaches_members_and_history(wire):  # noqa: F811
    question = wire.world.post(wire.omar, "where?")
    sara, omar = await wire.client(wire.sara), await wire.client(wire.omar)
    live = heard(omar)
    answer = await sara(send(wire.place(wire.sara), "there", 41, question.id))
    pushed = await soon(live)
    assert (pushed.message.text, pushed.message.reply_to.reply_to_msg_id) == ("there", question.id)
    assert pushed.message.id == next(u.id for u in answer.updates if isinstance(u, t.UpdateMessageID))
    assert wire.world.message(wire.omar, pushed.message.id).reply_to == question.id


async def test_same_random_id_twice_is_one_message(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    ids = []
    for _ in range(2):
        answer = await client(send(wire.place(wire.sara), "once", -7))
        ids.append(next(u.id for u in answer.updates if isinstance(u, t.UpdateMessageID)))
    assert ids[0] == ids[1]
    assert len(wire.world.history(wire.omar)) == 1


async def test_repeated_random_id_answered_with_an_error(wire):  # noqa: F811
    wire.world.switches.random_id_duplicate = "error"
    client = await wire.client(wire.sara)
    await client(send(wire.place(wire.sara), "once", 8))
    with pytest.raises(errors.RandomIdDuplicateError):
        # Below the client's own retries, which wait 2 s each.
        await client._sender.send(send(wire.place(wire.sara), "once", 8))
    assert len(wire.world.history(wire.omar)) == 1


async def test_private_message_both_ways(wire):  # noqa: F811
    sara, omar = await wire.client(wire.sara), await wire.client(wire.omar)
    at_omar, at_sara = heard(omar), heard(sara)
    sent = await sara(send(wire.person(wire.sara, wire.omar), "hello", 3))
    assert isinstance(sent, t.UpdateShortSentMessage)
    got = await soon(at_omar)
    assert (got.is_private, got.message.text) == (True, "hello")
    await omar(send(wire.person(wire.omar, wire.sara), "thanks", 4, got.message.id))
    back = await soon(at_sara)
    assert back.message.reply_to.reply_to_msg_id == sent.id
    own = [
        m.text
        async for m in sara.iter_messages(wire.person(wire.sara, wire.omar), from_user="me", wait_time=0)
    ]
    assert own == ["hello"]


async def test_another_device_of_the_same_account_sees_the_answer(wire):  # noqa: F811
    desk, phone = await wire.client(wire.sara), await wire.client(wire.sara)
    live, own = heard(desk), heard(phone)
    await phone(send(wire.place(wire.sara), "from the phone", 5))
    seen = await soon(live)
    assert (seen.message.text, seen.message.out) == ("from the phone", True)
    assert own.empty()


async def test_edits_and_deletions_are_pushed(wire):  # noqa: F811
    message = wire.world.post(wire.omar, "wher")
    client = await wire.client(wire.sara)
    edited, deleted = heard(client, events.MessageEdited), heard(client, events.MessageDeleted)
    wire.world.edit(wire.omar, message.id, "where?")
    assert (await soon(edited)).message.edit_date is not None
    wire.world.delete(wire.omar, [message.id])
    gone = await soon(deleted)
    assert (gone.deleted_ids, gone.chat_id) == ([message.id], get_peer_id(t.PeerChannel(wire.group.id)))


async def test_editing_deleting_reading_and_typing(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    place = wire.place(wire.sara)
    mine = await client.send_message(place, "helo")
    await client.edit_message(place, mine.id, "hello")
    assert wire.world.message(wire.omar, mine.id).text == "hello"
    await client.send_read_acknowledge(place, max_id=mine.id)
    assert wire.world.read_up_to(wire.sara) == mine.id
    async with client.action(place, "typing"):
        pass
    await client.pin_message(place, mine.id)
    assert wire.group.pinned_id == mine.id
    await client.delete_messages(place, [mine.id])
    assert wire.world.message(wire.omar, mine.id) is None


@pytest.mark.parametrize(
    ("prepare", "error"),
    [
        (lambda w: w.world.mute(w.sara, w.omar), errors.ChatWriteForbiddenError),
        (lambda w: w.world.set_read_only(w.sara, True), errors.ChatWriteForbiddenError),
        (lambda w: w.world.ban(w.sara, w.omar), errors.ChannelPrivateError),
        (lambda w: w.world.leave(w.omar), errors.ChannelPrivateError),
    ],
)
async def test_who_may_not_write_is_told(wire, prepare, error):  # noqa: F811
    client = await wire.client(wire.omar)
    prepare(wire)
    with pytest.raises(error):
        await client(send(wire.place(wire.omar), "hi", 1))


async def test_slow_mode_and_privacy_and_lost_reply_targets(wire):  # noqa: F811
    sara, omar = await wire.client(wire.sara), await wire.client(wire.omar)
    wire.world.set_slow_mode(wire.sara, 60)
    await omar(send(wire.place(wire.omar), "one", 1))
    with pytest.raises(errors.SlowModeWaitError) as slow:
        await omar(send(wire.place(wire.omar), "two", 2))
    assert 55 <= slow.value.seconds <= 60
    wire.world.user(wire.huda).accepts_private = False
    with pytest.raises(errors.UserPrivacyRestrictedError):
        await sara(send(wire.person(wire.sara, wire.huda), "hi", 3))
    with pytest.raises(errors.BadRequestError, match="REPLY_MESSAGE_ID_INVALID"):
        await sara(send(wire.place(wire.sara), "to nothing", 4, 999))


def test_long_histories_page_like_short_ones():
    world = World(lambda: datetime(2026, 10, 5, tzinfo=UTC))
    owner = world.add_user("Owner").id
    group = world.add_group("Newcomers", owner)
    for number in range(30):
        world.post(owner, str(number))
    world.delete(owner, [2, 3, 4, 17, 30])
    alive = [s for s in reversed(group.box.kept.values()) if s.alive]
    place = t.InputPeerChannel(group.id, 0)
    for limit, move, offset in product((1, 3, 100), (-100, -5, -2, 0, 2, 50), (0, 1, 4, 9, 30, 31, 99)):
        request = functions.messages.GetHistoryRequest(place, offset, None, move, limit, 0, 0, 0)
        assert calls_read._window(group.box, request) == calls_read._page(alive, request), request

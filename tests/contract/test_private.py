"""Every gateway: private chats as counts, reading without a read receipt, live hints without text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.domain.messages import Media, MediaKind
from modtui.telegram.gateway import (
    FloodWait,
    MemberGone,
    MessageSeen,
    NotConnected,
    Outgoing,
    ToUser,
)
from modtui.telegram.gateway_private import PrivateGateway, PrivateSeen
from tests.contract.stages import Stage, next_of

SECRET = "my husband left us"


async def chats(stage: Stage, days: float = 30) -> dict:
    found = await stage.gateway.private_chats(since=stage.clock() - timedelta(days=days))
    return {chat.user_id: chat for chat in found}


def read_up_to(stage: Stage, peer: int) -> int:
    return stage.world.read_up_to(stage.me, peer=peer)


async def test_every_gateway_has_private_chats(stage: Stage) -> None:
    assert isinstance(stage.gateway, PrivateGateway)


async def test_the_list_of_chats_tells_who_and_how_many_and_no_text(connected: Stage) -> None:
    world = connected.world
    for text in ("hello", SECRET):
        last = world.send_private(connected.omar, connected.me, text)
    world.send_private(connected.sara, connected.me, "a question")
    answer = world.send_private(connected.me, connected.sara, "an answer")
    found = await chats(connected)
    omar, sara = found[connected.omar], found[connected.sara]
    assert (omar.name, omar.unread, omar.last_incoming, omar.is_member) == ("أبو عمر", 2, True, True)
    assert (sara.unread, sara.last_incoming, sara.last_id) == (1, False, answer.id)
    assert omar.last_at == last.sent_at
    assert omar.last_at.utcoffset() == timedelta(0)
    assert list(found) == [connected.sara, connected.omar]
    assert SECRET not in repr(found)


async def test_asking_for_the_list_and_reading_a_chat_send_no_read_receipt(connected: Stage) -> None:
    message = connected.world.send_private(connected.omar, connected.me, SECRET)
    await chats(connected)
    assert [m.text for m in await connected.gateway.read_private(connected.omar)] == [SECRET]
    assert read_up_to(connected, connected.omar) == 0
    assert (await chats(connected))[connected.omar].unread == 1
    box = connected.world.private[connected.me]
    mine = next(s.message.id for s in box.kept.values() if s.twin_id == message.id)
    await connected.gateway.mark_read(connected.omar, mine)
    await connected.gateway.mark_read(connected.omar, mine)
    assert read_up_to(connected, connected.omar) == mine
    assert (await chats(connected))[connected.omar].unread == 0


async def test_only_chats_with_people_are_listed_and_who_is_in_the_group(connected: Stage) -> None:
    world = connected.world
    stranger = world.add_user("Stranger").id
    bot = world.add_user("A bot", is_bot=True).id
    gone = world.add_user("Gone").id
    for who in (stranger, bot, gone):
        world.send_private(who, connected.me, "hello")
    world.delete_account(gone)
    world.send_private(connected.me, connected.me, "a note to myself")
    found = await chats(connected)
    assert {user: chat.is_member for user, chat in found.items()} == {stranger: False}
    world.join(stranger)
    world.send_private(stranger, connected.me, "now I am in")
    assert (await chats(connected))[stranger].is_member


async def test_somebody_banned_or_gone_is_no_member(connected: Stage) -> None:
    world = connected.world
    for who in (connected.omar, connected.sara):
        world.send_private(who, connected.me, "why?")
    world.ban(connected.other_admin, connected.omar)
    world.leave(connected.sara)
    assert [chat.is_member for chat in (await chats(connected)).values()] == [False, False]


async def test_chats_that_have_been_silent_for_long_are_left_out(connected: Stage) -> None:
    connected.world.send_private(connected.omar, connected.me, "long ago")
    connected.clock.ahead = timedelta(days=40)
    connected.world.send_private(connected.sara, connected.me, "today")
    assert list(await chats(connected, days=30)) == [connected.sara]


async def test_a_chat_is_read_in_pages_newest_first_each_oldest_first(connected: Stage) -> None:
    world = connected.world
    for number in range(130):
        writer, other = (connected.omar, connected.me) if number % 3 else (connected.me, connected.omar)
        world.send_private(writer, other, f"m{number}")
    world.send_private(connected.sara, connected.me, "another chat")
    world.send_private(connected.omar, connected.me, media=Media(MediaKind.VOICE, seconds=9))
    newest = await connected.gateway.read_private(connected.omar)
    assert len(newest) == 100
    assert newest[-1].media is not None
    assert newest[-1].media.kind is MediaKind.VOICE
    older = await connected.gateway.read_private(connected.omar, before_id=newest[0].id)
    texts = [m.text for m in [*older, *newest]]
    assert texts == [*(f"m{number}" for number in range(130)), ""]
    assert [m.outgoing for m in older[:3]] == [True, False, False]
    assert await connected.gateway.read_private(connected.omar, before_id=older[0].id) == []
    assert len(await connected.gateway.read_private(connected.omar, limit=5)) == 5


async def test_an_edit_shows_its_newest_words_and_a_deleted_message_is_gone(connected: Stage) -> None:
    world = connected.world
    first = world.send_private(connected.omar, connected.me, "frist")
    second = world.send_private(connected.omar, connected.me, "never mind")
    world.edit_private(connected.omar, first.id, "first")
    world.delete_private(connected.omar, [second.id])
    (message,) = await connected.gateway.read_private(connected.omar)
    assert (message.text, message.edited_at is not None) == ("first", True)


async def test_that_somebody_wrote_comes_live_without_what_they_wrote(connected: Stage) -> None:
    connected.world.send_private(connected.omar, connected.me, SECRET)
    seen = await next_of(connected.gateway, PrivateSeen)
    (message,) = await connected.gateway.read_private(connected.omar)
    assert seen == PrivateSeen(connected.omar, message.sent_at, message.id, outgoing=False)
    assert SECRET not in repr(seen)
    assert read_up_to(connected, connected.omar) == 0


async def test_what_we_write_here_or_on_our_phone_comes_live_too(connected: Stage) -> None:
    connected.world.send_private(connected.omar, connected.me, "?")
    await next_of(connected.gateway, PrivateSeen)
    sent = await connected.gateway.send(Outgoing(ToUser(connected.omar), "from here", 7))
    seen = await next_of(connected.gateway, PrivateSeen)
    assert (seen.user_id, seen.message_id, seen.outgoing) == (connected.omar, sent.message_id, True)
    phone = connected.world.send_private(connected.me, connected.omar, "from my phone")
    seen = await next_of(connected.gateway, PrivateSeen)
    assert (seen.message_id, seen.outgoing) == (phone.id, True)


async def test_private_messages_never_come_as_messages_of_the_group(connected: Stage) -> None:
    connected.world.send_private(connected.omar, connected.me, SECRET)
    connected.world.post(connected.omar, "in the group")
    assert (await next_of(connected.gateway, MessageSeen)).message.text == "in the group"


async def test_a_flood_wait_on_the_list_says_how_long(connected: Stage) -> None:
    connected.flood("private_chats", 21)
    with pytest.raises(FloodWait) as caught:
        await chats(connected)
    assert caught.value.seconds == 21


async def test_somebody_whom_this_account_never_met(connected: Stage) -> None:
    with pytest.raises(MemberGone):
        await connected.gateway.read_private(987654)


async def test_without_a_line_nothing_is_read(connected: Stage) -> None:
    connected.break_line()
    with pytest.raises(NotConnected):
        await connected.gateway.read_private(connected.omar)

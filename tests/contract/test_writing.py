"""Every gateway: sending exactly once, deleting, removing, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.telegram.gateway import (
    FloodWait,
    GatewayError,
    Link,
    MemberGone,
    MessageGone,
    NoRight,
    NotConnected,
    Outgoing,
    PeerFlood,
    PrivacyRestricted,
    SlowMode,
    TargetIsAdmin,
    ToGroup,
    ToUser,
)
from tests.contract.stages import Stage, all_history, until_link

GROUP = ToGroup()


def texts(stage: Stage) -> list[str]:
    return [m.text for m in reversed(stage.world.history(stage.me)) if m.service is None]


def private_texts(stage: Stage, peer: int) -> list[str]:
    return [m.text for m in reversed(stage.world.history(stage.me, peer=peer))]


async def test_a_reply_arrives_once_with_its_id_and_date(connected: Stage) -> None:
    question = connected.world.post(connected.omar, "وين؟")
    sent = await connected.gateway.send(Outgoing(GROUP, "بتروح على المركز 🌷", 77, question.id))
    stored = connected.world.message(connected.me, sent.message_id)
    assert (stored.text, stored.reply_to, stored.sender.id) == (
        "بتروح على المركز 🌷",
        question.id,
        connected.me,
    )
    assert sent.sent_at == stored.sent_at.replace(microsecond=0)
    assert sent.sent_at.utcoffset() == timedelta(0)


async def test_the_same_random_id_again_is_the_same_message(connected: Stage) -> None:
    for random_id in (1, -1, 2**63 - 1, -(2**63)):
        message = Outgoing(GROUP, f"once {random_id}", random_id)
        first = await connected.gateway.send(message)
        assert await connected.gateway.send(message) == first
    other = await connected.gateway.send(Outgoing(GROUP, "once 1", 5))
    assert len(texts(connected)) == 5
    assert other.message_id == 5


async def test_a_repeat_that_telegram_refuses_is_the_same_message_too(connected: Stage) -> None:
    first = await connected.gateway.send(Outgoing(GROUP, "once", 9))
    connected.world.switches.random_id_duplicate = "error"
    assert await connected.gateway.send(Outgoing(GROUP, "once", 9)) == first
    assert texts(connected) == ["once"]


async def test_an_answer_lost_on_the_way_and_sent_again_is_one_message(connected: Stage) -> None:
    message = Outgoing(GROUP, "an answer", 41)
    await until_link(connected.gateway, Link.CONNECTED)
    connected.lose_answer()
    with pytest.raises(NotConnected):
        await connected.gateway.send(message)
    await until_link(connected.gateway, Link.CONNECTED)
    sent = await connected.gateway.send(message)
    assert texts(connected) == ["an answer"]
    assert connected.world.message(connected.me, sent.message_id).text == "an answer"


async def test_a_reply_to_a_deleted_message_is_refused_and_not_sent(connected: Stage) -> None:
    question = connected.world.post(connected.omar, "?")
    connected.world.delete(connected.omar, [question.id])
    for code in ("REPLY_MESSAGE_ID_INVALID", "MSG_ID_INVALID", "MESSAGE_ID_INVALID"):
        connected.world.switches.reply_error_code = code
        with pytest.raises(MessageGone):
            await connected.gateway.send(Outgoing(GROUP, "answer", 3, question.id))
    assert texts(connected) == []


async def test_where_telegram_sends_without_the_link_the_message_still_counts_as_sent(
    connected: Stage,
) -> None:
    connected.world.switches.deleted_reply_target = "plain"
    sent = await connected.gateway.send(Outgoing(GROUP, "answer", 3, 999))
    assert (await connected.gateway.by_id([sent.message_id]))[sent.message_id].reply_to is None


async def test_empty_and_too_long_messages_are_refused_in_a_sentence(connected: Stage) -> None:
    for text, code in (("  ", "message-empty"), ("a" * 5000, "too-long")):
        with pytest.raises(GatewayError) as caught:
            await connected.gateway.send(Outgoing(GROUP, text, 6))
        assert caught.value.code == code
        assert str(caught.value).endswith(".")


async def test_find_own_finds_the_first_of_our_messages_with_that_text(connected: Stage) -> None:
    start = connected.clock().replace(microsecond=0)
    connected.world.post(connected.me, "Welcome", at=start - timedelta(hours=2))
    connected.world.post(connected.omar, "Welcome", at=start)
    first = connected.world.post(connected.me, "Welcome", at=start)
    for number in range(120):
        connected.world.post(connected.sara, str(number))
    connected.world.post(connected.me, "Welcome")
    found = await connected.gateway.find_own(GROUP, " Welcome\n", after=start)
    assert found is not None
    assert (found.message_id, found.sent_at) == (first.id, start)
    assert await connected.gateway.find_own(GROUP, "welcome", after=start) is None
    assert await connected.gateway.find_own(GROUP, "Welcome", after=start + timedelta(hours=1)) is None


async def test_a_private_message_reaches_its_member_once(connected: Stage) -> None:
    seen = connected.world.post(connected.omar, "advert")
    to = ToUser(connected.omar, seen_in=seen.id)
    before = connected.clock()
    sent = await connected.gateway.send(Outgoing(to, "تنبيه", 12))
    assert await connected.gateway.send(Outgoing(to, "تنبيه", 12)) == sent
    assert private_texts(connected, connected.omar) == ["تنبيه"]
    assert await connected.gateway.find_own(to, "تنبيه", after=before) == sent
    assert await connected.gateway.find_own(to, "other", after=before) is None


async def test_a_private_repeat_that_telegram_refuses_is_found(connected: Stage) -> None:
    seen = connected.world.post(connected.omar, "advert")
    to = ToUser(connected.omar, seen_in=seen.id)
    first = await connected.gateway.send(Outgoing(to, "note", 12))
    connected.world.switches.random_id_duplicate = "error"
    assert await connected.gateway.send(Outgoing(to, "note", 12)) == first


async def test_why_a_private_message_was_not_delivered(connected: Stage) -> None:
    world = connected.world
    seen = world.post(connected.omar, "advert")
    to = ToUser(connected.omar, seen_in=seen.id)
    world.user(connected.omar).accepts_private = False
    with pytest.raises(PrivacyRestricted, match="privacy"):
        await connected.gateway.send(Outgoing(to, "note", 1))
    world.user(connected.omar).blocked.add(connected.me)
    with pytest.raises(PrivacyRestricted, match="blocked your account"):
        await connected.gateway.send(Outgoing(to, "note", 2))
    world.user(connected.omar).blocked.clear()
    world.user(connected.omar).accepts_private = True
    connected.peer_flood()
    with pytest.raises(PeerFlood):
        await connected.gateway.send(Outgoing(to, "note", 3))
    world.delete_account(connected.omar)
    with pytest.raises(MemberGone, match="deleted"):
        await connected.gateway.send(Outgoing(to, "note", 4))
    assert private_texts(connected, connected.omar) == []


async def test_a_flood_wait_says_how_long_and_sends_nothing(connected: Stage) -> None:
    connected.flood("send", 42)
    with pytest.raises(FloodWait) as caught:
        await connected.gateway.send(Outgoing(GROUP, "answer", 8))
    assert caught.value.seconds == 42
    assert "42" in str(caught.value)
    assert caught.value.retry
    assert texts(connected) == []


async def test_slow_mode_says_how_long(connected: Stage) -> None:
    group = connected.world.in_group()
    connected.world.set_slow_mode(connected.me, 60)
    connected.world.demote(group.creator_id, connected.me)
    await connected.gateway.send(Outgoing(GROUP, "one", 1))
    with pytest.raises(SlowMode) as caught:
        await connected.gateway.send(Outgoing(GROUP, "two", 2))
    assert 50 <= caught.value.seconds <= 60


async def test_writing_where_we_may_not(connected: Stage) -> None:
    group = connected.world.in_group()
    connected.world.demote(group.creator_id, connected.me)
    connected.world.set_read_only(group.creator_id, True)
    for code in ("CHAT_WRITE_FORBIDDEN", "CHAT_SEND_PLAIN_FORBIDDEN"):
        connected.world.switches.muted_code = code
        with pytest.raises(NoRight):
            await connected.gateway.send(Outgoing(GROUP, "x", 1))


async def test_deleting_many_and_some_that_are_gone(connected: Stage) -> None:
    posted = [connected.world.post(connected.omar, str(i)).id for i in range(205)]
    kept = posted.pop(100)
    connected.world.delete(connected.other_admin, posted[:2])
    assert (
        await connected.gateway.delete([*posted, 9999]) == 202
    )  # how many were there says whose deed it was
    assert [m.id for m in await all_history(connected.gateway)] == [kept]
    assert await connected.gateway.delete(posted) == 0
    assert await connected.gateway.delete([]) == 0


async def test_deleting_without_the_right_deletes_nothing(connected: Stage) -> None:
    posted = connected.world.post(connected.omar, "x").id
    connected.world.demote(connected.world.in_group().creator_id, connected.me)
    with pytest.raises(NoRight, match="right"):
        await connected.gateway.delete([posted])
    assert texts(connected) == ["x"]


async def test_a_ban_keeps_a_member_out_until_it_is_lifted(connected: Stage) -> None:
    seen = connected.world.post(connected.omar, "x").id
    gateway, omar = connected.gateway, connected.omar
    assert not await gateway.is_banned(omar, seen_in=seen)
    await gateway.ban(omar, seen_in=seen)
    assert connected.world.is_banned(omar)
    assert omar not in connected.world.in_group().members
    assert await gateway.is_banned(omar, seen_in=seen)
    await gateway.ban(omar, seen_in=seen)
    await gateway.unban(omar, seen_in=seen)
    assert not connected.world.is_banned(omar)
    assert not await gateway.is_banned(omar, seen_in=seen)
    await gateway.unban(omar, seen_in=seen)
    assert connected.world.restriction(omar) is None


async def test_a_mute_is_no_ban(connected: Stage) -> None:
    seen = connected.world.post(connected.omar, "x").id
    connected.world.mute(connected.other_admin, connected.omar)
    assert not await connected.gateway.is_banned(connected.omar, seen_in=seen)


async def test_banning_somebody_who_left(connected: Stage) -> None:
    seen = connected.world.post(connected.omar, "x").id
    connected.world.leave(connected.omar)
    await connected.gateway.ban(connected.omar, seen_in=seen)
    assert connected.world.is_banned(connected.omar)
    connected.world.switches.ban_absent = False
    sara_said = connected.world.post(connected.sara, "y").id
    connected.world.leave(connected.sara)
    with pytest.raises(MemberGone):
        await connected.gateway.ban(connected.sara, seen_in=sara_said)


async def test_who_cannot_be_banned_and_why(connected: Stage) -> None:
    seen = connected.world.post(connected.other_admin, "x").id
    omar_said = connected.world.post(connected.omar, "y").id
    with pytest.raises(TargetIsAdmin, match="admin"):
        await connected.gateway.ban(connected.other_admin, seen_in=seen)
    with pytest.raises(MemberGone):
        await connected.gateway.ban(987654)
    connected.world.demote(connected.world.in_group().creator_id, connected.me)
    with pytest.raises(NoRight, match="right"):
        await connected.gateway.ban(connected.omar, seen_in=omar_said)
    assert not connected.world.is_banned(connected.omar)


async def test_a_flood_wait_on_a_ban_bans_nobody(connected: Stage) -> None:
    seen = connected.world.post(connected.omar, "x").id
    connected.flood("ban", 17)
    with pytest.raises(FloodWait) as caught:
        await connected.gateway.ban(connected.omar, seen_in=seen)
    assert caught.value.seconds == 17
    assert not connected.world.is_banned(connected.omar)

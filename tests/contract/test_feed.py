"""Every gateway: what messages carry, older pages, pins, topics, editing one's own, the schedule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.domain.media_facts import Place, Poll, PollOption, Reaction
from modtui.domain.messages import Media, MediaKind
from modtui.telegram.gateway import GatewayError, MessageEdited, MessageGone, NoRight, Outgoing, ToGroup
from modtui.telegram.gateway_feed import FeedGateway
from tests.contract.stages import Stage, next_of

GROUP = ToGroup()


async def read(stage: Stage, message_id: int):
    return (await stage.gateway.by_id([message_id]))[message_id]


async def test_every_gateway_has_the_feed(connected: Stage) -> None:
    assert isinstance(connected.gateway, FeedGateway)


async def test_reactions_are_counted_and_are_no_edit(connected: Stage) -> None:
    world = connected.world
    said = world.post(connected.omar, "good news").id
    for person, emoji in ((connected.sara, "👍"), (connected.me, "👍"), (connected.omar, "🌷")):
        world.react(person, said, emoji)
    message = await read(connected, said)
    assert message.reactions == (Reaction("👍", 2, own=True), Reaction("🌷", 1))
    assert message.edited_at is None
    event = await next_of(connected.gateway, MessageEdited)
    assert (event.message.text, event.message.reactions[0].emoji) == ("good news", "👍")


async def test_a_poll_with_its_votes(connected: Stage) -> None:
    world = connected.world
    poll = Poll("أي يوم؟", (PollOption("السبت"), PollOption("Sunday")))
    said = world.post(connected.omar, media=Media(MediaKind.POLL, poll.question, poll=poll)).id
    world.vote(connected.sara, said, 1)
    media = (await read(connected, said)).media
    assert media.kind is MediaKind.POLL
    assert media.poll.question == "أي يوم؟"
    assert [(o.text, o.votes or 0) for o in media.poll.options] == [("السبت", 0), ("Sunday", 1)]
    assert media.poll.voters == 1


async def test_places_contacts_and_stickers_say_what_they_are(connected: Stage) -> None:
    world = connected.world
    for media in (
        Media(MediaKind.LOCATION, "Library", place=Place(45.5, -75.5, "1 Sample St")),
        Media(MediaKind.CONTACT, "Sample Clinic", phone="+16135550123"),
    ):
        said = world.post(connected.omar, media=media).id
        assert (await read(connected, said)).media == media
    sticker = world.post(connected.omar, media=Media(MediaKind.STICKER, emoji="🌷")).id
    assert (await read(connected, sticker)).media.emoji == "🌷"


async def test_older_pages_oldest_first(connected: Stage) -> None:
    posted = [connected.world.post(connected.omar, str(n)).id for n in range(12)]
    page = await connected.gateway.older(posted[10], limit=5)
    assert [m.id for m in page] == posted[5:10]
    assert await connected.gateway.older(posted[0]) == []


async def test_pinned_messages(connected: Stage) -> None:
    first, second = (connected.world.post(connected.me, text).id for text in ("rules", "hours"))
    connected.world.pin(connected.me, first)
    connected.world.pin(connected.me, second)
    found = await connected.gateway.pinned()
    assert [(m.id, m.pinned) for m in found] == [(second, True), (first, True)]
    connected.world.unpin(second)
    assert [m.id for m in await connected.gateway.pinned()] == [first]


async def test_topics_by_name(connected: Stage) -> None:
    assert await connected.gateway.topics() == []
    topic = connected.world.add_topic("السكن Housing")
    said = connected.world.post(connected.omar, "a flat", topic_id=topic.id).id
    assert [(t.id, t.title) for t in await connected.gateway.topics()] == [(topic.id, "السكن Housing")]
    assert (await read(connected, said)).topic_id == topic.id


async def test_editing_ones_own_message(connected: Stage) -> None:
    posted = connected.world.post(connected.me, "at 5").id
    edited = await connected.gateway.edit(posted, "at 6")
    assert (edited.id, edited.text) == (posted, "at 6")
    assert edited.edited_at is not None
    assert (await connected.gateway.edit(posted, "at 6")).text == "at 6"
    event = await next_of(connected.gateway, MessageEdited)
    assert event.message.text == "at 6"


async def test_what_cannot_be_edited_and_why(connected: Stage) -> None:
    other = connected.world.post(connected.omar, "mine").id
    with pytest.raises(NoRight, match="own messages"):
        await connected.gateway.edit(other, "x")
    with pytest.raises(MessageGone):
        await connected.gateway.edit(9999, "x")
    old = connected.world.post(connected.me, "old", at=connected.clock() - timedelta(days=9)).id
    with pytest.raises(GatewayError, match="too old") as caught:
        await connected.gateway.edit(old, "x")
    assert caught.value.code == "edit-too-late"


async def test_the_schedule_lists_and_cancels(connected: Stage) -> None:
    at = connected.clock().replace(microsecond=0) + timedelta(hours=2)
    later = await connected.gateway.schedule(Outgoing(GROUP, " ورشة Workshop ", 5), at + timedelta(hours=1))
    first = await connected.gateway.schedule(Outgoing(GROUP, "Jobs", 6), at)
    assert (later.text, later.at) == ("ورشة Workshop", at + timedelta(hours=1))
    assert await connected.gateway.schedule(Outgoing(GROUP, "Jobs", 6), at) == first
    assert list(await connected.gateway.scheduled()) == [first, later]
    assert connected.world.history(connected.me) == []
    await connected.gateway.cancel_scheduled([first.id, 777])
    assert list(await connected.gateway.scheduled()) == [later]
    connected.clock.ahead = timedelta(hours=4)
    assert list(await connected.gateway.scheduled()) == []
    assert [m.text for m in connected.world.history(connected.me)] == ["ورشة Workshop"]


async def test_a_time_that_telegram_does_not_take(connected: Stage) -> None:
    with pytest.raises(GatewayError, match="year ahead"):
        await connected.gateway.schedule(Outgoing(GROUP, "x", 5), connected.clock() + timedelta(days=800))

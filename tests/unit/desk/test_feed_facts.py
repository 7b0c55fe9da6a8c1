"""What the feed shows beside texts: reactions, votes, pins, topics, albums, what messages said before."""

from modtui.domain.media_facts import Place, Poll, PollOption, Reaction, Topic
from modtui.domain.messages import Media, MediaKind, ServiceEvent, ServiceKind
from tests.unit.desk.playing import HELLO, until


async def item(desk, message_id):
    (found,) = await desk.feed_items([message_id])
    return found


async def test_reactions_appear_and_are_no_edit_of_a_question(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.world.react(play.sara, question, "👍")
        play.world.react(play.me, question, "👍")

        async def shown():
            return (await item(desk, question)).reactions == (Reaction("👍", 2, own=True),)

        await until(shown)
        assert (await item(desk, question)).edited_at is None
        assert await play.waiting() == [question]
        assert any(question in change.changed_messages for change in play.changes)
        play.world.react(play.sara, question, "")
        play.world.react(play.me, question, "")

        async def gone():
            return (await item(desk, question)).reactions == ()

        await until(gone)


async def test_votes_that_come_in_are_counted(play):
    poll = Poll("Which day?", (PollOption("Saturday"), PollOption("Sun\x1b[31mday")))
    asked = play.say(play.sara, "", media=Media(MediaKind.POLL, poll.question, poll=poll))
    async with play.open() as desk:
        play.world.vote(play.omar, asked, 1)

        async def counted():
            found = (await item(desk, asked)).media.poll
            return [option.votes for option in found.options] == [0, 1] and found.voters == 1

        await until(counted)
        assert "\x1b" not in (await item(desk, asked)).media.poll.options[1].text


async def test_words_of_attachments_are_safe_to_show(play):
    name = "evil\x1b]2;x\x07\u202efdp.exe"
    file = play.say(play.sara, "", media=Media(MediaKind.FILE, name, 5))
    place = play.say(play.sara, "", media=Media(MediaKind.LOCATION, name, place=Place(1.0, 2.0, name)))
    contact = play.say(play.sara, "", media=Media(MediaKind.CONTACT, name, phone="+1\x1b[0m613"))
    async with play.open() as desk:
        for number in (file, place, contact):
            assert "\x1b" not in repr((await item(desk, number)).media)
        assert (await item(desk, place)).media.place.latitude == 1.0


async def test_pins_come_and_go_and_old_ones_are_shown_too(play):
    rules = play.say(play.me, "the rules")
    async with play.open() as desk:
        play.world.pin(play.samir, rules)

        async def pinned():
            return [i.message_id for i in await desk.pinned()] == [rules]

        await until(pinned)
        assert (await item(desk, rules)).pinned
        play.world.unpin(rules)
        await desk._feed_keeper.look()
        assert list(await desk.pinned()) == []
        assert not (await item(desk, rules)).pinned


async def test_topics_by_name_and_albums_together(play):
    topic = play.world.add_topic("Housing السكن")
    said = play.say(play.sara, "a flat", topic_id=topic.id, album_id=77)
    async with play.open() as desk:
        await desk._feed_keeper.look()
        found = await item(desk, said)
        assert (found.topic, found.topic_id, found.album_id) == ("Housing السكن", topic.id, 77)


async def test_each_of_an_album_says_which_of_how_many_it_is_also_when_more_come(play):
    first = play.say(play.sara, "", media=Media(MediaKind.PHOTO), album_id=7)
    play.say(play.omar, "", media=Media(MediaKind.PHOTO), album_id=8)
    second = play.say(play.sara, "", media=Media(MediaKind.PHOTO), album_id=7)
    async with play.open() as desk:
        await play.until_read()
        assert [one.album for one in await desk.feed_items([first, second])] == [(1, 2), (2, 2)]
        play.changes.clear()
        third = play.say(play.sara, "", media=Media(MediaKind.PHOTO), album_id=7)
        await until(lambda: any(first in change.changed_messages for change in play.changes))
        assert [one.album for one in await desk.feed_items([first, third])] == [(1, 3), (3, 3)]


async def test_topics_are_named_as_soon_as_somebody_writes_there_and_tell_who_shows_them(play):
    housing = play.world.add_topic("Housing")
    said = play.say(play.sara, "a flat", topic_id=housing.id)
    async with play.open() as desk:  # and not minutes later, with the next look

        async def called(message, name):
            return [found.topic for found in await desk.feed_items([message])] == [name]

        await until(lambda: called(said, "Housing"))
        play.changes.clear()
        other = play.world.add_topic("Housing")
        late = play.say(play.omar, "a house", topic_id=other.id)
        await until(lambda: called(late, f"Housing ({other.id})"))
        await until(lambda: called(said, f"Housing ({housing.id})"))
        told = {number for change in play.changes for number in change.changed_messages}
        assert {said, late} <= told
        play.changes.clear()
        play.world.feed.topics[play.world.group.id][1] = Topic(other.id, "Houses")
        play.world.service(play.me, ServiceEvent(ServiceKind.OTHER, text="renamed the topic"))
        await until(lambda: called(late, "Houses"))
        await until(lambda: called(said, "Housing"))
        assert {said, late} <= {number for change in play.changes for number in change.changed_messages}


async def test_a_topic_that_telegram_no_longer_lists_is_asked_for_once(play):
    play.world.add_topic("Housing")
    async with play.open() as desk:
        asked = []
        topics = play.gateway.topics

        async def counted():
            asked.append(1)
            return await topics()

        play.gateway.topics = counted
        counts = []
        for n in range(3):
            play.say(play.sara, f"in a topic that is gone {n}", topic_id=777)
            await play.until_read()
            await until(lambda: 777 in desk._feed_keeper._asked and not desk._feed_keeper._new)
            counts.append(len(asked))
        assert counts[1] == counts[2] >= 1


async def test_what_a_message_said_before_each_edit(play):
    said = play.say(play.sara, "one")
    async with play.open() as desk:
        for text in ("two", "three"):
            play.clock.move(minutes=1)
            play.world.edit(play.sara, said, text)
            await play.until_read()
        versions = await desk.versions_of(said)
        assert [version.text for version in versions] == ["one", "two", "three"]
        assert versions[0].at < versions[1].at < versions[2].at
        assert await desk.versions_of(999) == []


async def test_pages_older_than_what_is_stored_are_shown_and_not_stored(play):
    for days in (90, 80, 1):
        play.clock.move(days=-days)
        play.say(play.sara, f"{HELLO} {days}", at=play.clock())
        play.clock.move(days=days)
    async with play.open() as desk:
        oldest = (await desk.feed())[0].message_id
        older = await desk.older_from_telegram(oldest)
        assert [i.text for i in older] == [f"{HELLO} 90", f"{HELLO} 80"]
        assert [i.message_id for i in await desk.feed()] == [oldest]
        assert await desk.older_from_telegram(older[0].message_id) == []

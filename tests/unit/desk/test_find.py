"""Finding messages at the desk: by words and filters, by day, by member."""

from datetime import timedelta

import pytest

from modtui.desk.api import DeskError
from modtui.domain.messages import Media, MediaKind
from modtui.store.feed_facts import set_pinned
from tests.unit.desk.playing import ANSWER, HELLO, WHERE, until


def ids(page):
    return [hit.item.message_id for hit in page.hits]


async def test_found_newest_first_with_what_matched(play):
    play.say(play.sara, HELLO)
    play.say(play.omar, f"{HELLO}! " * 30 + WHERE)
    play.say(play.sara, "وين البطاقة الصحية؟")
    async with play.open() as desk:
        page = await desk.find("health card")
        assert ids(page) == [2]
        hit = page.hits[0]
        assert [hit.item.text[a:b] for a, b in hit.spans] == ["health", "card"]
        assert [hit.line[a:b] for a, b in hit.line_spans] == ["health", "card"]
        assert len(hit.line) < 200
        assert ids(await desk.find("بطاقة")) == [3]
        assert ids(await desk.find("good morn")) == [2, 1]
        assert (await desk.find("good morn", limit=1)).next_before == 2
        assert ids(await desk.find("good morn", limit=1, before_id=2)) == [1]
        assert ids(await desk.find("absent")) == []


async def test_filters_narrow(play):
    voice = play.say(play.sara, "", media=Media(MediaKind.VOICE, seconds=4))
    link = play.say(play.sara, "see https://example.org/ or 613-555-0199")
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, ANSWER)
        await play.until_sent()
        assert ids(await desk.find("has:voice")) == [voice]
        assert ids(await desk.find("has:link")) == [link]
        assert ids(await desk.find("has:phone from:sar")) == [link]
        assert ids(await desk.find("from:omar")) == [question]
        assert ids(await desk.find(f"from:{play.omar}")) == [question]
        assert ids(await desk.find("is:inquiry")) == [question]
        assert ids(await desk.find("is:answered")) == [question]
        answer = ids(await desk.find("is:staff"))
        assert ids(await desk.find("from:me passport")) == answer
        assert len(answer) == 1
        assert ids(await desk.find("before:2026-10-05")) == []
        assert question in ids(await desk.find("after:2026-10-05 health"))
        nobody = await desk.find("from:nobody")
        assert ids(nobody) == []
        assert "nobody" in nobody.note


async def test_urgent_pinned_and_albums_are_found_by_what_people_call_them(play):
    photo = play.say(play.sara, "", media=Media(MediaKind.PHOTO), album_id=7)
    form = play.say(play.sara, "", media=Media(MediaKind.FILE, "form.pdf"))
    async with play.open() as desk:
        question = await play.asked(play.omar)
        assert ids(await desk.find("is:urgent")) == []
        await desk.set_urgent(question, True)
        assert ids(await desk.find("is:urgent")) == ids(await desk.find("is:unanswered")) == [question]
        assert ids(await desk.find("has:image")) == ids(await desk.find("has:albums")) == [photo]
        assert ids(await desk.find("has:document")) == [form]
        async with desk._parts.ctx.db.transaction() as tx:
            await set_pinned(tx, desk._parts.ctx.chat(), [form])
        assert ids(await desk.find("is:pinned")) == [form]


async def test_deleted_messages_are_found_and_edits_by_what_they_say_now(play):
    async with play.open() as desk:
        first = play.say(play.omar, "a wrong word")
        second = play.say(play.sara, "to be deleted")
        await play.until_read()
        play.world.edit(play.omar, first, "a right word")
        play.world.delete(play.sara, [second])

        async def known():
            return ids(await desk.find("right")) == [first] and ids(await desk.find("is:deleted")) == [second]

        await until(known)
        assert ids(await desk.find("wrong")) == []
        assert ids(await desk.find("is:edited")) == [first]


async def test_a_filter_that_is_none_gives_a_sentence(play):
    async with play.open() as desk:
        with pytest.raises(DeskError, match="did you mean from:"):
            await desk.find("form:omar")


async def test_a_name_that_nobody_wrote_says_how_to_find_their_messages(play):
    play.say(play.sara, "hello")
    async with play.open() as desk:
        page = await desk.find("sara")
        assert page.hits == ()
        assert page.note == "Nothing fits; from:sara finds what they wrote."
        assert [hit.item.text for hit in (await desk.find("from:sara")).hits] == ["hello"]
        assert (await desk.find("nowhere")).note == ""


@pytest.mark.parametrize(
    "typed", ['"hello', 'from:"sara', 'hello"', "“hello”", "«hello»", "from:sara hello", "HELLO,"]
)
async def test_quotes_left_open_and_of_any_sort_find_all_the_same(play, typed):
    play.say(play.sara, "hello")
    async with play.open() as desk:
        assert len((await desk.find(typed)).hits) == 1


async def test_a_quote_that_swallowed_a_filter_is_said(play):
    play.say(play.sara, "hello")
    async with play.open() as desk:
        assert "not closed" in (await desk.find('"hello from:sara')).note


async def test_jumping_to_a_day(play):
    at = play.clock()
    first = play.say(play.omar, "one", at=at - timedelta(days=3))
    second = play.say(play.omar, "two", at=at - timedelta(days=1))
    async with play.open() as desk:
        assert await desk.message_at((at - timedelta(days=3)).date()) == first
        assert await desk.message_at("2026-10-03") == second
        assert await desk.message_at("yesterday") == second
        with pytest.raises(DeskError, match="from that day"):
            await desk.message_at("2027-01-01")
        with pytest.raises(DeskError, match="no day"):
            await desk.message_at("some day")


async def test_one_members_messages(play):
    mine = [play.say(play.omar, str(n)) for n in range(5)]
    play.say(play.sara, "not his")
    async with play.open() as desk:
        assert [i.message_id for i in await desk.messages_of(play.omar)] == mine
        page = await desk.messages_of(play.omar, before_id=mine[3], limit=2)
        assert [i.message_id for i in page] == mine[1:3]
        assert await desk.messages_of(999999) == []

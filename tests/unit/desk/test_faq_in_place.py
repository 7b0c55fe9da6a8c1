"""The FAQ is changed where it stands; what is gone or can no longer be changed is posted anew."""

from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.snippets.faq import no_longer
from modtui.telegram.gateway import FloodWait, NotConnected
from tests.unit.desk.playing import Clock, until
from tests.unit.desk.shelves import CARD, Shelf

NEW_CARD = CARD.replace("bring your passport.", "bring two photos.")


@pytest.fixture
def shelf(play, tmp_path):
    made = Shelf(play, tmp_path / "own")
    made.write("card", CARD)
    for number in range(3):
        made.answer(f"long-{number}", f"{number} " + "word " * 600, title=f"Title {number}")
    return made


def posts(play):
    """Own posts that stand: (id, text)."""
    return [
        (s.message.id, s.message.text)
        for s in play.world.group.box.kept.values()
        if s.alive and s.message.text and s.author_id == play.me
    ]


async def publish(play, ids, language="en"):
    """Publish, all the way."""
    before = len(await play.facts("SELECT 1 FROM journal WHERE kind = 'faq.published'"))
    await play.desk.publish_faq(ids, language)

    async def known():
        return len(await play.facts("SELECT 1 FROM journal WHERE kind = 'faq.published'")) > before

    await until(known)


async def kinds(play):
    rows = await play.facts("SELECT kind, count(*) FROM journal WHERE kind LIKE 'post.%' GROUP BY kind")
    return dict(rows)


async def new_text(shelf):
    shelf.write("card", NEW_CARD)
    await shelf.until_shelved("card", lambda s: "photos" in s.body["en"])


async def test_a_changed_snippet_changes_the_post_that_stands_there(play, shelf):
    async with shelf.open() as desk:
        await publish(play, ["card"])
        ((number, before),) = posts(play)
        await new_text(shelf)
        await until(lambda: any("F7, 5 brings it up to date" in said for said in play.notices()))
        assert any(
            "changed where it stands" in said for said in (await desk.faq_preview(["card"], "en")).remarks
        )
        await publish(play, ["card"])
        ((same, after),) = posts(play)
        assert same == number
        assert "two photos" in after
        assert play.world.group.pinned_id == number
        await until(lambda: "The FAQ was changed where it stands." in play.notices())
        assert await kinds(play) == {"post.sent": 1, "post.edited": 1}
        status = await desk.faq_status("en")
        assert (status.message_ids, status.changed, status.snippet_ids) == ((number,), (), ("card",))
        with pytest.raises(DeskError, match="exactly this already"):
            await desk.publish_faq(["card"], "en")
        assert "changed back" in await desk.undo()
        await until(lambda: posts(play) == [(number, before)])

        async def older():
            return (await desk.faq_status("en")).changed == ("card",)

        await until(older)
    assert await play.verified() == []


async def test_one_that_grows_has_further_posts_and_one_that_shrinks_says_where_the_rest_went(play, shelf):
    long = ["long-0", "long-1", "long-2"]
    async with shelf.open() as desk:
        await publish(play, ["card"])
        ((first, _),) = posts(play)
        await publish(play, ["card", *long])
        grown = posts(play)
        assert grown[0][0] == first
        assert [text.split("\n", 1)[0][-3:] for _, text in grown] == ["1/3", "2/3", "3/3"]
        assert (await desk.faq_status("en")).message_ids == tuple(number for number, _ in grown)
        await publish(play, ["card"])
        shrunk = posts(play)
        assert [number for number, _ in shrunk] == [number for number, _ in grown]
        assert [text for _, text in shrunk[1:]] == [no_longer("en")] * 2
        await publish(play, ["card", *long])
        assert posts(play) == grown  # the same posts once more
        assert (await kinds(play))["post.sent"] == 3


async def test_one_that_is_gone_is_posted_anew_and_pinned(play, shelf):
    async with shelf.open() as desk:
        await publish(play, ["card"])
        ((number, _),) = posts(play)
        play.world.delete(play.creator, [number])
        await play.until_read()
        await new_text(shelf)
        assert any("posted anew" in said for said in (await desk.faq_preview(["card"], "en")).remarks)
        await publish(play, ["card"])
        ((anew, text),) = posts(play)
        assert anew > number
        assert "two photos" in text
        assert play.world.group.pinned_id == anew


async def test_one_that_can_no_longer_be_changed_is_posted_anew_and_that_is_said(play, shelf):
    long = ["long-0", "long-1", "long-2"]
    async with shelf.open() as desk:
        await publish(play, long)
        old = posts(play)
        play.world.switches.edit_window = timedelta(hours=48)
        play.clock.move(hours=50)
        await publish(play, ["card", *long[:2]])
        assert posts(play)[: len(old)] == old
        anew = posts(play)[len(old) :]
        assert [text.split("\n", 1)[0][-3:] for _, text in anew] == ["1/2", "2/2"]
        assert any("cannot be changed any more: it is posted anew" in said for said in play.notices())
        status = await desk.faq_status("en")
        assert status.message_ids == tuple(number for number, _ in anew)
        assert play.world.group.pinned_id == anew[0][0]
        with pytest.raises(DeskError, match="cannot be taken back"):
            await desk.undo()


async def test_each_language_has_its_own(play, shelf):
    async with shelf.open() as desk:
        await publish(play, ["card"], "en")
        await publish(play, ["card"], "ar")
        english, arabic = posts(play)
        await new_text(shelf)
        await publish(play, ["card"], "en")
        assert [number for number, _ in posts(play)] == [english[0], arabic[0]]
        assert posts(play)[1] == arabic
        assert (await desk.faq_status("ar")).changed == ("card",)
        assert (await desk.faq_status("en")).changed == ()


async def test_a_change_that_was_cut_off_is_made_once_the_line_is_back(play, shelf):
    async with shelf.open():
        await publish(play, ["card"])
        await new_text(shelf)
        play.gateway.refuse_next("edit", NotConnected("The line broke."))
        await play.desk.publish_faq(["card"], "en")

        async def tried():
            rows = await play.facts("SELECT attempts FROM outbox WHERE state = 'queued'")
            return rows == [(1,)]

        await until(tried)
        play.clock.move(minutes=30)  # long after: an edit needs no looking for

        async def changed():
            play.clock.move(seconds=3)
            play.desk._parts.outbox.wake()
            return "two photos" in posts(play)[0][1]

        await until(changed)
        assert len(posts(play)) == 1


async def test_one_that_has_not_left_can_be_taken_back(play, shelf):
    async with shelf.open() as desk:
        await publish(play, ["card"])
        before = posts(play)
        await new_text(shelf)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.publish_faq(["card"], "en")
        assert ("queued", "changes the post that stands in the group") in await play.outgoing()
        assert "before it left" in await desk.undo()
        play.gateway.restore_line()
        await play.until_read()
        assert posts(play) == before
        assert (await desk.faq_status("en")).changed == ("card",)


LONG = ["long-0", "long-1", "long-2"]


async def publications(play):
    rows = await play.facts(
        "SELECT json_extract(payload, '$.publication') FROM journal WHERE kind = 'faq.published' ORDER BY seq"
    )
    return [row[0] for row in rows]


async def test_a_change_that_left_in_part_and_was_undone_is_never_taken_for_the_newest(play, shelf):
    async with shelf.open() as desk:
        await publish(play, LONG)
        before = posts(play)
        assert len(before) > 1
        for number in range(3):
            shelf.answer(f"long-{number}", f"NEW{number} " + "word " * 600, title=f"Title {number}")
            await shelf.until_shelved(f"long-{number}", lambda s: "NEW" in s.body["en"])
        undone = await desk_publishes_one_part(play, desk)
        assert "changed back" in await desk.undo()

        async def back():
            play.clock.move(seconds=10)
            play.desk._parts.outbox.wake()
            return posts(play) == before and not await play.outgoing()

        await until(back, 20)

        async def journalled():
            return len(await publications(play)) == 2

        await until(journalled)
    async with shelf.open() as desk:  # what a crash left undone is made up for at a start
        await desk._parts.snippets.faq._pin_all()
        assert undone not in await publications(play)
        assert (await desk.faq_status("en")).changed == tuple(LONG)


async def desk_publishes_one_part(play, desk):
    """Publish a change of which the first post leaves, and the second has to wait."""
    plain, calls = play.gateway.edit, []

    async def slow(*args, **more):
        calls.append(args)
        if len(calls) == 2:
            raise FloodWait(30)
        return await plain(*args, **more)

    play.gateway.edit = slow
    publication = await desk.publish_faq(LONG, "en")

    async def one():
        rows = await play.facts("SELECT state FROM outbox WHERE json_extract(detail, '$.edit') IS NOT NULL")
        return len(calls) > 1 and ("sent",) in rows and ("sending",) not in rows

    await until(one)
    return publication


async def test_one_that_grew_and_can_no_longer_be_changed_is_posted_anew_in_its_order(
    play, shelf, monkeypatch
):
    def ticks(clock):
        clock.at += timedelta(milliseconds=1)  # as a real one: what is queued later has a later time
        return clock.at

    monkeypatch.setattr(Clock, "__call__", ticks)
    async with shelf.open():
        await publish(play, LONG[:2])
        old = posts(play)
        play.world.switches.edit_window = timedelta(hours=48)
        play.clock.move(hours=50)
        await publish(play, LONG)
        anew = posts(play)[len(old) :]
        assert [text.split("\n", 1)[0][-3:] for _, text in anew] == ["1/3", "2/3", "3/3"]


async def test_a_second_one_waits_until_the_first_has_left_whole(play, shelf):
    async with shelf.open() as desk:
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.publish_faq(["card"], "en")
        with pytest.raises(DeskError, match="has not left whole yet"):
            await desk.publish_faq(["card", "long-0"], "en")
        await desk.publish_faq(["card"], "ar")  # another language is another FAQ
        play.gateway.restore_line()

        async def both():
            return len(await publications(play)) == 2

        await until(both)
        assert len(posts(play)) == 2
        await publish(play, ["card", "long-0"])
        assert len(posts(play)) == 2

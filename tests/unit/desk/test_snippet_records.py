"""What became of what was sent: recalls, usage, what is asked often; and the FAQ."""

import asyncio

import pytest

from modtui.desk import asked_often
from modtui.desk.errors import DeskError
from modtui.domain.journal import Kind
from modtui.telegram.gateway import NoRight, NotConnected
from modtui.telegram.simulated import SimulatedGateway
from modtui.telegram.world import AdminRights
from tests.unit.desk.playing import until
from tests.unit.desk.shelves import CARD, CLINIC, Shelf

NEW_CARD = CARD.replace("bring your passport", "bring your passport and a photo")


@pytest.fixture
def shelf(play, tmp_path):
    made = Shelf(play, tmp_path / "own")
    made.write("card", CARD)
    return made


async def changed(shelf, text=NEW_CARD):
    shelf.write("card", text)
    await shelf.until_shelved("card", lambda s: "photo" in s.body["en"])


# ---- recall


async def test_who_got_the_old_text_is_listed_and_corrected(play, shelf):
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        await shelf.send(question, "card")
        assert await desk.recalls() == []
        await changed(shelf)
        await until(lambda: any("sent before, to 1 who asked" in said for said in play.notices()))
        (row,) = await desk.recalls()
        assert (row.inquiry_id, row.member, row.title) == (question, "Omar Sample", "Health card")
        assert row.message_id == play.replies_to(question)[0].id
        assert row.old_version != row.new_version
        draft = await desk.correction_for(question)
        assert draft.text == (
            "A correction to what we wrote you on 2026-10-05:\n\nHello Omar, bring your passport and a photo."
        )
        await desk.reply(question, draft.text, kind=draft.reply_kind, snippet_ids=[draft.snippet_id])
        await play.until_sent()
        assert await desk.recalls() == []
        with pytest.raises(DeskError, match="correction"):
            await desk.correction_for(question)


async def test_a_recall_is_settled_by_hand_remembered_and_taken_back(play, shelf):
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        await shelf.send(question, "card")
        await changed(shelf)
        await desk.settle_recall(question, "card")
        assert await desk.recalls() == []
        timeline = [entry.sentence for entry in (await desk.inquiry(question)).timeline]
        assert "A changed snippet was dealt with." in timeline
        with pytest.raises(DeskError, match="Nobody waits"):
            await desk.settle_recall(question, "card")
        await desk.undo()
        assert len(await desk.recalls()) == 1
        await desk.settle_recall(question, "card")
    async with shelf.open() as desk:
        assert await desk.recalls() == []
        await changed(shelf, NEW_CARD.replace("a photo", "two photos"))
        await shelf.until_shelved("card", lambda s: "two photos" in s.body["en"])
        assert len(await desk.recalls()) == 1


async def test_a_new_date_or_alias_recalls_nobody(play, shelf):
    async with shelf.open() as desk:
        await shelf.send(await play.asked(play.omar), "card")
        shelf.write("card", CARD.replace("[ohip]", "[ohip, carte]"))
        await shelf.until_shelved("card", lambda s: "carte" in s.aliases)
        assert await desk.recalls() == []


async def test_a_question_that_was_deleted_cannot_be_corrected(play, shelf):
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        await shelf.send(question, "card")
        await changed(shelf)
        play.world.delete(play.samir, [question])
        await play.until_read()
        (row,) = await desk.recalls()
        assert not row.can_correct
        with pytest.raises(DeskError, match="deleted"):
            await desk.correction_for(question)


# ---- usage


async def test_usage_is_counted_by_month_with_what_was_stale(play, shelf):
    shelf.answer("never", "Text.", title="Never used")
    shelf.answer("rough", "Rough text.", more="", title="Rough")
    async with shelf.open() as desk:
        await shelf.send(await play.asked(play.omar), "card")
        await shelf.send(await play.asked(play.sara, "health card where?"), "card")
        play.clock.move(days=30)
        await shelf.send(await play.asked(play.omar, "Where is the school?"), "rough", override_stale=True)
        used = {row.snippet_id: row for row in await desk.snippet_usage()}
        assert list(used) == ["card", "rough", "never"]
        assert used["card"].by_month == (("2026-10", 2),)
        assert used["rough"].by_month == (("2026-11", 1),)
        assert (used["rough"].stale_sends, used["card"].stale_sends, used["never"].total) == (1, 0, 0)


async def test_an_empty_search_shows_the_most_used_first(play, shelf):
    shelf.answer("a-first-file", "Text.", title="First by name")
    async with shelf.open() as desk:
        assert [c.snippet_id for c in await desk.search_snippets("")] == ["a-first-file", "card"]
        await shelf.send(await play.asked(play.omar), "card")

        async def reordered():
            return [c.snippet_id for c in await desk.search_snippets("")] == ["card", "a-first-file"]

        await until(reordered)


async def test_one_that_left_the_shelf_is_still_counted(play, shelf):
    async with shelf.open() as desk:
        await shelf.send(await play.asked(play.omar), "card")
        (shelf.folder / "answers" / "card.yaml").unlink()
        await until(lambda: not desk._shelf.library.by_id, 20)
        (row,) = await desk.snippet_usage()
        assert (row.snippet_id, row.total, row.on_shelf) == ("card", 1, False)


# ---- asked often


async def test_what_is_asked_often_and_fits_no_snippet_stands_together(play, shelf):
    amal, noor = play._join("Amal Sample"), play._join("Noor Sample")
    async with shelf.open() as desk:
        snow = [
            await play.asked(who, text)
            for who, text in (
                (play.omar, "Where can I buy snow tires?"),
                (play.sara, "Does anybody know where to get cheap snow tires for winter?"),
                (amal, "Where do I find good snow tires?"),
            )
        ]
        for number in snow:
            if await play.state(number) == "possible":
                await desk.mark_inquiry(number)
        await play.asked(noor, "Where can I get a health card?")
        reply = play.say(play.samir, "At the garage on Main Street.", reply_to=snow[0])
        await play.until_state(snow[0], "answered?")
        (found,) = await desk.asked_often()
        assert found.inquiry_ids == tuple(reversed(snow))
        assert (found.count, found.answered_with, found.language) == (3, reply, "en")
        assert set(found.words) >= {"snow"}
        assert await desk.asked_often(at_least=4) == []
        shelf.answer("tires", "At the garage.", title="Snow tires", more="aliases: [winter tires]")
        await shelf.until_shelved("tires")
        assert await desk.asked_often() == []


def test_alike_wants_two_words_in_common():
    clusters = []
    for number, text in enumerate(
        ("snow tires price", "cheap snow tires", "snow shovel loan", "library card hours", "???")
    ):
        words = asked_often.telling_words(text)
        if words:
            asked_often.add_to(clusters, number, words)
    assert [cluster.members for cluster in clusters] == [[0, 1], [2], [3]]


# ---- the FAQ


class Pinning(SimulatedGateway):
    """Refuses to pin, as long as there is a reason."""

    refusal = None

    async def pin(self, message_id):
        if self.refusal is not None:
            raise self.refusal
        await super().pin(message_id)


def posts(play):
    """The group's texts; that something was pinned is a message without one."""
    return [text for text in play.group_texts if text]


async def published(play):
    return (await play.facts("SELECT count(*) FROM journal WHERE kind = ?", str(Kind.FAQ_PUBLISHED)))[0][0]


async def test_the_faq_is_posted_and_pinned_and_known_afterwards(play, shelf):
    shelf.write("clinic", CLINIC, "referrals")
    async with shelf.open() as desk:
        shown = await desk.faq_preview(["card", "clinic"], "en")
        assert (shown.blocked, shown.remarks, shown.needs_override) == ((), (), False)
        assert "Hello there, bring your passport." in shown.parts[0]
        assert "Phone: 613-555-0120" in shown.parts[0]
        await desk.publish_faq(["card", "clinic"], "en")
        await until(lambda: "The FAQ was posted and pinned." in play.notices())
        assert posts(play) == list(shown.parts)
        status = await desk.faq_status()
        assert play.world.group.pinned_id == status.message_ids[0]
        assert (status.pinned, status.language, status.changed) == (True, "en", ())
        await changed(shelf)
        assert (await desk.faq_status()).changed == ("card",)
        shown = await desk.faq_preview(["card"], "fr")
        assert "It stands beside the one in: en." in shown.remarks
        assert any("another language" in remark for remark in shown.remarks)


async def test_a_long_faq_is_several_posts_in_order_and_the_first_is_pinned(play, shelf):
    for number in range(4):
        shelf.answer(f"long-{number}", f"{number} " + "word " * 500, title=f"Title {number}")
    async with shelf.open() as desk:
        await desk.publish_faq([f"long-{number}" for number in range(4)], "en")
        await until(lambda: "The FAQ was posted and pinned." in play.notices())
        assert [text.split("\n", 1)[0][-3:] for text in posts(play)] == ["1/4", "2/4", "3/4", "4/4"]
        assert play.world.group.pinned_id == (await desk.faq_status()).message_ids[0]


async def test_what_cannot_be_published_is_said_before_anything_leaves(play, shelf):
    shelf.answer("blank", "Come on {ask:date}.", title="Visit")
    shelf.answer("rough", "Text.", more="")
    async with shelf.open() as desk:
        assert "Visit" in (await desk.faq_preview(["blank"], "en")).blocked[0]
        for ids, says in ((["blank"], "blank"), ([], "Choose"), (["rough"], "verified"), (["none"], "shelf")):
            with pytest.raises(DeskError, match=says):
                await desk.publish_faq(ids, "en")
        assert (await desk.faq_preview(["rough"], "en")).needs_override
        await desk.publish_faq(["rough"], "en", override_stale=True)
        await until(lambda: len(posts(play)) == 1)


async def test_who_may_not_pin_is_told_before_publishing(play, shelf):
    play.world.promote(play.creator, play.me, AdminRights(pin_messages=False))
    async with shelf.open() as desk:
        assert any("may not pin" in remark for remark in (await desk.faq_preview(["card"], "en")).remarks)


async def test_a_refused_pin_is_told_and_not_tried_for_ever(play, shelf):
    gateway = Pinning(play.world, play.me, play.clock)
    gateway.refusal = NoRight("Your account may not pin messages.")
    async with shelf.open(gateway=gateway) as desk:
        await desk.publish_faq(["card"], "en")
        await until(lambda: any("not pinned (Your account may not pin" in said for said in play.notices()))
        assert (await desk.faq_status()).pinned is False


async def test_a_pin_that_was_lost_with_the_line_is_made_up_for_at_the_next_start(play, shelf):
    gateway = Pinning(play.world, play.me, play.clock)
    gateway.refusal = NotConnected("The line broke.")
    async with shelf.open(gateway=gateway) as desk:
        await desk.publish_faq(["card"], "en")
        await until(lambda: len(posts(play)) == 1)
        await play.until_sent()
        assert await desk.faq_status() is None
    assert play.world.group.pinned_id is None
    async with shelf.open() as desk:
        await until(lambda: play.world.group.pinned_id is not None)
        await until(lambda: any("posted and pinned" in said for said in play.notices()))
        assert await published(play) == 1
        assert len(posts(play)) == 1


async def test_a_faq_that_has_not_left_can_be_taken_back(play, shelf):
    async with shelf.open() as desk:
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        await desk.publish_faq(["card"], "en")
        assert "taken back" in await desk.undo()
        play.gateway.restore_line()
        await play.until_read()
        await asyncio.sleep(0)
        assert play.group_texts == []
        assert await published(play) == 0

"""Messages that are not stored here but that Telegram still has: quoted, jumped to by day, and come back to."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.messages import Media, MediaKind
from tests.tui.for_real import RealDriver, going
from tests.unit.desk.playing import Play


def a_long_past(play: Play) -> list[int]:
    """Messages of before the first reading, one a day; the last ids are those of today."""
    return [play.say(play.sara, f"ancient {n}", at=play.clock() - timedelta(days=90 - n)) for n in range(40)]


def told(driver: RealDriver, words: str) -> bool:
    return words in driver.text() or any(words in notice for notice in driver.notices())


def here(driver: RealDriver) -> str | None:
    item = driver.screen.feed.item
    return None if item is None else item.text


@pytest.mark.parametrize("plain", [False, True])
async def test_a_quote_of_one_is_not_called_gone_and_is_jumped_to(tmp_path, plain):
    play = Play(tmp_path)
    ancient = a_long_past(play)
    lost = play.say(play.omar, "lost", at=play.clock() - timedelta(days=40))
    first = play.say(play.omar, "what was that again?", reply_to=ancient[5])
    second = play.say(play.omar, "and that?", reply_to=lost)
    play.world.delete(play.samir, [lost])
    async with going(play, ui={"plain": plain}) as driver:
        await driver.on_message(first)
        assert "a message that is not stored here" in driver.text()
        assert "is gone" not in driver.text()
        await driver.press("J")
        assert here(driver) == "ancient 5"
        await driver.press("K")
        assert here(driver) == "what was that again?"
        await driver.on_message(second)
        await driver.press("J")
        assert here(driver) == "and that?"
        assert told(driver, "Telegram no longer has that message.")
        play.gateway.break_line()
        await driver.settle()
        driver.screen.feed.model.replace_all(driver.screen.feed.model.items[-2:])
        await driver.on_message(first)
        await driver.press("J")
        assert told(driver, "needs a connection")


async def test_what_can_be_done_with_one_is_done_and_of_the_rest_the_reason_is_said(tmp_path):
    play = Play(tmp_path)
    media = Media(MediaKind.FILE, "form.pdf")
    at = play.clock() - timedelta(days=60)
    kept = play.world.post_file(play.omar, b"%PDF", media, "the form").id
    play.world.group.box.kept[kept] = dataclasses.replace(
        play.world.group.box.kept[kept],
        message=dataclasses.replace(play.world.group.box.kept[kept].message, sent_at=at),
    )
    mine = play.say(play.me, "mine", at=at)
    play.say(play.omar, "recent")
    async with going(play) as driver:
        desk = play.desk
        await driver.screen.reader.jump(kept)
        assert [item.message_id for item in await desk.feed_items([kept])] == []  # not stored, and stays so
        saved = await desk.save_media(kept, tmp_path / "saved.pdf")
        assert saved.read_bytes() == b"%PDF"
        assert await desk.translate(kept, accepted=True)
        for deed in (desk.mark_inquiry(kept), desk.plan("delete", kept)):
            with pytest.raises(DeskError, match="from before what is stored here"):
                await deed
        with pytest.raises(DeskError, match="in Telegram itself"):
            await desk.edit_post(mine, "other")
        play.world.delete(play.samir, [kept])
        with pytest.raises(DeskError, match="not there any more"):
            await desk.save_media(kept, tmp_path / "again.pdf")
        assert [item.message_id for item in await desk.feed_items([kept, mine])] == []


async def test_from_there_one_reads_on_to_what_is_stored_without_a_gap(tmp_path):
    play = Play(tmp_path)
    ancient = a_long_past(play)
    stored = [play.say(play.omar, f"recent {n}") for n in range(80)]
    async with going(play) as driver:
        await driver.screen.reader.jump(ancient[3])
        for _ in range(40):
            await driver.press("pagedown")
        model = driver.screen.feed.model
        assert model.complete_below
        held = [item.message_id for item in model.items]
        assert held[held.index(ancient[3]) :] == [*ancient[3:], *stored]


async def test_a_day_before_the_store_is_asked_of_telegram(tmp_path):
    play = Play(tmp_path)
    a_long_past(play)
    play.say(play.omar, "recent")
    day = (play.clock() - timedelta(days=80)).date()
    async with going(play) as driver:

        async def go_to_the_day() -> None:
            await driver.press("ctrl+g")
            await driver.burst(day.isoformat(), apart=1)
            await driver.press("enter")

        await go_to_the_day()
        assert here(driver) == "ancient 10"
        await driver.press("K")
        play.gateway.break_line()
        await driver.settle()
        await go_to_the_day()
        assert here(driver) == "recent"
        assert any("Without a connection this is the oldest" in notice for notice in driver.notices())


async def test_the_way_back_to_one_is_not_lost_while_telegram_cannot_be_asked(tmp_path):
    play = Play(tmp_path)
    ancient = a_long_past(play)
    recent = [play.say(play.omar, f"recent {n}") for n in range(80)]
    async with going(play) as driver:
        await driver.screen.reader.jump(ancient[3])
        await driver.screen.reader.jump(recent[-1])
        driver.screen.feed.model.replace_all(driver.screen.feed.model.items[-5:])
        play.gateway.break_line()
        await driver.settle()
        await driver.press("K")
        assert here(driver) == "recent 79"
        play.gateway.restore_line()
        await driver.until(lambda: play.desk.status().connection_ok)
        await driver.press("K")
        assert here(driver) == "ancient 3"

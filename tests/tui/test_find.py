"""Finding messages and going to them and back, on the fake desk."""

from __future__ import annotations

import dataclasses
from datetime import UTC, timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.desk.views import Quote
from modtui.desk.views_feed import VersionView
from modtui.domain.find import FindError, parse_find
from modtui.text.bidi import show_line
from modtui.text.direction import BidiMode
from modtui.tui.highlight import marked_line
from modtui.tui.paint import Painter
from modtui.tui.screens.find import FindDialog
from modtui.tui.screens.versions import VersionsDialog
from tests.tui.driving import Driver, driving
from tests.tui.fake_desk import FakeDesk
from tests.tui.for_real import going
from tests.unit.desk.playing import Play


async def type_in(driver: Driver, text: str) -> None:
    for character in text:
        driver.send(character)
    await driver.settle()


async def test_find_shows_newest_first_and_enter_goes_there():
    desk = FakeDesk(messages=1000)
    wanted = desk.items[40]
    desk.items[40] = dataclasses.replace(wanted, text="the unique zebra question")
    async with driving(desk) as driver:
        assert driver.screen.feed.model.index_of(wanted.message_id) is None
        await driver.press("ctrl+f")
        await type_in(driver, "zebra")
        assert "the unique zebra question" in driver.text()
        assert "1 found" in driver.text()
        await driver.press("enter")  # from the line to the results
        assert isinstance(driver.app.screen, FindDialog)
        await driver.press("enter")
        feed = driver.screen.feed
        assert feed.selected == wanted.message_id
        assert "the unique zebra question" in driver.text()
        assert feed.has_focus
        # Pages go on in both directions from there, without a gap.
        for _ in range(60):
            await driver.press("pagedown", apart=0.5)
        ids = [item.message_id for item in feed.model.items if item.message_id]
        assert ids == list(range(ids[0], ids[-1] + 1))
        assert ids[-1] > wanted.message_id + 200
        await driver.press("K")
        assert feed.following


async def test_a_wrong_filter_is_a_sentence_and_closes_nothing():
    async with driving() as driver:
        await driver.press("ctrl+f")
        await type_in(driver, "form:omar")
        assert "did you mean from:" in driver.text()
        await driver.press("enter", "enter")
        assert isinstance(driver.app.screen, FindDialog)
        assert driver.app.failures == 0


async def test_find_from_the_selected_member():
    async with driving() as driver:
        driver.screen.set_focus(driver.screen.feed)
        omar = next(item for item in driver.desk.items if item.name == "Omar Sample")
        driver.screen.feed.select(omar.message_id)
        await driver.settle()
        await driver.press("ctrl+w")
        dialog = driver.app.screen
        assert isinstance(dialog, FindDialog)
        assert dialog.hits
        assert {hit.item.sender_id for hit in dialog.hits} == {omar.sender_id}


async def test_the_results_go_on_page_by_page():
    async with driving(FakeDesk(messages=500)) as driver:
        await driver.press("ctrl+f")
        await type_in(driver, "e")
        await driver.press("enter")
        dialog = driver.app.screen
        assert isinstance(dialog, FindDialog)
        assert len(dialog.hits) == 50
        for _ in range(47):
            driver.send("j")
            await driver.wait(1)
        assert len(dialog.hits) == 100
        ids = [hit.item.message_id for hit in dialog.hits]
        assert ids == sorted(ids, reverse=True)


async def test_go_to_a_day():
    desk = FakeDesk(messages=1000)
    day = f"{desk.items[300].sent_at:%Y-%m-%d}"
    first = next(item for item in desk.items if f"{item.sent_at:%Y-%m-%d}" >= day)
    async with driving(desk) as driver:
        await driver.press("ctrl+g")
        await type_in(driver, day)
        await driver.press("enter")
        assert driver.screen.feed.selected == first.message_id
        await driver.press("ctrl+g")
        await type_in(driver, "2099-01-01")
        await driver.press("enter")
        assert any("No message is stored" in notice for notice in driver.notices())


async def test_to_the_quoted_message_and_back():
    desk = FakeDesk(messages=1000)
    old, new = desk.items[10], desk.items[-1]
    desk.items[-1] = dataclasses.replace(new, quote=Quote(old.message_id, old.name, old.text))
    async with driving(desk) as driver:
        driver.screen.set_focus(driver.screen.feed)
        driver.screen.feed.select(new.message_id)
        await driver.settle()
        await driver.press("J")
        assert driver.screen.feed.selected == old.message_id
        await driver.press("K")
        assert driver.screen.feed.selected == new.message_id
        await driver.press("K")
        assert any("no jump" in notice for notice in driver.notices())


async def test_a_message_without_a_quote_or_with_a_deleted_one_stays():
    desk = FakeDesk()
    last = desk.items[-1]
    desk.items[-1] = dataclasses.replace(last, quote=Quote(1, "", "", gone=True))
    async with driving(desk) as driver:
        driver.screen.set_focus(driver.screen.feed)
        driver.screen.feed.select(last.message_id)
        await driver.settle()
        await driver.press("J")
        assert driver.screen.feed.selected == last.message_id
        assert driver.notices()


async def test_what_an_edited_message_said_before():
    desk = FakeDesk()
    item = desk.items[-1]
    desk.versions[item.message_id] = [
        VersionView(item.sent_at - timedelta(hours=1), "it cost\x1b[31m 10 dollars", "ltr"),
        VersionView(item.sent_at, "it cost 20 dollars", "ltr"),
        VersionView(item.sent_at, "", "ltr", purged=True),
    ]
    async with driving(desk) as driver:
        driver.screen.set_focus(driver.screen.feed)
        driver.screen.feed.select(item.message_id)
        await driver.settle()
        await driver.press("y")
        assert isinstance(driver.app.screen, VersionsDialog)
        text = driver.text()
        assert "10 dollars" in text
        assert "20 dollars" in text
        assert "kept no longer" in text
        assert "\x1b" not in text
        await driver.press("escape")
        driver.screen.feed.select(desk.items[-2].message_id)
        await driver.settle()
        await driver.press("y")
        assert not isinstance(driver.app.screen, VersionsDialog)


async def test_the_unread_marker_moves_only_when_told():
    async with driving() as driver:
        assert "new since you marked" not in driver.text()
        await driver.press("M")
        driver.desk.arrives("Yusuf Sample", "after the marker")
        await driver.until(lambda: "after the marker" in driver.text())
        await driver.settle()
        rows = driver.rows()
        marker = next(n for n, row in enumerate(rows) if "new since you marked" in row)
        assert marker < next(n for n, row in enumerate(rows) if "after the marker" in row)
        driver.desk.arrives("Yusuf Sample", "one more")
        await driver.until(lambda: "one more" in driver.text())
        assert driver.text().count("new since you marked") == 1
        await driver.press("M")
        assert "new since you marked" not in driver.text()


async def test_the_unread_marker_is_there_at_the_next_start(tmp_path):
    play = Play(tmp_path)
    play.say(play.omar, "before")
    last = play.say(play.sara, "read down to here")
    async with going(play) as driver:
        await driver.on_message(last)
        await driver.press("M")
    play.say(play.omar, "came meanwhile")
    async with going(play) as driver:
        await driver.until(lambda: "came meanwhile" in driver.text())
        rows = driver.rows()
        marker = next(n for n, row in enumerate(rows) if "new since you marked" in row)
        assert "read down to here" in rows[marker - 1]
        assert "came meanwhile" in rows[marker + 1]
        await driver.press("shift+tab", "G", "M")
        assert "new since you marked" not in driver.text()
    async with going(play, read_only=True) as driver:
        await driver.on_message(last)
        await driver.press("M")
        assert "new since you marked" in driver.text()  # for this sitting
    async with going(play) as driver:
        assert "new since you marked" not in driver.text()


def test_marks_follow_their_letters_through_reordering():
    painter = Painter(BidiMode.VISUAL)
    text = "أين المكتب abc"
    line = marked_line(painter, text, [(4, 10)], 40, "rtl")
    assert "".join(run for run, _ in line) == painter.one_line(text, 40, "rtl")
    marked = "".join(run for run, role in line if role == "key")
    assert len(marked) == 6
    for mode in BidiMode.VISUAL, BidiMode.TERMINAL:
        cut = marked_line(Painter(mode), "x" * 100, [(90, 99)], 10)
        assert "".join(run for run, _ in cut).strip("\u2066\u2069\u200e\u200f").startswith("xxxx")


@pytest.mark.parametrize(("key", "mode"), [("ctrl+f", "visual"), ("slash", "visual"), ("ctrl+f", "terminal")])
async def test_every_letter_of_a_query_in_arabic_is_seen(key, mode):
    async with driving(bidi=mode) as driver:
        await driver.press(key)
        await type_in(driver, "تجديد")
        shown = show_line("تجديد", BidiMode(mode)).text.strip("\u200e\u202b\u202c")
        (row,) = [row for row in driver.rows() if shown in row]
        # Guards that stay open would carry the frame's right border along.
        assert row.count("\u202b") == row.count("\u202c")


async def test_at_80_columns_what_is_said_is_read_whole_and_a_deleted_message_is_marked():
    desk = FakeDesk(messages=40)
    item = desk.items[30]
    desk.items[30] = dataclasses.replace(item, text="the zebra that went", deleted_at=item.sent_at)
    with pytest.raises(FindError) as error:
        parse_find("has:vioce", UTC, item.sent_at.date())
    finds = desk.find

    async def find(query, **more):
        if query == "has:vioce":
            raise DeskError(str(error.value))
        return await finds(query, **more)

    desk.find = find
    async with driving(desk, size=(80, 24)) as driver:
        await driver.press("ctrl+f")
        await type_in(driver, "has:vioce")
        said = "".join(driver.text().replace("│", "").split())
        assert "".join(str(error.value).split()) in said, driver.text()
        await driver.press("escape", "ctrl+f")
        await type_in(driver, "zebra")
        (row,) = [row for row in driver.rows() if "zebra that" in row]
        assert "(deleted) the zebra" in row

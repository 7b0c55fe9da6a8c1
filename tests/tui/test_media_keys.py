"""Attachments, words through Telegram, and one's own posts, by keys on the fake desk."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta
from pathlib import Path

from modtui.desk.views_feed import ScheduledView
from modtui.domain.kinds import MediaKind
from modtui.domain.messages import Media
from modtui.tui.screens.edit_post import EditPostDialog
from modtui.tui.screens.menu import ChoiceDialog, ConfirmDialog
from modtui.tui.screens.words import WordsDialog
from tests.tui.driving import Driver, driving
from tests.tui.fake_desk import FakeDesk


def voiced(**fields: object) -> tuple[FakeDesk, int]:
    desk = FakeDesk()
    desk.items[-1] = dataclasses.replace(desk.items[-1], **fields)  # type: ignore[arg-type]
    return desk, desk.items[-1].message_id


async def on_last(driver: Driver) -> None:
    driver.screen.set_focus(driver.screen.feed)
    driver.screen.feed.select(driver.desk.items[-1].message_id)
    await driver.settle()


async def test_play_and_stop_a_voice_note_and_open_it():
    desk, number = voiced(media=Media(MediaKind.VOICE, seconds=12))
    async with driving(desk) as driver:
        await on_last(driver)
        await driver.press("P", "P", "ctrl+o")
        assert ("play_media", number) in driver.commands()
        assert ("stop_playing", True) in driver.commands()
        assert driver.commands()[-1] == ("open_media", number)
        assert any("mpv" in notice for notice in driver.notices())
        desk.fail_next = "No program to play voice messages was found."
        await driver.press("P")
        assert any("No program to play" in notice for notice in driver.notices())
        assert driver.app.failures == 0


async def test_a_long_download_says_how_far_it_is_and_the_key_breaks_it_off():
    desk, number = voiced(media=Media(MediaKind.FILE, name="نموذج.pdf", size=1000))
    desk.slow_media = asyncio.Event()
    async with driving(desk) as driver:
        await on_last(driver)
        await driver.pilot.press("ctrl+o")
        await driver.until(
            lambda: "30 %; Ctrl+O once more breaks it off." in driver.screen.bar("loading").words
        )
        assert driver.screen.bar("loading").display
        await driver.pilot.press("ctrl+o")
        await driver.until(lambda: not driver.screen.bar("loading").display)
        assert any("Broken off" in notice for notice in driver.notices())
        assert driver.commands().count(("open_media", number)) == 1
        desk.slow_media.set()
        await driver.press("ctrl+o")
        assert driver.commands().count(("open_media", number)) == 2
        assert driver.app.failures == 0


async def test_save_as_asks_where():
    desk, number = voiced(media=Media(MediaKind.FILE, name="form.pdf", size=1000))
    async with driving(desk) as driver:
        await on_last(driver)
        await driver.press("ctrl+d", "enter")
        assert driver.commands()[-1] == ("save_media", number, Path("~/Downloads/").expanduser())
        assert any("form.pdf" in notice for notice in driver.notices())


async def test_words_through_telegram_are_announced_once():
    desk, number = voiced(media=Media(MediaKind.VOICE, seconds=12))
    async with driving(desk) as driver:
        await on_last(driver)
        await driver.press("ctrl+t")
        assert isinstance(driver.app.screen, ConfirmDialog)
        assert "providers" in driver.text()
        await driver.press("escape")
        assert driver.commands() == []
        await driver.press("ctrl+t", "y")
        assert isinstance(driver.app.screen, WordsDialog)
        assert driver.commands() == [("transcribe", number)]
        await driver.press("escape", "ctrl+l")
        assert isinstance(driver.app.screen, WordsDialog)
        assert "Where is the office?" in driver.text()


async def test_the_menu_offers_only_what_fits():
    desk, _ = voiced(media=Media(MediaKind.VOICE, seconds=12), text="", quote=None)
    async with driving(desk) as driver:
        await on_last(driver)
        await driver.press("enter")
        dialog = driver.app.screen
        assert isinstance(dialog, ChoiceDialog)
        offered = {choice.id for choice in dialog._choices}
        assert {"play_media", "transcribe", "open_media", "save_media", "find"} <= offered
        assert not {"edit_post", "delete_post", "translate", "quoted", "versions"} & offered


async def test_edit_and_delete_ones_own_post():
    desk, number = voiced(own=True, text="see you at 5")
    async with driving(desk) as driver:
        await on_last(driver)
        await driver.press("ctrl+e")
        assert isinstance(driver.app.screen, EditPostDialog)
        for character in "!b":
            driver.send(character)
        await driver.settle()
        await driver.press("ctrl+s")
        assert driver.commands() == [("edit_post", number, "see you at 5!b")]
        await driver.press("ctrl+x")
        assert "cannot be undone" in driver.text()
        await driver.press("escape")
        assert len(driver.commands()) == 1
        await driver.press("ctrl+x", "y")
        assert driver.commands()[-1] == ("delete_post", number)


async def test_other_peoples_posts_are_not_edited_and_trainees_edit_nothing():
    desk, _ = voiced()
    async with driving(desk) as driver:
        await on_last(driver)
        await driver.press("ctrl+e", "ctrl+x")
        assert driver.commands() == []
        assert driver.app.failures == 0
        assert any("Only your own" in notice for notice in driver.notices())
        desk.read_only = True
        driver.screen.show_status(desk.status())
        await driver.press("ctrl+e")
        assert any("Read-only" in notice for notice in driver.notices())


async def test_without_a_connection_it_is_not_said_that_nothing_is_scheduled():
    desk = FakeDesk()
    desk.connection = ("offline", False)
    async with driving(desk) as driver:
        await driver.press("ctrl+k")
        assert any("without a connection nobody can say" in notice for notice in driver.notices())


async def test_a_scheduled_post_is_taken_out_and_its_text_kept():
    async with driving() as driver:
        await driver.press("ctrl+k")
        assert any("Nothing is scheduled" in notice for notice in driver.notices())
        at = driver.desk.now() + timedelta(hours=3)
        driver.desk.schedule = [ScheduledView(9, at, "Job fair on Friday", "ltr")]
        await driver.press("ctrl+k")
        assert "Job fair on Friday" in driver.text()
        await driver.press("enter")
        assert driver.desk.schedule == []
        assert driver.screen.composer.text == "Job fair on Friday"


async def test_t_writes_a_voice_message_out():
    desk, number = voiced(media=Media(MediaKind.VOICE, seconds=12))
    async with driving(desk) as driver:
        await on_last(driver)
        await driver.press("t")
        assert isinstance(driver.app.screen, ConfirmDialog)
        await driver.wait(1)  # till it can be confirmed
        await driver.press("y")
        assert driver.commands() == [("transcribe", number)]
        assert isinstance(driver.app.screen, WordsDialog)


async def test_t_on_what_is_no_voice_message_is_about_a_reply():
    async with driving() as driver:
        await on_last(driver)
        await driver.press("t")
        assert not any(command[0] == "transcribe" for command in driver.commands())

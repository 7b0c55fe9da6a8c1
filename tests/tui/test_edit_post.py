"""Changing one's own message: whatever Telegram says, and however it is left, no word of it is lost."""

from __future__ import annotations

import stat
import sys

from modtui.telegram.gateway import GatewayError
from modtui.tui.screens.edit_post import EditPostDialog
from modtui.tui.screens.preview import PreviewDialog
from modtui.tui.widgets.editor import Editor
from tests.tui.for_real import RealDriver, going
from tests.unit.desk.playing import Play


def edited(driver: RealDriver) -> str:
    """What stands in the dialog."""
    assert isinstance(driver.app.screen, EditPostDialog)
    return driver.app.screen.query_one(Editor).text


async def write(driver: RealDriver, text: str) -> None:
    driver.app.screen.query_one(Editor).insert(text)
    await driver.settle()


async def test_a_refused_change_stays_where_it_was_written_and_can_be_saved_again(tmp_path):
    play = Play(tmp_path)
    mine = play.say(play.me, "see you at 5")
    async with going(play) as driver:
        await driver.on_message(mine)
        play.gateway.refuse_next("edit", GatewayError("Telegram does not allow it."))
        await driver.press("ctrl+e")
        await write(driver, " in the hall")
        await driver.press("ctrl+s")
        assert "Telegram does not allow it." in driver.notices()
        assert edited(driver) == "see you at 5 in the hall"
        await driver.press("ctrl+s")
        assert driver.app.screen is driver.screen
        assert "see you at 5 in the hall" in play.group_texts
        await driver.press("ctrl+e")
        assert edited(driver) == "see you at 5 in the hall"  # nothing of the draft is left


async def test_a_change_that_is_left_is_there_again_even_after_the_program_was_killed(tmp_path):
    play = Play(tmp_path)
    mine = play.say(play.me, "see you at 5")
    async with going(play) as driver:
        await driver.on_message(mine)
        await driver.press("ctrl+e")
        await write(driver, " or later")
        await driver.press("escape")
        assert any("Not saved, but kept: Ctrl+E" in notice for notice in driver.notices())
        await driver.press("ctrl+e")
        assert edited(driver) == "see you at 5 or later"
        await driver.press("ctrl+z")
        assert edited(driver) == "see you at 5"
        await driver.press("escape", "ctrl+e")
        assert edited(driver) == "see you at 5"  # changed back: no draft
        await write(driver, "!")
        await driver.until(lambda: not driver.app.screen._draft_timer)
        await driver.settle()
    async with going(play) as driver:  # the dialog was open when it ended
        await driver.on_message(mine)
        await driver.press("ctrl+e")
        assert edited(driver) == "see you at 5!"
        assert await play.desk.draft(mine) == ""  # a reply to it has a draft of its own


async def test_too_long_and_empty_are_said_in_the_dialog(tmp_path):
    play = Play(tmp_path)
    mine = play.say(play.me, "see you")
    async with going(play, (80, 24)) as driver:
        await driver.on_message(mine)
        await driver.press("ctrl+e")
        assert "7/4096" in driver.text()
        await write(driver, "x" * 4090)
        assert "! 4097/4096" in driver.text()
        await driver.press("ctrl+s")
        assert any("1 character over" in notice for notice in driver.notices())
        assert len(edited(driver)) == 4097
        await driver.press("f5")
        assert isinstance(driver.app.screen, PreviewDialog)
        await driver.press("escape")
        driver.app.screen.query_one(Editor).clear()
        await driver.press("ctrl+s")
        assert any("cannot be empty" in notice and "Ctrl+X" in notice for notice in driver.notices())
        assert edited(driver) == ""
        assert "see you" in play.group_texts


async def test_what_was_written_to_a_message_deleted_meanwhile_becomes_a_post(tmp_path):
    play = Play(tmp_path)
    mine = play.say(play.me, "see you")
    play.say(play.omar, "hello")
    async with going(play) as driver:
        await driver.on_message(mine)
        await driver.press("ctrl+e")
        await write(driver, " tomorrow in the hall")
        play.world.delete(play.samir, [mine])
        await play.until_read()
        await driver.press("ctrl+s")
        assert edited(driver) == "see you tomorrow in the hall"
        await driver.press("escape")
        assert driver.app.screen is driver.screen
        assert driver.screen.composer.text == "see you tomorrow in the hall"
        assert driver.screen.composer.target.message_id is None


async def test_without_a_connection_the_change_waits_in_the_dialog(tmp_path):
    play = Play(tmp_path)
    mine = play.say(play.me, "see you")
    async with going(play) as driver:
        await driver.on_message(mine)
        play.gateway.break_line()
        await driver.settle()
        await driver.press("ctrl+e")
        await write(driver, " soon")
        await driver.press("ctrl+s")
        assert edited(driver) == "see you soon"


async def test_ones_own_editor_changes_it_too(tmp_path, monkeypatch):
    play = Play(tmp_path)
    mine = play.say(play.me, "see you")
    script = tmp_path / "editor"
    script.write_text(f"#!{sys.executable}\nimport sys; open(sys.argv[1], 'w').write('written outside')\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(script))
    async with going(play) as driver:
        from contextlib import nullcontext

        monkeypatch.setattr(driver.app, "handed_over", nullcontext)
        await driver.on_message(mine)
        await driver.press("ctrl+e", "ctrl+e")
        await driver.until(lambda: edited(driver) == "written outside")
        await driver.press("ctrl+s")
        assert "written outside" in play.group_texts

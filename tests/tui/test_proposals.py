"""What the desk proposes by itself: once everything is read, also later, and each once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.snippets.glossary import samples_folder
from modtui.tui.app import ModtuiApp
from tests.tui.for_real import RealDriver, going
from tests.unit.desk.playing import Play, until


@pytest.fixture
def told(monkeypatch):
    said: list[str] = []
    tell = ModtuiApp.tell

    def heard(self: ModtuiApp, sentence: str, *rest: str) -> None:
        said.append(sentence)
        tell(self, sentence, *rest)

    monkeypatch.setattr(ModtuiApp, "tell", heard)
    return said


def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modtui.tui.screens.desk_screen.LOOK_AGAIN_S", 0.05)


async def looked(driver: RealDriver) -> None:
    driver.screen.tick()
    await driver.settle()


async def test_a_group_that_was_quiet_when_the_desk_opened_is_offered_a_starter(tmp_path, told, monkeypatch):
    looks_often(monkeypatch)
    play = Play(tmp_path)
    play.say(play.omar, "hello there", at=play.clock() - timedelta(days=3))
    async with going(play, snippet_dirs=(samples_folder(),)) as driver:
        await until(lambda: play.desk._shelf._index is not None, 20)
        await driver.until(lambda: any("Nobody has written for 72" in one for one in told))
        for _ in range(5):
            await looked(driver)
        assert len([one for one in told if "Nobody has written" in one]) == 1
        play.clock.move(days=1)  # another day, another starter
        await driver.until(lambda: len([one for one in told if "Nobody has written" in one]) == 2)


async def test_what_is_proposed_waits_until_everything_is_read(tmp_path, told):
    play = Play(tmp_path)
    play.say(play.omar, "hello there", at=play.clock() - timedelta(days=3))
    async with going(play, snippet_dirs=(samples_folder(),)) as driver:
        await until(lambda: play.desk._shelf._index is not None, 20)
        play.gateway.break_line()
        await driver.until(lambda: not play.desk.status().caught_up)
        await looked(driver)
        told.clear()
        play.gateway.restore_line()
        await until(lambda: play.desk.status().caught_up, 20)
        await looked(driver)
        await driver.until(lambda: any("Nobody has written" in one for one in told))


async def test_who_asks_to_be_let_in_later_is_told_once_each(tmp_path, told, monkeypatch):
    looks_often(monkeypatch)
    play = Play(tmp_path)
    play.say(play.omar, "hello")
    async with going(play) as driver:
        for count in (1, 2):
            play.world.request_join(play.world.add_user(f"Newcomer {count}").id)
            await play.desk.refresh()
            sentence = "1 asks to be let in" if count == 1 else "2 ask to be let in"
            await driver.until(lambda wanted=sentence: any(wanted in one for one in told))
            for _ in range(3):
                await looked(driver)
        assert len([one for one in told if "let in" in one]) == 2


async def test_who_asks_outside_the_hours_is_counted_at_once_and_told_when_the_service_opens(
    tmp_path, told, monkeypatch
):
    looks_often(monkeypatch)
    play = Play(tmp_path)
    play.say(play.omar, "hello")
    async with going(play) as driver:
        play.clock.move(hours=12)  # Monday night
        assert not play.desk.status().service_open
        play.world.request_join(play.world.add_user("Newcomer").id)
        await play.desk.refresh()
        await until(lambda: play.desk.status().request_count == 1)
        for _ in range(5):
            await looked(driver)
        assert "F12: 1 asks" in driver.rows()[0]
        assert not [one for one in told if "let in" in one]
        play.clock.move(hours=12)
        await driver.until(lambda: any("1 asks to be let in: F12 shows them" in one for one in told))
        for _ in range(3):
            await looked(driver)
        assert len([one for one in told if "let in" in one]) == 1


async def test_the_guidelines_reminder_is_seen_while_the_desk_runs_and_names_its_keys(
    tmp_path, told, monkeypatch
):
    looks_often(monkeypatch)
    play = Play(tmp_path)
    play.say(play.omar, "hello")
    days = {"remind_guidelines": timedelta(days=14), "snippet_dirs": (samples_folder(),)}
    async with going(play, **days) as driver:
        await until(lambda: play.desk._shelf._index is not None, 20)
        sentence = "It is time to post the guidelines again: F3 and g. Nothing is posted by itself."
        await driver.until(lambda: sentence in told)  # never posted
        await driver.press("f3", "g")
        await driver.until(lambda: getattr(driver.app.screen, "plan", None) is not None)
        await driver.wait(1)
        await driver.press("ctrl+s")
        play.clock.move(seconds=30)
        await until(lambda: play.world.group.pinned_id, 20)
        await driver.press("escape")
        told.clear()
        for _ in range(3):
            await looked(driver)
        assert sentence not in told
        play.clock.move(days=15)
        await driver.until(lambda: sentence in told)
        for _ in range(3):
            await looked(driver)
        assert told.count(sentence) == 1

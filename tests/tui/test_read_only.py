"""``--read-only`` for trainees: every key of the table on a real desk, and nothing is different afterwards."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from modtui.desk.desk import Desk
from modtui.desk.settings import DeskSettings
from modtui.telegram.simulated import SimulatedGateway
from modtui.tui.app import ModtuiApp
from modtui.tui.keys import KEYS
from modtui.tui.screens.dialog import Dialog
from modtui.tui.screens.emergency import EmergencyCard
from modtui.tui.settings import UiSettings
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeClock, FakeDesk
from tests.tui.test_moderation_real import RealDriver
from tests.unit.desk.playing import Play

DESK_KEYS = [key for key in KEYS if key.where == "desk"]


@pytest.mark.parametrize(
    "key", [key for key in DESK_KEYS if key.writes and not key.reads], ids=lambda key: key.id
)
async def test_every_writing_key_answers_with_one_sentence(key):
    async with driving(FakeDesk(read_only=True)) as d:
        await d.press("shift+tab" if key.id == "follow_up" else "home")
        key_name = key.keys[0]
        await d.press(key_name)
        assert d.commands() == []
        assert d.app.screen is d.screen
        assert [notice for notice in d.notices() if "Read-only: nothing is changed." in notice], d.notices()
        assert "READ-ONLY" in d.rows()[0]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_trainee_reads_the_emergency_card_and_nothing_leaves_from_it(size):
    desk = FakeDesk(read_only=True)
    async with driving(desk, size=size) as d:
        await d.press("home", "e")
        assert isinstance(d.app.screen, EmergencyCard)
        assert "911" in d.text()
        assert "not urgent" not in d.text()
        assert "sends" not in d.text()
        await d.press("x", "enter", "ctrl+s")
        assert isinstance(d.app.screen, EmergencyCard)
        assert [notice for notice in d.notices() if "Read-only: nothing is changed." in notice]
        await d.press("escape")
        assert d.commands() == []
        assert not d.screen.composer.text


def _dump(store) -> dict[str, list[object]]:
    """Every row of every table; the search index beside them is made of these."""
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as db:
        tables = [
            name
            for name, made in db.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
            ).fetchall()
            if "VIRTUAL" not in (made or "") and not name.startswith(("message_find", "sqlite_"))
        ]
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}


async def test_whatever_is_pressed_in_whatever_dialog_the_store_and_the_group_stay_as_they_were(tmp_path):
    play = Play(tmp_path)
    play.world.switches.join_messages = False
    play.say(play.omar, "Where can I get a health card? Buy phones at https://example.org")
    play.say(play.sara, "How do I register my son for school?")
    settings = DeskSettings(**{**play.settings, "read_only": True})
    desk = Desk(play.store, SimulatedGateway(play.world, play.me, play.clock), settings, clock=play.clock)
    play.desk = desk
    clock = FakeClock()
    app = ModtuiApp(desk, settings=UiSettings(monotonic=clock.monotonic, bidi="visual", draft_seconds=0.01))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        d = RealDriver(app, pilot, desk, clock)  # type: ignore[arg-type]
        await d.until(lambda: len(d.screen.feed.model) > 0)
        await play.until_read()
        await d.until(lambda: d.screen.queue.rows)
        await d.settle()
        before, said = _dump(play.store), list(play.group_texts)
        for key in DESK_KEYS:
            if key.id in ("quit", "palette"):
                continue
            await d.press(key.keys[-1] if len(key.keys[0]) == 1 and key.keys[0] in "?" else key.keys[0])
            opened = app.screen
            if isinstance(opened, Dialog):
                for letter in [*opened.letters, "y", "enter", "ctrl+s"]:
                    if app.screen is d.screen:
                        break
                    await d.press(letter)
            for _ in range(4):
                if app.screen is not d.screen:
                    await d.press("escape")
            assert app.screen is d.screen, key.id
            d.screen.set_focus(d.screen.queue)
        assert app.failures == 0, d.notices()
        assert _dump(play.store) == before
        assert list(play.group_texts) == said
        assert not play.private_texts(play.omar)

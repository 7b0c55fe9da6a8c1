"""What the first frame waits for: each module loaded and each widget laid out before it is time at every start.

How long it takes is measured in `python -m tests.benchmarks.first_frame`.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from textual import events

from modtui.tui.app import ModtuiApp
from modtui.tui.screens.desk_screen import DeskScreen
from modtui.tui.settings import UiSettings
from tests.tui.fake_desk import FakeDesk

PROGRAM = """
import json, sys
from modtui.commands import demo
from modtui.tui import app

class UntilTheFirstFrame(app.ModtuiApp):
    def run(self, **options):
        return super().run(headless=True, size=(120, 40), **options)

    def post_display_hook(self):
        status = self.screen.query("#status")
        if status and "DEMO" in status.first().words and not self._exit:
            self.exit()
            seen = {"modules": sorted(sys.modules), "widgets": len(list(self.screen.walk_children()))}
            print("seen", json.dumps(seen), file=sys.__stderr__)

app.ModtuiApp = UntilTheFirstFrame
demo.require_terminal = lambda: None
from modtui.cli import main
main(["demo"])
"""

BEHIND = (
    # what is written with, and its rules
    "modtui.tui.widgets.composer", "modtui.tui.widgets.other_side", "modtui.tui.widgets.editor",
    "modtui.tui.widgets.choice_list", "modtui.domain.formatting", "modtui.domain.splitting",
    "textual.widgets._text_area", "textual.document",
    # what keys do, every dialog, and the plain mode
    "modtui.tui.screens.desk_actions", "modtui.tui.screens.dialog", "modtui.tui.screens.menu", "modtui.tui.plain",
    # the desk itself, with all that it stands on
    "modtui.desk.desk", "modtui.desk.views", "modtui.domain.messages", "modtui.domain.clock", "modtui.snippets",
    "modtui.store", "modtui.telegram.simulated", "modtui.config", "modtui.paths", "modtui.text.bidi",
    "modtui.text.fold",
    "sqlite3", "aiosqlite", "msgspec", "rapidfuzz", "holidays", "yaml", "telethon", "watchfiles",
    "importlib.metadata",
)  # fmt: skip
MOST_MODULES = 72
"""Of ours, some to spare: each should be one that the first frame shows something of."""
MOST_WIDGETS = 24


@pytest.fixture(scope="module")
def first_frame():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stderr.partition("seen ")[2].splitlines()[0])


@pytest.mark.parametrize("name", BEHIND)
def test_what_the_first_frame_does_not_show_is_loaded_behind_it(first_frame, name):
    assert name not in first_frame["modules"]


def test_the_first_frame_loads_few_modules_of_ours(first_frame):
    ours = [name for name in first_frame["modules"] if name.partition(".")[0] == "modtui"]
    assert "modtui.tui.screens.desk_screen" in ours
    assert len(ours) <= MOST_MODULES, ours


def test_the_first_frame_lays_out_few_widgets(first_frame):
    assert 10 < first_frame["widgets"] <= MOST_WIDGETS


async def test_what_is_typed_before_the_first_frame_is_not_lost(monkeypatch):
    """It waits for the screen, in its order, and is text as it would be a moment later."""
    going_on = DeskScreen._go_on
    monkeypatch.setattr(DeskScreen, "_go_on", lambda self: None)  # for now, there is no first frame
    app = ModtuiApp(FakeDesk(), settings=UiSettings(bidi="visual"))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = app.desk_screen
        assert not screen.query("#composer")
        for event in [events.Paste("two lines\n"), *(events.Key(char, char) for char in "of it")]:
            app.post_message(event)
        await pilot.pause()
        assert not screen.written
        await going_on(screen)
        await pilot.pause()
        assert screen.written == "two lines\nof it"
        assert screen.focused is screen.composer is screen.query_one("#composer")
        assert "two lines" in "\n".join(strip.text for strip in screen._compositor.render_strips())
        assert app.failures == 0

"""Pictures of the screen: Arabic, English and French, comfortable and small."""

from __future__ import annotations

from typing import Any

import pytest

from modtui.tui.app import ModtuiApp
from modtui.tui.settings import UiSettings
from tests.tui.fake_desk import FakeClock, FakeDesk


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch):
    import time

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TZ", "America/Toronto")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def app(theme: str = "modtui-dark", **more: Any) -> ModtuiApp:
    clock = FakeClock()
    settings = UiSettings(bidi="visual", theme=theme, monotonic=clock.monotonic, **more)
    shown = ModtuiApp(FakeDesk(clock), settings=settings)
    shown.clock = clock
    return shown


def doing(*keys: str):
    """Press keys, each with a second after it on the app's own clock."""

    async def before(pilot):
        await _settle(pilot)
        for key in keys:
            await pilot.press(key)
            pilot.app.clock.advance(1)
            screen = pilot.app.screen
            screen.poll_gate()
            if hasattr(screen, "armed_changed"):
                screen.armed_changed()
            pilot.app.desk_screen.tick()  # the countdowns say what the clock says now, not at the next second
            await _settle(pilot)

    return before


async def _settle(pilot):
    for _ in range(3):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        while pilot.app.desk_screen.reader.waits:
            await pilot.pause(0.005)
    await pilot.pause()


@pytest.mark.parametrize(
    ("size", "keys", "theme"),
    [
        pytest.param((120, 40), (), "modtui-dark", id="desk"),
        pytest.param((80, 24), (), "modtui-dark", id="desk-small"),
        pytest.param((80, 24), ("tab", "tab", "k", "k"), "modtui-light", id="feed-small"),
        pytest.param((120, 40), ("1",), "modtui-dark", id="answering"),
        pytest.param((120, 40), ("slash",), "modtui-dark", id="picker"),
        pytest.param((80, 24), ("w",), "modtui-dark", id="warning"),
        pytest.param((120, 40), ("enter",), "modtui-light", id="menu"),
    ],
)
def test_the_screen_looks_as_it_did(snap_compare, size, keys, theme):
    assert snap_compare(app(theme), terminal_size=size, run_before=doing(*keys))


@pytest.mark.parametrize(
    "keys", [pytest.param((), id="queue"), pytest.param(("tab", "tab", "k", "k"), id="feed")]
)
def test_the_plain_mode_looks_as_it_did(snap_compare, keys):
    assert snap_compare(app(plain=True), terminal_size=(80, 24), run_before=doing(*keys))

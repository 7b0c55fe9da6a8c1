"""How the tests drive the screen: keys with their own clock, words read off the cells."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from modtui.tui.app import ModtuiApp
from modtui.tui.gated import Gated
from modtui.tui.screens.desk_screen import DeskScreen
from modtui.tui.settings import UiSettings
from tests.tui.fake_desk import FakeClock, FakeDesk


@dataclass
class Driver:
    """One running app on one fake desk."""

    app: ModtuiApp
    pilot: Pilot[Any]
    desk: FakeDesk
    clock: FakeClock
    told: list[str] = field(default_factory=list)

    @property
    def screen(self) -> DeskScreen:
        return self.app.desk_screen

    async def press(self, *keys: str, apart: float = 1.0) -> None:
        """Press keys so slowly that each is a command of its own (unless told otherwise)."""
        for key in keys:
            await self.pilot.press(key)
            if apart:
                await self.wait(apart)

    async def burst(self, text: str, apart: float = 0.05) -> None:
        """Type text as quickly as a paste or a hurried hand does."""
        for character in text:
            self.send(character)
            await self.pilot.pause()
            self.clock.advance(apart)
        await self.settle()

    def send(self, character: str) -> None:
        """One character as the terminal's parser delivers it, at once."""
        key = (
            events.Key("enter", "\r")
            if character == "\n"
            else events.Key(_character_to_key(character), character)
        )
        key.set_sender(self.app)
        driver = self.app._driver
        assert driver is not None
        driver.send_message(key)

    async def wait(self, seconds: float) -> None:
        """Let time pass, for the gate and the dialogs too."""
        self.clock.advance(seconds)
        screen = self.app.screen
        if isinstance(screen, Gated):
            screen.poll_gate()
            changed = getattr(screen, "armed_changed", None)
            if changed is not None:
                changed()
        await self.settle()

    async def settle(self) -> None:
        """Until nothing is under way any more."""
        for _ in range(3):
            await self.pilot.pause()
            await self.app.workers.wait_for_complete()
            while any(isinstance(one, DeskScreen) and one.reader.waits for one in self.app.screen_stack):
                await self.pilot.pause(0.005)  # changes are read at the next frame
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Poll until true (or fail the test)."""
        for _ in range(200):
            if condition():
                return
            await self.pilot.pause(0.02)
        raise AssertionError("it did not happen")

    def rows(self) -> list[str]:
        """The screen as lines of text."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    def text(self) -> str:
        return "\n".join(self.rows())

    def notices(self) -> list[str]:
        return [notice.message.replace("\n", " ") for notice in self.app._notifications]

    def commands(self) -> list[tuple[object, ...]]:
        """What reached the desk, drafts left out."""
        return [call for call in self.desk.calls if call[0] != "save_draft"]


@asynccontextmanager
async def driving(
    desk: FakeDesk | None = None, *, size: tuple[int, int] = (120, 40), **settings: Any
) -> AsyncIterator[Driver]:
    """The app on a fake desk, after its first page."""
    clock = FakeClock()
    desk = desk or FakeDesk()
    desk._clock = clock
    settings.setdefault("bidi", "visual")
    settings.setdefault("draft_seconds", 0.01)
    app = ModtuiApp(desk, settings=UiSettings(monotonic=clock.monotonic, **settings))
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = Driver(app, pilot, desk, clock)
        await driver.until(lambda: len(driver.screen.feed.model) > 0 or not desk.items)
        await driver.settle()
        yield driver

"""The screens on the real desk and a simulated group."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from modtui.desk.desk import Desk
from modtui.desk.settings import DeskSettings
from modtui.telegram.simulated import SimulatedGateway
from modtui.tui.app import ModtuiApp
from modtui.tui.settings import UiSettings
from tests.tui.driving import Driver
from tests.tui.fake_desk import FakeClock
from tests.unit.desk.playing import Play


class RealDriver(Driver):
    """The desk's own clock stands; keys have the test's."""

    async def settle(self) -> None:
        for _ in range(4):
            await self.pilot.pause()
            await asyncio.sleep(0.02)
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def on_message(self, message_id: int) -> None:
        """The feed's cursor on this message."""
        self.screen.set_focus(self.screen.feed)
        self.screen.feed.select(message_id)
        await self.settle()


@asynccontextmanager
async def going(
    play: Play, size: tuple[int, int] = (120, 40), ui: dict[str, Any] | None = None, **settings: Any
) -> AsyncIterator[RealDriver]:
    """The screen over this group, once everything is read."""
    play.gateway = gateway = SimulatedGateway(play.world, play.me, play.clock)
    play.desk = desk = Desk(
        play.store, gateway, DeskSettings(**{**play.settings, **settings}), clock=play.clock
    )
    clock = FakeClock()
    fixed = {"monotonic": clock.monotonic, "bidi": "visual", "draft_seconds": 0.01}
    app = ModtuiApp(desk, settings=UiSettings(**{**fixed, **(ui or {})}))
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = RealDriver(app, pilot, desk, clock)  # type: ignore[arg-type]
        await driver.until(lambda: len(driver.screen.feed.model) > 0)
        await play.until_read()
        await driver.settle()
        yield driver

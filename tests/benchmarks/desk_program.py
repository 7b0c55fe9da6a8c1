"""The whole desk but for Telegram, on a store of :mod:`big_store`, as a program for a terminal of its own.

    python -m tests.benchmarks.desk_program STORE MESSAGES [RATE]

SIGUSR1 begins and ends a burst: so many messages a second come into the group, 500 unless told otherwise. SIGUSR2
writes how many tasks there are and how many messages have come into STORE.tasks.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from modtui.commands.late_desk import LateDesk, collect_later

if TYPE_CHECKING:
    from modtui.desk.desk import Desk
    from modtui.telegram.world import World

MONDAY = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)  # 10:00 in Toronto: where every store ends
RATE = 500
BREATH_S = 0.02
FORGET, HELD = 500, 6000
"""So often the simulated group forgets all but so many messages."""
ASKS = 25
"""One in so many asks, as on a busy morning."""
QUESTION = "Where can I get a health card for my son?"
CHATTER = (
    "صباح الخير والبركة للجميع، الله يسعدكم ويوفقكم يا رب",
    "Good morning everybody, have a nice day!",
    "ألف مبروك، عقبال الجميع إن شاء الله",
    "Bonjour à tous, merci beaucoup pour hier, c'était très bien",
    "😂😂😂",
    "I was there last week, it was closed because of the snow but the next day they let us in without waiting",
    "آمين",
)
ZONE = "America/Toronto"


class RunningClock:
    """Time that runs, from where the store ends."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def __call__(self) -> datetime:
        return MONDAY + timedelta(seconds=1 + time.monotonic() - self._begun)


class Burst:
    """Messages at a rate, while it is on."""

    def __init__(self, world: World, rate: int = RATE) -> None:
        self._world = world
        self._rate = rate
        self._task: asyncio.Task[None] | None = None
        self.posted = 0

    def toggle(self) -> None:
        """Begin, or end."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._post())
        else:
            self._task.cancel()
            self._task = None

    async def _post(self) -> None:
        from tests.benchmarks import big_store

        begun, before = time.monotonic(), self.posted
        for number in itertools.count(self.posted):
            while number - before >= (time.monotonic() - begun) * self._rate:
                await asyncio.sleep(BREATH_S)
            text = QUESTION if number % ASKS == 0 else CHATTER[number % len(CHATTER)]
            self._world.post(big_store.FIRST_MEMBER + number % big_store.MEMBERS, f"{text} {number}")
            self.posted = number + 1
            if number % FORGET == 0:
                self._forget()

    def _forget(self) -> None:
        """What the group itself holds does not grow for ever: it is not what is measured."""
        box = self._world.in_group().box
        box.log.clear()
        for number in list(box.kept)[: max(len(box.kept) - HELD, 0)]:
            del box.kept[number]


def desk_on(store: Path, messages: int, clock: RunningClock) -> tuple[Desk, World]:
    """The desk of the moderator on this store, and its group."""
    from modtui.desk.desk import Desk
    from modtui.desk.settings import DeskSettings
    from modtui.domain.messages import Role
    from modtui.domain.policy import ServicePolicy
    from modtui.telegram.simulated import SimulatedGateway
    from tests.benchmarks import big_store

    world = big_store.group(messages, clock) if messages else big_store.empty_group(clock)
    me = big_store.MODERATOR
    settings = DeskSettings(
        "newcomers", ServicePolicy(), (), ((me, Role.MODERATOR),), sync_interval=timedelta(minutes=5)
    )
    return Desk(store, SimulatedGateway(world, me, clock), settings, clock=clock), world


def main() -> None:
    """Run until killed."""
    from modtui.desk.views_status import StatusView
    from modtui.tui.app import ModtuiApp
    from modtui.tui.settings import UiSettings

    store, messages = Path(sys.argv[1]), int(sys.argv[2])
    rate = int(sys.argv[3]) if len(sys.argv) > 3 else RATE
    collect_later()
    clock = RunningClock()

    def make() -> Desk:
        desk, world = desk_on(store, messages, clock)
        burst = Burst(world, rate)

        def tell() -> None:
            said = f"{len(asyncio.all_tasks())} {burst.posted}"
            store.with_suffix(".tasks").write_text(said, encoding="utf-8")

        loop.call_soon_threadsafe(loop.add_signal_handler, signal.SIGUSR1, burst.toggle)
        loop.call_soon_threadsafe(loop.add_signal_handler, signal.SIGUSR2, tell)
        return desk

    before = StatusView(
        group="",
        account="",
        connection="",
        connection_ok=False,
        zone=ZONE,
        service_open=True,
        service="",
    )

    class App(ModtuiApp):
        def on_load(self) -> None:
            nonlocal loop
            loop = asyncio.get_running_loop()
            super().on_load()

    loop = cast("asyncio.AbstractEventLoop", None)
    App(cast("Desk", LateDesk(make, before, clock)), settings=UiSettings()).run()


if __name__ == "__main__":
    main()

"""What 500 open countdowns cost: `python -m tests.benchmarks.countdowns`.

The whole program but for Telegram and the terminal: the desk on its store, the screen on a driver without a terminal,
500 inquiries of the last hours in the queue, the service open. The floor in the same run: the same with as many
messages of which none is an inquiry. Both are given the same time, and the processor time is compared.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from modtui.desk.desk import Desk
from modtui.desk.settings import DeskSettings
from modtui.domain.messages import Role
from modtui.domain.policy import ServicePolicy
from modtui.telegram.simulated import SimulatedGateway
from modtui.telegram.world import AdminRights, World
from modtui.tui.app import ModtuiApp
from modtui.tui.settings import UiSettings
from tests.benchmarks.promises import told

ALLOWED_PERCENT = 2.0
MONDAY = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)  # 10:00 in Toronto: open for the next hours
LONGEST_LOAD_S = 60.0


class RunningClock:
    """Time that runs, from a Monday morning on."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self.back = timedelta(0)

    def __call__(self) -> datetime:
        return MONDAY + timedelta(seconds=time.monotonic() - self._begun) - self.back


def a_group(count: int, text: str, clock: RunningClock) -> tuple[World, int]:
    """A group in which as many members wrote, one every twenty seconds of the last hours; and the moderator's id."""
    world = World(clock)
    creator, moderator = world.add_user("Creator").id, world.add_user("Sample Moderator").id
    world.add_group("Newcomers", creator)
    world.switches.join_messages = False
    world.join(moderator)
    world.promote(creator, moderator, AdminRights())
    for number in range(count):
        clock.back = timedelta(seconds=20 * (count - number) + 60)
        member = world.add_user(f"Sample {number}").id
        world.join(member)
        world.post(member, text.format(number=number))
    clock.back = timedelta(0)
    return world, moderator


async def percents(count: int, text: str, waiting: int, rounds: int, seconds: float) -> list[float]:
    """Percent of one core that the running program takes, once for each round."""
    clock = RunningClock()
    world, moderator = a_group(count, text, clock)
    with tempfile.TemporaryDirectory() as folder:
        settings = DeskSettings(
            "newcomers", ServicePolicy(), (), ((moderator, Role.MODERATOR),), sync_interval=timedelta(hours=1)
        )
        gateway = SimulatedGateway(world, moderator, clock)
        desk = Desk(Path(folder) / "modtui.db", gateway, settings, clock=clock)
        app = ModtuiApp(desk, settings=UiSettings())
        async with app.run_test(size=(120, 40)) as pilot:
            end = time.monotonic() + LONGEST_LOAD_S
            while len(app.desk_screen.queue.rows) < waiting or len(app.desk_screen.feed.model) == 0:
                if time.monotonic() > end:
                    raise SystemExit(
                        f"only {len(app.desk_screen.queue.rows)} of {waiting} rows in the queue after a minute"
                    )
                await pilot.pause(0.1)
            await asyncio.sleep(2)  # what loading leaves behind
            found = []
            for _ in range(rounds):
                used, begun = time.process_time(), time.monotonic()
                await asyncio.sleep(seconds)
                found.append((time.process_time() - used) / (time.monotonic() - begun) * 100)
            return found


def main() -> int:
    """Print the table; exit status 1 when the countdowns cost more than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="length of a round")
    options = parser.parse_args()
    taken = {}
    for name, text, waiting in (
        ("none in the queue (the floor)", "Good morning everybody {number}", 0),
        (f"{options.count} in the queue", "Where can I get a health card? ({number})", options.count),
    ):
        taken[name] = asyncio.run(percents(options.count, text, waiting, options.rounds, options.seconds))
    floor, full = (statistics.median(found) for found in taken.values())
    print(f"{'percent of one core':<34}{'median':>9}{'least':>9}{'most':>9}{'x floor':>9}")
    for name, found in taken.items():
        ratio = statistics.median(found) / floor if floor else 0.0
        print(f"{name:<34}{statistics.median(found):>9.2f}{min(found):>9.2f}{max(found):>9.2f}{ratio:>9.2f}")
    kept = full - floor < ALLOWED_PERCENT
    promise = f"{options.count} countdowns under {ALLOWED_PERCENT:g}% of a core ({full - floor:.2f}%; all of it {full:.2f}%)"
    return told({promise: kept})


if __name__ == "__main__":
    sys.exit(main())

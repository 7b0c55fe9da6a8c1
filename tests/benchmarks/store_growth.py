"""Whether the desk's work grows with its history: `python -m tests.benchmarks.store_growth`.

The desk without a screen on stores of 1,000 and 10,000 and 100,000 messages, the last also with a journal of 50,000
events; the first is the floor. Milliseconds of processor, of this program and all its threads: opening it, reading the
group until it knows what was said meanwhile, a page of the feed, the queue, a new question with all that follows from
it, and a decision. Each but the first two is the median of many.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.benchmarks import big_store
from tests.benchmarks.desk_program import QUESTION, RunningClock, desk_on
from tests.benchmarks.promises import told

SIZES = ((1_000, 0), (10_000, 0), (100_000, 0), (100_000, 50_000))
ALLOWED_RATIO, ALLOWED_MORE_MS = 1.5, 3.0
"""Against the smallest store: the noise of a shared machine, and no more."""
START_MORE_MS = 60.0
"""A start may look once at what is there: at most so much more than on the smallest store."""
TIMES = 30
LIMIT_S = 60.0


async def cost(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of processor."""
    used = time.process_time()
    await work()
    return (time.process_time() - used) * 1000


async def until(true: Callable[[], object]) -> None:
    """Poll, for at most a minute."""
    async with asyncio.timeout(LIMIT_S):
        while not true():
            await asyncio.sleep(0.002)


async def measure(path: Path, messages: int) -> dict[str, float]:
    """What everything costs on a copy of such a store."""
    desk, world = desk_on(path, messages, RunningClock())
    found: dict[str, list[float]] = {}

    async def opened() -> None:
        await desk.start()
        await desk.feed()
        await desk.queue()

    found["opening, the first page, the queue"] = [await cost(opened)]
    sync = desk._parts.sync  # type: ignore[union-attr]
    found["reading the group until caught up"] = [await cost(lambda: until(lambda: sync.reads))]
    await asyncio.sleep(3)  # the member list and what else a start reads once
    gc.collect()
    gc.freeze()  # as the program does; a collection in the midst would be counted to whoever it falls on
    oldest = big_store.stored_ids(messages)[messages // 2]
    asked: list[int] = []

    async def question() -> None:
        asked.append(world.post(big_store.FIRST_MEMBER + len(asked), f"{QUESTION} {len(asked)}").id)
        wanted = asked[-1]
        while wanted not in [row.inquiry_id for row in await desk.queue()]:
            await asyncio.sleep(0.002)

    async def page() -> None:
        await desk.feed(before_id=oldest, limit=60)

    for number in range(TIMES):
        for name, work in (
            ("a page from the middle", page),
            ("the queue", desk.queue),
            ("a new question, until it is listed", question),
            ("a decision", lambda: desk.dismiss(asked[-1])),
            ("what is shown of an inquiry", lambda number=number: desk.inquiry(asked[0])),
        ):
            await asyncio.sleep(0.02)  # what the one before left behind is not counted to the next
            found.setdefault(name, []).append(await cost(work))
    await desk.stop()
    gc.unfreeze()
    return {name: statistics.median(taken) for name, taken in found.items()}


def main() -> int:
    """Print the table; exit status 1 when something grows with the history."""
    found: dict[str, dict[str, float]] = {}
    for messages, events in SIZES:
        name = f"{messages:,}" + (f" + {events:,}" if events else "")
        big_store.store(messages, events=events)
        with tempfile.TemporaryDirectory() as folder:
            path = big_store.copy(messages, Path(folder), events=events)
            path.chmod(0o600)
            found[name] = asyncio.run(measure(path, messages))
    floor = next(iter(found.values()))
    print(f"{'milliseconds of processor':<38}" + "".join(f"{name:>18}" for name in found))
    for row in floor:
        print(f"{row:<38}" + "".join(f"{one[row]:>18.1f}" for one in found.values()))
    promises = {}
    for number, row in enumerate(floor):
        worst = max(one[row] for one in found.values())
        more = START_MORE_MS if number < 2 else ALLOWED_MORE_MS
        allowed = ALLOWED_RATIO * floor[row] + more
        promises[f"{row}: {worst:.1f} ms, within {allowed:.1f}"] = worst <= allowed
    return told(promises)


if __name__ == "__main__":
    sys.exit(main())

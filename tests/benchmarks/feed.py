"""The feed with 100,000 stored messages, on a real terminal: `python -m tests.benchmarks.feed`.

The whole desk but for Telegram, on a store of :mod:`big_store`, in turns with the same on an empty store, which is the
floor; a Textual program that is one line to type into is the floor below it, for a key and another size. A page up is
measured by the processor time from the key until the screen is quiet again; in a burst of 500 messages a second,
letters are typed and waited for. Keys, sizes and pages are judged at the 95th percentile, pages also with the key held
down. `--million` does it with 1,000,000 messages as well (their store is made once, in about two minutes).
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import big_store
from tests.benchmarks.promises import told
from tests.benchmarks.terminal import Terminal

MOUNT_RATIO = 1.5
PAGE_MS = 33.0
LATENCY_MS = 50.0
RESIZE_MS = 150.0
MORE_MB = 25.0
PAGES = 40
FRAME_S = 0.03
READING_S = 0.5
"""What a person does between two pages; the program gets the next ones ready in it."""
PAGE_UP = "\x1b[5~"
TO_FEED = "\x1b[Z"  # Shift+Tab, from the queue
HELD_S = 1 / 30
"""Between two repeats of a key that is held down."""
EMPTY = "Nothing here yet"
TRIVIAL = """
from textual.app import App
from textual.widgets import Input
class Trivial(App):
    def compose(self):
        yield Input(placeholder="trivial-app")
Trivial().run()
"""
# Letters of an alphabet that nothing else here is written in: each is on the screen from when it was typed.
LETTERS = [chr(code) for code in (*range(0x10D0, 0x10F1), *range(0x0561, 0x0586))]


@contextlib.contextmanager
def desk(messages: int) -> Iterator[Terminal]:
    """The program on a copy of such a store, being started."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copyfile(big_store.store(messages), Path(folder) / "modtui.db"))
        path.chmod(0o600)
        with Terminal(["-m", "tests.benchmarks.desk_program", str(path), str(messages)]) as terminal:
            yield terminal


def first_page(terminal: Terminal, messages: int) -> float:
    """Seconds from the program's start until the feed says what is in it."""
    terminal.until((big_store.NEWEST if messages else EMPTY).encode())
    return terminal.last - terminal.begun


def settled(terminal: Terminal) -> None:
    """What loading leaves behind has been done."""
    terminal.drain(3)
    terminal.until_quiet(0.3)


def pages(terminal: Terminal) -> list[float]:
    """Milliseconds of processor from each page up until its last byte; between two there is time to read."""
    terminal.keys(TO_FEED)
    terminal.drain(1)
    cost = []
    for number in range(PAGES + 3):
        used = terminal.cpu()
        terminal.keys(PAGE_UP)
        terminal.until(bool)
        terminal.until_quiet(FRAME_S)
        if number >= 3:  # the first key loads what the keys do
            cost.append((terminal.cpu() - used) * 1000)
        terminal.drain(READING_S)
    return cost


def held(terminal: Terminal) -> float:
    """Milliseconds of processor a page with the key held down, the last pages drawn included."""
    used = terminal.cpu()
    for _ in range(PAGES):
        terminal.keys(PAGE_UP)
        terminal.drain(HELD_S)
    terminal.until_quiet(0.3)
    return (terminal.cpu() - used) * 1000 / PAGES


def resizes(terminal: Terminal) -> list[float]:
    """Milliseconds by the clock until the last byte after each change of the size."""
    taken = []
    for size in ((100, 40), (120, 40), (80, 24), (120, 40), (90, 30), (120, 40)) * 4:
        begun = time.perf_counter()
        terminal.resize(size)
        terminal.until(bool)
        terminal.until_quiet(0.1)
        taken.append((terminal.last - begun) * 1000)
        terminal.drain(READING_S)
    return taken


def typing(terminal: Terminal, letters: list[str]) -> list[float]:
    """Milliseconds from each letter's key until it is on the screen."""
    taken = []
    for letter in letters:
        terminal.keys(letter)
        taken.append(terminal.until(letter.encode()) * 1000)
        terminal.drain(0.1)
    return taken


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


@dataclass
class Measured:
    """What one size of store came to; milliseconds and megabytes."""

    mounts: list[float] = field(default_factory=list)
    mounting: list[float] = field(default_factory=list)  # processor
    memory: float = 0.0
    pages: list[float] = field(default_factory=list)
    held: float = 0.0
    resizes: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    burst: list[float] = field(default_factory=list)


def mounted(messages: int, found: Measured) -> None:
    """One more start."""
    with desk(messages) as terminal:
        found.mounts.append(first_page(terminal, messages) * 1000)
        found.mounting.append(terminal.cpu() * 1000)


def lived_in(messages: int, found: Measured) -> None:
    """One sitting: pages, sizes, memory, a burst."""
    with desk(messages) as terminal:
        first_page(terminal, messages)
        settled(terminal)
        if messages:
            found.pages = pages(terminal)
            found.held = held(terminal)
            terminal.drain(READING_S)
        found.resizes = resizes(terminal)
        found.memory = terminal.memory()
        terminal.keys("p")
        terminal.drain(1)
        found.quiet = typing(terminal, LETTERS[:20])
        terminal.signal(signal.SIGUSR1)
        terminal.drain(1)
        found.burst = typing(terminal, LETTERS[20:])


def trivial() -> Measured:
    """The same keys and sizes in the program that does nothing."""
    found = Measured()
    with Terminal(["-c", TRIVIAL]) as terminal:
        terminal.until(b"trivial-app")
        found.mounts = [(terminal.last - terminal.begun) * 1000]
        found.mounting = [terminal.cpu() * 1000]
        settled(terminal)
        found.resizes = resizes(terminal)
        found.memory = terminal.memory()
        found.quiet = typing(terminal, LETTERS[:20])
        found.burst = typing(terminal, LETTERS[20:])
    return found


def main() -> int:
    """Print the table; exit status 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="starts of each")
    parser.add_argument("--million", action="store_true", help="also with 1,000,000 stored messages")
    options = parser.parse_args()
    found = {0: Measured(), 100_000: Measured()}
    if options.million:
        found[1_000_000] = Measured()
    for messages in found:
        big_store.store(messages)
    for number in range(options.rounds):
        for messages, measured in found.items():
            mounted(messages, measured)
            if not number:  # the first round only warms the disk's cache
                measured.mounts.clear()
                measured.mounting.clear()
    for messages, measured in found.items():
        lived_in(messages, measured)
    floor, least = found[0], trivial()
    print(f"{'':<34}{'trivial app':>14}" + "".join(f"{f'{messages:,}':>14}" for messages in found))
    rows: list[tuple[str, Callable[[Measured], float]]] = [
        ("first page, ms (median)", lambda one: statistics.median(one.mounts)),
        ("  of the processor", lambda one: statistics.median(one.mounting)),
        ("page up, ms of the processor", lambda one: statistics.median(one.pages or [0.0])),
        ("  95th percentile", lambda one: p95(one.pages or [0.0])),
        ("  the key held down", lambda one: one.held),
        ("another size, ms (median)", lambda one: statistics.median(one.resizes)),
        ("  95th percentile", lambda one: p95(one.resizes)),
        ("key to screen, ms (median)", lambda one: statistics.median(one.quiet)),
        ("  95th percentile", lambda one: p95(one.quiet)),
        ("in a burst (median)", lambda one: statistics.median(one.burst)),
        ("  95th percentile", lambda one: p95(one.burst)),
        ("memory of its own, MB", lambda one: one.memory),
    ]
    for name, value in rows:
        print(f"{name:<34}" + "".join(f"{value(one):>14.1f}" for one in (least, *found.values())))
    promises = {}
    for messages, one in found.items():
        if not messages:
            continue
        what = f"with {messages:,} messages"
        ratio = statistics.median(one.mounts) / statistics.median(floor.mounts)
        promises[f"the feed is there within {MOUNT_RATIO} x an empty one {what} ({ratio:.2f} x)"] = (
            ratio <= MOUNT_RATIO
        )
        slow = p95(one.pages)
        promises[f"a page up takes at most {PAGE_MS:g} ms of the processor {what} ({slow:.1f} at p95)"] = (
            slow <= PAGE_MS
        )
        promises[
            f"a page with the key held down takes at most {PAGE_MS:g} ms of the processor {what} ({one.held:.1f})"
        ] = one.held <= PAGE_MS
        late = p95(one.burst)
        promises[
            f"in a burst a key is on the screen within {LATENCY_MS:g} ms {what} ({late:.0f} at p95, "
            f"{p95(one.quiet):.0f} without a burst; a trivial app {p95(least.burst):.0f})"
        ] = late < LATENCY_MS
        size = p95(one.resizes)
        promises[
            f"another size is drawn within {RESIZE_MS:g} ms {what} ({size:.0f} at p95; a trivial app "
            f"{p95(least.resizes):.0f})"
        ] = size < RESIZE_MS
        more = one.memory - floor.memory
        promises[f"memory within {MORE_MB:g} MB of an empty feed {what} ({more:.1f})"] = more <= MORE_MB
    return told(promises)


if __name__ == "__main__":
    sys.exit(main())

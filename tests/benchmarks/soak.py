"""Ten minutes of a busy group: `python -m tests.benchmarks.soak`. Not among the others, for it takes so long.

The whole desk on a real terminal with 10,000 stored messages, 50 new ones a second without a pause, one in 25 asking,
and somebody who scrolls and types now and then. What it holds in memory after two minutes is the floor; at the end it
may hold no more than some more, and no tasks may have piled up. (The simulated group forgets what is old: it lives in
the same program.)
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import big_store
from tests.benchmarks.promises import told
from tests.benchmarks.terminal import Terminal

MESSAGES = 10_000
ALLOWED_RATIO = 1.1
MOST_TASKS = 1.25
KEYS = ("\x1b[Z", "\x1b[5~", "\x1b[5~", "\x1b[6~", "\x1b[F", "\t", "\x1b[B", "\x1b[B", "\x1b[A")


def tasks(terminal: Terminal, file: Path) -> tuple[int, int]:
    """(tasks, messages that came in) as the program says."""
    file.unlink(missing_ok=True)
    terminal.signal(signal.SIGUSR2)
    while not (file.exists() and file.read_text()):
        terminal.drain(0.05)
    many, posted = file.read_text().split()
    return int(many), int(posted)


def main() -> int:
    """Print a line a minute; exit status 1 when memory or tasks grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=int, default=50, help="messages a second")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = big_store.copy(MESSAGES, Path(folder))
        path.chmod(0o600)
        arguments = ["-m", "tests.benchmarks.desk_program", str(path), str(MESSAGES), str(options.rate)]
        with Terminal(arguments) as terminal:
            terminal.until(big_store.NEWEST.encode())
            terminal.drain(5)
            terminal.signal(signal.SIGUSR1)
            begun, seen = time.perf_counter(), []
            print(f"{'minute':>7}{'MB':>9}{'tasks':>8}{'messages':>10}{'core %':>8}", flush=True)
            minute = options.minutes / 10
            for number in range(1, 11):
                used, since = terminal.cpu(), time.perf_counter()
                while time.perf_counter() - begun < number * minute * 60:
                    for key in KEYS:
                        terminal.keys(key)
                        terminal.drain(0.4)
                share = (terminal.cpu() - used) / (time.perf_counter() - since) * 100
                many, posted = tasks(terminal, path.with_suffix(".tasks"))
                seen.append((terminal.memory(), many))
                at = number * minute
                print(f"{at:>7.1f}{seen[-1][0]:>9.1f}{many:>8}{posted:>10}{share:>8.1f}", flush=True)
    floor, end = seen[1], seen[-1]
    most = max(many for _, many in seen[2:])
    return told(
        {
            f"memory at the end within {ALLOWED_RATIO} x that at a fifth of the time "
            f"({end[0]:.1f} / {floor[0]:.1f} MB)": end[0] <= ALLOWED_RATIO * floor[0],
            f"no tasks pile up ({most}, {floor[1]} at a fifth of the time)": most
            <= MOST_TASKS * floor[1] + 3,
        }
    )


if __name__ == "__main__":
    sys.exit(main())

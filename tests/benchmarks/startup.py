"""How long the command line takes to start: `python -m tests.benchmarks.startup`.

Each row is a fresh Python, in turns with all the others so that a noisy machine is noisy for all; medians, and the
ratio to the floor: what a program pays that only has arguments and a database.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

from tests.benchmarks.promises import told

FLOOR = "argparse, sqlite3 (the floor)"
ALLOWED_RATIO = 1.5
ALLOWED_MORE_MS = 50.0
PROGRAMS = {
    FLOOR: ["-c", "import argparse, sqlite3"],
    "bare Python": ["-c", ""],
    "modtui --help": ["-m", "modtui", "--help"],
    "modtui --version": ["-m", "modtui", "--version"],
    "modtui config path": ["-m", "modtui", "config", "path"],
    "modtui config check": ["-m", "modtui", "config", "check"],
    "modtui inquiries due": ["-m", "modtui", "inquiries", "due", "2026-10-02T18:00"],
}


def milliseconds(arguments: list[str]) -> float:
    """How long one fresh Python with these arguments takes, start to end."""
    begun = time.perf_counter()
    # No config of whoever runs this: the same work on every machine.
    environment = {**os.environ, "XDG_CONFIG_HOME": os.path.join(os.path.dirname(__file__), "no-settings")}
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environment, check=True)
    return (time.perf_counter() - begun) * 1000


def main() -> int:
    """Print the table; exit status 1 when `--help` is slower than it may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for at in range(rounds + 1):
        for name, arguments in PROGRAMS.items():
            elapsed = milliseconds(arguments)
            if at:  # the first round only warms the disk's cache
                taken[name].append(elapsed)
    median = {name: statistics.median(times) for name, times in taken.items()}
    floor = median[FLOOR]
    print(f"{'':32} {'median ms':>9} {'fastest':>9} {'x floor':>9}")
    for name, times in taken.items():
        print(f"{name:32} {median[name]:9.1f} {min(times):9.1f} {median[name] / floor:9.2f}")
    allowed = ALLOWED_RATIO * floor + ALLOWED_MORE_MS
    kept = median["modtui --help"] <= allowed
    ratio = median["modtui --help"] / floor
    promise = (
        f"modtui --help within {ALLOWED_RATIO} x the floor + {ALLOWED_MORE_MS:g} ms = {allowed:.1f} ms "
        f"({median['modtui --help']:.1f} ms, {ratio:.2f} x)"
    )
    return told({promise: kept})


if __name__ == "__main__":
    sys.exit(main())

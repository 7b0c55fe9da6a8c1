"""Every benchmark, and one table of what was promised and what was kept: `python -m tests.benchmarks`.

Each is a program of its own, so that none warms up another, and prints its own floor. Takes about seven minutes on two
slow cores; name some to run only these. `-v` prints what they say themselves.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from tests.benchmarks.promises import KEPT, NOT_KEPT

BENCHMARKS = (
    "startup",
    "first_frame",
    "feed",
    "store_growth",
    "bench_search",
    "search_report",
    "detection_report",
    "countdowns",
    "bidi",
    "stalls",
    "bytes_written",
    "find_messages",
)


def verdicts(said: str) -> list[tuple[str, str]]:
    """(kept or NOT kept, the promise) of every line that is one."""
    found = []
    for line in said.splitlines():
        verdict, colon, promise = line.partition(": ")
        if colon and verdict in (KEPT, NOT_KEPT):
            found.append((verdict, promise))
    return found


def main() -> int:
    """Exit status 1 when a promise was not kept, or a benchmark came to no verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all if left out"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="print what each says")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    rows: list[tuple[str, str, str]] = []
    for name in options.names or BENCHMARKS:
        print(f"... {name}", file=sys.stderr, flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{name}"], capture_output=True, text=True, check=False
        )
        if options.verbose:
            print(f"\n== {name}\n{done.stdout}{done.stderr}")
        found = verdicts(done.stdout)
        if not found or (done.returncode and all(verdict == KEPT for verdict, _ in found)):
            found.append((NOT_KEPT, f"it ended with status {done.returncode} and no verdict"))
        rows.extend((name, verdict, promise) for verdict, promise in found)
    for name, verdict, promise in rows:
        print(f"{name:<18}{verdict:<10}{promise}")
    broken = sum(verdict != KEPT for _, verdict, _ in rows)
    print(f"{len(rows) - broken} of {len(rows)} promises kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

"""What every test has in common: how many run side by side."""

from __future__ import annotations

import os


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: most of a test of the screen or of a socket is waiting, not computing."""
    return 2 * (os.cpu_count() or 1)


# What colours the terminal has in which the tests are started is no matter to them (tests/tui/test_few_colours.py
# says its own).
os.environ["COLORTERM"] = "truecolor"
os.environ.pop("NO_COLOR", None)
# Tests side by side are told a size of their own, which the programs they start would take for their terminal's.
for _size in ("COLUMNS", "LINES"):
    os.environ.pop(_size, None)

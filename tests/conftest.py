"""What every test has in common: how many run side by side."""

from __future__ import annotations

import os


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: most of a test of the screen or of a socket is waiting, not computing."""
    return 2 * (os.cpu_count() or 1)

"""A closed terminal window and a polite request to end: nothing is left behind."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

LIMIT_S = 60.0


@pytest.mark.parametrize("told", ["SIGTERM", "SIGHUP", "closed", "closed unheard"])
def test_the_demo_leaves_nothing_behind_however_it_is_ended(tmp_path: Path, told: str) -> None:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    demo = subprocess.Popen(
        [sys.executable, "-c", _UNHEARD if told == "closed unheard" else _ON_ITS_OWN_TERMINAL],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm-256color", "TMPDIR": str(tmp_path)},
        start_new_session=True,
    )
    os.close(slave)
    try:
        _read_until(master, b"Karim")
        assert [entry.name[:11] for entry in tmp_path.iterdir()] == ["modtui-demo"]
        if told.startswith("closed"):
            os.close(master)
        else:
            demo.send_signal(getattr(signal, told))
            with contextlib.suppress(OSError):  # the terminal ends with its last program
                _read_until(master, b"no such text", until_end=True)
        number = signal.SIGTERM if told == "SIGTERM" else signal.SIGHUP
        assert demo.wait(LIMIT_S) == 128 + number
    finally:
        demo.kill()
        demo.wait()
        if not told.startswith("closed"):
            os.close(master)
    assert list(tmp_path.iterdir()) == []


# Without a terminal of its own it hears nothing when the terminal goes: as behind an editor, or a cut line.
_UNHEARD = """
import sys
from modtui.cli import main
sys.exit(main(["demo"]))
"""

# A program hears of its terminal's end only where that is its controlling terminal.
_ON_ITS_OWN_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from modtui.cli import main
sys.exit(main(["demo"]))
"""


def _read_until(master: int, wanted: bytes, *, until_end: bool = False) -> None:
    seen = b""
    while wanted not in seen:
        ready, _, _ = select.select([master], [], [], LIMIT_S)
        assert ready, f"nothing like {wanted!r} on the screen"
        got = os.read(master, 65536)
        if until_end and not got:
            return
        seen += got

"""Stopped by the system and brought back with ``fg``: the terminal is the shell's meanwhile, and ours again after."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

import pexpect
import pyte
import pytest

from modtui.text.direction import IMPLICIT_MODE

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc who is stopped")
ARGUMENTS = ["-m", "tests.tui.fake_program", "--messages", "60", "--bidi", "visual"]


def test_what_stood_there_stands_there_again():
    env = {**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"}
    child = pexpect.spawn(
        sys.executable, ARGUMENTS, env=env, dimensions=(24, 80), timeout=30, encoding="utf-8"
    )
    screen = pyte.Screen(80, 24)
    stream = pyte.Stream(screen)
    written = ""

    def shown() -> list[str]:
        return [re.sub(r"\d", "0", line) for line in screen.display]

    def until(condition) -> None:
        nonlocal written
        end = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < end, "\n".join(screen.display)
            try:
                got = child.read_nonblocking(65536, timeout=0.1).replace("\x1b[?2026$p", "")
            except pexpect.TIMEOUT:
                continue
            written += got
            stream.feed(got)

    try:
        until(lambda: "help" in screen.display[-1] and any("Sample" in line for line in screen.display))
        quiet = time.monotonic() + 1
        until(lambda: time.monotonic() > quiet)
        before, written = shown(), ""
        os.kill(child.pid, signal.SIGTSTP)
        until(lambda: Path(f"/proc/{child.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T")
        quiet = time.monotonic() + 0.3
        until(lambda: time.monotonic() > quiet)
        assert IMPLICIT_MODE in written  # the shell's Arabic is the terminal's to put in order
        os.kill(child.pid, signal.SIGCONT)
        until(lambda: shown() == before)
    finally:
        child.close(force=True)

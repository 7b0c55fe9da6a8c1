"""After any keys the terminal shows what it would show had everything been drawn anew: nothing is left of before."""

from __future__ import annotations

import os
import re
import sys
import time

import pexpect
import pyte
import pytest

# Keys pressed together arrive together; those alone begin something of their own.
PIECES = (
    "jjj\tjk\tkkkk", "G", "g", "\r", "\x1b", "/", "\x1b", "w", "\x1b", "\x06", "card", "\x1b", "\x1b", "jjjjjjjj", "\x1b[6~",
    "\x1b[5~", "a", "hello", "\x1b", "\t", "i", "jj", "?", "jj", "\x1b", "k",
)  # fmt: skip


def screen_of(display: list[str]) -> list[str]:
    """The screen without what ticks."""
    return [re.sub(r"\d", "0", line) for line in display]


@pytest.mark.parametrize("size", [(24, 80), (40, 120)])
@pytest.mark.parametrize("plain", [False, True])
def test_what_stands_there_is_what_is_drawn_anew(size, plain):
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONIOENCODING": "utf-8"}
    env.pop("NO_COLOR", None)
    arguments = [
        "-m",
        "tests.tui.fake_program",
        "--messages",
        "60",
        "--bidi",
        "visual",
        *(["--plain"] * plain),
    ]
    child = pexpect.spawn(sys.executable, arguments, env=env, dimensions=size, timeout=30, encoding="utf-8")
    screen = pyte.Screen(size[1], size[0])
    stream = pyte.Stream(screen)

    def drain(seconds: float = 0.25) -> None:
        end = time.monotonic() + 10  # countdowns tick for ever
        while time.monotonic() < end:
            try:
                stream.feed(child.read_nonblocking(65536, timeout=seconds).replace("\x1b[?2026$p", ""))
            except pexpect.TIMEOUT:
                return

    try:
        end = time.monotonic() + 30
        while not any("Sample" in line for line in screen.display):
            assert time.monotonic() < end
            drain()
        drain(0.8)
        for piece in PIECES:
            child.send(piece)
            drain()
        drain(6.5 if not plain else 0.5)  # notices go by themselves
        before = screen_of(screen.display)
        screen.reset()
        child.send("\x1b[15~")  # F5: everything is written again
        drain(0.8)
        assert screen_of(screen.display) == before
        assert sum(bool(line.strip()) for line in before) > 5
    finally:
        child.close(force=True)

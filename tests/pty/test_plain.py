"""What the plain mode writes to a real terminal: no frames, no colours, few bytes a key, and nothing while idle."""

from __future__ import annotations

import os
import re
import signal
import sys
import time

import pexpect
import pytest

BOX = re.compile("[\u2500-\u259f]")
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:1|[34]\d|9\d|38|48|39|49)(?:;\d+)*m")


class Plain:
    """The program on a terminal of 24 lines by 80, and what it wrote."""

    def __init__(self) -> None:
        env = {**os.environ, "TERM": "vt100", "PYTHONIOENCODING": "utf-8"}
        arguments = ["-m", "tests.tui.fake_program", "--plain", "--messages", "30"]
        self.child = pexpect.spawn(
            sys.executable, arguments, env=env, dimensions=(24, 80), timeout=30, encoding="utf-8"
        )
        self.first = self.drain(until=re.compile("Enter: all that can be done here"))

    def drain(self, *, seconds: float = 0.8, until: re.Pattern[str] | None = None) -> str:
        """Everything written until it is quiet (and the pattern was seen)."""
        seen, end = "", time.monotonic() + 30
        while True:
            try:
                seen += self.child.read_nonblocking(65536, timeout=seconds)
            except pexpect.TIMEOUT:
                if until is None or until.search(seen):
                    return seen
                assert time.monotonic() < end, seen
            except pexpect.EOF:
                return seen

    def press(self, key: str) -> str:
        self.child.send(key)
        return self.drain()

    def close(self) -> None:
        self.child.close(force=True)


@pytest.fixture
def plain():
    program = Plain()
    yield program
    program.close()


def test_no_frame_no_colour_and_a_cursor_that_stands_where_one_reads(plain):
    written = plain.first
    for key in ("j", "\t", "j", "\t", "k", "\r", "\x1b", "/", "\x1b", "w", "\x1b"):
        written += plain.press(key)
    assert not BOX.search(written)
    assert not COLOUR.search(written)
    assert "\x1b[?25h" in plain.first  # Textual hides the cursor: it is shown again
    assert "\x1b[?25l" not in written[written.rindex("\x1b[?25h") :]
    assert "\x1b[?1003h" not in written  # no mouse: the terminal's own selection works
    assert not re.search(r"\x1b\[[0-6] q|\x1b\[\?12[hl]", written)  # nobody makes the cursor blink or change


def test_a_minute_of_idleness_writes_nothing(plain):
    assert plain.drain(seconds=3) == ""
    os.kill(plain.child.pid, signal.SIGUSR1)  # a minute passes, and the screen looks at its clock
    assert plain.drain(seconds=2) == ""


def test_a_step_in_the_list_is_a_few_bytes(plain):
    assert 0 < len(plain.press("j")) < 60
    assert 0 < len(plain.press("k")) < 60


def test_what_something_else_wrote_over_it_is_drawn_anew_by_a_key(plain):
    assert "Enter: all that can be done here" in plain.press("\x1b[15~")  # F5

"""No byte of hostile text reaches the terminal as a command: the real program in a real pty."""

from __future__ import annotations

import base64
import os
import re
import sys
import time

import pexpect
import pytest

from tests.pty.poison import MARK

# What Textual itself writes: CSI sequences, and the few others it needs.
CSI = re.compile(r"\x1b\[[0-9;?>=<$]*[ -/]*[@-~]|\x1b\]22;[a-z-]+\x07")  # the latter: the pointer's shape
GUARDS = "\u200e\u202a\u202b\u202c"
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\u2066-\u2069\u2028\u2029\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def run(mode: str, *keys: str, size=(40, 120), option: str = "--hostile", quiet: float = 0.7) -> str:
    """Start the program on the hostile desk, press keys, quit; returns everything it wrote."""
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONIOENCODING": "utf-8"}
    env.pop("NO_COLOR", None)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "tests.tui.fake_program", option, "--messages", "30", "--bidi", mode],
        env=env,
        dimensions=size,
        timeout=30,
        encoding="utf-8",
        codec_errors="strict",
    )
    written: list[str] = []
    child.logfile_read = _Log(written)
    child.expect("clipboard|renamed")
    for key in keys:
        child.send(key)
        # A printable key may wait to see whether it is text; what it opens is then read.
        _drain(child, quiet if key.isprintable() or key == "\r" else quiet / 3)
    child.send("q")
    deadline = time.monotonic() + 20
    while child.isalive() and time.monotonic() < deadline:
        _drain(child, quiet)
        if option == "--poison" and child.isalive():
            child.send("y")  # something was not sent yet: it asks
    assert not child.isalive()
    return "".join(written)


class _Log:
    def __init__(self, written: list[str]) -> None:
        self._written = written

    def write(self, text: str) -> None:
        self._written.append(text)

    def flush(self) -> None:
        pass


def _drain(child, quiet: float) -> None:
    """Read until the screen is quiet, for two seconds at most: countdowns never rest."""
    end = time.monotonic() + 2
    while time.monotonic() < end:
        try:
            child.read_nonblocking(65536, timeout=quiet)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return


@pytest.mark.parametrize("mode", ["visual", "terminal"])
def test_hostile_text_is_shown_and_never_obeyed(mode):
    # queue, its detail, the feed up and down, picker with preview, warn dialog, menu, narrow query
    keys = [
        "j",
        "j",
        "i",
        "\t",
        "G",
        "\t",
        "k",
        "k",
        "k",
        "g",
        "G",
        "/",
        "\x1b",
        "k",
        "w",
        "\x1b",
        "\r",
        "\x1b",
    ]
    written = run(mode, *keys)
    rest = CSI.sub("", written)
    found = FORBIDDEN.search(rest)
    assert found is None, repr(rest[max(found.start() - 40, 0) : found.end() + 40])
    if mode == "visual":
        # VTE keeps the mode with each line, from when the line was made: cleared after it, or half of them are not ours.
        assert written.index("\x1b[8l\x1b[2J") < written.index("clipboard")
        assert written.rindex("\x1b[8h") > written.rindex("\x1b[8l")
        assert not any(guard in rest for guard in GUARDS[1:])
    else:
        assert "\x1b[8l" not in written
        # Every embedding that is opened is closed again before the next one opens.
        opened = 0
        for character in rest:
            if character in "\u202a\u202b":
                opened += 1
                assert opened == 1
            elif character == "\u202c":
                opened -= 1
                assert opened == 0


F1, F2, F3, F4, F6, F7, F9, F12 = (
    "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[17~", "\x1b[18~", "\x1b[20~", "\x1b[24~",
)  # fmt: skip
SCREENS = (
    "i", "v", "V", F9, F12, F3, "O", "\\", "X", F2, F4, F6, F7, "o", "\x0b", "\x06", "w", "x", "b", "f", "=", "\x19", "/",
    "\r", "\x10", F1,
)  # fmt: skip
CLIPBOARD = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


@pytest.mark.parametrize(("mode", "size"), [("visual", (24, 80)), ("terminal", (40, 120))])
def test_no_screen_hands_a_command_on(mode, size):
    keys = [each for key in SCREENS for each in (key, "\x1b[B", "\x1b")]
    # An answer with both languages, what is copied, the feed with its marks and versions.
    keys += [
        "\x1b",
        "\x1b",
        "\t",
        "\t",
        "\t",
        "G",
        "k",
        "k",
        "\x19",
        "1",
        "y",
        "\x1b",
        "\x1b[Z",
        "\x1b[Z",
        "1",
        "\x0c",
        "\x1b",
        "\x1b",
    ]
    written = run(mode, *keys, size=size, option="--poison", quiet=0.5)
    assert written.count(MARK) > 100  # shown it is ...
    assert f"\x1b[{MARK}" not in written  # ... and never obeyed
    copied = [base64.b64decode(found).decode() for found in CLIPBOARD.findall(written)]
    assert all(FORBIDDEN.search(each.replace("\n", "")) is None for each in copied)
    rest = CSI.sub("", CLIPBOARD.sub("", written))
    found = FORBIDDEN.search(rest)
    assert found is None, repr(rest[max(found.start() - 60, 0) : found.end() + 60])

"""The mouse as a terminal tells it: SGR sequences on the program's input, and what then stands on the screen."""

from __future__ import annotations

import os
import sys
import time

import pexpect
import pyte
import pytest

LEFT, WHEEL_UP, WHEEL_DOWN = 0, 64, 65


class Terminal:
    """The desk in a terminal with a mouse."""

    def __init__(self, size: tuple[int, int]) -> None:
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONIOENCODING": "utf-8"}
        for name in ("NO_COLOR", "COLUMNS", "LINES"):  # tests side by side are told a size of their own
            env.pop(name, None)
        arguments = ["-m", "tests.tui.fake_program", "--messages", "80", "--bidi", "visual"]
        self.child = pexpect.spawn(
            sys.executable, arguments, env=env, dimensions=size, timeout=30, encoding="utf-8"
        )
        self.asked = ""
        self.screen = pyte.Screen(size[1], size[0])
        self.stream = pyte.Stream(self.screen)

    def read(self, seconds: float = 0.1) -> None:
        try:
            text = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return
        self.asked += text
        self.stream.feed(text.replace("\x1b[?2026$p", ""))

    def until(self, condition):
        """Read until it is so; returns what the condition gave."""
        end = time.monotonic() + 60
        while not (found := condition()):
            assert time.monotonic() < end, "\n".join(self.screen.display)
            self.read()
        return found

    def row(self, words: str, first: int = 0, last: int = 999) -> int | None:
        """The line these words stand on, counted from 1."""
        lines = enumerate(self.screen.display, 1)
        return next((y for y, line in lines if words in line[first:last]), None)

    def mouse(self, button: int, x: int, y: int, *, release: bool = True) -> None:
        """Press, and let go: as xterm and VTE write it with mode 1006."""
        self.child.send(f"\x1b[<{button};{x};{y}M" + (f"\x1b[<{button};{x};{y}m" if release else ""))


@pytest.fixture
def terminal():
    one = Terminal((40, 120))
    try:
        one.until(lambda: one.row("Waiting for an answer") and one.row("Marie Exemple", 70))
        yield one
    finally:
        one.child.close(force=True)


def test_the_terminal_is_asked_for_its_mouse_in_the_form_that_is_read(terminal):
    assert "\x1b[?1000h" in terminal.asked
    assert "\x1b[?1006h" in terminal.asked


def test_a_click_selects_the_row_under_it_and_two_open_its_menu(terminal):
    y = terminal.row("Marie Exemple", 70)
    terminal.mouse(LEFT, 90, y)
    terminal.until(lambda: "▌" in terminal.screen.display[y - 1])
    assert terminal.row("What to do") is None
    terminal.mouse(LEFT, 95, y)  # elsewhere: three clicks on one place would be no double click
    terminal.mouse(LEFT, 95, y)
    terminal.until(lambda: terminal.row("What to do") and terminal.row("Marie Exemple"))


def test_the_wheel_moves_what_is_under_it_and_no_cursor(terminal):
    chosen = terminal.until(lambda: terminal.row("▌"))
    first = terminal.screen.display[3][:60]
    for _ in range(4):
        terminal.mouse(WHEEL_UP, 30, 12, release=False)
    terminal.until(lambda: terminal.screen.display[3][:60] != first)
    assert terminal.row("▌", 60) == chosen
    for _ in range(8):
        terminal.mouse(WHEEL_DOWN, 30, 12, release=False)
    terminal.until(lambda: terminal.screen.display[3][:60] == first)


def test_a_click_in_a_dialog_chooses_there_and_nothing_beneath_it(terminal):
    chosen = terminal.until(lambda: terminal.row("▌"))
    terminal.child.send("\r")
    terminal.until(lambda: terminal.row("What to do"))
    y = terminal.until(lambda: terminal.row("holding reply"))
    terminal.mouse(LEFT, 50, y)
    terminal.until(lambda: "▌" in terminal.screen.display[y - 1])
    for _ in range(3):
        terminal.mouse(WHEEL_DOWN, 50, y, release=False)
    terminal.until(lambda: terminal.row("holding reply") != y)
    terminal.child.send("\x1b")
    terminal.until(lambda: terminal.row("What to do") is None and terminal.row("▌") == chosen)


def test_a_drag_over_the_screen_runs_nothing(terminal):
    terminal.mouse(LEFT, 30, 8, release=False)
    for x in range(31, 60, 4):
        terminal.child.send(f"\x1b[<{LEFT + 32};{x};9M")
    terminal.child.send("\x1b[<0;60;9m")
    terminal.child.send("?")
    terminal.until(lambda: terminal.row("Keys") and terminal.row("Esc closes"))

"""A kill while one types: at most the last second is lost, and the draft stands under its own target again."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from pathlib import Path

from tests.pty.test_outside_editor import Terminal, _demo


def _drafts(store: Path) -> dict[int, str]:
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return dict(db.execute("SELECT target, text FROM draft").fetchall())


def _type_on(terminal: Terminal, text: str, apart: float) -> None:
    for character in text:
        terminal.type(character)
        time.sleep(apart)


def test_a_kill_in_the_middle_of_typing_loses_at_most_the_last_second(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with _demo(data) as terminal:
        terminal.until(b"1 ")
        terminal.type("a")
        terminal.until(b"Reply to")
        terminal.type("for one member")
        terminal.until(b"14/4096")
        terminal.type("\x1b")  # the draft is kept, and another one begun
        terminal.until(b"draft is kept")
        terminal.type("p")
        terminal.until(b"New post")
        typed = "abcdefghij" * 5
        _type_on(terminal, typed, 0.06)  # without a pause: three seconds
        os.kill(terminal.pid, signal.SIGKILL)
    drafts = _drafts(data / "modtui.db")
    post = drafts.pop(0)
    assert typed.startswith(post)
    assert len(post) >= len(typed) - 30  # about a second, and what a busy machine had not read yet
    assert list(drafts.values()) == ["for one member"]

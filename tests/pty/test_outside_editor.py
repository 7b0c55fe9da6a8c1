"""The reply in the moderator's own editor: the terminal handed over and taken back, nothing lost on the way."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import stat
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

LIMIT_S = 30.0
ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"

# What a moderator's editor does: looks at the file, and writes it anew.
EDITOR = """#!{python}
import os, signal, stat, sys
path = sys.argv[-1]
with open({seen!r}, "w", encoding="utf-8") as seen:
    seen.write(f"{{stat.S_IMODE(os.stat(path).st_mode):o}} {{os.isatty(0)}} {{path}}\\n")
    seen.write(open(path, encoding="utf-8").read())
{does}
"""


class Terminal:
    """The demo on a terminal of 100 by 30."""

    def __init__(self, master: int, pid: int) -> None:
        self.master, self.pid = master, pid
        self.seen = b""

    def until(self, wanted: bytes) -> None:
        """Read until this was written since the last call; what came before it is forgotten."""
        end = time.monotonic() + LIMIT_S
        while wanted not in self.seen:
            ready, _, _ = select.select([self.master], [], [], max(end - time.monotonic(), 0))
            assert ready, f"nothing like {wanted!r} in {self.seen[-3000:]!r}"
            self.seen += os.read(self.master, 65536)
        self.seen = self.seen[self.seen.index(wanted) + len(wanted) :]

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())


@contextmanager
def _demo(folder: Path, **env: str) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("TMUX", "STY", "VISUAL", "EDITOR")}
    demo = subprocess.Popen(
        [sys.executable, "-m", "modtui", "demo", "--keep", str(folder)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**kept, "TERM": "xterm-256color", **env},
        start_new_session=True,
    )
    os.close(slave)
    terminal = Terminal(master, demo.pid)
    try:
        terminal.until(b"Karim")
        yield terminal
    finally:
        demo.kill()
        demo.wait()
        os.close(master)


def _script(folder: Path, does: str) -> tuple[Path, Path]:
    script, seen = folder / "editor.py", folder / "seen.txt"
    script.write_text(EDITOR.format(python=sys.executable, seen=str(seen), does=does), encoding="utf-8")
    script.chmod(0o700)
    return script, seen


def _write_a_reply(terminal: Terminal) -> None:
    terminal.until(b"1 ")  # a suggestion stands there: an inquiry is selected
    terminal.type("a")
    terminal.until(b"Reply to")
    terminal.type("first words")
    terminal.until(b"11/4096")


@pytest.mark.parametrize("how", ["well", "badly"])
def test_the_editor_gets_the_terminal_and_the_text_comes_back(tmp_path: Path, how: str) -> None:
    data = tmp_path / "data"
    does = "with open(path, 'w', encoding='utf-8') as file: file.write('from outside\\nمرحبا\\n')\n"
    does += "print('EDITOR-IS-HERE', flush=True)\n"
    if how == "badly":
        does += "os.kill(os.getpid(), signal.SIGKILL)\n"
    script, seen = _script(tmp_path, does)
    with _demo(data, VISUAL=f"{script} -f", EDITOR="/not/this") as terminal:
        _write_a_reply(terminal)
        terminal.type("\x05")
        terminal.until(b"\x1b[8h")  # the terminal reorders by itself again, before it is handed over
        terminal.until(LEAVE)
        terminal.until(b"EDITOR-IS-HERE")
        terminal.until(ENTER)
        terminal.until(b"\x1b[8l")  # ... and no longer once it is ours
        terminal.until(b"from outside")
        if how == "badly":
            terminal.until(b"signal")
        first, text = seen.read_text("utf-8").split("\n", 1)
        mode, is_terminal, path = first.split(" ", 2)
        assert (mode, is_terminal, text) == ("600", "True", "first words\n")
        assert Path(path).parent == data
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert not Path(path).exists()
        terminal.type("\x1a")  # Ctrl+Z: what stood before is not lost either
        terminal.until(b"11/4096")


def test_without_an_editor_one_sentence_and_the_text_stays(tmp_path: Path) -> None:
    with _demo(tmp_path / "data") as terminal:
        _write_a_reply(terminal)
        terminal.type("\x05")
        terminal.until(b"set VISUAL")
        terminal.type("!")
        terminal.until(b"12/4096")

"""A program on a pseudo-terminal of its own, as the benchmarks drive it: keys in, bytes out, when and at what cost."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

LIMIT_S = 60.0
QUIET_S = 0.08
"""A screen that has written nothing for so long has nothing more to say about the last key."""


class Terminal:
    """One running program. To be used in a ``with``: it is killed at the end."""

    def __init__(self, arguments: list[str], size: tuple[int, int] = (120, 40)) -> None:
        """``arguments``: of a fresh Python. ``size``: columns and lines."""
        self._folder = tempfile.TemporaryDirectory()  # a killed program cannot tidy up
        self._master, slave = pty.openpty()
        self._set_size(size)
        # A plain terminal, whatever this one is.
        other = {"COLUMNS", "LINES", "TMUX", "STY", "VTE_VERSION", "KONSOLE_VERSION", "TERM_PROGRAM"}
        environment = {name: value for name, value in os.environ.items() if name not in other}
        environment |= {"TERM": "xterm-256color", "TMPDIR": self._folder.name}
        self.begun = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = b""
        self.last = self.begun  # when the last bytes came

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._master)
        self._folder.cleanup()

    def resize(self, size: tuple[int, int]) -> None:
        """Columns and lines; the program is told as a terminal tells it."""
        self._set_size(size)
        self.signal(signal.SIGWINCH)

    def _set_size(self, size: tuple[int, int]) -> None:
        columns, lines = size
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def keys(self, typed: str) -> None:
        """Press keys, as the bytes that a terminal sends."""
        os.write(self._master, typed.encode())

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self._process.pid, number)

    def cpu(self) -> float:
        """Seconds of processor that the program has taken, all its threads."""
        return time.clock_gettime((~self._process.pid << 3) | 2)

    def memory(self) -> float:
        """Megabytes that are resident and the program's own (libraries on disk are everybody's)."""
        fields = {
            line.partition(":")[0]: line.split()[1]
            for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
            if line.startswith("Rss")
        }
        return int(fields["RssAnon"]) / 1024

    def read(self, seconds: float) -> bytes:
        """What the program writes next, or nothing when it writes nothing for so long."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        try:
            found = os.read(self._master, 1 << 16)
        except OSError:
            raise SystemExit(
                f"the program ended early:\n{self.seen[-3000:].decode(errors='replace')}"
            ) from None
        self.last = time.perf_counter()
        self.seen = (self.seen + found)[-(1 << 18) :]
        return found

    def until(self, wanted: bytes | Callable[[bytes], bool], limit: float = LIMIT_S) -> float:
        """Read until this was written since the call; returns seconds since the call."""
        begun, got = time.perf_counter(), b""
        there = wanted if callable(wanted) else (lambda written: wanted in written)
        while not there(got):
            left = limit - (time.perf_counter() - begun)
            if left <= 0:
                raise SystemExit(f"nothing like {wanted!r} on the screen within {limit:g} s")
            got += self.read(left)
        return time.perf_counter() - begun

    def until_quiet(self, quiet: float = QUIET_S) -> float:
        """Read until nothing has been written for so long; returns seconds from the call to the last bytes."""
        begun = time.perf_counter()
        last = begun
        while self.read(quiet):
            last = self.last
        return last - begun

    def drain(self, seconds: float) -> None:
        """Read whatever comes for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

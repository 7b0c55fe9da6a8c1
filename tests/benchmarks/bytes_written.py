"""What the screen writes to the terminal: `python -m tests.benchmarks.bytes_written`.

A bad line carries some hundred bytes a second. A real pseudo-terminal; 60 inquiries of which each counts down by the
second, in the normal and in the plain mode, at 80x24 and 120x40. Bytes a second while nobody does anything, and bytes
a key press of a few that moderators press all day. The floor in the same run is a trivial Textual app with a list of
60 rows; beside it stands the normal mode with every changed region written whole, as Textual does by itself.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from datetime import UTC, datetime, timedelta

from tests.benchmarks.promises import told

ROWS = 60
SIZES = ((80, 24), (120, 40))
READY = b"Sample 0"
QUIET_S = 0.5
LIMIT_S = 30.0
PLAIN_PER_KEY = 0.1
"""Plain mode writes at most this share of what a key costs when regions are written whole."""
IDLE_SHARE = 0.25
"""So does the normal mode while it counts down, of the bytes a second."""
KEYS = (("next row", "j", 8), ("row before", "k", 4), ("next pane", "\t", 3))
TYPED = "a letter of a reply"
TRIVIAL = f"""
from textual.app import App
from textual.widgets import OptionList
class Trivial(App):
    BINDINGS = [("j", "step('down')"), ("k", "step('up')")]
    def compose(self):
        yield OptionList(*(f"Sample {{n}} asks something of the desk" for n in range({ROWS})))
    def action_step(self, way):
        getattr(self.query_one(OptionList), "action_cursor_" + way)()
Trivial().run()
"""


def show(mode: str) -> None:
    """The desk in one mode: ``normal``, ``whole`` (regions written whole) or ``plain``."""
    from modtui.domain.inquiry_states import InquiryState
    from modtui.tui.app import ModtuiApp
    from modtui.tui.settings import UiSettings
    from tests.tui.fake_desk import FakeDesk

    class CountingDesk(FakeDesk):
        """Whose countdowns tick by the second, as in the last hour of a real one."""

        def countdown(self, deadline, now):  # type: ignore[no-untyped-def]
            seconds = max(int((deadline.answer_by - now).total_seconds()), 0)
            return f"{seconds // 60 % 60:2d}m {seconds % 60:02d}s", "soon"

    desk = CountingDesk(lambda: datetime.now(UTC))
    desk.items.clear()
    desk.states.clear()
    asked = datetime.now(UTC) - timedelta(hours=23, minutes=55)
    desk._clock = lambda: asked
    for number in range(ROWS):
        desk.arrives(f"Sample {number}", "Where can I renew a health card?", inquiry=InquiryState.OPEN)
    desk._clock = lambda: datetime.now(UTC)
    app = ModtuiApp(desk, settings=UiSettings(bell=False, plain=mode == "plain"))
    if mode == "whole":
        app.thrift = None
    app.run(mouse=mode != "plain")


class Terminal:
    """A program on a pseudo-terminal, and how much it writes."""

    def __init__(self, arguments: list[str], size: tuple[int, int]) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        for name in ("NO_COLOR", "COLUMNS", "LINES"):
            environment.pop(name, None)
        self._master = master
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)

    def read(self, seconds: float, *, until_quiet: bool = False) -> bytes:
        """What is written in this time, or until nothing has been for so long."""
        seen = b""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self._master], [], [], left)[0]:
                break
            try:
                seen += os.read(self._master, 65536)
            except OSError:
                raise SystemExit(
                    f"the program ended early:\n{seen[-2000:].decode(errors='replace')}"
                ) from None
            if until_quiet:
                end = time.monotonic() + seconds
        return seen

    def wait_for(self, wanted: bytes) -> None:
        """Until it is on the screen, and all beside it."""
        seen, end = b"", time.monotonic() + LIMIT_S
        while wanted not in seen:
            if time.monotonic() > end:
                raise SystemExit(f"nothing like {wanted!r} on the screen:\n{seen[-2000:]!r}")
            seen += self.read(0.2)
        self.read(2)

    def press(self, key: str) -> None:
        """One key."""
        os.write(self._master, key.encode())

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._master)


def measured(arguments: list[str], size: tuple[int, int], seconds: float) -> dict[str, float]:
    """Bytes a second while idle, and the median of bytes a press of each key (without what ticks meanwhile)."""
    terminal = Terminal(arguments, size)
    try:
        terminal.wait_for(READY)
        begun = time.monotonic()
        idle = len(terminal.read(seconds)) / (time.monotonic() - begun)
        found = {"idle, a second": idle}
        for name, key, times in KEYS:
            counts = []
            for _ in range(times):
                terminal.press(key)
                counts.append(max(len(terminal.read(QUIET_S)) - idle * QUIET_S, 0))
            found[f"{name} ({'Tab' if key == chr(9) else key})"] = statistics.median(counts)
        terminal.press("a")
        terminal.read(QUIET_S + 0.5)
        counts = []
        for letter in "good":
            terminal.press(letter)
            counts.append(max(len(terminal.read(QUIET_S)) - idle * QUIET_S, 0))
        found[TYPED] = statistics.median(counts)
        return found
    finally:
        terminal.close()


def main() -> int:
    """Print the tables; exit status 1 when more is written than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0, help="how long nobody does anything")
    parser.add_argument("--show", choices=("normal", "whole", "plain"), help="only show the screen, by hand")
    options = parser.parse_args()
    if options.show:
        show(options.show)
        return 0
    modes = {"trivial app (the floor)": ["-c", TRIVIAL]}
    for mode, name in (("whole", "regions written whole"), ("normal", "normal"), ("plain", "plain")):
        modes[name] = ["-m", "tests.benchmarks.bytes_written", "--show", mode]
    promises: dict[str, bool] = {}
    for size in SIZES:
        found = {name: measured(arguments, size, options.seconds) for name, arguments in modes.items()}
        print(f"{size[0]}x{size[1]}, bytes".ljust(24) + "".join(f"{name:>26}" for name in found))
        whole, normal, plain = (found[name] for name in ("regions written whole", "normal", "plain"))
        for row in whole:
            print(row.ljust(24) + "".join(f"{figures[row]:26.0f}" for figures in found.values()))
        print()
        keys = [row for row in whole if row != TYPED and not row.startswith("idle")]
        worst = max(plain[row] / max(whole[row], 1) for row in keys)
        where = f"at {size[0]}x{size[1]}"
        promises[
            f"plain: a key costs at most {PLAIN_PER_KEY:.0%} of regions written whole {where} ({worst:.1%})"
        ] = worst <= PLAIN_PER_KEY
        promises[f"plain: nothing while idle {where} ({plain['idle, a second']:.0f} bytes a second)"] = (
            plain["idle, a second"] == 0
        )
        share = normal["idle, a second"] / max(whole["idle, a second"], 1)
        promises[
            f"normal: {ROWS} countdowns at most {IDLE_SHARE:.0%} of regions written whole {where} ({share:.1%})"
        ] = share <= IDLE_SHARE
    return told(promises)


if __name__ == "__main__":
    sys.exit(main())

"""A terminal that goes away without a word (a cut ssh line, an editor in front, no controlling terminal).

Textual's writer ends with the first write that fails, and whoever writes after it waits for ever for room in its
queue: a desk nobody sees that holds the store's lock. Here writing to nobody is dropped, and the desk leaves as on a
hang-up.
"""

from __future__ import annotations

import os
from queue import Full
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.driver import Driver

LOOK_S = 2.0
"""Seconds between two looks at whether the terminal is still there."""
ROOM_S = 0.5
"""Seconds to wait for room in the writer's queue before looking whether there still is a writer."""


def outliving(base: type[Driver], gone: Callable[[], None], stops: Callable[[], None]) -> type[Driver]:
    """The driver ``base``, which calls ``gone`` when nobody writes any more; drivers without a writer stay as they are.

    ``stops`` is called before the system stops the program (SIGTSTP), while the terminal can still be written to.
    """
    try:
        from textual.drivers.linux_driver import LinuxDriver
    except ImportError:  # another system
        return base
    if not issubclass(base, LinuxDriver):
        return base

    class OutlivingDriver(base):  # type: ignore[valid-type, misc]
        """Drops what is written once the writer has ended."""

        def write(self, data: str) -> None:
            """As the base does, as long as somebody takes it."""
            writer = self._writer_thread
            while writer is not None and writer.is_alive():
                try:
                    writer._queue.put(data, timeout=ROOM_S)
                except Full:
                    continue
                return
            gone()

        def _sigtstp_application(self, *_: object) -> None:
            if self._auto_restart:  # else the terminal is another program's already
                stops()
            super()._sigtstp_application()

        def close(self) -> None:
            """As the base does; a writer that has ended is not waited for."""
            if self._writer_thread is not None and self._writer_thread.is_alive():
                super().close()

    return OutlivingDriver


def terminal_there(driver: Any) -> bool:
    """Whether the terminal that the driver reads from is still one; True for drivers that read from none."""
    descriptor = getattr(driver, "fileno", None)
    return not isinstance(descriptor, int) or os.isatty(descriptor)

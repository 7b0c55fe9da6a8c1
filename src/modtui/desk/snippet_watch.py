"""Notices when a snippet folder changes: told by the system, and by looking now and then where it tells nothing."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import os
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

log = logging.getLogger(__name__)

#: A network folder or a virtual machine's share tells nothing: it is looked at so often (seconds).
LOOK_EVERY_S: Final = 20.0
#: Where the system cannot tell at all, so often.
LOOK_ALONE_EVERY_S: Final = 2.0
#: Editors write in several steps.
SETTLE_S: Final = 0.2
_MOST_FILES: Final = 100_000

Stamps: TypeAlias = dict[str, tuple[int, int]]


def stamps_of(folders: Sequence[Path]) -> Stamps:
    """Time and size of every file under the folders, links followed; what cannot be read is left out."""
    found: Stamps = {}
    seen: set[str] = set()
    waiting = [str(folder) for folder in folders]
    while waiting and len(found) < _MOST_FILES:
        folder = waiting.pop()
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~")):
                    continue
                with contextlib.suppress(OSError):
                    if entry.is_dir():
                        waiting.append(entry.path)
                    else:
                        status = entry.stat()
                        found[entry.path] = (status.st_mtime_ns, status.st_size)
    return found


class FolderWatch:
    """Watches folders. ``look_every`` None: often where the system tells nothing, else seldom."""

    def __init__(self, folders: Sequence[Path], *, look_every: float | None = None) -> None:
        self._folders = tuple(folders)
        self._look_every = look_every
        self._told_by_system = False
        self._hint = asyncio.Event()

    async def changes(self, before: Stamps) -> AsyncGenerator[None, None]:
        """Once for each change since ``before`` (:func:`stamps_of`), after it has settled. Never ends by itself."""
        told = asyncio.create_task(self._listen(), name="watching the snippets")
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hint.wait(), self._wait())
                    await asyncio.sleep(SETTLE_S)
                self._hint.clear()
                now = await asyncio.to_thread(stamps_of, self._folders)
                if now != before:
                    before = now
                    yield
        finally:
            told.cancel()
            await asyncio.gather(told, return_exceptions=True)

    def _wait(self) -> float:
        if self._look_every is not None:
            return self._look_every
        return LOOK_EVERY_S if self._told_by_system else LOOK_ALONE_EVERY_S

    async def _listen(self) -> None:
        """Pass on what the system tells. Where it cannot, looking now and then is left."""
        stop = asyncio.Event()
        try:
            # Late, and in a thread: a desk without changes should not wait for it.
            watchfiles = await asyncio.to_thread(importlib.import_module, "watchfiles")
            there = [folder for folder in self._folders if folder.is_dir()]
            if not there:
                return
            self._told_by_system = True
            async for _ in watchfiles.awatch(
                *there, debounce=400, step=50, stop_event=stop, ignore_permission_denied=True
            ):
                self._hint.set()
        except (OSError, RuntimeError, ImportError) as error:
            log.warning(
                "the system does not tell of changed snippets (%s); they are looked at now and then", error
            )
        finally:
            self._told_by_system = False
            stop.set()

"""Attachments on their way in: how far each has come, in one line, and the key that breaks it off."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.text.cells import truncate_cells
from modtui.tui.feed_details import media_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modtui.desk.api_media import Progress
    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.screens.selection import Selection

STEP = 1
PLAIN_STEP = 25
"""Percent between two lines about one download; the plain mode says little."""
_MB = 1024 * 1024


class Loads:
    """One task a message; the line names the one that told last."""

    def __init__(self, screen: DeskView) -> None:
        self._screen = screen
        self._tasks: dict[int, asyncio.Task[object] | None] = {}

    def break_off(self, message_id: int) -> bool:
        """End this message's download and say so; False when there is none."""
        if message_id not in self._tasks:
            return False
        task = self._tasks[message_id]
        if task is not None:  # else it begins this very moment
            task.cancel()
            self._screen.modtui.tell(say("media.broken_off"))
        return True

    def is_loading(self, message_id: int) -> bool:
        """Whether this message's file is on its way."""
        return message_id in self._tasks

    def begin(self, key_id: str, selection: Selection, work: Callable[[Progress], Awaitable[object]]) -> None:
        """Do something that downloads first; ``work`` is given what to tell its progress to."""
        message_id = selection.message_id or 0
        item = selection.item
        name = media_words(item.media).strip("[]") if item is not None and item.media is not None else ""
        told = self._teller(key_id, name)

        async def load() -> None:
            self._tasks[message_id] = asyncio.current_task()
            try:
                await work(told)
            finally:
                self._tasks.pop(message_id, None)
                if not self._tasks:
                    self._screen.bar("loading").display = False

        self._tasks[message_id] = None
        self._screen.spawn(load, "media")

    def _teller(self, key_id: str, name: str) -> Progress:
        screen, shown = self._screen, -1
        key = screen.settings.keys.by_id[key_id].shown
        step = PLAIN_STEP if screen.settings.plain else STEP

        def told(done: int, total: int | None) -> None:
            nonlocal shown
            now = (100 * done // max(total, 1) if total else done // _MB) // step * step
            if now == shown or (total and done >= total):
                return
            shown = now
            far = f"{now} %" if total else f"{now} MB"
            words = say("media.loading", name=truncate_cells(name, 40), far=far, key=key)
            bar = screen.bar("loading")
            bar.put(((screen.painter.one_line(words, screen.app.size.width - 2, "ltr"), "accent"),))
            bar.display = True

        return told

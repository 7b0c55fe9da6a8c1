"""What lies above and below the feed's pane is made ready while no key is pressed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.reactive import reactive

from modtui.tui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from textual.timer import Timer

    from modtui.desk.views import FeedItem
    from modtui.tui.feed_model import FeedModel
    from modtui.tui.paint import Line

AHEAD = 4
"""So many screens in each direction are made ready while no key is pressed: read, and their text laid out."""
IDLE_S = 0.15
BREATH_S = 0.004
"""Laid out ahead for so long at a time; a key waits no longer for it."""


class LooksAhead(LineWidget):
    """The feed's half that works while nobody asks."""

    following: reactive[bool] = reactive(True, layout=False)
    model: FeedModel
    _idle: Timer | None = None

    def _lines(self, item: FeedItem, previous: FeedItem | None) -> tuple[Line, ...]:
        """A message's lines, laid out once."""
        raise NotImplementedError

    def _look_around(self, near: int) -> None:
        """Ask for the pages that begin so near."""
        raise NotImplementedError

    def _when_idle(self, seconds: float) -> None:
        if self._idle is not None:
            self._idle.stop()
        self._idle = self.set_timer(seconds, self._get_ready)

    def _get_ready(self) -> None:
        """Lay out what lies above and below in breaths, then ask for the pages beyond."""
        until = time.perf_counter() + BREATH_S
        y, page = self.scroll_offset.y, max(self.size.height, 1)
        for far in range(1, AHEAD + 1):
            for first in (y - far * page, y + far * page):
                for line in range(max(first, 0), min(first + page, self.model.height)):
                    found = self.model.at_line(line)
                    if found is not None and not found[1]:
                        self._lines(self.model.shown(found[0]), self.model.before(found[0]))
                    if time.perf_counter() > until:
                        self._when_idle(BREATH_S)
                        return
        if not self.following:
            self._look_around(near=AHEAD * page)

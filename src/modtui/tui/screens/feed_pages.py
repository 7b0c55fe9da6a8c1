"""Further pages of the feed: from the store, and past its oldest message from Telegram (shown, never stored)."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from modtui.desk.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modtui.desk.views import FeedItem
    from modtui.tui.screens.desk_view import DeskView

FURTHER = 60
"""Messages read at a time while scrolling: a few screens, measured within a frame."""
FROM_TELEGRAM = 100
"""Telegram gives no more at a time."""
ASK_AGAIN_S = 10.0
"""After Telegram could not be asked, so long nobody asks again."""


class FeedPages:
    """Adds pages to the feed's window, one at a time. Nothing waits for Telegram but the page itself."""

    def __init__(self, screen: DeskView, lock: asyncio.Lock) -> None:
        self._screen = screen
        self._lock = lock  # the reader's: the window changes under it
        self._older = self._newer = False
        self._oldest_stored: int | None = None  # known once the store has nothing before it
        self._not_before = 0.0  # monotonic

    @property
    def busy(self) -> bool:
        """Whether a page is on its way."""
        return self._older or self._newer

    def ended_above(self, items: Sequence[FeedItem], limit: int) -> bool:
        """Whether nothing lies before these, the store's newest or those before a message: only where there are none.

        Fewer than asked for say where the store ends; Telegram may have more.
        """
        if len(items) < limit:
            self._oldest_stored = next((item.message_id for item in items if item.message_id), None)
        return not items

    def store_begins(self, message_id: int) -> None:
        """This is the oldest message that is stored; what lies before it Telegram may have."""
        self._oldest_stored = message_id

    def read_older(self) -> None:
        """A page above, unless one is on its way."""
        model = self._screen.feed.model
        if self._older or model.complete_above or model.first_id is None:
            return
        self._older = True
        self._screen.spawn(self._read_older, "page")

    def read_newer(self) -> None:
        """A page below, unless one is on its way."""
        if not self._newer and not self._screen.feed.model.complete_below:
            self._newer = True
            self._screen.spawn(self._read_newer, "page")

    @property
    def _limit(self) -> int:
        return min(self._screen.settings.feed_page, FURTHER)

    async def _read_older(self) -> None:
        feed, desk = self._screen.feed, self._screen.desk
        try:
            first = feed.model.first_id
            if first is None:
                return
            if self._oldest_stored is None or first > self._oldest_stored:
                async with self._lock:
                    first = feed.model.first_id
                    items = await desk.feed(before_id=first, limit=self._limit)
                    if len(items) < self._limit:
                        self._oldest_stored = items[0].message_id if items else first
                    feed.add_older(items, complete_above=False)
                return
            older = await self._from_telegram(first)
            if older is None:
                return
            async with self._lock:
                if feed.model.first_id == first:  # else the window has moved meanwhile
                    feed.add_older(older, complete_above=not older)
        finally:
            self._older = False

    async def _read_newer(self) -> None:
        feed, desk = self._screen.feed, self._screen.desk
        try:
            last, oldest = feed.model.last_id, self._oldest_stored
            if last is not None and oldest is not None and last < oldest:
                await self._back_to_the_store(last, oldest)
                return
            async with self._lock:
                items = await desk.feed(after_id=feed.model.last_id, limit=self._limit)
                whole = len([item for item in items if item.message_id]) < self._limit
                feed.add_newer(items, complete_below=whole)
        finally:
            self._newer = False

    async def _back_to_the_store(self, last: int, oldest: int) -> None:
        """The window ends among messages that are not stored: those between come from Telegram again."""
        feed = self._screen.feed
        items: list[FeedItem] = []
        before = last
        while not items and before < oldest:
            before = min(before + FROM_TELEGRAM, oldest)
            found = await self._from_telegram(before)
            if found is None:
                return
            items = [item for item in found if item.message_id > last]
        async with self._lock:
            if feed.model.last_id != last:
                return
            if items:
                feed.add_newer(items, complete_below=False)
            else:
                feed.add_newer(
                    await self._screen.desk.feed(after_id=last, limit=self._limit), complete_below=False
                )

    async def _from_telegram(self, before_id: int) -> Sequence[FeedItem] | None:
        """A page of what is not stored; None where Telegram cannot be asked now, which the status line says."""
        if time.monotonic() < self._not_before:
            return None
        try:
            return await self._screen.desk.older_from_telegram(before_id, FROM_TELEGRAM)
        except DeskError:
            self._not_before = time.monotonic() + ASK_AGAIN_S
            return None

"""Reading for the desk screen: what changed is read again, once per frame, in order."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.screens.feed_pages import FROM_TELEGRAM, FeedPages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.timer import Timer

    from modtui.desk.api import DeskApi
    from modtui.desk.views import DeskChange, FeedItem, QueueRow, SyncProgress
    from modtui.tui.screens.desk_view import DeskView

FRAME = 1 / 30
BAR_CELLS = 24
QUEUE_REST, LONGEST_REST_S = 4, 0.5
"""Between two readings of the queue: so many times as long as the last one took, at most so many seconds."""
CANDIDATES = 2
"""So many proposals to link are shown under an inquiry; the key lists them all."""


class DeskReader:
    """Keeps the panes in step with the desk. Bursts of changes are read once a frame."""

    def __init__(self, screen: DeskView, propose: Callable[[], Awaitable[None]]) -> None:
        self._screen = screen
        self._propose = propose  # once everything is read for the first time
        self._lock = asyncio.Lock()
        self._tail = self._queue = self._busy = False
        self._timer: Timer | None = None
        self._flush_at = self._queue_from = 0.0  # monotonic
        self._changed: set[int] = set()
        self._new: set[int] = set()
        self.pages = FeedPages(screen, self._lock)

    # ---- beginning

    def start(self) -> None:
        """Start the desk, show what is stored."""
        screen = self._screen
        self._unsubscribe = screen.desk.subscribe(self.on_change)
        screen.spawn(self._start, "start")

    def stop(self) -> None:
        """Hear no more changes."""
        self._unsubscribe()

    async def _start(self) -> None:
        screen = self._screen
        await screen.desk.start(self.on_progress)
        screen.show_status(screen.desk.status())
        await self._first_page()
        await self._read_queue()
        self.show_selected()
        await self._propose()

    def on_progress(self, progress: SyncProgress) -> None:
        """The first reading of history, as a line with a bar."""
        bar = self._screen.bar("sync")
        finished = progress.total is not None and progress.done >= progress.total
        bar.display = not finished
        if finished:
            return
        sentence = progress.sentence or (
            say("sync.sentence", done=progress.done, total=progress.total)
            if progress.total is not None
            else say("sync.sentence_open", done=progress.done)
        )
        share = min(progress.done / progress.total, 1.0) if progress.total else 0.0
        full = round(share * BAR_CELLS)
        bar.put(
            (
                (say("sync.title") + "  ", "heading"),
                ("█" * full, "accent"),
                ("░" * (BAR_CELLS - full), "muted"),
                ("  " + self._screen.painter.one_line(sentence, 50, "ltr"), "text"),
            )
        )

    # ---- changes

    @property
    def waits(self) -> bool:
        """Whether something changed that is read at the next frame."""
        return self._timer is not None or self._busy

    def on_change(self, change: DeskChange) -> None:
        """Note what to read again; the reading happens at the next frame."""
        screen = self._screen
        if change.notice:
            screen.modtui.tell(change.notice, change.severity)
        if change.came_back is not None:
            screen.text_came_back(change.came_back)
        self._tail = self._tail or bool(change.new_messages) or change.status or change.uploads
        self._queue = self._queue or change.queue
        self._changed |= change.changed_messages
        self._new |= change.new_messages
        if change.status:
            screen.show_status(screen.desk.status())
        if change.actions:
            screen.show_undo()
        self._schedule()

    def tail_changed(self) -> None:
        """An own message was queued or taken back."""
        self._tail = self._queue = True
        self._schedule()

    def queue_outdated(self) -> None:
        """Time has moved a row by itself: a reminder, a snooze's end, a deadline, midnight."""
        self._queue = True
        self._schedule()

    def _schedule(self) -> None:
        """At the next frame; a queue that takes long to read, in a burst, waits so long that it leaves time for keys."""
        if self._busy:
            return  # what is under way looks again at its end
        now = time.monotonic()
        if self._tail or self._changed:
            at = now + FRAME
        elif self._queue:
            at = max(now + FRAME, self._queue_from)
        else:
            return
        if self._timer is not None:
            if self._flush_at <= at:
                return
            self._timer.stop()
        self._flush_at = at
        self._timer = self._screen.set_timer(at - now, self._flush)

    def _flush(self) -> None:
        self._timer = None
        tail, changed = self._tail, self._changed
        queue = self._queue and time.monotonic() >= self._queue_from
        self._tail, self._changed = False, set()
        self._queue = self._queue and not queue
        self._busy = True
        self._screen.spawn(lambda: self._read(tail, queue, changed), "read")

    async def _read(self, tail: bool, queue: bool, changed: set[int]) -> None:
        try:
            async with self._lock:
                await self._read_what(tail, queue, changed)
        finally:
            self._busy = False
            self._schedule()

    async def _read_what(self, tail: bool, queue: bool, changed: set[int]) -> None:
        feed, desk = self._screen.feed, self._screen.desk
        held, unsent = feed.model.showing(changed)
        if held:
            feed.refresh_items(await desk.feed_items(held))
        if tail or unsent:
            await self._read_late()
            await self._read_tail()
        if queue:
            await self._read_queue()
        shown = self._screen.detail.detail
        if queue or (shown is not None and shown.row.inquiry_id in changed):
            self.show_selected()

    async def _read_late(self) -> None:
        """What the history told of after newer messages had been heard: it belongs into the window, not below it."""
        new, self._new = self._new, set()
        feed = self._screen.feed
        ids = [item.message_id for item in feed.model.items if item.message_id]
        late = [n for n in new if ids and ids[0] < n < ids[-1] and feed.model.index_of(n) is None]
        if late:
            feed.add_late(await self._screen.desk.feed_items(late))

    async def _read_tail(self) -> None:
        feed, page = self._screen.feed, self._screen.settings.feed_page
        if not feed.model.complete_below:
            return  # far up in history: the end is read when it is wanted
        last = feed.model.last_id
        if last is None:
            await self._first_page()
            return
        items = await self._screen.desk.feed(after_id=last, limit=page)
        fresh = [item for item in items if item.message_id]
        if len(fresh) >= page:
            # More than a page at once: do not leave a gap, start again from the newest.
            if feed.following:
                await self._first_page()
            else:
                feed.add_newer(fresh, complete_below=False)
            return
        feed.add_newer(items)

    async def _first_page(self) -> None:
        screen = self._screen
        now = screen.desk.now().astimezone(screen.zone)
        screen.feed.set_today(now.date(), screen.zone)
        if screen.feed.read_to is None:
            screen.feed.recall_read(await screen.desk.read_to())
        items = await screen.desk.feed(limit=screen.settings.feed_page)
        screen.feed.show(items, complete_above=self.pages.ended_above(items, screen.settings.feed_page))

    async def _read_queue(self) -> None:
        screen, begun = self._screen, time.monotonic()
        screen.queue.show(await screen.desk.queue())
        screen.show_titles()
        screen.show_hints()  # the selected row may wait for another key now
        now = time.monotonic()
        self._queue_from = now + min(QUEUE_REST * (now - begun), LONGEST_REST_S)

    # ---- paging

    def read_older(self) -> None:
        """A page above, unless one is on its way."""
        self.pages.read_older()

    def read_newer(self) -> None:
        """A page below, unless one is on its way."""
        self.pages.read_newer()

    def go_to_newest(self) -> None:
        """The end of the feed, read again when the window does not reach it."""
        if self._screen.feed.model.complete_below:
            self._screen.feed.go_to_end()
        else:
            self._screen.spawn(self._first_page, "page")

    # ---- jumping

    async def jump(self, message_id: int, *, coming_back: bool = False) -> bool:
        """Put the feed's cursor on a message, reading the pages around it where the window does not hold it.

        False when nobody has it. Raises DeskError where only Telegram could have it and cannot be asked.
        """
        screen, feed = self._screen, self._screen.feed
        here = None if feed.following else feed.selected
        async with self._lock:
            found = await self._in_store(message_id)
        if not (found or await self._at_telegram(message_id)):
            screen.modtui.tell(say("find.gone"), "warning")
            return False
        if not coming_back:
            feed.trail.append(here)
        screen.set_focus(feed)
        return True

    async def _in_store(self, message_id: int) -> bool:
        """Show a message that is in the window or stored."""
        screen, feed = self._screen, self._screen.feed
        if feed.model.index_of(message_id) is not None:
            feed.select(message_id)
            return True
        half = max(screen.settings.feed_page // 2, 10)
        below = await screen.desk.feed(after_id=message_id - 1, limit=half)
        if not any(item.message_id == message_id for item in below):
            return False
        above = await screen.desk.feed(before_id=message_id, limit=half)
        newest = len([item for item in below if item.message_id]) < half
        if len(above) < half:
            self.pages.ended_above([*above, *below], len(above) + len(below) + 1)
        feed.show_around([*above, *below], message_id, complete_above=False, complete_below=newest)
        return True

    async def _at_telegram(self, message_id: int) -> bool:
        """Show a message that is not stored among those Telegram has around it. Raises DeskError."""
        screen = self._screen
        around = await screen.desk.older_from_telegram(message_id + FROM_TELEGRAM // 2, FROM_TELEGRAM)
        if not any(item.message_id == message_id for item in around):
            return False
        async with self._lock:
            first = next(
                (item for item in await screen.desk.feed(after_id=0, limit=1) if item.message_id), None
            )
            stored = first.message_id if first is not None else around[-1].message_id + 1
            self.pages.store_begins(stored)
            shown = [item for item in around if item.message_id < stored or item.message_id == message_id]
            screen.feed.show_around(shown, message_id, complete_above=False, complete_below=False)
        return True

    async def jump_back(self) -> None:
        """Where the last jump began: a message, or the newest ones. What cannot be shown now stays the way back."""
        screen, trail = self._screen, self._screen.feed.trail
        if not trail:
            screen.modtui.tell(say("feed.no_way_back"))
            return
        before = trail.pop()
        if not isinstance(before, int):
            self.go_to_newest()
            screen.set_focus(screen.feed)
            return
        try:
            await self.jump(before, coming_back=True)  # one that is gone is no way back any more
        except DeskError:
            trail.append(before)
            raise

    # ---- the detail pane

    def show_selected(self) -> None:
        """Show what is selected in the list used last; a newer selection overtakes an older one."""
        screen = self._screen
        screen.spawn(self._show_selected, "detail", latest_only=True)

    async def _show_selected(self) -> None:
        screen = self._screen
        selection = screen.key_context(0)
        if selection.inquiry_id is not None:
            try:
                detail = await screen.desk.inquiry(selection.inquiry_id)
                screen.detail.show_inquiry(detail, await related(screen.desk, detail.row))
                return
            except DeskError:
                if selection.item is None:
                    screen.detail.show_inquiry(None)
                    return
        item = selection.item
        if item is None:
            screen.detail.show_inquiry(None)
            return
        member = None
        if item.sender_id is not None and item.service is None:
            try:
                member = await screen.desk.member(item.sender_id)
            except DeskError:
                member = None
        screen.detail.show_message(item, member)


async def related(desk: DeskApi, row: QueueRow) -> list[tuple[str, FeedItem]]:
    """What waits to be decided beside the question: a member's answer, staff messages that may have answered it."""
    found: list[tuple[str, FeedItem]] = []
    if row.member_answer is not None:
        for item in await desk.feed_items([row.member_answer]):
            found.append((say("member_answer.section"), item))
    if row.state.waits_for_staff and not row.private:
        for item in (await desk.link_candidates(row.inquiry_id))[:CANDIDATES]:
            found.append((say("link.section"), item))
    return found

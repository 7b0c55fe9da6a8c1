"""The feed: the group's messages in a bounded window, drawn line by line."""

from __future__ import annotations

import dataclasses
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from textual.message import Message
from textual.reactive import reactive

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.tui.feed_lines import FeedLayout, feed_height, feed_lines, is_continued, is_first_unread
from modtui.tui.feed_model import Anchor, FeedModel, RowKey, row_key
from modtui.tui.lru import Lru
from modtui.tui.paint import BLANK, Line, Painter
from modtui.tui.widgets.looks_ahead import IDLE_S, LooksAhead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from modtui.desk.views import FeedItem

LINES_CACHED = 2000
NEAR_EDGE = 20
"""So many lines from an end of the window the next page is wanted at once."""


class Feed(LooksAhead, can_focus=True):
    """Messages with a cursor that is a message, not a line: it never moves by itself."""

    selected: reactive[RowKey | None] = reactive(None, layout=False)
    new_below: reactive[int] = reactive(0, layout=False)

    class Moved(Message):
        """The selection is on another message (None while following)."""

        def __init__(self, item: FeedItem | None) -> None:
            super().__init__()
            self.item = item

    class WantsOlder(Message):
        """The top of the window is near: read a page before it."""

    class WantsNewer(Message):
        """The bottom of a window that does not end at the newest message is near."""

    class Changed(Message):
        """Follow mode or the count of what is new below changed."""

    def __init__(self, painter: Painter, zone: tzinfo, window: int, id: str = "feed") -> None:
        super().__init__(id=id)
        self._painter = painter
        self._measurer = Painter(BidiMode.VISUAL, ordered=False)
        self._layout = FeedLayout(60, zone, date.min)
        self._cache: Lru[tuple[object, ...], tuple[Line, ...]] = Lru(LINES_CACHED)
        self.model = FeedModel(self._measured, window)
        self._seen: int = 0
        self._settling = False
        self.trail: list[RowKey | None] = []  # where jumps began, the last one last; None: at the newest

    # ---- what it holds

    def set_today(self, today: date, zone: tzinfo) -> None:
        """Tell it what day it is in the service's zone; day headings change at midnight."""
        if (today, zone) != (self._layout.today, self._layout.zone):
            self._layout = dataclasses.replace(self._layout, zone=zone, today=today)
            self._rewrap()

    def show(self, items: Sequence[FeedItem], *, complete_above: bool, select: RowKey | None = None) -> None:
        """Replace everything: the newest page, at the start or after a jump."""
        self.model.replace_all(items)
        self.model.complete_above = complete_above
        self.model.complete_below = True
        self._after_change(None)
        if select is not None and self.model.index_of(select) is not None:
            self.select(select)
        else:
            self.go_to_end()

    def show_around(
        self, items: Sequence[FeedItem], select: RowKey, *, complete_above: bool, complete_below: bool
    ) -> None:
        """Replace everything by the pages around a message, with the cursor on it in the middle."""
        self.following = False
        self.model.replace_all(items)
        self.model.complete_above, self.model.complete_below = complete_above, complete_below
        self.selected = select
        index = self.model.index_of(select)
        middle = max(self.size.height // 3, 0)
        self._after_change(None if index is None else Anchor(select, middle))
        self.select(select)

    def mark_read(self, key: RowKey | None) -> int:
        """Everything down to this message is read (None: down to the newest held); a line stands under it. Its id."""
        item = self.model.get(key)
        read_to = item.message_id if item is not None and item.message_id else self.model.last_id
        self.recall_read(read_to or 0)
        return read_to or 0

    @property
    def read_to(self) -> int | None:
        """How far was said to be read; None: nobody ever said."""
        return self._layout.read_to

    def recall_read(self, read_to: int | None) -> None:
        """So far was read before."""
        if read_to != self._layout.read_to:
            self._layout = dataclasses.replace(self._layout, read_to=read_to)
            self._rewrap()

    def add_older(self, items: Sequence[FeedItem], *, complete_above: bool) -> None:
        """A page of history above; what is on the screen stays where it is."""
        anchor = self._anchor()
        self.model.prepend(items, keep=self._last_needed())
        self.model.complete_above = complete_above
        self._after_change(anchor)

    def add_newer(self, items: Sequence[FeedItem], *, complete_below: bool = True) -> None:
        """New messages below, own unsent ones included; followed when following, counted when not."""
        anchor = None if self.following else self._anchor()
        sent = {item.outbox_id: item.message_id for item in items if item.outbox_id and item.message_id}
        if isinstance(self.selected, str) and self.selected in sent:
            self.selected = sent[self.selected]
        if anchor is not None and isinstance(anchor.key, str) and anchor.key in sent:
            anchor = Anchor(sent[anchor.key], anchor.lines_below_top)
        self.model.extend(items, keep=anchor.key if anchor else None)
        self.model.complete_below = complete_below
        self._after_change(anchor)

    def add_late(self, items: Sequence[FeedItem]) -> None:
        """Messages older than the newest that only a later reading of the history told of."""
        anchor = None if self.following else self._anchor()
        if self.model.insert(items):
            self._after_change(anchor)

    def refresh_items(self, items: Sequence[FeedItem]) -> None:
        """Messages that changed: edited, deleted, marked, answered."""
        anchor = None if self.following else self._anchor()
        if self.model.update(items):
            self._after_change(anchor)
        else:
            self.refresh()

    @property
    def item(self) -> FeedItem | None:
        """The selected message."""
        return self.model.get(self.selected)

    # ---- moving

    def select(self, key: RowKey | None, *, from_below: bool = False) -> None:
        """Put the cursor on a message and bring it into view; one taller than the pane by its beginning or its end."""
        key = self.model.shown_key(key)
        index = self.model.index_of(key)
        if index is None:
            return
        self.following = False
        self.selected = key
        top, height = self.model.top_of(index), self.model.height_of(index)
        page = max(self.size.height, 1)
        y = self.scroll_offset.y
        if height > page:
            self._scroll(top + height - page if from_below else top)
        elif top < y:
            self._scroll(top)
        elif top + height > y + page:
            self._scroll(top + height - page)
        self._count_new()
        self._look_around()
        self.post_message(self.Moved(self.item))

    def move(self, rows: int) -> None:
        """Move the cursor, through a message taller than the pane by half panes; the first step up leaves follow mode."""
        index = self.model.index_of(self.selected)
        if not len(self.model):
            return
        if index is None:
            if rows < 0 or not self.following:
                seen = self._lowest()
                self.select(row_key(self.model.items[-1 if seen is None else seen]), from_below=rows < 0)
            return
        if not self._moved_inside(index, rows, self.size.height // 2):
            self.select(row_key(self.model.items[self.model.step(index, rows)]), from_below=rows < 0)

    def move_page(self, direction: int) -> None:
        """Move the cursor by about a screen; through a message taller than the pane, within it."""
        index = self.model.index_of(self.selected)
        if index is None:
            if self.following and direction > 0:
                return
            index = self._lowest()
            if index is None:
                return
        if not self._moved_inside(index, direction, self.size.height - 2):
            found = self.model.page_from(index, self.scroll_offset.y, max(self.size.height, 1), direction)
            self.select(row_key(self.model.items[found]), from_below=direction < 0)

    def _lowest(self) -> int | None:
        """The lowest row on the screen."""
        found = self.model.at_line(min(self.scroll_offset.y + self.size.height, self.model.height) - 1)
        return None if found is None else found[0]

    def _moved_inside(self, index: int, direction: int, lines: int) -> bool:
        """Show more of a message that does not fit into the pane; False where nothing of it lies that way."""
        y = self.scroll_offset.y
        more = self.model.beyond(index, y, max(self.size.height, 1), direction)
        if not more:
            return False
        self.following, self.selected = False, row_key(self.model.items[index])
        self._scroll(y + min(max(lines, 1), more) * (1 if direction > 0 else -1))
        self.post_message(self.Moved(self.item))
        return True

    def go_to_top(self) -> None:
        """Select the oldest message held."""
        if len(self.model):
            self.select(row_key(self.model.items[0]))

    def go_to_end(self) -> None:
        """Follow what is new: nothing is selected, so no key can hit a message that just moved in."""
        self.selected = None
        self.following = True
        self._scroll(max(self.model.height - self.size.height, 0))
        self._count_new()
        self.post_message(self.Moved(None))

    # ---- drawing

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """The bar and one line of the message at this line of the window."""
        found = self.model.at_line(y)
        if found is None:
            empty = y == 0 and not len(self.model) and self.model.complete_above
            return (((" " + say("feed.empty"), "muted"),) if empty else BLANK), False
        index, offset = found
        item = self.model.shown(index)
        selected = row_key(item) == self.selected
        lines = self._lines(item, self.model.before(index))
        heading = bool(lines[offset]) and lines[offset][0][1] == "rule"
        if heading or not selected:
            return ((" ", "text"), *lines[offset]), False
        bar = ("▌", "bar-focus" if self.has_focus else "bar")
        return (bar, *lines[offset]), True

    def _lines(self, item: FeedItem, previous: FeedItem | None) -> tuple[Line, ...]:
        new_day = previous is None or (
            previous.sent_at.astimezone(self._layout.zone).date()
            != item.sent_at.astimezone(self._layout.zone).date()
        )
        key = (
            item,
            new_day,
            is_continued(item, previous),
            is_first_unread(item, previous, self._layout),
            self._layout,
        )
        lines = self._cache.get(key)
        if lines is None:
            lines = feed_lines(item, previous, self._layout, self._painter)
            self._cache.put(key, lines)
        return lines

    def bidi_changed(self, *, visual: bool) -> None:
        """What was drawn the other way is drawn again; it takes as many lines."""
        self._cache.clear()
        self.refresh()

    def _measured(self, item: FeedItem, previous: FeedItem | None) -> int:
        return feed_height(item, previous, self._layout, self._measurer)

    # ---- bookkeeping

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again, holding the cursor's row where it was."""
        width = max(self.size.width - 1, 10)
        if width != self._layout.width:
            self._layout = dataclasses.replace(self._layout, width=width)
            self._rewrap()
        if self.following:
            self._scroll(max(self.model.height - self.size.height, 0))
        else:
            self._keep_cursor_in_view()

    def on_click(self, event: events.Click) -> None:
        """Select the message under the pointer."""
        found = self.model.at_line(self.scroll_offset.y + event.y)
        if found is not None:
            self.select(row_key(self.model.items[found[0]]))

    def on_focus(self) -> None:
        """Draw the cursor as the active one."""
        self.refresh()

    def on_blur(self) -> None:
        """Draw the cursor as the resting one."""
        self.refresh()

    def watch_selected(self) -> None:
        """Draw the cursor's new place."""
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Count what has been seen; the wheel leaves follow mode and comes back to it at the end."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) == round(new_value):
            return
        at_end = new_value >= self.model.height - self.size.height
        if self.following and not at_end and new_value < old_value:
            self.following = False
        elif not self.following and at_end and self.selected is None and self.model.complete_below:
            self.following = True
        self._count_new()
        if not self._settling:
            self._look_around()

    def _rewrap(self) -> None:
        anchor = None if self.following else self._anchor()
        self.model.measure_again()
        self._after_change(anchor)

    def _anchor(self) -> Anchor | None:
        return self.model.anchor(self.scroll_offset.y, self.size.height, self.selected)

    def _after_change(self, anchor: Anchor | None) -> None:
        if self.selected is not None:
            self.selected = self.model.shown_key(self.selected)  # folded away: its run stands for it
        self._settling = True  # scrolling that only puts things back asks for no pages
        self.hold(self.model.height)
        if self.following:
            self._scroll(max(self.model.height - self.size.height, 0))
        else:
            top = self.model.top_for(anchor)
            if top is not None:
                self._scroll(top)
        self._settling = False
        self._count_new()
        self.refresh()

    def _last_needed(self) -> RowKey | None:
        """The lowest row that must stay in the window: the cursor's, or the last one on the screen."""
        if self.model.index_of(self.selected) is not None:
            return self.selected
        lowest = self._lowest()
        return None if lowest is None else row_key(self.model.items[lowest])

    def _scroll(self, y: int) -> None:
        self.scroll_to(y=y, animate=False, force=True)

    def _keep_cursor_in_view(self) -> None:
        """After the pane lost lines: a row whose beginning is still seen stands still, whatever is cut off below."""
        index = self.model.index_of(self.selected)
        if index is None:
            return
        top, height, page = self.model.top_of(index), self.model.height_of(index), self.size.height
        if top >= self.scroll_offset.y + page:
            self._scroll(min(top, top + height - page))
        elif top < self.scroll_offset.y and not self.model.beyond(index, self.scroll_offset.y, page, -1):
            self._scroll(top)

    def _count_new(self) -> None:
        lowest = self._lowest()
        if lowest is not None:
            last = self.model.items[self.model.folds.last_of(lowest)].message_id
            self._seen = max(self._seen, last or (self.model.last_id or 0))
        fresh = 0
        for item in reversed(self.model.items):
            if item.message_id and item.message_id <= self._seen:
                break
            fresh += 1 if item.message_id else 0
        self.new_below = fresh
        self.post_message(self.Changed())

    def _look_around(self, near: int = NEAR_EDGE) -> None:
        y = self.scroll_offset.y
        if y < near and not self.model.complete_above and len(self.model):
            self.post_message(self.WantsOlder())
        if not self.model.complete_below and y + self.size.height > self.model.height - near:
            self.post_message(self.WantsNewer())
        if near == NEAR_EDGE:
            self._when_idle(IDLE_S)

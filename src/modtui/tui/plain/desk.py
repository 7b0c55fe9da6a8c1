"""The desk in the plain mode: the same keys and panes, one pane at a time, and nothing that ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.tui.plain.detail import PlainDetail
from modtui.tui.plain.feed import PlainFeed
from modtui.tui.plain.queue import PlainQueue
from modtui.tui.plain.words import moment, status_words
from modtui.tui.screens.desk_screen import DeskScreen

if TYPE_CHECKING:
    from textual import events

    from modtui.desk.views_status import StatusView
    from modtui.tui.paint import Line
    from modtui.tui.widgets.queue import Queue

PANES = ("feed", "queue", "detail", "composer", "other-text")


class PlainDesk(DeskScreen):
    """Overrides what is drawn, never what keys do."""

    TICK_SECONDS = 60

    def make_feed(self) -> PlainFeed:
        """In words."""
        return PlainFeed(self.painter, self.zone, self.settings.feed_window)

    def make_queue(self) -> PlainQueue:
        """In words, one line an inquiry."""
        return PlainQueue(self.painter, self.desk.countdown, self.desk.now, lambda: self.zone)

    def make_detail(self) -> PlainDetail:
        """In words, read line by line."""
        return PlainDetail(self.painter, self.desk.countdown, self.desk.now, self.zone)

    def fit(self) -> None:
        """One column, whatever the width."""
        self.set_class(True, "-narrow")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Only the pane in use is shown."""
        pane = self.pane if self.pane in PANES else self.last_list
        for name in PANES:
            self.set_class(name == pane, f"-pane-{name}")

    def status_line(self, status: StatusView) -> tuple[Line, Line]:
        """Sentences."""
        width = self.app.size.width - 1
        words = status_words(
            status, self.painter.one_line(status.group.replace(" · ", ", ") or self.app.title, width // 4)
        )
        return ((self.painter.one_line(words, width, "ltr"), "text"),), ()

    def show_titles(self) -> None:
        """Which pane this is, and which row of how many."""
        feed, queue = self.feed, self.queue
        below = ""
        if feed.new_below and not feed.following:
            below = ", " + say("plain.new_below", count=feed.new_below)
        elif feed.following:
            below = ", " + say("plain.following")
        self.bar("feed-title").put(((say("pane.feed") + below, "title"),))
        words = say("pane.queue")
        if queue.filter.is_on:
            words += ", " + self.painter.one_line(queue.filter.label, 30)
        if isinstance(queue, PlainQueue) and queue.place[0]:
            row, rows = queue.place
            words += ", " + say("plain.row_of", row=row, rows=rows)
        self.bar("queue-title").put(((words, "title"),))
        self.bar("detail-title").put(((say("pane.detail"), "title"),))

    def show_hints(self) -> None:
        """The same line everywhere: the rest is on Enter and F1."""
        keys = self.settings.keys.by_id
        if self.pane in ("composer", "other-text"):
            words = say("plain.hints_typing", send=keys["send"].shown, leave=keys["leave"].shown)
        else:
            words = say("plain.hints", menu=keys["menu"].shown, next=keys["next_pane"].shown)
        self.bar("hints").put(((words, "muted"),))

    def on_queue_moved(self, message: Queue.Moved) -> None:
        """The heading says which row."""
        self.show_titles()

    def show_undo(self) -> None:
        """Until when the last decision can be taken back; no seconds are counted."""
        undoable = self.desk.undoable()
        bar = self.bar("undo-bar")
        left = 0.0
        if undoable is not None and undoable.until is not None:
            left = (undoable.until - self.desk.now()).total_seconds()
        if undoable is not None and undoable.until is not None and left > 0:
            until = undoable.until
            at = f"{moment(until, self.desk.now(), self.zone)}:{until.astimezone(self.zone):%S}"
            sentence = self.painter.one_line(undoable.sentence, max(self.app.size.width - 32, 20), "ltr")
            bar.put(((say("plain.undo", sentence=sentence, at=at), "text"),))
            if not bar.display:
                self.set_timer(left + 0.1, self.show_undo)
        bar.display = left > 0

"""What the desk's screen is made of and what its lines say: what keys and the reader may ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from textual.containers import Vertical
from textual.widget import Widget

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.tui.feed_details import media_words
from modtui.tui.gated import Gated
from modtui.tui.paint import width_of
from modtui.tui.screens.selection import Selection, filter_words, hints_for, reply_marks
from modtui.tui.widgets.bars import LineBar, key_hints, status_parts
from modtui.tui.widgets.detail import Detail
from modtui.tui.widgets.feed import Feed
from modtui.tui.widgets.panes import Columns, Rows
from modtui.tui.widgets.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views import CameBack
    from modtui.desk.views_status import StatusView
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings
    from modtui.tui.widgets.composer import Composer
    from modtui.tui.widgets.other_side import OtherSide


class Pages(Protocol):
    """The reader, as the keys use it."""

    def tail_changed(self) -> None:
        """An own message was queued or taken back."""

    def go_to_newest(self) -> None:
        """The end of the feed."""

    async def jump(self, message_id: int, *, coming_back: bool = False) -> bool:
        """Put the feed's cursor on a message."""

    async def jump_back(self) -> None:
        """Where the last jump began."""


class DeskView(Gated):
    """Feed, queue, detail and reply box; the desk they show; no key's meaning (DeskScreen has those)."""

    reader: Pages

    def __init__(
        self, desk: DeskApi, settings: UiSettings, painter: Painter, zone_of: Callable[[str], tzinfo]
    ) -> None:
        super().__init__(settings)
        self.desk = desk
        self.painter = painter
        self.zone_of = zone_of
        self.status_view: StatusView = desk.status()
        self.zone = zone_of(self.status_view.zone)
        self.last_list = "queue"
        self._writing: tuple[Composer, OtherSide] | None = None

    def text_came_back(self, back: CameBack) -> None:
        """A text stands in its target's draft again: the box of the same target shows it."""
        raise NotImplementedError

    # ---- what it is made of

    def compose(self) -> ComposeResult:
        """Status, the two columns, the reply box, what can be taken back, the hints."""
        yield LineBar("status")
        yield LineBar("sync")
        with Columns(id="columns"):
            with Rows(id="feed-pane", classes="pane"):
                yield LineBar("feed-title", classes="pane-title")
                yield self.make_feed()
            with Vertical(id="side"):
                with Rows(id="queue-pane", classes="pane"):
                    yield LineBar("queue-title", classes="pane-title")
                    yield self.make_queue()
                with Rows(id="detail-pane", classes="pane"):
                    yield LineBar("detail-title", classes="pane-title")
                    yield self.make_detail()
        with Rows(id="composer-pane"):
            yield LineBar("composer-title", classes="pane-title")
            yield LineBar("composer-files")
            yield Columns(id="composer-row")  # until there is something to write with
        yield LineBar("loading")
        yield LineBar("undo-bar")
        yield LineBar("hints")

    def make_feed(self) -> Feed:
        """The feed's pane."""
        return Feed(self.painter, self.zone, self.settings.feed_window)

    def make_queue(self) -> Queue:
        """The queue's pane."""
        return Queue(self.painter, self.desk.countdown, self.desk.now)

    def make_detail(self) -> Detail:
        """The pane of one inquiry."""
        return Detail(self.painter, self.desk.countdown, self.desk.now, self.zone)

    @property
    def feed(self) -> Feed:
        """The feed."""
        return self.query_one(Feed)

    @property
    def queue(self) -> Queue:
        """The queue."""
        return self.query_one(Queue)

    @property
    def detail(self) -> Detail:
        """The detail pane."""
        return self.query_one(Detail)

    @property
    def composer(self) -> Composer:
        """The reply box."""
        return self.to_write_with()[0]

    @property
    def other_side(self) -> OtherSide:
        """The snippet's other language, beside the reply box."""
        return self.to_write_with()[1]

    def to_write_with(self) -> tuple[Composer, OtherSide]:
        """The reply box and what stands beside it: made when they are first asked for, behind the first frame.

        It shows nothing of them, and an editor takes as long to load as all the panes.
        """
        if self._writing is None:
            from modtui.tui.widgets.composer import Composer
            from modtui.tui.widgets.other_side import OtherSide

            visual, keys = self.painter.mode is BidiMode.VISUAL, self.settings.keys.by_id
            self._writing = (
                Composer(visual=visual, send_key=keys["send"].shown),
                OtherSide(visual=visual, in_step=keys["in_step"].shown),
            )
            self.query_one("#composer-row").mount(*self._writing)
        return self._writing

    @property
    def written(self) -> str:
        """What stands in the reply box."""
        return "" if self._writing is None else self.composer.text

    def bar(self, name: str) -> LineBar:
        """One of the single lines."""
        return self.query_one(f"#{name}", LineBar)

    # ---- what is selected

    @property
    def pane(self) -> str:
        """Which pane has the focus."""
        focused = self.focused
        return (focused.id or "") if isinstance(focused, Widget) else ""

    def key_context(self, at: float) -> Selection:
        """What a key pressed now is about."""
        feed, row = self.feed, self.queue.row
        if self.last_list == "feed":
            item = feed.item
            base = Selection(
                "feed", None, None, "", "", "ltr", item, feed.selected, self.queue.selected, feed.following
            )
            if item is None or item.service is not None:
                return base
            line = item.text or (media_words(item.media).strip("[]") if item.media is not None else "")
            return Selection(
                "feed", item.message_id or None, item.inquiry_id, item.name, line, item.direction,
                item, feed.selected, self.queue.selected, feed.following,
            )  # fmt: skip
        if row is None:
            return Selection("queue", feed_key=feed.selected, following=feed.following)
        asks = row.message_id or row.inquiry_id  # a follow-up is answered where it was asked
        return Selection(
            "queue", asks, row.inquiry_id, row.asker, row.first_line, row.direction,
            None, feed.selected, row.inquiry_id, feed.following,
        )  # fmt: skip

    def take_text(self, text: str) -> None:
        """Quick typing and pastes go to the reply box; nothing runs and nothing is sent."""
        self.set_focus(self.composer)  # at once: the next key is already on its way
        if not self.composer.takes(text):
            self.modtui.put_aside(text)
            return
        self.composer.insert_text(text)
        self.modtui.tell(say("composer.text_kept"))

    def focus_list(self) -> None:
        """Back to the list that was used last."""
        self.set_focus(self.feed if self.last_list == "feed" else self.queue)

    # ---- what the lines say

    def show_status(self, status: StatusView) -> None:
        """Draw the status line."""
        if status.zone != self.status_view.zone:
            self.zone = self.detail.zone = self.zone_of(status.zone)
        self.status_view = status
        self.bar("status").put(*self.status_line(status))

    def status_line(self, status: StatusView) -> tuple[Line, Line]:
        """Its left and its right part."""
        now = self.desk.now()
        elsewhere = now.astimezone().utcoffset() != now.astimezone(self.zone).utcoffset()
        outbox = self.settings.keys.by_id["outbox"].shown
        return status_parts(status, self.app.size.width, self.painter, elsewhere, outbox)

    def show_all(self) -> None:
        """Draw every single line anew."""
        self.show_status(self.status_view)
        self.show_titles()
        self.show_composer_title()
        self.show_hints()
        self.show_undo()

    def show_titles(self) -> None:
        """Headings; the focused pane's carries a mark besides its colour."""
        feed = self.feed
        below: Line = ()
        if feed.new_below and not feed.following:
            below = ((say("feed.new_below", count=feed.new_below), "accent"),)
        elif feed.following:
            below = ((say("feed.following"), "muted"),)
        self.bar("feed-title").put(self._title("feed"), below)
        self.bar("queue-title").put(self._title("queue"), filter_words(self.queue, self.painter))
        self.bar("detail-title").put(self._title("detail"))

    def _title(self, pane: str) -> Line:
        focused = self.pane == pane
        return (
            ("▸ " if focused else "  ", "accent"),
            (say(f"pane.{pane}"), "title" if focused else "heading"),
        )

    def show_composer_title(self) -> None:
        """Whom the reply answers, and how long it is."""
        target = None if self._writing is None else self.composer.target
        right: Line = ()
        if self.written:
            from modtui.tui.widgets.composer import TELEGRAM_LIMIT

            composer = self.composer
            known = composer.count
            over = known is not None and known.length > TELEGRAM_LIMIT
            if known is None:
                count = say("composer.counting")
                self.spawn(self._count_composer, "count")
            elif over:
                count = say("composer.count_parts", count=known.length, parts=known.parts)
            else:
                count = say("composer.count", count=known.length, limit=TELEGRAM_LIMIT)
            kind: Line = ()
            if composer.kind is not None:
                kind = ((say("composer.kind", kind=say(f"kind.{composer.kind.value}")) + "  ", "accent"),)
            kind = (*reply_marks(composer, self.other_side), *kind)
            right = (*kind, ("! " + count if over else count, "bad" if over else "muted"))
        if target is None and not self.written:
            left: Line = ((say("composer.idle"), "muted"),)
        elif target is None:
            left = ((say("composer.for_nobody"), "title"),)
        elif target.message_id is None:
            left = ((say("composer.post"), "title"),)
        else:
            name = self.painter.one_line(target.name, 20)
            left = (
                (say("composer.reply_to", name="\0", line="\0").split("\0")[0], "title"),
                (name, "name"), (": ", "muted"),
            )  # fmt: skip
            room = (
                self.app.size.width - width_of(left) - width_of(right) - 4
            )  # blanks at both ends and between
            left = (*left, (self.painter.one_line(target.line, max(room, 16)), "quote"))
        self.bar("composer-title").put(left, right)

    async def _count_composer(self) -> None:
        if await self.composer.count_soon():
            self.show_composer_title()

    @property
    def hints_pane(self) -> str:
        """The pane that the hints are about; the reply box has others for a post."""
        if self.pane != "composer":
            return self.pane
        target = self.composer.target
        return "post" if target is not None and target.message_id is None else "composer"

    def show_hints(self) -> None:
        """The keys that matter here, or the one that is about to run."""
        width = self.app.size.width
        waiting = self.gate.waiting
        if waiting and self.pane != "composer":
            key = waiting[0]
            words = say("notice.key_waits", key=key.shown, words=key.words)
            self.bar("hints").put(((words, "accent"),))
            return
        nothing = self.pane == "feed" and self.feed.item is None
        closed = not self.status_view.service_open
        ids = hints_for(self.hints_pane, self.queue.row, closed=closed, nothing=nothing)
        typing = self.pane == "composer"
        self.bar("hints").put(key_hints(ids, width, self.settings.keys, typing=typing))

    def show_undo(self) -> None:
        """A staged action counts down in sight."""
        undoable = self.desk.undoable()
        bar = self.bar("undo-bar")
        left = 0.0
        if undoable is not None and undoable.until is not None:
            left = (undoable.until - self.desk.now()).total_seconds()
        bar.display = left > 0
        if left <= 0:
            self.modtui.staged.begun()
        if undoable is not None and left > 0:
            sentence = self.painter.one_line(undoable.sentence, max(self.app.size.width - 30, 20), "ltr")
            bar.put(((say("undo.staged", sentence=sentence, seconds=max(round(left), 1)), "warn"),))

"""The desk: feed, queue, detail and reply box on one screen, and the keys that go between them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.tui.gated import Gated
from modtui.tui.keys import BY_ID, Key, bindings, desk_key
from modtui.tui.screens.desk_reader import DeskReader
from modtui.tui.screens.selection import Selection, filter_words, hints_for, reply_marks
from modtui.tui.widgets.bars import LineBar, key_hints, status_parts
from modtui.tui.widgets.composer import TELEGRAM_LIMIT, Composer
from modtui.tui.widgets.detail import Detail
from modtui.tui.widgets.feed import Feed
from modtui.tui.widgets.other_side import OtherSide
from modtui.tui.widgets.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import Binding

    from modtui.desk.api import DeskApi
    from modtui.desk.views_status import StatusView
    from modtui.tui.paint import Line, Painter
    from modtui.tui.screens.desk_actions import DeskActions
    from modtui.tui.settings import UiSettings

NARROW = 100
"""Below this many columns the feed and the queue take turns."""


class DeskScreen(Gated):
    """Knows its widgets and the desk; what keys do is in DeskActions, what is read in DeskReader."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [*bindings("desk")]

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
        self._rung: set[int] = set()  # inquiries the bell has rung for
        self.reader = DeskReader(self)

    # ---- what it is made of

    def compose(self) -> ComposeResult:
        """Status, the two columns, the reply box, what can be taken back, the hints."""
        visual = self.painter.mode is BidiMode.VISUAL
        yield LineBar("status")
        yield LineBar("sync")
        with Horizontal(id="columns"):
            with Vertical(id="feed-pane", classes="pane"):
                yield LineBar("feed-title", classes="pane-title")
                yield Feed(self.painter, self.zone, self.settings.feed_window)
            with Vertical(id="side"):
                with Vertical(id="queue-pane", classes="pane"):
                    yield LineBar("queue-title", classes="pane-title")
                    yield Queue(self.painter, self.desk.countdown, self.desk.now)
                with Vertical(id="detail-pane", classes="pane"):
                    yield LineBar("detail-title", classes="pane-title")
                    yield Detail(self.painter, self.desk.countdown, self.desk.now, self.zone)
        with Vertical(id="composer-pane"):
            yield LineBar("composer-title", classes="pane-title")
            with Horizontal(id="composer-row"):
                yield Composer(visual=visual, send_key=self.settings.send_key)
                yield OtherSide(visual=visual)
        yield LineBar("undo-bar")
        yield LineBar("hints")

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
        return self.query_one(Composer)

    @property
    def other_side(self) -> OtherSide:
        """The snippet's other language, beside the reply box."""
        return self.query_one(OtherSide)

    def bar(self, name: str) -> LineBar:
        """One of the single lines."""
        return self.query_one(f"#{name}", LineBar)

    def on_mount(self) -> None:
        """Begin reading; the first inquiry is selected so that the first key can already help."""
        self.set_class(self.app.size.width < NARROW, "-narrow")
        self.bar("sync").display = False
        self.bar("undo-bar").display = False
        self.set_focus(self.queue)
        self.show_composer_title()
        self.show_titles()
        self.show_hints()
        self.show_status(self.status_view)
        self.call_after_refresh(self.reader.start)  # the first frame waits for nothing
        self.set_interval(1, self.tick)

    def on_resize(self, event: events.Resize) -> None:
        """Narrow screens show one column at a time."""
        self.set_class(event.size.width < NARROW, "-narrow")
        self.show_status(self.status_view)
        self.show_hints()

    @cached_property
    def actions(self) -> DeskActions:
        """What the keys do: loaded behind the first frame, which needs none of it."""
        from modtui.tui.screens.desk_actions import DeskActions

        return DeskActions(self)

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
            return Selection(
                "feed", item.message_id or None, item.inquiry_id, item.name, item.text, item.direction,
                item, feed.selected, self.queue.selected, feed.following,
            )  # fmt: skip
        if row is None:
            return Selection("queue", feed_key=feed.selected, following=feed.following)
        asks = row.message_id or row.inquiry_id  # a follow-up is answered where it was asked
        return Selection(
            "queue", asks, row.inquiry_id, row.asker, row.first_line, row.direction,
            None, feed.selected, row.inquiry_id, feed.following,
        )  # fmt: skip

    # ---- keys

    def key_for(self, name: str, character: str | None) -> Key | None:
        """The desk's table, by position."""
        return desk_key(name, character, self.settings.layout)

    def run_key(self, key: Key, context: Selection) -> None:
        """Do what the key says to what was selected when it was pressed."""
        self.actions.run(key, context)
        self.waiting_changed()

    async def action_desk_key(self, key_id: str) -> None:
        """A key that is not printable."""
        self.run_key(BY_ID[key_id], self.key_context(0))

    def restore(self, context: Selection) -> None:
        """It was text: put the cursor back where it was."""
        if context.following:
            self.feed.go_to_end()
        elif context.feed_key is not None and context.feed_key != self.feed.selected:
            self.feed.select(context.feed_key)
        if context.queue_key != self.queue.selected:
            self.queue.select(context.queue_key)

    def take_text(self, text: str) -> None:
        """Quick typing and pastes go to the reply box; nothing runs and nothing is sent."""
        self.set_focus(self.composer)  # at once: the next key is already on its way
        self.composer.insert_text(text)
        self.modtui.tell(say("composer.text_kept"))

    def waiting_changed(self) -> None:
        """Answer a key at once in the hint line, even while it still waits."""
        self.show_hints()

    # ---- focus

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember the list in use, show the pane, and say what can be done here."""
        before = self.last_list
        if self.pane in ("feed", "queue"):
            self.last_list = self.pane
        narrow_side = "feed" if self.last_list == "feed" and self.pane != "detail" else "side"
        self.set_class(narrow_side == "feed", "-show-feed")
        if self.pane != "composer" and before != self.last_list:
            self.reader.show_selected()
        self.set_class(self.pane == "composer" or bool(self.composer.text), "-writing")
        self.show_titles()
        self.show_hints()

    def focus_list(self) -> None:
        """Back to the list that was used last."""
        self.set_focus(self.feed if self.last_list == "feed" else self.queue)

    # ---- messages of the widgets

    def on_feed_moved(self, message: Feed.Moved) -> None:
        """Show what is selected."""
        if self.last_list == "feed":
            self.reader.show_selected()

    def on_queue_moved(self, message: Queue.Moved) -> None:
        """Show what is selected."""
        if self.last_list == "queue":
            self.reader.show_selected()
        self.show_hints()

    def on_feed_changed(self) -> None:
        """Following, or how much is new below."""
        self.show_titles()

    def on_feed_wants_older(self) -> None:
        """A page of history."""
        self.reader.read_older()

    def on_feed_wants_newer(self) -> None:
        """A page towards now."""
        self.reader.read_newer()

    def on_composer_edited(self) -> None:
        """Count, and save the draft a moment later."""
        self.set_class(self.pane == "composer" or bool(self.composer.text), "-writing")
        if self.composer.text:
            self.other_side.mine_edited(self.composer.text)
        else:
            self.other_side.clear()
        self.show_composer_title()
        self.actions.writing.draft_changed()

    def on_composer_send(self) -> None:
        """Send, if nothing stands against it."""
        self.actions.run(BY_ID["send"], self.key_context(0))

    def on_composer_asked(self, message: Composer.Asked) -> None:
        """One of its other keys."""
        self.actions.writing.ask(message.key_id)

    def on_composer_leave(self) -> None:
        """Back to the list; the draft is kept."""
        self.actions.writing.leave()

    def on_composer_wants_snippets(self) -> None:
        """The picker, for what is being written."""
        self.actions.run(BY_ID["snippets"], self.key_context(0))

    # ---- what the lines say

    def tick(self) -> None:
        """Once a second: countdowns, status, what can still be taken back."""
        self.queue.tick()
        self.detail.tick()
        self.show_status(self.desk.status())
        self.show_undo()
        self.ring()
        now = self.desk.now().astimezone(self.zone)
        self.feed.set_today(now.date(), self.zone)

    def ring(self) -> None:
        """The bell, once for each inquiry that falls due soon while the service is open, or is urgent."""
        is_open, settings = self.status_view.service_open, self.settings
        due = self.queue.due_soon if is_open else []
        urgent = self.queue.urgent if is_open or settings.urgent_off_duty else []
        fresh = {*due, *urgent} - self._rung if settings.bell or settings.desktop else set()
        if not fresh:
            return
        self._rung |= fresh
        if settings.bell:
            self.app.bell()
        if settings.desktop:
            pressing = fresh & set(urgent)
            self.modtui.tell_desktop(len(fresh - pressing), len(pressing))

    def show_status(self, status: StatusView) -> None:
        """Draw the status line."""
        if status.zone != self.status_view.zone:
            self.zone = self.detail.zone = self.zone_of(status.zone)
        self.status_view = status
        now = self.desk.now()
        elsewhere = now.astimezone().utcoffset() != now.astimezone(self.zone).utcoffset()
        self.bar("status").put(*status_parts(status, self.app.size.width, self.painter, elsewhere))

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
        composer = self.composer
        target = composer.target
        right: Line = ()
        if composer.text:
            count = say("composer.count", count=composer.length, limit=TELEGRAM_LIMIT)
            over = composer.length > TELEGRAM_LIMIT
            kind: Line = ()
            if composer.kind is not None:
                kind = ((say("composer.kind", kind=say(f"kind.{composer.kind.value}")) + "  ", "accent"),)
            kind = (*reply_marks(composer, self.other_side), *kind)
            right = (*kind, ("! " + count if over else count, "bad" if over else "muted"))
        if target is None:
            left: Line = ((say("composer.idle"), "muted"),)
        elif target.message_id is None:
            left = ((say("composer.post"), "title"),)
        else:
            name = self.painter.one_line(target.name, 20)
            line = self.painter.one_line(target.line, max(self.app.size.width - 60, 16))
            left = (
                (say("composer.reply_to", name="\0", line="\0").split("\0")[0], "title"),
                (name, "name"), (": ", "muted"), (line, "quote"),
            )  # fmt: skip
        self.bar("composer-title").put(left, right)

    def show_hints(self) -> None:
        """The keys that matter here, or the one that is about to run."""
        width = self.app.size.width
        waiting = self.gate.waiting
        if waiting and self.focused is not self.composer:
            key = waiting[0]
            words = say("notice.key_waits", key=key.shown, words=key.words)
            self.bar("hints").put(((words, "accent"),))
            return
        ids = hints_for(self.pane, self.queue.row, closed=not self.status_view.service_open)
        typing = self.pane == "composer"
        self.bar("hints").put(key_hints(ids, width, send_key=self.settings.send_key, typing=typing))

    def show_undo(self) -> None:
        """A staged action counts down in sight."""
        undoable = self.desk.undoable()
        bar = self.bar("undo-bar")
        left = 0.0
        if undoable is not None and undoable.until is not None:
            left = (undoable.until - self.desk.now()).total_seconds()
        bar.display = left > 0
        if undoable is not None and left > 0:
            sentence = self.painter.one_line(undoable.sentence, max(self.app.size.width - 30, 20), "ltr")
            bar.put(((say("undo.staged", sentence=sentence, seconds=max(round(left), 1)), "warn"),))

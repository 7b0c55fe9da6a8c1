"""The desk: feed, queue, detail and reply box on one screen, and the keys that go between them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from modtui.text.catalogue import say
from modtui.tui.keys import BY_ID, Key, bindings
from modtui.tui.screens.desk_reader import DeskReader
from modtui.tui.screens.desk_view import DeskView

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from textual import events
    from textual.binding import Binding

    from modtui.desk.api import DeskApi
    from modtui.desk.views import CameBack
    from modtui.tui.paint import Painter
    from modtui.tui.screens.desk_actions import DeskActions
    from modtui.tui.screens.selection import Selection
    from modtui.tui.settings import UiSettings
    from modtui.tui.widgets.choice_list import ChoiceList
    from modtui.tui.widgets.composer import Composer
    from modtui.tui.widgets.feed import Feed
    from modtui.tui.widgets.queue import Queue

LOOK_AGAIN_S = 60.0
"""How often the desk looks whether there is something to propose: the group has gone quiet, somebody asks to be let in."""
TAIL = 20
"""Own messages that wait stand at the feed's end: so many rows are looked at."""
NARROW = 100
"""Below this many columns the feed and the queue take turns."""


class DeskScreen(DeskView):
    """Knows its widgets and the desk; what keys do is in DeskActions, what is read in DeskReader."""

    AUTO_FOCUS = ""
    TICK_SECONDS = 1
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [*bindings("desk")]

    def __init__(
        self, desk: DeskApi, settings: UiSettings, painter: Painter, zone_of: Callable[[str], tzinfo]
    ) -> None:
        super().__init__(desk, settings, painter, zone_of)
        # What the bell has rung for: inquiries, and what came back by itself with its moment.
        self._rung: set[object] = set()
        self._caught_up = False
        self._reading = self.reader = DeskReader(self, self._opened)

    # ---- life

    async def _opened(self) -> None:
        """Everything is read for the first time."""
        await self.actions.writing.text_keys.recover()
        await self._propose()
        self.set_interval(LOOK_AGAIN_S, lambda: self.spawn(self._propose, "post"))

    async def _propose(self) -> None:
        """Say what can be done now that nobody asked for, each once."""
        await self.actions.propose()
        await self.actions.writing.posts.propose()

    def on_mount(self) -> None:
        """Begin reading; the first inquiry is selected so that the first key can already help."""
        self.fit()
        self.bar("sync").display = False
        self.bar("composer-files").display = False
        self.bar("undo-bar").display = False
        self.bar("loading").display = False
        self.set_focus(self.queue)
        self.show_composer_title()
        self.show_titles()
        self.show_hints()
        self.show_status(self.status_view)
        self.call_after_refresh(self._go_on)  # the first frame waits for nothing
        self.set_interval(self.TICK_SECONDS, self.tick)

    async def _go_on(self) -> None:
        """The first frame is drawn: read, and have at hand what the first keys may ask for."""
        self._reading.start()
        self.to_write_with()
        await self.modtui.take_what_was_typed_early()

    def on_resize(self, event: events.Resize) -> None:
        """Narrow screens show one column at a time."""
        self.fit()
        self.show_status(self.status_view)
        self.show_composer_title()
        self.show_hints()

    def fit(self) -> None:
        """One column or two, by the width there is."""
        self.set_class(self.app.size.width < NARROW, "-narrow")

    async def undo_last(self) -> None:
        """Undo the last decision and say what became of it."""
        await self.actions.undo_last()

    @cached_property
    def actions(self) -> DeskActions:
        """What the keys do: loaded behind the first frame, which needs none of it."""
        from modtui.tui.screens.desk_actions import DeskActions

        return DeskActions(self)

    def open_member(self, member_id: int) -> None:
        """One member's page, above whatever is open."""
        self.actions.open_member(member_id)

    # ---- keys

    def key_for(self, name: str, character: str | None) -> Key | None:
        """The desk's table, by position."""
        return self.settings.keys.desk_key(name, character)

    def run_key(self, key: Key, context: Selection) -> None:
        """Do what the key says to what was selected when it was pressed."""
        self.actions.run(key, context)
        self.waiting_changed()

    async def action_desk_key(self, key_id: str) -> None:
        """A key that is not printable."""
        key = BY_ID[key_id]
        if self.is_typing and key.needs:
            here = self.settings.keys.by_id
            said = say("composer.not_this_text", key=here[key_id].shown, leave=here["leave"].shown)
            self.modtui.tell(said, "warning")
            return
        self.run_key(key, self.key_context(0))

    def restore(self, context: Selection) -> None:
        """It was text: put the cursor back where it was."""
        if context.following:
            self.feed.go_to_end()
        elif context.feed_key is not None and context.feed_key != self.feed.selected:
            self.feed.select(context.feed_key)
        if context.queue_key != self.queue.selected:
            self.queue.select(context.queue_key)

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
            self._reading.show_selected()
        self.set_class(self.pane == "composer" or bool(self.written), "-writing")
        self.show_titles()
        self.show_hints()

    def on_click(self, event: events.Click) -> None:
        """A double click on a row is Enter: what can be done with it. Nothing more is done by the mouse alone."""
        if event.chain == 2 and event.widget in (self.feed, self.queue):
            self.run_key(BY_ID["menu"], self.key_context(0))

    # ---- messages of the widgets

    def on_feed_moved(self, message: Feed.Moved) -> None:
        """Show what is selected."""
        if self.last_list == "feed":
            self._reading.show_selected()
        self.show_hints()

    def on_queue_moved(self, message: Queue.Moved) -> None:
        """Show what is selected."""
        if self.last_list == "queue":
            self._reading.show_selected()
        self.show_hints()

    def on_feed_changed(self) -> None:
        """Following, or how much is new below."""
        self.show_titles()

    def on_feed_wants_older(self) -> None:
        """A page of history."""
        self._reading.read_older()

    def on_feed_wants_newer(self) -> None:
        """A page towards now."""
        self._reading.read_newer()

    def on_composer_edited(self) -> None:
        """Count, and save the draft a moment later."""
        self.set_class(self.pane == "composer" or bool(self.composer.text), "-writing")
        if self.composer.text:
            self.other_side.mine_edited(self.composer.text)
        else:
            self.other_side.clear()
        self.show_composer_title()
        self.actions.writing.draft_changed()
        self.actions.writing.mentions.typed()

    def on_composer_send(self) -> None:
        """Send, if nothing stands against it."""
        self.actions.run(BY_ID["send"], self.key_context(0))

    def on_composer_asked(self, message: Composer.Asked) -> None:
        """One of its other keys."""
        self.actions.writing.ask(message.key_id)

    def on_composer_completing(self, message: Composer.Completing) -> None:
        """A key for the list of members."""
        self.actions.writing.mentions.key(message.key)

    def on_choice_list_chosen(self, message: ChoiceList.Chosen) -> None:
        """A member was clicked twice."""
        self.actions.writing.mentions.take(message.index)

    def text_came_back(self, back: CameBack) -> None:
        """Into what is being written to the same target."""
        self.actions.writing.came_back(back)

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
        if self.queue.is_outdated:
            self._reading.queue_outdated()
        self.detail.tick()
        self.show_status(self.desk.status())
        if self.status_view.caught_up and not self._caught_up:
            self.spawn(self._propose, "post")  # only now is it known what was said meanwhile
        self._caught_up = self.status_view.caught_up
        self.show_undo()
        self.ring()
        if not self.settings.plain and any(
            item.wait_until is not None for item in self.feed.model.items[-TAIL:]
        ):
            self._reading.tail_changed()  # its countdown
        now = self.desk.now().astimezone(self.zone)
        self.feed.set_today(now.date(), self.zone)

    def ring(self) -> None:
        """The bell, once for each that falls due soon or comes back while the service is open, or is urgent."""
        is_open, settings = self.status_view.service_open, self.settings
        due: list[object] = [*self.queue.due_soon] if is_open else []
        back: list[object] = [*self.queue.back] if is_open else []
        urgent = self.queue.urgent if is_open or settings.urgent_off_duty else []
        fresh = {*due, *back, *urgent} - self._rung if settings.bell or settings.desktop else set()
        if not fresh:
            return
        self._rung |= fresh
        if settings.bell:
            self.app.bell()
        if settings.desktop:
            pressing, reminders = fresh & set(urgent), fresh & set(back)
            self.modtui.tell_desktop(len(fresh - pressing - reminders), len(pressing), len(reminders))

"""What the desk's keys do. Every action gets the selection of the moment its key was pressed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from modtui.desk.views_status import QueueGroup
from modtui.text.catalogue import say
from modtui.tui.keys import BY_ID, KEYS, Key
from modtui.tui.screens.desk_writing import DeskWriting
from modtui.tui.screens.feed_keys import FIND_MENU, FeedKeys
from modtui.tui.screens.media_keys import MEDIA_MENU, MediaKeys, fits
from modtui.tui.screens.moderation_keys import MODERATION_MENU, ModerationKeys
from modtui.tui.screens.queue_screens import QueueScreens
from modtui.tui.screens.selection import no_message, of_the_named
from modtui.tui.screens.taken_back import take_back
from modtui.tui.widgets.composer import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from modtui.desk.views import ActionView, FeedItem, QueueRow, SnippetChoice
    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.screens.selection import Selection

log = logging.getLogger(__name__)

WRITES = ("send", "decide", "draft", "open", "insert")
"""Work that ends before the program does."""
MENU = (
    "answer", "snippets", "suggestion_1", "suggestion_2", "suggestion_3", "holding", "ask_back", "member_answer",
    "mark", "dismiss", "tag", "explain", "urgent", "merge", "link", "follow_up", "partner", "snooze", "check_back",
    "resume", "warn", "remove", *MODERATION_MENU, "member", "make_snippet", "undo", "post", "triage", "partner_sheet",
    *FIND_MENU, *MEDIA_MENU, "filter", "filter_words", "private", "snippet_desk", "outbox", "refresh", "help",
    "palette", "quit",
)  # fmt: skip


_PUT_OFF = (QueueGroup.SNOOZED, QueueGroup.CHECK_BACK)
NOT_ALWAYS: dict[str, Callable[[QueueRow | None], bool]] = {
    "member_answer": lambda row: row is not None and row.member_answer is not None,
    "resume": lambda row: row is not None and (bool(row.waiting_on) or row.group in _PUT_OFF),
}
"""Keys that the menu offers only where they would do something."""


class DeskActions(FeedKeys, MediaKeys, ModerationKeys, QueueScreens):
    """One method a key, named ``do_`` and the key's id."""

    def __init__(self, screen: DeskView) -> None:
        self._screen = screen
        self.writing = DeskWriting(screen)

    # ---- which, and whether

    def run(self, key: Key, selection: Selection) -> None:
        """Do what a key says, or say in a sentence why not."""
        screen, key = self._screen, self.meant(key, selection)
        if key.writes and not key.reads and screen.status_view.read_only:
            screen.modtui.tell(say("error.read_only", what=key.words), "warning")
            return
        if key.needs == "message" and selection.message_id is None and not of_the_named(key, selection):
            own = selection.item is not None and selection.item.outbox_id is not None
            outbox = screen.settings.keys.by_id["outbox"].shown
            screen.modtui.tell(say("error.own", key=outbox) if own else no_message(selection), "warning")
            return
        if key.needs == "inquiry" and selection.inquiry_id is None:
            screen.modtui.tell(say("error.needs.inquiry"), "warning")
            return
        if not self.handled_privately(key, selection):
            getattr(self, f"do_{key.id}")(selection)

    def _list(self) -> Any:
        screen = self._screen
        if screen.pane == "detail":
            return screen.detail
        return screen.feed if screen.last_list == "feed" else screen.queue

    # ---- moving

    def do_down(self, selection: Selection) -> None:
        """Next row."""
        self._list().move(1)

    def do_up(self, selection: Selection) -> None:
        """Row before."""
        self._list().move(-1)

    def do_top(self, selection: Selection) -> None:
        """First row."""
        self._list().go_to_top()

    def do_end(self, selection: Selection) -> None:
        """Last row; the feed follows."""
        if self._list() is self._screen.feed:
            self._screen.reader.go_to_newest()
        else:
            self._list().go_to_end()

    def do_page_down(self, selection: Selection) -> None:
        """A page down."""
        self._list().move_page(1)

    def do_page_up(self, selection: Selection) -> None:
        """A page up."""
        self._list().move_page(-1)

    def do_next_pane(self, selection: Selection) -> None:
        """The next pane in the order queue, detail, composer, feed."""
        self._go(1)

    def do_previous_pane(self, selection: Selection) -> None:
        """The pane before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        order = ["feed", "queue", "detail", "composer"]
        here = order.index(self._screen.pane) if self._screen.pane in order else 0
        there = order[(here + step) % len(order)]
        if there == "composer" and self._screen.composer.target is None and not self._screen.composer.text:
            there = order[(here + 2 * step) % len(order)]  # nobody is addressed yet: `a` or `p` opens it
        self._screen.set_focus(self._screen.query_one(f"#{there}"))

    def do_menu(self, selection: Selection) -> None:
        """Everything that can be done to what is selected."""
        from modtui.tui.screens.action_menu import ActionMenu

        screen = self._screen
        in_use = screen.settings.keys.by_id
        keys = [in_use[key.id] for key in self._menu_keys(selection)]
        about = (selection.name, selection.line, selection.direction) if selection.message_id else None
        dialog = ActionMenu(screen.painter, screen.settings, keys, about)

        def chosen(answer: str | None) -> None:
            if answer is None:
                return
            if answer.startswith("text:"):
                screen.take_text(answer.removeprefix("text:"))
            else:
                self.run(BY_ID[answer], selection)

        screen.app.push_screen(dialog, chosen)

    def _menu_keys(self, selection: Selection) -> list[Key]:
        detail = self._screen.detail
        keys: list[Key] = []
        for key_id in MENU:
            key = BY_ID[key_id]
            if (
                key.needs == "message" and selection.message_id is None and not of_the_named(key, selection)
            ) or (key.needs == "inquiry" and selection.inquiry_id is None):
                continue
            if key_id.startswith("suggestion_") and detail.suggestion(int(key_id[-1])) is None:
                continue
            if key_id in NOT_ALWAYS and not NOT_ALWAYS[key_id](self._row(selection)):
                continue
            if not fits(key_id, selection):
                continue
            keys.append(key)
        return keys

    # ---- answering

    def do_answer(self, selection: Selection) -> None:
        """Write a reply to the selected message."""
        self.writing.open(self._target(selection))

    def do_post(self, selection: Selection) -> None:
        """Write a new post."""
        self.writing.open(Target(None))
        self._screen.spawn(self.writing.posts.offer, "post")

    def _target(self, selection: Selection) -> Target:
        return Target(selection.message_id, selection.name, selection.line, selection.inquiry_id)

    def do_snippets(self, selection: Selection) -> None:
        """The picker; what is chosen goes into the reply."""
        from modtui.tui.screens.picker import Picker

        screen = self._screen
        target = screen.composer.target if screen.pane in ("composer", "other-text") else None
        if target is None:
            target = self._target(selection) if selection.message_id is not None else screen.composer.target
        inquiry = target.inquiry_id if target else None

        def chosen(answer: tuple[SnippetChoice, str] | None) -> None:
            if answer is None:
                return
            if screen.status_view.read_only:
                screen.modtui.tell(say("error.read_only", what=BY_ID["answer"].words), "warning")
                return
            screen.spawn(lambda: self.writing.insert(answer[0], target or Target(None), answer[1]), "insert")

        screen.app.push_screen(Picker(screen.painter, screen.settings, screen.desk, inquiry), chosen)

    def do_suggestion_1(self, selection: Selection) -> None:
        """The best verified answer."""
        self._suggest(1, selection)

    def do_suggestion_2(self, selection: Selection) -> None:
        """The second."""
        self._suggest(2, selection)

    def do_suggestion_3(self, selection: Selection) -> None:
        """The third."""
        self._suggest(3, selection)

    def _suggest(self, number: int, selection: Selection) -> None:
        screen = self._screen
        shown = screen.detail.detail
        choice = screen.detail.suggestion(number)
        if choice is None or shown is None or shown.row.inquiry_id != selection.inquiry_id:
            screen.modtui.tell(say("error.no_suggestion", number=number), "warning")
            return
        screen.spawn(lambda: self.writing.insert(choice, self._target(selection), choice.language), "insert")

    def do_send(self, selection: Selection) -> None:
        """Send what is written, if nothing stands against it."""
        self.writing.send()

    # ---- inquiries

    def do_mark(self, selection: Selection) -> None:
        """This is an inquiry; where the asker wrote again, it asks again."""
        row = self._row(selection)
        if row is not None and row.maybe_follow_up is not None and selection.pane == "queue":
            self.settle_follow_up(row, asks=True)
            return
        message_id = selection.message_id or 0
        self._decide(lambda: self._screen.desk.mark_inquiry(message_id), say("mark.done"))

    def do_dismiss(self, selection: Selection) -> None:
        """Not an inquiry; where the asker wrote again, that needs no reply."""
        row = self._row(selection)
        if row is not None and (row.maybe_follow_up is not None or row.cycle > 1):
            self.settle_follow_up(row, asks=False)
            return
        inquiry_id = selection.inquiry_id or 0
        self._decide(lambda: self._screen.desk.dismiss(inquiry_id), say("dismiss.done"))

    def do_explain(self, selection: Selection) -> None:
        """Why the deadline is what it is."""
        self._screen.detail.explain()

    # ---- moderation

    def do_warn(self, selection: Selection) -> None:
        """The warning dialog."""
        self._plan("warn", selection)

    def do_remove(self, selection: Selection) -> None:
        """The removal dialog."""
        self._plan("remove", selection)

    def _plan(self, kind: str, selection: Selection) -> None:
        from modtui.tui.screens.plan import PlanDialog

        screen = self._screen
        about = (selection.name, selection.line, selection.direction)

        def done(action: ActionView | None) -> None:
            if action is not None:
                screen.modtui.staged.tell(action)
                screen.show_undo()

        dialog = PlanDialog(
            screen.painter, screen.settings, screen.desk, kind, selection.message_id or 0, about
        )
        screen.app.push_screen(dialog, done)

    def do_undo(self, selection: Selection) -> None:
        """Undo the last decision."""
        self._screen.spawn(self.undo_last, "decide")

    async def undo_last(self) -> None:
        """The same from a dialog above the desk."""
        screen = self._screen
        if screen.desk.undoable() is None:
            screen.modtui.tell(say("undo.nothing"))
            return
        said = await screen.desk.undo()
        screen.modtui.staged.taken_back()
        screen.modtui.tell(said)
        screen.show_undo()

    def do_member(self, selection: Selection) -> None:
        """Who wrote this, in the detail pane."""
        self._screen.spawn(lambda: self._member(selection), "detail", latest_only=True)

    async def _member(self, selection: Selection) -> None:
        screen = self._screen
        item = selection.item
        if item is None and selection.message_id is not None:
            item = next(iter(await screen.desk.feed_items([selection.message_id])), None)
        member_id = None if item is None else item.names or item.sender_id
        if item is None or member_id is None:
            screen.modtui.tell(no_message(selection), "warning")
            return
        screen.detail.show_message(item, await screen.desk.member(member_id))
        screen.set_focus(screen.detail)

    # ---- the program

    def do_outbox(self, selection: Selection) -> None:
        """Messages that wait or failed."""
        from modtui.tui.screens.lists import OutboxDialog

        screen = self._screen

        def closed(taken: tuple[FeedItem, str] | None) -> None:
            screen.reader.tail_changed()
            if taken is None:
                return
            item, text = taken
            if item.private_to:  # its words stand in that chat's draft: never in the group's reply box
                said = "outbox.cancelled_private" if text else "outbox.taken_out"
                screen.modtui.tell(say(said, name=item.private_to))
                return
            if not text:
                return
            quote = item.answers or item.quote
            if quote is not None:  # its text is the draft of what it answers, gone by now or not
                target = Target(quote.message_id, quote.name, quote.line, item.inquiry_id)
            else:
                target = Target(None)
            screen.spawn(lambda: take_back(screen, self.writing, target, text), "insert")
            gone = quote is not None and quote.gone
            screen.modtui.tell(say("outbox.cancelled_gone" if gone else "outbox.cancelled"))

        screen.app.push_screen(OutboxDialog(screen.painter, screen.settings, screen.desk), closed)

    def do_refresh(self, selection: Selection) -> None:
        """Read the group again, and draw everything anew: something else may have written on the terminal."""
        self._screen.modtui.repaint_all()
        self._screen.refresh()
        self._screen.spawn(self._screen.desk.refresh, "refresh")

    def do_help(self, selection: Selection) -> None:
        """The keys."""
        from modtui.tui.screens.lists import HelpDialog

        self._screen.app.push_screen(HelpDialog(self._screen.painter, self._screen.settings))

    def do_palette(self, selection: Selection) -> None:
        """Textual's command palette."""
        self._screen.app.action_command_palette()

    def do_quit(self, selection: Selection) -> None:
        """Quit, asking first when something has not left yet."""
        self._screen.spawn(self._quit, "quit")

    async def _quit(self) -> None:
        screen = self._screen
        await self.writing.save_draft()
        writing = [
            worker for worker in screen.app.workers if worker.group in WRITES and not worker.is_finished
        ]
        if writing:
            await screen.app.workers.wait_for_complete(writing)
        status = screen.desk.status()
        sentences: list[str] = []
        pending = status.sending_count + status.failed_count
        if pending:
            sentences.append(say("quit.pending", count=pending))
        undoable = screen.desk.undoable()
        if undoable is not None and undoable.until is not None and undoable.until > screen.desk.now():
            sentences.append(say("quit.staged"))
        if not sentences:
            screen.app.exit()
            return

        def answered(yes: bool | None) -> None:
            if yes:
                screen.app.exit()

        try:
            from modtui.tui.screens.menu import ConfirmDialog

            dialog = ConfirmDialog(
                screen.painter, screen.settings, say("quit.title"), sentences, say("quit.confirm")
            )
            await screen.app.push_screen(dialog, answered)
        except Exception:
            # An upgrade under the running program took the dialog away. What waits is written down.
            log.exception("the question whether to quit could not be asked")
            screen.app.exit()


ACTION_IDS = frozenset(key.id for key in KEYS if key.where == "desk")

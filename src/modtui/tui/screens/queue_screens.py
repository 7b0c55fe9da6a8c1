"""The keys that filter the queue and open the larger screens: triage, partner sheet, private chats, snippets at work."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.tui.screens.queue_links import QueueLinks
from modtui.tui.widgets.composer import Target

if TYPE_CHECKING:
    from modtui.desk.views import FilledSnippet
    from modtui.tui.keys import Key
    from modtui.tui.screens.partner_sheet import ReplyTo
    from modtui.tui.screens.selection import Selection
    from modtui.tui.screens.triage import AnswerAll

ANYWAY = frozenset(
    {
        "down", "up", "top", "end", "page_down", "page_up", "next_pane", "previous_pane", "menu", "undo", "post",
        "filter", "filter_words", "triage", "partner_sheet", "private", "snippet_desk", "outbox", "refresh",
        "help", "palette", "quit", "send", "snippets", "explain", "members", "requests", "group", "actions", "record",
        "phone_bans",
        "find", "go_to_day", "go_back", "read_here", "scheduled",
    }
)  # fmt: skip
"""Keys that mean the same on a row that was asked in private."""


class QueueScreens(QueueLinks):
    """The ``do_`` methods of these keys, mixed into DeskActions."""

    # ---- rows asked in private

    def handled_privately(self, key: Key, selection: Selection) -> bool:
        """What a key does on a row with a lock: answering opens the chat, dismissing settles it, the rest waits."""
        row = self._row(selection)
        if row is None or not row.private or key.id in ANYWAY or selection.pane != "queue":
            return False
        if key.id in ("answer", "suggestion_1", "suggestion_2", "suggestion_3"):
            self._open_private(row.asker_id or 0, row.asker)
        elif key.id == "dismiss":
            user_id = row.asker_id or 0
            self._decide(lambda: self._screen.desk.settle_private(user_id), say("private_chat.settled"))
        else:
            self._screen.modtui.tell(say("error.inquiry.private"), "warning")
        return True

    def _open_private(self, user_id: int, name: str) -> None:
        from modtui.tui.screens.private_chat import PrivateChat

        screen = self._screen
        screen.app.push_screen(
            PrivateChat(screen.painter, screen.settings, screen.desk, user_id, name, screen.zone)
        )

    def do_private(self, selection: Selection) -> None:
        """Service or personal?"""
        from modtui.tui.screens.private_asks import PrivateAsksDialog

        screen = self._screen

        def opened(chat: tuple[int, str] | None) -> None:
            if chat is not None:
                self._open_private(*chat)

        screen.app.push_screen(
            PrivateAsksDialog(screen.painter, screen.settings, screen.desk, screen.zone), opened
        )

    # ---- filters

    def do_filter(self, selection: Selection) -> None:
        """The next kind that somebody belongs to."""
        from modtui.tui.queue_filter import next_filter

        queue = self._screen.queue
        queue.put_filter(next_filter(queue.filter, queue.all_rows))
        self._screen.show_titles()

    def do_filter_words(self, selection: Selection) -> None:
        """Only those with these words."""
        from modtui.tui.screens.ask_line import AskLine

        screen = self._screen

        def typed(words: str | None) -> None:
            if words is not None:
                screen.queue.put_filter(dataclasses.replace(screen.queue.filter, words=words))
                screen.show_titles()
                screen.set_focus(screen.queue)

        screen.app.push_screen(
            AskLine(
                screen.painter, screen.settings, say("filter.title"), say("filter.placeholder"),
                hints=say("filter.hints"),
            ),
            typed,
        )  # fmt: skip

    # ---- many at once

    def do_triage(self, selection: Selection) -> None:
        """Questions alike."""
        self._screen.spawn(self._triage, "triage")

    async def _triage(self) -> None:
        from modtui.tui.screens.triage import TriageDialog

        screen = self._screen
        if not await screen.desk.triage():
            screen.modtui.tell(say("triage.none"))
            return

        def closed(answer: AnswerAll | None) -> None:
            screen.reader.tail_changed()
            if answer is None:
                return
            first, *others = answer.rows
            target = Target(
                first.message_id or first.inquiry_id, first.asker, first.first_line, first.inquiry_id,
                also=tuple(row.inquiry_id for row in others),
            )  # fmt: skip
            choice = answer.group.answer
            screen.spawn(lambda: self.writing.insert(choice, target, first.language), "insert")

        screen.app.push_screen(
            TriageDialog(screen.painter, screen.settings, screen.desk, screen.zone), closed
        )

    def do_partner_sheet(self, selection: Selection) -> None:
        """What waits on partners."""
        from modtui.tui.screens.partner_sheet import PartnerSheetDialog

        screen = self._screen

        def closed(answer: ReplyTo | None) -> None:
            screen.reader.tail_changed()
            if answer is not None:
                self._go_on(answer)

        screen.app.push_screen(
            PartnerSheetDialog(screen.painter, screen.settings, screen.desk, screen.zone), closed
        )

    def _go_on(self, answer: ReplyTo) -> None:
        """Back in the inquiry's own reply box, with what the partner said."""
        screen = self._screen
        row = next((row for row in screen.queue.all_rows if row.inquiry_id == answer.inquiry_id), None)
        if row is None:
            return
        screen.queue.select(row.inquiry_id)
        asks = row.message_id or row.inquiry_id
        target = Target(asks, row.asker, row.first_line, row.inquiry_id)

        async def go_on() -> None:
            if asks != row.inquiry_id and answer.text.strip():
                await screen.desk.save_draft(asks, answer.text)
            self.writing.open(target)

        screen.spawn(go_on, "open")

    # ---- snippets

    def do_snippet_desk(self, selection: Selection) -> None:
        """Recalls, faults, what is asked often, usage, the FAQ."""
        from modtui.tui.screens.snippet_desk import Correction, SnippetDesk

        screen = self._screen

        def closed(answer: Correction | None) -> None:
            if answer is not None:
                recall, filled = answer.recall, answer.filled
                target = Target(recall.inquiry_id, recall.member, recall.first_line, recall.inquiry_id)
                screen.spawn(lambda: self._correct(filled, target), "insert")

        screen.app.push_screen(SnippetDesk(screen.painter, screen.settings, screen.desk, screen.zone), closed)

    async def _correct(self, filled: FilledSnippet, target: Target) -> None:
        await self.writing.put(filled, target)

    def do_make_snippet(self, selection: Selection) -> None:
        """A snippet of the selected answer, unverified until somebody verifies it."""
        from modtui.tui.screens.ask_line import AskLine

        screen, message_id = self._screen, selection.message_id or 0

        def titled(title: str | None) -> None:
            if title:
                screen.spawn(lambda: self._make(message_id, title), "decide")

        screen.app.push_screen(
            AskLine(
                screen.painter, screen.settings, say("snippet.title_of_new"), say("snippet.title_field"),
                about=self._about(selection), hints=say("snippet.title_hints"),
            ),
            titled,
        )  # fmt: skip

    async def _make(self, message_id: int, title: str) -> None:
        made = await self._screen.desk.snippet_from_message(message_id, title)
        self._screen.modtui.tell(made.sentence)

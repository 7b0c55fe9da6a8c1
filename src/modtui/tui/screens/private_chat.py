"""One private chat of the service: read, answered in private, its text kept no longer than it is shown (RULES 2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from modtui.desk.errors import DeskError
from modtui.domain.formatting import parse, plain
from modtui.domain.inquiry_states import ReplyKind
from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_text
from modtui.tui.keys import BY_ID
from modtui.tui.moments import in_words
from modtui.tui.screens.dialog import Dialog
from modtui.tui.screens.doubts import ask_about_doubts
from modtui.tui.screens.file_keys import added
from modtui.tui.screens.private_lines import chat_hints, chat_rows
from modtui.tui.screens.private_written import PrivateFiles, PrivateWritten, kind_choices, put_before
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList
from modtui.tui.widgets.formatting_editor import FormattingEditor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from textual import events
    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.private_views import PrivateLine, PrivateView
    from modtui.desk.views import FilledSnippet, SnippetChoice
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings

CHAT_LETTERS = {"o": "older", "n": "settle", "/": "snippet", "a": "write", "t": "tag"}
"""Those that are about the chat, whichever message is selected."""


class PrivateChat(Dialog):
    """Messages above, the private reply below; Esc keeps the draft."""

    DEFAULT_CSS = "PrivateChat { align: center middle; }"
    ABOUT_NO_ROW = tuple(CHAT_LETTERS.values())
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("tab,shift+tab", "other_side", show=False, priority=True),
        Binding("ctrl+s,ctrl+enter", "send", show=False, priority=True, id="send"),
        Binding("ctrl+o", "snippet", show=False, priority=True, id="composer_snippets"),
        *(
            Binding(",".join(BY_ID[key].keys), f"ask('{key}')", show=False, priority=True, id=key)
            for key in ("send_later", "reply_kind", "attach", "detach")
        ),
    ]

    def __init__(
        self, painter: Painter, settings: UiSettings, desk: DeskApi, user_id: int, name: str, zone: tzinfo
    ) -> None:
        super().__init__(painter, settings)
        self._desk, self._user_id, self._who, self._zone = desk, user_id, name, zone
        self.view: PrivateView | None = None
        self.lines: list[PrivateLine] = []
        self.letters = {"r": "retry", "c": "cancel"} | CHAT_LETTERS
        self.written = PrivateWritten()
        self.file_keys = PrivateFiles(
            self, self.written, painter, desk, user_id, name, lambda: self.set_focus(self.editor)
        )

    def compose(self) -> ComposeResult:
        """The chat, the reply."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("private_chat.title", name=self._who), say("queue.lock"))
            yield ChoiceList("messages")
            yield LineBar("said-title")
            yield LineBar("said-files")
            yield FormattingEditor(visual=self.painter.mode is BidiMode.VISUAL, id="said")
            yield LineBar("dialog-hints")

    @property
    def editor(self) -> FormattingEditor:
        """The private reply."""
        return self.query_one("#said", FormattingEditor)

    def on_mount(self) -> None:
        """Ask for the messages; the draft of before stands there at once."""
        self.file_keys.show()
        self.show_title()
        self.query_one("#messages", ChoiceList).show([[((" " + say("private_chat.reading"), "muted"),)]])
        self.set_focus(self.query_one("#messages", ChoiceList))
        self.spawn(lambda: self._open(first=True), "private", latest_only=True)

    async def _open(self, *, first: bool = False) -> None:
        draft = await self._desk.private_draft(self._user_id)
        if draft and (first or not self.editor.text):
            put_before(self.editor, draft)
        self.written.files = added(self.written.files, await self._desk.private_draft_files(self._user_id))
        kept = await self._desk.private_draft_half(self._user_id)
        new = [one for one in kept.snippet_ids if one not in self.written.snippet_ids]
        self.written.take_kept(kept, self._desk.doubts_about(new))
        self.file_keys.show()
        self.show_title()
        try:
            self.view = await self._desk.open_private(self._user_id)
        except DeskError as error:
            self.lines = []
            sentence = self.painter.one_line(str(error), 90, "ltr")
            self.query_one("#messages", ChoiceList).show([[((" " + sentence, "bad"),)]])
            return
        self.lines = list(self.view.lines)
        self._show(last=True)

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        if self.view is not None:
            self.call_after_refresh(self._show)

    def on_unmount(self) -> None:
        """What was read is forgotten with the screen."""
        self.lines.clear()
        self.view = None

    def _show(self, *, last: bool = False) -> None:
        if not self.is_mounted:
            return
        pane = self.query_one("#messages", ChoiceList)
        width = max(pane.size.width - 3, 20)
        rows = chat_rows(self.lines, self._who, self.painter, self._desk.now(), self._zone, width)
        none: list[list[Line]] = [[((" " + say("private_chat.nothing"), "muted"),)]]
        ids = [(line.message_id, line.outbox_id) for line in self.lines]
        pane.show(rows or none, len(rows) - 1 if last else pane.index, ids=ids, stay=not last)
        self.show_hints()

    def show_title(self) -> None:
        """What is written, as what, and whether something in it is not in order."""
        if not self.is_mounted:
            return
        marks: list[tuple[str, str]] = []
        if self.written.doubts:
            marks.append((say("composer.in_doubt") + "  ", "warn"))
        if self.written.kind is not None:
            kind = say("composer.kind", kind=say(f"kind.{self.written.kind.value}"))
            marks.append((kind, "accent"))
        self.query_one("#said-title", LineBar).put(((say("private_chat.write"), "heading"),), tuple(marks))

    # ---- keys

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys count while writing."""
        self.show_hints()

    def show_hints(self) -> None:
        """The keys that count now."""
        unsent = any(line.outbox_id is not None for line in self.lines)
        closed = self._desk.next_opening() is not None
        words = chat_hints(self.settings.keys, typing=self.is_typing, unsent=unsent, closed=closed)
        self.query_one("#dialog-hints", LineBar).put(((words, "muted"),))

    def action_other_side(self) -> None:
        """Tab between the messages and the reply."""
        self.set_focus(self.query_one("#messages", ChoiceList) if self.is_typing else self.editor)

    def action_step(self, steps: int) -> None:
        """Another message."""
        if not self.is_typing:
            self.query_one("#messages", ChoiceList).move(steps)

    def action_choose(self) -> None:
        """Enter: write."""
        self.set_focus(self.editor)

    def take_text(self, text: str) -> None:
        """Quick typing and pastes go to the private reply, never anywhere else."""
        self.set_focus(self.editor)
        if self.editor.takes(text):
            self.editor.insert(safe_text(text))
        else:
            self.modtui.put_aside(text)

    def letter(self, letter_id: str, at: float) -> None:
        """Older ones, settled, a snippet, write."""
        if letter_id == "older":
            self.spawn(self._older, "private", latest_only=True)
        elif letter_id == "settle" and not self.busy:
            self.busy = True
            self.spawn(self._settle, "decide")
        elif letter_id == "snippet":
            self.action_snippet()
        elif letter_id == "tag":
            self._ask_tag()
        elif letter_id == "write":
            self.set_focus(self.editor)
        elif letter_id in ("retry", "cancel") and not self.busy:
            index = self.query_one("#messages", ChoiceList).index
            outbox_id = self.lines[index].outbox_id if index < len(self.lines) else None
            self.spawn(lambda: self._unsent(letter_id, outbox_id), "decide")

    async def _unsent(self, what: str, outbox_id: str | None) -> None:
        """A reply that has not left: sent now, or taken back to where it was written."""
        if outbox_id is None:
            self.modtui.tell(say("private_chat.not_unsent"), "warning")
            return
        self.busy = True  # nothing is sent, and the draft not saved, while its words are in neither place
        try:
            if what == "retry":
                await self._desk.retry(outbox_id)
                self.modtui.tell(say("outbox.retrying"))
            else:
                words = (safe_text(await self._desk.cancel(outbox_id)), self.editor.text)
                self.editor.load_text("\n\n".join(text for text in words if text.strip()))
                self.modtui.tell(say("private_chat.taken_back" if words[0] else "outbox.taken_out"))
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return
        finally:
            self.busy = False
        await self._open()

    async def _older(self) -> None:
        if self.view is None or self.view.older is None:
            self.modtui.tell(say("private_chat.no_older"))
            return
        page = await self._desk.open_private(self._user_id, before_id=self.view.older)
        self.view = page
        self.lines = [*page.lines, *self.lines]
        self._show()

    async def _settle(self) -> None:
        try:
            with self.at_work():
                await self._desk.settle_private(self._user_id)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return
        self.modtui.tell(say("private_chat.settled"))
        self.dismiss(None)

    def action_snippet(self) -> None:
        """A verified answer into the private reply: for this member, its blanks asked for first."""
        from modtui.tui.screens.picker import COMPOSED, Picker

        def chosen(answer: tuple[SnippetChoice, str] | None) -> None:
            if answer is not None:
                choice, language = answer
                self.spawn(
                    lambda: self._insert(choice.snippet_id, language or None, choice.kind == COMPOSED),
                    "insert",
                )

        self.app.push_screen(Picker(self.painter, self.settings, self._desk, None), chosen)

    async def _insert(self, snippet_id: str, language: str | None, composed: bool) -> None:
        from modtui.tui.screens.ask_line import BlanksDialog

        try:
            filled = await self._desk.fill_private(
                snippet_id, self._user_id, language=language, composed=composed
            )
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return
        if not filled.blanks:
            self._put(filled)
            return

        async def fill(answers: Mapping[str, str]) -> None:
            self._put(
                await self._desk.fill_private(
                    snippet_id, self._user_id, language=language, answers=answers, composed=composed
                )
            )

        def answered(answers: Mapping[str, str] | None) -> None:
            if answers is None:
                self._put(filled)
            else:
                self.spawn(lambda: fill(answers), "insert")

        about = (self._who, filled.text.strip().split("\n")[0], "")
        self.app.push_screen(BlanksDialog(self.painter, self.settings, filled.blanks, about), answered)

    def _put(self, filled: FilledSnippet) -> None:
        if self.editor.text.strip() and not self.editor.text.endswith(("\n", " ")):
            self.editor.insert("\n")
        self.take_text(plain(safe_text(filled.text)))  # a snippet's text is meant as it stands
        self.written.take(filled)
        if filled.attachments:
            self.file_keys.add(filled.attachments)
        self.show_title()

    def action_ask(self, key_id: str) -> None:
        """The kind, files, the next opening."""
        if key_id == "reply_kind":
            self.written.next_kind()
            self.show_title()
            self.on_text_area_changed()
        elif key_id == "attach":
            self.file_keys.attach()
        elif key_id == "detach":
            self.file_keys.detach()
        else:
            opens = self._desk.next_opening()
            if opens is None:
                self.modtui.tell(say("composer.open_now", key=self.settings.keys.by_id["send"].shown))
            else:
                self.action_send(opens)

    def _ask_tag(self) -> None:
        """What the newest reply was, one from a phone too."""
        from modtui.tui.screens.menu import ChoiceDialog

        def chosen(kind: str | None) -> None:
            if kind is not None:
                self.spawn(lambda: self._tag(ReplyKind(kind)), "decide")

        self.app.push_screen(
            ChoiceDialog(self.painter, self.settings, say("private_chat.tag"), kind_choices()), chosen
        )

    async def _tag(self, kind: ReplyKind) -> None:
        try:
            await self._desk.tag_private(self._user_id, kind)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return
        self.modtui.tell(say("private_chat.tagged", kind=say(f"kind.{kind.value}")))
        await self._open()

    def action_send(self, at: datetime | None = None) -> None:
        """Queue the private reply, if nothing stands against it. ``at``: not before then."""
        if self.busy:
            return
        if not (parse(self.editor.text).text.strip() or self.written.files):
            self.modtui.tell(say("private_chat.empty"))
            return
        objection = self.file_keys.objection()
        if objection is not None:
            self.modtui.tell(objection, "warning")
        else:
            doubts = self.written.doubts or self._desk.doubts_about(self.written.snippet_ids)
            ask_about_doubts(
                self,
                self.painter,
                doubts,
                lambda: self.editor.text,
                lambda yes: self._start(at, override=yes),
            )

    def _start(self, at: datetime | None, *, override: bool = False) -> None:
        self.busy = True
        self.spawn(lambda: self._send(at, override), "send")

    async def _send(self, at: datetime | None, override: bool) -> None:
        written, formatted = self.written, parse(self.editor.text.strip())
        looks = {"entities": formatted.entities} if formatted.entities else {}
        try:
            with self.at_work():
                await self._desk.reply_private(
                    self._user_id,
                    formatted.text,
                    kind=written.kind,
                    snippet_ids=written.snippet_ids,
                    send_at=at,
                    override_stale=override,
                    files=[Path(file.path) for file in written.files],
                    **looks,
                )
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return
        if at is None:
            self.modtui.tell(say("private_chat.sent"))
        else:
            self.modtui.tell(say("private_chat.sent_later", at=in_words(at, self._desk.now(), self._zone)))
        self.dismiss(None)

    def on_text_area_changed(self) -> None:
        """Keep the draft a moment after the last key."""
        self.set_timer(self.settings.draft_seconds, lambda: self.spawn(self._keep, "draft"))

    async def _keep(self) -> None:
        if not self.busy and self.is_mounted:
            await self._desk.save_private_draft(self._user_id, self.editor.text, self.written.said)

    def action_cancel(self) -> None:
        """Close; the draft is kept."""
        if not self.busy:
            self.spawn(self._leave, "draft")

    async def _leave(self) -> None:
        await self._keep()
        self.dismiss(None)

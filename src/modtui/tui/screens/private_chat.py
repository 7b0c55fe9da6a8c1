"""One private chat of the service: read, answered in private, its text kept no longer than it is shown (RULES 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_text
from modtui.tui.moments import in_words
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList
from modtui.tui.widgets.editor import Editor

if TYPE_CHECKING:
    from datetime import tzinfo

    from textual import events
    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.private_views import PrivateLine, PrivateView
    from modtui.desk.views import SnippetChoice
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings


class PrivateChat(Dialog):
    """Messages above, the private reply below; Esc keeps the draft."""

    DEFAULT_CSS = "PrivateChat { align: center middle; }"
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("tab,shift+tab", "other_side", show=False, priority=True),
        Binding("ctrl+s,ctrl+enter", "send", show=False, priority=True, id="send"),
        Binding("ctrl+o", "snippet", show=False, priority=True),
    ]

    def __init__(
        self, painter: Painter, settings: UiSettings, desk: DeskApi, user_id: int, name: str, zone: tzinfo
    ) -> None:
        super().__init__(painter, settings)
        self._desk, self._user_id, self._who, self._zone = desk, user_id, name, zone
        self.view: PrivateView | None = None
        self.lines: list[PrivateLine] = []
        self.letters = {"o": "older", "n": "settle", "/": "snippet", "a": "write"}

    def compose(self) -> ComposeResult:
        """The chat, the reply."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("private_chat.title", name=self._who), say("queue.lock"))
            yield ChoiceList("messages")
            heading = LineBar("said-title")
            heading.put(((say("private_chat.write"), "heading"),))
            yield heading
            yield Editor(visual=self.painter.mode is BidiMode.VISUAL, id="said")
            yield LineBar("dialog-hints")

    @property
    def editor(self) -> Editor:
        """The private reply."""
        return self.query_one("#said", Editor)

    def on_mount(self) -> None:
        """Ask for the messages; the draft of before stands there at once."""
        self.query_one("#messages", ChoiceList).show([[((" " + say("private_chat.reading"), "muted"),)]])
        self.set_focus(self.query_one("#messages", ChoiceList))
        self.spawn(self._open, "private", latest_only=True)

    async def _open(self) -> None:
        draft = await self._desk.private_draft(self._user_id)
        if draft and not self.editor.text:
            self.editor.load_text(safe_text(draft))
        try:
            self.view = await self._desk.open_private(self._user_id)
        except DeskError as error:
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
        rows = [self._row(line, width) for line in self.lines]
        none: list[list[Line]] = [[((" " + say("private_chat.nothing"), "muted"),)]]
        pane.show(rows or none, len(rows) - 1 if last else pane.index)

    def _row(self, line: PrivateLine, width: int) -> list[Line]:
        who = say("private_chat.me") if line.own else self.painter.one_line(self._who, width // 2)
        at = in_words(line.at, self._desk.now(), self._zone) if line.at > self._desk.now() else None
        local = line.at.astimezone(self._zone)
        waits: Line = (("  ? " + say("private_chat.waits"), "accent"),) if line.waits else ()
        sending: Line = ()
        if line.send_state is not None and line.outbox_id is not None:
            words = say(f"feed.{line.send_state.value}") + (f": {line.send_note}" if line.send_note else "")
            sending = (("  " + self.painter.one_line(words, width // 2, "ltr"), "muted"),)
        head: Line = (
            (f" {at or f'{local:%a %H:%M}'} ", "muted"),
            (who, "own" if line.own else "name"),
            *waits,
            *sending,
        )
        text = line.text or line.media_line
        body = self.painter.body(text, width - 3, line.direction)
        return [head, *((("  ", "text"), (each, "text")) for each in body)]

    # ---- keys

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys count while writing."""
        words = say("private_chat.hints_list")
        if self.is_typing:
            words = say("private_chat.hints", send=self.settings.keys.by_id["send"].shown)
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
        self.editor.insert(safe_text(text))

    def letter(self, letter_id: str, at: float) -> None:
        """Older ones, settled, a snippet, write."""
        if letter_id == "older":
            self.spawn(self._older, "private", latest_only=True)
        elif letter_id == "settle" and not self.busy:
            self.busy = True
            self.spawn(self._settle, "decide")
        elif letter_id == "snippet":
            self.action_snippet()
        elif letter_id == "write":
            self.set_focus(self.editor)

    async def _older(self) -> None:
        if self.view is None or self.view.older is None:
            return
        page = await self._desk.open_private(self._user_id, before_id=self.view.older)
        self.view = page
        self.lines = [*page.lines, *self.lines]
        self._show()

    async def _settle(self) -> None:
        try:
            await self._desk.settle_private(self._user_id)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            self.busy = False
            return
        self.modtui.tell(say("private_chat.settled"))
        self.dismiss(None)

    def action_snippet(self) -> None:
        """A verified answer into the private reply."""
        from modtui.tui.screens.picker import Picker

        def chosen(answer: tuple[SnippetChoice, str] | None) -> None:
            if answer is not None:
                choice, language = answer
                other = language == choice.other_language and choice.other_body
                self.take_text(choice.other_body if other and choice.other_body else choice.body)

        self.app.push_screen(Picker(self.painter, self.settings, self._desk, None), chosen)

    def action_send(self) -> None:
        """Queue the private reply."""
        if self.editor.text.strip() and not self.busy:
            self.busy = True
            self.spawn(self._send, "send")

    async def _send(self) -> None:
        try:
            await self._desk.reply_private(self._user_id, self.editor.text)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            self.busy = False
            return
        self.modtui.tell(say("private_chat.sent"))
        self.dismiss(None)

    def on_text_area_changed(self) -> None:
        """Keep the draft a moment after the last key."""
        self.set_timer(self.settings.draft_seconds, lambda: self.spawn(self._keep, "draft"))

    async def _keep(self) -> None:
        if not self.busy and self.is_mounted:
            await self._desk.save_private_draft(self._user_id, self.editor.text)

    def action_cancel(self) -> None:
        """Close; the draft is kept."""
        if not self.busy:
            self.spawn(self._leave, "draft")

    async def _leave(self) -> None:
        await self._keep()
        self.dismiss(None)

"""The outbox's problems and the help."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from modtui.desk.errors import DeskError
from modtui.desk.views import ActionView, FeedItem
from modtui.domain.outgoing import SendState
from modtui.text.catalogue import say
from modtui.tui.feed_details import media_words
from modtui.tui.keys import GROUPS
from modtui.tui.paint import BLANK, Line, Painter, spread, width_of
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList, TextPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.tui.keymap import KeyTable
    from modtui.tui.settings import UiSettings

UNSENT = (SendState.QUEUED, SendState.SENDING, SendState.FAILED, SendState.HELD)


class OutboxDialog(Dialog):
    """Messages that wait or failed and actions that stopped. Dismisses with the (message, text) taken back, or None."""

    DEFAULT_CSS = "OutboxDialog { align: center middle; }"

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi) -> None:
        super().__init__(painter, settings)
        self._desk = desk
        self.entries: list[FeedItem | ActionView] = []
        self.letters = {"r": "retry", "c": "cancel", "s": "skip", "m": "mention"}

    def compose(self) -> ComposeResult:
        """The list and its keys."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(say("outbox.title"))
            yield ChoiceList("choices")
            hints = LineBar("dialog-hints")
            hints.put(((say("outbox.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Read what there is."""
        self.query_one("#choices", ChoiceList).focus()
        self.reload()
        self.set_interval(1, self.reload)  # what is on its way goes on

    def reload(self) -> None:
        """Read again."""
        self.spawn(self._reload, "outbox", latest_only=True)

    async def _reload(self) -> None:
        items = await self._desk.feed(limit=50)
        actions = await self._desk.actions(unfinished_only=True)
        private = await self._desk.private_unsent()
        # Nothing is waited for from here on: a letter would be about a row that is not seen yet.
        self.entries = [item for item in items if item.outbox_id and item.send_state in UNSENT]
        self.entries += [*private, *actions]
        held = any(
            isinstance(e, FeedItem) and e.send_state is SendState.HELD and not e.private_to
            for e in self.entries
        )
        words = say("outbox.hints_held" if held else "outbox.hints")
        self.query_one("#dialog-hints", LineBar).put(((words, "muted"),))
        choices = self.query_one("#choices", ChoiceList)
        width = max(choices.size.width - 3, 30)
        rows = [self._row(entry, width) for entry in self.entries]
        # The row under the cursor stays the message it was, whatever has left above it meanwhile.
        none: list[Sequence[Line]] = [[((" " + say("outbox.empty"), "muted"),)]]
        choices.show(rows or none, choices.index, ids=[_key(entry) for entry in self.entries])

    def _selected(self) -> FeedItem | ActionView | None:
        index = self.query_one("#choices", ChoiceList).index
        return self.entries[index] if index < len(self.entries) else None

    def _row(self, entry: FeedItem | ActionView, width: int) -> Sequence[Line]:
        if isinstance(entry, ActionView):
            words = say("outbox.action", kind=entry.kind, name=entry.member, summary=entry.summary)
            lines: list[Line] = [((" " + self.painter.one_line(words, width, "ltr"), "text"),)]
            for step in entry.steps:
                if step.outcome == "failed":
                    text = f"{step.number}. {step.sentence} {step.note}"
                    lines.append((("   ! ", "bad"), (self.painter.one_line(text, width - 5, "ltr"), "bad")))
            return lines
        state = entry.send_state.value if entry.send_state else ""
        words = say(f"feed.{state}") + (f": {entry.send_note}" if entry.send_note else "")
        bad = entry.send_state in (SendState.FAILED, SendState.HELD)
        said = entry.text or (media_words(entry.media) if entry.media is not None else "")
        return [
            ((" ", "text"), (self.painter.one_line(said, width, entry.direction), "text")),
            (("  ! " if bad else "  … ", "bad" if bad else "muted"),
             (self.painter.one_line(words, width - 4, "ltr"), "bad" if bad else "muted")),
        ]  # fmt: skip

    def action_step(self, steps: int) -> None:
        """Another entry."""
        self.query_one("#choices", ChoiceList).move(steps)

    def letter(self, letter_id: str, at: float) -> None:
        """Retry, take back, or leave out a step."""
        entry = self._selected()
        if entry is not None and not self.busy:
            self.spawn(lambda: self._do(letter_id, entry), "outbox-do")

    async def _do(self, what: str, entry: FeedItem | ActionView) -> None:
        self.busy = True
        try:
            if isinstance(entry, ActionView):
                failed = next((step.number for step in entry.steps if step.outcome == "failed"), None)
                if what == "skip" and failed is not None:
                    await self._desk.skip_step(entry.action_id, failed)
                elif what == "retry":
                    await self._desk.resume_action(entry.action_id)
            elif what == "retry":
                await self._desk.retry(entry.outbox_id or "")
                self.modtui.tell(say("outbox.retrying"))
            elif what == "mention":
                await self._desk.mention_instead(entry.outbox_id or "")
                self.modtui.tell(say("mention.done"))
            elif what == "cancel":
                self.dismiss((entry, await self._desk.cancel(entry.outbox_id or "")))
                return
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        finally:
            self.busy = False
        await self._reload()


def _key(entry: FeedItem | ActionView) -> str:
    return entry.action_id if isinstance(entry, ActionView) else entry.outbox_id or ""


class HelpDialog(Dialog):
    """Every key, from the one table."""

    DEFAULT_CSS = "HelpDialog { align: center middle; }"

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("pagedown,space", "step(10)", show=False),
        Binding("pageup", "step(-10)", show=False),
        Binding("f1", "cancel", show=False),
    ]

    def __init__(self, painter: Painter, settings: UiSettings) -> None:
        super().__init__(painter, settings)
        self.letters = {"?": "close", "q": "close"}

    def compose(self) -> ComposeResult:
        """A scrollable text."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(say("help.title"), say("help.close"))
            yield TextPane("help-text", focusable=True)

    def on_mount(self) -> None:
        """Write it."""
        pane = self.query_one("#help-text", TextPane)
        pane.focus()
        pane.show(help_lines(self.painter, min(self.app.size.width - 8, 92), self.settings.keys))

    def action_step(self, steps: int) -> None:
        """Scroll."""
        self.query_one("#help-text", TextPane).move(steps)

    def letter(self, letter_id: str, at: float) -> None:
        """The same key closes it again."""
        self.dismiss(None)


def help_lines(painter: Painter, width: int, keys: KeyTable) -> list[Line]:
    """The help text: the first minute, the signs, then every key by group."""
    lines: list[Line] = []
    named = {name: keys.by_id[name].shown for name in ("down", "up", "suggestion_1", "send")}
    intro: list[tuple[str, dict[str, str]]] = [("help.first", named), ("help.burst", {})]
    intro += [("help.signs", {})] if painter.signs else []
    for code, fields in intro:
        lines += [
            ((" ", "text"), (line, "text")) for line in painter.body(say(code, **fields), width - 2, "ltr")
        ]
        lines.append(BLANK)
    for group in GROUPS:
        lines.append(((f" {say(f'keys.group.{group}')}", "heading"),))
        for key in keys.rows:
            if key.group == group:
                names = " ".join(key.names)
                left: Line = ((f"   {names:<18}", "key"), (key.words, "text"))
                own: Line = ((f" {key.id}", "muted"),)
                if width_of(left) + width_of(own) <= width - 2:
                    lines.append(spread(left, own, width - 2))
                else:  # what the key does is worth more than its name in the settings
                    lines += [left, spread(BLANK, own, width - 2)]
        lines.append(BLANK)
    return lines

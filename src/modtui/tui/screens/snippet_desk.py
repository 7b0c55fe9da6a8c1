"""Snippets at work: who got an old text, what is wrong with the files, what is asked often, usage, the FAQ (issue 3, 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.containers import Vertical

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.paint import Line, Painter, direction_of
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views import FilledSnippet
    from modtui.desk.views_snippets import AskedOften, FaqPreview, RecallRow, SnippetFault, SnippetUsage
    from modtui.tui.settings import UiSettings

TABS = ("recalls", "faults", "asked", "usage", "faq")
LANGUAGES = ("ar", "en", "fr")


@dataclass(frozen=True, slots=True)
class Correction:
    """What the dialog is left with to write a correction: the recall, and its draft."""

    recall: RecallRow
    filled: FilledSnippet


class SnippetDesk(Dialog):
    """Five lists behind the keys 1 to 5. Dismisses with :class:`Correction` or None."""

    DEFAULT_CSS = "SnippetDesk { align: center middle; }"
    ABOUT_NO_ROW = ("tab", "language", "preview")

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings)
        self._desk, self._zone = desk, zone
        self.tab = TABS[0]
        self.entries: Sequence[Any] = ()
        self._in_faq: dict[str, None] = {}
        self._ticked = ""  # the language whose FAQ the ticks began with
        self._language = LANGUAGES[0]
        self.letters = {str(n): f"tab:{tab}" for n, tab in enumerate(TABS, start=1)}
        self.letters |= {"n": "nothing", "v": "verify", " ": "tick", "l": "language", "p": "preview"}

    def compose(self) -> ComposeResult:
        """The names of the lists, one list, its keys."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("snippets.title"))
            yield LineBar("tabs")
            yield LineBar("tab-note")
            yield ChoiceList("choices")
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Recalls first: somebody may act on an old text today."""
        self.set_focus(self.query_one(ChoiceList))
        self.reload()

    def reload(self, *, first: bool = True) -> None:
        """Read the list again."""
        self.spawn(lambda: self._reload(first), "snippets", latest_only=True)

    async def _reload(self, first: bool) -> None:
        desk, note = self._desk, ""
        if self.tab == "recalls":
            self.entries = await desk.recalls()
        elif self.tab == "faults":
            self.entries = desk.snippets_problems()
        elif self.tab == "asked":
            self.entries = await desk.asked_often()
        elif self.tab == "usage":
            self.entries = await desk.snippet_usage()
        if self.tab == "faq":
            note = say("faq.language", language=self._language)
            status = await desk.faq_status(self._language)
            if status is not None and self._ticked != self._language:
                self._in_faq = dict.fromkeys(status.snippet_ids)  # what stands there now
            self._ticked = self._language
            # Notices are about the group itself; one in a FAQ of before stays in sight.
            usage = await desk.snippet_usage()
            self.entries = [one for one in usage if one.kind != "notice" or one.snippet_id in self._in_faq]
            if status is not None:
                at = f"{status.published_at.astimezone(self._zone):%Y-%m-%d}"
                note += "  ·  " + say("faq.status", at=at, language=status.language)
                if status.changed:
                    note += " " + say("faq.changed", count=len(status.changed))
        self.query_one("#tab-note", LineBar).put(((self.painter.one_line(note, 100, "ltr"), "accent"),))
        self._show(first=first)

    # ---- showing

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def _show(self, *, first: bool = False) -> None:
        if not self.is_mounted:
            return
        tabs: list[tuple[str, str]] = []
        for number, tab in enumerate(TABS, start=1):
            here = tab == self.tab
            tabs += [
                (f" {number} ", "key"),
                (("▸" if here else "") + say(f"snippets.tab.{tab}") + " ", "title" if here else "muted"),
            ]
        self.query_one("#tabs", LineBar).put(tuple(tabs))
        self.query_one("#dialog-hints", LineBar).put(((say(f"snippets.hints.{self.tab}"), "muted"),))
        pane = self.query_one("#choices", ChoiceList)
        width = max(pane.size.width - 3, 20)
        drawn: dict[str, Callable[[Any, int], list[Line]]] = {
            "recalls": self._recall,
            "faults": self._fault,
            "asked": self._asked,
            "usage": self._usage,
            "faq": self._faq,
        }
        draw = drawn[self.tab]
        rows: list[list[Line]] = [draw(entry, width) for entry in self.entries]
        none: list[list[Line]] = [[((" " + say(f"snippets.empty.{self.tab}"), "muted"),)]]
        ids = [(self.tab, self._id_of(entry)) for entry in self.entries]
        pane.show(rows or none, 0 if first else pane.index, ids=ids, stay=not first)

    def _id_of(self, entry: Any) -> object:
        """What an entry of the list in sight is."""
        if self.tab == "recalls":
            return entry.inquiry_id, entry.snippet_id
        if self.tab in ("usage", "faq"):
            return entry.snippet_id
        return entry

    def _recall(self, row: RecallRow, width: int) -> list[Line]:
        at = f"{row.sent_at.astimezone(self._zone):%Y-%m-%d}"
        title = self.painter.one_line(row.title, width // 2)
        gone = "  " + say("snippets.recall_gone") if not row.can_correct else ""
        return [
            ((" ", "text"), (self.painter.one_line(row.member, width // 3), "name"),
             ("  " + say("snippets.recall", title=title, at=at), "muted"), (gone, "warn")),
            (("   ", "text"), (self.painter.one_line(row.first_line, width - 3), "text")),
        ]  # fmt: skip

    def _fault(self, fault: SnippetFault, width: int) -> list[Line]:
        place = self.painter.one_line(
            say("snippets.fault", path=fault.path, line=fault.line), width - 4, "ltr"
        )
        role = "bad" if fault.error else "warn"
        lines: list[Line] = [((" ! " if fault.error else " ~ ", role), (place, "name"))]
        for line in self.painter.body(fault.sentence, width - 4, direction_of(fault.sentence)):
            lines.append((("    ", "text"), (line, "text")))
        return lines

    def _asked(self, one: AskedOften, width: int) -> list[Line]:
        answered = "" if one.answered_with is not None else "  " + say("snippets.asked_unanswered")
        head = say("snippets.asked", count=one.count, language=one.language)
        return [
            ((" " + head, "key"), (answered, "muted")),
            (("   ", "text"), (self.painter.one_line(one.example, width - 3), "text")),
        ]

    def _usage(self, one: SnippetUsage, width: int) -> list[Line]:
        months = ", ".join(f"{month}: {count}" for month, count in one.by_month[:4])
        words = (
            say("snippets.usage", total=one.total, months=months) if one.total else say("snippets.never_sent")
        )
        remarks = [say("snippets.stale_sends", count=one.stale_sends)] if one.stale_sends else []
        remarks += [] if one.on_shelf else [say("snippets.off_shelf")]
        tail = self.painter.one_line("  ".join([words, *remarks]), max(width // 2, 12), "ltr")
        title = self.painter.one_line(one.title, max(width - len(tail) - 4, 10))
        return [((" ", "text"), (title, "name"), ("  " + tail, "warn" if remarks else "muted"))]

    def _faq(self, one: SnippetUsage, width: int) -> list[Line]:
        tick = "[x]" if one.snippet_id in self._in_faq else "[ ]"
        title = self.painter.one_line(one.title, width - 24)
        words = say("snippets.usage", total=one.total, months="").rstrip(" ·")
        return [((f" {tick} ", "key"), (title, "name"), ("  " + words, "muted"))]

    # ---- keys

    @property
    def entry(self) -> Any:
        """What is selected, None for nothing."""
        index = self.query_one("#choices", ChoiceList).index
        return self.entries[index] if index < len(self.entries) else None

    def action_step(self, steps: int) -> None:
        """Another entry."""
        self.query_one("#choices", ChoiceList).move(steps)

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def action_choose(self) -> None:
        """A correction, or a snippet of what was answered."""
        entry = self.entry
        if entry is None or self.modtui.desk_screen.status_view.read_only:
            return
        if self.tab == "recalls":
            self.spawn(lambda: self._correct(entry), "insert")
        elif self.tab == "asked":
            self._make(entry)

    def letter(self, letter_id: str, at: float) -> None:
        """Another list, or what its keys say."""
        if letter_id.startswith("tab:"):
            self.tab = letter_id.removeprefix("tab:")
            self.entries = ()
            self.reload()
            return
        entry = self.entry
        if letter_id == "language" and self.tab == "faq":
            self._language = LANGUAGES[(LANGUAGES.index(self._language) + 1) % len(LANGUAGES)]
            self.reload(first=False)
        elif letter_id == "preview" and self.tab == "faq":
            self.spawn(self._preview, "snippets", latest_only=True)
        elif entry is None:
            return
        elif letter_id == "nothing" and self.tab == "recalls":
            self.spawn(lambda: self._settle(entry), "decide")
        elif letter_id == "verify" and self.tab == "usage":
            self.spawn(lambda: self._verify(entry), "decide")
        elif letter_id == "tick" and self.tab == "faq":
            if self._in_faq.pop(entry.snippet_id, 0) == 0:
                self._in_faq[entry.snippet_id] = None
            self._show()

    async def _correct(self, row: RecallRow) -> None:
        try:
            filled = await self._desk.correction_for(row.inquiry_id, row.snippet_id)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return
        self.dismiss(Correction(row, filled))

    async def _settle(self, row: RecallRow) -> None:
        try:
            await self._desk.settle_recall(row.inquiry_id, row.snippet_id)
            self.modtui.tell(say("snippets.settled"))
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        await self._reload(False)

    async def _verify(self, one: SnippetUsage) -> None:
        try:
            self.modtui.tell((await self._desk.verify_snippet(one.snippet_id)).sentence)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        await self._reload(False)

    def _make(self, one: AskedOften) -> None:
        from modtui.tui.screens.ask_line import AskLine

        if one.answered_with is None:
            self.modtui.tell(say("snippets.asked_unanswered"), "warning")
            return
        message_id = one.answered_with

        def titled(title: str | None) -> None:
            if title:
                self.spawn(lambda: self._write(message_id, title), "decide")

        about = (say("snippets.asked", count=one.count, language=one.language), one.example, "")
        self.app.push_screen(
            AskLine(
                self.painter,
                self.settings,
                say("snippet.title_of_new"),
                say("snippet.title_field"),
                about=about,
                hints=say("snippet.title_hints"),
            ),
            titled,
        )

    async def _write(self, message_id: int, title: str) -> None:
        try:
            self.modtui.tell((await self._desk.snippet_from_message(message_id, title)).sentence)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        await self._reload(False)

    async def _preview(self) -> None:
        from modtui.tui.screens.faq_preview import FaqPreviewDialog

        if not self._in_faq:
            self.modtui.tell(say("faq.pick_first"), "warning")
            return
        try:
            preview = await self._desk.faq_preview(tuple(self._in_faq), self._language)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.spawn(lambda: self._publish(preview), "send")

        self.app.push_screen(FaqPreviewDialog(self.painter, self.settings, preview), answered)

    async def _publish(self, preview: FaqPreview) -> None:
        try:
            await self._desk.publish_faq(
                preview.snippet_ids, preview.language, override_stale=preview.needs_override
            )
            self.modtui.tell(say("faq.queued"))
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        await self._reload(False)

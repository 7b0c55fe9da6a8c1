"""The partner sheet: what waits on one partner, without names, to read out in one call; what they say becomes drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal, Vertical

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_text
from modtui.tui.moments import in_words
from modtui.tui.paint import Line, Painter, direction_of
from modtui.tui.screens.ask_line import AskLine
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList
from modtui.tui.widgets.editor import Editor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from textual import events
    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views_queue import SheetQuestion
    from modtui.tui.settings import UiSettings


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """What the dialog is left with to go on in the inquiry's reply box: the draft is saved under it."""

    inquiry_id: int
    text: str


class PartnerSheetDialog(Dialog):
    """Dismisses with :class:`ReplyTo` or None. Whatever is typed is saved as the inquiry's draft."""

    DEFAULT_CSS = "PartnerSheetDialog { align: center middle; }"
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("tab,shift+tab", "other_side", show=False, priority=True),
        Binding("ctrl+s", "keep", show=False, priority=True),
    ]

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings)
        self._desk, self._zone = desk, zone
        self.partners: Sequence[tuple[str, int]] = ()
        self.questions: Sequence[SheetQuestion] = ()
        self._notes: dict[int, str] = {}  # what stands noted, by inquiry
        self._noting: int | None = None  # the question that the editor's text belongs to
        self.letters = {"a": "reply", "s": "snippet"}

    def compose(self) -> ComposeResult:
        """Partners, their questions, and what they say."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("sheet.title"))
            with Horizontal(classes="columns"):
                with Vertical(classes="narrow-column"):
                    yield self._heading("sheet-partners", say("sheet.partners"))
                    yield ChoiceList("partners")
                with Vertical(classes="wide-column"):
                    yield self._heading("sheet-read", say("sheet.read_out"))
                    yield ChoiceList("questions")
            yield LineBar("say-title")
            yield Editor(visual=self.painter.mode is BidiMode.VISUAL, id="said")
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Read the partners."""
        self.set_focus(self.query_one("#questions", ChoiceList))
        self._hint()
        self.spawn(self._start, "sheet", latest_only=True)

    async def _start(self) -> None:
        self.partners = await self._desk.partners()
        width = max(self.query_one("#partners", ChoiceList).size.width - 2, 12)
        rows: list[list[Line]] = [
            [((" ", "text"), (self.painter.one_line(name, width - 5), "name"), (f" {count}", "muted"))]
            for name, count in self.partners
        ]
        self.query_one("#partners", ChoiceList).show(rows)
        await self._read_sheet()

    async def _read_sheet(self) -> None:
        index = self.query_one("#partners", ChoiceList).index
        if index < len(self.partners):
            sheet = await self._desk.partner_sheet(self.partners[index][0])
            self.questions = sheet.questions
            for question in sheet.questions:
                self._notes.setdefault(question.inquiry_id, question.draft)
        self._show(first=True)

    # ---- what is selected

    @property
    def partner(self) -> str:
        """The selected partner's name."""
        index = self.query_one("#partners", ChoiceList).index
        return self.partners[index][0] if index < len(self.partners) else ""

    @property
    def question(self) -> SheetQuestion | None:
        """The selected question."""
        index = self.query_one("#questions", ChoiceList).index
        return self.questions[index] if index < len(self.questions) else None

    def note(self, inquiry_id: int) -> str:
        """What stands noted for a question."""
        return self._notes.get(inquiry_id, "")

    # ---- showing

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def _show(self, *, first: bool = False) -> None:
        if not self.is_mounted:
            return
        pane = self.query_one("#questions", ChoiceList)
        width = max(pane.size.width - 3, 20)
        now = self._desk.now()
        rows: list[list[Line]] = []
        for question in self.questions:
            since = say("sheet.since", since=in_words(question.waiting_since, now, self._zone))
            noted = say("sheet.noted") if self.note(question.inquiry_id).strip() else ""
            head: Line = (
                (f" {question.number}. ", "key"),
                (f"{question.language} · {since}", "muted"),
                (f"  {noted}", "ok"),
            )
            body = self.painter.body(question.text, width - 4, direction_of(question.text))
            rows.append([head, *((("    ", "text"), (line, "text")) for line in body)])
        none: list[list[Line]] = [
            [((" ", "text"), (line, "muted")) for line in self.painter.body(say("sheet.none"), width, "ltr")]
        ]
        ids = [question.inquiry_id for question in self.questions]
        pane.show(rows or none, 0 if first else pane.index, ids=ids, stay=not first)
        self._show_note()

    def _show_note(self) -> None:
        question = self.question
        editor = self.query_one("#said", Editor)
        if question is None:
            editor.display = False
            self.query_one("#say-title", LineBar).put(())
            return
        editor.display = True
        if self._noting != question.inquiry_id:
            self._noting = question.inquiry_id
            editor.load_text(safe_text(self.note(question.inquiry_id)))
            editor.move_cursor(editor.document.end)
        words = say("sheet.say", name=self.painter.one_line(self.partner, 30), number=question.number)
        self.query_one("#say-title", LineBar).put(((words, "heading"),))

    def _hint(self) -> None:
        code = "sheet.hints_note" if self.is_typing else "sheet.hints"
        self.query_one("#dialog-hints", LineBar).put(((say(code), "muted"),))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys count while noting."""
        self._hint()

    # ---- keeping

    async def keep(self) -> None:
        """Save what is noted for the question in the editor as its draft."""
        text = self.query_one("#said", Editor).text
        if self._noting is None or text == self._notes.get(self._noting, ""):
            return
        self._notes[self._noting] = text
        await self._desk.save_draft(self._noting, text)
        if self.is_mounted:
            self._show()

    def on_text_area_changed(self) -> None:
        """Save a moment after the last key."""
        self.set_timer(self.settings.draft_seconds, lambda: self.spawn(self.keep, "draft"))

    # ---- keys

    def action_step(self, steps: int) -> None:
        """Another question, or partner; what is noted is saved first."""
        if not self.is_typing:
            pane = "#partners" if self.query_one("#partners", ChoiceList).has_focus else "#questions"
            self.query_one(pane, ChoiceList).move(steps)

    def on_choice_list_moved(self, message: ChoiceList.Moved) -> None:
        """Show what is noted for it."""
        if self.query_one("#partners", ChoiceList).has_focus:
            self.spawn(self._other_partner, "sheet", latest_only=True)
        else:
            self.spawn(self._other_question, "sheet", latest_only=True)

    async def _other_partner(self) -> None:
        await self.keep()
        await self._read_sheet()

    async def _other_question(self) -> None:
        await self.keep()
        self._show_note()

    def action_other_side(self) -> None:
        """Tab between questions and partners."""
        if not self.is_typing:
            left, right = self.query_one("#partners", ChoiceList), self.query_one("#questions", ChoiceList)
            self.set_focus(right if left.has_focus else left)

    def action_choose(self) -> None:
        """Enter: note what they say."""
        if self.query_one("#partners", ChoiceList).has_focus:
            self.action_other_side()
        elif self.question is not None:
            self.set_focus(self.query_one("#said", Editor))

    def action_keep(self) -> None:
        """Ctrl+S: keep it and go to the next question."""
        self.spawn(self._keep_and_go_on, "draft")

    async def _keep_and_go_on(self) -> None:
        question = self.question
        await self.keep()
        if question is not None:
            self.modtui.tell(say("sheet.saved", number=question.number))
        pane = self.query_one("#questions", ChoiceList)
        self.set_focus(pane)
        pane.move(1)

    def action_cancel(self) -> None:
        """Out of the editor first, then out of the dialog; what is written is kept."""
        if self.is_typing:
            self.spawn(self.keep, "draft")
            self.set_focus(self.query_one("#questions", ChoiceList))
        else:
            self.spawn(lambda: self._leave(None), "draft")

    async def _leave(self, answer: ReplyTo | None) -> None:
        await self.keep()
        self.dismiss(answer)

    def letter(self, letter_id: str, at: float) -> None:
        """Go on in the reply box, or make a sourced snippet."""
        question = self.question
        if question is None:
            return
        self.spawn(lambda: self._letter(letter_id, question), "draft")

    async def _letter(self, letter_id: str, question: SheetQuestion) -> None:
        await self.keep()
        text = self.note(question.inquiry_id)
        if letter_id == "reply":
            self.dismiss(ReplyTo(question.inquiry_id, text))
        elif not text.strip():
            self.modtui.tell(say("sheet.nothing_said"), "warning")
        else:
            self._ask_title(question, text)

    def _ask_title(self, question: SheetQuestion, text: str) -> None:
        partner = self.partner

        def titled(title: str | None) -> None:
            if title:
                self.spawn(lambda: self._make(question, partner, text, title), "snippet")

        first = question.text.split("\n")[0]
        dialog = AskLine(
            self.painter, self.settings, say("snippet.title_of_new"), say("snippet.title_field"),
            about=(partner, first, direction_of(first)), hints=say("snippet.title_hints"),
        )  # fmt: skip
        self.app.push_screen(dialog, titled)

    async def _make(self, question: SheetQuestion, partner: str, text: str, title: str) -> None:
        try:
            made = await self._desk.snippet_from_partner(question.inquiry_id, partner, text, title)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return
        self.modtui.tell(made.sentence)

    def _heading(self, id: str, words: str) -> LineBar:
        bar = LineBar(id)
        bar.put(((words, "heading"),))
        return bar

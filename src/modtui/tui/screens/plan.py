"""Warn or remove: what it is about, why, what will happen step by step, and a yes that is no accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding
from textual.containers import Horizontal, Vertical

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_text
from modtui.tui.paint import Line, Painter, direction_of
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList, TextPane
from modtui.tui.widgets.editor import Editor

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views import ActionPlan, ActionView, CategoryChoice
    from modtui.tui.settings import UiSettings

DIALOG_CELLS = 96
FRAME_CELLS = 8  # border, padding and the blanks round the line


class PlanText(Editor):
    """The private message, editable."""


class PlanDialog(Dialog):
    """Bound to one message: its author and first line stay in sight. Dismisses with the ActionView or None."""

    DEFAULT_CSS = "PlanDialog { align: center middle; }"

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("ctrl+s,ctrl+enter", "confirm", show=False, priority=True),
        Binding("tab,shift+tab", "other_side", show=False, priority=True),
    ]

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        desk: DeskApi,
        kind: str,
        message_id: int,
        about: tuple[str, str, str],
    ) -> None:
        """``kind`` is ``warn`` or ``remove``; ``about`` is (author, first line, direction) of the message."""
        super().__init__(painter, settings)
        self._desk, self._kind, self._message_id, self._about = desk, kind, message_id, about
        self._categories: tuple[CategoryChoice, ...] = tuple(desk.categories(kind))
        self.plan: ActionPlan | None = None
        self._category: CategoryChoice | None = None
        self.letters = {
            category.key: f"category:{number}"
            for number, category in enumerate(self._categories)
            if len(category.key) == 1 and category.key not in "jky"
        } | {"y": "yes"}

    @property
    def asks_for_y(self) -> bool:
        """Whether this needs the separate yes: every removal, and what deletes and bans at once."""
        return self._kind == "remove" or (self.plan is not None and self.plan.needs_confirmation)

    def compose(self) -> ComposeResult:
        """The message on top, reasons beside what will happen, the text, the confirmation."""
        name = self.painter.one_line(self._about[0], 30)
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(say(f"{self._kind}.title", name=self._about[0]))
            about = LineBar("about")
            lead = cell_len(say("dialog.about", name=name))
            room = min(self.app.size.width, DIALOG_CELLS) - FRAME_CELLS - lead
            line = self.painter.one_line(self._about[1], max(room, 12), self._about[2])
            about.put(((say("dialog.about", name=name) + " ", "muted"), (line, "quote")))
            yield about
            with Horizontal(id="plan-columns"):
                with Vertical(id="plan-left"):
                    yield self._heading("plan-why", say("plan.category"))
                    yield ChoiceList("choices")
                with Vertical(id="plan-right"):
                    yield TextPane("plan-steps")
            yield self._heading("plan-text-title", say("plan.text"))
            yield PlanText(visual=self.painter.mode is BidiMode.VISUAL, id="plan-text")
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Fill the categories and make the plan for the first."""
        rows: list[list[Line]] = []
        for category in self._categories:
            title = self.painter.one_line(category.title, 26, "ltr")
            rows.append([((f" {category.key or ' '} ", "key"), (title, "text"))])
        choices = self.query_one("#choices", ChoiceList)
        choices.show(rows)
        choices.focus()
        if self._categories:
            self._make_plan()
        else:
            self.query_one("#plan-steps", TextPane).show([((say("plan.no_category"), "bad"),)])
        self.armed_changed()

    # ---- the plan

    def _make_plan(self) -> None:
        self.plan = None
        self._armed_at = float("inf")
        category = self._categories[self.query_one("#choices", ChoiceList).index]
        self.spawn(lambda: self._plan(category), "plan", latest_only=True)

    async def _plan(self, category: CategoryChoice) -> None:
        try:
            plan = await self._desk.plan(self._kind, self._message_id, category.code)
        except DeskError as error:
            self.query_one("#plan-steps", TextPane).show(
                [((self.painter.one_line(str(error), 70, "ltr"), "bad"),)]
            )
            return
        self.plan, self._category = plan, category
        self._show_plan()
        text = self.query_one(PlanText)
        text.load_text(safe_text(plan.text))
        text.display = bool(plan.text)
        title = say("plan.text") if plan.text else say("plan.no_text")
        self.query_one("#plan-text-title", LineBar).put(((title, "heading"),))
        if not plan.blocked:
            self.arm()
        else:
            self.armed_changed()

    def _show_plan(self) -> None:
        pane = self.query_one("#plan-steps", TextPane)
        if self.plan is not None and self._category is not None and pane.size.width:
            pane.show(self._plan_lines(self.plan, self._category, pane.size.width - 2))

    def on_resize(self) -> None:
        """Wrap again, once the columns have their new widths."""
        self.call_after_refresh(self._show_plan)

    def _plan_lines(self, plan: ActionPlan, category: CategoryChoice, width: int) -> list[Line]:
        lines: list[Line] = []

        def paragraph(text: str, role: str, lead: str = " ") -> None:
            for number, line in enumerate(self.painter.body(text, width - len(lead), direction_of(text))):
                lines.append(((lead if number == 0 else " " * len(lead), "muted"), (line, role)))

        if plan.blocked:
            paragraph(plan.blocked, "bad", "! ")
        if category.summary:
            paragraph(category.summary, "muted")
        if plan.proposal:
            paragraph(plan.proposal, "accent")
        lines.append(((say("plan.steps"), "heading"),))
        for step in plan.steps:
            paragraph(step.sentence, "text", f" {step.number}. ")
        if plan.fairness:
            lines.append(((say("plan.fairness"), "heading"),))
            for sentence in plan.fairness:
                paragraph(sentence, "text", " · ")
        return lines

    # ---- keys

    def action_step(self, steps: int) -> None:
        """Another category, while the text is not being edited."""
        if not self.is_typing:
            self.query_one("#choices", ChoiceList).move(steps)

    def on_choice_list_moved(self) -> None:
        """Another category is another plan, to be confirmed anew."""
        self._make_plan()

    def action_other_side(self) -> None:
        """Tab between the categories and the text."""
        text = self.query_one(PlanText)
        self.set_focus(self.query_one("#choices", ChoiceList) if text.has_focus or not text.display else text)
        self.armed_changed()

    def action_choose(self) -> None:
        """Enter goes on to the text; it never carries anything out."""
        self.action_other_side()

    def action_confirm(self) -> None:
        """Ctrl+S: carry out, or leave the text where a ``y`` is needed."""
        if self.plan is None or self.plan.blocked or not self.is_armed():
            return
        if self.asks_for_y:
            self.set_focus(self.query_one("#choices", ChoiceList))
            self.armed_changed()
        else:
            self._go()

    def letter(self, letter_id: str, at: float) -> None:
        """A category's key, or the yes."""
        if letter_id.startswith("category:"):
            choices = self.query_one("#choices", ChoiceList)
            choices.move(int(letter_id.split(":")[1]) - choices.index)
        elif (
            letter_id == "yes"
            and self.asks_for_y
            and self.is_armed(at)
            and self.plan is not None
            and not self.plan.blocked
        ):
            self._go()

    def armed_changed(self) -> None:
        """What confirms, or why nothing does yet."""
        bar = self.query_one("#dialog-hints", LineBar)
        cancel = ("  ·  " + say("dialog.cancel"), "muted")
        if self.plan is None or self.plan.blocked:
            bar.put(((say("dialog.cancel"), "muted"),))
        elif not self.is_armed():
            bar.put(((say("dialog.wait"), "muted"), cancel))
        elif not self.asks_for_y:
            bar.put(((say("plan.warn.confirm"), "key"), cancel))
        elif self.is_typing:
            bar.put(((say("plan.leave_text"), "key"), cancel))
        else:
            code = "plan.remove.confirm" if self._kind == "remove" else "plan.confirm.warn"
            bar.put(((say(code, name=self.painter.one_line(self._about[0], 24)), "key"), cancel))

    def _go(self) -> None:
        if not self.busy:
            self.busy = True
            self.spawn(self._carry, "carry")

    async def _carry(self) -> None:
        assert self.plan is not None
        text = self.query_one(PlanText).text if self.plan.text else None
        done: ActionView | None = None
        try:
            done = await self._desk.carry_out(self.plan.plan_id, text=text)
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            self.busy = False
            return
        self.dismiss(done)

    def _heading(self, id: str, words: str) -> LineBar:
        bar = LineBar(id)
        bar.put(((words, "heading"),))
        return bar

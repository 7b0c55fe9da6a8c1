"""Any action before it happens: what it is about, why, every step, to be fair, the words, and a yes that is no accident."""

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
    from collections.abc import Awaitable, Callable, Sequence

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views import ActionPlan, ActionView, CategoryChoice
    from modtui.tui.settings import UiSettings

DIALOG_CELLS = 96
ABOUT_THE_GROUP = frozenset({"guidelines", "slow_mode", "read_only"})
LEFT_CELLS = 26  # of the left column where it is narrowest
FRAME_CELLS = 8  # border, padding and the blanks round the line


class PlanText(Editor):
    """The private message, editable."""


class PlanDialog(Dialog):
    """Bound to one message: its author and first line stay in sight. Dismisses with the ActionView or None."""

    DEFAULT_CSS = "PlanDialog { align: center middle; }"
    ABOUT_NO_ROW = ("category",)

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("ctrl+s,ctrl+enter", "confirm", show=False, priority=True),
        Binding("tab,shift+tab", "other_side", show=False, priority=True),
        Binding("ctrl+g", "notice", show=False, priority=True),
    ]

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        desk: DeskApi,
        kind: str,
        message_id: int,
        about: tuple[str, str, str],
        *,
        options: Sequence[CategoryChoice] | None = None,
        make: Callable[[CategoryChoice | None], Awaitable[ActionPlan]] | None = None,
        title: str = "",
        why: str = "",
    ) -> None:
        """``about`` is (author, first line, direction) of the message; the line is empty where there is none.

        ``kind`` is one of the desk's (warn, remove, ban, ...). ``options`` are what is chosen from on the left
        (None: the categories of the kind; empty: nothing is chosen) and ``make`` plans for one of them.
        """
        super().__init__(painter, settings)
        self._desk, self._kind, self._message_id, self._about = desk, kind, message_id, about
        self._categories = tuple(desk.categories(kind) if options is None else options)
        self._needs_choice = options is None or bool(options)
        self._make = make
        self._title = title or say(f"{kind}.title", name=about[0])
        self._why = why or say("plan.category")
        self.plan: ActionPlan | None = None
        self._category: CategoryChoice | None = None
        self.posts: dict[int, None] = {}  # of the incident: those that go too
        self.tells_group = False
        self.letters = {
            category.key: f"category:{number}"
            for number, category in enumerate(self._categories)
            if len(category.key) == 1 and category.key not in "jky "
        } | {"y": "yes", " ": "tick"}

    @property
    def asks_for_y(self) -> bool:
        """Whether this needs the separate yes: every removal, and what deletes and bans at once."""
        return self._kind in ("remove", "ban") or (self.plan is not None and self.plan.needs_confirmation)

    def compose(self) -> ComposeResult:
        """The message on top, reasons beside what will happen, the text, the confirmation."""
        name = self.painter.one_line(self._about[0], 30)
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(self._title)
            about = LineBar("about")
            lead = say("dialog.about" if self._about[1] else "act.about", name=name)
            room = min(self.app.size.width, DIALOG_CELLS) - FRAME_CELLS - cell_len(lead)
            line = self.painter.one_line(self._about[1], max(room, 12), self._about[2])
            about.put(((lead + " ", "muted"), (line, "quote")))
            yield about
            with Horizontal(id="plan-columns"):
                with Vertical(id="plan-left"):
                    yield self._heading("plan-why", self._why)
                    yield ChoiceList("choices")
                    yield self._heading("incident-title", say("plan.incident"))
                    yield ChoiceList("incident")
                with Vertical(id="plan-right"):
                    yield TextPane("plan-steps")
            yield self._heading("plan-text-title", say("plan.text"))
            yield PlanText(visual=self.painter.mode is BidiMode.VISUAL, id="plan-text")
            yield LineBar("plan-notice")
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Fill the categories and make the plan for the first."""
        for name in ("#incident-title", "#incident", "#plan-notice"):
            self.query_one(name).display = False
        self.query_one("#plan-left").display = self._needs_choice
        self.query_one("#plan-text").display = False
        self._show_choices()
        self.call_after_refresh(self._show_choices)  # as wide as the column has become
        self.query_one("#choices", ChoiceList).focus()
        if self._categories or not self._needs_choice:
            self._make_plan()
        else:
            self.query_one("#plan-steps", TextPane).show([((say("plan.no_category"), "bad"),)])
        self.armed_changed()

    @property
    def _left_room(self) -> int:
        """Cells for words on the left: without the bar, the key or tick before them and a scroll bar."""
        return max(self.query_one("#plan-left").size.width, LEFT_CELLS) - 6

    def _show_choices(self) -> None:
        rows: list[list[Line]] = []
        for category in self._categories:
            title = self.painter.body(category.title, self._left_room, direction_of(category.title))
            rows.append([((f" {category.key or ' '} ", "key"), (title[0], "text"))])
            rows[-1] += [(("   ", "text"), (line, "text")) for line in title[1:]]
        choices = self.query_one("#choices", ChoiceList)
        choices.show(rows, choices.index)

    # ---- the plan

    def _make_plan(self) -> None:
        self.plan = None
        self._armed_at = float("inf")
        category = (
            self._categories[self.query_one("#choices", ChoiceList).index] if self._categories else None
        )
        self.spawn(lambda: self._plan(category), "plan", latest_only=True)

    async def _plan(self, category: CategoryChoice | None) -> None:
        try:
            if self._make is not None:
                plan = await self._make(category)
            else:
                code = category.code if category is not None else None
                plan = await self._desk.plan(self._kind, self._message_id, code)
        except DeskError as error:
            pane = self.query_one("#plan-steps", TextPane)
            lines = self.painter.body(str(error), max(pane.size.width - 3, 20), "ltr")
            pane.show([((" ", "text"), (line, "bad")) for line in lines])
            self.query_one("#plan-text-title", LineBar).put(())
            self.armed_changed()
            return
        self.plan, self._category = plan, category
        self.posts = {post.message_id: None for post in plan.incident if post.chosen}
        self.tells_group = False
        self._show_incident()
        self._show_notice()
        self._show_plan()
        text = self.query_one(PlanText)
        text.load_text(safe_text(plan.text))
        text.display = bool(plan.text)
        if plan.text:
            title = say("plan.group_text" if plan.posted else "plan.text")
        else:
            title = "" if plan.kind in ABOUT_THE_GROUP else say("plan.no_text")
        self.query_one("#plan-text-title", LineBar).put(((title, "heading"),))
        if not plan.blocked:
            self.arm()
        else:
            self.armed_changed()

    def _show_plan(self) -> None:
        pane = self.query_one("#plan-steps", TextPane)
        if self.plan is not None and pane.size.width:
            summary = self._category.summary if self._category is not None else ""
            pane.show(self._plan_lines(self.plan, summary, pane.size.width - 2))

    def _show_incident(self) -> None:
        """Other posts that may belong to it, each with its tick."""
        posts = self.plan.incident if self.plan is not None else ()
        shown = self.query_one("#incident", ChoiceList)
        for name in ("#incident-title", "#incident"):
            self.query_one(name).display = bool(posts)
        self.query_one("#plan-left").display = self._needs_choice or bool(posts)
        rows: list[list[Line]] = [
            [(("[x] " if post.message_id in self.posts else "[ ] ", "key"),
              (self.painter.one_line(post.line, self._left_room, post.direction), "text"))]
            for post in posts
        ]  # fmt: skip
        shown.show(rows, shown.index)

    def _show_notice(self) -> None:
        bar = self.query_one("#plan-notice", LineBar)
        notice = self.plan.group_notice if self.plan is not None else ""
        bar.display = bool(notice)
        tick = "[x] " if self.tells_group else "[ ] "
        room = min(self.app.size.width, DIALOG_CELLS) - FRAME_CELLS - len(tick + say("plan.notice")) - 1
        words = self.painter.one_line(notice, max(room, 20), direction_of(notice))
        bar.put(((tick, "key"), (say("plan.notice") + " ", "muted"), (words, "quote")))

    def on_resize(self) -> None:
        """Wrap again, once the columns have their new widths."""
        super().on_resize()
        self.call_after_refresh(self._show_plan)
        self.call_after_refresh(self._show_choices)
        self.call_after_refresh(self._show_incident)

    def _plan_lines(self, plan: ActionPlan, summary: str, width: int) -> list[Line]:
        lines: list[Line] = []

        def paragraph(text: str, role: str, lead: str = " ") -> None:
            for number, line in enumerate(self.painter.body(text, width - len(lead), direction_of(text))):
                lines.append(((lead if number == 0 else " " * len(lead), "muted"), (line, role)))

        if plan.blocked:
            paragraph(plan.blocked, "bad", "! ")
        if summary:
            paragraph(summary, "muted")
        if plan.proposal:
            paragraph(plan.proposal, "accent")
        if plan.steps:
            lines.append(((say("plan.steps"), "heading"),))
        for step in plan.steps:
            paragraph(step.sentence, "text", f" {step.number}. ")
        for post in plan.incident:
            if post.message_id in self.posts:
                paragraph(say("plan.delete_too", line=post.line), "warn", " + ")
        if plan.fairness:
            lines.append(((say("plan.fairness"), "heading"),))
            for sentence in plan.fairness:
                paragraph(sentence, "text", " · ")
        return lines

    # ---- keys

    def action_step(self, steps: int) -> None:
        """Another category, while the text is not being edited."""
        if self.is_typing:
            return
        if self.query_one("#incident").has_focus:
            self.query_one("#incident", ChoiceList).move(steps)
        elif not self._needs_choice:
            self.query_one("#plan-steps", TextPane).move(steps)
        else:
            self.query_one("#choices", ChoiceList).move(steps)

    def on_choice_list_moved(self, message: ChoiceList.Moved) -> None:
        """Another category is another plan, to be confirmed anew."""
        if message.of == "choices":
            self._make_plan()

    def action_other_side(self) -> None:
        """Tab goes round: the categories, the incident's posts, the text."""
        names = ("#choices", "#incident", "#plan-text")
        stops = [self.query_one(name) for name in names]
        stops = [stop for stop in stops if stop.display]
        here = next((n for n, stop in enumerate(stops) if stop.has_focus), -1)
        self.set_focus(stops[(here + 1) % len(stops)])
        self.armed_changed()

    def action_notice(self) -> None:
        """Whether everybody is told, naming nobody."""
        if self.plan is not None and self.plan.group_notice:
            self.tells_group = not self.tells_group
            self._show_notice()

    def action_choose(self) -> None:
        """Enter goes on to the text; it never carries anything out."""
        self.action_other_side()

    def action_confirm(self) -> None:
        """Ctrl+S: carry out, or leave the text where a ``y`` is needed."""
        if self.plan is None or self.plan.blocked:
            return
        if self.gate.waiting or not self.is_armed():
            # A category's key that still waits would change what is confirmed. Silence would look like a dead key.
            self.modtui.tell(say("dialog.too_soon"))
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
        elif letter_id == "tick":
            self._tick()
        elif (
            letter_id == "yes"
            and self.asks_for_y
            and self.is_armed(at)
            and self.plan is not None
            and not self.plan.blocked
        ):
            self._go()

    def _tick(self) -> None:
        """This post of the incident goes too, or stays; what was shown has changed, so it is confirmed anew."""
        incident = self.query_one("#incident", ChoiceList)
        if self.plan is None or not incident.has_focus or incident.index >= len(self.plan.incident):
            return
        post = self.plan.incident[incident.index].message_id
        if post in self.posts:
            del self.posts[post]
        else:
            self.posts[post] = None
        self._show_incident()
        self._show_plan()
        self.arm()

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
            with self.at_work():
                done = await self._desk.carry_out(
                    self.plan.plan_id,
                    text=text,
                    posts=tuple(self.posts) if self.plan.incident else None,
                    group_notice=self.plan.group_notice if self.tells_group else None,
                )
        except DeskError as error:
            self.modtui.tell(str(error), "error")
            return
        self.dismiss(done)

    def _heading(self, id: str, words: str) -> LineBar:
        bar = LineBar(id)
        bar.put(((words, "heading"),))
        return bar

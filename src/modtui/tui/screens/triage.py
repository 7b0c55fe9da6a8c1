"""Monday triage: questions with the same best answer stand together; one answer goes to each, or to all (RULES 2)."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal, Vertical

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.moments import in_words
from modtui.tui.paint import BLANK, Line, Painter, direction_of, spread
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList, TextPane
from modtui.tui.widgets.queue import SIGNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views import DeskChange, QueueRow
    from modtui.desk.views_queue import TriageGroup
    from modtui.tui.settings import UiSettings


@dataclass(frozen=True, slots=True)
class AnswerAll:
    """What the dialog is left with to write one answer: the first question, and the others it is linked to."""

    group: TriageGroup
    rows: tuple[QueueRow, ...]


class TriageDialog(Dialog):
    """Left the groups, right their questions in full. Dismisses with :class:`AnswerAll` or None; leaves when empty."""

    DEFAULT_CSS = "TriageDialog { align: center middle; }"
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("tab,shift+tab", "other_side", show=False, priority=True),
        Binding("pageup", "scroll(-5)", show=False, priority=True),
        Binding("pagedown", "scroll(5)", show=False, priority=True),
    ]

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings)
        self._desk, self._zone = desk, zone
        self.groups: Sequence[TriageGroup] = ()
        self._texts: dict[int, str] = {}
        self._left_out: set[int] = set()
        self.summary = ""  # set while sending to each waits for its yes
        self._opens: datetime | None = None
        self.letters = {" ": "tick", "s": "each", "a": "answer", "=": "merge", "y": "yes", "o": "opening"}

    def compose(self) -> ComposeResult:
        """Groups beside questions, the answer below."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("triage.title"))
            with Horizontal(classes="columns"):
                yield ChoiceList("groups")
                yield ChoiceList("questions")
            heading = LineBar("answer-title")
            heading.put(((say("triage.answer"), "heading"),))
            yield heading
            yield TextPane("answer-text")
            yield LineBar("summary")
            yield LineBar("dialog-hints")

    def on_mount(self) -> None:
        """Read the groups."""
        self.set_focus(self.query_one("#groups", ChoiceList))
        self.query_one("#summary", LineBar).display = False
        self.armed_changed()
        self._stop = self._desk.subscribe(self._changed)
        self.spawn(self._reload, "triage", latest_only=True)

    # ---- what is there

    def on_unmount(self) -> None:
        """Hear no more changes."""
        self._stop()

    def _changed(self, change: DeskChange) -> None:
        if change.queue and not self.busy and not self.summary:
            self.spawn(self._reload, "triage", latest_only=True)

    async def _reload(self) -> None:
        found = await self._desk.triage()
        # What is on its way already is not answered a second time.
        waiting = [
            dataclasses.replace(group, rows=tuple(row for row in group.rows if not row.sending))
            for group in found
        ]
        groups = [group for group in waiting if len(group.rows) > 1]
        if not groups:
            self.groups = ()
            self.modtui.tell(say("triage.empty"))
            self.dismiss(None)
            return
        for row in (row for group in groups for row in group.rows):
            if row.inquiry_id not in self._texts:
                try:
                    self._texts[row.inquiry_id] = (await self._desk.inquiry(row.inquiry_id)).text
                except DeskError:
                    self._texts[row.inquiry_id] = row.first_line
        self.groups = groups  # with what is shown of them, not before
        self._show()

    @property
    def group(self) -> TriageGroup | None:
        """The selected group."""
        index = self.query_one("#groups", ChoiceList).index
        return self.groups[index] if index < len(self.groups) else None

    @property
    def rows(self) -> tuple[QueueRow, ...]:
        """The questions of the group that are ticked."""
        group = self.group
        return tuple(r for r in group.rows if r.inquiry_id not in self._left_out) if group else ()

    # ---- showing

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        if self.groups:
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        if not self.is_mounted:
            return
        groups = self.query_one("#groups", ChoiceList)
        width = max(groups.size.width - 2, 16)
        rows: list[list[Line]] = []
        for group in self.groups:
            text, level = self._desk.countdown(group.rows[0].deadline, self._desk.now())
            count = say("triage.group", count=len(group.rows))
            title = self.painter.one_line(group.answer.title, width - len(count) - 2)
            sign, role = SIGNS.get(level, SIGNS["calm"])
            rows.append(
                [
                    ((" ", "text"), (count + " ", "key"), (title, "name")),
                    (("   ", "text"), (f"{sign} {text}".strip(), role)),
                ]
            )
        groups.show(rows, groups.index, ids=[group.answer.snippet_id for group in self.groups])
        self._show_group()

    def _show_group(self) -> None:
        group = self.group
        questions, answer = self.query_one("#questions", ChoiceList), self.query_one("#answer-text", TextPane)
        if group is None:
            return
        width = max(questions.size.width - 3, 20)
        rows: list[list[Line]] = []
        for row in group.rows:
            tick = "[ ]" if row.inquiry_id in self._left_out else "[x]"
            text, level = self._desk.countdown(row.deadline, self._desk.now())
            sign, role = SIGNS.get(level, SIGNS["calm"])
            name = self.painter.one_line(row.asker, max(width // 2, 8))
            head: Line = ((tick + " ", "key"), (name, "name"), ("  " + row.language, "muted"))
            lines: list[Line] = [spread(head, ((f"{sign} {text} ".lstrip(), role),), width)]
            body = self._texts.get(row.inquiry_id, row.first_line)
            lines += [
                (("    ", "text"), (line, "text"))
                for line in self.painter.body(body, width - 5, direction_of(body))
            ]
            rows.append(lines)
        questions.show(rows, questions.index, ids=[row.inquiry_id for row in group.rows])
        choice = group.answer
        mark = say("detail.stale") if choice.stale else choice.verified
        text_lines: list[Line] = [
            ((" ", "text"), (self.painter.one_line(mark, width, "ltr"), "warn" if choice.stale else "muted"))
        ]
        cells = max(answer.size.width - 3, 20)
        text_lines += [
            ((" ", "text"), (line, "text"))
            for line in self.painter.body(choice.body.strip(), cells, direction_of(choice.body))
        ]
        answer.show([*text_lines, BLANK])

    # ---- keys

    def chosen_id(self) -> object:
        """The group with its questions: what goes to each goes to those that were seen."""
        there = tuple(row.inquiry_id for row in self.group.rows) if self.group is not None else ()
        return super().chosen_id(), there

    def action_other_side(self) -> None:
        """Tab between groups and questions."""
        left, right = self.query_one("#groups", ChoiceList), self.query_one("#questions", ChoiceList)
        self.set_focus(right if left.has_focus else left)

    def action_step(self, steps: int) -> None:
        """Another group or question."""
        self._forget_summary()
        pane = "#questions" if self.query_one("#questions", ChoiceList).has_focus else "#groups"
        self.query_one(pane, ChoiceList).move(steps)

    def action_scroll(self, steps: int) -> None:
        """Scroll the answer."""
        self.query_one("#answer-text", TextPane).move(steps)

    def action_choose(self) -> None:
        """Enter goes to the questions."""
        self.action_other_side()

    def action_cancel(self) -> None:
        """First out of the question whether to send, then out of the dialog."""
        if self.summary:
            self._forget_summary()
        else:
            super().action_cancel()

    def on_choice_list_moved(self, message: ChoiceList.Moved) -> None:
        """Another group: its questions."""
        self._forget_summary()
        if self.query_one("#groups", ChoiceList).has_focus:
            self.query_one("#questions", ChoiceList).index = 0
            self._left_out.clear()
            self._show_group()

    def letter(self, letter_id: str, at: float) -> None:
        """Tick, send to each, answer and link, merge; ``y`` and ``o`` only when asked."""
        if self.busy or self.group is None:
            return
        if letter_id in ("yes", "opening"):
            later = letter_id == "opening"
            if self.summary and self.is_armed(at) and (self._opens is not None or not later):
                self.busy = True
                self.spawn(lambda: self._send(self._opens if later else None), "send")
            return
        self._forget_summary()
        if letter_id == "tick":
            self._tick()
        elif letter_id == "each":
            self._start("triage.one", 1, self._count)
        elif letter_id == "merge":
            self._start("triage.too_few", 2, self._merge)
        elif self.rows:
            self.dismiss(AnswerAll(self.group, self.rows))
        else:
            self.modtui.tell(say("triage.one"), "warning")

    def _start(self, objection: str, least: int, work: object) -> None:
        if len(self.rows) < least:
            self.modtui.tell(say(objection), "warning")
        elif callable(work):
            self.spawn(work, "triage", latest_only=True)

    def _tick(self) -> None:
        questions, group = self.query_one("#questions", ChoiceList), self.group
        if group is not None and questions.has_focus and questions.index < len(group.rows):
            self._left_out ^= {group.rows[questions.index].inquiry_id}
            self._show_group()

    # ---- deeds

    async def _count(self) -> None:
        """How many replies, in which languages; then wait for another key."""
        group, rows = self.group, self.rows
        assert group is not None
        filled = [
            await self._desk.fill_snippet(
                group.answer.snippet_id, message_id=row.message_id or row.inquiry_id
            )
            for row in rows
        ]
        if any(one.unresolved for one in filled):
            self.modtui.tell(say("triage.blanks"), "warning")
            return
        languages = Counter(
            one.language or row.language for one, row in zip(filled, rows, strict=True)
        ).most_common()
        words = ", ".join(f"{count} {language}" for language, count in languages)
        self.summary = say("triage.summary", count=len(rows), languages=words)
        doubt = next((one.doubt for one in filled if one.doubt), "")
        if doubt:
            self.summary += " " + say("doubt.line", title=group.answer.title, doubt=doubt)
        files = list(dict.fromkeys(file.name for one in filled for file in one.attachments))
        if files:
            self.summary += " " + say("triage.with", names=", ".join(files))
        self._opens = self._desk.next_opening()
        bar = self.query_one("#summary", LineBar)
        bar.put(((self.painter.one_line(self.summary, bar.size.width or 76, "ltr"), "warn"),))
        bar.display = True
        self.arm()

    def armed_changed(self) -> None:
        """The keys, or which key confirms."""
        bar = self.query_one("#dialog-hints", LineBar)
        if not self.summary:
            bar.put(((say("triage.hints"), "muted"),))
            return
        words = say("triage.confirm")
        if self._opens is not None:
            at = in_words(self._opens, self._desk.now(), self._zone)
            words = say("triage.confirm_later", at=at)
        armed = self.is_armed()
        first = (words, "key") if armed else (say("dialog.wait"), "muted")
        bar.put((first, ("  ·  " + say("dialog.cancel"), "muted")))

    def _forget_summary(self) -> None:
        if self.summary:
            self.summary = ""
            self.query_one("#summary", LineBar).display = False
            self.armed_changed()

    async def _send(self, send_at: datetime | None) -> None:
        group, rows = self.group, self.rows
        try:
            assert group is not None
            ids = [row.inquiry_id for row in rows]
            sent = await self._desk.reply_to_each(ids, group.answer.snippet_id, send_at=send_at)
            self.modtui.tell(say("triage.sent", count=len(sent)))
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        finally:
            self.busy = False
            self._forget_summary()
        await self._reload()

    async def _merge(self) -> None:
        rows = self.rows
        self.busy = True
        try:
            for row in rows[1:]:
                await self._desk.merge(row.inquiry_id, rows[0].inquiry_id)
            self.modtui.tell(say("triage.merged", count=len(rows)))
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        finally:
            self.busy = False
        await self._reload()

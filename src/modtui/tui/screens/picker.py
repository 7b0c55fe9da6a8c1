"""The snippet picker: type to narrow, read the text beside the list, Enter inserts it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.tui.feed_details import size_words
from modtui.tui.keys import BY_ID
from modtui.tui.paint import BLANK, Line, Painter, direction_of, spread
from modtui.tui.screens.dialog import Dialog
from modtui.tui.sturdy import Sturdy
from modtui.tui.visual_strip import field_cursor, field_line
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList, TextPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.geometry import Offset
    from textual.strip import Strip

    from modtui.desk.api import DeskApi
    from modtui.desk.views import SnippetChoice
    from modtui.tui.settings import UiSettings


COMPOSED = "composed"
"""The kind of a choice whose facts are all to be written out."""


class QueryInput(Sturdy, Input):
    """The query; right-to-left queries read right."""

    _visual = False

    def __init__(self, *, visual: bool) -> None:
        super().__init__(id="query", placeholder=say("picker.placeholder"), compact=True)
        self.cursor_blink = False
        self._visual = visual

    def render_line(self, y: int) -> Strip:
        """The query in visual order."""
        return field_line(super().render_line(y), self.scrollable_content_region.width, visual=self._visual)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is seen."""
        return field_cursor(self, super().cursor_screen_offset, visual=self._visual)


class Picker(Dialog):
    """Dismisses with (SnippetChoice, language) or None."""

    DEFAULT_CSS = "Picker { align: center middle; }"

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding(",".join(BY_ID["insert"].keys), "choose", show=False, priority=True, id="insert"),
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
        Binding("pageup", "step(-5)", show=False, priority=True),
        Binding("pagedown", "step(5)", show=False, priority=True),
        Binding(",".join(BY_ID["language"].keys), "language", show=False, priority=True, id="language"),
        Binding(",".join(BY_ID["compose"].keys), "compose", show=False, priority=True, id="compose"),
        Binding(",".join(BY_ID["copy"].keys), "copy", show=False, priority=True, id="copy"),
        Binding(",".join(BY_ID["verify"].keys), "verify", show=False, priority=True, id="verify"),
    ]

    def __init__(
        self, painter: Painter, settings: UiSettings, desk: DeskApi, inquiry_id: int | None, query: str = ""
    ) -> None:
        super().__init__(painter, settings)
        self._desk = desk
        self._inquiry_id = inquiry_id
        self._query = query
        self.choices: Sequence[SnippetChoice] = ()
        self._other = False
        self._asked = 0

    def compose(self) -> ComposeResult:
        """Query on top, list and preview beside (or, when narrow, below) each other."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("picker.title"))
            yield QueryInput(visual=self.painter.mode is BidiMode.VISUAL)
            with Horizontal(id="picker-columns"):
                yield ChoiceList("choices")
                with Vertical(id="preview"):
                    yield LineBar("preview-title")
                    yield TextPane("preview-text")
            hints = LineBar("dialog-hints")
            keys = {
                one: self.settings.keys.by_id[one].shown for one in ("language", "compose", "copy", "verify")
            }
            words = say(
                "picker.hints",
                language=keys["language"],
                compose=keys["compose"],
                copy=keys["copy"],
                verify=keys["verify"],
            )
            hints.put(((words, "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Start with the suggestions."""
        field = self.query_one(QueryInput)
        self.set_focus(field)
        field.insert_text_at_cursor(self._query)
        if not self._query:
            self.search("")

    def on_resize(self) -> None:
        """Draw for the new width."""
        self._show()

    def take_input(self, event: events.Key | events.Paste) -> bool:
        """Everything printable is the query, also what arrives before the picker has come up."""
        if isinstance(self.focused, QueryInput):
            return False
        text = (
            event.text if isinstance(event, events.Paste) else event.character if event.is_printable else None
        )
        if text is None:
            return False
        fields = self.query(QueryInput)
        if fields:
            fields.first().insert_text_at_cursor(text)
        else:
            self._query += text
        return True

    # ---- searching

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key narrows; only the latest answer is shown."""
        self.search(event.value)

    def search(self, query: str) -> None:
        """Ask the desk; a newer question overtakes an older one."""
        self.spawn(lambda: self._search(query), "search", latest_only=True)

    async def _search(self, query: str) -> None:
        self._asked += 1
        asked = self._asked
        choices = await self._desk.search_snippets(query, inquiry_id=self._inquiry_id, limit=30)
        if asked == self._asked and self.is_mounted:
            self.choices = choices
            self._show(first=True)

    # ---- showing

    def _show(self, first: bool = False) -> None:
        pane = self.query_one("#choices", ChoiceList)
        width = max(pane.size.width - 2, 20)
        rows: list[list[Line]] = []
        for choice in self.choices:
            kind: Line = ((self.painter.one_line(f"{choice.kind} {choice.language}", 14, "ltr"), "muted"),)
            title = self.painter.one_line(choice.title, width - 17)
            stale: Line = (("! ", "warn"),) if choice.stale else (("  ", "text"),)
            rows.append([spread((*stale, (title, "text")), kind, width)])
        if not rows:
            query = self.query_one(QueryInput).value.strip()
            words = say("picker.none" if query else "picker.no_snippets")
            rows = [[((" " + line, "muted"),) for line in self.painter.body(words, width - 1, "ltr")]]
        pane.show(rows, 0 if first else pane.index)
        self._preview()

    @property
    def choice(self) -> SnippetChoice | None:
        """The selected snippet."""
        index = self.query_one("#choices", ChoiceList).index
        return self.choices[index] if index < len(self.choices) else None

    def _preview(self) -> None:
        choice = self.choice
        title, text = self.query_one("#preview-title", LineBar), self.query_one("#preview-text", TextPane)
        if choice is None:
            title.put(())
            text.show([])
            return
        body, language = self._body(choice)
        width = max(text.size.width - 2, 16)
        marks = say("detail.stale") if choice.stale else choice.verified
        title.put(((language, "key"), ("  " + self.painter.one_line(marks, width - 6, "ltr"), "muted")))
        lines: list[Line] = [
            ((" ", "text"), (line, "text")) for line in self.painter.body(body, width, direction_of(body))
        ]
        if choice.why:
            why = say("detail.why", reasons=", ".join(choice.why))
            lines += [
                BLANK,
                *(((" ", "text"), (line, "muted")) for line in self.painter.body(why, width, "ltr")),
            ]
        for file in choice.files:
            size = say("composer.file_missing") if file.missing else size_words(file.size)
            words = self.painter.one_line(say("composer.with") + f"{file.name}, {size}", width, "ltr")
            lines.append(((" " + words, "bad" if file.missing else "accent"),))
        if self._other and choice.other_body is None:
            lines.append(((" " + say("picker.only_language"), "muted"),))
        text.show(lines)

    def _body(self, choice: SnippetChoice) -> tuple[str, str]:
        if self._other and choice.other_body is not None:
            return choice.other_body, choice.other_language or ""
        return choice.body, choice.language

    # ---- keys

    def action_step(self, steps: int) -> None:
        """Another snippet."""
        self.query_one("#choices", ChoiceList).move(steps)

    def on_choice_list_moved(self) -> None:
        """Show its text."""
        self._preview()

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def action_language(self) -> None:
        """The other language."""
        self._other = not self._other
        self._preview()

    def action_choose(self) -> None:
        """Insert what is selected, in the language shown."""
        choice = self.choice
        if choice is not None:
            self.dismiss((choice, self._body(choice)[1]))

    def action_compose(self) -> None:
        """A referral with a line for each of its facts, into the reply."""
        choice = self.choice
        if choice is not None and choice.kind == "referral":
            self.dismiss((dataclasses.replace(choice, kind=COMPOSED), self._body(choice)[1]))
        else:
            self.modtui.tell(say("compose.referral_only"), "warning")

    def action_copy(self) -> None:
        """Its text, a link or number in it, or a referral's fact, to the clipboard."""
        from modtui.tui.screens.copying import offer_to_copy, pieces_of

        choice = self.choice
        if choice is None:
            return
        facts = [(one.field, one.value) for one in self._desk.copy_fields(choice.snippet_id)]
        known = {value for _, value in facts}
        rest = [piece for piece in pieces_of(self._body(choice)[0]) if piece[1] not in known]
        offer_to_copy(self, self.painter, [*facts, *rest])

    def action_verify(self) -> None:
        """This moderator has verified it today."""
        choice = self.choice
        if choice is None:
            return
        if self._desk.status().read_only:
            self.modtui.tell(say("error.read_only", what=BY_ID["verify"].words), "warning")
            return
        self.spawn(lambda: self._verify(choice.snippet_id), "decide")

    async def _verify(self, snippet_id: str) -> None:
        made = await self._desk.verify_snippet(snippet_id)
        self.modtui.tell(made.sentence)
        self.search(self.query_one(QueryInput).value)

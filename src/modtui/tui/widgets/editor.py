"""Editing text that may run right to left: what the reply box and the private message share."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import TextArea

from modtui.text.cells import cell_width, clusters
from modtui.text.direction import Direction, base_direction, has_rtl, strong_direction
from modtui.text.safe import safe_text
from modtui.tui.put_aside import too_much
from modtui.tui.sturdy import Sturdy
from modtui.tui.visual_strip import reordered, seen_cell

if TYPE_CHECKING:
    from textual import events
    from textual.strip import Strip

Location = tuple[int, int]

_BLANK = re.compile(r"\s")


class _Row(NamedTuple):
    """One line of the screen: a stretch of a line of the text."""

    line: int
    start: int
    text: str
    last: bool  # of its line: the cursor may stand behind it


class Editor(Sturdy, TextArea):
    """A TextArea that shows right-to-left lines as they read and steps by whole characters.

    The cursor never stops inside a letter and its tashkeel, or inside an emoji. The left arrow goes left on the
    screen, whatever runs there: through a telephone number in an Arabic line it follows the eye, not the text.
    Backspace takes what was typed last: a tashkeel alone, and an emoji or a flag whole; Delete takes all of what
    stands at the cursor.
    """

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("ctrl+home", "text_start", show=False),
        Binding("ctrl+end", "text_end", show=False),
        Binding("ctrl+shift+home", "text_start(True)", show=False),
        Binding("ctrl+shift+end", "text_end(True)", show=False),
    ]

    class TooMuch(Message):
        """More was pasted than can be written here: somebody has to keep it."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, visual: bool, id: str, placeholder: str = "") -> None:
        super().__init__(
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
            placeholder=placeholder,
        )
        self.cursor_blink = False
        self._visual = visual

    def bidi_changed(self, *, visual: bool) -> None:
        """Show the text the other way from now on."""
        self._visual = visual
        self.refresh()

    # ---- what is drawn

    def render_line(self, y: int) -> Strip:
        """A line in visual order; the cursor is a styled cell and travels with its letter."""
        row = self._row_at(y + self.scroll_offset.y)
        direction = self._direction(row.line) if row is not None else None
        return reordered(super().render_line(y), visual=self._visual, direction=direction)

    def _direction(self, line: int) -> Direction:
        """Which way a line of the text runs: by its first letter, else as the whole text does."""
        return strong_direction(self.document.get_line(line)) or base_direction(self.text)

    def _row_at(self, y: int) -> _Row | None:
        wrapped = self.wrapped_document
        if y >= wrapped.height or y >= len(wrapped._offset_to_line_info):
            return None
        line, number = wrapped._offset_to_line_info[y]
        return self._row(line, number)

    def _row(self, line: int, number: int) -> _Row:
        text = self.document.get_line(line)
        edges = [0, *self.wrapped_document.get_offsets(line), len(text)]
        last = number >= len(edges) - 2
        return _Row(line, edges[number], text[edges[number] : edges[number + 1]], last)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is seen: the terminal's own cursor follows the letters in visual mode."""
        offset = super().cursor_screen_offset
        row = self._row_at(self._cursor_offset[1]) if self._visual else None
        if row is None:
            return offset
        width = self.scrollable_content_region.width
        seen = seen_cell(row.text, self.cursor_location[1] - row.start, width, self._direction(row.line))
        return Offset(self.content_region.x + seen - self.scroll_offset.x, offset.y)

    # ---- where the cursor may stand

    def clamp_visitable(self, location: Location) -> Location:
        """The nearest place in the text that is not inside a character: its end, where there is one."""
        row, column = super().clamp_visitable(location)
        line = self.document.get_line(row) if row < self.document.line_count else ""
        if 0 < column < len(line):
            column = next(end for start, end in clusters(line) if end >= column and start < column)
        return row, column

    def get_target_document_location(self, event: events.MouseEvent) -> Location:
        """The place in the text that was clicked, in visual order."""
        location = super().get_target_document_location(event)
        y = event.y + self.scroll_offset.y - self.gutter.top
        row = self._row_at(max(y, 0))
        if row is None:
            return location
        from modtui.text.bidi import visual_line

        width = max(self.scrollable_content_region.width, cell_width(row.text) + 1)
        padded = row.text + " " * (width - cell_width(row.text))
        cell = max(event.x - self.gutter.left, 0)
        index = visual_line(padded, self._direction(row.line), ligatures=False).index_at(cell)
        most = len(row.text) if row.last else max(len(row.text) - 1, 0)
        return row.line, row.start + min(index, most)

    def action_text_start(self, select: bool = False) -> None:
        """To the first character of the whole text."""
        self.move_cursor((0, 0), select=select)

    def action_text_end(self, select: bool = False) -> None:
        """Behind the last one."""
        self.move_cursor(self.document.end, select=select)

    def action_cursor_left(self, select: bool = False) -> None:
        """To the left; a selection is left at its end on that side."""
        if select or self.selection.is_empty or not self._runs_left:
            super().action_cursor_left(select)
        else:
            self.move_cursor(max(*self.selection))

    def action_cursor_right(self, select: bool = False) -> None:
        """To the right; a selection is left at its end on that side."""
        if select or self.selection.is_empty or not self._runs_left:
            super().action_cursor_right(select)
        else:
            self.move_cursor(min(*self.selection))

    def get_cursor_left_location(self) -> Location:
        """One character to the left on the screen."""
        return self._beside(-1)

    def get_cursor_right_location(self) -> Location:
        """One character to the right on the screen."""
        return self._beside(1)

    def _beside(self, step: int) -> Location:
        line, column = self.cursor_location
        text = self.document.get_line(line)
        direction = self._direction(line)
        if direction == "ltr" and not has_rtl(text):
            return self._onwards() if step > 0 else self._backwards()
        from modtui.text.bidi import visual_line

        edges = [0, *self.wrapped_document.get_offsets(line)]
        row = self._row(line, max(n for n, edge in enumerate(edges) if edge <= column))
        shown = row.text + " " if row.last else row.text
        starts = [part.start for part in visual_line(shown, direction, ligatures=False).parts()]
        here = max((start for start in starts if start <= column - row.start), default=None)
        place = starts.index(here) + step if here is not None else -1
        if here is not None and 0 <= place < len(starts):
            return line, row.start + starts[place]
        onwards = (step > 0) == (direction == "ltr")  # over the edge: the line below, or the one above
        if onwards and not row.last:
            return line, row.start + len(row.text)
        if onwards:
            return (line + 1, 0) if line + 1 < self.document.line_count else (line, len(text))
        if row.start:
            return line, max(start for start, _ in clusters(text) if start < row.start)
        return (line - 1, len(self.document.get_line(line - 1))) if line else (line, column)

    def _onwards(self) -> Location:
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column >= len(line):
            return (row + 1, 0) if row + 1 < self.document.line_count else (row, column)
        return row, next(end for _, end in clusters(line) if end > column)

    def _backwards(self) -> Location:
        row, column = self.cursor_location
        if column == 0:
            return (row - 1, len(self.document.get_line(row - 1))) if row else (0, 0)
        line = self.document.get_line(row)
        return row, max(start for start, _ in clusters(line) if start < column)

    # ---- words

    def get_cursor_word_left_location(self) -> Location:
        """The word to the left on the screen."""
        return self._next_word() if self._runs_left else self._word_before()

    def get_cursor_word_right_location(self) -> Location:
        """The word to the right on the screen."""
        return self._word_before() if self._runs_left else self._next_word()

    @property
    def _runs_left(self) -> bool:
        return self._direction(self.cursor_location[0]) == "rtl"

    def _word_before(self) -> Location:
        """Where the word before the cursor begins."""
        row, column = self.cursor_location
        if column == 0:
            return self._backwards()
        parts = [span for span in clusters(self.document.get_line(row)) if span[0] < column]
        words = [self._is_word(row, *span) for span in parts]
        at = len(parts)
        while at and not words[at - 1]:
            at -= 1
        while at and words[at - 1]:
            at -= 1
        return row, parts[at][0] if at < len(parts) else column

    def _next_word(self) -> Location:
        """Where the next word begins, or the line ends."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column >= len(line):
            return self._onwards()
        parts = [span for span in clusters(line) if span[0] >= column]
        at = 0
        while at < len(parts) and self._is_word(row, *parts[at]):
            at += 1
        while at < len(parts) and not self._is_word(row, *parts[at]):
            at += 1
        return row, parts[at][0] if at < len(parts) else len(line)

    def _is_word(self, row: int, start: int, end: int) -> bool:
        char = self.document.get_line(row)[start:end]
        return (
            char[0].isalnum()
            or char[0] == "_"
            or (
                not char[0].isascii()
                and not _BLANK.match(char)
                and not unicodedata.category(char[0]).startswith("P")
            )
        )

    # ---- deleting: in the order of the text, whichever way it runs

    def action_delete_left(self) -> None:
        """Take the selection, or what was typed last before the cursor."""
        if self.read_only:
            return
        start, end = self.selection
        self._delete_via_keyboard(start, end if start != end else self._typed_before())

    def _typed_before(self) -> Location:
        """Where what was typed last begins: one mark of a letter, else the whole character."""
        row, column = self.cursor_location
        if column:
            line = self.document.get_line(row)
            first = max(start for start, _ in clusters(line) if start < column)
            letter = line[first].isalpha() and line[first] < "\U0001f000"
            if letter and column - first > 1 and unicodedata.combining(line[column - 1]):
                return row, column - 1
        return self._backwards()

    def action_delete_right(self) -> None:
        """Take the selection, or all of the character at the cursor."""
        if self.read_only:
            return
        start, end = self.selection
        self._delete_via_keyboard(start, end if start != end else self._onwards())

    def action_delete_word_left(self) -> None:
        """Take the selection, or the word before the cursor."""
        if self.read_only:
            return
        start, end = self.selection
        self._delete_via_keyboard(start, end if start != end else self._word_before())

    def action_delete_word_right(self) -> None:
        """Take the selection, or what comes before the next word."""
        if self.read_only:
            return
        start, end = self.selection
        self._delete_via_keyboard(start, end if start != end else self._next_word())

    # ---- pasting

    async def _on_paste(self, event: events.Paste) -> None:
        """Paste as text, several lines and all, with controls taken out, in place of what is selected."""
        event.prevent_default()
        event.stop()
        text = safe_text(event.text)
        if self.read_only:
            return
        if not self.takes(text):
            self.post_message(self.TooMuch(event.text))
        elif result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)

    def takes(self, text: str) -> bool:
        """Whether this may be put in at the cursor: with it every key must still be quick."""
        (first_row, first), (last_row, last) = sorted(self.selection)
        lines = self.document.lines
        head, *rest = map(len, text.split("\n"))
        new = [first + head, *rest]
        new[-1] += len(lines[last_row]) - last
        return not too_much((*map(len, lines[:first_row]), *new, *map(len, lines[last_row + 1 :])))

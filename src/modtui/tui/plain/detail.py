"""The detail pane in words, read line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region

from modtui.text.catalogue import say
from modtui.text.safe import safe_line
from modtui.tui.feed_details import media_words
from modtui.tui.paint import Line, direction_of
from modtui.tui.plain.words import state_words
from modtui.tui.widgets.detail import PREVIEW_LINES, Detail

if TYPE_CHECKING:
    from modtui.desk.views import FeedItem, InquiryDetail, MemberView, SnippetChoice


class PlainDetail(Detail):
    """The same sections without rules and columns. The keys that scroll move a line to read from."""

    reading = 0
    """The line the cursor is on."""

    def tick(self) -> None:
        """Once a minute and at every change: the first line, when it says something else."""
        if self.detail is not None and self._lines:
            before = self._lines[0]
            self._lines[0] = self._head(self.detail, self.size.width)
            if before != self._lines[0]:
                self.refresh()

    def move(self, rows: int) -> None:
        """Another line, scrolled only when it would be out of sight."""
        last = max(len(self._lines) - 1, 0)
        self.reading = min(max(self.reading + rows, 0), last)
        y, height = self.scroll_offset.y, max(self.size.height, 1)
        if self.reading < y:
            self.scroll_to(y=self.reading, animate=False, force=True)
        elif self.reading >= y + height:
            self.scroll_to(y=self.reading - height + 1, animate=False, force=True)
        self.refresh(Region(0, 0, 1, 1))  # the terminal's cursor follows

    def go_to_top(self) -> None:
        """The first line."""
        self.move(-len(self._lines))

    def go_to_end(self) -> None:
        """The last line."""
        self.move(len(self._lines))

    def cursor_line(self) -> int:
        """The line being read."""
        return min(self.reading, max(len(self._lines) - 1, 0))

    def _lay_out(self, *, keep_place: bool) -> None:
        if not keep_place:
            self.reading = 0
        super()._lay_out(keep_place=keep_place)

    def _head(self, detail: InquiryDetail, width: int) -> Line:
        row = detail.row
        words = [
            self._painter.one_line(row.asker, max(width // 2, 6)),
            say(f"detail.state.{row.state.value}"),
        ]
        if row.state.waits_for_staff:
            words.append(state_words(row, self._now(), self.zone))
        return ((self._painter.one_line(", ".join(words), width, "ltr"), "title"),)

    def _suggestion(self, number: int, choice: SnippetChoice, width: int) -> list[Line]:
        mark = say("detail.stale") if choice.stale else choice.verified
        words = say("plain.suggestion", number=number, title=choice.title, verified=mark)
        preview = safe_line(choice.body)
        return [
            *self._paragraph(words, width, "name", "ltr"),
            *self._paragraph(preview, width, "text", direction_of(preview))[:PREVIEW_LINES],
        ]

    def _thread_item(self, item: FeedItem, width: int) -> list[Line]:
        badge = ", " + say("plain.staff") if item.role.is_staff else ""
        text = item.text or (media_words(item.media) if item.media else "")
        return self._paragraph(
            f"{self._moment(item.sent_at)} {item.name}{badge}: {text}", width, "text", "ltr"
        )

    def _message_lines(self, item: FeedItem, member: MemberView | None, width: int) -> list[Line]:
        _, *rest = super()._message_lines(item, member, width)
        badge = ", " + say("plain.staff") if item.role.is_staff else ""
        return [*self._paragraph(f"{item.name}{badge}, {self._moment(item.sent_at)}", width, "title"), *rest]

    def _section(self, words: str, width: int) -> Line:
        return ((f"{words}:", "heading"),)

    def _paragraph(
        self, text: str, width: int, role: str, direction: str | None = None, indent: int = 0
    ) -> list[Line]:
        return super()._paragraph(text, width, role, direction, 0)

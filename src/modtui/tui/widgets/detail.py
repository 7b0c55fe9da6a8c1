"""The detail pane: everything needed to answer one inquiry, or what is known of one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.geometry import Region

from modtui.text.catalogue import say
from modtui.text.safe import safe_line
from modtui.tui.feed_details import media_words
from modtui.tui.feed_lines import clock
from modtui.tui.paint import BLANK, Line, Painter, direction_of, padded, spread, width_of
from modtui.tui.widgets.line_widget import LineWidget
from modtui.tui.widgets.queue import SIGNS, countdown_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from textual import events

    from modtui.desk.views import FeedItem, InquiryDetail, MemberView, SnippetChoice
    from modtui.domain.clock import Deadline

SUGGESTIONS = 3
PREVIEW_LINES = 2
ROOMY = 18
"""From this height on a blank line sets the answers apart."""


class Detail(LineWidget, can_focus=True):
    """Text, reasons, deadline, suggestions with their keys, thread and timeline."""

    def __init__(
        self,
        painter: Painter,
        countdown: Callable[[Deadline, datetime], tuple[str, str]],
        now: Callable[[], datetime],
        zone: tzinfo,
        id: str = "detail",
    ) -> None:
        super().__init__(id=id)
        self._painter = painter
        self._countdown = countdown
        self._now = now
        self.zone = zone
        self.detail: InquiryDetail | None = None
        self._message: tuple[FeedItem, MemberView | None] | None = None
        self._explaining = False
        self._lines: list[Line] = []
        self._count: tuple[str, str] = ("", "calm")
        self._related: Sequence[tuple[str, FeedItem]] = ()

    # ---- what it shows

    def show_inquiry(
        self, detail: InquiryDetail | None, related: Sequence[tuple[str, FeedItem]] = ()
    ) -> None:
        """Show an inquiry (None: nothing is selected). ``related``: messages to decide about, each with a heading."""
        self._related = related
        same = (
            detail is not None
            and self.detail is not None
            and detail.row.inquiry_id == self.detail.row.inquiry_id
        )
        self.detail, self._message = detail, None
        if not same:
            self._explaining = False
        self._lay_out(keep_place=same)

    def show_message(self, item: FeedItem, member: MemberView | None) -> None:
        """Show a message that is no inquiry, and who wrote it."""
        self.detail, self._message = None, (item, member)
        self._lay_out(keep_place=False)

    def explain(self) -> None:
        """Show or hide why the deadline is what it is."""
        self._explaining = not self._explaining
        self._lay_out(keep_place=False)

    def suggestion(self, number: int) -> SnippetChoice | None:
        """The suggestion behind the keys 1, 2 and 3."""
        choices = self.detail.suggestions if self.detail else ()
        return choices[number - 1] if 1 <= number <= min(len(choices), SUGGESTIONS) else None

    def tick(self) -> None:
        """Once a second: the countdown on the first line, when it changed."""
        if self.detail is not None:
            count = countdown_cell(self.detail.row, self._countdown, self._now())
            if count != self._count:
                self._lines[0] = self._head(self.detail, self.size.width)
                self.refresh(Region(0, -self.scroll_offset.y, self.size.width, 1))

    def move(self, rows: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)

    def move_page(self, direction: int) -> None:
        """Scroll by about a screen."""
        self.move(direction * max(self.size.height - 2, 1))

    def go_to_top(self) -> None:
        """The first line."""
        self.scroll_to(y=0, animate=False, force=True)

    def go_to_end(self) -> None:
        """The last line."""
        self.scroll_to(y=self.virtual_size.height, animate=False, force=True)

    # ---- drawing

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """One line of what was laid out."""
        return (self._lines[y] if y < len(self._lines) else BLANK), False

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new width."""
        self._lay_out(keep_place=True)

    def bidi_changed(self, *, visual: bool) -> None:
        """Lay out again where it stands."""
        self._lay_out(keep_place=True)

    def _lay_out(self, *, keep_place: bool) -> None:
        width = self.size.width
        if width < 4:
            return
        if self.detail is not None:
            self._lines = self._inquiry_lines(self.detail, width)
        elif self._message is not None:
            self._lines = self._message_lines(*self._message, width)
        else:
            self._lines = [BLANK, *self._paragraph(say("detail.none"), width, "muted")]
        self.hold(len(self._lines))
        if not keep_place:
            self.scroll_to(y=0, animate=False, force=True)
        self.refresh()

    def _paragraph(
        self, text: str, width: int, role: str, direction: str | None = None, indent: int = 1
    ) -> list[Line]:
        return [
            ((" " * indent, "text"), (line, role))
            for line in self._painter.body(text, width - indent - 1, direction or direction_of(text))
        ]

    def _head(self, detail: InquiryDetail, width: int) -> Line:
        row = detail.row
        self._count = countdown_cell(row, self._countdown, self._now())
        sign, role = SIGNS.get(self._count[1], SIGNS["calm"])
        state = say("detail.urgent") if row.urgent else say(f"detail.state.{row.state.value}")
        right: Line = ((f"{sign} {self._count[0]} ".lstrip(), role),)
        name = self._painter.one_line(row.asker, max(width // 2 - 2, 6))
        room = width - width_of(right) - width_of(((name, "title"),)) - 4
        state = self._painter.one_line(state, room, "ltr") if room > 3 else ""
        left: Line = ((" ", "text"), (name, "title"), ("  " + state, "urgent" if row.urgent else "muted"))
        return spread(left, right, width)

    def _inquiry_lines(self, detail: InquiryDetail, width: int) -> list[Line]:
        row = detail.row
        lines = [self._head(detail, width)]
        lines += self._paragraph(detail.text, width, "text", row.direction)
        if row.reasons and row.cycle == 1:  # why the first question was found says nothing about a follow-up
            lines += self._paragraph(say("detail.why", reasons=", ".join(row.reasons)), width, "muted", "ltr")
        if row.waiting_on:
            lines += self._paragraph(say("detail.waiting_on", name=row.waiting_on), width, "accent")
        if row.cycle > 1:
            lines += self._paragraph(say("detail.follow_up"), width, "accent", "ltr")
        if row.similar:
            lines += self._paragraph(say("detail.similar", count=len(row.similar)), width, "muted", "ltr")
        if row.note:
            lines += self._paragraph(row.note, width, "accent", "ltr")
        if self._explaining:
            lines.append(self._section(say("detail.explanation"), width))
            for sentence in detail.explanation:
                lines += self._paragraph(sentence, width, "text", "ltr")
        else:
            asked, by, due = (
                self._moment(moment) for moment in (row.asked_at, row.deadline.answer_by, row.deadline.due)
            )
            code = "detail.answer_by" if by != due else "detail.due"  # one instant is said once
            words = f"{say('detail.asked', time=asked)} · {say(code, answer_by=by, due=due)}"
            lines += self._paragraph(words, width, "muted", "ltr")
        for heading, item in self._related:
            lines.append(self._section(heading, width))
            lines += self._thread_item(item, width)
        if self.size.height >= ROOMY:
            lines.append(BLANK)
        lines.append(self._section(say("detail.suggestions"), width))
        if not detail.suggestions:
            lines += self._paragraph(say("detail.no_suggestions"), width, "muted", "ltr")
        for number, choice in enumerate(detail.suggestions[:SUGGESTIONS], start=1):
            lines += self._suggestion(number, choice, width)
        if detail.thread:
            lines.append(self._section(say("detail.thread"), width))
            for item in detail.thread:
                lines += self._thread_item(item, width)
        if detail.timeline:
            lines.append(self._section(say("detail.timeline"), width))
            for entry in detail.timeline:
                text = f"{self._moment(entry.at)}  {entry.sentence}"
                lines += self._paragraph(text, width, "muted", "ltr")
        return lines

    def _suggestion(self, number: int, choice: SnippetChoice, width: int) -> list[Line]:
        mark = say("detail.stale") if choice.stale else choice.verified
        verified = self._painter.one_line(mark, width - 6, "ltr")
        role = "warn" if choice.stale else "muted"
        title = self._painter.one_line(choice.title, width - 6)
        head: Line = ((f" {number} ", "key"), (" ", "text"), (title, "name"))
        if width_of(head) + cell_len(verified) + 3 <= width:
            lines = [spread(head, ((verified + " ", role),), width)]
        else:
            lines = [padded(head, width), padded((("    ", "text"), (verified, role)), width)]
        preview, rows = safe_line(choice.body), PREVIEW_LINES
        if choice.why:
            reasons = self._painter.one_line(" · ".join(choice.why), width - 5, "ltr")
            lines.append(padded((("    ", "text"), (reasons, "muted")), width))
            rows -= self.size.height < ROOMY
        for text in self._painter.body(preview, width - 5, direction_of(preview))[:rows]:
            lines.append((("    ", "text"), (text, "text")))
        return lines

    def _thread_item(self, item: FeedItem, width: int) -> list[Line]:
        badge = "◆ " if item.role.is_staff else ""
        name = self._painter.one_line(item.name, max(width // 2, 8))
        head: Line = (
            (f" {self._moment(item.sent_at)} ", "muted"),
            (badge + name, "staff" if badge else "name"),
        )
        return [head, *self._paragraph(item.text or (media_words(item.media) if item.media else ""), width, "text",
                                       item.direction, indent=2)]  # fmt: skip

    def _message_lines(self, item: FeedItem, member: MemberView | None, width: int) -> list[Line]:
        badge = "◆ " if item.role.is_staff else ""
        name = self._painter.one_line(item.name, max(width - 10, 6))
        lines: list[Line] = [
            padded(
                ((" ", "text"), (badge + name, "title"), (f"  {self._moment(item.sent_at)}", "muted")), width
            )
        ]
        lines += self._paragraph(item.text or item.service or "", width, "text", item.direction)
        if item.previous_text:
            lines += self._paragraph(say("feed.edited_before"), width, "heading", "ltr")
            lines += self._paragraph(item.previous_text, width, "muted")
        if item.send_note:
            lines += self._paragraph(item.send_note, width, "bad", "ltr")
        for sentence in member_lines(member, self.zone) if member else ():
            lines += self._paragraph(sentence, width, "muted", "ltr")
        return lines

    def _section(self, words: str, width: int) -> Line:
        return padded(((f" {words} ", "heading"), ("─" * max(width - len(words) - 3, 0), "rule")), width)

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        if local.date() == self._now().astimezone(self.zone).date():
            return clock(moment, self.zone)
        return f"{local:%a} {clock(moment, self.zone)}"


def member_lines(member: MemberView, zone: tzinfo) -> list[str]:
    """What is known of a member, a sentence a line."""
    parts: list[str] = []
    if member.joined_at is not None:
        parts.append(say("member.joined", date=f"{member.joined_at.astimezone(zone):%Y-%m-%d}"))
    parts.append(say("member.messages", count=member.messages))
    if member.warnings:
        parts.append(say("member.warnings", count=member.warnings))
    if member.removed:
        parts.append(say("member.removed"))
    return [" · ".join(parts), *member.lines]

"""The feed in words: who, when, what about it, then the text over the whole width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.domain.kinds import Role
from modtui.text.catalogue import say
from modtui.tui.feed_details import detail_marks, media_lines
from modtui.tui.feed_lines import _SEND, FeedLayout, clock, day_label, is_continued, is_first_unread
from modtui.tui.feed_model import row_key
from modtui.tui.looks import bare_looks, link_lines
from modtui.tui.paint import BLANK, Line, Painter
from modtui.tui.widgets.feed import Feed

if TYPE_CHECKING:
    from modtui.desk.views import FeedItem

MARK = 2
"""Cells left of every line: ``> `` where the cursor is."""


def plain_lines(
    item: FeedItem, previous: FeedItem | None, layout: FeedLayout, painter: Painter
) -> tuple[Line, ...]:
    """A message's lines: its day and the unread marker first where they belong, then all of it in words."""
    width = max(layout.width - MARK, 8)
    lines: list[Line] = []
    label = day_label(item, previous, layout)
    if label is not None:
        lines.append(((say("plain.day", day=label), "rule"),))
    if is_first_unread(item, previous, layout):
        lines.append(((say("plain.unread"), "rule"),))
    time = clock(item.sent_at, layout.zone)
    if item.service is not None:
        lines.append(((painter.one_line(f"{time} {item.service}", width, "ltr"), "muted"),))
        return tuple(lines)
    text = item.text or (say("feed.deleted_text") if item.deleted_at is not None else "")
    head = f"{time} {_who(item, painter)}"
    media = media_lines(item.media, width, painter) if item.media is not None else []
    if text and not media:
        lines += [((line, "text"),) for line in painter.body(f"{head}: {text}", width, "ltr")]
    else:
        lines += [((line, "text"),) for line in painter.body(f"{head}:", width, "ltr")]
        lines += media
        if text:
            lines += [((line, "text"),) for line in painter.body(text, width, item.direction)]
    if item.deleted_at is None:
        lines += link_lines(painter, item.text, width, (*item.looks, *bare_looks(item.text)))
    marks = _marks(item, layout, continued=is_continued(item, previous))
    if marks:
        lines += [((line, "muted"),) for line in painter.body(f"({', '.join(marks)})", width, "ltr")]
    return tuple(lines)


def _who(item: FeedItem, painter: Painter) -> str:
    """The author, what is to be known of them and of the message, and to whom it replies."""
    words = [item.name]
    if item.role.is_staff:
        words.append(say("plain.staff"))
    elif item.role is Role.BOT:
        words.append(say("plain.bot"))
    elif item.warnings:
        words.append(
            say("plain.warned_once") if item.warnings == 1 else say("plain.warned", count=item.warnings)
        )
    if item.urgent:
        words.append(say("plain.message_urgent"))
    if item.inquiry is not None and item.inquiry.is_listed:
        words.append(say(f"plain.inquiry.{item.inquiry.value}"))
    if item.forwarded_from:
        words.append(say("feed.forwarded", name=item.forwarded_from))
    who = ", ".join(words)
    quote = item.quote
    if quote is None:
        return who
    if quote.gone:
        return say("plain.reply_gone", name=who)
    if not quote.stored:
        return say("plain.reply_unknown", name=who)
    return say("plain.reply", name=who, quoted=quote.name, line=painter.one_line(quote.line, 30))


def _marks(item: FeedItem, layout: FeedLayout, *, continued: bool) -> list[str]:
    marks: list[str] = []
    if item.deleted_at is not None:
        marks.append(say("feed.deleted", time=clock(item.deleted_at, layout.zone)))
    elif item.edited_at is not None:
        marks.append(say("feed.edited"))
    if item.send_state in _SEND:
        marks.append(say(_SEND[item.send_state][1]) + (f": {item.send_note}" if item.send_note else ""))
    return marks + [words for words, _ in detail_marks(item, continued=continued)]


class PlainFeed(Feed):
    """The same window over the group, drawn in words."""

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """A line of the message there; the cursor's mark stands at its first."""
        found = self.model.at_line(y)
        if found is None:
            return super().line_at(y, width)
        index, offset = found
        item = self.model.shown(index)
        lines = self._lines(item, self.model.before(index))
        if offset >= len(lines):
            return BLANK, False
        first = next((at for at, line in enumerate(lines) if not line or line[0][1] != "rule"), 0)
        here = offset == first and row_key(item) == self.selected
        return (("> " if here else "  ", "text"), *lines[offset]), False

    def cursor_line(self) -> int:
        """The selected message's first line of its own, or the newest line while following."""
        index = self.model.index_of(self.model.shown_key(self.selected))
        if index is None:
            return max(self.model.height - 1, 0)
        lines = self._lines(self.model.shown(index), self.model.before(index))
        headings = next((at for at, line in enumerate(lines) if not line or line[0][1] != "rule"), 0)
        return self.model.top_of(index) + headings

    def _lines(self, item: FeedItem, previous: FeedItem | None) -> tuple[Line, ...]:
        key = ("plain", item, previous and (previous.message_id, previous.sent_at), self._layout)
        lines = self._cache.get(key)
        if lines is None:
            lines = plain_lines(item, previous, self._layout, self._painter)
            self._cache.put(key, lines)
        return lines

    def _measured(self, item: FeedItem, previous: FeedItem | None) -> int:
        return len(plain_lines(item, previous, self._layout, self._measurer))

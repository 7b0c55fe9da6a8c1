"""One message as screen lines: pure, so that heights and pictures come from one place.

Columns: bar, time, sign, name, then the text. Right-to-left text is right-aligned in
its column. Signs carry what colours say (``?`` open inquiry, ``✓`` answered, ``◆`` staff).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from rich.cells import cell_len

from modtui.domain.inquiry_states import InquiryState
from modtui.domain.kinds import Role
from modtui.domain.outgoing import SendState
from modtui.text.catalogue import say
from modtui.text.direction import has_rtl
from modtui.tui.feed_details import detail_marks, has_details, media_lines
from modtui.tui.paint import Line, Painter, padded

if TYPE_CHECKING:
    from modtui.desk.views import FeedItem
    from modtui.domain.formatting import Entity

CONTINUED = timedelta(minutes=5)
"""A further message of the same sender within this time does not repeat the name."""

_SIGNS = {
    InquiryState.POSSIBLE: ("·?", "muted"),
    InquiryState.OPEN: (" ?", "warn"),
    InquiryState.ACKNOWLEDGED: ("~?", "warn"),
    InquiryState.ASKED_BACK: ("~?", "warn"),
    InquiryState.WAITING: ("~?", "warn"),
    InquiryState.TO_VERIFY: ("~?", "warn"),
    InquiryState.ANSWERED_UNCONFIRMED: ("✓?", "ok"),
    InquiryState.ANSWERED: (" ✓", "ok"),
}

_SEND = {
    SendState.QUEUED: ("…", "feed.queued", "muted"),
    SendState.SENDING: ("→", "feed.sending", "muted"),
    SendState.FAILED: ("!", "feed.failed", "bad"),
    SendState.HELD: ("!", "feed.held", "bad"),
    SendState.CANCELLED: ("-", "feed.cancelled", "muted"),
}


@dataclass(frozen=True, slots=True)
class FeedLayout:
    """Everything besides the message that decides its lines."""

    width: int  # cells of the pane without the selection bar
    zone: tzinfo
    today: date
    read_to: int | None = None  # the moderator has read so far; None: never said

    @property
    def name_width(self) -> int:
        """Cells of the name column."""
        return 16 if self.width >= 68 else 12 if self.width >= 52 else 9

    @property
    def body_width(self) -> int:
        """Cells of the text column."""
        return max(self.width - 5 - 1 - 2 - 1 - self.name_width - 1 - 1, 8)


def is_continued(item: FeedItem, previous: FeedItem | None) -> bool:
    """Whether the name need not be repeated."""
    return (
        previous is not None
        and item.service is None
        and previous.service is None
        and item.sender_id is not None
        and item.sender_id == previous.sender_id
        and item.name == previous.name
        and item.topic_id == previous.topic_id
        and timedelta(0) <= item.sent_at - previous.sent_at < CONTINUED
    )


def day_label(item: FeedItem, previous: FeedItem | None, layout: FeedLayout) -> str | None:
    """The heading above the first message of a day, None for the others."""
    day = item.sent_at.astimezone(layout.zone).date()
    if previous is not None and previous.sent_at.astimezone(layout.zone).date() == day:
        return None
    if day == layout.today:
        return say("feed.today")
    if day == layout.today - timedelta(days=1):
        return say("feed.yesterday")
    return (
        f"{day:%A} {day.day} {day:%B %Y}" if day.year != layout.today.year else f"{day:%A} {day.day} {day:%B}"
    )


def is_first_unread(item: FeedItem, previous: FeedItem | None, layout: FeedLayout) -> bool:
    """Whether the unread marker stands above this message."""
    return (
        layout.read_to is not None
        and previous is not None
        and 0 < previous.message_id <= layout.read_to < item.message_id
    )


def feed_lines(
    item: FeedItem, previous: FeedItem | None, layout: FeedLayout, painter: Painter
) -> tuple[Line, ...]:
    """The message's lines, each exactly ``layout.width`` cells wide."""
    lines: list[Line] = []
    label = day_label(item, previous, layout)
    if label is not None:
        lines.append(_separator(label, layout.width))
    unread = is_first_unread(item, previous, layout)
    if unread:
        lines.append(_separator(say("feed.unread"), layout.width, "accent"))
    if item.service is not None:
        lines.append(_service_line(item, layout, painter))
        return tuple(lines)
    if label is not None or unread:
        continued = False
    else:
        continued = is_continued(item, previous)
    for number, body in enumerate(_body_lines(item, layout, painter, continued)):
        left = _left(item, layout, painter, continued) if number == 0 else _empty_left(layout)
        lines.append(padded((*left, *body), layout.width))
    return tuple(lines)


_MAY_BE_ADDRESS = re.compile(r"\w\.\w|//|www")


def feed_height(item: FeedItem, previous: FeedItem | None, layout: FeedLayout, measurer: Painter) -> int:
    """How many lines :func:`feed_lines` makes of it; ``measurer`` leaves the letters where they are."""
    if (
        item.service is not None
        or item.edited_at
        or item.deleted_at
        or item.send_state
        or item.looks
        or has_details(item)
        or (not item.text.isascii() and _MAY_BE_ADDRESS.search(item.text))  # one that says where it leads
    ):
        return len(feed_lines(item, previous, layout, measurer))
    height = len(measurer.body(item.text, layout.body_width)) if item.text else 0
    height += (1 if item.forwarded_from else 0) + (1 if item.quote else 0)
    headings = (day_label(item, previous, layout) is not None) + is_first_unread(item, previous, layout)
    return max(height, 1) + headings


def _separator(label: str, width: int, role: str = "muted") -> Line:
    text = f" {label} "
    left = max((width - cell_len(text)) // 2, 0)
    return padded(
        (("─" * left, "rule"), (text, role), ("─" * max(width - left - cell_len(text), 0), "rule")), width
    )


def clock(moment: datetime, zone: tzinfo) -> str:
    """Hours and minutes in the service's zone."""
    return f"{moment.astimezone(zone):%H:%M}"


def _service_line(item: FeedItem, layout: FeedLayout, painter: Painter) -> Line:
    room = layout.width - 5 - 1 - 2 - 1
    text = painter.cell(item.service or "", room, "ltr")
    return padded(
        ((clock(item.sent_at, layout.zone), "muted"), (" ·  ", "muted"), (text, "muted")), layout.width
    )


def _left(item: FeedItem, layout: FeedLayout, painter: Painter, continued: bool) -> Line:
    sign, sign_role = _sign(item)
    badge = "◆ " if item.role.is_staff else ""
    warned = f" w{min(item.warnings, 9)}" if item.warnings and not item.role.is_staff else ""
    time = (clock(item.sent_at, layout.zone) + " ", "muted")
    if continued:
        return (time, (sign, sign_role), (" " * (layout.name_width + 2), "text"))
    role = (
        "own" if item.own else "staff" if item.role.is_staff else "bot" if item.role is Role.BOT else "name"
    )
    room = layout.name_width - cell_len(badge) - cell_len(warned)
    name = painter.one_line(item.name, room)
    pad = " " * max(room - cell_len(name), 0)
    return (time, (sign + " ", sign_role), (badge + name, role), (warned, "warn"), (pad + " ", "text"))


def _empty_left(layout: FeedLayout) -> Line:
    return ((" " * (5 + 1 + 2 + 1 + layout.name_width + 1), "text"),)


def _sign(item: FeedItem) -> tuple[str, str]:
    if item.urgent:
        return "!!", "bad"
    if item.send_state in _SEND:
        return " " + _SEND[item.send_state][0], _SEND[item.send_state][2]
    if item.inquiry is not None:
        return _SIGNS.get(item.inquiry, (" -", "muted"))
    return "  ", "text"


def _body_lines(item: FeedItem, layout: FeedLayout, painter: Painter, continued: bool) -> list[Line]:
    width = layout.body_width
    lines: list[Line] = []
    if item.forwarded_from:
        text = painter.one_line(say("feed.forwarded", name=item.forwarded_from), width, "ltr")
        lines.append(((text, "muted"),))
    if item.quote is not None:
        lines.append(_quote(item, width, painter))
    shown = item.text
    role = "text"
    if item.deleted_at is not None:
        role, shown = "deleted", shown or say("feed.deleted_text")
    if item.media is not None:
        lines.extend(media_lines(item.media, width, painter))
    looks: tuple[Entity, ...] = ()
    if shown and item.deleted_at is None and (item.looks or "." in shown or any(map(str.isdigit, shown))):
        from modtui.tui.looks import bare_looks, link_lines, styled_body  # the first frame rarely has any

        looks = (*item.looks, *bare_looks(shown))
    if looks:
        lines.extend(styled_body(painter, shown, width, item.direction, looks))
        lines.extend(link_lines(painter, shown, width, looks))
    elif shown or not lines:
        lines.extend(
            ((body, role),) for body in painter.body(shown, width, item.direction if item.text else None)
        )
    for mark, mark_role in (*_marks(item, layout), *detail_marks(item, continued=continued)):
        _attach(lines, painter.one_line(mark, width, "ltr"), mark_role, width, item)
    return lines


def _quote(item: FeedItem, width: int, painter: Painter) -> Line:
    quote = item.quote
    if quote is None or quote.gone:
        return (("│ ", "quote-bar"), (say("feed.quote_gone"), "muted"))
    if not quote.stored:
        return (("│ ", "quote-bar"), (painter.one_line(quote.line, width - 2, "ltr"), "muted"))
    name = painter.one_line(quote.name, max(width // 3, 6))
    room = width - cell_len(name) - 4
    line = painter.one_line(quote.line, room)
    return (("│ ", "quote-bar"), (name, "quote-name"), (": ", "quote"), (line, "quote"))


def _marks(item: FeedItem, layout: FeedLayout) -> list[tuple[str, str]]:
    marks: list[tuple[str, str]] = []
    if item.deleted_at is not None:
        marks.append((say("feed.deleted", time=clock(item.deleted_at, layout.zone)), "muted"))
    elif item.edited_at is not None:
        marks.append((say("feed.edited"), "muted"))
    if item.send_state in _SEND:
        sign, code, role = _SEND[item.send_state]
        note = f"{sign} {say(code)}" + (f": {item.send_note}" if item.send_note else "")
        if item.send_state in (SendState.FAILED, SendState.HELD):
            note += f" ({say('feed.retry_hint')})"
        marks.append((note, role))
    return marks


def _attach(lines: list[Line], mark: str, role: str, width: int, item: FeedItem) -> None:
    """Put a mark on the last line where it fits, else on one of its own.

    Right-to-left lines keep to themselves: joined letters change a line's width when it is
    drawn, and the number of lines must not depend on that.
    """
    if len(lines[-1]) == 1 and item.direction == "ltr" and not has_rtl(item.text + lines[-1][0][0] + mark):
        bare = lines[-1][0][0].rstrip(" ")
        if cell_len(bare) + 2 + cell_len(mark) <= width:
            lines[-1] = ((bare + "  ", lines[-1][0][1]), (mark, role))
            return
    lines.append(((mark, role),))

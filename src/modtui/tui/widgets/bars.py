"""Single lines: the status line, the headings of panes and the hints at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from modtui.text.catalogue import say
from modtui.tui.paint import BLANK, Line, Painter, Span, spread, width_of
from modtui.tui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modtui.desk.views import StatusView
    from modtui.tui.keymap import KeyTable
    from modtui.tui.keys import Key

HINT = " · "
"""Stands between the hints of a dialog."""

SHORTEST_NAME = 8
"""Cells the group's name keeps however narrow the screen is."""


class LineBar(LineWidget, can_focus=False):
    """One line with a left part that gives way and a right part that stays."""

    DEFAULT_CSS = "LineBar { height: 1; overflow: hidden; }"

    def __init__(self, id: str, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._left: Line = BLANK
        self._right: Line = BLANK

    def put(self, left: Line, right: Line = BLANK) -> None:
        """Show these; redrawn only when they differ."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """The line, one blank in from both edges."""
        if y > 0:
            return BLANK, False
        right = (*self._right, (" ", "text")) if self._right else BLANK
        left = whole_hints(self._left, width - 1) if self.id == "dialog-hints" and not right else self._left
        return spread(((" ", "text"), *left), right, width), False

    @property
    def words(self) -> str:
        """What it says, for tests and screen readers."""
        return "".join(text for text, _ in (*self._left, *self._right))


def whole_hints(hints: Line, width: int) -> Line:
    """Hints that fit: of those too many the last but one goes first; the very last is the way out, and stays."""
    if len(hints) != 1 or width_of(hints) <= width:
        return hints
    ((words, role),) = hints
    parts = words.split(HINT)
    while len(parts) > 2 and cell_len(HINT.join(parts)) > width:
        del parts[-2]
    return ((HINT.join(parts), role),)


def status_parts(
    status: StatusView, width: int, painter: Painter, elsewhere: bool, outbox: str = "o"
) -> tuple[Line, Line]:
    """The status line: who and how connected on the left, what waits on the right.

    ``elsewhere``: this machine's clock shows another time than the service's zone. ``outbox``: the outbox's key.
    """
    sign = "●" if status.connection_ok else "○"
    connection: Line = (
        (
            f"{sign} {painter.one_line(status.connection, 28, 'ltr')}",
            "ok" if status.connection_ok else "warn",
        ),
    )
    safety: list[Line] = []  # that nothing can be changed, that nothing is real: never left out
    if status.read_only:
        safety.append(((say("status.read_only"), "warn"),))
    if status.demo:
        safety.append(((say("status.demo"), "warn"),))
    counts = _counts(status, outbox)
    least = SHORTEST_NAME + 2 + width_of(connection) + sum(2 + width_of(part) for part in safety)
    while len(counts) > 1 and width - 4 - width_of(_joined(counts)) < least:
        counts.pop()  # the connection is worth more than the last count
    right = _joined(counts)
    room = width - width_of(right) - 4
    parts: list[Line] = [connection, *safety]
    service = painter.one_line(say("status.service_open", service=status.service), 44, "ltr")
    parts.append(((service, "text" if status.service_open else "muted"),))
    if elsewhere:
        parts.append(((say("status.zone", zone=status.zone), "muted"),))
    spare = room - (least - SHORTEST_NAME)
    group = painter.one_line(status.group, max(min(width // 5, spare), SHORTEST_NAME))
    left: list[tuple[str, str]] = [(group, "title")]
    short: Line = ((say("status.open_short" if status.service_open else "status.closed_short"), "muted"),)
    for part in parts:
        if width_of((*left, *part)) + 2 <= room:
            left += [("  ", "text"), *part]
        elif part[0][0] == service and width_of((*left, *short)) + 2 <= room:
            left += [("  ", "text"), *short]  # whether the service is open is worth more than the zone's name
    return tuple(left), right


def _counts(status: StatusView, outbox: str) -> list[Span]:
    """What waits, the most pressing first."""
    return [
        (say(code, count=count, key=outbox), role)
        for count, code, role, always in (
            (status.failed_count, "status.failed", "bad", False),
            (status.overdue_count, "status.overdue", "bad", False),
            (status.due_soon_count, "status.soon", "warn", False),
            (status.reminder_count, "status.reminders", "warn", False),
            (status.open_count, "status.open", "text", True),
            (status.private_count, "status.private", "warn", False),
            (status.private_asks, "status.private_asks", "warn", False),
            (status.request_count, "status.requests", "warn", False),
            (status.sending_count - status.later_count, "status.sending", "muted", False),
            (status.later_count, "status.later", "muted", False),
            (status.possible_count, "status.possible", "muted", False),
        )
        if count or always
    ]


def _joined(counts: Sequence[Span]) -> Line:
    line: list[Span] = []
    for count in counts:
        line += [(" · ", "muted"), count] if line else [count]
    return tuple(line)


def key_hints(ids: Sequence[str], width: int, keys: KeyTable, *, typing: bool = False) -> Line:
    """``a answer  / snippets  ...`` as far as the width allows; help always stays, by a key that is no text."""
    help_key = keys.by_id["help"]
    tail = _hint(help_key)
    if typing:
        tail = ((next((name for name in help_key.names if len(name) > 1), "F1"), "key"), tail[1])
    line: list[tuple[str, str]] = []
    room = width - 2 - width_of(tail) - 3
    for key_id in dict.fromkeys(ids):
        hint = _hint(keys.by_id[key_id])
        separator: Line = (("  ", "muted"),) if line else BLANK
        if width_of((*line, *separator, *hint)) > room:
            continue
        line += [*separator, *hint]
    return (*line, *((("  ", "muted"),) if line else BLANK), *tail)


def _hint(key: Key) -> Line:
    return ((key.shown, "key"), (" " + key.short, "muted"))

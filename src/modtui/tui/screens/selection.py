"""What a key is about, and which keys the hint line names for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modtui.desk.views_status import QueueGroup
from modtui.text.catalogue import say

if TYPE_CHECKING:
    from modtui.desk.views import FeedItem, QueueRow
    from modtui.tui.keys import Key
    from modtui.tui.paint import Line, Painter
    from modtui.tui.widgets.composer import Composer
    from modtui.tui.widgets.other_side import OtherSide
    from modtui.tui.widgets.queue import Queue

# In a narrow window the other side is behind the next pane's key: it is among the first.
HINTS = {
    "feed": (
        "menu", "answer", "snippets", "next_pane", "mark", "warn", "remove", "undo", "end", "outbox", "quit",
    ),
    "queue": (
        "suggestion_1", "answer", "snippets", "next_pane", "warn", "dismiss", "tag", "explain", "menu", "undo",
    ),
    "detail": ("suggestion_1", "answer", "snippets", "next_pane", "explain", "warn", "dismiss", "menu"),
    "composer": ("send", "composer_snippets", "attach", "leave", "reply_kind", "other_side"),
    "post": ("send", "schedule", "composer_snippets", "attach", "leave", "preview", "other_side"),
}  # fmt: skip

NOTHING_SELECTED = ("up", "next_pane", "post", "snippets", "find", "undo", "outbox", "menu", "quit")
"""In the feed while it follows what is new: first of all the key that selects."""

NOBODY_WAITS = ("next_pane", "post", "snippets", "find", "undo", "outbox", "menu", "quit")
"""In the queue while it is empty."""

FIRST_HINTS = {
    QueueGroup.URGENT: ("urgent",),
    QueueGroup.POSSIBLE: ("mark", "dismiss"),
    QueueGroup.TO_CONFIRM: ("tag",),
    QueueGroup.ASSUMED: ("tag",),
    QueueGroup.ASK_AGAIN: ("partner", "resume"),
    QueueGroup.CHECK_BACK: ("answer", "check_back", "resume"),
    QueueGroup.SNOOZED: ("resume",),
}
"""What comes first for inquiries that wait for one key rather than for an answer."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a key is about, as of the moment it was pressed."""

    pane: str  # feed | queue: the list that was used last
    message_id: int | None = None  # the message to answer, warn about or mark; None when it has not been sent
    inquiry_id: int | None = None
    name: str = ""
    line: str = ""
    direction: str = "ltr"
    item: FeedItem | None = None
    feed_key: int | str | None = None
    queue_key: int | None = None
    following: bool = False


def hints_for(
    pane: str, row: QueueRow | None, *, closed: bool = False, nothing: bool = False
) -> tuple[str, ...]:
    """The keys that matter in a pane, for the selected row of the queue.

    ``closed``: outside service hours. ``nothing``: no row of the feed is selected.
    """
    if pane == "feed" and nothing:
        return NOTHING_SELECTED
    ids: tuple[str, ...] = HINTS.get(pane, HINTS["queue"])
    if pane in ("composer", "post") and closed:
        return ("send", "send_later", *ids)
    if pane == "other-text":
        return ("send", "other_side", "in_step")
    if pane == "queue" and row is None:
        return NOBODY_WAITS
    if pane != "queue" or row is None:
        return ids
    if row.private:
        return ("answer", "dismiss", "menu", "next_pane", "undo")
    first: tuple[str, ...] = FIRST_HINTS.get(row.group, ())
    if row.member_answer is not None:
        first = ("member_answer", *first)
    if row.waiting_on:
        first = (*first, "resume")
    if row.similar and row.state.waits_for_staff:
        first = (*first, "triage")
    return (*first, *ids)


ABOUT_WHO_WROTE = frozenset({"member", "member_page"})


def of_the_named(key: Key, selection: Selection) -> bool:
    """Whether a key about who wrote a message means the member that a selected service line names."""
    item = selection.item
    return key.id in ABOUT_WHO_WROTE and item is not None and item.names is not None


def no_message(selection: Selection) -> str:
    """Why a key that is about a message does nothing here, and what to press first."""
    if selection.item is not None:
        if selection.item.names is not None:
            return say("error.needs.written_named")
        return say("error.needs.written")  # somebody joined, something was pinned
    return say("error.needs.row" if selection.pane == "feed" else "error.needs.message")


def filter_words(queue: Queue, painter: Painter) -> Line:
    """The right end of the queue's heading: how many wait for an answer, what else is listed, and what is held back."""
    if not queue.filter.is_on:
        waiting = sum(row.state.waits_for_staff for row in queue.rows)
        rest = len(queue.rows) - waiting  # possible ones, and answers that want a word
        return ((say("queue.waiting", count=waiting, rest=rest) if rest else str(waiting), "muted"),)
    words = say(
        "queue.filtered",
        what=painter.one_line(queue.filter.label, 30),
        shown=len(queue.rows),
        all=len(queue.all_rows),
    )
    return ((words, "warn"),)


def reply_marks(composer: Composer, side: OtherSide) -> Line:
    """What is special about the reply: a doubtful snippet, a language left behind, several questions at once."""
    marks: list[tuple[str, str]] = []
    target = composer.target
    if target is not None and target.also:
        marks.append((say("composer.answers_all", count=len(target.also) + 1), "accent"))
    if target is not None and target.settles is not None:
        marks.append((say("composer.confirms"), "accent"))
    if composer.doubts:
        marks.append((say("composer.in_doubt"), "warn"))
    if side.mine_is_behind:
        marks.append((say("sides.behind_mine", language=side.mine_is_behind), "warn"))
    return tuple((words + "  ", role) for words, role in marks)

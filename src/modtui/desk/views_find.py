"""What finding messages shows: immutable views, ready for any screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modtui.desk.views import FeedItem


@dataclass(frozen=True, slots=True)
class FindHit:
    """A message that was found. Spans are [start, end) in code points."""

    item: FeedItem
    spans: tuple[tuple[int, int], ...]  # in item.text
    line: str  # one line round the first match, safe to show
    line_spans: tuple[tuple[int, int], ...]  # in line


@dataclass(frozen=True, slots=True)
class FindPage:
    """Messages that were found, newest first. Ask again with ``next_before`` for the page after; None: no more."""

    hits: tuple[FindHit, ...]
    next_before: int | None = None
    note: str = ""  # a sentence: older messages are still being indexed; nobody of that name

"""Which of the waiting inquiries the queue shows: by kind, by language, by words. Pure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modtui.desk.views_status import QueueGroup
from modtui.domain.inquiry_states import InquiryState
from modtui.text.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from modtui.desk.views import QueueRow

_PRESSING: Final = (QueueGroup.URGENT, QueueGroup.OVERDUE, QueueGroup.ASK_AGAIN, QueueGroup.TODAY)


def needs(row: QueueRow) -> str | None:
    """What a row needs that waits for no answer, in two or three words; None when its answer clock runs (RULES 2)."""
    if row.state.waits_for_staff or row.state is InquiryState.POSSIBLE:
        return None
    if row.group is QueueGroup.ASSUMED:
        return say("queue.needs.assumed")
    if row.state is InquiryState.ANSWERED_UNCONFIRMED:
        return say("queue.needs.kind")
    if row.maybe_follow_up is not None:
        return say("queue.needs.follow_up")
    return say("queue.needs.check_back" if row.group is QueueGroup.CHECK_BACK else "queue.needs.later")


def _mine(row: QueueRow) -> bool:
    waits = row.state.waits_for_staff and row.state is not InquiryState.WAITING
    return waits and row.group is not QueueGroup.SNOOZED


KINDS: Final[dict[str, Callable[[QueueRow], bool]]] = {
    "all": lambda row: True,
    "mine": _mine,
    "pressing": lambda row: row.group in _PRESSING and row.state.waits_for_staff,
    "possible": lambda row: row.group is QueueGroup.POSSIBLE,
    "confirm": lambda row: row.group in (QueueGroup.TO_CONFIRM, QueueGroup.TO_VERIFY),
    "partner": lambda row: row.state is InquiryState.WAITING,
    "private": lambda row: row.private,
}
"""What a key goes through, in this order; kinds that nobody belongs to are passed over."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """All three must hold. Empty ones let everything through."""

    kind: str = "all"
    language: str = ""
    words: str = ""

    def lets_through(self, row: QueueRow) -> bool:
        """Whether a row is shown."""
        if not KINDS[self.kind](row) or (self.language and row.language != self.language):
            return False
        if not self.words.strip():
            return True
        from modtui.text.fold import fold  # behind the first frame, which has no words to look for

        there = fold(f"{row.asker} {row.first_line} {row.waiting_on}")
        return all(word in there for word in fold(self.words).split())

    @property
    def is_on(self) -> bool:
        """Whether anything is held back."""
        return self != QueueFilter()

    @property
    def label(self) -> str:
        """For the queue's heading; empty when everything is shown."""
        parts = [say(f"queue.filter.{self.kind}")] if self.kind != "all" else []
        parts += [self.language] if self.language else []
        parts += [f"“{self.words.strip()}”"] if self.words.strip() else []
        return " · ".join(parts)


def steps(rows: Sequence[QueueRow]) -> list[QueueFilter]:
    """What one key goes through: kinds that somebody belongs to, then the languages if there are several."""
    found = [
        QueueFilter(kind) for kind, belongs in KINDS.items() if kind == "all" or any(belongs(r) for r in rows)
    ]
    languages = sorted({row.language for row in rows if row.language})
    return found + ([QueueFilter(language=one) for one in languages] if len(languages) > 1 else [])


def next_filter(now: QueueFilter, rows: Sequence[QueueRow]) -> QueueFilter:
    """The filter after this one; what was typed stays."""
    order = steps(rows)
    here = dataclasses.replace(now, words="")
    after = order[(order.index(here) + 1) % len(order)] if here in order else order[0]
    return dataclasses.replace(after, words=now.words)

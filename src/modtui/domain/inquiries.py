"""An inquiry's life as a fold over what the group shows and what moderators decided (RULES 2).

Pure: the same facts and events always give the same :class:`Inquiry`. It reads
no message text, no configuration and no list of today's admins, so it can be
folded again after text is purged. The store re-folds an inquiry whenever one
of its messages or events changes, and ``modtui verify`` uses the same function.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modtui.domain.inquiry_cycles import (
    Cycle,
    MessageFact,
    Reply,
    attached_to,
    follow_ups,
    is_by_asker,
    opened,
    replies_to,
    split,
)
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.journal import Event, Kind, effective, last_of
from modtui.domain.policy_book import PolicyBook, fold_policies

__all__ = ["Cycle", "Inquiry", "MessageFact", "PolicyBook", "Reply", "fold_inquiry", "fold_policies"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an inquiry waits for from a partner. It does not stop the clock (RULES 2)."""

    partner: str
    asked_on: datetime
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An inquiry as it stands. All times UTC; ``due`` decides the verdict, ``answer_by`` is what is shown.

    The fields down to ``answer_id`` speak of the first cycle, whose verdict stands; ``current`` is the
    cycle that counts for the queue. ``state`` is that of the current cycle.
    """

    chat_key: int
    message_id: int
    asker: str | None
    state: InquiryState
    asked_at: datetime
    policy_version: str
    start: datetime
    due: datetime
    answer_by: datetime
    clock_from: datetime
    urgent: bool = False
    by_hand: bool = False
    found: bool = True
    language: str = "other"
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    first_response_at: datetime | None = None
    answered_at: datetime | None = None
    answer_id: int | None = None
    follow_ups: int = 0
    later_cycles: tuple[Cycle, ...] = ()
    maybe_follow_up: int | None = None
    absorbed: tuple[int, ...] = ()
    merged_into: int | None = None
    snoozed_until: datetime | None = None
    check_back_at: datetime | None = None
    waiting: Waiting | None = None
    member_answer: int | None = None
    imported: bool = False
    asker_is_staff: bool = False

    @property
    def current(self) -> Cycle:
        """The cycle the queue shows: the newest."""
        if self.later_cycles:
            return self.later_cycles[-1]
        return Cycle(
            self.message_id,
            self.clock_from,
            self.policy_version,
            self.start,
            self.due,
            self.answer_by,
            self.replies,
        )

    @property
    def answer_kind(self) -> ReplyKind | None:
        """What the first answer was; None while unanswered or unsaid."""
        return next((r.kind for r in self.replies if r.message_id == self.answer_id), None)

    @property
    def all_replies(self) -> tuple[Reply, ...]:
        """Staff replies in the group of every cycle, oldest first: for figures that count replies."""
        everything = (*self.replies, *(reply for cycle in self.later_cycles for reply in cycle.replies))
        return tuple(reply for reply in everything if not reply.in_private)

    @property
    def met(self) -> bool | None:
        """Answered at or before due (RULES 1); None while there is no answer."""
        return None if self.answered_at is None else self.answered_at <= self.due

    @property
    def is_listed(self) -> bool:
        """Whether the queue has something to say about it. Imported ones never enter it (RULES 4)."""
        if self.imported:
            return False
        settled = self.state in (InquiryState.ANSWERED, InquiryState.WITHDRAWN)
        return self.state.is_listed or (
            settled and (self.maybe_follow_up is not None or self.check_back_at is not None)
        )

    @property
    def counts_as_inquiry(self) -> bool:
        """RULES 4, Inquiries: distinct group inquiries asked by non-staff, open or later."""
        return not self.asker_is_staff and self.state not in (
            InquiryState.POSSIBLE,
            InquiryState.DISMISSED,
            InquiryState.MERGED,
        )


def absorbed_by(standing: Sequence[Event]) -> tuple[int, ...]:
    """The inquiries that were merged into this one, by effective events."""
    return tuple(
        dict.fromkeys(int(e.payload["message_id"]) for e in standing if e.kind == Kind.INQUIRY_ABSORBED)
    )


def fold_inquiry(
    chat_key: int,
    root: MessageFact,
    thread: Sequence[MessageFact],
    events: Sequence[Event],
    policies: PolicyBook,
    of_absorbed: Sequence[Event] = (),
) -> Inquiry | None:
    """The inquiry asked by ``root``; None when nothing found or marked it as one.

    ``thread`` holds the messages that reply to the root, to its follow-ups or
    to what was merged into it, and staff messages linked by hand, in any order.
    ``of_absorbed``: the events of the inquiries that were merged into it, which say what their files were.
    """
    standing = effective(events)
    found = last_of(standing, Kind.INQUIRY_FOUND)
    marked = last_of(standing, Kind.INQUIRY_MARKED)
    if found is None and marked is None:
        return None
    clock_from = root.sent_at
    if marked is not None and marked.payload.get("clock_from"):
        # Edited into a question: the clock starts when it was marked (RULES 2).
        clock_from = max(root.sent_at, datetime.fromisoformat(str(marked.payload["clock_from"])))
    absorbed = absorbed_by(standing)
    roots = {root.id: root} | {fact.id: fact for fact in thread if fact.id in absorbed}
    attached = attached_to(standing) | attached_to(effective(of_absorbed))
    replies = replies_to(roots, thread, standing, attached)
    sure = marked is not None or (found is not None and found.payload["label"] == "inquiry")
    if not sure:
        # A likely one is nobody's inquiry until somebody says so: only a reply that was given a kind counts.
        replies = [reply for reply in replies if reply.kind is not None]
        sure = bool(replies)
    asked, maybe = follow_ups(roots, thread, standing)
    cycles = split(opened(root.id, clock_from, policies.at(clock_from), ()), asked, replies, policies)
    first, current = cycles[0], cycles[-1]
    decided = last_of(standing, Kind.INQUIRY_DISMISSED, Kind.INQUIRY_MERGED, Kind.INQUIRY_MARKED)
    urgent = last_of(standing, Kind.INQUIRY_URGENT)
    facts = found.payload if found is not None else marked.payload if marked is not None else {}
    # What was decided about an earlier cycle says nothing about a follow-up.
    recent = [e for e in standing if len(cycles) == 1 or e.at >= current.clock_from]
    waiting = _waiting(recent)
    member_answer = last_of(recent, Kind.INQUIRY_TO_VERIFY)
    pending = [f.id for f in maybe if current.answer is not None and f.sent_at >= current.answer.at]
    return Inquiry(
        chat_key=chat_key,
        message_id=root.id,
        asker=root.author,
        state=_state(root, current, sure, decided, waiting is not None, member_answer is not None),
        asked_at=root.sent_at,
        policy_version=first.policy_version,
        start=first.start,
        due=first.due,
        answer_by=first.answer_by,
        clock_from=clock_from,
        urgent=bool(urgent.payload["urgent"] if urgent is not None else facts.get("urgent", False)),
        by_hand=marked is not None,
        found=found is not None,
        language=str(facts.get("language", "other")),
        score=float(facts.get("score", 0.0)),
        reasons=tuple(str(code) for code in facts.get("reasons", ())),
        replies=first.replies,
        first_response_at=first.first_response_at,
        answered_at=first.answer.at if first.answer is not None else None,
        answer_id=first.answer.message_id if first.answer is not None else None,
        follow_ups=sum(1 for fact in thread if is_by_asker(roots, fact)),
        later_cycles=tuple(cycles[1:]),
        maybe_follow_up=pending[-1] if pending else None,
        absorbed=absorbed,
        merged_into=(
            int(decided.payload["into"])
            if decided is not None and decided.kind == Kind.INQUIRY_MERGED
            else None
        ),
        snoozed_until=_until(last_of(recent, Kind.INQUIRY_SNOOZED, Kind.INQUIRY_RESUMED), "until"),
        check_back_at=_check_back(recent, current),
        waiting=waiting,
        member_answer=_message_of(member_answer),
        imported=root.imported,
        asker_is_staff=root.role.is_staff,
    )


def _message_of(event: Event | None) -> int | None:
    value = event.payload.get("message_id") if event is not None else None
    return int(value) if value is not None else None


def _until(event: Event | None, key: str) -> datetime | None:
    value = event.payload.get(key) if event is not None else None
    return datetime.fromisoformat(str(value)) if value else None


def _check_back(events: Sequence[Event], current: Cycle) -> datetime | None:
    """When to ask how it went; None once staff wrote to the asker at that time or later: they were asked."""
    at = _until(last_of(events, Kind.INQUIRY_CHECK_BACK), "at")
    return None if at is not None and any(reply.at >= at for reply in current.replies) else at


def _waiting(events: Sequence[Event]) -> Waiting | None:
    event = last_of(events, Kind.INQUIRY_WAITING, Kind.INQUIRY_RESUMED)
    if event is None or event.kind != Kind.INQUIRY_WAITING:
        return None
    return Waiting(
        str(event.payload.get("partner", "")),
        _until(event, "asked_on") or event.at,
        _until(event, "remind_at"),
    )


def _state(
    root: MessageFact, current: Cycle, sure: bool, decided: Event | None, waiting: bool, member_answered: bool
) -> InquiryState:
    if decided is not None and decided.kind == Kind.INQUIRY_MERGED:
        return InquiryState.MERGED
    if decided is not None and decided.kind == Kind.INQUIRY_DISMISSED:
        return InquiryState.DISMISSED
    if current.answer is not None:
        return InquiryState.ANSWERED if current.answer.kind is not None else InquiryState.ANSWERED_UNCONFIRMED
    if root.deleted_at is not None and not root.deleted_by_staff:
        # The asker took it back. A moderator's deletion is no withdrawal: the clock goes on (RULES 2).
        return InquiryState.WITHDRAWN
    if not sure:
        return InquiryState.POSSIBLE
    if waiting:
        return InquiryState.WAITING
    if member_answered:
        return InquiryState.TO_VERIFY
    if current.replies and current.replies[-1].kind is ReplyKind.ASKED_BACK:
        return InquiryState.ASKED_BACK
    return InquiryState.ACKNOWLEDGED if current.replies else InquiryState.OPEN

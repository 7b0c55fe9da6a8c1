"""An inquiry's life as a fold over what the group shows and what moderators decided (RULES 2).

Pure: the same facts and events always give the same :class:`Inquiry`. It reads
no message text, no configuration and no list of today's admins, so it can be
folded again after text is purged. The store re-folds an inquiry whenever one
of its messages or events changes, and ``modtui verify`` uses the same function.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from modtui.domain.clock import due
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.journal import Event, Kind, effective, last_of
from modtui.domain.messages import Role
from modtui.domain.policy import ServicePolicy


@dataclass(frozen=True, slots=True)
class MessageFact:
    """What a fold may know of a message: everything but its text. ``role`` is the one held when it was sent."""

    id: int
    author: str | None
    role: Role
    sent_at: datetime
    reply_to: int | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    deleted_by_staff: bool = False
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One staff reply to an inquiry. ``kind`` None: nobody has said yet what it was."""

    message_id: int
    at: datetime
    kind: ReplyKind | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An inquiry as it stands. All times UTC; ``due`` decides the verdict, ``answer_by`` is what is shown."""

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
    merged_into: int | None = None
    snoozed_until: datetime | None = None
    waiting_on: str | None = None
    imported: bool = False
    asker_is_staff: bool = False

    @property
    def answer_kind(self) -> ReplyKind | None:
        """What the answer was; None while unanswered or unsaid."""
        return next((r.kind for r in self.replies if r.message_id == self.answer_id), None)

    @property
    def met(self) -> bool | None:
        """Answered at or before due (RULES 1); None while there is no answer."""
        return None if self.answered_at is None else self.answered_at <= self.due

    @property
    def counts_as_inquiry(self) -> bool:
        """RULES 4, Inquiries: distinct group inquiries asked by non-staff, open or later."""
        return not self.asker_is_staff and self.state not in (
            InquiryState.POSSIBLE,
            InquiryState.DISMISSED,
            InquiryState.MERGED,
        )


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """Adopted policies in order of time. The one in force when an inquiry is asked is frozen with it (RULES 1)."""

    adopted: tuple[tuple[datetime, ServicePolicy], ...]

    def at(self, moment: datetime) -> ServicePolicy:
        """The policy in force at ``moment``; before the first adoption, the first one.

        Raises LookupError when no policy was ever adopted.
        """
        if not self.adopted:
            raise LookupError("no service policy has been adopted yet")
        position = bisect_right(self.adopted, moment, key=lambda row: row[0])
        return self.adopted[max(position - 1, 0)][1]


def fold_policies(events: Iterable[Event]) -> PolicyBook:
    """The policies that ``policy.adopted`` events brought into force, by their ``since``."""
    rows = [
        (
            datetime.fromisoformat(str(event.payload["since"])),
            ServicePolicy.from_dict(event.payload["policy"]),
        )
        for event in effective(events)
        if event.kind == Kind.POLICY_ADOPTED
    ]
    return PolicyBook(tuple(sorted(rows, key=lambda row: row[0])))


def fold_inquiry(
    chat_key: int,
    root: MessageFact,
    thread: Sequence[MessageFact],
    events: Sequence[Event],
    policies: PolicyBook,
) -> Inquiry | None:
    """The inquiry asked by ``root``; None when nothing found or marked it as one.

    ``thread`` holds the messages that reply to the root, to its follow-ups or
    to what was merged into it, and staff messages linked by hand, in any order.
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
    policy = policies.at(clock_from)
    deadline = due(policy, clock_from)
    replies = _replies(root, thread, standing)
    sure = marked is not None or (found is not None and found.payload["label"] == "inquiry")
    if not sure:
        # A likely one is nobody's inquiry until somebody says so: only a reply that was given a kind counts.
        replies = tuple(reply for reply in replies if reply.kind is not None)
        sure = any(reply.kind is not None for reply in replies)
    answer = next(
        (r for r in replies if r.kind not in (ReplyKind.HOLDING, ReplyKind.ASKED_BACK)),
        None,
    )
    decided = last_of(standing, Kind.INQUIRY_DISMISSED, Kind.INQUIRY_MERGED, Kind.INQUIRY_MARKED)
    urgent = last_of(standing, Kind.INQUIRY_URGENT)
    facts = found.payload if found is not None else marked.payload if marked is not None else {}
    snoozed = last_of(standing, Kind.INQUIRY_SNOOZED)
    waiting = last_of(standing, Kind.INQUIRY_WAITING)
    return Inquiry(
        chat_key=chat_key,
        message_id=root.id,
        asker=root.author,
        state=_state(root, replies, answer, sure, decided, standing),
        asked_at=root.sent_at,
        policy_version=policy.version,
        start=deadline.start,
        due=deadline.due,
        answer_by=deadline.answer_by,
        clock_from=clock_from,
        urgent=bool(urgent.payload["urgent"] if urgent is not None else facts.get("urgent", False)),
        by_hand=marked is not None,
        found=found is not None,
        language=str(facts.get("language", "other")),
        score=float(facts.get("score", 0.0)),
        reasons=tuple(str(code) for code in facts.get("reasons", ())),
        replies=replies,
        first_response_at=replies[0].at if replies else None,
        answered_at=answer.at if answer is not None else None,
        answer_id=answer.message_id if answer is not None else None,
        follow_ups=sum(1 for fact in thread if _is_follow_up(root, fact)),
        merged_into=(
            int(decided.payload["into"])
            if decided is not None and decided.kind == Kind.INQUIRY_MERGED
            else None
        ),
        snoozed_until=_moment(snoozed, "until"),
        waiting_on=str(waiting.payload.get("partner", "")) if waiting is not None else None,
        imported=root.imported,
        asker_is_staff=root.role.is_staff,
    )


def _moment(event: Event | None, key: str) -> datetime | None:
    value = event.payload.get(key) if event is not None else None
    return datetime.fromisoformat(str(value)) if value else None


def _is_follow_up(root: MessageFact, fact: MessageFact) -> bool:
    return fact.id != root.id and root.author is not None and fact.author == root.author


def _replies(
    root: MessageFact, thread: Sequence[MessageFact], standing: Sequence[Event]
) -> tuple[Reply, ...]:
    """Staff messages addressed to the asker, oldest first, each with what somebody said it was."""
    kinds: dict[int, ReplyKind] = {}
    linked = {int(e.payload["message_id"]) for e in standing if e.kind == Kind.REPLY_LINKED}
    for event in standing:
        if event.kind in (Kind.REPLY_SENT, Kind.REPLY_TAGGED) and event.payload.get("kind"):
            kinds[int(event.payload["message_id"])] = ReplyKind(str(event.payload["kind"]))
        if event.kind == Kind.REPLY_SENT:
            linked.add(int(event.payload["message_id"]))
    addressed = {root.id} | {fact.id for fact in thread if _is_follow_up(root, fact)}
    found = [
        Reply(fact.id, fact.sent_at, kinds.get(fact.id))
        for fact in thread
        if fact.role.answers_count
        and fact.author != root.author
        and fact.deleted_at is None
        and (fact.reply_to in addressed or fact.id in linked)
        and kinds.get(fact.id) is not ReplyKind.NOT_A_REPLY
    ]
    return tuple(sorted(found, key=lambda reply: (reply.at, reply.message_id)))


def _state(
    root: MessageFact,
    replies: Sequence[Reply],
    answer: Reply | None,
    sure: bool,
    decided: Event | None,
    standing: Sequence[Event],
) -> InquiryState:
    if decided is not None and decided.kind == Kind.INQUIRY_MERGED:
        return InquiryState.MERGED
    if decided is not None and decided.kind == Kind.INQUIRY_DISMISSED:
        return InquiryState.DISMISSED
    if answer is not None:
        return InquiryState.ANSWERED if answer.kind is not None else InquiryState.ANSWERED_UNCONFIRMED
    if root.deleted_at is not None and not root.deleted_by_staff:
        # The asker took it back. A moderator's deletion is no withdrawal: the clock goes on (RULES 2).
        return InquiryState.WITHDRAWN
    if not sure:
        return InquiryState.POSSIBLE
    if last_of(standing, Kind.INQUIRY_WAITING) is not None:
        return InquiryState.WAITING
    if last_of(standing, Kind.INQUIRY_TO_VERIFY) is not None:
        return InquiryState.TO_VERIFY
    if replies and replies[-1].kind is ReplyKind.ASKED_BACK:
        return InquiryState.ASKED_BACK
    if replies:
        return InquiryState.ACKNOWLEDGED
    return InquiryState.OPEN

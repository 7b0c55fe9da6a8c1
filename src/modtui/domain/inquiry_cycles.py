"""The cycles of an inquiry: the question itself, and each follow-up that opens its own clock (RULES 2).

A follow-up is a new cycle only once the question before it was answered; until
then it belongs to the cycle that is still open. The first verdict stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from modtui.domain.clock import due
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.journal import Event, Kind
from modtui.domain.messages import Role
from modtui.domain.policy import ServicePolicy
from modtui.domain.policy_book import PolicyBook

#: In place of the id of a reply that was given in private: no message of the group has it.
IN_PRIVATE: Final = 0


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
    """One staff reply to an inquiry. ``kind`` None: nobody has said yet what it was.

    ``in_private``: somebody said that the answer was given in a private chat; it has no message here.
    """

    message_id: int
    at: datetime
    kind: ReplyKind | None
    in_private: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """One question and its answer on one clock. ``message_id`` asks; ``clock_from`` is when the clock heard of it."""

    message_id: int
    clock_from: datetime
    policy_version: str
    start: datetime
    due: datetime
    answer_by: datetime
    replies: tuple[Reply, ...] = ()

    @property
    def first_response_at(self) -> datetime | None:
        """The first staff reply of any kind."""
        return self.replies[0].at if self.replies else None

    @property
    def answer(self) -> Reply | None:
        """The first reply not tagged holding or asking back."""
        return next(
            (r for r in self.replies if r.kind not in (ReplyKind.HOLDING, ReplyKind.ASKED_BACK)), None
        )

    @property
    def met(self) -> bool | None:
        """Answered at or before due (RULES 1); None while there is no answer."""
        answer = self.answer
        return None if answer is None else answer.at <= self.due


def opened(message_id: int, clock_from: datetime, policy: ServicePolicy, replies: Sequence[Reply]) -> Cycle:
    """A cycle with its deadline worked out under the policy in force when it was asked."""
    deadline = due(policy, clock_from)
    return Cycle(
        message_id,
        clock_from,
        policy.version,
        deadline.start,
        deadline.due,
        deadline.answer_by,
        tuple(replies),
    )


def is_by_asker(roots: Mapping[int, MessageFact], fact: MessageFact) -> bool:
    """Whether this message is the asker's own, in their question's thread."""
    authors = {root.author for root in roots.values() if root.author is not None}
    return fact.id not in roots and fact.author in authors


def attached_to(standing: Sequence[Event]) -> set[int]:
    """Files and further parts that left with an answer: no replies of their own."""
    return {int(e.payload["message_id"]) for e in standing if e.kind == Kind.REPLY_ATTACHED}


def replies_to(
    roots: Mapping[int, MessageFact],
    thread: Sequence[MessageFact],
    standing: Sequence[Event],
    attached: Collection[int],
) -> list[Reply]:
    """Staff messages addressed to the asker, oldest first, each with what somebody said it was.

    ``attached``: see :func:`attached_to`, of these events and of those of what was merged into the inquiry.
    """
    kinds: dict[int, ReplyKind] = {}
    linked: set[int] = set()
    for event in standing:
        if event.kind in (Kind.REPLY_SENT, Kind.REPLY_TAGGED) and event.payload.get("kind"):
            kinds[int(event.payload["message_id"])] = ReplyKind(str(event.payload["kind"]))
        if event.kind in (Kind.REPLY_SENT, Kind.REPLY_LINKED):
            linked.add(int(event.payload["message_id"]))
    addressed = set(roots) | {fact.id for fact in thread if is_by_asker(roots, fact)}
    authors = {root.author for root in roots.values()}
    found = [
        Reply(fact.id, fact.sent_at, kinds.get(fact.id))
        for fact in thread
        if fact.role.answers_count
        and fact.author not in authors
        and fact.deleted_at is None
        and fact.id not in attached
        and (fact.reply_to in addressed or fact.id in linked)
        and kinds.get(fact.id) is not ReplyKind.NOT_A_REPLY
    ]
    found += [
        Reply(IN_PRIVATE, event.at, ReplyKind(str(event.payload["kind"])), in_private=True)
        for event in standing
        if event.kind == Kind.INQUIRY_PRIVATELY_ANSWERED
    ]
    return sorted(found, key=lambda reply: (reply.at, reply.message_id))


def follow_ups(
    roots: Mapping[int, MessageFact], thread: Sequence[MessageFact], standing: Sequence[Event]
) -> tuple[list[MessageFact], list[MessageFact]]:
    """(follow-ups that ask, follow-ups that may ask and nobody has decided), oldest first."""
    verdicts: dict[int, str] = {}
    for event in standing:
        if event.kind == Kind.FOLLOW_UP_FOUND:
            verdicts[int(event.payload["message_id"])] = str(event.payload["label"])
        elif event.kind == Kind.FOLLOW_UP_SETTLED:
            verdicts[int(event.payload["message_id"])] = "none"
    facts = {fact.id: fact for fact in thread if fact.id not in roots and fact.deleted_at is None}
    asked = [facts[i] for i, label in verdicts.items() if label == "inquiry" and i in facts]
    maybe = [facts[i] for i, label in verdicts.items() if label == "possible" and i in facts]
    by_time = lambda fact: (fact.sent_at, fact.id)  # noqa: E731
    return sorted(asked, key=by_time), sorted(maybe, key=by_time)


def split(
    first: Cycle, asked: Sequence[MessageFact], replies: Sequence[Reply], book: PolicyBook
) -> list[Cycle]:
    """The cycles in order: a follow-up opens one only when the cycle before it had its answer by then."""
    starts: list[tuple[datetime, int]] = [(first.clock_from, first.message_id)]
    for fact in asked:
        answered = any(
            (reply.at, reply.message_id) <= (fact.sent_at, fact.id)
            and (len(starts) == 1 or (reply.at, reply.message_id) > starts[-1])
            and reply.kind not in (ReplyKind.HOLDING, ReplyKind.ASKED_BACK)
            for reply in replies
        )
        if answered:
            starts.append((fact.sent_at, fact.id))
    cycles = []
    for number, (at, message_id) in enumerate(starts):
        until = starts[number + 1] if number + 1 < len(starts) else None
        # By time and then by id: Telegram's dates are whole seconds, and a reply can share one with a question.
        own = [
            reply
            for reply in replies
            if (number == 0 or (reply.at, reply.message_id) > (at, message_id))
            and (until is None or (reply.at, reply.message_id) < until)
        ]
        cycles.append(opened(message_id, at, book.at(at), own) if number else _with_replies(first, own))
    return cycles


def _with_replies(cycle: Cycle, replies: Sequence[Reply]) -> Cycle:
    return Cycle(
        cycle.message_id,
        cycle.clock_from,
        cycle.policy_version,
        cycle.start,
        cycle.due,
        cycle.answer_by,
        tuple(replies),
    )

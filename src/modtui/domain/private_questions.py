"""A private question: who waits in a private chat that was opted in, since when and until when (RULES 2).

Pure. It knows that messages came and went, never what they say. The clock is the service's own; what is
asked in private counts as private messages and never as an inquiry (RULES 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from modtui.domain.clock import Deadline, due
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.journal import Event, Kind, effective
from modtui.domain.policy_book import PolicyBook

_NO_ANSWER: Final = (ReplyKind.HOLDING, ReplyKind.ASKED_BACK)


@dataclass(frozen=True, slots=True)
class PrivateFact:
    """That a message stands in a private chat. Ids of one account's private messages rise with time.

    ``automatic``: a warning or a notice of moderation, or a file that went with a reply: it answers nothing.
    ``through``: the newest message of the member that the moderator had before them when writing this reply; None
    where that is not known (sent from a phone): then it answers everything before it.
    """

    id: int
    at: datetime
    outgoing: bool
    automatic: bool = False
    through: int | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PrivateQuestion:
    """Somebody waits for an answer in private. ``messages`` counts what they wrote since.

    ``told`` is the newest of our replies that were no answer (holding, asked back), where that still stands.
    """

    first_id: int
    newest_id: int
    waits_since: datetime
    messages: int
    deadline: Deadline
    told: ReplyKind | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PrivateState:
    """A private chat as it stands: what waits, and how far what they wrote has been handled.

    ``handled`` are the ids up to which a read receipt may go, each with the moment that was decided. ``kinds``
    says of our own messages what somebody said they were.
    """

    question: PrivateQuestion | None
    handled: tuple[tuple[int, datetime], ...] = ()
    kinds: tuple[tuple[int, ReplyKind], ...] = ()

    def handled_through(self, before: datetime) -> int:
        """The id up to which everything was handled at or before this moment; 0 for nothing."""
        return max((through for through, at in self.handled if at <= before), default=0)


def fold_private(facts: Sequence[PrivateFact], events: Sequence[Event], policies: PolicyBook) -> PrivateState:
    """One private chat folded from what came and went there and what was decided about it.

    The question begins with the first message of theirs that no staff message from anywhere has answered and
    nobody has settled ("needs no reply"). A withdrawn (deleted) message asks nothing, a deleted answer answers nothing.
    A holding reply and a question asked back are no answer either: the clock goes on (RULES 2).
    """
    decided = effective(events)
    kinds = {
        int(event.payload["message_id"]): ReplyKind(str(event.payload["kind"]))
        for event in decided
        if event.kind == Kind.PRIVATE_REPLIED and event.payload.get("kind")
    }
    said = tuple(kinds.items())
    standing = sorted((fact for fact in facts if fact.deleted_at is None), key=lambda fact: fact.id)
    handled = [
        (fact.id if fact.through is None else fact.through, fact.at)
        for fact in standing
        if fact.outgoing and not fact.automatic and kinds.get(fact.id, ReplyKind.INFORMATION).is_answer
    ]
    handled += [
        (int(event.payload["through"]), event.at) for event in decided if event.kind == Kind.PRIVATE_SETTLED
    ]
    through = max((number for number, _ in handled), default=0)
    waiting = [fact for fact in standing if not fact.outgoing and fact.id > through]
    if not waiting:
        return PrivateState(None, tuple(handled), said)
    first, newest = waiting[0], waiting[-1]
    deadline = due(policies.at(first.at), first.at)
    told = next(
        (f for f in reversed(standing) if f.outgoing and kinds.get(f.id) in _NO_ANSWER and f.id > first.id),
        None,
    )
    if told is not None and kinds[told.id] is ReplyKind.ASKED_BACK and newest.id > told.id:
        told = None  # they have said what was asked: it is our turn again
    question = PrivateQuestion(
        first.id,
        newest.id,
        first.at,
        len(waiting),
        deadline,
        kinds[told.id] if told is not None else None,
        told.at if told is not None else None,
    )
    return PrivateState(question, tuple(handled), said)


def waiting_elsewhere(events: Iterable[Event], own_client: str) -> int:
    """How many private questions wait with other moderators: the newest count of each of their installations.

    A count is all that anybody else is told (RULES 2 and 5).
    """
    newest: dict[tuple[int, str], int] = {}
    for event in effective(events):
        if event.kind == Kind.PRIVATE_WAITS and event.client_id != own_client:
            newest[event.author_id, event.client_id] = int(event.payload["count"])
    return sum(newest.values())

"""A private question: who waits in a private chat that was opted in, since when and until when (RULES 2).

Pure. It knows that messages came and went, never what they say. The clock is the service's own; what is
asked in private counts as private messages and never as an inquiry (RULES 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from modtui.domain.clock import Deadline, due
from modtui.domain.journal import Event, Kind, effective
from modtui.domain.policy_book import PolicyBook


@dataclass(frozen=True, slots=True)
class PrivateFact:
    """That a message stands in a private chat. Ids of one account's private messages rise with time.

    ``automatic``: a warning or a notice of moderation, which answers nothing. ``through``: the newest message of
    the member that the moderator had before them when writing this reply; None where that is not known (sent
    from a phone): then it answers everything before it.
    """

    id: int
    at: datetime
    outgoing: bool
    automatic: bool = False
    through: int | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PrivateQuestion:
    """Somebody waits for an answer in private. ``messages`` counts what they wrote since."""

    first_id: int
    newest_id: int
    waits_since: datetime
    messages: int
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class PrivateState:
    """A private chat as it stands: what waits, and how far what they wrote has been handled.

    ``handled`` are the ids up to which a read receipt may go, each with the moment that was decided.
    """

    question: PrivateQuestion | None
    handled: tuple[tuple[int, datetime], ...] = ()

    def handled_through(self, before: datetime) -> int:
        """The id up to which everything was handled at or before this moment; 0 for nothing."""
        return max((through for through, at in self.handled if at <= before), default=0)


def fold_private(facts: Sequence[PrivateFact], events: Sequence[Event], policies: PolicyBook) -> PrivateState:
    """One private chat folded from what came and went there and what was decided about it.

    The question begins with the first message of theirs that no staff message from anywhere has answered and
    nobody has settled ("needs no reply"). A withdrawn (deleted) message asks nothing, a deleted answer answers nothing.
    """
    standing = sorted((fact for fact in facts if fact.deleted_at is None), key=lambda fact: fact.id)
    handled = [
        (fact.id if fact.through is None else fact.through, fact.at)
        for fact in standing
        if fact.outgoing and not fact.automatic
    ]
    handled += [
        (int(event.payload["through"]), event.at)
        for event in effective(events)
        if event.kind == Kind.PRIVATE_SETTLED
    ]
    through = max((number for number, _ in handled), default=0)
    waiting = [fact for fact in standing if not fact.outgoing and fact.id > through]
    if not waiting:
        return PrivateState(None, tuple(handled))
    first = waiting[0]
    deadline = due(policies.at(first.at), first.at)
    question = PrivateQuestion(first.id, waiting[-1].id, first.at, len(waiting), deadline)
    return PrivateState(question, tuple(handled))


def waiting_elsewhere(events: Iterable[Event], own_client: str) -> int:
    """How many private questions wait with other moderators: the newest count of each of their installations.

    A count is all that anybody else is told (RULES 2 and 5).
    """
    newest: dict[tuple[int, str], int] = {}
    for event in effective(events):
        if event.kind == Kind.PRIVATE_WAITS and event.client_id != own_client:
            newest[event.author_id, event.client_id] = int(event.payload["count"])
    return sum(newest.values())

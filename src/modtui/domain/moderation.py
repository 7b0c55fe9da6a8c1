"""The ladder: what the guidelines propose for a post, and in which steps (RULES 3).

What the ladder proposes is computed from the actions that stand: a warning that could not be
delivered, was taken back, was voided or has expired does not count. Actions themselves are in
:mod:`modtui.domain.actions`; their names are given here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from modtui.domain.actions import (
    TO_THE_GROUP,
    Action,
    ActionKind,
    ActionStatus,
    Earlier,
    Step,
    StepKind,
    StepOutcome,
    fold_action,
)

__all__ = [
    "TO_THE_GROUP",
    "Action",
    "ActionKind",
    "ActionStatus",
    "Category",
    "Earlier",
    "NextStep",
    "Proposal",
    "Rung",
    "Step",
    "StepKind",
    "StepOutcome",
    "family",
    "fold_action",
    "is_warning",
    "known_as",
    "propose",
    "steps_for",
    "warnings_in_force",
]


class Rung(StrEnum):
    """One word of a category's ladder, as the configuration writes it."""

    DELETE = "delete"
    REPOST_DESCRIPTION = "repost-description"
    NOTE = "note"  # a private message that is no warning
    WARN = "warn"
    PROPOSE_REMOVAL = "propose-removal"
    BAN = "ban"
    TELL = "tell"  # after a ban: the member is told why


class NextStep(StrEnum):
    """What the ladder proposes. Removal is never automatic."""

    NOTE = "note"
    FIRST_WARNING = "first_warning"
    ANOTHER_WARNING = "another_warning"
    REMOVAL = "removal"
    BAN_AT_ONCE = "ban_at_once"  # offensive


@dataclass(frozen=True, slots=True)
class Category:
    """A reason for acting, from the configuration.

    ``ladder`` holds one row for each time; the last goes for every later time. ``was`` are names it had before;
    ``families`` those whose warnings count for it, its own and that of names of before (empty: its own).
    """

    code: str
    title: str
    ladder: tuple[tuple[Rung, ...], ...]
    notice: str | None = None
    was: tuple[str, ...] = ()
    families: frozenset[str] = frozenset()

    def counts(self, code: str) -> bool:
        """Whether what was decided for this reason counts for the category: warnings of one family add up."""
        return family(code) in (self.families or {family(self.code)})

    def rungs(self, time: int) -> tuple[Rung, ...]:
        """The row for the ``time``-th incident, counted from 0."""
        return self.ladder[min(time, len(self.ladder) - 1)]

    @property
    def deletes(self) -> bool:
        """Whether the post goes with it."""
        return any(Rung.DELETE in row for row in self.ladder)

    @property
    def bans_at_once(self) -> bool:
        """Whether the first time already removes (offensive)."""
        return Rung.BAN in self.ladder[0]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the ladder proposes for a post, with the earlier incidents it rests on."""

    next_step: NextStep
    rungs: tuple[Rung, ...]
    warnings: int  # in force, of this category's family, before this post
    incidents: int  # warnings and notes together
    settled_by: str | None = None  # the action whose notice came after this post: the same incident


def family(code: str) -> str:
    """The name up to its first dash: categories of one family add up."""
    return code.partition("-")[0]


def known_as(categories: Iterable[Category], code: str) -> Category | None:
    """The category of this name, today's or one it had before; None where there is none any more."""
    found = list(categories)
    by_name = next((c for c in found if c.code == code), None)
    return by_name or next((c for c in found if code in c.was), None)


def warnings_in_force(actions: Iterable[Action], at: datetime, expiry: timedelta) -> list[Action]:
    """One member's warnings that count at ``at``, oldest first."""
    counted = [a for a in actions if a.counts_as_warning(at, expiry)]
    return sorted(counted, key=_told_at)


def _told_at(action: Action) -> tuple[datetime, str]:
    """The order in which members were told; of one moment whichever, but always the same."""
    return action.delivered_at or action.planned_at, action.action_id


def propose(
    category: Category, actions: Iterable[Action], posted_at: datetime, at: datetime, expiry: timedelta
) -> Proposal:
    """What the ladder proposes for a post of ``posted_at``.

    A post made before the last notice reached the member belongs to the same
    incident: it is no further step (RULES 3).
    """
    noted = [
        action
        for action in actions
        if action.kind in (ActionKind.WARN, ActionKind.REMOVE)
        and category.counts(action.category)
        and action.counts_as_incident(at, expiry)
        and action.delivered_at is not None
    ]
    earlier = [a for a in noted if a.delivered_at is not None and a.delivered_at < posted_at]
    settling = min((a for a in noted if a not in earlier), key=_told_at, default=None)
    incidents = _incidents(earlier)
    warnings = sum(any(action.warning for action in incident) for incident in incidents)
    rungs = category.rungs(len(incidents))
    if Rung.BAN in rungs:
        step = NextStep.BAN_AT_ONCE
    elif Rung.PROPOSE_REMOVAL in rungs:
        step = NextStep.REMOVAL
    elif Rung.WARN in rungs:
        step = NextStep.FIRST_WARNING if warnings == 0 else NextStep.ANOTHER_WARNING
    else:
        step = NextStep.NOTE
    return Proposal(step, rungs, warnings, len(incidents), settling.action_id if settling else None)


def _incidents(noted: Iterable[Action]) -> list[list[Action]]:
    """Notices by incident: one about a post from before the notice before it belongs to the same (RULES 3).

    Two moderators may have told the same member at the same time; that is no further step.
    """
    incidents: list[list[Action]] = []
    told: datetime | None = None
    for action in sorted(noted, key=_told_at):
        if told is not None and action.posted_at is not None and action.posted_at <= told:
            incidents[-1].append(action)
        else:
            incidents.append([action])
        told = action.delivered_at
    return incidents


def steps_for(kind: ActionKind, category: Category, proposal: Proposal) -> tuple[StepKind, ...]:
    """The steps of an action in the order RULES 3 asks for.

    Offensive: delete and ban first, told afterwards. Otherwise the post is
    deleted where the category says so, the member is told in private, then banned.
    """
    delete = (StepKind.DELETE_POST,) if category.deletes else ()
    if kind is ActionKind.WARN:
        rungs = category.rungs(0) if proposal.next_step is NextStep.REMOVAL else proposal.rungs
        repost = (StepKind.REPOST_DESCRIPTION,) if Rung.REPOST_DESCRIPTION in rungs else ()
        return (*delete, *repost, StepKind.PRIVATE_MESSAGE)
    if category.bans_at_once:
        return (*delete, StepKind.BAN, StepKind.PRIVATE_MESSAGE)
    return (*delete, StepKind.PRIVATE_MESSAGE, StepKind.BAN)


def is_warning(kind: ActionKind, proposal: Proposal) -> bool:
    """Whether this action is meant to count as a warning: a note and a removal are none."""
    return kind is ActionKind.WARN and proposal.next_step is not NextStep.NOTE

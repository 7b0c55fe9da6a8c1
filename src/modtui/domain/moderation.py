"""Warnings and removals: the ladder, and actions as folds over their steps (RULES 3).

An action is planned as a whole, then carried out step by step; each step's
outcome is an event. What the ladder proposes is computed from the actions that
stand: a warning that could not be delivered, was taken back, was voided or has
expired does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from modtui.domain.journal import Event, Kind, effective


class ActionKind(StrEnum):
    """What a moderator decided to do."""

    WARN = "warn"
    REMOVE = "remove"


class StepKind(StrEnum):
    """One thing an action does at Telegram."""

    DELETE_POST = "delete_post"
    REPOST_DESCRIPTION = "repost_description"  # the group's purpose, posted again for all
    PRIVATE_MESSAGE = "private_message"
    BAN = "ban"


class StepOutcome(StrEnum):
    """How a step ended; WAITING until it has been tried."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class ActionStatus(StrEnum):
    """Where an action stands as a whole."""

    STAGED = "staged"  # inside the seconds in which it can be taken back
    RUNNING = "running"
    STOPPED = "stopped"  # a step failed: resume, skip or undo
    DONE = "done"
    TAKEN_BACK = "taken_back"  # nothing was sent
    UNDONE = "undone"


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

    ``ladder`` holds one row for each time; the last goes for every later time.
    """

    code: str
    title: str
    ladder: tuple[tuple[Rung, ...], ...]
    notice: str | None = None

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


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an action as it stands. ``error`` is a code; ``message_id`` what it made or deleted.

    A ban that found the member banned already is DONE with the error ``already-banned``: undoing the
    action must not lift somebody's earlier ban (RULES 3).
    """

    number: int
    kind: StepKind
    outcome: StepOutcome = StepOutcome.WAITING
    at: datetime | None = None
    error: str = ""
    message_id: int | None = None
    outbox: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A decided action with its steps. ``warning`` says whether it is meant to count as one."""

    action_id: str
    kind: ActionKind
    category: str
    member: str
    chat_key: int
    about: int
    author_id: int
    planned_at: datetime
    starts_at: datetime
    steps: tuple[Step, ...]
    status: ActionStatus
    warning: bool
    voided: bool = False

    @property
    def delivered_at(self) -> datetime | None:
        """When the private message reached the member; None when it did not."""
        return next(
            (
                s.at
                for s in self.steps
                if s.kind is StepKind.PRIVATE_MESSAGE and s.outcome is StepOutcome.DONE
            ),
            None,
        )

    @property
    def removed(self) -> bool:
        """Whether the member was banned by this action and that stands."""
        return self.status is not ActionStatus.UNDONE and any(
            s.kind is StepKind.BAN and s.outcome is StepOutcome.DONE for s in self.steps
        )

    def counts_as_warning(self, at: datetime, expiry: timedelta) -> bool:
        """Whether this is a warning in force at ``at``: delivered, not voided, not expired (RULES 3)."""
        return self.warning and self.counts_as_incident(at, expiry)

    def counts_as_incident(self, at: datetime, expiry: timedelta) -> bool:
        """Whether this reached the member and still stands: a warning, or a note that is none."""
        delivered = self.delivered_at
        return (
            not self.voided
            and self.status is not ActionStatus.UNDONE
            and delivered is not None
            and delivered <= at < delivered + expiry
        )

    @property
    def next_step(self) -> Step | None:
        """The first step that has neither been done nor skipped."""
        return next(
            (s for s in self.steps if s.outcome in (StepOutcome.WAITING, StepOutcome.FAILED)),
            None,
        )


def fold_action(events: Sequence[Event], now: datetime | None = None) -> Action | None:
    """One action from its events (one subject); None when its planning was undone or never written.

    ``now`` only tells STAGED from RUNNING; stored rows are folded without it.
    """
    standing = effective(events)
    plan = next((e for e in standing if e.kind == Kind.ACTION_PLANNED), None)
    if plan is None:
        return None
    steps = [Step(int(raw["number"]), StepKind(str(raw["kind"]))) for raw in _rows(plan.payload)]
    taken_back = undone = voided = False
    for event in standing:
        if event.kind == Kind.ACTION_STEP:
            number = int(event.payload["number"])
            steps = [_with_outcome(step, event) if step.number == number else step for step in steps]
        elif event.kind == Kind.ACTION_TAKEN_BACK:
            taken_back = True
        elif event.kind == Kind.ACTION_UNDONE:
            undone = True
        elif event.kind == Kind.WARNING_VOIDED:
            voided = True
    starts_at = datetime.fromisoformat(str(plan.payload["starts_at"]))
    return Action(
        action_id=str(plan.payload["action"]),
        kind=ActionKind(str(plan.payload["kind"])),
        category=str(plan.payload["category"]),
        member=str(plan.payload["member"]),
        chat_key=int(plan.payload["chat"]),
        about=int(plan.payload["about"]),
        author_id=plan.author_id,
        planned_at=plan.at,
        starts_at=starts_at,
        steps=tuple(steps),
        status=_status(steps, starts_at, taken_back, undone, now),
        warning=bool(plan.payload["warning"]),
        voided=voided,
    )


def _rows(payload: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = payload["steps"]
    return rows


def _with_outcome(step: Step, event: Event) -> Step:
    message_id = event.payload.get("message_id")
    return Step(
        number=step.number,
        kind=step.kind,
        outcome=StepOutcome(str(event.payload["outcome"])),
        at=datetime.fromisoformat(str(event.payload["at"])) if event.payload.get("at") else event.at,
        error=str(event.payload.get("error", "")),
        message_id=int(message_id) if message_id is not None else None,
        outbox=event.payload.get("outbox"),
    )


def _status(
    steps: Sequence[Step], starts_at: datetime, taken_back: bool, undone: bool, now: datetime | None
) -> ActionStatus:
    if undone:
        return ActionStatus.UNDONE
    if taken_back:
        return ActionStatus.TAKEN_BACK
    if any(step.outcome is StepOutcome.FAILED for step in steps):
        return ActionStatus.STOPPED
    if all(step.outcome in (StepOutcome.DONE, StepOutcome.SKIPPED) for step in steps):
        return ActionStatus.DONE
    if now is not None and now < starts_at:
        return ActionStatus.STAGED
    return ActionStatus.RUNNING


def warnings_in_force(actions: Iterable[Action], at: datetime, expiry: timedelta) -> list[Action]:
    """One member's warnings that count at ``at``, oldest first."""
    counted = [a for a in actions if a.counts_as_warning(at, expiry)]
    return sorted(counted, key=lambda action: action.delivered_at or action.planned_at)


def propose(
    category: Category, actions: Iterable[Action], posted_at: datetime, at: datetime, expiry: timedelta
) -> Proposal:
    """What the ladder proposes for a post of ``posted_at``.

    A post made before the last notice reached the member belongs to the same
    incident: it is no further step (RULES 3).
    """
    family = category.code.partition("-")[0]
    earlier = [
        action
        for action in actions
        if action.category.partition("-")[0] == family
        and action.counts_as_incident(at, expiry)
        and action.delivered_at is not None
        and action.delivered_at < posted_at
    ]
    warnings = sum(1 for action in earlier if action.warning)
    rungs = category.rungs(len(earlier))
    if Rung.BAN in rungs:
        step = NextStep.BAN_AT_ONCE
    elif Rung.PROPOSE_REMOVAL in rungs:
        step = NextStep.REMOVAL
    elif Rung.WARN in rungs:
        step = NextStep.FIRST_WARNING if warnings == 0 else NextStep.ANOTHER_WARNING
    else:
        step = NextStep.NOTE
    return Proposal(step, rungs, warnings, len(earlier))


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

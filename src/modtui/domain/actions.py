"""What moderators do to posts, members and the group: actions as folds over their steps (RULES 3).

An action is planned as a whole, then carried out step by step; each step's outcome is an event. What
is about joining and leaving, and about the whole group, is an action like a warning: it is staged,
resumed after a crash, undone and recorded in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from modtui.domain.journal import Event, Kind, effective


class ActionKind(StrEnum):
    """What a moderator decided to do."""

    WARN = "warn"
    REMOVE = "remove"
    DELETE = "delete"  # the post only
    MUTE = "mute"
    LEAVE = "leave"  # the member asked to go
    CLEAR = "clear"  # everything one member wrote, in a raid
    READMIT = "readmit"  # back in, on appeal
    ADMIT = "admit"  # a join request
    DENY = "deny"
    WELCOME = "welcome"
    SLOW_MODE = "slow_mode"
    READ_ONLY = "read_only"
    GUIDELINES = "guidelines"  # posted again, and pinned

    @property
    def about_the_group(self) -> bool:
        """Whether it concerns the group as a whole and no member."""
        return self in (ActionKind.SLOW_MODE, ActionKind.READ_ONLY, ActionKind.GUIDELINES)


class StepKind(StrEnum):
    """One thing an action does at Telegram."""

    DELETE_POST = "delete_post"
    REPOST_DESCRIPTION = "repost_description"  # the group's purpose, posted again for all
    PRIVATE_MESSAGE = "private_message"
    BAN = "ban"
    GROUP_NOTICE = "group_notice"  # to everybody, naming nobody; or a welcome
    MUTE = "mute"
    TAKE_OUT = "take_out"  # out of the group, no lasting ban
    LIFT = "lift"  # what TAKE_OUT left behind, or on appeal a ban
    CLEAR_POSTS = "clear_posts"
    APPROVE = "approve"
    DENY = "deny"
    SLOW_MODE = "slow_mode"
    READ_ONLY = "read_only"
    PIN = "pin"  # what an earlier step of the action posted

    @property
    def is_sent(self) -> bool:
        """Whether it is a message, which leaves by the outbox."""
        return self in (StepKind.PRIVATE_MESSAGE, *TO_THE_GROUP)


#: Steps that post in the group; what they post is no staff post to be counted (RULES 4, Posts).
TO_THE_GROUP = frozenset({StepKind.REPOST_DESCRIPTION, StepKind.GROUP_NOTICE})


class StepOutcome(StrEnum):
    """How a step ended; WAITING until it has been tried."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


FOUND_SO: Final = frozenset(
    {
        "already-banned",
        "already-muted",
        "not-banned",
        "so-already",
        "gone-already",
        "banned-since",
        "post-gone",
    }
)
"""Codes of a step that is done because somebody else had done it before."""
UNHEARD: Final = frozenset({"", "begun", "not-connected", "telegram-trouble", "unexpected"})
"""Codes of a step that was asked of Telegram and not answered."""


PRIVACY_FAMILY: Final = "privacy"
"""Categories of this family are about personal data in the open."""


class ActionStatus(StrEnum):
    """Where an action stands as a whole."""

    STAGED = "staged"  # inside the seconds in which it can be taken back
    RUNNING = "running"
    STOPPED = "stopped"  # a step failed: resume, skip or undo
    DONE = "done"
    TAKEN_BACK = "taken_back"  # nothing was sent
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Earlier:
    """How things stood just before a step, so that taking it back restores that and no more (RULES 3)."""

    banned: bool = False
    forbidden: tuple[str, ...] = ()  # to the member, or to everybody; by Telegram's names
    until: datetime | None = None
    seconds: int = 0  # the slow mode

    def to_payload(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return {
            "banned": self.banned,
            "forbidden": list(self.forbidden),
            "until": self.until.isoformat() if self.until is not None else None,
            "seconds": self.seconds,
        }

    @classmethod
    def from_payload(cls, raw: Mapping[str, Any] | None) -> Earlier | None:
        """From the journal; None where a step kept nothing."""
        if raw is None:
            return None
        return cls(
            bool(raw["banned"]),
            tuple(str(name) for name in raw["forbidden"]),
            _moment(raw.get("until")),
            int(raw["seconds"]),
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an action as it stands. ``error`` is a code; ``message_id`` what it made or deleted.

    ``earlier`` is written before the step is tried; ``retry_at`` is when Telegram lets it be tried again;
    ``count`` is how many posts it deleted.

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
    earlier: Earlier | None = None
    retry_at: datetime | None = None
    count: int | None = None

    @property
    def may_be_ours(self) -> bool:
        """Whether Telegram did this for us, or may have: it is done, or begun and nobody heard how it ended."""
        if self.at is None:
            return False
        if self.outcome is StepOutcome.DONE:
            return self.error not in FOUND_SO
        return self.outcome is not StepOutcome.SKIPPED and self.error in UNHEARD


@dataclass(frozen=True, slots=True)
class Action:
    """A decided action with its steps. ``warning`` says whether it is meant to count as one.

    ``about`` is the post it is about, 0 for none; ``posts`` are all posts of the incident. ``member`` is empty
    where it is about the whole group; ``others`` are those a welcome in the group was for. ``until`` ends a
    mute, ``since`` bounds what is cleared, ``seconds`` is a slow mode. ``posted_at`` is when the post it is about
    was written, None where it is about none or that was not kept.
    """

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
    posts: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    until: datetime | None = None
    since: datetime | None = None
    seconds: int = 0
    posted_at: datetime | None = None

    @property
    def takes_out_private_data(self) -> bool:
        """Whether what it deletes was personal data in the open: its words go at once, everywhere (RULES 6.3)."""
        return self.category.partition("-")[0] == PRIVACY_FAMILY

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
    def can_be_voided(self) -> bool:
        """Whether it counts against the member, or would once it is delivered: a warning, a note, a removal."""
        if self.voided or self.status in (ActionStatus.UNDONE, ActionStatus.TAKEN_BACK):
            return False
        told = self.kind in (ActionKind.WARN, ActionKind.REMOVE) and self.delivered_at is not None
        return self.warning or told

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
        posts=tuple(int(i) for i in plan.payload.get("posts", ())),
        others=tuple(str(ref) for ref in plan.payload.get("others", ())),
        until=_moment(plan.payload.get("until")),
        since=_moment(plan.payload.get("since")),
        seconds=int(plan.payload.get("seconds", 0)),
        posted_at=_moment(plan.payload.get("posted_at")),
    )


def _moment(raw: Any) -> datetime | None:
    return datetime.fromisoformat(str(raw)) if raw else None


def _rows(payload: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = payload["steps"]
    return rows


def _with_outcome(step: Step, event: Event) -> Step:
    message_id, count = event.payload.get("message_id"), event.payload.get("count")
    return Step(
        number=step.number,
        kind=step.kind,
        outcome=StepOutcome(str(event.payload["outcome"])),
        at=datetime.fromisoformat(str(event.payload["at"])) if event.payload.get("at") else event.at,
        error=str(event.payload.get("error", "")),
        message_id=int(message_id) if message_id is not None else None,
        outbox=event.payload.get("outbox"),
        earlier=Earlier.from_payload(event.payload.get("earlier")) or step.earlier,
        retry_at=_moment(event.payload.get("retry_at")),
        count=int(count) if count is not None else step.count,
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

"""What an action is for, and whether that came about: what is said of it and sent after it rests on this (RULES 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modtui.domain.actions import UNHEARD, Action, ActionKind, ActionStatus, Step, StepKind, StepOutcome

#: Written with a step just before it is asked of Telegram: from then on it may have happened.
BEGUN: Final = "begun"

#: What each kind is for. A welcome is for whatever it sends; clearing with a ban is told by its two halves.
_MAIN: Final[Mapping[ActionKind, StepKind]] = {
    ActionKind.WARN: StepKind.PRIVATE_MESSAGE,
    ActionKind.REMOVE: StepKind.BAN,
    ActionKind.DELETE: StepKind.DELETE_POST,
    ActionKind.MUTE: StepKind.MUTE,
    ActionKind.LEAVE: StepKind.TAKE_OUT,
    ActionKind.CLEAR: StepKind.CLEAR_POSTS,
    ActionKind.READMIT: StepKind.LIFT,
    ActionKind.ADMIT: StepKind.APPROVE,
    ActionKind.DENY: StepKind.DENY,
    ActionKind.SLOW_MODE: StepKind.SLOW_MODE,
    ActionKind.READ_ONLY: StepKind.READ_ONLY,
    ActionKind.GUIDELINES: StepKind.REPOST_DESCRIPTION,
}

#: Done in the record, and by nobody of ours: it was so before. Who is kept out is removed all the same, whoever
#: did it, and who is not may come back.
_SO_BEFORE: Final[Mapping[ActionKind, frozenset[str]]] = {
    ActionKind.DELETE: frozenset({"post-gone"}),
    ActionKind.MUTE: frozenset({"already-banned", "already-muted"}),
    ActionKind.LEAVE: frozenset({"already-banned", "gone-already"}),
    ActionKind.SLOW_MODE: frozenset({"so-already"}),
    ActionKind.READ_ONLY: frozenset({"so-already"}),
}

#: Kinds whose messages say that what the action is for has happened.
_TOLD_OF: Final = frozenset(
    {
        ActionKind.REMOVE,
        ActionKind.MUTE,
        ActionKind.LEAVE,
        ActionKind.READMIT,
        ActionKind.ADMIT,
        ActionKind.DENY,
    }
)


def main_step(action: Action) -> Step:
    """The step an action is for."""
    kind = _MAIN.get(action.kind)
    return next((s for s in action.steps if s.kind is kind), action.steps[-1])


def was_so(action: Action) -> bool:
    """Whether what the action is for was so before, and the action changed nothing."""
    main = main_step(action)
    return main.outcome is StepOutcome.DONE and main.error in _SO_BEFORE.get(action.kind, ())


def came_about(action: Action) -> bool:
    """Whether what the action is for is so, and by this action."""
    return main_step(action).outcome is StepOutcome.DONE and not was_so(action)


def rests_on_nothing(action: Action, step: Step) -> bool:
    """Whether a step would tell of, or go on from, what the action is for and what did not come about.

    Such a step is left out: nobody is told that they were removed who is not. One that goes before what it
    tells of is not: whether that comes about is not known yet.
    """
    main = main_step(action)
    given_up = main.outcome is StepOutcome.SKIPPED or was_so(action)
    if not given_up or step.number == main.number:
        return False
    if step.kind in (StepKind.LIFT, StepKind.PIN):
        return main.outcome is StepOutcome.SKIPPED
    return step.kind.is_sent and action.kind in _TOLD_OF


def asks_first(action: Action, step: Step) -> str:
    """Why a person is asked before this message leaves, as a code; empty when it leaves by itself.

    The post it is about was gone when it was to be deleted: another moderator may have dealt with it and written to
    the member already (one incident, one notice); whoever has been asked and sent one message of the action is not
    asked again. Or the post was left standing, and the message may say that it was deleted.
    """
    deletion = next((s for s in action.steps if s.kind is StepKind.DELETE_POST), None)
    if deletion is None or not step.kind.is_sent or step.outcome is not StepOutcome.WAITING:
        return ""
    sent = any(s.kind.is_sent and s.outcome is StepOutcome.DONE for s in action.steps)
    if deletion.outcome is StepOutcome.DONE and deletion.error == "post-gone" and not sent:
        return "dealt-meanwhile"
    if deletion.outcome is StepOutcome.SKIPPED and step.kind is StepKind.PRIVATE_MESSAGE:
        return "post-stands"
    return ""


#: A message that waits for a person, or that a person or this program left out, was not refused by anybody.
_NOT_TRIED: Final = frozenset(
    {"", "dealt-meanwhile", "post-stands", "not-come-about", "no-text", "cancelled", "unknown-outcome"}
)


def undelivered(action: Action) -> bool:
    """Whether this is a warning that was sent and did not reach the member, also once its message was left out."""
    refused = any(
        s.kind is StepKind.PRIVATE_MESSAGE
        and s.outcome in (StepOutcome.FAILED, StepOutcome.SKIPPED)
        and s.error not in _NOT_TRIED
        for s in action.steps
    )
    return action.warning and refused and action.status is not ActionStatus.UNDONE


def told_of_nothing(action: Action) -> bool:
    """Whether the member was told beforehand of what then did not come about."""
    return action.kind in _TOLD_OF and action.delivered_at is not None and not came_about(action)


def unsure(step: Step) -> bool:
    """Whether a step was begun and never heard of again: only Telegram knows whether it happened."""
    return step.earlier is not None and step.outcome is not StepOutcome.DONE and step.error in UNHEARD

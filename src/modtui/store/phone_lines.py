"""What was done in Telegram itself: the lines of the admin log that tell of none of our own actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from modtui.domain.actions import Action, ActionKind, ActionStatus, Step, StepKind, StepOutcome
from modtui.domain.journal import Kind, effective
from modtui.store import journal, members
from modtui.store.journal import Reads
from modtui.store.members import AdminLine

#: Our action and Telegram's line about it differ by so much at most.
_SAME: Final = timedelta(minutes=3)

_STEPS_OF: Final = {
    "banned": (StepKind.BAN, StepKind.TAKE_OUT, StepKind.CLEAR_POSTS),
    "unbanned": (StepKind.BAN, StepKind.LIFT, StepKind.TAKE_OUT),
    "muted": (StepKind.MUTE, StepKind.LIFT),
    "unmuted": (StepKind.MUTE, StepKind.LIFT),
    "approved": (StepKind.APPROVE,),
    "deleted": (StepKind.DELETE_POST, StepKind.CLEAR_POSTS),
}


async def undone_actions(reads: Reads) -> dict[str, tuple[datetime, int]]:
    """When actions were undone and by whom: Telegram's log then tells of lifting what they had imposed."""
    events = effective(await journal.of_kinds(reads, Kind.ACTION_UNDONE))
    return {event.subject.removeprefix("action:"): (event.at, event.author_id) for event in events}


async def phone_lines(reads: Reads, chat_key: int, actions: Iterable[Action]) -> list[AdminLine]:
    """The lines that none of these actions explains, oldest first. ``actions``: all of the group."""
    by_author: dict[int, list[Action]] = {}
    for action in actions:
        by_author.setdefault(action.author_id, []).append(action)
    undone_at = {action_id: at for action_id, (at, _) in (await undone_actions(reads)).items()}
    ids = {str(ref): int(number) for ref, number in await reads.all("SELECT ref, telegram_id FROM member")}
    lines = reversed(await members.admin_lines(reads, chat_key))
    return [line for line in lines if not is_ours(line, by_author.get(ids.get(line.by, 0), ()), undone_at)]


def is_ours(line: AdminLine, actions: Iterable[Action], undone_at: Mapping[str, datetime]) -> bool:
    """Whether one of these actions of the same moderator did this: to the same member, at that time."""
    kinds = _STEPS_OF.get(line.kind, ())
    for action in actions:
        if line.member is not None and action.member != line.member:
            continue
        if line.kind == "deleted" and action.kind is not ActionKind.CLEAR:
            if line.message_id in (action.posts or (action.about,)) and _has(action, kinds):
                return True
            continue
        moments = [step.at for step in action.steps if step.kind in kinds and step.at is not None]
        moments += [undone_at[action.action_id]] if action.action_id in undone_at else []
        if any(abs(line.at - moment) <= _SAME for moment in moments):
            return True
    return False


def _has(action: Action, kinds: tuple[StepKind, ...]) -> bool:
    return action.status is not ActionStatus.TAKEN_BACK and any(_done(step, kinds) for step in action.steps)


def _done(step: Step, kinds: tuple[StepKind, ...]) -> bool:
    return step.kind in kinds and step.outcome is StepOutcome.DONE

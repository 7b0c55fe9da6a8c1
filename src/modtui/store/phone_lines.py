"""What was done in Telegram itself: the lines of the admin log that tell of none of our own actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from modtui.domain.actions import Action, ActionKind, ActionStatus, Step, StepKind
from modtui.domain.journal import Kind, effective
from modtui.domain.removals import TOLERATED
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


async def hands_of(reads: Reads) -> defaultdict[str, frozenset[int]]:
    """The accounts that had a hand in each action: planned it, went on with it, undid it. By action id."""
    rows = await reads.all(
        "SELECT DISTINCT substr(subject, 8), author_id FROM journal WHERE kind IN (?, ?, ?)",
        (Kind.ACTION_PLANNED.value, Kind.ACTION_STEP.value, Kind.ACTION_UNDONE.value),
    )
    hands: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
    for action_id, author in rows:
        hands[str(action_id)] |= {int(author)}
    return hands


@dataclass(frozen=True, slots=True)
class OurDeeds:
    """Actions of the group by whose hand was in them, and when they were undone: what the admin log tells of again."""

    by_account: Mapping[int, Sequence[Action]]
    undone_at: Mapping[str, datetime]

    @classmethod
    async def of(cls, reads: Reads, actions: Iterable[Action]) -> OurDeeds:
        """Of these actions."""
        hands = await hands_of(reads)
        by_account: dict[int, list[Action]] = {}
        for action in actions:
            for account in hands[action.action_id] | {action.author_id}:
                by_account.setdefault(account, []).append(action)
        return cls(by_account, {key: at for key, (at, _) in (await undone_actions(reads)).items()})

    def explain(self, line: AdminLine, account: int) -> bool:
        """Whether one of the actions of this account did it: to the same member, at that time, and was not undone since."""
        kinds = _STEPS_OF.get(line.kind, ())
        for action in self.by_account.get(account, ()):
            if line.member is not None and action.member != line.member:
                continue
            if line.kind == "deleted" and action.kind is not ActionKind.CLEAR:
                if line.message_id in (action.posts or (action.about,)) and _has(action, kinds):
                    return True
                continue
            undone = self.undone_at.get(action.action_id)
            if undone is not None and line.at > undone + TOLERATED and not _undoes(line, action):
                continue
            moments = [step.at for step in action.steps if step.kind in kinds and step.may_be_ours]
            if any(moment is not None and abs(line.at - moment) <= _SAME for moment in (*moments, undone)):
                return True
        return False


async def phone_lines(reads: Reads, chat_key: int, actions: Iterable[Action]) -> list[AdminLine]:
    """The lines that none of these actions explains, oldest first. ``actions``: all of the group."""
    ours = await OurDeeds.of(reads, actions)
    ids = {str(ref): int(number) for ref, number in await reads.all("SELECT ref, telegram_id FROM member")}
    lines = reversed(await members.admin_lines(reads, chat_key))
    return [line for line in lines if not ours.explain(line, ids.get(line.by, 0))]


def _undoes(line: AdminLine, action: Action) -> bool:
    """Whether taking the action back may look like this in the log: it puts back a mute of before, too."""
    return line.kind != "banned" or action.kind is ActionKind.READMIT


def _has(action: Action, kinds: tuple[StepKind, ...]) -> bool:
    return action.status is not ActionStatus.TAKEN_BACK and any(_done(step, kinds) for step in action.steps)


def _done(step: Step, kinds: tuple[StepKind, ...]) -> bool:
    return step.kind in kinds and step.may_be_ours

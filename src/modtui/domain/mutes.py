"""Who is muted now, by what was decided here and was not changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from modtui.domain.actions import Action, ActionKind, ActionStatus, StepKind, StepOutcome

#: Telegram's log tells of our own mute too, at about the time of its step; what is later is a change of it.
SAME_DEED: Final = timedelta(seconds=30)


def muted_now(
    actions: Iterable[Action], changed: Mapping[str, datetime], now: datetime
) -> dict[str, datetime | None]:
    """Member reference -> until when (UTC; None: until it is lifted).

    ``changed``: when Telegram's log last told of a mute, ban or lifting of each. Where somebody changed ours since,
    its end is not known here and nothing is said.
    """
    newest: dict[str, tuple[datetime, Action]] = {}
    for action in actions:
        if action.kind is not ActionKind.MUTE or action.status in (
            ActionStatus.TAKEN_BACK,
            ActionStatus.UNDONE,
        ):
            continue
        for step in action.steps:
            if step.kind is StepKind.MUTE and step.outcome is StepOutcome.DONE and step.at is not None:
                known = newest.get(action.member)
                if known is None or step.at > known[0]:
                    newest[action.member] = (step.at, action)
    return {
        member: action.until
        for member, (at, action) in newest.items()
        if (action.until is None or action.until > now)
        and (member not in changed or changed[member] <= at + SAME_DEED)
    }

"""Messages of actions that Telegram lets leave only later: until when, for the screen, and so that they can be left out."""

from __future__ import annotations

from datetime import datetime

from modtui.desk.context import DeskContext
from modtui.domain.actions import Action, StepOutcome
from modtui.domain.journal import action_subject
from modtui.domain.outgoing import SendState
from modtui.store import outbox


async def held_up(ctx: DeskContext, action: Action) -> tuple[int, datetime] | None:
    """The step whose message waits and the moment before which it does not leave; None where none does."""
    step = action.next_step
    if step is None or not step.kind.is_sent or step.outcome is not StepOutcome.WAITING:
        return None
    for item in await outbox.of_subject(ctx.db, action_subject(action.action_id)):
        waits = item.state is SendState.QUEUED and item.not_before > ctx.clock()
        if waits and item.detail.get("step") == step.number:
            return step.number, item.not_before
    return None

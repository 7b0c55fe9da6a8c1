"""Taking back at Telegram what an action did there: what was before is restored, and no more (RULES 3).

Nothing that somebody else imposed, before or since, is lifted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from modtui.desk.action_steps import ALREADY, SOON, ActionSteps
from modtui.desk.context import DeskContext
from modtui.domain.action_truth import unsure
from modtui.domain.actions import Action, Earlier, Step, StepKind, StepOutcome
from modtui.telegram.gateway_moderation import WRITING, Place, Standing
from modtui.text.catalogue import say


class ActionUndo:
    """Takes back single steps."""

    def __init__(self, ctx: DeskContext, steps: ActionSteps) -> None:
        self._ctx = ctx
        self._steps = steps

    async def take_back(self, action: Action) -> list[str]:
        """Undo at Telegram what this action did there; returns sentences. Raises GatewayError; repeating is safe."""
        words: list[str] = []
        for step in reversed(action.steps):
            if not (step.outcome is StepOutcome.DONE or unsure(step)) or step.error in ALREADY:
                continue
            if step.earlier is not None and step.earlier.banned:
                continue
            words += await self._undo_step(action, step)
        return words

    async def _undo_step(self, action: Action, step: Step) -> list[str]:
        match step.kind:
            case StepKind.BAN:
                return [say(await self._unban(action, step))]
            case StepKind.MUTE:
                return [say(await self._unmute(action, step))]
            case StepKind.TAKE_OUT:
                lifted = any(s.kind is StepKind.LIFT and s.outcome is StepOutcome.DONE for s in action.steps)
                user_id = await self._steps.telegram_id(action.member)
                standing = await self._steps.standing(user_id, action)
                others = standing.place is Place.BANNED and not self._steps.ours(action, standing)
                if not lifted and not others:
                    await self._steps.restore(user_id, step.earlier or Earlier(), action)
                return [say("undo.left_stays_out")]
            case StepKind.SLOW_MODE:
                return [say(await self._slow_mode_back(action, step))]
            case StepKind.READ_ONLY:
                before = frozenset(step.earlier.forbidden) if step.earlier is not None else frozenset()
                now = await self._steps.moderation.forbidden_for_all()
                await self._steps.moderation.forbid_for_all(now - (WRITING - before))
                return [say("undo.open_again")]
            case StepKind.LIFT if action.kind.value == "readmit" and step.outcome is StepOutcome.DONE:
                return [say("undo.readmit_stays")]
            case StepKind.CLEAR_POSTS | StepKind.APPROVE | StepKind.DENY | StepKind.PIN:
                return [say(f"undo.{step.kind.value}_stays")]
        return []

    async def _unban(self, action: Action, step: Step) -> str:
        """Only our own ban is lifted: one that somebody else imposed since it was lifted, or a mute, stays."""
        user_id = await self._steps.telegram_id(action.member)
        now = await self._steps.standing(user_id, action)
        if now.place is not Place.BANNED:
            return "undo.unbanned_already"
        if not self._steps.ours(action, now):
            return "undo.banned_since"
        await self._ctx.gateway.unban(user_id, seen_in=await self._steps.seen_in(action))
        if step.earlier is not None and step.earlier.forbidden:
            await self._steps.restore(user_id, step.earlier, action)
        return "undo.unbanned"

    async def _unmute(self, action: Action, step: Step) -> str:
        """Only our own mute is lifted: one that was changed since, or a ban, stays."""
        user_id = await self._steps.telegram_id(action.member)
        now = await self._steps.standing(user_id, action)
        if now.place is Place.BANNED:
            return "undo.mute_banned_since"
        if now.muted and not self._our_mute(action, step, now):
            return "undo.mute_changed_since"
        await self._steps.restore(user_id, step.earlier or Earlier(), action)
        return "undo.unmuted"

    def _our_mute(self, action: Action, step: Step, now: Standing) -> bool:
        """Whether what is forbidden now may be this mute: to the same end, or without one where it came too late."""
        late = action.until is not None and step.at is not None and action.until - step.at < SOON
        for_ever = late and now.until is None
        return self._steps.ours(action, now) and (for_ever or _same_moment(now.until, action.until))

    async def _slow_mode_back(self, action: Action, step: Step) -> str:
        if (await self._ctx.gateway.group()).slow_mode_seconds != action.seconds:
            return "undo.slow_mode_changed_since"
        await self._steps.moderation.set_slow_mode(step.earlier.seconds if step.earlier is not None else 0)
        await self._steps.look_at_group()
        return "undo.slow_mode_back"


def _same_moment(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < timedelta(seconds=2)

"""Taking back at Telegram what an action did there: what was before is restored, and no more (RULES 3).

Nothing that somebody else imposed, before or since, is lifted.
"""

from __future__ import annotations

from typing import Final

from modtui.desk.action_look import BANNED_SINCE, CHANGED_SINCE, IN_PART
from modtui.desk.action_steps import ActionSteps, same_moment
from modtui.desk.context import DeskContext
from modtui.domain.actions import FOUND_SO, TO_THE_GROUP, Action, Earlier, Step, StepKind, StepOutcome
from modtui.telegram.gateway_moderation import WRITING, Place
from modtui.text.catalogue import say

#: Found by looking at a step that was begun: it may have happened, and others have the last word now.
_NOT_OURS_NOW: Final = {
    BANNED_SINCE: "undo.banned_since",
    CHANGED_SINCE: "undo.mute_changed_since",
    "mute-unknown": "undo.mute_over",
    IN_PART: "undo.cleared_in_part",
}


class ActionUndo:
    """Takes back single steps."""

    def __init__(self, ctx: DeskContext, steps: ActionSteps) -> None:
        self._ctx = ctx
        self._steps = steps

    async def take_back(self, action: Action) -> list[str]:
        """Undo at Telegram what this action did there; returns sentences. Raises GatewayError; repeating is safe.

        Of every step it is known by now whether it happened (:meth:`ActionLook.settle`).
        """
        words: list[str] = []
        for step in reversed(action.steps):
            if step.outcome is not StepOutcome.DONE and step.error in _NOT_OURS_NOW:
                words.append(say(_NOT_OURS_NOW[step.error], count=step.count or 0))
            if step.outcome is not StepOutcome.DONE or step.error in FOUND_SO:
                continue
            if step.earlier is not None and step.earlier.banned and step.kind is not StepKind.LIFT:
                continue
            words += await self._undo_step(action, step)
        return words

    def said_of(self, action: Action, words: list[str]) -> str | None:
        """What an undo says, with what cannot be taken back; None when nothing of the action had happened."""
        done = {
            step.kind: step
            for step in action.steps
            if step.outcome is StepOutcome.DONE and step.error not in FOUND_SO
        }
        unknown = any(step.error == "unknown-outcome" for step in action.steps)
        if not done and not words and not unknown:
            return None
        deleted = done.get(StepKind.DELETE_POST)
        more = [
            (bool(action.warning), say("undo.warning_void")),
            (
                deleted is not None,
                say("undo.post_stays_deleted", count=(deleted.count if deleted else 1) or 1),
            ),
            (StepKind.PRIVATE_MESSAGE in done, say("undo.message_stays_sent")),
            (bool(TO_THE_GROUP & set(done)), say("undo.group_message_stays")),
            (unknown, say("undo.message_unknown")),
        ]
        said = " ".join([*words, *(sentence for is_so, sentence in more if is_so)])
        return said or say("undo.done", what=say(f"undo.{action.kind.value}", member=""))

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
        if now.muted and not self._steps.our_mute(action, step, now):
            before = step.earlier or Earlier()
            # Put back already, by an undo that a crash cut off.
            as_before = now.forbidden == frozenset(before.forbidden) and same_moment(now.until, before.until)
            return "undo.unmuted" if as_before else "undo.mute_changed_since"
        await self._steps.restore(user_id, step.earlier or Earlier(), action)
        return "undo.unmuted"

    async def _slow_mode_back(self, action: Action, step: Step) -> str:
        before = step.earlier.seconds if step.earlier is not None else 0
        now = (await self._ctx.gateway.group()).slow_mode_seconds
        if now not in (action.seconds, before):
            return "undo.slow_mode_changed_since"
        if now != before:
            await self._steps.moderation.set_slow_mode(before)
        await self._steps.look_at_group()
        return "undo.slow_mode_back"

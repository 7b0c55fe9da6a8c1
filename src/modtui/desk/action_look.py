"""Looking at Telegram before anything is said of a step that was begun and never heard of again (RULES 3).

A program that ended, or a line that broke, between asking Telegram and writing down what came of it leaves a step
of which only Telegram knows whether it happened. Before such a step is left out or its action undone, Telegram is
asked, and what is found is written down: done, or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from modtui.desk.action_steps import SOON, ActionSteps
from modtui.desk.context import DeskContext
from modtui.domain.action_truth import unsure
from modtui.domain.actions import Action, ActionKind, Earlier, Step, StepKind, StepOutcome
from modtui.store import derived, members
from modtui.telegram.gateway import GatewayError, MemberGone
from modtui.telegram.gateway_feed import FeedGateway
from modtui.telegram.gateway_moderation import TEXT, WRITING, Place, Standing

#: Found by looking: the step had not happened.
NOT_HAPPENED: Final = "not-happened"
#: ... or what it did, if it did it, was changed by somebody else since.
BANNED_SINCE: Final = "banned-since"
CHANGED_SINCE: Final = "changed-since"
#: ... or some of the posts are gone and some stand.
IN_PART: Final = "in-part"


@dataclass(frozen=True, slots=True)
class Found:
    """What Telegram says of a step: whether it happened, with what the journal keeps of it."""

    happened: bool
    error: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


class ActionLook:
    """Asks Telegram about single steps."""

    def __init__(self, ctx: DeskContext, steps: ActionSteps) -> None:
        self._ctx = ctx
        self._steps = steps

    async def settle(self, action: Action) -> Action:
        """The action once it is known and written down of each of its steps whether it happened.

        Raises GatewayError when Telegram cannot be asked.
        """
        for step in action.steps:
            if unsure(step):
                await self.write(action, step, await self.look(action, step))
            elif await self._deleted_by_an_older_version(action, step):
                await self.write(
                    action, step, Found(True, more=self._deleted(action, len(action.posts) or 1))
                )
        return await derived.action(self._ctx.db, action.action_id) or action

    async def write(self, action: Action, step: Step, found: Found) -> None:
        """Write down what was found; what happened, happened when it was begun."""
        more = dict(found.more)
        if found.happened:
            if step.at is not None:
                more["at"] = step.at.isoformat()
            await self._steps.record_done(action, step, {**more, "error": found.error})
            return
        counted = {"count": 0} if step.count is not None else {}
        error = found.error or NOT_HAPPENED
        await self._steps.record(action, step, StepOutcome.WAITING, **{**counted, **more, "error": error})

    async def leave_out(self, action: Action, step: Step, error: str) -> bool:
        """Leave a step out. True when Telegram says that it had happened: then it is done and not left out.

        Raises GatewayError when it may have happened and Telegram cannot be asked.
        """
        more: dict[str, Any] = {}
        if unsure(step):
            found = await self.look(action, step)
            if found.happened:
                await self.write(action, step, found)
                return True
            error = found.error or NOT_HAPPENED
            more = {"count": found.more.get("count", 0)} if step.count is not None else {}
        await self._steps.record(action, step, StepOutcome.SKIPPED, error=error, **more)
        return False

    async def look(self, action: Action, step: Step) -> Found:
        """What Telegram says of one step that was begun. Raises GatewayError."""
        earlier = step.earlier or Earlier()
        match step.kind:
            case StepKind.DELETE_POST:
                return await self._look_at_posts(action, step)
            case StepKind.CLEAR_POSTS:
                return await self._look_at_cleared(action, step)
            case StepKind.BAN | StepKind.MUTE | StepKind.TAKE_OUT | StepKind.LIFT:
                return self._member(action, step, earlier, await self._standing(action))
            case StepKind.APPROVE | StepKind.DENY:
                return await self._look_at_request(action, step)
            case StepKind.SLOW_MODE:
                now = (await self._ctx.gateway.group()).slow_mode_seconds
                return Found(now == action.seconds, _so_before(earlier.seconds == action.seconds))
            case StepKind.READ_ONLY:
                closed = await self._steps.moderation.forbidden_for_all() >= WRITING
                return Found(closed, _so_before(bool(TEXT & frozenset(earlier.forbidden))))
            case StepKind.PIN:
                return await self._look_at_pin(action)
        return Found(False)

    # ---- posts

    async def _look_at_posts(self, action: Action, step: Step) -> Found:
        posts = action.posts or (action.about,)
        if any(message is not None for message in (await self._ctx.gateway.by_id(posts)).values()):
            return Found(False)
        return Found(True, more=self._deleted(action, step.count or len(posts)))

    def _deleted(self, action: Action, count: int) -> dict[str, Any]:
        posts = list(action.posts or (action.about,))
        return {"gone": posts, "message_id": posts[0], "count": count}

    async def _look_at_cleared(self, action: Action, step: Step) -> Found:
        user_id, seen_in = await self._steps.telegram_id(action.member), await self._steps.seen_in(action)
        stand = len(await self._steps.moderation.posts_of(user_id, since=action.since, seen_in=seen_in))
        begun = step.count or 0
        if stand and stand >= begun:
            return Found(False)
        if stand:
            return Found(False, IN_PART, {"count": begun - stand})
        return Found(True, more={"gone": await self._steps.mirrored(action), "count": begun})

    async def _look_at_pin(self, action: Action) -> Found:
        posted = next((s for s in action.steps if s.kind is StepKind.REPOST_DESCRIPTION), None)
        gateway = self._ctx.gateway
        if posted is None or posted.message_id is None or not isinstance(gateway, FeedGateway):
            return Found(False)
        pinned = {message.id for message in await gateway.pinned()}
        return Found(posted.message_id in pinned, more={"message_id": posted.message_id})

    async def _deleted_by_an_older_version(self, action: Action, step: Step) -> bool:
        """Versions until 0.1 did not write down that a deletion begins: whether it is ours the admin log tells."""
        account = self._ctx.account
        if step.kind is not StepKind.DELETE_POST or step.earlier is not None or account is None:
            return False
        if step.outcome not in (StepOutcome.WAITING, StepOutcome.FAILED) or step is not action.next_step:
            return False
        me = await members.ref_of(self._ctx.db, account.id)
        lines = await members.admin_lines(self._ctx.db, action.chat_key, member_ref=action.member)
        ours = {
            line.message_id
            for line in lines
            if line.kind == "deleted"
            and line.by == me
            and line.at >= action.planned_at - timedelta(seconds=1)
        }
        return set(action.posts or (action.about,)) <= ours

    # ---- one member

    async def _standing(self, action: Action) -> Standing:
        try:
            return await self._steps.standing(await self._steps.telegram_id(action.member), action)
        except MemberGone:
            return Standing(Place.ABSENT, False)

    def _member(self, action: Action, step: Step, earlier: Earlier, now: Standing) -> Found:
        """A ban, a mute, a taking out or a lifting, by how the member stands now."""
        banned, ours = now.place is Place.BANNED, self._steps.ours(action, now)
        if step.kind is StepKind.LIFT:
            return Found(not banned, "" if earlier.banned else "not-banned")
        if earlier.banned:
            return Found(True, "already-banned")
        if banned and not (ours and step.kind is not StepKind.MUTE):
            return Found(False, BANNED_SINCE)
        match step.kind:
            case StepKind.BAN:
                return Found(banned)
            case StepKind.TAKE_OUT:
                return Found(not now.present)
        if action.until is not None and action.until - self._ctx.clock() < SOON and not now.muted:
            return Found(False, "mute-unknown")
        if now.muted and self._steps.our_mute(action, step, now):
            return Found(True)
        as_before = (now.forbidden if now.muted else frozenset()) == frozenset(earlier.forbidden)
        return Found(False, "" if as_before or not now.muted else CHANGED_SINCE)

    async def _look_at_request(self, action: Action, step: Step) -> Found:
        """Somebody else may have decided the same meanwhile: what counts is where the applicant is."""
        user_id = await self._steps.telegram_id(action.member)
        if (await self._standing(action)).present:
            return Found(
                step.kind is StepKind.APPROVE, "" if step.kind is StepKind.APPROVE else "request-gone"
            )
        if any(request.user_id == user_id for request in await self._steps.moderation.join_requests()):
            return Found(False)
        return Found(step.kind is StepKind.DENY, "" if step.kind is StepKind.DENY else "request-gone")

    # ---- before a word is said

    async def removed_meanwhile(self, action: Action, step: Step) -> bool:
        """Whether somebody else has removed the member who is about to be told of a removal: they may have told them too."""
        ban = next((s for s in action.steps if s.kind is StepKind.BAN), None)
        if action.kind is not ActionKind.REMOVE or ban is None or ban.number < step.number:
            return False
        if step.kind is not StepKind.PRIVATE_MESSAGE or step.outcome is not StepOutcome.WAITING:
            return False
        try:
            now = await self._standing(action)
        except GatewayError:
            return False
        return now.place is Place.BANNED and not self._steps.ours(action, now)


def _so_before(so: bool) -> str:
    return "so-already" if so else ""

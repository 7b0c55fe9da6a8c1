"""The steps of an action that are done at Telegram at once; what is sent leaves by the outbox (RULES 3).

Every step is idempotent, so one that may or may not have happened before a crash is simply done again.
Before a step that takes something from a member or from everybody, it is written down how things stood
until then: taking the step back, also after a crash, restores that and lifts nothing that somebody else
had imposed.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from modtui.desk.context import DeskContext
from modtui.desk.observe import observe_deletion
from modtui.desk.views import DeskChange
from modtui.domain.action_truth import BEGUN, unsure
from modtui.domain.actions import FOUND_SO, Action, Earlier, Step, StepKind, StepOutcome
from modtui.domain.journal import Event, Kind, action_subject
from modtui.store import blanking, members
from modtui.store.database import to_ms
from modtui.store.faults import fault_point
from modtui.telegram.gateway import MemberGone, MessageGone
from modtui.telegram.gateway_moderation import (
    TEXT,
    WRITING,
    ModerationGateway,
    Place,
    RequestGone,
    Standing,
)
from modtui.telegram.refusals import refusal
from modtui.text.catalogue import say

log = logging.getLogger(__name__)

#: Whoever asked to leave is kept out so long at most, should the program end before it lifts that.
LEAVING: Final = timedelta(minutes=10)

#: To Telegram an end nearer than 30 s, or further than 366 days, is none: what is forbidden is so for ever.
SOON: Final = timedelta(seconds=60)
LONGEST: Final = timedelta(days=366)

#: The posts to be deleted were gone: somebody else has dealt with them, or their author has.
POST_GONE: Final = "post-gone"


class ActionSteps:
    """Does single steps, writes their outcome down, and takes them back."""

    def __init__(self, ctx: DeskContext) -> None:
        self._ctx = ctx

    async def do(self, action: Action, step: Step) -> None:
        """One step, and its outcome in the journal. Raises GatewayError when it was refused."""
        work: Callable[[Action, Step], Awaitable[dict[str, Any]]] = {
            StepKind.DELETE_POST: self._delete,
            StepKind.BAN: self._ban,
            StepKind.MUTE: self._mute,
            StepKind.TAKE_OUT: self._take_out,
            StepKind.LIFT: self._lift,
            StepKind.CLEAR_POSTS: self._clear,
            StepKind.APPROVE: self._decide_join,
            StepKind.DENY: self._decide_join,
            StepKind.SLOW_MODE: self._slow_mode,
            StepKind.READ_ONLY: self._read_only,
            StepKind.PIN: self._pin,
        }[step.kind]
        if step.earlier is not None and not unsure(step):
            # It was refused, or found not to have happened: how things stand is looked at and written down anew.
            step = replace(step, earlier=None)
        more = await work(action, step)
        fault_point("action.after-step")
        await self.record_done(action, step, more)
        fault_point("action.step-recorded")

    async def record_done(self, action: Action, step: Step, more: dict[str, Any]) -> None:
        """Write down that a step is done, with what the store has to know of it."""
        gone: list[int] = more.pop("gone", [])
        outcome: StepOutcome = more.pop("outcome", StepOutcome.DONE)
        by_staff = more.get("error") != POST_GONE
        async with self._ctx.db.transaction() as tx:
            if gone:
                await observe_deletion(self._ctx, tx, gone, self._ctx.clock(), by_staff=by_staff)
                if action.takes_out_private_data:
                    await blanking.blank(tx, action.chat_key, gone)  # at once, everywhere (RULES 6.3)
            if step.kind in (StepKind.APPROVE, StepKind.DENY):
                await members.forget_request(tx, action.chat_key, action.member)
            await self._ctx.write(tx, self.event(action, step, outcome, **more))
        self._ctx.changed(DeskChange(changed_messages=frozenset(gone), actions=True, queue=bool(gone)))

    # ---- posts

    async def _delete(self, action: Action, step: Step) -> dict[str, Any]:
        posts, begun = list(action.posts or (action.about,)), step.earlier is not None
        there = [i for i, message in (await self._ctx.gateway.by_id(posts)).items() if message is not None]
        if there and not begun:
            await self._begin(action, step, Earlier(), count=len(there))
        # The look may be older than what somebody else does at this moment: how many went says whose deed it was.
        went = await self._ctx.gateway.delete(there) if there else 0
        told = {"gone": posts, "message_id": posts[0], "count": max(len(there), step.count or 0)}
        if went == 0 and (there or not begun):
            log.info("the posts of action %s were deleted by somebody else", action.action_id)
            return {**told, "error": POST_GONE, "count": 0}
        return told

    async def _clear(self, action: Action, step: Step) -> dict[str, Any]:
        user_id, seen_in = await self.telegram_id(action.member), await self.seen_in(action)
        posts = await self.moderation.posts_of(user_id, since=action.since, seen_in=seen_in)
        there = [message.id for message in posts]
        count = len(there)
        if (await self.standing(user_id, action)).place is Place.ADMIN:
            raise refusal("USER_ADMIN_INVALID")  # made one since it was planned
        if step.earlier is None:
            await self._begin(action, step, Earlier(), count=count)
        count = max(count, step.count or 0)
        if action.since is None:
            await self.moderation.delete_all_of(user_id, seen_in=seen_in)
        elif there:
            await self._ctx.gateway.delete(there)
        return {"gone": sorted({*there, *await self.mirrored(action)}), "count": count}

    async def mirrored(self, action: Action) -> list[int]:
        """What the store still believes to stand of what was cleared."""
        rows = await self._ctx.db.all(
            "SELECT id FROM message INDEXED BY message_sender WHERE chat_key = ? AND sender_ref = ? AND deleted_at IS NULL "
            "AND service IS NULL AND sent_at >= ? AND sent_at <= ?",
            (
                action.chat_key,
                action.member,
                to_ms(action.since) if action.since is not None else 0,
                to_ms(action.starts_at),
            ),
        )
        return [int(row[0]) for row in rows]

    # ---- one member

    async def _ban(self, action: Action, step: Step) -> dict[str, Any]:
        user_id = await self.telegram_id(action.member)
        earlier = await self._standing_before(action, step, user_id)
        if earlier.banned:
            return {"error": "already-banned"}
        await self._ctx.gateway.ban(user_id, seen_in=await self.seen_in(action))
        return {}

    async def _mute(self, action: Action, step: Step) -> dict[str, Any]:
        user_id = await self.telegram_id(action.member)
        if action.until is not None and action.until - self._ctx.clock() < SOON:
            return await self._mute_too_late(action, step, user_id)
        earlier = await self._standing_before(action, step, user_id)
        if earlier.banned:
            return {"error": "already-banned"}
        if _mutes(earlier) and _not_before(earlier.until, action.until):
            return {"error": "already-muted"}
        forbidden = WRITING | frozenset(earlier.forbidden)
        await self.moderation.restrict(user_id, forbidden, action.until, seen_in=await self.seen_in(action))
        return {}

    async def _mute_too_late(self, action: Action, step: Step, user_id: int) -> dict[str, Any]:
        """Nobody is muted now whose mute was to end by now. One that was begun may have come late, and have no end."""
        if step.earlier is None or not unsure(step):
            return {"outcome": StepOutcome.SKIPPED, "error": "mute-over"}
        now = await self.standing(user_id, action)
        lasting_before = _mutes(step.earlier) and step.earlier.until is None
        if now.muted and now.until is None and self.ours(action, now) and not lasting_before:
            await self.restore(user_id, step.earlier, action)
        return {"outcome": StepOutcome.SKIPPED, "error": "mute-unknown"}

    async def _take_out(self, action: Action, step: Step) -> dict[str, Any]:
        user_id = await self.telegram_id(action.member)
        if step.earlier is None:
            now = await self._found(user_id, action)
            if now.place is not Place.BANNED and not now.present:
                return {"error": "gone-already"}  # not begun: whoever is out afterwards was taken out by it
        earlier = await self._standing_before(action, step, user_id)
        if earlier.banned:
            return {"error": "already-banned"}
        until = self._ctx.clock() + LEAVING
        await self.moderation.keep_out(user_id, until, seen_in=await self.seen_in(action))
        return {}

    async def _lift(self, action: Action, step: Step) -> dict[str, Any]:
        user_id = await self.telegram_id(action.member)
        taken_out = next((s for s in action.steps if s.kind is StepKind.TAKE_OUT), None)
        if taken_out is not None:
            if taken_out.error in FOUND_SO or taken_out.outcome is not StepOutcome.DONE:
                return {"error": taken_out.error or "so-already"}
            now = await self.standing(user_id, action)
            if now.place is Place.BANNED and not self.ours(action, now):
                return {"error": "banned-since"}
            await self.restore(user_id, taken_out.earlier or Earlier(), action)
            return {}
        earlier = await self._standing_before(action, step, user_id)
        if not earlier.banned:
            return {"error": "not-banned"}
        await self._ctx.gateway.unban(user_id, seen_in=await self.seen_in(action))
        return {}

    async def restore(self, user_id: int, earlier: Earlier, action: Action) -> None:
        """What was forbidden before is forbidden again, for as long as it was meant to be; nothing else is."""
        # One that ends in a moment is let go: Telegram would take it for one without an end.
        over = earlier.until is not None and earlier.until - self._ctx.clock() < SOON
        forbidden = frozenset[str]() if over else frozenset(earlier.forbidden)
        await self.moderation.restrict(user_id, forbidden, earlier.until, seen_in=await self.seen_in(action))

    def ours(self, action: Action, now: Standing) -> bool:
        """Whether what stands now may be of this action: by who decided it or by this account, or nobody says by whom."""
        own = {action.author_id, self._ctx.account.id if self._ctx.account is not None else 0}
        return now.by is None or now.by in own

    async def standing(self, user_id: int, action: Action) -> Standing:
        """What the member is to the group now. Raises GatewayError."""
        return await self.moderation.standing(user_id, seen_in=await self.seen_in(action))

    async def _found(self, user_id: int, action: Action) -> Standing:
        try:
            return await self.standing(user_id, action)
        except MemberGone:
            return Standing(Place.ABSENT, False)

    def our_mute(self, action: Action, step: Step, now: Standing) -> bool:
        """Whether what is forbidden now may be this mute: to the same end, or without one where it came too late."""
        late = action.until is not None and step.at is not None and action.until - step.at < SOON
        for_ever = late and now.until is None
        return self.ours(action, now) and (for_ever or same_moment(now.until, action.until))

    async def _standing_before(self, action: Action, step: Step, user_id: int) -> Earlier:
        """How the member stood before this step was first tried; written down before it is."""
        if step.earlier is not None:
            return step.earlier
        now = await self._found(user_id, action)
        if now.place is Place.ADMIN:
            raise refusal("USER_ADMIN_INVALID")
        earlier = Earlier(
            banned=now.place is Place.BANNED, forbidden=tuple(sorted(now.forbidden)), until=now.until
        )
        await self._begin(action, step, earlier)
        return earlier

    async def _begin(self, action: Action, step: Step, earlier: Earlier, **more: Any) -> None:
        await self.record(
            action, step, StepOutcome.WAITING, error=BEGUN, earlier=earlier.to_payload(), **more
        )
        fault_point("action.step-begun")

    # ---- joining

    async def _decide_join(self, action: Action, step: Step) -> dict[str, Any]:
        user_id = await self.telegram_id(action.member)
        approve, begun = step.kind is StepKind.APPROVE, step.earlier is not None
        if not begun:
            await self._begin(action, step, Earlier())
        try:
            await self.moderation.decide_join(user_id, approve=approve)
        except RequestGone:
            if not begun:
                raise
            # Our own decision before the program ended, or somebody else's: what counts is where they are now.
            if (await self.standing(user_id, action)).present != approve:
                raise
        return {}

    # ---- the whole group

    async def _slow_mode(self, action: Action, step: Step) -> dict[str, Any]:
        if step.earlier is None:
            group = await self._ctx.gateway.group()
            await self._begin(action, step, Earlier(seconds=group.slow_mode_seconds))
            if group.slow_mode_seconds == action.seconds:
                return {"error": "so-already"}
        await self.moderation.set_slow_mode(action.seconds)
        await self.look_at_group()
        return {}

    async def _read_only(self, action: Action, step: Step) -> dict[str, Any]:
        earlier = step.earlier
        if earlier is None:
            earlier = Earlier(forbidden=tuple(sorted(await self.moderation.forbidden_for_all())))
            await self._begin(action, step, earlier)
            if frozenset(earlier.forbidden) & TEXT:
                return {"error": "so-already"}
        await self.moderation.forbid_for_all(frozenset(earlier.forbidden) | WRITING)
        return {}

    async def _pin(self, action: Action, step: Step) -> dict[str, Any]:
        posted = next((s for s in action.steps if s.kind is StepKind.REPOST_DESCRIPTION), None)
        if posted is None or posted.message_id is None:
            raise MessageGone(say("action.nothing_to_pin"))
        if step.earlier is None:
            await self._begin(action, step, Earlier())
        await self.moderation.pin(posted.message_id)
        return {"message_id": posted.message_id}

    async def look_at_group(self) -> None:
        """Read again what holds for the whole group."""
        self._ctx.group = await self._ctx.gateway.group()

    # ---- writing and reading

    def event(self, action: Action, step: Step, outcome: StepOutcome, **more: Any) -> Event:
        """The outcome of a step as an event. What was before stays with the step."""
        at: datetime = self._ctx.clock()
        payload = {"number": step.number, "outcome": outcome.value, "at": at.isoformat(), "error": ""}
        return self._ctx.event(Kind.ACTION_STEP, action_subject(action.action_id), {**payload, **more})

    async def record(self, action: Action, step: Step, outcome: StepOutcome, **more: Any) -> None:
        """Write the outcome of a step down and tell the screens."""
        await self._ctx.decide(self.event(action, step, outcome, **more))
        self._ctx.changed(DeskChange(actions=True))

    async def telegram_id(self, member_ref: str) -> int:
        """Who a member reference means. Raises MemberGone once that was erased."""
        found = await members.telegram_id(self._ctx.db, member_ref)
        if found is None:
            raise MemberGone(say("action.member_erased"))
        return found

    async def seen_in(self, action: Action) -> int | None:
        """A message of the member's, by which Telegram knows whom a request means."""
        if action.about:
            return action.about
        return await members.newest_message(self._ctx.db, action.chat_key, action.member)

    @property
    def moderation(self) -> ModerationGateway:
        """The gateway as moderation needs it."""
        return moderation_of(self._ctx)


def moderation_of(ctx: DeskContext) -> ModerationGateway:
    """The gateway as moderation needs it."""
    assert isinstance(ctx.gateway, ModerationGateway)
    return ctx.gateway


def _mutes(earlier: Earlier) -> bool:
    return bool(TEXT & frozenset(earlier.forbidden))


def _not_before(end: datetime | None, other: datetime | None) -> bool:
    """Whether one end is as late as another; None is never."""
    return end is None or (other is not None and end >= other)


def same_moment(one: datetime | None, other: datetime | None) -> bool:
    """Whether two ends are one, to the second that Telegram keeps; None is never."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < timedelta(seconds=2)

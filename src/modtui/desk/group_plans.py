"""Plans about the whole group: slow mode, read only for everybody and back, the guidelines (RULES 3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from modtui.desk import notices
from modtui.desk.action_runner import ActionRunner
from modtui.desk.action_steps import moderation_of
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_model import first_line
from modtui.desk.moderating import last_repost, step_sentence
from modtui.desk.plan_book import PlanBook, Planned
from modtui.desk.shelf import Shelf
from modtui.desk.views import ActionPlan, DeskChange, PlanStep
from modtui.desk.views_members import GroupState
from modtui.domain.actions import Action, ActionKind, ActionStatus, StepKind
from modtui.domain.journal import Kind
from modtui.domain.openings import opening_subject
from modtui.store.action_kinds import actions_of_kind
from modtui.store.database import new_uuid, to_ms
from modtui.telegram.gateway import GatewayError
from modtui.telegram.gateway_moderation import SLOW_MODES, TEXT, WRITING
from modtui.text.catalogue import say


class GroupPlans:
    """What concerns everybody in the group."""

    def __init__(self, ctx: DeskContext, shelf: Shelf, runner: ActionRunner, book: PlanBook) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._runner = runner
        self._book = book

    def slow_mode(self, seconds: int) -> ActionPlan:
        """Members may write once in so many seconds; 0 ends it. Raises DeskError for a pause Telegram has not."""
        if seconds not in SLOW_MODES:
            raise DeskError(say("desk.no_slow_mode", known=", ".join(map(str, SLOW_MODES))))
        group = self._ctx.group
        now = _span(group.slow_mode_seconds) if group is not None and group.slow_mode_seconds else ""
        now = now or say("plan.no_slow_mode")
        code = "plan.slow_mode" if seconds else "plan.slow_mode_off"
        sentence = say(code, span=_span(seconds), now=now)
        return self._keep(
            ActionKind.SLOW_MODE,
            {StepKind.SLOW_MODE: sentence},
            say("plan.proposal_slow_mode"),
            confirm=False,
            extra={"seconds": seconds},
        )

    def read_only(self) -> ActionPlan:
        """Nobody but admins may write, until it is taken back."""
        return self._keep(
            ActionKind.READ_ONLY,
            {StepKind.READ_ONLY: step_sentence(StepKind.READ_ONLY, "")},
            say("plan.proposal_read_only"),
            confirm=True,
        )

    async def guidelines(self) -> ActionPlan:
        """Posting the group's guidelines again and pinning them."""
        text = notices.guidelines(self._shelf, self._ctx.settings.languages[0])
        if text is None:
            raise DeskError(say("desk.no_guidelines"))
        last = await last_repost(self._ctx)
        at = self._local(last) if last is not None else ""
        if last is not None and self._ctx.clock() - last < self._ctx.settings.repost_after:
            hours = round(self._ctx.settings.repost_after.total_seconds() / 3600)
            raise DeskError(say("desk.reposted_lately", at=at, hours=hours))
        return self._keep(
            ActionKind.GUIDELINES,
            {
                StepKind.REPOST_DESCRIPTION: step_sentence(StepKind.REPOST_DESCRIPTION, "", first_line(text)),
                StepKind.PIN: step_sentence(StepKind.PIN, ""),
            },
            say("plan.proposal_guidelines", at=at)
            if last is not None
            else say("plan.proposal_guidelines_never"),
            text=text,
        )

    def _keep(
        self,
        kind: ActionKind,
        steps: Mapping[StepKind, str],
        proposal: str,
        *,
        text: str = "",
        confirm: bool = False,
        extra: Mapping[str, Any] | None = None,
    ) -> ActionPlan:
        view = ActionPlan(
            plan_id=self._book.new_id(),
            kind=kind.value,
            category="",
            member_id=0,
            member=say("action.the_group"),
            message_id=0,
            message_line="",
            message_direction="ltr",
            steps=tuple(PlanStep(n, sentence) for n, sentence in enumerate(steps.values(), 1)),
            text=text,
            proposal=proposal,
            fairness=(),
            needs_confirmation=confirm,
            posted=bool(text),
        )
        return self._book.keep(Planned(view, kind, "", tuple(steps), extra=dict(extra or {})))

    # ---- the key back

    async def state(self) -> GroupState:
        """What holds for the whole group now, as far as Telegram told us last, and which action a key would undo."""
        slow = await self._standing(ActionKind.SLOW_MODE)
        closed = await self._standing(ActionKind.READ_ONLY)
        group = self._ctx.group
        last = await last_repost(self._ctx)
        return GroupState(
            slow_mode_seconds=group.slow_mode_seconds if group is not None else 0,
            read_only=await self._nobody_writes(closed is not None),
            slow_mode_action=slow.action_id if slow is not None and slow.seconds else None,
            read_only_action=closed.action_id if closed is not None else None,
            guidelines_posted=last,
            remind_guidelines=self._remind(last),
        )

    async def _nobody_writes(self, by_us: bool) -> bool:
        """Whether the group is read only now, also when it was closed from a phone; as we left it while offline."""
        if not self._ctx.connected:
            return by_us
        try:
            return bool(await moderation_of(self._ctx).forbidden_for_all() & TEXT)
        except GatewayError:
            return by_us

    def _remind(self, last: datetime | None) -> bool:
        """Every so many days posting the guidelines is proposed; a person sends (never by itself)."""
        every = self._ctx.settings.remind_guidelines
        if every is None or notices.guidelines(self._shelf, None) is None:
            return False
        return last is None or self._ctx.clock() - last >= every

    async def open_again(self) -> str:
        """The key back from read only: everybody may do what they could before, also when another had closed it.

        Raises DeskError when the group is open, or Telegram refuses.
        """
        closed = await self._standing(ActionKind.READ_ONLY)
        if closed is not None:
            return await self._runner.take_back(closed.action_id)
        moderation = moderation_of(self._ctx)
        try:
            now = await moderation.forbidden_for_all()
            if not now & TEXT:
                raise DeskError(say("desk.not_read_only"))
        except GatewayError as error:
            raise DeskError(str(error)) from error
        # Closed from elsewhere: what was forbidden before is not known here, so only writing is given back.
        given_back = now & WRITING
        opening = new_uuid(to_ms(self._ctx.clock()))
        await self._opened(opening, {"given_back": sorted(given_back), "outcome": "begun"})
        try:
            await moderation.forbid_for_all(now - given_back)
        except GatewayError as error:
            await self._opened(opening, {"outcome": "failed", "error": error.code})
            raise DeskError(str(error)) from error
        await self._opened(opening, {"outcome": "done"})
        return say("undo.open_again")

    async def _opened(self, opening: str, payload: Mapping[str, Any]) -> None:
        """Written before it is asked of Telegram, and how it ended after (RULES 3)."""
        ctx = self._ctx
        await ctx.decide(
            ctx.event(Kind.GROUP_OPENED, opening_subject(opening), {"chat": ctx.chat(), **payload})
        )
        ctx.changed(DeskChange(actions=True))

    async def _standing(self, kind: ActionKind) -> Action | None:
        if self._ctx.chat_key is None:
            return None
        return _standing(await actions_of_kind(self._ctx.db, self._ctx.chat(), kind, 50), kind)

    def _local(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._ctx.settings.policy.tz):%d %b %H:%M}"


def _standing(actions: list[Action], kind: ActionKind) -> Action | None:
    """The newest action of this kind, if it stands and changed something."""
    for action in actions:
        if action.kind is not kind:
            continue
        if action.status in (ActionStatus.UNDONE, ActionStatus.TAKEN_BACK):
            continue
        step = action.steps[0]
        return action if step.earlier is not None and step.error != "so-already" else None
    return None


def _span(seconds: int) -> str:
    if seconds >= 60:
        return say("plan.minutes", count=seconds // 60)
    return say("plan.seconds", count=seconds)

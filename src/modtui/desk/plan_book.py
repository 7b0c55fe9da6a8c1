"""Plans that were shown, and carrying them out: the action is written down, then handed to the runner (RULES 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from modtui.desk.action_runner import ActionRunner
from modtui.desk.answering import checked_text
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.rights import check_rights, look_at_rights
from modtui.desk.undo import UndoStack
from modtui.desk.views import ActionPlan, ActionView, DeskChange
from modtui.domain.actions import ActionKind, StepKind
from modtui.domain.journal import Event, Kind, action_subject
from modtui.store import journal
from modtui.store.database import new_uuid, to_ms
from modtui.store.faults import fault_point
from modtui.text.catalogue import say

#: Actions that are confirmed in a dialog wait the undo time; those of one key the staging time.
CONFIRMED: Final = frozenset(
    {
        ActionKind.REMOVE,
        ActionKind.LEAVE,
        ActionKind.CLEAR,
        ActionKind.READMIT,
        ActionKind.SLOW_MODE,
        ActionKind.READ_ONLY,
    }
)
#: Plans that are kept open: a list of them may be looked at before one is carried out.
_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that was shown, with what carrying it out needs. ``extra`` goes into the journal as it is."""

    view: ActionPlan
    kind: ActionKind
    member_ref: str
    steps: tuple[StepKind, ...]
    warning: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    text_optional: bool = False  # an empty text leaves the private message out
    group_text: str = ""
    description: str = ""  # what is posted again, as it stood on the shelf when it was shown


@dataclass(frozen=True, slots=True)
class Decided:
    """An action ready to be written down: its event and its texts."""

    action_id: str
    event: Event
    starts_at: datetime
    texts: Mapping[str, str]


class PlanBook:
    """Keeps the plans of this sitting and writes the ones that are decided."""

    def __init__(self, ctx: DeskContext, runner: ActionRunner, undo: UndoStack) -> None:
        self._ctx = ctx
        self._runner = runner
        self._undo = undo
        self._plans: dict[str, Planned] = {}

    def new_id(self) -> str:
        """An id for a plan."""
        return new_uuid(to_ms(self._ctx.clock()))

    def keep(self, planned: Planned) -> ActionPlan:
        """Remember a plan that is shown. Raises DeskError where the account lacks the right for a step of it."""
        check_rights(self._ctx, planned.steps)
        self._plans[planned.view.plan_id] = planned
        while len(self._plans) > _KEPT:
            self._plans.pop(next(iter(self._plans)))
        return planned.view

    async def carry_out(
        self,
        plan_id: str,
        text: str | None = None,
        *,
        posts: Sequence[int] | None = None,
        group_notice: str | None = None,
    ) -> ActionView:
        """Write a plan down as decided and let it run. Raises DeskError; then the plan stays open."""
        planned = self._plans.get(plan_id)
        if planned is None:
            raise DeskError(say("desk.plan_gone"))
        if planned.view.blocked:
            raise DeskError(planned.view.blocked)
        if StepKind.BAN in planned.steps:
            await look_at_rights(self._ctx)
        decided = self._decide(planned, text, posts, group_notice)
        del self._plans[plan_id]
        await self.write([decided])
        noted = planned.kind is ActionKind.WARN and not planned.warning
        what = say("undo.notify" if noted else f"undo.{planned.kind.value}", member=planned.view.member)
        self._undo.push(what, lambda: self._runner.take_back(decided.action_id), decided.starts_at)
        return await self._runner.view(decided.action_id)

    def decide(self, planned: Planned) -> Decided:
        """A plan as it stands, to be written down together with others."""
        return self._decide(planned, None, None, None)

    async def write(self, decisions: Sequence[Decided]) -> None:
        """Write actions down in one transaction, then start them one after the other."""
        async with self._ctx.db.transaction() as tx:
            for decided in decisions:
                await self._ctx.write(tx, decided.event)
                for name, words in decided.texts.items():
                    await journal.append_private(tx, decided.event.uuid, name, words)
        fault_point("action.planned")
        before: str | None = None
        for decided in decisions:
            self._runner.start(decided.action_id, before)
            before = decided.action_id
        self._ctx.changed(DeskChange(actions=True, status=True))

    def _decide(
        self,
        planned: Planned,
        text: str | None,
        posts: Sequence[int] | None,
        group_notice: str | None,
    ) -> Decided:
        ctx, steps, extra = self._ctx, list(planned.steps), dict(planned.extra)
        check_rights(ctx, steps)
        texts: dict[str, str] = {}
        if StepKind.PRIVATE_MESSAGE in steps:
            words = text if text is not None else planned.view.text
            if planned.text_optional and not words.strip():
                steps.remove(StepKind.PRIVATE_MESSAGE)
            else:
                texts["text"] = checked_text(words)
        if StepKind.REPOST_DESCRIPTION in steps and planned.kind is ActionKind.GUIDELINES:
            texts["description"] = checked_text(text if text is not None else planned.view.text)
        elif StepKind.REPOST_DESCRIPTION in steps and planned.description:
            # Written down with the decision: resumed after a crash the shelf may not be read yet, or have changed.
            texts["description"] = checked_text(planned.description)
        if group_notice is not None and group_notice.strip():
            if StepKind.GROUP_NOTICE not in steps:
                steps.append(StepKind.GROUP_NOTICE)
            texts["group"] = checked_text(group_notice)
        elif StepKind.GROUP_NOTICE in steps:
            texts["group"] = checked_text(text if text is not None else planned.group_text)
        if posts is not None and StepKind.DELETE_POST in steps:
            offered = {post.message_id for post in planned.view.incident} | {planned.view.message_id}
            extra["posts"] = sorted({planned.view.message_id, *(i for i in posts if i in offered)})
        now = ctx.clock()
        action_id = new_uuid(to_ms(now))
        delay: timedelta = ctx.settings.undo if planned.kind in CONFIRMED else ctx.settings.stage
        event = ctx.event(
            Kind.ACTION_PLANNED,
            action_subject(action_id),
            {
                "action": action_id,
                "kind": planned.kind.value,
                "category": planned.view.category,
                "member": planned.member_ref,
                "chat": ctx.chat(),
                "about": planned.view.message_id,
                "warning": planned.warning,
                "starts_at": (now + delay).isoformat(),
                "steps": [{"number": n, "kind": step.value} for n, step in enumerate(steps, 1)],
                **extra,
            },
        )
        return Decided(action_id, event, now + delay, texts)

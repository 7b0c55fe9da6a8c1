"""Carries moderation actions out, step by step, each outcome written down before the next step (RULES 3).

Deleting and banning are idempotent, so a step that may or may not have
happened before a crash is simply done again. The private message and the
repost go through the outbox, which sends exactly once. After a crash nothing
starts again by itself: the action is shown as interrupted, and a person says
resume, skip or undo.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from modtui.desk.api import DeskError
from modtui.desk.context import DeskContext
from modtui.desk.observe import observe_deletion
from modtui.desk.shelf import Shelf
from modtui.desk.views import ActionView, DeskChange, PlanStep
from modtui.domain.journal import Kind, action_subject
from modtui.domain.moderation import Action, ActionStatus, Step, StepKind, StepOutcome
from modtui.domain.outgoing import Purpose, SendState
from modtui.store import derived, journal, outbox
from modtui.store.faults import fault_point
from modtui.store.outbox import OutboxItem, new_item_id, new_random_id
from modtui.telegram.gateway import GatewayError, MemberGone, MessageGone, NotConnected, Sent
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

log = logging.getLogger(__name__)

#: The sending of a step ended without being sent.
_UNSENT = {SendState.FAILED: StepOutcome.FAILED, SendState.HELD: StepOutcome.FAILED}


class ActionRunner:
    """Runs the actions of this sitting."""

    def __init__(self, ctx: DeskContext, shelf: Shelf) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._active: dict[str, asyncio.Task[None]] = {}
        self._settled: dict[str, asyncio.Event] = {}
        self.wake_outbox: Callable[[], None] = lambda: None

    # ---- running

    def start(self, action_id: str) -> None:
        """Run an action from its first open step, once its staging time is over."""
        task = self._ctx.spawn(self._run(action_id), "a moderation action")
        self._active[action_id] = task
        task.add_done_callback(lambda _: self._active.pop(action_id, None))

    async def _run(self, action_id: str) -> None:
        action = await self._get(action_id)
        while (left := (action.starts_at - self._ctx.clock()).total_seconds()) > 0:
            self._ctx.changed(DeskChange(actions=True))
            await asyncio.sleep(min(left, 0.25))
        while True:
            action = await self._get(action_id)
            step = action.next_step
            if step is None or action.status in (ActionStatus.TAKEN_BACK, ActionStatus.UNDONE):
                break
            fault_point("action.before-step")
            if not await self._do(action, step):
                break
        action = await self._get(action_id)
        severity = "warning" if action.next_step is not None else "information"
        view = await self._view(action)
        self._ctx.changed(
            DeskChange(
                actions=True,
                queue=True,
                status=True,
                changed_messages=frozenset({action.about}),
                notice=view.summary,
                severity=severity,
            )
        )

    async def _do(self, action: Action, step: Step) -> bool:
        """One step. True when it is done and the next may follow."""
        try:
            match step.kind:
                case StepKind.DELETE_POST:
                    return await self._delete(action, step)
                case StepKind.BAN:
                    return await self._ban(action, step)
                case StepKind.PRIVATE_MESSAGE | StepKind.REPOST_DESCRIPTION:
                    return await self._send(action, step)
        except NotConnected as error:
            await self._record(action, step, StepOutcome.FAILED, error=error.code)
        except GatewayError as error:
            await self._record(action, step, StepOutcome.FAILED, error=error.code)
        return False

    async def _delete(self, action: Action, step: Step) -> bool:
        try:
            await self._ctx.gateway.delete([action.about])
        except MessageGone:
            log.info("the post of action %s was deleted already", action.action_id)
        fault_point("action.after-step")
        async with self._ctx.db.transaction() as tx:
            await observe_deletion(self._ctx, tx, [action.about], self._ctx.clock(), by_staff=True)
            await self._ctx.write(
                tx, self._step_event(action, step, StepOutcome.DONE, message_id=action.about)
            )
        fault_point("action.step-recorded")
        self._ctx.changed(DeskChange(changed_messages=frozenset({action.about}), actions=True, queue=True))
        return True

    async def _ban(self, action: Action, step: Step) -> bool:
        user_id = await self._telegram_id(action.member)
        try:
            already = step.outcome is StepOutcome.WAITING and await self._ctx.gateway.is_banned(
                user_id, seen_in=action.about
            )
        except MemberGone:
            already = False
        if not already:
            await self._ctx.gateway.ban(user_id, seen_in=action.about)
        fault_point("action.after-step")
        await self._record(action, step, StepOutcome.DONE, error="already-banned" if already else "")
        fault_point("action.step-recorded")
        return True

    async def _send(self, action: Action, step: Step) -> bool:
        """Through the outbox; waits there for the outcome, which the outbox itself writes down when it is sent."""
        item = await self._item_of(action, step)
        if item is None:
            text = await self._text(action, step)
            if text is None:
                await self._record(action, step, StepOutcome.SKIPPED, error="no-text")
                return True
            now = self._ctx.clock()
            private = step.kind is StepKind.PRIVATE_MESSAGE
            item = OutboxItem(
                id=new_item_id(now),
                random_id=new_random_id(),
                chat_key=action.chat_key,
                text=text,
                purpose=Purpose.MODERATION,
                subject=action_subject(action.action_id),
                created_at=now,
                not_before=now,
                to_user=await self._telegram_id(action.member) if private else None,
                seen_in=action.about if private else None,
                detail={"action": action.action_id, "step": step.number},
            )
            async with self._ctx.db.transaction() as tx:
                await outbox.enqueue(tx, item)
            fault_point("outbox.queued")
        elif item.state in (SendState.FAILED, SendState.HELD):
            async with self._ctx.db.transaction() as tx:
                await outbox.requeue(tx, item.id, self._ctx.clock())
        settled = self._settled.setdefault(item.id, asyncio.Event())
        self.wake_outbox()
        await settled.wait()
        del self._settled[item.id]
        after = await self._get(action.action_id)
        return next(s for s in after.steps if s.number == step.number).outcome is StepOutcome.DONE

    async def settled(self, item: OutboxItem, sent: Sent | None) -> None:
        """The outbox came to an end with one of our messages."""
        action_id = item.detail.get("action")
        if action_id is None:
            return
        if sent is None and item.state in _UNSENT:
            action = await self._get(str(action_id))
            step = next(s for s in action.steps if s.number == int(item.detail["step"]))
            await self._record(action, step, _UNSENT[item.state], error=item.error)
        event = self._settled.get(item.id)
        if event is not None:
            event.set()
        self._ctx.changed(DeskChange(actions=True))

    # ---- what a person decides

    async def resume(self, action_id: str) -> ActionView:
        """Go on from the first step that is not done."""
        action = await self._get(action_id)
        if action_id in self._active:
            raise DeskError(say("action.running"))
        if action.next_step is None or action.status in (ActionStatus.TAKEN_BACK, ActionStatus.UNDONE):
            raise DeskError(say("action.nothing_left"))
        self.start(action_id)
        return await self._view(action)

    async def skip(self, action_id: str, number: int) -> ActionView:
        """Leave a step out and go on with the rest."""
        action = await self._get(action_id)
        step = next((s for s in action.steps if s.number == number), None)
        if action_id in self._active:
            raise DeskError(say("action.running"))
        if step is None or step.outcome in (StepOutcome.DONE, StepOutcome.SKIPPED):
            raise DeskError(say("action.nothing_left"))
        item = await self._item_of(action, step)
        if item is not None:
            async with self._ctx.db.transaction() as tx:
                await outbox.cancel(tx, item.id)
        await self._record(action, step, StepOutcome.SKIPPED, error=step.error)
        after = await self._get(action_id)
        if after.next_step is not None:
            self.start(action_id)
        return await self._view(after)

    async def take_back(self, action_id: str) -> str:
        """Undo: before the first step nothing happened at all; later the ban is lifted and the warning void.

        A deleted post cannot be brought back, and a message that arrived cannot be unsaid: it says so.
        """
        action = await self._get(action_id)
        if action.status in (ActionStatus.TAKEN_BACK, ActionStatus.UNDONE):
            raise DeskError(say("action.undone_already"))
        task = self._active.get(action_id)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        for item in await outbox.of_subject(self._ctx.db, action_subject(action_id)):
            async with self._ctx.db.transaction() as tx:
                await outbox.cancel(tx, item.id)
        action = await self._get(action_id)
        done = {step.kind: step for step in action.steps if step.outcome is StepOutcome.DONE}
        if not done:
            await self._write(action, Kind.ACTION_TAKEN_BACK)
            return say("undo.taken_back")
        ban = done.get(StepKind.BAN)
        if ban is not None and ban.error != "already-banned":
            try:
                await self._ctx.gateway.unban(await self._telegram_id(action.member), seen_in=action.about)
            except GatewayError as error:
                raise DeskError(say("undo.unban_failed", reason=str(error))) from error
        await self._write(action, Kind.ACTION_UNDONE)
        words = [say("undo.unbanned")] if ban is not None and ban.error != "already-banned" else []
        words += [say("undo.warning_void")] if action.warning else []
        words += [say("undo.post_stays_deleted")] if StepKind.DELETE_POST in done else []
        words += [say("undo.message_stays_sent")] if StepKind.PRIVATE_MESSAGE in done else []
        return " ".join(words) or say("undo.taken_back")

    # ---- showing

    async def view(self, action_id: str) -> ActionView:
        """One action as the screen shows it."""
        return await self._view(await self._get(action_id))

    async def views(self, *, unfinished_only: bool, limit: int) -> list[ActionView]:
        """Actions, newest first."""
        rows = await derived.recent_actions(self._ctx.db, limit, unfinished_only=unfinished_only)
        return [await self._view(action) for action in rows]

    async def _view(self, action: Action) -> ActionView:
        member = await self._name(action.member)
        status = self._status(action)
        steps = tuple(
            PlanStep(
                step.number,
                say(f"step.{step.kind.value}", member=member, description=""),
                "" if step.outcome is StepOutcome.WAITING else step.outcome.value,
                say(f"refusal.{step.error}") if step.error else "",
            )
            for step in action.steps
        )
        return ActionView(
            action_id=action.action_id,
            kind=action.kind.value,
            category=action.category,
            member_id=await self._telegram_id(action.member, missing=0),
            member=member,
            at=action.planned_at,
            status=status,
            steps=steps,
            starts_at=action.starts_at if status == "staged" else None,
            can_undo=status not in ("taken_back", "undone"),
            summary=_summary(action, member, status, steps),
        )

    def _status(self, action: Action) -> str:
        if action.action_id in self._active and action.status in (ActionStatus.RUNNING, ActionStatus.STOPPED):
            return "staged" if self._ctx.clock() < action.starts_at else "running"
        if action.status is ActionStatus.RUNNING:
            return "stopped"  # nobody runs it: interrupted by a crash or a closed program
        return action.status.value

    # ---- writing

    def _step_event(self, action: Action, step: Step, outcome: StepOutcome, **more: Any) -> Any:
        at: datetime = self._ctx.clock()
        return self._ctx.event(
            Kind.ACTION_STEP,
            action_subject(action.action_id),
            {"number": step.number, "outcome": outcome.value, "at": at.isoformat(), "error": "", **more},
        )

    async def _record(self, action: Action, step: Step, outcome: StepOutcome, *, error: str = "") -> None:
        await self._ctx.decide(self._step_event(action, step, outcome, error=error))
        self._ctx.changed(DeskChange(actions=True))

    async def _write(self, action: Action, kind: Kind) -> None:
        await self._ctx.decide(self._ctx.event(kind, action_subject(action.action_id), {}))
        self._ctx.changed(DeskChange(actions=True, status=True, changed_messages=frozenset({action.about})))

    # ---- reading

    async def _get(self, action_id: str) -> Action:
        action = await derived.action(self._ctx.db, action_id)
        if action is None:
            raise DeskError(say("action.unknown"))
        return action

    async def _item_of(self, action: Action, step: Step) -> OutboxItem | None:
        rows = await outbox.of_subject(self._ctx.db, action_subject(action.action_id))
        ours = [
            row
            for row in rows
            if row.detail.get("step") == step.number and row.state is not SendState.CANCELLED
        ]
        return ours[-1] if ours else None

    async def _text(self, action: Action, step: Step) -> str | None:
        if step.kind is StepKind.REPOST_DESCRIPTION:
            return self._shelf.description()
        events = await journal.of_subject(self._ctx.db, action_subject(action.action_id))
        plan = next(e for e in events if e.kind == Kind.ACTION_PLANNED)
        return await journal.private_text(self._ctx.db, plan.uuid, "text")

    async def _telegram_id(self, member_ref: str, missing: int | None = None) -> int:
        row = await self._ctx.db.one("SELECT telegram_id FROM member WHERE ref = ?", (member_ref,))
        if row is None:
            if missing is not None:
                return missing
            raise MemberGone(say("action.member_erased"))
        return int(row[0])

    async def _name(self, member_ref: str) -> str:
        row = await self._ctx.db.one("SELECT name FROM member WHERE ref = ?", (member_ref,))
        return (safe_line(str(row[0]), 64) if row is not None else "") or say("feed.nameless")


def _summary(action: Action, member: str, status: str, steps: tuple[PlanStep, ...]) -> str:
    if status == "stopped":
        stuck = next((s for s in steps if s.outcome in ("", "failed")), None)
        note = stuck.note if stuck is not None and stuck.note else say("action.interrupted")
        return say(f"action.{action.kind.value}_stopped", member=member, reason=note)
    return say(f"action.{action.kind.value}_{status}", member=member)

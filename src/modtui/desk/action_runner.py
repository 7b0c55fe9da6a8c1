"""Carries moderation actions out, step by step, each outcome written down before the next step (RULES 3).

Deleting and banning are idempotent, so a step that may or may not have
happened before a crash is simply done again. Before a ban it is written down
that the member was free until then: an undo after a crash lifts our own ban
and nobody else's. The private message and the repost go through the outbox,
which sends exactly once. After a crash nothing starts again by itself: the
action is shown as interrupted, and a person says resume, skip or undo.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from modtui.desk.action_views import BEGUN, action_view
from modtui.desk.api import DeskError
from modtui.desk.context import DeskContext
from modtui.desk.observe import observe_deletion
from modtui.desk.shelf import Shelf
from modtui.desk.undo import UndoLater
from modtui.desk.views import ActionView, DeskChange
from modtui.domain.journal import Kind, action_subject
from modtui.domain.moderation import Action, ActionStatus, Step, StepKind, StepOutcome
from modtui.domain.outgoing import Purpose, SendState
from modtui.store import derived, journal, outbox
from modtui.store.database import Transaction
from modtui.store.faults import fault_point
from modtui.store.outbox import OutboxItem, new_item_id, new_random_id
from modtui.telegram.gateway import GatewayError, MemberGone, MessageGone, Sent
from modtui.text.catalogue import say

log = logging.getLogger(__name__)

#: A step in progress has so long to end before an undo says that it has to wait.
_STEP_ENDS_S = 20.0


class ActionRunner:
    """Runs the actions of this sitting."""

    def __init__(self, ctx: DeskContext, shelf: Shelf) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._active: dict[str, asyncio.Task[None]] = {}
        self._stop: dict[str, asyncio.Event] = {}
        self._settled: dict[str, asyncio.Event] = {}
        self.wake_outbox: Callable[[], None] = lambda: None

    # ---- running

    def start(self, action_id: str) -> None:
        """Run an action from its first open step, once its staging time is over."""
        self._stop[action_id] = asyncio.Event()
        self._active[action_id] = self._ctx.spawn(self._run(action_id), "a moderation action")

    def may_leave(self, item: OutboxItem) -> bool:
        """Whether the outbox may serve a row: what an interrupted action never began to send waits for a person."""
        if item.purpose is not Purpose.MODERATION or item.attempted_at is not None:
            return True
        return str(item.detail.get("action")) in self._active

    async def _run(self, action_id: str) -> None:
        stop = self._stop[action_id]
        try:
            await self._run_steps(action_id, stop)
        finally:
            del self._active[action_id], self._stop[action_id]
        action = await self._get(action_id)
        view = await self._view(action)
        self._ctx.changed(
            DeskChange(
                actions=True,
                queue=True,
                status=True,
                changed_messages=frozenset({action.about}),
                notice="" if stop.is_set() else view.summary,
                severity="warning" if action.next_step is not None else "information",
            )
        )

    async def _run_steps(self, action_id: str, stop: asyncio.Event) -> None:
        action = await self._get(action_id)
        while (left := (action.starts_at - self._ctx.clock()).total_seconds()) > 0:
            self._ctx.changed(DeskChange(actions=True))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), min(left, 0.25))
                return
        while not stop.is_set():
            action = await self._get(action_id)
            step = action.next_step
            if step is None or action.status in (ActionStatus.TAKEN_BACK, ActionStatus.UNDONE):
                return
            fault_point("action.before-step")
            if stop.is_set() or not await self._do(action, step):
                return

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
        already = False
        if not await self._begun(action, step):
            try:
                already = await self._ctx.gateway.is_banned(user_id, seen_in=action.about)
            except MemberGone:
                log.info("the member of action %s is not in the group", action.action_id)
            if not already:
                await self._record(action, step, StepOutcome.WAITING, error=BEGUN)
        if not already:
            await self._ctx.gateway.ban(user_id, seen_in=action.about)
        fault_point("action.after-step")
        await self._record(action, step, StepOutcome.DONE, error="already-banned" if already else "")
        fault_point("action.step-recorded")
        return True

    async def _begun(self, action: Action, step: Step) -> bool:
        """Whether an earlier try of this ban was on its way: then a ban that stands is our own."""
        events = await journal.of_subject(self._ctx.db, action_subject(action.action_id))
        return any(
            e.kind == Kind.ACTION_STEP
            and e.payload.get("number") == step.number
            and e.payload.get("error") == BEGUN
            for e in events
        )

    async def _send(self, action: Action, step: Step) -> bool:
        """Through the outbox; waits there for the outcome, which the outbox itself writes down when it is sent."""
        item = await self._item_of(action, step)
        new = item is None
        if item is None:
            text = await self._text(action, step)
            if text is None:
                await self._record(action, step, StepOutcome.SKIPPED, error="no-text")
                return True
            item = await self._new_item(action, step, text)
        # Listening begins before the row is looked at: an outcome in between must not be missed.
        settled = self._settled[item.id] = asyncio.Event()
        try:
            async with self._ctx.db.transaction() as tx:
                if new:
                    await outbox.enqueue(tx, item)
                elif await self._open_again(tx, item.id):
                    settled.set()
            fault_point("outbox.queued")
            self.wake_outbox()
            self._ctx.changed(DeskChange(actions=True, status=True))
            await settled.wait()
        finally:
            del self._settled[item.id]
        after = await self._get(action.action_id)
        return next(s for s in after.steps if s.number == step.number).outcome is StepOutcome.DONE

    async def _new_item(self, action: Action, step: Step, text: str) -> OutboxItem:
        now = self._ctx.clock()
        private = step.kind is StepKind.PRIVATE_MESSAGE
        return OutboxItem(
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

    async def _open_again(self, tx: Transaction, item_id: str) -> bool:
        """A person said resume: a failed or held message may leave. True when it has left already."""
        item = await outbox.get(tx, item_id)
        if item is not None and item.state in (SendState.FAILED, SendState.HELD):
            await outbox.requeue(tx, item_id, self._ctx.clock())
            await tx.execute("UPDATE outbox SET attempted_at = NULL WHERE id = ?", (item_id,))
        return item is None or item.state is SendState.SENT

    async def settled(self, item: OutboxItem, sent: Sent | None) -> None:
        """The outbox came to an end with one of our messages."""
        action_id = item.detail.get("action")
        if action_id is None:
            return
        if sent is None:
            action = await self._get(str(action_id))
            step = next(s for s in action.steps if s.number == int(item.detail["step"]))
            await self._record(action, step, StepOutcome.FAILED, error=item.error or "cancelled")
        self._signal(item)

    async def taken_out(self, item_id: str) -> None:
        """A person took a message out of the outbox by hand: its step stops."""
        item = await outbox.get(self._ctx.db, item_id)
        if item is not None and item.purpose is Purpose.MODERATION:
            await self.settled(replace(item, error="cancelled"), None)

    def _signal(self, item: OutboxItem) -> None:
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
                if not await outbox.cancel(tx, item.id):
                    raise DeskError(say("action.message_leaving"))
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
        await self._halt(action_id)
        action = await self._get(action_id)
        done = {step.kind: step for step in action.steps if step.outcome is StepOutcome.DONE}
        unknown = any(step.error == "unknown-outcome" for step in action.steps)
        ours = await self._banned_by_us(action)
        if not done and not ours and not unknown:
            await self._write(action, Kind.ACTION_TAKEN_BACK)
            return say("undo.taken_back")
        if ours:
            try:
                await self._ctx.gateway.unban(await self._telegram_id(action.member), seen_in=action.about)
            except GatewayError as error:
                sentence = say("undo.unban_failed", reason=str(error))
                raise (UndoLater if error.retry else DeskError)(sentence) from error
        await self._write(action, Kind.ACTION_UNDONE)
        words = [say("undo.unbanned")] if ours else []
        words += [say("undo.warning_void")] if action.warning else []
        words += [say("undo.post_stays_deleted")] if StepKind.DELETE_POST in done else []
        words += [say("undo.message_stays_sent")] if StepKind.PRIVATE_MESSAGE in done else []
        words += [say("undo.message_unknown")] if unknown else []
        return " ".join(words) or say("undo.done", what=say(f"undo.{action.kind.value}", member=""))

    async def _halt(self, action_id: str) -> None:
        """Begin nothing more, take out what has not left, and wait for the step in progress: it is never cut off."""
        stop, task = self._stop.get(action_id), self._active.get(action_id)
        if stop is not None:
            stop.set()
        deadline = asyncio.get_running_loop().time() + _STEP_ENDS_S
        while True:
            for item in await outbox.of_subject(self._ctx.db, action_subject(action_id)):
                await self._take_out(action_id, item)
            if task is None or task.done():
                return
            if asyncio.get_running_loop().time() > deadline:
                raise UndoLater(say("undo.still_running"))
            await asyncio.wait({task}, timeout=0.1)

    async def _take_out(self, action_id: str, item: OutboxItem) -> None:
        async with self._ctx.db.transaction() as tx:
            if not await outbox.cancel(tx, item.id):
                return
            if item.attempted_at is not None:
                action = await self._get(action_id)
                step = next(s for s in action.steps if s.number == int(item.detail["step"]))
                await self._ctx.write(
                    tx, self._step_event(action, step, StepOutcome.FAILED, error="unknown-outcome")
                )
        self._signal(item)

    async def _banned_by_us(self, action: Action) -> bool:
        """Whether a ban of this action stands or may stand: done, or begun and never heard of again."""
        ban = next((step for step in action.steps if step.kind is StepKind.BAN), None)
        if ban is None or ban.error == "already-banned":
            return False
        return ban.outcome is StepOutcome.DONE or await self._begun(action, ban)

    # ---- showing

    async def view(self, action_id: str) -> ActionView:
        """One action as the screen shows it."""
        return await self._view(await self._get(action_id))

    async def views(self, *, unfinished_only: bool, limit: int) -> list[ActionView]:
        """Actions, newest first."""
        rows = await derived.recent_actions(self._ctx.db, limit, unfinished_only=unfinished_only)
        return [await self._view(action) for action in rows]

    async def _view(self, action: Action) -> ActionView:
        return await action_view(self._ctx, action, running=action.action_id in self._active)

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

    async def _telegram_id(self, member_ref: str) -> int:
        row = await self._ctx.db.one("SELECT telegram_id FROM member WHERE ref = ?", (member_ref,))
        if row is None:
            raise MemberGone(say("action.member_erased"))
        return int(row[0])

"""Carries moderation actions out, step by step, each outcome written down before the next step (RULES 3).

What is done at Telegram at once is in :mod:`modtui.desk.action_steps`. Messages go
through the outbox, which sends exactly once. After a crash nothing starts again
by itself: the action is shown as interrupted, and a person says resume, skip or undo.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from modtui.desk.action_look import ActionLook
from modtui.desk.action_steps import ActionSteps
from modtui.desk.action_undo import ActionUndo
from modtui.desk.action_views import NOT_COME_ABOUT, action_view
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.held_up import held_up
from modtui.desk.other_group import OTHER_GROUP, begun_elsewhere
from modtui.desk.rights import look_at_rights
from modtui.desk.shelf import Shelf
from modtui.desk.undo import UndoLater
from modtui.desk.views import ActionView, DeskChange
from modtui.domain.action_truth import asks_first, rests_on_nothing
from modtui.domain.journal import Kind, action_subject
from modtui.domain.moderation import Action, ActionStatus, Step, StepKind, StepOutcome
from modtui.domain.outgoing import Purpose, SendState
from modtui.store import derived, journal, members, outbox
from modtui.store.database import Transaction
from modtui.store.faults import fault_point
from modtui.store.outbox import OutboxItem, new_item_id, new_random_id
from modtui.telegram.gateway import FloodWait, GatewayError, NoRight, Sent
from modtui.text.catalogue import say

log = logging.getLogger(__name__)

#: A step in progress has so long to end before an undo says that it has to wait.
_STEP_ENDS_S = 20.0
#: Where the text of a step stands beside the plan; a description that was not changed is on the shelf.
_TEXTS: Final = {
    StepKind.PRIVATE_MESSAGE: "text",
    StepKind.GROUP_NOTICE: "group",
    StepKind.REPOST_DESCRIPTION: "description",
}
#: A flood wait up to this long is waited out; after a longer one a person resumes.
_LONGEST_WAIT: Final = timedelta(minutes=15)


class ActionRunner:
    """Runs the actions of this sitting."""

    def __init__(self, ctx: DeskContext, shelf: Shelf) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._active: dict[str, asyncio.Task[None]] = {}
        self._stop: dict[str, asyncio.Event] = {}
        self._settled: dict[str, asyncio.Event] = {}
        self._steps = ActionSteps(ctx)
        self._look = ActionLook(ctx, self._steps)
        self._back = ActionUndo(ctx, self._steps)
        self.wake_outbox: Callable[[], None] = lambda: None

    # ---- running

    def start(self, action_id: str, after: str | None = None) -> None:
        """Run an action from its first open step, once its staging time is over.

        ``after``: and not before that other action has come to its end, whichever way.
        """
        before = self._active.get(after) if after is not None else None
        self._stop[action_id] = asyncio.Event()
        self._active[action_id] = self._ctx.spawn(self._run(action_id, before), "a moderation action")

    def may_leave(self, item: OutboxItem) -> bool:
        """Whether the outbox may serve a row: what an interrupted action never began to send waits for a person."""
        if item.purpose is not Purpose.MODERATION or item.attempted_at is not None:
            return True
        return str(item.detail.get("action")) in self._active

    async def _run(self, action_id: str, before: asyncio.Task[None] | None) -> None:
        stop = self._stop[action_id]
        try:
            while before is not None and not before.done() and not stop.is_set():
                await asyncio.wait({before}, timeout=0.1)
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
                changed_messages=await self._touched(action),
                notice="" if stop.is_set() else view.summary,
                severity="warning" if action.next_step is not None else "information",
            )
        )

    async def _run_steps(self, action_id: str, stop: asyncio.Event) -> None:
        action = await self._get(action_id)
        if not await self._until(action.starts_at, stop):
            return
        while not stop.is_set():
            action = await self._get(action_id)
            step = action.next_step
            if step is None or action.status in (ActionStatus.TAKEN_BACK, ActionStatus.UNDONE):
                return
            fault_point("action.before-step")
            if stop.is_set():
                return
            if not await self._do(action, step) and not await self._wait_out(action_id, step.number, stop):
                return

    async def _do(self, action: Action, step: Step) -> bool:
        """One step. True when it is done and the next may follow."""
        if await begun_elsewhere(self._ctx, action):
            await self._steps.record(action, step, StepOutcome.FAILED, error=OTHER_GROUP)
            return False
        if rests_on_nothing(action, step):
            await self._steps.record(action, step, StepOutcome.SKIPPED, error=NOT_COME_ABOUT)
            return True
        asked = asks_first(action, step)
        if not asked and await self._look.removed_meanwhile(action, step):
            asked = "dealt-meanwhile"
        if asked:
            await self._steps.record(action, step, StepOutcome.FAILED, error=asked)
            return False
        try:
            if step.kind.is_sent:
                return await self._send(action, step)
            await self._steps.do(action, step)
        except FloodWait as error:
            retry_at = self._ctx.clock() + timedelta(seconds=error.seconds)
            await self._steps.record(
                action, step, StepOutcome.FAILED, error=error.code, retry_at=retry_at.isoformat()
            )
            return False
        except GatewayError as error:
            if isinstance(error, NoRight):
                await look_at_rights(self._ctx)  # so that the next plan knows it
            await self._steps.record(action, step, StepOutcome.FAILED, error=error.code)
            return False
        return True

    async def _wait_out(self, action_id: str, number: int, stop: asyncio.Event) -> bool:
        """After a flood wait in the middle: go on by itself when Telegram allows it. False: a person decides."""
        step = next(s for s in (await self._get(action_id)).steps if s.number == number)
        if step.retry_at is None or step.retry_at - self._ctx.clock() > _LONGEST_WAIT:
            return False
        fault_point("action.flood-wait")
        return await self._until(step.retry_at, stop)

    async def _until(self, moment: datetime, stop: asyncio.Event) -> bool:
        """Wait for a moment of the desk's clock. False when the action was halted before."""
        while (left := (moment - self._ctx.clock()).total_seconds()) > 0:
            self._ctx.changed(DeskChange(actions=True))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), min(left, 0.25))
                return False
        return not stop.is_set()

    async def _send(self, action: Action, step: Step) -> bool:
        """Through the outbox; waits there for the outcome, which the outbox itself writes down when it is sent."""
        item = await self._item_of(action, step)
        new = item is None
        if item is None:
            text = await self._text(action, step)
            if text is None:
                await self._steps.record(action, step, StepOutcome.SKIPPED, error="no-text")
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
            to_user=await self._steps.telegram_id(action.member) if private else None,
            seen_in=await self._steps.seen_in(action) if private else None,
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
            await self._steps.record(action, step, StepOutcome.FAILED, error=item.error or "cancelled")
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
        await self._may_go_on(action)
        self.start(action_id)
        return await self._view(action)

    async def skip(self, action_id: str, number: int) -> ActionView:
        """Leave a step out and go on with the rest; one that turns out to have happened is done and not left out."""
        action = await self._get(action_id)
        step = next((s for s in action.steps if s.number == number), None)
        if action_id in self._active:
            if await held_up(self._ctx, action) is None:
                raise DeskError(say("action.running"))
            await self._halt(action_id)  # it only waits for Telegram to let its message leave
        if step is None or step.outcome in (StepOutcome.DONE, StepOutcome.SKIPPED):
            raise DeskError(say("action.nothing_left"))
        await self._may_go_on(action)
        item = await self._item_of(action, step)
        if item is not None:
            async with self._ctx.db.transaction() as tx:
                if not await outbox.cancel(tx, item.id):
                    raise DeskError(say("action.message_leaving"))
        left = item is not None and item.attempted_at is not None
        try:
            happened = await self._look.leave_out(action, step, "unknown-outcome" if left else step.error)
        except GatewayError as error:
            raise DeskError(say("action.look_failed", reason=str(error))) from error
        if happened:
            self._ctx.changed(DeskChange(actions=True, notice=say("action.had_happened")))
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
        await self._may_go_on(action)
        await self._halt(action_id)
        action = await self._get(action_id)
        try:
            action = await self._look.settle(action)
            words = await self._back.take_back(action)
        except GatewayError as error:
            banned = any(step.kind is StepKind.BAN for step in action.steps)
            code = "undo.unban_failed" if banned else "undo.take_back_failed"
            sentence = say(code, reason=str(error))
            raise (UndoLater if error.retry else DeskError)(sentence) from error
        said = self._back.said_of(action, words)
        if said is None:
            await self._write(action, Kind.ACTION_TAKEN_BACK)
            return say("undo.taken_back")
        await self._write(action, Kind.ACTION_UNDONE)
        return said

    async def _may_go_on(self, action: Action) -> None:
        if elsewhere := await begun_elsewhere(self._ctx, action):
            raise DeskError(elsewhere)

    async def _halt(self, action_id: str) -> None:
        """Begin nothing more, take out what has not left, and wait for the step in progress: it is never cut off."""
        stop, task = self._stop.get(action_id), self._active.get(action_id)
        if stop is not None:
            stop.set()
        deadline = asyncio.get_running_loop().time() + _STEP_ENDS_S
        while True:
            items = await outbox.of_subject(self._ctx.db, action_subject(action_id))
            for item in items:
                await self._take_out(action_id, item)
            ended = task is None or task.done()
            # One that a crash left on its way is being looked for: whether it left is known in a moment.
            if ended and not any(item.state is SendState.SENDING for item in items):
                return
            if asyncio.get_running_loop().time() > deadline or (ended and not self._ctx.connected):
                raise UndoLater(say("undo.still_running"))
            if task is None or ended:
                await asyncio.sleep(0.05)
            else:
                await asyncio.wait({task}, timeout=0.1)

    async def _take_out(self, action_id: str, item: OutboxItem) -> None:
        async with self._ctx.db.transaction() as tx:
            if not await outbox.cancel(tx, item.id):
                return
            if item.attempted_at is not None:
                action = await self._get(action_id)
                step = next(s for s in action.steps if s.number == int(item.detail["step"]))
                await self._ctx.write(
                    tx, self._steps.event(action, step, StepOutcome.FAILED, error="unknown-outcome")
                )
        self._signal(item)

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

    async def _write(self, action: Action, kind: Kind) -> None:
        await self._ctx.decide(self._ctx.event(kind, action_subject(action.action_id), {}))
        self._ctx.changed(DeskChange(actions=True, status=True, changed_messages=await self._touched(action)))

    async def _touched(self, action: Action) -> frozenset[int]:
        """Messages that look different now: of a warning all of the member's, which say how many stand."""
        about = frozenset({action.about})
        if not action.warning or self._ctx.chat_key is None:
            return about
        return about | await members.newest_ids(
            self._ctx.db, self._ctx.chat_key, action.member, members.SHOWN
        )

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
        field = _TEXTS[step.kind]
        events = await journal.of_subject(self._ctx.db, action_subject(action.action_id))
        plan = next(e for e in events if e.kind == Kind.ACTION_PLANNED)
        text = await journal.private_text(self._ctx.db, plan.uuid, field)
        return self._shelf.description() if text is None and field == "description" else text

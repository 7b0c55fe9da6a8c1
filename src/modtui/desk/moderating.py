"""Warning and removing: what would happen, shown before it does; then written down and handed to the runner (RULES 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modtui.desk.action_runner import ActionRunner
from modtui.desk.answering import checked_text
from modtui.desk.api import DeskError
from modtui.desk.context import DeskContext
from modtui.desk.feed_model import first_line, media_line, shown_name
from modtui.desk.shelf import Shelf
from modtui.desk.undo import UndoStack
from modtui.desk.views import ActionPlan, ActionView, CategoryChoice, DeskChange, PlanStep
from modtui.domain.journal import Kind, action_subject
from modtui.domain.messages import Role, SenderKind
from modtui.domain.moderation import (
    Action,
    ActionKind,
    Category,
    NextStep,
    Proposal,
    StepKind,
    is_warning,
    propose,
    steps_for,
    warnings_in_force,
)
from modtui.store import derived, journal, observed
from modtui.store.database import new_uuid, to_ms
from modtui.store.faults import fault_point
from modtui.store.observed import StoredMessage
from modtui.text.catalogue import say
from modtui.text.direction import base_direction
from modtui.text.safe import safe_text


@dataclass(frozen=True, slots=True)
class _Planned:
    """A plan that was shown, with what carrying it out needs."""

    view: ActionPlan
    kind: ActionKind
    category: Category
    proposal: Proposal
    member_ref: str
    steps: tuple[StepKind, ...]


class Moderating:
    """Plans actions and writes them down."""

    def __init__(self, ctx: DeskContext, shelf: Shelf, runner: ActionRunner, undo: UndoStack) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._runner = runner
        self._undo = undo
        self._plans: dict[str, _Planned] = {}

    def categories(self, kind: str) -> list[CategoryChoice]:
        """The categories to choose from. A category that bans at once is offered for removal only."""
        action = ActionKind(kind)
        offered = [
            category
            for category in self._ctx.settings.categories
            if action is ActionKind.REMOVE or not category.bans_at_once
        ]
        return [
            CategoryChoice(c.code, c.title, _summary(action, c), str(number) if number <= 9 else "")
            for number, c in enumerate(offered, 1)
        ]

    async def plan(self, kind: str, message_id: int, category_code: str | None) -> ActionPlan:
        """What acting on the author of this message would do. Raises DeskError when it cannot be done at all."""
        ctx = self._ctx
        action = ActionKind(kind)
        stored = await observed.one(ctx.db, ctx.chat(), message_id) if ctx.chat_key is not None else None
        if stored is None or stored.message.service is not None:
            raise DeskError(say("desk.not_a_message"))
        blocked = await self._blocked(stored)
        if not blocked and action is ActionKind.REMOVE and not self._may_ban():
            # Else the member would be told of a removal that then fails.
            blocked = say("desk.no_right_to_ban")
        if blocked:
            raise DeskError(blocked)
        assert stored.sender_ref is not None
        category = self._category(action, category_code)
        earlier = await derived.actions_of_member(ctx.db, stored.sender_ref)
        now = ctx.clock()
        proposal = propose(category, earlier, stored.message.sent_at, now, ctx.settings.warning_expiry)
        steps = list(steps_for(action, category, proposal))
        if stored.deleted_at is not None and StepKind.DELETE_POST in steps:
            steps.remove(StepKind.DELETE_POST)
        if StepKind.REPOST_DESCRIPTION in steps and not await self._may_repost(now):
            steps.remove(StepKind.REPOST_DESCRIPTION)
        name = shown_name(stored.message.sender.name, stored.message.sender.kind)
        line = first_line(stored.message.text) or media_line(stored.message)
        notice = self._shelf.notice_for(action, category, await self._language(stored), name)
        assert stored.message.sender.id is not None
        view = ActionPlan(
            plan_id=new_uuid(to_ms(now)),
            kind=action.value,
            category=category.code,
            member_id=stored.message.sender.id,
            member=name,
            message_id=message_id,
            message_line=line,
            message_direction=base_direction(line),
            steps=tuple(
                PlanStep(number, step_sentence(step, name, self._description_line()))
                for number, step in enumerate(steps, 1)
            ),
            text=notice.text,
            proposal=_proposal_sentence(proposal, category),
            fairness=await self._fairness(stored, earlier, now),
            needs_confirmation=action is ActionKind.REMOVE or proposal.next_step is NextStep.REMOVAL,
            blocked="",
        )
        self._plans = {
            view.plan_id: _Planned(view, action, category, proposal, stored.sender_ref, tuple(steps))
        }
        return view

    async def carry_out(self, plan_id: str, text: str | None) -> ActionView:
        """Write the action down with its text, then let the runner begin when its staging time is over."""
        ctx = self._ctx
        planned = self._plans.get(plan_id)
        if planned is None:
            raise DeskError(say("desk.plan_gone"))
        message = checked_text(text if text is not None else planned.view.text)
        del self._plans[plan_id]
        now = ctx.clock()
        delay = ctx.settings.stage if planned.kind is ActionKind.WARN else ctx.settings.undo
        action_id = new_uuid(to_ms(now))
        event = ctx.event(
            Kind.ACTION_PLANNED,
            action_subject(action_id),
            {
                "action": action_id,
                "kind": planned.kind.value,
                "category": planned.category.code,
                "member": planned.member_ref,
                "chat": ctx.chat(),
                "about": planned.view.message_id,
                "warning": is_warning(planned.kind, planned.proposal),
                "starts_at": (now + delay).isoformat(),
                "steps": [{"number": n, "kind": step.value} for n, step in enumerate(planned.steps, 1)],
            },
        )
        async with ctx.db.transaction() as tx:
            await ctx.write(tx, event)
            await journal.append_private(tx, event.uuid, "text", message)
        fault_point("action.planned")
        self._runner.start(action_id)
        what = say(f"undo.{planned.kind.value}", member=planned.view.member)
        self._undo.push(what, lambda: self._runner.take_back(action_id), now + delay)
        ctx.changed(DeskChange(actions=True, status=True))
        return await self._runner.view(action_id)

    # ---- what a plan rests on

    def _category(self, kind: ActionKind, code: str | None) -> Category:
        offered = {choice.code for choice in self.categories(kind.value)}
        for category in self._ctx.settings.categories:
            if category.code in offered and code in (None, category.code):
                return category
        raise DeskError(say("desk.no_category"))

    async def _blocked(self, stored: StoredMessage) -> str:
        """Why this author cannot be acted on, in a sentence; empty when they can."""
        ctx = self._ctx
        sender = stored.message.sender
        if stored.message.outgoing or (ctx.account is not None and sender.id == ctx.account.id):
            return say("desk.own_message")
        if sender.kind in (SenderKind.ANONYMOUS_ADMIN, SenderKind.LINKED_CHANNEL):
            return say("desk.staff_member")
        if sender.kind is SenderKind.CHANNEL:
            return say("desk.channel_sender")
        if sender.id is None or stored.sender_ref is None:
            return say("desk.unknown_sender")
        roles = (await ctx.rules.get(ctx.db)).roles
        if roles.role_at(stored.sender_ref, sender.kind, ctx.clock()) not in (Role.MEMBER, Role.BOT):
            return say("desk.staff_member")
        return ""

    def _may_ban(self) -> bool:
        group = self._ctx.group
        return group is None or group.rights.ban_members

    async def _language(self, stored: StoredMessage) -> str | None:
        found = (await derived.inquiries(self._ctx.db, self._ctx.chat(), [stored.message.id])).get(
            stored.message.id
        )
        if found is not None and found.language in ("ar", "en", "fr"):
            return found.language
        return self._shelf.language_of(stored.message.text)

    async def _may_repost(self, now: datetime) -> bool:
        """The description is posted again at most once in some hours (RULES 3)."""
        for action in await derived.recent_actions(self._ctx.db, 100):
            for step in action.steps:
                if (
                    step.kind is StepKind.REPOST_DESCRIPTION
                    and step.message_id is not None
                    and step.at is not None
                    and now - step.at < self._ctx.settings.repost_after
                ):
                    return False
        return self._shelf.description() is not None

    def _description_line(self) -> str:
        return first_line(self._shelf.description() or "")

    async def _fairness(
        self, stored: StoredMessage, actions: Sequence[Action], now: datetime
    ) -> tuple[str, ...]:
        """What speaks for and against: since when they write, warnings delivered (RULES 3, no accidents)."""
        ctx = self._ctx
        zone = ctx.settings.policy.tz
        lines = []
        row = await ctx.db.one(
            "SELECT count(*), min(sent_at) FROM message WHERE chat_key = ? AND sender_ref = ? AND service IS NULL",
            (ctx.chat(), stored.sender_ref),
        )
        if row is not None and row[0]:
            lines.append(say("fairness.messages", count=row[0]))
        standing = warnings_in_force(actions, now, ctx.settings.warning_expiry)
        if standing:
            lines.extend(
                say(
                    "fairness.warning",
                    category=safe_text(action.category, newlines=False),
                    at=f"{(action.delivered_at or action.planned_at).astimezone(zone):%d %b %Y}",
                )
                for action in standing
            )
        else:
            lines.append(say("fairness.no_warning"))
        undelivered = [
            a for a in actions if a.warning and a.delivered_at is None and a.status.value == "stopped"
        ]
        if undelivered:
            lines.append(say("fairness.undelivered", count=len(undelivered)))
        return tuple(lines)


def step_sentence(step: StepKind, member: str, description: str = "") -> str:
    """One step of an action in a sentence."""
    return say(f"step.{step.value}", member=member, description=description)


def _summary(kind: ActionKind, category: Category) -> str:
    proposal = Proposal(NextStep.NOTE, category.rungs(0), 0, 0)
    return ", ".join(say(f"step_short.{step.value}") for step in steps_for(kind, category, proposal))


def _proposal_sentence(proposal: Proposal, category: Category) -> str:
    return say(f"ladder.{proposal.next_step.value}", category=category.title, warnings=proposal.warnings)

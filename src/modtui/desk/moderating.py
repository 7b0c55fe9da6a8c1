"""Warning and removing: what would happen, shown before it does; then written down and handed to the runner (RULES 3).

What has no ladder (deleting, muting, leaving, clearing) is planned in :mod:`modtui.desk.member_plans`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from modtui.desk import notices
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.fairness import fairness
from modtui.desk.feed_model import first_line, media_line
from modtui.desk.plan_book import PlanBook, Planned
from modtui.desk.rights import check_rights, look_at_rights
from modtui.desk.shelf import Shelf
from modtui.desk.targets import Target, member_target, message_target, standing_now
from modtui.desk.views import ActionPlan, CategoryChoice, PlanStep
from modtui.desk.views_members import IncidentPost
from modtui.domain.actions import Action, ActionKind, StepKind
from modtui.domain.incident import INCIDENT_SPAN, alike
from modtui.domain.moderation import (
    Category,
    NextStep,
    Proposal,
    is_warning,
    propose,
    steps_for,
)
from modtui.store import derived, observed
from modtui.store.action_kinds import actions_of_kind
from modtui.store.database import from_ms, to_ms
from modtui.text.catalogue import say
from modtui.text.cells import truncate_cells
from modtui.text.direction import base_direction

#: Among so many that should have posted the description, the newest that did is looked for.
_LOOKED_AT = 50
#: At most so many posts are listed as one incident.
_POSTS = 50
#: So much of a post is named where its deletion is planned.
NAMED_CELLS = 60


class Moderating:
    """Plans warnings and removals by the ladder."""

    def __init__(self, ctx: DeskContext, shelf: Shelf, book: PlanBook) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._book = book

    def categories(self, kind: str) -> list[CategoryChoice]:
        """The categories to choose from.

        A category that bans at once is offered for removal only, and ``ban`` offers nothing else.
        """
        action = ActionKind.REMOVE if kind == "ban" else ActionKind(kind)
        offered = list(self._ctx.settings.categories)
        if kind == "ban":
            offered = [category for category in offered if category.bans_at_once]
        elif action is ActionKind.WARN:
            offered = [category for category in offered if not category.bans_at_once]
        return [
            CategoryChoice(c.code, c.title, _summary(action, c), str(number) if number <= 9 else "")
            for number, c in enumerate(offered, 1)
        ]

    async def plan(self, kind: str, message_id: int, category_code: str | None) -> ActionPlan:
        """What acting on the author of this message would do. Raises DeskError when it cannot be done at all."""
        target = await message_target(self._ctx, self._shelf, message_id)
        return await self._plan(kind, target, category_code)

    async def plan_member(self, member_id: int, category_code: str | None) -> ActionPlan:
        """Removing a member chosen from the list, about no post."""
        target = await member_target(self._ctx, self._shelf, member_id)
        return await self._plan("remove", target, category_code)

    async def _plan(self, kind: str, target: Target, category_code: str | None) -> ActionPlan:
        ctx = self._ctx
        action = ActionKind.REMOVE if kind == "ban" else ActionKind(kind)
        category = self._category(kind, category_code)
        if action is ActionKind.REMOVE:
            await look_at_rights(ctx)
            check_rights(ctx, (StepKind.BAN,))
            await standing_now(ctx, target)
        earlier = await derived.actions_of_member(ctx.db, target.ref)
        now = ctx.clock()
        posted_at = await self._said_at(target) if target.stored is not None else now
        proposal = propose(category, earlier, posted_at, now, ctx.settings.warning_expiry)
        steps = list(steps_for(action, category, proposal))
        no_post = target.deleted or target.stored is None
        if no_post and StepKind.DELETE_POST in steps:
            steps.remove(StepKind.DELETE_POST)
        if StepKind.REPOST_DESCRIPTION in steps and not await self.may_repost(now):
            steps.remove(StepKind.REPOST_DESCRIPTION)
        settled = action is ActionKind.WARN and proposal.settled_by is not None
        same_incident = settled and StepKind.DELETE_POST in steps
        if same_incident:
            steps = [StepKind.DELETE_POST]
        # Nothing is left to do about it: a second notice for one incident would be one too many.
        told_already = settled and not same_incident
        if told_already:
            steps = []
        text = "" if settled else self._text(action, category, proposal, target)
        # Two weekend adverts are one incident; of who is removed at once only what a person ticks goes as well.
        propose_alike = action is not ActionKind.REMOVE
        deletes = StepKind.DELETE_POST in steps
        incident = await self._incident(target, choose=propose_alike) if deletes else ()
        view = ActionPlan(
            plan_id=self._book.new_id(),
            kind=ActionKind.DELETE.value if same_incident else action.value,
            category=category.code,
            member_id=target.member_id,
            member=target.name,
            message_id=target.message_id,
            message_line=target.line,
            message_direction=target.direction,
            steps=tuple(
                PlanStep(number, self._sentence(step, target)) for number, step in enumerate(steps, 1)
            ),
            text=text,
            proposal=self._proposal(action, proposal, category, earlier if settled else ()),
            fairness=await fairness(ctx, target.ref, earlier, now),
            needs_confirmation=action is ActionKind.REMOVE
            or (proposal.next_step is NextStep.REMOVAL and not settled),
            blocked=say("plan.told_already") if told_already else "",
            incident=incident,
            group_notice=(
                notices.removal_to_group(self._shelf, self._ctx.settings.languages[0])
                if action is ActionKind.REMOVE
                else ""
            ),
        )
        extra: dict[str, Any] = {}
        if target.stored is not None:
            extra["posted_at"] = posted_at.isoformat()
        if text:
            extra |= self._shelf.notice_used(action, category, target.language, target.name)
        posts = sorted({target.message_id, *(p.message_id for p in incident if p.chosen)})
        return self._book.keep(
            Planned(
                view,
                ActionKind.DELETE if same_incident else action,
                target.ref,
                tuple(steps),
                warning=is_warning(action, proposal) and not same_incident,
                extra=extra | ({"posts": posts} if StepKind.DELETE_POST in steps else {}),
                description=(self._shelf.description() or "") if StepKind.REPOST_DESCRIPTION in steps else "",
            )
        )

    # ---- what a plan rests on

    def _text(self, action: ActionKind, category: Category, proposal: Proposal, target: Target) -> str:
        if (
            action is ActionKind.WARN
            and proposal.rungs
            and all(rung.value == "note" for rung in proposal.rungs)
            and not self._shelf.has_notice(category)
        ):
            return notices.gentle(target.language, target.name)
        return self._shelf.notice_for(action, category, target.language, target.name).text

    def _sentence(self, step: StepKind, target: Target) -> str:
        if step is StepKind.DELETE_POST and target.line:
            return say("plan.delete_post_named", line=truncate_cells(target.line, NAMED_CELLS))
        return step_sentence(step, target.name, self._description_line())

    async def _said_at(self, target: Target) -> datetime:
        """When the post came to say what it says: an old one that was edited into something else since is a new one."""
        assert target.stored is not None
        said_at, before = target.stored.message.sent_at, None
        for at, text in await self._ctx.db.all(
            "SELECT at, text FROM message_version WHERE chat_key = ? AND id = ? ORDER BY version",
            (self._ctx.chat(), target.message_id),
        ):
            if before is not None and text is not None and not alike(before, str(text)):
                said_at = max(said_at, from_ms(at))
            before = text if text is not None else before
        return said_at

    async def _incident(self, target: Target, *, choose: bool) -> tuple[IncidentPost, ...]:
        """Other posts of this member about that time; ``choose``: those that say much the same are proposed to go too."""
        if target.stored is None:
            return ()
        message, ctx = target.stored.message, self._ctx
        rows = await ctx.db.all(
            "SELECT id FROM message INDEXED BY message_sender "
            "WHERE chat_key = ? AND sender_ref = ? AND service IS NULL AND id <> ? "
            "AND deleted_at IS NULL AND sent_at BETWEEN ? AND ? ORDER BY id DESC LIMIT ?",
            (
                ctx.chat(),
                target.ref,
                message.id,
                to_ms(message.sent_at - INCIDENT_SPAN),
                to_ms(message.sent_at + INCIDENT_SPAN),
                _POSTS,
            ),
        )
        others = await observed.by_ids(ctx.db, ctx.chat(), [int(row[0]) for row in rows])
        posts = []
        for other in others:
            line = first_line(other.message.text) or media_line(other.message)
            same = choose and alike(message.text, other.message.text)
            posts.append(
                IncidentPost(other.message.id, other.message.sent_at, line, base_direction(line), same)
            )
        return tuple(posts)

    def _category(self, kind: str, code: str | None) -> Category:
        offered = {choice.code for choice in self.categories(kind)}
        for category in self._ctx.settings.categories:
            if category.code in offered and code in (None, category.code):
                return category
        raise DeskError(say("desk.no_offensive" if kind == "ban" and code is None else "desk.no_category"))

    async def may_repost(self, now: datetime) -> bool:
        """The description is posted again at most once in some hours (RULES 3)."""
        last = await last_repost(self._ctx)
        if last is not None and now - last < self._ctx.settings.repost_after:
            return False
        return self._shelf.description() is not None

    def _description_line(self) -> str:
        return first_line(self._shelf.description() or "")

    def _proposal(
        self, action: ActionKind, proposal: Proposal, category: Category, same: Sequence[Action]
    ) -> str:
        told_at = next((a.delivered_at for a in same if a.action_id == proposal.settled_by), None)
        if told_at is not None:
            zone = self._ctx.settings.policy.tz
            code = "plan.proposal_same_incident" if category.deletes else "plan.proposal_told"
            return say(code, at=f"{told_at.astimezone(zone):%d %b %H:%M}")
        early = proposal.next_step in (NextStep.NOTE, NextStep.FIRST_WARNING) and not proposal.incidents
        if action is ActionKind.REMOVE and early:
            return say("ladder.early_removal", category=category.title)
        return say(
            f"ladder.{proposal.next_step.value}",
            category=category.title,
            warnings=proposal.warnings,
            number=proposal.warnings + 1,
            incidents=proposal.incidents,
            span=_span(self._ctx.settings.warning_expiry),
        )


def _span(expiry: timedelta) -> str:
    """How long a warning counts, in months where it is that long."""
    if expiry.days >= 60:
        return say("plan.months", count=round(expiry.days / 30.44))
    return say("plan.days", count=expiry.days)


async def last_repost(ctx: DeskContext) -> datetime | None:
    """When the description was posted again last."""
    if ctx.chat_key is None:
        return None
    times = [
        step.at
        for action in await actions_of_kind(ctx.db, ctx.chat(), StepKind.REPOST_DESCRIPTION, _LOOKED_AT)
        for step in action.steps
        if step.kind is StepKind.REPOST_DESCRIPTION and step.message_id is not None and step.at is not None
    ]
    return max(times, default=None)


def step_sentence(step: StepKind, member: str, description: str = "") -> str:
    """One step of an action in a sentence."""
    return say(f"step.{step.value}", member=member, description=description)


def _summary(kind: ActionKind, category: Category) -> str:
    proposal = Proposal(NextStep.NOTE, category.rungs(0), 0, 0)
    return ", ".join(say(f"step_short.{step.value}") for step in steps_for(kind, category, proposal))

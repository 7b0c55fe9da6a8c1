"""Plans about one member that need no ladder: deleting a post, muting, leaving on request, back in; and clearing
after a raid (RULES 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from modtui.desk import complaints, notices
from modtui.desk.action_runner import ActionRunner
from modtui.desk.action_steps import LONGEST, SOON, moderation_of
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.fairness import card, fairness
from modtui.desk.feed_model import shown_name
from modtui.desk.moderating import step_sentence
from modtui.desk.plan_book import PlanBook, Planned
from modtui.desk.shelf import Shelf
from modtui.desk.targets import Target, member_target, message_target, standing_now
from modtui.desk.undo import UndoStack
from modtui.desk.views import ActionPlan, ActionView, PlanStep
from modtui.desk.views_members import ClearLine, ClearPlan
from modtui.domain.actions import ActionKind, StepKind
from modtui.domain.messages import SenderKind
from modtui.domain.removals import SPAM_FAMILY
from modtui.store import derived, members
from modtui.telegram.gateway import GatewayError
from modtui.telegram.gateway_moderation import Place
from modtui.text.catalogue import say


class MemberPlans:
    """Plans for one member, and for several at once."""

    def __init__(
        self, ctx: DeskContext, shelf: Shelf, runner: ActionRunner, book: PlanBook, undo: UndoStack
    ) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._runner = runner
        self._book = book
        self._undo = undo
        self._clearings: dict[str, list[Planned]] = {}

    # ---- one member

    async def delete(self, message_id: int) -> ActionPlan:
        """Deleting one post and nothing else. Raises DeskError when it is gone."""
        target = await message_target(self._ctx, self._shelf, message_id, channels=True)
        if target.deleted:
            raise DeskError(say("desk.already_deleted"))
        return await self._keep(
            ActionKind.DELETE,
            target,
            (StepKind.DELETE_POST,),
            {StepKind.DELETE_POST: say("plan.delete_post")},
            proposal=say("plan.proposal_delete"),
            extra={"posts": [message_id]},
        )

    async def mute(self, target: Target, until: datetime | None, category: str | None) -> ActionPlan:
        """Reading without writing until a moment (None: until it is lifted).

        Raises DeskError for a moment that is past, or that Telegram would not take for an end.
        """
        if until is not None and until <= self._ctx.clock():
            raise DeskError(say("desk.mute_past"))
        # What is decided now leaves after the seconds in which it can be taken back.
        if until is not None and until - self._ctx.clock() < 2 * SOON:
            raise DeskError(say("desk.mute_soon"))
        if until is not None and until - self._ctx.clock() > LONGEST:
            raise DeskError(say("desk.mute_long"))
        await standing_now(self._ctx, target)
        zone = self._ctx.settings.policy.tz
        sentence = say("plan.mute_for_ever", member=target.name)
        if until is not None:
            local = f"{until.astimezone(zone):%d %b %H:%M}"
            sentence = say("plan.mute_until", member=target.name, until=local)
        return await self._keep(
            ActionKind.MUTE,
            target,
            (StepKind.MUTE, StepKind.PRIVATE_MESSAGE),
            {StepKind.MUTE: sentence},
            proposal=say("plan.proposal_mute"),
            text=notices.muted(target.language, target.name, until, zone),
            category=self._category(category),
            extra={"until": until.isoformat()} if until is not None else {},
            until=until,
        )

    async def leave(self, target: Target) -> ActionPlan:
        """Taking somebody out who asked for it: thanked, no lasting ban, may come back.

        Whoever is out already is neither taken out nor told so.
        """
        now = await standing_now(self._ctx, target)
        if now is not None and (now.place is Place.BANNED or not now.present):
            out = (
                "plan.proposal_already_banned" if now.place is Place.BANNED else "plan.proposal_gone_already"
            )
            return await self._keep(
                ActionKind.LEAVE, target, (), {}, proposal=say(out), blocked=say("plan.out_already")
            )
        return await self._keep(
            ActionKind.LEAVE,
            target,
            (StepKind.TAKE_OUT, StepKind.LIFT, StepKind.PRIVATE_MESSAGE),
            {},
            proposal=say("plan.proposal_leave"),
            text=notices.leaving(self._shelf, target.language, target.name),
            confirm=True,
        )

    async def readmit(self, target: Target) -> ActionPlan:
        """Lifting a ban on appeal and telling the member. Raises DeskError when they are not banned."""
        try:
            standing = await moderation_of(self._ctx).standing(target.member_id)
        except GatewayError as error:
            if error.retry:
                raise DeskError(str(error)) from error
        else:
            if standing.place.value != "banned":
                raise DeskError(say("desk.not_removed"))
        return await self._keep(
            ActionKind.READMIT,
            target,
            (StepKind.LIFT, StepKind.PRIVATE_MESSAGE),
            {},
            proposal=await self._about_return(target),
            text=notices.readmitted(target.language, target.name),
            confirm=True,
        )

    async def _about_return(self, target: Target) -> str:
        """What lifting a ban does, to a complaint too: who had a hand in the removal does not decide it (RULES 3)."""
        words = [say("plan.proposal_readmit")]
        hands = await complaints.removed_by(self._ctx, target.ref)
        waiting = await complaints.open_complaints(self._ctx, target.ref)
        me = self._ctx.account.id if self._ctx.account is not None else 0
        if me in hands and not await complaints.alone(self._ctx):
            words.append(say("plan.readmit_leaves", count=2 if waiting else 1))
        elif waiting and hands and me not in hands:
            words.append(say("plan.readmit_decides"))
        return " ".join(words)

    async def of_message(
        self, kind: str, message_id: int, category: str | None, until: datetime | None
    ) -> ActionPlan:
        """The plan of this kind for the author of a message."""
        if kind == ActionKind.DELETE:
            return await self.delete(message_id)
        return await self._plan(
            kind, await message_target(self._ctx, self._shelf, message_id), category, until
        )

    async def of_member(
        self, kind: str, member_id: int, category: str | None, until: datetime | None
    ) -> ActionPlan:
        """The plan of this kind for a member chosen from the list."""
        return await self._plan(kind, await member_target(self._ctx, self._shelf, member_id), category, until)

    async def _plan(
        self, kind: str, target: Target, category: str | None, until: datetime | None
    ) -> ActionPlan:
        match kind:
            case ActionKind.MUTE:
                return await self.mute(target, until, category)
            case ActionKind.LEAVE:
                return await self.leave(target)
            case ActionKind.READMIT:
                return await self.readmit(target)
        raise DeskError(say("desk.no_such_kind"))

    def _category(self, code: str | None) -> str:
        known = {category.code for category in self._ctx.settings.categories}
        if code is not None and code not in known and code != SPAM_FAMILY:
            raise DeskError(say("desk.no_category"))
        return code or ""

    async def _keep(
        self,
        kind: ActionKind,
        target: Target,
        steps: tuple[StepKind, ...],
        sentences: Mapping[StepKind, str],
        *,
        proposal: str,
        text: str = "",
        category: str = "",
        confirm: bool = False,
        extra: Mapping[str, Any] | None = None,
        until: datetime | None = None,
        blocked: str = "",
    ) -> ActionPlan:
        ctx = self._ctx
        earlier = await derived.actions_of_member(ctx.db, target.ref) if target.ref else []
        view = ActionPlan(
            plan_id=self._book.new_id(),
            kind=kind.value,
            category=category,
            member_id=target.member_id,
            member=target.name,
            message_id=target.message_id,
            message_line=target.line,
            message_direction=target.direction,
            steps=tuple(
                PlanStep(n, sentences.get(step) or step_sentence(step, target.name))
                for n, step in enumerate(steps, 1)
            ),
            text=text,
            proposal=proposal,
            fairness=await fairness(ctx, target.ref, earlier, ctx.clock()) if target.ref else (),
            needs_confirmation=confirm,
            until=until,
            blocked=blocked,
        )
        return self._book.keep(
            Planned(view, kind, target.ref, steps, extra=dict(extra or {}), text_optional=True)
        )

    # ---- several at once

    async def clear(
        self, member_ids: Sequence[int], since: datetime | None, *, ban: bool, category: str | None
    ) -> ClearPlan:
        """Deleting everything of these members since a moment (None: all of it), counted at Telegram first.

        ``ban``: and removing them, without a word, as a raid asks for. Raises DeskError when nobody is left.
        """
        if not member_ids:
            raise DeskError(say("desk.nobody_chosen"))
        plan_id, lines, planned = self._book.new_id(), [], []
        for member_id in dict.fromkeys(member_ids):
            try:
                target = await member_target(self._ctx, self._shelf, member_id)
                seen_in = await members.newest_message(self._ctx.db, self._ctx.chat(), target.ref)
                await self._no_admin(member_id, seen_in)
                posts = await moderation_of(self._ctx).posts_of(member_id, since=since, seen_in=seen_in)
            except (DeskError, GatewayError) as error:
                if isinstance(error, GatewayError) and error.retry:
                    raise DeskError(str(error)) from error
                lines.append(ClearLine(member_id, await self._name(member_id), 0, str(error)))
                continue
            if not posts and not ban:
                none = "desk.no_posts" if since is None else "desk.no_posts_since"
                lines.append(ClearLine(member_id, target.name, 0, say(none)))
                continue
            earlier = await derived.actions_of_member(self._ctx.db, target.ref)
            fair = await card(self._ctx, target.ref, earlier, self._ctx.clock())
            lines.append(
                ClearLine(
                    member_id,
                    target.name,
                    len(posts),
                    summary=fair.summary,
                    fairness=fair.sentences,
                    stands_out=fair.stands_out,
                )
            )
            planned.append(self._clearing(target, len(posts), since, ban, self._category(category)))
        total = sum(line.posts for line in lines)
        self._clearings = {plan_id: planned}
        return ClearPlan(plan_id, tuple(lines), total, since, ban, say("plan.proposal_clear", count=total))

    async def _no_admin(self, member_id: int, seen_in: int | None) -> None:
        """Whoever Telegram knows as an admin is never in the set, whatever role they have here."""
        standing = await moderation_of(self._ctx).standing(member_id, seen_in=seen_in)
        if standing.place is Place.ADMIN:
            raise DeskError(say("desk.telegram_admin"))

    async def _name(self, member_id: int) -> str:
        ref = await members.ref_of(self._ctx.db, member_id)
        name = await members.name_of(self._ctx.db, ref) if ref is not None else ""
        return shown_name(name, SenderKind.USER)

    def _clearing(
        self, target: Target, count: int, since: datetime | None, ban: bool, category: str
    ) -> Planned:
        # Banned first: else more comes while the old is deleted.
        steps = (StepKind.BAN, StepKind.CLEAR_POSTS) if ban else (StepKind.CLEAR_POSTS,)
        view = ActionPlan(
            plan_id="",
            kind=ActionKind.CLEAR.value,
            category=category,
            member_id=target.member_id,
            member=target.name,
            message_id=0,
            message_line="",
            message_direction="ltr",
            steps=(),
            text="",
            proposal=say("plan.proposal_clear", count=count),
            fairness=(),
            needs_confirmation=True,
        )
        extra = {"since": since.isoformat()} if since is not None else {}
        return Planned(view, ActionKind.CLEAR, target.ref, steps, extra=extra)

    async def carry_out_clear(self, plan_id: str) -> list[ActionView]:
        """Write one action a member down, all at once, and run them one after the other."""
        planned = self._clearings.pop(plan_id, None)
        if planned is None:
            raise DeskError(say("desk.plan_gone"))
        if not planned:
            raise DeskError(say("desk.no_posts"))
        decisions = [self._book.decide(one) for one in planned]
        await self._book.write(decisions)

        async def take_back() -> str:
            said = [await self._runner.take_back(one.action_id) for one in reversed(decisions)]
            return " ".join(dict.fromkeys(said))

        self._undo.push(say("undo.clear_many", count=len(decisions)), take_back, decisions[0].starts_at)
        return [await self._runner.view(one.action_id) for one in decisions]

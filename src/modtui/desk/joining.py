"""Join requests as a queue, and the welcome with the guidelines (RULES 3).

Letting somebody in, declining and welcoming are actions: staged, written down step by step, and what was
sent stands in the record. Nothing is sent by itself: a person starts each (Telegram limits accounts that
write to strangers).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from modtui.desk import notices
from modtui.desk.action_runner import ActionRunner
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_model import shown_name
from modtui.desk.moderating import step_sentence
from modtui.desk.plan_book import Decided, PlanBook, Planned
from modtui.desk.shelf import Shelf
from modtui.desk.targets import language_of
from modtui.desk.undo import UndoStack
from modtui.desk.views import ActionPlan, ActionView, PlanStep
from modtui.desk.views_members import JoinRequestRow
from modtui.domain.action_truth import came_about
from modtui.domain.actions import Action, ActionKind, ActionStatus, StepKind, StepOutcome
from modtui.domain.membership import REMOVALS, EventKind, Move, fold_membership
from modtui.domain.messages import SenderKind
from modtui.store import derived, members
from modtui.store.members import StoredRequest
from modtui.text.catalogue import say
from modtui.text.direction import base_direction
from modtui.text.safe import safe_line, safe_text

#: Who came longer ago than this is no newcomer to be welcomed any more.
NEWCOMER: Final = timedelta(days=7)
_LANGUAGES: Final = ("ar", "en", "fr")


class Joining:
    """Deciding who comes in, and welcoming them."""

    def __init__(
        self, ctx: DeskContext, shelf: Shelf, runner: ActionRunner, book: PlanBook, undo: UndoStack
    ) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._runner = runner
        self._book = book
        self._undo = undo

    # ---- the queue

    async def requests(self) -> list[JoinRequestRow]:
        """Who waits to be let in, the longest waiting first, with what is known of them from before."""
        if self._ctx.chat_key is None:
            return []
        pending = await self._deciding()
        return [
            await self._row(request, request.member in pending)
            for request in await members.requests(self._ctx.db, self._ctx.chat())
        ]

    async def _row(self, request: StoredRequest, deciding: bool) -> JoinRequestRow:
        row = await self._ctx.db.one(
            "SELECT telegram_id, name, username FROM member WHERE ref = ?", (request.member,)
        )
        about = safe_text(request.about)
        return JoinRequestRow(
            member_id=int(row[0]) if row is not None else 0,
            name=shown_name(str(row[1]) if row is not None else "", SenderKind.USER),
            username=safe_line(str(row[2])) if row is not None and row[2] else None,
            asked_at=request.asked_at,
            about=about,
            direction=base_direction(about),
            language=request.language,
            before=await self._before(request.member),
            deciding=deciding,
        )

    async def _before(self, ref: str) -> tuple[str, ...]:
        """What is known of an applicant: they were here, were removed, were declined."""
        ctx, lines = self._ctx, []
        zone = ctx.settings.policy.tz
        moves = fold_membership(await members.reports(ctx.db, ctx.chat(), ref))
        for move in moves:
            if not move.kind.is_arrival and not move.unseen:
                code = "removed" if move.kind in REMOVALS else "left"
                lines.append(say(f"joining.before_{code}", at=f"{move.at.astimezone(zone):%d %b %Y}"))
        for action in await derived.actions_of_member(ctx.db, ref):
            declined = action.kind is ActionKind.DENY and action.status is ActionStatus.DONE
            if declined and came_about(action):
                lines.append(
                    say("joining.before_declined", at=f"{action.planned_at.astimezone(zone):%d %b %Y}")
                )
        return tuple(lines)

    async def _deciding(self) -> set[str]:
        open_actions = await derived.recent_actions(self._ctx.db, -1, unfinished_only=True)
        return {a.member for a in open_actions if a.kind in (ActionKind.ADMIT, ActionKind.DENY)}

    async def decide(
        self,
        member_ids: Sequence[int],
        *,
        approve: bool,
        note: str = "",
        tell: str = "",
        welcome: bool = True,
    ) -> list[ActionView]:
        """Let these applicants in or decline them, one after the other.

        ``note`` is kept with the decision; ``tell`` is sent to who is declined. With ``welcome`` and the
        configuration's "private" each is welcomed in their language. Raises DeskError when nobody of them asks.
        """
        asking = {row.member_id: row for row in await self.requests() if not row.deciding}
        chosen = [asking[i] for i in dict.fromkeys(member_ids) if i in asking]
        if not chosen:
            raise DeskError(say("desk.no_request" if member_ids else "desk.nobody_chosen"))
        decisions = []
        for row in chosen:
            ref = await members.ref_of(self._ctx.db, row.member_id)
            if ref is not None:
                planned = await self._decision(row, ref, approve, tell, welcome)
                decisions.append(self._with_note(self._book.decide(planned), note))
        await self._book.write(decisions)
        kind = ActionKind.ADMIT if approve else ActionKind.DENY
        names = ", ".join(row.name for row in chosen[:3])
        self._push(say(f"undo.{kind.value}", member=names), decisions)
        return [await self._runner.view(one.action_id) for one in decisions]

    async def _decision(
        self, row: JoinRequestRow, ref: str, approve: bool, tell: str, welcome: bool
    ) -> Planned:
        text = tell.strip()
        steps: tuple[StepKind, ...] = (StepKind.APPROVE if approve else StepKind.DENY,)
        if approve:
            wanted = welcome and self._ctx.settings.welcome == "private"
            text = await self._welcome_text(ref, row.name, row.language) or "" if wanted else ""
        if text:
            steps = (*steps, StepKind.PRIVATE_MESSAGE)
        kind = ActionKind.ADMIT if approve else ActionKind.DENY
        return Planned(self._view(kind, row.member_id, row.name, steps, text), kind, ref, steps)

    @staticmethod
    def _with_note(decided: Decided, note: str) -> Decided:
        if not note.strip():
            return decided
        texts = {**decided.texts, "note": safe_text(note.strip())}
        return Decided(decided.action_id, decided.event, decided.starts_at, texts)

    # ---- welcoming

    async def newcomers(self) -> list[int]:
        """Telegram ids of who came in the last days and was not welcomed yet, the newest first."""
        ctx = self._ctx
        if ctx.chat_key is None:
            return []
        welcomed = await self._welcomed()
        last: dict[str, Move] = {}
        told = await members.reports(ctx.db, ctx.chat())
        for move in await asyncio.to_thread(fold_membership, told):
            last[move.member] = move
        nobody_new = await members.bots(ctx.db) | await members.admins(ctx.db, ctx.chat())
        roles, now = (await ctx.rules.get(ctx.db)).roles, ctx.clock()
        fresh = [
            move
            for move in last.values()
            if move.kind.is_arrival
            and move.kind is not EventKind.PRESENT
            and now - move.at <= NEWCOMER
            and move.member not in welcomed
            and move.member not in nobody_new
            and not roles.role_at(move.member, SenderKind.USER, now).is_staff
        ]
        fresh.sort(key=lambda move: move.at, reverse=True)
        ids = [await members.telegram_id(ctx.db, move.member) for move in fresh]
        return [number for number in ids if number is not None]

    async def _welcomed(self) -> set[str]:
        found: set[str] = set()
        for action in await derived.recent_actions(self._ctx.db, -1):
            if action.kind in (ActionKind.WELCOME, ActionKind.ADMIT) and _welcomes(action):
                found |= {action.member, *action.others}
        return found

    async def plan_welcome(self, member_ids: Sequence[int], where: str | None = None) -> ActionPlan:
        """A welcome with the guidelines: one message in the group for all, or a private message for the first.

        ``where``: private | group; None: as configured. Several in private go one by one, each in their
        language and each looked at: the plan is for the first of them and says how many are left.
        """
        place = where or self._ctx.settings.welcome
        ids = list(dict.fromkeys(member_ids))
        refs = [(i, ref) for i in ids if (ref := await members.ref_of(self._ctx.db, i)) is not None]
        if not refs:
            raise DeskError(say("desk.nobody_chosen"))
        if place == "group":
            return await self._plan_in_group(refs)
        member_id, ref = refs[0]
        name = shown_name(await members.name_of(self._ctx.db, ref), SenderKind.USER)
        text = await self._welcome_text(ref, name, None)
        if text is None:
            raise DeskError(say("desk.no_welcome"))
        steps = (StepKind.PRIVATE_MESSAGE,)
        view = self._view(ActionKind.WELCOME, member_id, name, steps, text)
        if len(refs) > 1:
            view = replace(view, proposal=say("plan.proposal_welcome_more", count=len(refs) - 1))
        return self._book.keep(Planned(view, ActionKind.WELCOME, ref, steps))

    async def _plan_in_group(self, refs: Sequence[tuple[int, str]]) -> ActionPlan:
        names = [shown_name(await members.name_of(self._ctx.db, ref), SenderKind.USER) for _, ref in refs]
        languages = [await language_of(self._ctx, self._shelf, ref) for _, ref in refs]
        common = max(
            _LANGUAGES, key=lambda language: (languages.count(language), language == self._first_language)
        )
        text = notices.welcome(self._shelf, common, names[0] if len(names) == 1 else "")
        if text is None:
            raise DeskError(say("desk.no_welcome"))
        who = names[0] if len(names) == 1 else say("action.newcomers", count=len(names))
        steps = (StepKind.GROUP_NOTICE,)
        single = len(refs) == 1
        view = self._view(ActionKind.WELCOME, refs[0][0] if single else 0, who, steps, text)
        extra = {} if single else {"others": [ref for _, ref in refs]}
        planned = Planned(
            view, ActionKind.WELCOME, refs[0][1] if single else "", steps, extra=extra, group_text=text
        )
        return self._book.keep(planned)

    @property
    def _first_language(self) -> str:
        return self._ctx.settings.languages[0]

    async def _welcome_text(self, ref: str, name: str, language: str | None) -> str | None:
        spoken = language.partition("-")[0] if language else None
        if spoken not in _LANGUAGES:
            spoken = await language_of(self._ctx, self._shelf, ref)
        return notices.welcome(self._shelf, spoken or self._first_language, name)

    # ---- shared

    def _view(
        self, kind: ActionKind, member_id: int, name: str, steps: Sequence[StepKind], text: str
    ) -> ActionPlan:
        return ActionPlan(
            plan_id=self._book.new_id(),
            kind=kind.value,
            category="",
            member_id=member_id,
            member=name,
            message_id=0,
            message_line="",
            message_direction="ltr",
            steps=tuple(PlanStep(n, step_sentence(step, name)) for n, step in enumerate(steps, 1)),
            text=text,
            proposal="",
            fairness=(),
            needs_confirmation=False,
            posted=StepKind.GROUP_NOTICE in steps,
        )

    def _push(self, sentence: str, decisions: Sequence[Decided]) -> None:
        async def take_back() -> str:
            said = [await self._runner.take_back(one.action_id) for one in reversed(decisions)]
            return " ".join(dict.fromkeys(said))

        if decisions:
            self._undo.push(sentence, take_back, decisions[0].starts_at)


def _welcomes(action: Action) -> bool:
    """Whether a message of this action reached them, or is on its way."""
    if action.status in (ActionStatus.TAKEN_BACK, ActionStatus.UNDONE):
        return False
    there = (StepOutcome.DONE, StepOutcome.WAITING)
    return any(step.kind.is_sent and step.outcome in there for step in action.steps)

"""The fairness card: what speaks for a member before they are warned or removed (RULES 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modtui.desk.complaints import open_complaints
from modtui.desk.context import DeskContext
from modtui.domain.action_truth import undelivered
from modtui.domain.actions import Action, ActionKind, StepKind, StepOutcome
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.journal import Kind, effective, parse_inquiry_subject
from modtui.domain.membership import Move, fold_membership
from modtui.domain.moderation import known_as, warnings_in_force
from modtui.store import derived, journal, members
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

#: Steps that bring the guidelines to everybody who is in the group.
_TO_ALL = frozenset({StepKind.REPOST_DESCRIPTION})


def title_of(ctx: DeskContext, code: str) -> str:
    """What a category is called now, safe to show; its name of then where there is none of it any more."""
    known = known_as(ctx.settings.categories, code)
    return safe_line(known.title if known is not None else code)


@dataclass(frozen=True, slots=True)
class Card:
    """What speaks for a member: in full, in a line, and whether it should give pause."""

    sentences: tuple[str, ...]
    summary: str
    stands_out: str  # "helpful" | "unwarned" | ""


async def card(ctx: DeskContext, ref: str, actions: Sequence[Action], now: datetime) -> Card:
    """One member's card where several stand in a list."""
    sentences = await fairness(ctx, ref, actions, now)
    helpful = await helpful_answers(ctx, ref)
    warnings = len(warnings_in_force(actions, now, ctx.settings.warning_expiry))
    moves = fold_membership(await members.reports(ctx.db, ctx.chat(), ref))
    joined = next((move.at for move in reversed(moves) if move.kind.is_arrival), None)
    parts = []
    if joined is not None:
        parts.append(say("card.since", at=f"{joined.astimezone(ctx.settings.policy.tz):%d %b %Y}"))
    received = await guidelines_received(ctx, ref, moves)
    parts.append(say("card.guidelines" if received else "card.no_guidelines"))
    parts += [say("card.helpful", count=helpful)] if helpful else []
    parts.append(say("card.warnings", count=warnings) if warnings else say("card.no_warning"))
    stands_out = "helpful" if helpful else "" if warnings else "unwarned"
    return Card(sentences, " · ".join(parts), stands_out)


async def fairness(ctx: DeskContext, ref: str, actions: Sequence[Action], now: datetime) -> tuple[str, ...]:
    """Sentences, the most telling first: since when, guidelines, messages, helpful answers, warnings."""
    zone = ctx.settings.policy.tz

    def day(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%d %b %Y}"

    lines: list[str] = []
    moves = fold_membership(await members.reports(ctx.db, ctx.chat(), ref))
    joined = next((move.at for move in reversed(moves) if move.kind.is_arrival), None)
    if joined is not None:
        gone = moves[-1]
        if gone.kind.is_arrival:
            lines.append(say("fairness.joined", at=day(joined)))
        else:
            lines.append(say("fairness.was_in", at=day(joined), left=day(gone.at)))
    received = await guidelines_received(ctx, ref, moves)
    if received:
        at, how = received[-1]
        lines.append(
            say("fairness.guidelines" if how == "private" else "fairness.guidelines_group", at=day(at))
        )
    else:
        lines.append(say("fairness.no_guidelines"))
    row = await ctx.db.one(
        "SELECT count(*) FROM message INDEXED BY message_sender "
        "WHERE chat_key = ? AND sender_ref = ? AND service IS NULL",
        (ctx.chat(), ref),
    )
    if row is not None and row[0]:
        lines.append(say("fairness.messages", count=row[0]))
    helpful = await helpful_answers(ctx, ref)
    if helpful:
        lines.append(say("fairness.helpful", count=helpful))
    standing = warnings_in_force(actions, now, ctx.settings.warning_expiry)
    lines.extend(
        say(
            "fairness.warning",
            category=title_of(ctx, action.category),
            at=day(action.delivered_at or action.planned_at),
        )
        for action in standing
    )
    if not standing:
        lines.append(say("fairness.no_warning"))
    over = [a for a in actions if a.warning and a.delivered_at is not None and a not in standing]
    if over:
        lines.append(say("fairness.expired", count=len(over)))
    lost = sum(undelivered(action) for action in actions)
    if lost:
        lines.append(say("fairness.undelivered", count=lost))
    if await open_complaints(ctx, ref):
        lines.append(say("fairness.complaint"))
    return tuple(lines)


async def guidelines_received(
    ctx: DeskContext, ref: str, moves: Sequence[Move]
) -> list[tuple[datetime, str]]:
    """When the member received the guidelines, oldest first, and whether in private or with the whole group."""
    found: list[tuple[datetime, str]] = []
    for action in await derived.recent_actions(ctx.db, -1):
        for step in action.steps:
            if step.outcome is not StepOutcome.DONE or step.at is None:
                continue
            if step.kind in _TO_ALL:
                if _was_there(moves, step.at):
                    found.append((step.at, "group"))
            elif action.kind in (ActionKind.WELCOME, ActionKind.ADMIT):
                if step.kind is StepKind.PRIVATE_MESSAGE and action.member == ref:
                    found.append((step.at, "private"))
                elif step.kind is StepKind.GROUP_NOTICE and ref in (action.member, *action.others):
                    found.append((step.at, "group"))
    return sorted(found)


def _was_there(moves: Sequence[Move], at: datetime) -> bool:
    """Whether the member was in the group then: who had been removed by then has received nothing."""
    last: Move | None = None
    for move in moves:
        if move.at <= at:
            last = move
    return last is not None and last.kind.is_arrival


async def helpful_answers(ctx: DeskContext, ref: str) -> int:
    """Questions that this member answered and that staff then confirmed or completed (RULES 2, member answered)."""
    by_inquiry: dict[int, int] = {}
    for event in effective(await journal.of_kinds(ctx.db, Kind.INQUIRY_TO_VERIFY)):
        key = parse_inquiry_subject(event.subject)
        if key is not None and key[0] == ctx.chat():
            by_inquiry[key[1]] = int(event.payload["message_id"])
    if not by_inquiry:
        return 0
    rows = await ctx.db.all(
        "SELECT id FROM message INDEXED BY message_sender WHERE chat_key = ? AND sender_ref = ?",
        (ctx.chat(), ref),
    )
    own = {int(row[0]) for row in rows}
    settled = await derived.inquiries(
        ctx.db, ctx.chat(), [inquiry for inquiry, message in by_inquiry.items() if message in own]
    )
    return sum(i.answered_at is not None and i.state is not InquiryState.TO_VERIFY for i in settled.values())

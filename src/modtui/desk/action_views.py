"""A moderation action as the screen shows it."""

from __future__ import annotations

from datetime import datetime

from modtui.desk.context import DeskContext
from modtui.desk.held_up import held_up
from modtui.desk.other_group import begun_elsewhere
from modtui.desk.rights import missing_in_words
from modtui.desk.views import ActionView, PlanStep
from modtui.domain.action_truth import BEGUN, came_about, main_step, told_of_nothing, unsure, was_so
from modtui.domain.moderation import Action, ActionKind, ActionStatus, Step, StepKind, StepOutcome
from modtui.telegram.gateway import NoRight
from modtui.text.catalogue import SENTENCES, say
from modtui.text.safe import safe_line

#: A step that was left out, and it could not be known any more whether it had happened before.
UNSURE_WHETHER = frozenset({"unknown-outcome", "mute-unknown"})
#: A version before this one left it out without asking.
_BEGUN_LEFT_OUT = "action.begun_left_out"
#: A step left out by itself, for it tells of what did not come about.
NOT_COME_ABOUT = "not-come-about"


async def action_view(ctx: DeskContext, action: Action, *, running: bool) -> ActionView:
    """The action as it stands; ``running`` says that a runner is at it now."""
    row = await ctx.db.one("SELECT telegram_id, name FROM member WHERE ref = ?", (action.member,))
    member = (safe_line(str(row[1]), 64) if row is not None else "") or _of_nobody(action)
    status = _status(ctx, action, running)
    waits = await held_up(ctx, action) if status in ("running", "stopped") else None
    steps = tuple(
        PlanStep(
            step.number,
            _sentence(ctx, action, step, member),
            "" if step.outcome is StepOutcome.WAITING else step.outcome.value,
            _not_before(ctx, waits[1]) if waits is not None and waits[0] == step.number else _note(ctx, step),
        )
        for step in action.steps
    )
    return ActionView(
        action_id=action.action_id,
        kind=action.kind.value,
        category=action.category,
        member_id=int(row[0]) if row is not None else 0,
        member=member,
        at=action.planned_at,
        status=status,
        steps=steps,
        starts_at=action.starts_at if status == "staged" else None,
        can_undo=status not in ("taken_back", "undone"),
        summary=_summary(action, member, status, steps, await begun_elsewhere(ctx, action)),
    )


def _sentence(ctx: DeskContext, action: Action, step: Step, member: str) -> str:
    """A step with what it was for: until when, how slow."""
    if step.kind is StepKind.MUTE and action.until is not None:
        until = f"{action.until.astimezone(ctx.settings.policy.tz):%Y-%m-%d %H:%M}"
        return say("step.mute_until", member=member, until=until)
    if step.kind is StepKind.SLOW_MODE:
        seconds = action.seconds
        if not seconds:
            return say("step.slow_mode_off")
        minutes = seconds >= 60
        span = say("plan.minutes" if minutes else "plan.seconds", count=seconds // 60 if minutes else seconds)
        return say("step.slow_mode_of", span=span)
    return say(f"step.{step.kind.value}", member=member, description="").strip()


def _status(ctx: DeskContext, action: Action, running: bool) -> str:
    if running and action.status in (ActionStatus.RUNNING, ActionStatus.STOPPED):
        return "staged" if ctx.clock() < action.starts_at else "running"
    if action.status is ActionStatus.RUNNING:
        return "stopped"  # nobody runs it: interrupted by a crash or a closed program
    return action.status.value


def _of_nobody(action: Action) -> str:
    """What stands for the member where an action is about none, or about several."""
    if action.others:
        return say("action.newcomers", count=len(action.others))
    return say("action.the_group") if action.kind.about_the_group else say("feed.nameless")


def _note(ctx: DeskContext, step: Step) -> str:
    if step.retry_at is not None and step.outcome is StepOutcome.FAILED:
        return _not_before(ctx, step.retry_at)
    return missing_in_words(step.kind) if step.error == NoRight.code else _in_words(step.error)


def _not_before(ctx: DeskContext, moment: datetime) -> str:
    return say("refusal.flood-wait-until", at=f"{moment.astimezone(ctx.settings.policy.tz):%H:%M:%S}")


def _in_words(code: str) -> str:
    """What a step's error code says; one that has no sentence of its own is a refusal of Telegram's."""
    if code in ("", BEGUN):
        return ""
    known = f"refusal.{code}"
    return say(known if known in SENTENCES else "refusal.telegram-refused")


def _summary(
    action: Action, member: str, status: str, steps: tuple[PlanStep, ...], elsewhere: str | None
) -> str:
    if status == "stopped" and elsewhere is not None:
        return say(f"action.{_called(action)}_stopped", member=member, reason=elsewhere)
    if status == "stopped":
        stuck = next((s for s in steps if s.outcome in ("", "failed")), None)
        note = stuck.note if stuck is not None and stuck.note else say("action.interrupted")
        return say(f"action.{_called(action)}_stopped", member=member, reason=note)
    held = next((s.note for s in steps if s.note and not s.outcome), "") if status == "running" else ""
    if held:
        return f"{say(f'action.{_called(action)}_running', member=member, reason='')} {held}."
    ending = _ending(action, status)
    code = ending if ending == _BEGUN_LEFT_OUT else f"action.{_called(action)}_{ending}"
    return say(code, member=member, reason=steps[main_step(action).number - 1].note)


def _ending(action: Action, status: str) -> str:
    """The status, or what is true in its place of an action that ended otherwise: its headline is the record's."""
    if status not in ("done", "undone"):
        return status
    if not came_about(action):
        return _without_its_point(action, status)
    if status == "undone":
        return status
    left_out = {s.kind for s in action.steps if s.outcome is not StepOutcome.DONE}
    if action.kind is ActionKind.CLEAR:
        return "posts_only" if StepKind.BAN in left_out else status
    if action.kind is ActionKind.GUIDELINES:
        return "unpinned" if StepKind.PIN in left_out else status
    return "untold" if StepKind.PRIVATE_MESSAGE in left_out else status


def _without_its_point(action: Action, status: str) -> str:
    main = main_step(action)
    if status == "done" and unsure(main):
        return _BEGUN_LEFT_OUT
    if status == "done" and main.error in UNSURE_WHETHER:
        return "unsure"
    if status == "done" and was_so(action):
        return "was_so"
    if main.error == "in-part" and not action.removed:
        return "in_part" if status == "done" else status
    ending = "left_out" if status == "done" else "given_up"
    if action.kind is ActionKind.REMOVE and told_of_nothing(action):
        return f"{ending}_told"
    if status == "done" and any(
        s.kind is StepKind.BAN and s.outcome is StepOutcome.DONE for s in action.steps
    ):
        return "ban_only"  # of what was to be cleared
    return ending


def _called(action: Action) -> str:
    """What it is called: a note that is no warning is never called one, the record is read by who complains."""
    if action.kind is ActionKind.WARN and not action.warning:
        return "note"
    if action.kind is ActionKind.CLEAR and any(step.kind is StepKind.BAN for step in action.steps):
        return "clear_ban"
    return action.kind.value

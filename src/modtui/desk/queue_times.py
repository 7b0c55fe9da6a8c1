"""What time alone does to an inquiry in the queue: its heading, what comes back into sight, and when that changes next.

Pure; the present is an argument. A row is read again when its ``changes_at`` has passed, so that a reminder, a
snooze's end, a check back and a deadline show by themselves, on a desk on which nothing else happens.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from modtui.desk.views_status import QueueGroup
from modtui.domain.inquiries import Inquiry
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.policy import ServicePolicy
from modtui.domain.wall_time import first_instant


def group_of(inquiry: Inquiry, policy: ServicePolicy, now: datetime) -> QueueGroup:
    """Under which heading an inquiry stands: urgent above every deadline, never snoozed (RULES 2)."""
    if inquiry.urgent and still_waits(inquiry.state):
        return QueueGroup.URGENT
    if inquiry.maybe_follow_up is not None and not inquiry.state.waits_for_staff:
        return QueueGroup.POSSIBLE
    if not inquiry.state.is_listed and inquiry.check_back_at is not None:
        return QueueGroup.CHECK_BACK if inquiry.check_back_at <= now else QueueGroup.SNOOZED
    if inquiry.state is InquiryState.ANSWERED_UNCONFIRMED:
        return QueueGroup.TO_CONFIRM if answered_today(inquiry, policy, now) else QueueGroup.ASSUMED
    asks_again = ask_again_since(inquiry, now) is not None
    if inquiry.snoozed_until is not None and now < inquiry.snoozed_until and not asks_again:
        return QueueGroup.SNOOZED
    if inquiry.state is InquiryState.POSSIBLE:
        return QueueGroup.POSSIBLE
    if now > inquiry.current.due:
        return QueueGroup.OVERDUE
    if asks_again:
        return QueueGroup.ASK_AGAIN
    if inquiry.state is InquiryState.TO_VERIFY:
        return QueueGroup.TO_VERIFY
    return today_or_later(inquiry.current.answer_by, policy, now)


def answered_today(inquiry: Inquiry, policy: ServicePolicy, now: datetime) -> bool:
    """Whether the day of the answer is not over: unsaid by its end, it counts as information, assumed (RULES 2)."""
    answer = inquiry.current.answer
    if answer is None:
        return True
    return answer.at.astimezone(policy.tz).date() >= now.astimezone(policy.tz).date()


def today_or_later(answer_by: datetime, policy: ServicePolicy, now: datetime) -> QueueGroup:
    """By the day of the last open moment, in the service's zone."""
    zone = policy.tz
    is_today = answer_by.astimezone(zone).date() <= now.astimezone(zone).date()
    return QueueGroup.TODAY if is_today else QueueGroup.LATER


def still_waits(state: InquiryState) -> bool:
    """Whether it waits for an answer, or for the word that it is a question at all: urgent or snoozed only then."""
    return state.waits_for_staff or state is InquiryState.POSSIBLE


def ask_again_since(inquiry: Inquiry, now: datetime) -> datetime | None:
    """Since when a partner is to be asked again (UTC); None while there is no reminder, or not yet."""
    if inquiry.state is not InquiryState.WAITING or inquiry.waiting is None:
        return None
    at = inquiry.waiting.remind_at
    return at if at is not None and at <= now else None


def back_since(inquiry: Inquiry, now: datetime) -> datetime | None:
    """Since when it has been back in sight by itself (UTC): a reminder, a check back, a snooze's end.

    None where nothing brought it back. Urgent ones were never out of sight, but their partner is asked again too.
    """
    reminder = ask_again_since(inquiry, now)
    if reminder is not None:
        return reminder
    if still_waits(inquiry.state):
        until = inquiry.snoozed_until
        return until if until is not None and until <= now and not inquiry.urgent else None
    at = inquiry.check_back_at
    return at if not inquiry.state.is_listed and at is not None and at <= now else None


def changes_at(inquiry: Inquiry, policy: ServicePolicy, now: datetime) -> datetime | None:
    """After which moment (UTC) its heading or its words are others by themselves; None when they stay."""
    moments: list[datetime | None] = [inquiry.snoozed_until, inquiry.check_back_at]
    if inquiry.waiting is not None:
        moments.append(inquiry.waiting.remind_at)
    if inquiry.state.waits_for_staff:
        moments.append(inquiry.current.due)
    moments.append(next_midnight(policy, now))
    return min((moment for moment in moments if moment is not None and moment >= now), default=None)


def next_midnight(policy: ServicePolicy, now: datetime) -> datetime:
    """The next day's first instant in the service's zone: "today" and the notes' times of day mean other days then."""
    tomorrow = now.astimezone(policy.tz).date() + timedelta(days=1)
    return first_instant(policy.tz, datetime.combine(tomorrow, time()))

"""The status line: connection and service in words, and what waits."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from modtui.desk.context import DeskContext
from modtui.desk.private_watch import PrivateWatch
from modtui.desk.queue_model import countdown, deadline_of
from modtui.desk.settings import DeskSettings
from modtui.desk.views import StatusView
from modtui.domain.clock import Deadline
from modtui.domain.inquiries import Inquiry
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.opening_hours import is_open, next_closing, next_opening
from modtui.domain.outgoing import SendState
from modtui.domain.policy import ServicePolicy
from modtui.store import derived, members, outbox
from modtui.store.outbox import OutboxItem
from modtui.telegram.gateway import Link
from modtui.text.catalogue import say
from modtui.text.safe import safe_line


class StatusModel:
    """Counts are read from the store when something changed; words and times are made anew at each look."""

    def __init__(self, ctx: DeskContext) -> None:
        self._ctx = ctx
        self._link_since = ctx.clock()
        self._last_link: object = None
        self._deadlines: list[tuple[ServicePolicy, Deadline]] = []
        self._open = self._possible = self._failed = self._requests = 0
        self._reminders: list[datetime] = []  # when partners are to be asked again, and members how it went
        self._on_the_way: list[OutboxItem] = []
        self.group_title = ""
        self.account_name = ""
        self.private: PrivateWatch | None = None

    async def refresh(self) -> None:
        """Read the counts again."""
        ctx = self._ctx
        if ctx.chat_key is None:
            return
        title = await ctx.db.one("SELECT title FROM chat WHERE key = ?", (ctx.chat_key,))
        self.group_title = str(title[0]) if title is not None else ""
        waiting = await derived.listed_inquiries(ctx.db, ctx.chat_key)
        active = [i for i in waiting if i.state.waits_for_staff]
        policies = [ctx.policies.at(i.current.clock_from) for i in active]
        self._deadlines = [
            (policy, deadline_of(i, policy)) for i, policy in zip(active, policies, strict=True)
        ]
        self._open = len(active)
        self._possible = sum(1 for i in waiting if i.state is InquiryState.POSSIBLE)
        self._reminders = [at for inquiry in waiting if (at := _reminds_at(inquiry)) is not None]
        self._requests = len(await members.requests(ctx.db, ctx.chat_key))
        self._on_the_way = await outbox.in_states(ctx.db, (SendState.QUEUED, SendState.SENDING))
        self._failed = len(await outbox.in_states(ctx.db, (SendState.FAILED, SendState.HELD)))

    def view(
        self, catching_up: int | None, flood_until: datetime | None, *, slow_mode: bool = False
    ) -> StatusView:
        """The status line as of now. ``slow_mode``: it is the group that asks to wait, not Telegram."""
        ctx = self._ctx
        now = ctx.clock()
        policy = ctx.settings.policy
        soon = ctx.settings.due_soon
        private = self.private
        deadlines = [*self._deadlines, *(private.deadlines if private is not None else ())]
        return StatusView(
            group=safe_line(ctx.group.title if ctx.group else self.group_title),
            account=safe_line(ctx.account.name if ctx.account else self.account_name),
            connection=self._connection(now, catching_up, flood_until, slow_mode),
            connection_ok=ctx.connected,
            zone=policy.zone,
            service_open=is_open(policy, now),
            service=_service(policy, now),
            open_count=self._open,
            overdue_count=sum(1 for _, deadline in deadlines if now > deadline.due),
            # As the countdowns say it: by the open hours that are left, not by the night between.
            due_soon_count=sum(
                1 for policy, deadline in deadlines if countdown(policy, deadline, now, soon)[1] == "soon"
            ),
            possible_count=self._possible,
            private_count=len(private.deadlines) if private is not None else 0,
            request_count=self._requests,
            private_asks=len(private.asks) if private is not None else 0,
            private_elsewhere=private.elsewhere if private is not None else 0,
            reminder_count=sum(1 for at in self._reminders if at <= now),
            sending_count=len(self._on_the_way),
            later_count=sum(1 for item in self._on_the_way if item.leaves_at(now) is not None),
            failed_count=self._failed,
            caught_up=ctx.caught_up,
            read_only=ctx.settings.read_only,
            demo=ctx.settings.demo,
        )

    def _connection(
        self, now: datetime, catching_up: int | None, flood_until: datetime | None, slow_mode: bool
    ) -> str:
        state = self._ctx.link
        if state is not self._last_link:
            self._last_link, self._link_since = state, now
        match state.link:
            case Link.CONNECTED:
                if flood_until is not None and flood_until > now:
                    code = "status.slow_mode" if slow_mode else "status.flood_wait"
                    return say(code, seconds=_whole(flood_until - now))
                if catching_up is not None:
                    return say("status.catching_up", count=catching_up)
                return say("status.connected")
            case Link.RECONNECTING:
                left = timedelta(seconds=state.retry_in or 0) - (now - self._link_since)
                if left > timedelta(0):
                    return say("status.reconnecting", seconds=_whole(left))
                return say("status.reconnecting_now")
            case _:
                return say(f"status.{state.link.value}")


def _reminds_at(inquiry: Inquiry) -> datetime | None:
    """When this one comes back as a reminder (UTC): a partner to ask again, a member to ask how it went."""
    if inquiry.state is InquiryState.WAITING and inquiry.waiting is not None:
        return inquiry.waiting.remind_at
    return None if inquiry.state.is_listed else inquiry.check_back_at


def before_start(settings: DeskSettings, now: datetime) -> StatusView:
    """The status line of a desk that has not been opened yet."""
    return StatusView(
        group="",
        account="",
        connection=say("status.connecting"),
        connection_ok=False,
        zone=settings.policy.zone,
        service_open=is_open(settings.policy, now),
        service=_service(settings.policy, now),
        caught_up=False,
        read_only=settings.read_only,
        demo=settings.demo,
    )


def _whole(span: timedelta) -> int:
    return max(math.ceil(span.total_seconds()), 0)


def _service(policy: ServicePolicy, now: datetime) -> str:
    if is_open(policy, now):
        closes = next_closing(policy, now)
        at = f"{closes.astimezone(policy.tz):%H:%M}" if closes is not None else "?"
        return say("status.open_until", at=at)
    opens = next_opening(policy, now)
    if opens is None:
        return say("status.closed")
    local, today = opens.astimezone(policy.tz), now.astimezone(policy.tz).date()
    if local.date() == today:
        return say("status.closed_until", at=f"{local:%H:%M}")
    far = local.date() - today > timedelta(days=6)
    return say("status.closed_until", at=f"{local:%a %d %b %H:%M}" if far else f"{local:%a %H:%M}")

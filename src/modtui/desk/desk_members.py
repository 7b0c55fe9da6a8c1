"""The desk's commands about members, joining and the record: see :mod:`modtui.desk.api_moderation`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from modtui.desk import member_page, members_model, record_model
from modtui.desk.base import DeskBase
from modtui.desk.errors import DeskError
from modtui.desk.ledger import ledger
from modtui.desk.my_record import my_record
from modtui.desk.views import ActionPlan, ActionView
from modtui.desk.views_members import (
    ComplaintView,
    JoinRequestRow,
    Ledger,
    MemberFilter,
    MemberPage,
    MemberRow,
    PhoneBanRow,
    RecordEntry,
)
from modtui.domain.membership import MembershipFigures, fold_membership, membership_figures
from modtui.domain.messages import Role
from modtui.domain.months import month_of
from modtui.store import members
from modtui.text.catalogue import say


class MemberCommands(DeskBase):
    """Members, join requests, welcomes, roles, notes, voids, complaints, the record."""

    # ---- members

    async def member_list(
        self, query: str = "", *, show: MemberFilter = MemberFilter.ALL, limit: int | None = 500
    ) -> Sequence[MemberRow]:
        """Members that the query and the filter leave."""
        return await members_model.member_list(self._p.ctx, query, show, limit)

    async def member_page(self, member_id: int) -> MemberPage:
        """Everything about one member."""
        page = await member_page.member_page(self._p.ctx, self._p.fair.records, member_id)
        if page is None:
            raise DeskError(say("desk.unknown_sender"))
        return page

    async def my_record(self, member_id: int, language: str) -> str:
        """What is held about one member, to hand over."""
        ctx = self._p.ctx
        group = ctx.group.title if ctx.group is not None else self._settings.group
        return await my_record(ctx, await self.member_page(member_id), language, group)

    async def set_role(self, member_id: int, role: Role) -> None:
        """What somebody is from now on."""
        self._may_write()
        await self._p.fair.records.set_role(member_id, role)

    async def add_note(self, member_id: int, text: str) -> None:
        """A note that stays on this machine."""
        self._may_write()
        await self._p.fair.records.add_note(member_id, text)

    async def remove_note(self, note_id: str) -> None:
        """Take a note back and delete its words."""
        self._may_write()
        await self._p.fair.records.remove_note(note_id)

    async def void_warning(self, action_id: str, reason: str) -> None:
        """A warning no longer counts."""
        self._may_write()
        await self._p.fair.records.void_warning(action_id, reason)

    async def ledger(self, at: datetime) -> Ledger:
        """The month's ledger."""
        return await ledger(self._p.ctx, month_of(at, self._settings.policy.tz))

    async def membership(self, since: datetime, until: datetime) -> MembershipFigures:
        """Joined, left, removed and what nobody can explain, of a period."""
        ctx = self._p.ctx
        told = await members.reports(ctx.db, ctx.chat())
        moves = await asyncio.to_thread(fold_membership, told)
        samples = await members.samples(ctx.db, ctx.chat())
        return membership_figures(moves, samples, since, until, bots=await members.bots(ctx.db))

    # ---- joining

    async def join_requests(self) -> Sequence[JoinRequestRow]:
        """Who waits to be let in."""
        return await self._p.fair.joining.requests()

    async def decide_join(
        self,
        member_ids: Sequence[int],
        *,
        approve: bool,
        note: str = "",
        tell: str = "",
        welcome: bool = True,
    ) -> Sequence[ActionView]:
        """Let applicants in, or decline them."""
        self._may_write()
        return await self._p.fair.joining.decide(
            member_ids, approve=approve, note=note, tell=tell, welcome=welcome
        )

    async def newcomers(self) -> Sequence[int]:
        """Who came lately and was not welcomed."""
        return await self._p.fair.joining.newcomers()

    async def plan_welcome(self, member_ids: Sequence[int], where: str | None = None) -> ActionPlan:
        """A welcome with the guidelines."""
        return await self._p.fair.joining.plan_welcome(member_ids, where)

    # ---- bans from phones

    async def phone_bans(self, *, all_of_them: bool = False) -> Sequence[PhoneBanRow]:
        """Bans done from phones."""
        return await self._p.fair.phone_bans.rows(all_of_them=all_of_them)

    async def sort_ban(self, ban_id: str, counted_as: str) -> str:
        """What a ban from a phone was for."""
        self._may_write()
        return await self._p.fair.phone_bans.sort(ban_id, counted_as)

    # ---- complaints and the record

    async def complaints(self, *, open_only: bool = True) -> Sequence[ComplaintView]:
        """Complaints, newest first."""
        return await self._p.fair.records.complaints(open_only=open_only)

    async def record_complaint(self, member_id: int, text: str, *, action_id: str | None = None) -> str:
        """A member complains."""
        self._may_write()
        return await self._p.fair.records.record_complaint(member_id, text, action_id)

    async def decide_complaint(
        self, complaint_id: str, *, upheld: bool, text: str, void: bool = False
    ) -> None:
        """What another moderator found."""
        self._may_write()
        await self._p.fair.records.decide_complaint(complaint_id, upheld=upheld, text=text, void=void)

    async def record(
        self,
        query: str = "",
        *,
        member_id: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = 200,
    ) -> Sequence[RecordEntry]:
        """Who did what, when, why, on which message, and how it ended."""
        return await record_model.record(
            self._p.ctx, query, member_id=member_id, since=since, until=until, limit=limit
        )

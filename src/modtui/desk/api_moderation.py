"""The desk as a screen sees it, continued: moderation, members, joining, the record (RULES 3).

A plan shows what will happen and does nothing; :meth:`ModerationApi.carry_out` writes it down and lets it
run after its staging time. Everything decided can be taken back by ``undo`` (this sitting) or
:meth:`ModerationApi.undo_action` (any time); what cannot be undone says so in the sentence returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from modtui.desk.views import ActionPlan, ActionView, CategoryChoice
from modtui.desk.views_members import (
    ClearPlan,
    ComplaintView,
    GroupState,
    JoinRequestRow,
    Ledger,
    MemberFilter,
    MemberPage,
    MemberRow,
    PhoneBanRow,
    RecordEntry,
)
from modtui.domain.membership import MembershipFigures
from modtui.domain.messages import Role


class ModerationApi(Protocol):
    """Acting on posts, members and the group. Each raises DeskError with one sentence."""

    def categories(self, kind: str) -> Sequence[CategoryChoice]:
        """The categories for ``warn``, ``remove``, ``ban`` (those that remove at once)."""
        ...

    async def plan(
        self, kind: str, message_id: int, category: str | None = None, *, until: datetime | None = None
    ) -> ActionPlan:
        """What acting on the author of this message would do. Nothing happens yet.

        ``kind``: warn | remove | ban (offensive: delete, ban, tell) | delete (the post only) | mute (``until``,
        None: until lifted) | leave (they asked to) | readmit (lift a ban).
        """
        ...

    async def plan_member(
        self, kind: str, member_id: int, category: str | None = None, *, until: datetime | None = None
    ) -> ActionPlan:
        """The same for a member chosen from the list: remove | mute | leave | readmit."""
        ...

    async def plan_clear(
        self,
        member_ids: Sequence[int],
        *,
        since: datetime | None = None,
        ban: bool = False,
        category: str | None = None,
    ) -> ClearPlan:
        """Raid: everything of these members since a moment (None: all), counted at Telegram; ``ban`` them too.

        ``category``: one of the configuration, or "spam" (counted apart from removals under the guidelines).
        """
        ...

    async def plan_slow_mode(self, seconds: int) -> ActionPlan:
        """Members may write once in so many seconds: 0 (off), 5, 10, 30, 60, 300, 900, 3600."""
        ...

    async def plan_read_only(self) -> ActionPlan:
        """Nobody but admins may write. Asks once."""
        ...

    async def plan_guidelines(self) -> ActionPlan:
        """The guidelines posted again and pinned; ``text`` may be changed before."""
        ...

    async def carry_out(
        self,
        plan_id: str,
        *,
        text: str | None = None,
        posts: Sequence[int] | None = None,
        group_notice: str | None = None,
    ) -> ActionView:
        """Write the action down, then stage it (one key) or run it (confirmed).

        ``text`` replaces the plan's message; an empty one leaves the private message out, except of warnings
        and removals. ``posts``: which of the plan's ``incident`` go too (None: those chosen). ``group_notice``:
        what everybody is told, naming nobody (None or empty: nothing).
        """
        ...

    async def carry_out_clear(self, plan_id: str) -> Sequence[ActionView]:
        """One action a member, written down together, run one after the other."""
        ...

    async def group_state(self) -> GroupState:
        """Slow mode, read only, the guidelines' last posting; which actions a key takes back."""
        ...

    async def open_group(self) -> str:
        """The key back from read only: what was allowed before is allowed again."""
        ...

    async def actions(self, *, unfinished_only: bool = False, limit: int = 50) -> Sequence[ActionView]:
        """Actions, newest first."""
        ...

    async def resume_action(self, action_id: str) -> ActionView:
        """Go on with the steps that are not done."""
        ...

    async def skip_step(self, action_id: str, number: int) -> ActionView:
        """Leave this step out and go on."""
        ...

    async def undo_action(self, action_id: str) -> str:
        """Take one action back, also of an earlier sitting or another moderator; says what was undone and what not."""
        ...


class MembersApi(Protocol):
    """Members, who joins, and the record. Each raises DeskError with one sentence."""

    async def member_list(
        self, query: str = "", *, show: MemberFilter = MemberFilter.ALL, limit: int | None = 500
    ) -> Sequence[MemberRow]:
        """Members whose name, @name or id the query finds, as the filter says; who wrote last first."""
        ...

    async def member_page(self, member_id: int) -> MemberPage:
        """Everything about one member."""
        ...

    async def my_record(self, member_id: int, language: str) -> str:
        """What is held about a member, in plain ``ar``, ``en`` or ``fr``, to hand over on request."""
        ...

    async def set_role(self, member_id: int, role: Role) -> None:
        """Moderator, partner, technical or member from now on; kept whatever the configuration says."""
        ...

    async def add_note(self, member_id: int, text: str) -> None:
        """A note that stays on this machine."""
        ...

    async def remove_note(self, note_id: str) -> None:
        """Take a note back and delete its words."""
        ...

    async def void_warning(self, action_id: str, reason: str) -> None:
        """A warning no longer counts; the record keeps it with the reason."""
        ...

    async def ledger(self, at: datetime) -> Ledger:
        """Who came and went in the service's calendar month that holds this moment, with what nobody can explain."""
        ...

    async def membership(self, since: datetime, until: datetime) -> MembershipFigures:
        """Table 7 of a period, with what nobody can explain."""
        ...

    async def join_requests(self) -> Sequence[JoinRequestRow]:
        """Who waits to be let in, the longest waiting first, with what is known of them from before."""
        ...

    async def decide_join(
        self,
        member_ids: Sequence[int],
        *,
        approve: bool,
        note: str = "",
        tell: str = "",
        welcome: bool = True,
    ) -> Sequence[ActionView]:
        """Let applicants in or decline them, one after the other.

        ``note`` stays with the decision; ``tell`` is sent in private to who is declined; ``welcome``: with the
        configuration's "private" each gets the welcome and the guidelines in their language.
        """
        ...

    async def newcomers(self) -> Sequence[int]:
        """Telegram ids of who came in the last 7 days and was not welcomed yet."""
        ...

    async def plan_welcome(self, member_ids: Sequence[int], where: str | None = None) -> ActionPlan:
        """A welcome with the guidelines. ``group``: a post for all; ``private``: the first; None: as configured."""
        ...

    async def phone_bans(self, *, all_of_them: bool = False) -> Sequence[PhoneBanRow]:
        """Bans done from phones that nobody has sorted, newest first; or all of them."""
        ...

    async def sort_ban(self, ban_id: str, counted_as: str) -> str:
        """Say what a ban from a phone was for: ``guidelines``, ``spam`` or ``elsewhere``. ``undo`` takes it back."""
        ...

    async def complaints(self, *, open_only: bool = True) -> Sequence[ComplaintView]:
        """Complaints, newest first."""
        ...

    async def record_complaint(self, member_id: int, text: str, *, action_id: str | None = None) -> str:
        """A member complains, about one action or in general; returns the complaint's id."""
        ...

    async def decide_complaint(
        self, complaint_id: str, *, upheld: bool, text: str, void: bool = False
    ) -> None:
        """What another moderator found, with the reason. Letting back in is ``plan_member("readmit", ...)``.

        ``void``: found for the member, and what the complaint is about no longer counts, for the same reason.
        """
        ...

    async def record(
        self,
        query: str = "",
        *,
        member_id: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = 200,
    ) -> Sequence[RecordEntry]:
        """The record, newest first: every word of the query is found in names, categories, reasons, outcomes."""
        ...

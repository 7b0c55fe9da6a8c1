"""The desk's commands of moderation: see :mod:`modtui.desk.api_moderation`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from modtui.desk.base import DeskBase
from modtui.desk.views import ActionPlan, ActionView, CategoryChoice
from modtui.desk.views_members import ClearPlan, GroupState

#: Kinds that go by the ladder; the others have none.
_LADDER = ("warn", "remove", "ban")


class ModerationCommands(DeskBase):
    """Warn, remove, delete, ban, mute, leave, clear; slow mode, read only, the guidelines; undo."""

    def categories(self, kind: str) -> Sequence[CategoryChoice]:
        """The categories to choose from."""
        return self._p.fair.moderating.categories(kind)

    async def plan(
        self, kind: str, message_id: int, category: str | None = None, *, until: datetime | None = None
    ) -> ActionPlan:
        """What acting on the author of this message would do."""
        if kind in _LADDER:
            return await self._p.fair.moderating.plan(kind, message_id, category)
        return await self._p.fair.members.of_message(kind, message_id, category, until)

    async def plan_member(
        self, kind: str, member_id: int, category: str | None = None, *, until: datetime | None = None
    ) -> ActionPlan:
        """The same for a member chosen from the list."""
        if kind == "remove":
            return await self._p.fair.moderating.plan_member(member_id, category)
        return await self._p.fair.members.of_member(kind, member_id, category, until)

    async def plan_clear(
        self,
        member_ids: Sequence[int],
        *,
        since: datetime | None = None,
        ban: bool = False,
        category: str | None = None,
    ) -> ClearPlan:
        """What clearing after a raid would delete, counted."""
        return await self._p.fair.members.clear(member_ids, since, ban=ban, category=category)

    async def plan_slow_mode(self, seconds: int) -> ActionPlan:
        """Slow mode for everybody."""
        return self._p.fair.group.slow_mode(seconds)

    async def plan_read_only(self) -> ActionPlan:
        """Read only for everybody."""
        return self._p.fair.group.read_only()

    async def plan_guidelines(self) -> ActionPlan:
        """The guidelines posted again and pinned."""
        return await self._p.fair.group.guidelines()

    async def carry_out(
        self,
        plan_id: str,
        *,
        text: str | None = None,
        posts: Sequence[int] | None = None,
        group_notice: str | None = None,
    ) -> ActionView:
        """Write an action down and let it run."""
        self._may_write()
        return await self._p.fair.book.carry_out(plan_id, text, posts=posts, group_notice=group_notice)

    async def carry_out_clear(self, plan_id: str) -> Sequence[ActionView]:
        """Write the clearing of several members down and let it run, one after the other."""
        self._may_write()
        return await self._p.fair.members.carry_out_clear(plan_id)

    async def group_state(self) -> GroupState:
        """What holds for the whole group, and the keys back."""
        return await self._p.fair.group.state()

    async def open_group(self) -> str:
        """Everybody may write again."""
        self._may_write()
        return await self._p.fair.group.open_again()

    # ---- actions that were decided

    async def actions(self, *, unfinished_only: bool = False, limit: int = 50) -> Sequence[ActionView]:
        """Actions, newest first."""
        return await self._p.actions.views(unfinished_only=unfinished_only, limit=limit)

    async def resume_action(self, action_id: str) -> ActionView:
        """Go on with the steps that are not done."""
        self._may_write()
        return await self._p.actions.resume(action_id)

    async def skip_step(self, action_id: str, number: int) -> ActionView:
        """Leave a step out and go on."""
        self._may_write()
        return await self._p.actions.skip(action_id, number)

    async def undo_action(self, action_id: str) -> str:
        """Take one action back, also one of an earlier sitting."""
        self._may_write()
        return await self._p.actions.take_back(action_id)

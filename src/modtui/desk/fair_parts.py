"""The parts of moderation, members and joining, wired to each other."""

from __future__ import annotations

from modtui.desk.action_runner import ActionRunner
from modtui.desk.context import DeskContext
from modtui.desk.group_plans import GroupPlans
from modtui.desk.joining import Joining
from modtui.desk.member_plans import MemberPlans
from modtui.desk.member_records import MemberRecords
from modtui.desk.membership_sync import MembershipSync
from modtui.desk.moderating import Moderating
from modtui.desk.phone_bans import PhoneBans
from modtui.desk.plan_book import PlanBook
from modtui.desk.shelf import Shelf
from modtui.desk.undo import UndoStack


class FairParts:
    """What "fair and firm" consists of; one of the desk's parts."""

    def __init__(self, ctx: DeskContext, shelf: Shelf, actions: ActionRunner, undo: UndoStack) -> None:
        self.book = PlanBook(ctx, actions, undo)
        self.moderating = Moderating(ctx, shelf, self.book)
        self.members = MemberPlans(ctx, shelf, actions, self.book, undo)
        self.group = GroupPlans(ctx, shelf, actions, self.book)
        self.joining = Joining(ctx, shelf, actions, self.book, undo)
        self.records = MemberRecords(ctx, undo)
        self.phone_bans = PhoneBans(ctx, undo)
        self.sync = MembershipSync(ctx)
        self.sync.after_look = self.phone_bans.tell

"""What the keys of moderation do: deleting, banning at once, muting, clearing after a raid, members, joining, the record."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.screens.plan_opening import mute_options, mute_span, open_plan

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from modtui.desk.views import ActionPlan, CategoryChoice
    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.screens.selection import Selection

MODERATION_MENU = (
    "delete", "ban", "mute", "leave_group", "clear", "member_page", "members", "requests", "group", "actions",
    "record", "phone_bans",
)  # fmt: skip
"""The moderation keys that the menu and the palette offer too."""


class ModerationKeys:
    """The ``do_`` methods of these keys, mixed into DeskActions."""

    _screen: DeskView

    # ---- the author of the selected message

    def _of_message(
        self,
        kind: str,
        selection: Selection,
        *,
        options: Sequence[CategoryChoice] | None = (),
        make: Callable[[CategoryChoice | None], Awaitable[ActionPlan]] | None = None,
        why: str = "",
    ) -> None:
        message_id, desk = selection.message_id or 0, self._screen.desk
        if make is None and options == ():

            async def make(option: CategoryChoice | None) -> ActionPlan:
                return await desk.plan(kind, message_id)

        about = (selection.name, selection.line, selection.direction)
        open_plan(
            self._screen, desk, kind, message_id, about, options=options, make=make,
            title=say(f"act.title.{kind}", name=selection.name), why=why,
        )  # fmt: skip

    def do_delete(self, selection: Selection) -> None:
        """The post only: no warning, no note."""
        self._of_message("delete", selection)

    def do_ban(self, selection: Selection) -> None:
        """Offensive: delete, ban, tell. Asks for a key of its own."""
        self._of_message("ban", selection, options=None)

    def do_mute(self, selection: Selection) -> None:
        """For a time: they read and do not write."""
        message_id, desk = selection.message_id or 0, self._screen.desk

        async def make(option: CategoryChoice | None) -> ActionPlan:
            span = mute_span(option)
            return await desk.plan("mute", message_id, until=desk.now() + span if span is not None else None)

        self._of_message("mute", selection, options=mute_options(), make=make, why=say("mute.how_long"))

    def do_leave_group(self, selection: Selection) -> None:
        """They asked to go: thanked, no lasting ban, counted as such."""
        self._of_message("leave", selection)

    def do_clear(self, selection: Selection) -> None:
        """Everything this member wrote, counted first."""
        self._with_author(selection, lambda member_id: self._clear(member_id, selection))

    def _clear(self, member_id: int, selection: Selection) -> None:
        from modtui.tui.screens.raid import RaidDialog

        screen = self._screen
        screen.app.push_screen(
            RaidDialog(
                screen.painter, screen.settings, screen.desk, [member_id], [selection.name], screen.zone
            )
        )

    def do_member_page(self, selection: Selection) -> None:
        """Everything about who wrote this."""
        self._with_author(selection, self.open_member)

    def open_member(self, member_id: int) -> None:
        """One member's page."""
        from modtui.tui.screens.member_page import MemberPageDialog

        screen = self._screen
        screen.app.push_screen(
            MemberPageDialog(screen.painter, screen.settings, screen.desk, member_id, screen.zone)
        )

    def _with_author(self, selection: Selection, deed: Callable[[int], None]) -> None:
        """Go on with the Telegram id of who wrote the selected message."""
        screen = self._screen

        async def find() -> None:
            item = selection.item
            if item is None and selection.message_id is not None:
                item = next(iter(await screen.desk.feed_items([selection.message_id])), None)
            member_id = None if item is None else item.names or item.sender_id
            if member_id is None:
                screen.modtui.tell(say("act.no_author"), "warning")
                return
            deed(member_id)

        screen.spawn(find, "open")

    # ---- the larger screens

    def do_members(self, selection: Selection) -> None:
        """All members, with search and filters."""
        from modtui.tui.screens.members import MembersDialog

        screen = self._screen
        screen.app.push_screen(MembersDialog(screen.painter, screen.settings, screen.desk, screen.zone))

    def do_requests(self, selection: Selection) -> None:
        """Who asks to be let in."""
        from modtui.tui.screens.requests import RequestsDialog

        screen = self._screen
        screen.app.push_screen(RequestsDialog(screen.painter, screen.settings, screen.desk, screen.zone))

    def do_group(self, selection: Selection) -> None:
        """Slow mode, read only and back, the guidelines, the welcome."""
        from modtui.tui.screens.group import GroupDialog

        screen = self._screen
        screen.app.push_screen(GroupDialog(screen.painter, screen.settings, screen.desk, screen.zone))

    def do_actions(self, selection: Selection) -> None:
        """What was decided: resume, leave a step out, undo."""
        from modtui.tui.screens.actions import ActionsDialog

        screen = self._screen
        screen.app.push_screen(ActionsDialog(screen.painter, screen.settings, screen.desk, screen.zone))

    def do_record(self, selection: Selection) -> None:
        """Who did what, when, why, on which message, and how it ended."""
        from modtui.tui.screens.record import RecordDialog

        screen = self._screen
        screen.app.push_screen(
            RecordDialog(
                screen.painter, screen.settings, screen.desk, screen.zone, open_member=self.open_member
            )
        )

    def do_phone_bans(self, selection: Selection) -> None:
        """Removals from phones: what each was for."""
        from modtui.tui.screens.phone_bans import PhoneBansDialog

        screen = self._screen
        screen.app.push_screen(PhoneBansDialog(screen.painter, screen.settings, screen.desk, screen.zone))

    # ---- what is proposed

    @cached_property
    def _proposed(self) -> set[object]:
        return set()  # what was said in this sitting

    async def propose(self) -> None:
        """Say what waits for a person, each once: the guidelines' reminder, join requests, complaints."""
        screen = self._screen
        try:
            state = await screen.desk.group_state()
            waiting = await screen.desk.join_requests()
            complaints = [one for one in await screen.desk.complaints() if one.may_review]
        except DeskError:  # not connected for the first time yet: nothing is known to propose
            return
        if not state.remind_guidelines:
            self._proposed.discard("guidelines")  # they were posted: the next time is said again
        elif self._is_new(["guidelines"]):
            screen.modtui.tell(say("propose.guidelines"), "warning")
        # Outside the hours the status line counts them; the notice waits until somebody is on duty.
        on_duty = screen.desk.status().service_open
        if on_duty and self._is_new([("request", one.member_id, one.asked_at) for one in waiting]):
            screen.modtui.tell(say("propose.requests", count=len(waiting)))
        if self._is_new([("complaint", one.complaint_id) for one in complaints]):
            screen.modtui.tell(say("propose.complaints", count=len(complaints)))

    def _is_new(self, found: Sequence[object]) -> bool:
        fresh = set(found) - self._proposed
        self._proposed.update(fresh)
        return bool(fresh)

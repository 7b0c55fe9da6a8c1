"""The rest of the fake desk: acting on members and the group, joining, the record, in memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from modtui.desk.api import DeskError
from modtui.desk.views import ActionPlan, ActionView, CategoryChoice, FeedItem, PlanStep, Undoable
from modtui.desk.views_members import (
    ClearLine,
    ClearPlan,
    ComplaintView,
    GroupState,
    IncidentPost,
    JoinRequestRow,
    Ledger,
    LedgerRow,
    MemberAction,
    MemberFilter,
    MemberInquiry,
    MemberNote,
    MemberPage,
    MemberRow,
    PhoneBanRow,
    RecordEntry,
    RecordSource,
)
from modtui.domain.membership import EventKind, MembershipFigures, Move, Sample
from modtui.domain.messages import Role

HOSTILE = "[b]Eve\x1b]2;owned\x07 Sample[/b]"
"""A name as somebody might choose it."""


def applicants(now: datetime) -> list[JoinRequestRow]:
    """Three who ask to be let in."""
    day = timedelta(days=1)
    return [
        JoinRequestRow(601, "Amal Sample", "amal", now - 2 * day, "أريد الانضمام من فضلكم", "rtl", "ar", ()),
        JoinRequestRow(
            602, "Bilal Sample", None, now - day, "", "ltr", "en", ("Was removed on 2026-03-02.",)
        ),
        JoinRequestRow(603, HOSTILE, None, now - day, "hello [red]you[/red]", "ltr", None, ()),
    ]


class MemberFakes:
    """Mixed into FakeDesk."""

    if TYPE_CHECKING:
        calls: list[tuple[object, ...]]
        items: list[FeedItem]
        unfinished: list[ActionView]
        undo_stack: list[Undoable]

        def now(self) -> datetime: ...
        def tell(self, **change: object) -> None: ...
        def _item(self, number: int) -> FeedItem: ...
        def _may_fail(self) -> None: ...

    def set_up_members(self) -> None:
        now = self.now()
        day = timedelta(days=1)

        def row(number: int, name: str, **more: object) -> MemberRow:
            base = MemberRow(
                number, name, None, Role.MEMBER, True, now - 90 * day, 12, now - day, 0, 1, False
            )
            return dataclasses.replace(base, **more)  # type: ignore[arg-type]

        self.members = [
            row(501, "Omar Sample", username="omar_sample", warnings=1, noted=True),
            row(502, "ليلى حداد", messages=40),
            row(503, "Silent Sample", messages=0, last_wrote=None),
            row(504, "Sara Sample", role=Role.MODERATOR),
            row(505, "Gone Sample", removed=True, present=False),
            row(506, HOSTILE),
        ]
        self.notes = [MemberNote("note-1", now - day, "spoke on the phone")]
        self.complaints_of: list[ComplaintView] = [
            ComplaintView("c-1", 501, "Omar Sample", now - day, "The warning was unfair.", "act-1", False, None,
                          None, True),
        ]  # fmt: skip
        self.complaints_waiting: list[ComplaintView] = []
        self.requests: list[JoinRequestRow] = []
        self.banned_by_phone = [
            PhoneBanRow("ban:1", now - day, 505, "Gone Sample", "Sara Sample", False, 4, 1, ""),
            PhoneBanRow("ban:2", now - 2 * day, 506, HOSTILE, "", False, 0, 0, ""),
        ]
        self.state = GroupState(0, False, None, None, now - 40 * day, False)
        self.not_welcomed: tuple[int, ...] = (502, 503)
        self.welcomes_in_private = False
        self.incident: tuple[IncidentPost, ...] = ()
        self.posts_of = {501: 3, 502: 7}
        self.cards: dict[int, tuple[str, tuple[str, ...], str]] = {
            502: ("since 3 Mar 2026 · 2 helpful answers", ("Two helpful answers.",), "helpful")
        }
        self.more_of_action: dict[str, object] = {}
        self.entries = [
            RecordEntry(now - day, RecordSource.HERE, "Sample Moderator", True, "Warned Omar Sample.", "conduct",
                        501, "Omar Sample", 1007, "delivered", "act-1", "third time today"),
            RecordEntry(now - 2 * day, RecordSource.TELEGRAM, "Sara Sample", False,
                        "Sara Sample removed Gone Sample in Telegram.", "", 505, "Gone Sample", None, ""),
        ]  # fmt: skip

    # ---- moderation
    def categories(self, kind: str) -> Sequence[CategoryChoice]:
        if kind == "remove":
            return (
                CategoryChoice("conduct", "after warnings", "Removal after a second warning.", "1"),
                CategoryChoice("spam", "spam account", "Counted apart.", "2"),
            )
        return (
            CategoryChoice("conduct", "disrespect", "A private warning.", "1"),
            CategoryChoice("advertising", "advertising", "Deleted, with a private note.", "2"),
            CategoryChoice("offensive", "offensive", "Deleted and banned at once.", "3"),
        )

    async def plan(
        self, kind: str, message_id: int, category: str | None = None, *, until: datetime | None = None
    ) -> ActionPlan:
        if kind in ("delete", "mute", "leave"):
            item = self._item(message_id)
            return self._simple_plan(
                kind, f"{kind}::{message_id}", item.name, item.text, item.direction, message_id, until
            )
        item = self._item(message_id)
        steps = {
            "conduct": ("Send the private warning.", "Write it to the log."),
            "advertising": ("Delete the post.", "Send the private note.", "Write it to the log."),
            "offensive": ("Delete the post.", "Ban the member.", "Tell the member why."),
            "spam": ("Ban the account.", "Delete its posts."),
        }[category or "conduct"]
        if kind == "remove" and category == "conduct":
            steps = ("Tell the member in private.", "Ban the member.")
        return ActionPlan(
            plan_id=f"{kind}:{category}:{message_id}",
            kind=kind,
            category=category or "conduct",
            member_id=item.sender_id or 0,
            member=item.name,
            message_id=message_id,
            message_line=item.text,
            message_direction=item.direction,
            steps=tuple(PlanStep(number, sentence) for number, sentence in enumerate(steps, start=1)),
            text="" if category == "spam" else f"Hello {item.name}, please keep to the group's purpose.",
            proposal="First time: a private warning.",
            fairness=("Guidelines received 2026-03-02.", "No warning so far.", "3 helpful answers given."),
            needs_confirmation=category == "offensive",
            incident=self.incident,
            group_notice="A post was removed (sample)." if kind == "remove" else "",
            blocked="This is a moderator: moderators are not warned from here." if item.role.is_staff else "",
        )

    async def carry_out(
        self,
        plan_id: str,
        *,
        text: str | None = None,
        posts: Sequence[int] | None = None,
        group_notice: str | None = None,
    ) -> ActionView:
        self._may_fail()
        self.calls.append(("carry_out", plan_id, text))
        self.more_of_action = {"posts": posts, "group_notice": group_notice}
        kind, category, number = plan_id.split(":")
        if not number.isdigit():
            return ActionView(
                "a-2",
                kind,
                category,
                int(category) if self.welcomes_in_private and category else 0,
                "",
                self.now(),
                "done",
                (),
                summary=f"{kind} is done.",
            )
        item = self._item(int(number))
        until = self.now() + timedelta(seconds=5)
        self.undo_stack.append(
            Undoable(f"The {kind} of {item.name} is waiting", until if kind == "warn" else None)
        )
        self.tell(actions=True)
        status = "staged" if kind == "warn" else "done"
        return ActionView(
            "a-1", kind, category, item.sender_id or 0, item.name, self.now(), status, (), until
        )

    async def actions(self, *, unfinished_only: bool = False, limit: int = 50) -> Sequence[ActionView]:
        return self.unfinished

    async def resume_action(self, action_id: str) -> ActionView:
        self.calls.append(("resume", action_id))
        return self.unfinished.pop()

    async def skip_step(self, action_id: str, number: int) -> ActionView:
        self.calls.append(("skip", action_id, number))
        return self.unfinished.pop()

    async def undo_action(self, action_id: str) -> str:
        self._may_fail()
        self.calls.append(("undo_action", action_id))
        return "The ban was lifted; the deleted post cannot be brought back."

    def _simple_plan(
        self,
        kind: str,
        plan_id: str,
        name: str,
        line: str = "",
        direction: str = "ltr",
        message_id: int = 0,
        until: datetime | None = None,
    ) -> ActionPlan:
        words = f"Step of {kind}" + (f" until {until:%d %b %H:%M}" if until is not None else "") + "."
        return ActionPlan(
            plan_id, kind, "", 0, name, message_id, line, direction, (PlanStep(1, words),),
            "" if kind in ("delete", "slow_mode", "read_only") else f"Text of {kind} (sample).",
            f"Proposal of {kind}.", (), kind in ("leave", "readmit", "read_only", "remove"), until=until,
        )  # fmt: skip

    async def plan_member(
        self, kind: str, member_id: int, category: str | None = None, *, until: datetime | None = None
    ) -> ActionPlan:
        name = next(member.name for member in self.members if member.member_id == member_id)
        return self._simple_plan(kind, f"{kind}:{category or ''}:m{member_id}", name, until=until)

    async def plan_clear(
        self,
        member_ids: Sequence[int],
        *,
        since: datetime | None = None,
        ban: bool = False,
        category: str | None = None,
    ) -> ClearPlan:
        self.calls.append(("plan_clear", tuple(member_ids), since, ban, category))
        lines = tuple(
            ClearLine(number, f"member {number}", self.posts_of.get(number, 0),
                      "" if number in self.posts_of else "Nothing of theirs from that time stands in the group.",
                      *self.cards.get(number, ("since 1 Oct 2026 · no warning", (), "unwarned")))
            for number in member_ids
        )  # fmt: skip
        total = sum(line.posts for line in lines)
        plan_id = f"clear-{len(self.calls)}"
        return ClearPlan(plan_id, lines, total, since, ban, f"{total} posts go for everybody.")

    async def carry_out_clear(self, plan_id: str) -> Sequence[ActionView]:
        self._may_fail()
        self.calls.append(("carry_out_clear", plan_id))
        return (
            ActionView("a-3", "clear", "", 501, "", self.now(), "running", (), summary="Deleting the posts."),
        )

    # ---- the group
    async def group_state(self) -> GroupState:
        return self.state

    async def plan_slow_mode(self, seconds: int) -> ActionPlan:
        return self._simple_plan("slow_mode", f"slow_mode:{seconds}:g", "the group")

    async def plan_read_only(self) -> ActionPlan:
        return self._simple_plan("read_only", "read_only::g", "the group")

    async def plan_guidelines(self) -> ActionPlan:
        plan = self._simple_plan("guidelines", "guidelines::g", "the group")
        return dataclasses.replace(plan, posted=True)

    async def newcomers(self) -> Sequence[int]:
        return self.not_welcomed

    async def plan_welcome(self, member_ids: Sequence[int], where: str | None = None) -> ActionPlan:
        if self.welcomes_in_private:
            self.not_welcomed = tuple(member_ids)[1:]  # as if it were carried out
            plan = self._simple_plan("welcome", f"welcome:{member_ids[0]}:g", "Huda Sample")
            return dataclasses.replace(plan, member_id=member_ids[0])
        plan = self._simple_plan("welcome", f"welcome:{len(member_ids)}:g", "2 newcomers")
        return dataclasses.replace(plan, posted=True)

    async def open_group(self) -> str:
        self._may_fail()
        self.calls.append(("open_group",))
        self.state = dataclasses.replace(self.state, read_only=False)
        return "Everybody may do again what they could before."

    # ---- members
    async def member_list(
        self, query: str = "", *, show: MemberFilter = MemberFilter.ALL, limit: int | None = 500
    ) -> Sequence[MemberRow]:
        keep = {
            MemberFilter.ALL: lambda row: True,
            MemberFilter.WARNED: lambda row: row.warnings > 0,
            MemberFilter.NEW: lambda row: False,
            MemberFilter.SILENT: lambda row: row.messages == 0,
            MemberFilter.STAFF: lambda row: row.role.is_staff,
            MemberFilter.REMOVED: lambda row: row.removed,
            MemberFilter.NOTED: lambda row: row.noted,
        }[show]
        return [row for row in self.members if keep(row) and query.casefold() in row.name.casefold()]

    async def member_page(self, member_id: int) -> MemberPage:
        row = next((row for row in self.members if row.member_id == member_id), None)
        if row is None:
            raise DeskError("Nobody of that number is known.")
        then = self.now() - timedelta(days=30)
        return MemberPage(
            row, "en", (Move("m", EventKind.JOINED, then, True),), then,
            (MemberInquiry(1007, then, "answered", then, "information", True, "Where is the health card office?"),),
            (MemberAction("act-1", then, "warn", "conduct", "done", "in force", then, False),
             MemberAction("act-2", then, "warn", "advertising", "done", "not delivered", None, True)),
            tuple(self.notes), tuple(self.complaints_of), (then,), ((then, "private"),),
            ("Guidelines received 2026-03-02.",),
        )  # fmt: skip

    async def my_record(self, member_id: int, language: str) -> str:
        return {"ar": "ما نحتفظ به عنك\nلا شيء آخر", "fr": "Ce que nous gardons"}.get(
            language, "What is kept about you\nNothing else"
        )

    async def set_role(self, member_id: int, role: Role) -> None:
        self.calls.append(("set_role", member_id, role))

    async def add_note(self, member_id: int, text: str) -> None:
        self.calls.append(("add_note", member_id, text))
        self.notes.append(MemberNote(f"note-{len(self.notes) + 1}", self.now(), text))

    async def remove_note(self, note_id: str) -> None:
        self.calls.append(("remove_note", note_id))
        self.notes = [note for note in self.notes if note.note_id != note_id]

    async def void_warning(self, action_id: str, reason: str) -> None:
        self._may_fail()
        self.calls.append(("void_warning", action_id, reason))

    # ---- removals from phones
    async def phone_bans(self, *, all_of_them: bool = False) -> Sequence[PhoneBanRow]:
        return [ban for ban in self.banned_by_phone if all_of_them or not ban.counted_as]

    async def sort_ban(self, ban_id: str, counted_as: str) -> str:
        self._may_fail()
        self.calls.append(("sort_ban", ban_id, counted_as))
        self.banned_by_phone = [
            dataclasses.replace(ban, counted_as=counted_as) if ban.ban_id == ban_id else ban
            for ban in self.banned_by_phone
        ]
        return f"Counted as {counted_as}."

    # ---- joining
    async def join_requests(self) -> Sequence[JoinRequestRow]:
        return list(self.requests)

    async def decide_join(
        self,
        member_ids: Sequence[int],
        *,
        approve: bool,
        note: str = "",
        tell: str = "",
        welcome: bool = True,
    ) -> Sequence[ActionView]:
        self._may_fail()
        self.calls.append(("decide_join", tuple(member_ids), approve, note, tell, welcome))
        self.requests = [request for request in self.requests if request.member_id not in member_ids]
        return (
            ActionView(
                "a-4", "admit", "", member_ids[0], "", self.now(), "done", (), summary="It is decided."
            ),
        )

    # ---- who came and went
    came_and_went: Sequence[LedgerRow] = ()

    async def ledger(self, at: datetime) -> Ledger:
        start = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        end = (start + timedelta(days=32)).replace(day=1)
        rows = tuple(row for row in self.came_and_went if start <= row.at < end)
        samples = Sample(start, 120, 0, True), Sample(end, 122, 0, True)
        figures = MembershipFigures(*samples, len(rows), 0, 0, 0, 0, 0, 0, 0, 0)
        return Ledger(start, end, figures, rows)

    # ---- complaints and the record
    async def complaints(self, *, open_only: bool = True) -> Sequence[ComplaintView]:
        return self.complaints_waiting

    async def record_complaint(self, member_id: int, text: str, *, action_id: str | None = None) -> str:
        self.calls.append(("record_complaint", member_id, text, action_id))
        return "c-2"

    async def decide_complaint(
        self, complaint_id: str, *, upheld: bool, text: str, void: bool = False
    ) -> None:
        self.calls.append(("decide_complaint", complaint_id, upheld, text, *(("void",) if void else ())))

    async def record(
        self,
        query: str = "",
        *,
        member_id: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = 200,
    ) -> Sequence[RecordEntry]:
        words = query.casefold().split()
        return [
            entry
            for entry in self.entries
            if all(word in f"{entry.sentence} {entry.reason} {entry.category}".casefold() for word in words)
            and member_id in (None, entry.member_id)
        ]

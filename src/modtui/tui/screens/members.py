"""All members: search, filters, several ticked at once, and from here to one member's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.desk.views_members import MemberFilter
from modtui.text.catalogue import say
from modtui.tui.screens.searched import SearchedList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from modtui.desk.views_members import MemberRow
    from modtui.tui.paint import Line

FILTERS = tuple(MemberFilter)
LIMIT = 500
WIDE = 90
"""Cells from which the date of joining has a column."""


class MembersDialog(SearchedList):
    """Dismisses with None."""

    DEFAULT_CSS = "MembersDialog { align: center middle; }"
    TITLE_CODE = "members.title"
    HINTS_CODE = "members.hints"
    ABOUT_NO_ROW = ("search", "filter", "show", "undo")

    filter = MemberFilter.ALL
    members: Sequence[MemberRow] = ()

    def on_mount(self) -> None:
        """Letters of this list."""
        self.ticked: dict[int, str] = {}
        self.letters |= {" ": "tick", "f": "filter", "]": "clear", "u": "undo"}
        self.letters |= {str(number): f"show:{number - 1}" for number in range(1, len(FILTERS) + 1)}
        super().on_mount()

    async def read(self) -> None:
        """Members that the line and the filter leave."""
        self.members = await self._desk.member_list(self.query_text, show=self.filter, limit=LIMIT)

    def heading(self, width: int) -> tuple[Line, Line]:
        """Every filter with its number; how many are shown."""
        parts: list[tuple[str, str]] = []
        for number, which in enumerate(FILTERS, start=1):
            parts += [
                (f"{number} ", "key"),
                (say(f"members.filter.{which.value}") + " ", "title" if which is self.filter else "muted"),
            ]
        parts[-1] = (parts[-1][0].rstrip(), parts[-1][1])
        ticked = say("members.ticked", count=len(self.ticked)) + " · " if self.ticked else ""
        return tuple(parts), ((f"{ticked}{len(self.members)}", "muted"),)

    def columns(self, width: int) -> Line:
        """What the dates and the number in a row are."""
        joined = f"{say('members.joined'):<12}" if width >= WIDE else ""
        words = f"{joined}{say('members.last_wrote'):<12}{say('members.messages'):>5}"
        return ((" " * (5 + self._name_cells(width) + 11) + words, "muted"),)

    def _name_cells(self, width: int) -> int:
        return max(width - 4 - 10 - (24 if width >= WIDE else 12) - 7 - 18, 12)

    def rows(self, width: int) -> list[list[Line]]:
        """Name, role, joined, messages, last wrote, and what there is to know."""
        wide = width >= WIDE
        room = self._name_cells(width)
        found: list[list[Line]] = []
        for row in self.members:
            name = self.painter.cell(row.name, room, right=False)
            role = say(f"role.{row.role.value}") if row.role.value != "member" else ""
            signs: list[tuple[str, str]] = []
            if row.removed:
                signs.append((say("members.removed") + " ", "bad"))
            elif row.present is False:
                signs.append((say("members.left") + " ", "muted"))
            if row.muted:
                signs.append((self._muted(row.muted_until) + " ", "warn"))
            if row.warnings:
                signs.append((f"w{row.warnings} ", "warn"))
            if row.noted:
                signs.append((say("members.noted"), "accent"))
            joined = f"{self.date_of(row.joined_at):<12}" if wide else ""
            line: Line = (
                (" [x] " if row.member_id in self.ticked else " [ ] ", "key"),
                (name, "staff" if row.role.is_staff else "name"),
                (f" {role:<10}", "accent"),
                (f"{joined}{self.date_of(row.last_wrote):<12}{row.messages:>5}  ", "muted"),
                *signs,
            )
            found.append([line])
        return found

    def _muted(self, until: datetime | None) -> str:
        """Short, for warnings and notes stand behind it: the time where it ends today, else the day."""
        if until is None:
            return say("members.muted")
        local, today = until.astimezone(self._zone), self._desk.now().astimezone(self._zone)
        return say(
            "members.muted_to", until=f"{local:%H:%M}" if local.date() == today.date() else f"{local:%m-%d}"
        )

    def ids(self) -> Sequence[object]:
        """Who each row is."""
        return [row.member_id for row in self.members]

    @property
    def member(self) -> MemberRow | None:
        """The selected one."""
        return self.members[self.choices.index] if self.choices.index < len(self.members) else None

    # ---- keys

    def action_choose(self) -> None:
        """One member's page."""
        from modtui.tui.screens.member_page import MemberPageDialog

        member = self.member
        if self.is_typing:
            self.choices.focus()
        elif member is not None:
            page = MemberPageDialog(self.painter, self.settings, self._desk, member.member_id, self._zone)
            self.app.push_screen(page, lambda _: self.reload())

    def letter(self, letter_id: str, at: float) -> None:
        """Search, filter, tick, clear their posts."""
        if letter_id == "search":
            self.search()
        elif letter_id == "filter":
            self._filter(FILTERS[(FILTERS.index(self.filter) + 1) % len(FILTERS)])
        elif letter_id.startswith("show:"):
            self._filter(FILTERS[int(letter_id[-1])])
        elif letter_id == "tick":
            self._tick()
        elif letter_id == "clear":
            self._clear()
        elif letter_id == "undo":
            self.take_back()

    def _filter(self, which: MemberFilter) -> None:
        self.filter = which
        self.reload(first=True)

    def _tick(self) -> None:
        member = self.member
        if member is None:
            return
        if member.member_id in self.ticked:
            del self.ticked[member.member_id]
        else:
            self.ticked[member.member_id] = member.name
        self.show()
        self.choices.move(1)

    def _clear(self) -> None:
        from modtui.tui.screens.raid import RaidDialog

        chosen = dict(self.ticked)
        if not chosen and self.member is not None:
            chosen = {self.member.member_id: self.member.name}
        if self.modtui.desk_screen.status_view.read_only:
            self.modtui.tell(say("error.read_only", what=say("key.clear")), "warning")
        elif chosen:
            dialog = RaidDialog(
                self.painter, self.settings, self._desk, tuple(chosen), tuple(chosen.values()), self._zone
            )
            self.app.push_screen(dialog, self._cleared)

    def _cleared(self, done: object) -> None:
        if done:
            self.ticked.clear()
        self.reload()

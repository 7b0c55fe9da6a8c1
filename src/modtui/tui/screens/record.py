"""The record: every action with who, when, why, on which message and how it ended; searchable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.tui.screens.searched import SearchedList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from modtui.desk.api import DeskApi
    from modtui.desk.views_members import RecordEntry
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings

PAGE = 200


class RecordDialog(SearchedList):
    """Dismisses with None. ``member_id``: of one member only. ``open_member`` shows whom an entry is about."""

    DEFAULT_CSS = "RecordDialog { align: center middle; }"
    TITLE_CODE = "record.title"
    HINTS_CODE = "record.hints"
    ABOUT_NO_ROW = ("search", "more")

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        desk: DeskApi,
        zone: tzinfo,
        member_id: int | None = None,
        open_member: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__(painter, settings, desk, zone)
        self._member_id = member_id
        self._open_member = open_member
        self.entries: Sequence[RecordEntry] = ()
        self._limit = PAGE

    def on_mount(self) -> None:
        """Letters of this list."""
        self.letters |= {"m": "more", "v": "member"}
        super().on_mount()

    async def read(self) -> None:
        """Entries in which every word is found."""
        self.entries = await self._desk.record(self.query_text, member_id=self._member_id, limit=self._limit)

    def heading(self, width: int) -> tuple[Line, Line]:
        """How many, and whether there are more."""
        more = len(self.entries) >= self._limit
        words = say("record.more" if more else "record.all", count=len(self.entries))
        return ((words, "muted"),), ()

    def rows(self, width: int) -> list[list[Line]]:
        """When and what on one line; category, message, reason and outcome below."""
        found: list[list[Line]] = []
        for entry in self.entries:
            at = f"{entry.at.astimezone(self._zone):%Y-%m-%d %H:%M}"
            lines: list[Line] = [
                ((f" {at}  " if number == 0 else " " * 19, "muted"), (sentence, "text"))
                for number, sentence in enumerate(self.painter.body(entry.sentence, width - 19, "ltr"))
            ]
            by = say("record.by_you") if entry.by_me else entry.by
            parts = [say("record.who", by=by)] if by else []
            parts += [entry.category] if entry.category else []
            if entry.message_id is not None:
                parts.append(say("record.message", id=entry.message_id))
            parts += [entry.outcome] if entry.outcome else []
            # In full: what a record cuts off is what somebody will ask for.
            for below in self.painter.body(" · ".join(parts), width - 19, "ltr"):
                lines.append(((" " * 19, "text"), (below, "muted")))
            if entry.reason:
                reason = self.painter.one_line(entry.reason, width - 21)
                lines.append(((" " * 19 + "» ", "quote-bar"), (reason, "quote")))
            found.append(lines)
        return found

    def ids(self) -> Sequence[object]:
        """Which deed each row is."""
        return [(entry.at, entry.member_id, entry.sentence) for entry in self.entries]

    # ---- keys

    def letter(self, letter_id: str, at: float) -> None:
        """Search, older entries, whom it is about."""
        if letter_id == "search":
            self.search()
        elif letter_id == "more":
            self._limit += PAGE
            self.reload()
        else:
            self.action_choose()

    def action_choose(self) -> None:
        """The member's page."""
        if self.is_typing:
            self.choices.focus()
        elif self._open_member is not None and self.choices.index < len(self.entries):
            member_id = self.entries[self.choices.index].member_id
            if member_id:
                self._open_member(member_id)

"""Removals that were done from phones: what each was for, by one key; the figures follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.paint import Line, Painter
from modtui.tui.screens.listed import ListedDialog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from modtui.desk.api import DeskApi
    from modtui.desk.views_members import PhoneBanRow
    from modtui.tui.settings import UiSettings

SORTS = ("guidelines", "spam", "elsewhere")


class PhoneBansDialog(ListedDialog):
    """Dismisses with None. The newest stand first; those that are sorted are shown on ``a``."""

    DEFAULT_CSS = "PhoneBansDialog { align: center middle; }"
    TITLE_CODE = "phone.title"
    HINTS_CODE = "phone.hints"
    NONE_CODE = "phone.none"
    ABOUT_NO_ROW = ("all", "undo")

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings, desk, zone)
        self.bans: Sequence[PhoneBanRow] = ()
        self.all_of_them = False
        self.letters = {
            "g": "guidelines", "s": "spam", "e": "elsewhere", "v": "member", "a": "all", "u": "undo",
        }  # fmt: skip

    async def read(self) -> None:
        """What waits, or all of them."""
        self.bans = await self._desk.phone_bans(all_of_them=self.all_of_them)

    def heading(self, width: int) -> tuple[Line, Line]:
        """How many."""
        code = "phone.all" if self.all_of_them else "phone.waiting"
        return ((say(code, count=len(self.bans)), "muted"),), ()

    def rows(self, width: int) -> list[list[Line]]:
        """When, whom, by whom; below what is known of them."""
        return [self._row(ban, width) for ban in self.bans]

    def ids(self) -> Sequence[object]:
        """Which removal each row is."""
        return [ban.ban_id for ban in self.bans]

    def _row(self, ban: PhoneBanRow, width: int) -> list[Line]:
        at = f"{ban.at.astimezone(self._zone):%Y-%m-%d %H:%M}"
        name = self.painter.one_line(ban.member, 30)
        by = say("record.by_you") if ban.by_me else ban.by
        tail = "  " + say("phone.by", by=self.painter.one_line(by, 24)) if by else ""
        knows = say("phone.knows", count=ban.messages, warnings=ban.warnings)
        standing = say(f"phone.as_{ban.counted_as}") + " · " if ban.counted_as else ""
        below = self.painter.one_line(standing + knows, width - 19, "ltr")
        return [
            ((f" {at}  ", "muted"), (name, "name"), (tail, "muted")),
            ((" " * 19, "text"), (below, "muted" if ban.counted_as else "text")),
        ]

    # ---- keys

    @property
    def _selected(self) -> PhoneBanRow | None:
        index = self.choices.index
        return self.bans[index] if index < len(self.bans) else None

    def action_choose(self) -> None:
        """Enter decides nothing: the member's page says more."""
        self.letter("member", 0.0)

    def letter(self, letter_id: str, at: float) -> None:
        """What it was, the member's page, all of them, the last one taken back."""
        ban = self._selected
        if letter_id == "all":
            self.all_of_them = not self.all_of_them
            self.reload()
        elif letter_id == "member":
            if ban is not None and ban.member_id:
                self._page(ban.member_id)
        elif self.busy or (letter_id in SORTS and ban is None):
            return
        elif self.modtui.desk_screen.status_view.read_only:
            self.modtui.tell(say("error.read_only", what=say("key.phone_bans")), "warning")
        else:
            ban_id = ban.ban_id if ban is not None else ""
            self.spawn(lambda: self._decide(letter_id, ban_id), "carry")

    def _page(self, member_id: int) -> None:
        from modtui.tui.screens.member_page import MemberPageDialog

        self.app.push_screen(MemberPageDialog(self.painter, self.settings, self._desk, member_id, self._zone))

    async def _decide(self, letter_id: str, ban_id: str) -> None:
        self.busy = True
        try:
            if letter_id == "undo":
                self.modtui.tell(await self._desk.undo())
            else:
                self.modtui.tell(await self._desk.sort_ban(ban_id, letter_id))
            self.modtui.desk_screen.show_undo()
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        finally:
            self.busy = False
        await self.read_again()

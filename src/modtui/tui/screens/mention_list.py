"""Completing a mention: ``@`` and a few letters of a name, in any language, and the members it may mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from modtui.domain.formatting import Entity, Formatted, Look, render, utf16_length
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modtui.desk.views_feed import MentionChoice
    from modtui.tui.screens.desk_view import DeskView

MOST: Final = 6
"""Members shown at a time."""

# A name may have two words; an address (somebody@example.org) asks for nobody.
_LONGEST: Final = 200  # characters before the cursor that may be a name: a line may be a megabyte long
_ASKED = re.compile(r"(?<![\w.+-])@([\w'.-]*(?: [\w'.-]+)?)$")


class MentionList:
    """The list above the reply box; the box hands it the keys that choose while it is open."""

    def __init__(self, screen: DeskView) -> None:
        self._screen = screen
        self._choices: Sequence[MentionChoice] = ()
        self._asked = ""  # as typed, with its @
        self._closed_at: tuple[int, int] | None = None  # where Esc closed it: it stays closed there

    @property
    def _list(self) -> ChoiceList | None:
        found = self._screen.query("#mentions")
        return found.first(ChoiceList) if found else None

    def typed(self) -> None:
        """The text changed: ask for the members its end may mean."""
        asked = self._at_cursor()
        if asked is None:
            self._closed_at = None
            self.close()
            return
        if asked[0] == self._closed_at:
            return
        self._screen.spawn(lambda: self._ask(asked[1]), "mentions", latest_only=True)

    def _at_cursor(self) -> tuple[tuple[int, int], str] | None:
        composer = self._screen.composer
        row, column = composer.cursor_location
        first = max(column - _LONGEST, 0)
        found = _ASKED.search(composer.document.get_line(row)[first:column])
        return None if found is None else ((row, first + found.start()), found[0])

    async def _ask(self, asked: str) -> None:
        screen = self._screen
        choices = await screen.desk.mentions(asked, limit=MOST)
        now = self._at_cursor()
        if now is None or now[1] != asked:
            return  # typed on meanwhile
        if not choices or not screen.composer.has_focus:
            self.close()
            return
        self._choices, self._asked = choices, asked
        await self._show()

    async def _show(self) -> None:
        screen = self._screen
        if self._list is None:
            await screen.query_one("#composer-pane").mount(ChoiceList("mentions"), before="#composer-row")
        shown = self._list
        assert shown is not None
        shown.can_focus = False  # a click chooses, and the text keeps the keys
        shown.styles.height = len(self._choices)
        shown.display = True
        width = max(screen.app.size.width - 4, 20)
        shown.show([[self._row(choice, width)] for choice in self._choices])
        screen.composer.completing = True

    def _row(self, choice: MentionChoice, width: int) -> tuple[tuple[str, str], ...]:
        user = f"  @{choice.username}" if choice.username else ""
        name = self._screen.painter.one_line(choice.name, max(width - len(user), 8))
        return ((" " + name, "name"), (user, "muted"))

    def close(self, *, by_hand: bool = False) -> None:
        """Put it away. ``by_hand``: not again for what stands there."""
        if by_hand and (asked := self._at_cursor()) is not None:
            self._closed_at = asked[0]
        self._screen.composer.completing = False
        if (shown := self._list) is not None:
            shown.display = False

    def key(self, key: str) -> None:
        """One of the keys that choose."""
        shown = self._list
        if shown is None:
            return
        if key in ("up", "down"):
            shown.move(1 if key == "down" else -1)
        elif key == "escape":
            self.close(by_hand=True)
        elif key == "moved":
            if self._at_cursor() is None:
                self.close()
        else:
            self.take(shown.index)

    def take(self, index: int) -> None:
        """Put this member into the text."""
        now = self._at_cursor()
        if index >= len(self._choices) or now is None or now[1] != self._asked:
            self.close()
            return
        choice, composer = self._choices[index], self._screen.composer
        row, column = composer.cursor_location
        self.close()
        composer.put_mention(_written(choice), (row, max(column - len(self._asked), 0)))
        self._screen.set_focus(composer)


def _written(choice: MentionChoice) -> str:
    """A member as they are mentioned in a typed text: by user name, else their name with their id behind it."""
    if choice.username:
        return f"@{choice.username}"
    name = choice.name
    entity = Entity(Look.MENTION, 0, utf16_length(name), user_id=choice.member_id)
    return render(Formatted(name, (entity,)))

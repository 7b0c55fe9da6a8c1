"""A dialog that lists what the desk tells and reads again when that changed; until it was read it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.desk.views import DeskChange
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings


class ListedDialog(Dialog):
    """Title, a heading, the list, the hints. What a list of its own gives: :meth:`read`, :meth:`rows`, :meth:`ids`."""

    TITLE_CODE: ClassVar[str]
    HINTS_CODE: ClassVar[str]
    NONE_CODE: ClassVar[str] = "searched.none"
    HEADED: ClassVar[bool] = True

    def __init__(self, painter: Painter, settings: UiSettings, desk: DeskApi, zone: tzinfo) -> None:
        super().__init__(painter, settings)
        self._desk, self._zone = desk, zone
        self.was_read = False  # nothing is said of what there is before
        self._unsubscribe = desk.subscribe(self._changed)

    def compose(self) -> ComposeResult:
        """The list and its keys."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say(self.TITLE_CODE))
            if self.HEADED:
                yield LineBar("list-heading")
            yield ChoiceList("choices")
            hints = LineBar("dialog-hints")
            hints.put(((say(self.HINTS_CODE), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Read what there is."""
        self.choices.focus()
        self.reload()

    def on_unmount(self) -> None:
        """Hear no more changes."""
        self._unsubscribe()

    @property
    def choices(self) -> ChoiceList:
        """The list."""
        return self.query_one("#choices", ChoiceList)

    # ---- reading

    def concerns(self, change: DeskChange) -> bool:
        """Whether a change may have changed the rows."""
        return change.actions

    def _changed(self, change: DeskChange) -> None:
        if self.concerns(change) and self.is_mounted:
            self.call_next(self.reload)

    def reload(self, *, first: bool = False) -> None:
        """Read again; ``first`` selects the first row."""
        self.spawn(lambda: self.read_again(first=first), "list", latest_only=True)

    async def read_again(self, *, first: bool = False) -> None:
        """Read, then draw."""
        await self.read()
        self.was_read = True
        if self.is_mounted:
            self.show(first=first)

    # ---- to be given by each list

    async def read(self) -> None:
        """Ask the desk for the rows."""
        raise NotImplementedError

    def rows(self, width: int) -> list[list[Line]]:
        """The rows as lines of at most ``width`` cells."""
        raise NotImplementedError

    def ids(self) -> Sequence[object]:
        """What each row is."""
        raise NotImplementedError

    def heading(self, width: int) -> tuple[Line, Line]:
        """The line above the list."""
        return (), ()

    def columns(self, width: int) -> Line:
        """What stands over the first row; nothing where the rows explain themselves."""
        return ()

    # ---- showing

    def show(self, *, first: bool = False) -> None:
        """Draw what was read."""
        choices = self.choices
        width = max(choices.size.width - 3, 30)
        if not self.was_read:
            choices.show([[((" " + say("listed.reading"), "muted"),)]])
            return
        none: list[list[Line]] = [[((" " + say(self.NONE_CODE), "muted"),)]]
        rows, over = self.rows(width), self.columns(width)
        index = 0 if first else choices.index
        choices.show(
            rows or none, index, {0: over} if rows and over else None, ids=self.ids(), stay=not first
        )
        if self.HEADED:
            self.query_one("#list-heading", LineBar).put(*self.heading(width))

    def on_resize(self) -> None:
        """Fit again."""
        super().on_resize()
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.is_mounted:
            self.show()

    # ---- keys

    def action_step(self, steps: int) -> None:
        """Another row."""
        self.choices.move(steps)

"""What screens may ask of the app they stand in, and of the desk under them: so that no screen imports the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from textual.notifications import SeverityLevel

    from modtui.desk.views import ActionView
    from modtui.desk.views_status import StatusView
    from modtui.tui.paint import Painter


class DeskUnder(Protocol):
    """The desk's screen, as a dialog above it sees it."""

    status_view: StatusView

    def show_undo(self) -> None:
        """Draw anew what can still be taken back."""

    async def undo_last(self) -> None:
        """Undo the last decision and say what became of it."""

    def open_member(self, member_id: int) -> None:
        """One member's page, above whatever is open."""


class Staged(Protocol):
    """What was told of actions that have not begun."""

    def tell(self, action: ActionView, instead: str = "") -> None:
        """How an action stands that was just decided."""

    def begun(self) -> None:
        """Nothing waits any more."""

    def taken_back(self) -> None:
        """The last decision was taken back."""


class Host(Protocol):
    """The app, as its screens see it."""

    painter: Painter
    said: str  # what was told last, in the plain mode

    @property
    def staged(self) -> Staged:
        """Sentences about what is about to happen."""

    @property
    def desk_screen(self) -> DeskUnder:
        """The desk, under whatever dialog is open."""

    def put_aside(self, text: str) -> None:
        """Keep what is too long to be written here in a file, and say where."""
        ...

    def tell(self, sentence: str, severity: SeverityLevel | str = "information") -> None:
        """Show one sentence for a while."""

    def tell_desktop(self, due: int, urgent: int, reminders: int) -> None:
        """A notification of the desktop's: counts only."""

    def report_failure(self, error: BaseException) -> None:
        """A mistake in a handler: one sentence here, the rest in the log."""

    def handed_over(self) -> AbstractContextManager[None]:
        """Leave the terminal to another program for a while."""

    def place_cursor(self) -> None:
        """Put the terminal's cursor where it belongs."""

    def repaint_all(self) -> None:
        """Draw everything anew with the next refresh: something else may have written on the terminal."""

    async def take_what_was_typed_early(self) -> None:
        """The desk is drawn: keys count from here on, those first that were typed before it was."""

    async def copy(self, text: str) -> None:
        """To the clipboard."""

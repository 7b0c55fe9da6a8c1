"""Sentences about what is about to happen: on the screen only as long as they are true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.safe import safe_line

if TYPE_CHECKING:
    from modtui.desk.views import ActionView
    from modtui.tui.app import ModtuiApp


class StagedNotices:
    """What was told of actions that have not begun, oldest first."""

    def __init__(self, app: ModtuiApp) -> None:
        self._app = app
        self._told: list[str] = []

    def tell(self, action: ActionView, instead: str = "") -> None:
        """How an action stands that was just decided; ``instead`` where the desk has no sentence for it."""
        sentence = safe_line(action.summary or instead, limit=400)
        if not sentence:
            return
        self._app.tell(sentence)
        if action.status == "staged":
            self._told.append(sentence)

    def begun(self) -> None:
        """Nothing waits any more: everything of it has begun or was taken back."""
        gone, self._told = self._told, []
        self._withdraw(gone)

    def taken_back(self) -> None:
        """The last decision was taken back; what was decided before it still waits."""
        self._withdraw([self._told.pop()] if self._told else [])

    def _withdraw(self, gone: list[str]) -> None:
        app = self._app
        if app.plain and app.said in gone:
            app.say_plainly("")
        for sentence in gone:
            app.withdraw(sentence)

"""What ``undo`` would do now: the decisions of this sitting, newest first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from modtui.desk.errors import DeskError
from modtui.desk.views import Undoable
from modtui.text.catalogue import say

#: As many decisions as a person can still call to mind.
_DEPTH: Final = 50


class UndoLater(DeskError):
    """It could not be undone now, and may be undone later: no connection, for example."""


@dataclass(frozen=True, slots=True)
class _Entry:
    sentence: str
    run: Callable[[], Awaitable[str]]
    until: datetime | None


class UndoStack:
    """Undo for the decisions of this sitting. Undoing never deletes: it writes down that it was undone."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def push(self, sentence: str, run: Callable[[], Awaitable[str]], until: datetime | None = None) -> None:
        """Remember how to undo something. ``run`` returns the sentence that says what was undone."""
        self._entries.append(_Entry(sentence, run, until))
        del self._entries[:-_DEPTH]

    def clear(self) -> None:
        """Forget what could be undone: another sitting begins."""
        self._entries.clear()

    def top(self) -> Undoable | None:
        """What would be undone now."""
        return Undoable(self._entries[-1].sentence, self._entries[-1].until) if self._entries else None

    async def undo(self) -> str:
        """Undo the newest decision.

        Raises DeskError when there is nothing to undo or it cannot be undone; one that cannot is
        forgotten, so that the next key reaches the decision before it. One that could not be undone just
        now (UndoLater) is kept.
        """
        if not self._entries:
            raise DeskError(say("undo.nothing"))
        entry = self._entries.pop()
        try:
            return await entry.run()
        except UndoLater:
            self._entries.append(entry)
            raise

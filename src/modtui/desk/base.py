"""What every part of the Desk facade stands on: its settings, its clock, and the parts once it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from modtui.desk.errors import DeskError
from modtui.desk.parts import Parts
from modtui.desk.settings import DeskSettings
from modtui.desk.shelf import Shelf
from modtui.desk.telegram_clock import TelegramClock
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.telegram.gateway import Gateway
from modtui.text.catalogue import say


def utc_now() -> datetime:
    """The machine's clock, for whoever has no other."""
    return datetime.now(UTC)


class DeskBase:
    """The facade's own state. Its commands are gathered by subject in the classes between this and the Desk."""

    def __init__(
        self,
        store: Path,
        gateway: Gateway,
        settings: DeskSettings,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._path = store
        self._gateway = gateway
        self._settings = settings
        self._clock = TelegramClock(clock)
        self._shelf = Shelf(settings, store.with_name("snippets.index"))
        self._undo = UndoStack()
        self._listeners: list[Callable[[DeskChange], None]] = []
        self._parts: Parts | None = None

    @property
    def _p(self) -> Parts:
        if self._parts is None:
            raise DeskError(say("desk.group_unknown"))
        return self._parts

    def now(self) -> datetime:
        """Telegram's clock, as far as it is known."""
        return self._clock()

    def _may_write(self) -> None:
        if self._settings.read_only:
            raise DeskError(say("desk.read_only"))

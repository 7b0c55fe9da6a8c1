"""The files of the reply or post in the reply box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.tui.screens.file_keys import FileKeys, added

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.widgets.bars import LineBar
    from modtui.tui.widgets.composer import Composer


class ReplyFiles(FileKeys):
    """What the two keys do in the reply box."""

    def __init__(self, screen: DeskView) -> None:
        super().__init__(screen, screen.painter, screen.desk)
        self._screen = screen

    def holder(self) -> Composer:
        """The reply box."""
        return self._screen.composer

    def bar(self) -> LineBar:
        """The line above it."""
        return self._screen.bar("composer-files")

    def about(self) -> tuple[str, str, str] | None:
        """What is answered; nothing for a post."""
        target = self._screen.composer.target
        return (
            (target.name, target.line, "") if target is not None and target.message_id is not None else None
        )

    def keep(self) -> Callable[[list[str]], Awaitable[None]]:
        """With the draft of what is answered now."""
        target, desk = self._screen.composer.target, self._desk
        message_id = target.message_id if target is not None else None
        return lambda paths: desk.save_draft_files(message_id, paths)

    def token(self) -> object:
        """What is answered."""
        return self._screen.composer.target

    def back(self) -> None:
        """On with writing."""
        self._screen.set_focus(self._screen.composer)

    async def fetch(self, message_id: int | None) -> None:
        """The files kept with this target's draft."""
        composer = self._screen.composer
        kept = await self._desk.draft_files(message_id)
        now = composer.target
        if kept and now is not None and now.message_id == message_id:
            composer.files = added(composer.files, kept)
        self.show()

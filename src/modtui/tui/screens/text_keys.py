"""The composer's keys for the text itself: the moderator's own editor, the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from modtui.text.catalogue import say
from modtui.tui.put_aside import text_too_much

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modtui.tui.screens.desk_view import DeskView

TEXT_KEYS: Final = ("editor", "preview")


class TextKeys:
    """One method a key, named ``do_`` and the key's id."""

    def __init__(self, screen: DeskView, save_draft: Callable[[], Awaitable[None]]) -> None:
        self._screen = screen
        self._save_draft = save_draft
        self._outside = False  # the text is in the editor

    def run(self, key_id: str) -> None:
        """What the key says."""
        getattr(self, f"do_{key_id}")()

    # ---- the preview

    def do_preview(self) -> None:
        """What members will see."""
        from modtui.tui.screens.preview import PreviewDialog

        screen = self._screen
        if not screen.composer.text.strip():
            screen.modtui.tell(say("preview.nothing"))
            return
        screen.app.push_screen(PreviewDialog(screen.painter, screen.settings, screen.composer.text))

    # ---- the moderator's own editor

    def do_editor(self) -> None:
        """Hand the text to the editor."""
        if not self._outside:
            self._screen.spawn(self._edit_outside, "editor")

    async def _edit_outside(self) -> None:
        from modtui.tui.outside_editor import EditorError, edit_outside

        screen, composer = self._screen, self._screen.composer
        target, text = composer.target, composer.text
        number = (target.message_id if target is not None else None) or 0
        self._outside = True
        try:
            await self._save_draft()
            edited = await edit_outside(screen.modtui, screen.desk.private_folder(), number, text)
        except EditorError as error:
            screen.modtui.tell(str(error), "warning")
            return
        finally:
            self._outside = False
        if text_too_much(edited.text):
            screen.modtui.put_aside(edited.text)
        elif edited.text != composer.text and composer.target == target:
            composer.change_text(edited.text)
        elif composer.target != target:
            await screen.desk.save_draft(target.message_id if target else None, edited.text)
        if edited.remark:
            screen.modtui.tell(edited.remark, "warning")
        screen.set_focus(composer)
        await self._save_draft()

    async def recover(self) -> None:
        """A text the editor still had when the program ended goes into its draft."""
        from modtui.tui.outside_editor import left_behind

        desk = self._screen.desk
        for number, text in left_behind(desk.private_folder()).items():
            draft = await desk.draft(number or None)
            if text.strip() in draft:
                continue
            kept = draft.strip() and draft.strip() not in text
            await desk.save_draft(number or None, f"{text}\n\n{draft}" if kept else text)
            self._screen.modtui.tell(say("editor.recovered"))

"""The files of the reply that is being written: seen before it is sent, put to it and taken off by a key."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.feed_details import size_words

if TYPE_CHECKING:
    from modtui.desk.views_snippets import AttachedFile
    from modtui.tui.paint import Line
    from modtui.tui.screens.desk_view import DeskView

SHOWN_NAME = 30
"""Cells of a file's name in the line above the reply."""


class ReplyFiles:
    """What the two keys do, and the line that shows the files."""

    def __init__(self, screen: DeskView) -> None:
        self._screen = screen
        self._last = "~/"  # where the next one is looked for

    def _key(self, key_id: str) -> str:
        return self._screen.settings.keys.by_id[key_id].shown

    # ---- what is seen

    def show(self) -> None:
        """The line above the reply; it is there only with files."""
        screen = self._screen
        files, bar = screen.composer.files, screen.bar("composer-files")
        bar.display = bool(files)
        if not files:
            return
        parts: list[tuple[str, str]] = [(say("composer.with"), "title")]
        for number, file in enumerate(files):
            name = screen.painter.one_line(file.name, SHOWN_NAME)
            size = say("composer.file_missing") if file.missing else size_words(file.size)
            parts += [("  ·  ", "muted")] if number else []
            parts += [(name, "name"), (", " + size, "bad" if file.missing else "text")]
        keys: Line = ((say("composer.file_keys", key=self._key("detach")), "muted"),)
        bar.put(tuple(parts), keys)

    # ---- keys

    def attach(self) -> None:
        """Ask for a file of this machine."""
        from modtui.tui.screens.ask_path import AskPath, folder_of

        screen, target = self._screen, self._screen.composer.target
        about = (
            (target.name, target.line, "") if target is not None and target.message_id is not None else None
        )

        def chosen(file: AttachedFile | None) -> None:
            if file is None or screen.composer.target != target:
                return
            self._last = folder_of(file.path)
            self.add((file,))
            screen.set_focus(screen.composer)

        screen.app.push_screen(
            AskPath(screen.painter, screen.settings, screen.desk.attachment, about, self._last), chosen
        )

    def detach(self) -> None:
        """Take one off: at once where there is one, else which."""
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        screen = self._screen
        files = screen.composer.files
        if not files:
            screen.modtui.tell(say("composer.no_files", key=self._key("attach")))
            return
        if len(files) == 1:
            self._take_off(files[0])
            return
        choices = [
            Choice(str(number), str(number + 1) if number < 9 else "", screen.painter.one_line(file.name, 60))
            for number, file in enumerate(files)
        ]

        def chosen(number: str | None) -> None:
            if number is not None and files[int(number)] in screen.composer.files:
                self._take_off(files[int(number)])

        screen.app.push_screen(
            ChoiceDialog(screen.painter, screen.settings, say("composer.which_off"), choices), chosen
        )

    def _take_off(self, file: AttachedFile) -> None:
        screen = self._screen
        screen.composer.files = tuple(one for one in screen.composer.files if one != file)
        screen.modtui.tell(say("composer.file_off", name=screen.painter.one_line(file.name, 40)))
        self.changed()

    # ---- what follows

    def add(self, files: tuple[AttachedFile, ...]) -> None:
        """Put files to the reply, each once."""
        self._screen.composer.add_files(files)
        self.changed()

    def changed(self) -> None:
        """Show them, and keep them with the draft."""
        screen = self._screen
        self.show()
        target = screen.composer.target
        message_id = target.message_id if target is not None else None
        paths = [file.path for file in screen.composer.files]
        screen.spawn(lambda: screen.desk.save_draft_files(message_id, paths), "draft")

    def objection(self) -> str | None:
        """Why this cannot be sent, in a sentence. One that was missing may have been put back."""
        composer, desk = self._screen.composer, self._screen.desk
        files = []
        for file in composer.files:
            try:
                files.append(desk.attachment(file.path) if file.missing else file)
            except DeskError:
                files.append(file)
        composer.files = tuple(files)
        self.show()
        missing = next((file.name for file in files if file.missing), None)
        return None if missing is None else say("composer.missing", name=missing, key=self._key("detach"))

    async def fetch(self, message_id: int | None) -> None:
        """The files kept with this target's draft."""
        screen = self._screen
        kept = await screen.desk.draft_files(message_id)
        now = screen.composer.target
        if kept and now is not None and now.message_id == message_id:
            screen.composer.add_files([dataclasses.replace(file) for file in kept])
        self.show()

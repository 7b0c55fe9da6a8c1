"""Files that go with what is being written: the line that shows them, and the keys that put them to it and take them off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.tui.feed_details import size_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from modtui.desk.api import DeskApi
    from modtui.desk.views_snippets import AttachedFile
    from modtui.tui.gated import Gated
    from modtui.tui.paint import Line, Painter
    from modtui.tui.widgets.bars import LineBar

SHOWN_NAME = 30
"""Cells of a file's name in the line above the reply."""


class Holder(Protocol):
    """What is being written."""

    files: tuple[AttachedFile, ...]


def added(files: Sequence[AttachedFile], more: Sequence[AttachedFile]) -> tuple[AttachedFile, ...]:
    """Files with more of them, each once."""
    known = {file.path or file.name for file in files}
    return (*files, *(file for file in more if (file.path or file.name) not in known))


class FileKeys:
    """For the reply box and for the private reply; both say what it is about and keep the files with the draft."""

    def __init__(self, screen: Gated, painter: Painter, desk: DeskApi) -> None:
        self._gated, self._painter, self._desk = screen, painter, desk
        self._last = "~/"  # where the next one is looked for

    # ---- what the one or the other says

    def holder(self) -> Holder:
        """What they go with."""
        raise NotImplementedError

    def bar(self) -> LineBar:
        """The line that shows them."""
        raise NotImplementedError

    def about(self) -> tuple[str, str, str] | None:
        """(name, first line, direction) of what is answered."""
        raise NotImplementedError

    def keep(self) -> Callable[[list[str]], Awaitable[None]]:
        """How the files of this draft are kept, whatever is written next."""
        raise NotImplementedError

    def token(self) -> object:
        """Differs once something else is being written."""
        raise NotImplementedError

    def back(self) -> None:
        """The keys go on to the text."""
        raise NotImplementedError

    # ---- what is seen

    def _key(self, key_id: str) -> str:
        return self._gated.settings.keys.by_id[key_id].shown

    def show(self) -> None:
        """The line above the reply; it is there only with files."""
        files, bar = self.holder().files, self.bar()
        bar.display = bool(files)
        if not files:
            return
        parts: list[tuple[str, str]] = [(say("composer.with"), "title")]
        for number, file in enumerate(files):
            name = self._painter.one_line(file.name, SHOWN_NAME)
            size = say("composer.file_missing") if file.missing else size_words(file.size)
            parts += [("  ·  ", "muted")] if number else []
            parts += [(name, "name"), (", " + size, "bad" if file.missing else "text")]
        keys: Line = ((say("composer.file_keys", key=self._key("detach")), "muted"),)
        bar.put(tuple(parts), keys)

    # ---- keys

    def attach(self) -> None:
        """Ask for a file of this machine."""
        from modtui.tui.screens.ask_path import AskPath, folder_of

        screen, token = self._gated, self.token()

        def chosen(file: AttachedFile | None) -> None:
            if file is None or self.token() != token:
                return
            self._last = folder_of(file.path)
            self.add((file,))
            self.back()

        screen.app.push_screen(
            AskPath(self._painter, screen.settings, self._desk.attachment, self.about(), self._last), chosen
        )

    def detach(self) -> None:
        """Take one off: at once where there is one, else which."""
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        screen, files = self._gated, self.holder().files
        if not files:
            screen.modtui.tell(say("composer.no_files", key=self._key("attach")))
            return
        if len(files) == 1:
            self._take_off(files[0])
            return
        choices = [
            Choice(str(number), str(number + 1) if number < 9 else "", self._painter.one_line(file.name, 60))
            for number, file in enumerate(files)
        ]

        def chosen(number: str | None) -> None:
            if number is not None and files[int(number)] in self.holder().files:
                self._take_off(files[int(number)])

        screen.app.push_screen(
            ChoiceDialog(self._painter, screen.settings, say("composer.which_off"), choices), chosen
        )

    def _take_off(self, file: AttachedFile) -> None:
        holder = self.holder()
        holder.files = tuple(one for one in holder.files if one != file)
        self._gated.modtui.tell(say("composer.file_off", name=self._painter.one_line(file.name, 40)))
        self.changed()

    # ---- what follows

    def add(self, files: Sequence[AttachedFile]) -> None:
        """Put files to the reply, each once."""
        holder = self.holder()
        holder.files = added(holder.files, files)
        self.changed()

    def changed(self) -> None:
        """Show them, and keep them with the draft."""
        self.show()
        keep, paths = self.keep(), [file.path for file in self.holder().files]

        async def kept() -> None:
            await keep(paths)

        self._gated.spawn(kept, "draft")

    def objection(self) -> str | None:
        """Why this cannot be sent, in a sentence. One that was missing may have been put back."""
        holder = self.holder()
        files = []
        for file in holder.files:
            try:
                files.append(self._desk.attachment(file.path) if file.missing else file)
            except DeskError:
                files.append(file)
        holder.files = tuple(files)
        self.show()
        missing = next((file.name for file in files if file.missing), None)
        return None if missing is None else say("composer.missing", name=missing, key=self._key("detach"))

"""Asking for a file of this machine: Tab completes, a file dropped on the terminal is understood, Enter checks it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urlsplit

from textual.binding import Binding

from modtui.desk.errors import DeskError
from modtui.text.catalogue import say
from modtui.text.safe import safe_line
from modtui.tui.screens.ask_line import AskLine
from modtui.tui.widgets.bars import LineBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from modtui.desk.views_snippets import AttachedFile
    from modtui.tui.paint import Painter
    from modtui.tui.settings import UiSettings

MOST_SHOWN = 40
"""Names that one Tab lists, at most."""


class AskPath(AskLine):
    """Dismisses with the file (as ``check`` gave it), or None. A file that cannot be sent keeps it open and says why."""

    DEFAULT_CSS = "AskPath { align: center middle; }"
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("tab", "complete", show=False, priority=True),
    ]

    def __init__(
        self,
        painter: Painter,
        settings: UiSettings,
        check: Callable[[str], AttachedFile],
        about: tuple[str, str, str] | None,
        begin_at: str = "~/",
    ) -> None:
        """The field is empty, so that a file can be dropped there; Tab begins at ``begin_at``."""
        super().__init__(
            painter, settings, say("attach.title"), say("attach.placeholder"), about=about,
            hints=say("attach.hints"),
        )  # fmt: skip
        self._check, self._begin_at = check, begin_at

    def _say(self, words: str, role: str) -> None:
        bar = self.query_one("#asked", LineBar)
        bar.display = bool(words)
        bar.put(((self.painter.one_line(words, max(bar.size.width, 60) - 2, "ltr"), role),))

    def on_input_changed(self) -> None:
        """What was said about another path does not hold."""
        self._say("", "muted")

    # ---- keys

    def action_choose(self) -> None:
        """Take it, if it can be sent."""
        typed = as_path(self.field.value)
        if typed and not self.busy:
            self.busy = True
            self.spawn(lambda: self._take(typed), "attach")

    async def _take(self, typed: str) -> None:
        try:
            file = await asyncio.to_thread(self._check, typed)
        except DeskError as error:
            self._say(str(error), "bad")
        else:
            self.dismiss(file)
        finally:
            self.busy = False

    def action_complete(self) -> None:
        """As much of the path as there is only one of; then the names it could be."""
        self.spawn(self._complete, "attach", latest_only=True)

    async def _complete(self) -> None:
        typed = as_path(self.field.value)
        completed, names = await asyncio.to_thread(complete, typed or self._begin_at)
        if as_path(self.field.value) != typed:
            return
        if completed != typed:
            self.field.value = completed
            self.field.action_end()
        if len(names) > 1:
            # After the field has told of its change, which forgets what was said.
            words = "  ".join(safe_line(name, 40) for name in names[:MOST_SHOWN])
            self.call_after_refresh(lambda: self._say(words, "muted"))
        elif not names:
            self.call_after_refresh(lambda: self._say(say("attach.no_such"), "warn"))


def as_path(typed: str) -> str:
    """What a hand or a terminal typed as a path: quotes, ``file://`` and escaped blanks of a dropped file taken off."""
    text = typed.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if text.startswith("file://"):
        return unquote(urlsplit(text).path)
    if "\\" in text and os.sep == "/" and not os.path.exists(os.path.expanduser(text)):
        kept, escaped = "", False
        for char in text:
            escaped = char == "\\" and not escaped
            kept += "" if escaped else char
        text = kept
    return text


def complete(typed: str) -> tuple[str, list[str]]:
    """The path as far as it is the only one, and the names it could go on with. Hidden files only when asked for."""
    folder, begun = os.path.split(typed)
    try:
        found = sorted(os.scandir(os.path.expanduser(folder) or "."), key=lambda entry: entry.name.casefold())
    except OSError:
        return typed, []
    fits = [
        entry
        for entry in found
        if entry.name.casefold().startswith(begun.casefold()) and (begun or not entry.name.startswith("."))
    ]
    names = [entry.name + (os.sep if entry.is_dir() else "") for entry in fits]
    if not names:
        return typed, []
    same = next(
        names[0][:end]
        for end in range(len(names[0]), -1, -1)
        if all(n.startswith(names[0][:end]) for n in names)
    )
    if len(same) < len(begun):
        same = begun  # they differ in large and small letters
    return os.path.join(folder, same), names


def folder_of(path: str) -> str:
    """Where the next file is likely to lie: the folder of the one before, written from home where it is there."""
    folder = str(Path(path).parent)
    home = os.path.expanduser("~")
    return (("~" + folder.removeprefix(home)) if folder.startswith(home) else folder) + os.sep

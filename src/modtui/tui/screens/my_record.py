"""What is held about one member, in their language, shown and saved to a file to hand over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Vertical

from modtui.text.catalogue import say
from modtui.tui.paint import Line, Painter, direction_of
from modtui.tui.screens.ask_line import AskLine
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.choice_list import TextPane

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from modtui.desk.api import DeskApi
    from modtui.tui.settings import UiSettings

LANGUAGES = ("ar", "en", "fr")


def save_privately(path: Path, text: str) -> None:
    """A new file that only this user may read. Raises OSError (FileExistsError: one is never written over)."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


class MyRecordDialog(Dialog):
    """Dismisses with None. The language is one key away; a file is never written over."""

    DEFAULT_CSS = "MyRecordDialog { align: center middle; }"

    def __init__(
        self, painter: Painter, settings: UiSettings, desk: DeskApi, member_id: int, name: str, language: str
    ) -> None:
        super().__init__(painter, settings)
        self._desk, self._member_id, self._name = desk, member_id, name
        self.language = language if language in LANGUAGES else "en"
        self.text = ""
        self.letters = {"1": "ar", "2": "en", "3": "fr", "s": "save", "c": "copy"}

    def compose(self) -> ComposeResult:
        """The text and its keys."""
        with Vertical(classes="dialog full-dialog"):
            yield self.title_bar(say("my_record.title", name=self._name))
            yield TextPane("record-text", focusable=True)
            hints = LineBar("dialog-hints")
            hints.put(((say("my_record.hints"), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """Read it."""
        self.set_focus(self.query_one(TextPane))
        self.reload()

    def reload(self) -> None:
        """In the language chosen."""
        self.spawn(self._reload, "record", latest_only=True)

    async def _reload(self) -> None:
        self.text = await self._desk.my_record(self._member_id, self.language)
        if self.is_mounted:
            self._show()

    def _show(self) -> None:
        pane = self.query_one("#record-text", TextPane)
        width = max(pane.size.width - 2, 20)
        base = "rtl" if self.language == "ar" else direction_of(self.text)
        lines: list[Line] = [
            ((" ", "text"), (line, "text")) for line in self.painter.body(self.text, width, base)
        ]
        pane.show(lines)

    def on_resize(self) -> None:
        """Wrap again."""
        super().on_resize()
        self.call_after_refresh(self._show)

    def action_step(self, steps: int) -> None:
        """Scroll."""
        self.query_one("#record-text", TextPane).move(steps)

    def letter(self, letter_id: str, at: float) -> None:
        """Another language, save, copy."""
        if letter_id in LANGUAGES:
            self.language = letter_id
            self.reload()
        elif letter_id == "copy" and self.text:
            self.spawn(lambda: self.modtui.copy(self.text), "copy")
        elif letter_id == "save" and self.text:
            self._ask_where()

    def _ask_where(self) -> None:
        proposed = str(Path.home() / f"record-{self._member_id}-{self.language}.txt")

        def chosen(path: str | None) -> None:
            if path:
                self._save(Path(path).expanduser())

        self.app.push_screen(
            AskLine(
                self.painter, self.settings, say("my_record.where"), proposed,
                value=proposed, hints=say("my_record.where_hints"),
            ),
            chosen,
        )  # fmt: skip

    def _save(self, path: Path) -> None:
        try:
            save_privately(path, self.text)
        except FileExistsError:
            self.modtui.tell(say("my_record.exists", path=path), "warning")
        except OSError as error:
            self.modtui.tell(say("my_record.not_saved", why=error.strerror or type(error).__name__), "error")
        else:
            self.modtui.tell(say("my_record.saved", path=path))

"""One's own message to change: the text stays here until Telegram has taken it, and its draft is kept meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import TextArea

from modtui.domain.formatting import parse, utf16_length
from modtui.text.catalogue import say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_text
from modtui.tui.keys import BY_ID
from modtui.tui.screens.dialog import Dialog
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.composer import COUNTED_AT_ONCE, TELEGRAM_LIMIT
from modtui.tui.widgets.editor import Editor
from modtui.tui.widgets.formatting_editor import FormattingEditor

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.timer import Timer

    from modtui.desk.api import DeskApi
    from modtui.tui.paint import Painter
    from modtui.tui.settings import UiSettings

KEYS: Final = {"send": "save", "preview": "preview", "editor": "outside"}
"""The reply box's keys that count here too, and what each does."""


def draft_of(message_id: int) -> int:
    """The draft of a change to this message: one of its own, beside that of a reply to it."""
    return -message_id


class EditPostDialog(Dialog):
    """Dismisses with None when it is changed or the draft is kept, with the text when the message is gone."""

    DEFAULT_CSS = """
    EditPostDialog { align: center middle; }
    EditPostDialog .wide-dialog { height: 60%; }
    EditPostDialog #post-text { height: 1fr; }
    """
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding(",".join(BY_ID[key].keys), action, show=False, priority=True, id=key)
        for key, action in KEYS.items()
    ]

    def __init__(
        self, painter: Painter, settings: UiSettings, desk: DeskApi, message_id: int, text: str
    ) -> None:
        """``text`` with the signs for how it looks."""
        super().__init__(painter, settings)
        self._desk, self._message_id, self._text = desk, message_id, safe_text(text)
        self._draft_timer: Timer | None = None
        self._fetched = False  # nothing is kept over a draft that has not been read

    def compose(self) -> ComposeResult:
        """Title, the text, how long it is, hints."""
        with Vertical(classes="dialog wide-dialog"):
            yield self.title_bar(say("own.edit_title"))
            yield FormattingEditor(visual=self.painter.mode is BidiMode.VISUAL, id="post-text")
            yield LineBar("post-count")
            hints = LineBar("dialog-hints")
            shown = {key: self.settings.keys.by_id[key].shown for key in KEYS}
            hints.put(((say("own.edit_hints", **shown), "muted"),))
            yield hints

    def on_mount(self) -> None:
        """The text as it is, to be changed, or the change that was begun."""
        editor = self._editor
        editor.load_text(self._text)
        editor.move_cursor(editor.document.end)
        self.set_focus(editor)
        self.spawn(self._fetch, "draft")

    @property
    def _editor(self) -> Editor:
        return self.query_one(Editor)

    def take_input(self, event: events.Key | events.Paste) -> bool:
        """Every key is for the text."""
        return False

    async def _fetch(self) -> None:
        draft = await self._desk.draft(draft_of(self._message_id))
        if draft.strip() and self._editor.text.startswith(self._text):
            self._put(
                draft + self._editor.text.removeprefix(self._text)
            )  # what was typed meanwhile behind it
            self.modtui.tell(say("own.edit_begun"))
        self._fetched = True
        self._keep_soon()

    def _put(self, text: str) -> None:
        """Another text in place of the whole, as one step of undo."""
        editor = self._editor
        editor.history.checkpoint()
        editor.replace(safe_text(text), (0, 0), editor.document.end, maintain_selection_offset=False)
        editor.history.checkpoint()
        editor.move_cursor(editor.document.end)

    # ---- the draft, the count

    @on(TextArea.Changed)
    def text_changed(self) -> None:
        """Count, and keep what is written a moment later."""
        text = self._editor.text
        # A text far past one message is not measured with every key: that it is too long is plain.
        length = utf16_length(parse(text.strip()).text) if len(text) <= COUNTED_AT_ONCE else len(text)
        over = length > TELEGRAM_LIMIT
        count = say("composer.count", count=length, limit=TELEGRAM_LIMIT)
        self.query_one("#post-count", LineBar).put(
            (), (("! " + count if over else count, "bad" if over else "muted"),)
        )
        self._keep_soon()

    def _keep_soon(self) -> None:
        if self._draft_timer is None and self._fetched:
            self._draft_timer = self.set_timer(
                self.settings.draft_seconds, lambda: self.spawn(self._keep, "draft")
            )

    async def _keep(self) -> None:
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None
        if self.busy or not self._fetched:
            return  # it is being saved: kept if it is refused
        await self._desk.save_draft(draft_of(self._message_id), self._editor.text if self._changed else "")

    @property
    def _changed(self) -> bool:
        return self._editor.text.strip() != self._text.strip()

    # ---- keys

    def action_cancel(self) -> None:
        """Back to the list; a change that was begun is kept."""
        if not self.busy:
            self.spawn(self._leave, "decide")

    async def _leave(self) -> None:
        await self._keep()
        if not self._changed:
            self.dismiss(None)
            return
        item = next(iter(await self._desk.feed_items([self._message_id])), None)
        if item is not None and item.deleted_at is None:
            self.modtui.tell(say("own.edit_kept", key=self.settings.keys.by_id["edit_post"].shown))
            self.dismiss(None)
            return
        await self._desk.save_draft(draft_of(self._message_id), "")
        self.dismiss(self._editor.text)

    def action_save(self) -> None:
        """Have it changed in the group; the text stays here until it is."""
        text = self._editor.text.strip()
        if self.busy:
            return
        if not self._changed:
            self.action_cancel()
        elif not parse(text).text.strip():
            self.modtui.tell(
                say("own.edit_empty", key=self.settings.keys.by_id["delete_post"].shown), "warning"
            )
        elif (length := utf16_length(parse(text).text)) > TELEGRAM_LIMIT:
            self.modtui.tell(
                say("own.edit_too_long", count=length - TELEGRAM_LIMIT, limit=TELEGRAM_LIMIT), "warning"
            )
        else:
            self.spawn(lambda: self._save(text), "decide")

    async def _save(self, text: str) -> None:
        await self._keep()  # whatever becomes of it
        new = parse(text)
        more = {"entities": new.entities} if new.entities else {}
        self._editor.read_only = True  # what was typed now would be neither here nor there
        try:
            with self.at_work():
                await self._desk.edit_post(self._message_id, new.text, **more)
        finally:
            self._editor.read_only = False
        await self._desk.save_draft(draft_of(self._message_id), "")
        self.modtui.tell(say("own.edited"))
        self.dismiss(None)

    def action_preview(self) -> None:
        """What members will see."""
        from modtui.tui.screens.preview import PreviewDialog

        if self._editor.text.strip():
            self.app.push_screen(PreviewDialog(self.painter, self.settings, self._editor.text))
        else:
            self.modtui.tell(say("preview.nothing"))

    def action_outside(self) -> None:
        """Hand the text to the moderator's own editor."""
        if not self.busy:
            self.spawn(self._outside, "editor")

    async def _outside(self) -> None:
        from modtui.tui.outside_editor import EditorError, edit_outside

        await self._keep()
        self.busy = True
        try:
            edited = await edit_outside(
                self.modtui, self._desk.private_folder(), draft_of(self._message_id), self._editor.text
            )
        except EditorError as error:
            self.modtui.tell(str(error), "warning")
            return
        finally:
            self.busy = False
        if edited.text != self._editor.text:
            self._put(edited.text)
        if edited.remark:
            self.modtui.tell(edited.remark, "warning")
        await self._keep()

"""The keys for attachments, for words through Telegram's own calls, and for one's own posts."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from modtui.domain.formatting import Formatted, faithful, render
from modtui.domain.kinds import MediaKind
from modtui.text.catalogue import say
from modtui.text.safe import safe_line
from modtui.tui.screens.loads import Loads
from modtui.tui.screens.taken_back import take_back
from modtui.tui.widgets.composer import Target

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modtui.desk.api_media import Progress
    from modtui.desk.views import FeedItem
    from modtui.tui.keys import Key
    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.screens.desk_writing import DeskWriting
    from modtui.tui.screens.selection import Selection

MEDIA_MENU = (
    "copy_out", "open_media", "play_media", "save_media", "transcribe", "translate", "edit_post", "delete_post", "scheduled",
)  # fmt: skip
"""Their places in the menu."""

LINE = 66
"""Characters of our own sentences on one line of a dialog."""
OPENING_S = 0.3
"""Seconds after which a file that is not open yet is said to be on its way."""
NO_FILE = frozenset(
    {MediaKind.POLL, MediaKind.LOCATION, MediaKind.CONTACT, MediaKind.LINK_PREVIEW, MediaKind.OTHER}
)
SOUNDS = frozenset({MediaKind.VOICE, MediaKind.AUDIO})


def _has_file(item: FeedItem) -> bool:
    return item.media is not None and item.media.kind not in NO_FILE and item.deleted_at is None


def _is_own(item: FeedItem) -> bool:
    return item.own and bool(item.message_id) and item.deleted_at is None


FITS: dict[str, Callable[[FeedItem], bool]] = {
    "open_media": _has_file,
    "save_media": _has_file,
    "play_media": lambda item: item.media is not None and item.media.kind in SOUNDS,
    "transcribe": lambda item: item.media is not None and item.media.kind is MediaKind.VOICE,
    "translate": lambda item: bool(item.text.strip()) and not item.own,
    "edit_post": _is_own,
    "delete_post": _is_own,
    "versions": lambda item: item.edited_at is not None,
    "quoted": lambda item: item.quote is not None and not item.quote.gone,
}
"""What the menu offers only on messages where it does something."""


def fits(key_id: str, selection: Selection) -> bool:
    """Whether the menu offers this for what is selected; the key itself answers with a sentence."""
    return key_id not in FITS or (selection.item is not None and FITS[key_id](selection.item))


class MediaKeys:
    """The ``do_`` methods of these keys, mixed into DeskActions."""

    _screen: DeskView
    writing: DeskWriting

    @cached_property
    def _loads(self) -> Loads:
        return Loads(self._screen)

    # ---- to the clipboard

    def do_copy_out(self, selection: Selection) -> None:
        """The text as it was written, a link, a phone number."""
        self._screen.spawn(lambda: self._copy_out(selection), "copy")

    async def _copy_out(self, selection: Selection) -> None:
        from modtui.tui.screens.copying import offer_to_copy, pieces_of

        screen, item = self._screen, selection.item
        if item is None and selection.message_id is not None:
            item = next(iter(await screen.desk.feed_items([selection.message_id])), None)
        if item is None or item.deleted_at is not None:
            screen.modtui.tell(say("copy.gone" if item else "copy.nothing"), "warning")
            return
        pieces = pieces_of(item.text, [look.url for look in item.looks if look.url])
        if item.media is not None and item.media.phone:
            pieces.append(("phone", item.media.phone))
        offer_to_copy(screen, screen.painter, pieces)

    # ---- attachments

    def do_open_media(self, selection: Selection) -> None:
        """Download it and open it with the system's program; once more while it comes breaks it off."""
        desk, message_id = self._screen.desk, selection.message_id or 0
        if self._loads.break_off(message_id):
            return
        self._loads.begin("open_media", selection, lambda told: desk.open_media(message_id, told))

        def still_coming() -> None:
            if self._loads.is_loading(message_id):
                self._screen.modtui.tell(say("media.opening"))

        # Not at once: where nothing can be opened the refusal is all there is to say.
        self._screen.set_timer(OPENING_S, still_coming)

    def do_play_media(self, selection: Selection) -> None:
        """Play a voice message; once more stops it, or breaks off its download."""
        message_id = selection.message_id or 0
        if not self._loads.break_off(message_id):
            self._loads.begin("play_media", selection, lambda told: self._play(message_id, told))

    async def _play(self, message_id: int, told: Progress) -> None:
        screen = self._screen
        if await screen.desk.stop_playing():
            screen.modtui.tell(say("media.stopped"))
            return
        player = await screen.desk.play_media(message_id, told)
        screen.modtui.tell(say("media.playing", player=safe_line(player)))

    def do_save_media(self, selection: Selection) -> None:
        """Save it in a folder or under a name; once more while it comes breaks it off."""
        from modtui.tui.screens.ask_line import AskLine

        screen, message_id = self._screen, selection.message_id or 0
        if self._loads.break_off(message_id):
            return

        async def save(target: Path, told: Progress) -> None:
            saved = await screen.desk.save_media(message_id, target, told)
            screen.modtui.tell(say("media.saved", name=safe_line(str(saved))))

        def named(name: str | None) -> None:
            if name:
                target = Path(name).expanduser()
                self._loads.begin("save_media", selection, lambda told: save(target, told))

        screen.app.push_screen(
            AskLine(
                screen.painter, screen.settings, say("media.save_title"), say("media.save_placeholder"),
                value="~/Downloads/", hints=say("media.save_hints"),
            ),
            named,
        )  # fmt: skip

    # ---- words

    def meant(self, key: Key, selection: Selection) -> Key:
        """On a voice message in the feed the key that tags replies writes it out: there is no reply to tag."""
        media = selection.item.media if selection.item is not None and selection.pane == "feed" else None
        voice = key.id == "tag" and media is not None and media.kind is MediaKind.VOICE
        return self._screen.settings.keys.by_id["transcribe"] if voice else key

    def do_transcribe(self, selection: Selection) -> None:
        """A voice message in words."""
        desk, message_id = self._screen.desk, selection.message_id or 0
        title = say("words.transcribed", name=selection.name)
        self._words(title, lambda accepted: desk.transcribe(message_id, accepted=accepted))

    def do_translate(self, selection: Selection) -> None:
        """A message in English."""
        desk, message_id = self._screen.desk, selection.message_id or 0
        title = say("words.translated", name=selection.name)
        self._words(title, lambda accepted: desk.translate(message_id, accepted=accepted))

    def _words(self, title: str, ask: Callable[[bool], Awaitable[str]]) -> None:
        from modtui.desk.words import NoticeNeeded
        from modtui.tui.screens.menu import ConfirmDialog
        from modtui.tui.screens.words import WordsDialog

        screen = self._screen

        async def show(accepted: bool) -> None:
            try:
                text = await ask(accepted)
            except NoticeNeeded as notice:
                sentences = wrap(str(notice), LINE)
                screen.app.push_screen(
                    ConfirmDialog(
                        screen.painter,
                        screen.settings,
                        say("words.notice_title"),
                        sentences,
                        say("words.accept"),
                    ),
                    answered,
                )
                return
            screen.app.push_screen(WordsDialog(screen.painter, screen.settings, title, text))

        def answered(yes: bool | None) -> None:
            if yes:
                screen.spawn(lambda: show(True), "words")

        screen.spawn(lambda: show(False), "words")

    # ---- one's own posts

    def do_edit_post(self, selection: Selection) -> None:
        """Change what one wrote."""
        from modtui.tui.screens.edit_post import EditPostDialog

        screen, item = self._screen, selection.item
        if item is None or not _is_own(item):
            screen.modtui.tell(say("own.not_yours"), "warning")
            return
        before = Formatted(item.text, item.looks)
        if not faithful(before):
            screen.modtui.tell(say("own.not_all_editable"), "warning")

        def left(text: str | None) -> None:
            if text is not None:
                screen.spawn(lambda: self._into_a_post(text), "decide")

        dialog = EditPostDialog(screen.painter, screen.settings, screen.desk, item.message_id, render(before))
        screen.app.push_screen(dialog, left)

    async def _into_a_post(self, text: str) -> None:
        """What was written to change a message that is gone."""
        await take_back(self._screen, self.writing, Target(None), text)
        self._screen.modtui.tell(say("own.edit_gone"), "warning")

    def do_delete_post(self, selection: Selection) -> None:
        """Delete what one wrote, for everybody."""
        from modtui.tui.screens.menu import ConfirmDialog

        screen, item = self._screen, selection.item
        if item is None or not _is_own(item):
            screen.modtui.tell(say("own.not_yours"), "warning")
            return
        message_id = item.message_id

        def answered(yes: bool | None) -> None:
            if yes:
                screen.spawn(lambda: self._delete(message_id), "decide")

        sentences = [selection.line or say("media.other"), say("own.delete_what")]
        screen.app.push_screen(
            ConfirmDialog(
                screen.painter, screen.settings, say("own.delete_title"), sentences, say("own.delete_yes")
            ),
            answered,
        )

    async def _delete(self, message_id: int) -> None:
        await self._screen.desk.delete_post(message_id)
        self._screen.modtui.tell(say("own.deleted"))

    def do_scheduled(self, selection: Selection) -> None:
        """What is in Telegram's schedule; Enter takes a post out and gives its text back."""
        self._screen.spawn(self._scheduled, "find")

    async def _scheduled(self) -> None:
        from modtui.tui.moments import in_words
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        screen = self._screen
        posts = await screen.desk.scheduled()
        if not posts:
            known = screen.status_view.connection_ok
            screen.modtui.tell(say("own.none_scheduled" if known else "own.none_scheduled_here"))
            return
        now = screen.desk.now()
        choices = [
            Choice(
                str(post.schedule_id), "",
                f"{in_words(post.at, now, screen.zone)}  {screen.painter.one_line(post.text, 50, post.direction)}",
            )
            for post in posts
        ]  # fmt: skip

        def chosen(schedule_id: str | None) -> None:
            if schedule_id is None:
                return
            if screen.status_view.read_only:
                screen.modtui.tell(say("error.read_only", what=say("own.take_out")), "warning")
                return
            screen.spawn(lambda: self._take_out(int(schedule_id)), "decide")

        screen.app.push_screen(
            ChoiceDialog(screen.painter, screen.settings, say("own.scheduled_title"), choices), chosen
        )

    async def _take_out(self, schedule_id: int) -> None:
        screen = self._screen
        text = await screen.desk.cancel_scheduled(schedule_id)
        await take_back(screen, self.writing, Target(None), text)
        screen.modtui.tell(say("own.taken_out"))

"""New posts: Telegram's own schedule for them, and a conversation starter when the group has gone quiet."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final, Protocol

from modtui.desk.errors import DeskError
from modtui.domain.formatting import parse, plain
from modtui.text.catalogue import say
from modtui.tui.keys import BY_ID

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from modtui.desk.views_feed import StarterProposal
    from modtui.tui.screens.desk_view import DeskView

_LINE: Final = 66
_LINES: Final = 6


class AskAboutDoubts(Protocol):
    """Goes on at once where nothing is in doubt, else when it was confirmed."""

    def __call__(self, then: Callable[[bool], None], *, logged: bool = True) -> None:
        """``logged``: the log will say that it was sent knowingly."""


class PostKeys:
    """Beside DeskWriting, which has the reply box.

    ``ask_type`` asks what a post is and goes on with the answer, ``ask_about_doubts`` whether it is to leave with a
    snippet that cannot be relied on.
    """

    def __init__(
        self,
        screen: DeskView,
        ask_type: Callable[[Callable[[str], None]], None],
        ask_about_doubts: AskAboutDoubts,
    ) -> None:
        self._screen = screen
        self._ask_type, self._ask_about_doubts = ask_type, ask_about_doubts
        self._told = ""  # the starter that was proposed last: once is enough

    # ---- Telegram's schedule

    def schedule(self) -> None:
        """Have Telegram publish what is written at a time of one's choice."""
        from modtui.tui.moments import later_moments
        from modtui.tui.screens.when import WhenDialog

        screen, composer = self._screen, self._screen.composer
        if (refusal := self._refusal()) is not None:
            screen.modtui.tell(refusal, "warning")
            return
        target, text = composer.target, composer.text

        def typed(kind: str) -> None:
            desk = screen.desk
            moments = later_moments(desk.now(), screen.zone, desk.next_opening())
            dialog = WhenDialog(
                screen.painter, screen.settings, say("schedule.title"), moments, desk.now, screen.zone,
                note=say("schedule.note"),
            )  # fmt: skip

            def at_a_time(at: datetime | None) -> None:
                if at is not None:
                    chosen(kind, at)

            screen.app.push_screen(dialog, at_a_time)

        def chosen(kind: str, at: datetime) -> None:
            if composer.target == target and composer.text == text:
                screen.spawn(lambda: self._schedule(text, kind, at), "send")

        # Telegram posts it by itself: nothing of this is written to the log.
        self._ask_about_doubts(lambda _: self._ask_type(typed), logged=False)

    def _refusal(self) -> str | None:
        screen, composer = self._screen, self._screen.composer
        if screen.status_view.read_only:
            return say("error.read_only", what=BY_ID["schedule"].words)
        if composer.target is not None and composer.target.message_id is not None:
            return say("schedule.posts_only")
        if composer.files:
            return say("schedule.no_files")
        if composer.is_too_long:
            return say("schedule.too_long")
        return composer.objection()

    async def _schedule(self, text: str, kind: str, at: datetime) -> None:
        from modtui.tui.moments import in_words

        screen, composer = self._screen, self._screen.composer
        formatted = parse(text.strip())
        post = await screen.desk.schedule_post(
            formatted.text, at, post_type=kind, entities=formatted.entities
        )  # refused: the text is still in the box
        if composer.text == text:
            composer.clear_all()
            await screen.desk.save_draft(None, "")
            screen.show_composer_title()
            screen.focus_list()
        when = in_words(post.at, screen.desk.now(), screen.zone)
        screen.modtui.tell(say("schedule.done", at=when, key=screen.settings.keys.by_id["scheduled"].shown))

    # ---- a quiet group

    async def propose(self) -> None:
        """Say once that the group has gone quiet, and which key offers a starter."""
        proposal = await self._starter()
        if proposal is not None and proposal.snippet_id != self._told:
            self._told = proposal.snippet_id
            key = self._screen.settings.keys.by_id["post"].shown
            self._screen.modtui.tell(say("starter.told", sentence=proposal.sentence, key=key))

    async def offer(self) -> None:
        """A post is begun in a group that has gone quiet: offer the starter for it."""
        from modtui.tui.screens.menu import ConfirmDialog

        screen, composer = self._screen, self._screen.composer
        proposal = await self._starter()
        target = composer.target
        if proposal is None or composer.text.strip() or target is None or target.message_id is not None:
            return
        text = proposal.text

        def answered(yes: bool | None) -> None:
            if yes and composer.target == target and not composer.text.strip():
                composer.insert_text(plain(text))
                composer.use_in_post(proposal.snippet_id, screen.desk.doubts_about([proposal.snippet_id]))
                composer.select_placeholder()
                screen.show_composer_title()
            screen.set_focus(composer)

        lines = [part for line in text.split("\n") for part in wrap(line, _LINE)][:_LINES]
        dialog = ConfirmDialog(
            screen.painter,
            screen.settings,
            say("starter.title"),
            [proposal.sentence, *lines],
            say("starter.yes"),
        )
        screen.app.push_screen(dialog, answered)

    async def _starter(self) -> StarterProposal | None:
        try:
            return await self._screen.desk.starter()
        except DeskError:  # not open yet: nothing is known to propose
            return None

"""Writing: the reply box's targets, drafts, snippets and sending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.tui.widgets.composer import Target

if TYPE_CHECKING:
    from textual.timer import Timer

    from modtui.desk.views import SnippetChoice
    from modtui.domain.inquiry_states import ReplyKind
    from modtui.tui.screens.desk_screen import DeskScreen

POST_TYPES = ("job", "workshop", "event", "information", "discussion", "other")


class DeskWriting:
    """Nothing typed is ever lost: a draft is saved before another target opens, and a refused text comes back."""

    def __init__(self, screen: DeskScreen) -> None:
        self._screen = screen
        self._draft_timer: Timer | None = None
        self._answers: dict[int | None, tuple[ReplyKind | None, tuple[str, ...]]] = {}

    def open(self, target: Target) -> None:
        """Write to this target. The box is its own from this moment: what is typed next goes nowhere else."""
        before = self._address(target)
        if before is not None:
            self._screen.spawn(lambda: self._fetch_draft(before, target), "open")

    def _address(self, target: Target) -> tuple[Target | None, str] | None:
        """Turn the box to a target at once; says whose text stood in it, None when it is the same target."""
        screen, composer = self._screen, self._screen.composer
        screen.add_class("-writing")
        screen.set_focus(composer)  # at once: the next key belongs to it
        now = composer.target
        if now is not None and now.message_id == target.message_id:
            return None
        before = (now, composer.text)
        if now is None:
            loose = composer.text  # typed at nobody: it goes with whoever is addressed first
            composer.open(target, loose)
        else:
            self._answers[now.message_id] = (composer.kind, composer.snippet_ids)
            composer.open(target, "")
        composer.kind, composer.snippet_ids = self._answers.get(target.message_id, (None, ()))
        screen.show_composer_title()
        return before

    async def _fetch_draft(self, before: tuple[Target | None, str], target: Target) -> None:
        """Save the text that stood there, and put this target's draft before what was typed meanwhile."""
        screen, composer = self._screen, self._screen.composer
        old, text = before
        if old is not None:
            await screen.desk.save_draft(old.message_id, text)
        elif text:
            await screen.desk.save_draft(None, "")
        draft = await screen.desk.draft(target.message_id)
        now = composer.target
        if draft and now is not None and now.message_id == target.message_id and composer.text != draft:
            composer.put_text(draft + composer.text)
        screen.show_composer_title()

    async def insert(self, choice: SnippetChoice, target: Target, language: str) -> None:
        """Put a snippet into the reply to this target."""
        screen = self._screen
        before = self._address(target)
        if before is not None:
            await self._fetch_draft(before, target)
        message_id = target.message_id
        if message_id is None:
            body = (
                choice.other_body if language == choice.other_language and choice.other_body else choice.body
            )
            screen.composer.insert_text(body)
        else:
            filled = await screen.desk.fill_snippet(
                choice.snippet_id, message_id=message_id, language=language or None
            )
            screen.composer.insert_snippet(filled)
        screen.set_focus(screen.composer)
        screen.show_composer_title()

    def send(self) -> None:
        """Send what is written, if nothing stands against it."""
        screen, composer = self._screen, self._screen.composer
        objection = composer.objection()
        if objection is not None:
            screen.modtui.tell(objection, "warning")
            composer.select_placeholder()
        elif composer.target is None or composer.target.message_id is None:
            self._ask_post_type()
        else:
            screen.spawn(lambda: self._send(None), "send")

    def _ask_post_type(self) -> None:
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        screen = self._screen
        choices = [Choice(kind, str(n), say(f"post.{kind}")) for n, kind in enumerate(POST_TYPES, start=1)]

        def chosen(kind: str | None) -> None:
            if kind is not None:
                screen.spawn(lambda: self._send(kind), "send")

        screen.app.push_screen(
            ChoiceDialog(screen.painter, screen.settings, say("post.title"), choices), chosen
        )

    async def _send(self, post_type: str | None) -> None:
        screen, composer = self._screen, self._screen.composer
        target = composer.target or Target(None)
        text = composer.text
        if not text.strip():
            return  # sent already by the key press before this one
        kind, snippets = composer.kind, composer.snippet_ids
        composer.clear_all()
        try:
            await screen.desk.reply(
                target.message_id, text, kind=kind, snippet_ids=snippets, post_type=post_type
            )
        except BaseException:
            composer.open(target, text)
            composer.kind, composer.snippet_ids = kind, snippets
            raise
        self._answers.pop(target.message_id, None)
        await screen.desk.save_draft(target.message_id, "")
        screen.show_composer_title()
        screen.focus_list()
        screen.modtui.tell(say("composer.queued"))
        screen.reader.tail_changed()

    def leave(self) -> None:
        """Back to the list; the draft is kept."""
        screen = self._screen
        if screen.composer.text:
            screen.modtui.tell(say("composer.kept"))
        screen.spawn(self.save_draft, "draft")
        screen.focus_list()

    def draft_changed(self) -> None:
        """Save the draft a moment after the last key."""
        if self._draft_timer is not None:
            self._draft_timer.stop()
        screen = self._screen
        self._draft_timer = screen.set_timer(
            screen.settings.draft_seconds, lambda: screen.spawn(self.save_draft, "draft")
        )

    async def save_draft(self) -> None:
        """Save what is written, now."""
        composer = self._screen.composer
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None
        if composer.target is not None:
            await self._screen.desk.save_draft(composer.target.message_id, composer.text)
        elif composer.text:
            await self._screen.desk.save_draft(None, composer.text)

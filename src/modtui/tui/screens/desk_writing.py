"""Writing: the reply box's targets, drafts, snippets and sending."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modtui.desk.errors import TargetGoneError
from modtui.domain.formatting import parse, utf16_length
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.splitting import LIMIT
from modtui.text.catalogue import say
from modtui.tui.keys import BY_ID
from modtui.tui.put_aside import text_too_much
from modtui.tui.screens.doubts import ask_about_doubts, ask_to_mention
from modtui.tui.screens.halves import Half, fetch_half, half_of, put_half
from modtui.tui.screens.mention_list import MentionList
from modtui.tui.screens.post_keys import PostKeys
from modtui.tui.screens.reply_files import ReplyFiles
from modtui.tui.screens.taken_back import into_the_box
from modtui.tui.screens.text_keys import TEXT_KEYS, TextKeys
from modtui.tui.widgets.composer import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from textual.timer import Timer

    from modtui.desk.views import CameBack, FilledSnippet, SnippetChoice
    from modtui.tui.screens.desk_view import DeskView

POST_TYPES = ("job", "workshop", "event", "information", "discussion", "other")


KINDS = (
    None, ReplyKind.INFORMATION, ReplyKind.REFERRAL, ReplyKind.BOTH, ReplyKind.HOLDING, ReplyKind.ASKED_BACK,
)  # fmt: skip
"""What the key goes through to say beforehand what a typed reply is."""


class DeskWriting:
    """Nothing typed is ever lost: a draft is saved before another target opens, and a refused text comes back."""

    def __init__(self, screen: DeskView) -> None:
        self._screen = screen
        self.files = ReplyFiles(screen)
        self._draft_timer: Timer | None = None
        self._drafts = asyncio.Lock()  # nothing is saved over a draft that is being read
        self._answers: dict[int | None, Half] = {}
        self.mentions = MentionList(screen)
        self.posts = PostKeys(screen, self._ask_type, self._ask_about_doubts)
        self.text_keys = TextKeys(screen, self.save_draft)

    def open(self, target: Target) -> None:
        """Write to this target. The box is its own from this moment: what is typed next goes nowhere else."""
        before = self._address(target)
        if before is not None:
            self._screen.spawn(lambda: self._fetch_draft(before, target), "open")

    def _address(self, target: Target) -> tuple[Target | None, str, Half] | None:
        """Turn the box to a target at once; says whose text stood in it, None when it is the same target."""
        screen, composer = self._screen, self._screen.composer
        screen.add_class("-writing")
        screen.set_focus(composer)  # at once: the next key belongs to it
        now = composer.target
        if now is not None and now.message_id == target.message_id:
            if target.also or target.settles is not None:
                composer.target = target
            return None
        screen.other_side.clear()
        before = (now, composer.text, half_of(composer))
        if now is None:
            loose = composer.text  # typed at nobody: it goes with whoever is addressed first
            composer.open(target, loose)
        else:
            self._answers[now.message_id] = before[2]
            composer.open(target, "")
        fresh = Half(HalfWritten(begun_unanswered=self._waits(target)))
        self._restore(self._answers.get(target.message_id, fresh))
        screen.show_composer_title()
        return before

    def _waits(self, target: Target) -> bool:
        """Whether nobody has answered the inquiry yet, as far as the queue shows it; not even a reply on its way."""
        rows = self._screen.queue.all_rows
        row = next((row for row in rows if row.inquiry_id == target.inquiry_id), None)
        return row is not None and row.state.waits_for_staff and not row.sending

    def _restore(self, half: Half) -> None:
        put_half(self._screen.composer, half)
        self.files.show()

    async def _fetch_draft(self, before: tuple[Target | None, str, Half], target: Target) -> None:
        """Save the text that stood there, and put this target's draft before what was typed meanwhile."""
        async with self._drafts:
            await self._turn_draft(before, target)
        self._screen.show_composer_title()

    async def _turn_draft(self, before: tuple[Target | None, str, Half], target: Target) -> None:
        screen, composer = self._screen, self._screen.composer
        old, text, half = before
        if old is not None:
            await screen.desk.save_draft(old.message_id, text, half.said)
        elif text:
            await screen.desk.save_draft(None, "")
        draft = await screen.desk.draft(target.message_id)
        if text_too_much(draft):  # of an earlier version, or what an editor had left
            screen.modtui.put_aside(draft)
            draft = ""
        now = composer.target
        if draft and now is not None and now.message_id == target.message_id and composer.text != draft:
            composer.put_text(draft + composer.text)
        await self.fetch_rest(target.message_id)

    async def fetch_rest(self, message_id: int | None) -> None:
        """What is kept with this target's draft besides its text."""
        await fetch_half(self._screen, message_id)
        await self.files.fetch(message_id)

    async def insert(self, choice: SnippetChoice, target: Target, language: str) -> None:
        """Put a snippet into the reply to this target; into a post in the language that was shown."""
        screen = self._screen
        message_id = target.message_id
        wanted = language or (choice.language if message_id is None else "") or None
        if choice.kind == "composed":
            filled = await screen.desk.compose_referral(choice.snippet_id, wanted, message_id=message_id)
        else:
            filled = await screen.desk.fill_snippet(choice.snippet_id, message_id=message_id, language=wanted)
        await self.put(filled, target)

    async def put(self, filled: FilledSnippet, target: Target) -> None:
        """Put a filled snippet into what is written; its blanks are asked for first, one by one."""
        if not filled.blanks:
            await self._put(filled, target)
            return
        from modtui.tui.screens.ask_line import BlanksDialog

        screen, message_id = self._screen, target.message_id
        await self.turn_to(target)

        async def fill(answers: Mapping[str, str]) -> None:
            full = await screen.desk.fill_blanks(
                filled.snippet_id, message_id, answers, language=filled.language or None
            )
            # What a reply is was settled before: a correction's own kind, for one.
            await self._put(dataclasses.replace(full, reply_kind=filled.reply_kind), target, answers)

        def answered(answers: Mapping[str, str] | None) -> None:
            if answers is None:
                screen.spawn(lambda: self._put(filled, target), "insert")
            else:
                screen.spawn(lambda: fill(answers), "insert")

        about = (target.name, filled.text.strip().split("\n")[0], "")
        screen.app.push_screen(BlanksDialog(screen.painter, screen.settings, filled.blanks, about), answered)

    async def turn_to(self, target: Target) -> None:
        """As :meth:`open`, done when the draft has been read."""
        before = self._address(target)
        if before is not None:
            await self._fetch_draft(before, target)

    async def _put(
        self, filled: FilledSnippet, target: Target, answers: Mapping[str, str] | None = None
    ) -> None:
        screen = self._screen
        await self.turn_to(target)
        alone = not screen.composer.text.strip()
        if target.message_id is None:
            screen.composer.insert_into_post(filled)
        else:
            screen.composer.insert_snippet(filled)
        if filled.attachments:
            self.files.changed()
        screen.set_focus(screen.composer)
        screen.other_side.clear()
        if alone and target.message_id is not None and filled.language:
            text = screen.composer.text
            both = await screen.desk.both_languages(filled.snippet_id, target.message_id, answers)
            now = screen.composer.target
            if now is not None and now.message_id == target.message_id and screen.composer.text:
                screen.other_side.put(both, filled.language, text)
                screen.other_side.mine_edited(screen.composer.text)
        screen.show_composer_title()

    # ---- the composer's other keys

    def ask(self, key_id: str) -> None:
        """Send later, say the kind, the other language, both match; the keys for the text itself."""
        screen, side = self._screen, self._screen.other_side
        if key_id in TEXT_KEYS:
            self.text_keys.run(key_id)
        elif key_id == "schedule":
            self.posts.schedule()
        elif key_id == "attach":
            self.files.attach()
        elif key_id == "detach":
            self.files.detach()
        elif key_id == "reply_kind":
            composer = screen.composer
            composer.kind = (
                KINDS[(KINDS.index(composer.kind) + 1) % len(KINDS)] if composer.kind in KINDS else None
            )
            self.draft_changed()
        elif key_id == "send_later":
            opens = screen.desk.next_opening()
            if opens is None:
                key = screen.settings.keys.by_id["send"].shown
                screen.modtui.tell(say("composer.open_now", key=key))
            else:
                self.send(opens)
        elif not side.display:
            screen.modtui.tell(say("sides.none"))
        elif key_id == "in_step":
            side.in_step()
        else:
            screen.set_focus(screen.composer if side.editor.has_focus else side.editor)
        screen.show_composer_title()

    def send(self, at: datetime | None = None) -> None:
        """Send what is written, if nothing stands against it. ``at``: not before then."""
        screen, composer = self._screen, self._screen.composer
        if screen.status_view.read_only:
            screen.modtui.tell(say("error.read_only", what=BY_ID["send"].words), "warning")
            return
        objection = self.files.objection() or composer.objection()
        if objection is not None:
            screen.modtui.tell(objection, "warning")
            composer.select_placeholder()
        elif composer.is_too_long:
            self._offer_parts(at)
        else:
            self._go_on(at)

    def _offer_parts(self, at: datetime | None) -> None:
        """Too long for one message: show where it would be cut, and ask."""
        from modtui.tui.screens.preview import PreviewDialog

        screen, composer = self._screen, self._screen.composer
        target, text = composer.target, composer.text

        def answered(yes: bool | None) -> None:
            if yes and composer.target == target and composer.text == text:
                self._go_on(at)

        dialog = PreviewDialog(screen.painter, screen.settings, text, confirm=True)
        screen.app.push_screen(dialog, answered)

    def _go_on(self, at: datetime | None) -> None:
        """A doubtful snippet is confirmed; a post says what it is; then it is sent."""
        screen, target = self._screen, self._screen.composer.target

        def confirmed(override: bool) -> None:
            def typed(kind: str | None) -> None:
                screen.spawn(lambda: self._send(kind, at, override=override), "send")

            if target is None or target.message_id is None:
                self._ask_type(typed)
            else:
                typed(None)

        self._ask_about_doubts(confirmed)

    def _ask_about_doubts(self, then: Callable[[bool], None], *, logged: bool = True) -> None:
        """A stale or unverified snippet needs a key of its own; one may have become so while it stood in the draft."""
        screen, composer = self._screen, self._screen.composer
        doubts = composer.doubts or screen.desk.doubts_about(composer.snippet_ids)
        ask_about_doubts(
            screen, screen.painter, doubts, lambda: (composer.target, composer.text), then, logged=logged
        )

    def _ask_type(self, then: Callable[[str], None]) -> None:
        """What kind of post it is, which the figures count; nothing goes on without an answer."""
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        screen = self._screen
        choices = [Choice(kind, str(n), say(f"post.{kind}")) for n, kind in enumerate(POST_TYPES, start=1)]

        def chosen(kind: str | None) -> None:
            if kind is not None:
                then(kind)

        screen.app.push_screen(
            ChoiceDialog(screen.painter, screen.settings, say("post.title"), choices), chosen
        )

    async def _send(
        self,
        post_type: str | None,
        at: datetime | None = None,
        *,
        override: bool = False,
        mention: bool = False,
    ) -> None:
        screen, composer = self._screen, self._screen.composer
        target = composer.target or Target(None)
        text = composer.text
        half = half_of(composer)
        if not text.strip() and not half.files:
            return  # sent already by the key press before this one
        more: dict[str, Any] = {"inquiry_id": target.settles, "also": target.also, "send_at": at}
        more = {name: value for name, value in more.items() if value} | (
            {name: True for name, on in (("override_stale", override), ("mention", mention)) if on}
        )
        if half.said.begun_unanswered and not self._waits(target):
            more["begun_unanswered"] = True
        if half.files or half.said.snippet_ids:
            more["files"] = [Path(file.path) for file in half.files]
        self.mentions.close()
        composer.clear_all()
        self.files.show()
        screen.other_side.clear()
        formatted = parse(text.strip())
        if utf16_length(formatted.text) > LIMIT:
            more["in_parts"] = True  # it was shown where it is cut
        if formatted.entities:
            more["entities"] = formatted.entities
        try:
            await screen.desk.reply(
                target.message_id,
                formatted.text,
                kind=half.said.kind,
                snippet_ids=half.said.snippet_ids,
                post_type=post_type,
                **more,
            )
        except BaseException as error:
            composer.open(target, text)
            self._restore(half)
            if isinstance(error, TargetGoneError) and not more.get("in_parts"):
                ask_to_mention(
                    screen,
                    screen.painter,
                    target.name,
                    lambda: (composer.target, composer.text),
                    lambda: screen.spawn(
                        lambda: self._send(post_type, at, override=override, mention=True), "send"
                    ),
                )
                return
            raise
        self._answers.pop(target.message_id, None)
        await screen.desk.save_draft(target.message_id, "")
        screen.show_composer_title()
        screen.focus_list()
        screen.modtui.tell(self._queued(target, half, at))
        screen.reader.tail_changed()

    def _queued(self, target: Target, half: Half, at: datetime | None) -> str:
        if at is not None:
            from modtui.tui.moments import in_words

            return say("composer.queued_for", at=in_words(at, self._screen.desk.now(), self._screen.zone))
        if target.message_id is None:
            return say("composer.post_queued")
        unsaid = half.said.kind is None and target.inquiry_id is not None
        return say("composer.say_kind" if unsaid else "composer.queued")

    def leave(self) -> None:
        """Back to the list; the draft is kept."""
        screen = self._screen
        if screen.composer.text:
            screen.modtui.tell(say("composer.kept"))
        screen.spawn(self.save_draft, "draft")
        screen.focus_list()

    def came_back(self, back: CameBack) -> None:
        """A text stands in its target's draft again."""
        into_the_box(self._screen, self, back)

    def draft_changed(self) -> None:
        """Save the draft a moment after the first key that is not saved yet: also while one goes on typing."""
        if self._draft_timer is not None:
            return
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
        async with self._drafts:
            if composer.target is not None:
                said = half_of(composer).said
                await self._screen.desk.save_draft(composer.target.message_id, composer.text, said)
            elif composer.text:
                await self._screen.desk.save_draft(None, composer.text)

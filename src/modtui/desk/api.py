"""The desk as a screen sees it: one small facade.

Everything a moderator can read or do goes through here. Reads are quick (local
store only). Commands write the decision down and return; what has to travel
goes through the outbox, and the outcome comes back as a :class:`DeskChange`.
A command that cannot be done raises :class:`DeskError` with one sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from modtui.desk.api_feed import FeedApi
from modtui.desk.api_moderation import MembersApi, ModerationApi
from modtui.desk.api_private import PrivateApi
from modtui.desk.api_queue import QueueApi
from modtui.desk.api_snippets import SnippetApi
from modtui.desk.errors import DeskError as DeskError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from modtui.desk.views import (
        DeskChange,
        FeedItem,
        FilledSnippet,
        InquiryDetail,
        MemberView,
        QueueRow,
        SnippetChoice,
        StatusView,
        SyncProgress,
        Undoable,
    )
    from modtui.domain.clock import Deadline
    from modtui.domain.formatting import Entity
    from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import ReplyKind


class DeskApi(QueueApi, SnippetApi, PrivateApi, ModerationApi, MembersApi, FeedApi, Protocol):
    """What the screens use. The real one is :class:`modtui.desk.desk.Desk`."""

    # ---- life
    async def start(self, progress: Callable[[SyncProgress], None] | None = None) -> None:
        """Open the store, show what is known, connect in the background. Returns before the network answers."""
        ...

    async def stop(self) -> None:
        """Finish what is being written, disconnect, close. Nothing queued is lost."""
        ...

    def subscribe(self, listener: Callable[[DeskChange], None]) -> Callable[[], None]:
        """Call ``listener`` (on the loop) at each change; returns the way to stop."""
        ...

    def now(self) -> datetime:
        """The desk's clock (UTC): injected, so the screen never asks the machine's."""
        ...

    # ---- reading
    def status(self) -> StatusView:
        """The status line as of now."""
        ...

    async def feed(
        self, *, before_id: int | None = None, after_id: int | None = None, limit: int = 200
    ) -> Sequence[FeedItem]:
        """Messages in order of id, oldest first: the newest ``limit``, or a page before/after an id.

        Own unsent ones come last.
        """
        ...

    async def feed_items(self, ids: Sequence[int]) -> Sequence[FeedItem]:
        """These messages again, after a change."""
        ...

    async def queue(self) -> Sequence[QueueRow]:
        """Listed inquiries: grouped in QueueGroup order, each group by last open moment, ties longest waiting first."""
        ...

    async def inquiry(self, inquiry_id: int) -> InquiryDetail:
        """One inquiry with thread, explanation, timeline and suggestions."""
        ...

    def countdown(self, deadline: Deadline, now: datetime) -> tuple[str, str]:
        """(text, level) for a countdown cell; level is calm | soon | overdue | paused.

        Cheap: called each second per visible row.
        """
        ...

    async def member(self, member_id: int) -> MemberView:
        """What is known of one member."""
        ...

    # ---- snippets
    async def search_snippets(
        self, query: str, *, inquiry_id: int | None = None, limit: int = 20
    ) -> Sequence[SnippetChoice]:
        """Snippets for a query as typed; an empty query gives the suggestions for the inquiry, then the most used."""
        ...

    async def fill_snippet(
        self, snippet_id: str, *, message_id: int | None, language: str | None = None
    ) -> FilledSnippet:
        """The snippet's text for the member who wrote ``message_id``; for a post (None) it names nobody."""
        ...

    # ---- answering
    async def reply(
        self,
        message_id: int | None,
        text: str,
        *,
        kind: ReplyKind | None = None,
        snippet_ids: Sequence[str] = (),
        post_type: str | None = None,
        inquiry_id: int | None = None,
        also: Sequence[int] = (),
        send_at: datetime | None = None,
        override_stale: bool = False,
        files: Sequence[Path] | None = None,
        entities: Sequence[Entity] = (),
        in_parts: bool = False,
        begun_unanswered: bool = False,
        mention: bool = False,
    ) -> str:
        """Queue a reply (or, with ``message_id`` None, a post of ``post_type``); returns the outbox id.

        Committed before it returns. ``inquiry_id``: which inquiry it answers, where the message replied to
        is a member's answer that is confirmed or corrected. ``also``: further inquiries the same message
        answers. ``send_at``: not before then (:meth:`next_opening`). ``override_stale``: a snippet in it that is
        stale or unverified is sent knowingly, which is logged. ``files`` leave with it (an answer first, then each
        as a reply to the same message); without a word those that its snippets name. Text may be empty with files.
        ``text`` is what members see, ``entities`` how it looks (:func:`modtui.domain.formatting.parse`).
        ``in_parts``: a text too long for one message leaves as several (:func:`modtui.domain.splitting.split`).
        ``begun_unanswered``: nobody had answered when writing began; if somebody has since, it is held (RULES 5).
        ``mention``: what it answers was deleted, it mentions the member instead. Raises TargetGoneError without it.
        """
        ...

    async def retry(self, outbox_id: str) -> None:
        """Try a failed or held message again."""
        ...

    async def cancel(self, outbox_id: str) -> str:
        """Take a message that has not left out of the outbox; returns its text so that nothing typed is lost."""
        ...

    async def save_draft(self, target: int | None, text: str, half: HalfWritten | None = None) -> None:
        """Keep what is typed for this reply target (None: a new post) through a crash. Empty text forgets it.

        ``half`` is what else was said of it; without it, what is kept of that stays.
        """
        ...

    async def draft(self, target: int | None) -> str:
        """What was typed for this target."""
        ...

    async def draft_half(self, target: int | None) -> HalfWritten:
        """What else was said of what was typed for this target: its kind, its snippets, what it answers."""
        ...

    def private_folder(self) -> Path:
        """Where a text may lie for a moment that another program is to change: only its owner can read it."""
        ...

    # ---- deciding about inquiries
    async def mark_inquiry(self, message_id: int) -> None:
        """This message is an inquiry: open it (also confirms a possible one)."""
        ...

    async def dismiss(self, inquiry_id: int) -> None:
        """Not an inquiry, or needs no answer."""
        ...

    async def tag_reply(self, inquiry_id: int, kind: ReplyKind, *, message_id: int | None = None) -> None:
        """Say what the staff reply was (the newest untagged one where no id is given)."""
        ...

    # ---- undo
    def undoable(self) -> Undoable | None:
        """What undo would do now."""
        ...

    async def undo(self) -> str:
        """Undo the last decision; returns a sentence saying what was undone (and what cannot be)."""
        ...

    async def refresh(self) -> None:
        """Read the group again from the watermark, now."""
        ...

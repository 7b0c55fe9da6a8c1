"""The desk as a screen sees it, continued: questions asked in private (RULES 2).

Only chats with members of the group are asked about, each once; a personal one is neither read nor shown again.
Every command raises DeskError with one sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from modtui.desk.private_views import PrivateAsk, PrivateChoice, PrivateView
    from modtui.desk.views import FeedItem, FilledSnippet, QueueRow
    from modtui.desk.views_snippets import AttachedFile
    from modtui.domain.formatting import Entity
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import ReplyKind


class PrivateApi(Protocol):
    """The queue has private questions as rows with ``private`` set; their ``asker_id`` is the ``user_id`` here."""

    async def private_asks(self) -> Sequence[PrivateAsk]:
        """Members who wrote in private and for whom "service or personal?" has not been answered."""
        ...

    async def private_choices(self) -> Sequence[PrivateChoice]:
        """The answers that were given, to be changed with :meth:`choose_private`."""
        ...

    async def choose_private(self, user_id: int, service: bool) -> None:
        """The chat with this member is the service's, or it is personal and never read."""
        ...

    async def private_queue(self) -> Sequence[QueueRow]:
        """The queue's rows of private questions alone."""
        ...

    async def private_unsent(self) -> Sequence[FeedItem]:
        """Private replies and their files that have not left, oldest first, without their words.

        ``retry`` and ``cancel`` take their ids; a text taken back stands in that chat's private draft again.
        """
        ...

    async def open_private(self, user_id: int, *, before_id: int = 0) -> PrivateView:
        """A service chat's messages, asked of Telegram and kept in memory only; sends no read receipt.

        ``before_id``: the page before, by :attr:`PrivateView.older`. Needs a connection.
        """
        ...

    async def reply_private(
        self,
        user_id: int,
        text: str,
        *,
        kind: ReplyKind | None = None,
        snippet_ids: Sequence[str] = (),
        send_at: datetime | None = None,
        override_stale: bool = False,
        files: Sequence[Path] | None = None,
        entities: Sequence[Entity] = (),
    ) -> str:
        """Queue a private reply; returns the outbox id (for ``retry`` and ``cancel``).

        It answers what :meth:`open_private` had shown; the read receipt follows once it was sent. One that is
        holding or asks back leaves the question waiting on its clock. The rest as :meth:`reply`.
        """
        ...

    async def tag_private(self, user_id: int, kind: ReplyKind, *, message_id: int | None = None) -> None:
        """Say what a private reply was (the newest where no id is given); undone by ``undo``."""
        ...

    async def fill_private(
        self,
        snippet_id: str,
        user_id: int,
        *,
        language: str | None = None,
        answers: Mapping[str, str] | None = None,
        composed: bool = False,
    ) -> FilledSnippet:
        """A snippet's text for the member of this private chat."""
        ...

    async def save_private_draft_files(self, user_id: int, paths: Sequence[str]) -> None:
        """Keep which files are put to what is typed for this chat, through a crash."""
        ...

    async def private_draft_files(self, user_id: int) -> Sequence[AttachedFile]:
        """The files put to what was typed for this chat."""
        ...

    async def settle_private(self, user_id: int) -> None:
        """What waits in this chat needs no reply; undone by ``undo``. The read receipt follows."""
        ...

    async def save_private_draft(self, user_id: int, text: str, half: HalfWritten | None = None) -> None:
        """Keep what is typed for this chat, and what it is, through a crash, until it is sent. Empty text forgets it."""
        ...

    async def private_draft_half(self, user_id: int) -> HalfWritten:
        """The kind and the snippets of what was typed for this chat."""
        ...

    async def private_draft(self, user_id: int) -> str:
        """What was typed for this chat."""
        ...

    async def answered_in_private(self, inquiry_id: int, kind: ReplyKind) -> None:
        """Say that a group inquiry was answered in private, as information, referral or both: this closes it."""
        ...

    async def private_pointer(self, inquiry_id: int) -> str:
        """The words of :meth:`point_to_private` in the member's language, to look at or change first."""
        ...

    async def point_to_private(self, inquiry_id: int, kind: ReplyKind, *, text: str | None = None) -> str:
        """Reply in the group that the answer was given in private: this closes it. Returns the outbox id."""
        ...

"""The desk as a screen sees it, continued: every step of an inquiry's life beside answering it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from modtui.desk.views import FeedItem, FilledSnippet, SnippetChoice
    from modtui.desk.views_queue import PartnerSheet, TriageGroup
    from modtui.domain.inquiry_states import ReplyKind


class QueueApi(Protocol):
    """RULES 2. Each is one decision, and ``undo`` takes it back; each raises DeskError with one sentence."""

    async def merge(self, inquiry_id: int, into_id: int) -> None:
        """The same question asked twice: the first waits for the second's answer."""
        ...

    async def set_urgent(self, inquiry_id: int, urgent: bool) -> None:
        """Danger to somebody's life or safety: above every deadline; or not, after all."""
        ...

    async def wait_on_partner(self, inquiry_id: int, partner: str, remind_at: datetime | None = None) -> None:
        """A partner was asked; the clock goes on."""
        ...

    async def snooze(self, inquiry_id: int, until: datetime) -> None:
        """Out of the way until then, never past the deadline."""
        ...

    async def resume_inquiry(self, inquiry_id: int) -> None:
        """No longer waiting on a partner nor snoozed."""
        ...

    async def check_back(self, inquiry_id: int, at: datetime | None) -> None:
        """Ask the member how it went, then (after the answer); None takes it off."""
        ...

    async def settle_follow_up(self, inquiry_id: int, *, asks: bool) -> None:
        """The asker's newest message (``QueueRow.maybe_follow_up``) asks again, or needs no reply (thanks)."""
        ...

    async def mark_follow_up(self, inquiry_id: int, message_id: int) -> None:
        """This message of the asker asks again, though detection did not see it."""
        ...

    async def link_reply(
        self, message_id: int, inquiry_ids: Sequence[int], kind: ReplyKind | None = None
    ) -> None:
        """This staff message answers these inquiries, though it carries no reply link."""
        ...

    async def link_candidates(self, inquiry_id: int) -> Sequence[FeedItem]:
        """Staff messages without a reply link soon after the question: proposed for linking."""
        ...

    async def triage(self) -> Sequence[TriageGroup]:
        """Open inquiries with the same best answer, groups of two and more, the most pressing group first."""
        ...

    async def reply_to_each(
        self,
        inquiry_ids: Sequence[int],
        snippet_id: str,
        *,
        send_at: datetime | None = None,
        override_stale: bool = False,
    ) -> Sequence[str]:
        """The same verified answer to each asker, in their language and with their name; the outbox ids."""
        ...

    async def partners(self) -> Sequence[tuple[str, int]]:
        """Partners that questions wait on, with how many, most first."""
        ...

    async def partner_sheet(self, partner: str) -> PartnerSheet:
        """The open questions that wait on one partner, anonymised, to read out in one call.

        What the partner says is kept with ``save_draft(inquiry_id, text)``.
        """
        ...

    async def notice(self, use: str, message_id: int) -> FilledSnippet:
        """A notice as a draft (use: holding, asking-back, thanks, emergency, ...) for this message's author."""
        ...

    async def notices(self, use: str, message_id: int) -> Sequence[SnippetChoice]:
        """Every notice for this use, in the language of who wrote this message first; to fill with ``fill_snippet``."""
        ...

    def protocol(self) -> Sequence[tuple[str, str]]:
        """The organisation's protocol for emergencies as (language, text), ours first; empty when none is set."""
        ...

    def next_opening(self) -> datetime | None:
        """When the service opens next; None while it is open. For ``reply(..., send_at=...)``."""
        ...

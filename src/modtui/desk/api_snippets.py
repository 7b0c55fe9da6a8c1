"""The desk as a screen sees it, continued: snippets, from their files to what became of what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from modtui.desk.views import FilledSnippet
    from modtui.desk.views_snippets import (
        AskedOften,
        BothLanguages,
        CopyField,
        FaqPreview,
        FaqStatus,
        RecallRow,
        SnippetFault,
        SnippetUsage,
        WrittenSnippet,
    )


class SnippetApi(Protocol):
    """Issue 3, 4. What cannot be done raises DeskError with one sentence."""

    # ---- filling
    async def fill_blanks(
        self,
        snippet_id: str,
        message_id: int | None,
        answers: Mapping[str, str],
        *,
        language: str | None = None,
    ) -> FilledSnippet:
        """As ``fill_snippet``, with a person's answers by ``Blank.name`` (``FilledSnippet.blanks`` says what to ask).

        An empty answer leaves the blank as it was, or its fallback.
        """
        ...

    def doubts_about(self, snippet_ids: Sequence[str]) -> Mapping[str, str]:
        """Title -> why it cannot be relied on today, as ``FilledSnippet.doubt``; of those that are in order nothing."""
        ...

    async def both_languages(
        self, snippet_id: str, message_id: int, answers: Mapping[str, str] | None = None
    ) -> BothLanguages:
        """The text in the member's language and in the other one; ``other`` is None where there is only one.

        The screen keeps what is typed with ``BothLanguages.with_edit`` and shows ``out_of_step``.
        """
        ...

    async def compose_referral(
        self, snippet_id: str, language: str | None = None, *, message_id: int | None = None
    ) -> FilledSnippet:
        """A referral with a labelled line for each fact that its body does not say."""
        ...

    def copy_fields(self, snippet_id: str) -> Sequence[CopyField]:
        """A referral's facts, each for copying with one key; empty for an answer."""
        ...

    def copy_field(self, snippet_id: str, field: str) -> str:
        """One of them, for the clipboard."""
        ...

    # ---- the files
    def snippets_problems(self) -> Sequence[SnippetFault]:
        """What is wrong with the files now; also told once, in one sentence, when it is new."""
        ...

    async def new_snippet(
        self,
        title: str,
        text: str,
        language: str,
        *,
        kind: str = "answer",
        use: str | None = None,
        aliases: Sequence[str] = (),
        tags: Sequence[str] = (),
        facts: Mapping[str, str] | None = None,
    ) -> WrittenSnippet:
        """Write a new snippet (kind: answer | referral | notice) into the first folder of one's own; unverified.

        ``text`` may hold placeholders; ``facts`` are a referral's organization, phone, address, hours,
        eligibility, url.
        """
        ...

    async def snippet_from_message(
        self, message_id: int, title: str, language: str | None = None
    ) -> WrittenSnippet:
        """Make a snippet of this answer: unverified; the asker's first name becomes ``{first_name}``."""
        ...

    async def snippet_from_partner(
        self, inquiry_id: int, partner: str, text: str, title: str, language: str | None = None
    ) -> WrittenSnippet:
        """Make a snippet of what a partner said: verified today by this moderator, source "call, PARTNER"."""
        ...

    async def verify_snippet(
        self, snippet_id: str, by: str = "", source: str = "", day: date | None = None
    ) -> WrittenSnippet:
        """Write into its file who verified it (this moderator where empty), on which day (today), with what source."""
        ...

    # ---- what became of what was sent
    async def recalls(self) -> Sequence[RecallRow]:
        """Who was sent a text that has changed since and has neither got today's nor been settled, newest first."""
        ...

    async def correction_for(self, inquiry_id: int, snippet_id: str | None = None) -> FilledSnippet:
        """A draft for one of them: reply to ``inquiry_id`` with it and its ``snippet_id``, and it is settled."""
        ...

    async def settle_recall(self, inquiry_id: int, snippet_id: str) -> None:
        """This one was dealt with otherwise, or needs nothing. Can be undone."""
        ...

    async def snippet_usage(self) -> Sequence[SnippetUsage]:
        """How often each snippet was sent, in all and by month, the most used first."""
        ...

    async def asked_often(self, *, at_least: int = 3, limit: int = 20) -> Sequence[AskedOften]:
        """Inquiries of the last 90 days that ask much the same and that no snippet answers, the most asked first."""
        ...

    # ---- the FAQ
    async def faq_preview(self, snippet_ids: Sequence[str], language: str) -> FaqPreview:
        """The posts as they would be published, with what stands in the way. Nothing happens."""
        ...

    async def publish_faq(
        self, snippet_ids: Sequence[str], language: str, *, override_stale: bool = False
    ) -> str:
        """Queue the posts; once all have left the first is pinned, and a notice tells how that went.

        There is one FAQ for each language: published again, its posts are changed where they stand, which ``undo``
        changes back; what is gone or can no longer be changed is posted anew, and a notice says so.
        """
        ...

    async def faq_status(self, language: str | None = None) -> FaqStatus | None:
        """The FAQ that was published last (in this language), and which snippets in it have changed since."""
        ...

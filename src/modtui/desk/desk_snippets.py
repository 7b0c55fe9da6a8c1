"""The desk's commands about snippets: see :mod:`modtui.desk.api_snippets`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date

from modtui.desk import asked_often
from modtui.desk.desk_queue import QueueCommands
from modtui.desk.errors import DeskError
from modtui.desk.first_name import first_name_of
from modtui.desk.views import FilledSnippet, SnippetChoice
from modtui.desk.views_snippets import (
    AskedOften,
    BothLanguages,
    CopyField,
    FaqPreview,
    FaqStatus,
    LanguageSide,
    RecallRow,
    SnippetFault,
    SnippetUsage,
    WrittenSnippet,
)
from modtui.snippets.compose import one_field
from modtui.snippets.model import Snippet
from modtui.store import derived, observed
from modtui.text.catalogue_snippets import say
from modtui.text.direction import has_rtl
from modtui.text.safe import safe_line

#: How a member is told that an earlier answer was not right any more: in their language, not the moderator's.
_CORRECTION = {
    "en": "A correction to what we wrote you on {date}:",
    "ar": "تصحيح لما كتبناه لك بتاريخ {date}:",
    "fr": "Une correction de ce que nous vous avons écrit le {date} :",
}
_OTHERS = ("en", "ar", "fr")


def snippet_language(language: str) -> str | None:
    """The language of snippets for a message detected as this; None where there is none."""
    if language == "arabizi":
        return "ar"
    return language if language in _OTHERS else None


class SnippetCommands(QueueCommands):
    """Finding, filling, writing, verifying, recalling and publishing snippets."""

    # ---- finding and filling

    async def search_snippets(
        self, query: str, *, inquiry_id: int | None = None, limit: int = 20
    ) -> Sequence[SnippetChoice]:
        """Snippets for a query; without one, the suggestions for the inquiry, then the most used."""
        ctx = self._p.ctx
        text, language = "", None
        if inquiry_id is not None and ctx.chat_key is not None:
            stored = await observed.one(ctx.db, ctx.chat(), inquiry_id)
            if stored is not None:
                text = stored.message.text
                language = await self._language_for(inquiry_id, text)
        if query.strip():
            # With nobody to answer, the language that the words are typed in, where the letters say it.
            written = language or ("ar" if has_rtl(query) else None)
            return self._shelf.search(query, written, self.now(), limit)
        first = self._shelf.suggest(text, language, self.now())
        counts = await self._p.snippets.records.counts()
        rest = self._shelf.all(language, self.now(), limit, counts)
        known = {choice.snippet_id for choice in first}
        return [*first, *(choice for choice in rest if choice.snippet_id not in known)][:limit]

    async def fill_snippet(
        self, snippet_id: str, *, message_id: int | None, language: str | None = None
    ) -> FilledSnippet:
        """The snippet's text for the member who wrote ``message_id``, in their language unless another is asked for."""
        return await self._filled(snippet_id, message_id, language=language)

    async def fill_blanks(
        self,
        snippet_id: str,
        message_id: int | None,
        answers: Mapping[str, str],
        *,
        language: str | None = None,
    ) -> FilledSnippet:
        """The same with a person's answers, by :attr:`Blank.name`; what is left blank stays unresolved."""
        return await self._filled(snippet_id, message_id, language=language, answers=answers)

    def doubts_about(self, snippet_ids: Sequence[str]) -> Mapping[str, str]:
        """Which of these cannot be relied on today, and why."""
        return self._shelf.shelved.doubts(snippet_ids, self.now().date())

    async def both_languages(
        self, snippet_id: str, message_id: int, answers: Mapping[str, str] | None = None
    ) -> BothLanguages:
        """The filled text in the member's language and in another one, for side by side."""
        mine = await self._filled(snippet_id, message_id, answers=answers or {})
        snippet = self._snippet(snippet_id)
        other = next((one for one in _OTHERS if one in snippet.body and one != mine.language), None)
        if other is None:
            return BothLanguages(snippet_id, _side(mine))
        second = await self._filled(snippet_id, message_id, language=other, answers=answers or {})
        return BothLanguages(snippet_id, _side(mine), _side(second))

    async def compose_referral(
        self, snippet_id: str, language: str | None = None, *, message_id: int | None = None
    ) -> FilledSnippet:
        """A referral with a line for each of its facts, in this language or the member's."""
        return await self._filled(snippet_id, message_id, language=language, composed=True)

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
        name = first_name_of(await self._p.private_replies.name_of(user_id))
        self._snippet(snippet_id)  # says so where it is gone
        values = _said(answers or {})
        return self._shelf.fill(snippet_id, language, name, self.now(), values=values, composed=composed)

    def copy_fields(self, snippet_id: str) -> Sequence[CopyField]:
        """A referral's facts, each for copying with one key; none for an answer."""
        values = self._snippet(snippet_id).field_values()
        return [CopyField(name, safe_line(value, 2000)) for name, value in values.items()]

    def copy_field(self, snippet_id: str, field: str) -> str:
        """One fact of a referral. Raises DeskError where it is not known."""
        value = one_field(self._snippet(snippet_id), field)
        if not value:
            raise DeskError(say("snippet.no_field", field=safe_line(field, 40)))
        return safe_line(value, 2000)

    async def _filled(
        self,
        snippet_id: str,
        message_id: int | None,
        *,
        language: str | None = None,
        answers: Mapping[str, str] | None = None,
        composed: bool = False,
    ) -> FilledSnippet:
        ctx = self._p.ctx
        stored = None
        if message_id is not None and ctx.chat_key is not None:
            stored = await observed.one(ctx.db, ctx.chat(), message_id)
        name = first_name_of(stored.message.sender.name) if stored is not None else ""
        if language is None and stored is not None and message_id is not None:
            language = await self._language_for(message_id, stored.message.text)
        self._snippet(snippet_id)  # says so where it is gone
        values = await self._values(message_id)
        values |= _said(answers or {})
        return self._shelf.fill(snippet_id, language, name, self.now(), values=values, composed=composed)

    async def _values(self, message_id: int | None) -> dict[str, str]:
        """What placeholders can be filled with besides what the shelf knows: the partner that is waited for."""
        ctx = self._p.ctx
        values = {}
        if message_id is not None and ctx.chat_key is not None:
            belongs = await derived.inquiries_of_messages(ctx.db, ctx.chat(), [message_id])
            root = belongs.get(message_id, message_id)
            inquiry = (await derived.inquiries(ctx.db, ctx.chat(), [root])).get(root)
            if inquiry is not None and inquiry.waiting is not None:
                values["partner"] = safe_line(inquiry.waiting.partner)
        return values

    async def _language_for(self, message_id: int, text: str) -> str | None:
        ctx = self._p.ctx
        found = (await derived.inquiries(ctx.db, ctx.chat(), [message_id])).get(message_id)
        if found is not None and (language := snippet_language(found.language)) is not None:
            return language
        return self._shelf.language_of(text)

    def _snippet(self, snippet_id: str) -> Snippet:
        snippet = self._shelf.library.by_id.get(snippet_id)
        if snippet is None:
            raise DeskError(say("desk.snippet_gone"))
        return snippet

    # ---- the files

    def snippets_problems(self) -> Sequence[SnippetFault]:
        """What is wrong with the files now."""
        return self._p.snippets.life.faults()

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
        """Write a new snippet, unverified."""
        self._may_write()
        return self._made(
            await self._p.snippets.files.new(
                title, text, language, kind=kind, use=use, aliases=aliases, tags=tags, facts=facts or {}
            )
        )

    async def snippet_from_message(
        self, message_id: int, title: str, language: str | None = None
    ) -> WrittenSnippet:
        """Make a snippet of this answer: unverified until somebody verifies it."""
        self._may_write()
        return self._made(await self._p.snippets.files.from_message(message_id, title, language))

    async def snippet_from_partner(
        self, inquiry_id: int, partner: str, text: str, title: str, language: str | None = None
    ) -> WrittenSnippet:
        """Make a snippet of what a partner said, with the call as its source."""
        self._may_write()
        files = self._p.snippets.files
        return self._made(await files.from_partner(inquiry_id, partner, text, title, language))

    async def verify_snippet(
        self, snippet_id: str, by: str = "", source: str = "", day: date | None = None
    ) -> WrittenSnippet:
        """Write into its file who verified a snippet; ``by`` is this moderator where nobody is named."""
        self._may_write()
        account = self._p.ctx.account
        by = by.strip() or (account.name if account is not None else "")
        return self._made(await self._p.snippets.files.verify(snippet_id, by, source, day))

    def _made(self, written: WrittenSnippet) -> WrittenSnippet:
        """Onto the shelf at once: no need to wait until the folder's change is noticed."""
        self._p.ctx.spawn(self._p.snippets.life.reload(), "reading the snippets again")
        return written

    # ---- what the journal knows

    async def recalls(self) -> Sequence[RecallRow]:
        """Who was sent a text that has changed since, newest first."""
        return await self._p.snippets.records.recalls()

    async def correction_for(self, inquiry_id: int, snippet_id: str | None = None) -> FilledSnippet:
        """Today's text as a correction of the one that was sent, in the member's language, as a draft.

        Sent as a reply with the snippet's id it settles the recall by itself.
        """
        row = await self._p.snippets.records.recall_of(inquiry_id, snippet_id)
        if not row.can_correct:
            raise DeskError(say("desk.message_gone"))
        filled = await self._filled(row.snippet_id, inquiry_id)
        lead = _CORRECTION.get(filled.language, _CORRECTION["en"]).format(date=row.sent_at.date().isoformat())
        return dataclasses.replace(filled, text=f"{lead}\n\n{filled.text}")

    async def settle_recall(self, inquiry_id: int, snippet_id: str) -> None:
        """This one was dealt with, or needs nothing."""
        self._may_write()
        await self._p.snippets.records.settle(inquiry_id, snippet_id)

    async def snippet_usage(self) -> Sequence[SnippetUsage]:
        """How often each snippet was sent, the most used first."""
        return await self._p.snippets.records.usage()

    async def asked_often(self, *, at_least: int = 3, limit: int = 20) -> Sequence[AskedOften]:
        """What is asked often and has no snippet yet, the most asked first."""
        return await asked_often.asked_often(self._p.ctx, self._shelf, at_least=at_least, limit=limit)

    # ---- the FAQ

    async def faq_preview(self, snippet_ids: Sequence[str], language: str) -> FaqPreview:
        """The posts as they would be published."""
        return await self._p.snippets.faq.preview(snippet_ids, language)

    async def publish_faq(
        self, snippet_ids: Sequence[str], language: str, *, override_stale: bool = False
    ) -> str:
        """Post the FAQ and pin it."""
        self._may_write()
        publication = await self._p.snippets.faq.publish(snippet_ids, language, override_stale=override_stale)
        self._p.outbox.wake()
        return publication

    async def faq_status(self, language: str | None = None) -> FaqStatus | None:
        """The FAQ that was published last (in this language), and what in it has changed since."""
        return await self._p.snippets.faq.status(language)


def _said(answers: Mapping[str, str]) -> dict[str, str]:
    """A person's answers as values of placeholders, by either of their names."""
    return {
        name: answer.strip()
        for key, answer in answers.items()
        for name in (key, f"ask:{key.removeprefix('ask:')}")
    }


def _side(filled: FilledSnippet) -> LanguageSide:
    return LanguageSide(filled.language, filled.text, filled.text, filled.unresolved)

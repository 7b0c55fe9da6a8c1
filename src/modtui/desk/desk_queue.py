"""The desk's commands about the queue, beside answering: see :mod:`modtui.desk.api`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from modtui.desk import partner_sheet, queue_model
from modtui.desk.attaching import checked_file
from modtui.desk.base import DeskBase
from modtui.desk.errors import DeskError
from modtui.desk.views import FeedItem, FilledSnippet, SnippetChoice
from modtui.desk.views_queue import PartnerSheet, TriageGroup
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.opening_hours import is_open, next_opening
from modtui.snippets.model import Use
from modtui.store import observed
from modtui.text.catalogue import say
from modtui.text.safe import safe_text


class QueueCommands(DeskBase):
    """Merge, urgent, waiting, snooze, check back, follow-ups, linking."""

    async def merge(self, inquiry_id: int, into_id: int) -> None:
        """The same question asked twice."""
        self._may_write()
        await self._p.deeds.merge(inquiry_id, into_id)

    async def set_urgent(self, inquiry_id: int, urgent: bool) -> None:
        """Above every deadline, or not after all."""
        self._may_write()
        await self._p.deeds.set_urgent(inquiry_id, urgent)

    async def wait_on_partner(self, inquiry_id: int, partner: str, remind_at: datetime | None = None) -> None:
        """A partner was asked; the clock goes on."""
        self._may_write()
        await self._p.deeds.wait_on_partner(inquiry_id, partner, remind_at)

    async def snooze(self, inquiry_id: int, until: datetime) -> None:
        """Out of the way until then."""
        self._may_write()
        await self._p.deeds.snooze(inquiry_id, until)

    async def resume_inquiry(self, inquiry_id: int) -> None:
        """No longer waiting on a partner nor snoozed."""
        self._may_write()
        await self._p.deeds.resume(inquiry_id)

    async def check_back(self, inquiry_id: int, at: datetime | None) -> None:
        """Ask the member how it went, then."""
        self._may_write()
        await self._p.deeds.check_back(inquiry_id, at)

    async def settle_follow_up(self, inquiry_id: int, *, asks: bool) -> None:
        """The asker's newest message asks again, or needs no reply."""
        self._may_write()
        await self._p.deeds.settle_follow_up(inquiry_id, asks=asks)

    async def mark_follow_up(self, inquiry_id: int, message_id: int) -> None:
        """This message of the asker asks again."""
        self._may_write()
        await self._p.deeds.mark_follow_up(inquiry_id, message_id)

    async def link_reply(
        self, message_id: int, inquiry_ids: Sequence[int], kind: ReplyKind | None = None
    ) -> None:
        """This staff message answers these inquiries."""
        self._may_write()
        await self._p.deeds.link(message_id, inquiry_ids, kind)

    async def link_candidates(self, inquiry_id: int) -> Sequence[FeedItem]:
        """Staff messages that may be the answer."""
        return await self._p.deeds.link_candidates(inquiry_id)

    # ---- many at once

    async def triage(self) -> Sequence[TriageGroup]:
        """Open inquiries with the same best answer, the most pressing group first."""
        return self._p.triage.groups(await queue_model.queue(self._p.ctx))

    async def reply_to_each(
        self,
        inquiry_ids: Sequence[int],
        snippet_id: str,
        *,
        send_at: datetime | None = None,
        override_stale: bool = False,
    ) -> Sequence[str]:
        """The same verified answer to each asker, in their language and with their name; returns the outbox ids.

        Raises DeskError, sending nothing, when a blank is left that only a person can fill.
        """
        self._may_write()
        rows = {row.inquiry_id: row for row in await queue_model.queue(self._p.ctx)}
        replies = []
        for inquiry_id in dict.fromkeys(inquiry_ids):
            row = rows.get(inquiry_id)
            if row is None:
                raise DeskError(say("desk.no_inquiry"))
            replies.append((row, await self.fill_snippet(snippet_id, message_id=row.message_id)))
        blanks = sum(1 for _, filled in replies if filled.unresolved)
        if blanks:
            raise DeskError(say("desk.blanks_left", count=blanks))
        use = self._shelf.shelved.use([snippet_id], self.now().date(), override_stale=override_stale)
        files = [checked_file(path, None) for path in use.files]
        sent = []
        for row, filled in replies:
            sent.append(
                await self._p.answering.reply(
                    row.message_id,
                    filled.text,
                    kind=filled.reply_kind,
                    snippets=use.rows,
                    post_type=None,
                    inquiry_id=row.inquiry_id,
                    send_at=send_at,
                    made_of=use.snippets,
                    files=files,
                )
            )
        self._p.outbox.wake()
        return sent

    async def partners(self) -> Sequence[tuple[str, int]]:
        """Partners that questions wait on, with how many."""
        return await partner_sheet.partners(self._p.ctx)

    async def partner_sheet(self, partner: str) -> PartnerSheet:
        """The questions that wait on one partner, anonymised, to read out in one call."""
        return await partner_sheet.sheet(self._p.ctx, partner)

    # ---- emergencies

    def protocol(self) -> Sequence[tuple[str, str]]:
        """The organisation's protocol for emergencies, (language, text); empty when none is set."""
        return [(language, safe_text(text)) for language, text in self._settings.protocol]

    # ---- drafts of notices

    async def notice(self, use: str, message_id: int) -> FilledSnippet:
        """A notice (holding, asking-back, thanks, welcome, ...) for the member who wrote this message.

        Raises DeskError when there is none on the shelf.
        """
        found = await self.notices(use, message_id)
        if not found:
            raise DeskError(say("desk.no_notice"))
        return await self.fill_snippet(found[0].snippet_id, message_id=message_id)

    async def notices(self, use: str, message_id: int) -> Sequence[SnippetChoice]:
        """Every notice for this use; none is no error."""
        stored = await observed.one(self._p.ctx.db, self._p.ctx.chat(), message_id)
        language = self._shelf.language_of(stored.message.text) if stored is not None else None
        found = self._shelf.library.notices(Use(use), language)
        choices = (self._shelf.choice(one.id, language, self.now()) for one in found)
        return [choice for choice in choices if choice is not None]

    async def fill_snippet(
        self, snippet_id: str, *, message_id: int | None, language: str | None = None
    ) -> FilledSnippet:
        """See :class:`modtui.desk.desk.Desk`."""
        raise NotImplementedError

    def next_opening(self) -> datetime | None:
        """When the service opens next (UTC); None while it is open or when it never does."""
        now = self._clock()
        return None if is_open(self._settings.policy, now) else next_opening(self._settings.policy, now)

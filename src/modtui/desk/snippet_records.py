"""What the journal knows of snippets: who got which version (recall), how often each is used."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.shelf import Shelf
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.desk.views_snippets import RecallRow, SnippetUsage
from modtui.domain.journal import Event, Kind, inquiry_subject
from modtui.domain.snippet_history import Recall, SnippetSent, recalls, snippets_sent, usage_by_month
from modtui.domain.wall_time import load_zone
from modtui.store import journal, observed
from modtui.text.catalogue_snippets import say
from modtui.text.safe import safe_line

#: So many events are looked at between two breaths.
_PAGE: Final = 400
_LINE: Final = 120


class SnippetRecords:
    """Reads the journal for snippets, and writes down which recalls were dealt with."""

    def __init__(self, ctx: DeskContext, shelf: Shelf, undo: UndoStack) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._undo = undo
        self._counts: dict[str, int] = {}
        self._counted_to = ""
        self._counting = False

    # ---- usage

    async def usage(self) -> list[SnippetUsage]:
        """Every snippet that was ever sent, the most used first; those of the shelf never sent come last."""
        sent = await asyncio.to_thread(
            snippets_sent, await self._events(Kind.REPLY_SENT, Kind.PRIVATE_REPLIED)
        )
        counted = usage_by_month(sent, load_zone(self._ctx.settings.policy.zone))
        stale: dict[str, set[int]] = {}
        for one in sent:
            if one.stale:
                stale.setdefault(one.snippet_id, set()).add(one.message_id)
        shelf = self._shelf.library.by_id
        rows = [
            SnippetUsage(
                snippet_id=snippet_id,
                title=safe_line(shelf[snippet_id].title_for(None) if snippet_id in shelf else snippet_id),
                total=sum(months.values()),
                by_month=tuple(sorted(months.items(), reverse=True)),
                stale_sends=len(stale.get(snippet_id, ())),
                on_shelf=snippet_id in shelf,
                kind=shelf[snippet_id].kind.value if snippet_id in shelf else "",
            )
            for snippet_id in dict.fromkeys([*counted, *shelf])
            for months in [counted.get(snippet_id, {})]
        ]
        return sorted(rows, key=lambda row: (-row.total, row.title))

    async def counts(self) -> dict[str, int]:
        """How often each was sent, as last counted; where that is out of date it is counted anew, behind the screen."""
        newest = await journal.newest(self._ctx.db, Kind.REPLY_SENT, Kind.PRIVATE_REPLIED, Kind.UNDONE)
        if newest != self._counted_to and not self._counting:
            self._counting = True
            self._ctx.spawn(self._count(newest), "counting the snippets")
        return self._counts

    async def _count(self, newest: str) -> None:
        try:
            self._counts = {row.snippet_id: row.total for row in await self.usage() if row.total}
            self._counted_to = newest
        finally:
            self._counting = False

    # ---- recall

    async def recalls(self, snippet_ids: Sequence[str] | None = None) -> list[RecallRow]:
        """Who was sent a text that has changed since, newest first; of these snippets, or of all."""
        ctx = self._ctx
        found = [
            one
            for one in await self._open(snippet_ids)
            if ctx.chat_key is not None and one.sent.chat_key == ctx.chat_key
        ]
        asked = {
            row.message.id: row
            for row in await observed.by_ids(
                ctx.db, ctx.chat_key or 0, {one.sent.inquiry_id for one in found}
            )
        }
        rows = []
        for one in found:
            sent = one.sent
            stored = asked.get(sent.inquiry_id)
            snippet = self._shelf.library.by_id[sent.snippet_id]
            rows.append(
                RecallRow(
                    inquiry_id=sent.inquiry_id,
                    snippet_id=sent.snippet_id,
                    title=safe_line(snippet.title_for(None)),
                    member=safe_line(stored.message.sender.name) if stored else "",
                    first_line=safe_line(stored.message.text.strip().split("\n", 1)[0], _LINE)
                    if stored
                    else "",
                    sent_at=sent.sent_at,
                    message_id=sent.message_id,
                    old_version=sent.version,
                    new_version=one.current,
                    can_correct=stored is not None and stored.deleted_at is None,
                )
            )
        return rows

    async def recalled(self, snippet_ids: Sequence[str]) -> int:
        """How many were sent an older text of these snippets."""
        return len(await self.recalls(snippet_ids))

    async def settle(self, inquiry_id: int, snippet_id: str) -> None:
        """Dealt with, or needs nothing: no longer listed until the snippet changes again. Can be undone."""
        ctx = self._ctx
        one = await self.recall_of(inquiry_id, snippet_id)
        event = ctx.event(
            Kind.SNIPPET_RECALL_SETTLED,
            inquiry_subject(ctx.chat(), inquiry_id),
            {
                "snippet": one.snippet_id,
                "version": one.new_version,
                "message_id": one.message_id,
                "outcome": "left",
            },
        )
        await ctx.decide(event)
        self._undo.push(say("recall.settled"), lambda: self._unsettle(event))
        ctx.changed(DeskChange(queue=True))

    async def recall_of(self, inquiry_id: int, snippet_id: str | None = None) -> RecallRow:
        """The recall of this inquiry (of this snippet in it). Raises DeskError when there is none."""
        for row in await self.recalls(None if snippet_id is None else [snippet_id]):
            if row.inquiry_id == inquiry_id:
                return row
        raise DeskError(say("recall.none"))

    async def _unsettle(self, event: Event) -> str:
        await self._ctx.decide(self._ctx.event(Kind.UNDONE, event.subject, {"of": event.uuid}))
        self._ctx.changed(DeskChange(queue=True))
        return say("undo.done", what=say("recall.settled"))

    async def _open(self, snippet_ids: Sequence[str] | None) -> list[Recall]:
        events = await self._events(Kind.REPLY_SENT, Kind.SNIPPET_RECALL_SETTLED)
        sent: list[SnippetSent] = await asyncio.to_thread(snippets_sent, events)
        shelf = self._shelf.library.by_id
        wanted = {one.snippet_id for one in sent} if snippet_ids is None else set(snippet_ids)
        # A version is a digest: only of what was ever sent.
        current = {one: shelf[one].version for one in wanted if one in shelf}
        return recalls([one for one in sent if one.snippet_id in current], events, current)

    async def _events(self, *kinds: Kind) -> list[Event]:
        """Every event of these kinds, read in breaths: years of replies must not hold up a key press."""
        found: list[Event] = []
        async for page in journal.pages(self._ctx.db, *kinds, size=_PAGE):
            found.extend(page)
            await asyncio.sleep(0)
        return found

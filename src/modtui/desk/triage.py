"""Monday triage: open inquiries that ask the same stand together, and one answer can go to each (RULES 2).

Two inquiries are similar when the same verified answer is the best suggestion
for both. Suggestions are worked out beside the screen and kept, so that the
queue never waits for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from modtui.desk.context import DeskContext
from modtui.desk.shelf import Shelf
from modtui.desk.views import DeskChange, QueueRow
from modtui.desk.views_queue import TriageGroup
from modtui.store import derived, observed


class Triage:
    """Keeps the best suggestion of every open inquiry."""

    def __init__(self, ctx: DeskContext, shelf: Shelf) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._best: dict[int, tuple[str, str]] = {}  # inquiry -> (text it was worked out for, snippet id)
        self._running = False
        self._again = False

    def refresh(self) -> None:
        """Work out what is missing, beside the screen."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._ctx.spawn(self._work_out(), "looking for similar inquiries")

    async def _work_out(self) -> None:
        ctx = self._ctx
        changed = False
        try:
            while True:
                self._again = False
                if ctx.chat_key is not None and self._shelf.ready:
                    waiting = await derived.listed_inquiries(ctx.db, ctx.chat())
                    wanted = {i.current.message_id: i for i in waiting if i.state.waits_for_staff}
                    rows = await observed.by_ids(ctx.db, ctx.chat(), wanted)
                    for row in rows:
                        inquiry = wanted[row.message.id]
                        changed |= self._suggest(inquiry.message_id, row.message.text, inquiry.language)
                        await asyncio.sleep(0)
                if not self._again:
                    break
        finally:
            self._running = False
        if changed:
            ctx.changed(DeskChange(queue=True))

    def _suggest(self, inquiry_id: int, text: str, language: str) -> bool:
        known = self._best.get(inquiry_id)
        if known is not None and known[0] == text:
            return False
        found = self._shelf.suggest(text, language, self._ctx.clock(), limit=1)
        self._best[inquiry_id] = (text, found[0].snippet_id if found else "")
        return True

    def forget(self) -> None:
        """The snippets changed: every suggestion is worked out anew."""
        self._best.clear()
        self.refresh()

    def similar_to(self, inquiry_id: int, waiting: Sequence[int]) -> tuple[int, ...]:
        """The others among ``waiting`` whose best answer is the same."""
        best = self._best.get(inquiry_id, ("", ""))[1]
        if not best:
            return ()
        return tuple(i for i in waiting if i != inquiry_id and self._best.get(i, ("", ""))[1] == best)

    def groups(self, rows: Sequence[QueueRow]) -> list[TriageGroup]:
        """Groups of at least two, the one with the most pressing inquiry first. ``rows`` are in the queue's order."""
        by_answer: dict[str, list[QueueRow]] = {}
        for row in rows:
            best = self._best.get(row.inquiry_id, ("", ""))[1]
            if best and row.state.waits_for_staff:
                by_answer.setdefault(best, []).append(row)
        found = []
        for snippet_id, members in by_answer.items():
            choice = self._shelf.choice(snippet_id, members[0].language, self._ctx.clock())
            if len(members) > 1 and choice is not None:
                found.append(TriageGroup(choice, tuple(members)))
        return found

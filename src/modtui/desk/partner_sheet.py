"""The partner sheet: open questions that wait on one partner, anonymised, to read out in one call."""

from __future__ import annotations

from modtui.desk.anonymise import anonymised
from modtui.desk.context import DeskContext
from modtui.desk.views_queue import PartnerSheet, SheetQuestion
from modtui.store import derived, observed
from modtui.text.safe import safe_text


async def partners(ctx: DeskContext) -> list[tuple[str, int]]:
    """Partners that something waits on, with how many questions, most first."""
    counts: dict[str, int] = {}
    for inquiry in await derived.listed_inquiries(ctx.db, ctx.chat()):
        if inquiry.waiting is not None and inquiry.state.waits_for_staff:
            counts[inquiry.waiting.partner] = counts.get(inquiry.waiting.partner, 0) + 1
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))


async def sheet(ctx: DeskContext, partner: str) -> PartnerSheet:
    """The sheet for one partner."""
    waiting = [
        (inquiry, inquiry.waiting)
        for inquiry in await derived.listed_inquiries(ctx.db, ctx.chat())
        if inquiry.waiting is not None
        and inquiry.state.waits_for_staff
        and inquiry.waiting.partner.casefold() == partner.casefold()
    ]
    waiting.sort(key=lambda row: (row[1].asked_on, row[0].message_id))
    stored = {
        row.message.id: row
        for row in await observed.by_ids(ctx.db, ctx.chat(), [i.current.message_id for i, _ in waiting])
    }
    drafts = {
        int(row[0]): str(row[1])
        for row in await ctx.db.all("SELECT target, text FROM draft WHERE chat_key = ?", (ctx.chat(),))
    }
    questions: list[SheetQuestion] = []
    for inquiry, since in waiting:
        row = stored.get(inquiry.current.message_id)
        if row is None:
            continue
        sender = row.message.sender
        questions.append(
            SheetQuestion(
                number=len(questions) + 1,
                inquiry_id=inquiry.message_id,
                asked_at=inquiry.asked_at,
                waiting_since=since.asked_on,
                text=anonymised(row.message.text, (sender.name, sender.username or "")),
                language=inquiry.language,
                draft=safe_text(drafts.get(inquiry.message_id, "")),
            )
        )
    return PartnerSheet(partner, tuple(questions))

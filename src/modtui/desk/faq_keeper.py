"""The group's questions and answers as a pinned post: built from snippets, posted through the outbox, then pinned.

Two steps with a crash between them in mind: the posts are outbox rows like any other, and pinning (which
is the same whether done once or twice) is made up for at the next connection until it is journalled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Final

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.shelf import Shelf
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.desk.views_snippets import FaqPreview, FaqStatus
from modtui.domain.journal import Event, Kind, effective, faq_subject, last_of
from modtui.domain.outgoing import Purpose, SendState
from modtui.snippets.compose import compose_referral
from modtui.snippets.faq import Entry, faq_parts, heading
from modtui.snippets.model import Kind as SnippetKind
from modtui.snippets.placeholders import fill
from modtui.store import journal, outbox
from modtui.store.outbox import OutboxItem, new_item_id, new_random_id
from modtui.telegram.gateway import GatewayError, NotConnected, Sent
from modtui.telegram.gateway_moderation import ModerationGateway
from modtui.text.catalogue_snippets import say
from modtui.text.safe import safe_line, safe_text

log = logging.getLogger(__name__)

_LOOK_AGAIN_S: Final = 1.0
#: A FAQ is an unprompted post that informs (RULES 4).
_POST_TYPE: Final = "information"


class FaqKeeper:
    """Previews, publishes and pins the FAQ."""

    def __init__(self, ctx: DeskContext, shelf: Shelf, undo: UndoStack) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._undo = undo
        self._pinning = asyncio.Lock()
        self._unpinned = asyncio.Event()
        self._unpinned.set()

    # ---- building

    async def preview(self, snippet_ids: Sequence[str], language: str) -> FaqPreview:
        """The posts of these snippets in this language, with what stands in the way. Writes nothing."""
        entries, blocked, remarks, doubts, used = [], [], [], False, []
        for snippet_id in dict.fromkeys(snippet_ids):
            snippet = self._shelf.library.by_id.get(snippet_id)
            if snippet is None:
                raise DeskError(say("desk.snippet_gone"))
            referral = snippet.kind is SnippetKind.REFERRAL
            body = compose_referral(snippet, language) if referral else snippet.body_for(language)
            filled = fill(body.text, self._values() | snippet.field_values())
            title = safe_line(snippet.title_for(body.language))
            if filled.unresolved:
                names = ", ".join(one.removeprefix("ask:") for one in filled.unresolved)
                blocked.append(say("faq.blank", title=title, names=safe_line(names)))
            if body.is_fallback:
                remarks.append(say("faq.other_language", title=title, language=body.language))
            doubts |= bool(self._shelf.shelved.doubt(snippet, self._ctx.clock().date()))
            entries.append(Entry(title, safe_text(filled.text)))
            used.append(snippet_id)
        if not entries:
            blocked.append(say("faq.nothing"))
        earlier = await self.status()
        if earlier is not None:
            remarks.append(say("faq.earlier", date=earlier.published_at.date().isoformat()))
        if self._ctx.group is not None and not self._ctx.group.rights.pin_messages:
            remarks.append(say("faq.no_right"))
        parts = faq_parts(heading(language), entries)
        return FaqPreview(parts, language, tuple(used), tuple(blocked), tuple(remarks), doubts)

    def _values(self) -> dict[str, str]:
        group = self._ctx.group
        return {"group": safe_line(group.title)} if group is not None else {}

    async def status(self) -> FaqStatus | None:
        """The FAQ that was published last; None before the first."""
        if self._ctx.chat_key is None:
            return None
        events = effective(await journal.of_subject(self._ctx.db, faq_subject(self._ctx.chat_key)))
        last = last_of(events, Kind.FAQ_PUBLISHED)
        if last is None:
            return None
        shelf = self._shelf.library.by_id
        changed = [
            str(row["id"])
            for row in last.payload["snippets"]
            if row["id"] not in shelf or shelf[row["id"]].version != row["version"]
        ]
        return FaqStatus(
            tuple(int(one) for one in last.payload["messages"]),
            last.at,
            str(last.payload["language"]),
            bool(last.payload["pinned"]),
            tuple(changed),
        )

    # ---- publishing

    async def publish(self, snippet_ids: Sequence[str], language: str, *, override_stale: bool) -> str:
        """Queue the posts; the first is pinned once all have left. Returns the publication's id.

        Raises DeskError when a blank is left, a file is missing, or a stale one was not overridden.
        """
        ctx = self._ctx
        shown = await self.preview(snippet_ids, language)
        if shown.blocked:
            raise DeskError(shown.blocked[0])
        now = ctx.clock()
        use = self._shelf.shelved.use(
            shown.snippet_ids, now.date(), override_stale=override_stale, with_files=False
        )
        publication = new_item_id(now)
        # Ids of one millisecond are ordered by chance, and the outbox serves rows in the order of their ids.
        ids = sorted(new_item_id(now) for _ in shown.parts)
        items = [
            OutboxItem(
                id=item_id,
                random_id=new_random_id(),
                chat_key=ctx.chat(),
                text=text,
                purpose=Purpose.POST,
                subject="group",
                created_at=now,
                not_before=now,
                detail={
                    "type": _POST_TYPE,
                    "faq": publication,
                    "number": number,
                    "language": language,
                    "snippets": list(use.rows),
                },
            )
            for number, (item_id, text) in enumerate(zip(ids, shown.parts, strict=True), 1)
        ]
        async with ctx.db.transaction() as tx:
            for item in items:
                await outbox.enqueue(tx, item)
        self._undo.push(say("faq.unsent"), lambda: self._take_back([item.id for item in items]))
        ctx.changed(DeskChange(status=True))
        return publication

    async def _take_back(self, item_ids: Sequence[str]) -> str:
        ctx = self._ctx
        items = [await outbox.get(ctx.db, item_id) for item_id in item_ids]
        if any(item is None or item.state in (SendState.SENT, SendState.SENDING) for item in items):
            raise DeskError(say("faq.partly_sent"))
        async with ctx.db.transaction() as tx:
            for item_id in item_ids:
                if not await outbox.cancel(tx, item_id):
                    raise DeskError(say("faq.partly_sent"))
        ctx.changed(DeskChange(status=True))
        return say("faq.undone")

    # ---- pinning

    async def settled(self, item: OutboxItem, sent: Sent | None) -> None:
        """A row reached its end: with the last post of a FAQ the first is pinned."""
        publication = item.detail.get("faq")
        if publication is None:
            return
        if sent is None:
            self._ctx.tell(say("faq.stopped"), "warning")
        else:
            self._ctx.spawn(self._pin_when_whole(str(publication)), "pinning the FAQ")

    async def make_up(self) -> None:
        """Pin what was posted and is not journalled as done: after a crash, and after a lost connection."""
        while True:
            await self._unpinned.wait()
            if self._ctx.connected and self._ctx.chat_key is not None:
                self._unpinned.clear()
                await self._pin_all()
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def _pin_all(self) -> None:
        rows = await self._ctx.db.all(
            "SELECT DISTINCT json_extract(detail, '$.faq') FROM outbox WHERE chat_key = ? AND purpose = 'post' "
            "AND state = 'sent' AND json_extract(detail, '$.faq') IS NOT NULL",
            (self._ctx.chat(),),
        )
        for (publication,) in rows:
            await self._pin_when_whole(str(publication))

    async def _pin_when_whole(self, publication: str) -> None:
        async with self._pinning:
            ctx = self._ctx
            parts = await self._parts_of(publication)
            if not parts or any(item.state is not SendState.SENT for item in parts):
                return
            known = await journal.of_subject(ctx.db, faq_subject(ctx.chat()))
            if any(event.payload.get("publication") == publication for event in known):
                return
            messages = [item.message_id for item in parts if item.message_id is not None]
            reason = await self._pin(messages[0])
            if reason is None:
                self._unpinned.set()  # no connection: the next one makes up for it
                return
            await ctx.decide(self._event(publication, parts[0].detail, messages, pinned=not reason))
            if reason:
                ctx.tell(say("faq.not_pinned", reason=reason), "warning")
            else:
                ctx.tell(say("faq.pinned"))

    async def _pin(self, message_id: int) -> str | None:
        """Empty when it is pinned, why not when it cannot be, None when nobody knows (no connection)."""
        gateway = self._ctx.gateway
        if not isinstance(gateway, ModerationGateway):
            return say("refusal.no-right")
        try:
            await gateway.pin(message_id)
        except NotConnected:
            return None
        except GatewayError as error:
            return safe_line(str(error)).rstrip(".")
        return ""

    async def _parts_of(self, publication: str) -> list[OutboxItem]:
        ids = await self._ctx.db.all(
            "SELECT id FROM outbox WHERE purpose = 'post' AND json_extract(detail, '$.faq') = ? ORDER BY id",
            (publication,),
        )
        found = [await outbox.get(self._ctx.db, str(row[0])) for row in ids]
        return [item for item in found if item is not None]

    def _event(self, publication: str, detail: Any, messages: Sequence[int], *, pinned: bool) -> Event:
        ctx = self._ctx
        return ctx.event(
            Kind.FAQ_PUBLISHED,
            faq_subject(ctx.chat()),
            {
                "publication": publication,
                "messages": list(messages),
                "language": detail["language"],
                "snippets": detail["snippets"],
                "pinned": pinned,
                "at": ctx.clock().isoformat(),
            },
        )

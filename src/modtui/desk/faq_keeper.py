"""The group's questions and answers as a pinned post: built from snippets, changed where it stands, pinned.

There is one FAQ for each language. Published again, its posts are edited; what is gone, or can no longer be edited, is
posted anew. Both go through the outbox like any other message, with a crash in mind: an edit is the same whether
done once or twice, and so is pinning, which is made up for at the next connection until it is journalled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.shelf import Shelf
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.desk.views_snippets import FaqPreview, FaqStatus
from modtui.domain.journal import Event, Kind, effective, faq_subject
from modtui.domain.outgoing import Purpose, SendState
from modtui.domain.service_words import service_words
from modtui.snippets.compose import compose_referral
from modtui.snippets.faq import Entry, faq_parts, heading, no_longer
from modtui.snippets.model import Kind as SnippetKind
from modtui.snippets.placeholders import fill
from modtui.store import journal, observed, outbox
from modtui.store.journal import Reads
from modtui.store.observed import StoredMessage
from modtui.store.outbox import OutboxItem, new_item_id, new_random_id
from modtui.telegram.gateway import GatewayError, MessageGone, NoRight, NotConnected, Sent
from modtui.telegram.gateway_moderation import ModerationGateway
from modtui.text.catalogue_snippets import say
from modtui.text.safe import safe_line, safe_text

log = logging.getLogger(__name__)

_LOOK_AGAIN_S: Final = 1.0
#: A FAQ is an unprompted post that informs (RULES 4).
_POST_TYPE: Final = "information"
#: Refusals after which an old post is left as it is.
_NOT_EDITABLE: Final = frozenset({MessageGone.code, NoRight.code, "edit-too-late"})


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
            filled = fill(body.text, self._values(body.language) | snippet.field_values())
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
        remarks += await self._what_happens(language)
        if self._ctx.group is not None and not self._ctx.group.rights.pin_messages:
            remarks.append(say("faq.no_right"))
        parts = faq_parts(heading(language), entries)
        return FaqPreview(parts, language, tuple(used), tuple(blocked), tuple(remarks), doubts)

    async def _what_happens(self, language: str) -> list[str]:
        """What becomes of the FAQ there is, in words."""
        found = []
        known = await self._publications()
        earlier = known.pop(language, None)
        if earlier is not None:
            stands = bool(await self._slots(earlier))
            code = "faq.changes" if stands else "faq.anew_gone"
            found.append(say(code, date=earlier.at.date().isoformat()))
        if known:
            found.append(say("faq.beside", languages=", ".join(sorted(known))))
        return found

    async def _publications(self) -> dict[str, Event]:
        """The newest publication of each language."""
        if self._ctx.chat_key is None:
            return {}
        events = effective(await journal.of_subject(self._ctx.db, faq_subject(self._ctx.chat_key)))
        return {str(e.payload["language"]): e for e in events if e.kind == Kind.FAQ_PUBLISHED}

    async def _slots(self, earlier: Event | None) -> list[StoredMessage]:
        """The posts of an earlier FAQ that can be changed: its own, in order, up to the first that is gone."""
        found: list[StoredMessage] = []
        for number in earlier.payload["messages"] if earlier is not None else ():
            stored = await observed.one(self._ctx.db, self._ctx.chat(), int(number))
            if stored is None or stored.deleted_at is not None or not stored.message.outgoing:
                break
            found.append(stored)
        return found

    def _values(self, language: str) -> dict[str, str]:
        """Nobody's name: it stands there for all."""
        group = self._ctx.group
        known = {"group": safe_line(group.title)} if group is not None else {}
        return known | service_words(self._ctx.settings.policy, language)

    async def status(self, language: str | None = None) -> FaqStatus | None:
        """The FAQ that was published last, in this language where one is named; None before the first."""
        known = await self._publications()
        last = known.get(language) if language else max(known.values(), key=lambda e: e.at, default=None)
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
            tuple(str(row["id"]) for row in last.payload["snippets"]),
        )

    async def behind(self, snippet_ids: Sequence[str]) -> bool:
        """Whether a FAQ that stands in the group has an older text of one of these."""
        for language in await self._publications():
            status = await self.status(language)
            if status is not None and set(snippet_ids) & set(status.changed):
                return True
        return False

    # ---- publishing

    async def publish(self, snippet_ids: Sequence[str], language: str, *, override_stale: bool) -> str:
        """Queue the posts; the first is pinned once all have left. Returns the publication's id.

        Raises DeskError when a blank is left, a file is missing, a stale one was not overridden, or the one before in
        this language is still on its way: where its posts will stand is not known before.
        """
        ctx = self._ctx
        shown = await self.preview(snippet_ids, language)
        if shown.blocked:
            raise DeskError(shown.blocked[0])
        now = ctx.clock()
        use = self._shelf.shelved.use(
            shown.snippet_ids, now.date(), override_stale=override_stale, with_files=False
        )
        earlier = (await self._publications()).get(language)
        slots = await self._slots(earlier)
        texts = [*shown.parts, *[no_longer(language)] * (len(slots) - len(shown.parts))]
        if len(slots) == len(texts) and all(
            slot.message.text == text for slot, text in zip(slots, texts, strict=True)
        ):
            raise DeskError(say("faq.same"))
        rows = list(use.rows)
        items = self._rows(texts, [slot.message.id for slot in slots], language, rows)
        async with ctx.db.transaction() as tx:
            if await self._on_its_way(tx, language):
                raise DeskError(say("faq.on_its_way"))
            for item in items:
                await outbox.enqueue(tx, item)
        ctx.changed(DeskChange(status=True))
        before = [(slot.message.id, None if slot.purged else slot.message.text) for slot in slots]
        ids = [item.id for item in items]
        self._undo.push(say("faq.unsent"), lambda: self._take_back(ids, earlier, before))
        return str(items[0].detail["faq"])

    def _rows(
        self, texts: Sequence[str], slots: Sequence[int], language: str, snippets: Sequence[Any]
    ) -> list[OutboxItem]:
        """A row for each post: a change of the one that stands there, or a new one."""
        ctx = self._ctx
        now = ctx.clock()
        publication = new_item_id(now)
        # Ids of one millisecond are ordered by chance, and the outbox serves rows in the order of their ids.
        ids = sorted(new_item_id(now) for _ in texts)
        return [
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
                    "snippets": list(snippets),
                    **({"edit": slots[number - 1]} if number <= len(slots) else {}),
                },
            )
            for number, (item_id, text) in enumerate(zip(ids, texts, strict=True), 1)
        ]

    async def _on_its_way(self, reads: Reads, language: str) -> bool:
        """Whether a publication in this language has not left whole, or is not journalled yet."""
        chat = self._ctx.chat()
        rows = await reads.all(
            "SELECT json_extract(detail, '$.faq'), state FROM outbox WHERE chat_key = ? AND purpose = 'post' "
            "AND json_extract(detail, '$.faq') IS NOT NULL AND json_extract(detail, '$.language') = ? "
            "AND state <> ?",
            (chat, language, SendState.CANCELLED.value),
        )
        known = {e.payload.get("publication") for e in await journal.of_subject(reads, faq_subject(chat))}
        if any(state != SendState.SENT.value for _, state in rows):
            return True
        waits = any(publication not in known for publication, _ in rows)
        if waits:
            self._unpinned.set()  # what did not leave was taken out by hand: now the rest is whole
        return waits

    async def _take_back(
        self, item_ids: Sequence[str], earlier: Event | None, before: Sequence[tuple[int, str | None]]
    ) -> str:
        """Before it left: nothing happened. Afterwards what was changed is changed back; a new post cannot be."""
        ctx = self._ctx
        items = [item for i in item_ids if (item := await outbox.get(ctx.db, i)) is not None]
        left = [item for item in items if item.state in (SendState.SENT, SendState.SENDING)]
        if any("edit" not in item.detail for item in left) or await self._posted_anew(items):
            raise DeskError(say("faq.partly_sent"))
        if left and (earlier is None or any(text is None for _, text in before)):
            raise DeskError(say("faq.no_before"))
        async with ctx.db.transaction() as tx:
            for item in items:
                if item not in left and not await outbox.cancel(tx, item.id):
                    raise DeskError(say("faq.partly_sent"))
            if left and earlier is not None:
                texts, slots = [text or "" for _, text in before], [number for number, _ in before]
                language, snippets = str(earlier.payload["language"]), list(earlier.payload["snippets"])
                for (
                    item
                ) in left:  # no longer of a publication: without the rest it would seem to be a whole one
                    await tx.execute(
                        "UPDATE outbox SET detail = json_remove(detail, '$.faq') WHERE id = ?", (item.id,)
                    )
                for item in self._rows(texts, slots, language, snippets):
                    await outbox.enqueue(tx, item)
        ctx.changed(DeskChange(status=True))
        return say("faq.changed_back" if left else "faq.undone")

    async def _posted_anew(self, items: Sequence[OutboxItem]) -> bool:
        """Whether a post of this publication could not be changed and was posted instead."""
        parts = await self._parts_of(str(items[0].detail["faq"])) if items else []
        return any("edit" not in item.detail for item in parts if item.state is not SendState.QUEUED)

    # ---- pinning

    async def settled(self, item: OutboxItem, sent: Sent | None) -> None:
        """A row reached its end: with the last post of a FAQ the first is pinned."""
        publication = item.detail.get("faq")
        if publication is None:
            return
        if sent is None and "edit" in item.detail and item.error in _NOT_EDITABLE:
            await self._post_instead(item)
        elif sent is None:
            self._ctx.tell(say("faq.stopped"), "warning")
        else:
            self._ctx.spawn(self._pin_when_whole(str(publication)), "pinning the FAQ")

    async def _post_instead(self, item: OutboxItem) -> None:
        """The old post is gone or can no longer be changed: this part and those after it are posted anew."""
        ctx = self._ctx
        rest = [
            one
            for one in await self._parts_of(str(item.detail["faq"]))
            if int(one.detail["number"]) >= int(item.detail["number"])
        ]
        if not rest:
            return  # taken back meanwhile
        old = no_longer(str(item.detail["language"]))
        now = ctx.clock()
        ids = sorted(new_item_id(now) for _ in rest)
        async with ctx.db.transaction() as tx:
            for new_id, one in zip(ids, rest, strict=True):
                # A new post behind it is queued again too: it may not leave before those it stands behind.
                tried = "edit" not in one.detail and one.attempted_at is not None
                if tried or not await outbox.cancel(tx, one.id) or one.text == old:
                    continue  # it is on its way, or only said that there is no more
                detail = {key: value for key, value in one.detail.items() if key != "edit"}
                await outbox.enqueue(
                    tx,
                    replace(
                        one,
                        id=new_id,
                        random_id=new_random_id(),
                        created_at=now,
                        not_before=now,
                        detail=detail,
                        state=SendState.QUEUED,
                    ),
                )
        ctx.tell(say("faq.posted_anew"), "warning")
        ctx.changed(DeskChange(status=True, queue=True))

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
                changed = all("edit" in item.detail for item in parts)
                ctx.tell(say("faq.changed_there" if changed else "faq.pinned"))

    async def _pin(self, message_id: int) -> str | None:
        """Empty when it is pinned, why not when it cannot be, None when nobody knows (no connection)."""
        gateway = self._ctx.gateway
        if not isinstance(gateway, ModerationGateway):
            return say("refusal.no-right")
        try:
            there = (await self._ctx.gateway.by_id([message_id])).get(message_id)
            if there is not None and there.pinned:
                return ""  # changed where it stands: pinned before
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
        parts = [item for item in found if item is not None and item.state is not SendState.CANCELLED]
        return sorted(parts, key=lambda item: int(item.detail["number"]))

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

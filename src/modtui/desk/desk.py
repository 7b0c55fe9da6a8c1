"""The Desk: everything a moderator can see and do, behind one facade (see :mod:`modtui.desk.api`)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from modtui.desk import feed_model, members_model, queue_model
from modtui.desk.answering import CAPTION_LIMIT
from modtui.desk.attaching import checked_file
from modtui.desk.base import utc_now as utc_now
from modtui.desk.context import DeskContext
from modtui.desk.desk_feed import FeedCommands
from modtui.desk.desk_members import MemberCommands
from modtui.desk.desk_moderation import ModerationCommands
from modtui.desk.desk_private import PrivateCommands
from modtui.desk.desk_snippets import SnippetCommands, snippet_language
from modtui.desk.errors import DeskError
from modtui.desk.lost_categories import tell_of_lost
from modtui.desk.mention_instead import mention_instead, mentioned
from modtui.desk.parts import Parts
from modtui.desk.status_model import before_start
from modtui.desk.views import (
    DeskChange,
    FeedItem,
    InquiryDetail,
    MemberView,
    QueueRow,
    StatusView,
    SyncProgress,
    Undoable,
)
from modtui.domain.clock import Deadline
from modtui.domain.formatting import Entity, Formatted
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.messages import Account
from modtui.domain.splitting import LIMIT
from modtui.store.database import Database, new_uuid
from modtui.store.derived import refold_older
from modtui.text.catalogue import say

#: A message on its way when the desk closes has so long to arrive; else the next start sees to it.
_LAST_MESSAGE_S = 3.0
#: What can wait begins so long after the store was opened: the first frame goes first.
_SCREEN_FIRST_S = 0.5


class Desk(SnippetCommands, PrivateCommands, ModerationCommands, MemberCommands, FeedCommands):
    """One moderator's desk on one group."""

    # ---- life

    async def start(self, progress: Callable[[SyncProgress], None] | None = None) -> None:
        """Open the store and show what is known; connect, sync and send in the background.

        Raises StoreError when the store cannot be opened.
        """
        db = await Database.open(self._path)
        client_id = await db.get_meta("client_id")
        if client_id is None:
            client_id = new_uuid()
            await db.set_meta("client_id", client_id)
        ctx = DeskContext(
            db, self._gateway, self._settings, self._clock, client_id, listeners=self._listeners
        )
        await recall(ctx)
        parts = self._parts = Parts.of(ctx, self._shelf, self._undo)
        parts.status.account_name = await db.get_meta("account_name") or ""
        self._undo.clear()
        self._listeners.insert(0, parts.on_change)
        await parts.status.refresh()
        parts.sync.progress = progress
        ctx.spawn(parts.snippets.life.run(), "following the snippets")
        ctx.spawn(parts.sync.run(), "following the group")
        ctx.spawn(parts.fair.sync.run(), "following who comes and goes")
        ctx.spawn(parts.watch.run(), "following private chats")
        self._start_feed(ctx)
        ctx.spawn(_fold_older(ctx), "bringing the store up to date")
        ctx.spawn(tell_of_lost(ctx, _SCREEN_FIRST_S), "looking at what warnings were for")
        if not self._settings.read_only:
            ctx.spawn(parts.outbox.run(), "sending")
            ctx.spawn(parts.snippets.faq.make_up(), "pinning the FAQ")

    async def stop(self) -> None:
        """End what runs in the background, disconnect, close the store."""
        if self._parts is None:
            return
        parts, self._parts = self._parts, None
        await parts.outbox.finish(_LAST_MESSAGE_S)
        await self._stop_media()
        await parts.ctx.end_background()
        self._listeners.remove(parts.on_change)
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._gateway.close(), 5)
        await parts.ctx.db.close()

    def subscribe(self, listener: Callable[[DeskChange], None]) -> Callable[[], None]:
        """Call ``listener`` at each change; returns the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    async def refresh(self) -> None:
        """Read the group again, now."""
        self._p.sync.read_again()
        self._p.watch.look_again()

    # ---- reading

    def status(self) -> StatusView:
        """The status line as of now; before :meth:`start` what can be said without a store."""
        if self._parts is None:
            return before_start(self._settings, self._clock())
        outbox = self._p.outbox
        return self._p.status.view(self._p.sync.catching_up, outbox.flood_until, slow_mode=outbox.slow_mode)

    async def feed(
        self, *, before_id: int | None = None, after_id: int | None = None, limit: int = 200
    ) -> Sequence[FeedItem]:
        """A page of the feed."""
        return await feed_model.feed(self._p.ctx, before_id=before_id, after_id=after_id, limit=limit)

    async def feed_items(self, ids: Sequence[int]) -> Sequence[FeedItem]:
        """These messages again."""
        return await feed_model.items_by_id(self._p.ctx, ids)

    async def queue(self) -> Sequence[QueueRow]:
        """Listed inquiries in order."""
        rows = await queue_model.queue(self._p.ctx, self._p.triage)
        return queue_model.in_order([*rows, *await self._p.private.queue()])

    async def inquiry(self, inquiry_id: int) -> InquiryDetail:
        """One inquiry in full, with suggestions."""
        ctx = self._p.ctx
        found = await queue_model.detail(ctx, inquiry_id) if ctx.chat_key is not None else None
        if found is None:
            raise DeskError(say("desk.no_inquiry"))
        language = snippet_language(found.row.language)
        suggestions = self._shelf.suggest(found.text, language, self.now())
        return InquiryDetail(
            found.row, found.text, found.thread, found.explanation, found.timeline, tuple(suggestions)
        )

    def countdown(self, deadline: Deadline, now: datetime) -> tuple[str, str]:
        """(text, level) for a countdown cell."""
        policy = self._p.ctx.policies.at(deadline.asked)
        return queue_model.countdown(policy, deadline, now, self._settings.due_soon)

    async def member(self, member_id: int) -> MemberView:
        """What is known of one member."""
        view = await members_model.member(self._p.ctx, member_id)
        if view is None:
            raise DeskError(say("desk.unknown_sender"))
        return view

    # ---- answering

    async def reply(
        self,
        message_id: int | None,
        text: str,
        *,
        kind: ReplyKind | None = None,
        snippet_ids: Sequence[str] = (),
        post_type: str | None = None,
        inquiry_id: int | None = None,
        also: Sequence[int] = (),
        send_at: datetime | None = None,
        override_stale: bool = False,
        files: Sequence[Path] | None = None,
        entities: Sequence[Entity] = (),
        in_parts: bool = False,
        begun_unanswered: bool = False,
        mention: bool = False,
    ) -> str:
        """Queue a reply or a post, with its files."""
        self._may_write()
        ctx = self._p.ctx
        if mention and message_id is not None:  # said before anything is queued
            limit = LIMIT if text.strip() else CAPTION_LIMIT
            await mentioned(ctx, ctx.chat(), message_id, Formatted(text, tuple(entities)), limit)
        use = self._shelf.shelved.use(
            snippet_ids, self.now().date(), override_stale=override_stale, with_files=files is None
        )
        paths = use.files if files is None else tuple(dict.fromkeys(files))
        attached = [checked_file(path, None) for path in paths]
        item_id = await self._p.answering.reply(
            message_id,
            text,
            kind=kind,
            snippets=use.rows,
            post_type=post_type,
            inquiry_id=inquiry_id,
            also=also,
            send_at=send_at,
            made_of=use.snippets,
            files=attached,
            entities=entities,
            in_parts=in_parts,
            begun_unanswered=begun_unanswered,
            gone=mention,
        )
        if mention:
            await mention_instead(ctx, item_id)
        self._p.outbox.wake()
        return item_id

    async def retry(self, outbox_id: str) -> None:
        """Try a failed or held message again."""
        self._may_write()
        await self._p.answering.retry(outbox_id)
        self._p.outbox.wake()

    async def cancel(self, outbox_id: str) -> str:
        """Take a message that has not left out of the outbox."""
        self._may_write()
        text = await self._p.answering.cancel(outbox_id)
        await self._p.actions.taken_out(outbox_id)
        return text

    async def save_draft(self, target: int | None, text: str, half: HalfWritten | None = None) -> None:
        """Keep what is typed, and what else was said of it, through a crash."""
        await self._p.answering.save_draft(target, text, half)

    async def draft(self, target: int | None) -> str:
        """What was typed for this target."""
        return await self._p.answering.draft(target)

    async def draft_half(self, target: int | None) -> HalfWritten:
        """What else was said of what was typed for this target."""
        return await self._p.answering.draft_half(target)

    def private_folder(self) -> Path:
        """The data folder."""
        return self._path.parent

    # ---- deciding

    async def mark_inquiry(self, message_id: int) -> None:
        """This message is an inquiry."""
        self._may_write()
        await self._p.answering.mark(message_id)

    async def dismiss(self, inquiry_id: int) -> None:
        """Not an inquiry."""
        self._may_write()
        await self._p.answering.dismiss(inquiry_id)

    async def tag_reply(self, inquiry_id: int, kind: ReplyKind, *, message_id: int | None = None) -> None:
        """Say what a staff reply was."""
        self._may_write()
        await self._p.answering.tag(inquiry_id, kind, message_id)

    # ---- undo

    def undoable(self) -> Undoable | None:
        """What undo would do now."""
        return self._undo.top()

    async def undo(self) -> str:
        """Undo the last decision."""
        self._may_write()
        return await self._undo.undo()


async def _fold_older(ctx: DeskContext) -> None:
    """What another version of this program folded takes today's form, once the screen stands."""
    if await refold_older(ctx.db, ctx.rules, _SCREEN_FIRST_S):
        ctx.changed(DeskChange(queue=True, status=True))


async def recall(ctx: DeskContext) -> None:
    """Who we are and which group this is, as far as an earlier run knew: the screen has something to show at once."""
    chat_key = await ctx.db.get_meta(f"group:{ctx.settings.group}")
    ctx.chat_key = int(chat_key) if chat_key is not None else None
    account = await ctx.db.get_meta("account")
    if account is not None:
        ctx.account = Account(int(account), await ctx.db.get_meta("account_name") or "")
    ctx.policies = (await ctx.rules.get(ctx.db)).policies

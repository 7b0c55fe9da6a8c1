"""Answering and deciding about inquiries: replies, posts, drafts, marks, dismissals, tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from modtui.desk import companions
from modtui.desk.breaking_off import broken_off
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError, TargetGoneError
from modtui.desk.still_there import no_member_message
from modtui.desk.undo import UndoStack
from modtui.desk.views import CameBack, DeskChange
from modtui.domain.formatting import Entity, Formatted, render, trimmed, utf16_length
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiries import Inquiry
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.journal import Event, Kind, inquiry_subject
from modtui.domain.messages import Role
from modtui.domain.outgoing import Purpose, SendState
from modtui.domain.splitting import looks_lost, split
from modtui.snippets.leftover import left_over
from modtui.snippets.model import Snippet
from modtui.store import derived, drafts, observed, outbox
from modtui.store.database import Transaction
from modtui.store.faults import fault_point
from modtui.store.outbox import OutboxItem, new_item_id, new_random_id
from modtui.text.catalogue import say

#: Telegram's limit for one message, in UTF-16 code units.
MESSAGE_LIMIT = 4096
#: Telegram's limit for a caption, for accounts without Premium, in UTF-16 code units.
CAPTION_LIMIT: Final = 1024


def telegram_length(text: str) -> int:
    """The length of a text as Telegram counts it (UTF-16 code units)."""
    return utf16_length(text)


def checked_text(text: str, snippets: Sequence[Snippet] = (), *, any_length: bool = False) -> str:
    """A text as it will be sent. Raises DeskError for one that is empty, too long or still has placeholders.

    ``snippets`` are those it was made of: braces that they mean literally may stay. ``any_length``: it is split.
    """
    text = text.strip()
    if not text:
        raise DeskError(say("desk.empty_message"))
    if telegram_length(text) > MESSAGE_LIMIT and not any_length:
        raise DeskError(say("desk.too_long", length=telegram_length(text), limit=MESSAGE_LIMIT))
    left = left_over(text, snippets)
    if left:
        raise DeskError(say("desk.unresolved", names=", ".join(left)))
    return text


def checked_looks(parts: Sequence[Formatted]) -> None:
    """Raises DeskError when Telegram would silently drop some of what these messages look like."""
    if (lost := looks_lost(parts)) is not None:
        raise DeskError(lost)


def typed(item: OutboxItem) -> str:
    """A message's text as it was typed: with the signs for how it looks."""
    return render(Formatted(item.text or "", item.entities))


def half_of(item: OutboxItem) -> HalfWritten:
    """What else was said of a message before it was sent, for its draft. Files and further parts say nothing."""
    if outbox.main_of(item.id) is not None:
        return HalfWritten()
    detail = item.detail
    kind, snippets = detail.get("kind"), detail.get("snippets") or ()
    return HalfWritten(
        ReplyKind(kind) if kind else None,
        tuple(str(row["id"]) for row in snippets),
        int(detail["settles"]) if detail.get("settles") is not None else None,
        tuple(int(one) for one in detail.get("also") or ()),
    )


def _all_typed(rows: Sequence[OutboxItem]) -> str:
    return "\n\n".join(words for row in rows if (words := typed(row)))


class Answering:
    """What a moderator says and decides about inquiries."""

    def __init__(self, ctx: DeskContext, undo: UndoStack) -> None:
        self._ctx = ctx
        self._undo = undo

    # ---- sending

    async def reply(
        self,
        message_id: int | None,
        text: str,
        *,
        kind: ReplyKind | None,
        snippets: Sequence[dict[str, object]],
        post_type: str | None,
        inquiry_id: int | None = None,
        also: Sequence[int] = (),
        send_at: datetime | None = None,
        made_of: Sequence[Snippet] = (),
        files: Sequence[Mapping[str, Any]] = (),
        entities: Sequence[Entity] = (),
        in_parts: bool = False,
        begun_unanswered: bool = False,
        gone: bool = False,
    ) -> str:
        """Queue a reply or a post; returns the outbox id once it is committed.

        ``inquiry_id`` says which inquiry it answers where the message replied to is not part of one
        (a member's answer that is confirmed); ``also`` names further inquiries the same message answers;
        ``send_at`` holds it back until then; ``made_of`` are the snippets in its text. ``files`` leave with it:
        after an answer, as replies to the same message; a post's only file carries the post's text, where it fits.
        ``entities`` say how the text looks. ``in_parts``: one too long for a message leaves as several, in order;
        the first is the reply, and the others are none of their own. ``begun_unanswered``: when writing began nobody
        had answered, so an answer that has come since was not known to who wrote. ``gone``: what it answers was deleted,
        which is known; it is held, as one whose message goes while it waits. Raises TargetGoneError without it.
        """
        ctx = self._ctx
        looks = trimmed(text, entities).entities
        text = checked_text(text, made_of, any_length=in_parts) if text.strip() or not files else ""
        first, *more = split(Formatted(text, looks)) if in_parts else [Formatted(text, looks)]
        checked_looks([first, *more])
        text, looks = first.text, first.entities
        carries = not text or (
            message_id is None and len(files) == 1 and not more and telegram_length(text) <= CAPTION_LIMIT
        )
        if inquiry_id is not None:
            inquiry: Inquiry | None = await self._inquiry(inquiry_id)
        else:
            inquiry = await self._inquiry_of(message_id) if message_id is not None else None
        if message_id is not None:
            stored = await observed.one(ctx.db, ctx.chat(), message_id)
            if stored is None or (stored.deleted_at is not None and not gone):
                raise TargetGoneError(say("desk.message_gone"))
        now = ctx.clock()
        item = OutboxItem(
            id=new_item_id(now),
            random_id=new_random_id(),
            chat_key=ctx.chat(),
            text=text,
            purpose=Purpose.REPLY if message_id is not None else Purpose.POST,
            subject=inquiry_subject(ctx.chat(), inquiry.message_id) if inquiry else "group",
            created_at=now,
            not_before=max(now, send_at) if send_at is not None else now,
            reply_to=message_id,
            entities=looks,
            detail={
                "inquiry": inquiry.message_id if inquiry else None,
                "kind": kind.value if kind else None,
                "snippets": list(snippets),
                "knows_answer": (
                    inquiry is not None and inquiry.current.answer is not None and not begun_unanswered
                ),
                "also": [i for i in dict.fromkeys(also) if inquiry is None or i != inquiry.message_id],
                "type": post_type or "other",
                **({"settles": inquiry_id} if inquiry_id is not None else {}),
                **({"file": dict(files[0])} if files and carries else {}),
            },
        )
        async with ctx.db.transaction() as tx:
            for row in (item, *companions.rows_for(item, files[1:] if carries else files, more)):
                await outbox.enqueue(tx, row)
                if gone:
                    await outbox.mark_stopped(tx, row.id, SendState.HELD, "message-gone", "")
            await drafts.forget(tx, ctx.chat(), message_id or 0)
        fault_point("outbox.queued")
        self._undo.push(say("undo.send"), lambda: self.take_back_send(item.id))
        ctx.changed(DeskChange(status=True, queue=True))
        return item.id

    async def take_back_send(self, item_id: str) -> str:
        """Undo a message: out of the outbox with its files, or, where it has left already, only those that have not."""
        async with broken_off(self._ctx.upload, item_id) as broken:
            return await self._taken_back(item_id, broken)

    async def _taken_back(self, item_id: str, broken: OutboxItem | None) -> str:
        ctx = self._ctx
        item = broken if broken is not None and broken.id == item_id else await outbox.get(ctx.db, item_id)
        if item is None or (item is not broken and item.state in (SendState.SENT, SendState.SENDING)):
            async with ctx.db.transaction() as tx:
                stayed = await companions.cancel_with(tx, item_id, broken)
                texts = [row for row in stayed if companions.is_part(row)]
                back = None
                if stayed:
                    back = await self._back_to_draft(
                        tx, texts or stayed, [path for r in stayed if (path := companions.path_of(r))]
                    )
            if not stayed:
                raise DeskError(_too_late(item))
            ctx.changed(DeskChange(status=True, queue=True, came_back=back))
            if texts:
                return say("parts.rest_back", left=int(texts[0].detail["part"]) - 1)
            return say("attached.only_files_back", names=companions.names_of(stayed))
        await self._cancelled(item_id, broken)
        # After an attempt that broke off nobody knows; a moderator must not be told that it never left.
        return say("undo.send_done" if item.attempted_at is None else "undo.send_unknown")

    async def retry(self, item_id: str) -> None:
        """Try again; the reply is no longer held for what a person has now seen. A file is tried with its message."""
        ctx = self._ctx
        item = await outbox.get(ctx.db, item_id)
        if item is not None and outbox.waits_for_main(item):
            item_id = outbox.main_of(item_id) or item_id
            item = await outbox.get(ctx.db, item_id)
        async with ctx.db.transaction() as tx:
            if item is None or not await outbox.requeue(tx, item_id, ctx.clock()):
                raise DeskError(say("desk.not_waiting"))
            await companions.retry_with(tx, item, ctx)
            await tx.execute(
                "UPDATE outbox SET detail = json_set(detail, '$.knows_answer', json('true')), "
                # A person asked for it: whether an earlier attempt left is no longer looked for,
                # the same random_id still keeps it from arriving twice where Telegram remembers it.
                "attempted_at = NULL WHERE id = ?",
                (item_id,),
            )
        ctx.changed(DeskChange(status=True, queue=True))

    async def cancel(self, item_id: str) -> str:
        """Take a message out of the outbox, with its files; they and its text go back into its target's draft."""
        async with broken_off(self._ctx.upload, item_id) as broken:
            return await self._cancelled(item_id, broken)

    async def _cancelled(self, item_id: str, broken: OutboxItem | None) -> str:
        ctx = self._ctx
        item = await outbox.get(ctx.db, item_id)
        if item is None:
            raise DeskError(say("desk.not_waiting"))
        async with ctx.db.transaction() as tx:
            off = broken is not None and broken.id == item_id
            if not await outbox.cancel(tx, item_id, broken_off=off):
                raise DeskError(_too_late(await outbox.get(tx, item_id)))
            rows = [item, *await companions.cancel_with(tx, item_id)]
            texts = [row for row in rows if row is item or companions.is_part(row)]
            paths = [path for row in rows if (path := companions.path_of(row))]
            # A file by itself was taken off on purpose.
            alone = outbox.main_of(item_id) is not None and not companions.is_part(item)
            back = None
            if item.purpose is not Purpose.MODERATION and not alone:
                back = await self._back_to_draft(tx, texts, paths)
        ctx.changed(DeskChange(status=True, queue=True, came_back=back))
        return _all_typed(texts)

    async def _back_to_draft(
        self, tx: Transaction, rows: Sequence[OutboxItem], paths: Sequence[str]
    ) -> CameBack | None:
        """Nothing typed is lost: what was begun meanwhile for the same target stands after it. Says where it stands now."""
        item, words = rows[0], _all_typed(rows)
        wrote_post = item.to_user is not None or item.purpose is Purpose.POST
        chat, target = item.chat_key, 0 if wrote_post else item.reply_to or item.instead_of or 0
        begun = await drafts.text_of(tx, chat, target)
        text = f"{words}\n\n{begun}" if words and begun else words or begun
        half = half_of(item).joined(await drafts.half_of(tx, chat, target))
        await drafts.keep_files(tx, chat, target, [*paths, *await drafts.files_of(tx, chat, target)])
        await drafts.keep(tx, chat, target, text, half, self._ctx.clock())
        return CameBack(target or None, words) if item.to_user is None else None

    # ---- drafts

    async def save_draft(self, target: int | None, text: str, half: HalfWritten | None) -> None:
        """Keep what is typed and what else was said of it; empty text forgets it."""
        ctx = self._ctx
        if ctx.chat_key is None:
            return
        async with ctx.db.transaction() as tx:
            await drafts.keep(tx, ctx.chat_key, target or 0, text, half, ctx.clock())

    async def draft(self, target: int | None) -> str:
        """What was typed for this target."""
        if self._ctx.chat_key is None:
            return ""
        return await drafts.text_of(self._ctx.db, self._ctx.chat_key, target or 0)

    async def draft_half(self, target: int | None) -> HalfWritten:
        """What else was said of what was typed for this target."""
        key = self._ctx.chat_key
        return HalfWritten() if key is None else await drafts.half_of(self._ctx.db, key, target or 0)

    async def save_draft_files(self, target: int | None, paths: Sequence[str]) -> None:
        """Keep which files are put to what is typed."""
        if self._ctx.chat_key is not None:
            async with self._ctx.db.transaction() as tx:
                await drafts.keep_files(tx, self._ctx.chat_key, target or 0, paths)

    async def draft_files(self, target: int | None) -> list[str]:
        """The paths of the files put to what was typed for this target."""
        key = self._ctx.chat_key
        return [] if key is None else await drafts.files_of(self._ctx.db, key, target or 0)

    # ---- deciding

    async def mark(self, message_id: int) -> None:
        """This message is an inquiry. One that was edited after it was sent starts its clock now (RULES 2)."""
        ctx = self._ctx
        stored = await observed.one(ctx.db, ctx.chat(), message_id)
        if stored is None or stored.message.service is not None:
            raise no_member_message(stored=stored is not None)
        role = (await ctx.rules.get(ctx.db)).roles.role_at(
            stored.sender_ref, stored.message.sender.kind, stored.message.sent_at
        )
        if role.is_staff or role is Role.BOT:
            raise DeskError(say("desk.staff_do_not_ask"))
        known = (await derived.inquiries(ctx.db, ctx.chat(), [message_id])).get(message_id)
        if known is not None and known.state not in (
            InquiryState.POSSIBLE,
            InquiryState.DISMISSED,
            InquiryState.MERGED,
        ):
            raise DeskError(say("desk.already_inquiry"))
        payload: dict[str, object] = {"language": known.language if known else "other"}
        if known is not None and known.clock_from != known.asked_at:
            payload["clock_from"] = known.clock_from.isoformat()  # dismissed and marked again
        elif stored.message.edited_at is not None and (known is None or "edited-into" in known.reasons):
            payload["clock_from"] = ctx.clock().isoformat()
        await self._decide(Kind.INQUIRY_MARKED, message_id, payload, say("undo.mark"))

    async def dismiss(self, inquiry_id: int) -> None:
        """Not an inquiry, or one that needs no answer."""
        inquiry = await self._inquiry(inquiry_id)
        if inquiry.state is InquiryState.DISMISSED:
            raise DeskError(say("desk.already_dismissed"))
        await self._decide(Kind.INQUIRY_DISMISSED, inquiry_id, {}, say("undo.dismiss"))

    async def tag(self, inquiry_id: int, kind: ReplyKind, message_id: int | None) -> None:
        """Say what a staff reply was; without an id the newest reply nobody has tagged, else the newest."""
        inquiry = await self._inquiry(inquiry_id)
        if message_id is None:
            untagged = [reply for reply in inquiry.all_replies if reply.kind is None]
            chosen = (untagged or list(inquiry.all_replies))[-1:]
            if not chosen:
                raise DeskError(say("desk.nothing_to_tag"))
            message_id = chosen[0].message_id
        elif not await self._is_staff_reply(inquiry, message_id):
            raise DeskError(say("desk.nothing_to_tag"))
        await self._decide(
            Kind.REPLY_TAGGED,
            inquiry_id,
            {"message_id": message_id, "kind": kind.value},
            say("undo.tag", kind=say(f"reply_kind.{kind.value}")),
        )

    async def _is_staff_reply(self, inquiry: Inquiry, message_id: int) -> bool:
        """Whether this is a staff message of the inquiry's thread, also one tagged as no reply before."""
        ctx = self._ctx
        stored = await observed.one(ctx.db, ctx.chat(), message_id)
        row = await ctx.db.one(
            "SELECT 1 FROM thread WHERE chat_key = ? AND inquiry_id = ? AND message_id = ?",
            (ctx.chat(), inquiry.message_id, message_id),
        )
        if stored is None or row is None:
            return False
        roles = (await ctx.rules.get(ctx.db)).roles
        return roles.role_at(
            stored.sender_ref, stored.message.sender.kind, stored.message.sent_at
        ).answers_count

    async def _decide(self, kind: Kind, inquiry_id: int, payload: dict[str, object], undo: str) -> None:
        ctx = self._ctx
        event = ctx.event(kind, inquiry_subject(ctx.chat(), inquiry_id), payload)
        await ctx.decide(event)
        self._undo.push(undo, lambda: self._undo_event(event, inquiry_id, undo))
        self._told(inquiry_id)

    async def _undo_event(self, event: Event, inquiry_id: int, what: str) -> str:
        await self._ctx.decide(self._ctx.event(Kind.UNDONE, event.subject, {"of": event.uuid}))
        self._told(inquiry_id)
        return say("undo.done", what=what)

    def _told(self, inquiry_id: int) -> None:
        self._ctx.changed(DeskChange(changed_messages=frozenset({inquiry_id}), queue=True, status=True))

    async def _inquiry(self, inquiry_id: int) -> Inquiry:
        inquiry = (await derived.inquiries(self._ctx.db, self._ctx.chat(), [inquiry_id])).get(inquiry_id)
        if inquiry is None:
            raise DeskError(say("desk.no_inquiry"))
        return inquiry

    async def _inquiry_of(self, message_id: int) -> Inquiry | None:
        """The inquiry a reply to this message would answer: the message itself, or the thread it stands in."""
        ctx = self._ctx
        own = await derived.inquiries(ctx.db, ctx.chat(), [message_id])
        if message_id in own:
            return own[message_id]
        belongs = await derived.inquiries_of_messages(ctx.db, ctx.chat(), [message_id])
        root = belongs.get(message_id)
        return None if root is None else (await derived.inquiries(ctx.db, ctx.chat(), [root])).get(root)


def _too_late(item: OutboxItem | None) -> str:
    leaving = item is not None and item.state is SendState.SENDING
    return say("undo.leaving" if leaving else "undo.sent_already")

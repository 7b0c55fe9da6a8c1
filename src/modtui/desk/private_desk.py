"""Serving private questions: "service or personal?", the queue's lines with a lock, opening, answering, settling.

Messages of a private chat are asked of Telegram each time and handed to the screen; neither the store nor the
log learns a word of them (RULES 6.3). What the moderator writes stands in the outbox and in a draft until sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.private_replies import PrivateReplies
from modtui.desk.private_views import PrivateAsk, PrivateChoice, PrivateLine, PrivateView
from modtui.desk.private_watch import PrivateWatch
from modtui.desk.queue_times import next_midnight, today_or_later
from modtui.desk.uploading import media_of, upload_note
from modtui.desk.views import DeskChange, QueueGroup, QueueRow
from modtui.domain.clock_steps import explain
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.messages import Media
from modtui.domain.outgoing import SendState
from modtui.domain.private_questions import PrivateFact, PrivateQuestion, PrivateState
from modtui.store import drafts, outbox, private
from modtui.store.outbox import OutboxItem
from modtui.store.private import Choice, ChosenChat
from modtui.telegram.gateway import GatewayError, NotConnected
from modtui.telegram.gateway_private import PrivateMessage
from modtui.text.catalogue import say
from modtui.text.direction import base_direction
from modtui.text.safe import safe_line, safe_text

#: Messages on one page of an opened chat.
_PAGE: Final = 50
_STATES: Final[Mapping[ReplyKind | None, InquiryState]] = {
    None: InquiryState.OPEN,
    ReplyKind.HOLDING: InquiryState.ACKNOWLEDGED,
    ReplyKind.ASKED_BACK: InquiryState.ASKED_BACK,
}
_UNSENT: Final = (SendState.QUEUED, SendState.SENDING, SendState.FAILED, SendState.HELD)


def queue_id(user_id: int) -> int:
    """The id under which a private question stands in the queue: no message of the group has a negative one."""
    return -user_id


class PrivateDesk:
    """What a moderator sees and decides about private questions."""

    def __init__(self, ctx: DeskContext, watch: PrivateWatch, replies: PrivateReplies) -> None:
        self._ctx = ctx
        self._watch = watch
        self._replies = replies

    # ---- service or personal?

    def asks(self) -> list[PrivateAsk]:
        """Members who wrote in private and for whom nobody has answered yet, the longest waiting first."""
        return [
            PrivateAsk(
                chat.user_id,
                name := safe_line(chat.name, 64) or say("feed.nameless"),
                chat.last_at,
                chat.unread,
                say("private.ask", name=name),
            )
            for chat in sorted(self._watch.asks.values(), key=lambda chat: chat.last_at)
        ]

    async def choices(self) -> list[PrivateChoice]:
        """The answers that were given, oldest first."""
        ctx = self._ctx
        if self._watch.gateway is None or ctx.account is None:
            return []
        return [
            PrivateChoice(c.user_id, _name(c), c.choice is Choice.SERVICE, c.asked_at)
            for c in (await private.chosen(ctx.db, ctx.account.id)).values()
        ]

    async def choose(self, user_id: int, *, service: bool) -> None:
        """The moderator's answer; also a changed one. Raises DeskError for somebody who was never asked about."""
        ctx = self._ctx
        account = self._replies.account()
        known = (await private.chosen(ctx.db, account)).get(user_id)
        asked = self._watch.asks.get(user_id)
        if known is None and asked is None:
            raise DeskError(say("private.no_member"))
        choice = Choice.SERVICE if service else Choice.PERSONAL
        if known is not None and known.choice is choice:
            return
        name = asked.name if asked is not None else ""
        async with ctx.db.transaction() as tx:
            await private.choose(tx, account, user_id, name, choice, ctx.clock())
        self._watch.asks.pop(user_id, None)
        self._replies.shown.pop(user_id, None)
        if not service:
            self._watch.erase()
        self._watch.look_again()
        ctx.changed(DeskChange(queue=True, status=True))

    # ---- the queue

    async def queue(self) -> list[QueueRow]:
        """One line for each member who waits in private; not sorted."""
        waiting = [(chat, s.question) for chat, s in await self._watch.states() if s.question is not None]
        return await self._rows(waiting) if waiting else []

    async def _rows(self, waiting: Sequence[tuple[ChosenChat, PrivateQuestion]]) -> list[QueueRow]:
        unsent = await outbox.in_states(self._ctx.db, _UNSENT)
        drafts = {int(row[0]) for row in await self._ctx.db.all("SELECT chat_key FROM draft")}
        return [
            self._row(
                chat,
                question,
                [item for item in unsent if item.chat_key == chat.chat_key],
                chat.chat_key in drafts,
            )
            for chat, question in waiting
        ]

    def _row(
        self, chat: ChosenChat, question: PrivateQuestion, unsent: Sequence[OutboxItem], draft: bool
    ) -> QueueRow:
        stuck = next((i for i in unsent if i.state in (SendState.FAILED, SendState.HELD)), None)
        return QueueRow(
            inquiry_id=queue_id(chat.user_id),
            asker_id=chat.user_id,
            asker=_name(chat),
            first_line=say("private.question"),
            direction="ltr",
            language="other",
            state=_STATES[question.told],
            group=self._group(question),
            asked_at=question.waits_since,
            deadline=question.deadline,
            follow_ups=question.messages - 1,
            draft=draft,
            sending=any(i.state in (SendState.QUEUED, SendState.SENDING) for i in unsent),
            note=safe_line(stuck.reason) if stuck is not None else self._note(question, unsent),
            changes_at=self._changes_at(question),
            private=True,
        )

    def _note(self, question: PrivateQuestion, unsent: Sequence[OutboxItem]) -> str:
        """What stands beside the name: a reply that leaves later, or what was said that is no answer yet."""
        ctx = self._ctx
        now, policy = ctx.clock(), ctx.policies.at(question.waits_since)
        later = next((at for item in unsent if (at := item.leaves_at(now)) is not None), None)
        if later is not None:
            return say("outbox.leaves_at", at=f"{later.astimezone(policy.tz):%a %H:%M}")
        if question.told is None or question.told_at is None:
            return ""
        code = "queue.note_holding" if question.told is ReplyKind.HOLDING else "queue.note_asked_back"
        return say(code, at=f"{question.told_at.astimezone(policy.tz):%a %H:%M}")

    def _group(self, question: PrivateQuestion) -> QueueGroup:
        ctx = self._ctx
        now = ctx.clock()
        if now > question.deadline.due:
            return QueueGroup.OVERDUE
        return today_or_later(question.deadline.answer_by, ctx.policies.at(question.waits_since), now)

    def _changes_at(self, question: PrivateQuestion) -> datetime:
        now = self._ctx.clock()
        midnight = next_midnight(self._ctx.policies.at(question.waits_since), now)
        return min(question.deadline.due, midnight) if question.deadline.due >= now else midnight

    async def _unsent(self, chat: ChosenChat) -> list[OutboxItem]:
        return [i for i in await outbox.in_states(self._ctx.db, _UNSENT) if i.chat_key == chat.chat_key]

    # ---- reading

    async def open(self, user_id: int, before_id: int = 0) -> PrivateView:
        """The chat as Telegram has it now; no read receipt is sent. Raises DeskError without a connection."""
        ctx = self._ctx
        chat = await self._service(user_id)
        gateway = self._watch.gateway
        if gateway is None or not ctx.connected:
            raise DeskError(say("private.offline"))
        try:
            page = await gateway.read_private(user_id, before_id=before_id, limit=_PAGE)
        except NotConnected as error:
            raise DeskError(say("private.offline")) from error
        except GatewayError as error:
            raise DeskError(str(error)) from error
        await self._watch.record(chat, [PrivateFact(m.id, m.sent_at, m.outgoing) for m in page])
        theirs = [message.id for message in page if not message.outgoing]
        self._replies.has_seen(user_id, theirs)
        state = await private.state(ctx.db, chat, ctx.policies)
        question = state.question
        lines = [_line(message, state) for message in page]
        if before_id == 0:
            lines += [self._pending(item) for item in await self._unsent(chat)]
        explanation: tuple[str, ...] = ()
        if question is not None:
            policy = ctx.policies.at(question.waits_since)
            explanation = tuple(explain(policy, question.waits_since, ctx.settings.policy).sentences())
        return PrivateView(
            user_id=user_id,
            name=_name(chat),
            lines=tuple(lines),
            row=(await self._rows([(chat, question)]))[0] if question is not None else None,
            explanation=explanation,
            older=page[0].id if len(page) >= _PAGE else None,
        )

    def _pending(self, item: OutboxItem) -> PrivateLine:
        """A message on its way; a file by itself says which it is."""
        ctx = self._ctx
        text = safe_text(item.text or "")
        media, later = media_of(item), item.leaves_at(ctx.clock())
        note = safe_line(item.reason)
        if later is not None:
            note = say("private_chat.leaves_at", at=f"{later.astimezone(ctx.settings.policy.tz):%a %H:%M}")
        if outbox.waits_for_main(item):
            note = say("attached.waits")
        kind = item.detail.get("kind")
        return PrivateLine(
            message_id=0,
            own=True,
            at=item.created_at,
            text=text,
            direction=base_direction(text),
            media=media,
            media_line=str(item.detail["file"]["name"]) if media is not None else "",
            outbox_id=item.id,
            send_state=item.state,
            send_note=upload_note(ctx, item) or note,
            kind=ReplyKind(str(kind)) if kind else None,
        )

    # ---- drafts

    async def save_draft(self, user_id: int, text: str, half: HalfWritten | None) -> None:
        """Keep what is typed for this chat through a crash, until it is sent; empty text forgets it."""
        ctx = self._ctx
        chat = await self._service(user_id)
        async with ctx.db.transaction() as tx:
            await drafts.keep(tx, chat.chat_key, 0, text, half, ctx.clock())
        if not text.strip():
            self._watch.erase()

    async def draft(self, user_id: int) -> str:
        """What was typed for this chat."""
        chat = await self._service(user_id)
        return await drafts.text_of(self._ctx.db, chat.chat_key, 0)

    async def draft_half(self, user_id: int) -> HalfWritten:
        """What else was said of what was typed for this chat."""
        chat = await self._service(user_id)
        return await drafts.half_of(self._ctx.db, chat.chat_key, 0)

    async def save_draft_files(self, user_id: int, paths: Sequence[str]) -> None:
        """Keep which files are put to what is typed for this chat."""
        chat = await self._service(user_id)
        async with self._ctx.db.transaction() as tx:
            await drafts.keep_files(tx, chat.chat_key, 0, paths)

    async def draft_files(self, user_id: int) -> list[str]:
        """The paths of the files put to what was typed for this chat."""
        chat = await self._service(user_id)
        return await drafts.files_of(self._ctx.db, chat.chat_key, 0)

    # ---- whom it is about

    async def _service(self, user_id: int) -> ChosenChat:
        return await self._replies.chat(user_id)


def _name(chat: ChosenChat) -> str:
    return safe_line(chat.name, 64) or say("feed.nameless")


def _media_line(media: Media | None) -> str:
    """What an attachment is, with a file's name, which whoever sent it chose."""
    if media is None:
        return ""
    return " ".join(part for part in (say(f"media.{media.kind.value}"), safe_line(media.name, 80)) if part)


def _line(message: PrivateMessage, state: PrivateState) -> PrivateLine:
    text = safe_text(message.text)
    question = state.question
    return PrivateLine(
        message_id=message.id,
        own=message.outgoing,
        at=message.sent_at,
        text=text,
        direction=base_direction(text),
        waits=not message.outgoing and question is not None and message.id >= question.first_id,
        edited_at=message.edited_at,
        media=message.media,
        media_line=_media_line(message.media),
        kind=dict(state.kinds).get(message.id) if message.outgoing else None,
    )

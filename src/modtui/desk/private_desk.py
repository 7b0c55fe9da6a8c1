"""Serving private questions: "service or personal?", the queue's lines with a lock, opening, answering, settling.

Messages of a private chat are asked of Telegram each time and handed to the screen; neither the store nor the
log learns a word of them (RULES 6.3). What the moderator writes stands in the outbox and in a draft until sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from modtui.desk.answering import Answering, checked_text
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.private_views import PrivateAsk, PrivateChoice, PrivateLine, PrivateView
from modtui.desk.private_watch import PrivateWatch
from modtui.desk.queue_times import next_midnight, today_or_later
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange, QueueGroup, QueueRow
from modtui.domain.clock_steps import explain
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.journal import Event, Kind, Scope, private_subject
from modtui.domain.outgoing import Purpose, SendState
from modtui.domain.private_questions import PrivateFact, PrivateQuestion, PrivateState
from modtui.store import outbox, private
from modtui.store.database import to_ms
from modtui.store.faults import fault_point
from modtui.store.outbox import OutboxItem, new_item_id, new_random_id
from modtui.store.private import Choice, ChosenChat
from modtui.telegram.gateway import GatewayError, NotConnected
from modtui.telegram.gateway_private import PrivateMessage
from modtui.text.catalogue import say
from modtui.text.direction import base_direction
from modtui.text.safe import safe_line, safe_text

#: Messages on one page of an opened chat.
_PAGE: Final = 50
_UNSENT: Final = (SendState.QUEUED, SendState.SENDING, SendState.FAILED, SendState.HELD)


def queue_id(user_id: int) -> int:
    """The id under which a private question stands in the queue: no message of the group has a negative one."""
    return -user_id


class PrivateDesk:
    """What a moderator sees and decides about private questions."""

    def __init__(self, ctx: DeskContext, watch: PrivateWatch, answering: Answering, undo: UndoStack) -> None:
        self._ctx = ctx
        self._watch = watch
        self._answering = answering
        self._undo = undo
        self._shown: dict[int, int] = {}  # user id -> the newest message of theirs that was shown

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
        account = self._account()
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
        self._shown.pop(user_id, None)
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
            state=InquiryState.OPEN,
            group=self._group(question),
            asked_at=question.waits_since,
            deadline=question.deadline,
            follow_ups=question.messages - 1,
            draft=draft,
            sending=any(i.state in (SendState.QUEUED, SendState.SENDING) for i in unsent),
            note=safe_line(stuck.reason) if stuck is not None else "",
            changes_at=self._changes_at(question),
            private=True,
        )

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
        self._shown[user_id] = max([self._shown.get(user_id, 0), *theirs])
        state = await private.state(ctx.db, chat, ctx.policies)
        question = state.question
        lines = [_line(message, state) for message in page]
        if before_id == 0:
            lines += [_pending(item) for item in await self._unsent(chat)]
        explanation: tuple[str, ...] = ()
        if question is not None:
            policy = ctx.policies.at(question.waits_since)
            explanation = tuple(explain(policy, question.waits_since).sentences())
        return PrivateView(
            user_id=user_id,
            name=_name(chat),
            lines=tuple(lines),
            row=(await self._rows([(chat, question)]))[0] if question is not None else None,
            explanation=explanation,
            older=page[0].id if len(page) >= _PAGE else None,
        )

    # ---- answering

    async def reply(self, user_id: int, text: str) -> str:
        """Queue a private reply; returns the outbox id once it is committed. It answers what had been shown."""
        ctx = self._ctx
        chat = await self._service(user_id)
        text = checked_text(text)
        now = ctx.clock()
        item = OutboxItem(
            id=new_item_id(now),
            random_id=new_random_id(),
            chat_key=chat.chat_key,
            text=text,
            purpose=Purpose.REPLY,
            subject=private_subject(chat.chat_key),
            created_at=now,
            not_before=now,
            to_user=user_id,
            seen_in=await self._seen_in(user_id),
            detail={"private": True, "through": await self._through(chat)},
        )
        async with ctx.db.transaction() as tx:
            await outbox.enqueue(tx, item)
            await tx.execute("DELETE FROM draft WHERE chat_key = ?", (chat.chat_key,))
        fault_point("outbox.queued")
        self._undo.push(say("undo.send"), lambda: self._take_back(item.id))
        ctx.changed(DeskChange(status=True, queue=True))
        return item.id

    async def _take_back(self, item_id: str) -> str:
        item = await outbox.get(self._ctx.db, item_id)
        if item is None or item.state in (SendState.SENT, SendState.SENDING):
            raise DeskError(say("undo.sent_already"))
        await self._answering.cancel(item_id)
        return say("undo.send_done" if item.attempted_at is None else "undo.send_unknown")

    async def _through(self, chat: ChosenChat) -> int:
        """What the moderator has seen of theirs: what was shown, or else all that the queue's line spoke of."""
        if chat.user_id in self._shown:
            return self._shown[chat.user_id]
        facts = await private.facts(self._ctx.db, chat)
        return max((fact.id for fact in facts if not fact.outgoing), default=0)

    async def _seen_in(self, user_id: int) -> int | None:
        """A group message of theirs, by which Telegram knows them where this login has not met them."""
        ctx = self._ctx
        if ctx.chat_key is None:
            return None
        row = await ctx.db.one(
            "SELECT max(m.id) FROM message m JOIN member p ON p.ref = m.sender_ref "
            "WHERE m.chat_key = ? AND p.telegram_id = ? AND m.deleted_at IS NULL",
            (ctx.chat_key, user_id),
        )
        return None if row is None or row[0] is None else int(row[0])

    async def settle(self, user_id: int) -> None:
        """Needs no reply. The read receipt goes once this can no longer be taken back in time."""
        ctx = self._ctx
        chat = await self._service(user_id)
        state = await private.state(ctx.db, chat, ctx.policies)
        if state.question is None:
            raise DeskError(say("private.nothing_waits"))
        through = await self._through(chat)
        if through < state.question.first_id:
            through = state.question.newest_id
        event = ctx.event(Kind.PRIVATE_SETTLED, private_subject(chat.chat_key), {"through": through})
        await ctx.decide(event)
        what = say("undo.private_settled")
        self._undo.push(what, lambda: self._unsettle(chat, event, what))
        self._watch.wake()
        ctx.changed(DeskChange(queue=True, status=True))

    async def _unsettle(self, chat: ChosenChat, event: Event, what: str) -> str:
        ctx = self._ctx
        # Undone where it was decided: what happens in private chats stays on this machine.
        undone = ctx.event(Kind.UNDONE, event.subject, {"of": event.uuid})
        await ctx.decide(replace(undone, scope=Scope.LOCAL))
        now = (await private.chosen(ctx.db, self._account())).get(chat.user_id)
        self._watch.wake()
        ctx.changed(DeskChange(queue=True, status=True))
        read = now is not None and now.marked_through >= int(event.payload["through"])
        done = say("undo.done", what=what)
        return f"{done} {say('private.receipt_is_out')}" if read else done

    # ---- drafts

    async def save_draft(self, user_id: int, text: str) -> None:
        """Keep what is typed for this chat through a crash, until it is sent; empty text forgets it."""
        ctx = self._ctx
        chat = await self._service(user_id)
        async with ctx.db.transaction() as tx:
            if text.strip():
                await tx.execute(
                    "INSERT OR REPLACE INTO draft VALUES (?, 0, ?, ?)",
                    (chat.chat_key, text, to_ms(ctx.clock())),
                )
            else:
                await tx.execute("DELETE FROM draft WHERE chat_key = ?", (chat.chat_key,))
        if not text.strip():
            self._watch.erase()

    async def draft(self, user_id: int) -> str:
        """What was typed for this chat."""
        chat = await self._service(user_id)
        row = await self._ctx.db.one("SELECT text FROM draft WHERE chat_key = ?", (chat.chat_key,))
        return "" if row is None else str(row[0])

    # ---- whom it is about

    def _account(self) -> int:
        if self._watch.gateway is None:
            raise DeskError(say("private.off"))
        if self._ctx.account is None:
            raise DeskError(say("desk.group_unknown"))
        return self._ctx.account.id

    async def _service(self, user_id: int) -> ChosenChat:
        """The chat, if it is the service's. Raises DeskError for every other one: it is neither read nor written to."""
        found = (await private.chosen(self._ctx.db, self._account())).get(user_id)
        if found is None or found.choice is not Choice.SERVICE:
            raise DeskError(say("private.not_service"))
        return found


def _name(chat: ChosenChat) -> str:
    return safe_line(chat.name, 64) or say("feed.nameless")


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
        media_line=say(f"media.{message.media.kind.value}") if message.media is not None else "",
    )


def _pending(item: OutboxItem) -> PrivateLine:
    text = safe_text(item.text or "")
    return PrivateLine(
        message_id=0,
        own=True,
        at=item.created_at,
        text=text,
        direction=base_direction(text),
        outbox_id=item.id,
        send_state=item.state,
        send_note=safe_line(item.reason),
    )

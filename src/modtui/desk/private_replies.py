"""Answering in private: replies with their kind and their files, now or at the next opening, and what needs no reply.

What a private reply was counts for the question it answers: a holding reply and a question asked back leave it
waiting on its clock (RULES 2). It counts as a private message and never as an inquiry (RULES 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from modtui.desk import companions
from modtui.desk.answering import Answering, checked_looks, checked_text
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.private_watch import PrivateWatch
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.domain.formatting import Entity, Formatted, trimmed
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.journal import Event, Kind, Scope, private_subject
from modtui.domain.outgoing import Purpose
from modtui.snippets.model import Snippet
from modtui.store import drafts, outbox, private
from modtui.store.faults import fault_point
from modtui.store.outbox import OutboxItem, new_item_id, new_random_id
from modtui.store.private import Choice, ChosenChat
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

#: What a private reply can be.
KINDS: Final = (
    ReplyKind.INFORMATION,
    ReplyKind.REFERRAL,
    ReplyKind.BOTH,
    ReplyKind.HOLDING,
    ReplyKind.ASKED_BACK,
)


class PrivateReplies:
    """What a moderator says in a private chat of the service. Every method raises DeskError with one sentence."""

    def __init__(self, ctx: DeskContext, watch: PrivateWatch, answering: Answering, undo: UndoStack) -> None:
        self._ctx = ctx
        self._watch = watch
        self._answering = answering
        self._undo = undo
        self.shown: dict[int, int] = {}  # user id -> the newest message of theirs that was shown

    def has_seen(self, user_id: int, ids: Sequence[int]) -> None:
        """These messages of theirs were shown."""
        self.shown[user_id] = max([self.shown.get(user_id, 0), *ids])

    # ---- replying

    async def reply(
        self,
        user_id: int,
        text: str,
        *,
        kind: ReplyKind | None = None,
        snippets: Sequence[Mapping[str, object]] = (),
        made_of: Sequence[Snippet] = (),
        send_at: datetime | None = None,
        files: Sequence[Mapping[str, Any]] = (),
        entities: Sequence[Entity] = (),
    ) -> str:
        """Queue a private reply; returns the outbox id once it is committed. It answers what had been shown.

        ``entities`` say how the text looks.
        """
        ctx = self._ctx
        chat = await self.chat(user_id)
        if kind is not None and kind not in KINDS:
            raise DeskError(say("private.not_an_answer"))
        alone = not text.strip() and bool(files)
        looks = () if alone else trimmed(text, entities).entities
        text = "" if alone else checked_text(text, made_of)
        checked_looks([Formatted(text, looks)])
        now = ctx.clock()
        item = OutboxItem(
            id=new_item_id(now),
            random_id=new_random_id(),
            chat_key=chat.chat_key,
            text=text,
            purpose=Purpose.REPLY,
            subject=private_subject(chat.chat_key),
            created_at=now,
            not_before=max(now, send_at) if send_at is not None else now,
            to_user=user_id,
            seen_in=await self._seen_in(user_id),
            entities=looks,
            detail={
                "private": True,
                "through": await self._through(chat),
                "kind": kind.value if kind else None,
                "snippets": list(snippets),
                **({"file": dict(files[0])} if alone else {}),
            },
        )
        async with ctx.db.transaction() as tx:
            for row in (item, *companions.rows_for(item, files[1:] if alone else files)):
                await outbox.enqueue(tx, row)
            await drafts.forget(tx, chat.chat_key, 0)
        fault_point("outbox.queued")
        self._undo.push(say("undo.send"), lambda: self._answering.take_back_send(item.id))
        ctx.changed(DeskChange(status=True, queue=True))
        return item.id

    async def _through(self, chat: ChosenChat) -> int:
        """What the moderator has seen of theirs: what was shown, or else all that the queue's line spoke of."""
        if chat.user_id in self.shown:
            return self.shown[chat.user_id]
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

    # ---- saying what it was

    async def tag(self, user_id: int, kind: ReplyKind, message_id: int | None = None) -> None:
        """Say what a private reply was, one from a phone too: this one, or the newest."""
        ctx = self._ctx
        chat = await self.chat(user_id)
        if kind not in KINDS:
            raise DeskError(say("private.not_an_answer"))
        own = [
            fact.id
            for fact in await private.facts(ctx.db, chat)
            if fact.outgoing and not fact.automatic and fact.deleted_at is None
        ]
        chosen = message_id if message_id is not None else max(own, default=0)
        if chosen not in own:
            raise DeskError(say("desk.nothing_to_tag"))
        payload = {"message_id": chosen, "kind": kind.value, "snippets": []}
        await self._decide(
            chat, Kind.PRIVATE_REPLIED, payload, say("undo.tag", kind=say(f"reply_kind.{kind.value}"))
        )

    async def settle(self, user_id: int) -> None:
        """Needs no reply. The read receipt goes once this can no longer be taken back in time."""
        ctx = self._ctx
        chat = await self.chat(user_id)
        state = await private.state(ctx.db, chat, ctx.policies)
        if state.question is None:
            raise DeskError(say("private.nothing_waits"))
        through = await self._through(chat)
        if through < state.question.first_id:
            through = state.question.newest_id
        await self._decide(chat, Kind.PRIVATE_SETTLED, {"through": through}, say("undo.private_settled"))

    async def _decide(self, chat: ChosenChat, kind: Kind, payload: dict[str, object], what: str) -> None:
        event = self._ctx.event(kind, private_subject(chat.chat_key), payload)
        await self._ctx.decide(event)
        self._undo.push(what, lambda: self._undecide(chat, event, what))
        self._told()

    async def _undecide(self, chat: ChosenChat, event: Event, what: str) -> str:
        ctx = self._ctx
        # Undone where it was decided: what happens in private chats stays on this machine.
        undone = ctx.event(Kind.UNDONE, event.subject, {"of": event.uuid})
        await ctx.decide(replace(undone, scope=Scope.LOCAL))
        now = (await private.chosen(ctx.db, self.account())).get(chat.user_id)
        self._told()
        through = event.payload.get("through")
        read = now is not None and through is not None and now.marked_through >= int(through)
        done = say("undo.done", what=what)
        return f"{done} {say('private.receipt_is_out')}" if read else done

    def _told(self) -> None:
        self._watch.wake()
        self._ctx.changed(DeskChange(queue=True, status=True))

    # ---- whom it is about

    def account(self) -> int:
        """The account whose chats these are."""
        if self._watch.gateway is None:
            raise DeskError(say("private.off"))
        if self._ctx.account is None:
            raise DeskError(say("desk.group_unknown"))
        return self._ctx.account.id

    async def chat(self, user_id: int) -> ChosenChat:
        """The chat, if it is the service's. Raises DeskError for every other one: it is neither read nor written to."""
        found = (await private.chosen(self._ctx.db, self.account())).get(user_id)
        if found is None or found.choice is not Choice.SERVICE:
            raise DeskError(say("private.not_service"))
        return found

    async def name_of(self, user_id: int) -> str:
        """Whose chat it is."""
        return safe_line((await self.chat(user_id)).name, 64)

"""Group inquiries that were answered in private: said so by a moderator, or pointed to in the group (RULES 2).

A private answer by itself closes nothing: nobody but its two ends knows what it was about.
"""

from __future__ import annotations

from typing import Final

from modtui.desk.answering import Answering
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.domain.inquiries import Inquiry
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.journal import Event, Kind, inquiry_subject
from modtui.store import derived
from modtui.text.catalogue import say

_POINTERS: Final = {"ar": "private.pointer_ar", "arabizi": "private.pointer_ar", "fr": "private.pointer_fr"}


class PrivateAnswers:
    """Closing a group inquiry that was answered in private."""

    def __init__(self, ctx: DeskContext, answering: Answering, undo: UndoStack) -> None:
        self._ctx = ctx
        self._answering = answering
        self._undo = undo

    async def answered(self, inquiry_id: int, kind: ReplyKind) -> None:
        """Say that a group inquiry was answered in private, and as what."""
        ctx = self._ctx
        inquiry = await self._inquiry(inquiry_id, kind)
        if inquiry.state in (InquiryState.DISMISSED, InquiryState.MERGED):
            raise DeskError(say("private.dismissed"))
        subject = inquiry_subject(ctx.chat(), inquiry_id)
        event = ctx.event(Kind.INQUIRY_PRIVATELY_ANSWERED, subject, {"kind": kind.value})
        await ctx.decide(event)
        what = say("undo.privately_answered")
        self._undo.push(what, lambda: self._unanswer(event, inquiry_id, what))
        self._told(inquiry_id)

    async def _unanswer(self, event: Event, inquiry_id: int, what: str) -> str:
        await self._ctx.decide(self._ctx.event(Kind.UNDONE, event.subject, {"of": event.uuid}))
        self._told(inquiry_id)
        return say("undo.done", what=what)

    def _told(self, inquiry_id: int) -> None:
        self._ctx.changed(DeskChange(changed_messages=frozenset({inquiry_id}), queue=True, status=True))

    async def pointer(self, inquiry_id: int) -> str:
        """The words that point a group inquiry to its private answer, in the member's language."""
        inquiry = await self._inquiry(inquiry_id)
        return say(_POINTERS.get(inquiry.language, "private.pointer_en"))

    async def point(self, inquiry_id: int, kind: ReplyKind, text: str | None) -> str:
        """Reply to a group inquiry that its answer was given in private; returns the outbox id. This closes it."""
        inquiry = await self._inquiry(inquiry_id, kind)
        words = text if text is not None else await self.pointer(inquiry_id)
        return await self._answering.reply(
            inquiry.current.message_id,
            words,
            kind=kind,
            snippets=(),
            post_type=None,
            inquiry_id=inquiry_id,
        )

    async def _inquiry(self, inquiry_id: int, kind: ReplyKind | None = None) -> Inquiry:
        if kind is not None and not kind.is_answer:
            raise DeskError(say("private.not_an_answer"))
        ctx = self._ctx
        inquiry = (await derived.inquiries(ctx.db, ctx.chat(), [inquiry_id])).get(inquiry_id)
        if inquiry is None:
            raise DeskError(say("desk.no_inquiry"))
        return inquiry

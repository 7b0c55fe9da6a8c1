"""The desk's commands about questions asked in private: see :mod:`modtui.desk.api`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from modtui.desk.attaching import attachment_or_missing, checked_file
from modtui.desk.base import DeskBase
from modtui.desk.private_unsent import private_unsent
from modtui.desk.private_views import PrivateAsk, PrivateChoice, PrivateView
from modtui.desk.views import FeedItem, QueueRow
from modtui.desk.views_snippets import AttachedFile
from modtui.domain.formatting import Entity
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import ReplyKind


class PrivateCommands(DeskBase):
    """Service or personal, opening, answering, settling; group inquiries answered in private."""

    async def private_asks(self) -> Sequence[PrivateAsk]:
        """Members who wrote in private and for whom "service or personal?" has not been answered."""
        return self._p.private.asks()

    async def private_choices(self) -> Sequence[PrivateChoice]:
        """The answers that were given, to be changed."""
        return await self._p.private.choices()

    async def choose_private(self, user_id: int, service: bool) -> None:
        """The chat with this member is the service's, or it is personal and never read."""
        self._may_write()
        await self._p.private.choose(user_id, service=service)

    async def private_queue(self) -> Sequence[QueueRow]:
        """The queue's lines of private questions alone; :meth:`queue` has them among the others."""
        return await self._p.private.queue()

    async def private_unsent(self) -> Sequence[FeedItem]:
        """Private replies that have not left."""
        return await private_unsent(self._p.ctx)

    async def open_private(self, user_id: int, *, before_id: int = 0) -> PrivateView:
        """A service chat's messages, from Telegram into memory; no read receipt."""
        return await self._p.private.open(user_id, before_id)

    async def reply_private(
        self,
        user_id: int,
        text: str,
        *,
        kind: ReplyKind | None = None,
        snippet_ids: Sequence[str] = (),
        send_at: datetime | None = None,
        override_stale: bool = False,
        files: Sequence[Path] | None = None,
        entities: Sequence[Entity] = (),
    ) -> str:
        """Queue a private reply; returns the outbox id."""
        self._may_write()
        use = self._shelf.shelved.use(
            snippet_ids, self.now().date(), override_stale=override_stale, with_files=files is None
        )
        paths = use.files if files is None else tuple(dict.fromkeys(files))
        item_id = await self._p.private_replies.reply(
            user_id,
            text,
            kind=kind,
            snippets=use.rows,
            made_of=use.snippets,
            send_at=send_at,
            files=[checked_file(path, None) for path in paths],
            entities=entities,
        )
        self._p.outbox.wake()
        return item_id

    async def tag_private(self, user_id: int, kind: ReplyKind, *, message_id: int | None = None) -> None:
        """Say what a private reply was."""
        self._may_write()
        await self._p.private_replies.tag(user_id, kind, message_id)

    async def settle_private(self, user_id: int) -> None:
        """What waits in this chat needs no reply."""
        self._may_write()
        await self._p.private_replies.settle(user_id)

    async def save_private_draft(self, user_id: int, text: str, half: HalfWritten | None = None) -> None:
        """Keep what is typed for this chat through a crash."""
        await self._p.private.save_draft(user_id, text, half)

    async def private_draft_half(self, user_id: int) -> HalfWritten:
        """What else was said of what was typed for this chat."""
        return await self._p.private.draft_half(user_id)

    async def private_draft(self, user_id: int) -> str:
        """What was typed for this chat."""
        return await self._p.private.draft(user_id)

    async def save_private_draft_files(self, user_id: int, paths: Sequence[str]) -> None:
        """Keep which files are put to what is typed for this chat."""
        await self._p.private.save_draft_files(user_id, paths)

    async def private_draft_files(self, user_id: int) -> Sequence[AttachedFile]:
        """The files put to what was typed for this chat."""
        return [attachment_or_missing(Path(path)) for path in await self._p.private.draft_files(user_id)]

    async def answered_in_private(self, inquiry_id: int, kind: ReplyKind) -> None:
        """A group inquiry was answered in private: as information, referral or both."""
        self._may_write()
        await self._p.private_answers.answered(inquiry_id, kind)

    async def private_pointer(self, inquiry_id: int) -> str:
        """The words of :meth:`point_to_private`, to look at or change first."""
        return await self._p.private_answers.pointer(inquiry_id)

    async def point_to_private(self, inquiry_id: int, kind: ReplyKind, *, text: str | None = None) -> str:
        """Reply in the group that the answer was given in private; returns the outbox id."""
        self._may_write()
        item_id = await self._p.private_answers.point(inquiry_id, kind, text)
        self._p.outbox.wake()
        return item_id

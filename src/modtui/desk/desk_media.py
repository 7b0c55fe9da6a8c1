"""The desk's commands about attachments and words: see :mod:`modtui.desk.api_media`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from modtui.desk.attaching import attach, attachment, attachment_or_missing
from modtui.desk.base import DeskBase
from modtui.desk.context import DeskContext
from modtui.desk.media_box import MediaBox, Progress
from modtui.desk.views_snippets import AttachedFile
from modtui.desk.words import Words
from modtui.domain.formatting import Entity
from modtui.domain.inquiry_states import ReplyKind


class MediaCommands(DeskBase):
    """Open, play, save, attach, transcribe, translate."""

    _media_box: MediaBox | None = None
    _words: Words

    def _start_media(self, ctx: DeskContext) -> None:
        """Called once at the desk's start; what a crash left of members' files goes."""
        self._media_box = MediaBox(ctx, self._path.with_name("media"))
        self._media_box.clear()
        ctx.forgetters.append(self._media_box.forget)
        self._words = Words(ctx)

    async def _stop_media(self) -> None:
        """Called at the desk's end."""
        if self._media_box is not None:
            await self._media_box.stop()
            self._media_box.clear()

    @property
    def _box(self) -> MediaBox:
        assert self._p is not None
        assert self._media_box is not None
        return self._media_box

    async def open_media(self, message_id: int, progress: Progress | None = None) -> None:
        """Download an attachment and show it with the system's program."""
        await self._box.open(message_id, progress)

    async def play_media(self, message_id: int, progress: Progress | None = None) -> str:
        """Download and play a voice message; returns the player's name."""
        return await self._box.play(message_id, progress)

    async def stop_playing(self) -> bool:
        """Stop what is playing."""
        return await self._box.stop()

    async def save_media(self, message_id: int, target: Path, progress: Progress | None = None) -> Path:
        """Save an attachment; nothing is overwritten."""
        return await self._box.save(message_id, target, progress)

    async def attach_file(
        self,
        path: Path,
        caption: str = "",
        *,
        message_id: int | None = None,
        kind: ReplyKind | None = None,
        post_type: str | None = None,
        as_photo: bool | None = None,
        entities: Sequence[Entity] = (),
    ) -> str:
        """Queue a file with its caption; returns the outbox id."""
        self._may_write()
        item_id = await attach(
            self._p.ctx,
            path,
            caption,
            message_id=message_id,
            kind=kind,
            post_type=post_type,
            as_photo=as_photo,
            entities=entities,
        )
        self._p.outbox.wake()
        return item_id

    def attachment(self, path: str) -> AttachedFile:
        """A file as it would leave with a message."""
        return attachment(Path(path))

    async def save_draft_files(self, target: int | None, paths: Sequence[str]) -> None:
        """Keep which files are put to what is typed."""
        await self._p.answering.save_draft_files(target, paths)

    async def draft_files(self, target: int | None) -> Sequence[AttachedFile]:
        """The files put to what was typed for this target."""
        return [attachment_or_missing(Path(path)) for path in await self._p.answering.draft_files(target)]

    async def transcribe(self, message_id: int, *, accepted: bool = False) -> str:
        """A voice message in words."""
        return await self._words.transcribe(message_id, accepted=accepted)

    async def translate(self, message_id: int, to_language: str = "en", *, accepted: bool = False) -> str:
        """A message of the group in another language."""
        return await self._words.translate(message_id, to_language, accepted=accepted)

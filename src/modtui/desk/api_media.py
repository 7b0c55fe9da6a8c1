"""The desk as a screen sees it, continued: attachments, and words through Telegram's own calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from modtui.desk.views_snippets import AttachedFile
from modtui.desk.words import NoticeNeeded as NoticeNeeded
from modtui.domain.formatting import Entity
from modtui.domain.inquiry_states import ReplyKind

Progress = Callable[[int, int | None], None]


class MediaApi(Protocol):
    """Each raises DeskError with one sentence. ``progress`` gets bytes done and bytes in all, where known."""

    async def open_media(self, message_id: int, progress: Progress | None = None) -> None:
        """Download a message's attachment and show it with the system's program. Cancel the task to stop."""
        ...

    async def play_media(self, message_id: int, progress: Progress | None = None) -> str:
        """Download and play a voice message with a player that is installed; returns the player's name."""
        ...

    async def stop_playing(self) -> bool:
        """Stop what is playing; False when nothing was."""
        ...

    async def save_media(self, message_id: int, target: Path, progress: Progress | None = None) -> Path:
        """Save an attachment in a folder (under its own name) or as a new file; nothing is overwritten."""
        ...

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
        """Queue a file as a reply or, without ``message_id``, a post of ``post_type``; returns the outbox id.

        It is in the feed like any unsent message, with its upload's progress in ``send_note``; told by
        ``DeskChange.uploads``. ``as_photo`` None: pictures are shown as such. ``entities``: how the
        caption looks. ``retry`` and ``cancel`` as usual.
        """
        ...

    def attachment(self, path: str) -> AttachedFile:
        """A file as it would leave with a message. Raises DeskError for one that cannot be sent."""
        ...

    async def save_draft_files(self, target: int | None, paths: Sequence[str]) -> None:
        """Keep which files are put to what is typed for this target, through a crash."""
        ...

    async def draft_files(self, target: int | None) -> Sequence[AttachedFile]:
        """The files put to what was typed for this target; one that has gone meanwhile is ``missing``."""
        ...

    async def transcribe(self, message_id: int, *, accepted: bool = False) -> str:
        """A voice message in words. Raises NoticeNeeded until it was accepted once that Telegram's providers hear it."""
        ...

    async def translate(self, message_id: int, to_language: str = "en", *, accepted: bool = False) -> str:
        """A message of the group in another language. Raises NoticeNeeded as :meth:`transcribe`."""
        ...

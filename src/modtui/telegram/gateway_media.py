"""Files, voice and translation through Telegram.

Both gateways implement it beside :class:`~modtui.telegram.gateway.Gateway`; errors are GatewayError and its kinds.
Transcribing and translating send content to Telegram's providers: asking is for whoever was told so (RULES 6.1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from modtui.telegram.gateway import Outgoing, Sent

#: Bytes done, and bytes in all where known.
Progress: TypeAlias = Callable[[int, int | None], None]

#: Telegram's limits in bytes: a file of an account without Premium, and a picture that is shown as one.
LARGEST_FILE: Final = 2000 * 1024 * 1024
LARGEST_PHOTO: Final = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to attach. ``name`` is what members see. ``as_photo``: shown as a picture, else as a file."""

    path: Path
    name: str
    mime: str
    as_photo: bool = False


@runtime_checkable
class MediaGateway(Protocol):
    """Attachments: of the group's messages, and files on their way out to the group or to one person."""

    async def download(self, message_id: int, target: Path, progress: Progress | None = None) -> int:
        """Write a message's attachment to ``target``, going on after what stands there; returns the file's bytes.

        ``target`` is empty (or not there) at first. Raises MessageGone, NotConnected when cut (``target`` then
        holds the file's beginning: call again to go on), GatewayError with code ``nothing-to-download``.
        """
        ...

    async def send_file(
        self, message: Outgoing, file: OutgoingFile, progress: Progress | None = None
    ) -> Sent:
        """Upload a file and send it where ``message`` goes, its text as the caption, once per ``random_id``.

        Raises as :meth:`Gateway.send`, and GatewayError with code ``file-gone`` when it cannot be read.
        """
        ...

    async def transcribe(self, message_id: int) -> str:
        """A voice message in words. Raises GatewayError, code ``premium-only`` where the account may not."""
        ...

    async def translate(self, message_id: int, to_language: str) -> str:
        """A message's text in another language (ISO 639-1)."""
        ...

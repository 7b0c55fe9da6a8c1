"""Transcribing and translating through Telegram, after it was said once where the content goes (RULES 6.1)."""

from __future__ import annotations

from typing import Final, cast

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.still_there import still_there
from modtui.domain.messages import MediaKind
from modtui.telegram.gateway import GatewayError
from modtui.telegram.gateway_media import MediaGateway
from modtui.text.catalogue import say
from modtui.text.safe import safe_text

#: The meta entry that says that the notice was accepted.
NOTICED: Final = "words_notice"


class NoticeNeeded(DeskError):
    """The notice has to be accepted first: ``str()`` is it. Ask, and call again with ``accepted``."""


class Words:
    """Only messages of the group: private chats are never sent anywhere. What comes back stays in memory."""

    def __init__(self, ctx: DeskContext) -> None:
        self._ctx = ctx
        self._known: dict[tuple[int, str], str] = {}

    async def transcribe(self, message_id: int, *, accepted: bool) -> str:
        """A voice message in words, safe to show. Raises NoticeNeeded, DeskError with the reason."""
        media = (await still_there(self._ctx, message_id)).media
        if media is None or media.kind is not MediaKind.VOICE:
            raise DeskError(say("words.not_voice"))
        return await self._ask(message_id, "", accepted)

    async def translate(self, message_id: int, to_language: str, *, accepted: bool) -> str:
        """A message in another language, safe to show. Raises NoticeNeeded, DeskError with the reason."""
        if not (await still_there(self._ctx, message_id)).text.strip():
            raise DeskError(say("words.no_text"))
        return await self._ask(message_id, to_language, accepted)

    async def _ask(self, message_id: int, language: str, accepted: bool) -> str:
        ctx, key = self._ctx, (message_id, language)
        if not accepted and await ctx.db.get_meta(NOTICED) is None:
            raise NoticeNeeded(say("words.notice"))
        if accepted and not ctx.settings.read_only:  # a trainee is asked each time: nothing is written
            await ctx.db.set_meta(NOTICED, ctx.clock().isoformat())
        if key in self._known and language == "":
            return self._known[key]
        gateway = ctx.gateway
        if not isinstance(gateway, MediaGateway) or not ctx.connected:
            raise DeskError(say("feed.needs_connection"))
        asked = cast("MediaGateway", gateway)
        try:
            text = await (asked.translate(message_id, language) if language else asked.transcribe(message_id))
        except GatewayError as error:
            raise DeskError(str(error)) from error
        self._known[key] = safe_text(text)
        return self._known[key]

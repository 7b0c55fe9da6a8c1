"""Crash safety: an exception in a handler becomes one sentence, and the program lives on."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.message import Message

log = logging.getLogger(__name__)


class Sturdy(MessagePump):
    """Mixed into our widgets and screens: errors in message handlers are reported, not fatal."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.exception("handling %s failed", type(message).__name__)
            report = getattr(self.app, "report_failure", None)
            if report is None:
                raise
            report(error)

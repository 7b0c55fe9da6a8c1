"""Crash safety: an exception in a handler or a callback becomes one sentence, and the program lives on."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from textual._callback import invoke
from textual.css.query import NoMatches
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message

log = logging.getLogger(__name__)


class Sturdy(MessagePump):
    """Mixed into our widgets and screens: errors in handlers and in what runs after them are reported, not fatal."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.exception("handling %s failed", type(message).__name__)
            self._report(error)

    def call_after_refresh(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Textual's; but what goes wrong in it ends nothing, and what has been closed meanwhile is left alone."""
        return super().call_after_refresh(self._sturdily, callback, *args, **kwargs)

    def call_next(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """As :meth:`call_after_refresh`."""
        super().call_next(self._sturdily, callback, *args, **kwargs)

    async def _sturdily(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        try:
            await invoke(lambda: callback(*args, **kwargs))
        except asyncio.CancelledError:
            raise
        except NoMatches as error:
            if not (self._closing or getattr(self, "_pruning", False)):  # else its parts are being taken away
                self._report(error)
        except Exception as error:
            log.exception("a callback failed")
            self._report(error)

    def _report(self, error: Exception) -> None:
        report = getattr(self.app, "report_failure", None)
        if report is None:
            raise error
        report(error)

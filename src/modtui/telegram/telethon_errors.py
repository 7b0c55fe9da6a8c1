"""Telegram's refusals as one clear sentence each; nothing of Telethon passes."""

from __future__ import annotations

import asyncio
from typing import Any

from telethon import errors

from modtui.telegram import gateway as g
from modtui.telegram.refusals import BY_MESSAGE, Make, slow_mode, transient

# Sessions that are dead for good. A bare AuthKeyError (an unmapped 406) is no logout (facts/telethon.md).
_DEAD_SESSION = (
    errors.AuthKeyUnregisteredError,
    errors.AuthKeyDuplicatedError,
    errors.AuthKeyInvalidError,
    errors.AuthKeyPermEmptyError,
    errors.SessionRevokedError,
    errors.SessionExpiredError,
    errors.UserDeactivatedError,
    errors.UserDeactivatedBanError,
    errors.AuthKeyNotFound,
)

NOT_LOGGED_IN = "This machine is not logged in to Telegram; run: modtui login"
_REVOKED = "This machine's login was ended from another device; run: modtui login"
_DUPLICATED = (
    "Telegram ended this login because its session file was used from two places at once; run: modtui login"
)
_DEACTIVATED = "Telegram has deactivated this account."
LOST = "The connection to Telegram broke; it is being restored."
SILENT = "Telegram did not answer in time; whether the request was carried out is not known."
NO_SESSION_WRITE = "The session file is in use by another program; close that one first."


def _class_name(message: str) -> str:
    return "".join(part.capitalize() for part in message.lower().split("_")) + "Error"


# Telethon gives known errors a class of their own and hides Telegram's message; unknown ones keep it.
_BY_CLASS: dict[str, Make] = {_class_name(message): make for message, make in BY_MESSAGE.items()}


def is_session_dead(error: BaseException) -> bool:
    """Whether this error means that the login is over for good, so that trying again is of no use."""
    return isinstance(error, _DEAD_SESSION)


def session_sentence(error: BaseException) -> str:
    """Why the login ended, in a sentence."""
    if isinstance(error, errors.AuthKeyDuplicatedError):
        return _DUPLICATED
    if isinstance(error, errors.UserDeactivatedError | errors.UserDeactivatedBanError):
        return _DEACTIVATED
    return _REVOKED


def translate(error: BaseException) -> g.GatewayError:
    """The GatewayError for whatever Telethon or the socket raised."""
    if isinstance(error, g.GatewayError):
        return error
    if is_session_dead(error):
        return g.NotLoggedIn(session_sentence(error))
    if isinstance(error, errors.SlowModeWaitError):
        return slow_mode(error.seconds)
    if isinstance(
        error, errors.FloodWaitError | errors.FloodPremiumWaitError | errors.FloodTestPhoneWaitError
    ):
        return g.FloodWait(error.seconds)
    if isinstance(error, errors.RPCError):
        return _translate_rpc(error)
    if isinstance(error, asyncio.TimeoutError):
        return g.NotConnected(SILENT)
    if isinstance(error, OSError | asyncio.IncompleteReadError | EOFError):
        return g.NotConnected(LOST)
    if "database is locked" in str(error):
        return g.GatewayError(NO_SESSION_WRITE, code="session-locked")
    return g.GatewayError(
        f"Telegram's answer was not understood ({type(error).__name__}).", code="unexpected"
    )


def _translate_rpc(error: Any) -> g.GatewayError:
    make = _BY_CLASS.get(type(error).__name__) or BY_MESSAGE.get(str(error.message))
    if make is not None:
        return make(str(error.message))
    if isinstance(error, errors.ServerError | errors.TimedOutError):
        return transient("Telegram has a problem of its own; try again in a moment.", "telegram-trouble")
    if isinstance(error, errors.UnauthorizedError):
        return g.NotLoggedIn(NOT_LOGGED_IN)
    name = str(error.message) if type(error).__module__.endswith("rpcbaseerrors") else type(error).__name__
    return g.GatewayError(f"Telegram refused the request ({name}).")

"""Logging this machine in and out: phone and code, two-step password, or a QR code."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from telethon import TelegramClient, errors
from telethon.tl import functions, types

from modtui.domain.messages import Account
from modtui.telegram import telethon_convert as convert
from modtui.telegram.event_queue import EventQueue
from modtui.telegram.gateway import GatewayError, LoginError, NotConnected, NotLoggedIn
from modtui.telegram.telethon_client import ClientSettings, ServerAddress, session_file
from modtui.telegram.telethon_link import TelethonLink

NO_CODE_YET = "Ask for a code first."
NOT_REVOKED = "Telegram did not confirm the logout; the session is kept so that you can try again."
CURRENT_SESSION = "That is the login of this machine; end it with: modtui logout"

_MOVES = (errors.PhoneMigrateError, errors.NetworkMigrateError, errors.UserMigrateError)
_WHERE = {
    types.auth.SentCodeTypeApp: "the Telegram app",
    types.auth.SentCodeTypeSms: "an SMS",
    types.auth.SentCodeTypeSmsWord: "an SMS",
    types.auth.SentCodeTypeSmsPhrase: "an SMS",
    types.auth.SentCodeTypeFirebaseSms: "an SMS",
    types.auth.SentCodeTypeFragmentSms: "Fragment",
    types.auth.SentCodeTypeCall: "a phone call",
    types.auth.SentCodeTypeFlashCall: "a phone call",
    types.auth.SentCodeTypeMissedCall: "a missed call (the last digits of its number)",
    types.auth.SentCodeTypeEmailCode: "your e-mail",
}


@dataclass(frozen=True, slots=True)
class LoginElsewhere:
    """One login of the account, as Telegram lists them. Names come from the devices: untrusted."""

    key: int  # Telegram's hash of the login; 0 for this machine
    device: str
    application: str
    country: str
    active_at: datetime
    is_this: bool


class TelethonLogin:
    """The LoginGateway protocol. Connects by itself at the first call. Close it when done."""

    def __init__(
        self,
        *,
        api_id: int,
        api_hash: str,
        session_path: Path,
        server: ServerAddress | None = None,
        proxy: dict[str, Any] | None = None,
        connect_timeout: float = 15.0,
        request_timeout: float = 20.0,
    ) -> None:
        self._settings = ClientSettings(
            api_id=api_id,
            api_hash=api_hash,
            session_path=session_path,
            server=server,
            proxy=proxy,
            connect_timeout=connect_timeout,
            request_timeout=request_timeout,
        )
        self._link = self._new_link()
        self._code_hash: dict[str, str] = {}
        self._qr: Any = None
        self._qr_client: Any = None
        self._is_login_begun = False

    def _new_link(self) -> TelethonLink:
        # With updates: the QR login learns of the scan by one.
        return TelethonLink(self._settings, EventQueue())

    async def _connected(self) -> None:
        try:
            _ = self._link.client
        except NotConnected:
            await self._link.open_unchecked()

    async def _connected_to_log_in(self) -> None:
        """As :meth:`_connected`; a key left over from an ended login is not used again."""
        if self._is_login_begun:
            return await self._connected()
        try:
            await self._connected()
        except NotLoggedIn:
            logged_in = False
        else:
            logged_in = self._link.me is not None
        if not logged_in and not self._link.is_key_new:
            await self._link.forget_key()
            await self._connected()
        self._is_login_begun = True
        return None

    async def _step(
        self, do: Callable[[TelegramClient], Awaitable[Any]], seconds: float | None = None
    ) -> Any:
        """One step of a login: follows the account to its data centre, and tries again on a fresh line once.

        A line breaks easily here: people take a minute to type a code.
        """
        for last in (False, False, True):
            try:
                await self._connected_to_log_in()
                return await self._link.call(do, timeout=seconds, may_move=True)
            except GatewayError as error:
                may_repeat = isinstance(error, NotConnected) or isinstance(error.__cause__, _MOVES)
                if last or not may_repeat:
                    raise
        raise AssertionError

    async def send_code(self, phone: str) -> str:
        """Ask Telegram to send a code; returns where it went, in words. See LoginGateway."""
        sent = await self._step(lambda client: client.send_code_request(phone))
        self._code_hash[phone] = sent.phone_code_hash
        return _WHERE.get(type(sent.type), "another way that Telegram names to you")

    async def sign_in(self, phone: str, code: str) -> Account:
        """Log in with the code. Raises PasswordNeeded, LoginError, FloodWait, NotConnected."""
        code_hash = self._code_hash.get(phone)
        if code_hash is None:
            raise LoginError(NO_CODE_YET)
        await self._step(
            lambda client: client.sign_in(phone=phone, code=code.strip(), phone_code_hash=code_hash)
        )
        return await self._logged_in()

    async def password(self, password: str) -> Account:
        """Finish a login with the two-step password. Raises LoginError if it is wrong."""
        await self._step(lambda client: client.sign_in(password=password))
        return await self._logged_in()

    async def _logged_in(self) -> Account:
        account = await self.who()
        if account is None:
            raise NotLoggedIn
        return account

    async def who(self) -> Account | None:
        """The account logged in on this machine, or None (also when it was revoked elsewhere)."""
        if not self._session_file.exists() and self._link.me is None and not self._code_hash:
            return None  # nothing to ask Telegram about
        try:
            await self._connected()
            user = await self._link.call(lambda client: client.get_me())
        except NotLoggedIn:
            return None
        return None if user is None else convert.account(user)

    @property
    def _session_file(self) -> Path:
        return session_file(self._settings.session_path)

    # ------------------------------------------------------------------ QR code

    async def qr_url(self) -> str:
        """A ``tg://login`` address to show as a QR code, valid for about 30 s. Then await :meth:`qr_scanned`."""

        async def fresh(client: TelegramClient) -> str:
            if self._qr is None or self._qr_client is not client:
                self._qr, self._qr_client = await client.qr_login(), client
            else:
                await self._qr.recreate()
            return str(self._qr.url)

        return str(await self._step(fresh))

    async def qr_scanned(self, seconds: float) -> Account | None:
        """Wait for the scan; None if the time is up or the line broke: show a new address then.

        Raises PasswordNeeded.
        """

        async def scan(_client: TelegramClient) -> bool:
            try:
                await self._qr.wait(seconds)
            except TimeoutError:
                return False
            return True

        try:
            scanned = await self._link.call(scan, timeout=seconds + 10, may_move=True)
        except NotConnected:
            return None
        return await self._logged_in() if scanned else None

    # ------------------------------------------------------------------ logins

    async def logins(self) -> list[LoginElsewhere]:
        """Every login of the account, this machine's first."""
        await self._connected()
        answer = await self._link.request(functions.account.GetAuthorizationsRequest())
        found = []
        for login in answer.authorizations:
            at = convert.utc(login.date_active)
            assert at is not None
            device = f"{login.device_model} {login.platform}".strip()
            found.append(
                LoginElsewhere(login.hash, device, login.app_name, login.country, at, bool(login.current))
            )
        return sorted(found, key=lambda login: (not login.is_this, -login.active_at.timestamp()))

    async def revoke(self, key: int) -> None:
        """End another login of this account (a lost laptop)."""
        if key == 0:
            raise LoginError(CURRENT_SESSION)
        await self._connected()
        await self._link.request(functions.account.ResetAuthorizationRequest(key))

    async def log_out(self) -> None:
        """Revoke this session at Telegram and remove its file.

        Raises NotConnected if Telegram cannot be reached: the file is kept, so that the session is not
        left alive with nobody able to end it. A session that is dead already is only removed here.
        """
        with contextlib.suppress(NotLoggedIn):
            try:
                await self._revoke_this()
            except NotConnected:  # a line that broke unnoticed while nobody asked anything
                try:
                    await self._revoke_this()
                except NotConnected as error:
                    raise NotConnected(NOT_REVOKED) from error
        await self._link.close()
        for suffix in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                Path(f"{self._session_file}{suffix}").unlink()
        self._link, self._code_hash, self._qr, self._is_login_begun = self._new_link(), {}, None, False

    async def _revoke_this(self) -> None:
        await self._connected()
        await self._link.request(functions.auth.LogOutRequest())

    async def close(self) -> None:
        """Disconnect. Safe to call twice."""
        await self._link.close()

"""Codes, two-step passwords and QR tokens: what the server remembers of logins under way."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from modtui.telegram.world import User
from tests.telegram_server.crypto import SrpPassword, SrpTrial

if TYPE_CHECKING:
    from tests.telegram_server.keys import Key
    from tests.telegram_server.server import TelegramServer

CODE = "12345"
CODE_VALID = timedelta(minutes=5)
TOKEN_VALID = timedelta(seconds=30)


def digits(phone: str) -> str:
    """A phone number as its digits."""
    return "".join(c for c in phone if c.isdigit())


@dataclass
class SentCode:
    """A code on its way to somebody."""

    phone: str
    code: str
    sent: datetime
    hash: str = field(default_factory=lambda: secrets.token_hex(9))


@dataclass
class Token:
    """A QR token shown by one key; ``accepted_by`` once somebody has scanned it."""

    key: Key
    expires: datetime
    token: bytes = field(default_factory=lambda: os.urandom(32))
    accepted_by: int | None = None


class Logins:
    """``code`` is what every login is sent; passwords are set with :meth:`set_password`."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self.code = CODE
        self.codes: dict[str, SentCode] = {}
        self.passwords: dict[int, SrpPassword] = {}
        self.trials: dict[int, SrpTrial] = {}
        self.tokens: list[Token] = []

    def set_password(self, user_id: int, password: str, hint: str = "") -> None:
        """Give an account a two-step password."""
        self.passwords[user_id] = SrpPassword(password, hint)

    def owner(self, phone: str) -> User | None:
        """Whose phone number this is."""
        wanted = digits(phone)
        for user in self._server.world.users.values():
            if user.phone and digits(user.phone) == wanted:
                return user
        return None

    def send(self, phone: str) -> SentCode:
        code = SentCode(digits(phone), self.code, self._server.now())
        self.codes[code.hash] = code
        return code

    def show_token(self, key: Key) -> Token:
        """A QR token for this key; the accepted one if there is one."""
        now = self._server.now()
        for token in self.tokens:
            if token.key is key and token.accepted_by is not None:
                return token
        token = Token(key, now + TOKEN_VALID)
        self.tokens.append(token)
        return token

    def scan(self, user_id: int, token: bytes | None = None) -> Token:
        """Accept a token (the newest one) as from a phone of this user. Raises LookupError when there is none."""
        fitting = [t for t in self.tokens if token in (None, t.token) and t.expires > self._server.now()]
        if not fitting:
            raise LookupError("no token to scan")
        fitting[-1].accepted_by = user_id
        self._server.login_token_changed(fitting[-1].key)
        return fitting[-1]

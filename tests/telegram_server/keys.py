"""What the server knows of each authorization key: who is logged in with it, from what device."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from tests.telegram_server import crypto


@dataclass(eq=False)
class Key:
    """An authorization key and the login on it."""

    key: bytes
    salt: int
    created: datetime
    user_id: int | None = None
    awaiting_password: int | None = None  # the user who has given the code but not the password
    device: str = "unknown device"
    app_version: str = ""
    api_id: int = 0
    layer: int | None = None
    hash: int = field(default_factory=lambda: secrets.randbits(62) | 1)
    sessions: set[int] = field(default_factory=set)
    active: datetime | None = None

    @property
    def id(self) -> bytes:
        return crypto.key_id(self.key)


class Keys:
    """All keys the server accepts."""

    def __init__(self) -> None:
        self._by_id: dict[bytes, Key] = {}

    def add(
        self, key: bytes, created: datetime, *, salt: int | None = None, user_id: int | None = None
    ) -> Key:
        if salt is None:
            salt = int.from_bytes(os.urandom(8), "little", signed=True)
        made = Key(key, salt, created, user_id)
        self._by_id[made.id] = made
        return made

    def get(self, key_id: bytes) -> Key | None:
        return self._by_id.get(key_id)

    def forget(self, key: Key) -> None:
        self._by_id.pop(key.id, None)

    def of(self, user_id: int) -> list[Key]:
        """The keys this user is logged in with."""
        return [key for key in self._by_id.values() if key.user_id == user_id]

    def __iter__(self):
        return iter(list(self._by_id.values()))

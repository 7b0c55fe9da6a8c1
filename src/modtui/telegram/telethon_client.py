"""Making Telethon clients: the session file, the server, and what we change of the library's defaults."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telethon import TelegramClient
from telethon.crypto import rsa
from telethon.sessions import SQLiteSession
from telethon.tl import functions

from modtui.telegram.gateway import GatewayError
from modtui.telegram.telethon_errors import NO_SESSION_WRITE

# If nobody listens, the library's warnings go to standard error: into the middle of the screen.
_LOG = logging.getLogger("modtui.telethon")
_LOG.addHandler(logging.NullHandler())

NOT_A_SESSION = "The session file is damaged or something else; move it away and run: modtui login"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A test data centre or a server of one's own (DESIGN, "Private servers").

    ``public_key`` is the server's RSA key in PEM; with it the real key exchange runs.
    """

    dc: int
    host: str
    port: int
    public_key: str | None = None


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """Whom to talk to and as what. ``proxy`` is a python-socks mapping (proxy_type, addr, port, ...)."""

    api_id: int
    api_hash: str
    session_path: Path
    server: ServerAddress | None = None
    proxy: dict[str, Any] | None = None
    connect_timeout: float = 15.0  # seconds, for one attempt with its key exchange
    request_timeout: float = 20.0  # seconds, for one request


class ModtuiSession(SQLiteSession):  # type: ignore[misc]
    """A session file that keeps nobody's name, user name or phone number, only ids and access hashes."""

    @staticmethod
    def _entity_values_to_row(
        id: int, hash: int, username: str | None, phone: str | None, name: str | None
    ) -> tuple[int, int, None, None, None]:
        return id, hash, None, None, None


def session_file(path: Path) -> Path:
    """The session's file as the library names it, with its ending."""
    return path if path.suffix == ".session" else path.with_name(path.name + ".session")


def open_session(settings: ClientSettings) -> ModtuiSession:
    """The session file, made with mode 0600 before anything is written to it.

    Raises GatewayError if it cannot be read, is locked, or is not a session.
    """
    path = session_file(settings.session_path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
        session = ModtuiSession(str(path))
    except OSError as error:
        raise GatewayError(
            f"The session file {path} cannot be opened: {error.strerror}.", code="session-unreadable"
        ) from error
    except sqlite3.OperationalError as error:
        raise GatewayError(NO_SESSION_WRITE, code="session-locked") from error
    except sqlite3.DatabaseError as error:
        raise GatewayError(NOT_A_SESSION, code="session-damaged") from error
    _point_at(session, settings.server)
    return session


def _point_at(session: ModtuiSession, server: ServerAddress | None) -> None:
    if server is None:
        return
    if server.public_key:
        rsa.add_key(server.public_key, old=False)
    if (session.dc_id, session.server_address, session.port) != (server.dc, server.host, server.port):
        session.set_dc(server.dc, server.host, server.port)
        session.save()


_CATCHING_UP = (functions.updates.GetChannelDifferenceRequest, functions.updates.GetDifferenceRequest)


class _ListeningClient(TelegramClient):  # type: ignore[misc]
    """Tells of what the library drops when it catches up: edits, deletions, and who came and went (facts)."""

    on_difference: Callable[[Any, Any], None] | None = None

    async def __call__(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        result = await super().__call__(request, *args, **kwargs)
        if isinstance(request, _CATCHING_UP) and self.on_difference:
            self.on_difference(request, result)
        return result


def make_client(
    settings: ClientSettings,
    session: ModtuiSession,
    *,
    on_difference: Callable[[Any, Any], None] | None = None,
    receive_updates: bool = True,
) -> TelegramClient:
    """A client that neither reconnects nor sleeps nor retries by itself: the caller decides (DESIGN)."""
    client = _ListeningClient(
        session,
        settings.api_id,
        settings.api_hash,
        proxy=settings.proxy,
        timeout=settings.connect_timeout,
        request_retries=0,
        connection_retries=0,
        retry_delay=0,
        auto_reconnect=False,
        flood_sleep_threshold=0,
        raise_last_call_error=True,
        sequential_updates=True,
        receive_updates=receive_updates,
        catch_up=False,
        device_model="modtui",
        system_version="terminal",
        app_version="1",
        base_logger=_LOG,
    )
    client.on_difference = on_difference
    return client


def forget_users(session_path: Path, user_ids: Iterable[int]) -> None:
    """Remove users from the library's own memory in the session file (RULES 6.4, erase a member).

    Only ids and access hashes are kept there (see :class:`ModtuiSession`). Call it with no connection open.
    """
    path = session_file(session_path)
    if not path.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(path)) as session, session:
            session.execute("PRAGMA secure_delete = ON")
            session.executemany("DELETE FROM entities WHERE id = ?", [(number,) for number in user_ids])
    except sqlite3.OperationalError as error:
        raise GatewayError(NO_SESSION_WRITE, code="session-locked") from error
    except sqlite3.DatabaseError as error:
        raise GatewayError(NOT_A_SESSION, code="session-damaged") from error

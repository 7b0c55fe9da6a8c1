"""The way from the settings to Telegram: gateways and logins that load the client library only when it is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from modtui.config import Proxy, Server
from modtui.config_load import LoadedConfig
from modtui.domain.messages import Account
from modtui.paths import Paths
from modtui.telegram.gateway import Gateway, NotConnected
from modtui.telegram.gateway_feed import FeedGateway
from modtui.telegram.gateway_media import MediaGateway
from modtui.telegram.gateway_moderation import ModerationGateway
from modtui.telegram.gateway_private import PrivateGateway

if TYPE_CHECKING:
    from modtui.telegram.telethon_login import TelethonLogin

NOT_LOGGED_IN = "This machine is not logged in to Telegram; run: modtui login"


class LateGateway:
    """A gateway that is made when it first connects: the client library takes half a second to load,
    and the screen should be there before it.
    """

    def __init__(self, make: Callable[[], Gateway]) -> None:
        self._make = make
        self._made: Gateway | None = None

    async def connect(self) -> Account:
        """Load the library beside the screen, then connect."""
        if self._made is None:
            self._made = await asyncio.to_thread(self._make)
        return await self._made.connect()

    async def close(self) -> None:
        """Disconnect, if there ever was a connection."""
        if self._made is not None:
            await self._made.close()

    def real(self) -> Gateway:
        """The gateway itself. Raises NotConnected until the first connection."""
        if self._made is None:
            raise NotConnected("There is no connection to Telegram yet.")
        return self._made


def _passed_on(name: str) -> Callable[..., Any]:
    def call(late: LateGateway, *args: Any, **named: Any) -> Any:
        return getattr(late.real(), name)(*args, **named)

    call.__name__ = name
    return call


# Written on the class, not found by __getattr__: the desk asks by isinstance what a gateway can do, also before
# it has connected, and from Python 3.12 on that looks at the class only.
for _protocol in (Gateway, FeedGateway, MediaGateway, ModerationGateway, PrivateGateway):
    for _name in dir(_protocol):
        if not _name.startswith("_") and _name not in vars(LateGateway):
            setattr(LateGateway, _name, _passed_on(_name))


def gateway(loaded: LoadedConfig, places: Paths) -> Gateway:
    """The real gateway to the configured group. Raises ConfigError when a setting it needs is missing."""
    loaded.require("telegram.api_id", "telegram.api_hash", "group")
    api_hash = loaded.api_hash()
    config = loaded.config

    def make() -> Gateway:
        from modtui.telegram.telethon import TelethonGateway

        assert config.telegram.api_id is not None
        assert config.group is not None
        return TelethonGateway(
            api_id=config.telegram.api_id,
            api_hash=api_hash,
            session_path=places.session,
            group=config.group,
            server=_server(config.telegram.server),
            proxy=_proxy(config.telegram.proxy),
        )

    return cast("Gateway", LateGateway(make))


def login(loaded: LoadedConfig, places: Paths) -> TelethonLogin:
    """The login of this machine. Raises ConfigError when a setting it needs is missing."""
    loaded.require("telegram.api_id", "telegram.api_hash")
    api_hash = loaded.api_hash()
    telegram = loaded.config.telegram
    from modtui.telegram.telethon_login import TelethonLogin

    assert telegram.api_id is not None
    return TelethonLogin(
        api_id=telegram.api_id,
        api_hash=api_hash,
        session_path=places.session,
        server=_server(telegram.server),
        proxy=_proxy(telegram.proxy),
    )


def _server(server: Server | None) -> Any:
    if server is None:
        return None
    from modtui.telegram.telethon import ServerAddress

    return ServerAddress(server.dc, server.host, server.port, server.public_key)


def _proxy(proxy: Proxy | None) -> dict[str, Any] | None:
    if proxy is None:
        return None
    return {
        "proxy_type": proxy.kind,
        "addr": proxy.host,
        "port": proxy.port,
        "username": proxy.username,
        "password": proxy.password.reveal() if proxy.password else None,
    }

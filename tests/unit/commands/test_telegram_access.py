"""The gateway that is made when it first connects: what it says it can do, before and after."""

from __future__ import annotations

import inspect
from typing import Any, cast

import pytest

from modtui.commands.telegram_access import LateGateway
from modtui.domain.messages import Account
from modtui.telegram.gateway import Gateway, NotConnected
from modtui.telegram.gateway_feed import FeedGateway
from modtui.telegram.gateway_media import MediaGateway
from modtui.telegram.gateway_moderation import ModerationGateway
from modtui.telegram.gateway_private import PrivateGateway
from modtui.telegram.telethon import TelethonGateway

PROTOCOLS = (Gateway, FeedGateway, MediaGateway, ModerationGateway, PrivateGateway)


class _Made:
    async def connect(self) -> Account:
        return Account(id=7, name="Sample")

    async def private_chats(self, *, since: object) -> tuple[object, ...]:
        return ("asked", since)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_it_can_what_the_real_one_can_before_it_has_connected(protocol: type) -> None:
    late = LateGateway(lambda: cast("Gateway", _Made()))

    assert isinstance(late, protocol)
    # As Python 3.12 and newer look: at the class, never through __getattr__.
    names = [name for name in dir(protocol) if not name.startswith("_")]
    assert names
    for name in names:
        assert callable(inspect.getattr_static(late, name))
        assert callable(inspect.getattr_static(TelethonGateway, name))


async def test_a_call_before_the_connection_is_refused_and_one_after_it_is_passed_on() -> None:
    late: Any = LateGateway(lambda: cast("Gateway", _Made()))

    with pytest.raises(NotConnected):
        await late.private_chats(since="then")

    assert (await late.connect()).id == 7
    assert await late.private_chats(since="then") == ("asked", "then")

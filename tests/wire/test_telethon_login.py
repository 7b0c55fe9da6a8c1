"""Logging in and out through the real key exchange, on a real socket."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telethon import TelegramClient

from modtui.telegram.gateway import (
    FloodWait,
    GatewayError,
    LoginError,
    NotConnected,
    NotLoggedIn,
    PasswordNeeded,
)
from modtui.telegram.telethon import ServerAddress, TelethonGateway
from modtui.telegram.telethon_client import forget_users
from modtui.telegram.telethon_login import TelethonLogin
from modtui.telegram.world import World
from tests.contract.stages import MovableClock, until
from tests.telegram_server import TelegramServer

PHONE = "+16135550100"


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    world = World(MovableClock())
    layla = world.add_user("Layla", phone=PHONE).id
    world.add_group("Newcomers", layla)
    async with TelegramServer(world) as server:
        yield server


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "account" / "layla.session"


def settings(server: TelegramServer, path: Path, **changes) -> dict:
    address = ServerAddress(server.dc, server.host, server.port, server.public_key_pem)
    return {
        "api_id": 1,
        "api_hash": "0" * 32,
        "session_path": path,
        "server": address,
        "connect_timeout": 5.0,
        "request_timeout": 5.0,
    } | changes


@pytest.fixture
async def login(server: TelegramServer, path: Path) -> AsyncIterator[TelethonLogin]:
    login = TelethonLogin(**settings(server, path))
    yield login
    await login.close()


async def test_phone_and_code_then_the_gateway_then_out(
    server: TelegramServer, login: TelethonLogin, path: Path
) -> None:
    assert await login.who() is None
    assert await login.send_code(PHONE) == "the Telegram app"
    account = await login.sign_in(PHONE, f" {server.logins.code} ")
    assert (account.name, account.phone) == ("Layla", PHONE.removeprefix("+"))
    assert await login.who() == account
    await login.close()
    assert server.exchanges == 1

    gateway = TelethonGateway(**settings(server, path), group="Newcomers")
    assert (await gateway.connect()).id == account.id
    await gateway.close()
    assert server.exchanges == 1

    again = TelethonLogin(**settings(server, path))
    assert await again.who() == account
    await again.log_out()
    assert not list(path.parent.glob("layla*"))
    assert server.count("LogOut") == 1
    assert await again.who() is None
    await again.close()


async def test_the_session_file_is_private_and_keeps_no_names(
    server: TelegramServer, login: TelethonLogin, path: Path
) -> None:
    await login.send_code(PHONE)
    await login.sign_in(PHONE, server.logins.code)
    await login.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    gateway = TelethonGateway(**settings(server, path), group="Newcomers")
    await gateway.connect()
    _ = [page async for page in gateway.members()]
    await gateway.close()
    with sqlite3.connect(path) as session:
        rows = session.execute("select username, phone, name from entities").fetchall()
    assert rows
    assert set(rows) == {(None, None, None)}
    layla = next(iter(server.world.users))
    forget_users(path, [layla])
    with sqlite3.connect(path) as session:
        assert (layla,) not in session.execute("select id from entities").fetchall()


async def test_a_wrong_code_may_be_followed_by_the_right_one(
    server: TelegramServer, login: TelethonLogin
) -> None:
    await login.send_code(PHONE)
    with pytest.raises(LoginError, match="wrong"):
        await login.sign_in(PHONE, "00000")
    assert (await login.sign_in(PHONE, server.logins.code)).name == "Layla"


async def test_a_two_step_password(server: TelegramServer, login: TelethonLogin) -> None:
    layla = next(iter(server.world.users))
    server.logins.set_password(layla, "correct horse")
    await login.send_code(PHONE)
    with pytest.raises(PasswordNeeded):
        await login.sign_in(PHONE, server.logins.code)
    with pytest.raises(LoginError, match="password is wrong"):
        await login.password("battery staple")
    assert (await login.password("correct horse")).id == layla


@pytest.mark.parametrize(
    ("phone", "word"), [("+1613", "country code"), ("+16135550199", "no Telegram account")]
)
async def test_a_phone_number_that_will_not_do(login: TelethonLogin, phone: str, word: str) -> None:
    with pytest.raises(LoginError, match=word):
        await login.send_code(phone)


async def test_a_code_before_asking_for_one(login: TelethonLogin) -> None:
    with pytest.raises(LoginError, match="Ask for a code"):
        await login.sign_in(PHONE, "12345")


async def test_an_expired_code(server: TelegramServer, login: TelethonLogin) -> None:
    await login.send_code(PHONE)
    server.logins.codes.clear()
    with pytest.raises(LoginError, match="expired"):
        await login.sign_in(PHONE, server.logins.code)


async def test_a_flood_wait_at_login(server: TelegramServer, login: TelethonLogin) -> None:
    server.faults.flood(300, "SendCode")
    with pytest.raises(FloodWait) as caught:
        await login.send_code(PHONE)
    assert caught.value.seconds == 300


async def test_wrong_api_credentials_are_named(server: TelegramServer, login: TelethonLogin) -> None:
    server.faults.error("SendCode", 400, "API_ID_INVALID")
    with pytest.raises(GatewayError, match="api_id") as caught:
        await login.send_code(PHONE)
    assert caught.value.code == "api-refused"


async def test_a_qr_code_scanned_with_the_phone(server: TelegramServer, login: TelethonLogin) -> None:
    layla = next(iter(server.world.users))
    url = await login.qr_url()
    assert url.startswith("tg://login?token=")
    scanned = asyncio.create_task(login.qr_scanned(5))
    await asyncio.sleep(0)
    server.logins.scan(layla)
    account = await scanned
    assert account is not None
    assert account.id == layla


async def test_a_qr_code_nobody_scans_and_a_new_one(server: TelegramServer, login: TelethonLogin) -> None:
    first = await login.qr_url()
    assert await login.qr_scanned(0.05) is None
    assert await login.qr_url() != first


async def test_logins_elsewhere_are_listed_and_ended(server: TelegramServer, login: TelethonLogin) -> None:
    layla = next(iter(server.world.users))
    await login.send_code(PHONE)
    await login.sign_in(PHONE, server.logins.code)
    server.place_key(layla, device="Lost laptop")
    this, lost = await login.logins()
    assert (this.is_this, lost.is_this, lost.device) == (True, False, "Lost laptop")
    with pytest.raises(LoginError, match="this machine"):
        await login.revoke(this.key)
    await login.revoke(lost.key)
    assert [found.is_this for found in await login.logins()] == [True]


async def test_logging_out_without_a_network_keeps_the_session(
    server: TelegramServer, login: TelethonLogin, path: Path
) -> None:
    await login.send_code(PHONE)
    await login.sign_in(PHONE, server.logins.code)
    server.faults.down()
    with pytest.raises(NotConnected, match="kept"):
        await login.log_out()
    assert path.exists()
    server.faults.up()
    await until(lambda: server._listener is not None)
    await login.log_out()
    assert not path.exists()


async def test_logging_out_of_a_login_that_was_ended_elsewhere_removes_the_file(
    server: TelegramServer, login: TelethonLogin, path: Path
) -> None:
    await login.send_code(PHONE)
    await login.sign_in(PHONE, server.logins.code)
    server.revoke(next(iter(server.world.users)))
    await login.log_out()
    assert not path.exists()


async def test_the_gateway_without_a_login(server: TelegramServer, path: Path) -> None:
    gateway = TelethonGateway(**settings(server, path), group="Newcomers")
    with pytest.raises(NotLoggedIn, match="modtui login"):
        await gateway.connect()
    await gateway.close()


async def test_a_stalled_key_exchange_is_given_up(server: TelegramServer, path: Path) -> None:
    server.faults.set_door("silent")
    login = TelethonLogin(**settings(server, path, connect_timeout=0.2))
    with pytest.raises(NotConnected):
        await login.send_code(PHONE)
    await login.close()


async def test_a_damaged_session_file_is_named(server: TelegramServer, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, and long enough to be looked at" * 100)
    gateway = TelethonGateway(**settings(server, path), group="Newcomers")
    with pytest.raises(GatewayError, match="session file") as caught:
        await gateway.connect()
    assert caught.value.code == "session-damaged"
    await gateway.close()


async def test_a_line_that_breaks_while_the_code_is_typed(
    server: TelegramServer, login: TelethonLogin
) -> None:
    await login.send_code(PHONE)
    server.faults.drop()
    assert (await login.sign_in(PHONE, server.logins.code)).name == "Layla"


@pytest.mark.parametrize("unknown", [False, True])
async def test_logging_in_again_after_the_login_was_ended_elsewhere(
    server: TelegramServer, login: TelethonLogin, path: Path, unknown: bool
) -> None:
    await login.send_code(PHONE)
    account = await login.sign_in(PHONE, server.logins.code)
    await login.close()
    server.revoke(account.id, unknown=unknown)
    again = TelethonLogin(**settings(server, path))
    assert await again.who() is None
    await again.send_code(PHONE)
    assert await again.sign_in(PHONE, server.logins.code) == account
    await again.close()
    assert server.exchanges == 2


async def test_an_account_that_lives_in_another_data_centre(
    server: TelegramServer, login: TelethonLogin, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library keeps the list of data centres for the whole process, with an earlier test's port.
    monkeypatch.setattr(TelegramClient, "_config", None)
    server.faults.error("SendCode", 303, f"PHONE_MIGRATE_{server.dc}")
    await login.send_code(PHONE)
    assert (await login.sign_in(PHONE, server.logins.code)).name == "Layla"
    assert server.exchanges == 2

"""The loopback server's key exchange, logins and list of logins, by a real client over a real socket."""

from __future__ import annotations

import asyncio

import pytest
from telethon import errors, functions
from telethon.crypto import rsa
from telethon.network import (
    ConnectionTcpAbridged,
    ConnectionTcpFull,
    ConnectionTcpIntermediate,
)
from telethon.sessions import StringSession

from tests.telegram_server import crypto
from tests.telegram_server.fixtures import PHONE, Wire, wire  # noqa: F401

CODE = "12345"


@pytest.fixture(autouse=True)
def known_key(wire: Wire):  # noqa: F811
    """The client knows the server's public key for this test only."""
    before = dict(rsa._server_keys)
    rsa.add_key(wire.server.public_key_pem, old=False)
    yield
    rsa._server_keys.clear()
    rsa._server_keys.update(before)


async def test_key_exchange_and_login_by_code(wire):  # noqa: F811
    client = await wire.client(None, session=wire.fresh_session())
    assert wire.server.exchanges == 1
    assert not await client.is_user_authorized()
    await client.send_code_request(PHONE)
    assert (await client.sign_in(PHONE, CODE)).id == wire.sara
    assert (await client.get_me()).phone == PHONE.lstrip("+")


async def test_a_client_without_the_key_gets_no_further(wire):  # noqa: F811
    rsa._server_keys.pop(wire.server.rsa.fingerprint)
    with pytest.raises(ConnectionError, match="auth_key generation failed"):
        await wire.client(None, session=wire.fresh_session(), connection_retries=0)


async def test_two_step_password_wrong_then_right(wire):  # noqa: F811
    wire.server.logins.set_password(wire.sara, "olive tree", hint="a tree")
    client = await wire.client(None, session=wire.fresh_session())
    await client.send_code_request(PHONE)
    with pytest.raises(errors.SessionPasswordNeededError):
        await client.sign_in(PHONE, CODE)
    assert not await client.is_user_authorized()
    with pytest.raises(errors.PasswordHashInvalidError):
        await client.sign_in(password="olive")
    assert (await client(functions.account.GetPasswordRequest())).hint == "a tree"
    assert (await client.sign_in(password="olive tree")).id == wire.sara


async def test_wrong_code_then_right(wire):  # noqa: F811
    client = await wire.client(None)
    await client.send_code_request(PHONE)
    with pytest.raises(errors.PhoneCodeInvalidError):
        await client.sign_in(PHONE, "54321")
    assert (await client.sign_in(PHONE, CODE)).id == wire.sara


@pytest.mark.parametrize(
    ("phone", "error"),
    [("123", errors.PhoneNumberInvalidError), ("+19999999999", errors.PhoneNumberUnoccupiedError)],
)
async def test_wrong_phone_numbers(wire, phone, error):  # noqa: F811
    client = await wire.client(None)
    with pytest.raises(error):
        await client.send_code_request(phone)


async def test_log_out_ends_this_login_only(wire):  # noqa: F811
    here, there = await wire.client(wire.sara), await wire.client(wire.sara)
    text = StringSession.save(here.session)
    assert await here.log_out()
    again = await wire.client(None, session=StringSession(text))
    assert not await again.is_user_authorized()
    assert (await there.get_me()).id == wire.sara


async def test_logins_are_listed_and_ended(wire):  # noqa: F811
    here, there = await wire.client(wire.sara), await wire.client(wire.sara, device_model="lost laptop")
    listed = (await here(functions.account.GetAuthorizationsRequest())).authorizations
    assert [login.device_model for login in listed if not login.current] == ["lost laptop"]
    lost = next(login for login in listed if not login.current)
    assert await here(functions.account.ResetAuthorizationRequest(lost.hash))
    with pytest.raises(errors.AuthKeyUnregisteredError):
        await asyncio.wait_for(there(functions.contacts.GetContactsRequest(0)), 5)
    assert len((await here(functions.account.GetAuthorizationsRequest())).authorizations) == 1


async def test_qr_login_with_a_password_free_account(wire):  # noqa: F811
    client = await wire.client(None)
    shown = await client.qr_login()
    waiting = asyncio.ensure_future(shown.wait(5))
    await asyncio.sleep(0)
    wire.server.logins.scan(wire.sara)
    assert (await waiting).id == wire.sara


@pytest.mark.parametrize("kind", [ConnectionTcpFull, ConnectionTcpAbridged, ConnectionTcpIntermediate])
async def test_every_transport_carries_an_exchange_and_long_answers(wire, kind):  # noqa: F811
    for number in range(60):
        wire.world.post(wire.omar, f"message {number} " + "س" * number)
    client = await wire.client(None, session=wire.fresh_session(), connection=kind)
    await client.send_code_request(PHONE)
    await client.sign_in(PHONE, CODE)
    texts = [m.text async for m in client.iter_messages(wire.place(wire.sara), reverse=True, wait_time=0)]
    assert texts[-1] == "message 59 " + "س" * 59
    assert len(texts) == 60


async def test_an_unknown_key_is_told(wire):  # noqa: F811
    session = StringSession(wire.server.session_string(wire.sara))
    wire.server.revoke(wire.sara, unknown=True)
    with pytest.raises(errors.AuthKeyNotFound):
        await wire.client(None, session=session)


def test_srp_trial_takes_only_the_right_password():
    from telethon.password import compute_check
    from telethon.tl import types as t

    kept = crypto.SrpPassword("right")
    for word, right in (("right", True), ("Right", False)):
        trial = crypto.SrpTrial(kept)
        algo = t.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
            kept.salt1, kept.salt2, crypto.DH_GENERATOR, crypto.as_bytes(crypto.DH_PRIME)
        )
        asked = t.account.Password(
            algo,
            t.SecurePasswordKdfAlgoUnknown(),
            b"",
            current_algo=algo,
            srp_B=trial.public,
            srp_id=trial.id,
        )
        answer = compute_check(asked, word)
        assert trial.proves(answer.A, answer.M1) is right

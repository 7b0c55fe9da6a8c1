"""Every refusal becomes one sentence of ours, whatever the library makes of it."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from telethon import errors
from telethon.errors import rpc_message_to_error
from telethon.tl import functions
from telethon.tl.types import RpcError

from modtui.telegram import gateway as g
from modtui.telegram.refusals import BY_MESSAGE, refusal
from modtui.telegram.telethon_errors import translate

REQUEST = functions.help.GetConfigRequest()
LOGIN_OVER = (
    "AUTH_KEY_UNREGISTERED",
    "AUTH_KEY_DUPLICATED",
    "SESSION_REVOKED",
    "SESSION_EXPIRED",
    "USER_DEACTIVATED",
)


def from_telegram(code: int, name: str) -> g.GatewayError:
    return translate(rpc_message_to_error(RpcError(code, name), REQUEST))


@pytest.mark.parametrize("name", sorted(BY_MESSAGE))
def test_both_gateways_say_the_same(name: str) -> None:
    real, simulated = from_telegram(400, name), refusal(name)
    assert (type(real), str(real), real.code) == (type(simulated), str(simulated), simulated.code)


@pytest.mark.parametrize("name", sorted(BY_MESSAGE))
def test_a_refusal_is_one_sentence(name: str) -> None:
    sentence = str(refusal(name))
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert sentence.count(". ") == 0
    assert name not in sentence


@pytest.mark.parametrize("name", LOGIN_OVER)
def test_logins_that_are_over(name: str) -> None:
    assert type(from_telegram(406 if "DUPLICATED" in name else 401, name)) is g.NotLoggedIn


def test_unknown_refusals_keep_telegrams_name_for_a_report() -> None:
    for code in (400, 403, 404, 406):
        error = from_telegram(code, "SOMETHING_NEW")
        assert type(error) is g.GatewayError
        assert "SOMETHING_NEW" in str(error)
        assert not error.retry


@pytest.mark.parametrize(
    ("name", "kind", "seconds"),
    [
        ("FLOOD_WAIT_17", g.FloodWait, 17),
        ("FLOOD_PREMIUM_WAIT_3", g.FloodWait, 3),
        ("SLOWMODE_WAIT_30", g.SlowMode, 30),
    ],
)
def test_waits_carry_their_seconds(name: str, kind: type[g.FloodWait], seconds: int) -> None:
    for error in (from_telegram(420, name), refusal(name, seconds)):
        assert type(error) is kind
        assert error.seconds == seconds
        assert error.retry
        assert str(seconds) in str(error)


@pytest.mark.parametrize("code", [500, -500, -503])
def test_telegrams_own_trouble_can_be_tried_again(code: int) -> None:
    error = from_telegram(code, "NO_WORKERS_RUNNING")
    assert error.retry
    assert error.code == "telegram-trouble"


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        asyncio.IncompleteReadError(b"", 8),
        ConnectionResetError(),
        OSError(113, "x"),
        EOFError(),
    ],
)
def test_a_broken_line_is_not_connected(error: Exception) -> None:
    assert type(translate(error)) is g.NotConnected


def test_other_surprises_are_named_and_ours_pass_through() -> None:
    assert translate(errors.AuthKeyNotFound()).code == g.NotLoggedIn.code
    assert translate(sqlite3.OperationalError("database is locked")).code == "session-locked"
    assert "TypeError" in str(translate(TypeError("secret")))
    assert "secret" not in str(translate(TypeError("secret")))
    ours = g.MemberGone("x")
    assert translate(ours) is ours

"""`modtui login --qr` against the server: the code as a terminal shows it, a new one when it has expired, the password."""

from __future__ import annotations

import asyncio
import re

import pytest
import segno

from modtui.commands import login as command
from modtui.commands.qr_code import MARGIN, qr_lines
from tests.contract.stages import until
from tests.wire.test_telethon_login import login, path, server, settings  # noqa: F401

URL = re.compile(r"\x1b\[38;5;16;48;5;231m([█▀▄ ]+)\x1b\[0m")


def modules(lines: list[str]) -> list[list[bool]]:
    """What a camera would see: dark or light, module by module."""
    rows: list[list[bool]] = []
    for line in lines:
        cells = URL.fullmatch(line)[1]
        rows += [[cell in "█▀" for cell in cells], [cell in "█▄" for cell in cells]]
    return rows


def test_the_code_is_drawn_as_it_is_and_fits_a_small_terminal():
    text = "tg://login?token=" + "A" * 43 + "="  # a token of 32 bytes
    lines = qr_lines(text)
    assert len(lines) + 2 <= 24
    assert all(len(URL.fullmatch(line)[1]) <= 80 for line in lines)
    code = segno.make(text, error="l", boost_error=False)
    wanted = [[bool(each) for each in row] for row in code.matrix_iter(border=MARGIN)]
    assert modules(lines)[: len(wanted)] == wanted


async def _shown(capsys, count: int) -> list[str]:
    """The lines on the terminal, once so many codes are there."""
    seen: list[str] = []

    def enough() -> bool:
        seen.append(capsys.readouterr().err)
        return "".join(seen).count("scan this") >= count

    await until(enough)
    return "".join(seen).splitlines()


async def test_a_code_is_scanned_from_the_terminal(server, login, capsys):  # noqa: F811
    layla = next(iter(server.world.users))
    waiting = asyncio.create_task(command._login(login, None, True))
    lines = await _shown(capsys, 1)
    drawn = [line for line in lines if URL.fullmatch(line)]
    assert 15 < len(drawn) <= 22
    assert len({len(line) for line in drawn}) == 1
    assert server.logins.tokens
    server.logins.scan(layla)
    assert await waiting == 0
    assert "Logged in as Layla" in capsys.readouterr().err


async def test_an_expired_code_is_followed_by_a_new_one(server, login, capsys, monkeypatch):  # noqa: F811
    layla = next(iter(server.world.users))
    server.logins.set_password(layla, "correct horse")
    monkeypatch.setattr(command, "_CODE_S", 0.2)
    typed = iter(["battery staple", "correct horse"])
    monkeypatch.setattr(command, "_ask_secret", lambda question: next(typed))
    waiting = asyncio.create_task(command._login(login, None, True))
    lines = await _shown(capsys, 2)
    monkeypatch.setattr(command, "_CODE_S", 5.0)
    assert any("expired; here is a new one" in line for line in lines)
    codes = "\n".join(lines).split("scan this")
    assert codes[0].splitlines()[:-1] != codes[1].splitlines()[:-1]
    await asyncio.sleep(0.3)
    server.logins.scan(layla)
    assert await waiting == 0
    told = capsys.readouterr().err
    assert "password is wrong" in told
    assert "Logged in as Layla" in told


async def test_nobody_scans(server, login, capsys, monkeypatch):  # noqa: F811
    monkeypatch.setattr(command, "_CODE_S", 0.05)
    monkeypatch.setattr(command, "_CODES", 2)
    assert await command._login(login, None, True) == 1
    assert "Nobody scanned a code" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["tg://login?token=x", "a" * 200])
def test_every_line_is_as_wide_as_the_others(text):
    assert len({len(line) for line in qr_lines(text)}) == 1

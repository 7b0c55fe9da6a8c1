"""`modtui login`: by phone number, code and two-step password, or by a code to scan."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modtui.commands.common import places, settings
from modtui.commands.telegram_access import login
from modtui.console import DONE, FAILED, UsageError
from modtui.console import say as narrate
from modtui.domain.messages import Account
from modtui.locks import hold
from modtui.telegram.gateway import LoginError, PasswordNeeded
from modtui.text.safe import safe_line

if TYPE_CHECKING:
    from modtui.telegram.telethon_login import TelethonLogin

#: A wrong code or password may be typed again; Telegram itself stops at about as many.
_TRIES = 3

#: A code is good for half a minute; new ones come for about as long as somebody needs to find the phone.
_CODES = 10
_CODE_S = 28.0


def run(args: argparse.Namespace) -> int:
    """Log this machine in; says so when it is already."""
    loaded = settings(args)
    where = places(args, loaded)
    where.prepare()
    with hold(where.session_lock, "Telegram session", "modtui login", datetime.now(UTC)):
        return asyncio.run(_login(login(loaded, where), args.phone, bool(args.qr)))


async def _login(access: TelethonLogin, phone: str | None, qr: bool) -> int:
    try:
        account = await access.who()
        if account is not None:
            narrate(f"This machine is logged in already as {_name(account)}.")
            return DONE
        account = await (_by_scan(access) if qr else _by_phone(access, phone))
    finally:
        await access.close()
    if account is None:
        return FAILED
    narrate(f"Logged in as {_name(account)}. Now run: modtui doctor")
    return DONE


def _name(account: Account) -> str:
    return safe_line(account.name) + (f" (@{safe_line(account.username)})" if account.username else "")


async def _by_phone(access: TelethonLogin, phone: str | None) -> Account | None:
    phone = phone or _ask("Phone number, with its country code (such as +1 613 555 0100): ")
    place = await access.send_code(phone)
    narrate(f"Telegram has sent a code to {place}.")
    for left in range(_TRIES, 0, -1):
        try:
            return await access.sign_in(phone, _ask("Code: "))
        except PasswordNeeded:
            return await _password(access)
        except LoginError as error:
            if error.code != LoginError.code or left == 1:
                raise
            narrate(f"{error} Try again.")
    return None


async def _password(access: TelethonLogin) -> Account | None:
    for left in range(_TRIES, 0, -1):
        try:
            return await access.password(_ask_secret("Two-step password (it is not shown): "))
        except LoginError as error:
            if left == 1:
                raise
            narrate(f"{error} Try again.")
    return None


async def _by_scan(access: TelethonLogin) -> Account | None:
    from modtui.commands.qr_code import qr_lines

    for _ in range(_CODES):
        lines = qr_lines(await access.qr_url())
        sys.stderr.write("\n".join(lines) + "\n")  # colours of ours, which narrating would take out
        narrate("On your phone: Telegram, Settings, Devices, Link Desktop Device; scan this.")
        try:
            account = await access.qr_scanned(_CODE_S)
        except PasswordNeeded:
            return await _password(access)
        if account is not None:
            return account
        narrate("That code has expired; here is a new one.")
    narrate("Nobody scanned a code. Run modtui login again, or log in by phone number without --qr.")
    return None


def _ask(question: str) -> str:
    """An answer typed on the terminal. Raises UsageError where nobody can type one."""
    try:
        sys.stderr.write(question)
        sys.stderr.flush()
        line = sys.stdin.readline()
    except OSError as error:
        raise UsageError("Nothing can be typed here; run modtui login in a terminal.") from error
    if not line:
        raise UsageError("The input ended before the login was complete; nothing was changed.")
    return line.strip()


def _ask_secret(question: str) -> str:
    if not sys.stdin.isatty():
        return _ask(question)
    return getpass.getpass(question, stream=sys.stderr)

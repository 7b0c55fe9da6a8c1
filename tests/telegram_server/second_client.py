"""``python -m tests.telegram_server.second_client``: one more client on the loopback server, as from a phone.

Logs in for real (key exchange, code) as the moderator Sara, the other moderator Paul, or a member, prints what
happens in the group, and says what it is told on standard input. Nothing is kept: each start is a new login.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import yaml
from telethon import TelegramClient, errors, events
from telethon.crypto import rsa
from telethon.sessions import MemorySession
from telethon.tl.functions.messages import HideChatJoinRequestRequest
from telethon.tl.types import Message

from tests.telegram_server.login import CODE
from tests.telegram_server.populate import phone_of


class Mistake(Exception):
    """A command that cannot be done; the text says why."""


class SecondClient:
    """Does the commands; each takes what stands behind its name."""

    def __init__(self, client: TelegramClient, group: object) -> None:
        self.client, self.group = client, group
        self.ended = asyncio.Event()
        self._commands: dict[str, Callable[[str], Awaitable[str]]] = {
            name.removeprefix("do_"): method
            for name, method in inspect.getmembers(self, inspect.iscoroutinefunction)
            if name.startswith("do_")
        }

    async def run(self, line: str) -> str:
        """Do one command; the answer is a line or several, or begins with ``error:``."""
        name, _, rest = line.strip().partition(" ")
        if not name:
            return ""
        command = self._commands.get(name)
        if command is None:
            return f"error: no command {name}; try help"
        try:
            return await command(rest.strip())
        except (Mistake, ValueError, errors.RPCError) as error:
            return f"error: {error}"

    async def do_say(self, rest: str) -> str:
        """say TEXT: write in the group"""
        return f"message {(await self.client.send_message(self.group, _needed(rest))).id}"

    async def do_reply(self, rest: str) -> str:
        """reply ID TEXT: answer a message of the group"""
        number, text = _number(rest)
        return f"message {(await self.client.send_message(self.group, _needed(text), reply_to=number)).id}"

    async def do_edit(self, rest: str) -> str:
        """edit ID TEXT: change a message of one's own"""
        number, text = _number(rest)
        await self.client.edit_message(self.group, number, _needed(text))
        return "ok"

    async def do_delete(self, rest: str) -> str:
        """delete ID: delete a message for everybody"""
        await self.client.delete_messages(self.group, [_number(rest)[0]])
        return "ok"

    async def do_private(self, rest: str) -> str:
        """private NAME TEXT: write to somebody in private (a username)"""
        name, _, text = rest.partition(" ")
        return f"message {(await self.client.send_message(_needed(name), _needed(text.strip()))).id}"

    async def do_ban(self, rest: str) -> str:
        """ban NAME: remove a member for good (a username)"""
        await self.client.edit_permissions(self.group, _needed(rest), view_messages=False)
        return "ok"

    async def do_unban(self, rest: str) -> str:
        """unban NAME: lift a ban or a mute"""
        await self.client.edit_permissions(self.group, _needed(rest))
        return "ok"

    async def do_mute(self, rest: str) -> str:
        """mute MINUTES NAME: let a member only read for so long"""
        minutes, name = _number(rest)
        until = timedelta(minutes=minutes)
        await self.client.edit_permissions(self.group, _needed(name), until, send_messages=False)
        return "ok"

    async def do_approve(self, rest: str) -> str:
        """approve NAME: let somebody in who asked to join"""
        return await self._decide(rest, approved=True)

    async def do_decline(self, rest: str) -> str:
        """decline NAME: turn somebody away who asked to join"""
        return await self._decide(rest, approved=False)

    async def _decide(self, rest: str, *, approved: bool) -> str:
        asking = await self.client.get_input_entity(_needed(rest))
        await self.client(HideChatJoinRequestRequest(self.group, asking, approved=approved))
        return "ok"

    async def do_show(self, rest: str) -> str:
        """show [COUNT]: the newest messages of the group"""
        found = await self.client.get_messages(self.group, limit=int(rest or 10))
        return "\n".join(_shown(message) for message in reversed(found))

    async def do_help(self, rest: str) -> str:
        """help: this list"""
        return "\n".join(inspect.getdoc(command) or "" for command in self._commands.values())

    async def do_quit(self, rest: str) -> str:
        """quit: log out and end"""
        await self.client.log_out()
        self.ended.set()
        return "logged out"


def _needed(text: str) -> str:
    if not text:
        raise Mistake("something is missing; try help")
    return text


def _number(rest: str) -> tuple[int, str]:
    word, _, text = rest.partition(" ")
    if not word.isdecimal():
        raise Mistake(f"{word or 'nothing'} is no message id")
    return int(word), text.strip()


def _shown(message: Message) -> str:
    link = f" -> {message.reply_to_msg_id}" if message.reply_to_msg_id else ""
    what = message.message or type(message.action or message.media).__name__
    return f"{message.id:>5}{link}  {message.sender_id}: {what}"


async def connect(config: dict[str, object], phone: str, password: str = "") -> SecondClient:
    """A client that is logged in with this phone number on the server that these settings name."""
    telegram = config["telegram"]
    assert isinstance(telegram, dict)
    server = telegram["server"]
    rsa.add_key(server["public_key"], old=False)
    session = MemorySession()
    session.set_dc(server["dc"], server["host"], server["port"])
    client = TelegramClient(session, telegram["api_id"], telegram["api_hash"], device_model="second client")
    await client.connect()
    await client.send_code_request(phone)
    try:
        await client.sign_in(phone, CODE)
    except errors.SessionPasswordNeededError:
        await client.sign_in(password=password)
    wanted = config["group"]
    dialogs = await client.get_dialogs()
    group = next((dialog.entity for dialog in dialogs if dialog.entity.id == wanted), None)
    if group is None:
        await client.disconnect()
        raise Mistake(f"this account is not in the group {wanted}")
    return SecondClient(client, group)


async def play(options: argparse.Namespace) -> int:
    """Run until ``quit`` or the end of standard input."""
    config = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    try:
        second = await connect(config, options.phone or phone_of(options.who), options.password)
    except (Mistake, errors.RPCError, ConnectionError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    me = await second.client.get_me()
    print(f"# logged in as {me.first_name} ({me.id}); commands: help", flush=True)

    @second.client.on(events.NewMessage)
    async def heard(event: events.NewMessage.Event) -> None:
        where = "" if event.is_group or event.is_channel else "private "
        print(f"< {where}{_shown(event.message)}", flush=True)

    loop = asyncio.get_running_loop()
    threading.Thread(target=_read, args=(loop, second), daemon=True).start()
    await second.ended.wait()
    await second.client.disconnect()
    return 0


def _read(loop: asyncio.AbstractEventLoop, second: SecondClient) -> None:
    for line in sys.stdin:
        answer = asyncio.run_coroutine_threadsafe(second.run(line), loop).result()
        if answer:
            print(answer, flush=True)
        if second.ended.is_set():
            return
    loop.call_soon_threadsafe(second.ended.set)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m tests.telegram_server.second_client", description=__doc__)
    made.add_argument("--config", type=Path, required=True, help="the config.yaml that the server wrote")
    made.add_argument(
        "--as", dest="who", default="sara", metavar="NAME",
        help="sara (the moderator's own account, as from a phone), paul (the other moderator), omar, huda ... (sara)",
    )  # fmt: skip
    made.add_argument("--phone", help="another phone number in place of --as")
    made.add_argument("--password", default="", help="the two-step password, where the server was given one")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """The program; returns the exit status."""
    return asyncio.run(play(parser().parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())

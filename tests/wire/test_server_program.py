"""The loopback server as a program: what it prints, what its commands do, that it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from pathlib import Path

import pytest
import yaml
from telethon import TelegramClient
from telethon.crypto import rsa
from telethon.sessions import MemorySession, SQLiteSession

from modtui.config_load import load_config
from tests.telegram_server.fixtures import heard
from tests.telegram_server.populate import PHONE, populate
from tests.telegram_server.program import config_text
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.stage import Stage

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """The program in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, *arguments: str) -> Program:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.telegram_server", *arguments),
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return cls(process)

    async def lines(self, last: str) -> str:
        """What it prints up to a line with ``last`` in it."""
        printed = ""
        async with asyncio.timeout(20):
            while last not in printed:
                line = await self.process.stdout.readline()
                assert line, f"it ended after:\n{printed}"
                printed += line.decode()
        return printed

    def tell(self, command: str) -> None:
        self.process.stdin.write(f"{command}\n".encode())

    async def end(self) -> int:
        return await asyncio.wait_for(self.process.wait(), 10)


async def test_log_in_with_what_it_prints_and_hear_what_it_is_told():
    program = await Program.start("--members", "3", "--history", "1", "--password", "plum")
    before = dict(rsa._server_keys)
    try:
        printed = await program.lines("commands: help")
        settings = yaml.safe_load(printed)
        assert (PHONE in printed, "code 12345, password plum" in printed) == (True, True)
        server = settings["telegram"]["server"]
        rsa.add_key(server["public_key"], old=False)
        session = MemorySession()
        session.set_dc(server["dc"], server["host"], server["port"])
        client = TelegramClient(session, settings["telegram"]["api_id"], settings["telegram"]["api_hash"])
        await asyncio.wait_for(client.connect(), 5)
        await client.send_code_request(PHONE)
        with pytest.raises(Exception, match="password"):
            await client.sign_in(PHONE, "12345")
        await client.sign_in(password="plum")
        names = {d.entity.id for d in await client.get_dialogs()}
        assert settings["group"] in names
        live = heard(client)
        program.tell("say omar هل من أحد؟")
        assert (await asyncio.wait_for(live.get(), 5)).text == "هل من أحد؟"
        await client.disconnect()
        program.tell("quit")
        assert await program.end() == 0
    finally:
        rsa._server_keys.clear()
        rsa._server_keys.update(before)
        if program.process.returncode is None:
            program.process.kill()


@pytest.mark.skipif(os.name != "posix", reason="signals and modes of POSIX")
async def test_folder_with_config_and_a_session_that_is_logged_in(tmp_path):
    program = await Program.start("--dir", str(tmp_path), "--with-key", "--history", "1")
    try:
        await program.lines("commands: help")
        config = tmp_path / "config.yaml"
        session_file = tmp_path / "data" / "telegram.session"
        assert [stat.S_IMODE(p.stat().st_mode) for p in (config, session_file)] == [0o600, 0o600]
        client = TelegramClient(SQLiteSession(str(session_file)), 1, "x")
        await asyncio.wait_for(client.connect(), 5)
        assert (await client.get_me()).username == "sara"
        await client.disconnect()
        program.process.send_signal(signal.SIGTERM)
        assert await program.end() == 0
    finally:
        if program.process.returncode is None:
            program.process.kill()


async def test_the_printed_config_is_one_that_modtui_takes(tmp_path):
    cast = populate(members=2, days=1)
    async with TelegramServer(cast.world) as server:
        path = tmp_path / "config.yaml"
        path.touch(mode=0o600)
        path.write_text(config_text(server, cast), encoding="utf-8")
        loaded = load_config(path, environ={})
    assert loaded.config.telegram.server.port == server.port
    assert loaded.config.group == cast.group.id


# ---- commands, without a process


@pytest.fixture
async def stage():
    cast = populate(members=5, days=2)
    async with TelegramServer(cast.world) as server:
        yield Stage(cast, server)


async def test_the_sample_group_has_waiting_and_answered_questions(stage):
    history = stage.world.history(stage.cast.moderator.id)
    answered = {m.reply_to for m in history if m.reply_to and stage.cast.group.is_admin(m.sender.id)}
    asked = [m for m in history if "?" in m.text or "؟" in m.text]
    assert answered
    assert [m for m in asked if m.id not in answered]
    dates = [m.sent_at for m in history]
    assert dates == sorted(dates, reverse=True)
    assert dates[0] <= stage.world.now()


async def test_members_act(stage):
    first = stage.run("say omar where is the clinic?").split()[-1]
    stage.run(f"reply huda {first} near the station")
    stage.run(f"edit {first} where is the new clinic?")
    newest = stage.world.history(stage.cast.moderator.id, limit=2)
    assert [m.text for m in newest] == ["near the station", "where is the new clinic?"]
    stage.run(f"delete {first}")
    assert "where is" not in stage.run("show 3")
    assert "is in the group" in stage.run("join newcomer")
    assert stage.run("leave newcomer") == "ok"
    assert "waits" in stage.run("ask-join zed let me in")
    stage.run("private huda can I ask you?")
    assert "from هدى: can I ask you?" in stage.run("show")
    for line in (
        "place omar 45.4 -75.7 Centre",
        "contact omar +16135550177 Amal",
        "sticker omar :)",
        "unknown omar",
    ):
        assert stage.run(line).startswith("message ")
    assert stage.run("odd-poll omar Which day?").startswith("message ")
    topic = stage.run("topic Housing").split()[-1]
    assert stage.run(f"in-topic omar {topic} is there a flat?").startswith("message ")
    assert stage.world.history(stage.cast.moderator.id, limit=1)[0].topic_id == int(topic)
    stage.run("phone I am on the bus")
    assert stage.world.history(stage.cast.moderator.id, limit=1)[0].outgoing
    last = stage.cast.group.box.last_id
    stage.run("burst 30")
    assert stage.cast.group.box.last_id == last + 30


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("dance", "no command dance"),
        ("say nobody hi", "nobody is called nobody"),
        ("say omar", "text is missing"),
        ("edit twelve x", "invalid literal"),
        ("edit 9999 x", "no message 9999"),
        ("drop now", "what is now for"),
        ("ban paul", "USER_ADMIN_INVALID"),
        ("down", "SECONDS is missing"),
    ],
)
async def test_mistakes_are_told_and_do_nothing(stage, line, answer):
    before = stage.cast.group.box.pts
    told = stage.run(line)
    assert told.startswith("error:")
    assert answer in told
    assert stage.cast.group.box.pts == before


async def test_every_command_is_in_the_help(stage):
    told = stage.run("help")
    for name in (
        "say NAME TEXT",
        "down SECONDS",
        "flood SECONDS [REQUEST]",
        "as-staff TEXT",
        "burst COUNT",
        "quit",
    ):
        assert name in told
    assert stage.run("") == ""


async def test_commands_for_faults(stage):
    stage.run("flood 12 EditBanned")
    assert stage.server.faults.requests[0].error == (420, "FLOOD_WAIT_12")
    stage.run("gap 3")
    assert stage.server.faults.swallow_pushes == 3
    stage.run("down 0.05")
    with pytest.raises(OSError):
        await asyncio.open_connection(stage.server.host, stage.server.port)
    await stage.server.until(lambda: stage.server.faults.door == "open" and stage.server._listener)
    _, writer = await asyncio.open_connection(stage.server.host, stage.server.port)
    writer.close()
    stage.run("well")
    assert stage.server.faults.requests == []


async def test_a_basic_group_is_made_and_upgraded_and_members_write_where_it_went(stage):
    basic = int(stage.run("basic-group Small group").removeprefix("group "))
    new = int(stage.run(f"upgrade {basic}").removeprefix("group "))
    assert stage.world.groups[basic].migrated_to == new == stage.world.group.id
    assert stage.run("say omar hello").startswith("message ")
    assert stage.run("moves on") == "ok"
    assert stage.world.switches.participant_updates

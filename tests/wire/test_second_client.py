"""The second client that a person runs beside the desk: the same account on a phone, and the other moderator."""

from __future__ import annotations

import asyncio
import sys

import yaml
from telethon.crypto import rsa

from modtui.domain.messages import SenderKind
from tests.telegram_server.populate import populate
from tests.telegram_server.program import config_text
from tests.telegram_server.second_client import connect
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.stage import Stage
from tests.wire.test_server_program import ROOT


async def test_answers_of_a_phone_and_of_the_other_moderator_reach_the_group():
    before = dict(rsa._server_keys)
    cast = populate(members=2, days=1)
    async with TelegramServer(cast.world, strict=False) as server:
        config = yaml.safe_load(config_text(server, cast))
        try:
            phone = await connect(config, cast.moderator.phone)
            paul = await connect(config, cast.owner.phone)
            asked = cast.world.post(cast.world.find_user("omar").id, "Where do I get a health card?").id
            assert (await phone.run(f"reply {asked} At any centre.")).startswith("message ")
            assert (await paul.run("say Good morning")).startswith("message ")
            newest = cast.world.history(cast.owner.id, limit=2)
            assert [(m.sender.id, m.reply_to) for m in newest] == [
                (cast.owner.id, None),
                (cast.moderator.id, asked),
            ]
            own = newest[1].id
            assert await phone.run(f"edit {own} At any service centre.") == "ok"
            assert "At any service centre." in await paul.run("show 3")
            assert await phone.run(f"delete {own}") == "ok"
            assert "At any service centre." not in await paul.run("show 3")
            assert (await phone.run("reply nothing")).startswith("error: ")
            assert (await phone.run("dance")).startswith("error: no command")
            assert "reply ID TEXT" in await phone.run("help")
        finally:
            for second in (phone, paul):
                await second.run("quit")
                await second.client.disconnect()
            rsa._server_keys.clear()
            rsa._server_keys.update(before)


async def test_a_phone_moderates_and_the_server_plays_who_cannot_be_acted_on():
    before = dict(rsa._server_keys)
    cast = populate(members=3, days=1)
    world = cast.world
    async with TelegramServer(world, strict=False) as server:
        stage = Stage(cast, server)
        paul = await connect(yaml.safe_load(config_text(server, cast)), cast.owner.phone)
        try:
            omar, huda = (world.find_user(name).id for name in ("omar", "huda"))
            assert await paul.run("mute 60 omar") == "ok"
            assert (world.restriction(omar).banned, world.restriction(omar).by) == (False, cast.owner.id)
            assert await paul.run("unban omar") == "ok"
            assert world.restriction(omar) is None
            assert await paul.run("ban huda") == "ok"
            assert world.is_banned(huda)
            stage.run("ask-join zaid I live here")
            stage.run("ask-join ziad")
            assert (await paul.run("approve zaid"), await paul.run("decline ziad")) == ("ok", "ok")
            assert world.find_user("zaid").id in cast.group.members
            assert world.find_user("ziad").id not in cast.group.members
            assert stage.run("ask-join ziad").endswith("waits")
            assert stage.run("approve ziad") == "ok"
            assert world.find_user("ziad").id in cast.group.members
            assert (await paul.run("approve ziad")).startswith("error: ")

            assert stage.run("anonymous The office is closed").startswith("message ")
            assert stage.run("channel Buy now").startswith("message ")
            channel, anonymous = world.history(cast.owner.id, limit=2)
            assert (anonymous.sender.kind, channel.sender.kind) == (
                SenderKind.ANONYMOUS_ADMIN,
                SenderKind.CHANNEL,
            )
            assert stage.run("mute omar 30") == "ok"
            assert not world.restriction(omar).banned
        finally:
            await paul.run("quit")
            await paul.client.disconnect()
            rsa._server_keys.clear()
            rsa._server_keys.update(before)


async def test_its_help_is_named_by_the_servers():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.telegram_server", "--help", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await asyncio.wait_for(process.communicate(), 60)
    assert b"python -m tests.telegram_server.second_client --config DIR/config.yaml" in printed

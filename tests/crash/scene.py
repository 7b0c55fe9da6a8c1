"""One group, one desk on the real client, and what a moderator does there: for the worker, and for who comes after."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from modtui.config import Moderation
from modtui.config_policy import moderation_categories
from modtui.desk.desk import Desk
from modtui.desk.settings import DeskSettings
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.messages import Role
from modtui.domain.policy import ServicePolicy
from modtui.snippets.glossary import samples_folder
from modtui.telegram.telethon import LinkTiming, ServerAddress, TelethonGateway

QUESTION = "Where can I get a health card?"
ANSWER = "At any service centre; bring your passport."
ADVERT = "Cheap phones at my shop, call me!"
TOLD = "You were removed because of advertising."
FILE = bytes(range(256)) * 2500
SECONDS = 15.0
_QUICK = LinkTiming(first_delay=0.02, longest_delay=0.1, ping_every=5.0, ping_timeout=1.0)


def desk_on(store, session, dc, host, port, group, me, *, snippets=False):
    """A desk on the loopback server, with a session whose key is known to both sides."""
    gateway = TelethonGateway(
        api_id=1,
        api_hash="0" * 32,
        session_path=Path(session),
        group=int(group),
        server=ServerAddress(int(dc), host, int(port)),
        timing=_QUICK,
        connect_timeout=5.0,
        request_timeout=5.0,
    )
    settings = DeskSettings(
        group=str(group),
        policy=ServicePolicy(),
        categories=moderation_categories(Moderation()),
        staff=((int(me), Role.MODERATOR),),
        stage=timedelta(0),
        undo=timedelta(0),
        snippet_dirs=(samples_folder(),) if snippets else (),
    )
    return Desk(Path(store), gateway, settings)


async def until(true, seconds=SECONDS):
    """Poll until a condition (awaited) gives something. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not (found := await true()):
            await asyncio.sleep(0.005)
        return found


async def question(desk):
    """The inquiry that waits, once the group was read."""

    async def waits():
        rows = await desk.queue() if desk.status().connection_ok else ()
        return rows[0].inquiry_id if rows else None

    return await until(waits)


async def seen(desk, text):
    """The id of the message with this text, once it was read."""

    async def there():
        return next((item.message_id for item in await desk.feed() if item.text == text), None)

    return await until(there)


#: Said when what was typed has been written down: from here on no crash may lose it.
TYPED = "the answer is typed"


async def answer(desk):
    """Type the answer, send it, and wait until it has left."""
    inquiry = await question(desk)
    await desk.save_draft(inquiry, ANSWER)
    print(TYPED, file=sys.stderr, flush=True)
    await desk.reply(inquiry, ANSWER, kind=ReplyKind.INFORMATION)
    await answered(desk)


async def attach(desk):
    """Answer with a file, and wait until both have left."""
    inquiry = await question(desk)
    await desk.save_draft(inquiry, ANSWER)
    await desk.reply(inquiry, ANSWER, kind=ReplyKind.INFORMATION, files=[attached_file(desk)])
    await answered(desk)


def attached_file(desk):
    """A file of several parts beside the store, the same each time."""
    path = desk._path.with_name("map.pdf")
    if not path.exists():
        path.write_bytes(FILE)
    return path


async def answered(desk):
    """Until the answer has left and nothing waits."""

    async def quiet():
        return not await desk.queue() and not [i for i in await desk.feed() if i.outbox_id]

    await until(quiet)


async def remove(desk):
    """Remove who advertises: the post is deleted, the member told, then banned."""
    plan = await desk.plan("remove", await seen(desk, ADVERT), "advertising")
    action = await desk.carry_out(plan.plan_id, text=TOLD)
    await settled(desk, action.action_id)


async def settled(desk, action_id):
    """Until the action runs no more; returns it."""

    async def ended():
        view = next(view for view in await desk.actions() if view.action_id == action_id)
        return view if view.status not in ("staged", "running") else None

    return await until(ended)


async def read(desk):
    """Do nothing but read the group to the end, until the desk writes no more by itself."""
    await question(desk)
    sync, seen_before = desk._parts.sync, []

    async def quiet():
        seen_before.append(sync.reads)
        return len(seen_before) > 10 and 0 < seen_before[-10] == sync.reads

    await until(quiet)


async def mute(desk):
    """Mute who advertises, for a day, and say so."""
    until_when = desk.now() + timedelta(days=1)
    plan = await desk.plan("mute", await seen(desk, ADVERT), until=until_when)
    await settled(desk, (await desk.carry_out(plan.plan_id, text=TOLD)).action_id)


async def leave(desk):
    """Take out somebody who asked for it."""
    plan = await desk.plan("leave", await seen(desk, ADVERT))
    await settled(desk, (await desk.carry_out(plan.plan_id, text=TOLD)).action_id)


async def clear(desk):
    """Ban who advertises and delete everything of theirs."""
    message = (await desk.feed_items([await seen(desk, ADVERT)]))[0]
    plan = await desk.plan_clear([message.sender_id], ban=True)
    (action,) = await desk.carry_out_clear(plan.plan_id)
    await settled(desk, action.action_id)


async def read_only(desk):
    """Let nobody but admins write."""
    plan = await desk.plan_read_only()
    await settled(desk, (await desk.carry_out(plan.plan_id)).action_id)


async def guidelines(desk):
    """Post the guidelines and pin them."""
    await until(lambda: _loaded(desk))
    plan = await desk.plan_guidelines()
    await settled(desk, (await desk.carry_out(plan.plan_id, text=TOLD)).action_id)


async def _loaded(desk):
    return desk._shelf._index is not None


async def admit(desk):
    """Let the one who asks in, and welcome them."""
    await until(lambda: _loaded(desk))
    (row,) = await until(desk.join_requests)
    (action,) = await desk.decide_join([row.member_id], approve=True)
    await settled(desk, action.action_id)


SCENES = {
    "answer": answer,
    "attach": attach,
    "remove": remove,
    "read": read,
    "mute": mute,
    "leave": leave,
    "clear": clear,
    "read_only": read_only,
    "guidelines": guidelines,
    "admit": admit,
}
#: What is sent comes from the shelf.
WITH_SNIPPETS = {"guidelines", "admit"}

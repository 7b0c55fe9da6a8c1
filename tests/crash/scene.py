"""One group, one desk on the real client, and what a moderator does there: for the worker, and for who comes after."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from modtui.config import Moderation
from modtui.config_policy import moderation_categories
from modtui.desk.desk import Desk
from modtui.desk.settings import DeskSettings
from modtui.domain.actions import ActionKind, StepKind
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.messages import Role
from modtui.domain.policy import ServicePolicy
from modtui.snippets.glossary import samples_folder
from modtui.telegram.telethon import LinkTiming, ServerAddress, TelethonGateway

QUESTION = "Where can I get a health card?"
ANSWER = "At any service centre; bring your passport."
ADVERT = "Cheap phones at my shop, call me!"
TOLD = "You were removed because of advertising."
TO_ALL = "Somebody was removed because of advertising."
FILE = bytes(range(256)) * 2500
SECONDS = 15.0
_QUICK = LinkTiming(first_delay=0.02, longest_delay=0.1, ping_every=5.0, ping_timeout=1.0)


def desk_on(store, session, dc, host, port, group, me, *, snippets=False, **more):
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
        **more,
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


#: Two messages' worth.
LONG = "\n\n".join(f"Step {n}: " + "go to the next window and wait there. " * 60 for n in (1, 2)).strip()


async def answer_long(desk):
    """Answer with more than one message holds, and wait until all of it has left."""
    inquiry = await question(desk)
    await desk.save_draft(inquiry, LONG)
    await desk.reply(inquiry, LONG, kind=ReplyKind.INFORMATION, in_parts=True)
    await answered(desk)


FAQ, FAQ_AGAIN = ["library-card"], ["library-card", "bus-pass"]


async def faq(desk):
    """Publish the FAQ, then change it where it stands."""
    await until(lambda: _loaded(desk))
    for ids in (FAQ, FAQ_AGAIN):
        await desk.publish_faq(ids, "en")
        await faq_says(desk, ids)


async def faq_says(desk, ids):
    """Until the FAQ in the group is made of these."""

    async def there():
        status = await desk.faq_status("en")
        return status is not None and list(status.snippet_ids) == ids

    await until(there)


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


# ---- every action there is


@dataclass(frozen=True)
class Deed:
    """One way to act: the plan's steps as they are expected, and what a moderator does for it."""

    kind: ActionKind
    steps: tuple[StepKind, ...]
    decide: Callable  # awaited with a desk; carries a plan out and returns its action
    snippets: bool = False  # what is sent comes from the shelf


async def _carried(desk, plan, text=TOLD, **more):
    return await desk.carry_out(plan.plan_id, text=text, **more)


async def _loaded(desk):
    return desk._shelf._index is not None


async def _author(desk):
    """Who advertises, by Telegram id."""
    return (await desk.feed_items([await seen(desk, ADVERT)]))[0].sender_id


async def warn(desk):
    """Off purpose: the post goes, the description comes, the member is warned."""
    await until(lambda: _loaded(desk))
    return await _carried(desk, await desk.plan("warn", await seen(desk, ADVERT), "extraneous-personal"))


async def remove_telling_all(desk):
    """Four steps: delete, tell the member, ban, tell the group."""
    plan = await desk.plan("remove", await seen(desk, ADVERT), "advertising")
    return await _carried(desk, plan, group_notice=TO_ALL)


async def ban(desk):
    """Offensive: gone at once, told afterwards."""
    return await _carried(desk, await desk.plan("ban", await seen(desk, ADVERT)))


async def delete(desk):
    """The post only."""
    return await _carried(desk, await desk.plan("delete", await seen(desk, ADVERT)))


async def mute(desk):
    """Mute who advertises, for a day, and say so."""
    until_when = desk.now() + timedelta(days=1)
    return await _carried(desk, await desk.plan("mute", await seen(desk, ADVERT), until=until_when))


async def leave(desk):
    """Take out somebody who asked for it."""
    return await _carried(desk, await desk.plan("leave", await seen(desk, ADVERT)))


async def clear(desk):
    """Ban who advertises and delete everything of theirs."""
    plan = await desk.plan_clear([await _author(desk)], ban=True)
    (action,) = await desk.carry_out_clear(plan.plan_id)
    return action


async def readmit(desk):
    """Let somebody come back who was removed before."""
    return await _carried(desk, await desk.plan_member("readmit", await _author(desk)))


async def admit(desk):
    """Let the one who asks in, and welcome them."""
    await until(lambda: _loaded(desk))
    (row,) = await until(desk.join_requests)
    (action,) = await desk.decide_join([row.member_id], approve=True)
    return action


async def deny(desk):
    """Decline the one who asks, and say why."""
    (row,) = await until(desk.join_requests)
    (action,) = await desk.decide_join([row.member_id], approve=False, note="An advert", tell=TOLD)
    return action


async def welcome(desk):
    """Welcome one member in private."""
    await until(lambda: _loaded(desk))
    return await _carried(desk, await desk.plan_welcome([await _author(desk)], "private"))


async def welcome_all(desk):
    """Welcome somebody before everybody."""
    await until(lambda: _loaded(desk))
    return await _carried(desk, await desk.plan_welcome([await _author(desk)], "group"))


async def slow_mode(desk):
    """Once a minute."""
    return await _carried(desk, await desk.plan_slow_mode(60), None)


async def read_only(desk):
    """Let nobody but admins write."""
    return await _carried(desk, await desk.plan_read_only(), None)


async def guidelines(desk):
    """Post the guidelines and pin them."""
    await until(lambda: _loaded(desk))
    return await _carried(desk, await desk.plan_guidelines())


_K, _S = ActionKind, StepKind
DEEDS = {
    "warn": Deed(_K.WARN, (_S.DELETE_POST, _S.REPOST_DESCRIPTION, _S.PRIVATE_MESSAGE), warn, snippets=True),
    "remove_telling_all": Deed(
        _K.REMOVE, (_S.DELETE_POST, _S.PRIVATE_MESSAGE, _S.BAN, _S.GROUP_NOTICE), remove_telling_all
    ),
    "ban": Deed(_K.REMOVE, (_S.DELETE_POST, _S.BAN, _S.PRIVATE_MESSAGE), ban),
    "delete": Deed(_K.DELETE, (_S.DELETE_POST,), delete),
    "mute": Deed(_K.MUTE, (_S.MUTE, _S.PRIVATE_MESSAGE), mute),
    "leave": Deed(_K.LEAVE, (_S.TAKE_OUT, _S.LIFT, _S.PRIVATE_MESSAGE), leave),
    "clear": Deed(_K.CLEAR, (_S.BAN, _S.CLEAR_POSTS), clear),
    "readmit": Deed(_K.READMIT, (_S.LIFT, _S.PRIVATE_MESSAGE), readmit),
    "admit": Deed(_K.ADMIT, (_S.APPROVE, _S.PRIVATE_MESSAGE), admit, snippets=True),
    "deny": Deed(_K.DENY, (_S.DENY, _S.PRIVATE_MESSAGE), deny),
    "welcome": Deed(_K.WELCOME, (_S.PRIVATE_MESSAGE,), welcome, snippets=True),
    "welcome_all": Deed(_K.WELCOME, (_S.GROUP_NOTICE,), welcome_all, snippets=True),
    "slow_mode": Deed(_K.SLOW_MODE, (_S.SLOW_MODE,), slow_mode),
    "read_only": Deed(_K.READ_ONLY, (_S.READ_ONLY,), read_only),
    "guidelines": Deed(_K.GUIDELINES, (_S.REPOST_DESCRIPTION, _S.PIN), guidelines, snippets=True),
}

#: Steps of which it is written down that they begin, with how things stood before.
_BEGUN = {kind for kind in _S if not kind.is_sent and kind is not _S.LIFT}
_SENDING = ("outbox.queued", "outbox.before-send", "outbox.after-send", "outbox.sent-recorded")


def points(deed):
    """Every point that an undisturbed action passes, in order, computed from its steps."""
    passed = ["action.planned"]
    for step in deed.steps:
        passed.append("action.before-step")
        if step.is_sent:
            passed += _SENDING
        else:
            begins = step in _BEGUN or (step is _S.LIFT and deed.kind is _K.READMIT)
            passed += ["action.step-begun"] if begins else []
            passed += ["action.after-step", "action.step-recorded"]
    return passed


def gaps(deed):
    """Where it can die, as name:count. Before a step nothing has happened since the end of the one before."""
    counted = Counter()
    for name in points(deed):
        counted[name] += 1
        if name != "action.before-step":
            yield f"{name}:{counted[name]}"


def _played(deed):
    async def play(desk):
        action = await deed.decide(desk)
        await settled(desk, action.action_id)

    return play


SCENES = {
    "answer": answer,
    "attach": attach,
    "faq": faq,
    "answer_long": answer_long,
    "remove": remove,
    "read": read,
    **{name: _played(deed) for name, deed in DEEDS.items()},
}
WITH_SNIPPETS = {"faq", *(name for name, deed in DEEDS.items() if deed.snippets)}

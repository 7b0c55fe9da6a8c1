"""A store with years of a group's life, made by direct SQL and kept for the next run; and the group it mirrors.

Everything is invented: words of the samples in any order, in three languages. A share of the messages asks and was
answered; the newest of these wait. The journal is as long as asked for. What is derived is folded by the store's own
functions, so `modtui verify` would find nothing to say.
"""

from __future__ import annotations

import asyncio
import functools
import json
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from modtui.domain.find import index_terms
from modtui.domain.journal import Kind, inquiry_subject, member_subject, post_subject
from modtui.domain.messages import Message, Sender, SenderKind
from modtui.domain.policy import ServicePolicy
from modtui.snippets.glossary import samples_folder
from modtui.snippets.load import load_library
from modtui.store import derived, fold_version
from modtui.store.database import Database, new_uuid, to_ms
from modtui.store.find import row_number
from modtui.store.schema import SCHEMA_VERSION
from modtui.telegram.world import AdminRights, World
from modtui.telegram.world_types import Stored
from tests.benchmarks.desk_program import MONDAY

CHAT, GROUP_ID = 1, 5001
MODERATOR, CREATOR, FIRST_MEMBER, MEMBERS = 1002, 1001, 1100, 2000
OLDER = 3000
"""Messages that Telegram has and the store has not: ids 1 to this."""
KNOWN = 400
"""Of the stored ones, so many of the newest are in the simulated group, for the desk to look at again."""
WAITING = 40
TEXTS = 6000
NEWEST = "The newest of all"
"""What the last message of every store says."""
_MADE = "v6"


def stored_ids(messages: int) -> range:
    """The ids of the messages of a store."""
    return range(OLDER + 1, OLDER + 1 + messages)


@functools.cache
def texts() -> list[str]:
    """More different texts than a feed's window holds."""
    chance = random.Random(5)
    library = list(load_library(samples_folder()))
    pools = [
        sorted({word for one in library for word in one.body.get(language, "").split() if "{" not in word})
        for language in ("ar", "ar", "en", "fr")
    ]
    return [
        " ".join(chance.choices(pools[number % len(pools)], k=chance.choice((3, 6, 9, 14, 22, 40))))
        for number in range(TEXTS)
    ]


def text_of(number: int, messages: int) -> str:
    """What a message says."""
    return NEWEST if number == stored_ids(messages)[-1] else texts()[number % TEXTS]


def sender_of(number: int) -> int:
    """Who wrote a message: runs of two by one member, now and then the moderator."""
    if number % 23 == 0:
        return MODERATOR
    return FIRST_MEMBER + (number // 2 * 7919) % MEMBERS


def sent_at(number: int, messages: int) -> datetime:
    """About four hundred messages a day up to the Monday morning."""
    return MONDAY - timedelta(seconds=216 * (stored_ids(messages)[-1] - number))


def reply_of(number: int) -> int | None:
    """Every fifth message quotes one shortly before it."""
    return number - 1 - number % 40 if number % 5 == 0 and number > OLDER + 50 else None


def asked(messages: int, inquiries: int) -> list[int]:
    """The messages that ask, evenly over the whole of them."""
    step = max(messages // max(inquiries, 1), 2)
    return [number for number in stored_ids(messages)[::step] if sender_of(number) != MODERATOR][:inquiries]


def store(messages: int, *, inquiries: int = 5000, events: int = 0) -> Path:
    """The path of such a store, for copying: made now where no earlier run has. ``events``: at least so many."""
    name = f"{messages}-{inquiries}-{events}-{SCHEMA_VERSION}-{_MADE}.db"
    folder = Path(tempfile.gettempdir()) / "modtui-benchmarks"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    if not path.exists():
        part = path.with_suffix(".part")
        for left in folder.glob(part.name + "*"):
            left.unlink()
        asyncio.run(_make(part, messages, min(inquiries, messages // 8), events))
        part.rename(path)
    return path


def copy(messages: int, folder: Path, *, inquiries: int = 5000, events: int = 0) -> Path:
    """A copy of it that may be written to."""
    return Path(shutil.copyfile(store(messages, inquiries=inquiries, events=events), folder / "modtui.db"))


async def _make(path: Path, messages: int, inquiries: int, events: int) -> None:
    db = await Database.open(path)
    await db.close()
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _write(connection, messages, asked(messages, inquiries), events)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    db = await Database.open(path, same_thread=True)
    async with db.transaction() as tx:
        rules = await derived.RulesCache().get(tx)
        for number in asked(messages, inquiries):
            await derived.refold_inquiry(tx, CHAT, number, rules)
        await fold_version.mark_todays(tx)
    await db.close()


def _write(connection: sqlite3.Connection, messages: int, questions: list[int], events: int) -> None:
    connection.execute("INSERT INTO chat VALUES (?, 'group', NULL, 'Newcomers')", (CHAT,))
    connection.execute("INSERT INTO chat_alias VALUES (?, 0, ?)", (GROUP_ID, CHAT))
    last = stored_ids(messages)[-1] if messages else 0
    connection.execute("INSERT INTO sync VALUES (?, ?, ?)", (CHAT, last, to_ms(MONDAY)))
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [("group:newcomers", str(CHAT)), ("account", str(MODERATOR)), ("account_name", "Sample Moderator"),
         ("client_id", new_uuid())],
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO member (ref, telegram_id, kind, name, username) VALUES (?, ?, 'user', ?, NULL)",
        [(_ref(user), user, _name(user)) for user in (MODERATOR, *_members())],
    )
    connection.executemany(
        "INSERT INTO message (chat_key, id, sender_ref, sender_kind, sent_at, reply_to, outgoing) "
        "VALUES (?, ?, ?, 'user', ?, ?, ?)",
        (
            (CHAT, n, _ref(sender_of(n)), to_ms(sent_at(n, messages)), reply_of(n), sender_of(n) == MODERATOR)
            for n in stored_ids(messages)
        ),
    )
    connection.executemany(
        "INSERT INTO message_version (chat_key, id, version, at, text) VALUES (?, ?, 1, ?, ?)",
        ((CHAT, n, to_ms(sent_at(n, messages)), text_of(n, messages)) for n in stored_ids(messages)),
    )
    terms = [" ".join(index_terms(text)) for text in texts()]
    connection.executemany(
        "INSERT INTO message_find (rowid, words) VALUES (?, ?)",
        ((row_number(CHAT, n, 1), terms[n % TEXTS]) for n in stored_ids(messages)),
    )
    connection.executemany(
        "INSERT INTO journal (uuid, scope, author_id, client_id, kind, version, subject, at_local, payload) "
        "VALUES (?, 'shared', ?, 'here', ?, 1, ?, ?, ?)",
        (
            (new_uuid(to_ms(at)), MODERATOR, kind.value, subject, to_ms(at), json.dumps(payload))
            for kind, subject, at, payload in _events(messages, questions, events)
        ),
    )


def _events(
    messages: int, questions: list[int], events: int
) -> Iterator[tuple[Kind, str, datetime, dict[str, object]]]:
    begun = datetime(1970, 1, 1, tzinfo=UTC)
    policy = ServicePolicy()
    yield (
        Kind.POLICY_ADOPTED, "policy", begun,
        {"since": begun.isoformat(), "version": policy.version, "policy": policy.to_dict()},
    )  # fmt: skip
    moderator = _ref(MODERATOR)
    role = {"member": moderator, "role": "moderator", "since": begun.isoformat()}
    yield Kind.ROLE_SET, member_subject(moderator), begun, role
    written = 2
    open_from = questions[-WAITING] if len(questions) > WAITING else 0
    for number in questions:
        at, subject = sent_at(number, messages), inquiry_subject(CHAT, number)
        yield (
            Kind.INQUIRY_FOUND, subject, at,
            {"label": "inquiry", "urgent": False, "score": 0.9, "reasons": ["asks-where"], "language": "en",
             "detector": 1},
        )  # fmt: skip
        written += 1
        if number < open_from:
            answer = next(n for n in range(number + 1, number + 99) if sender_of(n) == MODERATOR)
            yield (
                Kind.REPLY_SENT, subject, at + timedelta(hours=1),
                {"message_id": answer, "kind": "information", "snippets": [], "sent_at": at.isoformat()},
            )  # fmt: skip
            written += 1
    own = [n for n in stored_ids(messages) if sender_of(n) == MODERATOR]
    for n in range(max(events - written, 0)):
        number = own[n % len(own)]
        yield (
            Kind.POST_SENT, post_subject(CHAT, number), sent_at(number, messages),
            {"message_id": number, "type": "information", "sent_at": sent_at(number, messages).isoformat()},
        )  # fmt: skip


def _members() -> range:
    return range(FIRST_MEMBER, FIRST_MEMBER + MEMBERS)


@functools.cache
def _ref(user: int) -> str:
    return f"{user:016x}"


@functools.cache
def _name(user: int) -> str:
    if user == MODERATOR:
        return "Sample Moderator"
    first = ("Layla", "ليلى", "Omar", "عمر", "Salma", "سلمى العلي", "Jean-Claude", "Zeinab")[user % 8]
    return f"{first} {user}"


def empty_group(clock: Callable[[], datetime]) -> World:
    """The same people, and nobody has said anything."""
    world = World(clock)
    world.switches.join_messages = False
    world.add_user("Creator", id=CREATOR)
    world.add_user("Sample Moderator", id=MODERATOR)
    world.add_group("Newcomers", CREATOR, id=GROUP_ID)
    for user in _members():
        world.add_user(_name(user), id=user)
    for user in (MODERATOR, *_members()):
        world.join(user)
    world.promote(CREATOR, MODERATOR, AdminRights())
    return world


def group(messages: int, clock: Callable[[], datetime]) -> World:
    """The group that such a store mirrors: what is older than the store, and its newest messages."""
    world = empty_group(clock)
    box = world.in_group().box
    for number in (*range(1, OLDER + 1), *stored_ids(messages)[-KNOWN:]):
        user = sender_of(number)
        sender = Sender(SenderKind.USER, user, _name(user))
        said = text_of(number, messages)
        message = Message(number, sender, sent_at(number, messages), said, reply_of(number))
        box.last_id = number
        world.put(box, Stored(message, user))
    return world

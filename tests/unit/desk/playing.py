"""A desk on a simulated group, a clock that stands still until it is moved, and the questions people ask."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

from modtui.config import Moderation
from modtui.config_policy import moderation_categories
from modtui.desk.desk import Desk
from modtui.desk.settings import DeskSettings
from modtui.domain.messages import Role
from modtui.domain.policy import ServicePolicy
from modtui.snippets.glossary import samples_folder
from modtui.store import derived
from modtui.store.database import Database
from modtui.telegram.simulated import SimulatedGateway
from modtui.telegram.world import AdminRights, World

MONDAY = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)  # 10:00 in Toronto
WHERE = "Where can I get a health card?"
SCHOOL = "How do I register my son for school?"
HELLO = "Good morning everybody"
ANSWER = "At any service centre; bring your passport."


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at=MONDAY):
        self.at = at

    def __call__(self):
        return self.at

    def move(self, **span):
        self.at += timedelta(**span)


class Play:
    """A group with people, a store in a folder, and a desk that can be opened and closed on it."""

    def __init__(self, folder):
        self.clock = Clock()
        self.world = World(self.clock)
        world = self.world
        self.creator = world.add_user("Creator").id
        world.add_group("Newcomers", self.creator)
        world.switches.join_messages = False
        self.me = self._join("Layla Sample")
        self.samir = self._join("Samir Sample")  # another moderator
        self.omar = self._join("Omar Sample")
        self.sara = self._join("Sara Sample")
        for admin in (self.me, self.samir):
            world.promote(self.creator, admin, AdminRights())
        self.store = folder / "modtui.db"
        self.changes = []
        self.settings = {
            "group": "newcomers",
            "policy": ServicePolicy(),
            "categories": moderation_categories(Moderation()),
            "staff": ((self.me, Role.MODERATOR), (self.samir, Role.MODERATOR)),
            "stage": timedelta(seconds=5),
            "undo": timedelta(0),
            "read_back": timedelta(days=30),
        }
        self.gateway = None
        self.desk = None

    def _join(self, name):
        user = self.world.add_user(name).id
        self.world.join(user)
        return user

    # ---- people in the group

    def say(self, who, text, **more):
        return self.world.post(who, text, **more).id

    @property
    def group_texts(self):
        return [s.message.text for s in self.world.group.box.kept.values() if s.alive]

    def private_texts(self, who):
        """What this person was sent in private."""
        return [s.message.text for s in self.world.private[who].kept.values() if s.author_id != who]

    def replies_to(self, message_id):
        return [
            s.message
            for s in self.world.group.box.kept.values()
            if s.alive and s.message.reply_to == message_id
        ]

    # ---- the desk

    @contextlib.asynccontextmanager
    async def open(self, *, connected=True, broken=False, gateway=None, machine=None, **settings):
        """The desk, started; stopped at the end. ``machine``: its clock, where that is not Telegram's."""
        machine = machine or self.clock
        self.gateway = gateway or SimulatedGateway(self.world, self.me, machine)
        if broken:
            self.gateway.break_line()
        self.desk = Desk(
            self.store, self.gateway, DeskSettings(**{**self.settings, **settings}), clock=machine
        )
        self.desk.subscribe(self.changes.append)
        await self.desk.start()
        try:
            if connected and not broken:
                await self.until_read()
            yield self.desk
        finally:
            await self.desk.stop()

    @contextlib.asynccontextmanager
    async def open_with_snippets(self, **settings):
        async with self.open(snippet_dirs=(samples_folder(),), **settings) as desk:
            await until(lambda: desk._shelf._index is not None, 20)
            yield desk

    async def until_read(self):
        """Until the desk has read everything the group has to say."""
        sync = self.desk._parts.sync
        await until(lambda: self.desk._parts.ctx.connected)
        for _ in range(2):  # the first may have been under way before what is to be read was said
            reads = sync.reads
            await self.desk.refresh()
            await until(lambda done=reads: sync.reads > done and not sync._inbox)

    async def waiting(self):
        """Ids in the queue, in its order."""
        return [row.inquiry_id for row in await self.desk.queue()]

    async def row(self, inquiry_id):
        return next(row for row in await self.desk.queue() if row.inquiry_id == inquiry_id)

    async def state(self, inquiry_id):
        return (await self.desk.inquiry(inquiry_id)).row.state.value

    async def until_state(self, inquiry_id, state):
        async def there():
            return inquiry_id in await self._known() and await self.state(inquiry_id) == state

        await until(there)

    async def _known(self):
        ctx = self.desk._parts.ctx
        return await derived.inquiries(ctx.db, ctx.chat(), range(1, 500)) if ctx.chat_key else {}

    async def asked(self, who, text=WHERE):
        """Somebody asks; returns the inquiry's id once it is in the queue."""
        message = self.say(who, text)

        async def listed():
            return message in await self.waiting()

        await until(listed)
        return message

    async def outgoing(self):
        """Own messages that have not left: (state, note)."""
        return [(item.send_state.value, item.send_note) for item in await self.desk.feed() if item.outbox_id]

    async def unsent(self):
        """The first own message that has not left, as the feed shows it."""
        return next(item for item in await self.desk.feed() if item.outbox_id)

    async def until_sent(self):
        async def empty():
            return not await self.outgoing() and self.desk.status().sending_count == 0

        await until(empty)

    async def until_outgoing_done(self):
        """Until nothing is queued or on its way: it has left, failed, or is held."""

        async def quiet():
            return not [s for s, _ in await self.outgoing() if s in ("queued", "sending")]

        await until(quiet)

    async def until_outgoing(self, state):
        async def there():
            return [s for s, _ in await self.outgoing()] == [state]

        await until(there)

    async def until_status(self, action_id, status):
        async def there():
            return (await self.action(action_id)).status == status

        await until(there)
        return await self.action(action_id)

    async def action(self, action_id):
        return next(view for view in await self.desk.actions() if view.action_id == action_id)

    async def facts(self, sql, *parameters):
        """Rows of the store, for what no screen shows."""
        if self.desk is not None and self.desk._parts is not None:
            return await self.desk._parts.ctx.db.all(sql, parameters)
        db = await Database.open(self.store, read_only=True)
        try:
            return await db.all(sql, parameters)
        finally:
            await db.close()

    async def verified(self):
        """What `modtui verify` has to say; empty when all is well."""
        db = await Database.open(self.store, read_only=True)
        try:
            found = await derived.verify(db)
        finally:
            await db.close()
        return [*found.differences, *found.integrity]

    def notices(self):
        return [change.notice for change in self.changes if change.notice]


async def until(true, seconds=5.0):
    """Poll until a condition (plain or awaited) holds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while True:
            found = true()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.005)

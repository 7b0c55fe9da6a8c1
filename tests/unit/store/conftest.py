import contextlib

import pytest

from modtui.store import observed
from modtui.store.database import Database
from modtui.store.derived import RulesCache, append_and_refold, inquiries_touched_by, refold_inquiry
from tests.unit.store.making import CHAT, MODERATOR, PARTNER, policy_adopted, role_set


class Ledgers:
    """A store with one group, a moderator and a partner, written to as the desk does."""

    def __init__(self, db):
        self.db = db
        self.cache = RulesCache()

    @classmethod
    async def make(cls, path):
        ledgers = cls(await Database.open(path))
        async with ledgers.db.transaction() as tx:
            assert await observed.ensure_chat(tx, 900, title="Sample group") == CHAT
            moderator = await observed.member_ref(tx, MODERATOR)
            partner = await observed.member_ref(tx, PARTNER)
        await ledgers.decide(policy_adopted(), role_set(moderator, "moderator"), role_set(partner, "partner"))
        return ledgers

    async def decide(self, *events):
        async with self.db.transaction() as tx:
            await append_and_refold(tx, self.cache, events)

    async def see(self, *messages, imported=False):
        async with self.db.transaction() as tx:
            recorded = await observed.record(tx, CHAT, messages, imported=imported)
            await self._refold(tx, recorded.touched)
        return recorded

    async def lose(self, *ids, at, by_staff=False):
        async with self.db.transaction() as tx:
            changed = await observed.record_deletion(tx, CHAT, ids, at, by_staff=by_staff)
            await self._refold(tx, changed)
        return changed

    async def _refold(self, tx, touched):
        rules = await self.cache.get(tx)
        for inquiry_id in await inquiries_touched_by(tx, CHAT, touched):
            await refold_inquiry(tx, CHAT, inquiry_id, rules)


@contextlib.asynccontextmanager
async def ledgers_at(path):
    made = await Ledgers.make(path)
    try:
        yield made
    finally:
        await made.db.close()


@pytest.fixture
async def ledgers(tmp_path):
    async with ledgers_at(tmp_path / "modtui.db") as made:
        yield made

"""Reports of an older store are kept when the table learns of participant updates."""

from modtui.domain.membership import EventKind, Source
from modtui.store import database, members, observed, schema
from modtui.store.database import Database, from_ms
from modtui.store.schema_moved import MOVED

AT = from_ms(1_790_000_000_000)


async def told(db, source, number):
    async with db.transaction() as tx:
        chat = await observed.ensure_chat(tx, 5001)
        omar = await observed.member_ref(tx, 7)
        return await members.report(tx, chat, omar, EventKind.JOINED, AT, source, number)


async def test_an_older_store_keeps_its_reports_and_takes_the_new_ones(tmp_path, monkeypatch):
    path = tmp_path / "modtui.db"
    with monkeypatch.context() as patch:
        older = schema.MIGRATIONS[: schema.MIGRATIONS.index(MOVED)]
        patch.setattr(database, "MIGRATIONS", older)
        patch.setattr(database, "SCHEMA_VERSION", len(older))
        db = await Database.open(path)
        for number, source in enumerate((Source.SERVICE, Source.ADMIN_LOG, Source.MEMBER_LIST)):
            assert await told(db, source, number)
        before = await db.all("SELECT * FROM member_event ORDER BY source")
        await db.close()
    db = await Database.open(path)
    assert await db.all("SELECT * FROM member_event ORDER BY source") == before
    assert await told(db, Source.PARTICIPANT, 3)
    assert not await told(db, Source.PARTICIPANT, 3)  # told again
    assert not await told(db, Source.SERVICE, 0)
    assert len(await members.reports(db, 1)) == 4
    plan = await db.all("EXPLAIN QUERY PLAN SELECT * FROM member_event WHERE chat_key = 1 ORDER BY at")
    assert "member_event_at" in str(plan)
    await db.close()

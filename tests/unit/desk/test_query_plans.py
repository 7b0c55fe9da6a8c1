"""What the desk asks of its store all day never walks through a table that grows with the years."""

import re

from modtui.store.database import Database, Transaction
from tests.unit.desk.playing import HELLO, WHERE, until

GROWING = (
    "message",
    "message_version",
    "journal",
    "inquiry",
    "thread",
    "outbox",
    "member_event",
    "action",
    "member",
)
#: Asked when somebody looks for something, or bounded by what it asks for.
_WHOLE_GROUP = re.compile(r"SEARCH (m|message) USING (?!INDEX message_withdrawn)(?:.* )?\(chat_key=\?\)$")
"""Every message of the one group that a store holds: a walk, though SQLite calls it a search."""
_NOT_HOT = re.compile(
    r"FROM member WHERE kind|member_sample|join_request|max\(id\) AS newest|min\(id\)|WHERE (?:author_id|by_ref) = \?$"
)


async def test_nothing_asked_all_day_walks_through_a_growing_table(play, monkeypatch):
    asked = {}

    def listening(method):
        async def listened(self, sql, parameters=()):
            asked.setdefault(sql, tuple(parameters))
            return await method(self, sql, parameters)

        return listened

    for place, name in ((Database, "all"), (Transaction, "all"), (Transaction, "execute")):
        monkeypatch.setattr(place, name, listening(getattr(place, name)))
    for number in range(5):
        play.say(play.sara, f"{HELLO} {number}")
    async with play.open() as desk:
        asked.clear()  # a start may look round once
        question = await play.asked(play.omar)
        play.say(play.omar, "and for my son?", reply_to=question)
        follow = play.say(play.sara, WHERE)
        await play.until_read()
        play.world.edit(play.sara, follow, f"{WHERE} Please.")
        await play.until_read()
        items = await desk.feed(limit=3)
        await desk.feed(before_id=items[0].message_id, limit=60)
        await desk.feed(after_id=items[0].message_id, limit=60)
        await desk.feed_items([question])
        await desk.queue()
        await desk.inquiry(question)
        await desk.member(play.omar)
        await desk.member_page(play.omar)
        await desk.my_record(play.omar, "en")
        await desk.save_draft(question, "At")
        await desk.reply(question, "At any service centre.")
        await play.until_sent()
        play.world.delete(play.sara, [follow])
        await play.until_read()
        await until(lambda: desk.status().open_count == 0, 20)
        db = desk._parts.ctx.db
        walks = []
        for sql, parameters in list(asked.items()):
            if sql.lstrip().upper().startswith(
                ("SELECT", "WITH", "UPDATE", "DELETE")
            ) and not _NOT_HOT.search(sql):
                for row in await db.all(f"EXPLAIN QUERY PLAN {sql}", parameters):
                    whole = None if "LIMIT" in sql else _WHOLE_GROUP.match(row[3])
                    table = re.match(r"SCAN (\w+)", row[3]) or whole
                    names = {table[1]} if table else set()
                    names |= {
                        real
                        for real, alias in re.findall(r"(?:FROM|JOIN) (\w+) (\w)\b", sql)
                        if alias in names
                    }
                    if names & set(GROWING):
                        walks.append((row[3], sql))
    assert not walks, "\n".join(f"{plan}: {sql}" for plan, sql in walks)
    assert len(asked) > 40


async def test_who_came_and_went_is_found_without_reading_what_was_said(play):
    async with play.open() as desk:
        db = desk._parts.ctx.db
        asked = []
        whole = db.all

        async def listened(sql, parameters=()):
            asked.append((sql, parameters))
            return await whole(sql, parameters)

        db.all = listened
        await desk._parts.fair.sync.service_messages()
        sql, parameters = next((sql, parameters) for sql, parameters in asked if "m.service" in sql)
        plans = [row[3] for row in await whole(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    assert any("INDEX message_service" in plan for plan in plans)

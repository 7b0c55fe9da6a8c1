"""A store whose rows an older version folded: the desk brings them up to date, and until then nothing is called damaged."""

import sqlite3
from datetime import timedelta

import pytest

from modtui.commands.verify import sentences
from modtui.store import derived, fold_version
from modtui.store.database import Database
from tests.unit.desk.playing import until

#: What the version at hand did not know yet: where a post stood, and that who was asked at that time has been asked.
OLD_FORM = """
UPDATE action SET body = json_remove(body, '$.posted_at');
UPDATE inquiry SET body = json_set(body, '$.check_back_at', '2026-10-05T15:00:00Z');
DELETE FROM meta WHERE key = 'fold_version';
"""


async def found_by_verify(play):
    db = await Database.open(play.store, read_only=True)
    try:
        return await derived.verify(db)
    finally:
        await db.close()


def rewrite(play, script):
    with sqlite3.connect(play.store) as connection:
        connection.executescript(script)
    connection.close()


async def old_store(play):
    """A warned member and an answered question, as an older version would have folded them."""
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.reply(question, "At any service centre.")
        await play.until_sent()
        await desk.check_back(question, play.clock() + timedelta(hours=1))
        play.clock.move(hours=2)
        play.say(play.samir, "How did it go?", reply_to=question)
        await play.until_read()
        bad = play.say(play.sara, "you are all idiots")
        await play.until_read()
        plan = await desk.plan("warn", bad, "conduct")
        view = await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=10)
        await play.until_status(view.action_id, "done")
    assert await play.verified() == []
    rewrite(play, OLD_FORM)


async def test_opened_once_it_is_what_the_ledgers_say(play):
    await old_store(play)
    before = await found_by_verify(play)
    assert {d.subject.partition(":")[0] for d in before.differences} == {"inquiry", "action"}
    (said,) = sentences(before)
    assert "start modtui on this store once" in said
    async with play.open():

        async def done():
            return (await play.facts("SELECT count(*) FROM meta WHERE key = 'fold_version'")) == [(1,)]

        await until(done)
    assert await play.verified() == []


async def test_cut_off_in_between_it_begins_again_at_the_next_opening(play, monkeypatch):
    await old_store(play)
    db = await Database.open(play.store)

    async def power_cut(tx):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(fold_version, "mark_todays", power_cut)
        with pytest.raises(RuntimeError):
            await derived.refold_older(db, derived.RulesCache())
    assert await derived.refold_older(db, derived.RulesCache())
    assert not await derived.refold_older(db, derived.RulesCache())
    await db.close()
    assert await play.verified() == []


async def test_what_differs_in_todays_form_is_still_told_row_by_row(play):
    await old_store(play)
    async with play.open() as desk:
        await until(lambda: not any("up to date" in task.get_name() for task in desk._parts.ctx.background))
    rewrite(play, "UPDATE inquiry SET state = 'dismissed'")
    said = sentences(await found_by_verify(play))
    assert any("is not what the ledgers say" in sentence for sentence in said)
    assert not any("Another version" in sentence for sentence in said)
    rewrite(play, "UPDATE inquiry SET state = json_extract(body, '$.state')")

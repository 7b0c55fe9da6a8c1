"""What one reading of the member list after another says of who came (RULES 4)."""

from modtui.domain.membership import fold_membership
from modtui.domain.messages import Member
from modtui.store import members
from tests.unit.store.making import CHAT, after


async def listed(ledgers, minutes, *who, counted):
    async with ledgers.db.transaction() as tx:
        await members.keep_list(tx, CHAT, who, counted=counted, at=after(minutes))


async def kinds(ledgers):
    names = dict(await ledgers.db.all("SELECT ref, name FROM member"))
    moves = fold_membership(await members.reports(ledgers.db, CHAT))
    return {(names[move.member], move.kind.value) for move in moves}


async def test_who_a_partial_list_left_out_did_not_come_later(ledgers):
    first, hidden = Member(201, "First"), Member(202, "Hidden")
    fresh = Member(203, "Fresh", joined_at=after(30))
    old = Member(204, "Old", joined_at=after(-9000))
    await listed(ledgers, 0, first, counted=4)
    await listed(ledgers, 60, first, hidden, fresh, old, counted=4)
    assert await kinds(ledgers) == {
        ("First", "present"),
        ("Hidden", "present"),
        ("Fresh", "joined"),
        ("Old", "present"),
    }
    await listed(ledgers, 120, first, hidden, fresh, old, Member(205, "Later"), counted=5)
    assert ("Later", "joined") in await kinds(ledgers)

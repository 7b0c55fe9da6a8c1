"""Every gateway: participant updates, by which Telegram itself says who came and went, and who did it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.domain.membership import EventKind as K
from modtui.telegram.gateway import Link, MessageSeen
from modtui.telegram.gateway_events import MemberMoved
from tests.contract.stages import Stage, next_of, until_link


@pytest.fixture
async def told(connected: Stage) -> Stage:
    """A group whose admins are told who comes and goes."""
    connected.world.switches.participant_updates = True
    return connected


async def moves_until(stage: Stage, text: str) -> list[MemberMoved]:
    """All of them up to the message of this text."""
    stage.world.post(stage.other_admin, text)
    moves: list[MemberMoved] = []
    while True:
        event = await stage.gateway.next_event()
        if isinstance(event, MemberMoved):
            moves.append(event)
        elif isinstance(event, MessageSeen) and event.message.text == text:
            return moves


async def test_every_coming_and_going_is_told_with_who_did_it(told: Stage) -> None:
    world, boss = told.world, told.other_admin
    huda, nabil, rami, bot = (
        world.add_user(name, is_bot=name == "Helper").id for name in ("Huda", "Nabil", "Rami", "Helper")
    )
    world.join(huda)
    world.join(nabil, by=told.sara)
    world.request_join(rami)
    world.decide_request(boss, rami, True)
    world.join(bot, by=boss)
    world.leave(huda)
    world.ban(boss, nabil)
    world.kick(boss, rami)
    moves = await moves_until(told, "end")
    assert [(m.user_id, m.kind, m.by) for m in moves] == [
        (huda, K.JOINED, None),
        (nabil, K.ADDED, told.sara),
        (rami, K.JOINED_BY_REQUEST, boss),
        (bot, K.ADDED, boss),
        (huda, K.LEFT, None),
        (nabil, K.BANNED_ELSEWHERE, boss),
        (rami, K.BANNED_ELSEWHERE, boss),
    ]
    assert [m.is_bot for m in moves] == [False, False, False, True, False, False, False]
    assert (moves[1].name, moves[1].by_name) == ("Nabil", "Sara")
    assert all(abs(m.at - world.now()) < timedelta(minutes=1) for m in moves)
    numbers = [m.number for m in moves]
    assert numbers == sorted(set(numbers))
    assert numbers[0] > 0


async def test_what_moves_nobody_is_told_as_nothing(told: Stage) -> None:
    world, boss = told.world, told.other_admin
    world.mute(boss, told.sara)
    world.unban(boss, told.sara)
    world.promote(world.in_group().creator_id, told.sara)
    world.demote(world.in_group().creator_id, told.sara)
    stranger = world.add_user("Stranger").id
    world.ban(boss, stranger)
    world.unban(boss, stranger)
    world.mute(boss, stranger)
    assert await moves_until(told, "end") == []


async def test_other_groups_and_no_admins_are_told_nothing(told: Stage) -> None:
    world = told.world
    other = world.add_group("Another", told.me)
    world.join(told.sara, group_id=other.id)
    assert await moves_until(told, "first") == []
    world.demote(world.in_group().creator_id, told.me)
    world.leave(told.sara)
    assert await moves_until(told, "second") == []


async def test_as_a_rule_accounts_are_told_nothing(connected: Stage) -> None:
    connected.world.leave(connected.sara)
    assert await moves_until(connected, "end") == []


async def test_the_line_breaks_and_what_comes_after_is_told_once(told: Stage) -> None:
    told.world.leave(told.sara)
    assert (await next_of(told.gateway, MemberMoved)).user_id == told.sara
    told.break_line()
    told.world.join(told.world.add_user("Missed").id)
    told.restore_line()
    await until_link(told.gateway, Link.CONNECTED)
    late = told.world.add_user("Late").id
    told.world.join(late)
    moves = await moves_until(told, "end")
    assert [m.user_id for m in moves].count(late) == 1
    assert told.sara not in [m.user_id for m in moves]

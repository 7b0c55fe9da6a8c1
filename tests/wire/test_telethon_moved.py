"""Participant updates on the real socket: skipped, repeated, of other groups, and the desk's ledger made of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from telethon.tl import types as t

from modtui.desk.desk import Desk
from modtui.domain.membership import EventKind as K
from modtui.telegram.gateway import Link
from modtui.telegram.gateway_events import MemberMoved
from modtui.telegram.telethon_convert import GroupPeer
from modtui.telegram.telethon_moved import member_moved
from tests.contract.stages import TelethonStage, next_of, until, until_link
from tests.crash import scene
from tests.wire.test_telethon_updates import events_until


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TelethonStage]:
    stage = TelethonStage(tmp_path)
    await stage.start()
    stage.world.switches.participant_updates = True
    yield stage
    stage.server.faults.clear()
    await stage.close()


@pytest.fixture
async def connected(stage: TelethonStage) -> TelethonStage:
    await stage.gateway.connect()
    await until_link(stage.gateway, Link.CONNECTED)
    stage.world.join(stage.world.add_user("First").id)  # the first update tells the client where it stands
    await next_of(stage.gateway, MemberMoved)
    return stage


def moved(events) -> list[int]:
    return [event.user_id for event in events if isinstance(event, MemberMoved)]


async def test_what_was_skipped_arrives_with_the_difference(connected: TelethonStage) -> None:
    people = [connected.world.add_user(f"P{n}").id for n in range(3)]
    connected.world.switches.join_messages = False
    connected.server.faults.swallow_pushes = 2
    for user in people:
        connected.world.join(user)
    events = await events_until(connected.gateway, lambda found: set(moved(found)) >= set(people))
    assert sorted(moved(events)) == people
    assert connected.server.count("GetDifference") > 0


async def test_what_is_told_twice_is_one_event(connected: TelethonStage) -> None:
    connected.world.switches.join_messages = False
    connected.server.faults.repeat_pushes = 1
    people = [connected.world.add_user(f"P{n}").id for n in range(2)]
    for user in people:
        connected.world.join(user)
    events = await events_until(connected.gateway, lambda found: people[-1] in moved(found))
    assert moved(events) == people


async def test_the_ledger_of_a_desk_is_made_of_it_at_once_and_after_a_restart(
    stage: TelethonStage, tmp_path: Path
) -> None:
    world, server = stage.world, stage.server
    for switch in ("join_messages", "leave_messages", "ban_messages"):
        setattr(world.switches, switch, False)
    session = server.write_session(tmp_path / "desk.session", stage.me)
    where = (server.dc, server.host, server.port, world.group.id, stage.me)
    world.post(stage.sara, scene.QUESTION)

    async def kinds(desk, user):
        return [move.kind for move in (await desk.member_page(user)).moves]

    huda = world.add_user("Huda Sample").id
    async with _desk(tmp_path, session, where) as desk:
        world.join(huda, by=stage.other_admin)
        await scene.until(lambda: desk.member_list("Huda"))

        async def added():
            return await kinds(desk, huda) == [K.ADDED]

        await scene.until(added)
    server.faults.repeat_pushes = 5
    async with _desk(tmp_path, session, where) as desk:
        world.ban(stage.other_admin, huda)

        async def gone():
            return not (await desk.member_page(huda)).row.present

        await scene.until(gone)
        looks = desk._parts.fair.sync.looks
        await desk.refresh()
        await until(lambda: desk._parts.fair.sync.looks > looks)  # the admin log tells it too
        assert await kinds(desk, huda) == [K.ADDED, K.BANNED_ELSEWHERE]
        (ban,) = await desk.phone_bans()
        assert (ban.member, ban.by) == ("Huda Sample", "Samir")


@asynccontextmanager
async def _desk(folder: Path, session: Path, where: tuple[object, ...]) -> AsyncIterator[Desk]:
    desk = scene.desk_on(folder / "modtui.db", session, *where)
    await desk.start()
    try:
        await scene.read(desk)
        yield desk
    finally:
        await desk.stop()


# ---- as Telegram may word it

AT = datetime.fromisoformat("2026-10-05T14:00:00+00:00")
INSIDE = t.ChannelParticipant(7, AT)
RIGHTS = t.ChatBannedRights(None, view_messages=True)
SHUT_OUT = t.ChannelParticipantBanned(t.PeerUser(7), 8, AT, RIGHTS, left=True)
MUTED = t.ChannelParticipantBanned(t.PeerUser(7), 8, AT, t.ChatBannedRights(None, send_messages=True))
MUTED_AWAY = t.ChannelParticipantBanned(
    t.PeerUser(7), 8, AT, t.ChatBannedRights(None, send_messages=True), left=True
)
LEFT = t.ChannelParticipantLeft(t.PeerUser(7))
LINK = t.ChatInviteExported("https://t.me/+x", 8, AT, request_needed=True)


@pytest.mark.parametrize(
    ("actor", "before", "after", "invite", "kind", "by"),
    [
        (7, None, INSIDE, None, K.JOINED, None),
        (7, LEFT, INSIDE, None, K.JOINED, None),
        (7, None, MUTED, None, K.JOINED, None),  # came back, and is still muted
        (8, None, INSIDE, LINK, K.JOINED_BY_REQUEST, 8),
        (7, None, INSIDE, LINK, K.JOINED_BY_REQUEST, None),
        (7, None, INSIDE, t.ChatInvitePublicJoinRequests(), K.JOINED_BY_REQUEST, None),
        (7, None, INSIDE, t.ChatInviteExported("https://t.me/+x", 8, AT), K.JOINED, None),
        (8, None, INSIDE, None, K.ADDED, 8),
        (7, INSIDE, None, None, K.LEFT, None),
        (7, MUTED, MUTED_AWAY, None, K.LEFT, None),
        (8, INSIDE, SHUT_OUT, None, K.BANNED_ELSEWHERE, 8),
        (8, INSIDE, LEFT, None, K.BANNED_ELSEWHERE, 8),
        (8, INSIDE, MUTED, None, None, None),
        (8, MUTED, INSIDE, None, None, None),
        (8, SHUT_OUT, None, None, None, None),
        (8, MUTED_AWAY, SHUT_OUT, None, None, None),
        (8, INSIDE, t.ChannelParticipantCreator(7, t.ChatAdminRights()), None, None, None),
    ],
)
def test_each_wording_is_understood(actor, before, after, invite, kind, by) -> None:
    group = GroupPeer(5, 1)
    update = t.UpdateChannelParticipant(
        5, AT, actor, 7, 3, prev_participant=before, new_participant=after, invite=invite
    )
    event = member_moved(update, group, {7: t.User(7, first_name="Huda"), 8: t.User(8, first_name="Samir")})
    if kind is None:
        assert event is None
    else:
        assert event == MemberMoved(7, kind, AT, by, 3, "Huda", "Samir" if by else "")
    update.channel_id = 6
    assert member_moved(update, group, {}) is None


async def test_a_basic_groups_update_with_our_number_is_another_groups(connected: TelethonStage) -> None:
    number = connected.world.group.id
    update = t.UpdateChatParticipant(
        number, AT, 8, connected.sara, 0, prev_participant=t.ChatParticipant(1, 1, AT)
    )
    everybody = t.UpdateChatParticipants(t.ChatParticipants(number, [], 1))
    for connection in connected.server.connections:
        connection.push(bytes(t.Updates([update, everybody], [], [], AT, 0)))
    last = connected.world.add_user("Last").id
    connected.world.join(last)
    async with asyncio.timeout(5):
        assert (await next_of(connected.gateway, MemberMoved)).user_id == last

"""Moderation through the loopback server, by a real client's own calls."""

from __future__ import annotations

import asyncio

import pytest
from telethon import errors, events, functions
from telethon.tl import types as t

from modtui.telegram.world import GroupKind
from tests.telegram_server.fixtures import heard, wire  # noqa: F401


async def soon(queue: asyncio.Queue):
    return await asyncio.wait_for(queue.get(), 5)


async def test_ban_mute_unban_by_telethons_own_calls(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    place, omar = wire.place(wire.sara), wire.person(wire.sara, wire.omar)
    await client.edit_permissions(place, omar, send_messages=False)
    assert wire.omar in wire.group.members
    muted = (await client.get_permissions(place, omar)).participant.banned_rights
    assert (muted.send_messages, muted.view_messages) == (True, False)
    await client.edit_permissions(place, omar, view_messages=False)
    assert wire.world.is_banned(wire.omar)
    assert wire.omar not in wire.group.members
    banned = (await client(functions.channels.GetParticipantRequest(place, omar))).participant
    assert banned.banned_rights.view_messages
    assert banned.kicked_by == wire.sara
    await client.edit_permissions(place, omar)
    assert wire.world.restriction(wire.omar) is None


async def test_refusals_of_moderation(wire):  # noqa: F811
    sara, omar = await wire.client(wire.sara), await wire.client(wire.omar)
    with pytest.raises(errors.UserAdminInvalidError):
        await sara.edit_permissions(
            wire.place(wire.sara), wire.person(wire.sara, wire.owner), view_messages=False
        )
    with pytest.raises(errors.ChatAdminRequiredError):
        await omar.edit_permissions(
            wire.place(wire.omar), wire.person(wire.omar, wire.huda), view_messages=False
        )
    theirs = wire.world.post(wire.huda, "theirs")
    with pytest.raises(errors.MessageDeleteForbiddenError):
        await omar.delete_messages(wire.place(wire.omar), [theirs.id])
    wire.world.leave(wire.huda)
    with pytest.raises(errors.UserNotParticipantError):
        await sara.get_permissions(wire.place(wire.sara), wire.person(wire.sara, wire.huda))


async def test_the_banned_are_told_and_lose_sight_of_the_group(wire):  # noqa: F811
    client = await wire.client(wire.omar)
    raw = heard(client, events.Raw)
    wire.world.ban(wire.sara, wire.omar)
    seen = []
    while "UpdateChannel" not in seen:
        seen.append(type(await soon(raw)).__name__)
    with pytest.raises(errors.ChannelPrivateError):
        await client.get_messages(wire.place(wire.omar), limit=1)


async def test_members_own_rights_and_full_channel(wire):  # noqa: F811
    wire.world.set_slow_mode(wire.sara, 10)
    client = await wire.client(wire.sara)
    place = wire.place(wire.sara)
    people = await client.get_participants(place)
    assert {p.id for p in people} == {wire.owner, wire.sara, wire.omar, wire.huda}
    rights = await client.get_permissions(place, "me")
    assert (rights.is_admin, rights.ban_users, rights.is_creator) == (True, True, False)
    full = (await client(functions.channels.GetFullChannelRequest(place))).full_chat
    assert (full.participants_count, full.slowmode_seconds) == (4, 10)


async def test_many_members_come_in_pages(wire):  # noqa: F811
    for number in range(450):
        wire.world.join(wire.world.add_user(f"Member {number}").id)
    client = await wire.client(wire.sara)
    people = await client.get_participants(wire.place(wire.sara))
    assert len({p.id for p in people}) == 454


async def test_admin_log_tells_deletions_and_bans(wire):  # noqa: F811
    advert = wire.world.post(wire.omar, "buy this")
    wire.world.delete(wire.owner, [advert.id])
    wire.world.ban(wire.owner, wire.omar)
    client = await wire.client(wire.sara)
    lines = await client.get_admin_log(wire.place(wire.sara), delete=True, ban=True)
    assert [(line.user_id, line.deleted_message, line.changed_restrictions) for line in lines] == [
        (wire.owner, False, True),
        (wire.owner, True, False),
    ]
    assert lines[1].old.message == "buy this"


async def test_all_messages_of_one_member(wire):  # noqa: F811
    for number in range(130):
        wire.world.post(wire.omar, str(number))
    client = await wire.client(wire.sara)
    rounds = 0
    while True:
        answer = await client(
            functions.channels.DeleteParticipantHistoryRequest(
                wire.place(wire.sara), wire.person(wire.sara, wire.omar)
            )
        )
        rounds += 1
        if not answer.offset:
            break
    assert rounds == 2
    assert wire.world.history(wire.sara) == []


async def test_join_requests(wire):  # noqa: F811
    client = await wire.client(wire.sara)
    raw = heard(client, events.Raw)
    asked = [wire.world.add_user(name).id for name in ("Asked", "Other")]
    for user_id in asked:
        wire.world.request_join(user_id, "I am new")
    assert (await soon(raw)).requests_pending == 1
    place = wire.place(wire.sara)
    waiting = await client(
        functions.messages.GetChatInviteImportersRequest(place, None, t.InputUserEmpty(), 10, requested=True)
    )
    assert [(i.user_id, i.about) for i in waiting.importers] == [
        (asked[1], "I am new"),
        (asked[0], "I am new"),
    ]
    decide = functions.messages.HideChatJoinRequestRequest
    await client(decide(place, wire.person(wire.sara, asked[0]), approved=True))
    assert asked[0] in wire.group.members
    with pytest.raises(errors.HideRequesterMissingError):
        await client(decide(place, wire.person(wire.sara, asked[0]), approved=True))


async def test_approvals_demotions_and_pins_in_the_admin_log(wire):  # noqa: F811
    asked = wire.world.add_user("Asked").id
    wire.world.request_join(asked)
    wire.world.decide_request(wire.owner, asked, True)
    wire.world.pin(wire.owner, wire.world.post(wire.owner, "rules").id)
    wire.world.promote(wire.owner, wire.huda)
    wire.world.demote(wire.owner, wire.huda)
    client = await wire.client(wire.sara)
    lines = await client.get_admin_log(wire.place(wire.sara), limit=4)
    demoted, promoted, pinned, joined = [line.action for line in lines]
    assert joined.approved_by == wire.owner
    assert lines[3].user_id == asked
    assert pinned.message.message == "rules"
    assert isinstance(promoted.new_participant, t.ChannelParticipantAdmin)
    assert isinstance(demoted.new_participant, t.ChannelParticipant)


async def test_an_upgrade_is_told_in_both_groups(wire):  # noqa: F811
    basic = wire.world.add_group("Old", wire.owner, kind=GroupKind.BASIC)
    wire.world.join(wire.sara, group_id=basic.id)
    client = await wire.client(wire.sara)
    live = heard(client, events.Raw)
    wire.world.post(wire.owner, "still small", group_id=basic.id)
    assert (await soon(live)).message.peer_id == t.PeerChat(basic.id)
    new = wire.world.migrate(basic.id)
    assert (await soon(live)).message.action.channel_id == new.id
    assert (await soon(live)).message.action.chat_id == basic.id
    old = next(d.entity for d in await client.get_dialogs() if d.entity.id == basic.id)
    assert (old.deactivated, old.migrated_to.channel_id) == (True, new.id)

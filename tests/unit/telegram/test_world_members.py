"""The world's members: joining, bans and mutes, rights, join requests, the admin log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.domain.messages import ServiceKind
from modtui.telegram.world import (
    AdminRights,
    GroupKind,
    MembershipEvent,
    MessageEvent,
    RequestsEvent,
    World,
    WorldError,
)
from tests.unit.telegram.test_world_messages import START, Clock, Scene, code


@pytest.fixture
def scene() -> Scene:
    clock = Clock()
    world = World(clock)
    owner = world.add_user("Owner", id=1)
    sara, omar, huda = (world.add_user(name).id for name in ("Sara", "Omar", "Huda"))
    world.add_group("Newcomers", owner.id)
    for user_id in (sara, omar, huda):
        world.join(user_id)
    world.promote(owner.id, sara, AdminRights())
    return Scene(world, clock, sara, omar, huda)


def services(scene: Scene) -> list[tuple[ServiceKind, tuple[int, ...]]]:
    found = scene.world.history(1)
    return [(m.service.kind, m.service.user_ids) for m in found[::-1] if m.service]


def test_ways_into_the_group_look_different(scene):
    for name in ("By link", "Added", "Asked"):
        scene.world.add_user(name)
    link, added, asked = (scene.world.find_user(n).id for n in ("By link", "Added", "Asked"))
    before = len(services(scene))
    scene.world.join(link)
    scene.world.join(added, by=scene.omar)
    scene.world.request_join(asked, "I am new here")
    scene.world.decide_request(scene.sara, asked, True)
    assert services(scene)[before:] == [
        (ServiceKind.JOINED, (link,)),
        (ServiceKind.ADDED, (added,)),
        (ServiceKind.JOINED_BY_REQUEST, (asked,)),
    ]


def test_joining_twice_and_while_banned(scene):
    assert code(scene.world.join, scene.omar) == "USER_ALREADY_PARTICIPANT"
    scene.world.ban(scene.sara, scene.omar)
    assert code(scene.world.join, scene.omar) == "USER_KICKED"
    scene.world.unban(scene.sara, scene.omar)
    scene.world.join(scene.omar)
    assert scene.world.member(scene.omar).joined_at == START


def test_leaving(scene):
    scene.world.leave(scene.omar)
    assert code(scene.world.leave, scene.omar) == "USER_NOT_PARTICIPANT"
    assert code(scene.world.history, scene.omar) == "CHANNEL_PRIVATE"
    assert services(scene)[-1] == (ServiceKind.LEFT, (scene.omar,))


def test_large_groups_do_not_show_who_left(scene):
    scene.world.switches.leave_messages = False
    before = services(scene)
    scene.world.leave(scene.omar)
    assert services(scene) == before


def test_ban_removes_and_keeps_out(scene):
    scene.world.ban(scene.sara, scene.omar)
    assert scene.world.is_banned(scene.omar)
    assert scene.omar not in [m.id for m in scene.world.members(scene.sara)]
    assert code(scene.world.history, scene.omar) == "CHANNEL_PRIVATE"
    assert services(scene)[-1] == (ServiceKind.REMOVED, (scene.omar,))


def test_banning_twice_is_one_ban(scene):
    scene.world.ban(scene.sara, scene.omar)
    scene.world.ban(scene.sara, scene.omar)
    kinds = [line.event.kind for line in scene.world.admin_log(scene.sara)]
    assert kinds.count("banned") == 1


def test_ban_without_a_service_message(scene):
    scene.world.switches.ban_messages = False
    before = services(scene)
    scene.world.ban(scene.sara, scene.omar)
    assert services(scene) == before


@pytest.mark.parametrize(
    ("length", "after", "held"),
    [
        (timedelta(hours=1), timedelta(minutes=59), True),
        (timedelta(hours=1), timedelta(hours=1), False),
        (timedelta(seconds=29), timedelta(days=4000), True),  # under 30 seconds: for ever
        (timedelta(days=367), timedelta(days=4000), True),  # over 366 days: for ever
        (None, timedelta(days=4000), True),
    ],
)
def test_how_long_a_ban_holds(scene, length, after, held):
    scene.world.ban(scene.sara, scene.omar, until=None if length is None else START + length)
    scene.clock.at = START + after
    assert scene.world.is_banned(scene.omar) is held


def test_who_cannot_be_banned_and_who_cannot_ban(scene):
    assert code(scene.world.ban, scene.omar, scene.huda) == "CHAT_ADMIN_REQUIRED"
    assert code(scene.world.ban, scene.sara, 1) == "USER_ADMIN_INVALID"
    scene.world.promote(1, scene.huda)
    assert code(scene.world.ban, scene.sara, scene.huda) == "USER_ADMIN_INVALID"
    scene.world.ban(1, scene.huda)
    assert scene.world.is_banned(scene.huda)
    assert code(scene.world.ban, scene.sara, 4242) == "USER_ID_INVALID"


def test_an_admin_without_the_right_to_ban(scene):
    scene.world.promote(1, scene.huda, AdminRights(ban_members=False))
    assert code(scene.world.ban, scene.huda, scene.omar) == "CHAT_ADMIN_REQUIRED"
    assert scene.world.own_rights(scene.huda).delete_messages
    assert not scene.world.own_rights(scene.huda).ban_members
    assert not scene.world.own_rights(scene.omar).is_admin


def test_banning_somebody_who_is_gone_both_ways(scene):
    scene.world.leave(scene.omar)
    scene.world.switches.ban_absent = False
    assert code(scene.world.ban, scene.sara, scene.omar) == "USER_NOT_PARTICIPANT"
    scene.world.switches.ban_absent = True
    scene.world.ban(scene.sara, scene.omar)
    assert scene.world.is_banned(scene.omar)


def test_mute_keeps_the_member_and_a_kick_lifts_it(scene):
    scene.world.mute(scene.sara, scene.omar)
    assert not scene.world.is_banned(scene.omar)
    assert scene.omar in [m.id for m in scene.world.members(scene.sara)]
    scene.world.kick(scene.sara, scene.omar)
    assert scene.world.restriction(scene.omar) is None
    scene.world.join(scene.omar)
    assert scene.world.post(scene.omar, "back")


def test_promoting_and_demoting(scene):
    assert code(scene.world.promote, scene.sara, scene.omar) == "RIGHT_FORBIDDEN"
    assert code(scene.world.promote, scene.omar, scene.huda) == "CHAT_ADMIN_REQUIRED"
    scene.world.demote(1, scene.sara)
    assert code(scene.world.admin_log, scene.sara) == "CHAT_ADMIN_REQUIRED"


def test_join_requests_are_decided_once_by_who_may(scene):
    asked = scene.world.add_user("Asked").id
    scene.world.request_join(asked, "about me")
    assert code(scene.world.decide_request, scene.omar, asked, True) == "CHAT_ADMIN_REQUIRED"
    scene.world.decide_request(scene.sara, asked, False)
    assert asked not in scene.world.group.members
    assert code(scene.world.decide_request, scene.sara, asked, True) == "HIDE_REQUESTER_MISSING"


def test_admin_log_says_who_did_what_for_48_hours(scene):
    first = scene.world.admin_log(scene.sara)[-1].event.id
    message = scene.world.post(scene.omar, "advert")
    scene.world.delete(scene.sara, [message.id])
    scene.world.ban(scene.sara, scene.omar)
    lines = scene.world.admin_log(scene.sara, after_id=first)
    seen = [(x.event.kind, x.event.by, x.event.user_id, x.event.message_id) for x in lines]
    assert seen == [
        ("deleted", scene.sara, scene.omar, message.id),
        ("banned", scene.sara, scene.omar, None),
    ]
    assert lines[0].message.text == "advert"
    scene.clock.tick(hours=48, seconds=1)
    assert scene.world.admin_log(scene.sara) == []


def test_ones_own_deletion_is_not_in_the_admin_log(scene):
    message = scene.world.post(scene.omar, "never mind")
    scene.world.delete(scene.omar, [message.id])
    assert "deleted" not in [line.event.kind for line in scene.world.admin_log(scene.sara)]


def test_hidden_member_list(scene):
    scene.world.switches.members_hidden = True
    assert code(scene.world.members, scene.omar) == "CHAT_ADMIN_REQUIRED"
    assert len(scene.world.members(scene.sara)) == 4


def test_group_info_is_each_viewers_own(scene):
    scene.world.set_slow_mode(scene.sara, 10)
    info = scene.world.group_info(scene.sara)
    assert (info.title, info.members, info.slow_mode_seconds) == ("Newcomers", 4, 10)
    assert info.rights.ban_members
    assert not scene.world.group_info(scene.omar).rights.is_admin


def test_upgrade_of_a_basic_group(scene):
    basic = scene.world.add_group("Old", scene.omar, kind=GroupKind.BASIC)
    scene.world.join(scene.huda, group_id=basic.id, by=scene.omar)
    new = scene.world.migrate(basic.id)
    assert new.id != basic.id
    assert new.kind is GroupKind.SUPERGROUP
    assert scene.huda in new.members
    assert code(scene.world.post, scene.huda, "still here?", group_id=basic.id) == "CHAT_WRITE_FORBIDDEN"
    last = scene.world.history(scene.huda, group_id=basic.id)[0]
    assert (last.service.kind, last.service.text) == (ServiceKind.MIGRATED, str(new.id))


def test_events_of_membership(scene):
    heard: list[object] = []
    scene.world.subscribe(heard.append)
    scene.world.ban(scene.sara, scene.omar)
    scene.world.unban(scene.sara, scene.omar)
    asked = scene.world.add_user("Asked").id
    scene.world.request_join(asked)
    kinds = [event.kind for event in heard if isinstance(event, MembershipEvent)]
    assert kinds == ["banned", "unbanned"]
    assert sum(isinstance(event, MessageEvent) for event in heard) == 1
    assert isinstance(heard[-1], RequestsEvent)


def test_access_hashes_are_each_viewers_own(scene):
    one, other = (scene.world.access_hash(viewer, scene.omar) for viewer in (scene.sara, scene.huda))
    assert one != other
    assert one == scene.world.access_hash(scene.sara, scene.omar)
    assert -(1 << 63) <= one < 1 << 63


def test_errors_carry_their_seconds():
    assert WorldError("SLOWMODE_WAIT_30").seconds == 30
    assert WorldError("CHAT_ADMIN_REQUIRED").seconds is None


def test_languages_of_others_can_be_hidden(scene):
    scene.world.user(scene.omar).language = "ar"
    assert scene.world.member(scene.omar).language == "ar"
    scene.world.switches.languages_shown = False
    assert scene.world.member(scene.omar).language is None

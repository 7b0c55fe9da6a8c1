"""Every gateway: mutes, clearing out, slow mode, read only for everybody, pins, and joining."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.telegram.gateway import (
    FloodWait,
    Gateway,
    GatewayError,
    MemberGone,
    MessageGone,
    NoRight,
    TargetIsAdmin,
)
from modtui.telegram.gateway_events import JoinRequestsChanged
from modtui.telegram.gateway_moderation import WRITING, ModerationGateway, Place, RequestGone
from tests.contract.stages import Stage, next_of, until


@pytest.fixture
async def seen(connected: Stage) -> int:
    """A message of Omar's, by which the gateway knows him."""
    return connected.world.post(connected.omar, "x").id


def without_rights(stage: Stage) -> None:
    stage.world.demote(stage.world.in_group().creator_id, stage.me)


def alive(stage: Stage, author: int) -> list[str]:
    return [m.text for m in reversed(stage.world.history(stage.me, from_user=author)) if m.service is None]


async def test_every_gateway_can_moderate(connected: Stage) -> None:
    assert isinstance(connected.gateway, ModerationGateway)
    assert isinstance(connected.gateway, Gateway)


# ---- one member


async def test_where_people_stand(connected: Stage, seen: int) -> None:
    gateway, world, omar = connected.gateway, connected.world, connected.omar
    admin = world.post(connected.other_admin, "y").id
    assert (await gateway.standing(omar, seen_in=seen)).place is Place.MEMBER
    assert (await gateway.standing(connected.other_admin, seen_in=admin)).place is Place.ADMIN
    world.mute(connected.other_admin, omar, until=connected.clock() + timedelta(hours=2))
    muted = await gateway.standing(omar, seen_in=seen)
    assert (muted.place, muted.present, muted.muted) == (Place.RESTRICTED, True, True)
    assert abs(muted.until - connected.clock() - timedelta(hours=2)) < timedelta(minutes=1)
    world.ban(connected.other_admin, omar)
    banned = await gateway.standing(omar, seen_in=seen)
    assert (banned.place, banned.present, banned.until) == (Place.BANNED, False, None)
    world.unban(connected.other_admin, omar)
    gone = await gateway.standing(omar, seen_in=seen)
    assert (gone.place, gone.present) == (Place.ABSENT, False)


async def test_a_mute_ends_by_itself_or_is_ended(connected: Stage, seen: int) -> None:
    gateway, world, omar = connected.gateway, connected.world, connected.omar
    await gateway.restrict(omar, WRITING, connected.clock() + timedelta(hours=1), seen_in=seen)
    assert (await gateway.standing(omar, seen_in=seen)).muted
    assert omar in world.in_group().members
    await gateway.restrict(omar, WRITING, connected.clock() + timedelta(hours=1), seen_in=seen)
    await gateway.restrict(omar, frozenset(), None, seen_in=seen)
    assert (await gateway.standing(omar, seen_in=seen)).place is Place.MEMBER
    await gateway.restrict(omar, WRITING, connected.clock() + timedelta(hours=1), seen_in=seen)
    connected.clock.ahead = timedelta(hours=2)
    assert world.post(omar, "back again").text == "back again"


async def test_a_narrower_restriction_can_be_put_back_as_it_was(connected: Stage, seen: int) -> None:
    gateway, omar = connected.gateway, connected.omar
    until = connected.clock() + timedelta(days=3)
    connected.world.mute(
        connected.other_admin, omar, until=until, forbidden=frozenset({"send_media", "send_polls"})
    )
    before = await gateway.standing(omar, seen_in=seen)
    assert (before.place, before.muted) == (Place.RESTRICTED, False)
    await gateway.restrict(omar, WRITING, None, seen_in=seen)
    assert (await gateway.standing(omar, seen_in=seen)).muted
    await gateway.restrict(omar, before.forbidden, before.until, seen_in=seen)
    again = await gateway.standing(omar, seen_in=seen)
    assert (again.forbidden, again.until) == (frozenset({"send_media", "send_polls"}), before.until)
    assert connected.world.post(omar, "text is allowed").text


async def test_kept_out_for_a_while_leaves_no_lasting_ban(connected: Stage, seen: int) -> None:
    await connected.gateway.keep_out(connected.omar, connected.clock() + timedelta(minutes=10), seen_in=seen)
    assert connected.omar not in connected.world.in_group().members
    assert await connected.gateway.is_banned(connected.omar, seen_in=seen)
    connected.clock.ahead = timedelta(minutes=11)
    assert not connected.world.is_banned(connected.omar)


async def test_posts_of_one_member_are_counted_and_all_of_them_deleted(connected: Stage) -> None:
    gateway, world, omar = connected.gateway, connected.world, connected.omar
    now = connected.clock()
    first = world.post(omar, "old", at=now - timedelta(days=2)).id
    for number in range(130):
        world.post(omar, str(number))
    world.post(connected.sara, "hers")
    assert len(await gateway.posts_of(omar, seen_in=first)) == 131
    fresh = await gateway.posts_of(omar, since=now - timedelta(hours=1), seen_in=first)
    assert [m.text for m in fresh] == [str(n) for n in range(130)]
    await gateway.delete_all_of(omar, seen_in=first)
    assert alive(connected, omar) == []
    assert alive(connected, connected.sara) == ["hers"]
    await gateway.delete_all_of(omar)
    assert await gateway.posts_of(omar) == []


# ---- the whole group


async def test_slow_mode_and_back(connected: Stage) -> None:
    gateway = connected.gateway
    await gateway.set_slow_mode(60)
    assert (await gateway.group()).slow_mode_seconds == 60
    await gateway.set_slow_mode(60)
    await gateway.set_slow_mode(0)
    assert (await gateway.group()).slow_mode_seconds == 0


async def test_read_only_for_everybody_and_back_to_what_was_forbidden_before(connected: Stage) -> None:
    gateway, world = connected.gateway, connected.world
    world.set_default_rights(world.in_group().creator_id, frozenset({"send_polls", "pin_messages"}))
    before = await gateway.forbidden_for_all()
    assert before == {"send_polls", "pin_messages"}
    await gateway.forbid_for_all(before | WRITING)
    await gateway.forbid_for_all(before | WRITING)
    assert world.in_group().read_only
    assert "pin_messages" in await gateway.forbidden_for_all()
    await gateway.forbid_for_all(before)
    assert not world.in_group().read_only
    assert await gateway.forbidden_for_all() == before


async def test_pinning(connected: Stage, seen: int) -> None:
    await connected.gateway.pin(seen)
    assert connected.world.in_group().pinned_id == seen
    connected.world.delete(connected.omar, [seen])
    with pytest.raises(MessageGone):
        await connected.gateway.pin(seen)


# ---- joining


async def test_join_requests_are_listed_and_decided(connected: Stage) -> None:
    world, gateway = connected.world, connected.gateway
    huda = world.add_user("Huda", username="huda", language="ar").id
    nabil = world.add_user("نبيل").id
    world.request_join(huda, "I came last month")
    assert (await next_of(gateway, JoinRequestsChanged)).waiting == 1
    connected.clock.ahead = timedelta(seconds=5)
    world.request_join(nabil)
    first, second = await gateway.join_requests()
    assert (first.user_id, first.name, first.username, first.about, first.language) == (
        huda,
        "Huda",
        "huda",
        "I came last month",
        "ar",
    )
    assert (second.user_id, second.name) == (nabil, "نبيل")
    await gateway.decide_join(huda, approve=True)
    await gateway.decide_join(nabil, approve=False)
    assert huda in world.in_group().members
    assert nabil not in world.in_group().members
    assert await gateway.join_requests() == []


async def test_a_request_that_somebody_else_decided(connected: Stage) -> None:
    world = connected.world
    huda = world.add_user("Huda").id
    world.request_join(huda)
    await connected.gateway.join_requests()
    world.decide_request(connected.other_admin, huda, True)
    with pytest.raises(RequestGone, match="already"):
        await connected.gateway.decide_join(huda, approve=True)


async def test_many_join_requests_come_completely(connected: Stage) -> None:
    for number in range(230):
        connected.world.request_join(connected.world.add_user(f"N {number}").id)
    found = await connected.gateway.join_requests()
    assert len({request.user_id for request in found}) == 230


async def test_the_admin_log_says_who_did_what(connected: Stage, seen: int) -> None:
    world, other, omar = connected.world, connected.other_admin, connected.omar
    huda = world.add_user("Huda").id
    start = max([line.id async for page in connected.gateway.admin_log() for line in page], default=0)
    world.request_join(huda)
    world.decide_request(other, huda, True)
    world.mute(other, omar)
    world.unban(other, omar)
    world.ban(other, omar)
    world.unban(other, omar)
    world.delete(other, [seen])
    told = [
        (line.kind, line.by, line.user_id, line.name, line.by_name)
        async for page in connected.gateway.admin_log(after_id=start)
        for line in page
    ]
    assert told == [
        ("approved", other, huda, "Huda", "Samir"),
        ("muted", other, omar, "أبو عمر", "Samir"),
        ("unmuted", other, omar, "أبو عمر", "Samir"),
        ("banned", other, omar, "أبو عمر", "Samir"),
        ("unbanned", other, omar, "أبو عمر", "Samir"),
        ("deleted", other, omar, "أبو عمر", "Samir"),
    ]


# ---- refusals


async def test_without_the_right_nothing_is_done(connected: Stage, seen: int) -> None:
    gateway, world, omar = connected.gateway, connected.world, connected.omar
    huda = world.add_user("Huda").id
    world.request_join(huda)
    await gateway.join_requests()
    without_rights(connected)
    for call in (
        gateway.restrict(omar, WRITING, None, seen_in=seen),
        gateway.keep_out(omar, connected.clock() + timedelta(minutes=10), seen_in=seen),
        gateway.delete_all_of(omar, seen_in=seen),
        gateway.set_slow_mode(30),
        gateway.forbid_for_all(WRITING),
        gateway.pin(seen),
        gateway.join_requests(),
        gateway.decide_join(huda, approve=True),
    ):
        with pytest.raises(NoRight, match="right"):
            await call
    group = world.in_group()
    assert world.restriction(omar) is None
    assert (group.slow_mode_seconds, group.forbidden, group.pinned_id) == (0, frozenset(), None)
    assert alive(connected, omar) == ["x"]
    assert huda in group.requests


async def test_admins_and_strangers_cannot_be_muted(connected: Stage) -> None:
    seen = connected.world.post(connected.other_admin, "x").id
    with pytest.raises(TargetIsAdmin, match="admin"):
        await connected.gateway.restrict(connected.other_admin, WRITING, None, seen_in=seen)
    with pytest.raises(TargetIsAdmin):
        await connected.gateway.keep_out(connected.other_admin, connected.clock(), seen_in=seen)
    for call in (connected.gateway.restrict(987654, WRITING, None), connected.gateway.standing(987654)):
        with pytest.raises(MemberGone):
            await call


async def test_a_pause_of_slow_mode_that_telegram_does_not_know(connected: Stage) -> None:
    with pytest.raises(GatewayError) as caught:
        await connected.gateway.set_slow_mode(7)
    assert str(caught.value) == "Telegram has no slow mode of that length."


async def test_flood_waits_say_how_long_and_do_nothing(connected: Stage, seen: int) -> None:
    connected.flood("restrict", 33)
    with pytest.raises(FloodWait) as caught:
        await connected.gateway.restrict(connected.omar, WRITING, None, seen_in=seen)
    assert caught.value.seconds == 33
    await until(lambda: connected.world.restriction(connected.omar) is None)

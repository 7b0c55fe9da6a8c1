"""Every gateway: connecting, the group, and reading it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modtui.domain.messages import Media, MediaKind, SenderKind, ServiceKind
from modtui.telegram.gateway import (
    BasicGroupRefused,
    Gateway,
    GroupMigrated,
    GroupNotFound,
    Link,
    MessageSeen,
    NoRight,
    NotConnected,
    Outgoing,
    ToGroup,
)
from modtui.telegram.world import GroupKind
from tests.contract.stages import Stage, all_history, next_of, until_link


async def test_connecting_says_who_we_are_and_that_we_are_connected(stage: Stage) -> None:
    account = await stage.gateway.connect()
    assert (account.id, account.name, account.username) == (stage.me, "Layla", "layla")
    await until_link(stage.gateway, Link.CONNECTED)
    assert isinstance(stage.gateway, Gateway)


async def test_nothing_works_before_connecting(stage: Stage) -> None:
    with pytest.raises(NotConnected):
        await stage.gateway.group()
    with pytest.raises(NotConnected):
        await all_history(stage.gateway)


async def test_a_group_we_are_not_in_is_not_found(stage: Stage) -> None:
    stage.world.ban(stage.world.in_group().creator_id, stage.me)
    with pytest.raises(GroupNotFound):
        await stage.gateway.connect()


async def test_a_basic_group_is_refused_with_the_way_out(stage: Stage) -> None:
    basic = stage.world.add_group("Old group", stage.omar, kind=GroupKind.BASIC)
    stage.world.join(stage.me, group_id=basic.id)
    stage.world.group = basic
    with pytest.raises(BasicGroupRefused, match="supergroup"):
        await stage.new_gateway().connect()


async def test_a_group_that_was_upgraded_is_followed_to_what_it_became(stage: Stage) -> None:
    basic = stage.world.add_group("Old group", stage.omar, kind=GroupKind.BASIC)
    stage.world.join(stage.me, group_id=basic.id)
    stage.world.group = basic
    gateway = stage.new_gateway()
    with pytest.raises(BasicGroupRefused):
        await gateway.connect()
    new = stage.world.migrate(basic.id)
    stage.world.group = basic  # which the configuration still names
    await gateway.connect()
    info = await gateway.group()
    assert (info.id, info.upgraded_from) == (new.id, basic.id)
    posted = stage.world.post(stage.omar, "in the new one", group_id=new.id)
    assert (await next_of(gateway, MessageSeen)).message.id == posted.id
    sent = await gateway.send(Outgoing(ToGroup(), "answer", 1))
    assert stage.world.message(stage.me, sent.message_id, group_id=new.id).text == "answer"


async def test_an_upgraded_group_that_we_are_not_in_is_named(stage: Stage) -> None:
    basic = stage.world.add_group("Old group", stage.omar, kind=GroupKind.BASIC)
    stage.world.join(stage.me, group_id=basic.id)
    new = stage.world.migrate(basic.id)
    stage.world.ban(stage.omar, stage.me, group_id=new.id)
    stage.world.group = basic
    with pytest.raises(GroupMigrated, match=f"id {new.id}.*join it") as caught:
        await stage.new_gateway().connect()
    assert caught.value.new_id == new.id


async def test_the_group_and_our_rights(connected: Stage) -> None:
    group = connected.world.in_group()
    connected.world.set_slow_mode(connected.me, 30)
    info = await connected.gateway.group()
    assert (info.id, info.title, info.members, info.slow_mode_seconds) == (group.id, "Newcomers", 5, 30)
    assert info.rights.is_admin
    assert info.rights.ban_members
    assert info.rights.delete_messages
    connected.world.demote(group.creator_id, connected.me)
    rights = (await connected.gateway.group()).rights
    assert not any((rights.is_admin, rights.ban_members, rights.delete_messages))


async def test_clock_offset_is_telegrams_minus_ours(connected: Stage) -> None:
    assert abs(await connected.gateway.clock_offset()) < 1.6


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
async def test_history_gives_every_message_once_oldest_first(connected: Stage, count: int) -> None:
    posted = [connected.world.post(connected.omar, f"m{i}").id for i in range(count)]
    found = await all_history(connected.gateway)
    assert [m.id for m in found] == posted
    assert [m.text for m in found] == [f"m{i}" for i in range(count)]


@pytest.mark.parametrize("page", [1, 7, 100, 1000])
async def test_history_comes_in_pages_of_at_most_what_was_asked(connected: Stage, page: int) -> None:
    posted = [connected.world.post(connected.omar, str(i)).id for i in range(15)]
    sizes, ids = [], []
    async for messages in connected.gateway.history(page=page):
        sizes.append(len(messages))
        ids += [m.id for m in messages]
    assert ids == posted
    assert max(sizes) <= page


async def test_history_after_an_id_with_gaps(connected: Stage) -> None:
    posted = [connected.world.post(connected.omar, str(i)).id for i in range(150)]
    connected.world.delete(connected.me, posted[10:130])
    found = await all_history(connected.gateway, after_id=posted[4], page=5)
    assert [m.id for m in found] == posted[5:10] + posted[130:]
    assert await all_history(connected.gateway, after_id=posted[-1]) == []


async def test_messages_that_arrive_while_reading_are_not_missed(connected: Stage) -> None:
    posted = [connected.world.post(connected.omar, str(i)).id for i in range(30)]
    found = []
    async for page in connected.gateway.history(page=10):
        found += [m.id for m in page]
        if len(posted) < 35:
            posted.append(connected.world.post(connected.sara, "meanwhile").id)
            connected.world.delete(connected.me, [posted[0]])
    assert found == posted


async def test_history_since_a_moment(connected: Stage) -> None:
    now = connected.clock().replace(microsecond=0)
    for minutes in range(60, 0, -1):
        connected.world.post(connected.omar, str(minutes), at=now - timedelta(minutes=minutes))
    found = await all_history(connected.gateway, since=now - timedelta(minutes=20))
    assert [m.text for m in found] == [str(minutes) for minutes in range(20, 0, -1)]
    later = await all_history(
        connected.gateway, since=now - timedelta(minutes=20), after_id=found[5].id, page=4
    )
    assert later == found[6:]
    assert await all_history(connected.gateway, since=now + timedelta(hours=1)) == []


async def test_recent_gives_the_newest_oldest_first(connected: Stage) -> None:
    posted = [connected.world.post(connected.omar, str(i)).id for i in range(230)]
    assert [m.id for m in await connected.gateway.recent(3)] == posted[-3:]
    assert [m.id for m in await connected.gateway.recent(205)] == posted[-205:]
    assert [m.id for m in await connected.gateway.recent(500)] == posted


async def test_by_id_with_some_that_are_gone(connected: Stage) -> None:
    posted = [connected.world.post(connected.omar, str(i)).id for i in range(120)]
    connected.world.delete(connected.me, [posted[3]])
    connected.world.edit(connected.omar, posted[5], "edited")
    found = await connected.gateway.by_id([*posted, 9999])
    assert list(found) == [*posted, 9999]
    assert found[posted[3]] is None
    assert found[9999] is None
    assert found[posted[5]].text == "edited"
    assert found[posted[5]].edited_at is not None
    assert found[posted[119]].text == "119"
    assert await connected.gateway.by_id([]) == {}


async def test_a_message_says_who_wrote_it_and_what_it_answers(connected: Stage) -> None:
    world = connected.world
    question = world.post(connected.omar, "وين بطلع بطاقة الصحة؟ 🌷")
    world.post(connected.sara, "Here", reply_to=question.id)
    world.post(connected.me, "بتروح على المركز", reply_to=question.id)
    world.post(connected.omar, media=Media(MediaKind.VOICE, seconds=14))
    world.post(connected.other_admin, "Notice", as_group=True)
    asked, answer, mine, voice, notice = await all_history(connected.gateway)
    assert asked.text == "وين بطلع بطاقة الصحة؟ 🌷"
    assert (asked.sender.kind, asked.sender.id, asked.sender.name) == (
        SenderKind.USER,
        connected.omar,
        "أبو عمر",
    )
    assert not asked.outgoing
    assert (answer.reply_to, answer.sender.username) == (question.id, "sara")
    assert mine.outgoing
    assert mine.reply_to == question.id
    assert voice.media is not None
    assert (voice.media.kind, voice.media.seconds) == (MediaKind.VOICE, 14)
    assert notice.sender.kind is SenderKind.ANONYMOUS_ADMIN
    assert notice.sender.id == world.in_group().id
    for message in (asked, answer, mine, voice, notice):
        assert message.sent_at.utcoffset() == timedelta(0)
        assert abs(connected.clock() - message.sent_at) < timedelta(seconds=30)


async def test_comings_and_goings_are_service_messages(connected: Stage) -> None:
    world = connected.world
    new = world.add_user("New").id
    guest = world.add_user("Guest").id
    applicant = world.add_user("Applicant").id
    world.join(new)
    world.join(guest, by=connected.sara)
    world.request_join(applicant)
    world.decide_request(connected.me, applicant, True)
    world.leave(new)
    world.ban(connected.me, guest)
    events = [m.service for m in await all_history(connected.gateway)]
    assert [(event.kind, event.user_ids) for event in events] == [
        (ServiceKind.JOINED, (new,)),
        (ServiceKind.ADDED, (guest,)),
        (ServiceKind.JOINED_BY_REQUEST, (applicant,)),
        (ServiceKind.LEFT, (new,)),
        (ServiceKind.REMOVED, (guest,)),
    ]


async def test_the_member_list_is_complete(connected: Stage) -> None:
    world = connected.world
    for number in range(450):
        world.join(world.add_user(f"Member {number}", language="fr", is_bot=number == 7).id)
    pages = [list(page) async for page in connected.gateway.members()]
    members = {member.id: member for page in pages for member in page}
    assert len(members) == sum(map(len, pages)) == 455
    assert max(map(len, pages)) <= 200
    assert members[connected.me].is_admin
    assert not members[connected.omar].is_admin
    assert members[connected.sara].username == "sara"
    assert members[connected.omar].joined_at is not None
    assert sum(member.is_bot for member in members.values()) == 1


async def test_a_hidden_member_list_is_refused_in_a_sentence(connected: Stage) -> None:
    connected.world.switches.members_hidden = True
    connected.world.demote(connected.world.in_group().creator_id, connected.me)
    with pytest.raises(NoRight, match="right"):
        async for _ in connected.gateway.members():
            pass


async def test_the_admin_log_tells_what_was_done_from_phones(connected: Stage) -> None:
    world = connected.world
    advert = world.post(connected.omar, "advert")
    earlier = [event async for page in connected.gateway.admin_log() for event in page]
    world.delete(connected.other_admin, [advert.id])
    world.ban(connected.other_admin, connected.omar)
    world.unban(connected.other_admin, connected.omar)
    log = [event async for page in connected.gateway.admin_log(after_id=earlier[-1].id) for event in page]
    assert [(event.kind, event.by) for event in log] == [
        ("deleted", connected.other_admin),
        ("banned", connected.other_admin),
        ("unbanned", connected.other_admin),
    ]
    assert log[0].message_id == advert.id
    assert {event.user_id for event in log} == {connected.omar}
    assert [event.id for event in log] == sorted(event.id for event in log)


async def test_a_long_admin_log_comes_complete_and_oldest_first(connected: Stage) -> None:
    for _ in range(130):
        connected.world.ban(connected.other_admin, connected.omar)
        connected.world.unban(connected.other_admin, connected.omar)
    ids = [event.id async for page in connected.gateway.admin_log() for event in page]
    assert ids == sorted(set(ids))
    assert len(ids) >= 260

"""The demo's group: what a new user sees in the first minutes."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from modtui.domain.messages import MediaKind, Message, Role, ServiceKind
from modtui.telegram.gateway import MessageSeen, Outgoing, ToGroup, ToUser
from modtui.telegram.simulated_history import HISTORY
from modtui.telegram.simulated_morning import MORNING
from modtui.telegram.simulated_people import PEOPLE
from modtui.telegram.simulated_script import DemoClock, DemoGroup, demo_morning

MORNING_START = datetime(2026, 11, 18, 14, 10, tzinfo=UTC)


class HandClock:
    """A clock that tests move; its sleep moves it too."""

    def __init__(self, start: datetime = MORNING_START) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def play(group: DemoGroup, clock: HandClock, seconds: float) -> None:
    end = clock.now + timedelta(seconds=seconds)
    while clock.now < end:
        clock.now += timedelta(seconds=1)
        group.step()


async def everything(group: DemoGroup) -> list[Message]:
    found: list[Message] = []
    async for page in group.gateway.history():
        found += page
    return found


def by_text(messages: list[Message], part: str) -> Message:
    return next(message for message in messages if part in message.text)


async def test_who_joined_before_the_morning_is_logged_on_the_day_they_joined() -> None:
    group = DemoGroup(HandClock())
    joined = [line.event for line in group.world.group.log if line.event.kind == "joined"]
    assert len(joined) > 20
    for event in joined:
        assert event.user_id is not None
        assert event.at == group.world.member(event.user_id).joined_at < MORNING_START


async def test_the_past_is_there_before_anything_happens() -> None:
    group = DemoGroup(HandClock())
    account = await group.gateway.connect()
    messages = await everything(group)
    assert account.id == group.me
    assert len(messages) == len(HISTORY)
    assert [m.sent_at for m in messages] == sorted(m.sent_at for m in messages)
    assert messages[-1].sent_at < MORNING_START
    assert MORNING_START - messages[0].sent_at > timedelta(days=2, hours=12)
    assert any(m.media is not None and m.media.kind is MediaKind.VOICE for m in messages)
    assert any(m.service is not None and m.service.kind is ServiceKind.JOINED for m in messages)


async def test_the_past_has_what_a_queue_needs() -> None:
    group = DemoGroup(HandClock())
    await group.gateway.connect()
    messages = await everything(group)
    staff = {user for user, role in group.roles.items() if role.answers_count}
    replied_by_staff = {m.reply_to for m in messages if m.sender.id in staff}
    answered, overdue, soon, held = (
        by_text(messages, part) for part in ("بطاقة الصحة", "محامي هجرة", "propriétaire", "شلونكم")
    )
    assert answered.id in replied_by_staff
    assert held.id in replied_by_staff
    assert overdue.id not in replied_by_staff
    assert soon.id not in replied_by_staff
    assert MORNING_START - overdue.sent_at > timedelta(hours=24)
    assert timedelta(0) < soon.sent_at + timedelta(hours=24) - MORNING_START < timedelta(hours=1)


async def test_the_live_morning_arrives_as_events_and_in_time() -> None:
    clock = HandClock()
    group = DemoGroup(clock)
    await group.gateway.connect()
    play(group, clock, 30)
    seen = []
    while len(seen) < 3:
        event = await group.gateway.next_event()
        if isinstance(event, MessageSeen):
            seen.append(event.message)
    assert "صباح الخير" in seen[0].text
    assert all(message.sent_at <= clock.now for message in seen)


async def test_the_whole_morning_plays_to_its_end() -> None:
    clock = HandClock()
    group = DemoGroup(clock)
    await group.gateway.connect()
    before = len(await everything(group))
    play(group, clock, MORNING[-1].at * 1.2)
    assert group.is_over
    after = await everything(group)
    gone = sum(beat.act.value == "delete" for beat in MORNING)
    edits = sum(beat.act.value in ("edit", "react", "private") for beat in MORNING)  # no message of the group
    assert len(after) - before == len(MORNING) - 2 * gone - edits
    assert any(message.edited_at for message in after)


async def test_same_seed_same_morning() -> None:
    async def transcript(seed: int) -> list[tuple[datetime, str]]:
        clock = HandClock()
        group = DemoGroup(clock, seed=seed)
        await group.gateway.connect()
        play(group, clock, 1500)
        return [(message.sent_at, message.text) for message in await everything(group)]

    assert await transcript(3) == await transcript(3)
    assert await transcript(3) != await transcript(4)


async def test_speed_shortens_the_pauses() -> None:
    clock = HandClock()
    group = DemoGroup(clock, speed=20.0)
    await group.gateway.connect()
    play(group, clock, MORNING[-1].at * 1.2 / 20 + 2)
    assert group.is_over


async def test_the_asker_thanks_once_for_an_answer_in_their_language() -> None:
    clock = HandClock()
    group = DemoGroup(clock)
    await group.gateway.connect()
    asked = by_text(await everything(group), "propriétaire")
    answer = await group.gateway.send(Outgoing(ToGroup(), "Un avis écrit de 90 jours.", 1, asked.id))
    await group.gateway.send(Outgoing(ToGroup(), "Voici le lien.", 2, asked.id))
    play(group, clock, 20)
    thanks = [m for m in await everything(group) if m.reply_to == answer.message_id]
    assert [m.sender.id for m in thanks] == [asked.sender.id]
    assert "erci" in thanks[0].text


async def test_a_removed_member_writes_no_more() -> None:
    clock = HandClock()
    group = DemoGroup(clock)
    await group.gateway.connect()
    await group.gateway.ban(group.user_id("wael"))
    play(group, clock, 1500)
    texts = [m.text for m in await everything(group)]
    assert not any("نقل عفش" in text for text in texts)
    assert any("ملابس شتوية" in text for text in texts)


async def test_a_warned_member_apologises_and_an_innocent_one_does_not() -> None:
    clock = HandClock()
    group = DemoGroup(clock)
    await group.gateway.connect()
    play(group, clock, 125)
    advertiser, asker = group.user_id("wael"), group.user_id("fadi")
    for number, user in enumerate((advertiser, advertiser, asker)):
        await group.gateway.send(Outgoing(ToUser(user), "About your message in the group...", 10 + number))
    before = len([m for m in await everything(group) if m.sender.id in (advertiser, asker)])
    play(group, clock, 40)
    after = [m for m in await everything(group) if m.sender.id in (advertiser, asker)]
    assert len(after) - before == 1
    assert after[-1].sender.id == advertiser


async def test_run_waits_for_each_moment_and_reacts_sooner_when_asked_to() -> None:
    clock = HandClock()
    group = DemoGroup(clock, sleep=clock.sleep)
    await group.gateway.connect()
    runner = asyncio.create_task(group.run())
    try:
        asked = by_text(await everything(group), "الشهادة الجامعية")
        answer = await group.gateway.send(Outgoing(ToGroup(), "أهلاً مصطفى", 5, asked.id))
        while not any(m.reply_to == answer.message_id for m in await everything(group)):
            await asyncio.sleep(0)
        assert clock.now - MORNING_START < timedelta(minutes=2)
    finally:
        runner.cancel()


def test_the_demo_plays_on_a_wednesday_morning_after_two_working_days() -> None:
    toronto = ZoneInfo("America/Toronto")
    for day in range(1, 29):
        start = demo_morning(date(2026, 2, day))
        local = start.astimezone(toronto)
        assert (local.weekday(), local.hour, local.minute) == (2, 9, 10)
        assert timedelta(0) <= date(2026, 2, day) - local.date() < timedelta(days=7)
    christmas = date(2030, 12, 25)  # a Wednesday
    assert demo_morning(christmas, closed={christmas}).astimezone(toronto).date() == date(2030, 12, 18)


def test_the_demo_clock_starts_where_told_and_runs_on() -> None:
    moments = iter((100.0, 103.5))
    clock = DemoClock(MORNING_START, lambda: next(moments))
    assert clock() == MORNING_START + timedelta(seconds=3.5)


def test_the_cast_is_complete_and_speaks_three_languages() -> None:
    keys = [person.key for person in PEOPLE]
    assert len(set(keys)) == len(keys)
    assert {past.who for past in HISTORY} | {beat.who for beat in MORNING} <= set(keys)
    members = [person for person in PEOPLE if person.role is Role.MEMBER]
    assert len(members) >= 25
    assert {person.language for person in members} == {"ar", "en", "fr"}

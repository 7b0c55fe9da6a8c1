"""What waits, in which order, and what the countdowns and the status line say about it."""

from datetime import UTC, datetime, timedelta

import pytest

from modtui.desk.api import DeskError
from modtui.domain.clock import due
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.policy import Closure, ServicePolicy
from modtui.telegram.gateway import FloodWait
from tests.unit.desk.playing import ANSWER, HELLO, MONDAY, SCHOOL, WHERE, until

FRIDAY_EVENING = datetime(2026, 10, 2, 22, 0, tzinfo=UTC)  # 18:00
FRIDAY_MORNING = datetime(2026, 10, 2, 14, 0, tzinfo=UTC)  # 10:00: due Monday 10:00
DANGER = "I want to kill myself, I cannot go on"


async def groups(play):
    return [(row.inquiry_id, row.group.value) for row in await play.desk.queue()]


async def test_the_queue_stands_in_its_groups_and_by_the_last_open_moment(play):
    play.clock.at = FRIDAY_MORNING - timedelta(days=1)  # due Friday 10:00
    late = play.say(play.omar, WHERE)
    play.clock.at = FRIDAY_EVENING  # due Tuesday 09:00, last open moment Monday 17:00
    weekend = play.say(play.sara, WHERE)
    play.clock.at = MONDAY - timedelta(minutes=30)
    tomorrow = play.say(play.omar, SCHOOL)  # due Tuesday 09:30
    play.clock.at = MONDAY
    danger = play.say(play.sara, DANGER)
    async with play.open() as desk:
        answered = play.say(play.samir, ANSWER, reply_to=play.say(play.omar, WHERE + " Today?"))
        await play.until_read()
        to_confirm = answered - 1
        maybe = next((i for i, group in await groups(play) if group == "possible"), None)
        found = [(i, group) for i, group in await groups(play) if i != maybe]
        assert found == [
            (danger, "urgent"),
            (late, "overdue"),
            (weekend, "today"),
            (tomorrow, "later"),
            (to_confirm, "to confirm"),
        ]
        assert (await play.row(weekend)).deadline.answer_by == datetime(2026, 10, 5, 21, 0, tzinfo=UTC)
        await until(lambda: (desk.status().open_count, desk.status().overdue_count) == (4, 1))


async def test_of_two_with_one_deadline_the_longest_waiting_comes_first(play):
    play.clock.at = FRIDAY_EVENING
    first = play.say(play.omar, WHERE)
    play.clock.move(days=1)
    second = play.say(play.sara, SCHOOL)
    play.clock.at = MONDAY
    async with play.open():
        assert await play.waiting() == [first, second]


@pytest.mark.parametrize(
    ("asked", "now", "says"),
    [
        (MONDAY, MONDAY, ("8h 00m", "calm")),
        (
            MONDAY,
            MONDAY + timedelta(hours=6, minutes=30),
            ("1h 30m", "soon"),
        ),  # half an hour today, one tomorrow
        (MONDAY, MONDAY + timedelta(hours=23, minutes=59, seconds=1), (" 0m 59s", "soon")),
        (FRIDAY_EVENING, FRIDAY_EVENING + timedelta(hours=1), ("resumes Mon 09:00", "paused")),
        (MONDAY, MONDAY + timedelta(hours=8), ("resumes Tue 09:00", "paused")),
        (FRIDAY_EVENING, datetime(2026, 10, 5, 22, 0, tzinfo=UTC), ("due at opening", "overdue")),
        (MONDAY, MONDAY + timedelta(hours=25, seconds=5), ("-1h 00m", "overdue")),
        (MONDAY, MONDAY + timedelta(days=3, hours=2), ("-2d 02h", "overdue")),
    ],
)
async def test_what_a_countdown_says(play, asked, now, says):
    async with play.open() as desk:
        assert desk.countdown(due(ServicePolicy(), asked), now) == says


async def test_due_soon_counts_what_the_countdowns_call_soon(play):
    async with play.open() as desk:
        await play.asked(play.omar)
        await until(lambda: desk.status().open_count == 1)
        assert desk.status().due_soon_count == 0
        play.clock.move(hours=6, minutes=30)
        assert desk.status().due_soon_count == 1
        play.clock.move(days=2)
        assert (desk.status().due_soon_count, desk.status().overdue_count) == (0, 1)


async def test_marking_dismissing_and_undoing_both(play):
    async with play.open() as desk:
        message = play.say(play.omar, HELLO)
        await play.until_read()
        with pytest.raises(DeskError, match="not an inquiry"):
            await desk.inquiry(message)
        await desk.mark_inquiry(message)
        assert await play.state(message) == "open"
        with pytest.raises(DeskError, match="already"):
            await desk.mark_inquiry(message)
        await desk.dismiss(message)
        assert await play.waiting() == []
        with pytest.raises(DeskError, match="already"):
            await desk.dismiss(message)
        assert "dismiss" in desk.undoable().sentence
        assert "dismiss" in await desk.undo()
        assert await play.state(message) == "open"
        await desk.undo()
        assert await play.waiting() == []
        assert desk.undoable() is None
        with pytest.raises(DeskError, match="nothing to undo of this sitting"):
            await desk.undo()


async def test_who_does_not_ask_is_not_marked(play):
    async with play.open() as desk:
        own = play.say(play.me, HELLO)
        play.world.switches.join_messages = True
        play.world.join(play.world.add_user("New").id)
        await play.until_read()
        with pytest.raises(DeskError, match="Staff"):
            await desk.mark_inquiry(own)
        with pytest.raises(DeskError, match="no message"):
            await desk.mark_inquiry(own + 1)
        with pytest.raises(DeskError, match="from before what is stored"):
            await desk.mark_inquiry(4711)


async def test_one_inquiry_says_everything_about_itself(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        play.clock.move(minutes=10)
        play.say(play.samir, ANSWER, reply_to=question)
        await play.until_state(question, "answered?")
        play.clock.move(minutes=1)
        await desk.tag_reply(question, ReplyKind.BOTH)
        detail = await desk.inquiry(question)
        assert [item.text for item in detail.thread] == [WHERE, ANSWER]
        assert any("09:00" in line or "10:00" in line for line in detail.explanation)
        sentences = [entry.sentence for entry in detail.timeline]
        assert sentences[0] == "Asked in the group."
        assert any("sent from elsewhere" in s for s in sentences)
        assert any("information and referral" in s for s in sentences)
        assert [entry.at for entry in detail.timeline] == sorted(entry.at for entry in detail.timeline)


async def test_the_queue_shows_a_draft_that_was_begun(play):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.save_draft(question, "At any")
        assert (await play.row(question)).draft
        await desk.save_draft(question, " ")
        assert not (await play.row(question)).draft


# ---- the status line


async def test_the_status_line_in_each_state(play):
    async with play.open() as desk:
        status = desk.status()
        assert (status.connection, status.connection_ok, status.group) == ("connected", True, "Newcomers")
        assert (status.service_open, status.service, status.account) == (
            True,
            "open until 17:00",
            "Layla Sample",
        )
        play.gateway.break_line(retry_in=4)
        await until(lambda: desk.status().connection == "reconnecting in 4 s")
        play.clock.move(seconds=3)
        assert desk.status().connection == "reconnecting in 1 s"
        play.clock.move(seconds=3)
        assert desk.status().connection == "reconnecting"
        play.gateway.restore_line()
        await until(lambda: desk.status().connection == "connected")
        play.clock.move(hours=8)
        assert (desk.status().service_open, desk.status().service) == (False, "closed, opens Tue 09:00")
        play.gateway.revoke()
        await until(lambda: "modtui login" in desk.status().connection)
        assert not desk.status().connection_ok


async def test_a_long_reading_says_how_far_it_is(play):
    for number in range(250):
        play.say(play.sara, f"{HELLO} {number}")
    said, told = [], []
    async with play.open(connected=False) as desk:
        desk.subscribe(lambda change: said.append(desk.status().connection))
        desk._parts.sync.progress = told.append
        await until(lambda: desk._parts.sync.reads)
    assert "catching up 200" in said
    assert told[-1].done == told[-1].total == 250


async def test_a_flood_wait_at_the_start_is_waited_out(play, monkeypatch):
    from modtui.telegram.simulated import SimulatedGateway

    gateway = SimulatedGateway(play.world, play.me, play.clock)
    gateway.refuse_next("connect", FloodWait(0))
    async with play.open(gateway=gateway) as desk:
        assert desk.status().connection == "connected"


async def test_a_closure_that_became_known_later_is_noted_beside_a_deadline_that_stays(play):
    question = play.say(play.omar, WHERE)
    async with play.open() as desk:
        before = (await play.row(question)).deadline
    play.clock.move(hours=3)
    closure = Closure(MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2), "power cut")
    async with play.open(policy=ServicePolicy(closures=(closure,))) as desk:
        detail = await desk.inquiry(question)
        assert detail.row.deadline == before
        assert "power cut" in detail.explanation[-1]


async def test_what_a_moderator_deletes_goes_on_waiting_without_anybody_asking_again(play):
    async with play.open():
        question = await play.asked(play.omar)
        play.world.delete(play.samir, [question])

        async def told_apart():
            rows = await play.facts("SELECT deleted_by_staff FROM message WHERE id = ?", question)
            return rows[0][0] == 1

        await until(told_apart)
        assert await play.waiting() == [question]
        other = await play.asked(play.sara, SCHOOL)
        play.world.delete(play.sara, [other])

        async def withdrawn():
            return await play.waiting() == [question]

        await until(withdrawn)

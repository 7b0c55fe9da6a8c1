"""Reminders on the screen: they ring once in service hours, come back by themselves and are answered by one key."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from modtui.desk.views import QueueGroup, Quote, StatusView
from modtui.domain.inquiry_states import InquiryState
from modtui.tui.widgets.bars import status_parts
from tests.tui.driving import driving
from tests.tui.fake_desk import MORNING, FakeDesk
from tests.tui.test_queue_life import FIRST, SECOND, desk_with, select

CLINIC = "Sample Legal Clinic"


def reminded(inquiry_id: int = SECOND) -> FakeDesk:
    return desk_with(
        inquiry_id,
        waiting_on=CLINIC,
        state=InquiryState.WAITING,
        group=QueueGroup.ASK_AGAIN,
        note=f"ask {CLINIC} again: asked 09:10",
        back_since=MORNING,
    )


async def test_a_due_reminder_shows_its_words_whole_under_its_heading():
    for size in ((120, 40), (80, 24)):
        async with driving(reminded(), size=size) as d:
            await select(d, SECOND)
            assert "Ask the partner again (1)" in d.text()
            assert f"ask {CLINIC} again: asked 09:10" in d.text()
            d.desk.lay_over(SECOND, group=QueueGroup.OVERDUE)
            await d.settle()
            assert "Ask the partner again" not in d.text()
            assert f"ask {CLINIC} again: asked 09:10" in "\n".join(d.rows()[:12])


async def test_f_says_asked_again_and_takes_the_new_time_at_once():
    async with driving(reminded()) as d:
        await select(d, SECOND)
        assert "f partner" in d.screen.bar("hints").words
        await d.press("f")
        assert f"Asked {CLINIC} again?" in d.text()
        await d.press("3")
        assert d.commands()[0][:3] == ("partner", SECOND, CLINIC)
        assert d.commands()[0][3] is not None


async def test_a_full_stop_goes_on_with_it_also_from_the_menu():
    async with driving(reminded()) as d:
        await select(d, SECOND)
        await d.press("full_stop")
        assert d.commands() == [("resume", SECOND)]
    async with driving(reminded()) as d:
        await select(d, SECOND)
        await d.press("enter", "full_stop")
        assert d.commands() == [("resume", SECOND)]


async def test_a_full_stop_ends_a_check_back():
    desk = desk_with(SECOND, state=InquiryState.ANSWERED, group=QueueGroup.CHECK_BACK, back_since=MORNING)
    async with driving(desk) as d:
        await select(d, SECOND)
        await d.press("full_stop")
        assert d.commands() == [("check_back", SECOND, None)]


async def test_what_comes_back_rings_once_and_not_while_the_service_is_closed():
    desk = FakeDesk()
    async with driving(desk) as d:
        rung = []
        d.app.bell = lambda: rung.append(1)
        d.screen.tick()
        rung.clear()
        desk.opens = MORNING + timedelta(days=1)
        desk.lay_over(SECOND, back_since=MORNING)
        await d.settle()
        d.screen.tick()
        assert rung == []
        desk.opens = None
        d.screen.tick()
        d.screen.tick()
        assert rung == [1]
        desk.lay_over(SECOND, back_since=MORNING + timedelta(hours=1))
        await d.settle()
        d.screen.tick()
        assert rung == [1, 1]


async def test_the_queue_is_read_again_when_time_has_changed_a_row():
    desk = desk_with(SECOND, changes_at=MORNING + timedelta(minutes=30))
    async with driving(desk) as d:
        desk.changes_of_row[SECOND] = {"group": QueueGroup.ASK_AGAIN, "note": "ask them again"}
        d.screen.tick()
        await d.settle()
        assert "ask them again" not in d.text()
        await d.wait(31 * 60)
        d.screen.tick()
        await d.until(lambda: "ask them again" in d.text())


async def test_an_urgent_row_says_how_long_it_has_waited_and_never_that_the_clock_is_paused():
    desk = desk_with(SECOND, urgent=True, group=QueueGroup.URGENT, asked_at=MORNING - timedelta(minutes=75))
    async with driving(desk) as d:
        assert "waits 1h 1" in d.text()
        assert SECOND in d.screen.queue.urgent
        await d.press("j")
        assert d.screen.queue.row.inquiry_id == FIRST


async def test_a_reply_that_waits_for_the_opening_says_so_in_the_queue():
    async with driving(desk_with(SECOND, sending=True, leaves="Mon 09:00")) as d:
        assert "leaves Mon 09:00" in d.text()


async def test_a_reply_taken_back_goes_to_whom_it_was_for():
    async with driving() as d:
        await select(d, SECOND)
        await d.press("a")
        await d.burst("An answer for later")
        await d.press("ctrl+s")
        item = d.desk.unsent[0]
        name = d.screen.queue.row.asker
        d.desk.unsent[0] = dataclasses.replace(item, quote=Quote(SECOND, name, "asked"), inquiry_id=SECOND)
        await select(d, FIRST)
        await d.press("o")
        d.desk.drafts[SECOND] = "An answer for later"  # where the desk puts it
        await d.press("c")
        assert d.screen.composer.target.message_id == SECOND
        assert d.screen.composer.text == "An answer for later"


@pytest.mark.parametrize(("is_open", "word"), [(True, "open"), (False, "closed")])
async def test_a_narrow_status_line_still_says_whether_the_service_is_open(is_open, word):
    view = StatusView(
        group="Newcomers of the whole city",
        account="",
        connection="connected",
        connection_ok=True,
        zone="America/Toronto",
        service_open=is_open,
        service="closed, opens Mon 09:00",
        open_count=4,
        overdue_count=3,
        possible_count=3,
    )
    async with driving() as d:
        left, _ = status_parts(view, 80, d.app.painter, elsewhere=True)
        words = "".join(text for text, _ in left)
        assert words.endswith(f"connected  {word}") or f"  {word}  " in words


async def test_a_reply_begun_before_a_colleagues_answer_says_so_to_the_desk():
    async with driving() as d:
        await select(d, SECOND)
        await d.press("a")
        await d.burst("My answer")
        d.desk.lay_over(SECOND, state=InquiryState.ANSWERED_UNCONFIRMED, group=QueueGroup.TO_CONFIRM)
        await d.settle()
        await d.press("ctrl+s")
        assert d.desk.more_of_reply == {"begun_unanswered": True}
    async with driving() as d:
        await select(d, SECOND)
        await d.press("a")
        await d.burst("My answer")
        await d.press("ctrl+s")
        assert d.desk.more_of_reply == {}

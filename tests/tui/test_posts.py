"""New posts: their type is asked, Telegram's schedule takes them, and a quiet group is offered a starter."""

from __future__ import annotations

from datetime import timedelta

from modtui.desk.views_feed import StarterProposal
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk

TEXT = "What was your first winter here like?\nما أول شتاء لك هنا؟ **احكِ لنا**"


def quiet_desk() -> FakeDesk:
    desk = FakeDesk()
    sentence = "Nobody has written for 30 hours; here is a conversation starter."
    desk.quiet = StarterProposal("starter-first-winter", "First winter", TEXT, timedelta(hours=30), sentence)
    return desk


async def test_a_quiet_group_is_said_once_and_its_starter_offered_with_the_post():
    async with driving(quiet_desk()) as d:
        assert any("30 hours" in notice and "p offers it" in notice for notice in d.notices())
        await d.screen.actions.writing.posts.propose()
        assert sum("30 hours" in notice for notice in d.notices()) == 1
        await d.press("p")
        assert "Begin a conversation?" in d.text()
        assert "first winter" in d.text()
        await d.wait(1)  # time to read it
        await d.press("y")
        assert d.screen.pane == "composer"
        await d.press("ctrl+s")
        assert "monthly figures" in d.text()
        await d.press("5")
        (command,) = d.commands()
        assert (command[1], command[2], command[5]) == (None, TEXT, "discussion")  # as the snippet says it


async def test_who_declines_writes_their_own_post():
    async with driving(quiet_desk()) as d:
        await d.press("p")
        await d.press("escape")
        assert d.screen.pane == "composer"
        await d.burst("my own")
        assert d.screen.composer.text == "my own"


async def test_a_begun_post_is_not_interrupted():
    desk = quiet_desk()
    desk.drafts[None] = "half a post"
    async with driving(desk) as d:
        await d.press("p")
        await d.settle()
        assert d.screen.composer.text == "half a post"
        await d.press("escape")
        await d.press("p")
        assert "Begin a conversation?" not in d.text()


async def test_a_post_goes_into_telegrams_schedule_with_its_type_and_looks():
    async with driving() as d:
        await d.press("p")
        await d.burst("Job fair **Friday**")
        await d.press("f4")
        assert "monthly figures" in d.text()
        await d.press("1")
        assert "When is it to be published?" in d.text()
        await d.press("1")
        (command,) = d.commands()
        assert (command[0], command[1], command[3]) == ("schedule_post", "Job fair Friday", "job")
        assert len(command[4]) == 1
        assert command[2] > d.desk.now()
        assert d.screen.composer.text == ""
        assert any("Telegram will publish it" in notice for notice in d.notices())


async def test_the_hints_of_a_post_name_the_schedule_and_no_kind_of_reply():
    async with driving() as d:
        await d.press("p")
        hints = d.screen.bar("hints").words
        assert "F4 " in hints
        assert "Ctrl+R" not in hints
        await d.press("escape", "a")
        assert "Ctrl+R" in d.screen.bar("hints").words


async def test_what_cannot_be_scheduled_says_why_and_stays():
    async with driving() as d:
        await d.press("a")
        await d.burst("a reply")
        await d.press("f4")
        assert any("Only posts" in notice for notice in d.notices())
        await d.press("escape")
        await d.press("p")
        await d.burst("refused")
        d.desk.fail_next = "Telegram's schedule is full."
        await d.press("f4")
        await d.press("2")
        await d.press("1")
        assert any("schedule is full" in notice for notice in d.notices())
        assert d.screen.composer.text == "refused"


async def test_a_post_is_not_called_a_reply():
    async with driving() as d:
        await d.press("p")
        await d.burst("Workshop on Friday")
        await d.press("ctrl+s", "2")
        assert "The post is on its way." in d.notices()


async def test_text_for_nobody_yet_says_what_becomes_of_it():
    async with driving(size=(80, 24)) as d:
        await d.press("tab")
        await d.burst("hello there")
        heading = next(row for row in d.rows() if "11/4096" in row)
        assert "To nobody yet: Ctrl+S posts it to the group · Esc, then a: a reply  " in heading


async def test_the_line_above_the_reply_is_made_anew_for_another_width():
    async with driving(size=(120, 40)) as d:
        await d.press("1")
        assert "as " in next(row for row in d.rows() if "Reply to" in row)
        await d.pilot.resize_terminal(80, 24)
        await d.settle()
        heading = next(row for row in d.rows() if "Reply to" in row)
        words = d.screen.bar("composer-title").words
        assert len(words) <= 79
        assert "4096" in heading

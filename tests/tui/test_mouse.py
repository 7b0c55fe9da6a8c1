"""The mouse: a click selects, a second one opens the menu, the wheel scrolls the pane under it and selects nothing."""

from __future__ import annotations

import pytest
from textual import events

from modtui.tui.screens.action_menu import ActionMenu
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk


def _place(d, pane, words):
    """Where on a pane some words stand."""
    region = pane.region
    for y in range(region.y, region.bottom):
        if words in d.rows()[y][region.x : region.right]:
            return (4, y - region.y)
    raise AssertionError(f"{words!r} is not to be seen")


@pytest.mark.parametrize("bidi", ["visual", "terminal"])
async def test_a_click_selects_and_a_double_click_opens_the_menu_of_that_row(bidi):
    async with driving(bidi=bidi) as d:
        before = d.screen.queue.selected
        place = _place(d, d.screen.queue, "Marie")
        await d.pilot.click(d.screen.queue, offset=place)
        await d.settle()
        assert d.screen.queue.selected != before
        assert d.app.screen is d.screen
        await d.wait(2)
        await d.pilot.click(d.screen.queue, offset=place, times=2)
        await d.settle()
        assert isinstance(d.app.screen, ActionMenu)
        assert "Marie" in d.text()
        assert d.commands() == []


async def test_a_click_on_a_message_in_arabic_selects_that_message():
    desk = FakeDesk()
    asked = desk.arrives("ليلى", "Zahra سؤال عن المدرسة")
    async with driving(desk) as d:
        d.screen.set_focus(d.screen.feed)
        await d.press("G", "k", "k")
        assert d.screen.feed.selected != asked.message_id
        await d.pilot.click(d.screen.feed, offset=_place(d, d.screen.feed, "Zahra"))
        await d.settle()
        assert d.screen.feed.selected == asked.message_id


async def test_the_wheel_scrolls_what_is_under_it_and_moves_no_cursor():
    async with driving(FakeDesk(messages=200)) as d:
        feed, queue = d.screen.feed, d.screen.queue
        d.screen.set_focus(queue)
        chosen = (feed.selected, queue.selected)
        y = feed.scroll_offset.y
        for _ in range(3):
            feed.post_message(
                events.MouseScrollUp(feed, 5, 5, 0, -1, 0, False, False, False, screen_x=5, screen_y=8)
            )
            await d.settle()
        await d.until(lambda: feed.scroll_offset.y < y)
        assert (feed.selected, queue.selected) == chosen

"""A message taller than the pane is read by the feed's own keys, to its end and back, and nothing is jumped over."""

from __future__ import annotations

import re

import pytest

from tests.tui.for_real import RealDriver, going
from tests.unit.desk.playing import Play

WORDS = 600
DOWN, UP = ("pagedown", "j"), ("pageup", "k")


def seen(driver: RealDriver) -> set[str]:
    return set(re.findall(r"w\d{4}|before \d+|after \d+", driver.text()))


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("key", [0, 1])
async def test_every_line_of_it_comes_by_on_the_way_up_and_down(tmp_path, plain, key):
    play = Play(tmp_path)
    for number in range(30):
        play.say(play.omar, f"before {number}")
    long = play.say(play.omar, " ".join(f"w{n:04d}" for n in range(WORDS)))
    for number in range(30):
        play.say(play.sara, f"after {number}")
    whole = {f"w{n:04d}" for n in range(WORDS)} | {f"{s} {n}" for s in ("before", "after") for n in range(30)}
    async with going(play, (80, 24), {"plain": plain}) as driver:
        feed = driver.screen.feed
        driver.screen.set_focus(feed)
        await driver.settle()
        for way, end in ((UP, feed.model.items[0].message_id), (DOWN, feed.model.items[-1].message_id)):
            found, on_it, last = seen(driver), 0, None
            for _ in range(150):
                await driver.pilot.press(way[key])
                await driver.wait(1)
                found |= seen(driver)
                on_it += feed.selected == long
                place = (feed.selected, feed.scroll_offset.y)
                if feed.selected == end and place == last:
                    break
                last = place
            assert feed.selected == end, (feed.selected, end, driver.notices())
            assert sorted(whole - found) == [], driver.notices()
            assert on_it > 1


async def test_a_tall_message_stands_still_where_it_was_read_to_when_the_pane_changes(tmp_path):
    play = Play(tmp_path)
    for number in range(5):
        play.say(play.omar, f"before {number}")
    long = play.say(play.omar, "\n".join(f"w{n:04d}" for n in range(80)))
    play.say(play.sara, "after 1")
    async with going(play, (80, 24)) as driver:
        feed = driver.screen.feed
        await driver.on_message(long)
        await driver.press("pagedown")
        y = feed.scroll_offset.y
        assert y > feed.model.top_of(feed.model.index_of(long))
        await driver.press("a")  # the reply box takes lines from the pane
        assert feed.scroll_offset.y == y
        await driver.press("escape")
        play.say(play.omar, "after 2")
        await play.until_read()
        await driver.settle()
        assert feed.scroll_offset.y == y
        assert feed.selected == long

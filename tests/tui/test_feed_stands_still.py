"""The row under the cursor stands still: whatever happens in the group, only the user's own keys move it."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from modtui.desk.views import FeedItem
from modtui.domain.kinds import ServiceKind
from modtui.domain.messages import Role
from modtui.text.direction import base_direction
from modtui.tui.widgets.feed import Feed
from tests.tui.driving import driving
from tests.tui.fake_desk import MORNING, FakeDesk

TEXTS = (
    "Thank you",
    "شكراً جزيلاً للجميع هنا، الله يعطيكم العافية على كل شي",
    "Do you know where I can have my driving licence exchanged? I drove for nine years back home.\nThank you",
    "one\ntwo\nthree\nfour\nfive\nsix",
)
WINDOW = 60
numbers = st.integers(0, 40)
happenings = st.one_of(
    st.tuples(st.just("older"), st.integers(1, 45), numbers),
    st.tuples(st.just("newer"), st.integers(1, 45), numbers),
    st.tuples(st.just("joins"), st.integers(1, 5), numbers),
    st.tuples(st.just("edited"), numbers, numbers),
    st.tuples(st.just("deleted"), numbers, numbers),
    st.tuples(st.just("width"), st.integers(64, 160), numbers),
    st.tuples(st.just("read"), numbers, numbers),
    st.tuples(st.just("midnight"), numbers, numbers),
)
keys = st.tuples(st.just("key"), st.sampled_from(["up", "up", "down", "pageup", "pagedown"]), numbers)


def message(number: int, text: int) -> FeedItem:
    """A message of that id: some days have many, senders follow on themselves."""
    said = TEXTS[text % len(TEXTS)]
    sender = number // 3 % 4
    at = MORNING + timedelta(minutes=7 * (number - 5000))
    return FeedItem(number, sender, f"Member {sender}", Role.MEMBER, at, said, base_direction(said))


def joined(number: int) -> FeedItem:
    return dataclasses.replace(message(number, 0), service="Amal joined", service_kind=ServiceKind.JOINED)


class Group:
    """What the window can be given, as a desk gives it: no id twice, in order, the window's gaps respected."""

    def __init__(self) -> None:
        self.first = self.last = 5000

    def older(self, count: int, text: int) -> list[FeedItem]:
        items = [message(self.first - count + n, text + n) for n in range(count)]
        self.first -= count
        return items

    def newer(self, count: int, text: int) -> list[FeedItem]:
        items = [message(self.last + 1 + n, text + n) for n in range(count)]
        self.last += count
        return items


async def happens(d: Any, group: Group, what: str, size: Any, which: int) -> None:
    feed: Feed = d.screen.feed
    items = feed.model.items
    chosen = items[which % len(items)]
    match what:
        case "older" if feed.model.first_id == group.first:
            feed.add_older(group.older(size, which), complete_above=False)
        case "newer" if feed.model.last_id == group.last:
            feed.add_newer(group.newer(size, which))
        case "joins" if feed.model.last_id == group.last:
            feed.add_newer([joined(group.last + 1 + n) for n in range(size)])
            group.last += size
        case "edited":
            text = TEXTS[size % len(TEXTS)]
            feed.refresh_items([dataclasses.replace(chosen, text=text, edited_at=MORNING)])
        case "deleted":
            feed.refresh_items([dataclasses.replace(chosen, text="", deleted_at=MORNING)])
        case "width":
            await d.pilot.resize_terminal(size, 40)
        case "read":
            feed.mark_read(chosen.message_id)
        case "midnight":
            feed.set_today((MORNING + timedelta(days=size)).date(), d.screen.zone)


def line_of(feed: Feed) -> int:
    """On which line of the pane the row under the cursor begins."""
    index = feed.model.index_of(feed.selected)
    assert index is not None, "the row under the cursor left the window"
    return feed.model.top_of(index) - feed.scroll_offset.y


async def play(steps: list[tuple[str, Any, int]]) -> None:
    desk = FakeDesk()
    desk.items, desk.states = [], {}
    async with driving(desk, feed_window=WINDOW, size=(140, 40)) as d:
        d.screen.reader.pages.read_older = d.screen.reader.pages.read_newer = lambda: None
        feed, group = d.screen.feed, Group()
        d.screen.set_focus(feed)  # narrow screens show only one of the lists
        feed.show(group.newer(50, 0), complete_above=False)
        await d.pilot.pause()
        for _ in range(8):
            feed.move(-1)
        for what, size, which in steps:
            if what == "key":
                {"up": feed.move, "down": feed.move, "pageup": feed.move_page, "pagedown": feed.move_page}[
                    size
                ](-1 if "up" in size else 1)
                continue
            before, selected = line_of(feed), feed.item
            await happens(d, group, what, size, which)
            await d.pilot.pause()
            index = feed.model.index_of(feed.selected)
            assert index is not None
            same = (
                feed.item is not None and selected is not None and feed.item.message_id == selected.message_id
            )
            assert same or feed.model.folds.last_of(index) > index  # a run of joins stands for it
            # Where it would have to be above the first line or below the last, the window's end is its limit.
            top = feed.model.top_of(index) - before
            wanted = min(max(top, 0), max(feed.model.height - feed.size.height, 0))
            assert feed.scroll_offset.y == wanted, (what, size, which, before, line_of(feed))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(st.one_of(happenings, happenings, keys), min_size=10, max_size=40))
def test_only_the_users_own_keys_move_the_row_under_the_cursor(steps: list[tuple[str, Any, int]]) -> None:
    asyncio.run(play(steps))


async def test_what_the_history_tells_late_stands_in_its_place():
    """A push that never came is read from the history after newer messages were heard: it is not lost to the eye."""
    desk = FakeDesk()
    async with driving(desk) as d:
        late = desk.arrives("Rafi Sample", "I was late")
        desk.items.remove(late)
        await d.settle()
        newest = dataclasses.replace(late, message_id=late.message_id + 1, text="Already here")
        desk.items.append(newest)
        desk.tell(new_messages=frozenset({newest.message_id}))
        await d.settle()
        desk.items.insert(-1, late)
        desk.tell(new_messages=frozenset({late.message_id}))
        await d.settle()
        ids = [item.message_id for item in d.screen.feed.model.items if item.message_id]
        assert ids[-2:] == [late.message_id, newest.message_id]
        assert "I was late" in d.text()

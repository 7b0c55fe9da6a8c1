"""The feed: what stands still, what is counted, what a row says."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from rich.cells import cell_len

from modtui.desk.views import Quote, SendState
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.messages import Role
from tests.tui.driving import Driver, driving
from tests.tui.fake_desk import FIRST_ID, FakeDesk


def feed_rows(d: Driver) -> list[str]:
    """The feed's own lines as they stand on the screen."""
    feed = d.screen.feed
    return [feed.render_line(y).text for y in range(feed.size.height)]


def place_of(d: Driver, words: str) -> int:
    """On which line of the feed these words stand."""
    return next(y for y, row in enumerate(feed_rows(d)) if words in row)


async def to_feed(d: Driver) -> None:
    await d.press("tab", "tab")
    assert d.screen.pane == "feed"


async def test_follows_what_is_new_until_a_message_is_selected():
    async with driving(FakeDesk(messages=100)) as d:
        d.desk.arrives("Amal", "the newest one")
        await d.until(lambda: "the newest one" in feed_rows(d)[-1])
        await to_feed(d)
        await d.press("k")
        assert d.screen.feed.item.text == "the newest one"
        assert not d.screen.feed.following


async def test_the_row_under_the_cursor_never_moves_by_itself():
    async with driving(FakeDesk(messages=300)) as d:
        await to_feed(d)
        await d.press("k", "k", "k", "k")
        words = d.screen.feed.item.text[:20]
        before = place_of(d, words)
        for number in range(12):
            d.desk.arrives("Yusuf", f"arrival {number}\nwith two lines")
        await d.until(lambda: d.screen.feed.new_below == 12)
        assert place_of(d, words) == before
        assert "12 new below · G" in d.text()
        await d.press("G")
        assert "arrival 11" in "\n".join(feed_rows(d))
        assert d.screen.feed.new_below == 0
        assert d.screen.feed.following


async def test_history_is_paged_in_above_without_a_jump():
    async with driving(FakeDesk(messages=1000), feed_page=100) as d:
        await to_feed(d)
        assert len(d.screen.feed.model) == 100
        await d.press("g")
        await d.until(lambda: len(d.screen.feed.model) > 100)
        words = d.screen.feed.item.text
        assert place_of(d, words) <= 1  # under its day heading at most
        before = len(d.screen.feed.model)
        await d.press("g")
        await d.until(lambda: len(d.screen.feed.model) > before)


def split_desk(stored: int, older: int) -> FakeDesk:
    """A desk whose oldest messages are not stored: Telegram has them."""
    desk = FakeDesk(messages=stored + older)
    desk.in_telegram, desk.items = desk.items[:older], desk.items[older:]
    return desk


async def test_past_the_oldest_stored_message_pages_come_from_telegram_and_the_cursor_stays():
    desk = split_desk(stored=80, older=250)
    async with driving(desk, feed_page=50) as d:
        await to_feed(d)
        feed = d.screen.feed
        for _ in range(20):
            await d.press("g")
            await d.until(lambda: not d.screen.reader.pages.busy)
            assert 0 <= feed.model.top_of(feed.model.index_of(feed.selected)) - feed.scroll_offset.y <= 1
            if feed.item.message_id == desk.in_telegram[0].message_id:
                break
        shown = [item.message_id for item in feed.model.items if item.message_id]
        assert shown == [item.message_id for item in (*desk.in_telegram, *desk.items)]
        await d.until(lambda: feed.model.complete_above)
        asked = len(desk.asked_telegram)
        await d.press("j", "k")
        assert len(desk.asked_telegram) == asked  # it has said that there is no more


async def test_a_window_that_left_the_store_finds_back_without_a_gap():
    desk = split_desk(stored=150, older=200)
    async with driving(desk, feed_page=50, feed_window=120) as d:
        await to_feed(d)
        feed = d.screen.feed
        everything = [item.message_id for item in (*desk.in_telegram, *desk.items)]
        for key in ("g",) * 14 + ("pagedown",) * 60:
            await d.press(key)
            await d.until(lambda: not d.screen.reader.pages.busy)
            held = [item.message_id for item in feed.model.items if item.message_id]
            first = everything.index(held[0])
            assert held == everything[first : first + len(held)]
        assert feed.model.complete_below


async def test_without_a_line_to_telegram_the_feed_ends_where_the_store_does():
    desk = split_desk(stored=20, older=100)
    desk.line_is_cut = True
    async with driving(desk, feed_page=50) as d:
        await to_feed(d)
        await d.press("g", "g", "g")
        assert d.screen.feed.item.message_id == desk.items[0].message_id
        assert d.notices() == []
        assert len(desk.asked_telegram) == 1  # and is not asked again with every key


async def test_the_window_stays_bounded_and_finds_its_way_back():
    async with driving(FakeDesk(messages=1000), feed_page=100, feed_window=250) as d:
        await to_feed(d)
        for _ in range(4):
            await d.press("g")
        feed = d.screen.feed
        assert len(feed.model) == 250
        assert not feed.model.complete_below
        d.desk.arrives("Amal", "while far up")
        await d.wait(0.1)
        assert "while far up" not in d.text()
        await d.press("G")
        await d.until(lambda: "while far up" in d.text())
        assert feed.model.complete_below


async def test_walking_down_from_far_up_reaches_the_newest():
    async with driving(FakeDesk(messages=400), feed_page=50, feed_window=120) as d:
        await to_feed(d)
        for _ in range(4):
            await d.press("g")
        for _ in range(60):
            await d.press("pagedown", apart=0)
            await d.settle()
        assert d.screen.feed.model.complete_below
        assert d.screen.feed.item.message_id == d.desk.items[-1].message_id


async def test_an_edit_and_a_deletion_are_shown_in_place():
    async with driving() as d:
        await to_feed(d)
        await d.press("k")
        number = d.desk.items[1].message_id
        d.desk.change_item(number, text="Good evening everyone", edited_at=d.desk.now())
        await d.until(lambda: any("Good evening everyone" in row and "edited" in row for row in feed_rows(d)))
        d.desk.change_item(number, deleted_at=d.desk.now())
        await d.until(lambda: any("deleted 10:12" in row for row in feed_rows(d)))


async def test_what_an_edited_message_said_before_is_in_the_detail_pane():
    async with driving() as d:
        await to_feed(d)
        await d.press("k", "k")
        assert d.screen.feed.item.previous_text is not None
        number = d.screen.feed.item.message_id
        d.desk.states[number] = InquiryState.DISMISSED
        d.desk.change_item(number, inquiry=None, inquiry_id=None)
        await d.press("k", "j")
        assert "before the edit" in d.text()


async def test_signs_say_what_colours_say():
    async with driving() as d:
        shown = "\n".join(feed_rows(d))
        assert " ? Marie Exemple" in shown
        assert "◆ Sara Sample" in shown
        assert "Omar Sample w1" in shown
        assert "[voice note 0:42]" in shown
        assert "joined by request" in shown


async def test_an_own_message_shows_its_way():
    async with driving() as d:
        await d.press("1", "ctrl+s")
        outbox = d.desk.unsent[0].outbox_id
        assert "waits to be sent" in d.text()
        d.desk.failed(outbox, "slow mode, 12 s", SendState.FAILED)
        await d.until(lambda: "slow mode, 12 s" in d.text())
        assert "slow mode, 12 s (o)" in d.text()
        d.desk.delivered(outbox)
        await d.until(lambda: "not sent" not in "\n".join(feed_rows(d)))


async def test_a_selected_own_message_stays_selected_when_it_gets_its_id():
    async with driving() as d:
        await d.press("1", "ctrl+s")
        await to_feed(d)
        await d.press("k")
        assert d.screen.feed.selected == d.desk.unsent[0].outbox_id
        await d.press("w")
        assert any("has not been sent yet" in notice for notice in d.notices())
        d.desk.delivered(d.desk.unsent[0].outbox_id)
        await d.until(lambda: d.screen.feed.selected == d.desk.items[-1].message_id)


async def test_a_key_that_a_sentence_names_is_the_one_in_use():
    async with driving(keymap=(("outbox", "alt+o"),)) as d:
        await d.press("1", "ctrl+s")
        await to_feed(d)
        await d.press("k", "w")
        assert any("not been sent yet: Alt+O shows what waits" in notice for notice in d.notices())


async def test_right_to_left_text_stands_at_the_right_edge_and_reads_right():
    async with driving() as d:
        row = next(
            row for row in feed_rows(d) if "ﻒﺗﺎﻬﻟﺍ" in row
        )  # "the telephone", joined and in visual order
        assert row.rstrip()[-1] == "ﺍ"
        assert len(row.rstrip()) > 60


async def test_in_terminal_mode_every_right_to_left_line_is_guarded():
    async with driving(bidi="terminal") as d:
        for row in feed_rows(d):
            assert row.count("\u202b") + row.count("\u202a") == row.count("\u202c")
        row = next(row for row in feed_rows(d) if "الهاتف" in row)
        assert "\u200e\u202b" in row


async def test_a_resize_keeps_the_cursor_in_sight():
    async with driving(FakeDesk(messages=200)) as d:
        await to_feed(d)
        await d.press("k", "k", "k", "k", "k", "k")
        words = d.screen.feed.item.text[:12]
        await d.pilot.resize_terminal(80, 24)
        await d.settle()
        assert any(words in row for row in feed_rows(d))
        await d.pilot.resize_terminal(140, 30)
        await d.settle()
        assert any(words in row for row in feed_rows(d))


async def test_heights_agree_with_what_is_drawn():
    desk = FakeDesk(messages=60)
    base = desk.items[-1]
    odd = [
        dataclasses.replace(
            base, text="لا إله إلا الله " * 9, direction="rtl", edited_at=base.sent_at, inquiry=None
        ),
        dataclasses.replace(
            base, text="word " * 40, deleted_at=base.sent_at, quote=Quote(1, "ليلى", "سطر", False)
        ),
        dataclasses.replace(
            base, text="", role=Role.MODERATOR, forwarded_from="somewhere", quote=Quote(1, "", "", True)
        ),
        dataclasses.replace(base, text="x" * 300, sent_at=base.sent_at + timedelta(days=2)),
        dataclasses.replace(base, text="a\n\n\nb لا\n", direction="ltr"),
    ]
    for number, item in enumerate(odd):
        desk.items.append(dataclasses.replace(item, message_id=base.message_id + 1 + number))
    for size in ((120, 40), (80, 24), (61, 20)):
        async with driving(desk, size=size) as d:
            feed = d.screen.feed
            if d.screen.has_class("-narrow"):
                await to_feed(d)
            for index, item in enumerate(feed.model.items):
                lines = feed._lines(item, feed.model.before(index))
                assert len(lines) == feed.model.height_of(index), item.text[:20]


async def test_the_queue_keeps_its_cursor_while_it_sorts_anew():
    async with driving() as d:
        await d.press("j", "j")
        chosen = d.screen.queue.selected
        d.desk.urgent.add(d.desk.items[13].message_id)
        d.desk.tell(queue=True)
        await d.until(lambda: "Urgent (1)" in d.text())
        assert d.screen.queue.selected == chosen
        d.desk.states[chosen] = InquiryState.ANSWERED
        d.desk.tell(queue=True)
        await d.until(lambda: d.screen.queue.selected != chosen)
        assert d.screen.queue.row is not None


async def test_countdowns_tick_by_the_desks_clock():
    async with driving() as d:
        assert "0:50:00" in d.text()
        d.clock.now += timedelta(seconds=1)
        d.screen.tick()
        await d.settle()
        assert "0:49:59" in d.text()
        d.clock.now += timedelta(minutes=50)
        d.screen.tick()
        await d.settle()
        row = next(row for row in d.rows() if "Marie Exemple" in row and "over" in row)
        assert "!" in row


async def test_at_80_by_24_the_feed_and_the_queue_take_turns():
    async with driving(size=(80, 24)) as d:
        assert "Waiting for an answer" in d.text()
        assert "Yusuf Sample     Good morning" not in d.text()
        await d.press("tab", "tab")
        assert "Tarek Sample     Hello!" in d.text()
        assert "Waiting for an answer" not in d.text()
        assert all(cell_len(row) <= 80 for row in d.rows())


async def test_the_status_line_says_connection_and_counts():
    async with driving() as d:
        assert "● connected" in d.rows()[0]
        assert "! 1 overdue" in d.rows()[0]
        d.desk.connection = ("reconnecting in 4 s", False)
        d.desk.tell(status=True)
        await d.until(lambda: "○ reconnecting in 4 s" in d.rows()[0])


async def test_the_first_reading_has_a_bar_and_a_sentence():
    from modtui.desk.views import SyncProgress

    async with driving() as d:
        d.desk.progress(SyncProgress(300, 1200))
        await d.settle()
        assert "300 of 1200" in d.text()
        assert "██████░" in d.text()
        d.desk.progress(SyncProgress(1200, 1200))
        await d.settle()
        assert "of 1200" not in d.text()


async def test_a_burst_of_arrivals_is_read_once_a_frame():
    async with driving() as d:
        reads = 0
        real = d.desk.feed

        async def counting(**arguments):
            nonlocal reads
            reads += 1
            return await real(**arguments)

        d.desk.feed = counting
        for number in range(150):
            d.desk.arrives("Yusuf", f"burst {number}")
        await d.until(lambda: "burst 149" in d.text())
        assert reads <= 3


async def test_a_gap_of_more_than_a_page_is_never_left_open():
    async with driving(FakeDesk(messages=10), feed_page=50) as d:
        await to_feed(d)
        await d.press("k")
        for number in range(120):
            d.desk.arrives("Yusuf", f"burst {number}")
        await d.wait(0.1)
        await d.press("G")
        await d.until(lambda: "burst 119" in d.text())
        numbers = [item.message_id for item in d.screen.feed.model.items]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))


async def test_names_and_texts_are_never_markup():
    desk = FakeDesk()
    desk.arrives("[bold]Eve[/foo]", "[@click=app.bell]press[/] [URGENT]")
    async with driving(desk) as d:
        assert "[@click=app.bell]press[/] [URGENT]" in d.text()
        assert "[bold]Eve" in d.text()
        desk.tell(notice="[red]notice[/nope]")
        await d.settle()
        assert "[red]notice[/nope]" in d.notices()


async def test_selecting_a_message_shows_its_writer():
    async with driving() as d:
        await to_feed(d)
        await d.press("k")
        assert "messages: 2" in d.text()
        assert d.screen.feed.item.message_id == FIRST_ID + 15

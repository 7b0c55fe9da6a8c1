"""The plain mode: one column, one pane at a time, states in words, the cursor where one reads, nothing that ticks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from modtui.desk.views_status import StatusView
from modtui.domain.clock import Deadline
from modtui.tui.plain.words import due_words, status_words
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeClock, FakeDesk

SIGNS = re.compile("[\u2500-\u259f\u25a0-\u25ff✓◆~│]")
TORONTO = ZoneInfo("America/Toronto")


def plain(**settings):
    return driving(size=(80, 24), plain=True, bidi="auto", **settings)


def line_at_cursor(driver) -> str:
    return driver.rows()[driver.app.cursor_place().y].rstrip()


def local(*when: int) -> datetime:
    return datetime(*when, tzinfo=TORONTO)


NOON = local(2026, 10, 14, 12)


@pytest.mark.parametrize(
    ("answer_by", "due", "words"),
    [
        (local(2026, 10, 14, 14, 30), local(2026, 10, 14, 14, 30), "due 14:30"),
        (local(2026, 10, 15, 9), local(2026, 10, 15, 9), "due Thu 09:00"),
        (local(2026, 10, 26, 9), local(2026, 10, 26, 9), "due 26 Oct 09:00"),
        (local(2026, 10, 14, 17), local(2026, 10, 15, 9), "answer by 17:00"),
        (local(2026, 10, 14, 11), local(2026, 10, 15, 9), "due Thu 09:00, closed until then"),
        (local(2026, 10, 14, 11, 20), local(2026, 10, 14, 11, 20), "overdue since 11:20"),
        (local(2026, 10, 14, 10, 30), local(2026, 10, 14, 10, 30), "overdue by 1 hour"),
        (local(2026, 10, 13, 18), local(2026, 10, 13, 18), "overdue by 18 hours"),
        (local(2026, 10, 11, 18), local(2026, 10, 11, 18), "overdue by 2 days"),
    ],
)
def test_a_deadline_is_said_in_words(answer_by, due, words):
    deadline = Deadline(due, due, due, answer_by, "literal", "sample")  # type: ignore[arg-type]
    assert due_words(deadline, NOON, TORONTO) == words


def test_a_deadline_says_the_same_for_an_hour():
    due = local(2026, 10, 14, 12)
    deadline = Deadline(due, due, due, due, "literal", "sample")  # type: ignore[arg-type]
    said = {due_words(deadline, due + timedelta(seconds=second), TORONTO) for second in range(1, 3600)}
    assert said == {"overdue since 12:00"}


async def test_the_queue_is_one_line_an_inquiry_in_words_with_the_cursor_on_it():
    async with plain() as driver:
        assert re.match(r"> .+, overdue by 1 hour: .", line_at_cursor(driver))
        assert "row 1 of" in driver.text()
        await driver.press("j")
        assert re.match(r"> .+, due \d\d:\d\d|> .+, due \w+ \d\d:\d\d", line_at_cursor(driver))
        assert "row 2 of" in driver.text()


async def test_a_minute_in_which_nothing_happens_changes_nothing():
    async with plain() as driver:
        before = driver.text()
        for _ in range(60):
            driver.clock.advance(1)
        driver.screen.tick()
        await driver.settle()
        assert driver.text() == before


async def test_what_falls_due_is_said_within_the_minute():
    async with plain() as driver:
        driver.clock.advance(30 * 3600)
        driver.screen.tick()
        await driver.settle()
        assert "overdue by 31 hours" in driver.text()


async def test_panes_are_shown_one_at_a_time_each_with_its_heading():
    async with plain() as driver:
        headings = ["Waiting for an answer", "Inquiry", "Group"]
        seen = []
        for _ in range(3):
            shown = [
                words for words in headings if any(row.strip().startswith(words) for row in driver.rows())
            ]
            assert len(shown) == 1
            seen += shown
            await driver.press("tab")
        assert sorted(seen) == sorted(headings)


@pytest.mark.parametrize(
    "keys",
    [(), ("tab",), ("tab", "tab"), ("tab", "tab", "k", "k"), ("enter",), ("slash",), ("1",), ("w",), ("w", "1"),
     ("V",), ("f9",), ("ctrl+f",), ("question_mark",), ("f2",), ("f4",), ("f7",), ("o",), ("e",),
     ("backslash",), ("ctrl+p",)],
)  # fmt: skip
async def test_no_box_bar_or_sign_stands_anywhere(keys):
    async with plain() as driver:
        for key in keys:
            await driver.press(key)
        assert not SIGNS.findall(driver.text())


async def test_the_detail_is_read_line_by_line():
    async with plain() as driver:
        await driver.press("tab")
        first = line_at_cursor(driver)
        await driver.press("j", "j")
        third = line_at_cursor(driver)
        assert first != third
        assert driver.screen.detail.scroll_offset.y == 0
        await driver.press("k", "k")
        assert line_at_cursor(driver) == first


async def test_a_message_says_its_author_state_and_quote_before_its_text():
    async with plain() as driver:
        await driver.press("tab", "tab", "g")
        await driver.press("j")
        assert re.match(r"> \d\d:\d\d .+: ", line_at_cursor(driver))
        text = driver.text()
        assert "Today:" in text or "Yesterday:" in text or "Tuesday" in text
        assert ", open inquiry" in text
        assert ", staff" in text
        assert " who said " in text


async def test_letters_stay_in_the_order_they_were_written_in():
    async with plain() as driver:
        assert "أمل الحسن" in driver.text()
        assert not re.search("[\u200e\u202a-\u202e\ufe70-\ufefc]", driver.text())


async def test_what_was_said_stays_until_the_next_also_under_a_dialog():
    async with plain() as driver:
        await driver.press("tab", "tab", "w")
        said = driver.app.said
        assert said
        assert driver.rows()[-1].strip() == said
        await driver.wait(60)
        await driver.press("enter")
        assert driver.rows()[-1].strip() == said
        driver.desk.tell(notice="Something else.")
        await driver.settle()
        assert driver.rows()[-1].strip() == "Something else."
        await driver.press("escape")
        assert driver.rows()[-1].strip() == "Something else."


async def test_an_answer_goes_out_with_the_same_two_keys():
    async with plain() as driver:
        await driver.press("1")
        assert driver.screen.pane == "composer"
        assert driver.rows()[1].strip().startswith("Reply to")
        assert "Waiting for an answer" not in driver.text()
        cursor = driver.app.cursor_place()
        assert driver.rows()[cursor.y].strip()  # at the end of what was put in, not below it
        await driver.press("ctrl+s")
        assert any(call[0] == "reply" for call in driver.commands())


async def test_a_warning_is_carried_out_and_can_be_taken_back_until_a_time():
    async with plain() as driver:
        await driver.press("w", "1")
        await driver.press("ctrl+s")
        assert any(call[0] == "carry_out" for call in driver.commands())
        assert re.search(r"u takes it back until \d\d:\d\d:\d\d", driver.text())


async def test_the_menu_and_its_keys_are_the_same():
    async with plain() as driver:
        await driver.press("enter")
        assert line_at_cursor(driver).startswith("> a ")
        await driver.press("a")
        assert driver.screen.pane == "composer"


async def test_reconnecting_does_not_count_seconds():
    desk = FakeDesk(FakeClock())
    desk.connection = ("reconnecting in 4 s", False)
    async with driving(desk, size=(80, 24), plain=True, bidi="auto") as driver:
        assert "reconnecting," in driver.rows()[0]
        assert "4 s" not in driver.rows()[0]


async def test_what_is_asked_for_by_eyes_is_reordered():
    async with driving(size=(80, 24), plain=True, bidi="visual") as driver:
        assert "أمل" not in driver.text()  # in presentation order


def test_the_status_says_every_count_that_is_not_nought_and_what_waits_first():
    status = StatusView(
        "Group", "me", "flood wait 12 s", False, "UTC", False, "closed", open_count=0, overdue_count=2,
        reminder_count=1, later_count=3, failed_count=1, read_only=True,
    )  # fmt: skip
    assert status_words(status, "Group") == (
        "Group: 1 not sent, 2 overdue, 1 to ask again, 0 open, 3 leave later. "
        "flood wait, read-only, service closed."
    )


async def test_ctrl_c_says_how_to_quit_in_the_line_for_what_is_said():
    async with plain() as d:
        await d.press("ctrl+c")
        assert "q quits" in d.app.said
        assert any("q quits" in row for row in d.rows())
        assert not d.app._notifications

"""What the lines of the desk say where there is little to say: a voice note, nothing selected, eighty columns."""

from __future__ import annotations

import dataclasses

import pytest

from modtui.desk.private_views import PrivateChoice
from modtui.desk.views import StatusView
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.kinds import MediaKind
from modtui.domain.media_facts import Place
from modtui.domain.messages import Media
from modtui.text.direction import BidiMode
from modtui.tui.feed_details import media_words
from modtui.tui.paint import Painter
from modtui.tui.screens.private_asks import PrivateAsksDialog
from modtui.tui.screens.private_chat import PrivateChat
from modtui.tui.widgets.bars import status_parts
from tests.tui.driving import driving
from tests.tui.fake_desk import FIRST_ID, MORNING, FakeDesk

SIZES = [(120, 40), (80, 24)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_reply_to_a_voice_note_and_its_dialogs_say_that_it_is_one(size):
    desk = FakeDesk()
    voice = Media(MediaKind.VOICE, seconds=14)
    desk.items[-1] = dataclasses.replace(desk.items[-1], text="", media=voice, service=None)
    async with driving(desk, size=size) as d:
        d.screen.set_focus(d.screen.feed)
        d.screen.feed.select(desk.items[-1].message_id)
        await d.press("enter")
        assert ": voice note 0:14" in d.text()
        await d.press("escape", "a")
        assert ": voice note 0:14" in d.screen.bar("composer-title").words


@pytest.mark.parametrize("size", SIZES)
async def test_with_nothing_selected_the_hints_name_the_key_that_selects(size):
    async with driving(size=size) as d:
        d.screen.set_focus(d.screen.feed)
        await d.settle()
        assert d.rows()[-1].strip().startswith("k previous")
        assert "answer" not in d.rows()[-1]
        await d.press("k")
        assert "a answer" in d.rows()[-1]
        await d.press("G")
        assert d.rows()[-1].strip().startswith("k previous")


async def test_the_heading_counts_those_who_wait_for_an_answer_and_says_what_else_is_listed():
    desk = FakeDesk()
    desk.states = {
        FIRST_ID: InquiryState.OPEN,
        FIRST_ID + 11: InquiryState.POSSIBLE,
        FIRST_ID + 12: InquiryState.ANSWERED_UNCONFIRMED,
    }
    async with driving(desk) as d:
        assert d.screen.bar("queue-title").words.endswith("1, and 2 to check")


async def test_enter_opens_a_chat_of_the_service_and_reads_no_other():
    desk = FakeDesk()
    desk.chosen = [
        PrivateChoice(8, "Omar Sample", False, MORNING),
        PrivateChoice(7, "Huda Sample", True, MORNING),
    ]
    async with driving(desk) as d:
        await d.press("f6", "enter")
        assert isinstance(d.app.screen, PrivateAsksDialog)
        assert any("Only the service's chats are opened here" in said for said in d.notices())
        await d.press("down", "enter")
        assert isinstance(d.app.screen, PrivateChat)
        assert "Huda Sample" in d.text()


@pytest.mark.parametrize("width", [80, 120])
def test_read_only_and_demo_stand_however_much_waits(width):
    status = StatusView(
        group="الوافدون الجدد · Newcomers", account="", connection="reconnecting in 4 s", connection_ok=False,
        zone="America/Toronto", service_open=True, service="open until 17:00", open_count=13, overdue_count=3,
        due_soon_count=2, reminder_count=1, possible_count=6, private_count=1, failed_count=2, sending_count=1,
        read_only=True, demo=True,
    )  # fmt: skip
    left, _ = status_parts(status, width, Painter(BidiMode.VISUAL), elsewhere=False)
    said = "".join(text for text, _ in left)
    assert "READ-ONLY" in said
    assert "DEMO" in said
    assert "reconnecting in 4 s" in said


@pytest.mark.parametrize("size", SIZES)
async def test_the_columns_of_the_members_have_a_heading(size):
    async with driving(size=size) as d:
        await d.press("f9")
        rows = d.rows()
        over = next(n for n, row in enumerate(rows) if "last wrote" in row)
        assert ("joined" in rows[over]) == (size[0] > 80)
        assert "7 noted" in rows[over - 1]
        assert rows[over].index("last wrote") == rows[over + 1].rindex("2026-")


async def test_a_file_that_cannot_be_opened_is_not_said_to_be_downloading():
    desk = FakeDesk()
    desk.items[-1] = dataclasses.replace(desk.items[-1], media=Media(MediaKind.FILE, name="a.pdf", size=9))
    async with driving(desk) as d:
        d.screen.set_focus(d.screen.feed)
        d.screen.feed.select(desk.items[-1].message_id)
        desk.fail_next = "There is no display here to open files on."
        await d.press("ctrl+o")
        assert any("no display" in said for said in d.notices())
        await d.pilot.pause(0.5)
        assert not any("Downloading" in said for said in d.notices())


@pytest.mark.parametrize("size", SIZES)
async def test_the_terminals_own_cursor_stands_at_the_letter(size):
    async with driving(size=size) as d:
        await d.press("a")
        editor = d.screen.composer
        editor.put_text("سمك")
        await d.settle()
        right = editor.content_region.x + editor.scrollable_content_region.width
        assert editor.cursor_screen_offset.x == right - 4  # behind the last letter, where the next will stand
        await d.press("ctrl+home")
        assert editor.cursor_screen_offset.x == right - 1
        assert d.app.cursor_position == editor.cursor_screen_offset
        editor.put_text("fish")
        assert editor.cursor_screen_offset.x == editor.content_region.x + 4
        await d.press("escape", "slash")
        field = d.app.screen.query_one("#query")
        field.value = "سمك"
        field.cursor_position = 3
        await d.settle()
        right = field.content_region.x + field.scrollable_content_region.width
        assert field.cursor_screen_offset.x == right - 4


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_desk_names_what_can_be_done_and_nothing_else(size):
    desk = FakeDesk()
    desk.items, desk.states, desk.choices = [], {}, []
    async with driving(desk, size=size) as d:
        hints = d.rows()[-1].strip()
        assert hints.startswith("Tab next pane  p post")
        assert "suggestion" not in hints
        assert "Select an inquiry in the list" in d.text()


async def test_without_a_snippet_the_picker_says_how_to_make_one():
    desk = FakeDesk()

    async def none(*_: object, **__: object) -> list[object]:
        return []

    desk.search_snippets = none  # type: ignore[method-assign]
    async with driving(desk, size=(80, 24)) as d:
        await d.press("slash")
        assert "No snippets yet. F8" in d.text()
        await d.burst("zzz")
        assert "Nothing matches" in d.text()


async def test_an_address_stands_before_the_numbers_and_what_is_not_shown_says_where_it_is():
    place = Media(MediaKind.LOCATION, "Newcomer Centre", place=Place(45.42, -75.69, "12 Sample St"))
    assert media_words(place) == "[location Newcomer Centre 12 Sample St 45.42000, -75.69000]"
    assert media_words(Media(MediaKind.OTHER, "Unsupported")) == "[not shown here, see it in Telegram]"
    assert media_words(Media(MediaKind.OTHER, "Story")) == "[not shown here, see it in Telegram (Story)]"

"""What is too long to be written here is kept whole in a file; what is in the box stays, and stays quick."""

from __future__ import annotations

import stat
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from modtui.domain.splitting import LIMIT
from modtui.tui.put_aside import MOST, MOST_IN_A_LINE, kept_in_file, text_too_much
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk
from tests.tui.test_private_reply import opened, private_replies, with_private

MEGABYTE = "كلمة وأخرى " * 95_000
NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


def kept(folder) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("put-aside-*.txt"))]


@pytest.fixture
def desk(tmp_path):
    made = FakeDesk()
    made.private_folder = lambda: tmp_path
    return made


async def paste(d, text: str) -> None:
    d.app.post_message(events.Paste(text))
    await d.settle()


async def test_a_megabyte_pasted_into_the_reply_is_kept_in_a_file_and_the_text_stays(desk, tmp_path):
    async with driving(desk) as d:
        await d.press("a")
        await d.burst("my own words")
        await paste(d, MEGABYTE)
        assert d.screen.composer.text == "my own words"
        assert kept(tmp_path) == [MEGABYTE]
        (path,) = tmp_path.glob("put-aside-*.txt")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        (notice,) = [one for one in d.notices() if "cannot be sent from here" in one]
        assert path.name in notice.replace(" ", "")
        assert "Ctrl+F attaches" in notice
        await d.burst("!")
        assert d.screen.composer.text == "my own words!"


async def test_pasted_at_a_list_it_goes_no_other_way(desk, tmp_path):
    async with driving(desk) as d:
        await paste(d, MEGABYTE)
        assert d.screen.composer.text == ""
        assert kept(tmp_path) == [MEGABYTE]
        assert d.commands() == []


async def test_in_private_too(tmp_path):
    made = with_private()
    made.private_folder = lambda: tmp_path
    async with driving(made) as d:
        await opened(d)
        await paste(d, MEGABYTE)
        assert d.app.screen.editor.text == ""
        assert kept(tmp_path) == [MEGABYTE]
        assert private_replies(d) == []


async def test_it_adds_up_and_what_replaces_a_selection_may_be_as_long_as_it(desk, tmp_path):
    lines = "\n".join(["x" * 1000] * 25)
    async with driving(desk) as d:
        await d.press("a")
        await paste(d, lines)
        await paste(d, lines)
        assert d.screen.composer.text == lines
        assert kept(tmp_path) == [lines]
        d.screen.composer.select_all()
        await paste(d, lines)
        assert d.screen.composer.text == lines
        assert len(kept(tmp_path)) == 1


async def test_a_draft_of_before_that_is_too_long_is_kept_and_said(desk, tmp_path):
    async with driving(desk) as d:
        desk.drafts[None] = MEGABYTE
        await d.press("p")
        await d.settle()
        assert d.screen.composer.text == ""
        assert kept(tmp_path) == [MEGABYTE]


async def test_where_it_cannot_be_kept_it_is_said(desk, tmp_path):
    desk.private_folder = lambda: tmp_path / "not there"
    async with driving(desk) as d:
        await d.press("a")
        await paste(d, MEGABYTE)
        assert any("nor kept in a file" in one for one in d.notices())


def test_one_of_the_same_second_gets_a_name_of_its_own(tmp_path):
    assert kept_in_file(tmp_path, "a", NOW) != kept_in_file(tmp_path, "b\r\n", NOW)
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir(), reverse=True)] == [b"a", b"b\r\n"]


def test_ten_messages_may_be_written_and_no_line_of_more_than_four():
    assert not text_too_much("\n".join(["x" * (LIMIT - 1)] * 10))
    assert text_too_much("\n".join(["x" * LIMIT] * 10))
    assert not text_too_much("x" * MOST_IN_A_LINE)
    assert text_too_much("x" * (MOST_IN_A_LINE + 1))


@given(st.lists(st.integers(0, MOST_IN_A_LINE + 2), max_size=12))
def test_the_rule_is_about_the_text_as_a_whole_and_its_longest_line(lengths):
    text = "\n".join("x" * length for length in lengths)
    longest = max(lengths, default=0)
    assert text_too_much(text) == (longest > MOST_IN_A_LINE or len(text) > MOST)

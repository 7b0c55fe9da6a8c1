"""Copying by keys: what was written, in the order it was written, and what it was is said."""

from __future__ import annotations

import pytest

from modtui.tui.clipboard import in_tmux
from modtui.tui.screens.copying import pieces_of
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk

ARABIC = "اتصل على 613-555-0142 (مجاناً) أو 613-555-0199\nأو https://example.org/a?b=1."


@pytest.fixture
def copied(monkeypatch):
    taken = []

    async def tool(text, environ=None):
        taken.append(text)
        return True

    monkeypatch.setattr("modtui.tui.clipboard.copy_with_tool", tool)
    return taken


def test_the_pieces_of_a_text_are_what_was_written():
    assert pieces_of(ARABIC) == [
        ("text", ARABIC),
        ("link", "https://example.org/a?b=1"),
        ("phone", "613-555-0142"),
        ("phone", "613-555-0199"),
    ]
    assert pieces_of("see here", ["https://example.org"])[1] == ("link", "https://example.org")
    assert pieces_of("write to help@example.org or @karim")[1:] == [("link", "help@example.org")]
    assert pieces_of("  ") == []


@pytest.mark.parametrize("bidi", ["visual", "terminal"])
@pytest.mark.parametrize(
    ("key", "what"), [("1", ARABIC), ("2", "https://example.org/a?b=1"), ("4", "613-555-0199")]
)
async def test_one_of_several_is_chosen_by_its_number_and_is_in_logical_order(copied, bidi, key, what):
    desk = FakeDesk()
    asked = desk.arrives("ليلى", ARABIC)
    async with driving(desk, bidi=bidi) as d:
        d.screen.set_focus(d.screen.feed)
        d.screen.feed.select(asked.message_id)
        await d.settle()
        await d.press("ctrl+y", key)
        assert copied == [what]
        assert any("Copied: " in notice for notice in d.notices())


async def test_a_text_with_nothing_in_it_is_copied_at_once_and_its_lines_are_counted(copied):
    desk = FakeDesk()
    said = desk.arrives("Noor", "Good morning\neveryone")
    async with driving(desk) as d:
        d.screen.set_focus(d.screen.feed)
        d.screen.feed.select(said.message_id)
        await d.settle()
        await d.press("ctrl+y")
        assert copied == ["Good morning\neveryone"]
        assert any("Copied: Good morning (2 lines)" in notice for notice in d.notices())


async def test_what_would_be_obeyed_is_not_in_the_clipboard(copied):
    desk = FakeDesk()
    said = desk.arrives("Noor", "rm\x1b]52;c;eA==\x07 -rf\u202e x")
    async with driving(desk) as d:
        d.screen.set_focus(d.screen.feed)
        d.screen.feed.select(said.message_id)
        await d.settle()
        await d.press("ctrl+y")
        assert copied
        assert not set("\x1b\x07\u202e") & set(copied[0])


def test_past_tmux_it_goes_to_the_terminal_round_it():
    assert in_tmux("a", {}) == ""
    assert in_tmux("سلام", {"TMUX": "x"}).startswith("\x1bPtmux;\x1b\x1b]52;c;2LPZhNin2YU=")

"""Which line of Arabic reads correctly: asked once, answered by one key, and gone by at once."""

from __future__ import annotations

import pytest

from modtui.text.direction import BidiMode, guard
from modtui.tui.screens.which_reads import SENTENCE, WhichReads
from tests.tui.driving import driving

RLE = "\u202b"


async def test_the_two_lines_are_the_same_sentence_in_either_order():
    async with driving(ask_bidi=True) as d:
        assert isinstance(d.app.screen, WhichReads)
        rows = d.rows()
        ours = next(row for row in rows if "1  " in row and "613-555-0142" in row)
        theirs = next(row for row in rows if guard(SENTENCE, "rtl") in row)
        assert RLE not in ours
        assert SENTENCE not in ours  # the last word comes first, as the eye of a left-to-right grid goes
        assert ours.index("613") < ours.index("ﺐﺘﻜﻤ")
        assert "2  " in theirs


@pytest.mark.parametrize(
    ("key", "mode", "kept"),
    [
        ("1", "visual", ["visual"]),
        ("2", "terminal", ["terminal"]),
        ("3", "visual", ["neither"]),
        ("4", "visual", []),
    ],
)
async def test_one_key_answers_it_is_kept_and_the_screen_goes_by_it(key, mode, kept):
    answers = []
    async with driving(ask_bidi=True, keep_bidi=answers.append) as d:
        before = d.text()
        await d.press(key)
        assert d.app.screen is d.screen
        assert answers == kept
        assert d.app.bidi is BidiMode(mode)
        assert (RLE in d.text()) == (mode == "terminal")
        assert before
        await d.press("a")
        await d.burst("سلام", apart=0)
        assert (RLE in "".join(strip.text for strip in [d.screen.composer.render_line(0)])) == (
            mode == "terminal"
        )


async def test_escape_asks_later_and_quick_typing_answers_nothing():
    answers = []
    async with driving(ask_bidi=True, keep_bidi=answers.append) as d:
        await d.burst("1213")
        await d.wait(1)
        assert isinstance(d.app.screen, WhichReads)
        await d.press("escape")
        assert d.app.screen is d.screen
        assert answers == []
        assert any("next start" in notice for notice in d.notices())


async def test_it_is_not_asked_unless_told_and_can_be_asked_from_the_palette():
    async with driving() as d:
        assert d.app.screen is d.screen
        commands = {command.title: command.callback for command in d.app.get_system_commands(d.screen)}
        commands["Arabic: which line reads correctly?"]()
        await d.settle()
        assert isinstance(d.app.screen, WhichReads)


async def test_an_answer_that_cannot_be_kept_is_used_and_said():
    def refuse(answer):
        raise PermissionError(13, "Permission denied")

    async with driving(ask_bidi=True, keep_bidi=refuse) as d:
        await d.press("2")
        assert d.app.bidi is BidiMode.TERMINAL
        assert any("could not be kept: Permission denied" in notice for notice in d.notices())


async def test_where_nothing_keeps_the_answer_it_does_not_say_kept():
    async with driving(ask_bidi=True) as d:
        await d.press("1")
        assert any("Used until you leave" in notice for notice in d.notices())
        assert not any("Kept" in notice for notice in d.notices())

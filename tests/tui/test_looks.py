"""What was seen wrong in pictures of a real terminal, and must not come back."""

from __future__ import annotations

import pytest
from textual.widgets._toast import ToastRack

from modtui.tui.highlight import within_reach
from modtui.tui.widgets.bars import whole_hints
from modtui.tui.widgets.choice_list import ChoiceList
from tests.tui.driving import driving


@pytest.mark.parametrize("width", [20, 40, 200])
def test_hints_are_dropped_whole_and_the_way_out_stays(width):
    ((words, role),) = whole_hints((("Enter inserts · Ctrl+L language · F8 verified · Esc", "muted"),), width)
    assert role == "muted"
    assert words.endswith("Esc")
    assert words.startswith("Enter inserts")
    assert ("F8" in words) is (width == 200)
    assert ("Ctrl+L" in words) is (width >= 40)


async def test_the_picker_names_its_way_out_in_eighty_columns():
    async with driving(size=(80, 24)) as d:
        await d.press("slash")
        assert d.app.screen.query_one("#dialog-hints").render_line(0).text.rstrip().endswith("· Esc")


def test_a_long_line_begins_so_that_what_was_found_in_it_is_seen():
    text = "… Quick question: how long until the health card arrives by mail? It has been"
    at = text.index("card")
    shown, spans = within_reach(text, ((at, at + 4),), 27)
    ((start, end),) = spans
    assert shown[start:end] == "card"
    assert end < 27
    assert shown.startswith("… ")
    assert within_reach(text, ((2, 7),), 27) == (text, ((2, 7),))
    assert within_reach("a" * 50 + "card", ((50, 54),), 20)[1][0][1] < 20


async def test_a_row_of_a_list_that_is_too_long_says_so():
    async with driving(size=(80, 24)) as d:
        await d.press("enter")
        rows = d.app.screen.query_one(ChoiceList)
        rows.show([[(("word " * 30 + "end", "text"),)], [(("short", "text"),)]])
        assert rows.render_line(0).text.rstrip().endswith("…")
        assert rows.render_line(1).text.rstrip().endswith("short")


async def test_a_notice_covers_neither_language_of_a_reply():
    async with driving(size=(80, 24)) as d:
        await d.press("1")
        assert d.screen.other_side.display
        d.app.tell("Something was said.")
        await d.settle()
        rack = d.app.screen.query_one(ToastRack)
        shown = [toast.region for toast in rack.walk_children() if toast.region]
        assert shown
        assert max(region.bottom for region in shown) <= d.screen.composer.region.y


@pytest.mark.parametrize("keys", [("slash",), ("w",)])
async def test_a_dialog_leaves_no_single_letters_at_the_edge_of_a_small_screen(keys):
    async with driving(size=(80, 24)) as d:
        await d.press(*keys)
        assert d.app.screen.query(".dialog").first().region.width == 80

"""What gives way on a line that is too narrow says so, and never runs into what stands at its right end."""

from __future__ import annotations

import pytest

from modtui.text.direction import BidiMode
from modtui.tui.paint import Painter, spread, width_of
from tests.tui.driving import driving


@pytest.mark.parametrize("width", range(1, 40))
def test_a_cut_is_seen_and_stands_apart(width):
    left, right = (("Reply to Grace: where is it", "text"),), (("as information", "muted"),)
    line = spread(left, right, width)
    assert width_of(line) == width
    said = "".join(text for text, _ in line)
    if width >= 20 and width < 27 + 14:
        assert "… as information" in said


def test_what_fits_is_left_alone():
    line = spread((("Group", "text"),), (("following", "muted"),), 14)
    assert "".join(text for text, _ in line) == "Groupfollowing"


def test_a_cut_ends_the_embedding_that_it_was_cut_out_of():
    name = Painter(BidiMode.TERMINAL).one_line("الوافدون الجدد في المدينة", 30)
    said = "".join(text for text, _ in spread(((name, "text"),), (("12/4096", "muted"),), 24))
    assert said.index("\u202b") < said.index("\u202c") < said.index("…") < said.index("12/4096")


async def test_a_heading_beside_the_filter_is_cut_with_a_sign():
    async with driving(size=(120, 40)) as d:
        await d.press("comma")
        heading = next(row for row in d.rows() if "Waiting for an" in row)
        assert "… mine to answer" in heading

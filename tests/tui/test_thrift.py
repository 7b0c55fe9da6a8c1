"""Only what differs is written, and the terminal shows the same as if everything had been."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from modtui.tui.thrift import Thrift

WIDTH, HEIGHT = 12, 8
PLAIN = Style.null()
STYLES = (
    PLAIN,
    Style(color="#d5d9e0", bgcolor="#16181c"),
    Style(color="#d9b27c", bgcolor="#16181c", bold=True),
    Style(color="#d5d9e0", bgcolor="#383f4a"),
    Style(reverse=True),
)
words = st.text(st.sampled_from("ab c─▌é"), min_size=WIDTH, max_size=WIDTH)
lines = st.tuples(words, st.sampled_from(STYLES), st.sampled_from(STYLES), st.integers(0, WIDTH))


def strip(line) -> Strip:
    text, one, two, cut = line
    return Strip([Segment(part, style) for part, style in ((text[:cut], one), (text[cut:], two)) if part])


class Screen:
    """A terminal that has been shown some updates."""

    def __init__(self, *, colour: bool = True) -> None:
        self.thrift = Thrift(colour=colour)
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.screen.reset_mode(7, private=True)
        self.stream = pyte.Stream(self.screen)

    def whole(self, strips) -> str:
        return self._show(LayoutUpdate([[one] for one in strips], Region(0, 0, WIDTH, HEIGHT)))

    def lines(self, strips, first: int = 0) -> str:
        chops = [{0: None} for _ in range(HEIGHT)]
        spans = []
        for y, one in enumerate(strips, first):
            chops[y] = {0: one}
            spans.append((y, 0, WIDTH))
        return self._show(ChopsUpdate(chops, spans, [[WIDTH]] * HEIGHT))

    def _show(self, update) -> str:
        written = self.thrift.changes(update, WIDTH, HEIGHT, ColorSystem.TRUECOLOR)
        self.stream.feed(written)
        return written

    def cells(self, *, looks: bool = True):
        rows = [[self.screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]
        return [[cell if looks else cell.data for cell in row] for row in rows]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(lines, min_size=HEIGHT, max_size=HEIGHT), min_size=1, max_size=5))
def test_a_terminal_shows_what_was_meant_after_any_updates(frames):
    thrifty = Screen()
    for frame in frames:
        thrifty.whole([strip(line) for line in frame])
    fresh = Screen()
    fresh.whole([strip(line) for line in frames[-1]])
    assert thrifty.cells() == fresh.cells()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(lines, min_size=14, max_size=14, unique=True),
    st.lists(st.integers(0, 14 - HEIGHT), min_size=1, max_size=6),
    st.booleans(),
)
def test_a_list_that_scrolls_ends_up_as_if_written_whole(rows, tops, colour):
    thrifty, fresh = Screen(colour=colour), Screen(colour=colour)
    for top in tops:
        thrifty.lines([strip(line) for line in rows[top : top + HEIGHT]])
    fresh.whole([strip(line) for line in rows[tops[-1] : tops[-1] + HEIGHT]])
    assert thrifty.cells(looks=colour) == fresh.cells(looks=colour)


def row(text: str, style: Style = PLAIN) -> Strip:
    return Strip([Segment(text.ljust(WIDTH), style)])


def test_nothing_new_is_nothing_written():
    screen = Screen()
    rows = [row(f"line {n}") for n in range(HEIGHT)]
    assert screen.whole(rows)
    assert screen.whole([row(f"line {n}") for n in range(HEIGHT)]) == ""


def test_one_digit_is_a_few_bytes():
    screen = Screen()
    screen.whole([row("12m 34s")] * HEIGHT)
    assert screen.lines([row("12m 35s")], first=3) == "\x1b[4;6H5"


def test_a_list_one_line_further_on_is_moved_by_the_terminal():
    screen = Screen(colour=False)
    screen.whole([row(f"person {n}") for n in range(HEIGHT)])
    written = screen.whole([row(f"person {n + 1}") for n in range(HEIGHT)])
    assert "\x1b[1M" in written
    assert written.endswith(f"person {HEIGHT}")
    assert "person 3" not in written
    assert screen.screen.display == [f"person {n + 1}".ljust(WIDTH) for n in range(HEIGHT)]


@pytest.mark.parametrize("text", ["مرحبا بكم", "é\u0301te\u0301", "👍🏽 ok", "\u200e\u202bمرحبا\u202c\u200e"])
def test_text_that_terminals_count_their_own_way_is_written_whole_or_not_at_all(text):
    def one(sign: str, tail: str) -> Strip:
        return Strip([Segment(f"{sign}1 ", PLAIN), Segment(text + tail, PLAIN)])

    screen = Screen()
    screen.whole([row("")] * HEIGHT)
    screen.lines([one(">", " ab")])
    assert screen.lines([one(" ", " ab")]) == "\x1b[1H "  # before it: one cell
    changed = screen.lines([one(" ", " ac")])
    assert changed.endswith("\u0301te\u0301 ac" if text[0] == "é" else text + " ac")
    assert not changed.endswith("H\u0301te\u0301 ac")  # a mark never parts from its letter


def test_a_dialog_that_covered_half_of_such_a_text_leaves_it_whole_behind():
    screen = Screen()
    arabic = Strip([Segment("ab مرحبا مرح", PLAIN)])
    screen.whole([arabic] * HEIGHT)
    box = {0: None, 6: Strip([Segment("boxbox", PLAIN)])}
    screen._show(ChopsUpdate([box] * HEIGHT, [(2, 6, WIDTH)], [[6, WIDTH]] * HEIGHT))
    assert "boxbox" in screen.screen.display[2]
    assert "مرحبا" in screen.lines([arabic], first=2)


def test_without_colour_only_what_is_reversed_is_styled():
    screen = Screen(colour=False)
    styled = [row("bold", Style(bold=True, color="#ff0000")), row("chosen", Style(reverse=True))]
    written = screen.whole([*styled, *[row("")] * (HEIGHT - 2)])
    assert "\x1b[7m" in written
    assert "38;2" not in written
    assert "\x1b[1m" not in written
    assert screen.lines([row("bold", Style(italic=True))]) == ""


def test_after_a_resize_everything_is_written_again():
    screen = Screen()
    rows = [row(f"line {n}") for n in range(HEIGHT)]
    screen.whole(rows)
    screen.thrift.forget()
    assert "line 7" in screen.whole(rows)

"""Terminals with no, eight, sixteen and 256 colours: everything on the screen can be read, and what differs looks so."""

from __future__ import annotations

from itertools import product

import pyte
import pytest
from rich.color import ColorSystem
from textual._compositor import LayoutUpdate
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip

from modtui.tui import few_colours
from modtui.tui.few_colours import Depth, depth_of, few_styles
from modtui.tui.roles import ROLES
from modtui.tui.themes import THEMES
from modtui.tui.thrift import Thrift
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk
from tests.tui.test_contrast import LEAST, contrast

LEAST_LINE = 3.0
NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
XTERM = "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
VGA = "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
PALETTES = {"xterm": XTERM.split(), "vga": VGA.split()}
KEYS = ((), ("enter",), ("w",), ("slash",), ("question_mark",), ("1",), ("tab", "tab", "k", "k"), ("o",))
TERMS = {Depth.EIGHT: ("linux", 8), Depth.SIXTEEN: ("xterm-16color", 16), Depth.MANY: ("xterm-256color", 256)}
BOXES = "─│╭╮╰╯┃━▌▎▏█▁▂▃▄▅▆▇▔▊▐┌┐└┘"


def terminal(monkeypatch, depth: Depth) -> None:
    """An environment as such a terminal has it."""
    monkeypatch.delenv("COLORTERM", raising=False)
    term, colours = TERMS.get(depth, ("xterm-256color", 256))
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(few_colours, "_colours_of", lambda _: colours)
    if depth is Depth.NONE:
        monkeypatch.setenv("NO_COLOR", "1")


def written(d) -> pyte.Screen:
    """What a terminal shows of the screen as it is now; of a dialog without the desk, which lies dimmed beneath."""
    app = d.app
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    if app.screen is not d.screen:
        left, top, wide, high = app.screen.query(".dialog").first().region
        blank = Strip.blank(width)
        strips = [strip if top <= y < top + high else blank for y, strip in enumerate(strips)]
        strips = [Strip([*blank.crop(0, left), *strip.crop(left, left + wide)]) for strip in strips]
    thrift = Thrift()
    thrift.bold = app.thrift.bold
    update = LayoutUpdate([[strip] for strip in strips], Region(0, 0, width, height))
    screen = pyte.Screen(width, height)
    pyte.Stream(screen).feed(thrift.changes(update, width, height, app.console._color_system))
    return screen


def rgb(name: str, palette: list[str], *, bright: bool, other: str) -> Color:
    if name == "default":
        name = other
    name = name.replace("bfightmagenta", "brightmagenta").replace("brightyellow", "brightbrown")
    base = name.removeprefix("bright")
    if base not in NAMES:
        return Color.parse(f"#{name}")
    number = NAMES.index(base)
    return Color.parse(f"#{palette[number + 8 if name != base or bright else number]}")


def poor(
    screen: pyte.Screen, palette: list[str], *, dark: bool, bold_is_bright: bool, lines: float
) -> set[tuple[object, ...]]:
    """What cannot be read: (whether a line, text colour, background, bold, ratio)."""
    found = set()
    ink, paper = ("white", "black") if dark else ("black", "brightwhite")
    cells = [cell for row in screen.buffer.values() for cell in row.values() if cell.data.strip()]
    for drawn, fg, bg, bold in {(cell.data in BOXES, cell.fg, cell.bg, cell.bold) for cell in cells}:
        # The terminal's own text colour is its own, bold or not.
        front = rgb(fg, palette, bright=bold and bold_is_bright and fg != "default", other=ink)
        ratio = contrast(front, rgb(bg, palette, bright=False, other=paper))
        if ratio < (lines if drawn else LEAST):
            found.add((drawn, fg, bg, bold, round(ratio, 2)))
    return found


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("depth", [Depth.NONE, Depth.EIGHT, Depth.SIXTEEN, Depth.MANY])
async def test_every_cell_of_every_screen_can_be_read(monkeypatch, theme, depth):
    terminal(monkeypatch, depth)
    bad = set()
    async with driving(theme=theme.name, size=(80, 24)) as d:
        for keys in KEYS:
            await d.press(*keys)
            screen = written(d)
            for palette, bright in product(PALETTES.values(), (True, False)):
                if depth is Depth.EIGHT and not bright:
                    continue  # eight colours and bold: that is how such a terminal has bright ones
                # Where there are colours enough, lines may be as faint as they like.
                lines = 0 if depth is Depth.MANY and not theme.ansi else LEAST_LINE
                bad |= poor(screen, palette, dark=theme.dark, bold_is_bright=bright, lines=lines)
            await d.press("escape", "escape")
        d.app.tell("Something was said.", "warning")
        await d.settle()
        bad |= poor(written(d), PALETTES["vga"], dark=theme.dark, bold_is_bright=True, lines=lines)
    assert not bad


APART = [
    ("bad", "text"),
    ("warn", "text"),
    ("urgent", "text"),
    ("urgent", "bad"),
    ("urgent", "name"),
    ("name", "text"),
    ("link", "text"),
    ("deleted", "text"),
    ("title", "text"),
    ("selected", "text"),
]
"""Without colour, staff have their sign, and bad and warn their words; the pane in use always has its ▸."""
APART_IN_COLOUR = [
    *APART,
    ("staff", "name"),
    ("bad", "warn"),
    ("bad", "ok"),
    ("key", "text"),
    ("accent", "text"),
]


@pytest.mark.parametrize("name", few_colours._PALETTES)
def test_what_must_be_told_apart_does_not_look_the_same(name):
    styles = few_styles(name)
    assert set(ROLES) <= set(styles)
    palette = few_colours._PALETTES[name]

    def seen(role):
        style = styles[role]
        number = style.color.number if style.color else None
        weight = style.bold if palette.bold else False
        return number, weight, style.underline, style.reverse, style.strike, style.bgcolor

    pairs = APART if name == "none" else APART_IN_COLOUR
    assert not [pair for pair in pairs if seen(pair[0]) == seen(pair[1])]


@pytest.mark.parametrize("depth", [Depth.NONE, Depth.EIGHT, Depth.SIXTEEN])
async def test_no_colour_is_left_to_the_nearest_match(monkeypatch, depth):
    terminal(monkeypatch, depth)
    async with driving(theme="modtui-light") as d:
        colours = {
            colour
            for row in written(d).buffer.values()
            for cell in row.values()
            for colour in (cell.fg, cell.bg)
        }
        if depth is Depth.NONE:
            assert colours == {"default"}
        else:
            assert not colours & {"brown", "brightbrown", "brightyellow"}
            assert len(colours) > 2


@pytest.mark.parametrize("depth", [Depth.NONE, Depth.EIGHT, Depth.SIXTEEN, Depth.MANY])
@pytest.mark.parametrize("theme", ["modtui-dark", "modtui-light", "terminal"])
async def test_the_selected_line_is_seen_beside_its_bar(monkeypatch, theme, depth):
    terminal(monkeypatch, depth)
    async with driving(theme=theme) as d:
        screen = written(d)
        y = next(y for y, row in enumerate(d.rows()) if "▌" in row)
        x = d.screen.queue.region.right - 4
        chosen, other = screen.buffer[y][x], screen.buffer[y + 3][x]
        assert (chosen.bg, chosen.reverse) != (other.bg, other.reverse)


async def test_a_line_stands_under_words_and_not_under_the_blanks_round_them(monkeypatch):
    terminal(monkeypatch, Depth.EIGHT)
    async with driving(FakeDesk(), theme="modtui-light") as d:
        screen = written(d)
        lined = [cell for row in screen.buffer.values() for cell in row.values() if cell.underscore]
        assert lined
        for row in screen.buffer.values():
            cells = [row[x] for x in range(screen.columns)]
            for before, cell, after in zip(cells, cells[1:], cells[2:], strict=False):
                if cell.data == " " and cell.underscore:
                    assert before.underscore
                    assert after.underscore


@pytest.mark.parametrize(
    ("term", "colours", "depth"),
    [
        ("xterm", 8, Depth.EIGHT),
        ("linux", 8, Depth.EIGHT),
        ("xterm-16color", 16, Depth.SIXTEEN),
        ("alacritty", 256, Depth.MANY),
        ("vt100", -1, Depth.NONE),
        ("nobody-knows-it", None, Depth.EIGHT),
    ],
)
def test_the_system_s_list_of_terminals_says_how_many_colours_there_are(monkeypatch, term, colours, depth):
    monkeypatch.setattr(
        few_colours, "_colours_of", lambda name: colours if name == term else pytest.fail(name)
    )
    assert depth_of("standard", {"TERM": term}) is depth
    assert depth_of("standard", {"TERM": term, "NO_COLOR": ""}) is Depth.NONE
    assert depth_of("truecolor", {"TERM": term}) is Depth.MANY


@pytest.mark.parametrize("term", ["nobody-knows-it", "", "a\0b"])
def test_a_terminal_that_is_not_in_the_list_is_no_error(term):
    assert depth_of("standard", {"TERM": term}) is Depth.EIGHT


async def test_a_terminal_that_has_more_colours_than_its_name_says_gets_them(monkeypatch):
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.setenv("TERM", "alacritty")
    monkeypatch.setattr(few_colours, "_colours_of", lambda _: 256)
    async with driving() as d:
        assert d.app.console._color_system is ColorSystem.EIGHT_BIT
        assert any(len(cell.fg) == 6 for row in written(d).buffer.values() for cell in row.values())

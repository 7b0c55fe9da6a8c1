"""Terminals with few colours: what every role looks like is chosen by name, not found as the nearest to another.

The nearest of sixteen is often wrong: a brown becomes yellow on white, or the grey of what is unimportant. What the
numbers look like differs too, so the looks here were chosen to be readable with the palettes of xterm and of VGA,
also where bold makes a colour bright (xterm, PuTTY, the Linux console) and where it does not:

- On black: green, cyan, white and every bright colour but blue. VGA's grey cannot be read there.
- On white: black, red, magenta and blue, never bold, for bold black is grey on an xterm. Weight becomes an underline.
- On the light grey that is all the white of eight colours: black and blue only; the rest is underlined or reversed.
- Without colours: bold, underlined, reversed.

A selected line has one colour for everything on it: nothing else can be read on blue.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from rich.color import Color
from rich.style import Style
from textual._color_constants import ANSI_COLORS
from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

FEW = "few-colours"
"""The theme variable that names a set of looks below."""


class Depth(Enum):
    """How many colours a terminal shows."""

    NONE = 0
    EIGHT = 8
    SIXTEEN = 16
    MANY = 256


def depth_of(system: str | None, env: Mapping[str, str]) -> Depth:
    """What this terminal can do. ``system`` is what Rich makes of TERM's name: it says "standard" where it does not know."""
    if "NO_COLOR" in env:
        return Depth.NONE
    if system != "standard":
        return Depth.MANY
    count = _colours_of(env.get("TERM", ""))
    if count is None:
        return Depth.EIGHT  # not known here: what all of them can do
    return (
        Depth.NONE
        if count < 8
        else Depth.EIGHT
        if count < 16
        else Depth.SIXTEEN
        if count < 256
        else Depth.MANY
    )


def _colours_of(term: str) -> int | None:
    """What the system's list of terminals says; None where it does not know this one."""
    try:
        import curses
    except ImportError:
        return None
    try:
        curses.setupterm(term or "unknown", 1)
    except (curses.error, ValueError):
        return None
    return curses.tigetnum("colors")


# role: (number of the colour, or None for the terminal's own; text style). Bright is 8 to 15.
_Looks: TypeAlias = "dict[str, tuple[int | None, str]]"

_ON_BLACK: _Looks = {
    "text": (7, ""),
    "muted": (7, ""),
    "name": (15, "bold"),
    "staff": (14, "bold"),
    "own": (14, "bold"),
    "bot": (7, ""),
    "accent": (6, ""),
    "ok": (2, ""),
    "warn": (11, "bold"),
    "bad": (9, "bold"),
    "urgent": (9, "bold reverse"),
    "heading": (7, "bold"),
    "title": (15, "bold"),
    "quote": (7, ""),
    "quote-name": (7, "bold"),
    "quote-bar": (6, ""),
    "rule": (7, ""),
    "key": (14, "bold"),
    "bar": (7, ""),
    "bar-focus": (14, "bold"),
    "deleted": (7, "strike"),
    "link": (6, "underline"),
}

_ON_WHITE: _Looks = {
    "text": (0, ""),
    "muted": (0, ""),
    "name": (4, ""),
    "staff": (4, "underline"),
    "own": (4, "underline"),
    "bot": (0, ""),
    "accent": (4, ""),
    "ok": (4, ""),
    "warn": (5, ""),
    "bad": (1, "underline"),
    "urgent": (1, "reverse"),
    "heading": (0, ""),
    "title": (0, "underline"),
    "quote": (0, ""),
    "quote-name": (4, ""),
    "quote-bar": (4, ""),
    "rule": (8, ""),
    "key": (4, ""),
    "bar": (0, ""),
    "bar-focus": (4, ""),
    "deleted": (0, "strike"),
    "link": (4, "underline"),
}

_ON_GREY: _Looks = {
    **_ON_WHITE,
    "rule": (0, ""),
    "warn": (0, "underline"),
    "bad": (4, "reverse"),
    "urgent": (0, "reverse"),
}

_COLOURLESS: _Looks = {
    **dict.fromkeys(_ON_BLACK, (None, "")),
    **dict.fromkeys(("name", "staff", "own", "heading", "title", "quote-name", "key"), (None, "bold")),
    "warn": (None, "bold"),
    "bad": (None, "bold underline"),
    "urgent": (None, "bold reverse"),
    "bar-focus": (None, "bold"),
    "deleted": (None, "strike"),
    "link": (None, "underline"),
}


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of looks with the background it was chosen for (numbers; None for the terminal's own)."""

    looks: _Looks
    text: int | None
    back: int | None
    selected: tuple[int | None, int | None]  # text, background; both None: reversed
    bold: bool = True  # False: weight would change the colour
    bright: bool = True  # False: the bright ones are what bold makes of the others


def _own(looks: _Looks, *ours: int) -> _Looks:
    """The same looks on the terminal's own background: what is nearest to it or to its text is the terminal's own."""
    return {role: (None if number in ours else number, look) for role, (number, look) in looks.items()}


_PALETTES = {
    "black": Palette(_ON_BLACK, 7, 0, (15, 4)),
    "black-8": Palette(_ON_BLACK, 7, 0, (15, 4), bright=False),
    "dark": Palette(_own(_ON_BLACK, 7, 15), None, None, (15, 4)),
    "dark-8": Palette(_own(_ON_BLACK, 7, 15), None, None, (15, 4), bright=False),
    "white": Palette(_ON_WHITE, 0, 15, (15, 4), bold=False),
    "white-8": Palette(_ON_GREY, 0, 7, (7, 4), bold=False, bright=False),
    "light": Palette(_own(_ON_WHITE, 0, 8), None, None, (15, 4), bold=False),
    "light-8": Palette(_own(_ON_WHITE, 0, 8), None, None, (7, 4), bold=False, bright=False),
    "none": Palette(_COLOURLESS, None, None, (None, None)),
}


def palette_name(theme: Theme, depth: Depth) -> str | None:
    """Which of the palettes this theme has on such a terminal; None: its own colours, as they are."""
    if depth is Depth.NONE:
        return "none"
    own = theme.ansi and theme.background in (None, "ansi_default")
    name = ("dark" if theme.dark else "light") if own else ("black" if theme.dark else "white")
    if depth is Depth.EIGHT:
        return f"{name}-8"
    return name if depth is Depth.SIXTEEN or own else None


def fitted(theme: Theme, depth: Depth) -> Theme:
    """The theme as a terminal of this depth can show it, under the same name."""
    name = palette_name(theme, depth)
    if name is None:
        return theme
    palette = _PALETTES[name]

    def of(role: str) -> str:
        number = palette.looks[role][0]
        return _css(number if palette.bright or number is None or number < 8 else number - 8)

    text, back = _css(palette.text), _css(palette.back)
    select = _css(palette.selected[1])
    chosen = {"foreground": _css(palette.selected[0] if palette.bright else 7), "background": select}
    if palette.selected[1] is None:
        chosen["foreground"] = text
    return Theme(
        name=theme.name,
        ansi=True,
        primary=of("staff"),
        secondary=of("name"),
        accent=of("accent"),
        warning=of("warn"),
        error=of("bad"),
        success=of("ok"),
        foreground=text,
        background=back,
        surface=back,
        panel=back,
        boost=back,
        dark=theme.dark,
        variables={
            "ansi-background": back,
            "ansi-foreground": text,
            "surface": back,
            "panel": back,
            "boost": back,
            "text": text,
            "text-muted": text,
            "text-disabled": text,
            "select": select,
            "rule": of("rule"),
            "faint": text,
            "border": of("accent"),
            "border-blurred": of("rule"),
            "scrollbar": of("rule"),
            "scrollbar-background": back,
            **{
                f"{what}-{ground}": chosen[ground]
                for what in ("block-cursor", "input-selection", "screen-selection")
                for ground in ("foreground", "background")
            },
            "input-cursor-foreground": text,
            "input-cursor-background": back,
            "input-cursor-text-style": "reverse",
            FEW: name,
        },
    )


def few_styles(name: str) -> dict[str, Style]:
    """The styles of every role, and of a selected line, in one of the palettes."""
    palette = _PALETTES[name]
    styles = {role: _style(number, look, palette) for role, (number, look) in palette.looks.items()}
    text, back = palette.selected
    styles["selected"] = (
        Style(reverse=True)
        if back is None
        else _style(text, "", palette) + Style(bgcolor=Color.from_ansi(back))
    )
    return styles


def keeps_bold(theme: Theme) -> bool:
    """Whether bold may be written at all: where it makes colours bright, black on white would become grey."""
    name = theme.variables.get(FEW)
    return name is None or _PALETTES[name].bold


def _style(number: int | None, look: str, palette: Palette) -> Style:
    style = Style.parse(look or "none")
    if number is None:
        return style
    if number > 7 and not palette.bright and palette.bold:
        return style + Style(color=Color.from_ansi(number - 8), bold=True)
    return style + Style(color=Color.from_ansi(number))


def _css(number: int | None) -> str:
    return "ansi_default" if number is None else f"ansi_{ANSI_COLORS[number]}"

"""What each piece of a line looks like: role -> style, for the theme in use.

Kept out of the style sheet: a component class for each role would have every pane's style
computed two dozen times at each change, which was a third of the time to the first frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.color import Color, ColorParseError

from modtui.tui.few_colours import FEW, few_styles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.color import Color as RichColour

# role: (theme variable of the text colour, text style)
_LOOKS: dict[str, tuple[str, str]] = {
    "text": ("foreground", ""),
    "muted": ("faint", ""),
    "name": ("secondary", "bold"),
    "staff": ("primary", "bold"),
    "own": ("primary", "bold"),
    "bot": ("faint", "bold"),
    "accent": ("accent", ""),
    "ok": ("success", ""),
    "warn": ("warning", "bold"),
    "bad": ("error", "bold"),
    "urgent": ("error", "bold reverse"),
    "heading": ("faint", "bold"),
    "title": ("foreground", "bold"),
    "quote": ("faint", ""),
    "quote-name": ("faint", "bold"),
    "quote-bar": ("primary", ""),
    "rule": ("rule", ""),
    "key": ("accent", "bold"),
    "bar": ("faint", ""),
    "bar-focus": ("accent", "bold"),
    "deleted": ("faint", "strike"),
    "link": ("accent", "underline"),
}
ROLES = tuple(_LOOKS)


def role_styles(variables: Mapping[str, str]) -> dict[str, Style]:
    """The styles of every role, and of the selection's background (``selected``), from a theme's variables."""
    if few := variables.get(FEW):
        return few_styles(few)
    styles = {
        role: Style(color=_colour(variables, name)) + Style.parse(look or "none")
        for role, (name, look) in _LOOKS.items()
    }
    styles["selected"] = Style(bgcolor=_colour(variables, "select"))
    return styles


def look_style(role: str, styles: Mapping[str, Style]) -> Style:
    """The style of ``look-`` and its flags: Bold, Italic, Underline, Strike, Link, Mention, Code.

    Colour is never the only sign: a link is underlined, a mention bold.
    """
    flags = role.removeprefix("look-")
    base = styles["accent" if "l" in flags or "m" in flags else "muted" if "c" in flags else "text"]
    return base + Style(
        bold="b" in flags or "m" in flags,
        italic="i" in flags,
        underline="u" in flags or "l" in flags,
        strike="s" in flags,
    )


def _colour(variables: Mapping[str, str], name: str) -> RichColour | None:
    try:
        return Color.parse(variables.get(name, variables.get("foreground", ""))).rich_color
    except ColorParseError:
        return None

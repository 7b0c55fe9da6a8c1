"""Which way a text runs, and who turns it round: this program or the terminal.

Terminals differ (some reorder right-to-left text, some do not), so every text is shown in one of two ways:
`visual`, reordered and shaped by `modtui.text.bidi` with the terminal told to keep its hands off, or
`terminal`, in logical order between guards that keep it inside its pane.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal
from unicodedata import bidirectional

Direction = Literal["ltr", "rtl"]

EXPLICIT_MODE: Final = "\x1b[8l"
"""Written before the first paint in visual mode: the terminal is not to reorder by itself."""

IMPLICIT_MODE: Final = "\x1b[8h"
"""Written on the way out and before a suspend: the terminal reorders again, as its user is used to."""

_LRM, _LRE, _RLE, _PDF = "\u200e", "\u202a", "\u202b", "\u202c"
_FIRST_VTE_WITH_EXPLICIT_MODE: Final = 5800

# Right-to-left scripts, their presentation forms, and the controls that turn a text.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


class BidiMode(StrEnum):
    """Who reorders right-to-left text."""

    VISUAL = "visual"
    """We do: letters are reordered, mirrored and joined before they are written."""
    TERMINAL = "terminal"
    """The terminal does: logical order, each line between guards."""
    AUTO = "auto"
    """Decide by the environment: see `resolve_mode`."""


def has_rtl(text: str) -> bool:
    """Say whether anything in `text` may have to be shown right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def base_direction(text: str) -> Direction:
    """Return the direction of a whole message: that of its first strong character, or `ltr` (UAX #9 P2, P3)."""
    if not has_rtl(text):
        return "ltr"
    depth = 0
    for char in text:
        name = bidirectional(char)
        if name in ("LRI", "RLI", "FSI"):
            depth += 1
        elif name == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and name in ("L", "R", "AL"):
            return "ltr" if name == "L" else "rtl"
    return "ltr"


def guard(line: str, base: Direction | None = None) -> str:
    """Return one sanitised line with guards round it, for the `terminal` mode.

    The outer marks keep a terminal that reorders whole rows from mixing this line with its neighbours' text
    and borders, the embedding gives it its own direction: `base`, or its first strong character's. A
    left-to-right line without a right-to-left character stays as it is. Guards take no cell. Call it last:
    the sanitiser removes them.
    """
    direction = base or base_direction(line)
    if direction == "ltr" and not has_rtl(line):
        return line
    return f"{_LRM}{_RLE if direction == 'rtl' else _LRE}{line}{_PDF}{_LRM}"


def resolve_mode(env: Mapping[str, str]) -> BidiMode:
    """Return `visual` or `terminal`, whichever reads right in the terminal that `env` describes.

    A guess: over ssh or in a container the variables may be missing, so that a setting and a question to
    the user go before it.
    """
    if env.get("TMUX") or env.get("STY") or env.get("TERM", "").startswith(("screen", "tmux")):
        return BidiMode.TERMINAL
    version = env.get("VTE_VERSION", "")
    if version.isascii() and version.isdigit() and int(version) >= _FIRST_VTE_WITH_EXPLICIT_MODE:
        return BidiMode.VISUAL
    if env.get("KONSOLE_VERSION") or env.get("MLTERM") or env.get("TERM", "").startswith("mlterm"):
        return BidiMode.TERMINAL
    if env.get("TERM_PROGRAM") == "Apple_Terminal":
        return BidiMode.TERMINAL
    return BidiMode.VISUAL

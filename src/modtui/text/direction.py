"""Which way a text runs, and who turns it round: this program or the terminal.

Terminals differ (some reorder right-to-left text, some do not), so every text is shown in one of two ways:
`visual`, reordered and shaped by `modtui.text.bidi` with the terminal told to keep its hands off, or
`terminal`, in logical order between guards that keep it inside its pane.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
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
    return strong_direction(text) or "ltr" if has_rtl(text) else "ltr"


def strong_direction(text: str) -> Direction | None:
    """Return the direction of the first strong character, None where there is none: a number, a sign, a blank."""
    depth = 0
    for char in text:
        name = bidirectional(char)
        if name in ("LRI", "RLI", "FSI"):
            depth += 1
        elif name == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and name in ("L", "R", "AL"):
            return "ltr" if name == "L" else "rtl"
    return None


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


def closed(piece: str) -> str:
    """Return a piece that was cut off a guarded line with its embedding ended, which else went on to what follows."""
    opened = piece.count(_RLE) + piece.count(_LRE) - piece.count(_PDF)
    return piece + (_PDF + _LRM) * max(opened, 0)


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the environment says of the terminal. `kind` names it, `mode` reads right in it as far as is known.

    `sure`: it is known by its name. Over ssh, in tmux or in a terminal of no name it is a guess, so that a
    setting and a question to the user go before it.
    """

    kind: str
    mode: BidiMode
    sure: bool


def detect(env: Mapping[str, str]) -> Terminal:
    """Which terminal `env` describes."""
    term = env.get("TERM", "")
    if env.get("TMUX") or env.get("STY") or term.startswith(("screen", "tmux")):
        # They pass text on to a terminal that nothing names: it may have changed since they were started.
        return Terminal("screen" if env.get("STY") else "tmux", BidiMode.TERMINAL, sure=False)
    version = env.get("VTE_VERSION", "")
    if version.isascii() and version.isdigit():
        # Before that they did not reorder at all.
        known = int(version) >= _FIRST_VTE_WITH_EXPLICIT_MODE
        return Terminal("vte" if known else "old vte", BidiMode.VISUAL, sure=True)
    if env.get("KONSOLE_VERSION"):
        return Terminal("konsole", BidiMode.TERMINAL, sure=True)
    if env.get("MLTERM") or term.startswith("mlterm"):
        return Terminal("mlterm", BidiMode.TERMINAL, sure=True)
    if env.get("TERM_PROGRAM") == "Apple_Terminal":
        return Terminal("apple terminal", BidiMode.TERMINAL, sure=True)
    if env.get("KITTY_WINDOW_ID") or term == "xterm-kitty":
        return Terminal(
            "kitty", BidiMode.VISUAL, sure=False
        )  # turns letters round inside each word by itself
    for kind, marks in _NEVER_REORDER.items():
        if any(env.get(name, "").startswith(value) and env.get(name) for name, value in marks):
            return Terminal(kind, BidiMode.VISUAL, sure=True)
    remote = "ssh " if env.get("SSH_CONNECTION") or env.get("SSH_TTY") else ""
    return Terminal(f"{remote}{term or 'unnamed'}", BidiMode.VISUAL, sure=False)


_NEVER_REORDER: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "xterm": (("XTERM_VERSION", ""),),
    "alacritty": (("ALACRITTY_WINDOW_ID", ""), ("TERM", "alacritty")),
    "ghostty": (("TERM_PROGRAM", "ghostty"), ("TERM", "xterm-ghostty")),
    "windows terminal": (("WT_SESSION", ""),),
    "vscode": (("TERM_PROGRAM", "vscode"),),
    "foot": (("TERM", "foot"),),
    "console": (("TERM", "linux"),),
}
"""Terminals that leave the order alone: name -> variables, and how their values begin."""


def resolve_mode(env: Mapping[str, str]) -> BidiMode:
    """Return `visual` or `terminal`, whichever reads right in the terminal that `env` describes."""
    return detect(env).mode

"""What the terminal is told about right-to-left text, before the first paint and on the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.direction import EXPLICIT_MODE, IMPLICIT_MODE, BidiMode, resolve_mode

if TYPE_CHECKING:
    from collections.abc import Mapping

SHOW_CURSOR = "\x1b[?25h"
"""Textual hides the terminal's cursor; a screen reader reads where it is."""


CLEAR = "\x1b[2J"


def bidi_mode(setting: str, env: Mapping[str, str]) -> BidiMode:
    """The mode for this run: ``visual`` or ``terminal``. A setting of ``auto`` goes by the environment."""
    mode = BidiMode(setting)
    return resolve_mode(env) if mode is BidiMode.AUTO else mode


def on_the_way_in(mode: BidiMode) -> str:
    """What to write before everything is painted.

    VTE keeps the mode with each line, as of when the line was made: clearing the screen makes new ones.
    """
    return EXPLICIT_MODE + CLEAR if mode is BidiMode.VISUAL else ""


def on_the_way_out(mode: BidiMode) -> str:
    """What to write at the end, before a suspend, and (with CLEAR) when the terminal is to reorder from now on."""
    return IMPLICIT_MODE if mode is BidiMode.VISUAL else ""

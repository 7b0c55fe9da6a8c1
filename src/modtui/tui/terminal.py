"""What the terminal is told about right-to-left text, before the first paint and on the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.direction import EXPLICIT_MODE, IMPLICIT_MODE, BidiMode, resolve_mode

if TYPE_CHECKING:
    from collections.abc import Mapping

SHOW_CURSOR = "\x1b[?25h"
"""Textual hides the terminal's cursor; a screen reader reads where it is."""


def bidi_mode(setting: str, env: Mapping[str, str]) -> BidiMode:
    """The mode for this run: ``visual`` or ``terminal``. A setting of ``auto`` goes by the environment."""
    mode = BidiMode(setting)
    return resolve_mode(env) if mode is BidiMode.AUTO else mode


def on_the_way_in(mode: BidiMode) -> str:
    """What to write before the first paint."""
    return EXPLICIT_MODE if mode is BidiMode.VISUAL else ""


def on_the_way_out(mode: BidiMode) -> str:
    """What to write at the end and before a suspend."""
    return IMPLICIT_MODE if mode is BidiMode.VISUAL else ""

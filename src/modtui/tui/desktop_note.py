"""Telling the desktop through the terminal (OSC 9, or OSC 777 where that is what it knows).

Counts only, never a name or a word of a message (RULES 6.7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Mapping


def desktop_note(due: int, urgent: int, environment: Mapping[str, str], reminders: int = 0) -> str:
    """The sequence that asks for a notification, wrapped for tmux where it runs; empty when there is nothing to tell."""
    parts = [say("alert.urgent", count=urgent)] if urgent else []
    parts += [say("alert.due", count=due)] if due else []
    parts += [say("alert.back", count=reminders)] if reminders else []
    if not parts:
        return ""
    words = ", ".join(parts)
    # One of the two: some terminals know both and would tell everything twice.
    is_older = environment.get("VTE_VERSION") or environment.get("TERM", "").startswith("rxvt")
    inside = environment.get("TMUX") or environment.get("STY")
    if is_older and not inside:
        return f"\x1b]777;notify;modtui;{words}\x07"
    return past_tmux(f"\x1b]9;modtui: {words}\x07", environment)


def past_tmux(sequence: str, environment: Mapping[str, str]) -> str:
    """A sequence for the terminal round tmux or screen, wrapped so that they hand it on (tmux: allow-passthrough)."""
    if environment.get("TMUX"):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environment.get("STY"):
        return f"\x1bP{sequence}\x1b\\"
    return sequence

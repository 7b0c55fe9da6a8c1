"""Telling the desktop through the terminal (OSC 9): counts only, never a name or a word of a message (RULES 6.7)."""

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
    sequence = f"\x1b]9;modtui: {', '.join(parts)}\x07"
    if environment.get("TMUX"):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return sequence

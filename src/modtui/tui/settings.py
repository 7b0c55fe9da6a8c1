"""What the interface can be told from outside, and the clocks it runs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from modtui.tui.keymap import KeyTable

BURST_SECONDS = 0.4
"""Three printable keys within this time are text, not commands (RULES 3, no accidents)."""

SETTLE_SECONDS = 0.06
"""How long a harmless key waits, so that a paste without brackets is recognised before it runs."""

ARMING_SECONDS = 0.7
"""How long a dialog ignores its confirming key after it opened: keys typed ahead confirm nothing."""

DRAFT_SECONDS = 0.8
"""How long after a change a draft is saved, also while one goes on typing."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """How the interface looks and listens. Every field has a default that works.

    ``monotonic`` replaces the arrival time of keys and the dialogs' clock (seconds); tests
    inject it. In a real run it stays None: the time at which the terminal delivered the key counts.
    """

    theme: str = "modtui-dark"
    bidi: str = "auto"  # auto | visual | terminal
    ask_bidi: bool = False  # nobody knows who reorders here: ask which line reads correctly, once
    keep_bidi: Callable[[str], None] | None = None  # keeps what was answered for this terminal
    layout: str = "letters"  # letters (what the key types) | azerty, canadian-french (where the key lies)
    keymap: tuple[tuple[str, str], ...] = ()  # action -> other keys for it, as they were written
    send_key: str = (
        "ctrl+s"  # works in every terminal; ctrl+enter also sends where the terminal tells it apart
    )
    feed_page: int = 200  # messages read at a time
    feed_window: int = 3000  # messages held at most
    bell: bool = True  # the terminal's bell, once for each inquiry that falls due soon
    desktop: bool = False  # the same through the desktop's notifications (OSC 9), as counts
    urgent_off_duty: bool = False  # the bell for an urgent one outside service hours too
    plain: bool = False  # one column in words, nothing that ticks: for screen readers and bad lines
    burst_seconds: float = BURST_SECONDS
    settle_seconds: float = SETTLE_SECONDS
    arming_seconds: float = ARMING_SECONDS
    draft_seconds: float = DRAFT_SECONDS
    monotonic: Callable[[], float] | None = None

    @property
    def keys(self) -> KeyTable:
        """Every key as it is in use here."""
        from modtui.tui.keymap import key_table

        return key_table(self.keymap, self.layout, self.send_key)

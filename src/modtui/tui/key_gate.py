"""No accidents: which keys are commands and which are text typed into the wrong place.

Three printable keys within 400 ms run nothing; their text goes to the composer
(RULES 3). The gate decides that and nothing else. It is pure: every press carries
its arrival time in seconds, and :meth:`KeyGate.poll` is told what time it is.

Keys that only move the selection act at once and are taken back when they turn out
to be text. Keys that open something harmless wait for a paste's worth of time. Keys
that decide or send something wait until no burst can include them. A held-down key
(the same moving key again and again) counts as one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from modtui.tui.keys import ALEFS, LAM, LAM_ALEF, Haste, Key
from modtui.tui.settings import BURST_SECONDS, SETTLE_SECONDS

KEYS_IN_A_BURST = 3
LAM_ALEF_SECONDS = 0.03

C = TypeVar("C")


@dataclass(slots=True)
class _Press(Generic[C]):
    key: Key | None
    character: str
    at: float
    context: C
    due: float
    waiting: bool = True


@dataclass(slots=True)
class Verdict(Generic[C]):
    """What to do now: ``run`` these commands, or hand ``text`` over and go back to ``restore``."""

    run: list[tuple[Key, C]] = field(default_factory=list)
    text: str | None = None
    restore: C | None = None


class KeyGate(Generic[C]):
    """Holds printable keys until it is certain what they are. ``C`` is what was selected at the press."""

    def __init__(self, window: float = BURST_SECONDS, settle: float = SETTLE_SECONDS) -> None:
        self._window = window
        self._settle = settle
        self._recent: list[_Press[C]] = []
        self._text_until = float("-inf")  # a key before then goes on with the text of a burst

    @property
    def deadline(self) -> float | None:
        """When :meth:`poll` should be called next (seconds), or None when nothing waits."""
        return min((press.due for press in self._recent if press.waiting), default=None)

    @property
    def waiting(self) -> list[Key]:
        """The commands that wait for their moment, for the hint line."""
        return [press.key for press in self._recent if press.waiting and press.key]

    def press(self, key: Key | None, character: str, at: float, context: C) -> Verdict[C]:
        """Take one printable key (``key`` is None when it means nothing); says what to do now.

        Call :meth:`poll` with the same time first: what was due before this key has run by then.
        """
        verdict: Verdict[C] = Verdict()
        if at < self._text_until:
            self._text_until = at + self._window
            verdict.text = character
            return verdict
        self._recent = [press for press in self._recent if press.waiting or self._is_recent(press, at)]
        if self._is_lam_alef(character, at):
            key = None
            if character in ALEFS:
                verdict.restore = self._recent.pop().context
                character = LAM + character
        if self._repeats(key):
            self._recent[-1].at = at
            verdict.run.append((self._recent[-1].key or _unreachable(), context))
            return verdict
        haste = key.haste if key else Haste.HELD
        press = _Press(key, character, at, context, self._due(haste, at))
        self._recent.append(press)
        if len([each for each in self._recent if self._is_recent(each, at)]) >= KEYS_IN_A_BURST:
            return self._burst(verdict)
        if haste is Haste.NOW and key is not None:
            press.waiting = False
            verdict.run.append((key, context))
        return verdict

    def poll(self, at: float) -> Verdict[C]:
        """Say which held commands may run at this time, in the order they were pressed."""
        verdict: Verdict[C] = Verdict()
        for press in self._recent:
            if not press.waiting:
                continue
            if press.due > at:
                break
            press.waiting = False
            if press.key is not None:
                verdict.run.append((press.key, press.context))
        return verdict

    def clear(self) -> list[str]:
        """Forget everything held, and say what was dropped."""
        dropped = [press.character for press in self._recent if press.waiting]
        self._recent.clear()
        self._text_until = float("-inf")
        return dropped

    def _due(self, haste: Haste, at: float) -> float:
        if haste is Haste.NOW:
            return at
        before = [press for press in self._recent if press.key is None or press.key.haste is not Haste.NOW]
        if haste is Haste.SOON and not before:
            return at + self._settle
        return at + self._window

    def _is_recent(self, press: _Press[C], at: float) -> bool:
        # The very sum that `_due` makes: a key that has just run is not text as well, however sums are rounded.
        return at < press.at + self._window

    def _repeats(self, key: Key | None) -> bool:
        last = self._recent[-1] if self._recent else None
        return key is not None and key.haste is Haste.NOW and last is not None and last.key is key

    def _is_lam_alef(self, character: str, at: float) -> bool:
        if character in LAM_ALEF:
            return True
        last = self._recent[-1] if self._recent else None
        return (
            character in ALEFS
            and last is not None
            and last.character == LAM
            and at - last.at <= LAM_ALEF_SECONDS
        )

    def _burst(self, verdict: Verdict[C]) -> Verdict[C]:
        verdict.text = "".join(press.character for press in self._recent)
        verdict.restore = self._recent[0].context
        self._text_until = self._recent[-1].at + self._window
        self._recent.clear()
        return verdict


def _unreachable() -> Key:
    raise AssertionError("a repeated key is always a known one")

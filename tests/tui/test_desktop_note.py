"""What the desktop is told: counts, in service hours, and only when asked for."""

from __future__ import annotations

import pytest

from modtui.tui.desktop_note import desktop_note
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk


def test_a_note_is_counts_and_is_wrapped_for_tmux():
    assert desktop_note(2, 1, {}) == "\x1b]9;modtui: 1 urgent, 2 due soon\x07"
    assert desktop_note(0, 0, {}) == ""
    wrapped = desktop_note(1, 0, {"TMUX": "/tmp/x"})
    assert wrapped.startswith("\x1bPtmux;\x1b\x1b]9;")
    assert wrapped.endswith("\x07\x1b\\")


@pytest.mark.parametrize("wanted", [True, False])
async def test_it_is_told_once_and_only_when_asked_for(wanted):
    async with driving(FakeDesk(), desktop=wanted, bell=False) as driver:
        told: list[str] = []
        driver.app._write = told.append  # type: ignore[method-assign]
        driver.screen._rung.clear()
        driver.screen.ring()
        driver.screen.ring()
        told = [each for each in told if each]
        assert len(told) == (1 if wanted else 0)
        assert all("Sample" not in each and "due soon" in each for each in told)

"""What the desktop is told: counts, in service hours, and only when asked for."""

from __future__ import annotations

import dataclasses

import pytest

from modtui.desk.views import QueueGroup
from modtui.tui.desktop_note import desktop_note
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk


def test_a_note_is_counts_and_is_wrapped_for_tmux():
    assert desktop_note(2, 1, {}) == "\x1b]9;modtui: 1 urgent, 2 due soon\x07"
    assert desktop_note(0, 0, {}) == ""
    assert desktop_note(2, 0, {"VTE_VERSION": "7006"}) == "\x1b]777;notify;modtui;2 due soon\x07"
    assert desktop_note(2, 0, {"STY": "1"}) == "\x1bP\x1b]9;modtui: 2 due soon\x07\x1b\\"
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


@pytest.mark.parametrize(
    ("is_open", "off_duty", "rings"), [(True, False, True), (False, False, False), (False, True, True)]
)
async def test_out_of_hours_only_an_urgent_one_rings_and_only_when_asked_for(is_open, off_duty, rings):
    async with driving(FakeDesk(), desktop=True, bell=True, urgent_off_duty=off_duty) as driver:
        told, bells = [], []
        driver.app._write = told.append  # type: ignore[method-assign]
        driver.app.bell = lambda: bells.append(1)  # type: ignore[method-assign]
        screen = driver.screen
        screen._rung.clear()
        screen.status_view = dataclasses.replace(screen.status_view, service_open=is_open)
        screen.queue.show(
            [dataclasses.replace(row, urgent=True, group=QueueGroup.URGENT) for row in screen.queue.all_rows]
        )
        screen.ring()
        screen.ring()
        assert bool(bells) is rings
        assert len(bells) <= 1
        assert is_open or not any("due soon" in each for each in told)
        assert any("urgent" in each for each in told) is rings

"""Every screen with hostile text in every word: nothing of it reaches a cell, and nothing breaks."""

from __future__ import annotations

import re

import pytest

from modtui.tui.app import ModtuiApp
from modtui.tui.settings import UiSettings
from tests.pty.poison import PoisonedDesk, furnish
from tests.tui.driving import Driver
from tests.tui.fake_desk import FakeClock, FakeDesk

FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202d\u202e\u2066-\u2069\u2028\u2029\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
WALKS = {
    "queue": ["j", "j", "i", "k"],
    "feed": ["shift+tab", "G", "k", "k", "k", "k", "g"],
    "picker": ["slash", "down", "ctrl+y"],
    "menu": ["enter"],
    "member": ["v"],
    "member page": ["V", "down", "down"],
    "members": ["f9", "down"],
    "requests": ["f12", "down"],
    "group": ["f3", "down"],
    "actions": ["O", "down"],
    "record": ["backslash", "down"],
    "phone bans": ["X", "down"],
    "triage": ["f2", "down"],
    "partner sheet": ["f4", "down", "enter"],
    "private": ["f6", "down", "enter"],
    "snippets at work": ["f7", "down", "tab", "down"],
    "outbox": ["o"],
    "scheduled": ["ctrl+k"],
    "find": ["ctrl+f", "down"],
    "warn": ["w", "1", "down"],
    "remove": ["x"],
    "ban": ["b"],
    "partner": ["f"],
    "merge": ["equals_sign"],
    "copy": ["ctrl+y"],
    "answer": ["1", "ctrl+l"],
    "versions": ["shift+tab", "G", "k", "k", "y"],
    "palette": ["ctrl+p"],
    "help": ["question_mark"],
}


OURS = ("help", "palette", "group")
"""Screens that hold our own words only."""


@pytest.mark.parametrize("bidi", ["visual", "terminal"])
@pytest.mark.parametrize("walk", list(WALKS))
async def test_hostile_text_is_shown_and_reaches_no_cell_as_it_is(walk, bidi):
    clock = FakeClock()
    inner = FakeDesk()
    inner._clock = clock
    furnish(inner)
    desk = PoisonedDesk(inner)
    app = ModtuiApp(desk, settings=UiSettings(monotonic=clock.monotonic, bidi=bidi, draft_seconds=0.01))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        d = Driver(app, pilot, inner, clock)
        await d.until(lambda: len(d.screen.feed.model) > 0)
        await d.settle()
        for key in WALKS[walk]:
            await d.press(key)
            if key == "ctrl+f":
                await d.burst("the", apart=0)
                await d.wait(1)
            _check(d)
        assert walk in OURS or "␛" in d.text()  # it is shown, not left out
        desk.shout()
        await d.settle()
        _check(d)
        assert app.failures == 0, d.notices()


def _check(d: Driver) -> None:
    text = d.text().replace("\n", "")
    found = FORBIDDEN.search(text)
    assert found is None, repr(text[max(found.start() - 60, 0) : found.end() + 60])
    for row in d.rows():
        assert row.count("\u202a") + row.count("\u202b") == row.count("\u202c"), repr(row)

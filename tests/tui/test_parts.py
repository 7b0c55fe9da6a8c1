"""A text longer than one message: counted, shown where it is cut, sent as several when a person says so."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from modtui.desk.views import SendState
from modtui.tui.widgets import composer
from tests.tui.driving import driving
from tests.tui.fake_morning import FIRST_ID

LONG = "\n\n".join(f"**Step {n}**: " + "خذ جواز سفرك معك. " * 90 for n in range(1, 5))


async def test_it_is_offered_with_the_cuts_and_sent_when_confirmed():
    async with driving() as d:
        await d.press("a")
        d.screen.composer.put_text(LONG)
        d.screen.show_composer_title()
        await d.settle()
        assert "2 messages" in d.text()
        await d.press("ctrl+s")
        await d.until(lambda: "This leaves as 2 messages" in d.text())
        assert "1 of 2" in d.text()
        assert d.commands() == []
        await d.press("escape")
        assert d.screen.composer.text == LONG
        await d.press("ctrl+s")
        await d.until(lambda: "This leaves as 2 messages" in d.text())
        await d.wait(1)
        await d.press("y")
        await d.until(d.commands)
        (command,) = d.commands()
        assert command[1] == FIRST_ID
        assert "**" not in command[2]
        assert d.desk.more_of_reply["in_parts"] is True
        assert len(d.desk.more_of_reply["entities"]) == 4
        assert d.screen.composer.text == ""


async def test_a_key_typed_ahead_confirms_nothing():
    async with driving() as d:
        await d.press("a")
        d.screen.composer.put_text(LONG)
        await d.press("ctrl+s", "y", apart=0)
        await d.wait(0.45)
        assert d.commands() == []
        assert d.screen.composer.text == LONG


async def test_the_preview_shows_the_cuts_and_asks_nothing():
    async with driving() as d:
        await d.press("a")
        d.screen.composer.put_text(LONG)
        await d.press("f5")
        assert "1 of 2" in d.text()
        await d.press("y")
        await d.press("escape")
        assert d.commands() == []


async def test_a_wait_is_counted_down_in_the_feed():
    async with driving() as d:
        await d.press("a")
        await d.burst("hello there")
        await d.press("ctrl+s")
        (item,) = d.desk.unsent
        until = d.desk.now() + timedelta(seconds=30)

        def waits() -> str:
            left = f"flood wait {(until - d.desk.now()).total_seconds():.0f} s"
            d.desk.unsent[:] = [replace(item, send_state=SendState.QUEUED, send_note=left, wait_until=until)]
            return left

        d.app.clear_notifications()
        words = waits()
        d.desk.tell(status=True)
        await d.until(lambda: words in d.text())
        d.clock.advance(7)
        words = waits()
        d.screen.tick()  # once a second, by itself
        await d.until(lambda: words in d.text())


async def test_looks_that_telegram_would_drop_are_said_and_nothing_is_sent():
    async with driving() as d:
        await d.press("a")
        crowded = " ".join(f"**p{n}** and" for n in range(1, 131))
        d.screen.composer.put_text(crowded)
        await d.press("ctrl+s")
        await d.until(lambda: "Telegram keeps 100" in d.text())
        assert d.commands() == []
        assert d.screen.composer.text == crowded


async def test_a_very_long_paste_is_counted_beside_the_keys(monkeypatch):
    at_work, go_on, here = threading.Event(), threading.Event(), threading.get_ident()
    counted, seen = composer.counted, []

    def slowly(text):
        seen.append((len(text), threading.get_ident() == here))
        at_work.set()
        assert go_on.wait(30)
        return counted(text)

    async with driving() as d:
        await d.press("a")
        await d.until(lambda: d.screen.composer.has_focus)
        monkeypatch.setattr(composer, "counted", slowly)
        d.screen.composer.insert_text("**a** [b](https://x.example) c\n\n" * 2000)
        await d.until(lambda: "counting…" in d.text())
        await d.until(at_work.is_set)
        for key in "xyz":
            d.send(key)
        await d.until(lambda: d.screen.composer.text.endswith("xyz"))  # the count holds no key up
        go_on.set()
        await d.until(lambda: "messages" in d.text() and "counting…" not in d.text())
        assert seen == [(64_000, False), (64_003, False)]  # not once a key

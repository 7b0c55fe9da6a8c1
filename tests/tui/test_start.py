"""Starting, looking and ending: imports, NO_COLOR, themes, crashes, the terminal's own reordering."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from textual import events
from textual.theme import BUILTIN_THEMES

from modtui.tui.roles import role_styles
from modtui.tui.themes import THEMES
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk


def test_the_interface_loads_nothing_of_the_network_or_the_store():
    code = (
        "import sys, modtui.tui.app\n"
        "bad = [m for m in ('telethon', 'aiosqlite', 'sqlite3', 'holidays', 'rapidfuzz') if m in sys.modules]\n"
        "ours = [m for m in sys.modules if m.startswith('modtui.') and m.split('.')[1] in"
        " ('store', 'telegram', 'snippets', 'reports', 'cli')]\n"
        "late = [m for m in ('modtui.tui.screens.plan', 'modtui.tui.screens.picker') if m in sys.modules]\n"
        "print(bad, ours, late)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] [] []"


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_theme_draws(theme):
    async with driving(theme=theme) as d:
        assert d.app.theme == theme
        assert "! 1 overdue" in d.text()
        await d.press("slash", "escape", "w", "escape", "question_mark", "escape")
        assert d.app.failures == 0


@pytest.mark.parametrize("theme", sorted(BUILTIN_THEMES))
async def test_every_theme_that_the_palette_offers_can_be_taken(theme):
    async with driving() as d:
        assert theme in d.app.available_themes
        d.app.theme = theme
        await d.settle()
        assert d.app.return_code is None
        assert "! 1 overdue" in d.text()
        ours = {"select", "rule", "faint"}
        assert ours <= set(d.app.theme_variables)
        styles = role_styles(d.app.theme_variables)
        assert styles["selected"].bgcolor is not None


async def test_without_colour_everything_is_still_said(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with driving() as d:
        assert d.app.no_color
        await d.press("j")
        selected = next(row for row in d.rows() if "Marie Exemple" in row and "0:5" in row)
        assert "▌~" in selected
        assert "▸ Waiting" in d.text()


async def test_a_line_that_cannot_be_drawn_is_one_line():
    async with driving() as d:
        real = d.screen.feed.model.at_line

        def broken(line):
            if line == 3:
                raise RuntimeError("boom")
            return real(line)

        d.screen.feed.model.at_line = broken
        d.screen.feed.refresh()
        await d.settle()
        assert "This message cannot be shown." in d.text()
        assert "BEST PRICES" in d.text()


async def test_an_error_in_an_event_handler_does_not_end_the_program():
    async with driving() as d:

        def broken(*_arguments):
            raise RuntimeError("boom")

        d.screen.queue.select = broken
        d.screen.queue.post_message(events.Click(d.screen.queue, 1, 2, 0, 0, 1, False, False, False))
        await d.settle()
        assert any("Something went wrong" in notice for notice in d.notices())
        await d.press("tab")
        assert d.screen.pane == "detail"


async def test_a_desk_without_messages_says_so_calmly():
    desk = FakeDesk()
    desk.items, desk.states = [], {}
    async with driving(desk) as d:
        await d.settle()
        assert "Nobody waits for an answer." in d.text()
        assert "Nothing here yet" in d.text()
        await d.press("j", "k", "tab", "tab", "k", "G", "g", "enter", "escape", "1", "w", "i")
        assert d.app.failures == 0


async def test_the_machines_other_zone_is_named(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    async with driving(size=(140, 40)) as d:
        assert "times in America/Toronto" in d.rows()[0]
    monkeypatch.setenv("TZ", "America/Toronto")
    time.tzset()
    async with driving(size=(140, 40)) as d:
        assert "times in" not in d.rows()[0]
    monkeypatch.delenv("TZ")
    time.tzset()


async def test_the_desk_is_stopped_on_the_way_out():
    desk = FakeDesk()
    async with driving(desk) as d:
        await d.press("a")
        await d.burst("not lost")
        await d.press("escape", "q")
        await d.until(lambda: d.app._exit)
    assert ("stop",) in desk.calls
    assert "not lost" in desk.drafts.values()


@pytest.mark.parametrize("bidi", ["visual", "terminal"])
@pytest.mark.parametrize("theme", ["modtui-dark", "terminal"])
async def test_arabic_without_colour_in_every_pane_and_dialog(monkeypatch, bidi, theme):
    monkeypatch.setenv("NO_COLOR", "1")
    async with driving(bidi=bidi, theme=theme, size=(80, 24)) as d:
        await d.press("a")
        await d.burst("مرحباً 211 abc")
        await d.press("escape", "w", "escape", "slash")
        await d.burst("بطاقة")
        await d.press("escape", "enter", "escape", "tab", "tab", "k", "x", "escape")
        assert d.app.failures == 0
        assert d.app.screen is d.screen


async def test_a_narrow_status_line_keeps_the_connection():
    async with driving(size=(80, 24)) as d:
        d.desk.connection = ("reconnecting in 14 s", False)
        d.screen.tick()
        await d.settle()
        assert "○ reconnecting in 14 s" in d.rows()[0]
        assert "! 1 overdue" in d.rows()[0]


async def test_a_notice_with_an_arabic_name_still_reads_from_the_left():
    async with driving(bidi="terminal") as d:
        d.desk.tell(notice="أم يوسف is removed in a few seconds; u takes it back.")
        await d.settle()
        lines = next(iter(d.app._notifications)).message.split("\n")
        assert lines[0].startswith("\u200e\u202a")  # embedded left to right
        for line in lines:
            assert line.count("\u202a") == line.count("\u202c")


@pytest.mark.parametrize(("hours", "twice"), [(0, False), (16, True)])
async def test_a_deadline_inside_opening_hours_is_said_once(hours, twice):
    async with driving() as d:
        shown = d.screen.detail.detail
        assert shown is not None
        deadline = shown.row.deadline
        other = replace(deadline, due=deadline.answer_by + timedelta(hours=hours))
        d.screen.detail.show_inquiry(replace(shown, row=replace(shown.row, deadline=other)))
        await d.settle()
        assert "· answer by" in d.text()
        assert ("; due " in d.text()) is twice


@pytest.mark.parametrize("sign", ["·? possible", "~? begun", "✓? answered", "+1 asked again"])
async def test_help_explains_every_sign_of_the_lists(sign):
    async with driving(size=(120, 40)) as d:
        await d.press("question_mark")
        assert sign in " ".join(d.text().replace("│", " ").split())

"""The Enter menu: what fits the selection first, each under its heading, and narrowed by words."""

from __future__ import annotations

import pytest

from modtui.tui.keys import BY_ID
from modtui.tui.screens.action_menu import ActionMenu
from tests.tui.driving import driving


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_what_fits_the_selection_comes_first_under_headings(size):
    async with driving(size=size) as d:
        await d.press("enter")
        menu = d.app.screen
        assert isinstance(menu, ActionMenu)
        ids = [choice.id for choice in menu._choices]
        needs = [bool(BY_ID[key_id].needs) for key_id in ids]
        assert needs == sorted(needs, reverse=True)
        assert ids[0] == "answer"
        assert "Answer" in d.text()
        assert {"warn", "quit", "help"} <= set(ids)
        assert "Tab narrows" in d.text()


async def test_typing_narrows_and_enter_runs_while_keys_alone_still_run():
    async with driving() as d:
        await d.press("enter", "tab")
        await d.burst("not an inquiry", apart=0)
        menu = d.app.screen
        assert [choice.id for choice in menu._choices] == ["dismiss"]
        await d.press("enter")
        assert d.commands()[-1][0] == "dismiss"
        await d.press("enter", "n")
        assert [call[0] for call in d.commands()] == ["dismiss", "dismiss"]


async def test_nothing_of_that_name_is_said_and_enter_does_nothing():
    async with driving() as d:
        await d.press("enter", "tab")
        await d.burst("zzz", apart=0)
        assert "Nothing is called that." in d.text()
        await d.press("enter")
        assert isinstance(d.app.screen, ActionMenu)
        await d.press("escape")
        assert d.app.screen is d.screen
        assert d.commands() == []


async def test_a_heading_is_never_selected():
    async with driving(size=(80, 24)) as d:
        await d.press("enter")
        seen = set()
        for _ in range(len(d.app.screen._choices)):
            rows = [row for row in d.rows() if "│ ▌" in row]
            assert len(rows) == 1
            seen.add(rows[0])
            await d.press("down", apart=0)
            await d.settle()
        assert len(seen) == len(d.app.screen._choices)


@pytest.mark.parametrize(
    ("key", "opens"), [("ctrl+g", "Go to a day"), ("f9", "Members"), ("ctrl+y", "Copied")]
)
async def test_keys_that_are_no_letters_run_from_the_menu_too(key, opens):
    async with driving() as d:
        await d.press("enter")
        assert isinstance(d.app.screen, ActionMenu)
        await d.press(key)
        assert not isinstance(d.app.screen, ActionMenu)
        assert opens in d.text()

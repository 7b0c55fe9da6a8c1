"""Keys that are text run nothing; confirmations cannot be typed ahead (RULES 3)."""

from __future__ import annotations

import pytest
from textual import events

from modtui.tui.screens.menu import ConfirmDialog
from modtui.tui.screens.plan import PlanDialog
from tests.tui.driving import driving
from tests.tui.fake_desk import FIRST_ID, FakeDesk


@pytest.mark.parametrize(
    "text", ["wxu", "mnt", "xy", "hand", "quit", "123", "what about", "m\nn", "جصء", "nan"]
)
async def test_typed_or_pasted_text_runs_nothing(text):
    async with driving() as d:
        before = (d.screen.queue.selected, d.screen.feed.selected)
        await d.burst(text + " and so on", apart=0.02)
        await d.wait(1)
        assert d.commands() == []
        assert d.app.screen is d.screen
        assert d.screen.composer.text == text + " and so on"
        assert (d.screen.queue.selected, d.screen.feed.selected) == before
        assert d.screen.pane == "composer"


async def test_a_word_that_starts_like_movement_puts_the_cursor_back():
    async with driving() as d:
        await d.press("j", "j")
        assert d.screen.queue.selected == FIRST_ID + 7
        await d.burst("kgx")
        assert d.screen.queue.selected == FIRST_ID + 7
        assert d.screen.composer.text == "kgx"


async def test_holding_j_down_still_moves():
    async with driving() as d:
        await d.burst("jjjjjj", apart=0.03)
        assert d.screen.queue.selected == d.screen.queue.rows[6].inquiry_id
        assert d.screen.composer.text == ""


async def test_a_paste_goes_to_the_reply_box_with_its_controls_taken_out():
    async with driving() as d:
        d.app.post_message(events.Paste("x\x1b]52;c;AAAA\x07 w\nm"))
        await d.settle()
        assert d.commands() == []
        assert "\x1b" not in d.screen.composer.text
        assert "\n" in d.screen.composer.text


async def test_a_single_key_is_answered_at_once_and_runs_when_it_is_certain():
    async with driving() as d:
        await d.press("m", apart=0)
        assert "this is an inquiry …" in d.rows()[-1]
        assert d.commands() == []
        await d.wait(0.39)
        assert d.commands() == []
        await d.wait(0.02)
        assert d.commands() == [("mark", FIRST_ID)]


async def test_escape_calls_back_a_key_that_waits():
    async with driving() as d:
        await d.press("n", apart=0)
        await d.press("escape")
        await d.wait(1)
        assert d.commands() == []


async def test_a_key_acts_on_what_was_selected_when_it_was_pressed():
    async with driving() as d:
        await d.press("n", apart=0.1)
        await d.press("j", apart=1)
        assert d.commands() == [("dismiss", FIRST_ID)]


async def test_a_dialog_is_bound_to_its_message_and_shows_it():
    desk = FakeDesk()
    async with driving(desk) as d:
        await d.press("w")
        assert isinstance(d.app.screen, PlanDialog)
        shown = d.text()
        assert "OHIP" in shown
        desk.states.clear()
        desk.arrives("Somebody", "something else entirely")
        desk.tell(queue=True)
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands()[0][1] == f"warn:conduct:{FIRST_ID}"


async def test_the_warning_shows_what_will_happen_and_is_staged():
    async with driving() as d:
        await d.press("w")
        shown = d.text()
        for words in ("Send the private warning.", "Guidelines received", "First time", "please keep"):
            assert words in shown
        await d.press("j")  # advertising
        assert "Delete the post." in d.text()
        await d.press("ctrl+s")
        assert d.commands() == [("carry_out", f"warn:advertising:{FIRST_ID}", d.desk.calls[-1][2])]
        assert "u takes it back" in d.text()
        assert "(4 s)" in d.text() or "(5 s)" in d.text()
        d.clock.advance(2)
        d.screen.tick()
        await d.settle()
        assert "u takes it back" in d.text()
        await d.press("u")
        assert d.commands()[-1] == ("undo",)


async def test_confirmations_ignore_keys_typed_ahead():
    async with driving() as d:
        await d.press("x", apart=0.5)
        assert isinstance(d.app.screen, PlanDialog)
        assert "one moment" in d.text()
        await d.pilot.press("y")  # typed ahead
        await d.wait(0.45)
        await d.wait(1)
        assert d.commands() == []
        assert "y removes" in d.text()
        await d.press("x")  # the same key again is no yes
        assert d.commands() == []
        await d.press("y")
        assert d.commands()[0][:2] == ("carry_out", f"remove:conduct:{FIRST_ID}")


async def test_typing_at_a_confirmation_confirms_nothing():
    async with driving() as d:
        await d.press("x")
        await d.wait(2)
        await d.burst("why not")
        await d.wait(2)
        assert d.commands() == []
        assert any("nothing was confirmed" in notice for notice in d.notices())


async def test_a_ban_at_once_needs_its_own_yes():
    async with driving() as d:
        await d.press("w", "3")
        await d.press("ctrl+s")
        assert d.commands() == []
        assert "y carries it out" in d.text()
        await d.press("y")
        assert d.commands()[0][1] == f"warn:offensive:{FIRST_ID}"


async def test_another_category_is_confirmed_anew():
    async with driving() as d:
        await d.press("w")
        await d.press("j", apart=0)
        await d.pilot.press("ctrl+s")
        await d.settle()
        assert d.commands() == []
        assert any("press the key again" in notice for notice in d.notices())
        await d.wait(2)
        await d.press("ctrl+s")
        assert len(d.commands()) == 1


async def test_a_category_chosen_by_its_key_is_never_confirmed_as_the_one_before():
    async with driving() as d:
        await d.press("w")
        await d.wait(2)
        await d.pilot.press("2", "ctrl+s")
        await d.settle()
        assert d.commands() == []
        await d.wait(2)
        await d.wait(2)
        await d.press("ctrl+s")
        assert d.commands()[0][1] == f"warn:advertising:{FIRST_ID}"


async def test_what_cannot_be_done_says_so_and_cannot_be_confirmed():
    async with driving() as d:
        await d.press("tab", "tab", "k")
        while d.screen.feed.item.name != "Sara Sample":
            await d.press("k")
        await d.press("w")
        assert "moderators are not warned" in d.text()
        await d.press("ctrl+s", "y")
        assert d.commands() == []
        await d.press("escape")
        assert d.app.screen is d.screen


async def test_the_private_message_can_be_edited_before_it_goes():
    async with driving() as d:
        await d.press("w")
        await d.press("tab", apart=0.1)
        d.app.screen.query_one("#plan-text").text = "Dear member, gently."
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands()[0][2] == "Dear member, gently."


async def test_nothing_is_selected_while_following():
    async with driving() as d:
        await d.press("tab", "tab")
        assert d.screen.feed.following
        await d.press("w", "x", "m")
        assert d.commands() == []
        assert d.app.screen is d.screen
        assert "No message is selected: k takes the newest." in d.notices()
        await d.press("k")
        assert d.screen.feed.item is not None


async def test_a_line_that_nobody_wrote_says_so():
    async with driving() as d:
        await d.press("tab", "tab", "G")
        while d.screen.feed.item is None or d.screen.feed.item.service is None:
            await d.press("k")
        await d.press("a")
        assert "Nobody wrote this line: j and k select a message." in d.notices()
        assert d.screen.composer.target is None


@pytest.mark.parametrize("keys", [(), ("tab", "tab"), ("tab",)])
async def test_a_narrow_window_names_the_key_to_its_other_side(keys):
    async with driving(size=(80, 24)) as d:
        await d.press(*keys)
        assert "Tab next pane" in d.rows()[-1]


async def test_lam_alef_does_nothing():
    async with driving() as d:
        await d.press("j", "j")
        before = d.screen.queue.selected
        await d.pilot.press("ل")
        d.clock.advance(0.005)
        await d.pilot.press("ا")
        await d.wait(1)
        assert d.screen.queue.selected == before
        assert d.commands() == []
        assert d.app.screen is d.screen


async def test_action_keys_lie_where_they_lie_on_an_arabic_keyboard():
    async with driving() as d:
        await d.press("ت")  # j
        assert d.screen.queue.selected == FIRST_ID + 3
        await d.press("ى")  # n
        assert d.commands() == [("dismiss", FIRST_ID + 3)]
        await d.press("ص")  # w
        assert isinstance(d.app.screen, PlanDialog)
        await d.press("escape")
        await d.press("ش")  # a
        assert d.screen.pane == "composer"


async def test_quitting_asks_with_another_key():
    desk = FakeDesk()
    async with driving(desk) as d:
        await d.press("1", "ctrl+s")
        await d.press("ctrl+q", apart=0)
        await d.settle()
        assert isinstance(d.app.screen, ConfirmDialog)
        await d.pilot.press("y")
        await d.wait(0.45)
        assert d.app.is_running
        assert isinstance(d.app.screen, ConfirmDialog)


@pytest.mark.parametrize("text", ["hello there", "wxyz", "a/?", "answer me", "xxx", "no 123"])
async def test_a_flood_of_keys_arrives_whole(text):
    async with driving() as d:
        for character in text:  # as a terminal delivers a paste without brackets: no pause between
            key = (
                "space"
                if character == " "
                else {"/": "slash", "?": "question_mark"}.get(character, character)
            )
            event = events.Key(key, character)
            event.set_sender(d.app)
            d.app._driver.send_message(event)
        await d.settle()
        await d.wait(1)
        assert d.screen.composer.text == text
        assert d.commands() == []
        assert len([notice for notice in d.notices() if "looked like text" in notice]) == 1

"""Whatever goes wrong, a dialog can be left, says what it has to say in full, and the program can be quit."""

from __future__ import annotations

import builtins

import pytest

from modtui.desk.views import CategoryChoice
from modtui.tui.screens.menu import ConfirmDialog
from modtui.tui.screens.plan import PlanDialog
from modtui.tui.screens.private_chat import PrivateChat
from modtui.tui.screens.raid import RaidDialog
from modtui.tui.widgets.bars import LineBar
from tests.tui.driving import driving


def breaks(desk, name):
    async def broken(*args, **more):
        raise RuntimeError("a mistake of ours")

    setattr(desk, name, broken)


async def chat(d):
    s = d.screen
    dialog = PrivateChat(s.painter, s.settings, d.desk, 7, "Somebody", s.zone)
    d.app.push_screen(dialog)
    await d.settle()
    return dialog


async def left(d, dialog):
    await d.press("escape", "escape")
    return d.app.screen is not dialog


async def test_a_private_reply_that_cannot_be_queued_stays_and_the_chat_can_be_closed():
    async with driving() as d:
        breaks(d.desk, "reply_private")
        dialog = await chat(d)
        dialog.take_text("typed words")
        await d.settle()
        await d.press("ctrl+s")
        assert any("Something went wrong" in said for said in d.notices())
        assert dialog.editor.text == "typed words"
        assert await left(d, dialog)
        again = await chat(d)
        assert again.editor.text == "typed words"


async def test_a_private_chat_that_cannot_be_settled_can_be_closed():
    async with driving() as d:
        breaks(d.desk, "settle_private")
        dialog = await chat(d)
        await d.press("n")
        assert await left(d, dialog)


async def test_a_warning_that_cannot_be_carried_out_can_be_left():
    async with driving() as d:
        breaks(d.desk, "carry_out")
        await d.press("w")
        dialog = d.app.screen
        assert isinstance(dialog, PlanDialog)
        await d.wait(2)
        await d.press("ctrl+s")
        assert any("Something went wrong" in said for said in d.notices())
        assert await left(d, dialog)


async def test_a_clearing_that_cannot_be_carried_out_can_be_left():
    async with driving() as d:
        breaks(d.desk, "carry_out_clear")
        s = d.screen
        dialog = RaidDialog(s.painter, s.settings, d.desk, [501, 502], ["A", "B"], s.zone)
        d.app.push_screen(dialog)
        await d.settle()
        await d.wait(2)
        await d.press("y")
        assert any("Something went wrong" in said for said in d.notices())
        assert await left(d, dialog)


async def test_ctrl_s_without_words_and_o_without_older_messages_say_so():
    async with driving() as d:
        await chat(d)
        await d.press("ctrl+s")
        assert any("nothing to send yet" in said for said in d.notices())
        await d.press("o")
        assert any("no older messages" in said for said in d.notices())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_categories_of_a_warning_can_be_read_to_their_end(size):
    async with driving(size=size) as d:
        titles = ["Disrespect, off purpose or hate", "Personal data of another member"]
        choices = [
            CategoryChoice(str(n), title, "Something.", str(n)) for n, title in enumerate(titles, start=1)
        ]
        s = d.screen

        async def make(_):
            return await d.desk.plan("warn", s.queue.selected, "conduct")

        about = ("Somebody", "a line", "ltr")
        dialog = PlanDialog(
            s.painter,
            s.settings,
            d.desk,
            "warn",
            s.queue.selected,
            about,
            options=choices,
            make=make,
            title="T",
        )
        d.app.push_screen(dialog)
        await d.settle()
        region = dialog.query_one("#choices").region
        words = " ".join(
            " ".join(row[region.x + 4 : region.right] for row in d.rows()[region.y : region.bottom]).split()
        )
        for title in titles:
            assert title in words


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_confirmation_shows_its_sentences_to_the_end(size):
    async with driving(size=size) as d:
        long = "What cannot be undone is said here in so many words that no single line of a dialog holds it, to the END."
        s = d.screen
        d.app.push_screen(ConfirmDialog(s.painter, s.settings, "Sure?", [long, "Short."], "y does it"))
        await d.settle()
        shown = d.text()
        assert "to the END." in " ".join(shown.replace("│", " ").split())
        assert "Short." in shown


async def test_a_confirmation_of_more_than_the_screen_keeps_its_keys_in_sight():
    async with driving(size=(80, 24)) as d:
        s = d.screen
        many = [f"Sentence {number}." for number in range(60)]
        d.app.push_screen(ConfirmDialog(s.painter, s.settings, "Sure?", many, "y does it"))
        await d.settle()
        await d.wait(2)
        assert "y does it" in d.text()
        await d.press("down", "down")
        assert "Sentence 2." in d.text()
        assert "Sentence 0." not in d.text()


async def test_an_arabic_sentence_of_a_confirmation_stands_on_the_right():
    async with driving(bidi="terminal") as d:
        s = d.screen
        d.app.push_screen(ConfirmDialog(s.painter, s.settings, "Sure?", ["مرحبا بكم"], "y does it"))
        await d.settle()
        row = next(row for row in d.rows() if "مرحبا" in row)
        assert row.index("مرحبا") > 60


@pytest.mark.parametrize("keys", [("ctrl+q",), ("q",)])
async def test_it_can_be_quit_though_its_dialogs_are_gone(keys, monkeypatch):
    async with driving() as d:
        await d.press("1", "ctrl+s")
        assert d.desk.status().sending_count
        real = builtins.__import__

        def gone(name, *args, **more):
            if name == "modtui.tui.screens.menu":
                raise ImportError(name)
            return real(name, *args, **more)

        monkeypatch.setattr(builtins, "__import__", gone)
        await d.pilot.press(*keys)
        await d.wait(1)
        assert d.app._exit


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_outbox_names_its_keys(size):
    async with driving(size=size) as d:
        await d.press("o")
        hints = d.app.screen.query_one("#dialog-hints", LineBar)
        row = d.rows()[hints.region.y]
        for words in ("r sends it now", "c takes it back", "s skips a step", "Esc"):
            assert words in row


@pytest.mark.parametrize("later", ["call_after_refresh", "call_next"])
async def test_what_goes_wrong_after_the_drawing_is_one_sentence_and_the_program_goes_on(later):
    def broken():
        raise RuntimeError("a mistake of ours")

    async with driving() as d:
        dialog = await chat(d)
        getattr(dialog, later)(broken)
        await d.settle()
        assert any("Something went wrong" in said for said in d.notices())
        assert await left(d, dialog)
        assert d.app.is_running

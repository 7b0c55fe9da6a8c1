"""Writing in Arabic: what is seen, where the cursor goes, what is sent."""

from __future__ import annotations

from tests.tui.driving import driving


async def test_what_is_sent_is_the_original_text():
    async with driving() as d:
        await d.press("a")
        text = "مرحباً بك، رقم 211 (مجاني)"
        await d.burst(text)
        row = next(row for row in d.rows() if "211" in row and "ﻲﻧﺎﺠﻣ" in row)
        assert row.index("(") < row.index("211")  # reads from the right, brackets mirrored
        await d.press("ctrl+s")
        assert d.commands()[0][2] == text


async def test_the_cursor_steps_over_whole_characters_and_follows_the_eye():
    async with driving() as d:
        await d.press("a")
        d.screen.composer.put_text("شُكْراً")
        assert d.screen.composer.cursor_location == (0, 7)
        await d.press("right", apart=0)  # to the right is back in the text
        assert d.screen.composer.cursor_location == (0, 5)
        await d.press("right", "right", apart=0)
        assert d.screen.composer.cursor_location == (0, 2)
        await d.press("left", apart=0)
        assert d.screen.composer.cursor_location == (0, 4)


async def test_arrows_in_english_are_as_ever_and_cross_lines():
    async with driving() as d:
        await d.press("a")
        d.screen.composer.put_text("ab\n👨‍👩‍👧c")
        await d.press("left", "left", apart=0)
        assert d.screen.composer.cursor_location == (1, 0)
        await d.press("left", apart=0)
        assert d.screen.composer.cursor_location == (0, 2)
        await d.press("right", "right", apart=0)
        assert d.screen.composer.cursor_location == (1, 5)


async def test_the_count_is_telegrams():
    async with driving() as d:
        await d.press("a")
        await d.burst("ab")
        d.screen.composer.insert_text("🎉")
        await d.settle()
        assert "4/4096" in d.text()


async def test_enter_is_a_new_line_and_never_sends():
    async with driving() as d:
        await d.press("a")
        await d.burst("one\ntwo\n\nthree")
        assert d.screen.composer.text == "one\ntwo\n\nthree"
        assert d.commands() == []


async def test_a_configured_key_sends():
    async with driving(send_key="f9") as d:
        await d.press("a")
        assert "F9 sends" in d.text()
        await d.burst("hello")
        await d.press("f9")
        assert d.commands()[0][2] == "hello"

"""Writing in Arabic: what is seen, where the cursor goes, what is sent."""

from __future__ import annotations

import random
from types import SimpleNamespace

from textual import events

from modtui.text.cells import clusters
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
    async with driving(send_key="alt+s") as d:
        await d.press("a")
        assert "Alt+S sends" in d.text()
        await d.burst("hello")
        await d.press("alt+s")
        assert d.commands()[0][2] == "hello"


# ---- whatever is written: the properties of the cursor

PIECES = (
    "سلام", "شُكْراً", "لا", " ", "،", "555-0100", "+1 (613) 555-0123", "abc", "👨‍👩‍👧", "🇨🇦", "é", "e\u0301", "12", ".",
    "@omar", "https://x.example/a", "عند", "_", "(", ")",
)  # fmt: skip


def samples(seed: int, lines: int = 1) -> list[str]:
    chance = random.Random(seed)
    return [
        "\n".join("".join(chance.choices(PIECES, k=chance.randint(1, 7))) for _ in range(lines))
        for _ in range(60)
    ]


def cell_of_cursor(composer) -> tuple[int, int]:
    """The leftmost cell drawn as the cursor, and its line."""
    for y in range(composer.size.height):
        x = 0
        for segment in composer.render_line(y):
            style = segment.style
            if style is not None and style == CURSOR.get("style") and segment.cell_length:
                return x, y
            x += segment.cell_length
    raise AssertionError("no cursor is drawn")


CURSOR: dict[str, object] = {}


def learn_cursor(composer) -> None:
    """How the cursor looks: the first cell of an empty box."""
    composer.put_text("")
    CURSOR["style"] = next(iter(composer.render_line(0))).style


async def test_the_arrows_follow_the_eye_through_any_mixture():
    async with driving(size=(200, 40)) as d:
        await d.press("a")
        composer = d.screen.composer
        learn_cursor(composer)
        for text in samples(1):
            composer.put_text(text)
            for key in ("right", "left"):
                # To one edge, then cell by cell to the other: never back, never two places at once.
                for _ in range(len(text) + 2):
                    getattr(composer, f"action_cursor_{'left' if key == 'right' else 'right'}")()
                seen = [cell_of_cursor(composer)[0]]
                places = [composer.cursor_location]
                for _ in range(len(text) + 2):
                    getattr(composer, f"action_cursor_{key}")()
                    if composer.cursor_location == places[-1]:
                        break
                    seen.append(cell_of_cursor(composer)[0])
                    places.append(composer.cursor_location)
                assert seen == sorted(seen, reverse=key == "left"), (text, key, seen)
                assert len(set(places)) == len(places) == len(clusters(text)) + 1, (text, key, places)


async def test_a_click_puts_the_cursor_where_it_was_clicked():
    async with driving(size=(200, 40)) as d:
        await d.press("a")
        composer = d.screen.composer
        learn_cursor(composer)
        for text in samples(2):
            composer.put_text(text)
            left = composer.gutter.left
            for start, _ in clusters(text):
                composer.move_cursor((0, start))
                x, y = cell_of_cursor(composer)
                event = SimpleNamespace(x=x + left, y=y + composer.gutter.top)
                assert composer.get_target_document_location(event) == (0, start), (text, start, x)


async def test_backspace_and_delete_go_through_any_text_in_its_own_order():
    async with driving() as d:
        await d.press("a")
        composer = d.screen.composer
        for text in samples(3, lines=2):
            composer.put_text(text)
            while composer.text:
                before = composer.text
                composer.action_delete_left()
                assert before.startswith(composer.text), (text, composer.text)
                assert len(composer.text) < len(before)
            composer.put_text(text)
            composer.move_cursor((0, 0))
            while composer.text:
                before = composer.text
                composer.action_delete_right()
                assert before.endswith(composer.text), (text, composer.text)
                assert len(composer.text) < len(before)


async def test_word_keys_end_and_never_stop_inside_a_character():
    async with driving() as d:
        await d.press("a")
        composer = d.screen.composer
        for text in samples(4, lines=2):
            lines = text.split("\n")
            stops = {
                (row, place) for row, line in enumerate(lines) for span in clusters(line) for place in span
            }
            stops |= {(row, 0) for row in range(len(lines))}
            composer.put_text(text)
            for key in ("left", "right"):
                for _ in range(len(text) + 3):
                    getattr(composer, f"action_cursor_word_{key}")()
                    assert composer.cursor_location in stops, (text, composer.cursor_location)


async def test_backspace_takes_a_tashkeel_alone_and_an_emoji_or_a_flag_whole():
    async with driving() as d:
        await d.press("a")
        composer = d.screen.composer
        composer.put_text("شُكْ")
        await d.press("backspace", apart=0)
        assert composer.text == "شُك"
        await d.press("backspace", apart=0)
        assert composer.text == "شُ"
        composer.put_text("ok 👨‍👩‍👧🇨🇦")
        await d.press("backspace", apart=0)
        assert composer.text == "ok 👨‍👩‍👧"
        await d.press("backspace", apart=0)
        assert composer.text == "ok "
        composer.put_text("شُكْ")
        composer.move_cursor((0, 0))
        await d.press("delete", apart=0)
        assert composer.text == "كْ"


async def test_a_phone_number_in_arabic_is_edited_as_it_reads():
    async with driving() as d:
        await d.press("a")
        composer = d.screen.composer
        composer.put_text("اتصل 555-0100 الآن")
        composer.move_cursor((0, 5))  # on the first 5
        await d.press("right", apart=0)
        assert composer.cursor_location == (0, 6)  # right in the number is on in the number
        await d.press("left", "left", apart=0)
        assert composer.cursor_location == (0, 13)  # left of it the sentence goes on
        await d.press("backspace", apart=0)
        assert composer.text == "اتصل 555-010 الآن"


async def test_a_paste_of_several_lines_replaces_what_is_selected_and_can_be_undone():
    async with driving() as d:
        await d.press("a")
        composer = d.screen.composer
        composer.put_text("one two")
        await d.press("ctrl+shift+left", apart=0)
        composer.post_message(events.Paste("اثنان\nthree\x1b[31m\u202e"))
        await d.settle()
        assert composer.text == "one اثنان\nthree␛[31m⇦"
        await d.press("ctrl+z", apart=0)
        assert composer.text == "one two"
        await d.press("ctrl+y", apart=0)
        assert composer.text.startswith("one اثنان\n")


async def test_a_selection_by_keys_is_of_whole_characters_in_the_text_order():
    async with driving() as d:
        await d.press("a")
        composer = d.screen.composer
        composer.put_text("شُكْراً جزيلاً")
        await d.press("home", "shift+left", "shift+left", apart=0)
        assert composer.selected_text == "شُكْ"
        await d.press("shift+end", apart=0)
        assert composer.selected_text == "شُكْراً جزيلاً"
        await d.press("right", apart=0)
        assert composer.cursor_location == (0, 0)  # the right end of what was selected is where it begins


async def test_a_long_arabic_line_is_one_paragraph_whatever_its_rows_begin_with():
    async with driving(size=(100, 30)) as d:
        await d.press("a")
        composer = d.screen.composer
        composer.put_text("مرحبا " * 14 + "Ontario Works 555-0100 ثم " + "شكرا " * 6)
        rows = [composer.render_line(y).text for y in range(composer.wrapped_document.height)]
        assert all(row.startswith(" ") for row in rows if len(row.strip()) < composer.size.width - 1)
        for y in range(len(rows)):
            event = SimpleNamespace(x=composer.gutter.left + composer.size.width - 1, y=y)
            row, column = composer.get_target_document_location(event)
            edges = [0, *composer.wrapped_document.get_offsets(0), len(composer.text)]
            assert row == 0
            assert edges[y] <= column < edges[y + 1]


async def test_ctrl_home_and_ctrl_end_go_to_the_ends_of_the_whole_text():
    async with driving() as d:
        await d.press("a")
        d.screen.composer.put_text("one\nاثنان\nthree")
        await d.press("ctrl+home", apart=0)
        assert d.screen.composer.cursor_location == (0, 0)
        await d.press("ctrl+end", apart=0)
        assert d.screen.composer.cursor_location == (2, 5)
        await d.press("ctrl+shift+home", apart=0)
        assert d.screen.composer.selected_text == "one\nاثنان\nthree"

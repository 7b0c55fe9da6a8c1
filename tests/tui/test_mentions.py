"""Completing a mention: members by a few letters in any language, by keys and by mouse, and what is sent."""

from __future__ import annotations

from modtui.domain.formatting import Entity, Look, parse
from tests.tui.driving import driving


def listed(d) -> list[str]:
    """The rows of the open list."""
    if not d.screen.composer.completing:
        return []
    shown = d.screen.query_one("#mentions")
    return [shown.render_line(y).text.strip() for y in range(shown.size.height)]


async def test_an_arabic_name_without_its_marks_is_found_and_mentioned_by_id():
    async with driving() as d:
        await d.press("a")
        await d.burst("مرحباً @ام")
        await d.until(lambda: listed(d))
        (row,) = listed(d)
        assert "ﻲﺒﻠﺤﻟﺍ" in row  # right to left, joined
        await d.press("enter")
        composer = d.screen.composer
        assert composer.text == "مرحباً [أمّ يوسف الحلبي](tg://user?id=501) "
        assert not listed(d)
        await d.press("ctrl+s")
        command = d.commands()[0]
        assert command[2] == "مرحباً أمّ يوسف الحلبي"
        assert d.desk.more_of_reply["entities"] == (
            Entity(Look.MENTION, len("مرحباً "), len("أمّ يوسف الحلبي"), user_id=501),
        )


async def test_the_list_narrows_as_one_types_and_a_user_name_is_written_as_such():
    async with driving() as d:
        await d.press("a")
        await d.burst("@")
        await d.until(lambda: len(listed(d)) == 3)
        await d.burst("o")
        await d.until(lambda: len(listed(d)) == 2)
        await d.press("down", "tab", apart=0)
        await d.settle()
        assert d.screen.composer.text == "@olena_s "
        await d.burst("x")
        assert d.screen.composer.text == "@olena_s x"


async def test_brackets_in_a_name_break_nothing():
    async with driving() as d:
        await d.press("a")
        await d.burst("@omar")
        await d.until(lambda: listed(d))
        await d.press("enter")
        formatted = parse(d.screen.composer.text)
        assert formatted.text == "Omar [Sample] "
        assert [e.user_id for e in formatted.entities] == [502]


async def test_escape_puts_the_list_away_and_not_the_reply_and_enter_is_a_new_line_again():
    async with driving() as d:
        await d.press("a")
        await d.burst("@o")
        await d.until(lambda: listed(d))
        await d.press("escape")
        assert not listed(d)
        assert d.screen.pane == "composer"
        await d.burst("m")
        assert not listed(d)
        await d.press("enter")
        assert d.screen.composer.text == "@om\n"
        await d.press("escape")
        assert d.screen.pane == "queue"


async def test_moving_away_puts_the_list_away():
    async with driving() as d:
        await d.press("a")
        await d.burst("hello @o")
        await d.until(lambda: listed(d))
        await d.press("home", apart=0)
        await d.settle()
        assert not listed(d)


async def test_an_address_and_an_unknown_name_open_nothing():
    async with driving() as d:
        await d.press("a")
        await d.burst("write to me@o")
        assert not listed(d)
        await d.burst("\n@zzz")
        assert not listed(d)

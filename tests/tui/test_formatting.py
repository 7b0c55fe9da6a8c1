"""Bold, italic, links: the keys, the preview, what is sent, what the feed shows of others' messages."""

from __future__ import annotations

from modtui.desk.views import FilledSnippet
from modtui.domain.formatting import Entity, Look, parse
from modtui.domain.inquiry_states import ReplyKind
from modtui.tui.looks import host_of
from tests.tui.driving import driving
from tests.tui.test_media_keys import on_last

BOX = "مرحبا **بك** في [المركز](https://centre.example/ar)"


def styles_of(d, words):
    """The styles of the first segment that shows these words."""
    for strip in d.app.screen._compositor.render_strips():
        for segment in strip:
            if words in segment.text:
                return segment.style
    raise AssertionError(f"{words!r} is not on the screen")


async def test_what_is_sent_is_the_text_with_its_looks_and_the_count_is_of_what_members_see():
    async with driving() as d:
        await d.press("a")
        d.screen.composer.put_text("**now** [here](https://x.example)")
        await d.press("end", apart=0)
        d.screen.show_composer_title()
        await d.settle()
        assert "8/4096" in d.text()
        await d.press("ctrl+s")
        command = d.commands()[0]
        assert command[2] == "now here"
        assert d.desk.more_of_reply["entities"] == parse("**now** [here](https://x.example)").entities


async def test_the_keys_wrap_the_selection_and_take_it_off_again():
    async with driving() as d:
        await d.press("a")
        composer = d.screen.composer
        await d.burst("one two")
        await d.press("ctrl+shift+left", "ctrl+b", apart=0)
        assert composer.text == "one **two**"
        assert composer.selected_text == "two"
        await d.press("f2", apart=0)
        assert composer.text == "one **__two__**"
        await d.press("f2", "ctrl+b", apart=0)
        assert composer.text == "one two"
        await d.press("ctrl+k", apart=0)
        assert composer.text == "one [two](https://)"
        assert composer.selected_text == "https://"
        await d.press("ctrl+z", apart=0)
        assert composer.text == "one two"


async def test_without_a_selection_the_cursor_stands_between_the_signs_and_an_address_becomes_a_link():
    async with driving() as d:
        await d.press("a")
        composer = d.screen.composer
        await d.press("ctrl+b", apart=0)
        assert (composer.text, composer.cursor_location) == ("****", (0, 2))
        composer.put_text("https://x.example/a")
        composer.select_all()
        await d.press("ctrl+k", apart=0)
        assert (composer.text, composer.cursor_location) == ("[](https://x.example/a)", (0, 1))


async def test_the_preview_shows_exactly_what_members_will_see():
    async with driving() as d:
        await d.press("a")
        d.screen.composer.put_text("**Open** today, [the form](https://user@evil.example/pay)")
        await d.press("f5")
        text = d.text()
        assert "Open today, the form" in text
        assert "evil.example · https://user@evil.example/pay" in text
        assert styles_of(d, "Open").bold
        assert styles_of(d, "the form").underline
        await d.press("escape")
        assert d.screen.composer.text.startswith("**Open**")
        assert d.screen.pane == "composer"


async def test_received_formatting_is_shown_and_no_link_hides_where_it_leads():
    async with driving() as d:
        d.desk.arrives(
            "Sara",
            "Click google.example now, bold words",
            looks=(
                Entity(Look.LINK, 6, 14, "https://evil.example/x"),
                Entity(Look.BOLD, 26, 4),
                Entity(Look.ITALIC, 31, 5),
            ),
        )
        await d.settle()
        await d.until(lambda: "↗ evil.example" in d.text())
        assert styles_of(d, "google.example").underline
        assert styles_of(d, "bold").bold
        assert styles_of(d, "words").italic
        assert not styles_of(d, "now").bold


async def test_arabic_keeps_its_order_and_its_looks():
    async with driving() as d:
        formatted = parse(BOX)
        d.desk.arrives("سارة", formatted.text, looks=formatted.entities)
        await d.until(lambda: "centre.example" in d.text())
        assert styles_of(d, "ﻚﺑ").bold
        assert styles_of(d, "ﺰﻛﺮﻤﻟﺍ").underline


async def test_changing_ones_own_post_begins_with_its_signs():
    async with driving() as d:
        d.desk.arrives("You", "at 5", own=True, looks=parse("at **5**").entities)
        await d.settle()
        await on_last(d)
        await d.press("ctrl+e")
        assert "at **5**" in d.text()
        await d.press("end", apart=0)
        await d.burst(" pm")
        await d.press("ctrl+s")
        assert d.commands()[-1][0] == "edit_post"
        assert d.commands()[-1][2:] == ("at 5 pm", parse("at **5** pm").entities)


async def test_a_snippets_text_is_meant_as_it_stands():
    async with driving() as d:
        await d.press("a")
        filled = FilledSnippet(
            snippet_id="s", language="en", text="form **A** and ____", reply_kind=ReplyKind.INFORMATION
        )
        d.screen.composer.insert_snippet(filled)
        assert parse(d.screen.composer.text).text == "form **A** and ____"


def test_the_host_is_where_the_address_really_leads():
    assert host_of("https://bank.example@evil.example/x") == "evil.example"
    assert host_of("https://xn--e1afmkfd.example") == "xn--e1afmkfd.example"
    assert host_of("https://аррle.example").startswith("xn--")
    assert host_of("https://[") == "?"

"""Addresses and phone numbers are marked where they stand; a link behind words says where it leads, in words too."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.desk.views import FeedItem
from modtui.domain.formatting import Entity, Look
from modtui.domain.messages import Media, MediaKind, Role
from modtui.text.direction import BidiMode, base_direction
from modtui.tui.feed_lines import FeedLayout, feed_height, feed_lines
from modtui.tui.looks import bare_looks
from modtui.tui.paint import Painter
from modtui.tui.plain.feed import plain_lines
from modtui.tui.plain.painter import PlainPainter
from tests.tui.driving import driving

LAYOUT = FeedLayout(76, UTC, date(2026, 10, 14))
PAINTER = Painter(BidiMode.VISUAL)
MEASURER = Painter(BidiMode.VISUAL, ordered=False)


def said(text: str, **fields) -> FeedItem:
    return FeedItem(
        1,
        5,
        "Amal",
        Role.MEMBER,
        datetime(2026, 10, 14, 12, tzinfo=UTC),
        text,
        base_direction(text),
        **fields,
    )


def marked(text: str) -> list[str]:
    return [each.url for each in bare_looks(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a?b=1, then call", ["https://example.org/a?b=1"]),
        ("(www.example.org/x)", ["www.example.org/x"]),
        ("write to office.example.ca.", ["office.example.ca"]),
        ("call 613-555-0199 or +1 (613) 555 0188!", ["613-555-0199", "+1 (613) 555 0188"]),
        ("اتصل ٦١٣-٥٥٥-٠١٩٩ الآن", ["٦١٣-٥٥٥-٠١٩٩"]),
        ("on 2026-10-14 at 10.30, room 12, 911", []),
        ("pay $1,200.00 or 1,250,000.50 with 4111 1111 1111 1111, then call 613-555-0199", ["613-555-0199"]),
        ("06.12.34.56.78", ["06.12.34.56.78"]),
        ("etc... no link.here 3.14", []),
    ],
)
def test_what_is_marked(text, found):
    assert marked(text) == found


def underlined(item: FeedItem) -> str:
    lines = feed_lines(item, None, LAYOUT, PAINTER)
    return "".join(text for line in lines for text, role in line if role == "look-l")


def test_an_address_and_a_number_are_underlined_in_the_feed():
    assert underlined(said("see example.org/form or 613-555-0199 soon")) == "example.org/form613-555-0199"
    assert underlined(said("nothing. here")) == ""
    assert underlined(said("example.org", deleted_at=datetime(2026, 10, 14, 13, tzinfo=UTC))) == ""


@given(st.text(st.sampled_from("ab. 613-55019٩/:gorexampl()\nمhtpsw"), max_size=160), st.booleans())
def test_marks_change_no_height(text, edited):
    item = said(text, edited_at=datetime(2026, 10, 14, 13, tzinfo=UTC) if edited else None)
    assert feed_height(item, None, LAYOUT, MEASURER) == len(feed_lines(item, None, LAYOUT, PAINTER))


def test_in_the_plain_mode_a_link_behind_words_says_where_it_leads():
    text = "official form"
    item = said(text, looks=(Entity(Look.LINK, 0, len(text), "https://evil.example/x"),))
    words = "\n".join(
        span for line in plain_lines(item, None, LAYOUT, PlainPainter("auto")) for span, _ in line
    )
    assert "evil.example" in words


def test_an_address_in_letters_that_pass_for_others_says_where_it_leads():
    item = said(
        "sign in at https://\u0430pple.com/id, or b\u00fccher.org, or example.org or \u0666\u0661\u0663-555-0199"
    )
    for lines in (
        feed_lines(item, None, LAYOUT, PAINTER),
        plain_lines(item, None, LAYOUT, PlainPainter("auto")),
    ):
        words = "\n".join("".join(span for span, _ in line) for line in lines)
        assert "xn--pple-43d.com" in words
        assert "xn--bcher-kva.org" in words
        assert words.count("↗") == 2
    assert feed_height(item, None, LAYOUT, MEASURER) == len(feed_lines(item, None, LAYOUT, PAINTER))
    many = said(" ".join(f"\u0430{number}.com" for number in range(300)))
    assert sum("↗" in span for line in feed_lines(many, None, LAYOUT, PAINTER) for span, _ in line) == 5


def test_a_picture_of_an_album_says_so():
    item = said("", media=Media(MediaKind.PHOTO), album_id=7, album=(3, 4))
    for lines in (
        feed_lines(item, None, LAYOUT, PAINTER),
        plain_lines(item, None, LAYOUT, PlainPainter("auto")),
    ):
        assert "album, 3 of 4" in "".join(text for line in lines for text, _ in line)
    assert feed_height(item, None, LAYOUT, MEASURER) == len(feed_lines(item, None, LAYOUT, PAINTER))


async def test_marking_never_reaches_what_is_edited_or_sent():
    async with driving() as driver:
        driver.desk.arrives("You", "see example.org/form", own=True)
        await driver.settle()
        driver.screen.set_focus(driver.screen.feed)
        driver.screen.feed.select(driver.desk.items[-1].message_id)
        assert driver.screen.feed.item is not None
        assert driver.screen.feed.item.looks == ()

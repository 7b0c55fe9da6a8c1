"""Notices: each sentence stands once, and they stand together, with no line of what is below between them."""

from __future__ import annotations

import pytest

from tests.tui.driving import driving


async def test_a_sentence_said_again_stands_once():
    async with driving(size=(80, 24)) as d:
        for _ in range(4):
            d.app.tell("That is no day.")
            await d.settle()
        assert sum("That is no day." in row for row in d.rows()) == 1
        assert d.notices().count("That is no day.") == 1


@pytest.mark.parametrize("bidi", ["visual", "terminal"])
async def test_nothing_shows_through_between_two_sentences(bidi):
    async with driving(size=(80, 24), bidi=bidi) as d:
        d.app.tell("The first sentence.")
        d.app.tell("The second sentence.")
        await d.settle()
        rows = d.rows()
        first, second = (
            next(n for n, row in enumerate(rows) if f"The {word} " in row) for word in ("first", "second")
        )
        assert second == first + 1

"""Cutting a long text: whatever it holds, every message fits and nothing but white space at the cuts is gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.formatting import Entity, Formatted, Look, normalised, parse, utf16_length, utf16_places
from modtui.domain.splitting import LIMIT, split
from modtui.text.cells import clusters

PIECES = [
    "word ",
    "كلمة ",
    "شُكْراً",
    "👨‍👩‍👧",
    "🇨🇦",
    ". ",
    "؟ ",
    "\n",
    "\n\n",
    "  ",
    "x" * 30,
    "e\u0301",
    "line\n",
]


@st.composite
def texts(draw):
    text = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40)))
    length = utf16_length(text)
    entities = []
    for look in draw(st.lists(st.sampled_from([Look.BOLD, Look.ITALIC, Look.LINK]), max_size=3)):
        first = draw(st.integers(0, length))
        url = "https://x.example" if look is Look.LINK else ""
        entities.append(Entity(look, first, draw(st.integers(0, 25)), url))
    return Formatted(text, normalised(text, entities))


def looks_of(formatted: Formatted) -> list[tuple[str, frozenset]]:
    """Each character that is no white space, and how it looks."""
    places = utf16_places(formatted.text)
    return [
        (char, frozenset((e.look, e.url) for e in formatted.entities if e.offset <= place < e.end))
        for char, place in zip(formatted.text, places, strict=False)
        if not char.isspace()
    ]


@given(texts(), st.integers(8, 60))
def test_every_part_fits_and_nothing_is_lost_or_looks_different(formatted, limit):
    parts = split(formatted, limit)
    assert all(0 < utf16_length(part.text) <= limit for part in parts) or not formatted.text.strip()
    assert [one for part in parts for one in looks_of(part)] == looks_of(formatted)
    assert len(parts) == 1 or all(part.text == part.text.strip() for part in parts)


@given(texts(), st.integers(24, 60))
def test_no_cut_goes_through_a_character_or_a_link(formatted, limit):
    parts = split(formatted, limit)
    if len(parts) == 1:
        return
    at, cuts = 0, []
    for part in parts[:-1]:
        at = formatted.text.index(part.text, at) + len(part.text)
        cuts.append(at)
    edges = {end for _, end in clusters(formatted.text)}
    assert set(cuts) <= edges
    places = utf16_places(formatted.text)
    for link in (e for e in formatted.entities if e.look is Look.LINK and e.length <= limit // 2):
        assert not any(link.offset < places[cut] < link.end for cut in cuts)


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("one two.\n\nthree four", 12, ["one two.", "three four"]),
        ("aaa bbb ccc.\nddd eee fff", 16, ["aaa bbb ccc.", "ddd eee fff"]),
        ("First here. Then this one.", 20, ["First here.", "Then this one."]),
        ("هل وصلت؟ نعم وصلت اليوم", 14, ["هل وصلت؟", "نعم وصلت اليوم"]),
        ("alpha beta gamma", 12, ["alpha beta", "gamma"]),
        ("🎉" * 5, 6, ["🎉🎉🎉", "🎉🎉"]),
        ("x" * 10, 4, ["xxxx", "xxxx", "xx"]),
        ("a\n\n" + "b" * 20, 21, ["a", "b" * 20]),
    ],
)
def test_where_it_is_cut(text, limit, parts):
    assert [part.text for part in split(Formatted(text), limit)] == parts


def test_a_bold_passage_goes_on_and_a_link_stays_whole():
    typed = parse("**aaa bbb ccc ddd** [the link](https://x.example) e")
    first, second, third = split(typed, 10)
    assert (first.text, second.text, third.text) == ("aaa bbb", "ccc ddd", "the link e")
    assert (first.entities, second.entities) == ((Entity(Look.BOLD, 0, 7),), (Entity(Look.BOLD, 0, 7),))
    assert third.entities == (Entity(Look.LINK, 0, 8, "https://x.example"),)


def test_a_text_that_fits_is_left_alone_to_the_last_code_unit():
    assert len(split(Formatted("x" * LIMIT))) == 1
    assert len(split(Formatted("🎉" * (LIMIT // 2)))) == 1
    assert [utf16_length(part.text) for part in split(Formatted("🎉" * (LIMIT // 2) + "x"))] == [LIMIT, 1]


def test_very_many_entities_and_very_many_parts_are_cut_in_one_pass():
    # Each place held against each entity, these would take minutes.
    words = "[b](https://x.example) c " * 100_000
    typed = Formatted(parse(words).text, (Entity(Look.BOLD, 0, 400_000 - 1), *parse(words).entities))
    parts = split(typed)
    assert len(parts) == 98
    assert sum(len(part.entities) for part in parts) == 100_000 + len(parts)
    assert len(split(Formatted("\n" * 2_000_000 + "x y " * 1500, typed.entities))) == 2

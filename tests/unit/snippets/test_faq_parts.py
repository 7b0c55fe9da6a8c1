"""Questions and answers as posts that Telegram takes whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.snippets.faq import Entry, cut, faq_parts, heading, units


def test_a_short_one_is_one_post_with_its_heading():
    (post,) = faq_parts(
        heading("en"), [Entry("Health card", "Go there."), Entry("School", "Register early.")]
    )
    assert post == ("Frequently asked questions\n\n▪ Health card\nGo there.\n\n▪ School\nRegister early.")


def test_a_long_one_is_cut_between_entries_and_its_posts_are_numbered():
    entries = [Entry(f"Question {n}", "x" * 1500) for n in range(5)]
    posts = faq_parts(heading("en"), entries)
    assert [post.split("\n", 1)[0] for post in posts] == [f"{heading('en')} {n}/3" for n in (1, 2, 3)]
    assert "\n".join(posts).count("▪") == 5


def test_an_entry_longer_than_a_post_is_cut_between_its_words():
    words = " ".join(["word"] * 2000)
    posts = faq_parts("FAQ", [Entry("Long", words)])
    assert len(posts) == 3
    assert "".join(posts).count("word") == 2000


def test_nothing_makes_no_post_and_a_heading_without_room_is_a_mistake():
    assert faq_parts("FAQ", []) == ()
    with pytest.raises(ValueError, match="no room"):
        faq_parts("x" * 4096, [Entry("a", "b")])


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=30), st.text(max_size=900)), min_size=1, max_size=8),
    st.integers(200, 1000),
)
def test_every_post_fits_and_nothing_is_lost(said, most):
    entries = [Entry(title.strip() or "?", text) for title, text in said]
    posts = faq_parts("FAQ", entries, most)
    assert all(units(post) <= most for post in posts)
    kept = "".join("".join(posts).split())
    for entry in entries:
        for word in entry.title.split():
            assert units(word) > most // 2 or word in kept


@given(st.text(alphabet="ab \n\N{GRINNING FACE}", max_size=300), st.integers(2, 50))
def test_cutting_loses_blanks_only_and_halves_no_character(text, most):
    pieces = cut(text.strip(), most)
    assert all(units(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())

"""What is typed for bold, italic, links and mentions, and what becomes of everything that only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.formatting import (
    Entity,
    Formatted,
    Look,
    faithful,
    normalised,
    parse,
    plain,
    render,
    trimmed,
    utf16_length,
)


def shown(typed: str) -> list[tuple[str, str]]:
    """(look, the words it covers), read off the UTF-16 code units as Telegram does."""
    formatted = parse(typed)
    raw = formatted.text.encode("utf-16-le")
    return [(e.look.value, raw[2 * e.offset : 2 * e.end].decode("utf-16-le")) for e in formatted.entities]


@pytest.mark.parametrize(
    ("typed", "text", "looks"),
    [
        ("**bold** and __italic__", "bold and italic", [("bold", "bold"), ("italic", "italic")]),
        ("🇨🇦 **مرحباً 🎉** x", "🇨🇦 مرحباً 🎉 x", [("bold", "مرحباً 🎉")]),
        ("و**كلمة** هنا", "وكلمة هنا", [("bold", "كلمة")]),
        ("**a __b__ c**", "a b c", [("bold", "a b c"), ("italic", "b")]),
        ("[the form](https://x.org/a_(b)?q=1)", "the form", [("link", "the form")]),
        ("[**now**](https://x.org)", "now", [("bold", "now"), ("link", "now")]),
        ("**[x](https://x.org) y**", "x y", [("bold", "x y"), ("link", "x")]),
        ("hi [أم يوسف](tg://user?id=77)!", "hi أم يوسف!", [("mention", "أم يوسف")]),
        (r"\*\*stars\*\*", "**stars**", []),
        (r"\[not](https://x.org)", "[not](https://x.org)", []),
        ("**never closed", "**never closed", []),
        ("** not bold **", "** not bold **", []),
        ("2 ** 3 ** 4", "2 ** 3 ** 4", []),
        ("2**3**4 = 4096", "2**3**4 = 4096", []),
        ("call **613**-555 or re**do** it", "call 613-555 or redo it", [("bold", "613"), ("bold", "do")]),
        ("name: ______ date: ____", "name: ______ date: ____", []),
        ("see https://x.org/__init__.py now", "see https://x.org/__init__.py now", []),
        ("snake__case__name", "snake__case__name", []),
        ("**one\n\ntwo**", "**one\n\ntwo**", []),
        ("**one\ntwo**", "one\ntwo", [("bold", "one\ntwo")]),
        ("**a __b** c__", "a __b c__", [("bold", "a __b")]),
        ("[x](javascript:alert)", "[x](javascript:alert)", []),
        ("[x](http://a b)", "[x](http://a b)", []),
        (r"C:\new\(folder)\\server", r"C:\new\(folder)\\server", []),
        ("****", "****", []),
        ("Dear {first_name|friend}", "Dear {first_name|friend}", []),
    ],
)  # fmt: skip
def test_what_is_typed_and_what_members_see(typed, text, looks):
    assert parse(typed).text == text
    assert sorted(shown(typed)) == sorted(looks)


def test_a_link_and_a_mention_know_where_they_lead():
    link, mention = parse("[a](https://x.org/?q=(1)) [b](tg://user?id=42)").entities
    assert link.url == "https://x.org/?q=(1)"
    assert (mention.user_id, mention.url) == (42, "")


SIGNS = st.text(st.sampled_from("ab *_[]()\\\nش🎉ً.h:/"), max_size=40)


@given(SIGNS)
def test_any_text_can_be_typed_so_that_it_stays_as_it_is(text):
    assert parse(plain(text)) == Formatted(text)


@given(st.text(max_size=60))
def test_text_without_signs_is_never_touched(text):
    typed = text.replace("*", "").replace("_", "").replace("\\", "").replace("](", "")
    assert parse(typed) == Formatted(typed)


@given(SIGNS)
def test_reading_never_fails_and_entities_lie_inside_the_text(typed):
    found = parse(typed)
    for entity in found.entities:
        assert 0 <= entity.offset < entity.end <= utf16_length(found.text)
        covered = found.text.encode("utf-16-le")[2 * entity.offset : 2 * entity.end].decode("utf-16-le")
        assert covered == covered.strip() != ""


WORDS = st.lists(
    st.sampled_from(["مرحباً", "a", "🎉", "x*y", "_", "\\", "[z]", "**", "بك."]), min_size=1, max_size=8
)


@st.composite
def formatted(draw):
    """Nested entities over whole words, as an edit of one's own post meets them."""
    words = draw(WORDS)
    text = " ".join(words)
    starts = [utf16_length(" ".join(words[:n]) + (" " if n else "")) for n in range(len(words))]
    entities = []
    for look in draw(
        st.lists(st.sampled_from([Look.BOLD, Look.ITALIC, Look.LINK, Look.MENTION]), max_size=3, unique=True)
    ):
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first, len(words) - 1))
        length = starts[last] + utf16_length(words[last]) - starts[first]
        url = "https://x.org/a_b" if look is Look.LINK else ""
        entities.append(Entity(look, starts[first], length, url, 9 if look is Look.MENTION else 0))
    return Formatted(text, normalised(text, entities))


def crossing(entities):
    return any(a.offset < b.offset < a.end < b.end for a in entities for b in entities)


@given(formatted())
def test_a_formatted_text_can_be_taken_back_into_the_box_and_sent_again(given_text):
    links = [e for e in given_text.entities if e.look in (Look.LINK, Look.MENTION)]
    inside = len(links) == 2 and links[0].end > links[1].offset
    again = parse(render(given_text))
    if crossing(given_text.entities) or inside:
        assert faithful(given_text) == (again == given_text)
    else:
        assert again == given_text


def test_what_cannot_be_typed_is_known():
    assert faithful(parse("**a** __b__"))
    assert not faithful(Formatted("abc", (Entity(Look.STRIKE, 0, 3),)))
    assert not faithful(Formatted("abcdef", (Entity(Look.BOLD, 0, 4), Entity(Look.ITALIC, 2, 4))))


def test_trimming_moves_the_entities():
    found = parse("\n  🎉 **x** ")
    assert trimmed(found.text, found.entities) == Formatted("🎉 x", (Entity(Look.BOLD, 3, 1),))


@pytest.mark.parametrize("link", ["", "](https://x.example)", "](https://x.example", "](https://(", "] (x)"])
@pytest.mark.parametrize(
    "sign", ["\\*", "\\_", "\\[", "\\]", "\\", "**", "[", "](", "__ ", "( ", "[a](https://b"]
)
def test_no_text_of_signs_takes_longer_than_its_length_asks_for(sign, link):
    # Tried in every way there is, the shortest of these would not be done in the life of the universe.
    typed = "[" + sign * 4000 + link
    again = parse(plain(typed))
    assert again == Formatted(typed)
    parse(render(parse(typed)))


@pytest.mark.parametrize(
    "typed",
    [
        "[a](https://x.y)**[b](https://x.y) and more**",
        "__one [two](https://x.y)__[three](https://x.y) four",
    ],
)
def test_a_link_that_touches_its_twin_and_is_crossed_loses_no_look(typed):
    written = parse(typed)
    again = parse(render(written))
    assert again.text == written.text
    blanks = {place for place, char in enumerate(written.text) if char.isspace()}

    def looks(formatted):
        return {(place, e.look, e.url) for e in formatted.entities for place in range(e.offset, e.end)}

    assert {one for one in looks(written) if one[0] not in blanks} <= looks(again) <= looks(written)

"""Finding messages: what is typed, and what it matches."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.find import (
    FindError,
    FindQuery,
    _variants,
    has_link,
    has_phone,
    index_terms,
    match_spans,
    parse_find,
    query_forms,
)
from modtui.text.fold import fold, prefix_variants

TORONTO = ZoneInfo("America/Toronto")
TODAY = date(2026, 10, 14)


def parsed(typed):
    return parse_find(typed, TORONTO, TODAY)


def marked(typed, text):
    """What of the text is highlighted; None where it is not found."""
    spans = match_spans(parsed(typed), text)
    return None if spans is None else [text[a:b] for a, b in spans]


def test_words_phrases_and_filters_are_told_apart():
    query = parsed('health from:"Omar Sample" "health card" has:voice is:inquiry before:2026-10-01')
    assert query.words == ("health",)
    assert query.phrases == (("health", "card"),)
    assert query.senders == ("Omar Sample",)
    assert query.has == {"voice"}
    assert query.traits == {"inquiry"}
    assert query.before == datetime(2026, 10, 1, 4, tzinfo=UTC)  # midnight in Toronto


def test_days_are_days_of_the_services_zone():
    query = parsed("after:2026-10-01 before:2026-11")
    assert (query.after, query.before) == (
        datetime(2026, 10, 1, 4, tzinfo=UTC),
        datetime(2026, 11, 1, 4, tzinfo=UTC),
    )
    day = parsed("on:yesterday")
    assert (day.after, day.before) == (
        datetime(2026, 10, 13, 4, tzinfo=UTC),
        datetime(2026, 10, 14, 4, tzinfo=UTC),
    )
    assert parsed("on:٢٠٢٦-١٠-١٣") == day


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a word"),
        ("  ...  ", "Type a word"),
        ("form:omar", "did you mean from:"),
        ("colour:red", "There is no filter colour:"),
        ("from:", "name, an @username"),
        ("before:soon", "is no day"),
        ("on:2026-02-30", "is no day"),
        ("after:0001-01-01", "is no day"),
        ("has:cheese", "has:cheese means nothing here"),
        ("is:green", "is:green means nothing here"),
        ("before:2026-01-01 after:2026-02-01", "both before and after"),
    ],
)
def test_what_cannot_be_understood_gives_one_sentence(typed, said):
    with pytest.raises(FindError, match=said) as caught:
        parsed(typed)
    assert str(caught.value).endswith(".")


def test_addresses_and_hours_are_words_and_no_filters():
    assert parsed("https://example.org/x").words == ("https", "example", "org", "x")
    assert parsed("10:30").words == ("10", "30")
    assert parsed('"form:omar"').phrases == (("form", "omar"),)


def test_a_word_is_the_beginning_of_a_word_in_any_spelling():
    assert marked("HEAL card", "A Health-card?") == ["Heal", "card"]
    assert marked("eleve", "Élève absent") == ["Élève"]
    assert marked("card", "discard") is None
    assert marked("health card", "health") is None


def test_arabic_is_found_with_and_without_article_tashkeel_and_hamza():
    for typed in ("بطاقة", "البطاقة", "بطاقه"):
        assert marked(typed, "وين البطاقة؟") == ["بطاقة"] or marked(typed, "وين البطاقة؟") == ["البطاقة"]
    assert marked("مدرسة", "المَدْرَسَةُ قريبة") == ["مَدْرَسَةُ"]
    assert marked("اقامة", "الإقامة") == ["إقامة"]
    assert marked("٦١٣", "call 613 555") == ["613"]


def test_quoted_words_stand_side_by_side_exactly():
    assert marked('"health card"', "my Health  card, please") == ["Health  card"]
    assert marked('"health card"', "card health") is None
    assert marked('"health car"', "health card") is None
    assert marked('"بطاقة الصحة"', "وين بطاقة الصحة") == ["بطاقة الصحة"]


def test_links_and_phone_numbers_are_recognised():
    assert all(map(has_link, ("see https://example.org/a", "www.example.org", "t.me/sample", "example.ca")))
    assert not any(map(has_link, ("no link. here", "etc...", "10.30")))
    assert all(map(has_phone, ("613-555-0199", "+1 (613) 555 0199", "٦١٣٥٥٥٠١٩٩")))
    assert not any(map(has_phone, ("2026-10", "room 12", "id 123456789012345678901")))


WORDS = st.text(st.sampled_from("aéÉ بتاألإة1 ,-ـَ\u200dx"), max_size=12)


@given(st.lists(WORDS, max_size=6).map(" ".join), WORDS)
def test_the_index_never_hides_what_would_match(text, typed):
    """Whatever matches is found through the index too, and highlights lie inside the text."""
    try:
        query = parsed(typed)
    except FindError:
        return
    spans = match_spans(query, text)
    if spans is None:
        return
    terms = index_terms(text)
    for word in query.every_word:
        assert any(term.startswith(form) for term in terms for form in query_forms(word))
    for start, end in spans:
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=40))
def test_anything_may_be_typed(typed):
    try:
        said = parsed(typed)
    except FindError as error:
        said = str(error)
    assert isinstance(said, FindQuery) or said.endswith((".", ")")) or "in quotes" in said


@given(st.text(alphabet="والبكل سنةab19 -", max_size=40))
def test_each_word_is_indexed_under_all_its_forms(text):
    words = re.findall(r"[^\W_]+", fold(text))
    assert index_terms(text) == list(dict.fromkeys(form for word in words for form in prefix_variants(word)))


def test_numbers_and_latin_words_are_not_remembered():
    """They have no other form, and a group never runs out of new numbers: a desk that runs for weeks would only grow."""
    index_terms("والسلام 2026")
    before = _variants.cache_info().currsize
    for number in range(500):
        index_terms(f"والسلام flat {number} for rent-{number}")
    assert _variants.cache_info().currsize == before

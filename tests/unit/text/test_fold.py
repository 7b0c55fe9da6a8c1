"""Spellings that a searcher takes for the same word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.text.arabizi import arabic_key, arabizi_to_arabic_keys, skeleton
from modtui.text.fold import (
    fold,
    fold_with_map,
    fold_words,
    original_span,
    prefix_variants,
    strip_arabic_prefix,
)

ANY = st.text(st.characters(codec=None), max_size=40)


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_the_map_goes_with_the_folded_text(text: str) -> None:
    folded, origin = fold_with_map(text)
    assert folded == fold(text)
    assert len(origin) == len(folded) + 1
    assert origin[-1] == len(text)
    assert origin == sorted(origin)
    for index in range(len(folded)):
        start, end = original_span(origin, index, index + 1)
        assert folded[index] in fold(text[start:end])


@given(ANY)
def test_words_are_made_of_letters_and_digits_only(text: str) -> None:
    assert all(word and fold(word) == word and " " not in word for word in fold_words(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("École", "ecole"),
        ("STRAẞE", "strasse"),
        ("e\u0301te\u0301", "été"),
        ("cœur", "coeur"),
        ("أحمد", "احمد"),
        ("إقامة", "اقامه"),
        ("آسف", "اسف"),
        ("مستشفى", "مستشفي"),
        ("مسؤول", "مسوول"),
        ("شيء", "شي"),
        ("کارت", "كارت"),
        ("هـــويـــة", "هوية"),
        ("بِطَاقَةٌ", "بطاقة"),
        ("ﻻجئ", "لاجئ"),
        ("ﺑﻄﺎﻗﺔ", "بطاقة"),
        ("١٢٣ ۴۵۶ ७", "123 456 7"),
        ("４１６", "416"),
        ("don’t", "don't"),
        ("a\u200bb\u202ec\x07", "abc"),
        ("می‌خواهم", "ميخواهم"),
    ],
)
def test_two_spellings_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("كلب", "قلب"), ("دار", "ضار"), ("कि", "के"), ("b", "d")])
def test_two_words_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_words_of_a_mixed_sentence() -> None:
    words = fold_words("وين الـ Service-Ontario؟ (٤١٦) 555")
    assert words == [
        "وين",
        "ال",
        "service",
        "ontario",
        "416",
        "555",
    ]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("تجديد البِطَاقَةُ الصحية", "بطاقه", "بِطَاقَةُ"),
        ("L’École française", "ecole", "École"),
        ("cafe\u0301 noir", "cafe", "cafe\u0301"),
        ("Straße 5", "stras", "Straß"),
    ],
)
def test_a_match_is_marked_in_the_original(text: str, query: str, marked: str) -> None:
    folded, origin = fold_with_map(text)
    start = folded.index(query)
    first, last = original_span(origin, start, start + len(query))
    assert text[first:last] == marked


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("البطاقه", "بطاقه"),
        ("والبطاقه", "بطاقه"),
        ("بالبطاقه", "بطاقه"),
        ("للطبيب", "طبيب"),
        ("هالورقه", "ورقه"),
        ("الم", "الم"),
        ("والد", "والد"),
        ("بطاقه", "بطاقه"),
        ("card", "card"),
    ],
)
def test_the_article_goes_if_three_letters_stay(word: str, stem: str) -> None:
    assert strip_arabic_prefix(word) == stem


def test_a_single_prefix_is_offered_beside_the_word() -> None:
    assert prefix_variants("وتجديد") == ("وتجديد", "تجديد")
    assert prefix_variants("وقت") == ("وقت",)


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("بطاقة", "bita2a bitaqa betaka bita9a albetaqa el-bita2a"),
        ("الصحة", "el9e77a alse7a se77a assi77a"),
        ("مستشفى", "mostashfa mustachfa"),
        ("خريطة", "5areeta kharita 7'arita"),
        ("شغل", "shoghl sho8l chogl sho3'l"),
        ("قهوة", "2ahwe gahwa qahwa"),
        ("ترجمة", "tarjama targama"),
        ("مساعدة", "mosa3ade musa3da"),
        ("إقامة", "i2ama eqama ikama"),
        ("وين", "wein wen"),
        ("طبيب", "6abib tabeeb"),
        ("عمل", "3amal"),
        ("حليب", "7alib halib"),
    ],
)
def test_arabizi_and_arabic_share_a_key(arabic: str, latin: str) -> None:
    key = arabic_key(arabic)
    assert key
    for word in latin.split():
        assert key in arabizi_to_arabic_keys(word), word


def test_the_skeleton_is_the_likeliest_key_of_either_script() -> None:
    assert skeleton("بطاقة") == skeleton("bitaqa") == "btq"
    assert skeleton("مدرسة") == skeleton("madraseh")


@pytest.mark.parametrize("word", ["", "416", "2026", "a", "و", "привет", "٤١٦", "👩", "ab\u0645"])
def test_what_is_no_word_of_either_script_has_no_key(word: str) -> None:
    assert arabizi_to_arabic_keys(word) == ()
    assert skeleton(word) == ""


@given(ANY)
def test_keys_never_raise_and_are_bounded(text: str) -> None:
    keys = arabizi_to_arabic_keys(text)
    assert len(keys) <= 12
    assert all(len(key) >= 2 for key in keys)
    assert skeleton(text) in ("", *keys, arabic_key(text))

"""Arabic letters take the form their neighbours ask for."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.text.shaping import joined


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("ب", ["isolated"]),
        ("بت", ["initial", "final"]),
        ("بتث", ["initial", "medial", "final"]),
        ("دب", ["isolated", "isolated"]),
        ("بدب", ["initial", "final", "isolated"]),
        ("بءب", ["isolated", "isolated", "isolated"]),
        ("ب ب", ["isolated", "", "isolated"]),
        ("بab", ["isolated", "", ""]),
        ("ب\u064eب", ["initial", "", "final"]),
        ("ب\u200cب", ["isolated", "", "isolated"]),
        ("ب\u200d", ["initial", ""]),
        ("هـ", ["initial", ""]),
        ("پچگ", ["initial", "medial", "final"]),
        ("یک", ["initial", "final"]),
        ("ى", ["isolated"]),
    ],
)
def test_forms(text: str, forms: list[str]) -> None:
    shaped = joined(text)
    found = [
        unicodedata.decomposition(char).partition(">")[0].removeprefix("<") if char >= "\ufb50" else ""
        for char in shaped
    ]
    assert found == forms


@given(
    st.text(st.one_of(st.characters(min_codepoint=0x600, max_codepoint=0x8FF), st.characters()), max_size=30)
)
def test_shaping_is_one_for_one_and_says_the_same(text: str) -> None:
    shaped = joined(text)
    assert len(shaped) == len(text)
    for before, after in zip(text, shaped, strict=True):
        assert after == before or unicodedata.decomposition(after).endswith(f" {ord(before):04X}")


def test_letters_without_forms_still_join_their_neighbours() -> None:
    # U+08A0 (beh with a small v below) has no presentation forms.
    assert joined("بࢠب")[0] == "\ufe91"
    assert joined("بࢠب")[2] == "\ufe90"

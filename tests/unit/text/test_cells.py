"""Clusters, widths, truncation and wrapping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from modtui.text import cells
from modtui.text.cells import cell_width, clusters, truncate_cells, wrap_cells
from modtui.text.safe import safe_text

MIXED = st.text(
    st.one_of(
        st.sampled_from("ab  \n\n-مرحبا\u0651\u064e\u200c\u200d\u200f👩👍🏽🇨🇦❤\ufe0f漢字\u3000\xa0e\u0301"),
        st.characters(codec=None),
    ),
    max_size=60,
)


@given(MIXED)
def test_clusters_cover_the_text(text: str) -> None:
    spans = clusters(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@given(MIXED)
def test_cluster_widths_add_up_to_the_line_that_textual_lays_out(text: str) -> None:
    clean = safe_text(text, newlines=False)
    assert sum(cell_width(clean[start:end]) for start, end in clusters(clean)) == cell_len(clean)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("abc", ["a", "b", "c"]),
        ("سَلّم", ["سَ", "لّ", "م"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("👩‍👩‍👧x", ["👩‍👩‍👧", "x"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("🇨🇦🇸🇾", ["🇨🇦", "🇸🇾"]),
        ("❤️ok", ["❤️", "o", "k"]),
        ("1️⃣2", ["1️⃣", "2"]),
        ("می‌خ", ["م", "ی‌", "خ"]),
    ],
)
def test_a_cluster_is_what_a_reader_takes_for_one_character(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in clusters(text)] == parts


@given(MIXED, st.integers(1, 20))
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    clean = safe_text(text)
    lines = wrap_cells(clean, width)
    place = 0
    for start, end in lines:
        assert clean[place:start].strip() == ""
        assert start <= end
        line = clean[start:end]
        assert "\n" not in line
        assert cell_len(line) <= width or len(clusters(line)) == 1
        place = end
    assert clean[place:].strip() == ""
    assert len(lines) >= clean.count("\n") + 1


@given(MIXED, st.integers(1, 20))
def test_wrapping_never_cuts_a_cluster(text: str, width: int) -> None:
    clean = safe_text(text)
    edges = {0} | {end for _, end in clusters(clean)}
    for start, end in wrap_cells(clean, width):
        assert {start, end} <= edges


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("a\n\nb", 10, ["a", "", "b"]),
        ("the quick brown fox", 10, ["the quick", "brown fox"]),
        ("the  quick", 5, ["the", "quick"]),
        ("aaaaaaaaaaaa", 5, ["aaaaa", "aaaaa", "aa"]),
        ("go https://example.org/x", 10, ["go", "https://ex", "ample.org/", "x"]),
        ("  indented text", 10, ["  indented", "text"]),
        ("漢字漢字漢字", 5, ["漢字", "漢字", "漢字"]),
        ("ok 漢字漢字漢字", 7, ["ok 漢字", "漢字漢", "字"]),
        ("漢", 1, ["漢"]),
        ("وين فيني جدد بطاقة الصحة", 12, ["وين فيني جدد", "بطاقة الصحة"]),
        ("سَلَّمَ", 2, ["سَلَّ", "مَ"]),
        ("trailing  ", 10, ["trailing  "]),
        ("5\xa0000\xa0$ now", 8, ["5\xa0000\xa0$", "now"]),
    ],
)
def test_lines_of_small_texts(text: str, width: int, lines: list[str]) -> None:
    assert [text[start:end] for start, end in wrap_cells(text, width)] == lines


@given(MIXED, st.integers(0, 20))
def test_a_truncated_line_fits(text: str, width: int) -> None:
    clean = safe_text(text, newlines=False)
    assert cell_len(truncate_cells(clean, width)) <= width


def test_truncation_ends_in_an_ellipsis_and_keeps_marks_on_their_letter() -> None:
    assert truncate_cells("Service Ontario", 8) == "Service…"
    assert truncate_cells("fits", 4) == "fits"
    assert truncate_cells("سَلَّمَ", 2) == "سَ…"
    assert truncate_cells("漢字漢字", 4) == "漢…"


def test_what_needs_no_table_has_one_cell_in_textual_too() -> None:
    plain = [chr(code) for code in range(0x20, 0x10000) if cells._ONE_CELL_EACH.fullmatch(chr(code))]
    assert len(plain) > 300
    assert {cell_len(char) for char in plain} == {1}

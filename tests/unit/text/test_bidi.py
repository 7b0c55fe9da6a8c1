"""Arabic as a moderator sees it: visual order, joined, mirrored, and copied back unharmed."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from modtui.text import bidi, shaping
from modtui.text.bidi import lay_out, reorder_clusters, show_line, visual_line
from modtui.text.cells import cell_width, clusters
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_text

BIDI = st.text(
    st.one_of(
        st.sampled_from("ab12 ()[],.!\nسلاملإ\u0651\u064e\u200c\u200d\u200f👩🇨🇦❤\ufe0f«»"),
        st.characters(codec=None),
    ),
    max_size=60,
)
INVISIBLE = "\u200c\u200d\u200e\u200f"


def plain(text: str) -> str:
    """Undo the shaping, so that a test can be read."""
    return unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    ("text", "base", "shown"),
    [
        ("hello (1)", None, "hello (1)"),
        ("سمك", None, "كمس"),
        ("سمك abc", None, "abc كمس"),
        ("abc سمك", None, "abc كمس"),
        ("سمك 416-555-0100", None, "416-555-0100 كمس"),
        ("سمك (416) 555-0100 عنب", None, "بنع (416) 555-0100 كمس"),
        ("سمك +1 416 555 0100.", None, ".+1 416 555 0100 كمس"),
        ("سمك 9-17", None, "17-9 كمس"),
        ("سمك https://a.example/b/ عنب", None, "بنع https://a.example/b/ كمس"),
        ("سمك @sara_m!", None, "!@sara_m كمس"),
        ("سمك sara@a.example.", None, ".sara@a.example كمس"),
        ("abc 416-555-0100 def", "rtl", "abc 416-555-0100 def"),
        ("(سمك)", "rtl", "(كمس)"),
        ("سمك (abc)!", None, "!(abc) كمس"),
        ("Yes!", "rtl", "!Yes"),
        ("رقم ١٢٣", None, "١٢٣ مقر"),
        ("«سمك»", None, "«كمس»"),
        ("شرب 👩‍👩‍👧 🇨🇦", None, "🇨🇦 👩‍👩‍👧 برش"),
    ],
)
def test_visual_order(text: str, base: str | None, shown: str) -> None:
    line = visual_line(text, base)  # type: ignore[arg-type]
    assert plain(line.text) == shown


def test_tashkeel_follows_its_letter() -> None:
    assert visual_line("بَتُ").text == "ﺖُﺑَ"


def test_lam_alef_is_one_sign_unless_kept_apart() -> None:
    assert visual_line("سلام").text == "ﻡﻼﺳ"
    assert visual_line("لا").width == 1
    assert visual_line("لَا").text == "ﻻَ"
    assert visual_line("لإ").text == "ﻹ"
    assert visual_line("لا", ligatures=False).text == "ﺎﻟ"


def test_styles_survive_reordering() -> None:
    line = visual_line("سمك red عنب")
    runs = line.runs([(4, 7, "bold"), (0, 2, "dim")])
    assert [(plain(text), style) for text, style in runs] == [
        ("بنع ", None),
        ("red", "bold"),
        (" ك", None),
        ("مس", "dim"),
    ]


def test_styles_of_a_latin_line() -> None:
    line = visual_line("a word here")
    assert line.runs([(2, 6, "bold")]) == [("a ", None), ("word", "bold"), (" here", None)]
    assert line.runs([]) == [("a word here", None)]


def test_what_is_copied_is_the_original() -> None:
    text = "بِطَاقَة (OHIP) لا"
    line = visual_line(text)
    assert line.original(text, 0, line.width) == text
    assert line.original(text, line.width - 5, line.width) == "بِطَاقَة"
    assert line.original(text, 0, 1) == "لا"


def test_the_cursor_finds_its_way_both_ways() -> None:
    line = visual_line("سمك ab")
    assert [line.cell_of(index) for index in range(6)] == [5, 4, 3, 2, 0, 1]
    assert [line.index_at(cell) for cell in range(6)] == [4, 5, 3, 2, 1, 0]
    assert line.cell_of(6) == -1
    assert line.index_at(99) == 0
    assert line.index_at(-1) == 6
    latin = visual_line("ab")
    assert latin.cell_of(2) == 2
    assert latin.index_at(99) == 2
    assert latin.index_at(-1) == 0


@given(BIDI)
def test_a_visual_line_is_a_permutation_of_the_clusters(text: str) -> None:
    clean = safe_text(text, newlines=False)
    line = visual_line(clean, ligatures=False)
    shown = sorted((part.start, part.end) for part in line.parts())
    every = clusters(clean)
    assert set(shown) <= set(every)
    assert len(set(shown)) == len(shown)
    for start, end in set(every) - set(shown):
        assert not clean[start:end].strip(INVISIBLE)


@given(BIDI, st.integers(1, 30), st.sampled_from([BidiMode.VISUAL, BidiMode.TERMINAL]))
def test_lines_fit_keep_their_styles_and_cover_the_text(text: str, width: int, mode: BidiMode) -> None:
    clean = safe_text(text)
    place = 0
    for line in lay_out(clean, width, mode):
        assert clean[place : line.start].strip() == ""
        place = line.end
        assert line.width <= width or len(line.parts()) == 1
        assert line.width <= cell_width(clean[line.start : line.end])
        assert "".join(run for run, _ in line.runs([(0, len(clean) // 2, "x")])) == line.text
        copied = line.original(clean, 0, line.width + 1)
        assert copied.strip(INVISIBLE) == clean[line.start : line.end].strip(INVISIBLE)
    assert clean[place:].strip() == ""


@given(BIDI, st.sampled_from(["ltr", "rtl"]))
def test_visual_text_holds_nothing_a_terminal_would_reorder_by(text: str, base: str) -> None:
    for line in lay_out(safe_text(text), 20, BidiMode.VISUAL, base):  # type: ignore[arg-type]
        if line.order is not None:
            assert not set(line.text) & set("\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e")


@given(st.lists(st.integers(0, 4), max_size=30))
def test_reordering_is_a_permutation_and_even_lines_stay(levels: list[int]) -> None:
    order = reorder_clusters(levels)
    assert sorted(order) == list(range(len(levels)))
    if all(level % 2 == 0 for level in levels):
        assert order == list(range(len(levels)))
    if levels and all(level == 1 for level in levels):
        assert order == list(reversed(range(len(levels))))


def test_a_line_is_ordered_as_part_of_its_paragraph() -> None:
    lines = lay_out("ab سمك 12 + 5 cd", 6)
    # The sum follows an Arabic word, though that stands on the line before.
    assert [plain(line.text) for line in lines] == ["ab كمس", "5 + 12", "cd"]
    assert visual_line("12 + 5", "ltr").text == "12 + 5"


def test_each_paragraph_runs_as_its_first_letter_says_and_one_without_letters_as_the_message() -> None:
    lines = lay_out("سمك\n1!\n\n2. abc!", 20)
    assert [line.base for line in lines] == ["rtl", "rtl", "rtl", "ltr"]
    assert [plain(line.text) for line in lines] == ["كمس", "!1", "", "2. abc!"]


@pytest.mark.parametrize("mode", [BidiMode.VISUAL, BidiMode.TERMINAL])
def test_the_full_stop_of_an_arabic_paragraph_under_a_french_line_is_at_its_left_end(mode: BidiMode) -> None:
    lines = lay_out("Bonjour.\nسمك عنب.", 20, mode, "ltr")
    assert [line.base for line in lines] == ["ltr", "rtl"]
    if mode is BidiMode.VISUAL:
        assert plain(lines[1].text) == ".بنع كمس"
    else:
        assert lines[1].text == "\u200e\u202bسمك عنب.\u202c\u200e"


def test_a_line_keeps_the_direction_it_is_given_whatever_its_first_letter() -> None:
    assert plain(lay_out("سمك wrote.", 20, base="ltr")[0].text) == "كمس wrote."


def test_terminal_mode_leaves_the_order_and_guards_every_line() -> None:
    lines = lay_out("سمك abc عنب", 8, BidiMode.TERMINAL)
    assert [line.text for line in lines] == ["\u200e\u202bسمك abc\u202c\u200e", "\u200e\u202bعنب\u202c\u200e"]
    assert [line.body for line in lines] == ["سمك abc", "عنب"]
    assert lines[0].width == 7
    assert lines[0].runs([(0, 3, "x")]) == [
        ("\u200e\u202b", None),
        ("سمك", "x"),
        (" abc", None),
        ("\u202c\u200e", None),
    ]
    assert lay_out("abc", 8, BidiMode.TERMINAL)[0].text == "abc"


def test_a_joiner_of_an_emoji_stays_and_one_of_a_letter_goes() -> None:
    assert visual_line("ه\u200d\u200c 👩\u200d👧").text == "👩\u200d👧 ﻫ"


def test_a_name_is_shown_as_the_mode_has_it() -> None:
    assert show_line("سمك", BidiMode.TERMINAL).text == "\u200e\u202bسمك\u202c\u200e"
    assert plain(show_line("سمك", BidiMode.VISUAL).text) == "كمس"
    assert show_line("Sara", BidiMode.TERMINAL).text == "Sara"
    assert plain(show_line("سمك " * 100, BidiMode.VISUAL).text).count("كمس") == 100


@given(BIDI, st.sampled_from(["ltr", "rtl"]), st.booleans())
@example("لا إلَه إلا (الله) 12", "rtl", True)
@example("الأولى والآن ولا", "rtl", True)
@example("abc لا (ab) لأ", "ltr", True)
def test_the_short_way_for_lines_without_marks_comes_to_the_same(text: str, base: str, joins: bool) -> None:
    line = safe_text(text, newlines=False)
    short = visual_line(line, base, ligatures=joins)  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patched:
        bidi.forget()
        patched.setattr(bidi, "is_single", lambda _: False)
        assert visual_line(line, base, ligatures=joins) == short  # type: ignore[arg-type]
    bidi.forget()


@given(st.lists(st.integers(0, 4), max_size=30))
def test_reordering_turns_round_each_level_down_to_the_lowest_odd_one(levels: list[int]) -> None:
    order = list(range(len(levels)))
    lowest = min((level for level in levels if level % 2), default=None)
    for level in range(max(levels, default=0), lowest - 1, -1) if lowest is not None else ():
        turned: list[int] = []
        for index in order:  # what is as high or higher stands in front of what goes before it in its run
            if levels[index] < level:
                turned.append(index)
            else:
                at = len(turned)
                while at and levels[turned[at - 1]] >= level:
                    at -= 1
                turned.insert(at, index)
        order = turned
    assert reorder_clusters(levels) == order


@given(st.text("ab لاكتاب\u064e\u200c\u200dـ.12", max_size=40))
def test_words_are_joined_one_by_one_as_in_the_whole_line(text: str) -> None:
    assert shaping.joined(text) == shaping._joined(text)

"""What reaches a terminal of what other people wrote."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.text.marks import MARKS
from modtui.text.safe import MAX_JOINERS, MAX_MARKS, is_safe, plain_emoji, safe_line, safe_text

MARK = re.compile(f"[{MARKS}]")

FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
# Mostly the code points that make trouble, so that they meet each other.
HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            "ab هلا\t\n\r\x00\x07\x1b\x7f\x85\x9b\xa0\xad\u0301\u064b\u0651\u061c\u200b\u200c\u200d\u200e"
            "\u200f\u2028\u2029\u202a\u202c\u202d\u202e\u2066\u2067\u2069\ufe0f\ufeff\ufff9\ud800\udfff👩👍🏽🇨🇦"
            "\U000e0041\U000e007f\U000e0100\u3164"
        ),
        st.characters(codec=None),
    ),
    max_size=40,
)


@given(HOSTILE)
def test_no_text_brings_a_forbidden_code_point_through(text: str) -> None:
    assert not FORBIDDEN.search(safe_text(text))
    line = safe_line(text)
    assert not FORBIDDEN.search(line)
    assert "\n" not in line
    assert line == line.strip()


@given(HOSTILE)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = safe_text(text)
    assert safe_text(once) == once
    assert is_safe(once)
    assert safe_line(safe_line(text)) == safe_line(text)


@given(HOSTILE)
def test_marks_are_capped_and_never_without_a_base(text: str) -> None:
    run = 0
    before = "\n"
    for char in safe_text(text):
        is_mark = bool(MARK.match(char))
        if is_mark and run == 0:
            assert not before.isspace()
        if char in "\u200c\u200d\u200e\u200f":
            continue
        run = run + 1 if is_mark else 0
        assert run <= MAX_MARKS
        before = char


@given(HOSTILE, st.integers(0, 30))
def test_a_limited_line_is_no_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(safe_line(text, limit)) <= limit


@pytest.mark.parametrize(
    "text",
    [
        "Where can I renew my health card?",
        "وين فيني جدد بطاقة الصحة؟\nشكراً جزيلاً",
        "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ ٱلرَّحِيمِ",
        "می‌خواهم کارت بگیرم",
        "Où est le guichet\u00a0? C'est «\u202fici\u202f» – déjà vu",
        "👩‍👩‍👧‍👦 👍🏽 🇨🇦 ❤️ 1️⃣ 👩🏽‍❤️‍💋‍👨🏽",
        "\u200fأهلا (Service Ontario)\u200e!",
        "",
    ],
)
def test_honest_text_is_left_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]2;owned\x07", "␛]2;owned␇"),
        ("\x1b[31mred\x9b0m", "␛[31mred�0m"),
        ("a\tb\x00", "a b␀"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("invoice\u202efdp.exe", "invoice⇦fdp.exe"),
        ("\u202d+1 416\u202c", "⇨+1 416"),
        ("\u2068Sara\u2069 \u2067x\u2069 \u202bx\u202c", "Sara x x"),
        ("\ud83d", "�"),
        ("a\ufffe\U0010ffff", "a��"),
        ("\u0301x", "◌\u0301x"),
        ("a\n\u064bb", "a\n◌\u064bb"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "🏴"),
        ("a\u200db", "ab"),
        ("سنة ١٤٤٥ ه\u200d.", "سنة ١٤٤٥ ه\u200d\u200c."),
        ("ب\u200dب", "بب"),
        ("a\U0001f3fdb", "ab"),
    ],
)
def test_hostile_text_is_shown_or_dropped(hostile: str, shown: str) -> None:
    assert safe_text(hostile) == shown


def test_4096_marks_on_one_letter_leave_five() -> None:
    assert safe_text("e" + "\u0301" * 4096 + "!") == "e" + "\u0301" * MAX_MARKS + "!"


def test_marks_cannot_hide_between_invisible_characters() -> None:
    assert len(safe_text("e" + "\u0301\u200c\u200e\u200f\u200b" * 1000)) < 12


def test_a_chain_of_joined_emoji_is_bounded() -> None:
    chain = safe_text("\u200d".join("👩" * 10_000))
    assert max(len(part) for part in re.findall("👩(?:\u200d👩)*", chain)) == 1 + 2 * MAX_JOINERS
    assert chain.count("👩") == 10_000


def test_a_line_is_one_line() -> None:
    assert safe_line("  Sara \n\n\r Admin\u2029 x ") == "Sara Admin x"


def test_a_long_name_ends_in_an_ellipsis_and_keeps_letters_whole() -> None:
    assert safe_line("abcdef", 4) == "abc…"
    assert safe_line("abc" + "\u0301" + "def", 4) == "ab…"
    assert safe_line("x" * 1_000_000, 10) == "x" * 9 + "…"


def test_every_mark_of_an_old_unicode_is_in_the_table() -> None:
    old = unicodedata.ucd_3_2_0
    for code in range(0x20000):
        if old.category(chr(code)).startswith("M"):
            assert MARK.match(chr(code)) or not unicodedata.category(chr(code)).startswith("M")
    assert not MARK.search("abcçأبتةー漢👩1 ")


def test_plain_emoji_are_signs_in_a_row() -> None:
    assert (
        plain_emoji("👩\u200d👩\u200d👧 👍🏽 ❤\ufe0f ه\u200d\u200c. می\u200cخ")
        == "👩👩👧 👍 ❤ ه\u200d\u200c. می\u200cخ"
    )
    assert plain_emoji("plain") == "plain"


@given(HOSTILE)
def test_plain_emoji_of_safe_text_are_safe(text: str) -> None:
    assert is_safe(plain_emoji(safe_text(text)))

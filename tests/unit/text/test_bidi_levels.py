"""The Unicode Bidirectional Algorithm against Unicode's own cases."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.text.bidi_levels import REMOVED, bidi_class, resolve_levels, trim_line_end
from modtui.text.direction import base_direction

CASES = Path("/usr/share/unicode/BidiCharacterTest.txt")


def test_every_case_of_bidi_character_test() -> None:
    if not CASES.exists():
        pytest.skip(f"{CASES} is not here: install Debian's unicode-data package")
    failures: list[str] = []
    count = 0
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = line.partition("#")[0].strip()
        if not case:
            continue
        count += 1
        codes, direction, paragraph_level, levels, order = case.split(";")
        text = "".join(chr(int(code, 16)) for code in codes.split())
        base = int(direction) if direction != "2" else int(base_direction(text) == "rtl")
        got = resolve_levels(text, base)
        shown = " ".join("x" if level == REMOVED else str(level) for level in got)
        if (str(base), shown) != (paragraph_level, levels) or _visual_order(got) != order:
            failures.append(f"{case} got {shown}")
    assert count > 90_000
    assert failures == []


def _visual_order(levels: list[int]) -> str:
    """Reorder by the letter of rule L2, apart from the program's own reordering."""
    order = [index for index, level in enumerate(levels) if level != REMOVED]
    for level in range(max(levels), 0, -1):
        place = 0
        while place < len(order):
            end = place
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[place:end] = reversed(order[place:end])
            place = max(end, place + 1)
    return " ".join(map(str, order))


@given(st.text(st.characters(codec=None), max_size=30), st.integers(0, 1))
def test_levels_stay_near_the_base_for_any_text(text: str, base: int) -> None:
    levels = resolve_levels(text, base)
    assert len(levels) == len(text)
    assert all(level == REMOVED or base <= level <= 127 for level in levels)
    for char, level in zip(text, levels, strict=True):
        if bidi_class(char) in ("R", "AL") and "\u202d" not in text:  # no left-to-right override rules
            assert level % 2 == 1


@given(
    st.text("abc هلا 12(),.\u0651", max_size=30), st.integers(0, 1), st.integers(0, 30), st.integers(0, 30)
)
def test_a_line_of_a_paragraph_ends_at_the_base_level(text: str, base: int, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    levels = resolve_levels(text, base)
    line = trim_line_end(text, levels, start, end, base)
    blanks = len(text[start:end]) - len(text[start:end].rstrip(" "))
    assert line[len(line) - blanks :] == [base] * blanks
    assert line[: len(line) - blanks] == levels[start : end - blanks]


@pytest.mark.parametrize(
    ("text", "base", "levels"),
    [
        ("abc", 0, "000"),
        ("abc", 1, "222"),
        ("سلام", 0, "1111"),
        ("a سل", 0, "0011"),
        ("س 12", 1, "1122"),
        ("س(a)", 1, "1121"),
        ("a\nb", 0, "000"),
        ("", 1, ""),
    ],
)
def test_levels_of_small_texts(text: str, base: int, levels: str) -> None:
    assert "".join(map(str, resolve_levels(text, base))) == levels

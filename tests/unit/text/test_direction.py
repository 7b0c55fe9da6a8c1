"""Which way a text runs and who reorders it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.text.direction import BidiMode, base_direction, guard, has_rtl, resolve_mode
from modtui.text.safe import safe_text


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("hello سلام", "ltr"),
        ("سلام hello", "rtl"),
        ("  12) 👍 سلام", "rtl"),
        ("1 + 1", "ltr"),
        ("", "ltr"),
        ("١٢٣ abc", "ltr"),
        ("\u2067سلام\u2069 hello", "ltr"),
        ("\u200f123", "rtl"),
        ("⇦ سلام", "rtl"),
        ("שלום", "rtl"),
    ],
)
def test_the_first_strong_character_decides(text: str, direction: str) -> None:
    assert base_direction(text) == direction


def test_right_to_left_lines_are_guarded_and_others_are_not() -> None:
    assert guard("hello") == "hello"
    assert guard("سلام") == "\u200e\u202bسلام\u202c\u200e"
    assert guard("Ali: سلام") == "\u200e\u202aAli: سلام\u202c\u200e"
    assert guard("OK!", "rtl") == "\u200e\u202bOK!\u202c\u200e"


@given(st.text())
def test_the_sanitiser_takes_hostile_guards_off_and_ours_go_on_after(text: str) -> None:
    line = guard(safe_text(text, newlines=False))
    assert sum(line.count(control) for control in "\u202a\u202b") <= 1
    assert line.count("\u202c") == line.count("\u202a") + line.count("\u202b")


@given(st.text())
def test_a_text_said_to_be_right_to_left_has_such_a_letter(text: str) -> None:
    if base_direction(text) == "rtl":
        assert has_rtl(text)


@pytest.mark.parametrize(
    ("env", "mode"),
    [
        ({}, BidiMode.VISUAL),
        ({"TERM": "xterm-256color"}, BidiMode.VISUAL),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7006"}, BidiMode.VISUAL),
        ({"VTE_VERSION": "7006", "TMUX": "/tmp/tmux-0/default,1,0"}, BidiMode.TERMINAL),
        ({"STY": "1.pts"}, BidiMode.TERMINAL),
        ({"TERM": "screen-256color"}, BidiMode.TERMINAL),
        ({"TERM": "tmux-256color"}, BidiMode.TERMINAL),
        ({"KONSOLE_VERSION": "230802"}, BidiMode.TERMINAL),
        ({"TERM": "mlterm"}, BidiMode.TERMINAL),
        ({"TERM_PROGRAM": "Apple_Terminal"}, BidiMode.TERMINAL),
        ({"TERM": "xterm-kitty"}, BidiMode.VISUAL),
        ({"WT_SESSION": "x"}, BidiMode.VISUAL),
        ({"VTE_VERSION": "broken"}, BidiMode.VISUAL),
    ],
)
def test_the_mode_follows_the_terminal(env: dict[str, str], mode: BidiMode) -> None:
    assert resolve_mode(env) is mode

"""What is known of a terminal, and what the user said of it."""

import stat

import pytest

from modtui.terminals import keep, reading
from modtui.text.direction import detect

VTE = {"TERM": "xterm-256color", "VTE_VERSION": "7006"}
SSH = {"TERM": "xterm-256color", "SSH_CONNECTION": "192.0.2.1 22"}


@pytest.mark.parametrize(
    ("env", "kind", "sure"),
    [
        (VTE, "vte", True),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "230802"}, "konsole", True),
        ({"TERM": "xterm-256color", "XTERM_VERSION": "XTerm(379)"}, "xterm", True),
        ({"TERM": "alacritty"}, "alacritty", True),
        ({"TERM": "xterm-kitty"}, "kitty", False),
        (SSH, "ssh xterm-256color", False),
        ({"TERM": "xterm"}, "xterm", False),
        ({}, "unnamed", False),
        ({**VTE, "TMUX": "/tmp/x"}, "tmux", False),
        ({"TERM": "screen", "STY": "1"}, "screen", False),
    ],
)
def test_a_terminal_is_known_by_its_variables_or_it_is_a_guess(env, kind, sure):
    found = detect(env)
    assert (found.kind, found.sure) == (kind, sure)


def test_it_is_asked_once_where_it_is_a_guess_and_nowhere_else(tmp_path):
    file = tmp_path / "terminals.json"
    assert reading("auto", SSH, file).ask
    assert not reading("auto", VTE, file).ask
    assert not reading("visual", SSH, file).ask
    keep(file, reading("auto", SSH, file).kind, "terminal")
    again = reading("auto", SSH, file)
    assert (again.mode, again.ask) == ("terminal", False)
    assert "you chose it" in again.why
    assert reading("auto", {"TERM": "xterm"}, file).ask  # another kind of terminal is another question
    assert reading("visual", SSH, file).mode == "visual"  # the setting goes before it
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["terminals.json"]


def test_neither_is_an_answer_too(tmp_path):
    file = tmp_path / "terminals.json"
    keep(file, "ssh xterm-256color", "neither")
    found = reading("auto", SSH, file)
    assert (found.mode, found.ask) == ("visual", False)
    assert "neither" in found.why


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"ssh xterm-256color": 7}', '{"ssh xterm-256color": "rm -rf"}', "\x00"]
)
def test_a_file_that_is_damaged_counts_as_no_answer_and_is_mended_by_the_next(tmp_path, text):
    file = tmp_path / "terminals.json"
    file.write_text(text)
    assert reading("auto", SSH, file).ask
    keep(file, "ssh xterm-256color", "visual")
    assert reading("auto", SSH, file).mode == "visual"

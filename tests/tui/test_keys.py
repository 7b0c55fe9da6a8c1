"""The one table of keys, and every sentence it and the screen need."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from modtui.desk.views import QueueGroup, SendState
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.messages import MediaKind
from modtui.text.catalogue import SENTENCES, add_sentences, say
from modtui.tui import keys
from modtui.tui.keymap import desk_key
from modtui.tui.keys import ALEFS, BY_ID, KEYS, LAM_ALEF, Haste, by_position, key_table_markdown
from modtui.tui.screens.desk_actions import DeskActions
from modtui.tui.screens.desk_writing import POST_TYPES
from modtui.tui.themes import THEMES

TUI = Path(keys.__file__).parent


def test_no_two_desk_keys_clash():
    names = [name for key in KEYS if key.where == "desk" for name in key.keys]
    assert len(names) == len(set(names))


def test_every_key_has_words_and_does_something():
    for key in KEYS:
        assert key.words
        assert key.short
        if key.where == "desk":
            assert hasattr(DeskActions, f"do_{key.id}"), key.id


def test_nothing_dangerous_lies_on_the_lam_alef_key_or_on_its_shifted_letters():
    for character in "BhHYNT":
        assert desk_key(character, character) is None
    for character in (*LAM_ALEF, *ALEFS):
        assert desk_key(character, character) is None
    # What lies on that key elsewhere is in the menu too, and asks for another key before anything happens.
    assert by_position("\ufefb") != "b"


def test_every_deciding_key_is_held():
    for key_id in (
        "mark",
        "dismiss",
        "warn",
        "remove",
        "undo",
        "tag",
        "quit",
        "suggestion_1",
        "delete",
        "ban",
        "mute",
        "clear",
        "leave_group",
    ):
        assert BY_ID[key_id].haste is Haste.HELD


@pytest.mark.parametrize(
    ("typed", "layout", "meant"),
    [
        ("ص", "letters", "w"), ("ء", "letters", "x"), ("ش", "letters", "a"), ("ع", "letters", "u"),
        ("ظ", "letters", "/"), ("؟", "letters", "?"), ("ي", "letters", "d"), ("ج", "letters", "["), ("د", "letters", "]"),
        ("ط", "letters", "'"), ("{", "letters", "V"), ("×", "letters", "O"), ("١", "letters", "1"), ("é", "letters", "/"),
        ("a", "letters", "a"), ("q", "azerty", "a"), ("a", "azerty", "q"), ("z", "azerty", "w"),
        ("w", "azerty", "z"), (",", "azerty", "m"), ("&", "azerty", "1"), ("é", "azerty", "2"), ("^", "letters", "^"),
        ("é", "canadian-french", "/"), ("^", "canadian-french", "["), ("¸", "canadian-french", "]"),
        ("<", "canadian-french", "\\"), ("`", "canadian-french", "'"), ("a", "canadian-french", "a"),
        ("ç", "canadian-french", "]"), ("è", "canadian-french", "'"), ("ص", "canadian-french", "w"),
    ],
)  # fmt: skip
def test_keys_go_by_their_place(typed, layout, meant):
    assert by_position(typed, layout) == meant


def test_the_readme_table_names_every_key():
    table = key_table_markdown()
    for key in KEYS:
        assert key.words in table
        assert f"`{key.shown}`" in table


def test_unknown_sentences_are_mistakes():
    with pytest.raises(KeyError):
        say("no.such.sentence")
    with pytest.raises(ValueError, match="already in use"):
        add_sentences({"feed.edited": "something else"})


def test_every_sentence_the_screen_says_exists():
    wanted = {f"detail.state.{state.value}" for state in InquiryState}
    wanted |= {f"queue.group.{group.value}" for group in QueueGroup}
    wanted |= {f"kind.{kind.value}" for kind in ReplyKind} | {f"kind.{kind.value}.long" for kind in ReplyKind}
    wanted |= {f"media.{kind.value}" for kind in MediaKind} | {f"post.{kind}" for kind in POST_TYPES}
    wanted |= {f"feed.{state.value}" for state in SendState if state is not SendState.SENT}
    for path in TUI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "say"
                and isinstance(node.args[0], ast.Constant)
            ):
                wanted.add(node.args[0].value)
                fields = {keyword.arg for keyword in node.keywords}
                needed = set(re.findall(r"\{(\w+)\}", SENTENCES[node.args[0].value]))
                # **fields are looked at where they are said, by the tests of that dialog.
                assert needed <= fields or None in fields, (path.name, node.lineno)
    assert wanted <= set(SENTENCES)


def test_themes_have_every_colour_the_lines_use():
    for theme in THEMES:
        assert {"select", "rule", "faint"} <= set(theme.variables)


def test_files_stay_readable():
    for path in TUI.rglob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 400, path.name

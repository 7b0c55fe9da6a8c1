"""Keys of one's own: what the settings may say, and that everything that names a key names the one in use."""

from __future__ import annotations

import pytest

from modtui.tui.keymap import LAM_ALEF_KEYS, _keys_of, key_table, read_keymap
from modtui.tui.keys import BY_ID, KEYS, by_position, in_dialogs
from modtui.tui.screens.lists import HelpDialog, OutboxDialog
from tests.tui.driving import driving


def faults(keymap, **more):
    return {fault.key_id: fault.message for fault in read_keymap(keymap, **more)[1]}


def test_the_table_as_it_comes_has_no_fault_in_any_layout():
    for layout in ("letters", "azerty", "canadian-french"):
        table, found = read_keymap({}, layout)
        assert not found
        assert [key.keys for key in table.rows] == [key.keys for key in KEYS]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("h", ("h",)), ("/", ("slash",)), ("?", ("question_mark",)), (",", (",",)), ("comma, f5", (",", "f5")),
        ("Ctrl+B", ("ctrl+b",)), ("F5", ("f5",)), ("PgDn", ("pagedown",)), ("shift+x", ("X",)), ("space", ("space",)),
        ("ض", ("q",)), ("up", ("up",)), ("alt+x", ("alt+x",)),
    ],
)  # fmt: skip
def test_keys_are_written_as_people_write_them(written, names):
    # With nothing else in the way, so that only the spelling counts.
    assert _keys_of(BY_ID["find"], written, "letters") == (names, "")


@pytest.mark.parametrize(
    ("keymap", "said"),
    [
        ({"anwser": "a"}, 'there is no action "anwser"; did you mean "answer"?'),
        ({"answer": "pagedwon"}, 'there is no key "pagedwon"; did you mean "pagedown"?'),
        ({"answer": ""}, "holds an empty key"),
        ({"answer": "w"}, 'w is the key of "warn" too; give one of them another'),
        ({"find": "ctrl+i"}, "most terminals send Ctrl+I as Tab"),
        ({"find": "ctrl+q"}, "Ctrl+Q always quits"),
        ({"find": "escape"}, "Esc takes back what waits"),
        ({"send": "s"}, "one types with s"),
        ({"send": "enter"}, "one types with Enter"),
        ({"answer": "é€"}, "there is no key"),
        ({"answer": "漢"}, "is on no key of a Latin keyboard"),
        ({"dismiss": "h"}, "an Arabic keyboard types two letters at once there"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence_and_changes_nothing(keymap, said):
    table, found = read_keymap(keymap)
    assert len(found) == 1
    assert said in found[0].message
    assert "\n" not in found[0].message
    assert [key.keys for key in table.rows] == [key.keys for key in KEYS]


def test_two_actions_may_swap_their_keys():
    table, found = read_keymap({"outbox": "f5", "refresh": "o"})
    assert not found
    assert table.desk_key("f5") is table.by_id["outbox"]
    assert table.desk_key("o", "o") is table.by_id["refresh"]


def test_nothing_that_writes_can_be_laid_where_arabic_types_two_letters():
    for key in KEYS:
        if key.where != "desk" or not key.writes:
            continue
        for name in LAM_ALEF_KEYS - set(key.keys):
            # `G` and `g` are taken as well, so either sentence will do; but never none.
            assert key.id in faults({key.id: name}), (key.id, name)
    assert not faults({"member_page": "H"})
    assert by_position("أ") not in key_table().by_id["mark"].keys


def test_on_azerty_the_labels_are_what_is_written_and_shown():
    table, found = read_keymap({"find": "ù"}, "azerty")
    assert found  # the key of leave_group lies there
    table, found = read_keymap({"find": "*", "record": "f11"}, "azerty")
    assert not found
    assert table.by_id["find"].shown == "*"
    assert table.by_id["answer"].shown == "q"  # answer lies where QWERTY has its A: AZERTY's Q
    assert table.desk_key("q", "q") is table.by_id["answer"]
    # Whatever the table shows on AZERTY runs that very action when the key with that label is pressed.
    for key in table.rows:
        if key.where == "desk" and len(key.shown) == 1:
            assert table.desk_key(key.shown, key.shown) is key, key.id


def test_on_a_canadian_keyboard_the_labels_are_what_is_written_and_shown():
    table, found = read_keymap({}, "canadian-french")
    assert not found
    shown = {name: table.by_id[name].shown for name in ("snippets", "mute", "clear", "record", "leave_group")}
    assert shown == {"snippets": "é", "mute": "^", "clear": "¸", "record": "<", "leave_group": "`"}
    assert table.by_id["help"].shown == "?"
    for key in table.rows:
        if key.where == "desk" and len(key.shown) == 1:
            assert table.desk_key(key.shown, key.shown) is key, key.id
    # Without a word in the settings that key still puts no suggested answer into the reply.
    assert read_keymap({}, "letters")[0].desk_key("é", "é").id == "snippets"


def test_the_send_key_is_part_of_the_table():
    table, found = read_keymap({}, send_key="alt+s")
    assert not found
    assert table.by_id["send"].shown == "Alt+S"
    assert "ctrl+s" in table.by_id["send"].keys
    assert faults({}, send_key="ctrl+r")
    assert faults({}, send_key="x")


async def test_the_desk_obeys_and_shows_the_keys_of_the_settings():
    keymap = (("outbox", "f5"), ("refresh", "o"), ("dismiss", "f11"), ("help", "h"), ("send", "f10"))
    async with driving(keymap=keymap) as d:
        await d.press("f11")
        assert d.commands()[-1][0] == "dismiss"
        await d.press("n")  # nothing lies there any more
        assert [call[0] for call in d.commands()].count("dismiss") == 1
        assert "F11 no inquiry" in d.text()
        await d.press("o")
        assert d.commands()[-1][0] == "refresh"
        await d.press("f5")
        assert isinstance(d.app.screen, OutboxDialog)
        await d.press("escape")
        await d.press("h")
        assert isinstance(d.app.screen, HelpDialog)
        assert "press F10" in d.text().replace("\n", " ")
        await d.press("escape")
        await d.press("enter")
        menu = {choice.id: choice.key for choice in d.app.screen._choices}
        assert (menu["refresh"], menu["outbox"], menu["dismiss"]) == ("o", "F5", "F11")
        await d.press("escape")
        await d.press("a")
        await d.burst("Hello", apart=0)
        await d.press("ctrl+s")
        assert not any(call[0] == "reply" for call in d.commands())
        await d.press("f10")
        await d.until(
            lambda: d.app.screen is not d.screen or any(call[0] == "reply" for call in d.commands())
        )


async def test_arabic_and_french_layouts_reach_a_key_of_one_s_own():
    async with driving(keymap=(("dismiss", "p"), ("post", "n"))) as d:
        await d.press("ح")  # the Arabic letter where Latin has its P
        assert d.commands()[-1][0] == "dismiss"
    async with driving(keymap=(("dismiss", "q"), ("answer", "n")), layout="azerty") as d:
        await d.press("q")  # where a Latin keyboard has its A
        assert d.commands()[-1][0] == "dismiss"


def test_digits_in_dialogs_need_no_shift_on_azerty_alone():
    assert (in_dialogs("é", "azerty"), in_dialogs("q", "azerty"), in_dialogs("é")) == ("2", "q", "/")


async def test_the_key_that_searches_does_so_on_a_canadian_keyboard():
    for layout in ("letters", "canadian-french"):
        async with driving(layout=layout) as d:
            await d.press("é")
            assert type(d.app.screen).__name__ == "Picker", d.text()

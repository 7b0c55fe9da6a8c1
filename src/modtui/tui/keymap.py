"""The keys in use: the table of :mod:`modtui.tui.keys`, with the user's own keys in it.

``ui.keymap`` gives an action other keys, written as they stand on the user's keyboard. What is wrong with
it is told in one sentence an action; a table with faults keeps the keys it had for the actions concerned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

from modtui.tui.keys import (
    BY_ID,
    KEYS,
    NAMED_CHARACTERS,
    NO_KEY,
    Key,
    by_position,
    is_printable,
    label_of,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FAMILIAR = {
    "esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "page_up": "pageup",
    "page_down": "pagedown", "del": "delete", "ins": "insert", "slash": "/", "question_mark": "?", "comma": ",",
    "semicolon": ";", "colon": ":", "dot": ".", "period": ".", "full_stop": ".", "plus": "+", "minus": "-",
    "equals": "=", "backslash": "\\", "apostrophe": "'", "↑": "up", "↓": "down", "←": "left", "→": "right",
}  # fmt: skip
"""What people write for a key, where Textual calls it otherwise."""
_SPECIAL = (
    "enter", "escape", "tab", "shift+tab", "space", "backspace", "delete", "insert", "home", "end", "pageup",
    "pagedown", "up", "down", "left", "right", *(f"f{number}" for number in range(1, 13)),
)  # fmt: skip
_SAME = {"i": "Tab", "m": "Enter", "h": "Backspace", "j": "Enter"}
"""Ctrl with these letters is what most terminals send for another key."""
_NEVER = {"ctrl+q": "always quits", "ctrl+c": "belongs to the terminal", "ctrl+z": "belongs to the terminal"}
_TYPING = {"enter", "tab", "space", "backspace", "delete", "home", "end", "left", "right", "up", "down"}
"""Keys with which one writes: no other meaning where one writes."""
LAM_ALEF_KEYS = frozenset("bghBGHNTY")
"""The keys under which an Arabic layout types lam and alef together, or one of the two."""
_TWO_LETTER = "an Arabic keyboard types two letters at once there, so nothing that writes may lie on it"


@dataclass(frozen=True, slots=True)
class KeyFault:
    """What is wrong with the keys of one action, in a sentence. ``at_id``: the action's name itself is wrong."""

    key_id: str
    message: str
    at_id: bool = False


class KeyTable:
    """Every key as it is in use here."""

    def __init__(self, rows: Iterable[Key], layout: str, changed: Iterable[str]) -> None:
        self.rows = tuple(rows)
        self.by_id: Mapping[str, Key] = {key.id: key for key in self.rows}
        self.layout = layout
        self._changed = tuple(changed)
        self._desk = {name: key for key in self.rows if key.where == "desk" for name in key.keys}

    def desk_key(self, name: str, character: str | None = None) -> Key | None:
        """The row for a key pressed on the desk, or None when it means nothing there."""
        if character is not None and len(character) == 1 and character.isprintable():
            placed = by_position(character, self.layout)
            return self._desk.get("space" if placed == " " else NAMED_CHARACTERS.get(placed, placed))
        return self._desk.get(name)

    def for_textual(self) -> dict[str, str]:
        """Binding id -> keys, for what was changed: Textual's own keymap."""
        return {
            key_id: ",".join(name for name in self.by_id[key_id].keys if not is_printable(name)) or NO_KEY
            for key_id in self._changed
        }


@lru_cache(maxsize=8)
def key_table(
    overrides: tuple[tuple[str, str], ...] = (), layout: str = "letters", send_key: str = "ctrl+s"
) -> KeyTable:
    """The table with these keys in it; what cannot be used is left as it was."""
    return read_keymap(dict(overrides), layout, send_key)[0]


def desk_key(name: str, character: str | None = None, layout: str = "letters") -> Key | None:
    """The table's row for a key pressed on the desk, as long as no setting says otherwise."""
    return key_table(layout=layout).desk_key(name, character)


def read_keymap(
    overrides: Mapping[str, str], layout: str = "letters", send_key: str = "ctrl+s"
) -> tuple[KeyTable, list[KeyFault]]:
    """The table with the user's keys, and what is wrong with them."""
    faults: list[KeyFault] = []
    wanted: dict[str, tuple[str, ...]] = {}
    if send_key not in BY_ID["send"].keys:
        name, fault = _key_name(send_key, layout)
        if fault or not name:
            faults.append(KeyFault("send_key", fault))
        elif told := _not_here(BY_ID["send"], name):
            faults.append(KeyFault("send_key", told))
        else:
            wanted["send"] = (name, *BY_ID["send"].keys)
    for key_id, written in overrides.items():
        if key_id not in BY_ID:
            faults.append(KeyFault(key_id, _no_such_action(key_id), at_id=True))
            continue
        names, told = _keys_of(BY_ID[key_id], written, layout)
        if told:
            faults.append(KeyFault(key_id, told))
        else:
            wanted[key_id] = names
    rows = [replace(key, keys=wanted.get(key.id, key.keys)) for key in KEYS]
    clashes = list(_clashes(rows, wanted))
    if clashes:  # as they were, so that no key does two things
        rows = [replace(key, keys=BY_ID[key.id].keys) for key in rows]
        wanted = {}
    rows = [_labelled(key, layout) for key in rows]
    return KeyTable(rows, layout, wanted), [*faults, *clashes]


def _keys_of(key: Key, written: str, layout: str) -> tuple[tuple[str, ...], str]:
    """The keys that somebody wrote for an action, or what is wrong with one of them."""
    parts = [written.strip()] if written.strip() == "," else [part.strip() for part in written.split(",")]
    names: list[str] = []
    for part in parts:
        name, fault = _key_name(part, layout)
        fault = fault or _not_here(key, name)
        if fault:
            return (), fault
        names.append(name)
    return tuple(dict.fromkeys(names)), ""


def _key_name(written: str, layout: str) -> tuple[str, str]:
    """A key as the table calls it, or a sentence on why there is none."""
    if not written:
        return "", "holds an empty key; write such as: a, or: a, f5 (a comma as key is: comma)"
    if len(written) == 1:
        placed = by_position(written, layout)
        if not ("!" <= placed <= "~"):
            return "", f"{written!r} is on no key of a Latin keyboard; write the key as it stands there"
        return NAMED_CHARACTERS.get(placed, placed), ""
    *modifiers, last = written.lower().replace(" ", "").replace("control+", "ctrl+").split("+")
    last = _FAMILIAR.get(last, last)
    if modifiers == ["shift"] and last in ascii_lowercase and len(last) == 1:
        return _key_name(last.upper(), layout)
    name = "+".join((*modifiers, last))
    if name in _SPECIAL:
        return name, ""
    if not modifiers and len(last) == 1:
        return _key_name(last, layout)
    if modifiers == ["alt"] and (last in _SPECIAL or (len(last) == 1 and last.isalnum())):
        return name, ""
    if modifiers in (["ctrl"], ["ctrl", "shift"]) and last in (*ascii_lowercase, *_SPECIAL):
        if modifiers == ["ctrl"] and last in _SAME:
            return "", f"most terminals send {shown(name)} as {_SAME[last]}; choose another key"
        return name, ""
    return "", _no_such_key(written)


def _no_such_key(written: str) -> str:
    from difflib import get_close_matches  # late: only mistakes need it

    known = [*_SPECIAL, *_FAMILIAR, *(f"ctrl+{letter}" for letter in ascii_lowercase)]
    near = get_close_matches(written.lower().replace(" ", ""), known, n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"?' if near else "write such as: a, ctrl+b, f5, pagedown"
    return f'there is no key "{written}"; {hint}'


def _no_such_action(key_id: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key_id.casefold().replace("-", "_"), list(BY_ID), n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"?' if near else "`?` in the desk lists them"
    return f'there is no action "{key_id}"; {hint}'


def _not_here(key: Key, name: str) -> str:
    """Why an action may not lie on a key, or nothing."""
    if name in _NEVER and name not in BY_ID[key.id].keys:
        return f"{shown(name)} {_NEVER[name]}; choose another key"
    if name == "escape" and key.id != "leave":
        return "Esc takes back what waits and closes what is open; choose another key"
    if key.where == "desk":
        if key.writes and name in LAM_ALEF_KEYS and name not in BY_ID[key.id].keys:
            return f"{shown(name)}: {_TWO_LETTER}; choose another key"
        return ""
    if (is_printable(name) or name in _TYPING) and name not in BY_ID[key.id].keys:
        return f"one types with {shown(name)} where this key counts; choose one with Ctrl, or F1 to F12"
    return ""


def _clashes(rows: Iterable[Key], wanted: Mapping[str, tuple[str, ...]]) -> Iterable[KeyFault]:
    taken: dict[tuple[str, str], str] = {}
    for key in sorted(rows, key=lambda row: row.id in wanted):  # so that the one that was changed is blamed
        for name in key.keys:
            other = taken.setdefault((key.where, name), key.id)
            if other != key.id:
                yield KeyFault(key.id, f'{shown(name)} is the key of "{other}" too; give one of them another')


def _labelled(key: Key, layout: str) -> Key:
    labels = tuple(
        shown(name) if len(shown(name)) > 1 else label_of(shown(name), layout) for name in key.keys
    )
    return replace(key, labels=labels) if labels != key.names else key

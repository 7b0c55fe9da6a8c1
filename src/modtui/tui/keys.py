"""Every key of the desk, in one table.

Textual's bindings, the hints at the bottom, the help on ``?`` and the key table of
the README are all made from :data:`KEYS`, so they cannot disagree. Action keys go by
position: the Arabic layout is mapped to the keys under it, AZERTY and Canadian French on request.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from modtui.text.catalogue import say

if TYPE_CHECKING:
    from textual.binding import Binding


class Haste(IntEnum):
    """How soon a printable key may run (RULES 3: three keys within 400 ms run nothing)."""

    NOW = 0  # moves the selection only, and is taken back when it turns out to be text
    SOON = 1  # opens something harmless: waits just long enough to recognise a paste
    HELD = 2  # decides or sends something: waits until no burst can include it


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table. ``keys`` are Textual key names, the first is the one shown."""

    id: str
    keys: tuple[str, ...]
    group: str  # move | answer | decide | moderate | program
    where: str  # desk | composer | picker | dialog
    haste: Haste = Haste.HELD
    needs: str = ""  # "" | message | inquiry: what must be selected
    writes: bool = False  # refused in read-only mode
    reads: bool = False  # not refused there: it shows what it is about, and changes nothing
    labels: tuple[str, ...] = ()  # what stands on this keyboard's keys, where that is not what ``keys`` says

    @property
    def words(self) -> str:
        """What the key does, for help and menus."""
        return say(f"key.{self.id}")

    @property
    def short(self) -> str:
        """One or two words, for the hint line."""
        return say(f"key.{self.id}.short")

    @property
    def shown(self) -> str:
        """The first key as it is written on the screen."""
        return self.names[0]

    @property
    def names(self) -> tuple[str, ...]:
        """All its keys as they are written on the screen."""
        return self.labels or tuple(shown(name) for name in self.keys)


GROUPS = ("move", "answer", "decide", "moderate", "program")

KEYS: tuple[Key, ...] = (
    Key("down", ("j", "down"), "move", "desk", Haste.NOW),
    Key("up", ("k", "up"), "move", "desk", Haste.NOW),
    Key("top", ("g", "home"), "move", "desk", Haste.NOW),
    Key("end", ("G", "end"), "move", "desk", Haste.NOW),
    Key("page_down", ("pagedown",), "move", "desk", Haste.NOW),
    Key("page_up", ("pageup",), "move", "desk", Haste.NOW),
    Key("next_pane", ("tab",), "move", "desk", Haste.NOW),
    Key("previous_pane", ("shift+tab",), "move", "desk", Haste.NOW),
    Key("menu", ("enter",), "move", "desk", Haste.SOON),
    Key("find", ("ctrl+f",), "move", "desk"),
    Key("find_from", ("ctrl+w",), "move", "desk", needs="message"),
    Key("go_to_day", ("ctrl+g",), "move", "desk"),
    Key("quoted", ("J",), "move", "desk", Haste.SOON, "message"),
    Key("go_back", ("K",), "move", "desk", Haste.SOON),
    Key("versions", ("y",), "move", "desk", Haste.SOON, "message"),
    Key("read_here", ("M",), "move", "desk", Haste.HELD),
    Key("filter", (",",), "move", "desk", Haste.HELD),
    Key("filter_words", (";",), "move", "desk", Haste.HELD),
    Key("answer", ("a",), "answer", "desk", Haste.SOON, "message", writes=True),
    Key("snippets", ("slash",), "answer", "desk", Haste.SOON),
    Key("suggestion_1", ("1",), "answer", "desk", Haste.HELD, "inquiry", writes=True),
    Key("suggestion_2", ("2",), "answer", "desk", Haste.HELD, "inquiry", writes=True),
    Key("suggestion_3", ("3",), "answer", "desk", Haste.HELD, "inquiry", writes=True),
    Key("holding", ("r",), "answer", "desk", Haste.HELD, "inquiry", writes=True),
    Key("ask_back", ("-",), "answer", "desk", Haste.HELD, "inquiry", writes=True),
    Key("member_answer", ("c",), "answer", "desk", Haste.HELD, "inquiry", writes=True),
    Key("send", ("ctrl+s", "ctrl+enter"), "answer", "composer", writes=True),
    Key("send_later", ("ctrl+t",), "answer", "composer", writes=True),
    Key("reply_kind", ("ctrl+r",), "answer", "composer"),
    Key("other_side", ("ctrl+l",), "answer", "composer"),
    Key("in_step", ("ctrl+g",), "answer", "composer"),
    Key("editor", ("ctrl+e",), "answer", "composer"),
    Key("attach", ("ctrl+f",), "answer", "composer", writes=True),
    Key("detach", ("ctrl+n",), "answer", "composer"),
    Key("bold", ("ctrl+b",), "answer", "composer"),
    Key("italic", ("f2",), "answer", "composer"),
    Key("web_link", ("ctrl+k",), "answer", "composer"),
    Key("preview", ("f5",), "answer", "composer"),
    Key("schedule", ("f4",), "answer", "composer", writes=True),
    Key("leave", ("escape",), "answer", "composer"),
    Key("composer_snippets", ("ctrl+o",), "answer", "composer"),
    Key("insert", ("enter",), "answer", "picker"),
    Key("language", ("ctrl+l",), "answer", "picker"),
    Key("compose", ("ctrl+r",), "answer", "picker"),
    Key("copy", ("ctrl+y",), "answer", "picker"),
    Key("verify", ("f8",), "answer", "picker", writes=True),
    Key("post", ("p",), "answer", "desk", Haste.SOON, writes=True),
    Key("mark", ("m",), "decide", "desk", Haste.HELD, "message", writes=True),
    Key("dismiss", ("n",), "decide", "desk", Haste.HELD, "inquiry", writes=True),
    Key("tag", ("t",), "decide", "desk", Haste.HELD, "inquiry", writes=True),
    Key("explain", ("i",), "decide", "desk", Haste.SOON, "inquiry"),
    Key("urgent", ("e",), "decide", "desk", Haste.HELD, "inquiry", writes=True, reads=True),
    Key("merge", ("=",), "decide", "desk", Haste.HELD, "inquiry", writes=True),
    Key("partner", ("f",), "decide", "desk", Haste.HELD, "inquiry", writes=True),
    Key("snooze", ("s",), "decide", "desk", Haste.HELD, "inquiry", writes=True),
    Key("check_back", ("z",), "decide", "desk", Haste.HELD, "inquiry", writes=True),
    Key("resume", (".",), "decide", "desk", Haste.HELD, "inquiry", writes=True),
    Key("link", ("l",), "decide", "desk", Haste.HELD, writes=True),
    Key("follow_up", ("+",), "decide", "desk", Haste.HELD, "message", writes=True),
    Key("warn", ("w",), "moderate", "desk", Haste.HELD, "message", writes=True),
    Key("remove", ("x",), "moderate", "desk", Haste.HELD, "message", writes=True),
    Key("delete", ("d",), "moderate", "desk", Haste.HELD, "message", writes=True),
    Key("ban", ("b",), "moderate", "desk", Haste.HELD, "message", writes=True),
    Key("mute", ("[",), "moderate", "desk", Haste.HELD, "message", writes=True),
    Key("clear", ("]",), "moderate", "desk", Haste.HELD, "message", writes=True),
    Key("leave_group", ("'",), "moderate", "desk", Haste.HELD, "message", writes=True),
    Key("undo", ("u",), "moderate", "desk", Haste.HELD, writes=True),
    Key("member", ("v",), "moderate", "desk", Haste.HELD, "message"),
    Key("member_page", ("V",), "moderate", "desk", Haste.HELD, "message"),
    Key("members", ("f9",), "moderate", "desk"),
    Key("requests", ("f12",), "moderate", "desk"),
    Key("group", ("f3",), "moderate", "desk"),
    Key("actions", ("O",), "moderate", "desk", Haste.HELD),
    Key("record", ("\\",), "moderate", "desk", Haste.HELD),
    Key("phone_bans", ("X",), "moderate", "desk", Haste.HELD),
    Key("triage", ("f2",), "answer", "desk", writes=True),
    Key("partner_sheet", ("f4",), "answer", "desk", writes=True),
    Key("private", ("f6",), "answer", "desk"),
    Key("snippet_desk", ("f7",), "answer", "desk"),
    Key("make_snippet", ("f8",), "answer", "desk", needs="message", writes=True),
    Key("open_media", ("ctrl+o",), "answer", "desk", needs="message"),
    Key("play_media", ("P",), "answer", "desk", Haste.HELD, "message"),
    Key("save_media", ("ctrl+d",), "answer", "desk", needs="message"),
    Key("transcribe", ("ctrl+t",), "answer", "desk", needs="message"),
    Key("translate", ("ctrl+l",), "answer", "desk", needs="message"),
    Key("copy_out", ("ctrl+y",), "answer", "desk", needs="message"),
    Key("edit_post", ("ctrl+e",), "answer", "desk", needs="message", writes=True),
    Key("delete_post", ("ctrl+x",), "answer", "desk", needs="message", writes=True),
    Key("scheduled", ("ctrl+k",), "answer", "desk"),
    Key("outbox", ("o",), "program", "desk", Haste.HELD),
    Key("refresh", ("f5",), "program", "desk"),
    Key("help", ("question_mark", "f1"), "program", "desk", Haste.SOON),
    Key("palette", ("ctrl+p",), "program", "desk"),
    Key("quit", ("q", "ctrl+q"), "program", "desk", Haste.HELD),
)

BY_ID = {key.id: key for key in KEYS}

_SHOWN = {
    "slash": "/",
    "question_mark": "?",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "down": "↓",
    "up": "↑",
    "home": "Home",
    "end": "End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}

# Arabic (101) letters and the Latin key under each: what the finger meant, whatever the layout typed.
_ARABIC = dict(zip("ضصثقفغعهخحجد", "qwertyuiop[]", strict=True))
_ARABIC |= dict(zip("شسيبلاتنمكط", "asdfghjkl;'", strict=True))
_ARABIC |= dict(zip("ئءؤرىةوزظ", "zxcvnm,./", strict=True))
_ARABIC |= {"{": "V", "×": "O", "ـ": "J", "،": "K", "’": "M", "؛": "P", "ْ": "X"}  # with Shift
_ARABIC |= {"؟": "?", "١": "1", "٢": "2", "٣": "3", "۱": "1", "۲": "2", "۳": "3"}

LAM, ALEFS = "ل", "اأإآ"
"""One key of the Arabic layout types lam and alef together: what lies in its place (``b``) does nothing there.

Banning is in the menu too, and opens a dialog that asks for another key.
"""
LAM_ALEF = "ﻻﻷﻹﻵ"

# The unshifted digit row of AZERTY types these.
_FRENCH_DIGITS = {"&": "1", "é": "2", '"': "3"}
# Where a letter lies on AZERTY, as the QWERTY key at that place.
_AZERTY = {"a": "q", "q": "a", "z": "w", "w": "z", "m": ";", ",": "m", "ù": "'", "A": "Q", "Q": "A", "!": "/"}
_AZERTY |= {";": ",", ":": ".", "$": "]", "^": "[", "*": "\\", "Z": "W", "W": "Z"}
# Canadian French, and the Canadian multilingual standard with its own letters there. What waits for a letter to
# stand on (^ ¸ `) comes when it is pressed twice, or with Space.
_CANADIAN = {"é": "/", "É": "?", "^": "[", "¸": "]", "`": "'", "<": "\\"}
_PLACES = {"azerty": _AZERTY | _FRENCH_DIGITS, "canadian-french": _CANADIAN | {"ç": "]", "è": "'", "à": "\\"}}
_LABELS = {
    "azerty": {place: label for label, place in _AZERTY.items()},
    # The question mark is typed elsewhere there.
    "canadian-french": {place: label for label, place in _CANADIAN.items() if place != "?"},
}
# By the letter they type: é types no other letter of the table, and only in Canada is its key one of the table's.
_LETTERS = {"é": "/", "É": "?"}


def shown(name: str) -> str:
    """A Textual key name as it is written for people: ``ctrl+s`` is ``Ctrl+S``."""
    if name in _SHOWN:
        return _SHOWN[name]
    if "+" in name:
        return "+".join(_SHOWN.get(part, part.capitalize()) for part in name.split("+"))
    return name


def by_position(character: str, layout: str = "letters") -> str:
    """The character of the key at this place on a Latin keyboard; unchanged where the layouts agree.

    ``layout`` is ``letters`` (a French keyboard's A is A), ``azerty`` (it is the Q of a Latin one) or
    ``canadian-french``.
    """
    placed = _PLACES.get(layout, _LETTERS).get(character)
    return placed or _ARABIC.get(character, character)


def in_dialogs(character: str, layout: str = "letters") -> str:
    """The same in a dialog, which shows its letters: on AZERTY they are what the keys say, and digits need no Shift."""
    if layout != "azerty":
        return by_position(character, layout)
    return _FRENCH_DIGITS.get(character) or _ARABIC.get(character, character)


def label_of(character: str, layout: str = "letters") -> str:
    """What stands on the key at this place: the other way round from :func:`by_position`."""
    return _LABELS.get(layout, {}).get(character, character)


NAMED_CHARACTERS = {"/": "slash", "?": "question_mark"}
"""Characters that the table calls by a name."""


def is_printable(name: str) -> bool:
    """Whether a key of the table types a character, so that it passes the key gate."""
    return len(name) == 1 or name in NAMED_CHARACTERS.values()


def bindings(where: str) -> list[Binding]:
    """Textual bindings for the keys of ``where`` that are not printable (those go through the key gate)."""
    from textual.binding import Binding

    return [
        Binding(",".join(special), f"desk_key('{key.id}')", key.words, show=False, id=key.id)
        for key in KEYS
        if key.where == where
        # What has printable keys only may be given another kind by the settings: NO_KEY keeps its place.
        and (special := [name for name in key.keys if not is_printable(name)] or [NO_KEY])
    ]


NO_KEY = "f63"
"""A key that no keyboard has, for an action without one that Textual would see."""


def key_table_markdown() -> str:
    """The table for the README: one section a group, one row a key."""
    parts: list[str] = []
    for group in GROUPS:
        parts.append(
            f"**{say(f'keys.group.{group}')}**\n\n| key | what it does | in `ui.keymap` |\n|---|---|---|"
        )
        for key in KEYS:
            if key.group == group:
                names = ", ".join(f"`{name}`" for name in key.names)
                parts.append(f"| {names} | {key.words} | `{key.id}` |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"

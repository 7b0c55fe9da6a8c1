"""Arabic letters joined: each becomes the presentation form that its neighbours ask for, one for one.

For terminals that do not join letters, or cannot once the letters stand in visual order. Forms come from
the compatibility decompositions in `unicodedata`, so that Persian, Kurdish and Urdu letters are in; a
letter without forms stays as it is, and still joins its neighbours.
"""

import unicodedata
from functools import cache, lru_cache
from typing import Final, NamedTuple

_DUAL, _RIGHT, _CAUSING, _NONE = "D", "R", "C", "U"

# Joining types (ArabicShaping.txt) of letters of the Arabic blocks that do not join on both sides.
_RIGHT_JOINING: Final = (
    "622-625 627 629 62F-632 648 671-673 675-677 688-699 6C0 6C3-6CB 6CD 6CF 6D2-6D3 6D5 6EE-6EF 759-75B"
    " 76B-76C 771 773-774 778-779 870-882 88E 8AA-8AC 8AE 8B1-8B2 8B9"
)
_NON_JOINING: Final = "621 674 6DD 887-888 890-891 8AD 8E2 200C"
_JOIN_CAUSING: Final = "640 883-885 200D"
_LETTER_BLOCKS: Final = "620-64A 66E-66F 671-6D3 6D5 6EE-6EF 6FA-6FC 6FF 750-77F 870-88E 8A0-8C8"
_ISOLATED, _FINAL, _INITIAL, _MEDIAL = range(4)
_FORM_NAMES: Final = {"<isolated>": _ISOLATED, "<final>": _FINAL, "<initial>": _INITIAL, "<medial>": _MEDIAL}

LAM_ALEF: Final = {
    lam + alef: ligature
    for alef, isolated, final in (
        ("\ufe8e", "\ufefb", "\ufefc"),
        ("\ufe82", "\ufef5", "\ufef6"),
        ("\ufe84", "\ufef7", "\ufef8"),
        ("\ufe88", "\ufef9", "\ufefa"),
    )
    for lam, ligature in (("\ufedf", isolated), ("\ufee0", final))
}
"""A joined lam and the alef joined to it, as shaped here, to the one sign that every Arabic hand writes."""


class _Tables(NamedTuple):
    joining: dict[str, str]
    forms: dict[str, tuple[str, str, str, str]]
    """Isolated, final, initial, medial; the letter itself where there is no form."""


def _expand(ranges: str) -> list[str]:
    chars: list[str] = []
    for item in ranges.split():
        first, _, last = item.partition("-")
        chars += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    return chars


@cache
def _tables() -> _Tables:
    joining = dict.fromkeys(_expand(_LETTER_BLOCKS), _DUAL)
    joining |= dict.fromkeys(_expand(_RIGHT_JOINING), _RIGHT)
    joining |= dict.fromkeys(_expand(_NON_JOINING), _NONE)
    joining |= dict.fromkeys(_expand(_JOIN_CAUSING), _CAUSING)
    forms: dict[str, list[str]] = {}
    for code in (*range(0xFB50, 0xFBFF + 1), *range(0xFE80, 0xFEF4 + 1)):
        tag, _, letter = unicodedata.decomposition(chr(code)).partition(" ")
        if tag in _FORM_NAMES and " " not in letter:
            base = chr(int(letter, 16))
            forms.setdefault(base, [base] * 4)[_FORM_NAMES[tag]] = chr(code)
    return _Tables(joining, {letter: (f[0], f[1], f[2], f[3]) for letter, f in forms.items()})


def joined(text: str) -> str:
    """Return `text`, in logical order, with each Arabic letter in its joined form; as long as before.

    Marks between letters do not part them; ZWNJ does, ZWJ and tatweel join.
    """
    # Word by word, for nothing joins over a blank, and the words of a group are the same again and again.
    return " ".join(
        [_joined_word(word) if len(word) <= _LONGEST_KEPT else _joined(word) for word in text.split(" ")]
    )


_LONGEST_KEPT: Final = 24
"""Letters of a word whose form is remembered."""


@lru_cache(maxsize=4096)
def _joined_word(word: str) -> str:
    return word if word.isascii() else _joined(word)


def forget() -> None:
    """Remember no word: what is cold, for who measures it."""
    _joined_word.cache_clear()


def _joined(text: str) -> str:
    joining, forms = _tables()
    out = list(text)
    joins = False  # whether the letter before joins toward this one
    before = 0  # its place
    for index, char in enumerate(text):
        kind = joining.get(char)
        if kind is None:
            if joins and unicodedata.category(char) not in ("Mn", "Me", "Cf"):
                joins = False
            continue
        if kind == _NONE:
            joins = False
        if joins and text[before] in forms:
            # Isolated or final so far; now it is known to go on.
            earlier = forms[text[before]]
            out[before] = earlier[_INITIAL] if out[before] == earlier[_ISOLATED] else earlier[_MEDIAL]
        if char in forms:
            out[index] = forms[char][_FINAL if joins else _ISOLATED]
        joins = kind in (_DUAL, _CAUSING)
        before = index
    return "".join(out)

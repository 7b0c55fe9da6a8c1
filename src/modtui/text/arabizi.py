"""Arabic written in Latin letters and digits (Arabizi), brought together with Arabic by its consonants.

Nobody spells Arabizi alike: vowels come and go, one letter stands for several. So both scripts are reduced
to a skeleton of consonant classes: `bita2a`, `betaka`, `bitaqah` and بطاقة all reach `btq`. Where a Latin
sign can mean two letters the word gets several keys, the likeliest first.

A key is for finding, never for showing. English words get keys too; whoever searches decides when to ask.
"""

import itertools
import re
from functools import lru_cache
from typing import Final

from modtui.text.fold import fold, strip_arabic_prefix

_MAX_KEYS: Final = 12
_MIN_KEY: Final = 2
_MAX_LETTERS: Final = 48

# Letters that Arabizi cannot tell apart share a class; vowels and hamza are nothing.
_ARABIC: Final[dict[str, str]] = {
    "ا": "", "ء": "", "ي": "", "و": "",
    "ب": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "j", "ح": "h", "ه": "h", "خ": "x", "د": "d", "ض": "d",
    "ذ": "z", "ظ": "z", "ز": "z", "ر": "r", "س": "s", "ص": "s", "ش": "c", "ع": "3", "غ": "g", "ف": "f",
    "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip

# Every reading of a sign, the likeliest first; the longest sign is tried first.
_LATIN: Final[dict[str, tuple[str, ...]]] = {
    "3'": ("g",), "7'": ("x",), "9'": ("d",), "6'": ("z",), "tch": ("c",), "sch": ("c",),
    "sh": ("c",), "ch": ("c",), "kh": ("x",), "gh": ("g",), "th": ("t", "z"), "dh": ("z", "d"), "ph": ("f",),
    "2": ("", "q"), "3": ("3",), "4": ("z", "c"), "5": ("x",), "6": ("t",), "7": ("h",), "8": ("g", "q"),
    "9": ("q", "s"), "b": ("b",), "p": ("b",), "t": ("t",), "j": ("j",), "h": ("h",), "d": ("d", "z"),
    "z": ("z",), "r": ("r",), "s": ("s", "t"), "f": ("f",), "v": ("f",), "q": ("q",), "k": ("k", "q"),
    "c": ("k", "s"), "g": ("j", "q", "g"), "x": ("ks", "x"), "l": ("l",), "m": ("m",), "n": ("n",),
    "a": ("",), "e": ("",), "i": ("",), "o": ("",), "u": ("",), "y": ("",), "w": ("",), "'": ("",),
}  # fmt: skip
_SIGN: Final = re.compile("|".join(map(re.escape, sorted(_LATIN, key=len, reverse=True))))
_LATIN_WORD: Final = re.compile("[a-z2-9']*[a-z][a-z2-9']*")
_ARABIC_WORD: Final = re.compile("[\u0620-\u064a]+")
_ARTICLE: Final = re.compile("(?:[wf]?[bl]?[aei]l|hal|3al|w?ll?)(?=...)|[aei](sh|th|dh|[tdrzsn])(?=\\1)")
_REPEATED: Final = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """Return the likeliest consonant key of one word of either script, or "" if it has fewer than two.

    Numbers, words of other scripts and words that mix scripts have none.
    """
    keys = arabizi_to_arabic_keys(word)
    return keys[0] if keys else arabic_key(word)


def arabizi_to_arabic_keys(word: str) -> tuple[str, ...]:
    """Return the consonant keys that a word in Latin letters may share with an Arabic word, likeliest first.

    At most twelve, each at least two classes long; () for a word of another script or of over 48 characters. An
    article in front (`el`, `bel`, `ash`...) is taken as part of the word and, in further keys, as none.
    """
    return _latin_keys(word) if len(word) <= _MAX_LETTERS else ()


@lru_cache(maxsize=4096)
def _latin_keys(word: str) -> tuple[str, ...]:
    folded = fold(word).strip("'").replace("-", "")
    if not _LATIN_WORD.fullmatch(folded):
        return ()
    bare = _ARTICLE.sub("", folded, count=1) if _ARTICLE.match(folded) else folded
    keys: dict[str, None] = {}
    for form in dict.fromkeys((bare, folded)):
        for key in _readings(form):
            if len(key) >= _MIN_KEY:
                keys[key] = None
            if len(keys) == _MAX_KEYS:
                return tuple(keys)
    return tuple(keys)


def arabic_key(word: str) -> str:
    """Return the consonant key of a word in Arabic letters without its article, or "" if it has none.

    A word of over 48 characters, its tashkeel counted, has none.
    """
    return _arabic_key(word) if len(word) <= _MAX_LETTERS else ""


@lru_cache(maxsize=4096)
def _arabic_key(word: str) -> str:
    folded = strip_arabic_prefix(fold(word))
    if not _ARABIC_WORD.fullmatch(folded):
        return ""
    # At the front these two are always consonants; inside a word Arabizi often leaves them out.
    first = {"و": "w", "ي": "y"}.get(folded[0], "")
    key = _finish(first + "".join(_ARABIC.get(letter, "") for letter in folded))
    return key if len(key) >= _MIN_KEY else ""


def _readings(word: str) -> list[str]:
    first = ""
    if word.startswith(("w", "ou")) and len(word) > 2:
        first = "w"
    elif word.startswith("y"):
        first = "y"
    choices = [_LATIN[sign] for sign in _SIGN.findall(word)]
    # The likeliest reading of every sign, then those with one sign read otherwise, then the rest.
    ranked = sorted(
        itertools.islice(itertools.product(*(range(len(choice)) for choice in choices)), 256),
        key=lambda picks: sum(map(bool, picks)),
    )
    return [
        _finish(first + "".join(choice[pick] for choice, pick in zip(choices, picks, strict=True)))
        for picks in ranked
    ]


def _finish(key: str) -> str:
    """Drop a final h (taa marbuta is written `a`, `ah`, `eh` and ه) and merge doubled consonants."""
    key = _REPEATED.sub(r"\1", key)
    return key[:-1] if len(key) > _MIN_KEY and key.endswith("h") else key

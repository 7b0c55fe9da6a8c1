"""Folding for search: two spellings of one word become the same string.

One table serves every folded thing (snippets, messages, names, queries), so that what is stored folded and
what is typed can be compared with `==`, by prefix and by edit distance. Folding works character by
character, so a place in the folded text can be led back to the original to mark a match.

What becomes the same: upper and lower case; letters with and without accents, tashkeel or tatweel;
compatibility and presentation forms; the alefs; yaa and alef maqsura; taa marbuta and haa; a hamza and its
seat, and a hamza by itself and none; Persian and Arabic forms of kaf, yaa and haa; digits of any script;
curly and straight quotes. Controls and invisible characters vanish, every blank is a space.
"""

import re
import unicodedata
from typing import Final

_CACHE_LIMIT: Final = 8192

# Dropped, where other scripts' marks (a Hindi vowel) make another word and stay.
_ACCENTS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f]"
)

# Only what normalisation and case folding do not do by themselves.
_UNIFIED: Final[dict[str, str]] = {
    "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ے": "ي", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
    "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ء": "", "ٴ": "", "ـ": "", "ک": "ك", "ڪ": "ك", "گ": "ك", "ڭ": "ك",
    "پ": "ب", "چ": "ج", "ژ": "ز", "ڤ": "ف", "ڥ": "ف", "ڨ": "ق",
    "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th", "ð": "d",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "ʹ": "'", "`": "'", "“": '"', "”": '"', "„": '"',
    "«": '"', "»": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "⁄": "/",
    "،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ",", "۔": ".",
}  # fmt: skip


def _fold_once(char: str) -> str:
    out: list[str] = []
    for part in unicodedata.normalize("NFKD", char.casefold()).casefold():
        if part in _UNIFIED:
            out.append(_UNIFIED[part])
        elif part.isspace():
            out.append(" ")
        elif (digit := unicodedata.digit(part, -1)) >= 0:
            out.append(str(digit))
        elif not (_ACCENTS.match(part) or unicodedata.category(part) in ("Cc", "Cf", "Cs")):
            out.append(part)
    return "".join(out)


def _fold_char(char: str) -> str:
    """Fold one character until folding changes nothing more (a fold may itself have a fold)."""
    folded = _fold_once(char)
    for _ in range(4):
        again = "".join(map(_fold_once, folded))
        if again == folded:
            break
        folded = again
    return folded


class _FoldTable(dict[int, str]):
    """A table for `str.translate` that fills itself with what it meets, up to a bound."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if len(self) < _CACHE_LIMIT:
            self[code] = folded
        return folded


_TABLE: Final = _FoldTable()
_WORD: Final = re.compile(r"[^\W_]+")


def fold(s: str) -> str:
    """Return `s` as search compares it. Folding twice changes nothing; never raises.

    The result may be empty and may be longer or shorter than `s`; blanks are not merged.
    """
    if s.isascii() and s.isprintable():
        return s.lower().replace("`", "'")
    return s.translate(_TABLE)


def fold_words(s: str) -> list[str]:
    """Return the folded words of `s` in order: runs of letters and digits; punctuation parts words."""
    return _WORD.findall(fold(s))


def fold_with_map(s: str) -> tuple[str, list[int]]:
    """Fold `s` and return with it, for each folded character, the index in `s` it came from.

    The map has one entry more than the folded text, `len(s)`, so that an end can be looked up too. Use
    `original_span` to lead a match back.
    """
    out: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(s):
        folded = _TABLE[ord(char)]
        out.append(folded)
        origin.extend([index] * len(folded))
    origin.append(len(s))
    return "".join(out), origin


def original_span(origin: list[int], start: int, end: int) -> tuple[int, int]:
    """Lead the span [start, end) of a folded text back to the original.

    Tashkeel after its last letter is included. `origin` is the map of `fold_with_map`.
    An empty span comes back empty.
    """
    if end <= start:
        return origin[start], origin[start]
    return origin[start], max(origin[end], origin[end - 1] + 1)


# Longest first. Written folded. The last three are spoken: "hal-" (this), "3al-" (on the), "shal-".
_ARTICLES: Final = (
    "وبال", "وكال", "فبال", "وعال", "وهال", "وال", "بال", "كال", "فال", "ولل", "فلل", "هال", "عال", "شال",
    "لل", "ال",
)  # fmt: skip
_SINGLE_PREFIXES: Final = "وفبلك"
_MIN_STEM: Final = 3


def strip_arabic_prefix(word: str) -> str:
    """Return a folded Arabic word without its article and what is written on to it, if 3 letters stay.

    A single letter (و "and", ب "with") is not taken: too many words begin with one. See `prefix_variants`.
    """
    for prefix in _ARTICLES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _MIN_STEM:
            return word[len(prefix) :]
    return word


def prefix_variants(word: str) -> tuple[str, ...]:
    """Return every form a folded Arabic word may be indexed under: itself, and without its prefixes.

    A single letter in front is taken only if 4 letters stay. The first is always `word`.
    """
    forms = [word, strip_arabic_prefix(word)]
    if len(word) > _MIN_STEM + 1 and word[0] in _SINGLE_PREFIXES:
        forms.append(word[1:])
    return tuple(dict.fromkeys(forms))

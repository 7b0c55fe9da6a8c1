"""Light folding of a message for detection: spelling variants become one, words come out, nothing else is lost.

The search has a folding of its own (`modtui.text.fold`); this one keeps what a question hangs on
(short words, digits inside Arabizi words) and drops what it does not.
"""

import re
import unicodedata
from functools import lru_cache

from modtui.domain.detection.wordfiles import small_words

# Longer texts are read at both ends only: what is asked stands at the start or at the end,
# and the time for one message stays bounded.
_HEAD_CHARACTERS = 700
_TAIL_CHARACTERS = 300

_ARABIC_VARIANTS = {
    "ى": "ي",
    "ة": "ه",
    "ٱ": "ا",
    "ک": "ك",
    "گ": "ك",
    "ی": "ي",
    "ې": "ي",
    "ہ": "ه",
    "ھ": "ه",
    "چ": "ج",
    "پ": "ب",
    "ڤ": "ف",
    "ء": "",
    "ـ": "",
    "œ": "oe",
    "æ": "ae",
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "؟": "?",
    "؛": ";",
    "،": ",",
}
_INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad"
)


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(mark): None for mark in _INVISIBLE}
    for block in (
        range(0x300, 0x370),
        range(0x610, 0x61B),
        range(0x64B, 0x660),
        range(0x6D6, 0x6EE),
        [0x670],
    ):
        table.update(dict.fromkeys(block))
    table.update(dict.fromkeys(range(0xFE00, 0xFE10)))
    for first in (0x660, 0x6F0):
        table.update({first + digit: str(digit) for digit in range(10)})
    table.update({ord(key): value for key, value in _ARABIC_VARIANTS.items()})
    return table


_FOLD = _table()
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_ELISION = re.compile(r"\b([ldjnsmtc]|qu|lorsqu|jusqu|puisqu)'(?!(?:m|ve|ll|d|re|s|t)\b)(?=\w)")
_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+")
_WORD = re.compile(r"[^\W_]+")
# Seven digits and more, however they are set apart: one number, and no score of a match ("3-1").
_TELEPHONE = re.compile(r"[0-9](?:[-. ()]{0,2}[0-9]){6,}")
_NUMBER = re.compile(r"[0-9]+")
_DIGIT_INSIDE = re.compile(r"[a-z][235679]|[235679][a-z]")
_SENTENCE_END = re.compile(r"[.!?\n]+")


def shorten(text: str) -> str:
    """Both ends of a long text, the text itself when it is short."""
    if len(text) <= _HEAD_CHARACTERS + _TAIL_CHARACTERS:
        return text
    return text[:_HEAD_CHARACTERS] + "\n" + text[-_TAIL_CHARACTERS:]


def fold(text: str, *, shortened: bool = True) -> str:
    """The text in lower case without accents, vowel signs, joiners, links and drawn-out letters.

    Long messages are shortened to both ends unless told otherwise.
    """
    folded = (shorten(text) if shortened else text).lower()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded).translate(_FOLD)
    if "/" in folded or "www." in folded:
        folded = _LINK.sub(" ", folded)
    if _TELEPHONE.search(folded):
        folded = _TELEPHONE.sub("0", folded)
    if "'" in folded:
        folded = _ELISION.sub(r"\1 ", folded).replace("'", "")
    return _REPEATED.sub(r"\1", folded)


def words(folded: str) -> list[str]:
    """The words of a folded text; every plain number is the word "0"."""
    return ["0" if _NUMBER.fullmatch(word) else word for word in _WORD.findall(folded)]


def sentences(folded: str) -> list[str]:
    """The pieces between full stops, exclamation marks, question marks and line ends."""
    return [piece for piece in _SENTENCE_END.split(folded) if piece.strip()]


def has_link(text: str) -> bool:
    """Whether the raw text holds a web address or a Telegram link."""
    return _LINK.search(text.lower()) is not None


def is_arabic(word: str) -> bool:
    """Whether a folded word is written in Arabic letters."""
    return "\u0600" <= word[0] <= "\u06ff"


_ARABIC_CONSONANTS = str.maketrans(
    "بتثجحخدذرزسشصضطظغفكلمنه",
    "bttjhxddrzscsdtzgfklmnh",
    "اعوقيآأإئؤ",
)
_LATIN_CONSONANTS = str.maketrans("7569gvp", "hxtsjfb", "aeiouywq23480'")
_FINAL_H = re.compile(r"[ae]h$")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def skeleton(word: str) -> str:
    """The consonants of an Arabic word in either script, so that "kif" and "كيف" meet ("kf")."""
    if is_arabic(word):
        if len(word) > 2 and word[-1] == "ه":
            word = word[:-1]
        bones = word.translate(_ARABIC_CONSONANTS)
    else:
        bones = _FINAL_H.sub("", word)
        bones = bones.replace("sh", "c").replace("ch", "c").replace("kh", "x").replace("gh", "G")
        bones = bones.replace("th", "t").replace("dh", "d").translate(_LATIN_CONSONANTS).lower()
    return _DOUBLED.sub(r"\1", bones)


_FRENCH_LETTERS = re.compile("[éèêëàâçùûôîïœ]")


def language_of(text: str, listed: list[str]) -> str:
    """The language of a message: "ar", "en", "fr", "arabizi", or "other" when its letters tell nothing.

    `text` is the raw text (accents speak for French), `listed` its folded words.
    """
    lettered = [word for word in listed if word != "0"]
    arabic = sum("\u0600" <= word[0] <= "\u06ff" for word in lettered)
    roman = [word for word in lettered if "a" <= word[0] <= "z" or "0" <= word[0] <= "9"]
    latin = len(roman)
    if arabic and arabic * 2 >= latin:
        return "ar"
    if not latin:
        return "other"
    english = sum(map(small_words("en").__contains__, roman))
    arabizi = sum(map(small_words("arabizi").__contains__, roman))
    french = sum(map(small_words("fr").__contains__, roman))
    if not text.isascii() and _FRENCH_LETTERS.search(shorten(text).lower()):
        french += 2
    if not text.isalpha() and _DIGIT_INSIDE.search(" ".join(roman)):
        arabizi += 2 * sum(len(word) > 2 and _DIGIT_INSIDE.search(word) is not None for word in roman)
    best = max(english, french, arabizi)
    if best == arabizi and arabizi:
        return "arabizi"
    if best == french and french > english:
        return "fr"
    return "en"

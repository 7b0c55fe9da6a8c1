"""Light stemming for search: endings off, so that a word and its plural or its possessive meet.

No dictionary and no grammar: a wrong cut does no harm as long as it is the same cut on both sides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from modtui.text.fold import strip_arabic_prefix

_ARABIC: Final = re.compile("[\u0620-\u064a]")
# Written folded (taa marbuta is haa). Longest first; what stays must have three letters.
_ARABIC_ENDINGS: Final = (
    "تهما", "اتهم", "اتكم", "اتنا", "اتها", "تهم", "تهن", "تكم", "تكن", "تنا", "تها", "يات", "ات",
    "ون", "ين", "ان",
    "وني", "ني", "يه", "تي", "تك", "ته", "ها", "هم", "هن", "كم", "كن", "نا", "ه", "ي", "ك",
)  # fmt: skip
# British and American spelling meet: licence, harbour, recognise, centre.
_SPELT: Final = {
    "licens": "licenc",
    "our": "or",
    "isat": "izat",
    "ise": "ize",
    "isi": "izi",
    "centre": "center",
}
_BRITISH: Final = re.compile(
    r"^licens|(?<=[bdghlmnrv])our(?=s?$)|isat(?=ion)|(?<=[a-z]{3})is[ei](?=[drsn]|$)|^centre"
)
_DOUBLED: Final = re.compile(r"([b-df-hj-km-np-rtv-y])\1\Z")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one folded word (see `modtui.text.fold`), Arabic, English or French; never empty for
    a word."""
    if _ARABIC.search(word):
        return _arabic(word)
    if not word.isascii() or not word.isalpha():
        return word
    return _latin(word)


def _arabic(word: str) -> str:
    bare = strip_arabic_prefix(word)
    for ending in _ARABIC_ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= 3:
            return bare[: -len(ending)]
    return bare


def _latin(word: str) -> str:
    size = len(word)
    if size <= 3:
        return word
    if size > 5:
        word = _BRITISH.sub(lambda found: _SPELT[found.group()], word)
    if word.endswith("ies") and size > 4:
        return word[:-3] + "i"
    if word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = _DOUBLED.sub(r"\1", word[: -len(ending)])
            break
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word

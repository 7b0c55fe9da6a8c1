"""Phone numbers in a text, to copy one of them. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Three digits (911) and more, with what people write between them; never across a line.
_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9.:/-])\+?\(?\d(?:[ .\-()/]{0,2}\d){2,14}(?![A-Za-z0-9:/-])")
_AMOUNT: Final = (
    r"[$€£]\s?\d[\d,.]*"
    r"|(?<![\d.,])\d{1,3}(?:[,٬]\d{3})+(?:\.\d+)?(?![\d,])"
    r"|(?<![\d.,()/-])\d+\.\d{1,2}(?![\d.-])"
    r"|(?<![\d.,])\d[\d,.]*\s?[$€£]"
)
_CARD: Final = r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?!\d)|(?<!\d)\d{4}([ -])\d{6}\1\d{5}(?!\d)"
_OTHERS: Final = re.compile(f"{_CARD}|{_AMOUNT}")
_DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z")


def other_numbers(text: str) -> list[tuple[int, int]]:
    """Where sums of money and numbers of bank cards stand in a text: nobody dials these."""
    return [match.span() for match in _OTHERS.finditer(text)]


def phone_numbers(text: str) -> list[str]:
    """The numbers somebody could dial, in order, each once, in Latin digits whatever script they were written in."""
    latin = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
    for first, last in other_numbers(latin):
        latin = latin[:first] + "x" * (last - first) + latin[last:]
    found = (match.group().strip() for match in _NUMBER.finditer(latin))
    return list(dict.fromkeys(number for number in found if not _DATE.match(number)))

"""Phone numbers in a text, to copy one of them. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Three digits (911) and more, with what people write between them; never across a line.
_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9.:/-])\+?\(?\d(?:[ .\-()/]{0,2}\d){2,14}(?![A-Za-z0-9:/-])")
_DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z")


def phone_numbers(text: str) -> list[str]:
    """The numbers somebody could dial, in order, each once, in Latin digits whatever script they were written in."""
    latin = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
    found = (match.group().strip() for match in _NUMBER.finditer(latin))
    return list(dict.fromkeys(number for number in found if not _DATE.match(number)))

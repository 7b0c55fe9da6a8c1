"""Telephone numbers, addresses of the web and of e-mail, and mentions: read left to right in any text.

By the letter of UAX #9 a Canadian number in an Arabic sentence comes out with its groups swapped
(`0100-555-416`), a link's last slash jumps to its front, and `@name` becomes `name@`. A moderator who reads
a number off the screen must not dial another, so that the levels treat these as if they stood in
left-to-right isolates, as rule HL3 lets a program do.
"""

import re
from typing import Final

_CANDIDATE: Final = re.compile(
    r"(?:https?://|www\.|t\.me/)[!-~]+"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<!\w)[@#][a-z]\w*"
    r"|(?<![\w.,])(?P<number>[+(]?\(?\d(?:[ .()/-]{0,2}\d){6,})(?!\w)",
    re.ASCII | re.IGNORECASE,
)
_SHORT_NUMBER: Final = re.compile(r"\d{3}[-. ]\d{4}|\d{4}-\d{2}-\d{2}")
_LEAST_DIGITS: Final = 9
_CLOSERS: Final = ".,;:!?)]}'\""


def ltr_runs(text: str) -> list[tuple[int, int]]:
    """Return the places of numbers, links and mentions in `text`, in order.

    A number has a plus sign, nine digits or more, or the shape of a local number (555-0100) or of a date
    (2026-10-05): a range such as 2020-2025 is left to run with its sentence. Marks that end a sentence are
    not part of a link.
    """
    runs: list[tuple[int, int]] = []
    for match in _CANDIDATE.finditer(text):
        start, end = match.span()
        number = match["number"]
        if number is not None:
            digits = sum(char.isdigit() for char in number)
            if number[0] != "+" and digits < _LEAST_DIGITS and not _SHORT_NUMBER.fullmatch(number):
                continue
        else:
            while end > start and text[end - 1] in _CLOSERS:
                end -= 1
        runs.append((start, end))
    return runs

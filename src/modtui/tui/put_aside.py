"""What is too long to be written here: nobody can send it, and each key in it would cost more than a frame.

It is not put into the text but kept whole in a file that the sentence names: nothing is lost.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from modtui.domain.splitting import LIMIT

MOST_PARTS: Final = 10
"""So many messages may be written as one text."""
MOST: Final = MOST_PARTS * LIMIT
MOST_IN_A_LINE: Final = 4 * LIMIT
"""A line is wrapped anew with every key: in Arabic this takes 30 ms for so many characters, about one frame."""


def too_much(lengths: Iterable[int]) -> bool:
    """Whether lines of these lengths are more than may be edited here."""
    total = 0
    for length in lengths:
        total += length + 1
        if length > MOST_IN_A_LINE or total > MOST + 1:
            return True
    return False


def text_too_much(text: str) -> bool:
    """The same of a text."""
    return len(text) > MOST_IN_A_LINE and too_much(map(len, text.split("\n")))


def kept_in_file(folder: Path, text: str, at: datetime) -> Path:
    """Write it down where only its owner reads it, beside those of before. Raises OSError."""
    for number in range(1, 1000):
        path = folder / f"put-aside-{at:%Y%m%d-%H%M%S}{f'-{number}' if number > 1 else ''}.txt"
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.write(text)
        return path
    raise FileExistsError(str(folder))

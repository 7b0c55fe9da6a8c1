"""The name by which a text calls somebody."""

from __future__ import annotations

from modtui.text.safe import safe_line


def first_name_of(name: str) -> str:
    """The first word of a display name, if it can be a name: letters, at least two."""
    word = safe_line(name).split(" ", 1)[0]
    return word if len(word) > 1 and all(char.isalpha() or char in "-'’" for char in word) else ""

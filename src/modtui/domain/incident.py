"""Posts that belong to one incident: two weekend adverts are one, with one note (RULES 3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from modtui.text.fold import fold_words

#: Posts further apart than this are not proposed as one incident.
INCIDENT_SPAN: Final = timedelta(days=7)
_ALIKE: Final = 0.6


def alike(one: str, other: str) -> bool:
    """Whether two texts say much the same: most of their words, folded, are shared. Empty ones are not alike."""
    first, second = set(fold_words(one)), set(fold_words(other))
    if not first or not second:
        return False
    return len(first & second) / len(first | second) >= _ALIKE

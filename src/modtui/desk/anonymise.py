"""A member's words without what says who they are, for reading out and for labelled lines."""

from __future__ import annotations

import re
from typing import Final

from modtui.text.safe import safe_text

_HIDDEN: Final = "[...]"
# In two steps and from the beginning of a word: a member's thousand @ in a row must not be tried in every way.
_ADDRESS: Final = re.compile(r"https?://\S+|(?<!\S)\S[^\s@]*@\S+\.\w+")
_CONTACT: Final = re.compile(r"(?<!\w)@\w{3,}|\+?[\d٠-٩۰-۹][\d٠-٩۰-۹\s().-]{5,}[\d٠-٩۰-۹]")


def anonymised(text: str, names: tuple[str, ...]) -> str:
    """A member's text without what says who they are: their own names, phone numbers, addresses, links, mentions.

    It hides what can be known by rule; whoever reads it out still reads it first.
    """
    safe = _CONTACT.sub(_HIDDEN, _ADDRESS.sub(_HIDDEN, safe_text(text)))
    for name in names:
        for word in name.split():
            if len(word) > 2:
                safe = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _HIDDEN, safe, flags=re.IGNORECASE)
    return safe

"""Text that can be written down: half a character (a lone surrogate) becomes the sign for what cannot be shown.

Telegram's own client replaces them; a gateway or a file that does not would have a store refuse the whole page.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def whole(text: str) -> str:
    """The text with two halves put together, and a lone half as ``\\ufffd``."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def made_whole(value: T) -> T:
    """The same value (a message, say) with every text in it whole; almost always it is as it came."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        cleaned: T = _cleaned(value)
        return cleaned
    return value


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value if type(value) is not str else whole(value)  # an enumeration's text is ours
    if isinstance(value, tuple):
        return tuple(_cleaned(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _cleaned(getattr(value, f.name)) for f in fields(value) if f.init})
    return value

"""How a text looks, as the store keeps it: a JSON list, or nothing for a plain text."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from modtui.domain.formatting import Entity


def write_entities(entities: Sequence[Entity]) -> str | None:
    """The column's value."""
    return msgspec.json.encode(entities).decode() if entities else None


def read_entities(value: str | None) -> tuple[Entity, ...]:
    """From the column's value."""
    return msgspec.json.decode(value, type=tuple[Entity, ...]) if value else ()

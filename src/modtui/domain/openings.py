"""Giving everybody the right to write back, where the group was closed from a phone and no action of ours did it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from modtui.domain.journal import Event, Kind, in_order


@dataclass(frozen=True, slots=True)
class Opening:
    """One such key. ``outcome``: begun (nobody heard how it ended) | done | failed."""

    chat_key: int
    by: int
    at: datetime
    given_back: tuple[str, ...]
    outcome: str


def opening_subject(opening_id: str) -> str:
    """The subject of one opening and how it ended."""
    return f"opening:{opening_id}"


def fold_openings(events: Iterable[Event]) -> list[Opening]:
    """Every opening as it ended, oldest first."""
    found: dict[str, Opening] = {}
    for event in in_order(events):
        if event.kind != Kind.GROUP_OPENED:
            continue
        outcome, known = str(event.payload["outcome"]), found.get(event.subject)
        if known is not None:
            found[event.subject] = replace(known, outcome=outcome)
            continue
        rights = tuple(str(right) for right in event.payload.get("given_back", ()))
        found[event.subject] = Opening(int(event.payload["chat"]), event.author_id, event.at, rights, outcome)
    return list(found.values())

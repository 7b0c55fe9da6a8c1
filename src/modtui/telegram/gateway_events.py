"""Live events of the group that came after the gateway's first ones."""

from __future__ import annotations

from dataclasses import dataclass

from modtui.domain.media_facts import Reaction


@dataclass(frozen=True, slots=True)
class ReactionsSeen:
    """The reactions to a message of the group changed; these are all of them now."""

    message_id: int
    reactions: tuple[Reaction, ...]

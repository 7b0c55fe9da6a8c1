"""Live events of the group that came after the gateway's first ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from modtui.domain.media_facts import Reaction
from modtui.domain.membership import EventKind


@dataclass(frozen=True, slots=True)
class ReactionsSeen:
    """The reactions to a message of the group changed; these are all of them now."""

    message_id: int
    reactions: tuple[Reaction, ...]


@dataclass(frozen=True, slots=True)
class JoinRequestsChanged:
    """Somebody asks to be let in, or a request was decided or withdrawn; ``waiting`` as Telegram counts them."""

    waiting: int


@dataclass(frozen=True, slots=True)
class MemberMoved:
    """Telegram itself says that somebody came or went (a participant update).

    As a rule it tells bots only. Promotions, mutes and bans of who was not in the group are no comings or goings.
    ``number`` is Telegram's own for this update (0: none); the same number again is the same update told again.
    """

    user_id: int
    kind: EventKind  # JOINED, JOINED_BY_REQUEST, ADDED, LEFT or BANNED_ELSEWHERE (taken out by somebody)
    at: datetime
    by: int | None = None  # who let in, added or took out; None: the member themselves, or nobody says who
    number: int = 0
    name: str = ""  # untrusted
    by_name: str = ""
    is_bot: bool = False

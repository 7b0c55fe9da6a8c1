"""What a message carries beside its text, in detail: polls, reactions, topics. All text in it is untrusted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PollOption:
    """One choice of a poll. ``votes`` is None where Telegram does not say yet (nobody voted here, or hidden)."""

    text: str
    votes: int | None = None
    chosen: bool = False  # by this account


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll or quiz. One of a kind that is not known here has its question and the options that could be read."""

    question: str
    options: tuple[PollOption, ...] = ()
    voters: int | None = None
    closed: bool = False
    multiple: bool = False
    quiz: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """How many chose one emoji. A custom emoji, which a terminal cannot draw, has an empty ``emoji``."""

    emoji: str
    count: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a forum group; its id is that of the message that opened it, 1 for the general one."""

    id: int
    title: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, with what Telegram calls it."""

    latitude: float
    longitude: float
    address: str = ""

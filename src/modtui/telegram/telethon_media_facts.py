"""Polls, reactions, places, contacts and topics in domain terms. Pure, and never at a loss for an unknown kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from telethon.tl import types

from modtui.domain.media_facts import Place, Poll, PollOption, Reaction, Topic
from modtui.domain.messages import Media, MediaKind


def plain(text: Any) -> str:
    """A text with or without its entities as plain text."""
    return str(getattr(text, "text", text) or "")


def poll(raw: Any) -> Media:
    """A poll with its votes, as far as it can be read."""
    found, results = raw.poll, raw.results
    voters = {bytes(v.option): v for v in (getattr(results, "results", None) or ())}
    options = []
    for answer in getattr(found, "answers", None) or ():
        key = getattr(answer, "option", None)
        votes = voters.get(bytes(key)) if key is not None else None
        options.append(
            PollOption(
                plain(getattr(answer, "text", "")),
                getattr(votes, "voters", None),
                bool(getattr(votes, "chosen", False)),
            )
        )
    question = plain(getattr(found, "question", ""))
    return Media(
        MediaKind.POLL,
        question,
        poll=Poll(
            question,
            tuple(options),
            getattr(results, "total_voters", None),
            bool(getattr(found, "closed", False)),
            bool(getattr(found, "multiple_choice", False)),
            bool(getattr(found, "quiz", False)),
        ),
    )


def place(raw: Any) -> Media:
    """A point, a live location or a venue."""
    geo = raw.geo
    where = Place(geo.lat, geo.long, plain(getattr(raw, "address", ""))) if _is_point(geo) else None
    return Media(MediaKind.LOCATION, plain(getattr(raw, "title", "")), place=where)


def _is_point(geo: Any) -> bool:
    return isinstance(geo, types.GeoPoint)


def contact(raw: Any) -> Media:
    """Somebody's name and number."""
    return Media(
        MediaKind.CONTACT, f"{raw.first_name} {raw.last_name}".strip(), phone=plain(raw.phone_number)
    )


def photo(raw: Any) -> Media:
    """A photo with the size of its largest form."""
    sizes = getattr(raw.photo, "sizes", None) or ()
    known = [size for size in map(_bytes, sizes) if size]
    return Media(MediaKind.PHOTO, size=max(known, default=None))


def _bytes(size: Any) -> int:
    progressive = getattr(size, "sizes", None)
    return max(progressive, default=0) if progressive else int(getattr(size, "size", 0) or 0)


def reactions(raw: Any) -> tuple[Reaction, ...]:
    """How often each emoji was chosen, most first."""
    counts: dict[str, tuple[int, bool]] = {}
    for result in getattr(raw, "results", None) or ():
        emoji = str(getattr(result.reaction, "emoticon", "") or "")
        before, own = counts.get(emoji, (0, False))
        counts[emoji] = before + result.count, own or getattr(result, "chosen_order", None) is not None
    ordered = sorted(counts.items(), key=lambda item: -item[1][0])
    return tuple(Reaction(emoji, count, own) for emoji, (count, own) in ordered if count > 0)


def topics(found: Iterable[Any]) -> list[Topic]:
    """Topics that are still there."""
    return [
        Topic(topic.id, topic.title or "", bool(topic.closed))
        for topic in found
        if isinstance(topic, types.ForumTopic)
    ]

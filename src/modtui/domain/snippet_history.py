"""Which snippet was sent to whom, when, and in which version: a fold over the journal.

For the recall of a changed snippet and for usage counts (issue 3, 4). The journal
keeps ids and versions, never the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from modtui.domain.journal import Event, Kind, effective, parse_inquiry_subject


@dataclass(frozen=True, slots=True)
class SnippetSent:
    """One snippet in one reply to one inquiry (0: in a private chat).

    ``stale``: it was not in order then; ``overridden``: and sent knowingly.
    """

    snippet_id: str
    version: str
    chat_key: int
    inquiry_id: int
    message_id: int
    sent_at: datetime
    stale: bool = False
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """Somebody got a text that has changed since. ``current`` is the version it has now."""

    sent: SnippetSent
    current: str


def snippets_sent(events: Iterable[Event]) -> list[SnippetSent]:
    """Every snippet in every reply that stands, in order of sending."""
    found = []
    for event in effective(events):
        subject = parse_inquiry_subject(event.subject)
        if event.kind == Kind.PRIVATE_REPLIED and event.payload.get("sent_at"):
            subject = (int(event.subject.partition(":")[2]), 0)
        elif event.kind != Kind.REPLY_SENT:
            continue
        if subject is None:
            continue
        for row in event.payload.get("snippets") or ():
            # A row is {"id", "version", "stale"}; the very first ones were pairs of id and version.
            plain = isinstance(row, Mapping)
            found.append(
                SnippetSent(
                    snippet_id=str(row["id"] if plain else row[0]),
                    version=str(row["version"] if plain else row[1]),
                    chat_key=subject[0],
                    inquiry_id=subject[1],
                    message_id=int(event.payload["message_id"]),
                    sent_at=datetime.fromisoformat(event.payload["sent_at"]),
                    stale=bool(row.get("stale")) if plain else False,
                    overridden=bool(row.get("overridden")) if plain else False,
                )
            )
    return sorted(found, key=lambda sent: (sent.sent_at, sent.message_id))


def recalls(
    sent: Sequence[SnippetSent], settled: Iterable[Event], current: Mapping[str, str]
) -> list[Recall]:
    """Who got a version that is no longer the one on the shelf, newest first.

    What counts for an inquiry is the last time it got the snippet: a correction with today's text settles
    it by itself. ``settled`` are the events that say a moderator dealt with one (for that version; a further
    change asks again). ``current`` is id -> version of what is on the shelf; a snippet that is not there asks nothing.
    """
    dealt_with = {
        (parse_inquiry_subject(event.subject), str(event.payload["snippet"]), str(event.payload["version"]))
        for event in effective(settled)
        if event.kind == Kind.SNIPPET_RECALL_SETTLED
    }
    last: dict[tuple[int, int, str], SnippetSent] = {}
    for one in sent:
        last[one.chat_key, one.inquiry_id, one.snippet_id] = one
    found = [
        Recall(one, version)
        for one in last.values()
        if (version := current.get(one.snippet_id)) is not None
        and version != one.version
        and ((one.chat_key, one.inquiry_id), one.snippet_id, version) not in dealt_with
    ]
    return sorted(found, key=lambda recall: recall.sent.sent_at, reverse=True)


def usage_by_month(sent: Iterable[SnippetSent], zone: tzinfo) -> dict[str, dict[str, int]]:
    """snippet id -> month ("2026-10", in the service's zone) -> replies it was sent in.

    A reply that answered several inquiries counts once.
    """
    counted: dict[str, dict[str, int]] = {}
    seen: set[tuple[int, int, str]] = set()
    for one in sent:
        key = (one.chat_key, one.message_id, one.snippet_id)
        if key in seen:
            continue
        seen.add(key)
        month = f"{one.sent_at.astimezone(zone):%Y-%m}"
        months = counted.setdefault(one.snippet_id, {})
        months[month] = months.get(month, 0) + 1
    return counted

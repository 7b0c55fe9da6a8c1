"""Messages, events and a store to put them in, as the tests of several rooms need them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from modtui.domain.journal import CURRENT_VERSION, Event, Kind, Scope, inquiry_subject
from modtui.domain.messages import Message, Sender, SenderKind
from modtui.domain.policy import ServicePolicy

MONDAY = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)  # 10:00 in Toronto
MEMBER, OTHER_MEMBER, MODERATOR, PARTNER = 11, 12, 1, 2
CHAT = 1
_numbers = itertools.count(1)


def after(minutes: float) -> datetime:
    """So many minutes after a Monday at ten in the morning."""
    return MONDAY + timedelta(minutes=minutes)


def message(id: int, sender: int = MEMBER, minutes: float = 0, **more: Any) -> Message:
    """A message of a person, some minutes after Monday 10:00."""
    kind = more.pop("kind", SenderKind.USER)
    more.setdefault("text", f"text of {id}")
    return Message(id, Sender(kind, sender, f"Sample {sender}"), after(minutes), **more)


def event(kind: Kind, subject: str, payload: dict[str, Any] | None = None, **more: Any) -> Event:
    """An event of the moderator in an envelope of its own."""
    number = next(_numbers)
    return Event(
        uuid=more.pop("uuid", f"uuid-{number:06}"),
        scope=Scope.SHARED,
        author_id=MODERATOR,
        client_id="here",
        kind=kind,
        version=CURRENT_VERSION[kind],
        subject=subject,
        at_local=more.pop("at", MONDAY),
        payload=payload or {},
        **more,
    )


def about(message_id: int, kind: Kind, payload: dict[str, Any] | None = None, **more: Any) -> Event:
    """An event about one inquiry."""
    return event(kind, inquiry_subject(CHAT, message_id), payload, **more)


def found(message_id: int, label: str = "inquiry", **more: Any) -> Event:
    """What detection writes down."""
    payload = {
        "label": label,
        "urgent": False,
        "score": 0.9,
        "reasons": ["asks-where"],
        "language": "en",
        "detector": 1,
    }
    return about(message_id, Kind.INQUIRY_FOUND, payload | more)


def undone(of: Event) -> Event:
    """What undoing an event writes down."""
    return event(Kind.UNDONE, of.subject, {"of": of.uuid})


def policy_adopted(since: datetime | None = None, **settings: Any) -> Event:
    """The default service hours, or others."""
    policy = ServicePolicy(**settings)
    at = since or datetime(1970, 1, 1, tzinfo=UTC)
    payload = {"since": at.isoformat(), "version": policy.version, "policy": policy.to_dict()}
    return event(Kind.POLICY_ADOPTED, "policy", payload)


def role_set(ref: str, role: str, since: datetime | None = None) -> Event:
    """Somebody's role from a moment on."""
    at = since or datetime(1970, 1, 1, tzinfo=UTC)
    return event(Kind.ROLE_SET, f"member:{ref}", {"member": ref, "role": role, "since": at.isoformat()})

"""The journal: every decision as an event in one envelope (DESIGN, Decisions).

An event holds structure only: random member references instead of people, no
message text, no names. Free text lives in ``journal_private`` under the
event's uuid and can be deleted; events cannot.

Kinds carry a version. :func:`upcast` brings an older payload to today's form
when it is read; nothing stored is ever rewritten. One golden example per kind
and version is kept in ``tests/data/journal``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

Payload: TypeAlias = Mapping[str, Any]


class Scope(StrEnum):
    """Who learns of an event: this installation only, or every moderator (RULES 5)."""

    LOCAL = "local"
    SHARED = "shared"


class Kind(StrEnum):
    """Every kind of decision there is."""

    POLICY_ADOPTED = "policy.adopted"
    ROLE_SET = "role.set"
    INQUIRY_FOUND = "inquiry.found"
    INQUIRY_MARKED = "inquiry.marked"
    INQUIRY_DISMISSED = "inquiry.dismissed"
    INQUIRY_MERGED = "inquiry.merged"
    INQUIRY_URGENT = "inquiry.urgent"
    INQUIRY_WAITING = "inquiry.waiting"
    INQUIRY_SNOOZED = "inquiry.snoozed"
    INQUIRY_TO_VERIFY = "inquiry.to_verify"
    INQUIRY_ABSORBED = "inquiry.absorbed"
    INQUIRY_RESUMED = "inquiry.resumed"
    INQUIRY_CHECK_BACK = "inquiry.check_back"
    INQUIRY_PRIVATELY_ANSWERED = "inquiry.privately_answered"
    FOLLOW_UP_FOUND = "follow_up.found"
    FOLLOW_UP_SETTLED = "follow_up.settled"
    REPLY_QUEUED = "reply.queued"
    REPLY_SENT = "reply.sent"
    REPLY_TAGGED = "reply.tagged"
    REPLY_LINKED = "reply.linked"
    REPLY_ATTACHED = "reply.attached"
    REPLY_MENTIONED = "reply.mentioned"
    POST_SENT = "post.sent"
    POST_EDITED = "post.edited"
    POST_DELETED = "post.deleted"
    PRIVATE_WAITS = "private.waits"
    PRIVATE_SETTLED = "private.settled"
    PRIVATE_REPLIED = "private.replied"
    ACTION_PLANNED = "action.planned"
    ACTION_STEP = "action.step"
    ACTION_TAKEN_BACK = "action.taken_back"
    ACTION_UNDONE = "action.undone"
    WARNING_VOIDED = "warning.voided"
    COMPLAINT_RECORDED = "complaint.recorded"
    COMPLAINT_DECIDED = "complaint.decided"
    MEMBER_NOTED = "member.noted"
    BAN_SORTED = "ban.sorted"
    GROUP_OPENED = "group.opened"
    SNIPPET_RECALL_SETTLED = "snippet.recall_settled"
    FAQ_PUBLISHED = "faq.published"
    UNDONE = "undone"
    IMPORT_DONE = "import.done"


#: Kinds whose events stay on this machine whatever the log group (RULES 5).
LOCAL_KINDS: Final[frozenset[str]] = frozenset(
    {
        Kind.REPLY_QUEUED,
        Kind.IMPORT_DONE,
        Kind.INQUIRY_SNOOZED,
        Kind.PRIVATE_SETTLED,
        Kind.PRIVATE_REPLIED,
        Kind.MEMBER_NOTED,
    }
)

#: The version each kind is written in today.
CURRENT_VERSION: Final[dict[str, int]] = dict.fromkeys(Kind, 1)

_Upcaster: TypeAlias = Callable[[Payload], Payload]
#: (kind, version) -> a pure function to the next version's payload.
UPCASTERS: Final[dict[tuple[str, int], _Upcaster]] = {}


class NewerEvent(ValueError):
    """An event of a version this program does not know: keep it raw, do not fold it (RULES 5)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One decision in its envelope. ``seq`` is the order it was appended here in (0 before that)."""

    uuid: str
    scope: Scope
    author_id: int
    client_id: str
    kind: str
    version: int
    subject: str
    at_local: datetime
    payload: Payload = field(default_factory=dict)
    at_server: datetime | None = None
    log_chat_id: int | None = None
    log_message_id: int | None = None
    seq: int = 0

    @property
    def at(self) -> datetime:
        """When it happened: Telegram's date where one is known (RULES 5: the sender's clock is not trusted)."""
        return self.at_server or self.at_local


def upcast(kind: str, version: int, payload: Payload) -> Payload:
    """The payload in today's form.

    Raises NewerEvent when the kind or version is unknown here.
    """
    current = CURRENT_VERSION.get(kind)
    if current is None or version > current:
        raise NewerEvent(f"journal event {kind} v{version} was written by a newer modtui")
    while version < current:
        payload = UPCASTERS[kind, version](payload)
        version += 1
    return payload


def inquiry_subject(chat_key: int, message_id: int) -> str:
    """The subject of everything decided about one inquiry."""
    return f"inquiry:{chat_key}:{message_id}"


def parse_inquiry_subject(subject: str) -> tuple[int, int] | None:
    """(chat key, message id) of an inquiry's subject; None for any other subject."""
    head, _, rest = subject.partition(":")
    if head != "inquiry":
        return None
    chat, _, message = rest.partition(":")
    return int(chat), int(message)


def member_subject(member_ref: str) -> str:
    """The subject of what is decided about one member's role."""
    return f"member:{member_ref}"


def action_subject(action_id: str) -> str:
    """The subject of one moderation action and its steps."""
    return f"action:{action_id}"


def private_subject(chat_key: int) -> str:
    """The subject of what is decided about one private chat, by its internal key: local only (RULES 5)."""
    return f"private:{chat_key}"


def note_subject(member_ref: str) -> str:
    """The subject of the notes on one member: local only (RULES 5)."""
    return f"note:{member_ref}"


def complaint_subject(complaint_id: str) -> str:
    """The subject of one complaint and what was decided about it."""
    return f"complaint:{complaint_id}"


def post_subject(chat_key: int, message_id: int) -> str:
    """The subject of an unprompted staff post."""
    return f"post:{chat_key}:{message_id}"


def faq_subject(chat_key: int) -> str:
    """The subject of every publication of a group's questions and answers."""
    return f"faq:{chat_key}"


POLICY_SUBJECT: Final = "policy"
#: How many private questions wait: a count, without saying whose.
PRIVATE_SUBJECT: Final = "private"


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events in the order every client agrees on: by log message, own unechoed ones last (RULES 5).

    Without a log group that is the order they were appended in.
    """
    return sorted(events, key=lambda e: (e.log_message_id is None, e.log_message_id or 0, e.seq))


def effective(events: Iterable[Event]) -> list[Event]:
    """Events that stand, in order: undone ones left out, undoing an undo brings it back (RULES 2: nothing is deleted)."""
    ordered = in_order(events)
    standing = {e.uuid: True for e in ordered}
    target_of = {e.uuid: str(e.payload.get("of", "")) for e in ordered if e.kind == Kind.UNDONE}
    # The newest undo decides first: an undone undo has no say over what it undid.
    for undo in reversed([e for e in ordered if e.kind == Kind.UNDONE]):
        if standing[undo.uuid] and target_of[undo.uuid] in standing:
            standing[target_of[undo.uuid]] = False
    return [e for e in ordered if standing[e.uuid] and e.kind != Kind.UNDONE]


def last_of(events: Sequence[Event], *kinds: str) -> Event | None:
    """The newest of these kinds among effective events."""
    return next((e for e in reversed(events) if e.kind in kinds), None)

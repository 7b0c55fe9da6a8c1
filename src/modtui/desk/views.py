"""What the desk shows: immutable views, ready for any screen.

Every string that came from Telegram has passed ``text.safe`` already; widgets
still never parse it as markup. Times are UTC; the screen shows them in
:attr:`StatusView.zone`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modtui.desk.views_status import QueueGroup as QueueGroup
from modtui.desk.views_status import StatusView as StatusView
from modtui.domain.formatting import Entity
from modtui.domain.outgoing import SendState as SendState

if TYPE_CHECKING:
    # Views are all that the first frame needs of the desk; the clock's rules load behind it.
    from datetime import datetime

    from modtui.desk.views_members import IncidentPost
    from modtui.desk.views_snippets import AttachedFile, Blank
    from modtui.domain.clock import Deadline
    from modtui.domain.inquiry_states import InquiryState, ReplyKind
    from modtui.domain.kinds import Role, ServiceKind
    from modtui.domain.media_facts import Reaction
    from modtui.domain.messages import Media


@dataclass(frozen=True, slots=True)
class Quote:
    """The message a message replies to, in one line. ``gone`` when it was deleted."""

    message_id: int
    name: str
    line: str
    gone: bool = False
    stored: bool = True  # not here, else: from before this store, and Telegram may have it


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One line of the feed: a message, a service event or an own message on its way."""

    message_id: int  # 0 for an own message that has not been sent yet
    sender_id: int | None
    name: str
    role: Role
    sent_at: datetime
    text: str
    direction: str = "ltr"  # paragraph direction: first strong character of the whole message
    quote: Quote | None = None
    media: Media | None = None
    service: str | None = None  # a sentence for a service message ("Amal joined by request")
    edited_at: datetime | None = None
    previous_text: str | None = None  # what it said before the last edit, where kept
    deleted_at: datetime | None = None
    forwarded_from: str | None = None
    inquiry: InquiryState | None = None  # set on a message that is (part of) an inquiry
    inquiry_id: int | None = None
    urgent: bool = False
    warnings: int = 0  # warnings in force for the sender
    own: bool = False
    outbox_id: str | None = None
    send_state: SendState | None = None
    send_note: str = ""  # why it failed or is held, or what it waits for
    reactions: tuple[Reaction, ...] = ()  # most first; an empty emoji stands for a custom one
    pinned: bool = False
    topic_id: int | None = None
    topic: str = ""  # its name, where known
    album_id: int | None = None  # messages of one album stand next to each other
    album: tuple[int, int] = (1, 1)  # which of how many it is there
    purged: bool = False  # its text is kept no longer
    service_kind: ServiceKind | None = None  # of a service message
    names: int | None = None  # whom a service message names, by Telegram id, where it is one member
    wait_until: datetime | None = None  # Telegram asked an own message to wait until then
    answers: Quote | None = (
        None  # of an own message on its way: what it is for, gone or not; its draft is filed there
    )
    looks: tuple[Entity, ...] = ()  # how ``text`` looks, links made safe; places count UTF-16 code units
    private_to: str = (
        ""  # whom an own unsent private reply goes to; ``text`` then says that, and none of its words
    )


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One waiting inquiry. ``deadline`` is None only for ``possible`` ones nobody decided."""

    inquiry_id: int  # the id of the message that asks
    asker_id: int | None
    asker: str
    first_line: str
    direction: str
    language: str
    state: InquiryState
    group: QueueGroup
    asked_at: datetime
    deadline: Deadline
    urgent: bool = False
    reasons: tuple[str, ...] = ()  # in words: "asks where"
    follow_ups: int = 0
    draft: bool = False
    sending: bool = False
    leaves: str = ""  # when a reply that is held back leaves: "Mon 09:00"
    note: str = ""  # "holding reply sent 10:12", "answered from a phone", "claimed by ..."
    cycle: int = 1  # 2 and more: a follow-up on its own clock
    message_id: int = 0  # the message that asks in this cycle (reply to this one)
    maybe_follow_up: int | None = None  # a message of the asker that may ask again: one key decides
    member_answer: int | None = None  # a member's answer that waits to be verified
    waiting_on: str = ""  # the partner that was asked
    similar: tuple[int, ...] = ()  # other waiting inquiries whose best answer is the same
    back_since: datetime | None = (
        None  # it is back in sight by itself (a reminder, a snooze's end): rings once
    )
    changes_at: datetime | None = None  # after this moment the row is another by itself: read the queue again
    private: bool = (
        False  # asked in private: shown with a lock; inquiry_id is negative, asker_id the user to open
    )


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to an inquiry, in a sentence."""

    at: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class SnippetChoice:
    """A canned text as the picker shows it. ``why`` for suggestions, ``spans`` for matches in the title."""

    snippet_id: str
    kind: str  # answer | referral | notice
    title: str
    body: str  # in the language asked for, placeholders as they stand
    language: str
    other_body: str | None = None  # the other language, where there is one
    other_language: str | None = None  # which one that is
    score: float = 0.0
    spans: tuple[tuple[int, int], ...] = ()
    why: tuple[str, ...] = ()
    verified: str = ""  # "verified 2026-10-01 by A. Sample"
    stale: bool = False
    files: tuple[AttachedFile, ...] = ()  # leave with it


@dataclass(frozen=True, slots=True)
class FilledSnippet:
    """A snippet's text with its placeholders filled for one member. Sending is blocked while ``unresolved`` is not empty."""

    snippet_id: str
    text: str
    reply_kind: ReplyKind
    unresolved: tuple[str, ...] = ()
    language: str = ""  # the one it is really in
    blanks: tuple[Blank, ...] = ()  # what to ask the moderator, for ``fill_blanks``
    attachments: tuple[AttachedFile, ...] = ()  # leave with it; a missing one blocks sending
    doubt: str = ""  # why it cannot be relied on today; sending it needs ``override_stale``
    title: str = ""  # in the language it is really in


@dataclass(frozen=True, slots=True)
class InquiryDetail:
    """Everything about one inquiry for its pane."""

    row: QueueRow
    text: str
    thread: tuple[FeedItem, ...]
    explanation: tuple[str, ...]  # "explain this deadline", sentence by sentence
    timeline: tuple[TimelineEntry, ...]
    suggestions: tuple[SnippetChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of a moderation action, in a sentence, with its outcome once it has one."""

    number: int
    sentence: str
    outcome: str = ""  # "" waiting | done | failed | skipped | cancelled | undone
    note: str = ""


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """What a warning, a removal or another action will do, shown before anything happens (RULES 3).

    ``proposal`` says the ladder's next step and why; ``text`` is the private message (of a welcome in the
    group or of the guidelines: what is posted), editable before sending, empty where nothing is written.
    ``blocked`` is a sentence when it cannot be done at all. ``incident`` lists other posts of the member that
    may belong to the same incident; those chosen go with it. ``group_notice`` is what may be told to everybody
    after a removal, unnamed, if the moderator wants that.
    """

    plan_id: str
    kind: (
        str  # warn | remove | delete | mute | leave | readmit | welcome | slow_mode | read_only | guidelines
    )
    category: str
    member_id: int
    member: str
    message_id: int
    message_line: str
    message_direction: str
    steps: tuple[PlanStep, ...]
    text: str
    proposal: str
    fairness: tuple[str, ...]  # guidelines received when, warnings delivered, helpful answers given
    needs_confirmation: bool
    blocked: str = ""
    incident: tuple[IncidentPost, ...] = ()
    group_notice: str = ""
    until: datetime | None = None  # of a mute
    posted: bool = False  # ``text`` goes into the group, not to one member


@dataclass(frozen=True, slots=True)
class ActionView:
    """A moderation action that was decided: running, done, partly failed, taken back or undone."""

    action_id: str
    kind: str
    category: str
    member_id: int
    member: str
    at: datetime
    status: str  # staged | running | done | stopped | taken_back | undone
    steps: tuple[PlanStep, ...]
    starts_at: datetime | None = None  # staged: nothing is sent before this
    can_undo: bool = False
    summary: str = ""


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A moderation category as the dialogs list it, with what it does."""

    code: str
    title: str
    summary: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Undoable:
    """What ``undo`` would do now, in a sentence ("take back the warning to Omar")."""

    sentence: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CameBack:
    """A text that was on its way stands in its target's draft again (None: a new post), in front of what was there."""

    target: int | None
    text: str


@dataclass(frozen=True, slots=True)
class DeskChange:
    """Something changed; widgets re-read what they show. Sets are message ids."""

    new_messages: frozenset[int] = frozenset()
    changed_messages: frozenset[int] = frozenset()
    queue: bool = False
    status: bool = False
    actions: bool = False
    uploads: bool = False  # how far files on their way out have come
    came_back: CameBack | None = None
    notice: str = ""  # a sentence to show for a while
    severity: str = "information"  # information | warning | error


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """The first reading of history, for the progress bar."""

    done: int
    total: int | None
    oldest: datetime | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member, in short."""

    member_id: int
    name: str
    username: str | None
    role: Role
    joined_at: datetime | None = None
    messages: int = 0
    warnings: int = 0
    removed: bool = False
    lines: tuple[str, ...] = field(default_factory=tuple)

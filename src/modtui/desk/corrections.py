"""What moderators corrected in detection's verdicts: read from the journal, for export and for adapting locally.

A correction is a decision that says what a message is: marked as an inquiry, dismissed, a follow-up that asks or
one that needs no reply. Its words are read from the mirror while they are still there. Who wrote them is not: a
labelled line has no name, and contact details in its text are hidden as on a partner sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from modtui.desk.anonymise import anonymised
from modtui.desk.seen import seen_as
from modtui.domain.detection import detect
from modtui.domain.detection.adapt import Adapter, Correction, Lesson
from modtui.domain.journal import Event, Kind, effective, parse_inquiry_subject
from modtui.store import journal, observed
from modtui.store.derived import Rules
from modtui.store.journal import Reads

#: A desk learns from so many corrections, the newest.
MOST: Final = 500
#: So many inquiries are read at once: the screen is not held up.
_AT_ONCE: Final = 25

_KINDS: Final = (
    Kind.INQUIRY_MARKED,
    Kind.INQUIRY_DISMISSED,
    Kind.FOLLOW_UP_SETTLED,
    Kind.FOLLOW_UP_FOUND,
    Kind.UNDONE,
)
#: A follow-up that detection found by itself is no decision.
_DECIDED: Final = (
    f"kind IN ({', '.join('?' * len(_KINDS))}) "
    "AND (kind <> 'follow_up.found' OR json_extract(payload, '$.by_hand'))"
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """One message that a person said something about. ``said`` is detection's own word: inquiry, possible or none."""

    message_id: int
    is_inquiry: bool
    said: str
    decided_at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class LabelledLines:
    """Corrections as labelled lines, oldest first; ``without_text``: how many have no text in the store any more."""

    lines: tuple[dict[str, Any], ...]
    without_text: int


def corrected_in(message_id: int, events: Iterable[Event]) -> list[Corrected]:
    """What the events of one inquiry say about its messages; undone decisions say nothing."""
    standing = effective(events)
    said: dict[int, str] = {}
    newest: dict[int, tuple[Event, bool]] = {}
    for event in standing:
        about = int(event.payload.get("message_id", message_id))
        match event.kind:
            case Kind.INQUIRY_FOUND:
                said[message_id] = str(event.payload["label"])
            case Kind.INQUIRY_MARKED:
                newest[message_id] = (event, True)
            case Kind.INQUIRY_DISMISSED:
                newest[message_id] = (event, False)
            case Kind.FOLLOW_UP_FOUND if event.payload.get("by_hand"):
                newest[about] = (event, True)
            case Kind.FOLLOW_UP_FOUND:
                said[about] = str(event.payload["label"])
            case Kind.FOLLOW_UP_SETTLED:
                newest[about] = (event, False)
    return [
        Corrected(about, is_inquiry, said.get(about, "none"), event.at, event.seq)
        for about, (event, is_inquiry) in newest.items()
    ]


async def labelled_lines(
    reads: Reads, chat_key: int, rules: Rules, *, since: datetime | None = None
) -> LabelledLines:
    """Every correction decided since then, as labelled lines (see ``Correction.as_line``). No names."""
    found: list[Corrected] = []
    subjects = await _subjects(reads, chat_key, after=-1, most=-1)
    for part in _parts(subjects):
        found.extend(await _read(reads, part))
    lines: list[dict[str, Any]] = []
    without_text = 0
    for one in sorted(found, key=lambda one: (one.decided_at, one.seq)):
        if since is not None and one.decided_at < since:
            continue
        correction = await _with_words(reads, chat_key, one, rules, nameless=True)
        if correction is None:
            without_text += 1
            continue
        line = correction.as_line()
        language = detect(correction.message).language
        lines.append(
            {
                "text": line.pop("text"),
                "label": line.pop("label"),
                "lang": language,
                "said": one.said,
                **line,
            }
        )
    return LabelledLines(tuple(lines), without_text)


class Corrections:
    """Detection as corrected here: learned from the newest corrections, again whenever there are others.

    What was committed counts, so that a decision that was rolled back teaches nothing.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._through = -1
        self._decided: dict[int, dict[int, Corrected]] = {}
        """Inquiry to its corrected messages."""
        self._lessons: dict[tuple[int, bool], Lesson | None] = {}
        self._adapter = Adapter()

    async def adapter(self, reads: Reads, chat_key: int, rules: Rules) -> Adapter:
        """Detection as of now. What was learned before is not read again."""
        row = await reads.one(f"SELECT max(seq) FROM journal WHERE {_DECIDED}", _KINDS)
        through = int(row[0]) if row is not None and row[0] is not None else -1
        if through <= self._through:
            return self._adapter
        subjects = await _subjects(reads, chat_key, after=self._through, most=self._most)
        for part in _parts(subjects):
            for subject in part:
                self._decided.pop(_message_of(subject), None)
            for inquiry_id, found in (await _by_inquiry(reads, part)).items():
                self._decided[inquiry_id] = {one.message_id: one for one in found}
        await self._learn(reads, chat_key, rules)
        self._through = through
        return self._adapter

    async def _learn(self, reads: Reads, chat_key: int, rules: Rules) -> None:
        every = {one.message_id: one for known in self._decided.values() for one in known.values()}
        newest = sorted(every.values(), key=lambda one: -one.seq)[: self._most]
        lessons: dict[tuple[int, bool], Lesson | None] = {}
        for one in newest:
            key = (one.message_id, one.is_inquiry)
            if key in self._lessons:
                lessons[key] = self._lessons[key]
            else:
                correction = await _with_words(reads, chat_key, one, rules)
                lessons[key] = None if correction is None else Lesson.of(correction)
        self._lessons = lessons
        self._adapter = Adapter.from_lessons(lesson for lesson in lessons.values() if lesson is not None)


async def _subjects(reads: Reads, chat_key: int, *, after: int, most: int) -> list[str]:
    """Inquiries about which something was decided after this number of the journal, at most so many, the newest."""
    rows = await reads.all(
        f"SELECT subject FROM journal WHERE {_DECIDED} AND seq > ? AND subject >= ? AND subject < ? "
        "GROUP BY subject ORDER BY max(seq) DESC LIMIT ?",
        (*_KINDS, after, f"inquiry:{chat_key}:", f"inquiry:{chat_key};", most),
    )
    return [str(row[0]) for row in rows]


def _parts(subjects: Sequence[str]) -> list[Sequence[str]]:
    return [subjects[at : at + _AT_ONCE] for at in range(0, len(subjects), _AT_ONCE)]


def _message_of(subject: str) -> int:
    key = parse_inquiry_subject(subject)
    return 0 if key is None else key[1]


async def _by_inquiry(reads: Reads, subjects: Sequence[str]) -> dict[int, list[Corrected]]:
    events = await journal.of_subjects(reads, subjects)
    return {
        _message_of(subject): corrected_in(_message_of(subject), found) for subject, found in events.items()
    }


async def _read(reads: Reads, subjects: Sequence[str]) -> list[Corrected]:
    return [one for found in (await _by_inquiry(reads, subjects)).values() for one in found]


async def _with_words(
    reads: Reads, chat_key: int, one: Corrected, rules: Rules, *, nameless: bool = False
) -> Correction | None:
    """The correction with the message's words; None where they are not (or not to be) kept any more."""
    stored = await observed.one(reads, chat_key, one.message_id)
    if stored is None or stored.purged or stored.deleted_at is not None or not stored.message.text.strip():
        return None
    seen = await seen_as(reads, chat_key, stored.message, stored.sender_ref, rules)
    if nameless:
        names = (stored.message.sender.name, stored.message.sender.username or "")
        before = seen.previous_own_text
        seen = replace(
            seen,
            text=anonymised(seen.text, names),
            previous_own_text=None if before is None else anonymised(before, names),
        )
    return Correction(seen, one.is_inquiry)

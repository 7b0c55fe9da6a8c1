"""What is computed from the two ledgers: inquiries and actions.

There is one way to compute them: fold the subject again. The desk does so for
whatever a message or an event touched; ``modtui verify`` does so for all and
compares (DESIGN, Decisions). No second, incremental logic.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from modtui.domain.inquiries import Inquiry, PolicyBook, absorbed_by, fold_inquiry, fold_policies
from modtui.domain.journal import (
    POLICY_SUBJECT,
    Event,
    Kind,
    action_subject,
    effective,
    inquiry_subject,
    parse_inquiry_subject,
)
from modtui.domain.moderation import Action, fold_action
from modtui.domain.roles import RoleBook, fold_roles
from modtui.store import fold_version, journal, observed
from modtui.store.database import Database, Row, Transaction, maybe_ms, to_ms
from modtui.store.journal import Reads


@dataclass(frozen=True, slots=True)
class Rules:
    """What folding an inquiry needs besides its own subject: policies and roles, as of one journal event."""

    policies: PolicyBook
    roles: RoleBook
    newest: str


class RulesCache:
    """Loads :class:`Rules` again only when an event of theirs was appended."""

    def __init__(self) -> None:
        self._rules: Rules | None = None

    async def get(self, reads: Reads) -> Rules:
        """The rules as of now."""
        kinds = (Kind.POLICY_ADOPTED, Kind.ROLE_SET, Kind.UNDONE)
        # By uuid: a number is given again after a transaction was rolled back.
        newest = await journal.newest(reads, *kinds)
        if self._rules is None or self._rules.newest != newest:
            self._rules = Rules(
                fold_policies(await journal.of_kinds(reads, Kind.POLICY_ADOPTED)),
                fold_roles(await journal.of_kinds(reads, Kind.ROLE_SET)),
                newest,
            )
        return self._rules


#: Events of an inquiry that bring a message into its thread which no reply link does.
_NAMES_A_MESSAGE = frozenset(
    {
        Kind.REPLY_LINKED,
        Kind.REPLY_SENT,
        Kind.REPLY_ATTACHED,
        Kind.REPLY_TAGGED,
        Kind.FOLLOW_UP_FOUND,
        Kind.INQUIRY_TO_VERIFY,
        Kind.INQUIRY_ABSORBED,
    }
)


#: Rows of an older version that are folded again in one transaction, and how long others then get (seconds).
_AT_ONCE: Final = 10
_PAUSE_S: Final = 0.002


async def compute_inquiry(
    reads: Reads, chat_key: int, message_id: int, rules: Rules
) -> tuple[Inquiry | None, list[int]]:
    """One inquiry folded from the ledgers, and the ids of its thread. Writes nothing.

    The thread also has ids that are not mirrored yet (the root, linked messages): their arrival touches the inquiry.
    """
    events = await journal.of_subject(reads, inquiry_subject(chat_key, message_id))
    if not events:
        return None, []
    standing = effective(events)
    linked = {int(e.payload["message_id"]) for e in standing if e.kind in _NAMES_A_MESSAGE}
    facts = await observed.thread_facts(reads, chat_key, [message_id], linked, rules.roles)
    thread = sorted({message_id, *linked, *(fact.id for fact in facts)})
    root = next((fact for fact in facts if fact.id == message_id), None)
    if root is None:
        return None, thread
    of_absorbed = [
        event
        for other in absorbed_by(standing)
        for event in await journal.of_subject(reads, inquiry_subject(chat_key, other))
    ]
    return fold_inquiry(chat_key, root, facts, events, rules.policies, of_absorbed), thread


async def compute_action(reads: Reads, action_id: str) -> Action | None:
    """One action folded from the journal. Writes nothing."""
    return fold_action(await journal.of_subject(reads, action_subject(action_id)))


async def refold_inquiry(tx: Transaction, chat_key: int, message_id: int, rules: Rules) -> Inquiry | None:
    """Fold one inquiry again and write its row."""
    inquiry, thread = await compute_inquiry(tx, chat_key, message_id, rules)
    await tx.execute("DELETE FROM thread WHERE chat_key = ? AND inquiry_id = ?", (chat_key, message_id))
    await tx.many("INSERT INTO thread VALUES (?, ?, ?)", [(chat_key, i, message_id) for i in thread])
    if inquiry is None:
        await tx.execute("DELETE FROM inquiry WHERE chat_key = ? AND message_id = ?", (chat_key, message_id))
        return None
    await tx.execute("INSERT OR REPLACE INTO inquiry VALUES (?,?,?,?,?,?,?,?,?)", _inquiry_row(inquiry))
    return inquiry


async def refold_action(tx: Transaction, action_id: str) -> Action | None:
    """Fold one action again and write its row."""
    action = await compute_action(tx, action_id)
    if action is None:
        await tx.execute("DELETE FROM action WHERE id = ?", (action_id,))
        return None
    await tx.execute("INSERT OR REPLACE INTO action VALUES (?,?,?,?,?)", _action_row(action))
    return action


async def inquiries_touched_by(reads: Reads, chat_key: int, ids: Iterable[int]) -> set[int]:
    """Inquiries in whose thread one of these messages stands, or would stand."""
    up = await observed.ancestors(reads, chat_key, ids)
    # Without DISTINCT, for which SQLite would walk through all threads of the chat.
    rows = await reads.all(
        "SELECT inquiry_id FROM thread WHERE chat_key = ? AND message_id IN (SELECT value FROM json_each(?))",
        (chat_key, observed.json_list(up)),
    )
    return {int(row[0]) for row in rows}


async def append_and_refold(tx: Transaction, cache: RulesCache, events: Iterable[Event]) -> None:
    """Write decisions down and bring what they touch up to date, in one transaction."""
    batch = list(events)
    await journal.append(tx, batch)
    rules = await cache.get(tx)
    for subject in dict.fromkeys(event.subject for event in batch):
        await _refold(tx, subject, rules)
    # What a file was is also read by the inquiry into whose thread its own was merged.
    for event in batch:
        inquiry = parse_inquiry_subject(event.subject)
        if inquiry is not None and event.kind in (Kind.REPLY_ATTACHED, Kind.UNDONE):
            for other in await inquiries_touched_by(tx, inquiry[0], [inquiry[1]]) - {inquiry[1]}:
                await refold_inquiry(tx, inquiry[0], other, rules)
    # By subject: undoing a role or a policy changes as much as setting it.
    if any(event.subject == POLICY_SUBJECT or event.subject.startswith("member:") for event in batch):
        await refold_all(tx, cache)


async def refold_all(tx: Transaction, cache: RulesCache) -> None:
    """Fold everything again: after a role or policy change, and for a restored store."""
    rules = await cache.get(tx)
    for subject in await _subjects(tx):
        await _refold(tx, subject, rules)


async def refold_older(db: Database, cache: RulesCache, wait_s: float = 0.0) -> bool:
    """Fold again what another version folded, a few at a time: others write in between. Returns whether it was so.

    Cut off, it begins anew at the next opening. ``wait_s``: so long (seconds) others go first.
    """
    if await fold_version.is_todays(db):
        return False
    subjects = await _subjects(db)
    if subjects:
        await asyncio.sleep(wait_s)
    for start in range(0, len(subjects), _AT_ONCE):
        async with db.transaction() as tx:
            rules = await cache.get(tx)
            for subject in subjects[start : start + _AT_ONCE]:
                await _refold(tx, subject, rules)
        await asyncio.sleep(_PAUSE_S)
    async with db.transaction() as tx:
        await fold_version.mark_todays(tx)
    return bool(subjects)


async def _subjects(reads: Reads) -> list[str]:
    return [*await journal.subjects(reads, "inquiry:"), *await journal.subjects(reads, "action:")]


async def _refold(tx: Transaction, subject: str, rules: Rules) -> None:
    key = parse_inquiry_subject(subject)
    if key is not None:
        await refold_inquiry(tx, *key, rules)
    elif subject.startswith("action:"):
        await refold_action(tx, subject.removeprefix("action:"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A derived row that is not what the ledgers say. ``stored`` or ``computed`` is empty where the row is missing."""

    subject: str
    stored: str
    computed: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What ``modtui verify`` found."""

    inquiries: int
    actions: int
    differences: tuple[Difference, ...]
    integrity: tuple[str, ...]  # SQLite's own complaints; empty when sound
    older: bool = (
        False  # another version of modtui folded these rows: they differ until a desk has been opened on them
    )


async def verify(reads: Reads) -> Verification:
    """Rebuild every derived row from the ledgers and compare; changes nothing."""
    rules = await RulesCache().get(reads)
    differences: list[Difference] = []
    stored = {
        inquiry_subject(int(row[0]), int(row[1])): row for row in await reads.all("SELECT * FROM inquiry")
    }
    threads: dict[tuple[int, int], set[int]] = {}
    for chat, inquiry_id, message_id in await reads.all(
        "SELECT chat_key, inquiry_id, message_id FROM thread"
    ):
        threads.setdefault((chat, inquiry_id), set()).add(message_id)
    subjects = dict.fromkeys([*await journal.subjects(reads, "inquiry:"), *stored])
    for subject in subjects:
        key = parse_inquiry_subject(subject)
        if key is None:
            continue
        inquiry, thread = await compute_inquiry(reads, *key, rules)
        computed = None if inquiry is None else _inquiry_row(inquiry)
        if stored.get(subject) != computed:
            differences.append(Difference(subject, _said(stored.get(subject)), _said(computed)))
        elif threads.get(key, set()) != set(thread):
            differences.append(Difference(f"{subject} (thread)", str(threads.get(key)), str(thread)))
    actions = {str(row[0]): row for row in await reads.all("SELECT * FROM action")}
    action_ids = dict.fromkeys(
        [*(s.removeprefix("action:") for s in await journal.subjects(reads, "action:")), *actions]
    )
    for action_id in action_ids:
        action = await compute_action(reads, action_id)
        folded = None if action is None else _action_row(action)
        if actions.get(action_id) != folded:
            differences.append(
                Difference(action_subject(action_id), _said(actions.get(action_id)), _said(folded))
            )
    checks = [str(row[0]) for row in await reads.all("PRAGMA integrity_check")]
    return Verification(
        len(stored),
        len(actions),
        tuple(differences),
        tuple(line for line in checks if line != "ok"),
        older=bool(differences) and not await fold_version.is_todays(reads),
    )


def _said(row: Row | None) -> str:
    return "" if row is None else ", ".join(str(value) for value in row)


def _body(value: Inquiry | Action) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _inquiry_row(inquiry: Inquiry) -> Row:
    return (
        inquiry.chat_key,
        inquiry.message_id,
        inquiry.state.value,
        to_ms(inquiry.asked_at),
        to_ms(inquiry.current.answer_by),
        maybe_ms(inquiry.answered_at),
        inquiry.is_listed,
        inquiry.imported,
        _body(inquiry),
    )


def _action_row(action: Action) -> Row:
    return (action.action_id, action.member, action.status.value, to_ms(action.planned_at), _body(action))


def _inquiries(rows: Iterable[Row]) -> list[Inquiry]:
    return [msgspec.json.decode(row[0], type=Inquiry) for row in rows]


async def listed_inquiries(reads: Reads, chat_key: int) -> list[Inquiry]:
    """What the queue holds, by last open moment, ties longest waiting first (RULES 1). Imported ones never enter it."""
    return _inquiries(
        await reads.all(
            "SELECT body FROM inquiry WHERE chat_key = ? AND listed ORDER BY answer_by, asked_at, message_id",
            (chat_key,),
        )
    )


async def all_inquiries(reads: Reads, chat_key: int) -> list[Inquiry]:
    """Every inquiry of a chat, in order of asking: for figures."""
    return _inquiries(
        await reads.all(
            "SELECT body FROM inquiry WHERE chat_key = ? ORDER BY asked_at, message_id", (chat_key,)
        )
    )


async def inquiries_since(reads: Reads, chat_key: int, since: datetime, limit: int) -> list[Inquiry]:
    """Inquiries asked since then, at most the newest ``limit`` of them, in order of asking."""
    rows = await reads.all(
        "SELECT body FROM inquiry WHERE chat_key = ? AND asked_at >= ? "
        "ORDER BY asked_at DESC, message_id DESC LIMIT ?",
        (chat_key, to_ms(since), limit),
    )
    return _inquiries(reversed(rows))


async def inquiries(reads: Reads, chat_key: int, ids: Iterable[int]) -> dict[int, Inquiry]:
    """These inquiries by the id of the message that asks."""
    rows = await reads.all(
        "SELECT body FROM inquiry WHERE chat_key = ? AND message_id IN (SELECT value FROM json_each(?))",
        (chat_key, observed.json_list(ids)),
    )
    return {inquiry.message_id: inquiry for inquiry in _inquiries(rows)}


async def inquiries_of_messages(reads: Reads, chat_key: int, ids: Iterable[int]) -> dict[int, int]:
    """message id -> the inquiry it belongs to (the newest where it belongs to several)."""
    rows = await reads.all(
        "SELECT t.message_id, max(t.inquiry_id) FROM thread t "
        "JOIN inquiry i ON i.chat_key = t.chat_key AND i.message_id = t.inquiry_id "
        "WHERE t.chat_key = ? AND t.message_id IN (SELECT value FROM json_each(?)) GROUP BY t.message_id",
        (chat_key, observed.json_list(ids)),
    )
    return {int(row[0]): int(row[1]) for row in rows}


async def actions_of_member(reads: Reads, member_ref: str) -> list[Action]:
    """Everything that was done about one member, oldest first."""
    return _actions(
        await reads.all("SELECT body FROM action WHERE member_ref = ? ORDER BY planned_at, id", (member_ref,))
    )


async def recent_actions(reads: Reads, limit: int = 50, *, unfinished_only: bool = False) -> list[Action]:
    """Actions, newest first; ``unfinished_only`` leaves those that are running or stopped."""
    if unfinished_only:
        where = "status IN ('running', 'stopped')"
    else:  # the journal knows which were planned last; the table would have to be walked through for it
        where = "id IN (SELECT substr(subject, 8) FROM journal WHERE kind = 'action.planned' ORDER BY seq DESC LIMIT ?2)"
    return _actions(
        await reads.all(
            f"SELECT body FROM action WHERE {where} ORDER BY planned_at DESC, id DESC LIMIT ?1",
            (limit,) if unfinished_only else (limit, limit),
        )
    )


async def action(reads: Reads, action_id: str) -> Action | None:
    """One action as stored."""
    rows = _actions(await reads.all("SELECT body FROM action WHERE id = ?", (action_id,)))
    return rows[0] if rows else None


def _actions(rows: Iterable[Row]) -> list[Action]:
    return [msgspec.json.decode(row[0], type=Action) for row in rows]

"""The mirror of who came and went: reports of membership, the admin log, samples of the member list, join requests.

What our own actions did is not stored a second time: it is read from the actions themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from modtui.domain.actions import Action, ActionKind, ActionStatus, Step, StepKind, StepOutcome
from modtui.domain.journal import Kind
from modtui.domain.membership import EventKind, Report, Sample, Source
from modtui.domain.messages import Member, SenderKind
from modtui.domain.removals import CountedAs, SortedBan, counted_as, fold_bans
from modtui.store import derived, journal, observed
from modtui.store.database import Row, Transaction, from_ms, to_ms
from modtui.store.journal import Reads


@dataclass(frozen=True, slots=True)
class AdminLine:
    """A line of the admin log, people by reference. ``kind`` as the gateway names it."""

    id: int
    at: datetime
    kind: str
    by: str
    member: str | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A join request that waits. ``about`` is untrusted."""

    member: str
    asked_at: datetime
    about: str = ""
    language: str | None = None


async def telegram_id(reads: Reads, member_ref: str) -> int | None:
    """The Telegram id behind a reference; None once it was erased."""
    row = await reads.one("SELECT telegram_id FROM member WHERE ref = ?", (member_ref,))
    return None if row is None else int(row[0])


async def ref_of(reads: Reads, user_id: int) -> str | None:
    """The reference of somebody who was seen before, by Telegram id."""
    row = await reads.one(
        "SELECT ref FROM member WHERE telegram_id = ? AND kind IN ('user', 'bot') ORDER BY kind DESC",
        (user_id,),
    )
    return None if row is None else str(row[0])


# ---- reports


async def report(
    tx: Transaction,
    chat_key: int,
    member_ref: str,
    kind: EventKind,
    at: datetime,
    source: Source,
    source_id: int,
    by: str | None = None,
) -> bool:
    """Write one report down; False when it was known. The source's own id keeps a repeat from counting."""
    return bool(
        await tx.execute(
            "INSERT INTO member_event VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            (chat_key, member_ref, kind.value, to_ms(at), source.value, source_id, by),
        )
    )


async def reports(reads: Reads, chat_key: int, member_ref: str | None = None) -> list[Report]:
    """Everything that tells of comings and goings: of one member, or of all."""
    where, parameters = (
        ("", (chat_key,)) if member_ref is None else (" AND member_ref = ?", (chat_key, member_ref))
    )
    rows = await reads.all(
        f"SELECT member_ref, kind, at, source, by_ref, source_id FROM member_event WHERE chat_key = ?{where}",
        parameters,
    )
    found = [
        Report(row[0], EventKind(row[1]), from_ms(row[2]), Source(row[3]), row[4], row[5]) for row in rows
    ]
    where = where.replace("member_ref", "sender_ref")
    # Named, as wherever one member's messages are meant: SQLite would rather read every message of the group.
    by = "" if member_ref is None else "INDEXED BY message_sender"
    rows = await reads.all(
        f"SELECT sender_ref, min(sent_at) FROM message {by} WHERE chat_key = ? AND service IS NULL "
        f"AND sender_ref IS NOT NULL AND sender_kind IN ('user', 'bot'){where} GROUP BY sender_ref",
        parameters,
    )
    # Who wrote was there.
    found += [Report(row[0], EventKind.PRESENT, from_ms(row[1]), Source.MEMBER_LIST) for row in rows]
    if member_ref is None:
        actions = [a for a in await derived.recent_actions(reads, -1) if a.chat_key == chat_key]
    else:
        actions = await derived.actions_of_member(reads, member_ref)
    found += [told for action in actions for told in _reports_of(action)]
    return found + [
        Report(ban.member, _SORTED[ban.counted_as], ban.at, Source.ACTION)
        for ban in await sorted_bans(reads, chat_key, member_ref)
        if ban.counted_as in _SORTED
    ]


_SORTED = {CountedAs.GUIDELINES: EventKind.REMOVED, CountedAs.SPAM: EventKind.REMOVED_AS_SPAM}


async def sorted_bans(reads: Reads, chat_key: int, member_ref: str | None = None) -> list[SortedBan]:
    """The bans from phones that a moderator sorted, in order of time: of one member, or all."""
    bans = fold_bans(await journal.of_kinds(reads, Kind.BAN_SORTED))
    return [ban for ban in bans if ban.chat_key == chat_key and member_ref in (None, ban.member)]


async def bans_told(reads: Reads, chat_key: int) -> list[Report]:
    """What the group and its admin log told of people who were banned, by whomever; bots left out."""
    rows = await reads.all(
        "SELECT e.member_ref, e.kind, e.at, e.source, e.by_ref, e.source_id FROM member_event e "
        "JOIN member p ON p.ref = e.member_ref AND p.kind = 'user' WHERE e.chat_key = ? AND e.kind = ? "
        "ORDER BY e.at, e.source",
        (chat_key, EventKind.BANNED_ELSEWHERE.value),
    )
    return [
        Report(row[0], EventKind(row[1]), from_ms(row[2]), Source(row[3]), row[4], row[5]) for row in rows
    ]


def _reports_of(action: Action) -> Iterable[Report]:
    for step in action.steps:
        kind = _kind_of(action, step)
        if kind is not None and step.at is not None:
            yield Report(action.member, kind, step.at, Source.ACTION)


def _kind_of(action: Action, step: Step) -> EventKind | None:
    """What a step that was done means for the membership; None for most."""
    if step.outcome is not StepOutcome.DONE or step.error:
        return None
    if step.kind is StepKind.APPROVE:
        return EventKind.JOINED_BY_REQUEST
    if step.kind not in (StepKind.BAN, StepKind.TAKE_OUT):
        return None
    if action.status is ActionStatus.UNDONE:
        return EventKind.REMOVAL_UNDONE
    if action.kind is ActionKind.LEAVE:
        return EventKind.LEFT_ON_REQUEST
    return _SORTED[counted_as(action)]


# ---- the admin log


async def record_admin_line(tx: Transaction, chat_key: int, line: AdminLine) -> bool:
    """Write a line of the admin log down; False when it was known."""
    return bool(
        await tx.execute(
            "INSERT INTO admin_line VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            (chat_key, line.id, to_ms(line.at), line.kind, line.by, line.member, line.message_id),
        )
    )


async def admin_lines(
    reads: Reads, chat_key: int, *, member_ref: str | None = None, limit: int = -1
) -> list[AdminLine]:
    """Lines of the admin log, newest first."""
    where, parameters = (
        ("", (chat_key,)) if member_ref is None else (" AND member_ref = ?", (chat_key, member_ref))
    )
    rows = await reads.all(
        "SELECT id, at, kind, by_ref, member_ref, message_id FROM admin_line "
        f"WHERE chat_key = ?{where} ORDER BY id DESC LIMIT ?",
        (*parameters, limit),
    )
    return [AdminLine(row[0], from_ms(row[1]), row[2], row[3], row[4], row[5]) for row in rows]


# ---- the member list


async def keep_list(
    tx: Transaction, chat_key: int, listed: Sequence[Member], *, counted: int, at: datetime
) -> tuple[int, int]:
    """Compare the member list with the last one and write down who is new and who is missing.

    Returns how many are new and how many went. The first list only says who is there, and so does the next for
    whom a list that did not hold everybody had left out, unless Telegram says when they came. Nobody is missing from
    a list that does not hold everybody (Telegram shows about 10,000, and admins may hide it).
    """
    complete = len(listed) >= counted
    before = {
        str(row[0])
        for row in await tx.all("SELECT member_ref FROM member_present WHERE chat_key = ?", (chat_key,))
    }
    last = await tx.one(
        "SELECT at, complete FROM member_sample WHERE chat_key = ? ORDER BY at DESC LIMIT 1", (chat_key,)
    )
    first = last is None
    now: dict[str, Member] = {}
    for member in listed:
        kind = SenderKind.BOT if member.is_bot else SenderKind.USER
        ref = await observed.member_ref(tx, member.id, kind, member.name, member.username)
        now[ref] = member
        await tx.execute(
            "UPDATE member SET joined_at = coalesce(?, joined_at), language = coalesce(?, language) WHERE ref = ?",
            (to_ms(member.joined_at) if member.joined_at is not None else None, member.language, ref),
        )
    stamp = to_ms(at)
    came = set(now) - before
    for ref in came:
        joined = now[ref].joined_at
        # Who was missing from a list that did not hold everybody may have been there all the time.
        came_since = last is not None and (last[1] or (joined is not None and to_ms(joined) > last[0]))
        kind_of = EventKind.JOINED if came_since else EventKind.PRESENT
        await report(tx, chat_key, ref, kind_of, joined or at, Source.MEMBER_LIST, stamp)
    went = before - set(now) if complete else set[str]()
    for ref in went:
        await report(tx, chat_key, ref, EventKind.LEFT, at, Source.MEMBER_LIST, stamp)
    await tx.many(
        "DELETE FROM member_present WHERE chat_key = ? AND member_ref = ?", [(chat_key, ref) for ref in went]
    )
    await tx.many(
        "INSERT OR REPLACE INTO member_present VALUES (?,?,?,?,?)",
        [(chat_key, ref, m.is_bot, m.is_admin, m.is_deleted_account) for ref, m in now.items()],
    )
    await tx.execute(
        "INSERT OR REPLACE INTO member_sample VALUES (?,?,?,?,?,?)",
        (chat_key, stamp, counted, len(listed), sum(m.is_bot for m in listed), complete),
    )
    return (0 if first else len(came)), len(went)


async def samples(reads: Reads, chat_key: int) -> list[Sample]:
    """How many members there were each time the list was read, oldest first."""
    rows = await reads.all(
        "SELECT at, counted, bots, complete FROM member_sample WHERE chat_key = ? ORDER BY at", (chat_key,)
    )
    return [Sample(from_ms(row[0]), row[1], row[2], bool(row[3])) for row in rows]


async def bots(reads: Reads) -> frozenset[str]:
    """References of bots, which no figure counts."""
    return frozenset(str(row[0]) for row in await reads.all("SELECT ref FROM member WHERE kind = 'bot'"))


async def admins(reads: Reads, chat_key: int) -> frozenset[str]:
    """References of whom the member list named as admins when it was read last."""
    rows = await reads.all(
        "SELECT member_ref FROM member_present WHERE chat_key = ? AND is_admin", (chat_key,)
    )
    return frozenset(str(row[0]) for row in rows)


# ---- join requests


async def keep_requests(tx: Transaction, chat_key: int, waiting: Sequence[StoredRequest]) -> bool:
    """The requests that wait now, in place of those that waited; returns whether that changed anything."""
    before = await _requests(tx, chat_key)
    if sorted(before, key=_by_member) == sorted(waiting, key=_by_member):
        return False
    await tx.execute("DELETE FROM join_request WHERE chat_key = ?", (chat_key,))
    await tx.many(
        "INSERT OR REPLACE INTO join_request VALUES (?,?,?,?,?)",
        [(chat_key, r.member, to_ms(r.asked_at), r.about, r.language) for r in waiting],
    )
    return True


def _by_member(request: StoredRequest) -> str:
    return request.member


async def forget_request(tx: Transaction, chat_key: int, member_ref: str) -> None:
    """A request was decided."""
    await tx.execute("DELETE FROM join_request WHERE chat_key = ? AND member_ref = ?", (chat_key, member_ref))


async def requests(reads: Reads, chat_key: int) -> list[StoredRequest]:
    """Who waits to be let in, the longest waiting first."""
    return await _requests(reads, chat_key)


async def _requests(reads: Reads, chat_key: int) -> list[StoredRequest]:
    rows: list[Row] = await reads.all(
        "SELECT member_ref, asked_at, about, language FROM join_request WHERE chat_key = ? "
        "ORDER BY asked_at, member_ref",
        (chat_key,),
    )
    return [StoredRequest(row[0], from_ms(row[1]), row[2], row[3]) for row in rows]


# ---- what a member wrote


async def newest_texts(reads: Reads, chat_key: int, member_ref: str, limit: int) -> list[str]:
    """A member's newest texts, newest first, without empty and purged ones."""
    rows = await reads.all(
        "SELECT v.text FROM message m INDEXED BY message_sender "
        "JOIN message_version v ON v.chat_key = m.chat_key AND v.id = m.id "
        "WHERE m.chat_key = ? AND m.sender_ref = ? AND m.service IS NULL AND v.text <> '' "
        "ORDER BY m.id DESC LIMIT ?",
        (chat_key, member_ref, limit),
    )
    return [str(row[0]) for row in rows]


SHOWN = 200
"""So many of one member's messages are drawn anew where what is said of the member changes."""


async def newest_ids(reads: Reads, chat_key: int, member_ref: str, limit: int) -> frozenset[int]:
    """Ids of a member's newest messages: those a screen may show."""
    rows = await reads.all(
        "SELECT id FROM message INDEXED BY message_sender "
        "WHERE chat_key = ? AND sender_ref = ? ORDER BY id DESC LIMIT ?",
        (chat_key, member_ref, limit),
    )
    return frozenset(int(row[0]) for row in rows)


async def newest_message(reads: Reads, chat_key: int, member_ref: str) -> int | None:
    """A member's newest message that still stands: by it Telegram knows whom a request means."""
    row = await reads.one(
        "SELECT max(id) FROM message INDEXED BY message_sender "
        "WHERE chat_key = ? AND sender_ref = ? AND deleted_at IS NULL",
        (chat_key, member_ref),
    )
    return int(row[0]) if row is not None and row[0] is not None else None


async def name_of(reads: Reads, member_ref: str) -> str:
    """The name somebody had last, as Telegram gave it: untrusted; empty when there is none."""
    row = await reads.one("SELECT name FROM member WHERE ref = ?", (member_ref,))
    return str(row[0]) if row is not None else ""

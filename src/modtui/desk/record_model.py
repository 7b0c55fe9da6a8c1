"""The record: every action with who, when, why, on which message and how it ended, and what was done from phones.

It is read from the journal and the mirrored admin log. A line of the log that tells of one of our own
actions is not shown a second time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from modtui.desk.action_views import action_view
from modtui.desk.context import DeskContext
from modtui.desk.feed_model import shown_name
from modtui.desk.views import PlanStep
from modtui.desk.views_members import RecordEntry, RecordSource
from modtui.domain.actions import Action, Step
from modtui.domain.journal import Event, Kind, complaint_subject, effective
from modtui.domain.membership import SAME_EVENT
from modtui.domain.messages import SenderKind
from modtui.domain.moderation import known_as
from modtui.domain.openings import fold_openings
from modtui.domain.removals import PhoneBan
from modtui.store import complaint_book, derived, journal, members
from modtui.store.members import AdminLine
from modtui.store.phone_bans import all_phone_bans
from modtui.store.phone_lines import OurDeeds, hands_of, undone_actions
from modtui.text.catalogue import say
from modtui.text.catalogue_record import category_in
from modtui.text.fold import fold
from modtui.text.safe import safe_line, safe_text


@dataclass(frozen=True, slots=True)
class _People:
    """Names by reference and by Telegram id, made safe."""

    by_ref: dict[str, tuple[int, str]]
    by_id: dict[int, str]

    def name(self, ref: str | None) -> str:
        return self.by_ref[ref][1] if ref in self.by_ref else say("feed.nameless")

    def id(self, ref: str | None) -> int:
        return self.by_ref[ref][0] if ref in self.by_ref else 0


async def record(
    ctx: DeskContext,
    query: str = "",
    *,
    member_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = 200,
) -> list[RecordEntry]:
    """Entries, newest first, in which every word of the query is found: names, categories, reasons, outcomes."""
    if ctx.chat_key is None:
        return []
    people = await _people(ctx)
    actions = [a for a in await derived.recent_actions(ctx.db, -1) if a.chat_key == ctx.chat_key]
    undone, ours = await undone_actions(ctx.db), await OurDeeds.of(ctx.db, actions)
    hands = await hands_of(ctx.db)
    entries = [await _of_action(ctx, action, people, undone, hands[action.action_id]) for action in actions]
    lines = await members.admin_lines(ctx.db, ctx.chat_key)
    bans = await all_phone_bans(ctx.db, ctx.chat_key)
    for number, line in enumerate(lines):
        if number % 50 == 0:
            await asyncio.sleep(0)
        if not ours.explain(line, people.id(line.by)):
            entries.append(_of_line(ctx, line, people, bans))
    entries += [entry async for entry in _of_events(ctx, people)]
    entries += await _of_openings(ctx, people)
    words = [fold(word) for word in query.split()]
    categories = _all_names(ctx, (entry.category for entry in entries)) if words else {}
    wanted = [
        e
        for e in entries
        if (member_id is None or e.member_id == member_id)
        and (since is None or e.at >= since)
        and (until is None or e.at < until)
        and (not words or _has(e, words, categories))
    ]
    wanted.sort(key=lambda entry: entry.at, reverse=True)
    return wanted if limit is None else wanted[:limit]


async def elsewhere(ctx: DeskContext, ref: str) -> list[RecordEntry]:
    """What was done about one member in Telegram itself, the newest first; nothing of our own a second time."""
    lines = await members.admin_lines(ctx.db, ctx.chat(), member_ref=ref)
    if not lines:
        return []
    people = await _people(ctx)
    ours = await OurDeeds.of(ctx.db, await derived.actions_of_member(ctx.db, ref))
    bans = await all_phone_bans(ctx.db, ctx.chat())
    return [_of_line(ctx, line, people, bans) for line in lines if not ours.explain(line, people.id(line.by))]


def _has(entry: RecordEntry, words: Iterable[str], categories: dict[str, str]) -> bool:
    text = _text(entry, categories)
    return all(word in text for word in words)


def _text(entry: RecordEntry, categories: dict[str, str]) -> str:
    category = categories.get(entry.category, entry.category)
    return fold(f"{entry.by} {entry.member} {entry.sentence} {category} {entry.outcome} {entry.reason}")


def _all_names(ctx: DeskContext, codes: Iterable[str]) -> dict[str, str]:
    """By its code every name of a category by which somebody may look for it: today's too, in each language."""
    found = {}
    for code in set(codes):
        known = known_as(ctx.settings.categories, code)
        today, title = (known.code, known.title) if known is not None else (code, code)
        names = [
            code,
            today,
            title,
            *(category_in(c, lang, "") for c in (code, today) for lang in ("ar", "fr")),
        ]
        found[code] = " ".join(dict.fromkeys(names))
    return found


async def _people(ctx: DeskContext) -> _People:
    rows = await ctx.db.all("SELECT ref, telegram_id, name, kind FROM member")
    by_ref = {str(r[0]): (int(r[1]), shown_name(str(r[2]), SenderKind(r[3]))) for r in rows}
    by_id = dict(by_ref.values())
    if ctx.account is not None:
        by_id[ctx.account.id] = safe_line(ctx.account.name, 64) or say("record.you")
    return _People(by_ref, by_id)


def _author(ctx: DeskContext, author_id: int, people: _People) -> tuple[str, bool]:
    mine = ctx.account is not None and author_id == ctx.account.id
    return people.by_id.get(author_id, say("record.you" if mine else "record.moderator")), mine


def _told_of(shown: PlanStep, step: Step, at_time: Callable[[datetime], str]) -> str:
    """One step: what, how it ended and when, how many posts, why not."""
    words = [f"{shown.sentence.rstrip('.')}:", shown.outcome or say("record.not_done")]
    if shown.outcome and step.at is not None:
        words.append(at_time(step.at))
    if step.count is not None and shown.outcome:
        words.append(say("record.posts", count=step.count))
    return " ".join(words) + (f" ({shown.note})" if shown.note else "")


async def _of_action(
    ctx: DeskContext,
    action: Action,
    people: _People,
    undone: dict[str, tuple[datetime, int]],
    hands: frozenset[int],
) -> RecordEntry:
    view = await action_view(ctx, action, running=False)
    by, mine = _author(ctx, action.author_id, people)
    zone = ctx.settings.policy.tz

    def at_time(moment: datetime) -> str:
        local = moment.astimezone(zone)
        same_day = local.date() == action.planned_at.astimezone(zone).date()
        return f"{local:%H:%M:%S}" if same_day else f"{local:%Y-%m-%d %H:%M:%S}"

    outcome = "; ".join(
        _told_of(shown, step, at_time) for shown, step in zip(view.steps, action.steps, strict=True)
    )
    took_back = undone[action.action_id][1] if action.action_id in undone else None
    for other in sorted(hands - {action.author_id, took_back, 0}):
        outcome += "; " + say("record.carried_on_by", by=_author(ctx, other, people)[0])
    if action.action_id in undone:
        at, author = undone[action.action_id]
        outcome += "; " + say("record.undone_by", by=_author(ctx, author, people)[0], at=at_time(at))
    if action.warning and action.counts_as_warning(ctx.clock(), ctx.settings.warning_expiry):
        outcome += f"; {say('record.outcome_counts')}"
    note = await _note(ctx, action)
    return RecordEntry(
        at=action.planned_at,
        source=RecordSource.HERE,
        by=by,
        by_me=mine,
        sentence=view.summary,
        category=safe_line(action.category),
        member_id=people.id(action.member),
        member=view.member,
        message_id=action.about or None,
        outcome=outcome,
        action_id=action.action_id,
        reason=note,
    )


async def _note(ctx: DeskContext, action: Action) -> str:
    row = await ctx.db.one(
        "SELECT p.text FROM journal j JOIN journal_private p ON p.uuid = j.uuid AND p.field = 'note' "
        "WHERE j.subject = ? AND j.kind = ?",
        (f"action:{action.action_id}", Kind.ACTION_PLANNED.value),
    )
    return safe_text(str(row[0])) if row is not None else ""


# ---- what was done in Telegram itself


def _of_line(ctx: DeskContext, line: AdminLine, people: _People, bans: Iterable[PhoneBan]) -> RecordEntry:
    mine = ctx.account is not None and people.id(line.by) == ctx.account.id
    by, who = people.name(line.by), people.name(line.member)
    return RecordEntry(
        at=line.at,
        source=RecordSource.TELEGRAM,
        by=by,
        by_me=mine,
        sentence=say(f"record.phone_{line.kind}", by=by, member=who),
        category="",
        member_id=people.id(line.member),
        member=who,
        message_id=line.message_id,
        outcome=_counted(line, bans) if line.kind == "banned" else "",
        kind=line.kind,
    )


def _counted(line: AdminLine, bans: Iterable[PhoneBan]) -> str:
    """What a ban from a phone counts as, or that nobody has said so yet; empty where it is none to be sorted."""
    ban = next((b for b in bans if b.member == line.member and abs(b.at - line.at) <= SAME_EVENT), None)
    if ban is None:
        return ""
    return say(f"phone.as_{ban.sorted.counted_as.value}" if ban.sorted is not None else "phone.not_sorted")


# ---- other decisions about people

_EVENTS: Final = (
    Kind.ROLE_SET,
    Kind.WARNING_VOIDED,
    Kind.COMPLAINT_RECORDED,
    Kind.COMPLAINT_DECIDED,
    Kind.BAN_SORTED,
)


async def _of_events(ctx: DeskContext, people: _People) -> AsyncIterator[RecordEntry]:
    events = await journal.of_kinds(ctx.db, *_EVENTS)
    standing = {event.uuid for event in effective(events)}
    taken_back = {str(e.payload.get("of", "")): e for e in events if e.kind == Kind.UNDONE}
    complained = {e.subject: str(e.payload["member"]) for e in events if e.kind == Kind.COMPLAINT_RECORDED}
    returned = {
        complaint_subject(one.complaint_id): one.member
        for one in await complaint_book.complaints(ctx.db, ctx.chat())
        if one.about_return
    }
    for event in events:
        told = await _about(ctx, event, complained, returned)
        if told is None:
            continue
        ref, code, fields = told
        by, _ = _author(ctx, event.author_id, people)
        sentence = say(code, by=by, member=people.name(ref), **fields)
        reason = safe_text(await journal.private_text(ctx.db, event.uuid, "text") or "")
        gone = "" if event.uuid in standing else say("record.taken_back")
        yield _entry(ctx, event, people, ref, sentence, gone, reason)
        undone = taken_back.get(event.uuid)
        if gone and undone is not None:  # both stay: that it was decided, and that it was taken back
            by, _ = _author(ctx, undone.author_id, people)
            yield _entry(ctx, undone, people, ref, say("record.took_back", by=by, what=sentence), "", "")


def _entry(
    ctx: DeskContext, event: Event, people: _People, ref: str, sentence: str, outcome: str, reason: str
) -> RecordEntry:
    by, mine = _author(ctx, event.author_id, people)
    return RecordEntry(
        at=event.at,
        source=RecordSource.HERE,
        by=by,
        by_me=mine,
        sentence=sentence,
        category="",
        member_id=people.id(ref),
        member=people.name(ref),
        message_id=None,
        outcome=outcome,
        reason=reason,
    )


async def _of_openings(ctx: DeskContext, people: _People) -> list[RecordEntry]:
    """Giving back the right to write after the group was closed from a phone; what we closed is an action."""
    found = []
    for opening in fold_openings(await journal.of_kinds(ctx.db, Kind.GROUP_OPENED)):
        if opening.chat_key != ctx.chat_key:
            continue
        by, mine = _author(ctx, opening.by, people)
        found.append(
            RecordEntry(
                at=opening.at,
                source=RecordSource.HERE,
                by=by,
                by_me=mine,
                sentence=say("record.opened", by=by),
                category="",
                member_id=0,
                member="",
                message_id=None,
                outcome=say(f"record.opened_{opening.outcome}"),
            )
        )
    return found


async def _about(
    ctx: DeskContext, event: Event, complained: dict[str, str], returned: dict[str, str]
) -> tuple[str, str, dict[str, object]] | None:
    """(member, sentence code, its fields) of an event; None for what is no decision of a person."""
    match event.kind:
        case Kind.ROLE_SET if event.payload.get("by_hand"):
            return str(event.payload["member"]), "record.role", {"role": event.payload["role"]}
        case Kind.WARNING_VOIDED:
            action = await derived.action(ctx.db, event.subject.removeprefix("action:"))
            if action is None:
                return None
            return action.member, "record.voided" + ("" if action.warning else f"_{action.kind.value}"), {}
        case Kind.COMPLAINT_RECORDED:
            return str(event.payload["member"]), "record.complaint", {}
        case Kind.BAN_SORTED:
            counted = say(f"phone.as_{event.payload['as']}")
            return str(event.payload["member"]), "record.sorted", {"counted": counted}
        case Kind.COMPLAINT_DECIDED if event.subject in complained:
            code = "record.complaint_upheld" if event.payload["upheld"] else "record.complaint_declined"
            return complained[event.subject], code, {}
        case Kind.COMPLAINT_DECIDED if event.subject in returned:
            code = "record.return_right" if event.payload["upheld"] else "record.return_wrong"
            return returned[event.subject], code, {}
    return None

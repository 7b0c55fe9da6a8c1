"""The monthly figures, counted from folded inquiries, posts and actions (RULES 4).

Pure: the record of a group and the clock go in, one :class:`Figures` for a period comes out. What each column
means stands in :mod:`modtui.domain.figures_table`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from modtui.domain.actions import Action
from modtui.domain.clock import elapsed, is_open
from modtui.domain.figures_table import BY_CODE, DEFINITIONS, POST_TYPES, Definition
from modtui.domain.inquiries import Inquiry, PolicyBook, Reply
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.months import Period
from modtui.domain.removals import CountedAs, SortedBan, removals
from modtui.domain.wall_time import DAY, midnight

Number = int | float


@dataclass(frozen=True, slots=True)
class Post:
    """An unprompted staff post. `assumed`: seen in the group, not sent by modtui, so its type is not known."""

    message_id: int
    at: datetime
    type: str = "other"
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """All that figures are counted from. `speakers` are (member, when) of messages by people who are not staff."""

    zone: ZoneInfo
    policies: PolicyBook
    inquiries: Sequence[Inquiry] = ()
    posts: Sequence[Post] = ()
    possible_answers: Sequence[datetime] = ()
    speakers: Sequence[tuple[str, datetime]] = ()
    actions: Sequence[Action] = ()
    warnings_taken_back: Sequence[datetime] = ()
    detectors: tuple[str, ...] = ()
    sorted_bans: Sequence[SortedBan] = ()  # bans from phones
    unsorted_bans: Sequence[datetime] = ()  # ... and when those were that nobody has sorted


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its definition. None: there is nothing to count it from (no share of none)."""

    definition: Definition
    value: Number | None
    note: str = ""

    @property
    def code(self) -> str:
        """The column's code."""
        return self.definition.code


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure of one period, in the order of the table."""

    period: Period
    figures: Mapping[str, Figure]

    def __iter__(self) -> Iterator[Figure]:
        return (self.figures[definition.code] for definition in DEFINITIONS)

    def value(self, code: str) -> Number | None:
        """One column's number."""
        return self.figures[code].value


def count_figures(record: GroupRecord, period: Period, now: datetime) -> Figures:
    """Count every figure of a period as it is known at `now`."""
    sheet = _Sheet()
    _count_inquiries(sheet, record, period, now)
    _count_replies(sheet, record, period, now)
    _count_posts(sheet, record, period)
    sheet.put(
        "total",
        sum(int(sheet.values[code] or 0) for code in ("inquiries", "information", "referrals", "posts")),
    )
    _count_answers(sheet, record, period, now)
    _count_standard(sheet, record, period, now)
    _count_people(sheet, record, period)
    figures = {
        code: Figure(BY_CODE[code], value, "; ".join(sheet.notes.get(code, ())))
        for code, value in sheet.values.items()
    }
    return Figures(period, figures)


@dataclass(slots=True)
class _Sheet:
    values: dict[str, Number | None] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def put(self, code: str, value: Number | None) -> None:
        self.values[code] = value

    def note(self, code: str, sentence: str) -> None:
        self.notes.setdefault(code, []).append(sentence)


def _asked_in(record: GroupRecord, period: Period) -> list[Inquiry]:
    return [i for i in record.inquiries if i.counts_as_inquiry and period.contains(i.asked_at)]


def _is_estimated(inquiry: Inquiry) -> bool:
    """Imported, and nobody but detection ever said that it is an inquiry."""
    return inquiry.imported and not inquiry.by_hand and not any(r.kind for r in inquiry.all_replies)


def _count_inquiries(sheet: _Sheet, record: GroupRecord, period: Period, now: datetime) -> None:
    asked = _asked_in(record, period)
    undecided = [
        i
        for i in record.inquiries
        if i.state is InquiryState.POSSIBLE and not i.asker_is_staff and period.contains(i.asked_at)
    ]
    sheet.put("inquiries", len(asked))
    sheet.put("never_decided", len(undecided))
    estimated = sum(_is_estimated(i) for i in asked)
    sheet.put("estimated_inquiries", estimated)
    if estimated:
        sheet.note("inquiries", f"{estimated} of {len(asked)} estimated, {_detector(record)}")
    if undecided:
        sheet.note("inquiries", f"{len(undecided)} never decided")
    if now < period.end:
        sheet.note("inquiries", "the period is not over")
    outside = sum(not is_open(record.policies.at(i.asked_at), i.asked_at) for i in asked)
    sheet.put("outside_hours", _share(outside, len(asked)))


def _detector(record: GroupRecord) -> str:
    return f"detector v{', v'.join(record.detectors)}" if record.detectors else "detector unknown"


def _day_is_over(at: datetime, record: GroupRecord, now: datetime) -> bool:
    return midnight(record.zone, at.astimezone(record.zone).date() + DAY) <= now


def _count_replies(sheet: _Sheet, record: GroupRecord, period: Period, now: datetime) -> None:
    """Each reply once, whatever number of inquiries it answers; its tags on any of them count."""
    kinds: dict[int, set[ReplyKind]] = {}
    sent: dict[int, Reply] = {}
    for inquiry in record.inquiries:
        if inquiry.asker_is_staff or inquiry.state is InquiryState.DISMISSED:
            continue
        for reply in inquiry.all_replies:
            if period.contains(reply.at):
                sent[reply.message_id] = reply
                known = kinds.setdefault(reply.message_id, set())
                if reply.kind is not None:
                    known.add(reply.kind)
    unsaid = {number for number, known in kinds.items() if not known}
    assumed = {number for number in unsaid if _day_is_over(sent[number].at, record, now)}
    information = {
        n for n, known in kinds.items() if known & {ReplyKind.INFORMATION, ReplyKind.BOTH}
    } | assumed
    referrals = {n for n, known in kinds.items() if known & {ReplyKind.REFERRAL, ReplyKind.BOTH}}
    sheet.put("information", len(information))
    sheet.put("referrals", len(referrals))
    sheet.put("distinct_replies", len(information | referrals))
    sheet.put("assumed_replies", len(assumed))
    sheet.put("untagged_replies", len(unsaid - assumed))
    if assumed:
        sheet.note("information", f"{len(assumed)} of {len(information)} assumed")
    if unsaid - assumed:
        sheet.note("information", f"{len(unsaid - assumed)} not yet tagged")
    if twice := len(information & referrals):
        sheet.note("total", f"{twice} tagged both, counted twice")


def _count_posts(sheet: _Sheet, record: GroupRecord, period: Period) -> None:
    posts = [post for post in record.posts if period.contains(post.at)]
    types = Counter(post.type if post.type in POST_TYPES else "other" for post in posts)
    sheet.put("posts", len(posts))
    for kind in POST_TYPES:
        sheet.put(f"posts_{kind}", types[kind])
    possible = sum(period.contains(at) for at in record.possible_answers)
    sheet.put("possible_answers", possible)
    if assumed := sum(post.assumed for post in posts):
        sheet.note("posts", f"{assumed} of {len(posts)} not sent from modtui, type assumed")
    if possible:
        sheet.note("posts", f"{possible} possible answers left out")


def _answer(inquiry: Inquiry, record: GroupRecord, now: datetime) -> datetime | None:
    """When it was answered; None where nobody has said yet, and it is early enough to say, that it was."""
    if inquiry.answered_at is None:
        return None
    if inquiry.answer_kind is None and not _day_is_over(inquiry.answered_at, record, now):
        return None
    return inquiry.answered_at


def _count_answers(sheet: _Sheet, record: GroupRecord, period: Period, now: datetime) -> None:
    answered = [
        (inquiry, at)
        for inquiry in record.inquiries
        if inquiry.counts_as_inquiry
        and (at := _answer(inquiry, record, now)) is not None
        and period.contains(at)
    ]
    sheet.put("answered", len(answered))
    earlier = sum(inquiry.asked_at < period.start for inquiry, _ in answered)
    sheet.put("answered_earlier", _share(earlier, len(answered)))
    if earlier:
        sheet.note("answered", f"{earlier} asked earlier")
    if assumed := sum(inquiry.answer_kind is None for inquiry, _ in answered):
        sheet.note("answered", f"{assumed} of {len(answered)} assumed")
    wall = [(at - inquiry.clock_from).total_seconds() for inquiry, at in answered]
    clock = [
        elapsed(record.policies.at(inquiry.clock_from), inquiry.clock_from, at).total_seconds()
        for inquiry, at in answered
    ]
    for name, waits in (("wall", wall), ("clock", clock)):
        sheet.put(f"median_{name}", median(waits))
        sheet.put(f"p90_{name}", percentile(waits, 90))
    if answered:
        names = sorted({record.policies.at(inquiry.clock_from).clock.value for inquiry, _ in answered})
        for code in ("median_clock", "p90_clock"):
            sheet.note(code, f"clock: {', '.join(names)}")


def _count_standard(sheet: _Sheet, record: GroupRecord, period: Period, now: datetime) -> None:
    asked = _asked_in(record, period)
    promised = [i for i in asked if not (i.state is InquiryState.WITHDRAWN and i.answered_at is None)]
    cut_off = min(now, period.end)
    sheet.put("withdrawn", len(asked) - len(promised))
    verdicts = Counter(_verdict(i, _answer(i, record, now), now) for i in promised)
    sheet.put("met", verdicts[True])
    sheet.put("missed", verdicts[False])
    sheet.put("pending", verdicts[None])
    sheet.put("within_standard", _share(verdicts[True], verdicts[True] + verdicts[False]))
    with_holding = Counter(_verdict(i, i.first_response_at, now) for i in promised)
    sheet.put("within_with_holding", _share(with_holding[True], with_holding[True] + with_holding[False]))
    clocks = sorted({record.policies.at(i.clock_from).clock.value for i in promised})
    if clocks:
        sheet.note("within_standard", f"clock: {', '.join(clocks)}")
    if verdicts[None]:
        sheet.note("within_standard", f"{verdicts[None]} pending, outside the share")
    if estimated := sum(_is_estimated(i) for i in promised):
        sheet.note("within_standard", f"{estimated} of {len(promised)} estimated, {_detector(record)}")
    waiting = [i for i in promised if (at := _answer(i, record, now)) is None or at >= cut_off]
    waiting = [i for i in waiting if i.asked_at < cut_off]
    sheet.put("open", len(waiting))
    sheet.put("overdue", sum(i.due < cut_off for i in waiting))
    waits = [(cut_off - i.asked_at).total_seconds() for i in waiting]
    sheet.put("oldest_open", max(waits, default=None))


def _verdict(inquiry: Inquiry, answered_at: datetime | None, now: datetime) -> bool | None:
    """Met, missed, or None while it is pending (RULES 1: at or before due is met)."""
    if answered_at is not None:
        return answered_at <= inquiry.due
    if inquiry.answered_at is not None and inquiry.answered_at <= inquiry.due:
        return None  # answered in time, if the untagged reply is an answer
    return False if now > inquiry.due else None


def _count_people(sheet: _Sheet, record: GroupRecord, period: Period) -> None:
    sheet.put("participants", len({member for member, at in record.speakers if period.contains(at)}))
    given = [
        action.delivered_at for action in record.actions if action.warning and action.delivered_at is not None
    ]
    sheet.put("warnings", sum(period.contains(at) for at in given))
    sheet.put("voided", sum(period.contains(at) for at in record.warnings_taken_back))
    gone = Counter(
        removal.counted_as
        for removal in removals(record.actions, record.sorted_bans)
        if period.contains(removal.at)
    )
    sheet.put("removed", gone[CountedAs.GUIDELINES])
    sheet.put("removed_spam", gone[CountedAs.SPAM])
    sheet.put("removed_elsewhere", gone[CountedAs.ELSEWHERE])
    unsorted = sum(period.contains(at) for at in record.unsorted_bans)
    sheet.put("removed_unsorted", unsorted)
    if unsorted:
        sheet.note("removed", f"{unsorted} from phones not sorted yet")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two middle ones; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile: the least value that so many percent do not exceed; None of none."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1] if ordered else None


def say_duration(seconds: float) -> str:
    """A duration to read: `1 d 3 h`, `3 h 05 min`, `12 min`, `40 s`."""
    span = timedelta(seconds=round(seconds))
    days, rest = divmod(span, timedelta(days=1))
    hours, rest = divmod(rest, timedelta(hours=1))
    minutes, rest = divmod(rest, timedelta(minutes=1))
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min" if minutes else f"{rest.seconds} s"

"""The monthly figures after RULES 4, on a month small enough to count by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.figures import (
    GroupRecord,
    Post,
    count_figures,
    median,
    percentile,
    say_duration,
)
from modtui.domain.figures_check import check_figures, check_sums
from modtui.domain.figures_posts import StaffMessage, sort_posts
from modtui.domain.figures_table import (
    BY_CODE,
    DEFINITIONS,
    MAIN,
    POST_TYPES,
    find_definition,
)
from modtui.domain.inquiries import MessageFact, fold_inquiry, fold_policies
from modtui.domain.journal import Kind
from modtui.domain.messages import Role
from modtui.domain.months import parse_month, parse_quarter
from tests.unit.domain.test_inquiry_life import numbered
from tests.unit.domain.test_ladder import notice
from tests.unit.store.making import CHAT, about, after, found, policy_adopted, undone

ZONE = ZoneInfo("America/Toronto")
POLICIES = fold_policies([policy_adopted()])
OCTOBER = parse_month("2026-10", ZONE)
LATER = datetime(2026, 12, 1, tzinfo=UTC)
HOUR, DAY = 60, 24 * 60


def asked(id=1, minutes=0.0, *replies, label="inquiry", events=(), imported=False, **more):
    """An inquiry; a reply is (message id, minutes after Monday 10:00, tag or None)."""
    facts = [MessageFact(id, f"asker{id}", Role.MEMBER, after(minutes), imported=imported, **more)]
    facts += [MessageFact(number, "mod", Role.MODERATOR, after(at), id) for number, at, _ in replies]
    tags = [
        about(id, Kind.REPLY_TAGGED, {"message_id": number, "kind": tag}) for number, _, tag in replies if tag
    ]
    return fold_inquiry(CHAT, facts[0], facts, numbered([found(id, label), *tags, *events]), POLICIES)


def counted(*inquiries, period=OCTOBER, now=LATER, **record):
    return count_figures(GroupRecord(ZONE, POLICIES, inquiries, **record), period, now)


def values(figures, *codes):
    return tuple(figures.value(code) for code in codes)


# -- Table 6's columns


def test_the_four_columns_and_their_total():
    figures = counted(
        asked(1, 0, (11, 5, "information")),
        asked(2, 10, (12, 15, "referral"), (13, 16, "referral")),
        asked(3, 20, (14, 25, "both")),
        asked(4, 30),
        posts=[Post(20, after(40), "job"), Post(21, after(41), "workshop")],
    )
    assert values(figures, *MAIN) == (4, 2, 3, 2, 11)
    assert values(figures, "distinct_replies", "posts_job", "posts_workshop", "posts_other") == (4, 1, 1, 0)
    assert figures.figures["total"].note == "1 tagged both, counted twice"


def test_what_is_no_inquiry_is_not_counted():
    dismissed = asked(1, 0, (11, 5, "information"), events=[about(1, Kind.INQUIRY_DISMISSED)])
    merged = asked(2, 0, events=[about(2, Kind.INQUIRY_MERGED, {"into": 9})])
    likely = asked(3, 0, label="possible")
    by_staff = replace(asked(4), asker_is_staff=True)
    figures = counted(dismissed, merged, likely, by_staff)
    assert values(figures, "inquiries", "information", "never_decided", "total") == (0, 0, 1, 0)
    assert figures.figures["inquiries"].note == "1 never decided"


def test_one_reply_that_answers_two_inquiries_is_one_reply():
    one, two = asked(1, 0, (11, 5, "referral")), asked(2, 1, (11, 5, "information"))
    assert values(counted(one, two), "inquiries", "information", "referrals", "distinct_replies") == (
        2,
        1,
        1,
        1,
    )


def test_holding_and_asking_back_are_neither_information_nor_referral():
    figures = counted(asked(1, 0, (11, 5, "holding"), (12, 9, "asked_back")))
    assert values(figures, "information", "referrals", "distinct_replies", "answered") == (0, 0, 0, 0)


def test_each_event_counts_in_its_own_month():
    """Asked on 31 October at 23:59 in Toronto, when it is November in UTC; answered in November."""
    last_minute = (datetime(2026, 11, 1, 3, 59, tzinfo=UTC) - after(0)) / timedelta(minutes=1)
    inquiry = asked(1, last_minute, (11, last_minute + 1, "information"))
    november = parse_month("2026-11", ZONE)
    assert values(counted(inquiry), "inquiries", "information", "answered", "met") == (1, 0, 0, 1)
    assert values(counted(inquiry, period=november), "inquiries", "information", "answered", "met") == (
        0,
        1,
        1,
        0,
    )
    figures = counted(inquiry, period=november)
    assert figures.value("answered_earlier") == 1.0
    assert figures.figures["answered"].note == "1 asked earlier"


# -- assumed and estimated


def test_an_untagged_reply_is_information_once_its_day_is_over():
    inquiry = asked(1, 0, (11, 5, None))  # Monday 10:05 in Toronto
    midnight = datetime(2026, 10, 6, 4, 0, tzinfo=UTC)
    same_day = counted(inquiry, now=midnight - timedelta(seconds=1))
    assert values(same_day, "information", "untagged_replies", "answered", "met", "pending") == (
        0,
        1,
        0,
        0,
        1,
    )
    next_day = counted(inquiry, now=midnight)
    assert values(next_day, "information", "untagged_replies", "answered", "met", "pending") == (
        1,
        0,
        1,
        1,
        0,
    )
    assert next_day.value("assumed_replies") == 1
    assert next_day.figures["information"].note == "1 of 1 assumed"


def test_an_imported_inquiry_rests_on_detection_until_somebody_says_something_of_it():
    bare = asked(1, 0, imported=True)
    marked = asked(2, 0, imported=True, events=[about(2, Kind.INQUIRY_MARKED)])
    answered = asked(3, 0, (13, 5, "both"), imported=True)
    figures = counted(bare, marked, answered, detectors=("3",))
    assert values(figures, "inquiries", "estimated_inquiries") == (3, 1)
    assert "1 of 3 estimated, detector v3" in figures.figures["inquiries"].note


# -- the standard


def test_met_missed_pending_and_withdrawn():
    due = DAY  # Monday 10:00 is due Tuesday 10:00
    inquiries = [
        asked(1, 0, (11, due, "information")),
        asked(2, 0, (12, due + 0.1, "information")),
        asked(3, 0),
        asked(4, 0, deleted_at=after(3)),
        asked(5, DAY),
    ]
    figures = counted(*inquiries, now=after(DAY + HOUR))
    assert values(figures, "met", "missed", "pending", "withdrawn", "within_standard") == (1, 2, 1, 1, 1 / 3)
    assert "1 pending" in figures.figures["within_standard"].note
    assert figures.value("inquiries") == 5
    assert counted(now=LATER).value("within_standard") is None


def test_holding_replies_count_beside_and_never_in_the_headline():
    held = asked(1, 0, (11, 5, "holding"), (12, 3 * DAY, "information"))
    assert values(counted(held), "within_standard", "within_with_holding") == (0.0, 1.0)


def test_a_moderators_deletion_is_no_withdrawal():
    hidden = asked(1, 0, deleted_at=after(3), deleted_by_staff=True)
    assert values(counted(hidden), "withdrawn", "missed") == (0, 1)


# -- time to answer


def test_time_to_answer_by_the_wall_and_by_the_service_clock():
    friday = 4 * DAY + 6 * HOUR  # Friday 16:00
    inquiries = [
        asked(1, 0, (11, 10, "information")),
        asked(2, friday, (12, friday + 3 * DAY, "information")),
        asked(3, 8 * HOUR, (13, 23 * HOUR + 30, "information")),  # Monday 18:00, answered Tuesday 9:30
    ]
    figures = counted(*inquiries)
    wall = values(figures, "median_wall", "p90_wall")
    assert wall == (15.5 * 3600, 3 * 86400)
    assert values(figures, "median_clock", "p90_clock") == (1800, 86400)
    assert figures.figures["median_clock"].note == "clock: business-days"
    assert counted().value("median_wall") is None


def test_open_overdue_and_oldest_as_of_the_months_end():
    end = OCTOBER.end
    last_hour = (end - after(0)) / timedelta(minutes=1) - HOUR
    inquiries = [asked(1, 0), asked(2, last_hour), asked(3, 0, (11, last_hour + 2 * HOUR, "information"))]
    figures = counted(*inquiries)
    assert values(figures, "open", "overdue") == (3, 2)
    assert figures.value("oldest_open") == (end - after(0)).total_seconds()


@pytest.mark.parametrize(
    ("numbers", "middle", "ninetieth"),
    [
        ([], None, None),
        ([3], 3, 3),
        ([1, 2], 1.5, 2),
        (list(range(1, 11)), 5.5, 9),
        (list(range(1, 12)), 6, 10),
    ],
)
def test_median_and_nearest_rank(numbers, middle, ninetieth):
    assert (median(numbers), percentile(numbers, 90)) == (middle, ninetieth)


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_nine_of_ten_are_at_or_below_the_90th_percentile(numbers):
    limit = percentile(numbers, 90)
    assert limit in numbers
    assert sum(number <= limit for number in numbers) >= 0.9 * len(numbers)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.6, "1 min"), (40, "40 s"), (3900, "1 h 05 min"), (86400 * 2 + 3600 * 3, "2 d 3 h")],
)
def test_durations_in_words(seconds, words):
    assert say_duration(seconds) == words


# -- people and moderation


def test_participants_are_counted_once_and_hours_are_looked_at():
    figures = counted(
        asked(1, 0),
        asked(2, 10 * HOUR),  # Monday 20:00
        speakers=[("a", after(0)), ("a", after(5)), ("b", after(9)), ("c", LATER)],
    )
    assert values(figures, "participants", "outside_hours") == (2, 0.5)


def test_warnings_removals_and_what_was_taken_back():
    actions = [
        notice(0),
        notice(0, then=[Kind.WARNING_VOIDED]),
        notice(0, outcome="failed"),
        notice(0, "advertising", warning=False),
        notice(0, steps=("ban",), warning=False, what="remove"),
        notice(0, steps=("ban",), warning=False, what="remove", then=[Kind.ACTION_UNDONE]),
        notice(0, "spam", steps=("ban",), warning=False, what="clear"),
        notice(0, steps=("take_out",), warning=False, what="leave"),
    ]
    figures = counted(actions=actions, warnings_taken_back=[after(9), LATER])
    assert values(figures, "warnings", "voided", "removed", "removed_spam") == (2, 1, 1, 1)


# -- posts


def staff(id, minutes, **more):
    return StaffMessage(id, after(minutes), **more)


def test_which_staff_messages_are_posts():
    messages = [
        staff(1, 0),
        staff(2, 1),
        staff(3, 2, is_poll=True),
        staff(4, 3),
        staff(5, 4, album_id=9),
        staff(6, 4, album_id=9),
    ]
    posts, possible = sort_posts(messages, {2: "job"}, [4], [])
    assert [(post.message_id, post.type, post.assumed) for post in posts] == [
        (1, "other", True),
        (2, "job", False),
        (5, "other", True),
    ]
    assert possible == []


def test_a_message_soon_after_an_open_question_may_be_its_answer():
    waiting, answered = asked(1, 0), asked(2, 100, (21, 105, "information"))
    messages = [staff(n, minutes) for n, minutes in enumerate([-1, 0, 30, 31, 103, 105, 106], 30)]
    posts, possible = sort_posts([*messages, staff(21, 105)], {}, [], [waiting, answered])
    assert possible == [after(0), after(30), after(103)]
    assert [post.at for post in posts] == [after(-1), after(31), after(105), after(106)]


def test_a_linked_answer_is_no_post_and_one_sent_as_a_post_always_is():
    link = about(1, Kind.REPLY_LINKED, {"message_id": 11})
    facts = [
        MessageFact(1, "asker", Role.MEMBER, after(0)),
        MessageFact(11, "mod", Role.MODERATOR, after(5)),
    ]
    inquiry = fold_inquiry(CHAT, facts[0], facts, numbered([found(1), link]), POLICIES)
    posts, possible = sort_posts([staff(11, 5), staff(12, 4)], {12: "event"}, [], [inquiry])
    assert ([post.message_id for post in posts], possible) == ([12], [])


def test_possible_answers_and_posts_from_elsewhere_are_said():
    figures = counted(posts=[Post(1, after(0), assumed=True)], possible_answers=[after(1), after(2)])
    assert values(figures, "posts", "possible_answers") == (1, 2)
    assert figures.figures["posts"].note == (
        "1 of 1 not sent from modtui, type assumed; 2 possible answers left out"
    )


# -- the checks

#: Table 6 of the toolkit: September 2017, Referrals, is printed as 199.
TABLE_6 = {
    "2017-03": (23, 10, 27, 42, 102),
    "2017-04": (32, 10, 38, 39, 119),
    "2017-05": (22, 13, 18, 47, 100),
    "2017-06": (14, 9, 6, 39, 68),
    "2017-07": (15, 7, 8, 30, 60),
    "2017-08": (23, 11, 19, 35, 88),
    "2017-09": (21, 12, 199, 29, 81),
    "2017-10": (24, 20, 37, 58, 139),
    "2017-11": (21, 13, 14, 28, 76),
    "2017-12": (22, 15, 8, 29, 74),
    "2018-01": (23, 11, 16, 47, 97),
    "2018-02": (39, 38, 11, 35, 123),
}
TABLE_6_TOTAL = (279, 169, 221, 458, 1127)


def test_the_cell_of_table_6_that_is_wrong_is_found_by_its_row_and_its_column():
    def rows(table):
        return [(month, dict(zip(MAIN, row, strict=True))) for month, row in table.items()]

    total = ("total", dict(zip(MAIN, TABLE_6_TOTAL, strict=True)))
    sums = {"total": MAIN[:4]}
    assert check_sums(rows(TABLE_6), total, sums, MAIN) == (
        "2017-09: total is 81, but inquiries + information + referrals + posts make 261.",
        "referrals: the rows make 401, but the total says 221.",
    )
    mended = TABLE_6 | {"2017-09": (21, 12, 19, 29, 81)}
    assert check_sums(rows(mended), total, sums, MAIN) == ()


REPLIES = st.tuples(
    st.integers(0, 120 * DAY), st.sampled_from([None, "information", "referral", "both", "holding"])
)
LIVES = st.lists(
    st.tuples(st.integers(-30 * DAY, 90 * DAY), st.lists(REPLIES, max_size=2), st.booleans()), max_size=12
)


@given(LIVES, st.integers(0, 120))
def test_months_add_up_to_their_quarter_whatever_happened(lives, days):
    quarter = parse_quarter("2026-Q4", ZONE)
    months = [parse_month(f"2026-{month}", ZONE) for month in (10, 11, 12)]
    inquiries = [
        asked(
            n * 10,
            minutes,
            *[(n * 10 + m, minutes + wait, tag) for m, (wait, tag) in enumerate(replies, 1)],
            imported=imported,
        )
        for n, (minutes, replies, imported) in enumerate(lives, 1)
    ]
    record = GroupRecord(ZONE, POLICIES, inquiries, [Post(9000, after(days * DAY), "job")])
    now = after(days * DAY)
    rows = [count_figures(record, month, now) for month in months]
    whole = count_figures(record, quarter, now)
    assert check_figures(rows, whole) == ()
    for row in (*rows, whole):
        assert row.value("distinct_replies") <= row.value("information") + row.value("referrals")
        assert row.value("estimated_inquiries") <= row.value("inquiries")
        share = row.value("within_standard")
        assert share is None or 0 <= share <= 1


def test_a_sum_that_is_wrong_is_told():
    figures = counted(asked(1))
    broken = replace(
        figures,
        figures={**figures.figures, "total": replace(figures.figures["total"], value=7)},
    )
    assert check_figures([figures], figures) == ()
    assert check_figures([broken], figures) == (
        f"{OCTOBER.label}: total is 7, but inquiries + information + referrals + posts make 1.",
        "total: the rows make 7, but the total says 1.",
    )


# -- the table of definitions


def test_every_figure_has_one_definition_and_every_definition_a_figure():
    figures = counted()
    assert [figure.code for figure in figures] == [definition.code for definition in DEFINITIONS]
    assert len(BY_CODE) == len(DEFINITIONS)
    assert set(MAIN) <= set(BY_CODE)
    assert {f"posts_{kind}" for kind in POST_TYPES} <= set(BY_CODE)
    assert all(definition.how.endswith(".") for definition in DEFINITIONS)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Inquiries", "inquiries"),
        ("TOTAL", "total"),
        ("within standard", "within_standard"),
        ("info", "information"),
        ("median-wall", "median_wall"),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_column_is_found_by_its_code_or_title(words, code):
    definition = find_definition(words)
    assert (definition and definition.code) == code


def test_undoing_brings_a_figure_back():
    dismissal = about(1, Kind.INQUIRY_DISMISSED)
    assert counted(asked(1, 0, events=[dismissal])).value("inquiries") == 0
    assert counted(asked(1, 0, events=[dismissal, undone(dismissal)])).value("inquiries") == 1

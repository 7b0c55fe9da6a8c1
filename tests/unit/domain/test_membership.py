"""Many reports of the same comings and goings make one ledger (RULES 4)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.membership import (
    EventKind,
    Report,
    Sample,
    Source,
    fold_membership,
    is_present,
    membership_figures,
)

START = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)
END = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
K, S = EventKind, Source


def at(hours):
    return START + timedelta(hours=hours)


def told(kind, hours, source=S.SERVICE, member="omar", by=None):
    return Report(member, kind, at(hours), source, by)


def kinds(*reports):
    return [move.kind for move in fold_membership(reports)]


def figures(reports, samples=(), bots=()):
    return membership_figures(fold_membership(reports), samples, START, END, bots=frozenset(bots))


def test_a_join_that_three_tell_of_is_one():
    (move,) = fold_membership(
        [
            told(K.JOINED, 1),
            told(K.JOINED_BY_REQUEST, 1, S.ADMIN_LOG, by="samir"),
            told(K.JOINED, 1.01, S.MEMBER_LIST),
        ]
    )
    assert (move.kind, move.first, move.by) == (K.JOINED_BY_REQUEST, True, "samir")


def test_a_participant_update_says_who_did_it_and_adds_no_event():
    (move,) = fold_membership(
        [
            told(K.BANNED_ELSEWHERE, 1.002, S.ADMIN_LOG),
            told(K.BANNED_ELSEWHERE, 1.001, S.PARTICIPANT, by="samir"),
            told(K.LEFT, 20, S.MEMBER_LIST),
            told(K.REMOVED, 1, S.ACTION),
        ]
    )
    assert (move.kind, move.by) == (K.REMOVED, "samir")


def test_a_rejoin_is_no_first_time():
    moves = fold_membership([told(K.JOINED, 1), told(K.LEFT, 5), told(K.JOINED, 9)])
    assert [(m.kind, m.first) for m in moves] == [(K.JOINED, True), (K.LEFT, False), (K.JOINED, False)]
    counted = figures([told(K.JOINED, 1), told(K.LEFT, 5), told(K.JOINED, 9)])
    assert (counted.joined, counted.rejoined, counted.left) == (1, 1, 1)


def test_our_action_says_why_the_service_message_did_not():
    assert kinds(told(K.BANNED_ELSEWHERE, 3, by="me"), told(K.REMOVED, 3.001, S.ACTION)) == [K.REMOVED]
    assert kinds(told(K.LEFT_ON_REQUEST, 3, S.ACTION), told(K.BANNED_ELSEWHERE, 3.01, S.ADMIN_LOG)) == [
        K.LEFT_ON_REQUEST
    ]


def test_a_ban_long_after_somebody_left_is_a_removal_and_no_member_less():
    reports = [told(K.LEFT, 3), told(K.REMOVED, 30, S.ACTION), told(K.BANNED_ELSEWHERE, 30.01, S.ADMIN_LOG)]
    assert kinds(*reports) == [K.LEFT, K.REMOVED]
    samples = [Sample(at(0), 100, 0, True), Sample(at(24 * 30), 99, 0, True)]
    counted = figures(reports, samples)
    assert (counted.left, counted.removed, counted.kept_out, counted.unexplained) == (1, 1, 1, 0)
    assert kinds(told(K.REMOVED, 3, S.ACTION), told(K.BANNED_ELSEWHERE, 30)) == [K.REMOVED]


def test_the_list_finds_out_late_and_adds_nothing():
    assert kinds(told(K.LEFT, 3, S.ADMIN_LOG), told(K.LEFT, 20, S.MEMBER_LIST)) == [K.LEFT]
    assert kinds(told(K.JOINED, 3), told(K.JOINED, 20, S.MEMBER_LIST)) == [K.JOINED]


def test_coming_twice_without_going_was_a_going_that_nobody_saw():
    counted = figures([told(K.JOINED, 1), told(K.JOINED, 50)])
    assert (counted.joined, counted.rejoined, counted.left, counted.left_unseen) == (1, 1, 0, 1)


def test_who_was_there_from_the_start_is_no_joiner():
    counted = figures([told(K.PRESENT, 0, S.MEMBER_LIST), told(K.LEFT, 9), told(K.JOINED, 20)])
    assert (counted.joined, counted.rejoined, counted.left) == (0, 1, 1)


def test_each_kind_of_going_is_counted_apart():
    reports = [
        told(kind, 5, S.ACTION if kind is not K.LEFT else S.SERVICE, member=f"m{n}")
        for n, kind in enumerate(
            [K.LEFT, K.LEFT_ON_REQUEST, K.REMOVED, K.REMOVED_AS_SPAM, K.BANNED_ELSEWHERE, K.REMOVAL_UNDONE]
        )
    ]
    counted = figures(reports)
    assert (
        counted.left,
        counted.left_on_request,
        counted.removed,
        counted.removed_as_spam,
        counted.removed_elsewhere,
        counted.removed_undone,
    ) == (1, 1, 1, 1, 1, 1)


def test_what_nobody_can_explain_is_shown():
    samples = [Sample(at(0), 101, 1, True), Sample(at(24 * 30), 104, 1, True)]
    counted = figures([told(K.JOINED, 9, member=f"m{n}") for n in range(5)], samples)
    assert counted.unexplained == -2
    assert figures([], []).unexplained is None


def test_bots_are_no_members():
    assert figures([told(K.ADDED, 3, member="bot")], bots=["bot"]).joined == 0


def test_other_months_are_not_counted():
    counted = figures([told(K.JOINED, -1), told(K.LEFT, 24 * 31)])
    assert (counted.joined, counted.left) == (0, 0)


@given(
    st.lists(
        st.tuples(st.sampled_from([K.JOINED, K.LEFT]), st.integers(1, 40)),
        min_size=1,
        max_size=12,
        unique_by=lambda pair: pair[1],
    ),
    st.randoms(),
)
def test_telling_everything_again_and_in_any_order_changes_nothing(events, random):
    once = [told(kind, hour) for kind, hour in events]
    again = [*once, *[told(kind, hour + 0.01, S.ADMIN_LOG) for kind, hour in events]]
    random.shuffle(again)
    assert fold_membership(again) == fold_membership(once)


@given(st.lists(st.tuples(st.sampled_from(list(K)), st.integers(1, 100), st.sampled_from(list(S)))))
def test_goings_and_comings_always_alternate(events):
    moves = fold_membership([told(kind, hour, source) for kind, hour, source in events])
    directions = [move.kind.is_arrival for move in moves if not move.kept_out]
    assert all(a != b for a, b in pairwise(directions))
    # Who is kept out had gone, and was not removed already.
    assert all(not a.kind.is_arrival and not a.kept_out for a, b in pairwise(moves) if b.kept_out)
    assert is_present(moves) == (directions[-1] if directions else None)


EXACT = (S.SERVICE, S.PARTICIPANT, S.ADMIN_LOG, S.ACTION)  # each dates what happened, minutes apart at most


@given(st.data())
def test_each_coming_and_going_counts_once_however_many_tell_and_in_whatever_order(data):
    """The truth is drawn first: who came and went when, and by whom; then who tells of it, when, and how often."""
    truth, reports = [], []
    for member in ("omar", "sara"):
        minute, inside = 0, data.draw(st.booleans())
        for _ in range(data.draw(st.integers(0, 5))):
            minute += data.draw(st.integers(21, 3000))
            inside = not inside
            by = data.draw(st.sampled_from([None, "samir"]))
            kind = K.ADDED if inside and by else K.JOINED if inside else K.BANNED_ELSEWHERE if by else K.LEFT
            truth.append((member, minute, kind, by))
            for source in data.draw(st.lists(st.sampled_from(EXACT), min_size=1, unique=True)):
                late = data.draw(st.integers(0, 4)) if source is not S.PARTICIPANT else 0
                found = told(kind, (minute + late) / 60, source, member, by)
                reports += [found] * data.draw(st.integers(1, 3))  # read again, told again after a restart
    moves = fold_membership(data.draw(st.permutations(reports)))
    moves = sorted(moves, key=lambda move: (move.member, move.at))
    expected = sorted(truth)
    assert [(m.member, m.kind, m.by) for m in moves] == [(who, kind, by) for who, _, kind, by in expected]
    assert all(
        0 <= (m.at - at(minute / 60)).total_seconds() < 300
        for m, (_, minute, *_) in zip(moves, expected, strict=True)
    )
    assert not any(move.unseen for move in moves)


@given(st.permutations(EXACT), st.integers(1, 9), st.randoms())
def test_somebody_who_comes_and_goes_within_minutes_is_followed_when_all_tell(sources, minutes, random):
    truth = [K.JOINED, K.LEFT, K.JOINED, K.BANNED_ELSEWHERE, K.JOINED]
    reports = [
        told(kind, number * minutes / 60 + second / 3600, source)
        for number, kind in enumerate(truth)
        for second, source in enumerate(sources)
    ]
    random.shuffle(reports)
    assert kinds(*reports) == truth

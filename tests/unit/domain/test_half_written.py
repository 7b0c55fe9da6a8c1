"""What a half-written reply is besides its text: written down, read back, and two that became one."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.half_written import HalfWritten, read_back, written_down
from modtui.domain.inquiry_states import ReplyKind

HALVES = st.builds(
    HalfWritten,
    kind=st.none() | st.sampled_from(ReplyKind),
    snippet_ids=st.lists(st.text(max_size=8), max_size=4).map(tuple),
    settles=st.none() | st.integers(1, 10**9),
    also=st.lists(st.integers(1, 10**9), max_size=4).map(tuple),
    begun_unanswered=st.booleans(),
)


@given(HALVES)
def test_it_comes_back_as_it_was_written_down(half):
    assert read_back(json.loads(json.dumps(written_down(half)))) == half
    assert bool(written_down(half)) == (half != HalfWritten())


@given(HALVES, HALVES)
def test_of_two_that_became_one_no_snippet_is_lost_and_the_later_kind_holds(before, later):
    joined = before.joined(later)
    assert set(joined.snippet_ids) == {*before.snippet_ids, *later.snippet_ids}
    assert joined.kind == (later.kind or before.kind)
    assert joined.begun_unanswered == (before.begun_unanswered or later.begun_unanswered)


def test_a_kind_of_a_newer_version_is_left_out_and_the_rest_stays():
    assert read_back({"kind": "by pigeon", "snippets": ["card"], "more": 1}) == HalfWritten(
        snippet_ids=("card",)
    )

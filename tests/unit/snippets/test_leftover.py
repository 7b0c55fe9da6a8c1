"""What still has to be filled in before a text may leave, and braces that mean themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.snippets.leftover import left_over
from modtui.snippets.model import Kind, Snippet
from modtui.snippets.placeholders import escape, fill


def snippet(body, **more):
    return Snippet("s", Kind.ANSWER, {"en": "S"}, {"en": body}, **more)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("All is said.", ()),
        ("Come on {ask:date}, call {phone}, {ask:date}.", ("date", "phone")),
        ("Braces {of nothing} are text.", ()),
    ],
)
def test_known_placeholders_block_whatever_the_text_was_made_of(text, left):
    assert left_over(text) == left


def test_an_escaped_brace_of_a_used_snippet_is_text():
    used = snippet("Write {{phone}} on the form, then call {phone}.")
    filled = fill(used.body["en"], {"phone": "613-555-0120"})
    assert filled.text == "Write {phone} on the form, then call 613-555-0120."
    assert left_over(filled.text, [used]) == ()
    # The same words without the snippet, or with its blank unfilled, are blocked.
    assert left_over(filled.text) == ("phone",)
    assert left_over(fill(used.body["en"], {}).text, [used]) == ("phone",)


def test_a_placeholder_nobody_knows_blocks_only_where_the_snippet_has_it():
    assert left_over("Hello {frist_name}", [snippet("Hello {frist_name}")]) == ("{frist_name}",)
    assert left_over("Hello {frist_name}", [snippet("Hello")]) == ()


def test_a_referrals_own_facts_may_hold_braces():
    used = snippet("Ask at {address}.", address="Door {phone}")
    assert left_over(fill(used.body["en"], used.field_values()).text, [used]) == ()


@given(st.text(alphabet="ab {}|:_phoneask\n", max_size=60))
def test_a_text_made_into_a_snippet_can_always_be_sent(text):
    used = snippet(escape(text) or "x")
    assert left_over(fill(used.body["en"], {}).text, [used]) == ()


@given(st.text(alphabet="ab {}|:_phone", max_size=60))
def test_what_fill_says_is_unresolved_is_never_let_through(body):
    used = snippet(body)
    filled = fill(body, {})
    names = [name for name in filled.unresolved if name in ("phone", "hours")]
    assert not names or left_over(filled.text, [used])

"""Placeholders are filled, asked for or block the sending; nothing a member wrote is read as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.snippets.placeholders import escape, fill, parse


def test_a_name_is_filled_or_falls_back() -> None:
    assert fill("Hello {first_name|friend}!", {"first_name": "Rana"}).text == "Hello Rana!"
    assert fill("Hello {first_name|friend}!", {"first_name": " "}).text == "Hello friend!"
    assert fill("أهلاً {first_name|}", {}).text == "أهلاً "


def test_sending_is_blocked_until_the_question_is_answered() -> None:
    body = "Your appointment is on {ask:date of the appointment}."
    before = fill(body, {})
    assert not before.can_send
    assert before.unresolved == ("ask:date of the appointment",)
    assert before.text == body
    after = fill(body, {"ask:date of the appointment": "3 May"})
    assert after.can_send
    assert after.text == "Your appointment is on 3 May."


def test_doubled_braces_are_plain() -> None:
    filled = fill("Write {{first_name}} as it is", {"first_name": "Rana"})
    assert filled.text == "Write {first_name} as it is"
    assert filled.can_send


def test_a_value_is_never_read_as_a_placeholder() -> None:
    filled = fill("Hello {first_name}", {"first_name": "{ask:x}"})
    assert filled.text == "Hello {ask:x}"
    assert filled.can_send


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{first_nme}", "did you mean {first_name}?"),
        ("{ask:}", "does not say what to ask"),
        ("open { here", "a lone {"),
        ("close } here", "a lone }"),
        ("{" + "a" * 300 + "}", "too long"),
        ("{}", "is no placeholder"),
    ],
)
def test_what_is_no_placeholder_is_named_and_blocks(body: str, said: str) -> None:
    (fault,) = parse(body).faults
    assert said in fault.sentence
    assert not fill(body, {}).can_send
    assert fill(body, {}).text == body


@given(st.text())
def test_an_escaped_text_means_itself(text: str) -> None:
    filled = fill(escape(text), {"first_name": "Rana"})
    assert filled.text == text
    assert filled.can_send


@given(st.text(alphabet="{}|:ask first_name\nاب"), st.dictionaries(st.just("first_name"), st.text()))
def test_any_body_is_parsed_and_every_piece_has_its_place(body: str, values: dict[str, str]) -> None:
    parsed = parse(body)
    for one in parsed.placeholders:
        assert body[one.start] == "{"
        assert body[one.end - 1] == "}"
    filled = fill(body, values)
    assert filled.can_send == (not filled.unresolved)

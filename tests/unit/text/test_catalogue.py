"""Sentences that count: one of something is written as one."""

from __future__ import annotations

import re

import pytest

import modtui.desk.desk  # noqa: F401 - the desk's rooms add their sentences
from modtui.text.catalogue import SENTENCES, say

COUNTED = sorted(
    code for code, sentence in SENTENCES.items() if "{count" in sentence and not code.startswith("looks.")
)
"""Those of ``looks.`` speak of more than a hundred."""
NO_PLURAL = {
    "its",
    "this",
    "is",
    "was",
    "does",
    "has",
    "as",
    "s",
    "asks",
    "waits",
    "leaves",
    "stands",
    "deletes",
    "takes",
}


def filled(code: str, number: int) -> str:
    fields = dict.fromkeys(re.findall(r"\{(\w+)", SENTENCES[code]), "x")
    return say(
        code,
        **(fields | {name: number for name in ("count", "warnings", "parts", "hours") if name in fields}),
    )


@pytest.mark.parametrize("code", COUNTED)
def test_one_of_something_is_not_said_as_several(code):
    words = re.findall(
        r"\b1 (?!to )(?:\w+ )?(\w+s|entries|replies|ask|wait|leave|stand|have|are)\b", filled(code, 1)
    )
    assert [word for word in words if word not in NO_PLURAL] == []


def test_several_are_said_as_several():
    assert say("raid.posts", count=1) == "1 post"
    assert say("raid.posts", count=0) == "0 posts"
    assert say("raid.posts", count=2) == "2 posts"
    assert say("phone.knows", count=1, warnings=3) == "1 message · 3 warnings in force"
    assert say("joining.waiting", count=1) == "1 asks to be let in."
    assert say("joining.waiting", count=4) == "4 ask to be let in."


def test_a_value_is_inserted_as_it_is():
    assert say("raid.line", name="{count} a|b", count=1) == "{count} a|b: 1 post"

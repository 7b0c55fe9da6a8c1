"""Sentences that count: one of something is written as one."""

from __future__ import annotations

import re

import pytest

import modtui.desk.desk  # noqa: F401 - the desk's rooms add their sentences
from modtui.text.catalogue import SENTENCES, name_keys, say
from modtui.tui.keys import BY_ID

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


def nouns() -> set[tuple[str, str]]:
    """Every (noun for one, noun for more) that a sentence chooses from; verbs take their s the other way round."""
    chosen = re.compile(r"\{(?!keys:)\w+:([^|{}]+)\|([^|{}]+)\}")
    pairs = {pair for said in SENTENCES.values() for pair in chosen.findall(said)}
    return {(one, many) for one, many in pairs if many.endswith("s") and not one.endswith("s")}


WITH_A_FIELD = sorted(code for code, sentence in SENTENCES.items() if re.search(r"\{(?!keys:)\w", sentence))


@pytest.mark.parametrize("number", [0, 1, 2, 11])
def test_whatever_number_stands_in_whatever_sentence_its_noun_goes_with_it(number):
    """Each field of each sentence in turn holds the number; the nouns are those the sentences themselves know."""
    words = "|".join(re.escape(many if number == 1 else one) for one, many in sorted(nouns()))
    wrong = re.compile(rf"(?<![\w.,]){number} (?:{words})\b(?! \()")
    found = {}
    for code in WITH_A_FIELD:
        names = set(re.findall(r"\{(?!keys:)(\w+)", SENTENCES[code]))
        for name in names:
            said = say(code, **{one: number if one == name or _counts(code, one) else "x" for one in names})
            if wrong.search(said):
                found[code, name] = said
    assert found == {}


def _counts(code: str, name: str) -> bool:
    """Fields that choose a word must be numbers."""
    return re.search(rf"\{{{name}:[^{{}}]*[|dgf]", SENTENCES[code]) is not None


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


NAMED_KEY = re.compile(r"\{keys:(\w+)\|([^}]+)\}")
KEYED = sorted(code for code, sentence in SENTENCES.items() if "{keys:" in sentence)


@pytest.mark.parametrize("code", KEYED)
def test_the_key_a_sentence_has_by_itself_is_the_tables(code):
    for key_id, written in NAMED_KEY.findall(SENTENCES[code]):
        assert BY_ID[key_id].shown == written


def test_a_sentence_names_the_key_that_is_in_use():
    try:
        name_keys({"undo": "F8", "requests": "Alt+r"})
        assert say("mark.done").endswith("F8 takes it back.")
        assert say("propose.requests", count=2) == "2 ask to be let in: Alt+r shows them."
    finally:
        name_keys({})
    assert say("mark.done").endswith("u takes it back.")


_FIXED = re.compile(r"\b(?:[a-zA-Z]|F\d\d?) (?:takes (?:it|them|that) back|(?:shows|has|opens) (?!by|to))")


_OF_DIALOGS = {
    "outbox.hints",
    "own.edit_begun",
    "outbox.hints_held",
    "private_chat.leaves_at",
    "private_chat.hints_unsent",
    "group.open_confirm",
    "propose.complaints",
    "record.more",
}


def test_no_sentence_of_the_desk_names_a_fixed_key():
    """Letters of a dialog are its own and stay; those of ``_OF_DIALOGS`` are about them."""
    found = {code for code, said in SENTENCES.items() if _FIXED.search(NAMED_KEY.sub("", said))}
    assert found <= _OF_DIALOGS


def test_a_value_is_inserted_as_it_is():
    assert say("raid.line", name="{count} a|b", count=1) == "{count} a|b: 1 post"

"""A number with its noun; and no sentence of ours puts a plural behind a number by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from modtui.desk.my_record import record_sentence
from modtui.text.counting import counted, times_in

SOURCES = Path(__file__).parents[3] / "src" / "modtui"
NOUNS = (
    "messages|inquiries|actions|rows|files|faults|members|times|hours|days|minutes|entries|questions|replies|posts|"
    "warnings|snippets|parts|chats|people|events|lines|characters|texts|sessions|corrections|services|errors|changes"
)
BY_HAND = re.compile(rf"^ (?:\w+ )?(?:{NOUNS})\b")
NEVER_ONE = {
    "commands/detect.py",  # more characters than it takes
    "commands/members_show.py",  # of one there is nothing to ask
    "config_protocol.py",  # more than it shows
    "config_reader.py",  # as long as a secret
    "domain/figures_table.py",  # a fixed number of minutes
    "domain/policy.py",  # a fixed number of days
    "snippets/check.py", "snippets/hsds.py",  # more than it takes
}  # fmt: skip


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 inquiries"), (1, "1 inquiry"), (2, "2 inquiries"), (11, "11 inquiries"), (1.5, "1.5 inquiries")],
)
def test_one_is_said_as_one(number, said):
    assert counted(number, "inquiry", "inquiries") == said
    assert counted(1, "row") == "1 row"
    assert counted(2, "row") == "2 rows"


@pytest.mark.parametrize(
    ("number", "english", "arabic", "french"),
    [
        (0, "0 times", "0 مرة", "0 fois"),
        (1, "1 time", "مرة واحدة", "1 fois"),
        (2, "2 times", "مرتين", "2 fois"),
        (3, "3 times", "3 مرات", "3 fois"),
        (10, "10 times", "10 مرات", "10 fois"),
        (11, "11 times", "11 مرة", "11 fois"),
        (100, "100 times", "100 مرة", "100 fois"),
        (103, "103 times", "103 مرات", "103 fois"),
    ],
)
def test_how_often_is_said_in_the_members_language(number, english, arabic, french):
    said = {language: times_in(language, number) for language in ("en", "ar", "fr", "es")}
    assert said == {"en": english, "ar": arabic, "fr": french, "es": english}
    assert arabic in record_sentence("private.sent", "ar", times=said["ar"], kept="")


def _after_values(path: Path) -> Iterator[tuple[int, str]]:
    """(line, the words behind it) of every value in a formatted string."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            for value, words in zip(node.values, node.values[1:], strict=False):
                if isinstance(value, ast.FormattedValue) and isinstance(words, ast.Constant):
                    yield node.lineno, str(words.value)


def _by_hand() -> Iterator[str]:
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if name not in NEVER_ONE:
            yield from (
                f"{name}:{line}: {words}" for line, words in _after_values(path) if BY_HAND.match(words)
            )


def test_no_command_puts_a_plural_behind_a_number_by_hand():
    assert list(_by_hand()) == []

"""A snippet that is written and read again is the same snippet, whatever its texts hold."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.snippets.load import parse_snippet
from modtui.snippets.model import Kind, Snippet, Verified
from modtui.snippets.placeholders import escape, fill
from modtui.snippets.write import from_answer, id_from, to_yaml, verified_now, write_new

# What survives the loader's tidying: no blanks at the ends, no lone surrogates.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1).map(str.strip).filter(bool)


def read_again(snippet: Snippet) -> Snippet:
    made, problems = parse_snippet(to_yaml(snippet, "a comment").encode(), Path("x.yaml"))
    assert [
        str(one) for one in problems if "placeholder" not in one.sentence and "Telegram" not in one.sentence
    ] == []
    assert made is not None
    return replace(made, path=None)


@given(TEXT, TEXT, TEXT, TEXT)
def test_any_texts_survive_the_file(title: str, body: str, alias: str, phone: str) -> None:
    snippet = Snippet(
        "x",
        Kind.REFERRAL,
        {"en": title, "ar": body},
        {"en": escape(body)},
        aliases=(alias,),
        organization=title,
        phone=phone,
        verified=Verified(date(2026, 10, 1), alias, phone),
    )
    assert read_again(snippet) == snippet


@pytest.mark.parametrize(
    "word", ["no", "on", "17:00", "1e3", "0612", "~", "null", "2026-10-01", "- a", "#", "a: b", "ا: ب"]
)
def test_words_that_yaml_reads_otherwise_stay_texts(word: str) -> None:
    snippet = Snippet("x", Kind.ANSWER, {"en": word}, {"en": word}, aliases=(word,), tags=(word,))
    assert read_again(snippet) == snippet


def test_a_sent_answer_becomes_an_unverified_snippet_that_means_the_same() -> None:
    made = from_answer("Call {them} first.\nThen go.", "en", "First call", {"first-call": object()})
    assert made.id == "first-call-2"
    assert not made.is_verified
    assert fill(made.body["en"], {}).text == "Call {them} first.\nThen go."
    again = verified_now(replace(made, expires=date(2020, 1, 1)), Verified(date(2026, 1, 1), "me", "a call"))
    assert again.is_verified
    assert again.expires is None


def test_an_id_is_made_of_the_title_in_any_script() -> None:
    assert id_from("First Health Card!") == "first-health-card"
    assert id_from("البطاقة الصحية") == "البطاقه-الصحيه"
    assert id_from("؟!") == "snippet"


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    snippet = Snippet("x", Kind.ANSWER, {"en": "X"}, {"en": "b"})
    path = write_new(snippet, tmp_path)
    assert path == tmp_path / "answers" / "x.yaml"
    with pytest.raises(FileExistsError):
        write_new(snippet, tmp_path)

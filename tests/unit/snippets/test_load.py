"""A folder of snippets: the good ones are there, and each fault is one sentence with its line."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.snippets.check import KEYS, Severity, make_snippet
from modtui.snippets.library import SnippetLibrary
from modtui.snippets.load import load_library, parse_snippet
from modtui.snippets.model import Kind, Snippet, Standing, Use, Verified

GOOD = """id: health-card
kind: answer
title: {en: First health card, ar: البطاقة الصحية الأولى}
aliases: [OHIP]
body:
  en: Bring your papers, {first_name|friend}.
  ar: أحضر أوراقك.
verified: {date: 2026-10-01, by: Samira, source: "https://example.org"}
"""


def put(root: Path, name: str, text: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def only_problem(library: SnippetLibrary, severity: Severity = Severity.ERROR) -> tuple[int, str]:
    found = [problem for problem in library.problems if problem.severity is severity]
    assert len(found) == 1, [str(problem) for problem in library.problems]
    return found[0].line, found[0].sentence


def test_a_good_snippet_says_what_its_file_says(tmp_path: Path) -> None:
    put(tmp_path, "answers/health-card.yaml", GOOD)
    library = load_library(tmp_path)
    assert library.problems == ()
    snippet = library.by_id["health-card"]
    assert snippet.kind is Kind.ANSWER
    assert snippet.title == {"en": "First health card", "ar": "البطاقة الصحية الأولى"}
    assert snippet.aliases == ("OHIP",)
    assert snippet.verified is not None
    assert snippet.verified.date == date(2026, 10, 1)
    assert library.answers == (snippet,)


FAULTS = {
    "wrong YAML": ("id: [x", "The YAML is wrong"),
    "an empty file": ("", "is empty"),
    "a list": ("- a\n- b\n", "no list of keys"),
    "no body": ("id: x\nkind: answer\ntitle: {en: X}\n", "There is no `body`"),
    "an empty body": ("id: x\nkind: answer\ntitle: {en: X}\nbody: {}\n", "The `body` is empty"),
    "no id": ("kind: answer\ntitle: {en: X}\nbody: {en: b}\n", "There is no `id`"),
    "an id with spaces": ("id: a b\nkind: answer\ntitle: {en: X}\nbody: {en: b}\n", "cannot be used"),
    "an unknown kind": ("id: x\nkind: reply\ntitle: {en: X}\nbody: {en: b}\n", "kind `reply` is not known"),
    "1 MB of text": ("id: x\nkind: answer\nbody: {en: " + "a" * 1_000_000 + "}\n", "bytes"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_an_unusable_file_is_named_and_the_good_one_stays(tmp_path: Path, text: str, said: str) -> None:
    put(tmp_path, "answers/a-good.yaml", GOOD)
    bad = put(tmp_path, "answers/b-bad.yaml", text)
    library = load_library(tmp_path)
    assert list(library.by_id) == ["health-card"]
    assert {problem.path for problem in library.problems} == {bad}
    assert said in library.problems[0].sentence


TOLERATED = {
    "an unknown key": (
        "id: x\nkind: answer\ntitle: {en: X}\nbody: {en: b}\nalises: [a]\n",
        5,
        "did you mean `aliases`?",
    ),
    "a bad date": (
        "id: x\nkind: answer\ntitle: {en: X}\nbody: {en: b}\nverified:\n  by: me\n  date: 2026-02-30\n",
        7,
        "a day that does not exist",
    ),
    "an unclear date": (
        "id: x\nkind: answer\ntitle: {en: X}\nbody: {en: b}\nexpires: soon\n",
        5,
        "is no date",
    ),
    "an unknown placeholder": (
        "id: x\nkind: answer\ntitle: {en: X}\nbody:\n  en: Hello {first_nam}\n",
        5,
        "did you mean {first_name}?",
    ),
    "an unknown language": (
        "id: x\nkind: answer\ntitle: {en: X}\nbody:\n  en: b\n  arabic: c\n",
        6,
        "language `arabic`",
    ),
}


@pytest.mark.parametrize(("text", "line", "said"), TOLERATED.values(), ids=TOLERATED.keys())
def test_a_fault_that_leaves_the_snippet_usable_has_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    put(tmp_path, "answers/x.yaml", text)
    library = load_library(tmp_path)
    assert list(library.by_id) == ["x"]
    at, sentence = only_problem(library)
    assert at == line
    assert said in sentence


def test_a_notice_with_an_unknown_use_names_the_nearest(tmp_path: Path) -> None:
    put(tmp_path, "notices/x.yaml", "id: x\nuse: warnin\ntitle: {en: X}\nbody: {en: b}\n")
    library = load_library(tmp_path)
    assert library.notices() == ()
    line, sentence = only_problem(library)
    assert (line, "did you mean `warning`?" in sentence) == (2, True)


def test_a_shared_id_names_both_files_and_keeps_the_first(tmp_path: Path) -> None:
    first = put(tmp_path, "answers/a.yaml", GOOD)
    second = put(tmp_path, "answers/b.yaml", GOOD.replace("Bring", "Take"))
    library = load_library(tmp_path)
    assert library.by_id["health-card"].path == first
    _, sentence = only_problem(library)
    assert str(first) in sentence
    assert str(second) in sentence


def test_windows_bytes_are_named_with_their_line(tmp_path: Path) -> None:
    put(tmp_path, "answers/x.yaml", b"id: x\nkind: answer\ntitle: {fr: Caf\xe9}\nbody: {fr: b}\n")
    line, sentence = only_problem(load_library(tmp_path))
    assert line == 3
    assert "0xE9" in sentence
    assert "Windows-1252" in sentence


def test_a_link_back_to_a_folder_above_ends(tmp_path: Path) -> None:
    put(tmp_path, "answers/x.yaml", GOOD)
    (tmp_path / "answers" / "again").symlink_to(tmp_path, target_is_directory=True)
    library = load_library(tmp_path)
    assert list(library.by_id) == ["health-card"]
    assert "leads back" in only_problem(library)[1]


def test_a_dangling_link_and_a_pipe_are_named(tmp_path: Path) -> None:
    put(tmp_path, "answers/x.yaml", GOOD)
    (tmp_path / "answers" / "gone.yaml").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "answers" / "pipe.yaml")
    library = load_library(tmp_path)
    assert list(library.by_id) == ["health-card"]
    assert [problem.path.name for problem in library.problems] == ["gone.yaml", "pipe.yaml"]


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    library = load_library(tmp_path / "none")
    assert len(library) == 0
    assert "is not there" in only_problem(library)[1]


def test_an_attachment_must_be_inside_and_there(tmp_path: Path) -> None:
    put(tmp_path, "answers/map.png", b"png")
    put(tmp_path, "answers/x.yaml", GOOD + "attachments: [map.png, ../../secret, lost.png]\n")
    sentences = [problem.sentence for problem in load_library(tmp_path).problems]
    assert len(sentences) == 2
    assert "outside the snippets folder" in sentences[0]
    assert "lost.png is not there" in sentences[1]


def test_a_reload_reads_only_what_changed(tmp_path: Path) -> None:
    put(tmp_path, "answers/a.yaml", GOOD)
    second = put(tmp_path, "answers/b.yaml", GOOD.replace("health-card", "other"))
    before = load_library(tmp_path)
    put(tmp_path, "answers/b.yaml", GOOD.replace("health-card", "other").replace("Bring", "Please bring"))
    os.utime(second, ns=(1, 1))
    after = load_library(tmp_path, before)
    assert after.by_id["health-card"] is before.by_id["health-card"]
    assert after.by_id["other"].body["en"].startswith("Please")
    assert after.by_id["other"].version != before.by_id["other"].version


def test_notices_by_use_language_and_category(tmp_path: Path) -> None:
    notice = "id: {0}\nkind: notice\nuse: warning\ncategory: {1}\ntitle: {{en: W}}\nbody: {{{2}: b}}\n"
    put(tmp_path, "notices/a.yaml", notice.format("a", "extraneous", "en"))
    put(tmp_path, "notices/b.yaml", notice.format("b", "extraneous", "ar"))
    put(tmp_path, "notices/c.yaml", notice.format("c", "conduct", "ar"))
    library = load_library(tmp_path)
    assert library.problems == ()
    assert [one.id for one in library.notices(Use.WARNING, "ar", "extraneous-religious")] == ["b", "a"]
    assert [one.id for one in library.notices(Use.WARNING, category="conduct")] == ["c"]
    assert library.notices(Use.WELCOME) == ()


def snippet(**more: object) -> Snippet:
    given: dict[str, object] = {"id": "x", "kind": Kind.ANSWER, "title": {"en": "X"}, "body": {"ar": "ب"}}
    return Snippet(**(given | more))  # type: ignore[arg-type]


def test_a_missing_language_is_owned_up_to() -> None:
    choice = snippet().body_for("fr")
    assert (choice.text, choice.language, choice.is_fallback) == ("ب", "ar", True)
    assert snippet().body_for("ar").is_fallback is False
    assert snippet().body_for(None).is_fallback is False


def test_standing_changes_on_the_day_of_expiry() -> None:
    year = timedelta(days=365)
    fresh = snippet(verified=Verified(date(2026, 1, 1)))
    assert fresh.standing(date(2026, 12, 31), year) is Standing.VERIFIED
    assert fresh.standing(date(2027, 1, 1), year) is Standing.STALE
    assert snippet().standing(date(2026, 1, 1), year) is Standing.UNVERIFIED
    soon = snippet(verified=Verified(date(2026, 1, 1)), expires=date(2026, 2, 1))
    assert soon.is_stale(date(2026, 2, 1), year)
    assert not soon.is_stale(date(2026, 1, 31), year)


def test_the_version_follows_what_is_sent_and_nothing_else() -> None:
    assert snippet().version == snippet(aliases=("y",)).version
    assert snippet().version != snippet(body={"ar": "ت"}).version
    assert snippet().version != snippet(phone="613-555-0101").version


@given(st.binary(max_size=400))
def test_any_bytes_are_a_snippet_or_a_problem(raw: bytes) -> None:
    made, problems = parse_snippet(raw, Path("x.yaml"))
    assert made is not None or problems


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "en", "x"]), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*KEYS, "odd"]), _JSON))
def test_any_values_are_a_snippet_or_a_problem(data: dict[str, object]) -> None:
    made, problems = make_snippet(data, lambda _path: 7, Path("x.yaml"))
    assert made is not None or problems
    if made is not None:
        assert made.body_for("ar").text
        assert made.version

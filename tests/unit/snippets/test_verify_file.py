"""Verifying changes the lines about verification, and no other."""

from datetime import date

import pytest

from modtui.snippets.load import read_snippet
from modtui.snippets.model import Verified
from modtui.snippets.verify_file import CannotVerify, today_or, with_verified, write_verified

NOW = Verified(date(2026, 11, 2), "Layla Sample", "call, Kettle House (sample)")
FLOW = 'verified: {date: 2026-11-02, by: Layla Sample, source: "call, Kettle House (sample)"}'
SOURCE = 'source: "call, Kettle House (sample)"'
TAGS = "tags: [a]\n"
HEAD = """\
# Ours, since 2019.
id: card   # keep this id
kind: answer
title: {en: Card}
body:
  en: |
    verified: this is text
    # and so is this
"""


def written(tmp_path, text, verified=NOW):
    path = tmp_path / "card.yaml"
    path.write_bytes(text.encode())
    write_verified(path, verified)
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"{FLOW}\n"),
        ("tags: [a]\n\n\n", f"tags: [a]\n{FLOW}\n"),
        ("verified: null\ntags: [a]\n", f"{FLOW}\ntags: [a]\n"),
        (
            "verified: {date: 2020-01-01, by: Old}  # yearly\ntags: [a]\n",
            f"{FLOW}  # yearly\ntags: [a]\n",
        ),
        ("verified: {date: 2020-01-01,\n  by: Old}\n\n# next\ntags: [a]\n", f"{FLOW}\n\n# next\ntags: [a]\n"),
        (
            "verified:\n    # by phone only\n    date: 2020-01-01\n    by: Old\n\n# next\ntags: [a]\n",
            f"verified:\n    # by phone only\n    date: 2026-11-02\n    by: Layla Sample\n    {SOURCE}\n\n# next\n{TAGS}",
        ),
        (
            "# verified: {date: 2020-01-01}\ntags: [a]\n",
            f"# verified: {{date: 2020-01-01}}\n{FLOW}\ntags: [a]\n",
        ),
        ("expires: 2026-01-01  # old\ntags: [a]\n", f"tags: [a]\n{FLOW}\n"),
        ("expires: 2027-01-01  # law changes\n", f"{FLOW}\nexpires: 2027-01-01  # law changes\n"),
    ],
)
def test_only_its_own_lines_change(tmp_path, before, after):
    assert written(tmp_path, HEAD + before) == HEAD + after
    snippet, problems = read_snippet(tmp_path / "card.yaml")
    assert snippet.verified == NOW
    assert problems == ()


def test_line_ends_and_rights_stay(tmp_path):
    path = tmp_path / "card.yaml"
    path.write_bytes(HEAD.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    write_verified(path, NOW)
    assert path.read_bytes().decode() == (HEAD + FLOW + "\n").replace("\n", "\r\n")
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_twice_is_the_same_as_once(tmp_path):
    once = written(tmp_path, HEAD + "verified: {date: 2020-01-01}\n")
    assert written(tmp_path, once) == once


@pytest.mark.parametrize(
    "text",
    ["{id: card, kind: answer, title: {en: Card}, body: {en: Text}}\n", "id: [wrong\n", "- a list\n"],
)
def test_a_file_that_cannot_be_changed_safely_stays_as_it_is_and_the_sentence_says_what_to_do(tmp_path, text):
    path = tmp_path / "card.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotVerify, match=r"by hand|Mend"):
        write_verified(path, NOW)
    assert path.read_text(encoding="utf-8") == text


def test_a_link_stays_a_link(tmp_path):
    real = tmp_path / "real.yaml"
    real.write_text(HEAD, encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(real)
    write_verified(tmp_path / "link.yaml", NOW)
    assert (tmp_path / "link.yaml").is_symlink()
    assert FLOW in real.read_text(encoding="utf-8")


def test_nobody_verifies_tomorrow():
    today = date(2026, 11, 2)
    assert today_or(None, today) == today
    with pytest.raises(CannotVerify, match="still to come"):
        today_or(date(2026, 11, 3), today)


def test_words_that_yaml_would_read_otherwise_are_quoted():
    text = with_verified("id: a\n", Verified(date(2026, 11, 2), "no", "a: {b}, #c"))
    assert text == 'id: a\nverified: {date: 2026-11-02, by: "no", source: "a: {b}, #c"}\n'

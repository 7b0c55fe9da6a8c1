"""`modtui snippets list|check|new`, on folders of snippets."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from modtui.cli import main

GOOD = """\
id: {id}
kind: answer
title: {{en: Lost card, ar: بطاقة ضائعة}}
body: {{en: Go there., ar: اذهب إلى هناك.}}
{more}
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run modtui in an empty home; returns its status, stdout and stderr."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))

    def run(*arguments):
        status = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "own"
    (folder / "answers").mkdir(parents=True)

    def write(snippet_id, more="", text=None):
        path = folder / "answers" / f"{snippet_id}.yaml"
        path.write_text(text or GOOD.format(id=snippet_id, more=more), encoding="utf-8")

    return SimpleNamespace(path=folder, write=write)


def test_the_samples_are_whole(run):
    status, told, _ = run("snippets", "check", "--json")
    report = json.loads(told)
    assert status == 0
    assert report["snippets"] > 20
    assert [problem for problem in report["problems"] if problem["severity"] == "error"] == []


def test_list_says_how_far_each_can_be_relied_on(run, folder):
    folder.write("fresh", "verified: {date: 2026-01-01, by: x, source: y}\nexpires: 2999-01-01")
    folder.write("old", "verified: {date: 2001-01-01, by: x, source: y}")
    folder.write("unsure")
    status, told, narrated = run("snippets", "list", "--dir", folder.path, "--json")
    rows = {row["id"]: row for row in json.loads(told)}
    assert (status, narrated) == (0, "")
    assert {name: row["standing"] for name, row in rows.items()} == {
        "fresh": "verified",
        "old": "stale",
        "unsure": "unverified",
    }
    assert rows["old"]["expires"] == "2002-01-01"
    assert rows["unsure"]["title"]["ar"] == "بطاقة ضائعة"
    status, told, _ = run("snippets", "list", "--dir", folder.path)
    assert [line.split()[0] for line in told.splitlines()] == ["fresh", "old", "unsure"]


def test_check_names_file_and_line_and_is_1(run, folder):
    folder.write("fine")
    folder.write("broken", text="id: broken\nkind: answr\ntitle: {en: x}\nbody: {en: y}\n")
    status, told, narrated = run("snippets", "check", "--dir", folder.path)
    assert status == 1
    assert f"{folder.path / 'answers' / 'broken.yaml'}:2: error:" in told
    assert "1 snippet, 1 error, 0 warnings" in narrated


def test_two_folders_are_one_library_and_an_id_twice_is_told(run, folder, tmp_path):
    folder.write("same")
    other = tmp_path / "other" / "answers"
    other.mkdir(parents=True)
    (other / "same.yaml").write_text(GOOD.format(id="same", more=""), encoding="utf-8")
    (other / "another.yaml").write_text(GOOD.format(id="another", more=""), encoding="utf-8")
    both = ("--dir", folder.path, "--dir", other.parent, "--json")
    _, told, _ = run("snippets", "list", *both)
    assert sorted(row["id"] for row in json.loads(told)) == ["another", "same"]
    status, told, _ = run("snippets", "check", *both)
    assert status == 1
    assert any("same" in problem["message"] for problem in json.loads(told)["problems"])


@pytest.mark.parametrize("kind", ["answer", "referral", "notice"])
def test_new_makes_a_file_that_loads(run, tmp_path, kind):
    status, told, _ = run("snippets", "new", "food-bank", "--kind", kind, "--dir", tmp_path / "new")
    assert status == 0
    assert told.strip().endswith("food-bank.yaml")
    status, told, _ = run("snippets", "list", "--dir", tmp_path / "new", "--json")
    assert [(row["id"], row["kind"], row["standing"]) for row in json.loads(told)] == [
        ("food-bank", kind, "unverified")
    ]


def test_new_writes_over_nothing(run, folder):
    folder.write("lost-card")
    before = (folder.path / "answers" / "lost-card.yaml").read_text(encoding="utf-8")
    for arguments in (["lost-card"], ["lost-card", "--kind", "referral"]):
        status, _, narrated = run("snippets", "new", *arguments, "--dir", folder.path)
        assert status == 2
        assert "already" in narrated
    assert (folder.path / "answers" / "lost-card.yaml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("wrong", ["../up", "a b", "", "x" * 100])
def test_new_takes_no_id_that_is_none(run, tmp_path, wrong):
    status, _, narrated = run("snippets", "new", wrong, "--dir", tmp_path / "new")
    assert status == 2
    assert narrated
    assert not (tmp_path / "new").exists()


def test_new_needs_a_folder_of_ones_own_and_may_not_write_read_only(run, tmp_path):
    assert run("snippets", "new", "a")[0] == 2
    assert run("--read-only", "snippets", "new", "a", "--dir", tmp_path / "new")[0] == 2
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(os.name != "posix", reason="locales")
def test_arabic_is_written_as_utf8_whatever_the_locale(folder):
    folder.write("card")
    done = subprocess.run(
        [sys.executable, "-m", "modtui", "snippets", "list", "--json", "--dir", str(folder.path)],
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout.decode("utf-8"))[0]["title"]["ar"] == "بطاقة ضائعة"


@pytest.mark.parametrize("words", [("list",), ("check",), ("search", "health")])
def test_a_folder_that_is_not_there_is_wrong_usage(run, tmp_path, words):
    status, told, narrated = run("snippets", *words, "--dir", tmp_path / "nowhere")
    assert (status, told) == (2, "")
    assert f"{tmp_path / 'nowhere'} is no folder" in narrated


def test_a_snippet_that_is_left_out_is_an_error_never_a_warning_alone(run, folder):
    folder.write("hollow", text="id: hollow\nkind: answer\ntitle: {en: x}\nbody: {en: ''}\n")
    status, told, narrated = run("snippets", "check", "--dir", folder.path)
    assert status == 1
    assert f"{folder.path / 'answers' / 'hollow.yaml'}:4: error: The `body` is empty" in told
    assert "0 snippets, 1 error, 1 warning" in narrated

"""`modtui snippets search|suggest` on the samples."""

import io
import json
import sys

import pytest

from modtui.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run modtui in an empty home with this stdin; returns its status, stdout and stderr."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))

    def run(*arguments, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.mark.parametrize(
    ("query", "wanted"), [("bank account", "bank-account"), ("حساب بنكي", "bank-account")]
)
def test_search_finds_in_any_language_the_best_first(run, query, wanted):
    status, told, _ = run("snippets", "search", query, "--json")
    found = json.loads(told)
    assert status == 0
    assert found[0]["id"] == wanted
    assert set(found[0]) == {"id", "score", "title"}
    assert [hit["score"] for hit in found] == sorted((hit["score"] for hit in found), reverse=True)


def test_words_need_no_quotes_and_the_limit_holds(run):
    assert run("snippets", "search", "bank", "account")[1].startswith("bank-account ")
    assert len(json.loads(run("snippets", "search", "card", "--limit", "2", "--json")[1])) == 2


def test_queries_from_a_file_give_one_list_a_line(run, tmp_path):
    asked = ["bank account", "", '"حساب\\nبنكي"', "؟؟؟", '"not closed']
    path = tmp_path / "queries"
    path.write_text("\n".join(asked) + "\n", encoding="utf-8")
    status, told, _ = run("snippets", "search", "--queries", path)
    lists = [json.loads(line) for line in told.splitlines()]
    assert status == 0
    assert len(lists) == len(asked)
    assert lists[0][0]["id"] == lists[2][0]["id"] == "bank-account"
    assert lists[1] == lists[3] == []
    assert run("snippets", "search", "--queries", "-", stdin="bank account\n")[1].count("\n") == 1


def test_suggest_takes_a_members_message(run):
    message = "مرحبا، وصلت من أسبوع، كيف أفتح حساب بنكي؟\nشكرا"
    status, told, _ = run("snippets", "suggest", "--json", stdin=message)
    found = json.loads(told)
    assert status == 0
    assert "bank-account" in [hit["id"] for hit in found]
    assert all(hit["why"] for hit in found)
    (line,) = run("snippets", "suggest", "--queries", "-", stdin=json.dumps(message) + "\n")[1].splitlines()
    assert json.loads(line) == found


def test_nothing_fits_is_an_empty_list_and_no_error(run):
    assert run("snippets", "suggest", "--json", stdin="")[:2] == (0, "[]\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["search"],
        ["search", "x", "--queries", "f"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--limit", "many"],
    ],
)
def test_wrong_usage_is_2(run, arguments):
    status, told, narrated = run("snippets", *arguments)
    assert (status, told) == (2, "")
    assert narrated


def test_a_file_of_queries_that_is_not_there_is_named(run, tmp_path):
    status, _, narrated = run("snippets", "search", "--queries", tmp_path / "none")
    assert status == 1
    assert "none" in narrated


def test_a_folder_that_is_not_there_is_told(run, tmp_path):
    _, _, narrated = run("snippets", "search", "x", "--dir", tmp_path / "none")
    assert f"{tmp_path / 'none'} is no folder" in narrated

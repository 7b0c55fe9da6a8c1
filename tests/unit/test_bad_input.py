"""Bad input of every kind, as a person meets it: one sentence each with file and line, and the good goes on working."""

import json

import pytest

from modtui.cli import main

GOOD = "id: {id}\nkind: answer\ntitle: {{en: Lost card}}\nbody: {{en: Go to the desk.}}\n"
START = "id: x\nkind: answer\ntitle: {en: X}\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run modtui in an empty home; returns its status, stdout and stderr."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))

    def run(*arguments):
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def snippets(tmp_path):
    """A folder with one good snippet; call it to add a file."""
    folder = tmp_path / "own"

    def add(name, text):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    add("answers/a-good.yaml", GOOD.format(id="good"))
    add.folder = folder
    return add


SNIPPETS = {
    "a duplicate id": (GOOD.format(id="good"), 1, "The id `good` stands in"),
    "wrong YAML": (START + "body: [x\n", 5, "The YAML is wrong"),
    "a missing body": (START, 1, "There is no `body`"),
    "a bad date": (START + "body: {en: b}\nverified:\n  by: me\n  date: 2026-02-30\n", 7, "does not exist"),
    "1 MB of text": (START + "body: {en: " + "a" * 1_000_000 + "}\n", 1, "Shorten it"),
}


@pytest.mark.parametrize(("text", "line", "said"), SNIPPETS.values(), ids=SNIPPETS.keys())
def test_a_bad_snippet_is_one_sentence_with_file_and_line(run, snippets, text, line, said):
    bad = snippets("answers/b-bad.yaml", text)
    status, out, _ = run("snippets", "check", "--dir", snippets.folder, "--json")
    problems = json.loads(out)["problems"]
    assert status == 1
    assert [(one["path"], one["line"]) for one in problems] == [(str(bad), line)]
    assert said in problems[0]["message"]
    assert "\n" not in problems[0]["message"]
    _, out, _ = run("snippets", "check", "--dir", snippets.folder)
    assert f"{bad}:{line}:" in out
    found = json.loads(run("snippets", "search", "lost card", "--dir", snippets.folder, "--json")[1])
    assert found[0]["id"] == "good"


GLOSSARIES = {
    "wrong YAML": ("doctor: [x\n", 2, "The YAML is wrong"),
    "an unknown language": ("doctor:\n  en: doctor\n  arabic: x\n", 3, "known are en, ar, fr, arabizi"),
    "no words": ("doctor: physician\n", 1, "needs words by language"),
}


@pytest.mark.parametrize(("text", "line", "said"), GLOSSARIES.values(), ids=GLOSSARIES.keys())
def test_a_bad_glossary_is_checked_as_well_and_search_goes_on(run, snippets, text, line, said):
    bad = snippets("glossary.yaml", text)
    status, out, err = run("snippets", "check", "--dir", snippets.folder)
    assert status == 1
    told = [row for row in out.splitlines() if str(bad) in row]
    assert len(told) == 1
    assert told[0].startswith(f"{bad}:{line}:")
    assert said in told[0]
    assert "1 error," in err
    found = json.loads(run("snippets", "search", "lost card", "--dir", snippets.folder, "--json")[1])
    assert found[0]["id"] == "good"


SETTINGS = {
    "overlapping hours": ('service:\n  hours:\n    monday: ["09:00-12:00", "11:00-17:00"]\n', 3, "overlap"),
    "an unknown zone": ("service:\n  zone: Amercia/Toronto\n", 2, "America/Toronto"),
    "a target of 0": ("service:\n  target: 0h\n", 2, "more than 0"),
}


@pytest.mark.parametrize(("text", "line", "said"), SETTINGS.values(), ids=SETTINGS.keys())
def test_a_bad_setting_is_one_sentence_with_file_and_line(run, tmp_path, text, line, said):
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    status, out, err = run("--config", path, "config", "check")
    told = [row for row in (out + err).splitlines() if said in row]
    assert status == 2
    assert len(told) == 1, out + err
    assert f"{path}:{line}:" in told[0] or f"line {line}" in told[0]

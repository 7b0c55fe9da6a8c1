"""`modtui snippets import`: referrals from HSDS data, with a report, and nothing written over."""

import json

import pytest

from modtui.cli import main
from modtui.snippets.glossary import samples_folder
from modtui.snippets.load import load_library


def service(name, **more):
    return {
        "id": name,
        "name": name,
        "description": f"{name} for newcomers (sample).",
        "organization": {"id": "o", "name": "Kettle House (sample)"},
        "phones": [{"number": "613-555-0120"}],
        **more,
    }


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
def data(tmp_path):
    def data(*services):
        path = tmp_path / "directory.json"
        path.write_text(json.dumps(list(services)), encoding="utf-8")
        return path

    return data


def test_referrals_are_written_and_what_happened_is_told(run, data, tmp_path):
    source = data(service("Evening tea"), service("Gone", status="defunct"), {"id": "x", "description": "?"})
    status, out, told = run("snippets", "import", source, "--into", tmp_path / "own")
    assert status == 0
    (file,) = (tmp_path / "own" / "referrals").iterdir()
    assert out.splitlines() == [str(file)]
    assert f"Evening tea: written to {file.name}." in told
    assert "Left:" in told
    library = load_library(tmp_path / "own")
    assert [(s.path, s.phone, s.verified) for s in library] == [(file, "613-555-0120", None)]
    assert library.problems == ()


def test_the_report_as_data(run, data, tmp_path):
    status, out, _ = run("snippets", "import", data(service("Tea")), "--into", tmp_path / "own", "--json")
    report = json.loads(out)
    assert status == 0
    (file,) = (tmp_path / "own" / "referrals").iterdir()
    assert report["files"] == [str(file)]
    assert report["taken"] == [f"Tea: written to {file.name}."]
    assert report["left"] == []


def test_importing_again_writes_nothing_over_a_file_that_somebody_changed(run, data, tmp_path):
    source, own = data(service("Tea"), service("Soup")), tmp_path / "own"
    run("snippets", "import", source, "--into", own)
    (changed,) = (own / "referrals").glob("tea*")
    changed.write_text(changed.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    status, out, told = run("snippets", "import", source, "--into", own)
    assert (status, out) == (0, "")
    assert f"{changed.name} is there already and differs; it was not touched" in told
    assert changed.read_text(encoding="utf-8").endswith("# mine\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [("{not json", "is not JSON"), ("[]", "0 referrals"), ('{"contents": []}', "0 referrals")],
)
def test_data_that_holds_nothing_is_a_failure_with_a_sentence(run, tmp_path, text, says):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    status, out, told = run("snippets", "import", path, "--into", tmp_path / "own")
    assert (status, out) == (1, "")
    assert says in told


def test_without_a_folder_of_ones_own_nothing_is_written_and_the_setting_is_named(run, data):
    status, _, told = run("snippets", "import", data(service("Tea")))
    assert status == 2
    assert "snippets.dirs" in told
    status, _, told = run("snippets", "import", data(service("Tea")), "--into", samples_folder())
    assert status == 2
    assert "samples" in told


def test_what_is_not_there_and_read_only_are_wrong_usage(run, data, tmp_path):
    assert run("snippets", "import", tmp_path / "none.json", "--into", tmp_path)[0] == 2
    assert run("--read-only", "snippets", "import", data(service("Tea")), "--into", tmp_path)[0] == 2
    assert not (tmp_path / "referrals").exists()

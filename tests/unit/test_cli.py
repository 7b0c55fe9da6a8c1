"""The command line as scripts and people meet it."""

import argparse
import json
import os
import subprocess
import sys
from importlib import import_module

import pytest

from modtui import cli, cli_table
from modtui.console import UsageError
from modtui.locks import LockHeld
from modtui.telegram.gateway import NotLoggedIn

HEAVY = {
    "telethon",
    "textual",
    "rich",
    "msgspec",
    "yaml",
    "holidays",
    "sqlite3",
    "asyncio",
    "rapidfuzz",
    "logging",
}
NEED_SCREEN_OR_TELEGRAM = {"desk", "demo", "login", "logout", "sessions", "doctor"}


@pytest.fixture(autouse=True)
def _homes(tmp_path, monkeypatch):
    """Nothing of whoever runs the tests is read or written."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("MODTUI_API_ID", "MODTUI_API_HASH", "MODTUI_PROXY_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


def modtui(*arguments, stdin="", **environ):
    """Run the program itself, as a shell would."""
    return subprocess.run(
        [sys.executable, "-m", "modtui", *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environ},
        timeout=60,
        check=False,
    )


# -- what there is


def test_help_names_the_commands_that_there_are_and_no_others(capsys):
    assert cli.main(["--help"]) == 0
    told = capsys.readouterr().out
    for command in cli_table.COMMANDS:
        if not command.available and len(command.words) == 1:
            assert f"    {command.words[0]} " not in told
    assert "    config " in told


@pytest.mark.parametrize("command", list(cli_table.available()), ids=lambda command: " ".join(command.words))
def test_every_command_that_there_is_runs_something_and_has_a_help(command, capsys):
    module, _, function = command.handler.partition(":")
    assert callable(getattr(import_module(module), function))
    assert cli.main([*command.words, "--help"]) == 0
    assert "usage: modtui" in capsys.readouterr().out


def test_a_command_whose_module_is_missing_is_no_command(monkeypatch, capsys):
    missing = cli_table.Command(("unfinished",), "modtui.commands.there_is_no_such:run", "x")
    monkeypatch.setattr(cli_table, "COMMANDS", (*cli_table.COMMANDS, missing))
    assert cli.main(["--help"]) == 0
    assert "unfinished" not in capsys.readouterr().out
    assert cli.main(["unfinished"]) == 2


def test_version():
    done = modtui("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "modtui")


def loaded_by(code):
    """The top-level modules that a fresh Python has after `code`."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(' '.join(sys.modules), file=sys.stderr)"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return {name.partition(".")[0] for name in told.stderr.split()}


@pytest.mark.parametrize("arguments", [["--help"], ["config", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments):
    loaded = loaded_by(f"from modtui.cli import main\nmain({arguments!r})")
    assert "modtui" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    "command",
    [command for command in cli_table.available() if command.words[0] not in NEED_SCREEN_OR_TELEGRAM],
    ids=lambda command: " ".join(command.words),
)
def test_commands_that_only_compute_import_neither_screen_nor_telegram(command):
    loaded = loaded_by(f"import {command.handler.partition(':')[0]}")
    assert not loaded & {"telethon", "textual", "rich"}


# -- arguments


@pytest.mark.parametrize(
    "arguments",
    [
        ["--config", "c", "--data-dir", "d", "--read-only", "config", "path"],
        ["config", "--config", "c", "path", "--data-dir", "d", "--read-only"],
        ["config", "path", "--config", "c", "--data-dir", "d", "--read-only"],
    ],
)
def test_global_options_may_stand_anywhere(arguments):
    args = cli.build_parser(tuple(cli_table.available())).parse_args(arguments)
    assert (args.config, args.data_dir, args.read_only, args.command) == ("c", "d", True, "config path")


def test_without_them_nothing_is_chosen():
    args = cli.build_parser(tuple(cli_table.available())).parse_args(["config", "path"])
    assert (args.config, args.data_dir, args.read_only) == (None, None, False)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["config"], ["config", "nonsense"], ["config", "path", "--jsn"]]
)
def test_wrong_usage_is_2_and_told_on_stderr(arguments, capsys):
    assert cli.main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "usage: modtui" in told.err


# -- how a command ends


class SampleError(Exception):
    """Somebody else's error, with no sentence for anybody."""


def fail_with(error):
    def handler(args):
        raise error

    return handler


def run_with(monkeypatch, handler, tmp_path, **more):
    monkeypatch.setattr(sys.modules[__name__], "handler", handler, raising=False)
    monkeypatch.setitem(sys.modules, "modtui_sample_handler", sys.modules[__name__])
    options = {
        "config": None,
        "data_dir": str(tmp_path / "data"),
        "read_only": False,
        "command": "sample",
        **more,
    }
    return cli.run("modtui_sample_handler:handler", argparse.Namespace(**options))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotLoggedIn("You are not logged in; run `modtui login`."), 3),
        (LockHeld("store", None), 4),
        (UsageError("That cannot be meant."), 2),
        (KeyboardInterrupt(), 130),
        (FileNotFoundError(2, "No such file or directory", "result.json"), 1),
    ],
)
def test_an_error_of_ours_is_its_sentence_and_a_status(monkeypatch, capsys, tmp_path, error, status):
    assert run_with(monkeypatch, fail_with(error), tmp_path) == status
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "Traceback" not in told.err
    assert not (tmp_path / "data").exists()


def test_the_status_of_a_command_is_the_programs(monkeypatch, tmp_path):
    assert run_with(monkeypatch, lambda args: 1, tmp_path) == 1


def test_an_unforeseen_error_is_one_sentence_and_its_traceback_goes_to_the_log(monkeypatch, capsys, tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("telegram: {api_hash: sample-secret-value}")
    config.chmod(0o600)
    error = SampleError("broke on sample-secret-value\x1b]2;x")
    assert run_with(monkeypatch, fail_with(error), tmp_path, config=str(config)) == 1
    told = capsys.readouterr().err
    log = tmp_path / "data" / "modtui.log"
    assert len(told.splitlines()) == 1
    assert str(log) in told
    assert "sample-secret-value" not in told
    written = log.read_text(encoding="utf-8")
    assert "Traceback" in written
    assert "SampleError: broke on ***" in written


def test_an_error_text_cannot_write_to_the_terminal(monkeypatch, capsys, tmp_path):
    run_with(monkeypatch, fail_with(FileNotFoundError(2, "No such file", "a\x1b]2;x\x07\u202e")), tmp_path)
    assert capsys.readouterr().err.strip().isprintable()


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_a_reader_that_leaves_early_is_no_error_to_talk_about():
    line = f"{sys.executable} -m modtui config example | head -n 1"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_data_for_a_closed_stdout_is_one_sentence(tmp_path):
    line = f"{sys.executable} -m modtui config path --config {tmp_path / 'config.yaml'} >&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "stdout" in done.stderr


def test_the_desk_without_a_terminal_is_refused_before_it_draws(tmp_path):
    done = modtui("demo", "--keep", str(tmp_path / "kept"))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "terminal" in done.stderr
    assert not (tmp_path / "kept").exists()


def test_a_file_for_the_data_folder_is_said_to_be_one(tmp_path):
    (tmp_path / "data").write_text("x")
    done = modtui("stats", "--data-dir", str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{tmp_path / 'data'} is a file" in done.stderr


# -- config


def test_config_check_of_the_example(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(modtui("config", "example").stdout, encoding="utf-8")
    done = modtui("config", "check", "--config", str(path))
    assert (done.returncode, done.stdout) == (0, f"{path}: ok\n")
    assert "telegram.api_id, telegram.api_hash, group" in done.stderr
    assert "the demo does not" in done.stderr


def test_config_check_of_a_file_that_has_all_it_needs_says_no_more(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("telegram: {api_id: 5, api_hash_command: pass show telegram}\ngroup: 5\n")
    done = modtui("config", "check", "--config", str(path))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}: ok\n", "")


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_config_example_is_written_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "new" / "config.yaml"
    done = modtui("config", "example", "--write", "--config", str(path))
    assert (done.returncode, done.stdout) == (0, f"{path}\n")
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("group: 5\n")
    assert modtui("config", "example", "--write", "--config", str(path)).returncode == 2
    assert path.read_text() == "group: 5\n"


def test_config_check_tells_all_problems_and_is_2(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("ui: {bidi: x}\nsync: {read_back_days: -1}\n")
    done = modtui("config", "check", "--config", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2
    done = modtui("config", "check", "--json", "--config", str(path))
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"]) == (2, False)
    assert [problem["key"] for problem in told["problems"]] == ["ui.bidi", "sync.read_back_days"]


def test_config_check_looks_at_holidays_too(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("service:\n  holidays: {country: XX}\n")
    assert modtui("config", "check", "--config", str(path)).returncode == 2


def test_config_check_runs_the_secrets_command_only_when_told(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("telegram: {api_hash_command: 'false'}\n")
    assert modtui("config", "check", "--config", str(path)).returncode == 0
    done = modtui("config", "check", "--run-commands", "--config", str(path))
    assert done.returncode == 2
    assert "api_hash_command" in done.stderr


def test_a_config_that_was_asked_for_and_is_not_there_is_2(tmp_path):
    done = modtui("config", "check", "--config", str(tmp_path / "none.yaml"))
    assert done.returncode == 2
    assert "none.yaml" in done.stderr


# -- due


def test_due_explains_in_words():
    done = modtui("inquiries", "due", "2026-10-02T18:00")
    assert done.returncode == 0
    assert done.stdout.startswith("Answer by Mon 5 Oct 17:00; due Tue 6 Oct 09:00.\n")
    assert "outside service hours" in done.stdout


@pytest.mark.parametrize(
    "time", ["2026-10-02T16:00", "2026-10-02 16:00", "2026-10-02T20:00Z", "2026-10-02T22:00+02:00"]
)
def test_due_as_data(time):
    told = json.loads(modtui("inquiries", "due", time, "--json").stdout)
    assert told["start"] == "2026-10-02T16:00:00-04:00"
    assert told["due"] == told["answer_by"] == "2026-10-05T16:00:00-04:00"
    assert told["clock"] == "business-days"
    assert all(step["sentence"] for step in told["steps"])


def test_due_goes_by_the_settings(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(
        "service: {zone: Europe/Oslo, clock: service-hours, target: 2h, holidays: {country: null, plus: {10-05: X}}}"
    )
    told = json.loads(modtui("inquiries", "due", "2026-10-02T16:00", "--json", "--config", str(path)).stdout)
    assert told["due"] == "2026-10-06T10:00:00+02:00"


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("", "is no time"),
        ("yesterday", "is no time"),
        ("2026-13-01", "is no time"),
        ("0001-01-01", "is too far away"),
        ("9999-12-31T23:59", "is too far away"),
    ],
)
def test_what_is_no_time_is_2(time, words):
    done = modtui("inquiries", "due", time)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_the_time_of_a_question_may_be_written_in_digits_of_any_script():
    arabic = json.loads(modtui("inquiries", "due", "٢٠٢٦-١٠-٠٢T١٦:٠٠", "--json").stdout)
    latin = json.loads(modtui("inquiries", "due", "2026-10-02T16:00", "--json").stdout)
    assert arabic == latin

import json
import os
import subprocess
import sys

import pytest

from modtui import cli


@pytest.fixture(autouse=True)
def _homes(tmp_path, monkeypatch):
    """Nothing of whoever runs the tests is read or written."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def data(tmp_path):
    """The data folder of the program under test."""
    return tmp_path / "data"


@pytest.fixture
def modtui(data, capsys):
    """Run a command; returns (exit status, stdout, stderr)."""

    def run(*arguments):
        capsys.readouterr()
        status = cli.main(["--data-dir", str(data), *map(str, arguments)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def program(data):
    """The same as a process of its own, for bytes, signals and imports."""

    def run(*arguments, **environ):
        return subprocess.run(
            [sys.executable, "-m", "modtui", "--data-dir", str(data), *map(str, arguments)],
            capture_output=True,
            env={**os.environ, **environ},
            timeout=120,
            check=False,
        )

    return run


def said(number, sender, at, text, **more):
    """A message as Telegram Desktop writes it; `at` is a UTC time of 2026-10."""
    from datetime import UTC, datetime

    when = datetime.fromisoformat(f"2026-10-{at}:00+00:00").astimezone(UTC)
    return {
        "id": number,
        "type": "message",
        "date": when.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_unixtime": str(int(when.timestamp())),
        "from": f"Sample {sender}",
        "from_id": f"user{sender}",
        "text": text,
        "text_entities": [{"type": "plain", "text": text}],
    } | more


QUESTION = "Where can I get a health card for my son?"


def history():
    """A small October: two questions, one answered, thanks, a post, an edit."""
    return {
        "name": "Sample group",
        "type": "private_supergroup",
        "id": 1900000001,
        "messages": [
            said(1, 11, "05T14:00", QUESTION),
            said(2, 1, "05T14:30", "Take your papers to the office on Main Street.", reply_to_message_id=1),
            said(3, 11, "05T14:40", "Thank you", reply_to_message_id=2),
            said(4, 12, "06T15:00", "وين أقدر أسجل ابني في المدرسة؟"),
            said(5, 1, "20T15:00", "Workshop on Thursday at the library."),
        ],
    }


@pytest.fixture
def export_file(tmp_path):
    """Write an export; returns its path."""

    def write(content=None, name="result.json"):
        path = tmp_path / name
        path.write_text(json.dumps(content or history(), ensure_ascii=False), encoding="utf-8")
        return path

    return write


@pytest.fixture
def imported(modtui, export_file):
    """A store with the small October."""
    status, _, err = modtui("import", export_file(), "--staff", "1")
    assert status == 0, err
    return modtui

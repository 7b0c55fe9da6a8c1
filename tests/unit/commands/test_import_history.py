"""`modtui import`: a history becomes figures, once, and never a queue."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from modtui.locks import hold
from modtui.paths import paths
from tests.unit.commands.conftest import QUESTION, history, said


def rows(data, sql):
    with sqlite3.connect(data / "modtui.db") as connection:
        return connection.execute(sql).fetchall()


def dump(data):
    """Every row of every table but those of the full-text index, which cannot be read as rows."""
    with sqlite3.connect(data / "modtui.db") as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
            if not name.startswith(("sqlite_", "message_find"))
        ]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def test_the_figures_of_an_imported_month_appear(imported, data):
    status, out, _ = imported("export", "--month", "2026-10", "--format", "json")
    figures = json.loads(out)["total"]["figures"]
    assert status == 0
    assert (figures["inquiries"], figures["information"], figures["posts"], figures["participants"]) == (
        2,
        1,
        1,
        2,
    )
    assert (figures["estimated_inquiries"], figures["assumed_replies"]) == (2, 1)
    assert imported("verify")[0] == 0


def test_twice_gives_nothing_twice(imported, data, export_file):
    before = dump(data)
    status, out, _ = imported("import", export_file(), "--staff", "1", "--json")
    told = json.loads(out)
    assert (status, told["messages"], told["new"], told["changed"]) == (0, 5, 0, 0)
    assert dump(data) == before


def test_a_newer_export_adds_what_is_new_and_takes_edits(imported, data, export_file):
    newer = history()
    newer["messages"][4] |= {
        "text": "Workshop on Friday at the library.",
        "edited": "2026-10-21T15:00:00",
        "edited_unixtime": str(int(datetime(2026, 10, 21, 15, tzinfo=UTC).timestamp())),
    }
    newer["messages"].append(said(6, 12, "22T15:00", "Good morning"))
    status, out, _ = imported("import", export_file(newer), "--staff", "1", "--json")
    told = json.loads(out)
    assert (status, told["new"], told["changed"]) == (0, 1, 1)
    assert rows(data, "SELECT count(*) FROM message_version WHERE id = 5") == [(2,)]


def test_imported_messages_never_enter_the_queue(imported, data):
    assert rows(data, "SELECT count(*), sum(listed), min(imported) FROM inquiry") == [(2, 0, 1)]


def test_staff_ids_get_their_roles_and_those_of_the_settings_too(modtui, data, tmp_path, export_file):
    config = tmp_path / "config.yaml"
    config.write_text("staff:\n  - {id: 12, role: partner}\n")
    config.chmod(0o600)
    assert modtui("--config", config, "import", export_file(), "--staff", "user1,11")[0] == 0
    given = rows(
        data,
        "SELECT p.telegram_id, json_extract(j.payload, '$.role'), json_extract(j.payload, '$.since') "
        "FROM journal j JOIN member p ON j.subject = 'member:' || p.ref ORDER BY 1",
    )
    since = "1970-01-01T00:00:00+00:00"
    assert given == [(1, "moderator", since), (11, "moderator", since), (12, "partner", since)]
    assert rows(data, "SELECT count(*) FROM inquiry") == [(0,)]  # what staff ask is no inquiry


def test_without_staff_it_says_what_that_means(modtui, export_file):
    status, _, err = modtui("import", export_file())
    assert status == 0
    assert "nobody's replies will count" in err


@pytest.mark.parametrize("ids", ["sample", "0", "1;2", "-5"])
def test_what_is_no_user_id_is_wrong_usage(modtui, export_file, ids):
    status, _, err = modtui("import", export_file(), f"--staff={ids}")
    assert status == 2
    assert "no user id" in err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("", "is empty"), ("<html>", "HTML export"), ("{nonsense", "damaged"), ('{"a": 1}', "no export")],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(modtui, tmp_path, content, sentence):
    path = tmp_path / "result.json"
    path.write_text(content)
    status, out, err = modtui("import", path, "--staff", "1")
    assert (status, out) == (1, "")
    assert sentence in err
    assert "Traceback" not in err
    assert modtui("import", tmp_path / "nowhere.json", "--staff", "1")[0] == 1


def test_a_file_that_breaks_off_gives_what_it_has_and_says_so(modtui, export_file, data):
    path = export_file()
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: whole.index('"id": 5')], encoding="utf-8")
    status, _, err = modtui("import", path, "--staff", "1")
    assert status == 1
    assert "breaks off" in err
    assert rows(data, "SELECT count(*) FROM message") == [(4,)]
    path.write_text(whole, encoding="utf-8")
    assert modtui("import", path, "--staff", "1")[0] == 0
    assert rows(data, "SELECT count(*) FROM message") == [(5,)]


def long_history(count):
    told = history()
    told["messages"] = [said(n, 100 + n % 7, "05T14:00", f"{QUESTION} {n}") for n in range(1, count + 1)]
    return told


def test_killed_halfway_what_is_stored_stays_and_a_second_run_completes(program, modtui, data, export_file):
    path = export_file(long_history(1200))
    killed = program("import", path, "--staff", "1", MODTUI_FAULT="import.page-stored:2")
    assert killed.returncode == -signal.SIGKILL
    assert rows(data, "SELECT count(*) FROM message") == [(1000,)]
    assert modtui("verify")[0] == 0
    status, out, _ = modtui("import", path, "--staff", "1", "--json")
    assert (status, json.loads(out)["new"]) == (0, 200)
    assert rows(data, "SELECT count(*) FROM message") == [(1200,)]
    assert modtui("verify")[0] == 0


def test_interrupted_it_stops_soon_and_says_how_to_go_on(modtui, data, export_file):
    path = export_file(long_history(30_000))
    command = [sys.executable, "-m", "modtui", "--data-dir", str(data), "import", str(path), "--staff", "1"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        if (data / "modtui.db-wal").exists() and (data / "modtui.db-wal").stat().st_size > 1_000_000:
            break
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "run the same again to go on" in err
    ((stored,),) = rows(data, "SELECT count(*) FROM message")
    assert 0 < stored < 30_000
    assert stored % 500 == 0
    assert modtui("verify")[0] == 0


def test_a_desk_at_the_store_is_named_and_nothing_is_written(modtui, data, export_file):
    where = paths(data)
    where.prepare()
    with hold(where.store_lock, "store", "modtui", datetime.now(UTC)):
        status, _, err = modtui("import", export_file(), "--staff", "1")
    assert status == 4
    assert "in use by modtui" in err
    assert not where.store.exists()


def test_read_only_imports_nothing(modtui, export_file, data):
    assert modtui("--read-only", "import", export_file(), "--staff", "1")[0] == 2
    assert not (data / "modtui.db").exists()


def test_one_chat_of_several_is_chosen(modtui, export_file, data):
    other = history() | {"name": "Other group", "id": 1900000002}
    path = export_file({"chats": {"list": [history(), other]}})
    status, _, err = modtui("import", path, "--staff", "1")
    assert status == 1
    assert "Other group" in err
    assert modtui("import", path, "--staff", "1", "--chat", "Other group")[0] == 0
    assert modtui("import", path, "--staff", "1", "--chat", "1900000001")[0] == 0
    assert rows(data, "SELECT title FROM chat ORDER BY key") == [("Other group",), ("Sample group",)]
    assert modtui("stats", "--month", "2026-10")[0] == 1  # which one?
    assert modtui("stats", "--month", "2026-10", "--chat", "Other group")[0] == 0


def test_a_policy_that_a_desk_adopted_stays_in_force_from_then_on(modtui, export_file, data):
    modtui("import", export_file(), "--staff", "1")
    assert rows(data, "SELECT count(*) FROM journal WHERE kind = 'policy.adopted'") == [(1,)]
    assert [os.stat(data / "modtui.db").st_mode & 0o777, os.stat(data).st_mode & 0o777] == [0o600, 0o700]

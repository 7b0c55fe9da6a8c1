"""`modtui verify`, `backup` and `restore`: the store looked after."""

import json
import sqlite3
import stat
from datetime import UTC, datetime

from modtui.locks import hold
from modtui.paths import paths
from modtui.store import database, schema


def change(path, *statements):
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def ask(path, sql):
    with sqlite3.connect(path) as connection:
        return connection.execute(sql).fetchall()


# -- verify


def test_verify_says_ok_or_what_differs(imported, data):
    status, out, _ = imported("verify")
    assert (status, out) == (0, "ok: 2 inquiries and 0 actions are what the ledgers say.\n")
    change(data / "modtui.db", "UPDATE inquiry SET state = 'dismissed' WHERE message_id = 4")
    status, out, _ = imported("verify")
    assert status == 1
    assert "inquiry:1:4 is not what the ledgers say." in out
    assert "1 row differs" in out
    status, out, _ = imported("verify", "--json")
    told = json.loads(out)
    assert (status, told["ok"], [d["subject"] for d in told["differences"]]) == (1, False, ["inquiry:1:4"])


# -- backup and restore


def test_a_backup_is_private_and_takes_no_files_place(imported, tmp_path):
    target = tmp_path / "copy.db"
    status, out, err = imported("backup", target)
    assert (status, out) == (0, "")
    assert "keep it safe" in err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    status, _, err = imported("backup", target)
    assert (status, target.read_bytes()) == (1, before)
    assert "exists already" in err


def test_restored_is_what_was_and_the_present_store_is_kept(imported, data, tmp_path):
    backup = tmp_path / "copy.db"
    imported("backup", backup)
    figures = imported("stats", "--month", "2026-10")[1]
    store = data / "modtui.db"
    change(store, "DELETE FROM inquiry", "UPDATE message SET sent_at = 0")
    status, _, err = imported("restore", backup)
    assert status == 0
    assert imported("stats", "--month", "2026-10")[1] == figures
    assert imported("verify")[0] == 0
    (kept,) = [entry for entry in data.iterdir() if "before-restore" in entry.name]
    assert str(kept) in err
    assert ask(kept, "SELECT count(*) FROM inquiry") == [(0,)]
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in data.iterdir() if entry.is_file()} == {0o600}
    assert [entry.name for entry in data.iterdir() if "restoring" in entry.name] == []


def test_restored_into_an_empty_place(imported, modtui, data, tmp_path):
    backup = tmp_path / "copy.db"
    imported("backup", backup)
    for entry in data.iterdir():
        entry.unlink()
    assert modtui("restore", backup)[0] == 0
    assert modtui("verify")[0] == 0


def test_what_was_waiting_to_be_sent_is_held_after_a_restore(imported, data, tmp_path):
    store, backup = data / "modtui.db", tmp_path / "copy.db"
    change(
        store,
        "INSERT INTO outbox (id, random_id, chat_key, purpose, subject, detail, state, priority, created_at, not_before) "
        "VALUES ('a', 1, 1, 'reply', 's', '{}', 'queued', 0, 0, 0), ('b', 2, 1, 'reply', 's', '{}', 'sent', 0, 0, 0)",
    )
    imported("backup", backup)
    _, _, err = imported("restore", backup)
    assert ask(store, "SELECT id, state FROM outbox ORDER BY id") == [("a", "held"), ("b", "sent")]
    assert "1 message that was waiting is held" in err


def test_a_store_of_an_older_version_can_be_backed_up_and_restored(imported, data, tmp_path, monkeypatch):
    backup = tmp_path / "older.db"
    monkeypatch.setattr(database, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (x);"))
    monkeypatch.setattr(database, "SCHEMA_VERSION", schema.SCHEMA_VERSION + 1)
    assert imported("backup", backup)[0] == 0
    assert ask(backup, "PRAGMA user_version") == [(schema.SCHEMA_VERSION,)]
    assert imported("verify")[0] == 1  # it says that a start of modtui brings it up to date
    assert imported("restore", backup)[0] == 0
    assert ask(data / "modtui.db", "PRAGMA user_version") == [(schema.SCHEMA_VERSION + 1,)]
    assert imported("verify")[0] == 0
    assert [entry.name for entry in data.iterdir() if "restoring" in entry.name] == []


def test_derived_rows_that_differ_are_computed_again(imported, data, tmp_path):
    backup = tmp_path / "copy.db"
    imported("backup", backup)
    change(backup, "DELETE FROM inquiry")
    status, _, err = imported("restore", backup)
    assert status == 0
    assert "computed again" in err
    assert imported("verify")[0] == 0


def test_files_that_cannot_be_the_store_leave_it_as_it_is(imported, data, tmp_path):
    store = data / "modtui.db"
    before = ask(store, "SELECT count(*) FROM message")
    good = tmp_path / "good.db"
    imported("backup", good)
    newer, foreign, torn, nonsense = (tmp_path / name for name in ("newer", "foreign", "torn", "nonsense"))
    newer.write_bytes(good.read_bytes())
    change(newer, "PRAGMA user_version = 999")
    change(foreign, "CREATE TABLE theirs (x)")
    torn.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    nonsense.write_text("no database")
    for path, words in (
        (newer, "newer modtui"),
        (foreign, "another program"),
        (torn, ""),
        (nonsense, "cannot be read"),
        (tmp_path / "nowhere", "no file"),
    ):
        status, _, err = imported("restore", path)
        assert status == 1, path.name
        assert words in err
        assert "a fault of the program" not in err
    assert imported("restore", store)[0] == 2
    assert ask(store, "SELECT count(*) FROM message") == before
    assert [entry.name for entry in data.iterdir() if "restor" in entry.name] == []


def test_restore_needs_the_store_for_itself(imported, data, tmp_path):
    backup = tmp_path / "copy.db"
    imported("backup", backup)
    with hold(paths(data).store_lock, "store", "modtui", datetime.now(UTC)):
        assert imported("restore", backup)[0] == 4
    assert imported("--read-only", "restore", backup)[0] == 2

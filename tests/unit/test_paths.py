"""Where things live, who may read them, who holds them, and what the log keeps to itself."""

import logging
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from modtui import log_file
from modtui.locks import LockHeld, hold, read_holder
from modtui.log_file import close_log, open_log, redact
from modtui.paths import NotPrivateError, config_path, create_private, paths

posix = pytest.mark.skipif(os.name != "posix", reason="Windows keeps files private by access lists")
NOW = datetime(2026, 10, 5, 9, 12, tzinfo=timezone(timedelta(hours=-4)))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def places(tmp_path):
    places = paths(tmp_path / "data")
    places.prepare()
    return places


def test_the_default_places_are_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    if sys.platform == "linux":
        assert paths(None).data_dir == tmp_path / "d" / "modtui"
        assert config_path(None) == tmp_path / "c" / "modtui" / "config.yaml"
    monkeypatch.chdir(tmp_path)
    assert paths("here").data_dir == tmp_path / "here"
    assert config_path("a.yaml") == tmp_path / "a.yaml"


@posix
def test_folder_and_files_are_made_private_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        places = paths(tmp_path / "data")
        places.prepare()
        create_private(places.session)
    finally:
        os.umask(before)
    assert mode(places.data_dir) == 0o700
    assert mode(places.session) == 0o600


@posix
@pytest.mark.parametrize("opened", [0o750, 0o701, 0o720])
def test_an_open_folder_is_refused_with_the_command_that_mends_it(places, opened):
    places.data_dir.chmod(opened)
    with pytest.raises(NotPrivateError) as caught:
        places.prepare()
    command = str(caught.value).partition("run: ")[2]
    subprocess.run(["sh", "-c", command], check=True)
    places.prepare()
    assert mode(places.data_dir) == 0o700


@posix
def test_an_open_file_is_refused_with_the_command_that_mends_it(tmp_path):
    places = paths(tmp_path / "with 'quotes' and spaces")
    places.prepare()
    create_private(places.session)
    places.session.chmod(0o644)
    for refusing in (places.prepare, lambda: create_private(places.session)):
        with pytest.raises(NotPrivateError) as caught:
            refusing()
    subprocess.run(["sh", "-c", str(caught.value).partition("run: ")[2]], check=True)
    places.prepare()


def test_a_file_that_is_there_keeps_its_content(places):
    create_private(places.session)
    places.session.write_text("kept")
    create_private(places.session)
    assert places.session.read_text() == "kept"


# -- locks


OTHER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from modtui.locks import hold
with hold(Path(sys.argv[1]), "store", "modtui import", datetime(2026, 10, 5, 13, 12, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_program(places):
    """Another process that holds the store lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(places.store_lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_held_lock_names_its_holder(places, other_program):
    with pytest.raises(LockHeld) as caught, hold(places.store_lock, "store", "modtui", NOW):
        pass
    sentence = str(caught.value)
    assert "modtui import" in sentence
    assert f"process {other_program.pid}" in sentence
    assert "since 2026-10-05 13:12 UTC" in sentence
    assert caught.value.exit_code == 4


def test_session_and_store_are_held_apart(places, other_program):
    with hold(places.session_lock, "session", "modtui", NOW):
        assert read_holder(places.session_lock).pid == os.getpid()
    assert read_holder(places.session_lock) is None


def test_a_program_that_was_killed_holds_nothing(places, other_program):
    other_program.kill()
    other_program.wait()
    with hold(places.store_lock, "store", "modtui", NOW):
        assert read_holder(places.store_lock).program == "modtui"
        assert read_holder(places.store_lock).since == "2026-10-05 13:12 UTC"


@posix
def test_the_files_of_a_lock_are_private(places):
    with hold(places.store_lock, "store", "modtui", NOW):
        places.require_private()
    places.require_private()


@pytest.mark.parametrize("said", ["", "{", "[]", '{"pid": "x"}', '{"pid": 1}'])
def test_a_damaged_note_of_the_holder_is_no_second_error(places, other_program, said):
    Path(f"{places.store_lock}.json").write_text(said)
    with (
        pytest.raises(LockHeld, match="in use by another program"),
        hold(places.store_lock, "store", "modtui", NOW),
    ):
        pass


def test_a_holder_cannot_write_to_the_terminal(places):
    with hold(places.store_lock, "store", "x\x1b]2;title\x07\u202e", NOW):
        assert str(read_holder(places.store_lock)).isprintable()


# -- the log


@pytest.fixture
def log(places):
    handler = open_log(places.log, secrets=["s3cret-value"])
    yield logging.getLogger("modtui.test")
    close_log(handler)


def test_the_log_hides_secrets_in_messages_and_tracebacks(places, log):
    log.warning("with s3cret-value and api_hash='abc def' and phone +1 416 555 0100")
    try:
        raise ValueError("Login(password=hunter22, code=5)")
    except ValueError:
        log.exception("failed with %s", {"api_hash": "0a1b2c"})
    text = places.log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "code=5" in text
    for secret in ("s3cret-value", "abc def", "555", "hunter22", "0a1b2c"):
        assert secret not in text


def test_what_is_no_secret_stays():
    text = "2026-10-05T13:12:00Z 17 messages after 1024, ids 100200300-100200400, passwords are not logged"
    assert redact(text) == text


@posix
def test_the_log_rotates_and_every_part_of_it_is_private(places, monkeypatch):
    monkeypatch.setattr(log_file, "LARGEST", 300)
    before = os.umask(0)
    handler = open_log(places.log)
    try:
        for number in range(30):
            logging.getLogger("modtui.test").warning("entry %s", number)
    finally:
        os.umask(before)
        close_log(handler)
    parts = sorted(path.name for path in places.data_dir.iterdir())
    assert parts == ["modtui.log", "modtui.log.1", "modtui.log.2", "modtui.log.3"]
    assert {mode(places.data_dir / part) for part in parts} == {0o600}
    assert "entry 29" in places.log.read_text(encoding="utf-8")


def test_times_in_the_log_are_utc(places, log):
    log.warning("now")
    written = places.log.read_text(encoding="utf-8").split()[0]
    at = datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=5)

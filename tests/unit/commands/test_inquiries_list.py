"""`modtui inquiries list` and `modtui inquiries corrections`, beside a desk that is running."""

import asyncio
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from modtui.paths import paths
from tests.unit.desk.playing import HELLO, MONDAY, SCHOOL, WHERE, Play

DANGER = "I want to kill myself, I cannot go on"
FRIDAY_EVENING = datetime(2026, 10, 2, 22, 0, tzinfo=UTC)  # 18:00 in Toronto


def words(*arguments, data):
    return [sys.executable, "-m", "modtui", "--data-dir", str(data), "inquiries", *arguments]


@pytest.fixture
async def play(data):
    """A group whose desk keeps its store in the data folder of the program under test."""
    where = paths(data)
    where.prepare()
    play = Play(where.store.parent)
    play.store = where.store
    return play


@pytest.fixture
def run(data):
    """Run a command as a process of its own beside this one; returns (exit status, stdout, stderr)."""

    async def run(*arguments):
        process = await asyncio.create_subprocess_exec(
            *words(*arguments, data=data), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, out.decode(), err.decode()

    return run


async def test_what_waits_in_the_queues_order_beside_a_running_desk(play, run):
    play.clock.at = FRIDAY_EVENING
    weekend = play.say(play.sara, WHERE)
    play.clock.at = MONDAY
    school = play.say(play.omar, SCHOOL)
    danger = play.say(play.sara, DANGER)
    async with play.open():
        order = await play.waiting()
        assert order == [danger, weekend, school]
        status, out, err = await run("list", "--json")
        rows = json.loads(out)
        assert (status, err, [row["id"] for row in rows]) == (0, "", order)
        assert (rows[0]["group"], rows[0]["urgent"]) == ("urgent", True)
        assert (rows[1]["text"], rows[1]["answer_by"]) == (WHERE, "2026-10-05T17:00:00-04:00")
        assert rows[1]["due"] == "2026-10-06T09:00:00-04:00"
        status, out, err = await run("list")
        lines = out.splitlines()
        assert [int(line.split()[0]) for line in lines] == order
        assert "by Mon 05 Oct 17:00" in lines[1]
        assert WHERE in lines[1]
        assert "3 waiting; times are of America/Toronto." in err


async def test_only_some_states(play, run):
    danger, hello = play.say(play.sara, DANGER), play.say(play.omar, HELLO)
    where = play.say(play.omar, WHERE)
    async with play.open():
        assert await play.waiting() == [danger, where]
        assert hello
        _, out, _ = await run("list", "--json", "--state", "Urgent")
        assert [row["id"] for row in json.loads(out)] == [danger]
        _, out, _ = await run("list", "--json", "--state", "open,to verify")
        assert [row["id"] for row in json.loads(out)] == [danger, where]
        assert (await run("list", "--state", "possible"))[1:] == ("", "Nothing waits.\n")
        status, out, err = await run("list", "--state", "sometime")
        assert (status, out) == (2, "")
        assert "'sometime' is no state" in err
        assert "overdue" in err


async def test_nothing_is_written_and_neither_screen_nor_telegram_is_loaded(play, data):
    async with play.open():
        await play.asked(play.omar)
    before = play.store.read_bytes()
    for command in ("list", "corrections"):
        code = (
            "import sys\nfrom modtui import cli\n"
            f"status = cli.main(['--data-dir', {str(data)!r}, 'inquiries', '{command}'])\n"
            "loaded = {'textual', 'telethon'} & set(sys.modules)\n"
            "sys.exit(status or (f'loaded {loaded}' if loaded else 0))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
    assert play.store.read_bytes() == before


async def test_without_a_store_it_says_what_to_do(run):
    status, out, err = await run("list")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1


async def test_corrections_as_lines_that_detection_reads_again(play, run, data, tmp_path):
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.dismiss(question)
        hello = play.say(play.sara, HELLO)
        await play.until_read()
        await desk.mark_inquiry(hello)
        status, out, err = await run("corrections", "--json")
        lines = [json.loads(line) for line in out.splitlines()]
        assert (status, err) == (0, "")
        assert lines == [
            {"text": WHERE, "label": "none", "lang": "en", "said": "inquiry"},
            {"text": HELLO, "label": "inquiry", "lang": "en", "said": "none"},
        ]
        assert "Omar" not in out + err
        detected = subprocess.run(
            words("detect", data=data), input=out, capture_output=True, text=True, timeout=60, check=True
        )
        assert len(detected.stdout.splitlines()) == 2
        target = tmp_path / "corrections.jsonl"
        assert (await run("corrections", "--since", "2026-10-05", "-o", target))[:2] == (0, "")
        assert target.read_text(encoding="utf-8") == out
        if os.name == "posix":
            assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert (await run("corrections", "-o", target))[0] == 2
        assert (await run("corrections", "--since", "2026-10-06"))[1] == ""
        assert "no day" in (await run("corrections", "--since", "soon"))[2]

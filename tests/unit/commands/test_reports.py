"""`modtui export` and `modtui stats`, as scripts and people meet them."""

import csv
import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from modtui.commands.report_arguments import period_of
from modtui.console import UsageError
from modtui.locks import hold
from modtui.paths import paths

TORONTO = ZoneInfo("America/Toronto")
MONTH = ("--month", "2026-10")


def test_csv_on_stdout(imported):
    status, out, err = imported("export", *MONTH)
    rows = list(csv.reader(io.StringIO(out, newline="")))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (status, err) == (0, "")
    assert [
        row[title] for title in ("Period", "Inquiries", "Information", "Referrals", "Posts", "Total")
    ] == [
        "2026-10",
        "2",
        "1",
        "0",
        "1",
        "4",
    ]


def test_a_file_is_its_owners_alone_and_not_replaced_unasked(imported, tmp_path):
    target = tmp_path / "october.csv"
    before = os.umask(0)
    try:
        assert imported("export", *MONTH, "-o", target)[0] == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    target.write_text("mine")
    status, _, err = imported("export", *MONTH, "-o", target)
    assert (status, target.read_text()) == (2, "mine")
    assert "--force" in err
    assert imported("export", *MONTH, "-o", target, "--force")[0] == 0
    assert target.read_text() != "mine"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.endswith(".part")] == []


def test_a_folder_in_place_of_the_file_and_a_folder_that_is_not_there_are_said_so(imported, tmp_path):
    for target, said in ((tmp_path, "is a folder"), (tmp_path / "nowhere" / "a.csv", "There is no folder")):
        status, out, err = imported("export", *MONTH, "-o", target, "--force")
        assert (status, out) == (2, "")
        assert said in err


def test_every_format_and_the_moderation_log(imported, tmp_path):
    assert imported("export", *MONTH, "--format", "md")[1].startswith("# Sample group: 2026-10")
    assert imported("export", *MONTH, "--format", "xlsx", "-o", tmp_path / "o.xlsx")[0] == 0
    assert zipfile.is_zipfile(tmp_path / "o.xlsx")
    for form in ("csv", "md", "json"):
        status, out, _ = imported("export", *MONTH, "--what", "actions", "--format", form)
        assert (status, "ctions" in out or "Planned at" in out) == (0, True)


def test_a_quarter_and_a_range(imported):
    quarter = json.loads(imported("export", "--quarter", "2026-Q4", "--format", "json")[1])
    assert [row["period"]["label"] for row in quarter["rows"]] == ["2026-10", "2026-11", "2026-12"]
    days = json.loads(imported("export", "--from", "2026-10-06", "--to", "2026-10-31", "--format", "json")[1])
    assert days["total"]["figures"]["inquiries"] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--month", "2026-13"],
        ["--quarter", "2026-Q5"],
        ["--from", "2026-10-01"],
        ["--to", "2026-10-01"],
        ["--from", "2026-10-02", "--to", "2026-10-01"],
        ["--month", "2026-10", "--quarter", "2026-Q4"],
    ],
)
def test_a_period_that_cannot_be_meant_is_wrong_usage(imported, arguments):
    status, out, err = imported("stats", *arguments)
    assert (status, out) == (2, "")
    assert err


def test_the_last_full_month_without_a_period():
    class Nothing:
        month = quarter = from_day = to_day = None

    def label(at):
        return period_of(Nothing(), TORONTO, at).label

    assert label(datetime(2026, 11, 1, 5, tzinfo=UTC)) == "2026-10"
    assert label(datetime(2026, 11, 1, 3, tzinfo=UTC)) == "2026-09"  # it is October still in Toronto
    assert label(datetime(2026, 1, 15, tzinfo=UTC)) == "2025-12"
    with pytest.raises(UsageError):
        period_of(type("", (Nothing,), {"from_day": "2026-10-01"})(), TORONTO, datetime.now(UTC))


def test_stats_to_read(imported):
    status, out, _ = imported("stats", *MONTH)
    lines = out.splitlines()
    heads = next(line for line in lines if "Inquiries" in line).split()
    row = next(line for line in lines if line.startswith("2026-10 ")).split()
    assert status == 0
    assert heads == ["Inquiries", "Information", "Referrals", "Posts", "Total"]
    assert row == ["2026-10", "2", "1", "0", "1", "4"]
    assert "2 of 2 estimated, detector v" in out
    assert "business-days" in out
    assert max(map(len, lines)) <= 110


def test_stats_as_data_is_what_export_gives(imported):
    told = json.loads(imported("stats", *MONTH, "--json")[1])
    exported = json.loads(imported("export", *MONTH, "--format", "json")[1])
    assert (told["total"], told["definitions"]) == (exported["total"], exported["definitions"])


def test_a_column_explained_without_any_store(modtui, data):
    status, out, _ = modtui("stats", "--explain", "Referrals")
    assert status == 0
    assert "one for each reply" in out
    assert not data.exists()
    assert json.loads(modtui("stats", "--explain", "total", "--json")[1])["code"] == "total"
    status, _, err = modtui("stats", "--explain", "nonsense")
    assert status == 2
    assert "Inquiries; Information" in err


def test_beside_a_running_desk(imported, data):
    with hold(paths(data).store_lock, "store", "modtui", datetime.now(UTC)):
        assert imported("stats", *MONTH)[0] == 0
        assert imported("export", *MONTH)[0] == 0
        assert imported("verify")[0] == 0


def test_no_store_yet_gets_a_sentence(modtui):
    for command in (["stats"], ["export"], ["verify"], ["backup", "x.db"]):
        status, out, err = modtui(*command)
        assert (status, out) == (1, "")
        assert "no store" in err


@pytest.mark.parametrize("command", [["export", *MONTH], ["stats", *MONTH], ["verify"]])
def test_neither_screen_nor_telegram_is_imported(imported, data, command):
    code = (
        "import sys\nfrom modtui.cli import main\n"
        f"assert main(['--data-dir', {str(data)!r}, *{command!r}]) == 0\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "modtui" in loaded
    assert not loaded & {"telethon", "textual", "rich"}
    assert not {name for name in done.stderr.split() if name.startswith("modtui.telegram")}

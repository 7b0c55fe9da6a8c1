"""``modtui export --what actions``: everything the record has, under pseudonyms; by name for staff only."""

import asyncio
import csv
import io
import json
import zipfile

import pytest

from modtui import cli
from tests.unit.desk.playing import Play, until
from tests.unit.desk.test_acting import RUDE, done, seen
from tests.unit.desk.test_members import looked

EVIL = '=HYPERLINK("http://example.org")'
REASON, COMPLAINT, FOUND = "=1+1 a quote of somebody else", "+It was not fair", "@The quote was marked"


@pytest.fixture(autouse=True)
def _homes(tmp_path, monkeypatch):
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
async def folder(tmp_path):
    """A store in which all of it happened in October 2026; a second group of the store had its own."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    play = Play(folder)
    play.world.users[play.omar].name = EVIL
    play.clock.move(days=7)
    async with play.open() as desk:
        await looked(play)
        warned = await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        await desk.void_warning(warned.action_id, REASON)
        complaint = await desk.record_complaint(play.omar, COMPLAINT, action_id=warned.action_id)
        play.clock.move(hours=1)
        advert = await seen(play, "Phones for sale", play.sara)
        removed = await done(play, await desk.plan("delete", await seen(play, "x", play.sara)), text="")
        play.world.delete(play.samir, [advert])  # from a phone
        asking = play.world.add_user("Nadia Sample").id
        play.world.request_join(asking)
        play.world.decide_request(play.samir, asking, True)
        play.world.ban(play.samir, play.sara)
        await looked(play)
    assert removed.status == "done"
    # Another moderator decides the complaint, on their own machine's account.
    me, play.me = play.me, play.samir
    async with play.open() as desk:
        await until(lambda: desk._parts.ctx.account is not None and desk._parts.ctx.account.id == play.me)
        await desk.decide_complaint(complaint, upheld=True, text=FOUND)
    play.me = me
    return folder


async def export(folder, *arguments, form="csv"):
    """The first table's rows by heading, or the parsed JSON; and the whole output."""
    target = folder / f"out.{form}"
    command = ["--data-dir", folder, "export", "--what", "actions", *arguments, "--format", form]
    status = await asyncio.to_thread(cli.main, [*map(str, command), "-o", str(target), "--force"])
    assert status == 0
    written = target.read_bytes()
    if form == "json":
        return json.loads(written)
    if form != "csv":
        return written
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1 : rows.index([])]]
    basis = {row[0]: row[1] for row in rows[rows.index([]) :] if len(row) == 2}
    return table, basis, written.decode("utf-8-sig")


OCTOBER = ("--month", "2026-10")


async def test_everything_the_record_has_is_there_and_counted_once(folder):
    table, basis, _ = await export(folder, *OCTOBER)
    assert sorted(row["Action"] for row in table) == [
        "approved from a phone",
        "complaint decided",
        "complaint recorded",
        "delete",
        "deleted from a phone",
        "removed from a phone",
        "warn",
        "warning voided",
    ]
    by = {row["Action"]: row for row in table}
    assert by["complaint decided"]["Status"] == by["complaint recorded"]["Status"] == "upheld"
    assert (by["warn"]["Voided"], by["warning voided"]["Category"]) == ("yes", "conduct")
    assert [basis[what] for what in ("Actions", "Removed from a phone", "Other things done from phones")] == [
        "2",
        "1",
        "2",
    ]
    assert [basis[what] for what in ("Warnings voided", "Complaints recorded", "Complaints decided")] == [
        "1"
    ] * 3
    said = await export(folder, *OCTOBER, form="json")
    assert [len(said[part]) for part in ("actions", "phone_bans", "voids", "complaints", "from_phones")] == [
        2,
        1,
        1,
        1,
        2,
    ]
    other, nothing, _ = await export(folder, "--month", "2026-09")
    assert other == []
    assert nothing["Complaints recorded"] == "0"


async def test_people_are_pseudonyms_and_nothing_that_anybody_wrote_is_in_it(folder):
    table, _, text = await export(folder, *OCTOBER)
    said = json.dumps(await export(folder, *OCTOBER, form="json"))
    for forbidden in ("Sample", "HYPERLINK", "quote", "fair", "Phones"):
        assert forbidden not in text
        assert forbidden not in said
    assert "Reason" not in table[0]
    by = {row["Action"]: row for row in table}
    # The same person has one name in all of the file, whatever they did and wherever they did it.
    assert by["warn"]["Member"] == by["warning voided"]["Member"] == by["complaint recorded"]["Member"]
    assert by["warn"]["Moderator"] == by["warning voided"]["Moderator"]
    samir = by["complaint decided"]["Moderator"]
    assert samir.startswith("moderator-")
    for what in ("deleted from a phone", "approved from a phone", "removed from a phone"):
        assert by[what]["Moderator"] == samir
    assert samir != by["warn"]["Moderator"]
    again, _, _ = await export(folder, *OCTOBER)
    assert {row["Member"] for row in again} & {row["Member"] for row in table} == set()


async def test_with_names_it_says_who_on_which_message_and_why(folder):
    table, basis, _ = await export(folder, *OCTOBER, "--names")
    by = {row["Action"]: row for row in table}
    assert "for staff only" in basis["People"]
    assert by["complaint decided"]["Moderator"].startswith("Samir Sample (")
    assert by["approved from a phone"]["Member"].startswith("Nadia Sample (")
    assert by["deleted from a phone"]["Message"].isdigit()
    assert by["warning voided"]["Reason"].endswith("a quote of somebody else")
    said = await export(folder, *OCTOBER, "--names", form="json")
    assert said["named"] is True
    assert said["voids"][0]["reason"] == REASON
    assert (said["complaints"][0]["text"], said["complaints"][0]["found"]) == (COMPLAINT, FOUND)
    assert said["complaints"][0]["member"].startswith("=HYPERLINK")  # JSON is no spreadsheet


async def test_no_cell_is_a_formula_whatever_people_are_called_or_write(folder):
    table, _, _ = await export(folder, *OCTOBER, "--names")
    cells = [cell for row in table for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    by = {row["Action"]: row for row in table}
    assert by["warn"]["Member"].startswith(f"'{EVIL}")
    assert by["warning voided"]["Reason"] == f"'{REASON}"
    assert by["complaint recorded"]["Reason"] == f"'{COMPLAINT}"
    assert by["complaint decided"]["Reason"] == f"'{FOUND}"
    with zipfile.ZipFile(io.BytesIO(await export(folder, *OCTOBER, "--names", form="xlsx"))) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in book.read(name)


async def test_names_are_for_actions_only(folder, capsys):
    status = await asyncio.to_thread(cli.main, ["--data-dir", str(folder), "export", *OCTOBER, "--names"])
    assert status == 2
    assert "--what actions" in capsys.readouterr().err

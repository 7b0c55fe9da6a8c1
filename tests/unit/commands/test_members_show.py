"""`modtui members show`, beside a desk that runs."""

import json

import pytest

from modtui.cli import main
from tests.unit.desk.playing import Play
from tests.unit.desk.test_acting import RUDE, done, seen
from tests.unit.desk.test_members import looked


@pytest.fixture
async def warned(tmp_path):
    """A data folder in whose store Omar was warned; returns what to call the command with."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    config = tmp_path / "config.yaml"
    config.write_text("group: newcomers\n", encoding="utf-8")
    config.chmod(0o600)
    play = Play(folder)
    async with play.open() as desk:
        await looked(play)
        await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
    play.store.chmod(0o600)
    return play, ["--config", str(config), "--data-dir", str(folder), "members", "show"]


def call(arguments, capsys):
    status = main(arguments)
    return status, capsys.readouterr()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "a warning"), ("ar", "تنبيه"), ("fr", "avertissement")]
)
def test_what_is_held_in_their_language(warned, capsys, language, word):
    play, command = warned
    status, said = call([*command, str(play.omar), "--language", language], capsys)
    assert status == 0
    assert "Omar Sample" in said.out
    assert word in said.out


def test_as_data(warned, capsys):
    play, command = warned
    status, said = call([*command, "omar", "--json"], capsys)
    page = json.loads(said.out)
    assert status == 0
    assert page["row"]["member_id"] == play.omar
    assert [action["standing"] for action in page["actions"]] == ["in force"]


def test_nobody_and_several(warned, capsys):
    _, command = warned
    status, said = call([*command, "nobody at all"], capsys)
    assert status == 1
    assert "Nobody" in said.err
    status, said = call([*command, "sample"], capsys)
    assert status == 1
    assert len(said.out.splitlines()) > 1

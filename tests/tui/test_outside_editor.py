"""The moderator's own editor: which one, what is said when it cannot be used, and what is found again after a crash."""

from __future__ import annotations

import stat
import sys

import pytest

from modtui.tui.outside_editor import EditorError, _read, _write, editor_command, left_behind
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk


def test_visual_goes_before_editor_and_may_have_arguments():
    env = {"VISUAL": f"{sys.executable} -u '-X utf8'", "EDITOR": "no-such-thing"}
    assert editor_command(env) == [sys.executable, "-u", "-X utf8"]
    assert editor_command({"VISUAL": "  ", "EDITOR": sys.executable}) == [sys.executable]


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({}, "VISUAL or EDITOR"),
        ({"EDITOR": "no-such-thing"}, "no-such-thing"),
        ({"VISUAL": "'unclosed"}, "quotes"),
    ],
)
def test_one_sentence_says_what_is_wrong_with_it(env, sentence):
    with pytest.raises(EditorError, match=sentence):
        editor_command(env)


def test_the_file_is_private_and_whatever_the_editor_leaves_nothing_is_lost(tmp_path):
    path = tmp_path / "editing-7.txt"
    _write(path, "before")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert _read(path, "before", "vi", 1).text == "before"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\n\n")
    assert _read(path, "before", "vi", 0) == _read(path, "x", "vi", 0)
    assert _read(path, "before", "vi", 0).text == "one\ntwo"
    failed = _read(path, "before", "vi", -11)
    assert failed.text == "one\ntwo"
    assert "vi was ended by signal 11" in failed.remark
    assert "vi ended with status 3" in _read(path, "before", "vi", 3).remark
    path.write_bytes(b"")
    assert _read(path, "before", "vi", 3).text == "before"  # a crash that emptied the file
    assert _read(path, "before", "vi", 0).text == ""  # emptied on purpose
    path.write_bytes(b"caf\xe9")
    assert "UTF-8" in _read(path, "before", "vi", 0).remark
    path.write_bytes(b"x" * (1 << 21))
    assert _read(path, "before", "vi", 0).text == "before"
    path.unlink()
    assert _read(path, "before", "vi", 0).text == "before"


async def test_a_text_that_was_in_the_editor_when_the_program_ended_is_in_the_draft_again(tmp_path):
    _write(tmp_path / "editing-0.txt", "half a post")
    _write(tmp_path / "editing-1001.txt", "")
    (tmp_path / "editing-oops.txt").write_text("not ours")
    desk = FakeDesk()
    desk.drafts[None] = "an older draft"
    desk.private_folder = lambda: tmp_path
    async with driving(desk) as d:
        await d.until(lambda: "half a post" in desk.drafts[None])
        assert desk.drafts == {None: "half a post\n\nan older draft"}
        assert any("draft again" in notice for notice in d.notices())
    assert left_behind(tmp_path) == {}


async def test_where_no_terminal_can_be_handed_over_one_sentence_and_the_text_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("VISUAL", sys.executable)
    desk = FakeDesk()
    desk.private_folder = lambda: tmp_path
    async with driving(desk) as d:
        await d.press("a")
        await d.burst("some words")
        await d.press("ctrl+e")
        assert any("terminal" in notice for notice in d.notices())
        assert d.screen.composer.text == "some words"
    assert list(tmp_path.iterdir()) == []

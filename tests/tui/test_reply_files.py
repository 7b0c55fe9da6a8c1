"""Files of a reply: seen before it is sent, put to it and taken off by a key, and a missing one said in time."""

from pathlib import Path

import pytest
from textual.widgets import Input

from modtui.desk.views_snippets import AttachedFile, Blank
from modtui.tui.screens.ask_path import AskPath, as_path, complete, folder_of
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk

MAP = AttachedFile("map.pdf", "/snippets/map.pdf", size=120_000)
SENT = "ctrl+s"


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(b"x" * 2_100_000)
    return path


def desk_with(**attachments):
    desk = FakeDesk()
    desk.attachments = attachments
    return desk


def files_line(d):
    bar = d.screen.bar("composer-files")
    return bar.words if bar.display else ""


async def first_suggestion(d):
    await d.press("1")
    return d.screen.composer.snippet_ids[0]


def replies(d):
    return [call for call in d.commands() if call[0] == "reply"]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_snippets_file_is_seen_and_leaves_with_the_answer(size):
    async with driving(FakeDesk(), size=size) as d:
        for choice in d.desk.snippets:
            d.desk.attachments[choice.snippet_id] = (MAP,)
        await first_suggestion(d)
        assert "with: map.pdf, 120 kB" in files_line(d)
        assert "with: map.pdf, 120 kB" in d.text()
        await d.press(SENT)
        assert d.desk.more_of_reply["files"] == [Path("/snippets/map.pdf")]
        assert files_line(d) == ""


async def test_a_key_takes_it_off_and_the_answer_leaves_without():
    async with driving(FakeDesk()) as d:
        for choice in d.desk.snippets:
            d.desk.attachments[choice.snippet_id] = (MAP,)
        await first_suggestion(d)
        await d.press("ctrl+n")
        assert files_line(d) == ""
        assert any("map.pdf stays here" in said for said in d.notices())
        await d.press("ctrl+n")
        assert any("No file goes with this" in said for said in d.notices())
        await d.press(SENT)
        assert d.desk.more_of_reply["files"] == []


async def test_a_missing_file_is_said_before_sending_and_found_again_once_it_is_back(tmp_path):
    path = tmp_path / "map.pdf"
    async with driving(FakeDesk()) as d:
        for choice in d.desk.snippets:
            d.desk.attachments[choice.snippet_id] = (AttachedFile("map.pdf", str(path), missing=True),)
        await first_suggestion(d)
        assert "! not there" in files_line(d)
        await d.press(SENT)
        assert replies(d) == []
        assert any("put it back, or take it off with Ctrl+N" in said for said in d.notices())
        assert d.screen.composer.text
        path.write_bytes(b"x" * 5000)
        await d.press(SENT)
        assert len(replies(d)) == 1
        assert d.desk.more_of_reply["files"] == [path]


async def test_a_file_of_ones_own_choice_is_checked_before_it_is_taken(form):
    async with driving() as d:
        await d.press("a")
        await d.press("ctrl+f")
        dialog = d.app.screen
        assert isinstance(dialog, AskPath)
        field = dialog.query_one(Input)
        field.value = str(form.with_name("none.pdf"))
        await d.press("enter")
        assert d.app.screen is dialog
        assert "no file none.pdf" in d.text()
        field.value = str(form.with_name("fo"))
        await d.press("tab")
        assert field.value == str(form)
        await d.press("enter")
        assert d.app.screen is d.screen
        assert "with: form.pdf, 2.1 MB" in files_line(d)
        assert d.screen.focused is d.screen.composer
        await d.press(SENT)  # a file alone is a reply
        assert replies(d)[0][2] == ""
        assert d.desk.more_of_reply["files"] == [form]


async def test_the_first_tab_in_a_folder_without_a_file_says_so(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "empty"))
    async with driving() as d:
        await d.press("a", "ctrl+f", "tab")
        assert "Nothing there begins like that" in d.text()


async def test_of_several_files_it_is_asked_which_stays(form, tmp_path):
    async with driving() as d:
        await d.press("p")
        for name in ("a.txt", "b.txt"):
            (tmp_path / name).write_text("x")
            await d.press("ctrl+f")
            d.app.screen.query_one(Input).value = str(tmp_path / name)
            await d.press("enter")
        assert "a.txt" in files_line(d)
        await d.press("ctrl+n")
        assert "Which file stays here?" in d.text()
        await d.press("1")
        assert [file.name for file in d.screen.composer.files] == ["b.txt"]


async def test_files_stay_with_their_target_and_come_back_with_a_refused_text(form):
    async with driving() as d:
        await d.press("a")
        await d.press("ctrl+f")
        d.app.screen.query_one(Input).value = str(form)
        await d.press("enter")
        first = d.screen.composer.target.message_id
        assert d.desk.draft_paths[first] == [str(form)]
        await d.press("escape", "j", "a")
        assert d.screen.composer.target.message_id != first
        assert files_line(d) == ""
        await d.press("escape", "k", "a")
        assert "form.pdf" in files_line(d)
        d.desk.fail_next = "Not now."
        await d.press(SENT)
        assert "form.pdf" in files_line(d)
        assert any("Not now." in said for said in d.notices())


def test_what_a_terminal_types_for_a_dropped_file_is_understood(tmp_path):
    assert as_path(" '/tmp/a b.pdf' ") == "/tmp/a b.pdf"
    assert as_path('"/tmp/a b.pdf"') == "/tmp/a b.pdf"
    assert as_path("file:///tmp/a%20b.pdf") == "/tmp/a b.pdf"
    assert as_path(r"/tmp/a\ b\(1\).pdf") == "/tmp/a b(1).pdf"
    odd = tmp_path / "a\\b.pdf"
    odd.write_text("x")
    assert as_path(str(odd)) == str(odd)
    assert as_path("'") == "'"


def test_a_path_is_completed_as_far_as_there_is_only_one(tmp_path):
    for name in ("Form one.pdf", "form two.pdf", "map.pdf", ".hidden"):
        (tmp_path / name).write_text("x")
    (tmp_path / "deep").mkdir()
    base = f"{tmp_path}/"
    assert complete(base + "m") == (base + "map.pdf", ["map.pdf"])
    assert complete(base + "de") == (base + "deep/", ["deep/"])
    assert complete(base + "form") == (base + "form", ["Form one.pdf", "form two.pdf"])
    assert complete(base + "Form o") == (base + "Form one.pdf", ["Form one.pdf"])
    assert ".hidden" not in complete(base)[1]
    assert complete(base + ".h") == (base + ".hidden", [".hidden"])
    assert complete(base + "zz") == (base + "zz", [])
    assert complete("/no/such/folder/x") == ("/no/such/folder/x", [])


def test_the_next_file_is_looked_for_where_the_last_one_lay(monkeypatch):
    monkeypatch.setenv("HOME", "/home/layla")
    assert folder_of("/home/layla/Documents/a.pdf") == "~/Documents/"
    assert folder_of("/media/a.pdf") == "/media/"


async def test_a_snippet_in_a_post_comes_filled_with_its_file_and_its_blank_asked_for():
    desk = FakeDesk()
    for choice in desk.snippets:
        desk.attachments[choice.snippet_id] = (MAP,)
    async with driving(desk) as d:
        await d.press("p")
        await d.press("ctrl+o")
        await d.press("enter")
        assert d.screen.composer.target.message_id is None
        assert "with: map.pdf, 120 kB" in files_line(d)
        assert d.screen.composer.kind is None  # a post answers nobody
        await d.press(SENT, "1")
        assert desk.more_of_reply["files"] == [Path("/snippets/map.pdf")]
        for choice in desk.snippets:
            desk.blanks[choice.snippet_id] = (Blank("ask:day", "day"),)
        await d.press("p")
        await d.press("ctrl+o")
        await d.press("enter")
        assert "  day  " in d.text()
        d.app.screen.query_one(Input).value = "Friday"
        await d.press("enter")
        assert any(call[0] == "fill_blanks" and call[2] == {"ask:day": "Friday"} for call in desk.calls)
        assert d.screen.composer.text
